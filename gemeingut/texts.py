"""Functions on texts and statements alone: licence recognition, measures, fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from filters import fingerprint as prints
from filters import measures
from pipeline.curator.verdict import verdict
from pipeline.manifest.load import load_policy
from pipeline.manifest.policy import policy_of
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    import polars as pl

    from filters.fingerprint import Normalise


def recognise(statement: str, *, policy: str = "open-definition", lang: Literal["de", "en"] = "en") -> dict[str, Any]:
    """Return the licence recognised in a statement, the verdict of a policy on it, and the obligations.

    The keys are those of `gemeingut license --json`: `license` is an id of the catalogue or None, `verdict` is `accept`,
    `review` or `reject`, `reason` and `rule` say why.  `policy` is the name of a policy or the path of one; `lang` is the
    language of the sentences.  Raises ManifestError (an InputError) for a policy that does not exist.

    >>> answer = gemeingut.recognise("This text is available under CC BY-SA 4.0.")
    >>> answer["license"], answer["verdict"]
    ('CC-BY-SA-4.0', 'accept')
    >>> answer["obligations"]
    ['attribution', 'notice', 'share_alike', 'mark_changes']
    """
    return verdict(statement, policy_of(load_policy(policy)), lang)


def measure(texts: str | Iterable[str | None]) -> pl.DataFrame:
    """Return the measures of one text or of many: a row per text, in their order, and a column per measure.

    The columns are those of a release's `quality`; a share of nothing is null.  None is measured as the empty text.

    >>> gemeingut.measure(["Das Haus am See.", ""])["words"].to_list()
    [4, 0]
    """
    return frame_of(measures.measure(_column(texts)))


def fingerprint(
    texts: str | Iterable[str | None],
    *,
    shingle_words: int = prints.SHINGLE_WORDS,
    permutations: int = prints.PERMUTATIONS,
    normalise: Normalise = "none",
) -> pl.DataFrame:
    """Return the fingerprints of one text or of many: a row per text, in their order.

    `exact` is the hash of the normalised text (16 bytes), `shingles` the hashes of every `shingle_words` words that follow
    each other, `signature` their MinHash of `permutations` values.  `normalise="historical"` compares words by a key of
    their spelling, for editions in different spellings.  Raises FingerprintError for sizes below 1.

    >>> prints = gemeingut.fingerprint(["Das Haus am See.", "das  Haus am See."])
    >>> prints["exact"].n_unique(), prints["signature"].dtype.shape
    (1, (112,))
    """
    made = prints.fingerprint(
        _column(texts), shingle_words=shingle_words, permutations=permutations, normalise=normalise
    )
    return frame_of(made)


def _column(texts: str | Iterable[str | None]) -> pa.Array:
    """Return the texts as a column; a string is one text, not an iterable of letters."""
    return pa.array([texts] if isinstance(texts, str) else list(texts), pa.large_string())
