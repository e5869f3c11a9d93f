"""Pure rules of the exchange: canonical bytes, signatures, envelopes, receipts, cards."""
