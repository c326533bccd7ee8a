"""Calls in; out, which advertising brings people who want something else, and what they want (S6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from speechqa.report.localise import local
from speechqa.report.render.figures import percent
from speechqa.report.source_fold import Row, folded
from speechqa.texts import ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

LEAST_CALLS = 20
MOST_NON_TARGET = 70.0
_MOST_REASONS = 3


def wasted(
    db: Database, chosen: str, values: Mapping[str, Any], rows: Sequence[Row], *levels: tuple[str, ...]
) -> tuple[str, ...]:
    """A warning for each group of whose calls with a known group, twenty or more, 70 % or more are no target calls.

    Args:
        chosen, values: a condition on ``call_fact`` that holds for the calls of the report.
        rows: as narrow as the narrowest of the levels.
        levels: by which keys to group; what has no value of the last one is no advertising.
    """
    return tuple(
        _warning(db, chosen, values, {key: row[key] for key in keys}, row)
        for keys in levels
        for row in folded(rows, keys).values()
        if keys and row[keys[-1]] is not None and _is_wasted(row)
    )


def _is_wasted(row: Row) -> bool:
    calls, target = row["target_share_denominator"], row["target_share_numerator"]
    return bool(calls >= LEAST_CALLS and 100.0 * (calls - target) / calls >= MOST_NON_TARGET)


def _warning(db: Database, chosen: str, values: Mapping[str, Any], group: Row, row: Row) -> str:
    calls, target = row["target_share_denominator"], row["target_share_numerator"]
    return ngettext(
        "{who}: {share} of {n} call are not target ones ({reasons})",
        "{who}: {share} of {n} calls are not target ones ({reasons})",
        calls,
    ).format(
        who=" / ".join(part for part in group.values() if part is not None),
        share=percent(100.0 * (calls - target) / calls),
        n=calls,
        reasons=_reasons(db, chosen, values, group),
    )


def _reasons(db: Database, chosen: str, values: Mapping[str, Any], group: Row) -> str:
    """The commonest tags that say so, each with its number of calls."""
    same = " AND ".join(f"{name} IS :of_{name}" for name in group)
    # By call_fact: the view of scores would be made of all calls.
    tags = db.conn.execute(
        f"""SELECT t.tag, t.title_ru, t.title_en, count(DISTINCT t.call_id)
            FROM call_result r CROSS JOIN call_tag t USING (call_id)
            WHERE call_id IN (SELECT call_id FROM call_fact WHERE {chosen} AND {same})
              AND t.call_group IN ('non_target', 'junk') AND r.call_group IN ('non_target', 'junk')
            GROUP BY 1, 2, 3""",
        {**values, **{f"of_{name}": value for name, value in group.items()}},
    ).fetchall()
    calls: Counter[str] = Counter()
    for tag, ru, en, count in tags:
        calls[local(ru, en) or tag] += count
    most = sorted(calls.items(), key=lambda one: (-one[1], one[0]))[:_MOST_REASONS]
    return ", ".join(f"{title} {count}" for title, count in most)
