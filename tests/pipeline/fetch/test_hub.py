"""A data set of the Hugging Face Hub as a source: fetched by revision from a server on loopback, read, and released."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from flows.curate import curate
from flows.engine import LocalEngine, Pool
from flows.progress import Progress
from flows.run import Run
from pipeline.fetch.fetch import FetchError, fetch
from pipeline.fetch.lock import snapshot_path
from pipeline.manifest.frozen import freeze
from pipeline.manifest.load import load_collection
from tests.conftest import missing
from tests.pipeline.loopback import a_source
from tests.ports import free_ports

DATASET = "quellenhagen/chronik"
CARD = b"---\nlicense: cc-by-4.0\n---\nLizenz: CC BY 4.0\n"
TOKEN = "hf_test"  # noqa: S105  of a server that lives for one test
PARAGRAPHS = [
    "Im Frühjahr des Jahres, in dem die neue Brücke eröffnet wurde, zog die Familie des Müllers in das Haus am Markt.",
    "Der Rat der Stadt beschloss nach langer Beratung, die alten Linden am Wall zu erhalten und neue zu pflanzen.",
    "Wer damals mit dem Zug aus der Kreisstadt kam, musste am Bahnhof eine Stunde auf den Anschluss warten.",
    "Die Schule bekam im Herbst einen zweiten Lehrer, der auch den Chor des Ortes leitete und viele Lieder sammelte.",
    "Nach dem Hochwasser halfen die Nachbarn einander, die Keller leer zu pumpen und das Mehl zu retten.",
    "In den Büchern der Gemeinde steht, dass der Turm der Kirche zweimal neu gedeckt werden musste.",
]


def rows(year):
    text = "\n\n".join(f"{one} So war es auch {year}, wie die Alten erzählen." for one in PARAGRAPHS)
    return {"id": f"blatt-{year}", "text": f"Blatt {year}.\n\n{text}", "license": "CC BY 4.0"}


def parquet(*years):
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([rows(year) for year in years]), target)
    return target.getvalue()


@pytest.fixture(scope="module")
def hub(shared, tmp_path_factory):
    """Return the address of a Hub on loopback."""
    stub = shared / "servers/hub_stub.py"
    if not stub.is_file():
        missing("the Hub's stand-in")
    (port,) = free_ports(1)
    root = tmp_path_factory.mktemp("hub")
    command = [sys.executable, "-W", "ignore", str(stub), "--port", str(port), "--root", str(root)]
    with subprocess.Popen([*command, "--token", TOKEN, "--log", str(root / "log.jsonl")]) as server:
        for _ in range(6_000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        os.kill(server.pid, signal.SIGTERM)


UPLOAD = """
import sys
from huggingface_hub import HfApi
api, (name, first, second) = HfApi(), sys.argv[1:]
api.create_repo(name, repo_type="dataset")
api.upload_folder(repo_id=name, repo_type="dataset", folder_path=first)
api.create_tag(name, tag="v1", repo_type="dataset")
api.upload_folder(repo_id=name, repo_type="dataset", folder_path=second)
"""


@pytest.fixture(scope="module")
def published(hub, tmp_path_factory):
    """Two revisions of a data set: the tag v1 has one data file, the main branch two.

    They are uploaded by another process: the client reads its settings when it is imported.
    """
    root = tmp_path_factory.mktemp("chronik")
    files = {
        "erste/README.md": CARD,
        "erste/data/train-0.parquet": parquet(1841, 1842),
        "zweite/data/train-1.parquet": parquet(1843),
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    settings = {"HF_ENDPOINT": hub, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(root / "hf")}
    command = [sys.executable, "-c", UPLOAD, DATASET, str(root / "erste"), str(root / "zweite")]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | settings)
    return DATASET


@pytest.fixture
def dataset(hub, published, monkeypatch, tmp_path):
    """Return the name of the data set, with an environment in which it is found."""
    monkeypatch.setenv("HF_ENDPOINT", hub)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    return published


def wanted(tmp_path, **entry):
    return a_source(tmp_path / "manifest", [{"dataset": DATASET, **entry}])


def data_of(lock):
    return [file.name for file in lock.files if file.name.startswith("data/")]


def test_a_revision_is_fetched_file_by_file_and_named_by_its_commit(dataset, tmp_path, workspace):
    lock = fetch(wanted(tmp_path, revision="v1"), workspace, None, offline=False)
    assert data_of(lock) == ["data/train-0.parquet"]
    file = next(listed for listed in lock.files if listed.name == "data/train-0.parquet")
    assert workspace.store.local(snapshot_path(workspace, "archiv", file)).read_bytes() == parquet(1841, 1842)
    assert re.fullmatch(rf"dataset:{dataset}@[0-9a-f]{{40}}/data/train-0\.parquet", file.address)
    assert not list(workspace.store.root.rglob(".part-*")), "nothing of the client's own bookkeeping stays"


def test_without_a_revision_the_main_branch_is_fetched_and_then_stays(dataset, hub, tmp_path, workspace):
    lock = fetch(wanted(tmp_path), workspace, None, offline=False)
    assert data_of(lock) == ["data/train-0.parquet", "data/train-1.parquet"]
    assert fetch(wanted(tmp_path), workspace, None, offline=True) == lock
    older = fetch(wanted(tmp_path, revision="v1"), workspace, None, offline=False)
    assert data_of(older) == ["data/train-0.parquet"], "another revision is another entry"


@pytest.mark.parametrize(
    "changed", [{"revision": "v9"}, {"dataset": "quellenhagen/nirgends"}, {"dataset": "kein name"}]
)
def test_a_data_set_that_is_not_there_is_not_fetched(dataset, tmp_path, workspace, changed):
    with pytest.raises(FetchError) as caught:
        fetch(wanted(tmp_path, **changed), workspace, None, offline=False)
    assert caught.value.reason == "not_fetched"
    assert changed.get("dataset", DATASET) in str(caught.value)


@pytest.mark.slow  # connects to a port of this machine
def test_a_hub_that_is_not_there_is_not_fetched(tmp_path, workspace, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(FetchError, match=DATASET) as caught:
        fetch(wanted(tmp_path), workspace, None, offline=False)
    assert caught.value.reason == "not_fetched"


def test_a_data_set_is_not_fetched_offline(tmp_path, workspace):
    with pytest.raises(FetchError, match="offline"):
        fetch(wanted(tmp_path), workspace, None, offline=True)


def test_a_data_set_is_curated_into_a_release(dataset, tmp_path, workspace):
    folder = tmp_path / "sammlung"
    folder.mkdir()
    source = {
        "id": "chronik",
        "title": "Chronik",
        "attribution": "Archiv Quellenhagen",
        "domain": "literature",
        "license": {"id": "CC-BY-4.0", "evidence": [{"kind": "member", "member": "README.md", "quote": "CC BY 4.0"}]},
        "fetch": [{"dataset": DATASET, "revision": "v1"}],
        "members": {"include": "data/*.parquet"},
        "format": {"name": "parquet", "id": "id", "text": "text", "license": "license"},
    }
    (folder / "chronik.yaml").write_text(yaml.safe_dump(source), encoding="utf-8")
    manifest = {"name": "probe", "title": "Probe", "sources": ["./chronik.yaml"], "as_of": "2026-01-01"}
    (folder / "probe.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    collection = load_collection(str(folder / "probe.yaml"), [])
    with workspace.lock(), Pool(1) as pool:
        frozen, _interrupted = freeze(collection.manifest, workspace, "1.0.0")
        progress = Progress()
        outcome = curate(Run(collection, workspace, frozen), LocalEngine(pool, progress), progress)
    assert outcome.failed == []
    ledger = pl.read_parquet(outcome.release / "ledger" / "chronik.parquet")
    assert ledger["id"].sort().to_list() == ["chronik/blatt-1841", "chronik/blatt-1842"]
    kept = pl.read_parquet(outcome.release / "data" / "**" / "*.parquet")
    assert kept.height >= 1
    assert kept["text"].str.contains("die Familie des Müllers").all()
