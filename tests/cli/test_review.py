"""``speechqa review`` without a screen, as scripts run it."""

from __future__ import annotations

import getpass
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample_store import build_sample

from tests.conftest import Cli
from tests.pipeline.conftest import query


@pytest.fixture
def ids(tmp_path: Path) -> dict[str, str]:
    """The sample in ./calls.db, where the command looks for it."""
    db, ids = build_sample(tmp_path / "calls.db")
    db.conn.close()
    return ids


def test_a_verdict_is_told_with_what_it_makes_of_the_call(cli: Cli, ids: dict[str, str]) -> None:
    done = cli("review", "overrule", ids["critical"], "contraindications", "1", "--author", "Анна", "--comment", "да")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{ids['critical']}, Contraindications: passed (Анна; the machine said failed)",
        "red 40 % → green 100 % (includes manual edits)",
    ]
    report = json.loads(cli("report", "call", ids["critical"], "--format", "json").stdout)
    (point,) = (one for one in report["checkpoints"] if one["id"] == "contraindications")
    assert (point["verdict"], point["machine_verdict"], point["author"], point["comment"]) == (
        "passed", "failed", "Анна", "да",
    )  # fmt: skip
    assert "manual_edit" in report["flags"]
    assert (report["score"], report["light"]) == (100.0, "green")


@pytest.mark.parametrize(
    ("word", "verdict"),
    [("0", "failed"), ("н/п", "not_applicable"), ("na", "not_applicable"), ("не расслышано", "unheard")],
)
def test_json_is_one_object_of_ids_and_figures(cli: Cli, ids: dict[str, str], word: str, verdict: str) -> None:
    done = cli(
        "review", "overrule", "call-01", "greeting", word, "--author", "Анна", "--format", "json", "--lang", "ru"
    )
    assert json.loads(done.stdout) == {
        "call_id": ids["green"],
        "checkpoint_id": "greeting",
        "verdict": verdict,
        "machine_verdict": "passed",
        "author": "Анна",
        "score_before": 100.0,
        "light_before": "green",
        "score": 80.0 if verdict == "failed" else 100.0,
        "light": "yellow" if verdict == "failed" else "green",
    }


def test_undo_gives_the_machines_verdict_back(cli: Cli, ids: dict[str, str]) -> None:
    for arguments in (("0",), ("--undo",)):
        done = cli("review", "overrule", "call-01", "greeting", *arguments, "--author", "Анна")
    assert done.stdout.splitlines() == [
        f"{ids['green']}, Greeting: passed (the machine's verdict counts)",
        "yellow 80 % → green 100 %",
    ]


def test_the_author_is_named_by_the_option_the_setting_or_the_system(
    cli: Cli, ids: dict[str, str], tmp_path: Path
) -> None:
    cli("review", "done", "call-01")
    (tmp_path / "speechqa.toml").write_text('author = "Ольга  Иванова"\n', encoding="utf-8")
    cli("review", "done", "call-01")
    cli("review", "done", "call-01", SPEECHQA_AUTHOR="Борис")
    cli("review", "done", "call-01", "--author", "Анна", SPEECHQA_AUTHOR="Борис")
    authors = query(tmp_path / "calls.db", "SELECT author FROM review ORDER BY review_id")
    assert authors == [(getpass.getuser(),), ("Ольга Иванова",), ("Борис",), ("Анна",)]
    nobody = cli("review", "done", "call-01", "--author", " ")
    assert nobody.returncode == 2
    assert "the reviewer's name is empty" in nobody.stderr


def test_all_that_people_said_is_shown_under_the_call(cli: Cli, ids: dict[str, str]) -> None:
    call = ids["green"]
    for arguments in (
        ("overrule", call, "greeting", "0", "--comment", "не поздоровалась"),
        ("tag", call, "важно"),
        ("note", call, "--plus", "вежлива", "--instead", "Добрый день!", "--at", "0:12"),
        ("best", call, "--comment", "для новичков"),
        ("hold", call),
        ("done", call),
    ):
        assert cli("review", *arguments, "--author", "Анна").returncode == 0
    shown = cli("review", "show", "1730531700.12").stdout
    said = [" ".join(line.split()) for line in shown.partition("What people said\n")[2].splitlines()]
    assert [line.partition(" (Анна, ")[0] for line in said] == [
        "Greeting: failed, the machine said passed",
        "tag важно",
        "note 1 00:12: + вежлива instead: Добрый день!",
        "one of the best",
        "held",
        "reviewed by Анна, " + said[-1][-16:],
    ]
    assert said[3].endswith("): для новичков")
    found = json.loads(cli("review", "show", call, "--format", "json").stdout)
    assert found["call_id"] == call
    review = found["review"]
    assert review["reviewed"] is True
    assert [len(review[key]) for key in ("verdicts", "tags", "notes", "marks", "done")] == [1, 1, 1, 2, 1]
    assert review["notes"][0]["place"] == 12.0
    assert review["verdicts"][0]["at"].endswith("+03:00")


def test_calls_are_found_by_the_tags_of_people_too(cli: Cli, ids: dict[str, str]) -> None:
    cli("review", "tag", ids["mono"], "Жалоба клиента", "--author", "Анна")
    found = json.loads(cli("report", "calls", "--tag", "Жалоба клиента", "--format", "json").stdout)
    assert [one["call_id"] for one in found] == [ids["mono"]]
    assert "tag: Жалоба клиента (Анна)" in cli("report", "call", ids["mono"]).stdout
    cli("review", "tag", ids["mono"], "жалоба клиента", "--remove")
    assert json.loads(cli("report", "calls", "--tag", "Жалоба клиента", "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("overrule", "call-01", "greting", "1"), 1, "Did you mean 'greeting'?"),
        (("overrule", "call-01", "greeting", "maybe"), 2, "'maybe' is no verdict"),
        (("overrule", "call-01", "greeting"), 2, "the verdict is missing"),
        (("overrule", "call-01", "greeting", "1", "--undo"), 2, "exclude each other"),
        (("overrule", "call-01", "greeting", "--undo"), 1, "gave no verdict"),
        (("overrule", "call-07", "greeting", "1"), 1, "no checklist judged this call"),
        (("overrule", "nobody", "greeting", "1"), 1, "there is no call of this name"),
        (("note", "call-01"), 2, "the note is empty"),
        (("note", "call-01", "--plus", "x", "--at", "1.5:00"), 2, "no place in a call"),
        (("note", "call-01", "--plus", "x", "--at", "9:00"), 2, "the call ends at 00:45"),
        (("note", "call-01", "--remove", "3"), 1, "no note 3"),
        (("tag", "call-01", "x", "--remove"), 1, "no person put the tag 'x'"),
        (("done", "call-01", "--db", "nowhere.db"), 1, "there is no such database"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    cli: Cli, ids: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = cli("review", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert told in done.stderr
    for table in ("override", "human_tag", "note", "mark", "review"):
        assert query(tmp_path / "calls.db", f"SELECT * FROM {table}") == []
    assert not (tmp_path / "nowhere.db").exists()


def test_text_from_outside_is_printed_harmless(cli: Cli, ids: dict[str, str]) -> None:
    cli("review", "note", "call-01", "--plus", "\x1b[31mred\n", "--author", "a\x1b]0;x")
    shown = cli("review", "show", "call-01").stdout
    assert "\x1b" not in shown
    assert "[31mred" in shown


MANY = """
import sys
from speechqa.metrics.views import ensure_views
from speechqa.review import enter
from speechqa.store.connection import open_store

author, calls = sys.argv[1], sys.argv[2:]
db = open_store("calls.db", create=False)
ensure_views(db)
for n in range(40):
    call = calls[n % len(calls)]
    enter.overrule(db, call, "greeting", ("passed", "failed")[n % 2], author=author)
    enter.note(db, call, author=author, plus=f"{author} {n}")
    enter.tag(db, call, f"{author} {n}", author=author)
"""


def test_two_people_at_the_same_time_lose_nothing(cli: Cli, ids: dict[str, str], tmp_path: Path) -> None:
    calls = [ids["green"], ids["critical"]]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, author, *calls], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=_plain()
        )
        for author in ("Анна", "Борис")
    ]
    assert [process.communicate()[1] for process in running] == ["", ""]
    assert [process.returncode for process in running] == [0, 0]
    for table in ("override", "note", "human_tag"):
        counts = query(tmp_path / "calls.db", f"SELECT author, count(*) FROM {table} GROUP BY author ORDER BY author")
        assert counts == [("Анна", 40), ("Борис", 40)]
    for call in calls:
        last = query(
            tmp_path / "calls.db",
            "SELECT verdict, author FROM override WHERE call_id = ? ORDER BY at DESC, override_id DESC LIMIT 1",
            call,
        )
        found = json.loads(cli("report", "call", call, "--format", "json").stdout)
        assert [
            (point["verdict"], point["author"]) for point in found["checkpoints"] if point["id"] == "greeting"
        ] == last


KILLED = """
import sys, time
from speechqa.cli.main import run
run(sys.argv[1:])
time.sleep(600)
"""


def test_what_was_told_to_be_done_is_there_though_the_process_is_killed_at_once(
    cli: Cli, ids: dict[str, str], tmp_path: Path
) -> None:
    for n, arguments in enumerate(
        (("overrule", "call-01", "greeting", "0"), ("tag", "call-01", "x"), ("note", "call-01", "--minus", "x"),
         ("worst", "call-01"), ("done", "call-01"))
    ):  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, "review", *arguments, "--author", "Анна"],
            cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=_plain(),
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline().startswith(ids["green"])
            process.send_signal(signal.SIGKILL)
        table = ("override", "human_tag", "note", "mark", "review")[n]
        assert query(tmp_path / "calls.db", f"SELECT author FROM {table}") == [("Анна",)]
    (left,) = (json.loads(cli("review", "show", "call-01", "--format", "json").stdout)["review"],)
    assert [len(left[key]) for key in ("verdicts", "tags", "notes", "marks", "done")] == [1] * 5


def _plain() -> dict[str, Any]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def test_a_rescore_names_the_verdicts_of_people_that_apply_no_longer(cli: Cli, tmp_path: Path) -> None:
    card = "checklist: shop\ncheckpoints:\n  - {id: greeting, any: [добрый день]}\n  - {id: price, any: [стоит]}\n"
    (tmp_path / "shop.yaml").write_text(card, encoding="utf-8")
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "one.srt").write_text(
        "1\n00:00:00,000 --> 00:00:20,000\nMANAGER: добрый день это стоит тысячу рублей в месяц\n", encoding="utf-8"
    )
    scored = cli("score", "calls", "--checklist", "shop.yaml", "--transcripts")
    assert scored.returncode == 0, scored.stderr
    assert cli("review", "overrule", "one", "price", "0", "--author", "Анна").returncode == 0
    (tmp_path / "shop.yaml").write_text(card.replace("id: price", "id: cost"), encoding="utf-8")
    lines = cli("rescore", "--checklist", "shop.yaml").stdout.splitlines()
    at = lines.index("Verdicts of people that apply no longer (kept, should their checkpoint come back)")
    assert lines[at + 3].split()[1:] == ["price", "failed", "Анна", "the", "checklist", "has", "it", "no", "more"]
    found = json.loads(cli("rescore", "--checklist", "shop.yaml", "--format", "json").stdout)
    assert [(one["checkpoint_id"], one["author"], one["reason"]) for one in found["lost"]] == [
        ("price", "Анна", "gone")
    ]
