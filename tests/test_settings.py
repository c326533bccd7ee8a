"""Settings: where they come from, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.errors import UsageError
from speechqa.settings import NO_LIST, Settings, load_settings
from speechqa.texts import set_language


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(**flags: object) -> str:
    with pytest.raises(UsageError) as caught:
        load_settings(flags)
    return str(caught.value)


def test_a_flag_counts_more_than_the_environment_and_that_more_than_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "speechqa.toml").write_text("jobs = 2\nbeam_size = 2\nmin_calls = 2\n", encoding="utf-8")
    monkeypatch.setenv("SPEECHQA_JOBS", "3")
    monkeypatch.setenv("SPEECHQA_BEAM_SIZE", "3")
    settings = load_settings({"jobs": 4, "model": None})
    assert (settings.jobs, settings.beam_size, settings.min_calls) == (4, 3, 2)
    assert settings.model == "base"


def test_yellow_above_green_is_refused_with_both_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECHQA_GREEN", "50")
    assert told() == (
        "SPEECHQA_GREEN: yellow (60) is above green (50). Yellow begins below green: lower it, or raise green."
    )


def test_thresholds_may_be_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECHQA_GREEN", "60")
    assert load_settings().green == 60


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("jobs", "0", "SPEECHQA_JOBS: 0 is out of range. Write a number from 1 to 256."),
        ("jobs", "many", "SPEECHQA_JOBS: 'many' is not a whole number. Write a number from 1 to 256."),
        ("jobs", "1.5", "SPEECHQA_JOBS: '1.5' is not a whole number. Write a number from 1 to 256."),
        ("min_talk", "-1", "SPEECHQA_MIN_TALK: -1 is out of range. Write a number that is not below 0."),
        ("min_talk", "nan", "SPEECHQA_MIN_TALK: nan is out of range. Write a number that is not below 0."),
        ("green", "high", "SPEECHQA_GREEN: 'high' is not a number. Write a number from 0 to 100."),
        ("device", "tpu", "SPEECHQA_DEVICE: 'tpu' is not known here. Known are: cpu, cuda."),
        (
            "accept_truncated",
            "maybe",
            "SPEECHQA_ACCEPT_TRUNCATED: 'maybe' is neither true nor false. Write true or false.",
        ),
        ("country", "ru", "SPEECHQA_COUNTRY: 'ru' is not a country. Write its two capital letters, such as RU."),
        ("timezone", "Mars", "SPEECHQA_TIMEZONE: 'Mars' is not a time zone. Write a name such as Europe/Moscow."),
        ("language", "ru_RU", "SPEECHQA_LANGUAGE: 'ru_RU' is not a language. Write its code, such as ru, en or ru-RU."),
    ],
)
def test_a_wrong_value_is_told_in_our_own_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"SPEECHQA_{name.upper()}", value)
    assert told() == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jobs = 0", "speechqa.toml: jobs: 0 is out of range. Write a number from 1 to 256."),
        ("manager = 5", 'speechqa.toml: manager: 5 is not a text. Put it in quotes: "…".'),
        ("name_patterns = 'x'", 'speechqa.toml: name_patterns: \'x\' is not a list. Write a list: ["…", "…"].'),
        ("jobs = 1.5", "speechqa.toml: jobs: 1.5 is not a whole number. Write a number from 1 to 256."),
        ("accept_truncated = 7", "speechqa.toml: accept_truncated: 7 is neither true nor false. Write true or false."),
    ],
)
def test_of_a_file_the_setting_is_named_too(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "speechqa.toml").write_text(line + "\n", encoding="utf-8")
    assert told() == expected


def test_nothing_is_left_in_english_for_a_russian_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("ru")
    for name, value in (("JOBS", "0"), ("DEVICE", "tpu"), ("ACCEPT_TRUNCATED", "maybe"), ("GREEN", "x")):
        monkeypatch.setenv(f"SPEECHQA_{name}", value)
        text = told().removeprefix(f"SPEECHQA_{name}: ")
        assert not set(text.split()) & {"Input", "should", "is", "be", "Write", "Known"}, text
        monkeypatch.delenv(f"SPEECHQA_{name}")


@pytest.mark.parametrize(
    ("tag", "spoken"), [("ru", "ru"), ("ru-RU", "ru"), ("en-US", "en"), ("RU", "ru"), ("sr-Latn-RS", "sr")]
)
def test_a_language_is_a_bcp_47_tag_that_is_kept(tag: str, spoken: str) -> None:
    settings = Settings(language=tag)
    assert (settings.language, settings.spoken_language) == (tag, spoken)


def test_an_unknown_setting_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    (tmp_path / "speechqa.toml").write_text("modle = 'small'\n", encoding="utf-8")
    assert told().startswith("speechqa.toml: unknown setting 'modle'. Known are: accept_truncated, ")


def test_paths_in_a_file_are_relative_to_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "cards").mkdir(parents=True)
    lines = (
        'db = "calls.db"', 'managers = "managers.csv"', 'lines = ""', 'checklists = ["cards", "clinic-inbound"]',
        'recordings = ["/srv/calls", "monitor"]', 'records = ["mysql://reader@pbx/asteriskcdrdb", "log/Master.csv"]',
    )  # fmt: skip
    (folder / "speechqa.toml").write_text("\n".join(lines), encoding="utf-8")
    settings = load_settings({}, Path("project/speechqa.toml"))
    assert settings.db == Path("project/calls.db")
    assert settings.managers == Path("project/managers.csv")
    assert settings.lines == NO_LIST
    assert settings.plan is None
    assert settings.checklists == ("project/cards", "clinic-inbound")
    assert settings.recordings == ("/srv/calls", "project/monitor")
    assert settings.records == ("mysql://reader@pbx/asteriskcdrdb", "project/log/Master.csv")


def test_paths_of_flags_and_variables_are_relative_to_where_the_user_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECHQA_RECORDINGS", "one;two")
    monkeypatch.setenv("SPEECHQA_MANAGERS", "managers.csv")
    settings = load_settings({"db": Path("other.db")})
    assert settings.recordings == ("one", "two")
    assert (settings.db, settings.managers) == (Path("other.db"), Path("managers.csv"))
