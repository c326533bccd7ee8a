"""S6: the words of customers beside the advertising's keywords, from transcripts, worked by hand."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from report.small_calls import CHECKLIST

from speechqa.store.connection import open_store
from tests.conftest import Cli

LINES = """number,title,source,campaign,keyword
+74951234567,Search,Яндекс,Поиск,цена мрт колена
+74951234568,Maps,Карты,,
"""
MRI, MAPS = "74951234567", "74951234568"
SETTINGS = 'lines = "lines.csv"\ntimezone = "Europe/Moscow"\nrecords = ["Master.csv"]\n'


class Clinic:
    """Transcripts of calls that the customer begins, and the call records that say on which line."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.rows, self.n = folder, [], 0
        (folder / "calls").mkdir()

    rows: list[str]

    def call(self, start: str, line: str, said: str, customer: str | None = None) -> None:
        self.n += 1
        number = customer or f"791611100{self.n:02d}"
        moment = datetime.fromisoformat(start)
        uniqueid = f"{int(moment.replace(tzinfo=ZoneInfo('Europe/Moscow')).timestamp())}.{self.n}"
        name = f"in-{number}-101-{moment:%Y%m%d}-{moment:%H%M%S}-{uniqueid}.vtt"
        (self.folder / "calls" / name).write_text(
            "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Manager>добрый день как я могу к вам обращаться\n\n"
            f"00:00:05.000 --> 00:00:15.000\n<v Customer>{said}\n\n"
            "00:00:16.000 --> 00:00:30.000\n<v Manager>записала вас на завтра до свидания\n",
            encoding="utf-8",
        )
        cells = ["", number, line, "from-trunk", f'"" <{number}>', f"SIP/trunk-{self.n:08x}",
                 f"SIP/101-{self.n:08x}", "Dial", "x", start, start, f"{moment:%Y-%m-%d %H:%M:}30"]  # fmt: skip
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
        self.rows.append(f'{quoted},30,30,"ANSWERED","DOCUMENTATION","{uniqueid}",""\n')


@pytest.fixture
def clinic(cli: Cli, tmp_path: Path) -> Cli:
    made = Clinic(tmp_path)
    made.call("2026-11-02 10:00:00", MRI, "Здравствуйте, меня зовут Анна Кузнецова, сколько стоит МРТ колена?")
    made.call("2026-11-03 10:00:00", MRI, "а рассрочка на колено есть")
    made.call("2026-11-10 10:00:00", MRI, "у Анны Кузнецовой МРТ колена, с контрастом, и нужна рассрочка")
    made.call("2026-11-11 10:00:00", MRI, "рассрочки и налоговый вычет, мой телефон 8 916 111 22 33")
    made.call("2026-11-12 10:00:00", MRI, "оформите налоговый вычет за колено с контрастом")
    made.call("2026-11-11 11:00:00", MAPS, "болит колено", "79161119999")
    made.call("2026-11-12 11:00:00", MAPS, "колено и спина", "79161119998")
    made.call("2026-11-12 12:00:00", MAPS, "спина, спина", "79161119998")
    (tmp_path / "Master.csv").write_text("".join(made.rows), encoding="utf-8")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    (tmp_path / "card.yaml").write_text(CHECKLIST, encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text(SETTINGS, encoding="utf-8")
    for command in (("cdr", "import"), ("score", "calls", "--transcripts", "--checklist", "card.yaml")):
        done = cli(*command)
        assert done.returncode == 0, done.stderr
    return cli


def terms(project: Cli, *arguments: str) -> list[dict[str, Any]]:
    done = project("--lang", "en", "report", "terms", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_s6_words_that_are_not_among_the_keywords_stand_by_campaign(clinic: Cli) -> None:
    """«Колено» is a keyword of the search campaign in whatever form, and none of the maps'; «спина» is one person's."""
    rows = terms(clinic, "--from", "2026-11-01", "--to", "2026-11-30")
    found = [(row["source"], row["campaign"], row["term"], row["calls"], row["of"], row["customers"]) for row in rows]
    assert found == [
        ("Яндекс", "Поиск", "рассрочка", 3, 5, 3),
        ("Яндекс", "Поиск", "контраст", 2, 5, 2),
        ("Яндекс", "Поиск", "налоговый", 2, 5, 2),
        ("Яндекс", "Поиск", "вычет", 2, 5, 2),
        ("Яндекс", "Поиск", "налоговый вычет", 2, 5, 2),
        ("Карты", None, "колено", 2, 3, 2),
    ]
    assert [row["share"] for row in rows][:2] == [60.0, 40.0]


def test_s6_what_no_earlier_week_had_is_new(clinic: Cli) -> None:
    week = ("--from", "2026-11-09", "--to", "2026-11-15")
    found = {(row["source"], row["term"]): row["new"] for row in terms(clinic, *week)}
    assert found == {
        ("Яндекс", "рассрочка"): False, ("Яндекс", "контраст"): True, ("Яндекс", "налоговый"): True,
        ("Яндекс", "вычет"): True, ("Яндекс", "налоговый вычет"): True, ("Карты", "колено"): False,
    }  # fmt: skip
    assert {row["term"] for row in terms(clinic, *week, "--new")} == {
        "контраст",
        "налоговый",
        "вычет",
        "налоговый вычет",
    }
    # Of the first week nobody knows what is new.
    assert {row["new"] for row in terms(clinic, "--from", "2026-11-02", "--to", "2026-11-08")} <= {None}
    assert terms(clinic, "--from", "2026-11-02", "--to", "2026-11-08", "--new") == []


def test_neither_names_nor_numbers_are_words_of_customers(clinic: Cli, tmp_path: Path) -> None:
    kept = {row[0] for row in open_store(tmp_path / "calls.db").conn.execute("SELECT text FROM term")}
    assert {"рассрочка", "мрт", "мрт колено", "спина"} <= kept
    assert not any(letter.isdecimal() for text in kept for letter in text)
    assert not any("анна" in text or "кузнецов" in text for text in kept)
    quotes = [row["quote"] for row in terms(clinic, "--by", "all", "--from", "2026-11-01", "--to", "2026-11-10")]
    assert quotes
    assert not any("Анн" in quote or "Кузнец" in quote for quote in quotes)


def test_a_word_leads_to_its_calls_and_a_quote(clinic: Cli) -> None:
    rows = terms(clinic, "--from", "2026-11-01", "--to", "2026-11-30")
    (row,) = [row for row in rows if row["term"] == "контраст"]
    assert row["quote"] == "вычет за колено с контрастом"
    listed = terms(clinic, "--from", "2026-11-01", "--to", "2026-11-30", "--calls", "--row", "контраст")
    assert len(listed) == 2
    assert row["quote_call_id"] in {call["call_id"] for call in listed}


def test_top_and_lists_of_all_calls_or_sources(clinic: Cli) -> None:
    period = ("--from", "2026-11-01", "--to", "2026-11-30")
    assert [row["term"] for row in terms(clinic, *period, "--by", "all", "--top", "1")] == ["рассрочка"]
    rows = terms(clinic, *period, "--by", "source", "--top", "1")
    assert [(row["source"], row["term"]) for row in rows] == [("Яндекс", "рассрочка"), ("Карты", "колено")]
    assert clinic("report", "terms", "--top", "0").returncode == 2


def test_the_table_is_read_in_eighty_columns(clinic: Cli) -> None:
    for language in ("en", "ru"):
        done = clinic("--lang", language, "report", "terms", COLUMNS="80")
        assert done.returncode == 0, done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "рассрочка" in done.stdout


def test_words_go_with_their_transcript_and_follow_who_is_who(clinic: Cli, tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    before = db.conn.execute("SELECT recording_id, terms FROM customer_terms ORDER BY 1").fetchall()
    db.conn.execute("UPDATE conversation SET role_certain = 0, made_of = 'x'")
    db.conn.execute("UPDATE customer_terms SET channel = 0, terms = '1'")
    assert clinic("rescore", "--checklist", "card.yaml").returncode == 0
    assert db.conn.execute("SELECT recording_id, terms FROM customer_terms ORDER BY 1").fetchall() == before
    db.conn.execute("UPDATE result SET transcript_id = NULL")
    db.conn.execute("DELETE FROM transcript")
    assert db.conn.execute("SELECT count(*) FROM customer_terms").fetchone() == (0,)


def test_without_transcripts_nothing_is_made_up(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "Master.csv").write_text("", encoding="utf-8")
    cli("cdr", "import", "Master.csv")
    assert terms(cli) == []
