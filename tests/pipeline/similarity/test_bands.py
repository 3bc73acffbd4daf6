import pytest

from pipeline.similarity.bands import BandError, Bands, check, plan


def test_recall_of_the_default_is_the_published_formula():
    assert Bands().recall(0.8) == pytest.approx(1 - (1 - 0.8**6) ** 18)
    assert Bands().recall(0.8) > 0.995
    assert Bands(14, 8).recall(0.8) == pytest.approx(0.924, abs=5e-4)


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
def test_planned_bands_reach_the_recall_with_as_many_rows_as_possible(threshold):
    planned = plan(threshold)
    check(planned, 112, threshold, threshold)
    assert Bands(planned.bands - 1, planned.rows).recall(threshold) < 0.99
    assert Bands(112 // (planned.rows + 1), planned.rows + 1).recall(threshold) < 0.99


def test_a_threshold_that_no_bands_reach_is_refused():
    with pytest.raises(BandError, match=r"no bands of 4 values"):
        plan(0.3, permutations=4)


@pytest.mark.parametrize(
    ("bands", "permutations", "threshold", "floor", "message"),
    [
        (Bands(14, 8), 112, 0.8, 0.7, r"find only 92\.4%.*; \d+ bands of 6 rows find 99"),
        (Bands(9, 12), 112, 0.8, 0.7, "find only"),
        (Bands(), 112, 0.7, 0.7, "find only"),
        (Bands(), 100, 0.8, 0.7, "do not fit signatures of 100 values"),
        (Bands(0, 6), 112, 0.8, 0.7, "do not fit"),
        (Bands(), 112, 0.8, 0.9, "floor 0.9 and threshold 0.8"),
        (Bands(), 112, 0.8, 0.0, "floor"),
    ],
)
def test_bands_that_would_miss_pairs_are_refused(bands, permutations, threshold, floor, message):
    with pytest.raises(BandError, match=message):
        check(bands, permutations, threshold, floor)
