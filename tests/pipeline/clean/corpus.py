"""Tables for the tests of cleaning."""

import pyarrow as pa

from pipeline.store.schemas import READ


def read_table(texts, ids=None):
    rows = [
        {
            "id": ids[place] if ids else f"probe/{place}",
            "text": text,
            "source": "probe",
            "license_statements": [],
            "member": "probe.txt",
        }
        for place, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=READ)


def as_read(documents):
    return documents.select(READ.names).cast(READ)
