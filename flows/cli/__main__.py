"""`python -m flows.cli` is `gemeingut`."""

from __future__ import annotations

import sys

from flows.cli import main

sys.exit(main())
