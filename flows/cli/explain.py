"""`gemeingut explain RELEASE ID`: one document's file."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from pipeline.curator.explain import explain
from pipeline.describe.document_file import as_html, as_text, in_language

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the file of a document in the format and language chosen."""
    file = explain(chosen.release, chosen.document_id)
    if chosen.format == "json":
        print(json.dumps(in_language(file, chosen.lang), ensure_ascii=False, indent=2, default=str))
    else:
        sys.stdout.write(as_html(file, chosen.lang) if chosen.format == "html" else as_text(file, chosen.lang))
    return 0
