"""Whole hubs for tests of the exchange: real PostgreSQL, real NATS, a worker process that can be killed."""
