"""Readers of statutes: gii-norm XML, LegalDocML, BundesGit's Markdown."""
