"""Two shops that the same buyers buy from, and what that costs: our hub, and a peer."""
