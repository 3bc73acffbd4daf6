"""The same run as a Prefect flow, with the server that Prefect starts for it: the same bytes, and a page to look at."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.e2e import running
from tests.e2e.folders import changed, own_folder
from tests.e2e.running import digests


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefect")
    mine = changed(own_folder(folder / "mine"), as_of="2026-01-01")
    home = folder / "home"
    done = running.apart("run", mine, "--workspace", folder / "w", "--workers", 2, PREFECT_HOME=str(home))
    plain = running.run(mine, folder / "plain").release
    return done, plain, home


def test_the_bytes_are_those_of_a_run_without_prefect(ran):
    done, plain, _ = ran
    assert digests(done.release) == digests(plain)


def test_nothing_but_our_own_lines_is_on_standard_error(ran):
    done, *_ = ran
    assert "Traceback" not in done.err
    assert [line for line in done.err.splitlines() if "WARNING" in line or "ERROR" in line] == []
    assert done.out.splitlines()[-1] == str(done.release)


def test_flow_run_tasks_and_funnel_are_on_the_page(ran):
    _, _, home = ran
    with sqlite3.connect(home / "prefect.db") as database:
        runs = database.execute("select name, state_type from flow_run").fetchall()
        tasks = {name for (name,) in database.execute("select name from task_run where state_type = 'COMPLETED'")}
        artifacts = dict(database.execute("select key, data from artifact where key like 'funnel-%'").fetchall())
    database.close()
    assert runs == [("mine-0.1.0", "COMPLETED")]
    assert {"fetch notes", "read notes", "annotate notes-00000"} <= tasks
    rows = json.loads(json.loads(artifacts["funnel-mine"])) if artifacts else []
    assert {row["source"]: row["kept"] for row in rows} == {"notes": 4, "total": 4}
