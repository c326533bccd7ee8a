"""A number of calls and a seed in; out, the files that a user would have, a database made of them, and the truth.

``python -m tools.known_calls FOLDER --calls 200000 --seed 1`` writes call records (``records/Master.csv`` and
``queue_log``), five lists, a CRM's export, checklists and ``speechqa.toml`` into FOLDER, imports them by speechqa's own
commands into ``calls.db``, puts results into it, and writes ``truth.csv``: one row per call with all that a report may
count (tools/known/truth.py). Nothing in the truth was computed by speechqa.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from pathlib import Path

from speechqa.metrics.views import ensure_views
from speechqa.store.connection import open_store
from tools.known.crm import write_crm
from tools.known.history import make_calls
from tools.known.judged import judge_calls, write_checklists
from tools.known.office import write_lists
from tools.known.results import put_results
from tools.known.truth import KnownCall, write_truth


def write_files(folder: Path, number: int, seed: int) -> list[KnownCall]:
    """The files that a user would have, and the truth beside them."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    calls, board = make_calls(number, seed)
    with (folder / "records" / "Master.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(board.rows)
    lines = (line for _at, line in sorted(board.queue_lines))
    (folder / "records" / "queue_log").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    write_lists(folder)
    write_checklists(folder / "checklists")
    write_crm(folder / "crm.csv", calls, seed)
    judge_calls(calls, seed)
    write_truth(folder / "truth.csv", calls)
    return calls


def make_database(folder: Path, calls: list[KnownCall]) -> Path:
    """Import the files as a user would, and put the results in."""
    _speechqa(folder, "cdr", "import")
    _speechqa(folder, "crm", "import", "crm.csv")
    db = open_store(folder / "calls.db")
    ensure_views(db)
    put_results(db, calls)
    db.conn.close()
    return folder / "calls.db"


def _speechqa(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "speechqa.cli.main", *words, "--config", "speechqa.toml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    calls = write_files(asked.folder, asked.calls, asked.seed)
    path = make_database(asked.folder, calls)
    print(f"{len(calls)} calls, {sum(call.recorded for call in calls)} with a result: {path}")


if __name__ == "__main__":
    main()
