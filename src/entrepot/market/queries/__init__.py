"""Reads of shops, offers, the listing that is searched, imports and landed prices."""
