from __future__ import annotations

import pytest

from licenses.recognise import recognise
from licenses.whole_text import fingerprint, license_of_text

MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@pytest.mark.parametrize(
    "head", ["", "MIT License\n\nCopyright (c) 2019 Ada Beispiel\n\n", "The MIT License (MIT)\n\nCopyright © 2020 X\n"]
)
def test_the_whole_text_is_recognised_whoever_holds_the_rights(head):
    recognition = recognise(head + MIT)
    assert (recognition.license, recognition.rule) == ("MIT", "whole_text")


@pytest.mark.parametrize(
    "changed",
    [
        MIT + "\nCommercial use requires a separate licence.\n",
        MIT.replace("sell\ncopies", "lend\ncopies"),
        "For academic use only.\n" + MIT,
        MIT.replace("without restriction", "with restriction"),
    ],
)
def test_a_text_with_other_words_is_not_that_licence(changed):
    assert license_of_text(changed) is None
    assert recognise(changed).license is None


def test_layout_case_and_copyright_lines_say_nothing():
    assert fingerprint("MIT  License\nCopyright (c) 2019 A\nText") == fingerprint("mit license\n\nText\n")
    assert fingerprint("Copyright and related rights are waived") != fingerprint("")
