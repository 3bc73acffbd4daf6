"""The forms that a given text may have in a corpus: as it is, cleaned, and as parts of a long work.

A module of its own: nothing here is part of cleaning a source, so a change must not make documents stale.
"""

from __future__ import annotations

import pyarrow as pa

from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from pipeline.store.schemas import READ

SWITCHES = {"joined_hyphenation": True, "cut_boilerplate": False, "joined_lines": False}


def forms_of(text: str, longest_characters: int) -> list[str]:
    """Return the text as it is, cleaned, and in parts of at most `longest_characters`, each form once."""
    columns = {field.name: pa.nulls(1, field.type) for field in READ}
    columns |= {"id": pa.array(["x/x"]), "text": pa.array([text], pa.large_string()), "source": pa.array(["x"])}
    columns |= {"license_statements": pa.array([[]], READ.field("license_statements").type)}
    columns |= {"member": pa.array([""])}
    read = pa.table(columns).cast(READ)
    counts = merge([count(read)])
    forms = [text]
    for limit in (max(longest_characters, len(text), 1), longest_characters):
        cleaned, _ = clean(read, counts, CleanOptions(limit, SWITCHES))
        forms += cleaned.column("text").to_pylist()
    return list(dict.fromkeys(forms))
