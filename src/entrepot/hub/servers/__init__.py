"""PostgreSQL and NATS from wheels, for installs that bring no servers of their own."""
