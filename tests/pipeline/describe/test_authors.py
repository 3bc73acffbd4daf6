"""Who is to be named stays readable, however many documents there are."""

from __future__ import annotations

import polars as pl

from pipeline.describe import authors

NAMES = [f"Verfasser {number:03d}" for number in range(300)]


def released(folder, documents):
    """Write shards of a release by the same three hundred authors, and return its folder."""
    (folder / "data/web-free").mkdir(parents=True)
    for part in range(4):
        numbers = range(part, documents, 4)
        frame = pl.DataFrame(
            {
                "source": pl.Series(["forum" if one % 3 else "briefe" for one in numbers], dtype=pl.Categorical),
                "license": ["CC-BY-4.0" if one % 2 else "CC0-1.0" for one in numbers],
                "authors": [[NAMES[one % 300]] if one % 7 else [] for one in numbers],
            }
        )
        frame.write_parquet(folder / f"data/web-free/train-{part:05d}.parquet")
    return folder


def test_every_author_is_counted_by_source_and_licence(tmp_path):
    found = authors.write(released(tmp_path, 2_100))
    listed = pl.read_csv(tmp_path / authors.FILE)
    assert listed["documents"].sum() == 2_100
    assert listed.fill_null("").equals(listed.fill_null("").sort("source", "license", "authors"))
    assert [one.source for one in found] == ["briefe", "forum"]
    assert sum(one.unnamed for one in found) == 300
    assert all(len(one.first) == authors.SHOWN and one.authors > authors.SHOWN for one in found)


def test_the_list_grows_with_authors_and_not_with_documents(tmp_path):
    few, many = (released(tmp_path / str(documents), documents) for documents in (4_200, 42_000))
    sizes = []
    for one in (few, many):
        authors.write(one)
        sizes.append((one / authors.FILE).stat().st_size)
    assert sizes[1] < 1.1 * sizes[0]


def test_a_release_without_documents_names_nobody(tmp_path):
    assert authors.write(tmp_path) == []
    assert pl.read_csv(tmp_path / authors.FILE).columns == ["source", "license", "authors", "documents"]
