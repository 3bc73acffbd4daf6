"""Readers of digitised print: ABBYY, ALTO, hOCR and PAGE."""
