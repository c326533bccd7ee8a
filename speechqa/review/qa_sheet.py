"""Calls in, a workbook that a QA department fills in out: a worksheet per checklist, a row per call, a column per
checkpoint to put 1, 0 or н/п in.

The second row names the columns for the program that takes it back (qa_import.py). Texts are written as texts: whatever
they begin with, none of them is a formula.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.errors import SpeechqaError
from speechqa.report.localise import local
from speechqa.report.render.figures import clock
from speechqa.report.render.words import verdict_mark
from speechqa.store.settings import zone_of
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from sqlite_utils import Database

CALL_ID, COMMENT, MACHINE = "call_id", "comment", "machine:"
"""Keys of columns: of the call, of words on all of it, and the beginning of those that say what the machine says."""

ABOUT = (CALL_ID, "date", "manager", "customer", "length")
_MARKS = ("1", "0", "н/п")
_WIDTHS = {CALL_ID: 20, "date": 16, "manager": 18, "customer": 15, "length": 8, COMMENT: 40}
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def write_qa_sheet(db: Database, call_ids: Sequence[str], path: Path, *, verdicts: bool = False) -> None:
    """Write the workbook.

    Args:
        verdicts: with the machine's beside each cell. Who sees them agrees more than who does not.

    Raises:
        SpeechqaError: there is no call to write, or no place to write to.
    """
    import xlsxwriter

    by_checklist = _by_checklist(db, call_ids)
    if not by_checklist:
        raise SpeechqaError(
            _("there is no call for the sheet"), str(path), _("See speechqa listen --older, or name a day with --date.")
        )
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        # Written beside its place and moved there, so that nobody opens half of it.
        handle, name = tempfile.mkstemp(suffix=".xlsx", dir=path.parent)
        os.close(handle)
        try:
            book = xlsxwriter.Workbook(name, options)
            for checklist, own in by_checklist.items():
                _worksheet(db, book, checklist, own, verdicts)
            book.close()
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise SpeechqaError(
            _("cannot be written: {reason}").format(reason=error.strerror), str(path),
            _("Check the path and the permissions, and that no program has it open."),
        ) from None  # fmt: skip


def _by_checklist(db: Database, call_ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for call_id in call_ids:
        row = db.conn.execute(
            "SELECT checklist FROM checkpoint_metrics WHERE call_id = ? LIMIT 1", [call_id]
        ).fetchone()
        if row is not None:
            found[row[0]].append(call_id)
    return dict(found)


def _worksheet(db: Database, book: Any, checklist: str, call_ids: Sequence[str], verdicts: bool) -> None:
    page = book.add_worksheet(_sheet_name(checklist, {one.name.casefold() for one in book.worksheets()}))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#999999", "font_size": 8})
    barred = book.add_format({"bg_color": "#DDDDDD"})
    points = _points(db, call_ids)
    columns = [(key, _title(key)) for key in ABOUT]
    for key, title in points.items():
        columns.append((key, title))
        if verdicts:
            columns.append((f"{MACHINE}{key}", _("machine: {title}").format(title=title)))
    columns.append((COMMENT, _title(COMMENT)))
    for place, (key, title) in enumerate(columns):
        page.write_string(0, place, sanitise(title), heading)
        page.write_string(1, place, key, grey)
        page.set_column(place, place, _WIDTHS.get(key, 13), grey if key.startswith(MACHINE) else None)
    for row, call_id in enumerate(call_ids, 2):
        about, own = _call(db, call_id), _verdicts(db, call_id)
        for place, (key, _heading) in enumerate(columns):
            text = about.get(key, "")
            if key.startswith(MACHINE):
                text = verdict_mark(own[key.removeprefix(MACHINE)]) if key.removeprefix(MACHINE) in own else ""
            if text:
                page.write_string(row, place, sanitise(text))
            elif key in points and key not in own:
                # The version of the checklist that judged this call has it not.
                page.write_blank(row, place, None, barred)
    last = len(call_ids) + 1
    for place, (key, _heading) in enumerate(columns):
        if key in points:
            page.data_validation(
                2, place, last, place, {"validate": "list", "source": list(_MARKS), "error_type": "warning"}
            )
    page.freeze_panes(2, 1)


def _points(db: Database, call_ids: Sequence[str]) -> dict[str, str]:
    """The checkpoints of all versions that judged these calls, in order, with their titles."""
    found: dict[str, str] = {}
    for call_id in call_ids:
        for name, ru, en in db.conn.execute(
            "SELECT checkpoint_id, title_ru, title_en FROM checkpoint_metrics WHERE call_id = ? ORDER BY ordinal",
            [call_id],
        ).fetchall():
            found.setdefault(name, local(ru, en) or name)
    return found


def _verdicts(db: Database, call_id: str) -> dict[str, str]:
    rows = db.conn.execute(
        "SELECT checkpoint_id, machine_verdict FROM checkpoint_metrics WHERE call_id = ?", [call_id]
    ).fetchall()
    return dict(rows)


def _call(db: Database, call_id: str) -> dict[str, str]:
    started_at, manager, name, customer, length = db.conn.execute(
        """SELECT c.started_at, c.manager, p.name, c.customer, coalesce(c.talk, c.duration)
           FROM call c LEFT JOIN manager_person p ON p.manager = c.manager WHERE c.call_id = ?""",
        [call_id],
    ).fetchone()
    when = datetime.fromisoformat(started_at).astimezone(zone_of(db)).strftime("%Y-%m-%d %H:%M") if started_at else ""
    return {
        CALL_ID: call_id, "date": when, "manager": name or manager or "", "customer": customer or "",
        "length": "" if length is None else clock(length),
    }  # fmt: skip


def _title(key: str) -> str:
    return {
        CALL_ID: _("call"), "date": _("when"), "manager": _("manager"), "customer": _("customer"),
        "length": _("length"), COMMENT: _("comment"),
    }[key]  # fmt: skip


def _sheet_name(checklist: str, taken: set[str]) -> str:
    """What Excel takes for a name: short, without some characters, and no name twice."""
    plain = checklist.translate(_NOT_IN_NAMES)[:_LONGEST_NAME] or "checklist"
    name, n = plain, 2
    while name.casefold() in taken:
        name, n = f"{plain[: _LONGEST_NAME - 4]} {n}", n + 1
    return name
