"""Benchmark files: formats, which fields are texts, names of the list, and what is said where one is missing."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.decontaminate.benchmarks import BenchmarkError, choose, items, known
from pipeline.manifest import Recipe

ROWS = [
    {"id": "1", "question": "Wer putzt die Scheiben?", "choices": {"text": ["Petersen", "niemand mehr"]}},
    {"id": "2", "question": "Wohin fliegen die Bienen?", "choices": {"text": ["Linde", "Pappel"]}},
]


def found(folder, *benchmarks, mirror=None):
    recipe = Recipe(name="r", decontamination={"benchmarks": benchmarks})
    return items(choose(recipe, folder / "recipe.yaml", mirror)).to_pylist()


def texts(folder, *benchmarks):
    return [one["text"] for one in found(folder, *benchmarks)]


def test_json_lines_json_parquet_and_tables_hold_the_same(tmp_path):
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "a.json").write_text(json.dumps({"version": "1", "data": ROWS}), "utf-8")
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text("id;question\n" + "\n".join(f"{r['id']};{r['question']}" for r in ROWS), "utf-8")
    expected = [row["question"] for row in ROWS]
    for name in ("a.jsonl", "a.jsonl.gz", "a.json", "a.parquet", "a.csv"):
        assert texts(tmp_path, {"path": name, "columns": ["question"]}) == expected


def test_nested_fields_and_ids(tmp_path):
    (tmp_path / "Fragen.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    rows = found(tmp_path, {"path": "Fragen.jsonl", "columns": ["choices.text"]})
    assert [(one["id"], one["text"]) for one in rows][:2] == [
        ("fragen#0.choices.text.0", "Petersen"),
        ("fragen#0.choices.text.1", "niemand mehr"),
    ]


def test_without_columns_every_text_counts_but_what_most_rows_share(tmp_path):
    rows = [{"license": "CC BY 4.0, alle Rechte", "url": "https://a.example/x", "q": f"Frage {n}?"} for n in range(30)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert texts(tmp_path, "a.jsonl") == [row["q"] for row in rows]


def test_a_text_that_stands_twice_is_one_item(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"q": "Wer?"}\n{"q": "Wer?"}\n', "utf-8")
    assert [one["id"] for one in found(tmp_path, "a.jsonl")] == ["a#0.q"]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"q": "eins\u2028zwei"}, ensure_ascii=False), "utf-8")
    assert texts(tmp_path, "a.jsonl") == ["eins\u2028zwei"]


def test_a_known_name_is_looked_for_beside_the_recipe_and_in_the_mirror(tmp_path):
    row = json.dumps({"data": [{"paragraphs": [{"context": "Der Turm.", "qas": [{"question": "Was?", "id": "7"}]}]}]})
    mirror = tmp_path / "mirror"
    (mirror / "benchmarks").mkdir(parents=True)
    (mirror / "benchmarks" / "xquad-de.json").write_text(row, "utf-8")
    assert [one["text"] for one in found(tmp_path, "xquad-de", mirror=mirror)] == ["Der Turm.", "Was?"]
    with pytest.raises(BenchmarkError, match=r"get it from https://.*save it as .*benchmarks/xquad-de.jsonl"):
        found(tmp_path, "xquad-de")


@pytest.mark.parametrize(
    ("benchmark", "message"),
    [
        ("nowhere.jsonl", "no such file beside the recipe; known names: 10kgnad"),
        ({"path": "a.jsonl", "columns": ["context"]}, r"no text in the columns \['context'\]; there are \['id', 'q'\]"),
        ({"path": "a.jsonl", "sha256": "0" * 64}, "SHA-256 is .* the recipe says 0000"),
        ("a.txt", "read are .jsonl"),
        ("b.jsonl", "cannot be read as .jsonl"),
        ("c.jsonl", "no texts found"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, benchmark, message):
    (tmp_path / "a.jsonl").write_text('{"id": "1", "q": "Wer?"}', "utf-8")
    (tmp_path / "a.txt").write_text("Wer?", "utf-8")
    (tmp_path / "b.jsonl").write_text("{", "utf-8")
    (tmp_path / "c.jsonl").write_text('{"n": 1}', "utf-8")
    with pytest.raises(BenchmarkError, match=message):
        found(tmp_path, benchmark)


def test_the_delimiter_is_the_one_that_makes_equal_rows(tmp_path):
    rows = ["Sport;'Erst, dann, später, zuletzt'", "Kultur;'Ein Satz'", "Web;'Noch; ein, Satz'"]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    found = texts(tmp_path, {"path": "a.csv", "quotechar": "'"})
    assert found == ["Sport", "Erst, dann, später, zuletzt", "Kultur", "Ein Satz", "Web", "Noch; ein, Satz"]


def test_two_files_of_one_name_are_refused(tmp_path):
    for name in ("a.jsonl", "a.csv"):
        (tmp_path / name).write_text("Wer?", "utf-8")
    with pytest.raises(BenchmarkError, match="'a' stands twice"):
        found(tmp_path, "a.jsonl", "a.csv")


def test_the_list_names_well_known_german_benchmarks():
    assert {"germanquad", "xquad-de", "mlqa-de", "paws-x-de", "xnli-de", "mgsm-de", "belebele-deu"} <= set(known())
    assert all(one.homepage.startswith("https://") for one in known().values())
