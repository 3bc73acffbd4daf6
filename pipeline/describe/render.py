"""Templates of this package, rendered strictly: a name that a template does not know is an error, not an empty string."""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import jinja2
from markupsafe import Markup, escape

from pipeline.describe.wording import number, share, word

if TYPE_CHECKING:
    from pipeline.describe.questions import Language

DATA_FILES: Final = ("pipeline/describe/templates",)

CODE: Final = re.compile(r"`([^`]+)`")
_SPAN: Final = re.compile(r"(?<![`\\])`([^`\n]+)`(?!`)")
"""Code as every reader of Markdown takes it: not between escaped or doubled backticks, nor over the end of a line."""
_TAG: Final = re.compile(r"<(?!(?:https?://[^\s<>\"'`]*|[\w.+-]+@[\w.-]+)>)")
_IMAGE: Final = re.compile(r"!(?=\[)")
_ELSEWHERE: Final = re.compile(r"\]\((?!\s*+(?:https?://|mailto:|[\w./#-]*[)\s]))", re.IGNORECASE)
_DEFINITION: Final = re.compile(r"\]:")


def render(template: str, **values: Any) -> str:
    """Return a template of `pipeline/describe/templates` filled with the values; HTML templates escape what they show."""
    return _files().get_template(template).render(**values)


def fill(text: str, language: Language, **values: Any) -> str:
    """Return one answer of the questionnaire with the release's facts filled in, numbers as the language writes them."""
    return _phrase(text, language).render(**values).strip()


def style(*names: str) -> Markup:
    """Return style sheets or scripts of the templates' folder, to be put into a page unchanged."""
    folder = resources.files("pipeline.describe").joinpath("templates")
    texts = [folder.joinpath(name).read_text(encoding="utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704  files of this package


@cache
def _files() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.describe"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html", "html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "number": number,
        "share": share,
        "cell": cell,
        "inline": inline,
        "without_html": without_html,
        "marked": marked,
        "kind": partial(word, "domains"),
    }
    environment.tests["web_address"] = is_web_address
    return environment


def is_web_address(address: object) -> bool:
    """Return whether a page may link to it: an http or https address, never one that runs a script."""
    return isinstance(address, str) and re.match(r"https?://[^\s<>\"'`]+$", address, re.IGNORECASE) is not None


@lru_cache(maxsize=1024)
def _phrase(text: str, language: Language) -> jinja2.Template:
    """Return an answer as a template; several files show the same answers."""
    return _phrases(language).from_string(text)


@cache
def _phrases(language: Language) -> jinja2.Environment:
    # Plain text comes out; the templates that show it escape it.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    environment.filters |= {
        "n": partial(number, language=language),
        "share": partial(share, language=language),
        "kind": partial(word, "domains", language=language),
    }
    return environment


def marked(passage: str) -> Markup:
    """Return a passage as HTML with the quote, which stands between ⸨ and ⸩, in a `mark` element."""
    return Markup(str(escape(passage)).replace("⸨", "<mark>").replace("⸩", "</mark>"))  # noqa: S704  escaped before


def cell(text: object) -> str:
    """Return a text as the cell of a Markdown table: one line, in which only code in backticks is markup."""
    line = " ".join(str(text).split())
    parts = _SPAN.split(line)
    escaped = [
        f"`{part}`" if place % 2 else re.sub(r"([\\|<>*_\[\]])", r"\\\1", part) for place, part in enumerate(parts)
    ]
    return "".join(escaped).replace("`|`", "`\\|`")


def without_html(text: object) -> str:
    """Return a text for a Markdown file with its own markup, but for what reaches out of it.

    HTML stands as text (but for addresses in angle brackets), and so do links to anything but the web, mail and files beside it; images, which a page would load by
    itself, become links.
    """
    parts = _SPAN.split(str(text))
    return "".join(f"`{part}`" if place % 2 else _harmless(part) for place, part in enumerate(parts))


def _harmless(text: str) -> str:
    text = _IMAGE.sub(r"\\!", _TAG.sub("&lt;", text))
    return _DEFINITION.sub(r"]\\:", _ELSEWHERE.sub(r"]\\(", text))


def inline(text: object) -> Markup:
    """Return a text for HTML: escaped, with text in backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped just before
