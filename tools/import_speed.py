"""A made-up log of a busy office in; how fast it is imported, beside a plain loop over ``csv`` and ``executemany``, and
how much memory it takes, out: a section of docs/benchmarks.md.

Times are the processor's, of one core, each in a process of its own, the shortest of some runs, since the machine may
be busy. The plain loop keeps every column as text in one table without an index, and does nothing else.
"""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from speechqa.pipeline import import_records
from speechqa.settings import Settings
from tools.call_log import write_log

ROWS, MORE_ROWS, RUNS = 200_000, 1_000_000, 3
_COLUMNS = 21


def section() -> Iterator[str]:
    """The section of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        log, longer = Path(folder) / "Master.csv", Path(folder) / "longer.csv"
        calls = write_log(log, ROWS)
        write_log(longer, MORE_ROWS)
        db = Path(folder) / "calls.db"
        plain = min((_measured("plain", log, db, RUNS)), key=lambda run: run["seconds"])
        first = min((_measured("import", log, db, RUNS)), key=lambda run: run["seconds"])
        (again,) = _measured("import", log, db, 1, keep=True)
        (large,) = _measured("import", longer, db, 1)
    yield from ("", "## Call records", "")
    yield (
        f"A log of {ROWS:,} rows as FreePBX writes it ({calls:,} calls: one telephone, groups of five that ring at "
        "once, queues by way of Local channels, transfers, outbound and internal calls, machines), imported into a new "
        "database: read, kept row by row, put together to calls, stored with their indexes. Seconds of one core; the "
        f"shortest of {RUNS} runs. The plain loop is `csv.reader` into `executemany` on one table of text columns."
    )
    yield from ("", "| | Seconds | Rows a second | Memory, MiB |", "|---|---|---|---|")
    for name, run, rows in (
        ("plain loop", plain, ROWS),
        ("import", first, ROWS),
        ("the same file again", again, ROWS),
        (f"import of {MORE_ROWS:,} rows", large, MORE_ROWS),
    ):
        yield f"| {name} | {run['seconds']:.2f} | {rows / run['seconds']:,.0f} | {run['memory_mib']:.0f} |"
    yield ""
    yield f"The import takes {first['seconds'] / plain['seconds']:.1f} times as long as the plain loop."


def _measured(what: str, log: Path, db: Path, runs: int, *, keep: bool = False) -> list[dict[str, float]]:
    found = []
    for _run in range(runs):
        if not keep:
            for path in (db, db.with_name(f"{db.name}-wal"), db.with_name(f"{db.name}-shm")):
                path.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "tools.import_speed", what, str(log), str(db)],
            stdout=subprocess.PIPE,
            check=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        found.append(json.loads(done.stdout))
    return found


def _plain(log: Path, db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute(f"CREATE TABLE cdr ({', '.join(f'c{n}' for n in range(_COLUMNS))})")
    with log.open(encoding="utf-8", newline="") as file:
        connection.executemany(f"INSERT INTO cdr VALUES ({', '.join('?' * _COLUMNS)})", csv.reader(file))
    connection.commit()


def _import(log: Path, db: Path) -> None:
    import_records(Settings(db=db, timezone="Europe/Moscow"), log)


def main() -> None:
    """Do one of the two in this process, and tell what it took."""
    work: dict[str, Callable[[Path, Path], None]] = {"plain": _plain, "import": _import}
    begun = time.process_time()
    work[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    seconds = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory_mib": memory}))


if __name__ == "__main__":
    main()
