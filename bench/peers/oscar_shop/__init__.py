"""A django-oscar shop with its defaults, to measure beside. Runs in a venv of its own and knows nothing of us."""
