"""What happens to money. One verb, one intent, one transaction."""
