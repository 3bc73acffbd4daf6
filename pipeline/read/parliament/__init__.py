"""Readers of parliamentary papers: Bundestag XML and OParl."""
