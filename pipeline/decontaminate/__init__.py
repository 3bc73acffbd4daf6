"""Decontamination: benchmarks, and what documents share with their items."""
