"""Readers of wikis: MediaWiki exports and their wikitext."""
