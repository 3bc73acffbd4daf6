"""Tests of opening what was fetched."""
