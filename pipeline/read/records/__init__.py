"""Readers of records with named fields: CSV, JSON, JSON Lines, Parquet."""
