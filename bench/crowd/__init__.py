"""A hub after years of trade: what the demo's story did once, many times over."""
