"""The command line: `gemeingut COMMAND …`; errors are lines on standard error, never a traceback unless `--debug`."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

from flows.cli.parser import parser
from flows.interruption import MESSAGE, STATUS
from gemeingut.errors import GemeingutError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

DONE: Final = 0
FAILED: Final = 1
BAD_USAGE: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 bad usage or a bad manifest."""
    chosen = parser().parse_args(arguments)
    if not chosen.debug:
        sys.excepthook = _one_line
    # Only the module of the command is imported: `--help` and `plan` stay fast and do not import Prefect.
    module = importlib.import_module(f"flows.cli.{chosen.module}")
    try:
        status: int = module.run(chosen)
    except InputError as error:
        _say(error)
        status = BAD_USAGE
    except GemeingutError as error:
        if chosen.debug:
            raise
        _say(error)
        status = FAILED
    except KeyboardInterrupt:
        print(MESSAGE, file=sys.stderr)
        status = STATUS
    except BrokenPipeError:
        status = DONE
        sys.stderr.close()
    return status


def _say(error: BaseException) -> None:
    for line in str(error).splitlines() or [type(error).__name__]:
        print(f"error: {line}", file=sys.stderr)


def _one_line(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Print an uncaught error as lines without a traceback; the interpreter then exits with status 1."""
    if isinstance(error, OSError) and error.filename is not None:
        print(f"error: {os.fsdecode(error.filename)}: {error.strerror}", file=sys.stderr)
        return
    _say(error)
    print(f"error: unexpected {kind.__name__}; run again with --debug to see where", file=sys.stderr)
