"""`release.json` and `reasons.json` gathered: all descriptions of a release take their numbers from these."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from licenses.combine import obligation_class
from licenses.obligations import whole
from pipeline.decide.splits import TRAIN
from pipeline.manifest.reasons import Sentence, sentences
from pipeline.manifest.recipe_files import rules_of
from pipeline.manifest.recipe_files import sentences as own_sentences
from pipeline.release import inputs
from pipeline.release_files.data_files import content_digest, schema
from pipeline.release_files.facts import (
    DataFile,
    LicenseFacts,
    NotRead,
    ReleaseFacts,
    SourceFacts,
    SplitFacts,
    SubsetFacts,
    TotalCounts,
)
from pipeline.release_files.published_reasons import ReasonFacts, RuleFacts
from pipeline.store.files import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from pipeline.manifest.frozen import Frozen
    from pipeline.manifest.load import LoadedCollection
    from pipeline.release.ledger import Account
    from pipeline.release_files.facts import Apart, WrittenFile


def release_facts(
    collection: LoadedCollection,
    frozen: Frozen,
    accounts: Sequence[Account],
    written: Sequence[WrittenFile],
    not_read: Sequence[dict[str, str]],
    apart: Mapping[str, Sequence[Apart]],
    **more: Any,
) -> ReleaseFacts:
    """Return the content of release.json; `more` holds keys from other modules.  The same input gives the same content.

    `apart` says for each subset why it is outside the default configuration.
    """
    return ReleaseFacts(
        **_identity(collection, frozen),
        counts=TotalCounts(
            **_totals(accounts),
            bytes=sum(file.bytes for file in written),
            text_bytes=sum(file.text_bytes for file in written),
            **_tokens(collection, written),
        ),
        sources=_sources(collection, accounts),
        not_read=tuple(NotRead(**row) for row in not_read),
        **written_facts(written, apart),
        software=inputs.software(),
        columns=tuple(schema(tokens=collection.recipe.tokenizer is not None).names),
        **more,
    )


def written_facts(written: Sequence[WrittenFile], apart: Mapping[str, Sequence[Apart]]) -> dict[str, Any]:
    """Return the keys of release.json that follow from the data files alone: subsets, splits, licences, files, digest."""
    return {
        "subsets": _subsets(written, apart),
        "splits": _splits(written),
        "buckets": buckets_of(written),
        "licenses": _licenses(written),
        **_whole(written),
        "files": tuple(DataFile(**file.model_dump(include=set(DataFile.model_fields))) for file in written),
        "content_digest": content_digest([bytes.fromhex(file.content_digest) for file in written]),
    }


def _identity(collection: LoadedCollection, frozen: Frozen) -> dict[str, Any]:
    """Return the release's name, version, rules and publisher."""
    manifest = collection.manifest
    return {
        "name": manifest.name,
        "title": manifest.title,
        "description": manifest.description,
        "version": frozen.version,
        "as_of": frozen.as_of,
        "access": manifest.access,
        "policy": collection.policy.name,
        "recipe": collection.recipe.name,
        "recipe_sha256": key(collection.recipe),
        "policy_sha256": key(collection.policy),
        "publisher": manifest.publisher.model_dump(mode="json") if manifest.publisher else None,
        "contact": manifest.contact.model_dump(mode="json") if manifest.contact else None,
    }


def _sources(collection: LoadedCollection, accounts: Sequence[Account]) -> dict[str, SourceFacts]:
    """Return the account of each source, with title, domain, homepage and licence from its manifest."""
    manifests = {source.id: source.manifest for source in collection.sources}
    return {
        account.source: SourceFacts(
            **account.as_json(),
            title=manifests[account.source].title,
            domain=manifests[account.source].domain,
            homepage=manifests[account.source].homepage,
            license=manifests[account.source].license.id,
        )
        for account in accounts
    }


def _totals(accounts: Sequence[Account]) -> dict[str, Any]:
    removed, quarantined, cut = Counter[str](), Counter[str](), Counter[str]()
    for account in accounts:
        removed.update(account.removed)
        quarantined.update(account.quarantined)
        cut.update(dict(account.characters_cut))
    return {
        "read": sum(account.read for account in accounts),
        "works": sum(account.works for account in accounts),
        "kept": sum(account.kept for account in accounts),
        "removed": sum(removed.values()),
        "quarantined": sum(quarantined.values()),
        "removed_by_reason": dict(sorted(removed.items())),
        "quarantined_by_reason": dict(sorted(quarantined.items())),
        "words": sum(account.words_kept for account in accounts),
        "characters": {
            "read": sum(account.characters_read for account in accounts),
            "kept": sum(account.characters_kept for account in accounts),
            "removed": sum(account.characters_removed for account in accounts),
            "quarantined": sum(account.characters_quarantined for account in accounts),
            "cut_by_reason": dict(sorted(cut.items())),
        },
    }


def _tokens(collection: LoadedCollection, written: Sequence[WrittenFile]) -> dict[str, Any]:
    return {"tokens": sum(file.tokens or 0 for file in written)} if collection.recipe.tokenizer else {}


def buckets_of(written: Iterable[WrittenFile]) -> dict[str, int]:
    """Return the number of files per subset, and per `subset/split` for held-out documents."""
    places = Counter(file.subset if file.split == TRAIN else f"{file.subset}/{file.split}" for file in written)
    return dict(sorted(places.items()))


def _splits(written: Sequence[WrittenFile]) -> dict[str, SplitFacts]:
    by_split = {
        name: [file for file in written if file.split == name] for name in sorted({file.split for file in written})
    }
    return {
        name: SplitFacts(
            rows=sum(file.rows for file in files),
            words=sum(file.words for file in files),
            bytes=sum(file.bytes for file in files),
        )
        for name, files in by_split.items()
    }


def _subsets(written: Sequence[WrittenFile], apart: Mapping[str, Sequence[Apart]]) -> dict[str, SubsetFacts]:
    names = sorted({file.subset for file in written})
    return {name: _subset([file for file in written if file.subset == name], apart.get(name, ())) for name in names}


def _subset(written: Sequence[WrittenFile], apart: Sequence[Apart]) -> SubsetFacts:
    return SubsetFacts(
        apart=tuple(apart),
        rows=sum(file.rows for file in written),
        bytes=sum(file.bytes for file in written),
        text_bytes=sum(file.text_bytes for file in written),
        words=sum(file.words for file in written),
        licenses=_licenses(written),
        **_whole(written),
    )


def _licenses(written: Iterable[WrittenFile]) -> dict[str, LicenseFacts]:
    rows, words = Counter[str](), Counter[str]()
    for file in written:
        for name, texts in file.licenses.items():
            rows[name] += texts.rows
            words[name] += texts.words
    return {
        name: LicenseFacts(rows=rows[name], words=words[name], obligation=obligation_class(name))
        for name in sorted(rows)
    }


def _whole(written: Iterable[WrittenFile]) -> dict[str, Any]:
    """Return the obligations of files as a whole; none for files without a document."""
    licenses = {name for file in written for name in file.licenses}
    return whole(licenses).as_json() if licenses else {"obligation": None, "obligations": [], "collection_note": None}


def reasons_facts(
    collection: LoadedCollection, decided: pa.Table, accounts: Sequence[Account]
) -> dict[str, ReasonFacts]:
    """Return the content of reasons.json; rules are those of the profiles that the collection's sources have."""
    known = {**sentences(), **own_sentences(collection.recipe)}
    first = Counter[str]()
    for account in accounts:
        first.update(account.removed)
        first.update(account.quarantined)
    broken = Counter(decided.column("reason").to_pylist())
    rules = _rules(collection)
    names = sorted(set(first) | set(broken) | set(rules))
    unknown = Sentence("Vom Manifest der Quelle so benannt.", "Named so by the source's manifest.")
    return {
        name: ReasonFacts(
            **known.get(name, unknown)._asdict(),
            documents=first[name],
            rules_broken=broken[name],
            rules=tuple(rules.get(name, ())),
        )
        for name in names
    }


def _rules(collection: LoadedCollection) -> dict[str, list[RuleFacts]]:
    rules: dict[str, list[RuleFacts]] = {}
    for profile in sorted({source.manifest.profile_name() for source in collection.sources}):
        for rule in rules_of(collection.recipe, collection.own, profile):
            known = {"profile": profile, "measure": rule.measure, "side": rule.side, "limit": rule.limit}
            facts = RuleFacts.model_validate(known | {"origin": rule.origin} | rule.exceptions())
            rules.setdefault(rule.reason, []).append(facts)
    recipe = collection.recipe
    rules["near_duplicate"] = [_of_recipe("similarity", "below", recipe.duplicates.threshold)]
    if recipe.duplicates.misread:
        rules["near_duplicate"].append(_of_recipe("similarity_aligned", "below", recipe.duplicates.misread.threshold))
    rules["wrong_language"] = [_of_recipe("language_score", "at_least", recipe.language.at_least)]
    shares = {"foreign_ratio": recipe.language.foreign_at_most, "mixed_ratio": recipe.language.mixed_at_most}
    limits = [_of_recipe(name, "at_most", limit) for name, limit in shares.items() if limit is not None]
    if limits:
        rules["mixed_language"] = limits
    return rules


def _of_recipe(measure: str, side: str, limit: float) -> RuleFacts:
    return RuleFacts(profile="*", measure=measure, side=side, limit=limit, origin="recipe")
