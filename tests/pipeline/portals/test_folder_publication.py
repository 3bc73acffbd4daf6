"""A release in a folder of its own name and version: compared after sending, moved whole, never changed afterwards."""

from __future__ import annotations

import hashlib
import uuid
from types import SimpleNamespace

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from pipeline.portals.folder_publication import SUMS, Folder, digest_of
from pipeline.portals.target import Parcel, PublishError, carry_out

FILES = {"README.md": b"Karte", "data/law/train-0.parquet": b"Zeilen" * 100, SUMS: b"Summen"}


@pytest.fixture
def parcel(tmp_path):
    folder = tmp_path / "release"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    return Parcel(folder, SimpleNamespace(name="mine", version="1.0.0"), sums)


@pytest.fixture
def at(tmp_path):
    return tmp_path / "public" / "mine" / "1.0.0"


def publish(parcel, place):
    plan = Folder(str(place)).plan(parcel, "public")
    carry_out(plan, lambda _call: None)
    return plan


def held(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_arrives_in_one_move_and_the_plan_names_what_is_sent(parcel, at):
    plan = publish(parcel, at.parents[1])
    assert held(at) == FILES
    assert (plan.address, plan.sent, plan.there) == (str(at), tuple(FILES), ())
    assert plan.lines()[-1] == f"move {at.parent}/.part-1.0.0 to {at}"
    assert [path.name for path in at.parent.iterdir()] == ["1.0.0"]


def test_a_file_that_arrives_with_other_bytes_is_refused_and_the_release_is_not_there(parcel, at, monkeypatch):
    opened = LocalFileSystem._open

    def losing(self, path, mode="rb", **more):
        stream = opened(self, path, mode, **more)
        if "w" in mode and path.endswith("README.md"):
            write = stream.write
            stream.write = lambda block: write(block[:-1])
        return stream

    monkeypatch.setattr(LocalFileSystem, "_open", losing)
    with pytest.raises(PublishError, match=r"README\.md: arrived with another checksum; publish again"):
        publish(parcel, at.parents[1])
    assert not at.exists()


def test_a_file_that_changed_since_it_was_summed_up_is_refused(parcel, at):
    plan = Folder(str(at.parents[1])).plan(parcel, "public")
    (parcel.folder / "README.md").write_bytes(b"Kart3")
    with pytest.raises(PublishError, match="another checksum"):
        carry_out(plan, lambda _call: None)
    assert not at.exists()


def test_what_a_broken_copy_left_whole_is_not_sent_again_and_what_is_half_or_foreign_is(parcel, at):
    draft = at.parent / ".part-1.0.0"
    (draft / "data/law").mkdir(parents=True)
    (draft / "data/law/train-0.parquet").write_bytes(FILES["data/law/train-0.parquet"])
    (draft / "README.md").write_bytes(b"Kar")
    (draft / "left.over").write_bytes(b"x")
    plan = publish(parcel, at.parents[1])
    assert (plan.sent, plan.there) == (("README.md", SUMS), ("data/law/train-0.parquet",))
    assert held(at) == FILES


def test_published_twice_is_published_once_and_another_release_under_the_version_is_refused(parcel, at):
    publish(parcel, at.parents[1])
    again = publish(parcel, at.parents[1])
    assert (again.steps, again.sent, again.there) == ((), (), tuple(FILES))
    (at / "README.md").write_bytes(b"andere")
    with pytest.raises(PublishError, match=r"README\.md is not the file of this release; a published version is never"):
        publish(parcel, at.parents[1])
    assert (at / "README.md").read_bytes() == b"andere"


def test_after_the_move_what_stands_there_is_compared(parcel, at):
    plan = Folder(str(at.parents[1])).plan(parcel, "public")
    for step in plan.steps:
        step.do()
    (at / "README.md").write_bytes(b"andere")
    with pytest.raises(PublishError, match="is not the file of this release"):
        plan.check()


def test_where_folders_cannot_be_moved_the_sums_are_copied_last(parcel, monkeypatch):
    copy, copied = MemoryFileSystem.cp_file, []

    def noting(self, path1, path2, **more):
        copied.append(path2.rsplit("/", 1)[-1])
        copy(self, path1, path2, **more)

    monkeypatch.setattr(MemoryFileSystem, "cp_file", noting)
    root = f"memory://{uuid.uuid4().hex}"
    plan = publish(parcel, root)
    assert plan.address == f"{root}/mine/1.0.0".replace("memory://", "memory:///")
    assert copied == ["README.md", "train-0.parquet", SUMS]
    system, place = fsspec.core.url_to_fs(f"{root}/mine")
    assert sorted(path.split("/mine/")[1] for path in system.find(place)) == sorted(f"1.0.0/{name}" for name in FILES)


def test_a_copy_without_its_sums_is_not_published_yet(parcel):
    root = f"memory://{uuid.uuid4().hex}"
    system, place = fsspec.core.url_to_fs(root)
    system.pipe_file(f"{place}/mine/1.0.0/README.md", b"halb")
    assert Folder(root).plan(parcel, "public").sent == tuple(FILES)
    publish(parcel, root)
    assert system.cat_file(f"{place}/mine/1.0.0/README.md") == b"Karte"


def test_a_place_that_does_not_take_a_file_says_how_to_go_on(parcel, at, monkeypatch):
    def full(_self, path, mode="rb", **_more):
        raise OSError(f"no space for {path}")

    monkeypatch.setattr(LocalFileSystem, "_open", full)
    with pytest.raises(PublishError, match=r"no space for .*; the same command goes on from here"):
        publish(parcel, at.parents[1])


def test_an_address_that_fsspec_does_not_know_is_refused(parcel):
    with pytest.raises(PublishError, match="nosuch://x: "):
        Folder("nosuch://x").plan(parcel, "public")


def test_the_digest_of_a_file_is_that_of_all_its_blocks_and_of_none_there_is_none(tmp_path):
    path = tmp_path / "large"
    content = bytes(range(256)) * (1 << 13)  # two blocks
    path.write_bytes(content)
    system = LocalFileSystem()
    assert digest_of(system, str(path)) == hashlib.sha256(content).hexdigest()
    assert digest_of(system, str(tmp_path)) is None


@pytest.mark.parametrize(
    "planted", ["mine", "mine/1.0.0", "mine/.part-1.0.0", "mine/.part-1.0.0/data", "mine/.part-1.0.0/README.md"]
)
@pytest.mark.parametrize("is_there", [True, False])
def test_nothing_is_written_through_a_planted_link(parcel, at, tmp_path, planted, is_there):
    outside, link = tmp_path / "outside", at.parents[1] / planted
    if is_there and not planted.endswith(".md"):
        outside.mkdir()
    elif is_there:
        outside.write_bytes(FILES["README.md"])
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(PublishError, match="is a link"):
        publish(parcel, at.parents[1])
    assert outside.exists() == is_there
    assert not is_there or outside.is_file() or not list(outside.iterdir())


def test_a_link_that_appears_while_files_are_sent_is_not_written_through(parcel, at, tmp_path):
    plan = Folder(str(at.parents[1])).plan(parcel, "public")
    (at.parent / ".part-1.0.0").mkdir(parents=True)
    (at.parent / ".part-1.0.0/data").symlink_to(tmp_path)
    with pytest.raises(PublishError, match="is a link"):
        carry_out(plan, lambda _call: None)
    assert not (tmp_path / "law").exists()


def test_the_folder_itself_may_be_reached_by_a_link(parcel, at, tmp_path):
    at.parents[1].mkdir()
    (tmp_path / "www").symlink_to(at.parents[1])
    publish(parcel, tmp_path / "www")
    assert held(at) == FILES


@pytest.mark.parametrize("is_folder", [True, False])
def test_nothing_is_deleted_through_a_link_among_what_an_earlier_copy_left(parcel, at, tmp_path, is_folder):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter.txt").write_bytes(b"mine")
    draft = at.parent / ".part-1.0.0"
    draft.mkdir(parents=True)
    (draft / "other").symlink_to(outside if is_folder else outside / "letter.txt")
    with pytest.raises(PublishError, match="is a link"):
        publish(parcel, at.parents[1])
    assert (outside / "letter.txt").read_bytes() == b"mine"
