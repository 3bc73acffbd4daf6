"""Verification: a release is checked from its files; nothing that it states is trusted."""
