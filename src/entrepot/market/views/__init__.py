"""Pages of the market: for shoppers, and the seller's desk."""
