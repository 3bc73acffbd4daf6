"""`gemeingut serve RELEASE`: the portal page of a release on loopback, until Ctrl-C."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

from flows.cli.parser import UsageError
from pipeline.curator.serve import ServeError, server

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the address and serve until Ctrl-C, which is not a failure."""
    try:
        serving = server(chosen.release, chosen.port)
    except ServeError as error:
        raise UsageError(str(error)) from error
    with serving:
        print(serving.address, flush=True)
        if chosen.open:
            webbrowser.open(serving.address)
        try:
            serving.run()
        except KeyboardInterrupt:
            print()
    return 0
