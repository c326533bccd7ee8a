"""What a map of columns may hold, checked by pydantic: the only place that knows the file's form."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _listed(value: object) -> object:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


Titles = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldsIn(_Strict):
    """Titles of the column for each thing that a call has; the first that the table has is taken.

    ``mapped_row`` takes a row's texts in this order.
    """

    start: Titles | None = None
    date: Titles | None = None
    time: Titles | None = None
    answer: Titles | None = None
    end: Titles | None = None
    duration: Titles | None = None
    talk: Titles | None = None
    wait: Titles | None = None
    direction: Titles | None = None
    disposition: Titles | None = None
    call_id: Titles | None = None
    leg_id: Titles | None = None
    customer: Titles | None = None
    customer_name: Titles | None = None
    manager: Titles | None = None
    manager_name: Titles | None = None
    caller: Titles | None = None
    caller_extension: Titles | None = None
    called: Titles | None = None
    called_extension: Titles | None = None
    line: Titles | None = None
    queue: Titles | None = None
    recording: Titles | None = None
    hangup_by: Titles | None = None
    hangup_cause: Titles | None = None
    transferred_to: Titles | None = None
    source: Titles | None = None
    campaign: Titles | None = None
    keyword: Titles | None = None
    cost: Titles | None = None


class DirectionIn(_Strict):
    inbound: Titles | None = None
    outbound: Titles | None = None
    internal: Titles | None = None


class DispositionIn(_Strict):
    answered: Titles | None = None
    missed: Titles | None = None
    busy: Titles | None = None
    failed: Titles | None = None
    machine: Titles | None = None
    by_talk: Titles | None = None


class HangupByIn(_Strict):
    customer: Titles | None = None
    manager: Titles | None = None
    caller: Titles | None = None
    called: Titles | None = None
    unknown: Titles | None = None


class ValuesIn(_Strict):
    direction: DirectionIn = DirectionIn()
    disposition: DispositionIn = DispositionIn()
    hangup_by: HangupByIn = HangupByIn()


class MapIn(_Strict):
    map: str | None = None
    title: str = ""
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    columns: list[str] = Field(default_factory=list)
    known_by: list[str] = Field(default_factory=list)
    fields: FieldsIn
    values: ValuesIn = ValuesIn()
    dates: Literal["dayfirst", "monthfirst", "unix", "milliseconds", "excel"] = "dayfirst"
    unit: Literal["seconds", "milliseconds", "minutes", "days"] = "seconds"
    timezone: str | None = None
    totals: Titles | None = None


MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): MapIn,
    ("fields",): FieldsIn,
    ("values",): ValuesIn,
    ("values", "direction"): DirectionIn,
    ("values", "disposition"): DispositionIn,
    ("values", "hangup_by"): HangupByIn,
}
"""Which keys may stand where."""
