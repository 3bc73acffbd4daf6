"""Readers of documents of offices, e-books and PDF."""
