"""What sellers, buyers' purchases, partner hubs and the clock do to the market. One verb, one transaction."""
