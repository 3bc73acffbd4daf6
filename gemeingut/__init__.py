"""Gemeingut for Python users: curate a collection, open a release, ask about licences, texts and duplicates.

    import gemeingut

    release = gemeingut.run("mine/collection.yaml")
    release.kept.select("id", "license", "words").collect()

Importing this package imports nothing else: a function's module is loaded when the function is first used.  Every error is
a `GemeingutError`; `gemeingut.errors` has the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gemeingut.collections import Plan, plan, run
    from gemeingut.errors import GemeingutError
    from gemeingut.releases import OpenRelease, lookup, open_release
    from gemeingut.texts import fingerprint, measure, recognise

__all__ = [
    "GemeingutError",
    "OpenRelease",
    "Plan",
    "fingerprint",
    "lookup",
    "measure",
    "open_release",
    "plan",
    "recognise",
    "run",
]

_MODULES: Final = {
    "GemeingutError": "errors",
    "OpenRelease": "releases",
    "Plan": "collections",
    "fingerprint": "texts",
    "lookup": "releases",
    "measure": "texts",
    "open_release": "releases",
    "plan": "collections",
    "recognise": "texts",
    "run": "collections",
}

if not TYPE_CHECKING:  # a type checker sees the names above, and no others

    def __getattr__(name: str) -> Any:
        """Return an exported name, whose module is imported now (PEP 562)."""
        if name not in _MODULES:
            raise AttributeError(f"module 'gemeingut' has no attribute {name!r}; there are {', '.join(__all__)}")
        from importlib import import_module  # noqa: PLC0415  nothing is imported before it is used

        value = getattr(import_module(f"gemeingut.{_MODULES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """Return the exported names, for completion."""
        return sorted({*globals(), *__all__})
