"""Scripts that rebuild the tables and models in `filters/data`, test by mutation, and build the site; not part of the wheel."""
