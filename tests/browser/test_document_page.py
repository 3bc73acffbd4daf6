"""What `explain --format html` writes, in a real browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SERIOUS, expect
from tests.e2e.running import here

DOCUMENTS = ["demo-werkstatt/stromkreis", "demo-forum/f-0019", "demo-forum/f-0037", "demo-amtsblatt/2024-06-nachdruck"]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "told", [{}, {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}}], ids=["", "phone"]
)
def test_a_documents_page_is_for_everybody(opened, demo_release, tmp_path, language, told):
    for place, document in enumerate(DOCUMENTS):
        (tmp_path / "index.html").write_text(
            here("explain", demo_release, document, "--format", "html", "--lang", language).out, encoding="utf-8"
        )
        one = opened(base=f"{tmp_path.as_uri()}/", **told)
        one.go(f"?{place}")
        expect(one.page.get_by_role("heading", level=1)).to_have_text(document)
        assert [fault for fault in one.faults() if fault[0] in SERIOUS] == []
        assert not one.is_wider_than_the_screen()
        assert (one.foreign(), one.complaints) == ([], [])
