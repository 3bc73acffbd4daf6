"""Readers of TEI, the XML of scholarly editions."""
