"""Gemeingut for Python users; `gemeingut.errors` holds every error's base."""
