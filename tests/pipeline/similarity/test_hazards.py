"""What real collections do to near-duplicate detection."""

import pyarrow.parquet as pq
import pytest

from pipeline.similarity.edges import find_edges
from tests.pipeline.similarity.planted import text, write

FOOTER = text(90, seed=4711)

ALIAS = """# {name}

> Dieser Befehl ist ein Alias von `{other}`.

- Zeige die Dokumentation für den originalen Befehl an:

`tldr {other}`
"""

LAW_MARKDOWN = """# Gesetz über die Ordnung des Beispielwesens

## § 1 Geltungsbereich

(1) Dieses Gesetz gilt für alle Beispiele, die im Geltungsbereich dieses Gesetzes gebildet, verbreitet oder aufbewahrt
werden, soweit nicht besondere Vorschriften des Landesrechts etwas anderes bestimmen.

(2) Beispiele im Sinne dieses Gesetzes sind Sätze, die einen Sachverhalt veranschaulichen, ohne ihn zu behaupten.

## § 2 Zuständigkeit

Zuständige Behörde ist das Amt für Beispielwesen; es entscheidet über Anträge binnen drei Monaten nach Eingang der
vollständigen Unterlagen und teilt die Entscheidung dem Antragsteller schriftlich mit.
"""

LAW_PLAIN = (
    LAW_MARKDOWN.replace("# Gesetz", "Gesetz")
    .replace("## ", "")
    .replace("\n\n", "\n")
    .replace("Beispielwesens\n", "BEISPIELWESENS\n")
)

VERSES = {
    "bibel/alt": "Und es begab sich, daß der König des Landes eine Botschaft sandte zu den Ältesten in den Städten und sprach: "
    "Versammelt euch am Tor, denn ich will mit euch reden von dem Wasser und von dem Brot des Volkes. "
    "Da kamen sie alle, groß und klein, und setzten sich nieder vor seinem Angesicht.",
    "bibel/neu": "Eines Tages schickte der König des Landes den Ältesten in den Städten eine Nachricht und ließ ihnen sagen: "
    "Kommt am Tor zusammen, ich möchte mit euch über Wasser und Brot für das Volk sprechen. "
    "Da kamen alle, Große und Kleine, und setzten sich vor ihm nieder.",
}


@pytest.fixture
def edges(tmp_path):
    def find(texts, floor=0.7):
        find_edges(write(tmp_path, texts), tmp_path / "edges.parquet", floor=floor, threshold=0.8)
        rows = pq.read_table(tmp_path / "edges.parquet").to_pylist()
        return {(row["a"], row["b"]): row["similarity"] for row in rows}

    return find


def test_a_long_footer_makes_short_texts_alike_until_it_is_cut(edges):
    notes = {f"amt/{n}": text(8, seed=n) for n in range(40)}
    with_footer = {one: f"{note}\n\n{FOOTER}" for one, note in notes.items()}
    assert len(edges(with_footer)) == 40 * 39 // 2
    assert edges(notes) == {}


def test_alias_pages_of_different_commands_are_different_documents(edges):
    names = ["bundler", "fossil-ci", "gnmic", "llvm-ar", "mscore", "npm-run", "piodebuggdb", "ripgrep", "tlmgr", "vi"]
    pages = {f"tldr/{one}": ALIAS.format(name=one, other=one[::-1]) for one in names}
    assert edges(pages) == {}
    assert edges(pages | {"tldr/kopie": pages["tldr/vi"]}) == {("tldr/kopie", "tldr/vi"): 1.0}


def test_very_short_documents_are_alike_only_if_their_words_are(edges):
    short = {"k/1": "Ja", "k/2": "ja!", "k/3": "Nein", "k/4": "Ja, ja", "k/5": "Siehe dort", "k/6": "dort siehe"}
    assert edges(short) == {("k/1", "k/2"): 1.0}


def test_the_same_law_in_two_renderings_is_found(edges):
    assert edges({"recht/md": LAW_MARKDOWN, "recht/txt": LAW_PLAIN, "recht/fremd": text(90, seed=5)}) == {
        ("recht/md", "recht/txt"): 1.0
    }


def test_parallel_translations_are_not_duplicates(edges):
    assert edges(VERSES, floor=0.2) == {}


def test_old_and_new_spelling_of_long_s_is_one_text(edges):
    old = "Da ſprach der König: es iſt beſſer, daß wir den Fluſs bei Tage durchſchreiten und das Vieh am Ufer laſſen."
    assert edges({"druck/fraktur": old, "druck/antiqua": old.replace("ſ", "s")}) == {
        ("druck/antiqua", "druck/fraktur"): 1.0
    }
