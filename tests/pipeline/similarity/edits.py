"""Near-duplicates planted by edits of real documents: by word, sentence, misreading, order, and furniture around."""

import random
import re

from filters.kernels.tokens import tokenise
from tests.pipeline.similarity.planted import LEXICON

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
MISREAD = {"e": "c", "n": "u", "s": "f", "h": "b", "i": "l", "m": "rn", "ü": "ii", "ß": "B", "t": "f", "r": "v"}
FURNITURE = (
    "Startseite Suche Kontakt Impressum Übersicht Merkliste Hilfe Barrierefreiheit Gebärdensprache Leichte Sprache Anmelden "
    "Sie befinden sich hier Seite drucken Seite empfehlen nach oben zuletzt geändert am Datenschutz Sitemap"
)


def by_word(text, share, chance):
    return re.sub(r"\w+", lambda word: chance.choice(LEXICON) if chance.random() < share else word[0], text)


def by_sentence(text, share, chance):
    parts = re.split(r"(?<=[.;:])\s+", text)
    return " ".join(part for part in parts if chance.random() >= share) or parts[0]


def by_misreading(text, share, chance):
    """Misread single letters, so many that about `share` of the words is hit."""
    return "".join(MISREAD[one] if one in MISREAD and chance.random() < share / 3 else one for one in text)


def by_order(text, share, chance):
    """Move a run of sentences, about `share` of them, to another place."""
    parts = re.split(r"(?<=[.;:])\s+", text)
    size = max(1, round(share * len(parts)))
    start = chance.randrange(max(1, len(parts) - size + 1))
    moved, rest = parts[start : start + size], parts[:start] + parts[start + size :]
    place = chance.randrange(len(rest) + 1)
    return " ".join(rest[:place] + moved + rest[place:])


def by_furniture(text, share, chance):
    """Put a site's furniture around the text, as long as about `share` of it."""
    count = max(4, round(share * len(text.split())))
    words = (FURNITURE.split() * (1 + count // 20))[:count]
    cut = chance.randrange(len(words) + 1)
    return " ".join([*words[:cut], text, *words[cut:]])


KINDS = {
    "word": by_word,
    "sentence": by_sentence,
    "misreading": by_misreading,
    "order": by_order,
    "furniture": by_furniture,
}


def planted(texts, seed=0):
    """Return [(kind, share, original, edited)]: each text edited once, kinds and shares in turn."""
    chance = random.Random(seed)  # noqa: S311  seeded, for the same documents on every run
    plans = [(kind, share) for share in SHARES for kind in KINDS]
    return [
        (
            *plans[number % len(plans)],
            text,
            KINDS[plans[number % len(plans)][0]](text, plans[number % len(plans)][1], chance),
        )
        for number, text in enumerate(texts)
    ]


def shingle_set(text, size=5):
    """Return the word 5-grams of a text, as tuples of words: the truth that no hash takes part in."""
    words = [word.casefold() for word in tokenise(text)]
    size = min(size, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()


def jaccard(left, right):
    return len(left & right) / len(left | right) if left or right else 0.0
