"""What makes the tables in `filters/data` anew; not part of the wheel."""
