"""One bit per detector: the compiled pass sets it at each place where the detector may find something.

A module of its own, since it is frozen into the machine code of the kernels beside it.
"""

from __future__ import annotations

from typing import Final

URL_TOKEN: Final = 1
EMAIL: Final = 2
IBAN: Final = 4
CREDIT_CARD: Final = 8
SOCIAL_SECURITY: Final = 16
TAX_ID: Final = 32
IDENTITY_DOCUMENT: Final = 64
MAC_ADDRESS: Final = 128
IPV4: Final = 256
IPV6: Final = 512
BIRTH_DATE: Final = 1024
POSTAL_ADDRESS: Final = 2048
LICENSE_PLATE: Final = 4096
PHONE: Final = 8192
BITS: Final = 14
