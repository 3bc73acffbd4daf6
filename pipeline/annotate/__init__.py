"""Annotation: what is measured of each shard, by annotators that stand side by side; what a recipe brings of its own."""
