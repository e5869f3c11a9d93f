"""The hub wires the parts: settings, addresses, API, command line, and the supervisor of its servers."""
