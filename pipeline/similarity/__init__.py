"""Exact groups, MinHash bands, verified edges, the walk that chooses survivors, the index and the lookup in it."""
