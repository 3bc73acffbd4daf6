"""One shard of documents × one annotator → one table, aligned row by row.

Annotators measure and never judge: the recipe decides which licence is good enough, how long a text must be and what
counts as a duplicate, so that no text is read again for a changed recipe.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from filters import fingerprint, groups, language, measures
from filters.pii import spans
from pipeline.annotate import statements, user_filters
from pipeline.manifest.recipe_files import Own, judged_with
from pipeline.store.code import code_hash
from pipeline.store.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.manifest import Recipe
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

JUDGES: Final = "judges"


@dataclass(frozen=True)
class Annotator:
    """A name, the columns of the documents it needs, the module whose import closure is its code, the function that measures."""

    name: str
    columns: tuple[str, ...]
    module: str
    annotate: Callable[[pa.Table, Mapping[str, Any]], pa.Table]
    written_as: Mapping[str, Any] = field(default_factory=dict)
    """How Parquet's writer encodes the table, where its usual way does not suit the values."""


def _language(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    window, model = parameters["window_characters"], parameters["model"]
    return language.identify(documents.column("text"), window_characters=window, model=model)


def _measures(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    blocked = frozenset(parameters.get("blocked", ()))
    return measures.measure(documents.column("text"), blocked, documents.column("damage"))


def _groups(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    return groups.mentions(documents.column("text"))


def _judges(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    return user_filters.judge(documents, parameters)


def _pii(documents: pa.Table, _parameters: Mapping[str, Any]) -> pa.Table:
    return spans.find(documents.column("text"))


def _fingerprint(documents: pa.Table, parameters: Mapping[str, Any]) -> pa.Table:
    texts = documents.column("text")
    # Stored with the fingerprint, so that a demand for deletion by the text's hash needs no text.
    return fingerprint.fingerprint(texts, **parameters).append_column("text_sha256", _sha256(texts))


def _sha256(texts: pa.ChunkedArray) -> pa.Array:
    digests = [hashlib.sha256(text.as_buffer()).digest() for chunk in texts.chunks for text in chunk]
    return pa.array(digests, pa.binary(32))


_HASHES: Final = {
    "use_dictionary": False,  # no two are equal
    "column_encoding": {"shingles.list.element": "DELTA_BINARY_PACKED"},  # they rise within a document
}

ANNOTATORS: Final = {
    annotator.name: annotator
    for annotator in (
        Annotator("license", statements.COLUMNS, "pipeline.annotate.statements", statements.annotate),
        Annotator("language", ("text",), "filters.language", _language),
        Annotator("measures", ("text", "damage"), "filters.measures", _measures),
        Annotator("groups", ("text",), "filters.groups", _groups),
        Annotator(JUDGES, user_filters.COLUMNS, "pipeline.annotate.user_filters", _judges),
        Annotator("pii", ("text",), "filters.pii.spans", _pii),
        Annotator("fingerprint", ("text",), "filters.fingerprint", _fingerprint, _HASHES),
    )
}
"""All annotators; none depends on another."""


def wanted(recipe: Recipe) -> tuple[str, ...]:
    """Return the annotators that a recipe needs: all, but `judges` only if it names filters of its own or of datatrove."""
    return tuple(name for name in ANNOTATORS if name != JUDGES or recipe.filters or recipe.datatrove)


def parameters_of(name: str, recipe: Recipe, own: Own | None = None) -> dict[str, Any]:
    """Return what an annotator depends on besides the documents and its code."""
    own = own or Own()
    if name == JUDGES:
        return judged_with(recipe, own)
    if name == "measures" and own.blocked:
        return {"blocked": sorted(own.blocked)}
    if name == "fingerprint":
        return recipe.duplicates.model_dump(include={"shingle_words", "shingle_characters", "normalise"})
    if name != "language":
        return {}
    model = recipe.language.model
    digest = sha256_of(language.model_path(model))
    return {"model": model, "model_sha256": digest, "window_characters": recipe.language.window_characters}


def code_of(name: str) -> str:
    """Return the hash of the code of an annotator: its module's closure, and this module, which calls it."""
    return code_hash(ANNOTATORS[name].module, alone=(__name__,))


def annotate(name: str, workspace: Workspace, shard: Shard, parameters: Mapping[str, Any]) -> None:
    """Write the annotation of one shard; its first column is the document's id, in the shard's order."""
    annotator = ANNOTATORS[name]
    documents = workspace.store.read_table(shard.documents(workspace), ["id", *annotator.columns])
    annotation = annotator.annotate(documents, parameters).add_column(0, "id", documents.column("id"))
    workspace.store.write_table(shard.annotation(workspace, name), annotation, **annotator.written_as)
