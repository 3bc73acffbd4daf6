"""What the compiled pass leaves out cannot have mattered: against every detector on the whole text."""

import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.kernels.buffers import buffers
from filters.pii import addresses, contact, marks, phone
from filters.pii.detector import Detector, fold, matches
from filters.pii.kinds import KINDS
from filters.pii.spans import DETECTORS, find
from filters.pii.windows import REACH, candidates, search, windows_of
from tests.filters.pii.labelled import cases
from tests.filters.real_texts import law_sections

PIECES = (
    "Tel. 0711 / 12 34 56-7", "geb. am 3.4.1971", "info@beispiel.org", "name (at) beispiel.org", "DE02 1203 0000 0000 2020 51",
    "4111 1111 1111 1111", "Steuer-ID 65 929 970 489", "65 170839 J 003", "Ausweis L01X00T47", "00:1A:2B:3C:4D:5E", "93.184.216.34",
    "2a01:db8::1:2", "Pkw S-AB 1234", "Postfach 12 34", "70173 Stuttgart", "Am Markt 5", "wohnhaft", "https://example.org/?sid=a1b2c3d4",
    "§ 5 Abs. 2", "P<D<<MUSTER<<ERIKA<<<<<<<<<<<<<<<<<<", "093/815/08152", "Ä Ö 1", "ß", "🙂", "\n", " ", "0049", "+49 30 1234567",
    "Lange Straße 2 – 4 a,\u00a0", "D-", "CH - ", "Geburtsdatum:", "756.1234.5678.97", "AA-BB-CC-DD-EE-FF", "DE 136695976", "Tel.-Nr: 7112-34",
    "Anschrift:", "Steuernummer", "(", "[@]", "ftp://a:b@c.de", "Versicherten-Nr. A123456780", "1237 010180",
    "am 3. April 1971 in Ulm", "geboren", "(* 3.4.71)", "zur Welt", "GEB. 3.4.1971", "DOB: 1971-04-03", "Herr Muster, Am Weg 3", "Familie Muster,\n", "Amselweg 6/2/4",
    "m.muster at web dot de", " AT ", " DOT ", "muster ät beispiel.de", "&#64;", "%40", "_AT_", "punkt de", "001b.4411.3ab8", "Opel W-12345K", "ZH 123 456",
    "de89370400440532013000", "DE 02 12030000 0000202051", "P 1234567", "++43 1 734 62 09", "079 123 45 67", "Neuer Wall 5, 20354 Hamburg", "C 4, 11, 68159 Mannheim",
    "\u2011", "\u2009", "B072RRE2I55 Führerschein", "Nr. ", ", III. Stock, 1070 Wien", "Postleitzahl",
    "http://", "/reset/a1b2c3d4e5f6g7h8", "?x=", "&token=a1b2c3d4", "#",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(alphabet="aZ0.:@<-+(ä\n ", max_size=6), max_size=12).map("".join)


def in_windows(texts):
    """Return (row, kind, start, end) of every find in the marked windows."""
    by_mark = {detector.mark: detector for detector in DETECTORS}
    windows = list(candidates(pa.array(texts, pa.large_string())))
    return {
        (window.row, by_mark[window.mark].kind, *span)
        for window in windows
        for span in search(by_mark[window.mark], window)
    }


def in_whole_texts(texts):
    return {
        (row, detector.kind, *span)
        for row, text in enumerate(texts)
        for detector in DETECTORS
        for span in detector.find(fold(text or ""))
    }


@settings(max_examples=300)
@given(st.lists(TEXTS | st.none(), max_size=4))
def test_windows_leave_out_nothing(texts):
    assert in_windows(texts) == in_whole_texts(texts)


def test_windows_leave_out_nothing_of_real_and_labelled_texts():
    labelled = [
        text
        for kind in KINDS
        for part in cases(kind)
        for text in (example if isinstance(example, str) else example[0] for example in part)
    ]
    texts = law_sections(600) + labelled + [" ".join(labelled[at::97]) for at in range(97)]
    spans = in_windows(texts)
    assert spans == in_whole_texts(texts)
    assert {kind for _, kind, _, _ in spans} == set(KINDS)


def test_few_places_of_law_are_searched():
    texts = pa.array(law_sections(3000), pa.large_string())
    searched = sum(len(window.text) for window in candidates(texts))
    assert searched < 0.05 * sum(map(len, texts.to_pylist()))


@given(st.text(alphabet="ä🙂a\n", max_size=700), st.text(alphabet="ä🙂a\n", max_size=700))
def test_a_window_holds_what_is_within_reach(before, after):
    before, after = before + "a", "a" + after
    (window,) = candidates(pa.array([None, f"{before}@{after}", ""]))
    assert (window.row, window.mark, window.points) == (1, marks.EMAIL, max(0, len(before) - REACH))
    assert window.text == before[-REACH:] + ("@" + after)[:REACH]
    assert (window.is_first, window.is_last) == (len(before) <= REACH, len(after) < REACH)


def test_more_places_than_expected_find_room():
    offsets, data = buffers(pa.array(["a@b " * 5000], pa.large_string()))
    assert windows_of(offsets, data).tolist() == [[0, 1, 0, len(data), 0]]


def test_addresses_within_addresses_are_looked_at_once():
    text = pa.array(["http://" * 40_000 + "@"], pa.large_string())
    list(candidates(pa.array([""])))
    begin = time.process_time()
    (window,) = candidates(text)
    assert time.process_time() - begin < 2  # twenty times as long where each is looked at to the end of the last
    assert (window.mark, len(window.text)) == (marks.URL_TOKEN, 7 * 40_000 + 1)


def test_a_find_that_a_windows_edge_cuts_off_is_none():
    greedy = Detector("email", marks.EMAIL, lambda text: [(0, len(text))])
    texts = ["a@b", "x" * 500 + "a@b", "a@b" + "x" * 500]
    spans = find(pa.array(texts), [greedy]).column("spans").to_pylist()
    assert [[(span["start"], span["end"]) for span in row] for row in spans] == [[(0, 3)], [], []]


@pytest.mark.parametrize(
    ("wanted", "begins"),
    [
        (phone._CANDIDATE, phone._BEGINS),
        (contact._IPV4, contact._IPV4_BEGINS),
    ],
)
@settings(max_examples=300)
@given(text=TEXTS)
def test_patterns_tried_only_where_they_begin_find_the_same(wanted, begins, text):
    quick = [match.span() for match in matches(wanted, begins, text)]
    assert quick == [match.span() for match in wanted.finditer(text)]


@settings(max_examples=300)
@given(text=TEXTS)
def test_addresses_are_found_as_a_search_through_the_whole_text_finds_them(text):
    whole = [match.span() for match in addresses._ADDRESS.finditer(text)]
    assert [
        span
        for span in addresses._with_postcode(text)
        if span in whole or addresses._ADDRESS.fullmatch(text[slice(*span)])
    ] == whole
