"""One typed settings object: defaults < user file < ./speechqa.toml < SPEECHQA_* < flags."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, get_args, get_origin
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from speechqa.errors import UsageError
from speechqa.texts import _
from speechqa.texts.languages import primary_subtag
from speechqa.texts.values import wrong_value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_NAME = "speechqa.toml"
ENVIRONMENT_PREFIX = "SPEECHQA_"
TURN_FIELDS = ("dialogue", "line", "role", "text", "start", "end")
"""What the columns of a table of turns may be."""

ServiceFormula = Literal["answered", "offered", "without_abandoned", "abandoned_in_time", "abandoned_at_once"]
"""How the service level may be reckoned."""

NO_LIST = Path()
"""What an empty text makes of the path of a list: to go without one."""

LISTS = ("managers", "lines", "plan", "tariffs", "spend", "working_days")
"""Settings that name lists which people keep."""

_OF_FILES = ("db", "models_dir", *LISTS, "checklists", "recordings", "records")
"""Settings that are paths: relative ones in a file are relative to its folder, so that it holds from anywhere."""

_FAULT = "speechqa_fault"
"""The type of pydantic errors in our own words; their context holds ``what`` and ``remedy``."""


class Settings(BaseModel):
    """Everything a user can set; docs/settings.md is made from these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    db: Path = Field(Path("calls.db"), description="the project's database")
    language: str = Field("ru", description="language spoken in the recordings (BCP 47, such as ru or ru-RU)")
    timezone: str | None = Field(None, description="IANA time zone of local times; the system's where not set")
    model: str = Field("base", description="a model's name, a hub id or a folder")
    models_dir: Path | None = Field(None, description="where models are kept")
    device: Literal["cpu", "cuda"] = Field("cpu", description="what the recogniser runs on")
    compute_type: str = Field("int8", description="CTranslate2 compute type")
    beam_size: int = Field(5, ge=1, le=20, description="beams of the recogniser")
    jobs: int = Field(1, ge=1, le=256, description="recordings transcribed at the same time")
    manager: str | None = Field(None, description="the manager of calls whose manager nothing else tells")
    manager_channel: Literal["auto", "left", "right"] = Field("auto", description="the channel the manager is on")
    name_patterns: tuple[str, ...] = Field((), description="further patterns of file names (regular expressions)")
    extension_length: int = Field(5, ge=2, le=7, description="digits of the longest extension")
    country: str = Field("RU", description="country of numbers written without a prefix")
    similarity: float = Field(80, ge=50, le=100, description="least similarity of a hit, 0-100")
    min_talk: float = Field(15, ge=0, description="shorter calls are not scored, s")
    green: float = Field(80, ge=0, le=100, description="percent above which a light is green")
    yellow: float = Field(60, ge=0, le=100, description="percent from which a light is yellow")
    min_calls: int = Field(5, ge=1, description="scored calls a manager needs for a light")
    answer_within: float = Field(20, ge=0, description="service level: calls answered within so long count, s")
    service_level: float = Field(80, ge=0, le=100, description="service level to reach, percent")
    service_formula: ServiceFormula = Field(
        "offered", description="how the service level is reckoned, by docs/metrics.md"
    )
    short_abandon: float = Field(5, ge=0, description="callers who give up within so long hung up at once, s")
    call_back_within: float = Field(86_400, ge=0, description="a missed call is called back within so long, s")
    lines_owned: int | None = Field(None, ge=1, description="calls from and to outside that the lines carry at once")
    join_tolerance: float = Field(60, ge=0, description="a recording and a record further apart are not joined, s")
    accept_truncated: bool = Field(False, description="score recordings that are cut off in the middle")
    transcripts: bool = Field(False, description="take transcripts in folders, and beside recordings instead of them")
    columns: dict[str, str] = Field({}, description="columns of tables of turns, such as dialogue=ID,text=Words")
    manager_speaker: str | None = Field(None, description="the manager's label in transcripts from elsewhere")

    managers: Path | None = Field(None, description="list of people: who is on which extension, when")
    lines: Path | None = Field(None, description="list of lines: which number stands for which advertising")
    plan: Path | None = Field(None, description="list of what is planned")
    tariffs: Path | None = Field(None, description="list of what calls cost")
    spend: Path | None = Field(None, description="list of what advertising cost")
    working_days: Path | None = Field(None, description="list of days worked, or not, otherwise than by the calendar")
    billing_step: float = Field(1, ge=1, description="tariffs: talk is billed in started steps of so long, s")
    inbound_contexts: tuple[str, ...] = Field((), description="dialplan contexts of inbound calls; abc* is a beginning")
    outbound_contexts: tuple[str, ...] = Field((), description="dialplan contexts of outbound calls")
    internal_contexts: tuple[str, ...] = Field((), description="dialplan contexts of internal calls")
    trunks: tuple[str, ...] = Field((), description="names of trunks that look like extensions or people")
    crm_window: float = Field(86_400, ge=0, description="a CRM's item and its customer's call are no further apart, s")
    event_after: float = Field(60, ge=0, description="the CRM has an event of each call with a longer talk, s")
    silence: float = Field(3, ge=0, description="nobody speaks for longer: a silence, s")
    interruption: float = Field(1, ge=0.2, description="both speak this long: whoever began later interrupts, s")
    monologue_pause: float = Field(2, ge=0, description="a longer pause ends a monologue, s")
    back_channel: float = Field(1, ge=0, description="what the other says in less does not end a monologue, s")
    spam_reasons: tuple[str, ...] = Field(
        ("spam", "спам"), description="parts of the stage or reason of CRM items that were no customers"
    )
    checklists: tuple[str, ...] = Field((), description="checklists where --checklist is not given")
    listen_quota: int = Field(2, ge=1, le=100, description="calls of each manager to listen to on a working day")
    author: str | None = Field(None, description="who reviews; the system's user where not set")
    recordings: tuple[str, ...] = Field((), description="what score takes where nothing is named")
    records: tuple[str, ...] = Field((), description="what cdr import takes where nothing is named")

    @field_validator("columns", mode="before")
    @classmethod
    def _columns_of_turns(cls, value: Any) -> Any:
        parts = [part.partition("=") for part in value.split(",") if part.strip()] if isinstance(value, str) else ()
        told = {field.strip(): name.strip() for field, _mark, name in parts} if isinstance(value, str) else value
        if not isinstance(told, dict):
            return value
        if not all(field in TURN_FIELDS and isinstance(name, str) and name for field, name in told.items()):
            raise _fault(
                _("{value!r} does not say which column is what").format(value=value),
                _("Write {fields}=NAME, with a comma between them.").format(fields="|".join(TURN_FIELDS)),
            )
        return told

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise _fault(
                _("{value!r} is not a time zone").format(value=value), _("Write a name such as Europe/Moscow.")
            )
        return value

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if primary_subtag(value) is None:
            raise _fault(
                _("{text!r} is not a language").format(text=value), _("Write its code, such as ru, en or ru-RU.")
            )
        return value

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        if not re.fullmatch("[A-Z]{2}", value):
            raise _fault(
                _("{value!r} is not a country").format(value=value), _("Write its two capital letters, such as RU.")
            )
        return value

    @model_validator(mode="after")
    def _ordered_thresholds(self) -> Self:
        if self.yellow > self.green:
            raise _fault(
                _("yellow ({yellow:g}) is above green ({green:g})").format(yellow=self.yellow, green=self.green),
                _("Yellow begins below green: lower it, or raise green."),
            )
        return self

    @property
    def spoken_language(self) -> str:
        """What recognising asks for of ``language``: ``ru`` of ``ru-RU``."""
        return primary_subtag(self.language) or self.language

    @property
    def names_lists(self) -> bool:
        """Whether any of the lists that people keep is named."""
        return any(getattr(self, kind) is not None for kind in LISTS)

    @property
    def zone(self) -> ZoneInfo:
        """The project's time zone."""
        return ZoneInfo(self.timezone or _system_zone())


def load_settings(flags: Mapping[str, Any] | None = None, config: Path | None = None) -> Settings:
    """Read all layers.

    Args:
        flags: values from the command line; None counts as not given.
        config: a settings file to read instead of ./speechqa.toml.

    Raises:
        UsageError: names the file, variable or option and the remedy.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if config is not None and not config.is_file():
        raise UsageError(_("there is no such settings file"), str(config))
    user_file = Path(platformdirs.user_config_dir("speechqa")) / FILE_NAME
    for file in (user_file, config or Path(FILE_NAME)):
        if file.is_file():
            _take(_in_folder(_read_toml(file), file.parent), str(file), values, origins)
    environment = {
        key.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for key, value in os.environ.items()
        if key.startswith(ENVIRONMENT_PREFIX) and key.removeprefix(ENVIRONMENT_PREFIX).lower() in Settings.model_fields
    }
    for key, text in environment.items():
        value: Any = [part for part in text.split(";") if part] if _is_list(key) else text
        _take({key: value}, _variable(key), values, origins)
    for key, value in (flags or {}).items():
        if value is not None:
            _take({key: value}, _option(key), values, origins)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _explain(error.errors()[0], origins) from None


def _explain(details: ErrorDetails, origins: Mapping[str, str]) -> UsageError:
    key = str(details["loc"][0]) if details["loc"] else ""
    if details["type"] == "extra_forbidden":
        return UsageError(
            _("unknown setting {key!r}").format(key=key),
            origins.get(key),
            _("Known are: {known}.").format(known=", ".join(sorted(Settings.model_fields))),
        )
    context = details.get("ctx", {})
    if not key:  # a fault of several settings together, which is that of the thresholds
        places = dict.fromkeys(origins[one] for one in ("yellow", "green") if one in origins)
        return UsageError(context["what"], ", ".join(places), context["remedy"])
    if details["type"] == _FAULT:
        what, remedy = context["what"], context["remedy"]
    else:
        field = Settings.model_fields[key]
        bounds = {name: getattr(one, name) for one in field.metadata for name in ("ge", "le") if hasattr(one, name)}
        known = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        what, remedy = wrong_value(
            details["type"], details["input"], low=bounds.get("ge"), high=bounds.get("le"), known=known
        )
    origin = origins[key]
    # An option or a variable says which setting it is; a file does not.
    return UsageError(what, origin if _names_setting(origin, key) else f"{origin}: {key}", remedy)


def _names_setting(origin: str, key: str) -> bool:
    return origin in {_option(key), _variable(key)}


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _variable(key: str) -> str:
    return f"{ENVIRONMENT_PREFIX}{key.upper()}"


def _fault(what: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError(_FAULT, "{what}", {"what": what, "remedy": remedy})


def _take(new: Mapping[str, Any], origin: str, values: dict[str, Any], origins: dict[str, str]) -> None:
    for key, value in new.items():
        values[key] = value
        origins[key] = origin


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(_("not valid TOML: {error}").format(error=error), str(path)) from None
    except OSError as error:
        raise UsageError(str(error.strerror), str(path)) from None


def _in_folder(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The values of a file, with paths relative to its folder."""

    def placed(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [placed(key, one) for one in value]
        # An address of a database is no path; a checklist may be the name of a shipped one.
        if not isinstance(value, str) or not value or "://" in value:
            return value
        path = folder / Path(value).expanduser()
        return value if key == "checklists" and not path.exists() else str(path)

    return {key: placed(key, value) if key in _OF_FILES else value for key, value in values.items()}


def _is_list(key: str) -> bool:
    return get_origin(Settings.model_fields[key].annotation) is tuple


def _system_zone() -> str:
    zone = os.environ.get("TZ", "").lstrip(":")
    if not zone:
        link = Path("/etc/localtime")
        zone = str(link.resolve()).partition("zoneinfo/")[2] if link.exists() else ""
    return zone if zone in available_timezones() else "UTC"
