"""The workspace's store: tables written whole or not at all, keys, schemas, ids and versions."""
