"""Personal data in German text: where it stands (`find`) and how it is masked (`mask`)."""

from filters.pii.kinds import KINDS, PLACEHOLDERS
from filters.pii.masking import PiiError, mask
from filters.pii.spans import SPANS, find

__all__ = ["KINDS", "PLACEHOLDERS", "SPANS", "PiiError", "find", "mask"]
