"""Readers of documents as people write and publish them: Word, OpenDocument, tables, EPUB, PDF."""
