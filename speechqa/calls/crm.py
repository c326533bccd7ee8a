"""A CRM's export in; its events, requests and deals out, and the rows that make no sense, each with its reason.

Columns are found by their titles, English or Russian, as exports of usual CRMs have them, or as a map says; columns
that are not needed are left alone. An export may hold one kind of item, or say the kind in a column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from speechqa.calls.amounts import amount_of
from speechqa.calls.model import BadRow
from speechqa.calls.moments import moment_of
from speechqa.calls.numbers import party
from speechqa.calls.sheet import Row, read_tables, with_header
from speechqa.errors import UsageError
from speechqa.texts import _

EVENT, REQUEST, DEAL = "event", "request", "deal"
KINDS = (EVENT, REQUEST, DEAL)
OPEN, WON, LOST = "open", "won", "lost"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "type", "entity", "тип", "вид", "сущность"),
    "crm_id": ("crm id", "id", "ид", "№", "номер", "number", "номер заявки", "номер сделки", "номер события", "код"),
    "at": (
        *("at", "date", "created", "created at", "date created", "created date", "time", "дата", "дата создания"),
        *("дата и время", "создан", "создана", "создано", "дата события", "дата заявки", "когда создана"),
    ),
    "call": (
        *("call", "call id", "uniqueid", "linkedid", "id звонка", "ид звонка", "звонок", "номер звонка", "запись"),
        "файл записи",
    ),
    "customer": (
        *("customer", "phone", "customer phone", "client phone", "contact phone", "телефон", "номер телефона"),
        *("телефон клиента", "телефон контакта", "рабочий телефон", "мобильный телефон", "номер клиента"),
        *("рабочий телефон контакт", "мобильный телефон контакт", "клиент телефон"),
    ),
    "manager": (
        *("manager", "responsible", "owner", "assigned to", "менеджер", "ответственный", "сотрудник", "исполнитель"),
        "добавочный",
    ),
    "source": ("source", "lead source", "utm source", "источник", "источник заявки", "источник сделки"),
    "campaign": ("campaign", "utm campaign", "кампания", "рекламная кампания"),
    "status": ("status", "stage", "статус", "этап", "этап сделки", "стадия", "стадия сделки", "результат"),
    "lost_reason": (
        *("lost reason", "loss reason", "reason", "причина отказа", "причина проигрыша", "причина потери"),
        *("причина закрытия", "причина неуспеха"),
    ),
    "amount": ("amount", "sum", "budget", "price", "opportunity", "сумма", "бюджет", "стоимость", "сумма сделки"),
    "closed_at": ("closed at", "closed", "close date", "date closed", "дата закрытия", "закрыта", "дата завершения"),
    "title": (
        *("title", "name", "subject", "event", "topic", "название", "тема", "событие", "заявка", "сделка"),
        *("название сделки", "наименование"),
    ),
}
"""What a column may be, with the titles it is known by, in small letters."""

_KIND_WORDS = {
    **dict.fromkeys(("event", "событие", "activity", "task", "задача", "дело", "звонок", "call"), EVENT),
    **dict.fromkeys(("request", "lead", "заявка", "лид", "обращение", "заказ"), REQUEST),
    **dict.fromkeys(("deal", "opportunity", "сделка", "продажа"), DEAL),
}
_WON = (
    *("won", "success", "closed won", "paid", "выиграна", "успешно", "успех", "реализовано", "продано", "оплачен"),
    *("продажа", "сделка заключена"),
)
_LOST = (
    *(
        "lost",
        "fail",
        "closed lost",
        "rejected",
        "проигран",
        "провал",
        "не реализовано",
        "отказ",
        "потерян",
        "закрыто и",
    ),
    *("нереализован", "спам", "spam", "junk", "некачественн", "неуспе", "безуспешн"),
)


@dataclass(frozen=True, slots=True)
class CrmItem:
    """An event («Событие»), a request («заявка») or a deal.

    Attributes:
        kind: ``event``, ``request`` or ``deal``.
        crm_id: the CRM's, or a hash of what the row says where it has none.
        at: when it was made, naive in the project's time zone, or aware; ``whole_day``: no time is given, it is the
            day's begin.
        call: id of a call or name of its recording, as the CRM has it.
        customer: number in E.164, or as written where it is not valid.
        status: a deal's: ``open``, ``won`` or ``lost``; ``stage`` as the CRM writes it.
        amount: money.
    """

    kind: str
    crm_id: str
    at: datetime
    whole_day: bool = False
    call: str | None = None
    customer: str | None = None
    manager: str | None = None
    source: str | None = None
    campaign: str | None = None
    status: str | None = None
    stage: str | None = None
    lost_reason: str | None = None
    amount: float | None = None
    closed_at: datetime | None = None
    title: str | None = None


def read_crm(
    path: Path, country: str, *, kind: str | None = None, columns: Mapping[str, str] | None = None
) -> tuple[tuple[CrmItem, ...], tuple[BadRow, ...]]:
    """All good items and all bad rows, in the order of the file.

    Args:
        country: of numbers written without their country.
        kind: of all items, where no column says it.
        columns: title of the column for a field of FIELDS.

    Raises:
        UsageError: the file cannot be read, is no table of these, or does not say what kind its items are.
    """
    header, rows = _table(path, columns or {})
    where = f"{path}:{header.row}"
    if kind is None and "kind" not in header.at:
        # Leads have a status too: what the file is called says more than its columns.
        kind = _kind_by_name(path) or (DEAL if {"status", "amount"} & header.at.keys() else None)
        if kind is None:
            raise UsageError(
                _("it does not say whether these are events, requests or deals"),
                where,
                _("Say it with --kind {kinds}, or add a column type.").format(kinds="|".join(KINDS)),
            )
    if "at" not in header.at or not {"call", "customer"} & header.at.keys():
        raise UsageError(
            _("there is no column with the date, or none with the customer's number or the call"),
            where,
            _("Its columns are: {titles}. Name them with --columns, such as at=TITLE,customer=TITLE.").format(
                titles=", ".join(header.titles)
            ),
        )
    items: list[CrmItem] = []
    bad: list[BadRow] = []
    for row in rows:
        read = _item(_cells(row, header), kind, country)
        if isinstance(read, CrmItem):
            items.append(read)
        else:
            bad.append(BadRow(row.number, read, "; ".join(row.cells)[:200]))
    return tuple(items), tuple(bad)


@dataclass(frozen=True, slots=True)
class _Header:
    """``row`` counts from 1; ``at``: the places of each field's columns."""

    row: int
    titles: tuple[str, ...]
    at: Mapping[str, tuple[int, ...]]


def _table(path: Path, columns: Mapping[str, str]) -> tuple[_Header, Sequence[Row]]:
    found = with_header(read_tables(path), lambda row: len(_header(row, columns).at))
    if found is None:
        raise UsageError(_("the file is empty"), str(path), _("The first row names the columns."))
    first, rows = found
    header = _header(first, columns)
    missing = next((title for field, title in columns.items() if field not in header.at), None)
    if missing is not None:
        raise UsageError(
            _("there is no column {name!r}").format(name=missing),
            f"{path}:{header.row}",
            _("Its columns are: {titles}.").format(titles=", ".join(header.titles)),
        )
    return header, rows


def _header(row: Row, columns: Mapping[str, str]) -> _Header:
    titles = [_plain(cell) for cell in row.cells]
    at: dict[str, tuple[int, ...]] = {}
    for field, names in FIELDS.items():
        wanted = (_plain(columns[field]),) if field in columns else names
        found = tuple(titles.index(name) for name in wanted if name in titles)
        taken = {place for places in at.values() for place in places}
        free = tuple(place for place in found if place not in taken)
        if free:
            # A contact may have several telephones in several columns, of which one is filled.
            at[field] = free if field == "customer" else free[:1]
    return _Header(row.number, tuple(cell for cell in row.cells if cell), at)


def _cells(row: Row, header: _Header) -> Mapping[str, str]:
    return {
        field: next((row.cells[place] for place in places if place < len(row.cells) and row.cells[place]), "")
        for field, places in header.at.items()
    }


def _item(cells: Mapping[str, str], kind: str | None, country: str) -> CrmItem | str:
    """The item, or why the row is none."""
    said = cells.get("kind", "")
    told = kind or _KIND_WORDS.get(_plain(said))
    if told is None:
        return _("{value!r} is no kind: event, request or deal").format(value=said)
    moment = moment_of(cells["at"])
    if moment is None:
        return _("no possible time: {text}").format(text=cells["at"])
    closed = moment_of(cells.get("closed_at", ""))
    if closed is None and cells.get("closed_at"):
        return _("no possible time: {text}").format(text=cells["closed_at"])
    amount = amount_of(cells.get("amount", ""))
    if amount is None and cells.get("amount"):
        return _("no number: {text}").format(text=cells["amount"])
    call, customer = cells.get("call") or None, party(_first_number(cells.get("customer", "")), country)
    if call is None and customer is None:
        return _("neither a call nor a customer's number")
    stage, reason = cells.get("status") or None, cells.get("lost_reason") or None
    at = moment[0]
    return CrmItem(
        kind=told,
        crm_id=cells.get("crm_id") or _hash(told, cells["at"], call, customer, cells.get("title", "")),
        at=at,
        whole_day=moment[1],
        call=call,
        customer=customer,
        manager=cells.get("manager") or None,
        source=cells.get("source") or None,
        campaign=cells.get("campaign") or None,
        status=_status(stage, reason) if told == DEAL else None,
        stage=stage,
        lost_reason=reason,
        amount=amount,
        closed_at=closed[0] if closed else None,
        title=cells.get("title") or None,
    )


def _status(stage: str | None, lost_reason: str | None) -> str:
    name = _plain(stage or "")
    # «Не реализовано» holds «реализовано», so that what is lost is asked first.
    if any(word in name for word in _LOST):
        return LOST
    if any(word in name for word in _WON):
        return WON
    return LOST if lost_reason else OPEN


def _kind_by_name(path: Path) -> str | None:
    name = _plain(path.stem)
    found = {kind for word, kind in _KIND_WORDS.items() if len(word) > 3 and (word in name or word[:-1] in name)}
    return found.pop() if len(found) == 1 else None


def _first_number(text: str) -> str:
    return next((part.strip() for part in text.replace(";", ",").split(",") if part.strip()), "").lstrip("'")


def _hash(*parts: object) -> str:
    return "row-" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def _plain(title: str) -> str:
    kept = title.casefold().replace("ё", "е").translate(str.maketrans("_-().:", "      "))
    return " ".join(kept.split())
