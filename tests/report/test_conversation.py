"""``speechqa report conversation``: how each manager talks, worked by hand from scripted recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from speechqa.metrics.views import ensure_views
from speechqa.pipeline import rescore
from speechqa.report.ask import ask
from speechqa.report.conversation import REPORT
from speechqa.store.connection import open_store
from tests.conftest import Cli
from tests.pipeline.conftest import Desk, Stub, query

FIRST = (
    (0, "добрый день клиника рассвет чем могу помочь вам"),
    (1, "хочу записаться на мрт"),
    (0, "записала вас до свидания"),
)
SECOND = (
    (0, "добрый день клиника рассвет"),
    (1, "здравствуйте я хочу узнать сколько стоит приём"),
    (0, "три тысячи"),
    (1, "спасибо до свидания"),
)
WORD, AFTER = 0.4, 0.05


def spoken(words: int, turns: int) -> float:
    return words * WORD - turns * AFTER


@pytest.fixture
def project(tmp_path: Path, cli: Cli) -> Cli:
    desk = Desk(tmp_path, Stub())
    desk.put("external-101-79161112233-20261109-100000-1762671600.1.wav", FIRST, seconds=20)
    desk.put("external-102-79161112244-20261109-110000-1762675200.2.wav", SECOND, seconds=25)
    desk.score(settings=desk.settings(manager_channel="left"))
    return cli


def rows(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    done = cli("report", "conversation", "--db", "calls.db", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_each_manager_has_shares_pace_and_replies_with_what_they_are_made_of(project: Cli) -> None:
    first, second = rows(project)
    assert (first["manager"], second["manager"]) == ("101", "102")
    manager, customer = spoken(12, 2), spoken(4, 1)
    assert first["manager_talk_share"] == pytest.approx(100 * manager / (manager + customer))
    assert first["manager_talk_share_numerator"] == pytest.approx(manager)
    assert first["manager_talk_share_denominator"] == pytest.approx(manager + customer)
    assert first["manager_call_share"] == pytest.approx(100 * manager / 20)
    assert first["manager_rate"] == pytest.approx(60 * 12 / manager)
    assert (first["manager_words_per_turn"], first["conversations"]) == (6, 1)
    assert first["manager_reply"] == pytest.approx(0.65)
    assert (second["customer_reply_denominator"], second["manager_reply_denominator"]) == (2, 1)
    assert second["manager_monologue"] == pytest.approx(spoken(4, 1))
    assert (second["manager_interruptions"], second["hold"]) == (0, 0)


def test_the_total_is_that_of_all_calls(project: Cli, tmp_path: Path) -> None:
    (table,) = ask(open_store(tmp_path / "calls.db"), REPORT).tables
    assert table.total is not None
    total = dict(zip((column.key for column in table.columns), table.total, strict=True))
    manager, customer = spoken(12, 2) + spoken(6, 2), spoken(4, 1) + spoken(10, 2)
    assert total["conversations"] == 2
    assert total["manager_talk_share"] == pytest.approx(100 * manager / (manager + customer))
    assert total["manager_words_per_turn"] == 18 / 4
    assert (total["manager"], total["name"]) == (None, None)


def test_a_manager_a_card_and_the_calls_behind_a_figure_are_chosen_as_everywhere(project: Cli) -> None:
    assert [row["manager"] for row in rows(project, "--manager", "102")] == ["102"]
    assert len(rows(project, "--checklist", "inbound")) == 2
    assert rows(project, "--from", "2020-01-01", "--to", "2020-01-02") == []
    behind = rows(project, "--calls", "--row", "101", "--figure", "manager_talk_share")
    assert [row["call_id"] for row in behind] == ["1762671600.1"]


def test_where_nothing_but_a_prior_tells_the_manager_only_silence_counts(project: Cli, tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    db.conn.execute("UPDATE conversation SET role_certain = 0")
    db.conn.commit()
    first, _second = rows(project)
    assert (first["manager_talk_share"], first["manager_rate"], first["manager_interruptions"]) == (None, None, None)
    assert first["silence_share"] > 0
    done = project("report", "conversation", "--db", "calls.db")
    assert "2 calls in which the manager's channel is uncertain count for silence alone." in done.stdout


def test_calls_measured_by_other_settings_are_named_until_rescore(project: Cli, tmp_path: Path) -> None:
    done = project("report", "conversation", "--db", "calls.db", SPEECHQA_SILENCE="30")
    assert "The settings changed since 2 calls were measured" in done.stdout + done.stderr
    desk = Desk(tmp_path, Stub())
    rescore(desk.settings(manager_channel="left", silence=30), checklists=desk.cards)
    done = project("report", "conversation", "--db", "calls.db")
    assert "settings changed" not in done.stdout + done.stderr
    assert query(tmp_path / "calls.db", "SELECT DISTINCT silences FROM conversation") == [(0,)]


def test_an_empty_database_has_no_rows(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    (table,) = ask(db, REPORT).tables
    assert (table.rows, table.total) == ((), None)


def test_the_table_fits_eighty_columns(project: Cli) -> None:
    for language in ("en", "ru"):
        done = project("--lang", language, "report", "conversation", "--db", "calls.db", COLUMNS="80")
        assert done.returncode == 0, done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 80
