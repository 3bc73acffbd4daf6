"""Settings of the filters' tests: the first call of a kernel compiles it, so no single call has a deadline."""

from hypothesis import settings

settings.register_profile("compiled", deadline=None, derandomize=True)
settings.load_profile("compiled")
