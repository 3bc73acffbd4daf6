"""Readers of web pages: HTML files and WARC crawls."""
