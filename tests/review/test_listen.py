"""Which calls are to be listened to: laws of the choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from speechqa.review.listen import PARTS, QUICK, Candidate, Pick, choose, length_of, part_of, quick_look
from speechqa.review.reasons import CODES, ORDER, Reason, in_order

ON = date(2026, 11, 20)


@st.composite
def calls(draw: st.DrawFn, managers: tuple[str | None, ...] = ("101", "102", None)) -> list[Candidate]:
    """Some calls of some managers."""
    found = []
    for n in range(draw(st.integers(0, 25))):
        codes = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
        day = draw(st.integers(0, 10))
        hour = draw(st.one_of(st.none(), st.integers(0, 23)))
        found.append(
            Candidate(
                f"call-{n}", draw(st.sampled_from(managers)), ON - timedelta(days=day), hour,
                f"2026-11-{20 - day:02d}T{hour or 0:02d}:00:00+00:00", draw(st.one_of(st.none(), st.floats(11, 900))),
                draw(st.one_of(st.none(), st.integers(0, 100))), in_order([Reason(code) for code in codes]),
            )
        )  # fmt: skip
    return found


def heard(call: Candidate) -> Candidate:
    return replace(call, heard=True, on_day=True)


def by_manager(picks: tuple[Pick, ...]) -> dict[str | None, list[Pick]]:
    found: dict[str | None, list[Pick]] = {}
    for pick in picks:
        found.setdefault(pick.candidate.manager, []).append(pick)
    return found


@given(calls(), st.integers(1, 8))
def test_the_quota_is_never_exceeded_and_is_filled_where_there_are_enough_calls(own: list[Candidate], q: int) -> None:
    picks = choose(own, ON, q)
    there = Counter(one.manager for one in own)
    assert {who: len(found) for who, found in by_manager(picks).items()} == {
        who: min(q, number) for who, number in there.items()
    }
    ids = [pick.candidate.call_id for pick in picks]
    assert len(ids) == len(set(ids))


@given(calls(), st.integers(1, 8))
def test_half_of_the_quota_rounded_down_is_by_lot_and_more_only_where_reasons_lack(
    own: list[Candidate], q: int
) -> None:
    for found in by_manager(choose(own, ON, q)).values():
        if len(found) < q:
            continue
        drawn = sum(pick.kind == "random" for pick in found)
        assert drawn >= q // 2
        if drawn > q // 2:
            taken = {pick.candidate.call_id for pick in found}
            left = [one for one in own if one.manager == found[0].candidate.manager and one.call_id not in taken]
            assert not any(one.reasons for one in left)


@given(calls(), st.integers(1, 8))
def test_no_call_left_out_has_a_weightier_reason_than_one_taken_for_its_reason(own: list[Candidate], q: int) -> None:
    picks = choose(own, ON, q)
    taken = {pick.candidate.call_id for pick in picks}
    for who, found in by_manager(picks).items():
        places = [ORDER[pick.candidate.reasons[0].code] for pick in found if pick.kind == "reason"]
        assert places == sorted(places)
        left = [one for one in own if one.manager == who and one.call_id not in taken and one.reasons]
        assert not places or all(ORDER[one.reasons[0].code] >= places[-1] for one in left)


@given(calls(), st.integers(1, 8), st.randoms())
def test_the_choice_of_a_day_is_the_same_in_whatever_order_calls_come(own: list[Candidate], q: int, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(own)
    random.shuffle(mixed)
    assert choose(mixed, ON, q) == choose(own, ON, q)
    assert quick_look(mixed, ON) == quick_look(own, ON)


@given(calls(("101",)), calls(("102", "103")), st.integers(1, 8))
def test_another_managers_calls_change_nothing(own: list[Candidate], others: list[Candidate], q: int) -> None:
    others = [replace(one, call_id=f"other-{one.call_id}") for one in others]
    together = by_manager(choose([*others, *own], ON, q)).get("101", [])
    assert together == list(choose(own, ON, q))


@given(calls(("101",)), st.integers(2, 8))
def test_what_is_drawn_is_spread_over_the_parts_of_the_day(own: list[Candidate], q: int) -> None:
    # Without reasons everything is drawn, so that the whole quota shows how.
    plain = [replace(one, reasons=()) for one in own]
    drawn = Counter(part_of(pick.candidate.hour) for pick in choose(plain, ON, q))
    there = Counter(part_of(one.hour) for one in plain)
    for part, number in there.items():
        # A part gets fewer than another one by more than one only where it has no more calls.
        assert drawn[part] >= min(number, max(drawn.values()) - 1)


@given(st.integers(0, 300))
def test_with_one_drawn_call_a_day_all_parts_of_the_day_and_lengths_come_round_in_nine_days(first: int) -> None:
    own = [
        Candidate(f"{hour}-{length}", "101", ON, hour, length=length)
        for hour in (9, 13, 18)
        for length in (30, 90, 300)
    ]
    drawn = set()
    for n in range(9):
        (pick,) = (pick for pick in choose([replace(one, reasons=(Reason("target"),)) for one in own],
                                           ON + timedelta(days=first + n), 2) if pick.kind == "random")  # fmt: skip
        drawn.add((part_of(pick.candidate.hour), length_of(pick.candidate.length)))
    assert len(drawn) == 9


@given(calls(("101",)), st.integers(1, 6), st.data())
def test_a_call_heard_today_fills_the_quota_and_moves_no_other_pick(
    own: list[Candidate], q: int, data: st.DataObject
) -> None:
    before = choose(own, ON, q)
    if not before:
        return
    at = data.draw(st.integers(0, len(before) - 1))
    done = before[at].candidate.call_id
    after = choose([heard(one) if one.call_id == done else one for one in own], ON, q)
    assert after == before[:at] + before[at + 1 :]


@given(calls(("101",)), st.integers(1, 6), st.data())
def test_a_call_heard_today_that_was_no_pick_fills_the_quota_too(
    own: list[Candidate], q: int, data: st.DataObject
) -> None:
    before = choose(own, ON, q)
    others = [one for one in own if one.call_id not in {pick.candidate.call_id for pick in before}]
    if not others:
        return
    done = data.draw(st.sampled_from(others))
    after = choose([heard(one) if one == done else one for one in own], ON, q)
    assert after == before[:-1]


def test_the_lowest_score_is_the_first_of_red_calls_and_the_latest_of_others() -> None:
    red = [Candidate(f"r{n}", "101", ON, 10, score=n, reasons=(Reason("red"),)) for n in (50, 10, 40)]
    won = [Candidate(f"w{n}", "101", ON - timedelta(days=n), 10, reasons=(Reason("won"),)) for n in (3, 0, 7)]
    taken = [pick.candidate.call_id for pick in choose([*won, *red], ON, 10) if pick.kind == "reason"]
    order = ["r10", "r40", "r50", "w0", "w3", "w7"]
    assert taken == [one for one in order if one in taken]


@given(calls(("101",)))
def test_a_quick_look_is_at_three_calls_of_different_days_and_no_two_in_a_row(own: list[Candidate]) -> None:
    picks = [pick.candidate for pick in quick_look(own, ON)]
    assert len(picks) == min(QUICK, len(own))
    days = {one.day for one in own}
    if len(own) >= 7:
        row = [one.call_id for one in sorted(own, key=lambda one: (one.started_at, one.call_id))]
        places = sorted(row.index(one.call_id) for one in picks)
        assert all(later - earlier > 1 for earlier, later in pairwise(places))
    if len(days) == len(own):
        assert len({one.day for one in picks}) == len(picks)


def test_a_quick_look_at_one_day_is_at_its_morning_afternoon_and_evening() -> None:
    own = [
        Candidate(f"c{n:02d}", "101", ON, 9 + n // 4, f"2026-11-20T{9 + n // 4:02d}:{n % 4 * 15:02d}:00")
        for n in range(48)
    ]
    assert [part_of(pick.candidate.hour) for pick in quick_look(own, ON)] == list(PARTS)
