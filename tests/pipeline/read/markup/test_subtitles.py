"""Subtitles: cues as running text, without times, settings, marks and lines that roll up."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.markup import subtitles
from pipeline.read.reader import Part, ReadError

VTT = """\ufeffWEBVTT - Titel

NOTE eine Notiz

STYLE
::cue { color: red }

a1
00:02.200 --> 00:05.200 align:middle
Guten Tag, <v Anna>ich bin \ndie <i>Fährfrau</i>

00:00:05.400 --> 00:00:08.000
vom See &amp; vom Fluss.

00:00:12.000 --> 00:00:13.000
Nach einer Pause.
"""
SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}Erste Zeile\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nErste Zeile\r\nzweite Zeile\r\n3\r\n00:00:03,000 --> 00:00:04,000\r\n1871 war es.\r\n"


def read(text, name="film/steg.de.vtt", **options):
    (item,) = subtitles.read(Part(Member(name, text.encode())), subtitles.SubtitlesOptions(**options))
    return item


def test_sentences_go_on_over_cues_and_a_pause_begins_a_paragraph():
    document = read(VTT)
    assert document.text == "Guten Tag, ich bin die Fährfrau vom See & vom Fluss.\n\nNach einer Pause."
    assert (document.language_declared, document.kind) == ("de", "transcript")
    assert "\n\n" not in read(VTT, pause_seconds=10).text


def test_subrip_with_lines_that_are_shown_again():
    document = read(SRT, "film/steg.srt")
    assert document.text == "Erste Zeile zweite Zeile 1871 war es."
    assert document.language_declared is None


def test_turns_of_speech_stand_on_lines_of_their_own():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n- Wer da?\n- Ich.\n"
    assert read(text).text == "- Wer da?\n- Ich."


def test_nothing_shown_and_no_subtitles():
    assert isinstance(read("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n"), Fault)
    with pytest.raises(ReadError):
        read("Ein Text ohne Zeiten.")
