"""Readers: one format each, a member of a snapshot in, documents and faults out."""
