"""Spaces around signs by German rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.corpora.detokenise import detokenized


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("Der Rat ( 2 . Sitzung ) tagte .", "Der Rat (2. Sitzung) tagte."),
        ('Er sagte : " Nein ! " und ging .', 'Er sagte: "Nein!" und ging.'),
        ("Das „ Tor “ steht offen ; komm !", "Das „Tor“ steht offen; komm!"),
        ("Der » Bote « kam , die « Post » auch .", "Der »Bote« kam, die «Post» auch."),
        ("Handels - und Gewerbekammer", "Handels - und Gewerbekammer"),
        ("BGHX / Y 2004 , 3 und / oder Wort- / Bildmarke", "BGHX/Y 2004, 3 und/oder Wort-/Bildmarke"),
        ("die Tat ( en ) der Müller ( innen )", "die Tat(en) der Müller(innen)"),
        ("ein Betriebs ( teil- ) übergang", "ein Betriebs(teil-)übergang"),
        ("der ( Pausch- ) Gebühr", "der (Pausch-)Gebühr"),
        ("das Amt ( in Husum ) und ( s. o. ) mehr", "das Amt (in Husum) und (s. o.) mehr"),
        ("Band 6 , 219 < 227 ff. > und a < b", "Band 6, 219 <227 ff.> und a < b"),
        ("vom 3. Mai 2017 - 3 Az 4/15 - Rn. 2", "vom 3. Mai 2017 - 3 Az 4/15 - Rn. 2"),
        ("( - III Z 1/17 - ) § § 3 , 4 , 2 : 1", "(- III Z 1/17 -) §§ 3, 4, 2 : 1"),
        ("Hans ' Boot geht 's gut", "Hans' Boot geht's gut"),
        ("sie rief : ' Halt ! ' und lief", "sie rief: 'Halt!' und lief"),
        ("er sagte “ yes ” und ging", "er sagte “yes” und ging"),
        ('so endet es . "', 'so endet es."'),
        ("", ""),
    ],
)
def test_signs_join_the_right_neighbour(tokens, expected):
    assert detokenized(tokens.split()) == expected


@given(
    st.lists(
        st.sampled_from(["Wort", ",", "(", ")", '"', "»", "«", "–", "„", "“", ".", "/", "<", ">", "'", "en", "Rn."])
    )
)
def test_no_token_is_lost_or_turned(tokens):
    assert detokenized(tokens).replace(" ", "") == "".join(tokens)
