"""The notice board of withdrawals: one line each in `withdrawn.jsonl`, an Atom feed, and a page in German and English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from pipeline.describe.render import render
from pipeline.portals.target import NOTICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.release_files.withdrawn import Notice

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "erasure": ("Löschung nach Art. 17 DSGVO", "erasure under Art. 17 GDPR"),
    "objection": ("Widerspruch nach Art. 21 DSGVO", "objection under Art. 21 GDPR"),
    "rights": ("Rechte Dritter am Text", "rights of others in the text"),
    "license": ("die Lizenz galt nicht", "the licence did not apply"),
    "unlawful": ("rechtswidriger Inhalt", "unlawful content"),
    "error": ("ein Fehler in den Daten", "an error in the data"),
    "other": ("ein anderer Grund", "another reason"),
}
"""The reasons that are published, German and English; what was written beside the code stays with the publisher."""

ATOM: Final = "http://www.w3.org/2005/Atom"


def files(collection: str, notices: Sequence[Notice]) -> dict[str, bytes]:
    """Return the files of the notice board by name."""
    lines = "".join(
        json.dumps(notice.model_dump(mode="json"), ensure_ascii=False, sort_keys=True) + "\n" for notice in notices
    )
    page = render("withdrawn.html.j2", collection=collection, notices=notices, sentences=SENTENCES)
    texts = (lines, _feed(collection, notices), page)
    return {name: text.encode() for name, text in zip(NOTICES, texts, strict=True)}


def _feed(collection: str, notices: Sequence[Notice]) -> str:
    """Return the Atom feed (RFC 4287), the last withdrawal first."""
    updated = max((notice.date for notice in notices), default=None)
    entries = "".join(_entry(notice) for notice in reversed(notices))
    title = escape(collection)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="{ATOM}">\n<id>urn:gemeingut:{title}:withdrawn</id>\n'
        f"<title>{title}: withdrawn</title>\n<author><name>{title}</name></author>\n"
        f"<updated>{updated or '1970-01-01'}T00:00:00Z</updated>\n{entries}</feed>\n"
    )


def _entry(notice: Notice) -> str:
    what = "A document was withdrawn" if notice.hash else "A version was withdrawn"
    replaced = f"; use {', '.join(notice.replaced_by)}" if notice.replaced_by else ""
    says = f"{', '.join(notice.versions)}: {SENTENCES[notice.reason][1]} ({notice.reason}){replaced}"
    return (
        f"<entry>\n<id>{escape(notice.name)}</id>\n<title>{what}</title>\n<updated>{notice.date}T00:00:00Z</updated>\n"
        f'<content type="text">{escape(says)}</content>\n</entry>\n'
    )
