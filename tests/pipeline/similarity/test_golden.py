"""Fingerprints of fixed texts: an index of today must be readable tomorrow.

If these values change, raise `filters.fingerprint.VERSION`: prints made before do not compare with those made after.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pytest

from filters.fingerprint import VERSION, fingerprint

TEXTS = {
    "Satz": "Der Rat beschloß, den Marktbrunnen im Frühjahr zu erneuern und die Linden zu ſchneiden.",
    "kurz": "Guten Morgen",
    "leer": "",
    "lang": " ".join(f"Wort{n * n % 211} und Zahl {n}, dann ein Strich – so geht’s." for n in range(300)),
    "Zeichen": "Ä\u0308rger im Donau\u00addampf\u00adschiff: 1841/42 · §§ 64–67 UrhG · naïve Œuvre · 北京 · 🌳",
}
GOLDEN = {
    "Satz": (1, "87e5ad3cc53ede586ad9aedb57caf8c8", 10, "393875020b7f8f8d", "4e082df4088983f0"),
    "kurz": (1, "f10a932eefdc198c794fa84257617716", 1, "7751fa0ca78b7ce0", "0fedd595a661a5a8"),
    "leer": (1, "00000000000000000000000000000000", 0, "e3b0c44298fc1c14", "ad948f3d279d42ae"),
    "lang": (1, "d5ca602648ccc8083d368867e316a630", 1818, "66bc2c73ee4268c0", "eb3893e6742f5cd4"),
    "Zeichen": (1, "bead06339d85030307f7bf53ea14449b", 7, "2c0e1ddf9244d412", "9930eb5d3f7d9292"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_the_fingerprint_it_always_had(name):
    row = fingerprint(pa.array([TEXTS[name]])).to_pylist()[0]
    numbers = b"".join(one.to_bytes(4, "little") for one in row["shingles"])
    values = b"".join(one.to_bytes(4, "little") for one in row["signature"])
    found = (
        row["exact"].hex(),
        len(row["shingles"]),
        hashlib.sha256(numbers).hexdigest()[:16],
        hashlib.sha256(values).hexdigest()[:16],
    )
    assert (VERSION, *found) == GOLDEN[name]
