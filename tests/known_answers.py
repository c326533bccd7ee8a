"""A folder that tools.known_calls made in; out, what its files alone say (in polars, by no code of speechqa), what
``speechqa report`` says, and whether these are the same."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

FIRST, LAST = "2026-08-24", "2026-11-21"
_NUMBERS = ("duration", "wait", "talk", "score", "manager_speech", "customer_speech", "silence")
_WHOLE = (
    "events",
    "requests",
    "deals_won",
    "deals_lost",
    "deals_open",
    "deals_spam",
    "silences",
    "interruptions",
    "version",
)
_FLAGS = ("first", "recorded", "critical_failed", "unheard")


class Known:
    """The files and the answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reports: dict[tuple[str, ...], Any] = {}

    @cached_property
    def calls(self) -> pl.DataFrame:
        """The truth, with the columns that most reports need beside it."""
        told = pl.read_csv(self.folder / "truth.csv", infer_schema_length=0)
        told = told.with_columns(
            *(pl.col(name).cast(pl.Float64) for name in _NUMBERS),
            *(pl.col(name).cast(pl.Int64) for name in _WHOLE),
            *((pl.col(name) == "1").alias(name) for name in _FLAGS),
            pl.col("started_at").str.to_datetime(),
            pl.col("reviewed_at").str.to_datetime(),
        )
        given_up = pl.col("disposition").is_in(["missed", "busy", "failed"])
        answered = pl.col("disposition") == "answered"
        return told.with_columns(
            pl.col("started_at").dt.strftime("%Y-%m-%d").alias("day"),
            pl.col("started_at").dt.hour().cast(pl.Int64).alias("hour"),
            pl.col("started_at").dt.weekday().cast(pl.Int64).alias("weekday"),
            answered.alias("answered"),
            ((pl.col("direction") == "inbound") & given_up).alias("missed"),
            ((pl.col("direction") == "outbound") & given_up).alias("unreached"),
            (pl.col("disposition") == "machine_only").alias("machine_only"),
            ((pl.col("direction") == "inbound") & (answered | given_up)).alias("offered"),
            pl.when(answered).then(pl.col("talk")).alias("talked"),
            pl.when(answered).then(pl.col("wait")).alias("answer_wait"),
        )

    @cached_property
    def line_titles(self) -> dict[str, str]:
        """By number; the two rows of one line have one title."""
        rows = pl.read_csv(self.folder / "lines.csv", infer_schema_length=0).iter_rows(named=True)
        return {row["number"]: row["title"] for row in rows}

    def report(self, name: str, *arguments: str, lang: str = "en") -> Any:
        """What the command prints as JSON, over the whole period where no other is named."""
        key = (name, *arguments, lang)
        if key not in self._reports:
            period = () if "--from" in arguments or "--period" in arguments else ("--from", FIRST, "--to", LAST)
            done = self.run("report", name, *arguments, *period, "--format", "json", lang=lang)
            assert done.returncode == 0, done.stderr
            self._reports[key] = json.loads(done.stdout)
        return self._reports[key]

    def run(self, *arguments: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
        """Any command, as a user in the folder would run it."""
        return subprocess.run(
            [sys.executable, "-m", "speechqa.cli.main", "--lang", lang, *arguments],
            cwd=self.folder, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip


def figures() -> dict[str, pl.Expr]:
    """What call records tell of any group of calls, by the name that reports have for it."""
    return {
        "calls": pl.len(),
        "answered": pl.col("answered").sum(),
        "missed": pl.col("missed").sum(),
        "unreached": pl.col("unreached").sum(),
        "machine_only": pl.col("machine_only").sum(),
        "missed_share": share(pl.col("missed").sum(), pl.col("offered").sum()),
        "talk": pl.col("talked").sum(),
        "talk_minutes": pl.col("talked").sum() / 60,
        "minutes": pl.col("duration").sum() / 60,
        "mean_wait": pl.col("answer_wait").mean(),
        "mean_talk": pl.col("talked").mean(),
        "transferred": pl.col("transferred_to").is_not_null().sum(),
        "hung_up_by_customer": (pl.col("hangup_by") == "customer").sum(),
        "hung_up_by_manager": (pl.col("hangup_by") == "manager").sum(),
        "short_abandons": (pl.col("missed") & (pl.col("wait") <= 5)).sum(),
    }


def share(of: pl.Expr, over: pl.Expr) -> pl.Expr:
    """Percent; None of nothing."""
    return pl.when(over > 0).then(100.0 * of / over)


def same(found: Sequence[dict[str, Any]], expected: pl.DataFrame, by: str | Sequence[str]) -> None:
    """Every figure of ``expected`` stands in ``found``, which has those rows and no others."""
    keys = [by] if isinstance(by, str) else list(by)
    told = {tuple(row[key] for key in keys): row for row in found}
    assert len(told) == len(found), "two rows of one key"
    wanted = {tuple(row[key] for key in keys): row for row in expected.iter_rows(named=True)}
    assert told.keys() == wanted.keys()
    wrong = {
        key: {name: (told[key][name], value) for name, value in row.items() if not close(told[key][name], value)}
        for key, row in wanted.items()
    }
    wrong = {key: names for key, names in wrong.items() if names}
    assert not wrong, f"{len(wrong)} rows differ, (reported, known): {dict(list(wrong.items())[:3])}"


def close(one: Any, other: Any) -> bool:
    """Equal, but for the last digits of a sum."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-7)
    return bool(one == other)
