"""Barrier 1: how often a source repeats a line, a paragraph or a word, counted after single characters are repaired."""
