"""Templates of this package, rendered strictly: a name that a template does not know is an error, not an empty string."""

from __future__ import annotations

from typing import Any

import jinja2


def number(value: float) -> str:
    """Return a count with thin groups: 1234567 as `1,234,567`."""
    return f"{value:,}"


def render(template: str, **values: Any) -> str:
    """Return a template of `pipeline/describe/templates` filled with the values; HTML templates escape what they show."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.describe"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html", "html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    return environment.get_template(template).render(**values)
