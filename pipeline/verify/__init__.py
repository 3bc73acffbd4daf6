"""Verification: a release checked as a stranger would, nothing believed."""
