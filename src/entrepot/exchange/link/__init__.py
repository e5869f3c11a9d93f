"""The link to partner hubs: what the worker runs. NATS is the pipe; PostgreSQL on both sides is the record."""
