"""`croissant.json`: Croissant 1.1 with the responsible-AI extension 1.0, readable by mlcroissant next to the data files.

Specifications: http://mlcommons.org/croissant/1.1 and http://mlcommons.org/croissant/RAI/1.0.  Addresses of files are
relative, so that the records load from the release's folder wherever it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.describe.datasheet import answer
from pipeline.describe.questions import by_id
from pipeline.describe.tables import table
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.release_files.facts import Publisher

CONFORMS_TO: Final = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
MEDIA: Final = "application/x-parquet"  # mlcroissant reads Parquet under this name alone, not under the registered one
CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            *(
                "citeAs",
                "column",
                "containedIn",
                "equivalentProperty",
                "extract",
                "field",
                "fileObject",
                "fileProperty",
                "fileSet",
                "format",
            ),
            *("includes", "excludes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *(
                "references",
                "regex",
                "repeated",
                "replace",
                "samplingRate",
                "separator",
                "source",
                "subField",
                "transform",
            ),
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
DEFAULT: Final = "default"
EVERYTHING: Final = "everything"
ANSWERED_BY: Final[dict[str, tuple[str, ...]]] = {
    "rai:dataCollection": ("acquisition", "mechanisms"),
    "rai:dataCollectionMissingData": ("missing",),
    "rai:dataCollectionRawData": ("raw",),
    "rai:dataPreprocessingProtocol": ("steps",),
    "rai:dataUseCases": ("purpose", "tasks"),
    "rai:dataLimitations": ("limitations", "unsuitable"),
    "rai:dataBiases": ("subpopulations",),
    "rai:dataSocialImpact": ("effects",),
    "rai:personalSensitiveInformation": ("identifiable", "sensitive"),
    "rai:dataReleaseMaintenancePlan": ("updates",),
}
TABLES: Final = frozenset({"missing", "pii", "changes", "reasons"})
"""Tables without which an answer would be empty; they are written as text, since the property allows nothing else."""

COLLECTION_TYPE: Final = "Secondary Data analysis"
"""The extension's term for texts that others have published before."""


def write(release: Path, model: Model) -> None:
    """Write the description."""
    files.write_json(release / "croissant.json", description(model))


def description(model: Model) -> dict[str, Any]:
    """Return the description; every property that the specification requires, and those it recommends where they are known."""
    facts = model.facts
    publisher = facts.publisher
    properties = {
        "name": facts.name,
        "alternateName": facts.title,
        "description": facts.description or facts.title,
        "url": model.place.page or model.place.file("README.md"),
        "version": facts.version,
        "license": [license_.url for license_ in model.licenses],
        "creator": _agent(publisher, model),
        "publisher": _agent(publisher, model),
        "datePublished": model.released,
        "dateModified": model.released,
        "inLanguage": model.languages,
        "keywords": list(model.collection.keywords) or [domain.name for domain in model.composition.domains_by_words],
        "citeAs": model.citation,
        "isLiveDataset": False,
        "prov:wasDerivedFrom": [{"@id": source.homepage} for _, source in model.kept_sources if source.homepage],
        "prov:wasGeneratedBy": {"@id": "provenance.jsonld"},
    }
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        **{name: value for name, value in properties.items() if value not in (None, [], "")},
        **_responsible(model),
        "distribution": [*_objects(model), *_sets(model)],
        "recordSet": list(_record_sets(model)),
    }


def _responsible(model: Model) -> dict[str, Any]:
    """Return the properties of the responsible-AI extension, from the datasheet's answers; those without an answer are left out."""
    properties: dict[str, Any] = {"rai:dataCollectionType": COLLECTION_TYPE}
    if model.retrieved:
        properties["rai:dataCollectionTimeFrame"] = list(dict.fromkeys(model.retrieved))
    properties["rai:machineAnnotationTools"] = [f"gemeingut {model.facts.software.gemeingut}"]
    for name, ids in ANSWERED_BY.items():
        text = "\n\n".join(part for question_id in ids for part in _parts(question_id, model))
        if text:
            properties[name] = text
    return properties


def _parts(question: str, model: Model) -> list[str]:
    asked = by_id(question)
    answered = answer(asked, model, "en")
    shown = [filled for name in asked.tables if name in TABLES and (filled := table(name, model, "en"))]
    listed = [f"{filled.caption}: {'; '.join(': '.join(row) for row in filled.rows)}" for filled in shown]
    return [*answered.paragraphs, *listed, *([answered.by_person.text] if answered.by_person else [])]


def _agent(publisher: Publisher | None, model: Model) -> dict[str, Any]:
    if not publisher:
        return {"@type": "sc:Organization", "name": f"{model.facts.name} (publisher not stated)"}
    known = {"name": publisher.name, "url": publisher.uri, "email": publisher.email}
    return {"@type": "sc:Organization"} | {name: value for name, value in known.items() if value}


def _objects(model: Model) -> Iterator[dict[str, Any]]:
    for file in (*model.facts.files, *model.sample):
        yield {
            "@type": "cr:FileObject",
            "@id": file.file,
            "name": file.file,
            "contentUrl": file.file,
            "contentSize": f"{file.bytes} B",
            "encodingFormat": MEDIA,
            "sha256": file.sha256,
        }


def _sets(model: Model) -> Iterator[dict[str, Any]]:
    for name, (pattern, says) in _patterns(model).items():
        yield {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "description": says,
            "encodingFormat": MEDIA,
            "includes": pattern,
        }


def _patterns(model: Model) -> dict[str, tuple[str | list[str], str]]:
    """Return per record set the files it is read from and what they are: default, everything, splits, subsets, the sample.

    The subsets that stand apart are in `everything` and under their own names, and not in `default`.
    """
    if not model.files:
        return {}
    splits = sorted(model.composition.splits)
    patterns = dict[str, tuple[str | list[str], str]]()
    if model.has_default:
        inside = [f"data/{name}/*.parquet" for name in model.facts.default_subsets]
        patterns[DEFAULT] = (inside, "The subsets of the default configuration.")
    if model.is_divided:
        patterns[EVERYTHING] = ("data/*/*.parquet", "All data files.")
    else:
        patterns[DEFAULT] = ("data/*/*.parquet", "All data files.")
    if len(splits) > 1:
        patterns |= {split: (f"data/*/{split}-*.parquet", f"The data files of the split {split}.") for split in splits}
    patterns |= {
        name: (
            f"data/{name}/*.parquet",
            f"The subset {name}: {', '.join(sorted(subset.licenses))}.{_apart(name, model)}",
        )
        for name, subset in sorted(model.facts.subsets.items())
    }
    return patterns | ({"sample": ("sample/*.parquet", "A sample, stratified by source.")} if model.sample else {})


def _apart(subset: str, model: Model) -> str:
    why = model.apart(subset, "en")
    return f" Outside the default configuration: {why}." if why else ""


def _record_sets(model: Model) -> Iterator[dict[str, Any]]:
    for name, (_, says) in _patterns(model).items():
        yield {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": says,
            "key": {"@id": f"{name}/id"},
            "field": [_field(column, name) for column in model.columns if not _is_nested(column.type)],
        }


def _is_nested(kind: pa.DataType) -> bool:
    # Lists of structures and the structure of measures: the columns are in the schema of datapackage.json.
    return bool(pa.types.is_struct(kind) or (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)))


def _field(column: pa.Field, record_set: str) -> dict[str, Any]:
    is_list = pa.types.is_list(column.type)
    properties = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column.name}",
        "name": column.name,
        "description": (column.metadata or {}).get(b"description", b"").decode(),
        "dataType": _data_type(column.type.value_type if is_list else column.type),
        "source": {"fileSet": {"@id": f"{record_set}-files"}, "extract": {"column": column.name}},
    }
    return properties | ({"isArray": True, "arrayShape": "-1"} if is_list else {})


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"
