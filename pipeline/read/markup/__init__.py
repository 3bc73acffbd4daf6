"""Readers of plain text and Markdown."""
