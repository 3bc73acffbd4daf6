"""Models of the YAML manifests: source, collection, policy, recipe, reviews, takedowns.

All models are frozen, forbid unknown keys and validate their defaults.  `pipeline.manifest.yaml_file` reads the files and turns a
validation failure into lines that name file, key, what was found and what is allowed.
"""

from __future__ import annotations

from pipeline.manifest.benchmark import Benchmark, Benchmarks
from pipeline.manifest.claim import Admission, Death, Evidence, License, Restriction
from pipeline.manifest.collection import Collection, Contact, Publisher, Release
from pipeline.manifest.decisions import ReviewDecision, Reviews, Takedown, Takedowns
from pipeline.manifest.fields import (
    PROFILE_OF_DOMAIN,
    Basis,
    Domain,
    Model,
    Profile,
    ReasonName,
    Sha256,
    Slug,
    Strings,
    Verdict,
    Version,
)
from pipeline.manifest.policy import Policy, PolicyRule, Presumption, Reservations
from pipeline.manifest.recipe import (
    DecontaminationRecipe,
    DuplicateRecipe,
    LanguageRecipe,
    LimitChange,
    MisreadRecipe,
    PiiRecipe,
    Recipe,
)
from pipeline.manifest.source import (
    Auth,
    Fetch,
    Format,
    FormatFor,
    Members,
    MirrorFile,
    Origin,
    PersonalData,
    Source,
    Terms,
)
from pipeline.manifest.texts import Texts, Witnesses
from pipeline.manifest.work import Work

__all__ = [
    "PROFILE_OF_DOMAIN",
    "Admission",
    "Auth",
    "Basis",
    "Benchmark",
    "Benchmarks",
    "Collection",
    "Contact",
    "Death",
    "DecontaminationRecipe",
    "Domain",
    "DuplicateRecipe",
    "Evidence",
    "Fetch",
    "Format",
    "FormatFor",
    "LanguageRecipe",
    "License",
    "LimitChange",
    "Members",
    "MirrorFile",
    "MisreadRecipe",
    "Model",
    "Origin",
    "PersonalData",
    "PiiRecipe",
    "Policy",
    "PolicyRule",
    "Presumption",
    "Profile",
    "Publisher",
    "ReasonName",
    "Recipe",
    "Release",
    "Reservations",
    "Restriction",
    "ReviewDecision",
    "Reviews",
    "Sha256",
    "Slug",
    "Source",
    "Strings",
    "Takedown",
    "Takedowns",
    "Terms",
    "Texts",
    "Verdict",
    "Version",
    "Witnesses",
    "Work",
]
