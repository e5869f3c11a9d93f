"""Benchmarks: one script each, every one with its peer or the raw limit from the same run."""
