import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from filters import dialects
from filters.language import identify
from filters.language_lines import prepare, words_of

BAVARIAN = (
    "Mia san gestan midanand auf d Wiesn ganga und ham a Maß drunga, weil s Weda so schee gwen is. "
    "Da Sepp hod gsogt, dass a heia nimma mog, owa nacha is a doch no mitkemma."
)
ALEMANNIC = (
    "Mir sind geschter zäme uf de Bärg gange und händ öppis Guets gässe, wil s Wätter so schön gsi isch. "
    "De Ruedi het gseit, er chöm hüür nümm, aber denn isch er doch no cho."
)
LOW = (
    "Wi sünd güstern tosamen na'n Diek gahn un hebbt dor wat eten, wieldat dat Weer so schöön wesen is. "
    "Jan hett seggt, he kummt dit Johr nich mehr, man denn is he doch noch kamen."
)
STANDARD = (
    "Wir sind gestern zusammen auf den Berg gegangen und haben etwas gegessen, weil das Wetter so schön war. "
    "Der Josef hat gesagt, dass er heuer nicht mehr mag, aber dann ist er doch noch mitgekommen."
)
EARLY = (
    "Vnd als der Keyſer ſolchs vernam / ließ er alle Fürſten vnd Herren zuſamen beruffen / auff das ſie jhm rieten / "
    "was in der ſachen zu thun were. Darnach zogen ſie mit groſſem volck für die Stadt vnnd belegerten ſie."
)


@pytest.mark.parametrize(
    ("text", "language"), [(BAVARIAN, "bar"), (ALEMANNIC, "gsw"), (LOW, "nds"), (STANDARD, "deu"), (EARLY, "deu")]
)
def test_varieties_are_told_apart(text, language):
    row = identify(pa.array([text])).to_pylist()[0]
    assert row["language"] == language
    assert 0.5 <= row["language_score"] <= 1


def test_what_is_corrected_stays_as_the_runner_up():
    alone = identify(pa.array([BAVARIAN]), model="lid.176").to_pylist()[0]
    both = identify(pa.array([BAVARIAN])).to_pylist()[0]
    assert (alone["language"], both["language"]) == ("deu", "bar")
    assert (both["runner_up"], both["runner_up_score"]) == (alone["language"], alone["language_score"])


@pytest.mark.parametrize(
    ("text", "variety"),
    [
        (EARLY, "deu-x-fnhd"),
        (STANDARD, None),
        ("Im Jänner hat der Landeshauptmann weiters die Trafik besucht. " * 6, "deu-AT"),
        ("Die grosse Strasse ist ausserhalb des Dorfes, und gemäss Plan wird sie regelmässig geräumt. " * 4, "deu-CH"),
        ("Die große Straße ist ausserhalb des Dorfes, und gemäss Plan wird sie regelmässig geräumt. " * 4, None),
        ("Die grosse Strasse ist ausserhalb des Dorfes.", None),
        (ALEMANNIC * 2, None),
    ],
)
def test_standards_of_german_are_found_where_they_show(text, variety):
    assert identify(pa.array([text])).column("variety").to_pylist() == [variety]


def test_another_language_is_never_a_variety_of_german():
    texts = [
        "Vi gik en tur i går og spiste noget godt, fordi vejret var så dejligt, og bagefter gik vi hjem igen.",
        "We hebben gisteren samen gewandeld en iets lekkers gegeten, omdat het weer zo mooi was, en gingen naar huis.",
        "Yesterday we went for a walk together and ate something good because the weather was so beautiful.",
    ]
    assert identify(pa.array(texts)).column("language").to_pylist() == ["dan", "nld", "eng"]


@pytest.mark.slow  # two models are trained
def test_training_learns_and_gives_the_same_model_twice(tmp_path):
    lines = [f"{word} {other}" for word in ("bim", "bam", "bum") for other in ("ei", "au", "eu")]
    lines += [f"{word} {other}" for word in ("zick", "zack", "zock") for other in ("ei", "au", "eu")]
    labels = ["bell"] * 9 + ["gear"] * 9
    models = [dialects.train(pl.Series(lines), labels) for _ in range(2)]
    for number, model in enumerate(models):
        model.save(tmp_path / f"{number}.npz")
    assert (tmp_path / "0.npz").read_bytes() == (tmp_path / "1.npz").read_bytes()
    shares = models[0].shares(words_of(pa.array(["bum au", "zack ei"], pa.large_string())))
    assert models[0].labels == ("bell", "gear")
    assert shares.argmax(axis=1).tolist() == [0, 1]


def test_shares_add_up_whatever_the_line():
    lines, _ = prepare(pa.array(["", "a", "🙂", "ſ", "Ö" * 500, None]))
    shares = dialects.bundled().shares(words_of(lines))
    assert shares.shape == (6, len(dialects.bundled().labels))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
