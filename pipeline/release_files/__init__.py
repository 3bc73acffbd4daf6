"""A release's Parquet files: data files with their columns, tables compared in buckets, differences between releases."""
