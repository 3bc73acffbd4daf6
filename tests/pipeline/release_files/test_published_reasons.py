"""reasons.json: read and written again it is the same bytes, and what cannot be read is named in one line."""

import json

import pytest

from pipeline.release_files.facts import ReleaseError
from pipeline.release_files.published_reasons import FILE, read_reasons, write_reasons


def test_read_and_written_again_it_is_the_same_bytes(demo_release, tmp_path):
    reasons = read_reasons(demo_release)
    write_reasons(tmp_path, reasons)
    assert (tmp_path / FILE).read_bytes() == (demo_release / FILE).read_bytes()
    assert {rule.profile for rule in reasons["near_duplicate"].rules} == {"*"}


def test_a_damaged_file_is_named_with_the_key_and_none_at_all_too(demo_release, tmp_path):
    with pytest.raises(ReleaseError, match=r"no reasons\.json there"):
        read_reasons(tmp_path)
    content = json.loads((demo_release / FILE).read_text("utf-8"))
    del content["corrupt"]["english"]
    (tmp_path / FILE).write_text(json.dumps(content), "utf-8")
    with pytest.raises(ReleaseError, match=r"reasons\.json: damaged: corrupt\.english: Field required"):
        read_reasons(tmp_path)
