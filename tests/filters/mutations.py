"""Faults planted in real documents: for each kind what is done to the text, and for which reasons it may be removed.

Every mutation is a function of the text and of a random generator seeded by the document's id, so that the same documents
give the same faulty ones.  The reasons are those that say what is wrong; removed for another reason is not removed rightly.
"""

from __future__ import annotations

import base64
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Mutation = Callable[[str, random.Random], str]

MENU = [
    "Startseite",
    "Kontakt",
    "Impressum",
    "Anmelden",
    "Warenkorb",
    "Newsletter",
    "Suche",
    "Datenschutz",
    "Sitemap",
    "Hilfe",
    "AGB",
    "Login",
    "Registrieren",
    "Merkzettel",
    "Facebook",
    "Twitter",
    "Teilen",
    "Kommentare",
    "Weiterlesen",
    "Navigation",
    "Menü",
    "Versandkosten",
    "Passwort",
    "Cookies",
    "Downloads",
]
NOISE = "abcdefghijklmnopqrstuvwxyz"
MISREAD = {
    "s": "f", "f": "s", "n": "u", "u": "n", "c": "e", "e": "c", "b": "h", "h": "b", "i": "1", "l": "|", "m": "rn", "d": "cl",
    "r": "x", "t": "k", "a": "g", "o": "0", "g": "q", "w": "vv", "ü": "ii", "ä": "ci", "ö": "6",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A kind of fault: how it is made and the reasons that say what is wrong with it."""

    mutate: Mutation
    reasons: frozenset[str]


def _letters(text: str, random_: random.Random) -> str:
    """Replace three letters in ten by any other: a text that nobody can read."""
    return "".join(random_.choice(NOISE) if one.isalpha() and random_.random() < 0.3 else one for one in text)


def _shuffled(text: str, random_: random.Random) -> str:
    """Put the letters of every word into another order."""
    return re.sub(r"[^\W\d_]+", lambda found: "".join(random_.sample(found[0], len(found[0]))), text)


def _misread(text: str, random_: random.Random) -> str:
    """Exchange a letter in five as print is misread, tear words apart, and strew signs: machine noise of bad scans."""
    made = []
    for one in text:
        luck = random_.random()
        made.append(MISREAD.get(one, one) if luck < 0.2 else one)
        if one.isalpha() and luck > 0.97:
            made.append(random_.choice([" ", "-\n", "~", "*", "|", "."]))
    return "".join(made)


def _mojibake(text: str, _random: random.Random) -> str:
    """Read UTF-8 as Windows-1252; a text without an umlaut gets one, or there would be no damage."""
    damaged = text if re.search("[äöüß]", text) else text + " Größe für Österreich"
    return damaged.encode().decode("cp1252", "replace")


def _navigation(text: str, random_: random.Random) -> str:
    """Keep a headline of the text and put the menus of a website around it."""
    head = " ".join(text.split()[:6])
    return "\n".join([*MENU, head, *(random_.sample(MENU, len(MENU))), "Zum Seitenanfang", *MENU[:10]])


def _links(text: str, random_: random.Random) -> str:
    """Make a list of links of the words of the text."""
    words = re.findall(r"\w{4,}", text) or ["Seite"]
    chosen = [random_.choice(words) for _ in range(30)]
    return "\n".join(
        f"{word} https://www.{word.lower()}.example/{place}/index.html" for place, word in enumerate(chosen)
    )


def _addresses(text: str, random_: random.Random) -> str:
    """Make a list of e-mail addresses of the words of the text."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]{3,}", text)] or ["post"]
    chosen = [(random_.choice(words), random_.choice(words)) for _ in range(30)]
    return "\n".join(f"{one.title()} {other.title()}: {one}.{other}@post.example.org" for one, other in chosen)


def _repeated(text: str, _random: random.Random) -> str:
    """Say the beginning of the text ten times, each time on a line of its own."""
    return "\n".join([text.replace("\n", " ")[:400]] * 10)


def _repeated_inline(text: str, random_: random.Random) -> str:
    """Say one sentence over and over within a paragraph, with a word between now and then."""
    words = text.split()[:12]
    return " ".join(part for _ in range(25) for part in [*words, *random_.sample(words, min(1, len(words)))])


def _spam(text: str, random_: random.Random) -> str:
    """Write one word of the text, between others, again and again."""
    words = re.findall(r"[^\W\d_]{4,}", text) or ["Kredit"]
    key = random_.choice(words)
    return " ".join(part for _ in range(60) for part in (key, random_.choice(words)))


def _numbers(text: str, random_: random.Random) -> str:
    """Make a table of numbers with the text's first word as its head."""
    rows = [";".join(str(random_.randrange(10**5)) for _ in range(6)) for _ in range(30)]
    return "\n".join([(text.split() or ["Wert"])[0], *rows])


def _base64(text: str, _random: random.Random) -> str:
    """Encode the text as an attachment of a mail would be."""
    return base64.encodebytes((text * 2)[:3000].encode()).decode()


def _contents(text: str, random_: random.Random) -> str:
    """Make a table of contents of the words of the text."""
    words = re.findall(r"[^\W\d_]{4,}", text) or ["Vorrede"]
    titles = [" ".join(random_.choice(words).capitalize() for _ in range(random_.randrange(1, 5))) for _ in range(40)]
    return "\n".join(f"{title} {'.' * random_.choice([0, 5])} {3 * page + 1}" for page, title in enumerate(titles))


GIVEN = [
    "Anna",
    "Bernd",
    "Carla",
    "Dieter",
    "Elke",
    "Friedrich",
    "Gisela",
    "Hans-Peter",
    "Ilse",
    "Jürgen",
    "Karin",
    "Lothar",
    "Monika",
    "Norbert",
    "Olga",
    "Paul",
    "Renate",
    "Stefan",
    "Tanja",
    "Ulrich",
    "Verena",
    "Wolfgang",
    "Zeynep",
    "Mehmet",
    "Małgorzata",
    "François",
]
SURNAMES = [
    "Ackermann",
    "Bauer",
    "Çelik",
    "Dietrich",
    "Engel",
    "Fuchs",
    "Günther",
    "Hofmann",
    "Ivanova",
    "Jung",
    "Krüger",
    "Lehmann",
    "Möller",
    "Neumann",
    "Ott",
    "Pohl",
    "Quast",
    "Richter",
    "Schmidt-Rottluff",
    "Thomas",
    "Ulbrich",
    "Vogel",
    "Winkler",
    "Yıldız",
    "Zimmermann",
    "Nowak",
]
LISTS_OF_NAMES = (
    ("{surname}, {given}", "\n"),
    ("{given} {surname}", "\n"),
    ("Prof. Dr. {given} {surname}", "\n"),
    ("{given} {surname}", ", "),
    ("{surname}, {given}", "; "),
    ("- {given} {surname}", "\n"),
    ("{surname}, {given} {page}, {other}", "\n"),
)
"""What an entry looks like and what parts entries: registers, guests, boards, authors, an index of persons."""


def _names(_text: str, random_: random.Random) -> str:
    """Make a list of sixty names in one of the forms they are listed in."""
    form, parting = random_.choice(LISTS_OF_NAMES)
    entries = (
        form.format(
            given=random_.choice(GIVEN),
            surname=random_.choice(SURNAMES),
            page=random_.randrange(1, 90),
            other=random_.randrange(90, 400),
        )
        for _ in range(60)
    )
    return parting.join(entries)


def _shouted(text: str, _random: random.Random) -> str:
    """Write everything in capitals."""
    return text.upper()


def _beheaded(text: str, _random: random.Random) -> str:
    """Keep only the first word."""
    return (text.split() or [""])[0]


def _fault(mutate: Mutation, *reasons: str) -> Fault:
    return Fault(mutate, frozenset(reasons))


_UNREADABLE = ("ocr_quality", "too_few_stop_words", "unknown_words")
_REPEATED = ("repeated_lines", "repeated_paragraphs", "repeated_ngrams", "keyword_spam")
FAULTS = {
    "garbage": _fault(_letters, *_UNREADABLE),
    "shuffled_letters": _fault(_shuffled, *_UNREADABLE),
    "machine_noise": _fault(_misread, *_UNREADABLE, "too_many_symbols", "words_too_short"),
    "mojibake": _fault(_mojibake, "encoding_damage"),
    "navigation": _fault(_navigation, "boilerplate", "repeated_lines", "no_sentences", "too_few_stop_words"),
    "link_list": _fault(_links, "too_many_links"),
    "address_list": _fault(_addresses, "too_many_links"),
    "repeated_lines": _fault(_repeated, *_REPEATED),
    "repeated_sentence": _fault(_repeated_inline, *_REPEATED),
    "keyword_spam": _fault(_spam, "keyword_spam", "repeated_ngrams", "too_few_stop_words"),
    "number_table": _fault(_numbers, "number_table", "not_alphabetic"),
    "base64": _fault(_base64, *_UNREADABLE, "number_table", "not_alphabetic", "words_too_long", "shouting"),
    "contents": _fault(_contents, "no_sentences", "number_table", "too_few_stop_words"),
    "names": _fault(_names, "no_sentences", "too_few_stop_words"),
    "shouting": _fault(_shouted, "shouting"),
    "too_short": _fault(_beheaded, "too_few_words"),
}
"""What makes a faulty document of a sound one, by kind.  Another language is planted by taking real foreign documents."""


def planted(kind: str, document_id: str, text: str) -> str:
    """Return the faulty text of one kind made of the document `one`."""
    return FAULTS[kind].mutate(text, random.Random(f"{kind}:{document_id}"))  # noqa: S311  the same every time
