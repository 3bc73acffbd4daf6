import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.definitions import MEASURES
from filters.kernels import unicode as uni
from filters.measures import measure


def measured(text, **options):
    table = measure(pa.array([text], pa.large_string()), **options)
    return {name: table.column(name)[0].as_py() for name in table.column_names}


def close(value):
    return pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("letters", [400_000, 600_000])
def test_a_garbled_word_is_as_garbled_however_long_it_is(letters):
    short, long = (measured("qxjvyqzkxw" * (count // 10)) for count in (100_000, letters))
    for name in ("rare_trigrams_ratio", "letter_bits", "word_bits"):
        assert long[name] == pytest.approx(short[name], rel=1e-3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Größe 12", {"characters": 8, "words": 2, "mean_word_characters": 3.5, "alphabetic_words_ratio": 0.5}),
        ("\U0001d504b c", {"characters": 4, "words": 2, "mean_word_characters": 1.5}),
        ("ab 12", {"digit_ratio": 0.5, "symbol_ratio": 0}),
        ("aB, c!", {"upper_ratio": close(1 / 3), "symbol_ratio": close(0.4)}),
        ("ÄÖü", {"upper_ratio": close(2 / 3)}),
        ("# eins zwei", {"symbol_words_ratio": 0.5}),
        ("# eins... zwei… drei....... vier", {"symbol_words_ratio": 1.0}),
        ("function() { return { a }; }", {"brace_words_ratio": close(2 / 3), "code_lines_ratio": 1.0}),
        ("siehe https://a.de/b und", {"link_ratio": close(14 / 24)}),
        ("Siehe (www.bund.de), bitte", {"link_ratio": close(11 / 26)}),
        ("wwww. nicht: // http:/", {"link_ratio": 0.0}),
        ("http://ä.de", {"link_ratio": 1.0}),
        ("Post an a.b-c@mail.example.org, bitte", {"email_ratio": close(22 / 37)}),
        ("a@b und @wir und c@d.", {"email_ratio": 0.0}),
        ("Es sei $x_1 = \\{a\\}$ und $y^2$ gegeben", {"code_lines_ratio": 0.0}),
        ("x_1 = {a}; y^2 = [b]; $z", {"code_lines_ratio": 1.0}),
        ("Die Verwal-\ntung der Ein- und Aus- gabe", {"broken_words_ratio": close(2 / 8)}),
        ("die Verwal tung und das Gesetz", {"split_words_ratio": close(1 / 6)}),
        ("das Gesetz undder Richter", {"merged_words_ratio": close(1 / 4), "unknown_words_ratio": close(1 / 4)}),
        ("uicht das Gefetz", {"confused_words_ratio": close(2 / 3), "unknown_words_ratio": close(2 / 3)}),
        ("nicht das Gesetz", {"confused_words_ratio": 0.0, "unknown_words_ratio": 0.0}),
        ("1. eins\na) zwei\n§ 3 drei\nvier", {"list_lines_ratio": 0.5, "bullet_lines_ratio": 0.0}),
        ("- eins\n• zwei\n– drei\nvier", {"list_lines_ratio": 0.75, "bullet_lines_ratio": 0.5}),
        ("|a|b|c|\n1;2;3;4\n2021-01-01,DE,3,4\nEin Satz, mit Komma, und mehr, als nötig.", {"table_lines_ratio": 0.75}),
        ("Ende.\nEnde!“\nEnde)\nEnde …", {"line_punctuation_ratio": 0.75, "ellipsis_lines_ratio": 0.25}),
        ("x" * 30 + "\n" + "x" * 31, {"short_lines_ratio": 0.5, "longest_line_characters": 31, "lines": 2}),
        ("ü" * 30 + "\n" + "ü" * 31, {"short_lines_ratio": 0.5, "longest_line_characters": 31}),
        ("a\n\nb\n \nc", {"newline_ratio": close(4 / 3), "lines": 3}),
        ("Tor\nTor\nHut\nTor", {"duplicate_lines_ratio": 0.5, "duplicate_lines_characters_ratio": close(6 / 15)}),
        (
            "Tor\nHut\n\nTor\nHut",
            {"duplicate_paragraphs_ratio": 0.5, "duplicate_paragraphs_characters_ratio": close(7 / 16)},
        ),
        ("Der Mond und DIE Sonne", {"stop_words": 3, "distinct_stop_words": 3, "stop_words_ratio": close(0.6)}),
        ("Prof. Dr. Anna Lindt", {"stop_words": 0}),
        ("Dr Bueb un dr Maa", {"stop_words": 3}),
        ("daß wir müſſen", {"stop_words": 3}),
        ("Mond", {"steady_stop_words_ratio": close(3 / 11), "top_word_ratio": 0.0, "distinct_words_ratio": 1.0}),
        ("Rabatt Rabatt Rabatt", {"top_word_ratio": close(2 / 23), "distinct_words_ratio": close(1 / 3)}),
        ("Er kam. Sie ging! Warum?", {"sentence_ends": 3}),
        ("Er kam . Sie ging ! Warum ?", {"sentence_ends": 3}),  # as tokenised corpora set it
        ("„Er kam.“ (Sie auch.) Er sagte: „Nein!“", {"sentence_ends": 3}),
        ("Das hatte ich gedacht...", {"sentence_ends": 1}),
        ("So war es 1918. Am 3. Mai", {"sentence_ends": 1}),  # a year ends a sentence, an ordinal does not
        ("Nr. 4 Abs. 2 vgl. Bd. 7 usw. Bek. v. 4. Mai, www.beispiel.de", {"sentence_ends": 0}),
        ("So ist es. Das war er.", {"sentence_ends": 2}),  # function words of three letters
        ("Vorrede .......... 5\nAnhang.......9", {"sentence_ends": 0}),
        ("Es wird verordnet:\n\nKontakt:\nBeispiel: ja", {"sentence_ends": 1}),
        ("Vorrede 5\nErster Teil 17", {"bare_words_ratio": close(5 / 25)}),
        ("Von der Pflege der Wege 44\nVom Wetter und vom Wald", {"bare_words_ratio": close(6 / 31)}),
        ("Anna Lindt\nKarl Moser", {"bare_words_ratio": close(4 / 24)}),
        ("Er kam am Abend\nund ging am Morgen des 9", {"bare_words_ratio": close(6 / 30)}),
        ("Wir kamen. Sie gingen. Es war 9", {"bare_words_ratio": 0.0}),
        ("Anna Lindt wohnt hier.", {"bare_words_ratio": 0.0}),
        ("- Es regnet.\n- Regen\n• Schnee\nWind", {"bare_bullet_lines_ratio": 0.5, "bullet_lines_ratio": 0.75}),
        ("Impressum Warenkorb Wald Wiese", {"boilerplate_words_ratio": 0.5}),
    ],
)
def test_values(text, expected):
    row = measured(text)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("text", ["", None])
def test_nothing_is_measured_as_nothing(text):
    row = measured(text)
    counts = {name for name, about in MEASURES.items() if about.unit in {"count", "words"}} | {
        "characters",
        "longest_word_characters",
        "longest_line_characters",
        "third_line_characters",
    }
    assert all(row[name] == 0 for name in counts)
    assert row["damaged_ratio"] == 0
    assert all(row[name] is None for name in MEASURES.keys() - counts - {"damaged_ratio", "raw_damaged_ratio"})


def test_columns_are_the_measures_in_order_and_typed():
    table = measure(pa.array(["a"]))
    assert table.column_names == list(MEASURES)
    assert {str(field.type) for field in table.schema} == {"int64", "float"}
    assert all(about.german and about.english and about.origin for about in MEASURES.values())
    assert all(name == about.name for name, about in MEASURES.items())


def test_blocked_words_are_counted_only_when_switched_on():
    assert measured("Ein Schimpfwort hier")["blocked_words_ratio"] == 0
    assert measured("Ein SCHIMPFWORT hier", blocked=frozenset({"Schimpfwort"}))["blocked_words_ratio"] == close(1 / 3)


def test_damage_before_repair_can_be_handed_in():
    row = measured("heil", raw_damage=pa.array([0.25], pa.float32()))
    assert (row["damaged_ratio"], row["raw_damaged_ratio"]) == (0, 0.25)
    assert measured("k\ufffdrper")["raw_damaged_ratio"] == close(1 / 6)


TEXTS = st.lists(
    st.none() | st.text(st.sampled_from("aäA ſß1.,\n\t-#{}…\u00ad\u0308€😀|;:/wh"), max_size=120), max_size=8
)


@pytest.mark.parametrize(
    "texts", [["Bcdfg", ". Das"], ["http:", "//ab"], ["ab w", "ww.de"], ["ab.", ".. c"], ["ein Â", "¤"]]
)
def test_a_text_ends_where_it_ends_whatever_follows(texts):
    alone = pa.concat_tables([measure(pa.array([text], pa.large_string())) for text in texts])
    for padding in ([], ["x" * 200]):
        together = measure(pa.array([*texts, *padding], pa.large_string()))
        assert together.slice(0, len(texts)).equals(alone)


def test_classes_are_those_of_the_tables_wherever_a_character_stands():
    tables = uni.load()
    points = [*range(0x20, 0x3100), *range(0x1D400, 0x1D440), *range(0x1F600, 0x1F640)]
    flags = tables["classes"][
        tables["class_pages"][np.array(points) >> 8].astype(np.int64) << 8 | np.array(points) & 0xFF
    ]
    for before in (0, 61, 62, 63, 64):
        texts = [f"{'a' * before}{chr(point)}{'B' * 70}" for point in points]
        measured = measure(pa.array(texts, pa.large_string()))
        visible = before + 70 + (flags & uni.SPACE == 0)
        letters = before + 70 + (flags & uni.LETTER != 0)
        expected = {
            "characters": np.full(len(points), before + 71),
            "symbol_ratio": (flags & uni.PUNCTUATION != 0) / visible,
            "digit_ratio": (flags & uni.NUMBER != 0) / visible,
            "upper_ratio": (70 + (flags & uni.UPPER != 0)) / letters,
        }
        for name, values in expected.items():
            assert measured.column(name).to_numpy() == pytest.approx(values.astype(np.float32)), name


def test_a_word_with_format_characters_is_judged_by_itself_whatever_went_before():
    words = ["seinenanderen", "seinen\u00adanderen", "s\u00adeinenanderen", "Seinenanderen", "Seinen\u00adanderen"]
    merged = measure(pa.array(words, pa.large_string())).column("merged_words_ratio")
    assert merged.to_pylist() == [1, 0, 0, 1, 0]
    for batch in (words, words[::-1]):
        alone = pa.concat_tables([measure(pa.array([word], pa.large_string())) for word in batch])
        assert measure(pa.array(batch, pa.large_string())).equals(alone)


@given(TEXTS, st.randoms(use_true_random=False))
def test_a_row_depends_on_its_text_alone(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    column = pa.array(texts, pa.large_string())
    together = measure(column).to_pylist()
    shuffled = measure(column.take(pa.array(order, pa.int64()))).to_pylist()
    assert [together[place] for place in order] == shuffled


@given(TEXTS)
def test_shares_are_shares(texts):
    table = measure(pa.array(texts, pa.large_string()))
    whole = {"symbol_words_ratio", "brace_words_ratio", "newline_ratio", "garbage_words_ratio"}
    for name, about in MEASURES.items():
        for value in table.column(name).to_pylist():
            assert value is None or value >= 0
            if about.unit in {"ratio", "score"} and name not in whole and not name.startswith("top_"):
                assert value is None or value <= 1


@given(st.text(max_size=200))
def test_characters_are_code_points(text):
    clean = text.encode("utf-8", "ignore").decode()
    row = measured(clean)
    assert row["characters"] == len(clean)
    assert row["damaged_ratio"] is not None
