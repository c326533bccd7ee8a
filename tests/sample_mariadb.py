"""A real MariaDB with FreePBX's table ``cdr`` in it, for tests; they say so where it is not installed."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pymysql: Any = pytest.importorskip("pymysql")

LOGS = Path(__file__).parent / "calls" / "logs" / "freepbx"
PASSWORD = "s3cret"  # of the test's own server


class Server:
    """MariaDB of the distribution, in a folder and on a socket of its own; ``reader`` may only read."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "server.sock"
        self.log = folder / "general.log"
        self.address = f"mysql://reader@localhost/asteriskcdrdb?socket={self.socket}"

    def run(self, *statements: str, values: Any = None) -> list[tuple[Any, ...]]:
        connection = pymysql.connect(unix_socket=str(self.socket), user="root", charset="utf8mb4", autocommit=True)
        with connection, connection.cursor() as cursor:
            cursor.execute("SET sql_mode = ''")
            for statement in statements:
                if isinstance(values, list):
                    cursor.executemany(statement, values)
                else:
                    cursor.execute(statement, values)
            return list(cursor.fetchall())

    def insert(self, **columns: Any) -> None:
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        self.run(f"INSERT INTO asteriskcdrdb.cdr ({names}) VALUES ({marks})", values=tuple(columns.values()))


@pytest.fixture(name="running", scope="module")
def running_server() -> Iterator[Server]:
    program, install = (
        shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin"),
        shutil.which("mariadb-install-db"),
    )
    if program is None or install is None:
        pytest.skip("MariaDB is not installed: apt install mariadb-server")
    folder = Path(tempfile.mkdtemp(prefix="speechqa-mariadb-"))
    user = []
    if os.geteuid() == 0:
        shutil.chown(folder, "mysql", "mysql")
        user = ["--user=mysql"]
    subprocess.run(
        [install, "--no-defaults", *user, f"--datadir={folder / 'data'}", "--skip-test-db",
         "--auth-root-authentication-method=normal"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = Server(folder)
    process = subprocess.Popen(
        [program, "--no-defaults", *user, f"--datadir={folder / 'data'}", f"--socket={server.socket}",
         "--skip-networking", f"--pid-file={folder / 'pid'}", f"--general-log-file={server.log}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _attempt in range(300):
            try:
                server.run("SELECT 1")
                break
            except pymysql.Error:
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


@pytest.fixture(name="server")
def empty_server(running: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    """An empty table in FreePBX's form, and nobody's own option file."""
    monkeypatch.setenv("HOME", str(tmp_path))
    running.run(
        "SET GLOBAL general_log = OFF",
        "DROP DATABASE IF EXISTS asteriskcdrdb",
        "CREATE DATABASE asteriskcdrdb CHARACTER SET utf8mb4",
        "USE asteriskcdrdb",
        (LOGS / "cdr.sql").read_text("utf-8"),
        f"CREATE OR REPLACE USER reader@localhost IDENTIFIED BY '{PASSWORD}'",
        "GRANT SELECT ON asteriskcdrdb.* TO reader@localhost",
    )
    return running


@pytest.fixture(name="filled")
def filled_server(server: Server) -> Server:
    with (LOGS / "rows.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            server.insert(**row)
    return server
