"""Every kind of damage to a release is found by the check that is meant for it, and by no other; sums are right throughout."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.release.build import write_sums
from pipeline.release_files.data_files import hash_of
from pipeline.verify import verify as verifying
from pipeline.verify.verify import VerifyError, verify_folder

SUBSET = "law-free"


@pytest.fixture
def release(demo_release, tmp_path, monkeypatch):
    """Return a copy of the demonstration's release that a test may change; loading it with `datasets` is tried elsewhere."""
    monkeypatch.setattr(verifying, "_opens", lambda *_arguments: iter(()))
    return shutil.copytree(demo_release, tmp_path / "release")


def broken(release):
    return {one.check: one.detail for one in verify_folder(release) if not one.holds}


def data_file(release, subset=SUBSET):
    return next((release / "data" / subset).glob("train-*.parquet"))


def rewrite(path, change):
    """Write a data file again with its table changed, in the same schema."""
    table = pq.read_table(path)
    pq.write_table(change(table).cast(table.schema), path)


def replace(table, name, values):
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), values)


def change_facts(release, change):
    path = release / "release.json"
    facts = json.loads(path.read_text("utf-8"))
    change(facts)
    path.write_text(json.dumps(facts), "utf-8")
    write_sums(release)


def split_in_two(release, number_of):
    """Deal the documents of a subset to two data files, the number of each by `number_of(id)`; the facts say two buckets."""
    path = data_file(release)
    table = pq.read_table(path)
    for number in (0, 1):
        rows = [number_of(one) == number for one in table["id"].to_pylist()]
        pq.write_table(table.filter(pa.array(rows)), path.parent / f"train-{number:05d}-of-00002.parquet")
    path.unlink()
    change_facts(release, lambda facts: facts["buckets"].update({SUBSET: 2}))


def test_documents_in_the_bucket_of_their_hash_are_in_order(release):
    split_in_two(release, lambda document_id: hash_of(document_id) % 2)
    assert "buckets" not in broken(release)


def test_ids_in_a_wrong_bucket_are_named_with_the_file(release):
    split_in_two(release, lambda document_id: 1 - hash_of(document_id) % 2)
    assert broken(release)["buckets"] == (
        "train-00000-of-00002.parquet: holds ids of another bucket; "
        "train-00001-of-00002.parquet: holds ids of another bucket"
    )


def test_one_id_in_a_wrong_bucket_is_enough(release):
    astray = min(
        pq.read_table(data_file(release))["id"].to_pylist(),
        key=lambda document_id: (hash_of(document_id) % 2, document_id),
    )
    split_in_two(release, lambda document_id: 1 if document_id == astray else hash_of(document_id) % 2)
    assert hash_of(astray) % 2 == 0
    assert "train-00001-of-00002.parquet: holds ids of another bucket" in broken(release)["buckets"]
    assert "train-00000-of-00002.parquet: holds ids" not in broken(release)["buckets"]


def test_rows_out_of_the_order_of_their_hashes_are_named(release):
    path = data_file(release)
    rewrite(path, lambda table: table.take(pa.array(range(len(table) - 1, -1, -1))))
    write_sums(release)
    assert broken(release) == {"buckets": f"{path.name}: not in the order of the ids' hashes"}


def test_a_subset_that_the_facts_do_not_know_is_named(release):
    change_facts(release, lambda facts: facts["buckets"].pop(SUBSET))
    assert broken(release)["buckets"] == f"{SUBSET}: release.json knows no such subset or split"


def test_an_id_that_stands_twice_is_named_with_its_number(release):
    path = data_file(release)
    first = pq.read_table(path)["id"][0].as_py()
    rewrite(path, lambda table: pa.concat_tables([table.slice(0, 1), table]))
    write_sums(release)
    assert broken(release)["ids"] == f"{first} stands 2 times"


def test_a_length_that_is_not_that_of_the_text_is_named(release):
    path = data_file(release)
    lengths = [count + (row == 0) for row, count in enumerate(pq.read_table(path)["characters"].to_pylist())]
    rewrite(path, lambda table: replace(table, "characters", pa.array(lengths, pa.int64())))
    write_sums(release)
    assert broken(release)["characters"] == f"{path.name}: the column characters is not the length of the text"


@pytest.mark.parametrize("part", ["read", "removed", "quarantined"])
def test_characters_that_do_not_add_up_are_named_with_both_sides(release, part):
    def change(facts):
        facts["sources"]["demo-amtsblatt"]["characters"][part] += 1

    change_facts(release, change)
    counts = json.loads((release / "release.json").read_text("utf-8"))["sources"]["demo-amtsblatt"]["characters"]
    total = counts["kept"] + counts["removed"] + counts["quarantined"] + sum(counts["cut_by_reason"].values())
    assert broken(release)["characters"] == f"demo-amtsblatt: {counts['read']} characters read, {total} accounted for"


@pytest.mark.parametrize("part", ["read", "kept", "removed", "quarantined"])
def test_documents_that_do_not_add_up_are_named(release, part):
    change_facts(release, lambda facts: facts["sources"]["demo-amtsblatt"].update({part: 99}))
    assert "demo-amtsblatt: does not balance" in broken(release)["ledger"]
    assert "99" in broken(release)["ledger"]


def test_a_licence_of_another_class_than_the_subset_is_named(release):
    path = data_file(release)
    count = len(pq.read_table(path))
    rewrite(path, lambda table: replace(table, "license", pa.array(["CC-BY-SA-4.0"] * count)))
    write_sums(release)
    found = broken(release)["licenses"]
    assert found == f"{SUBSET}: holds CC-BY-SA-4.0, whose obligation is share-alike"


def test_a_licence_that_the_catalogue_does_not_know_is_named(release):
    path = data_file(release)
    count = len(pq.read_table(path))
    rewrite(path, lambda table: replace(table, "license", pa.array(["Erfunden-1.0"] * count)))
    write_sums(release)
    assert "Erfunden-1.0" in broken(release)["licenses"]


def test_documents_without_a_proof_are_counted(release):
    path = data_file(release)
    proofs = pq.read_table(path)["license_evidence"].to_pylist()
    proofs[0] = []
    rewrite(path, lambda table: replace(table, "license_evidence", pa.array(proofs, pa.list_(pa.string()))))
    write_sums(release)
    assert broken(release)["licenses"] == f"{path.name}: 1 documents without a proof"


def test_a_proof_that_is_nowhere_is_named(release):
    path = data_file(release)
    proofs = pq.read_table(path)["license_evidence"].to_pylist()
    proofs[0] = [*proofs[0], "0" * 16]
    rewrite(path, lambda table: replace(table, "license_evidence", pa.array(proofs, pa.list_(pa.string()))))
    write_sums(release)
    assert broken(release)["evidence"] == f"{path.name}: 1 proofs are not in evidence.parquet, such as {'0' * 16}"


def test_a_text_that_was_changed_is_found_by_content_and_index_though_all_sums_are_right(release):
    path = data_file(release)
    texts = pq.read_table(path)["text"].to_pylist()
    texts[0] = texts[0][:-2] + "!!"
    rewrite(path, lambda table: replace(table, "text", pa.array(texts, pa.large_string())))
    write_sums(release)
    found = broken(release)
    assert set(found) == {"content", "index"}
    assert found["content"].startswith("the content digest is ")


def test_a_missing_or_additional_column_is_named_and_does_not_end_the_verification(release):
    path = data_file(release)
    pq.write_table(pq.read_table(path).drop_columns(["quality"]), path)
    write_sums(release)
    assert broken(release)["schema"].startswith(f"{path.name}: columns ['id', 'text'")


def test_a_data_file_that_is_none_is_named_by_the_schema(release):
    path = data_file(release)
    path.write_bytes(b"PAR1 nothing")
    write_sums(release)
    assert broken(release)["schema"].startswith(f"{path.name}: ")


@pytest.mark.parametrize("name", verifying.REQUIRED)
def test_a_required_file_that_is_missing_is_named(release, name):
    if name == "release.json":
        (release / name).unlink()
        with pytest.raises(VerifyError, match=r"release\.json"):
            verify_folder(release)
        return
    (release / name).unlink()
    assert f"{name} is missing" in broken(release)["files"]


def test_a_listed_data_file_that_is_missing_is_named(release):
    path = data_file(release)
    path.unlink()
    relative = path.relative_to(release).as_posix()
    assert broken(release)["files"] == f"{relative} is missing"
    assert f"{relative} is missing" in broken(release)["checksums"]


def test_a_file_with_other_bytes_and_one_that_is_not_listed_are_named(release):
    (release / "README.md").write_text((release / "README.md").read_text("utf-8") + "\n", "utf-8")
    (release / "extra.txt").write_text("x", "utf-8")
    assert broken(release) == {"checksums": "README.md has another checksum; extra.txt is not in SHA256SUMS"}


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("no front matter\n", "README.md has no front matter"),
        ("---\n[1, 2]\n---\n", "README.md has no front matter"),
        ("---\na: [\n---\n", "README.md: front matter: "),
        ("---\nconfigs: []\n---\n", "README.md names the subsets []"),
    ],
)
def test_a_card_that_names_other_subsets_is_named(release, card, words):
    (release / "README.md").write_text(card, "utf-8")
    write_sums(release)
    assert broken(release)["metadata"].startswith(words)


def test_a_ledger_that_is_missing_or_has_other_columns_is_named(release):
    path = release / "ledger" / "demo-museum.parquet"
    rows = pl.read_parquet(path)
    rows.drop("member").write_parquet(path)
    write_sums(release)
    assert broken(release)["ledger"].startswith("ledger of demo-museum: columns ['id', 'fate'")
    path.unlink()
    write_sums(release)
    assert broken(release)["ledger"] == "ledger of demo-museum is missing"


def test_documents_of_a_source_that_the_facts_do_not_know_are_named(release):
    path = data_file(release)
    source = pq.read_table(path)["source"][0].as_py()
    change_facts(release, lambda facts: facts["sources"].pop(source))
    assert f"release.json knows no source {source!r}" in broken(release)["ledger"]


def test_no_release_is_refused_by_name(tmp_path):
    with pytest.raises(VerifyError, match=r"no release\.json there"):
        verify_folder(tmp_path)
