import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.damage import damage
from filters.kernels import unicode as uni


def share(text):
    return damage(pa.array([text], pa.large_string()))[0].as_py()


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "Größe, Übung, „Äpfel“ – « oui » 5 € § 12 …",
        "São Paulo, à « la carte », Ångström, Čapek, Ærø",
        "Wach\u00adstube \ufeffder\u200d",
        "Zeile\r\nZeile\tTab",
        "ÄÖÜ ÂÊÎ â ê î",
        "Ã und Â allein",
    ],
)
def test_sound_text_is_not_damaged(text):
    assert share(text) == 0


@pytest.mark.parametrize(
    ("text", "damaged", "characters"),
    [
        ("schÃ¶n", 2, 6),
        ("â€žGutâ€œ", 6, 9),
        ("Â§ 3", 2, 4),
        ("\ufffdber", 1, 4),
        ("a\x00b\x07", 2, 4),
        ("\ue000x", 1, 2),
        ("\u0378", 1, 1),
        ("fÃ¼r 5 â‚¬", 5, 10),
    ],
)
def test_damage_is_counted_by_character(text, damaged, characters):
    assert len(text) == characters
    assert share(text) == pytest.approx(damaged / characters)


@given(st.text("äöüÄÖÜß„“–€§", min_size=1, max_size=20))
def test_every_doubled_encoding_of_german_is_found(text):
    broken = text.encode("utf-8").decode("cp1252", "surrogateescape")
    if any(0xDC80 <= ord(character) <= 0xDCFF for character in broken):
        broken = text.encode("utf-8").decode("latin-1")
    assert share(broken) == 1
    assert share(text) == 0


def test_every_code_point_is_damage_if_the_tables_say_so():
    points = np.array([point for point in range(0x20000) if not 0xD800 <= point <= 0xDFFF])
    tables = uni.load()
    flags = tables["classes"][tables["class_pages"][points >> 8].astype(np.int64) << 8 | points & 0xFF]
    shares = damage(pa.array([f"vor {chr(point)} und nach" for point in points.tolist()], pa.large_string()))
    assert ((flags & uni.DAMAGE != 0) == (shares.to_numpy() > 0)).all()


@pytest.mark.parametrize(("fault", "damaged"), [("Ã¤", 2), ("â€ž", 3), ("\ufffd", 1), ("\x07", 1), ("\x85\x86", 1)])
def test_damage_is_found_wherever_it_stands(fault, damaged):
    texts = [sound * count + fault + rest for sound in ("ä", "b") for count in range(300) for rest in ("", "ß" * 99)]
    shares = damage(pa.array(texts, pa.large_string()))
    expected = [damaged / len(text) for text in texts]
    assert shares.to_pylist() == pytest.approx(expected)
