"""Erasure: documents that must be deleted, out of everything the workspace holds."""
