"""Readers of scientific writing: LaTeX."""
