"""What is decided without database, clock or network: reading a file of products, texts, search terms, prices."""
