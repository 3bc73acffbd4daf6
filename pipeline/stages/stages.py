"""The stages in their order, and the code that each of them runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.annotate.annotate import ANNOTATORS, code_of
from pipeline.read import registry
from pipeline.stages.collection_steps import (
    Anchor,
    Compare,
    Cut,
    Decide,
    FindEdges,
    FindPassages,
    GatherBenchmarks,
    Runs,
    Screen,
)
from pipeline.stages.edge_steps import FindPairs, JoinTexts, NoteKeys, NumberTexts, Shelve, Verify
from pipeline.stages.release_steps import Deal, Describe, GatherTexts, Keep, Write
from pipeline.stages.source_steps import Admit, Annotate, Clean, PlanPieces, Read, ReadPiece
from pipeline.store.code import code_hash

if TYPE_CHECKING:
    from pipeline.store.step import Step

STAGES: Final[tuple[type[Step[Any]], ...]] = (
    Admit,
    PlanPieces,
    ReadPiece,
    Read,
    Clean,
    Annotate,
    GatherBenchmarks,
    Compare,
    Cut,
    NoteKeys,
    NumberTexts,
    JoinTexts,
    FindPairs,
    Shelve,
    Verify,
    FindEdges,
    Anchor,
    Screen,
    Runs,
    FindPassages,
    Decide,
    GatherTexts,
    Deal,
    Write,
    Keep,
    Describe,
)
"""Every stage of a run, in order; those of pieces only for large sources, those of benchmarks and passages only where the recipe asks for them."""


def hash_code() -> None:
    """Hash the code of every stage, annotator and reader; whoever asks for a hash later is given these."""
    reading = (PlanPieces, ReadPiece, Read)
    for stage in STAGES:
        if stage.CODE and stage not in reading:
            code_hash(*stage.CODE)
    for name in ANNOTATORS:
        code_of(name)
    for name in registry.names():
        for stage in reading:
            code_hash(*stage.CODE, registry.module_of(name))
