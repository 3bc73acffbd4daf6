import pytest

from pipeline.manifest.patterns import groups_of


@pytest.mark.parametrize(
    ("pattern", "groups"), [(r"/(\d+)", 1), (r"([^/]+)/(?P<page>\d+)", 2), ("page", 0), ("(?:page)", 0)]
)
def test_groups_are_counted(pattern, groups):
    assert groups_of(pattern) == groups


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?<=x)(a)", "(?!x)(a)"])
def test_what_cannot_be_matched_in_linear_time_is_refused_by_name(pattern):
    with pytest.raises(ValueError, match="is no pattern without lookaround"):
        groups_of(pattern)
