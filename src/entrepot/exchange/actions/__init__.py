"""What is done in the exchange, one file per intent."""
