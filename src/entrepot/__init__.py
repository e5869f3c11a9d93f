"""Entrepot: a self-hosted hub for trade along the routes that join Asia, Europe and Africa."""
