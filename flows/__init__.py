"""Order, parallelism, retries and the command line; the only floor that knows Prefect."""
