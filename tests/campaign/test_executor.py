"""`--executor`: what a cluster of several processes decides is what is decided here; what it cannot do is done here."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from tests.campaign.cluster import Cluster, Deadly, running
from tests.campaign.sending import FORM, Senders, fill_inbox, make_campaign
from tests.campaign.test_crash import contents, copy_of, rows
from tests.referees import require_dask
from xltool.base.errors import UsageError
from xltool.base.messages import Text
from xltool.campaign.collect import collect
from xltool.campaign.folder import open_campaign
from xltool.campaign.issue.render_task import Rendering
from xltool.checking.check import check
from xltool.reading.executor import LOCAL, LocalFile, open_executor
from xltool.reading.read_workbook import FileReading

require_dask()

N_FILES = 40


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with a form of its own and a full inbox, before anything is collected."""
    folder = make_campaign(tmp_path_factory.mktemp("executor") / "campaign", N_FILES)
    schema = folder / "rules" / f"{FORM}.schema.json"
    text = schema.read_text(encoding="utf-8")
    assert "资金总额 {income.total}，各来源之和" in text
    schema.write_text(text.replace("资金总额 {income.total}，各来源之和", "各来源之和不是资金总额 {income.total}："), encoding="utf-8")
    fill_inbox(folder, [f"U{number:04d}" for number in range(N_FILES)])
    (folder / "inbox" / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    return folder


@pytest.fixture(scope="module")
def alone(office: Path) -> Path:
    """The same campaign, collected here."""
    folder = copy_of(office, "alone")
    collect(folder)
    return folder


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(processes: Cluster) -> Cluster:
    processes.fill()
    return processes


def assert_same(folder: Path, wanted: Path) -> None:
    assert rows(folder) == rows(wanted)
    assert contents(folder / "store") == contents(wanted / "store")
    assert contents(folder / "returns").keys() == contents(wanted / "returns").keys()


def collect_on(cluster: Cluster, folder: Path) -> list[str]:
    """Collect on a cluster; return what was printed meanwhile."""
    told: list[Text] = []
    with open_executor(cluster.address, tell=told.append) as executor:
        collect(folder, executor=executor)
    return [text.en for text in told]


def test_cluster_decides_as_we_do_and_tells_no_secret(office: Path, alone: Path, cluster: Cluster) -> None:
    folder = copy_of(office, "cluster")
    assert collect_on(cluster, folder) == []
    assert_same(folder, alone)
    assert "各来源之和不是资金总额" in str(rows(folder))
    with open_campaign(folder) as campaign:
        secrets = campaign.ledger.secrets
    log = cluster.logs.read_text(encoding="utf-8")
    assert secrets.password not in log
    assert repr(secrets.key)[2:-1] not in log


def test_check_and_render(office: Path, cluster: Cluster) -> None:
    told: list[Text] = []
    with open_executor(cluster.address, tell=told.append) as executor:
        here, there = (check([office / "inbox"], templates=office / "templates", executor=where) for where in (LOCAL, executor))
        assert there == here
        senders = Senders(office)
        sheets, rendering = list(senders.issued.values())[:3], Rendering(senders.definition)
        assert list(executor.run(rendering, sheets, 3)) == list(LOCAL.run(rendering, sheets, 3))
    assert not told


def test_worker_killed_in_mid_run(office: Path, alone: Path, cluster: Cluster) -> None:
    folder = copy_of(office, "killed-worker")
    command = [sys.executable, "-m", "xltool", "collect", str(folder), "--executor", cluster.address, "--lang", "zh"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    cluster.kill_one_at_work()
    _, complaints = run.communicate()
    assert run.returncode == 1  # some must be corrected
    assert complaints.decode() == ""
    assert_same(folder, alone)


def test_scheduler_killed_in_mid_run_is_said_once(office: Path, tmp_path: Path) -> None:
    folder = copy_of(office, "killed-scheduler")
    with running(tmp_path) as cluster:
        cluster.fill()
        address = cluster.address
        command = [sys.executable, "-m", "xltool", "collect", str(folder), "--executor", address, "--lang", "en"]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        cluster.kill_scheduler_at_work()
        _, complaints = run.communicate()
    assert run.returncode == 1  # some must be corrected
    where = address.replace("dask://", "tcp://")
    assert complaints == f"the scheduler of the cluster at {where} is gone; the rest of the work is done here\n"
    here = copy_of(office, "here-in-english")
    collect(here, lang="en")
    assert_same(folder, here)


class Serving(SimpleHTTPRequestHandler):
    """Serves a folder and counts."""

    def log_message(self, *_: object) -> None:
        self.server.served += 1  # type: ignore[attr-defined]


@pytest.fixture
def store_server(office: Path) -> Iterator[tuple[Path, Any]]:
    """A campaign whose store other machines reach by HTTP only."""
    folder = copy_of(office, "http")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Serving, directory=str(folder / "store")))
    server.served = 0  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    set_store_url(folder, f"http://127.0.0.1:{server.server_port}/")
    yield folder, server
    server.shutdown()
    server.server_close()


def set_store_url(folder: Path, url: str) -> None:
    settings = folder / "campaign.yaml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}\nstore:\n  url: "{url}"\n', encoding="utf-8")


def test_contents_travel_by_their_url(store_server: tuple[Path, Any], alone: Path, cluster: Cluster) -> None:
    folder, server = store_server
    assert collect_on(cluster, folder) == []
    assert server.served >= N_FILES
    assert_same(folder, alone)


def test_contents_that_the_cluster_does_not_find_are_read_here(office: Path, alone: Path, cluster: Cluster) -> None:
    folder, wrong = copy_of(office, "nowhere"), copy_of(alone, "wrong") / "store"
    for path in [path for path in wrong.rglob("*") if path.is_file()]:
        path.chmod(0o644)
        path.write_bytes(b"another")
    set_store_url(folder, f"file://{wrong}")
    told = collect_on(cluster, folder)
    assert len(told) == 1
    assert "another content" in told[0]
    assert_same(folder, alone)


def test_chunk_that_workers_die_of_is_done_here(alone: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.reading.executor.cluster._PATIENCE", 2.0)
    monkeypatch.setattr("xltool.reading.executor.cluster._LOOK_SECONDS", 0.5)
    paths = sorted((alone / "inbox").iterdir())[:4]
    told: list[Text] = []
    with open_executor(cluster.address, tell=told.append) as executor:
        files = [LocalFile(path=path, name=path.name) for path in paths]
        # the chunk that is waited for first: behind another one it might be the cluster that is given up, for want of workers
        assert list(executor.run(FileReading(Deadly(paths[0].name)), files, len(files))) == [path.name for path in paths]
    assert any("KilledWorker" in text.en for text in told)


def test_worker_of_another_version(alone: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that comes later than the run began is found out by the first chunk."""
    monkeypatch.setattr("xltool.reading.executor.tasks.__version__", "99")
    path = next((alone / "inbox").iterdir())
    with open_executor(cluster.address) as executor, pytest.raises(UsageError, match=r"has xltool .*, here it is 99"):
        list(executor.run(FileReading(Deadly("")), [LocalFile(path=path, name="a")], 1))


@pytest.mark.parametrize(("package", "version"), [("python", "3.8.1.final.0"), ("xltool", "0.0.1"), ("xltool", None)])
def test_cluster_of_another_version(package: str, version: str | None) -> None:
    from xltool.reading.executor.cluster import _refuse_unready

    ours = {"python": "3.11.7.final.0", "xltool": "0.1.0", "distributed": "2026.8"}
    found = {"client": {"packages": ours}, "workers": {"tcp://w:1": {"packages": {**ours, package: version}}}}
    client: Any = SimpleNamespace(wait_for_workers=lambda *_, **__: None, get_versions=lambda **_: found)
    with pytest.raises(UsageError, match="tcp://w:1 has"):
        _refuse_unready(client, "tcp://s:1")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Where something listens that is not a scheduler."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("address", ["dask://127.0.0.1:1", "tls://127.0.0.1:1", "dask://", "nonsense", "http://a"])
def test_address_where_nobody_answers(address: str) -> None:
    with pytest.raises(UsageError, match=r"no Dask scheduler answers|is not the address"), open_executor(address):
        pass


def test_command_without_its_cluster_does_nothing(office: Path, silent_port: int) -> None:
    folder, address = copy_of(office, "unreachable"), f"127.0.0.1:{silent_port}"
    command = [sys.executable, "-m", "xltool", "collect", str(folder), "--executor", f"dask://{address}", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"no Dask scheduler answers at tcp://{address}; check the address, the network and, with tls://, the certificates"
    ]
    assert not any((folder / "store").iterdir())
