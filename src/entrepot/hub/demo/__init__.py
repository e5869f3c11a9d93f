"""The demo: hubs on this machine, and one order that crosses a border between two of them."""
