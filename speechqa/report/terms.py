"""Calls in, the words and two-word phrases of customers that are not among the advertising's keywords out (S6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.terms import Group, HeardCalls, TermCount, heard_calls, kept_terms, term_counts, terms_before
from speechqa.report.chosen import chosen
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.sheet import Column, Members, Sheet, Table
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlite_utils import Database

_LEVELS = {"all": (), "source": ("source",), "campaign": ("source", "campaign")}
_BEHIND = """(SELECT f.*, w.text AS term FROM call_fact f
  CROSS JOIN call_result r ON r.call_id = f.call_id CROSS JOIN customer_terms t ON t.recording_id = r.recording_id
  CROSS JOIN json_each('[' || t.terms || ']') j CROSS JOIN term w ON w.term_id = j.value)"""
_COUNTED = {"calls": "1", "share": "1", "customers": "customer IS NOT NULL"}
_LEAST = 2
"""A word of one customer alone says nothing of the others, and may say who that customer is."""


def report_terms(db: Database, question: Question) -> Sheet:
    """Groups with most calls first, those without advertising last; in each the commonest terms first."""
    import numpy as np

    by = _LEVELS[str(question.options["by"])]
    filters = question.filters
    where, values = chosen(filters)
    kept = kept_terms(db)
    heard = heard_calls(db, kept, f"({where}) AND NOT internal", values, by)
    first_day = filters.period.start
    before = terms_before(db, kept, first_day.isoformat()) if first_day else None
    only_new = bool(question.options["new"])
    keywords = _keywords(db, heard)
    none: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def known(group: Group) -> NDArray[np.int64]:
        own = np.array(sorted(_of_group(keywords, group)), dtype=np.int64)
        return np.concatenate([own, before if only_new and before is not None else none])

    counts = term_counts(heard, known, int(question.options["top"] or 0), least=_LEAST)
    if only_new and before is None:
        counts = {}
    table = _table(db, heard, counts, by, None if before is None else set(map(int, before)))
    keys = (*by, "term")
    counted = {key: key for key in keys} | _COUNTED
    members = Members(_BEHIND, f"({where}) AND NOT internal", values, frozenset(keys), counted)
    table = replace(table, members=members)
    return Sheet("terms", _("Words of customers"), filters.period, (table,), _notes(db, question, heard, before))


def _table(
    db: Database,
    heard: HeardCalls,
    counts: dict[Group, list[TermCount]],
    by: tuple[str, ...],
    before: set[int] | None,
) -> Table:
    sizes: dict[Group, int] = defaultdict(int)
    for group in heard.groups:
        sizes[group] += 1
    ordered = sorted(counts, key=lambda group: (all(one is None for one in group), -sizes[group], *map(str, group)))
    listed = [(group, one) for group in ordered for one in counts[group]]
    texts = _texts(db, [one.term_id for _group, one in listed])
    quotes = _Quotes(db, heard)
    rows = []
    for group, one in listed:
        lemma, text = texts[one.term_id]
        is_new = None if before is None else one.term_id not in before
        call_id, quote = quotes.of(one, lemma)
        rows.append(
            (
                *group, _who(group), text, one.calls, 100.0 * one.calls / sizes[group], sizes[group], one.customers,
                is_new, _("new") if is_new else "", quote, call_id,
            )
        )  # fmt: skip
    titles = {"source": _("source"), "campaign": _("campaign")}
    columns = (
        *(Column(level, titles[level], shown=False) for level in by),
        Column("who", _("advertising"), shown=bool(by), for_people=True),
        Column("term", _("word")), Column("calls", _("calls"), "count"), Column("share", _("of calls"), "percent"),
        Column("of", _("calls heard"), "count", False), Column("customers", _("customers"), "count"),
        Column("new", _("new"), shown=False), Column("mark", _("new"), for_people=True),
        Column("quote", _("for example")), Column("quote_call_id", _("call"), shown=False),
    )  # fmt: skip
    return Table("terms", columns, tuple(rows), nothing=_("No such words."))


def _keywords(db: Database, heard: HeardCalls) -> dict[Group, set[int]]:
    """By source and campaign, the terms of keywords that calls and lines bear."""
    from speechqa.matching.terms import lemmas_of

    rows = db.conn.execute(
        """SELECT source, campaign, keyword FROM call WHERE keyword IS NOT NULL GROUP BY 1, 2, 3
           UNION SELECT source, campaign, keyword FROM line WHERE keyword IS NOT NULL"""
    ).fetchall()
    if not rows or not heard.call_ids:
        return {}
    languages = _languages(db, heard)
    lemmas: dict[Group, set[str]] = defaultdict(set)
    for source, campaign, keyword in rows:
        for language in languages:
            lemmas[source, campaign] |= lemmas_of(keyword, language)
    ids = {lemma: _id_of(db, lemma) for lemma in {one for own in lemmas.values() for one in own}}
    return {group: {id_ for lemma in own if (id_ := ids[lemma]) is not None} for group, own in lemmas.items()}


def _languages(db: Database, heard: HeardCalls) -> list[str]:
    spoken = db.conn.execute(
        "SELECT language FROM transcript JOIN customer_terms USING (transcript_id) WHERE recording_id = ?",
        [heard.recording_ids[-1]],
    )
    rows = [*spoken.fetchall(), *db.conn.execute("SELECT language FROM checklist").fetchall()]
    return list(dict.fromkeys(str(row[0]).partition("-")[0] for row in rows))


def _id_of(db: Database, lemma: str) -> int | None:
    row = db.conn.execute("SELECT term_id FROM term WHERE lemma = ?", [lemma]).fetchone()
    return None if row is None else int(row[0])


def _of_group(keywords: dict[Group, set[int]], group: Group) -> set[int]:
    """Those of the group's advertising; of all of it where calls are not told apart by it."""
    return {id_ for own, ids in keywords.items() if own[: len(group)] == group for id_ in ids}


def _texts(db: Database, ids: list[int]) -> dict[int, tuple[str, str]]:
    import json

    query = "SELECT term_id, lemma, text FROM term WHERE term_id IN (SELECT value FROM json_each(?))"
    rows = db.conn.execute(query, [json.dumps(ids)])
    return {row[0]: (row[1], row[2]) for row in rows}


class _Quotes:
    """Where terms were said last, each transcript read once."""

    def __init__(self, db: Database, heard: HeardCalls) -> None:
        self._db, self._heard = db, heard
        self._read: dict[str, Any] = {}

    def of(self, one: TermCount, lemma: str) -> tuple[str, str | None]:
        """A call and what was said there."""
        from speechqa.matching.terms import quote_of

        transcript, channel = self._transcript(self._heard.recording_ids[one.last])
        return self._heard.call_ids[one.last], quote_of(transcript, channel, lemma)

    def _transcript(self, recording_id: str) -> Any:
        from speechqa.store.terms import terms_made_of
        from speechqa.store.transcripts import load_transcript

        if recording_id not in self._read:
            made = terms_made_of(self._db, recording_id)
            assert made is not None
            self._read[recording_id] = load_transcript(self._db, made[0]), made[1]
        return self._read[recording_id]


def _who(group: Group) -> str:
    if all(part is None for part in group):
        return _("without a source")
    return " / ".join("–" if part is None else part for part in group)


def _notes(db: Database, question: Question, heard: HeardCalls, before: Any) -> tuple[str, ...]:
    heard_count = len(heard.call_ids)
    notes = [
        ngettext(
            "{n} call with a customer whose words are known.", "{n} calls with a customer whose words are known.",
            heard_count,
        ).format(n=heard_count)
    ]  # fmt: skip
    if before is None:
        notes.append(_("What is new is not known: no earlier calls were heard."))
    if question.filters.period.start is None:
        notes[1:] = [_("What is new is told of a period: --from or --period.")]
    notes.append(_("Names, numbers and the words of a single customer are left out."))
    return tuple(notes)


REPORT = NamedReport(
    "terms",
    lambda: _("Words of customers that are not among the advertising's keywords, by campaign, and which are new."),
    report_terms,
    (
        Option("by", "campaign", lambda: _("lists of their own for each campaign or source, or one of all calls"),
               tuple(_LEVELS)),
        Option("top", 20, lambda: _("so many words of each list"), bounds=(1, 1000)),
        Option("new", False, lambda: _("only words that no earlier call has")),
    ),
)  # fmt: skip
