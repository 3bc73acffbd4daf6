"""German texts of any number, drawn from tables of words: the same for the same number, and no two near copies of each other.

Every sentence is grammatical German; what varies are persons, places, trades, compounds, numbers and the order of the clauses.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENT_BYTES: Final = 9_000
GROUP_DOCUMENTS: Final = 2_000

_PERSONS: Final = (
    "der Müller", "die Hebamme", "der Schreiber", "die Lehrerin", "der Bürgermeister", "die Gärtnerin", "der Fährmann",
    "die Wirtin", "der Uhrmacher", "die Näherin", "der Förster", "die Ärztin", "der Kutscher", "die Bäuerin",
    "der Drucker", "die Witwe", "der Küster", "die Händlerin", "der Schmied", "die Schreiberin", "der Vermesser",
)  # fmt: skip
_FIRST: Final = (
    "Hafen", "Mühlen", "Wald", "Garten", "Kirchen", "Schul", "Markt", "Brücken", "Wiesen", "Holz", "Stein", "Wasser",
    "Winter", "Sommer", "Stadt", "Dorf", "Rats", "Turm", "Fluss", "Berg", "Feld", "Handels", "Gemeinde", "Armen",
    "Ernte", "Zoll", "Post", "Eisen", "Salz", "Korn",
)  # fmt: skip
_SECOND: Final = (
    ("der", "weg", "weges"), ("die", "ordnung", "ordnung"), ("das", "haus", "hauses"), ("der", "platz", "platzes"),
    ("die", "straße", "straße"), ("das", "recht", "rechtes"), ("der", "bericht", "berichtes"), ("die", "kasse", "kasse"),
    ("das", "buch", "buches"), ("der", "verein", "vereins"), ("die", "rechnung", "rechnung"), ("das", "amt", "amtes"),
    ("der", "meister", "meisters"), ("die", "schau", "schau"), ("das", "tor", "tores"), ("der", "preis", "preises"),
)  # fmt: skip
_PLACES: Final = (
    "Altenried", "Bergfurt", "Celmsdorf", "Dornau", "Eschbrück", "Falkental", "Grünhagen", "Hohenwiek", "Ihlbeck",
    "Jungholz", "Kaltenborn", "Lindenrode", "Moorkirch", "Neuensee", "Oberweiler", "Pappelau", "Quellstedt", "Rothmark",
)  # fmt: skip
_VERBS: Final = (
    ("beschrieb", "beschrieben"), ("prüfte", "geprüft"), ("verkaufte", "verkauft"), ("zeichnete", "gezeichnet"),
    ("erneuerte", "erneuert"), ("vergaß", "vergessen"), ("verwaltete", "verwaltet"), ("kannte", "gekannt"),
    ("lobte", "gelobt"), ("vermisste", "vermisst"), ("bezahlte", "bezahlt"), ("bewachte", "bewacht"),
)  # fmt: skip
_WHEN: Final = (
    "im Frühjahr", "nach der Ernte", "an einem trüben Morgen", "vor dem ersten Frost", "in jenem Jahr", "gegen Abend",
    "während der Messe", "seit dem Hochwasser", "kurz vor Ostern", "mitten in der Nacht", "wie jedes Jahr", "zuletzt",
)  # fmt: skip
_HOW: Final = (
    "mit großer Sorgfalt", "ohne ein Wort", "zum Erstaunen der Nachbarn", "gegen den Rat der Älteren", "zum dritten Mal",
    "nicht ohne Stolz", "auf eigene Kosten", "unter dem Beifall der Kinder", "trotz aller Bedenken", "beinahe heimlich",
)  # fmt: skip
_ADJECTIVES: Final = (
    "alte", "neue", "kleine", "vergessene", "bekannte", "kostbare", "beschädigte", "lange", "schlichte", "strenge",
    "öffentliche", "geliehene", "gemeinsame", "verlassene", "schwere", "helle",
)  # fmt: skip
_WHY: Final = (
    "weil niemand sonst Zeit hatte", "obwohl es in Strömen regnete", "damit die Kinder etwas lernten",
    "bevor der Schnee die Wege schloss", "sobald das Geld dafür reichte", "während die anderen schon beim Essen saßen",
    "als hätte es nie einen Streit gegeben", "ohne dass jemand davon erfuhr", "wie es der Vertrag verlangte",
)  # fmt: skip


class _Draw:
    """Words drawn at random, for one document."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)  # noqa: S311  texts, not secrets
        self.pick = self.chance.choice

    def thing(self) -> tuple[str, str, str]:
        article, second, genitive = self.pick(_SECOND)
        first = self.pick(_FIRST)
        return article, f"{first}{second}", f"{'der' if article == 'die' else 'des'} {first}{genitive}"

    def accusative(self) -> str:
        article, noun, _ = self.thing()
        adjective = self.pick(_ADJECTIVES)
        return f"den {adjective}n {noun}" if article == "der" else f"{article} {adjective} {noun}"

    def nominative(self) -> str:
        article, noun, _ = self.thing()
        return f"{article} {self.pick(_ADJECTIVES)} {noun}"

    def sentence(self) -> str:
        text = self.pick(_SENTENCES)(self)
        return text[0].upper() + text[1:]


_SENTENCES: Final = (
    lambda d: f"{d.pick(_PERSONS)} aus {d.pick(_PLACES)} {d.pick(_VERBS)[0]} {d.pick(_WHEN)} {d.accusative()}, {d.pick(_WHY)}.",
    lambda d: f"{d.pick(_WHEN)} hatte {d.pick(_PERSONS)} {d.pick(_HOW)} {d.accusative()} {d.pick(_VERBS)[1]}.",
    lambda d: f"von {d.chance.randrange(2, 990)} Einträgen {d.thing()[2]} nennen nur {d.chance.randrange(2, 99)} den Ort {d.pick(_PLACES)}.",
    lambda d: f"{d.nominative()} war {d.pick(_WHEN)} {d.pick(_HOW)} {d.pick(_VERBS)[1]} worden; {d.pick(_PERSONS)} erinnerte sich genau daran.",
    lambda d: f"ob {d.nominative()} jemals in {d.pick(_PLACES)} gestanden hat, {d.pick(_WHY)}, ist bis heute nicht geklärt.",
    lambda d: f"im Jahr {d.chance.randrange(1620, 1990)} zählte man in {d.pick(_PLACES)} {d.chance.randrange(3, 4000)} Seelen und {d.chance.randrange(2, 80)} Pferde.",
    lambda d: f"wer {d.accusative()} {d.pick(_HOW)} {d.pick(_VERBS)[1]} hat, den nennt {d.pick(_PERSONS)} noch immer beim Namen.",
    lambda d: f"„{d.sentence()[:-1]}“, sagte {d.pick(_PERSONS)} {d.pick(_WHEN)}.",
    lambda d: f"dass {d.pick(_PERSONS)} {d.accusative()} {d.pick(_VERBS)[0]}, {d.pick(_WHY)}, hielt man {d.pick(_WHEN)} für ein Gerücht.",
    lambda d: f"die Kosten {d.thing()[2]} betrugen {d.chance.randrange(12, 9000)} Taler und {d.chance.randrange(1, 30)} Groschen.",
)  # fmt: skip


def text(number: int, size: int = DOCUMENT_BYTES) -> str:
    """Return text `number`, of about `size` bytes: paragraphs of three to nine sentences with an empty line between them."""
    draw, paragraphs, length = _Draw(number), [], 0
    while length < size:
        paragraphs.append(" ".join(draw.sentence() for _ in range(draw.chance.randrange(3, 10))))
        length += len(paragraphs[-1].encode()) + 2
    return "\n\n".join(paragraphs)


def write_parquet(path: Path, megabytes: float) -> int:
    """Write texts of so many MB together as one Parquet file with `id`, `text`, `license`; return the bytes of text."""
    schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("license", pa.string())])
    written = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as sink:
        for rows in _groups(int(megabytes * 1e6)):
            written += sum(len(row["text"].encode()) for row in rows)
            sink.write_table(pa.Table.from_pylist(rows, schema=schema))
    return written


def _groups(size: int) -> Iterator[list[dict[str, str]]]:
    number = written = 0
    while written < size:
        rows: list[dict[str, str]] = []
        while written < size and len(rows) < GROUP_DOCUMENTS:
            rows.append({"id": f"{number:08d}", "text": text(number), "license": "CC BY 4.0"})
            written += len(rows[-1]["text"].encode())
            number += 1
        yield rows
