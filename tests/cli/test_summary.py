"""What the commands that write print at their end."""

from __future__ import annotations

import csv
import io
import json

import pytest

from speechqa.cli.options import Format
from speechqa.cli.summary import exit_code, print_rescore, print_summary
from speechqa.pipeline import Change, Failure, LightChange, RescoreSummary, Summary
from speechqa.settings import Settings

SUMMARY = Summary(scored=2, failed=(Failure("a.wav", "no audio"),), lights={"green": 2}, mean_score=90.0)
SETTINGS = Settings(model="small")


def test_json_names_each_failed_recording(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(SUMMARY, SETTINGS, Format.json)
    value = json.loads(capsys.readouterr().out)
    assert value["failed"] == [{"file": "a.wav", "reason": "no audio"}]
    assert value["lights"] == {"green": 2, "yellow": 0, "red": 0, "grey": 0}


def test_csv_counts_them_and_has_a_column_for_each_light(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(SUMMARY, SETTINGS, Format.csv)
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["failed"], row["lights_green"], row["lights_red"]) == ("1", "2", "0")
    assert "lights" not in row


def test_csv_of_a_rescore_tells_lights_and_verdicts_apart_by_the_checkpoint(capsys: pytest.CaptureFixture[str]) -> None:
    summary = RescoreSummary(
        changed=(Change("1.1", "greeting", None, "failed"),), lights=(LightChange("1.1", "green", "red"),)
    )
    print_rescore(summary, Format.csv)
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[1:] == [["1.1", "", "green", "red"], ["1.1", "greeting", "", "failed"]]


def test_a_rescore_names_what_failed_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    print_rescore(RescoreSummary(rescored=1, failed=(Failure("a.wav", "damaged"),)), Format.table)
    printed = capsys.readouterr()
    assert printed.err == "a.wav: damaged\n"
    assert "failed: 1" in printed.out


def test_an_interruption_counts_more_than_failures_and_those_more_than_a_low_score() -> None:
    low = Summary(scored=1, mean_score=10.0)
    assert exit_code(low, 50) == 4
    assert exit_code(Summary(mean_score=10.0, failed=SUMMARY.failed), 50) == 3
    assert exit_code(Summary(failed=SUMMARY.failed, interrupted=True), 50) == 130
