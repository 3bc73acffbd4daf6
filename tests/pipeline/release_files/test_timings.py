"""timings.json: the energy is the method's own, and `verify` lets nothing else hide in the file that no checksum covers."""

import json
import shutil

import pytest

from pipeline.release.build import write_sums
from pipeline.release_files.timings import FILE, Machine, timings, timings_faults, watt_hours, write_timings
from pipeline.verify.verify import verify_folder


@pytest.fixture
def folder(tmp_path):
    write_timings(tmp_path, timings({"read": 1800.0, "clean": 1800.0}, 954, 2, Machine.here()))
    return tmp_path


def test_the_estimate_of_energy_is_the_methods_own(folder):
    assert watt_hours(3600.0, 1e9 / (1 << 20), 2) == pytest.approx((2 * 12 + 0.3725) * 1.67)
    assert json.loads((folder / FILE).read_text("utf-8"))["watt_hours"] == pytest.approx(40.70, abs=0.01)


def test_what_is_written_holds_and_a_release_without_it_too(folder, tmp_path):
    assert list(timings_faults(folder)) == []
    (folder / FILE).unlink()
    assert list(timings_faults(folder)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"text": "x"}, "text: Extra inputs are not permitted"),
        ({"workers": 0}, "workers: Input should be greater than or equal to 1"),
        ({"seconds": {"Read this": 1.0}}, "seconds.Read this.[key]: String should match pattern"),
        ({"watt_hours_method": "x" * 501}, "watt_hours_method: String should have at most 500 characters"),
    ],
)
def test_what_does_not_belong_there_is_named(folder, change, fault):
    content = json.loads((folder / FILE).read_text("utf-8"))
    (folder / FILE).write_text(json.dumps(content | change), "utf-8")
    (found,) = timings_faults(folder)
    assert found.startswith(f"{FILE}: {fault}")


def test_no_json_is_named(folder):
    (folder / FILE).write_text("{", "utf-8")
    assert next(timings_faults(folder)).startswith(f"{FILE}: Invalid JSON")


def test_of_a_release_it_alone_may_lack_a_checksum(demo_release, tmp_path):
    release = shutil.copytree(demo_release, tmp_path / "release")
    assert FILE not in (release / "SHA256SUMS").read_text("utf-8")
    write_timings(release, timings({"read": 1.0}, 1, 7, None))
    assert [one.check for one in verify_folder(release) if not one.holds] == []
    (release / FILE).write_text('{"text": "x"}', "utf-8")
    shutil.copyfile(demo_release / FILE, release / "inputs" / FILE)
    broken = {one.check: one.detail for one in verify_folder(release) if not one.holds}
    assert broken.keys() == {"files", "checksums"}
    assert "timings.json: seconds: Field required" in broken["files"]
    assert broken["checksums"] == f"inputs/{FILE} is not in SHA256SUMS"
    write_sums(release)
    assert f"inputs/{FILE}\n" in (release / "SHA256SUMS").read_text("utf-8")
