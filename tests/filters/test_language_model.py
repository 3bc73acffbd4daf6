import fasttext
import numpy as np
import pyarrow as pa
import pytest

from filters.language import bundled_model
from filters.language_lines import words_of
from filters.language_model import ModelError, read_model

LINES = [
    "Der Ausschuss hat gestern über den Haushalt beraten",
    "The committee discussed the budget yesterday",
    "De commissie heeft gisteren vergaderd",
    "Комитет вчера обсудил бюджет",
    "委員会は昨日予算について話し合った",
    "Mia san heit auf da Wiesn gwen",
    "a",
    "ß",
    "𝔐𝔞𝔯𝔦𝔞 ging",
    "x" * 5000,
    "  doppelte   Blanks  ",
]


def test_the_compiled_pass_gives_what_fasttext_gives():
    model = read_model(bundled_model())
    predict = fasttext.load_model(str(bundled_model())).predict
    best, shares = model.best(words_of(pa.array(LINES, pa.large_string())))
    expected = [predict(line, k=2) for line in LINES]
    assert [[model.labels[label] for label in row] for row in best] == [list(labels) for labels, _ in expected]
    np.testing.assert_allclose(shares, [scores for _, scores in expected], rtol=1e-3, atol=1e-6)


def test_the_tree_has_every_label_once():
    model = read_model(bundled_model())
    children = sorted([*model.left[model.left >= 0].tolist(), *model.right[model.right >= 0].tolist()])
    assert len(model.labels) == 176
    assert children == list(range(2 * 176 - 2))


@pytest.mark.parametrize("cut", [0, 4, 100, 500_000])
def test_a_truncated_file_is_refused(tmp_path, cut):
    path = tmp_path / "cut.ftz"
    path.write_bytes(bundled_model().read_bytes()[:cut])
    with pytest.raises(ModelError, match=r"cut\.ftz"):
        read_model(path)
