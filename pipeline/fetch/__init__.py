"""Fetching: a source's files brought into the workspace, with their hashes in a lock."""
