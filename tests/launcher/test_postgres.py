"""The embedded PostgreSQL: nothing is lost, and what a crash leaves does not stop the next start."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from config.devstack import postgres, processes
from config.devstack.postgres import Cluster
from config.devstack.refusal import Refusal

StartCluster = Callable[[], Cluster]


@pytest.fixture
def start_cluster(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StartCluster]:
    """Starts a server over the same data each time."""
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("LANG", "zh_CN.GB18030")
    started = []

    def start() -> Cluster:
        cluster = Cluster(place / "postgres")
        started.append(cluster)
        with open(place / "postgres.log", "ab") as log:
            cluster.start(log)
        return cluster

    yield start
    for cluster in started:
        cluster.stop()


def ask(cluster: Cluster, sql: str) -> object:
    with closing(psycopg2.connect(cluster.url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def test_chinese_is_searched_whatever_the_locale_of_the_machine(start_cluster: StartCluster) -> None:
    cluster = start_cluster()

    ask(cluster, "CREATE EXTENSION pg_trgm")
    assert ask(cluster, "SELECT cardinality(show_trgm('中华人民'))") == 5


def test_the_data_are_closed_to_others(start_cluster: StartCluster) -> None:
    cluster = start_cluster()

    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700


def test_the_servers_log_holds_nothing_of_a_refused_row(start_cluster: StartCluster, place: Path) -> None:
    cluster = start_cluster()
    ask(cluster, "CREATE TABLE people (name text PRIMARY KEY, area int CHECK (area > 0))")
    ask(cluster, "INSERT INTO people VALUES ('赵建国130199195001010016', 90)")

    for area in (90, -1):
        with pytest.raises(psycopg2.IntegrityError, match="赵建国"):
            ask(cluster, f"INSERT INTO people VALUES ('赵建国130199195001010016', {area})")

    log = (place / "postgres.log").read_text()
    assert 'unique constraint "people_pkey"' in log
    assert "people_area_check" in log
    assert "赵建国" not in log
    assert "130199195001010016" not in log


def test_a_killed_server_comes_back_with_everything_that_was_committed(start_cluster: StartCluster) -> None:
    cluster = start_cluster()
    ask(cluster, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    os.kill(cluster.process.pid, signal.SIGKILL)  # and a zombie, until somebody waits for it

    assert ask(start_cluster(), "SELECT count(*) FROM kept") == 1000


def test_a_backend_that_outlives_its_killed_server_does_not_keep_the_next_from_starting(
    start_cluster: StartCluster,
) -> None:
    cluster = start_cluster()
    command = [
        sys.executable,
        "-c",
        "import psycopg2, sys; psycopg2.connect(sys.argv[1]).cursor().execute(sys.argv[2])",
    ]
    busy = subprocess.Popen([*command, cluster.url, "SELECT count(*) FROM generate_series(1, 1000000000)"], stderr=-3)
    while len(processes.working_in(cluster.data)) < 2 or not ask(
        cluster, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%1000000000)' AND pid <> pg_backend_pid()"
    ):
        time.sleep(0.05)
    os.kill(cluster.process.pid, signal.SIGKILL)

    assert ask(start_cluster(), "SELECT 1") == 1
    busy.wait(20)


@pytest.mark.parametrize("pid", ["1", "999999999", "nonsense"])
def test_a_pid_file_of_no_server_of_ours_is_cleared(pid: str, start_cluster: StartCluster) -> None:
    cluster = start_cluster()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{pid}\n{cluster.data}\n")

    assert ask(start_cluster(), "SELECT 1") == 1


def test_a_server_without_a_launcher_is_ended_and_replaced(start_cluster: StartCluster) -> None:
    orphan = start_cluster()

    assert ask(start_cluster(), "SELECT 1") == 1
    assert orphan.process.wait(5) == 0


def test_a_half_made_cluster_is_made_anew(place: Path, start_cluster: StartCluster) -> None:
    (place / "postgres.building").mkdir()
    (place / "postgres.building" / "PG_VERSION").write_text("18")

    assert ask(start_cluster(), "SELECT 1") == 1


def test_what_a_server_does_not_start_with_is_in_its_log(place: Path, start_cluster: StartCluster) -> None:
    start_cluster().stop()
    (place / "postgres" / "postgresql.conf").write_text("nonsense = on\n")

    with pytest.raises(Refusal, match=r"postgres\.log"):
        start_cluster()
    assert "nonsense" in (place / "postgres.log").read_text()


def test_nothing_of_the_callers_libpq_variables_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("LC_COLLATE", "de_DE")

    environment = postgres.server_environment()

    assert "PGDATA" not in environment
    assert {name: value for name, value in environment.items() if name.startswith("L")} == {"LC_ALL": "C.UTF-8"} | {
        name: value
        for name, value in os.environ.items()
        if name.startswith("L") and not name.startswith(("LC_", "LANG"))
    }


def test_the_data_stay_where_they_were_begun_also_when_their_directory_moves(place: Path) -> None:
    (place / "postgres.place").write_text("/elsewhere/postgres\n/former\n")

    assert postgres.data_place(place) == Path("/elsewhere/postgres")
    assert (place / "postgres.place").read_text() == f"/elsewhere/postgres\n{place}\n"


def test_a_copied_directory_does_not_take_the_data_of_the_first(place: Path) -> None:
    (place / "postgres.place").write_text(f"/elsewhere/postgres\n{place.parent}\n")

    with pytest.raises(Refusal, match="副本"):
        postgres.data_place(place)


def test_data_that_the_servers_user_can_reach_stay_below_their_directory(place: Path) -> None:
    place.chmod(0o711)

    assert postgres.data_place(place) == place / "postgres"
