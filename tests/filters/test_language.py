import pyarrow as pa
import pytest

from filters.language import LANGUAGE, identify
from filters.language_codes import LanguageError, code, codes, is_german


def languages(*texts, **options):
    return identify(pa.array(texts, pa.large_string()), **options).column("language").to_pylist()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Ausschuss hat gestern über den Haushalt beraten und ihn angenommen.", "deu"),
        ("DER AUSSCHUSS HAT GESTERN ÜBER DEN HAUSHALT BERATEN.", "deu"),
        ("The committee discussed the budget yesterday and adopted it.", "eng"),
        ("THE COMMITTEE DISCUSSED THE BUDGET YESTERDAY.", "eng"),
        ("De commissie heeft gisteren over de begroting vergaderd en die aangenomen.", "nld"),
        ("Udvalget drøftede i går budgettet og vedtog det med stort flertal.", "dan"),
        ("Le comité a discuté hier du budget et il l'a adopté.", "fra"),
        ("Комитет вчера обсудил бюджет и принял его.", "rus"),
        ("Vnd als der Herꝛ ſolches hoͤrte, iſt er mit den Leuten uͤber das Waſſer gefahren.", "deu"),
        ("Siehe https://www.example.org/the/very/long/english/path und dort den zweiten Absatz.", "deu"),
    ],
)
def test_the_language_is_found(text, language):
    assert languages(text) == [language]


@pytest.mark.parametrize("text", ["", "  \n", "1234 5678, 90 %", "§ 5 – 17/2", None, "🙂🙂", "https://example.org"])
def test_a_text_without_letters_has_no_language(text):
    assert identify(pa.array([text], pa.string())).to_pylist() == [dict.fromkeys(LANGUAGE.names)]


def test_rows_stay_in_order_and_scores_are_shares():
    table = identify(pa.chunked_array([pa.array(["Das ist ein Satz.", ""]), pa.array(["This is a sentence."])]))
    assert table.schema == LANGUAGE
    assert table.column("language").to_pylist() == ["deu", None, "eng"]
    for score in ("language_score", "runner_up_score"):
        assert all(0 <= value <= 1 for value in table.column(score).to_pylist() if value is not None)
    assert len(identify(pa.array([], pa.string()))) == 0


def test_beginning_middle_and_end_are_looked_at():
    german, english = "Die Gemeinde hat das Rathaus neu gebaut. ", "The town has built a new city hall. "
    assert languages(english * 3 + german * 200 + english * 3, window_characters=300) == ["eng"]
    assert languages(german * 3 + english * 200 + german * 3, window_characters=300) == ["deu"]


def test_codes_are_iso_639_3_throughout():
    assert len(codes()) == 176
    assert all(len(value) == 3 for value in codes().values())
    assert [code(f"__label__{label}") for label in ("de", "als", "bar", "nds", "lb", "deu_Latn")] == [
        "deu",
        "gsw",
        "bar",
        "nds",
        "ltz",
        "deu",
    ]
    with pytest.raises(LanguageError, match="spam"):
        code("__label__spam")


def test_the_script_is_named_where_it_matters():
    labels = ("deu_Latn", "rus_Cyrl", "ydd_Hebr", "deu_Hebr", "rus_Latn", "srp_Cyrl", "srp_Latn", "zho_Hans")
    assert [code(f"__label__{label}") for label in labels] == [
        "deu",
        "rus",
        "ydd",
        "deu_Hebr",
        "rus_Latn",
        "srp_Cyrl",
        "srp_Latn",
        "zho_Hans",
    ]
    assert list(map(is_german, ("deu", "deu_Hebr", "deu-CH", "bar", "nld"))) == [True, True, True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Inhalt",
        "Vorwort",
        "AMTLICHE BEKANNTMACHUNG",
        "SATZUNG ÜBER DIE ERHEBUNG VON GEBÜHREN",
        "VERORDNUNG ZUM SCHUTZ DER DEICHE",
        "Guten Morgen",
        "§ 5 Gebühren",
        "DER RAT DER STADT HAT BESCHLOSSEN",
        "Wie geht es dir?",
    ],
)
def test_short_and_shouted_german_becomes_nothing_else(text):
    assert languages(text) == ["deu"]


def test_a_model_that_is_none_is_refused(tmp_path):
    broken = tmp_path / "broken.bin"
    broken.write_bytes(b"no model")
    for path in (broken, tmp_path / "missing.bin"):
        with pytest.raises(LanguageError, match=path.name):
            languages("Ein Satz.", model=path)
