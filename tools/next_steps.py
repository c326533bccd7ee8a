"""What to try after ``make demo``: the database's path in, a few commands out."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from speechqa.texts import _


def main(db: str) -> None:
    """Print the commands, with a call that is worth looking at."""
    command = ".venv/bin/speechqa"
    print()
    print(_("Database: {path}").format(path=Path(db).resolve()))
    print(_("Try next:"))
    red = f"{command} report call {_red_call(db)} --db {db}"
    steps = (
        (
            red,
            _("a red call in full: quotes, times, what to say instead"),
        ),
        (f"{command} report calls --light red --db {db}", _("all red calls")),
        (f"{command} checklist try clinic-inbound 'добрый день, клиника'", _("what a phrase would hit")),
        (f"{command} score {_('FOLDER')} --checklist sales-inbound", _("your own recordings")),
        (f"{command} models pull small", _("a model that hears better; README says how much")),
    )
    for line, purpose in steps:
        print(f"  {line}\n      {purpose}")


def _red_call(db: str) -> str:
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        row = connection.execute(
            "SELECT call_id FROM call_metrics WHERE light = 'red' ORDER BY score LIMIT 1"
        ).fetchone()
    except sqlite3.Error:
        row = None
    finally:
        connection.close()
    return str(row[0]) if row else "CALL_ID"


if __name__ == "__main__":
    main(sys.argv[1])
