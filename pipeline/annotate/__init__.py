"""Annotation: tables of measurements per shard, one per annotator, and the filters that a recipe brings."""
