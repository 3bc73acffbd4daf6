import numpy as np
import pyarrow as pa
import pytest

from filters.kernels.counts import STEPS_PER_BIT
from filters.kernels.lexicon import LexiconError, word_hash
from filters.lexicon import letter_bits, lexicon
from filters.measures import measure

CLEAN = (
    "Die Verwaltung der Stadt beschloß, den alten Brunnen am Markte wiederherzustellen; man fand dabei eine Tafel, deren "
    "Inschrift niemand zu leſen wußte. § 3 Abs. 2 gilt » nur « für „neue“ Brunnen – so ſagte der Rath, z. B. am 3. Mai 1841."
)


def score(text, name="ocr_score"):
    return measure(pa.array([text], pa.large_string())).column(name)[0].as_py()


def test_signs_of_law_and_print_are_no_errors():
    assert score(CLEAN) > 0.96
    assert score(CLEAN, "garbage_words_ratio") == 0


@pytest.mark.parametrize(
    ("sound", "misread"),
    [
        ("Verwaltung", "Verwa1tung"),
        ("beschloß", "beſchhvß"),
        ("alten Brunnen", "a l t e n Brunnen"),
        ("Inschrift", "Infchrfft"),
        ("Brunnen", "BrUnnen"),
        ("Tafel, deren", "Taf|el, d*eren"),
        ("niemand", "nmmnd"),
    ],
)
def test_every_kind_of_misreading_lowers_the_score(sound, misread):
    assert sound in CLEAN
    assert score(CLEAN.replace(sound, misread)) < score(CLEAN)


def test_words_that_look_odd_and_are_right():
    text = "Die GmbH in A. schickte per E-Mail 10-jährige Pläne, CO2-Werte, die PDF-Datei usw. an Hrn. Dr. Schmidt (vgl. Nr. 4)."
    assert score(text, "garbage_words_ratio") == 0


def test_noise_costs_more_bits_than_german():
    assert score(CLEAN, "letter_bits") < 3.2
    assert score("xqv jfkw zpgh wqxt bvcd " * 9, "letter_bits") > 5


def test_the_letter_model_is_a_probability():
    costs = letter_bits().reshape(-1, 32).astype(float) / STEPS_PER_BIT
    likely = np.where(costs < 255 / STEPS_PER_BIT, 2.0**-costs, 0).sum(axis=1)
    assert costs.shape == (1024, 32)
    np.testing.assert_allclose(likely, 1, atol=0.05)


def test_a_list_holds_words_that_can_be_found():
    with pytest.raises(LexiconError, match="zwei Wörter"):
        word_hash("zwei Wörter")
    table = lexicon()
    assert np.count_nonzero(table.slots) < 0.8 * len(table.slots)
    assert word_hash("Straße") == word_hash("STRASSE")
