"""A seed and a number of calls in; out, the calls of ninety days with all that is true of them, and their log.

Customers call again, call many times in a row, are called back after nobody answered; no customer has two calls at a
time, so that an event of the CRM during a call can be of no other one.
"""

from __future__ import annotations

import heapq
import random
from datetime import datetime, time, timedelta

from tools.known.office import (
    DAYS,
    FIRST_DAY,
    LINES,
    TRUNKS,
    advertised_by,
    extensions,
    person_on,
)
from tools.known.switchboard import QUEUE, Switchboard
from tools.known.truth import KnownCall

_FOLLOW_UPS = 0.05
"""The share of calls that others led to."""
_KINDS = {
    "direct": 0.22, "fork": 0.12, "queue": 0.14, "menu": 0.05, "transfer": 0.05, "machine": 0.04, "outbound": 0.32,
    "internal": 0.06,
}  # fmt: skip
_HOURS = {8: 2, 9: 8, 10: 12, 11: 12, 12: 9, 13: 8, 14: 10, 15: 11, 16: 11, 17: 8, 18: 5, 19: 3, 20: 2, 22: 1}
_OPERATORS = ("+7903", "+7905", "+7909", "+7916", "+7925", "+7926", "+7495", "+7812")
_SECOND = timedelta(seconds=1)


def make_calls(number: int, seed: int) -> tuple[list[KnownCall], Switchboard]:
    """At most so many calls, in order of their start, and what the telephone system wrote of them."""
    chance = random.Random(seed)
    history = _History(chance, number)
    history.run()
    return sorted(history.calls, key=lambda call: (call.started_at, call.call_id)), history.board


class _History:
    def __init__(self, chance: random.Random, number: int) -> None:
        self.calls: list[KnownCall] = []
        self.board = Switchboard(chance)
        self._chance = chance
        self._number = number
        self._follow_ups = int(number * _FOLLOW_UPS)
        self._phones = extensions()
        self._regulars = [self._new_customer() for _n in range(max(20, number // 8))]
        self._busy_until: dict[str, datetime] = {}
        self._met: set[str] = set()
        self._due: list[tuple[datetime, int, str, str]] = []

    def run(self) -> None:
        for at in sorted(self._moment() for _n in range(self._number - self._follow_ups)):
            self._follow_up_until(at)
            kind = self._chance.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
            if at.hour >= 20 and kind not in {"outbound", "internal"}:
                kind = "machine" if at.hour > 20 or self._chance.random() < 0.5 else kind
            self._call(at, kind, self._customer(kind, at))
        self._follow_up_until(datetime.max)

    def _moment(self) -> datetime:
        while True:
            day = FIRST_DAY + timedelta(days=self._chance.randrange(DAYS))
            if self._chance.random() < (1, 1, 1, 1, 0.95, 0.4, 0.15)[day.weekday()]:
                break
        hour = self._chance.choices(tuple(_HOURS), tuple(_HOURS.values()))[0]
        return datetime.combine(day, time(hour)) + timedelta(seconds=self._chance.randrange(3600))

    def _follow_up_until(self, at: datetime) -> None:
        while self._due and self._due[0][0] <= at:
            when, _n, kind, customer = heapq.heappop(self._due)
            self._call(self._when_free(customer, when), kind, customer)

    def _plan(self, at: datetime, kind: str, customer: str | None) -> None:
        if customer is not None and self._follow_ups > 0 and at.date() < FIRST_DAY + timedelta(days=DAYS):
            self._follow_ups -= 1
            heapq.heappush(self._due, (at, self._follow_ups, kind, customer))

    def _when_free(self, customer: str | None, at: datetime) -> datetime:
        busy = self._busy_until.get(customer or "")
        return at if busy is None or busy < at else busy + 5 * _SECOND

    def _customer(self, kind: str, at: datetime) -> str | None:
        if kind == "internal" or (kind != "outbound" and kind != "queue" and self._chance.random() < 0.01):
            return None
        if self._chance.random() < 0.45:
            # The square makes some of them call far oftener than others.
            known = self._regulars[int(len(self._regulars) * self._chance.random() ** 2)]
            if self._when_free(known, at) == at:
                return known
        return self._new_customer()

    def _new_customer(self) -> str:
        return f"{self._chance.choice(_OPERATORS)}{self._chance.randrange(1_000_000, 10_000_000)}"

    def _call(self, at: datetime, kind: str, customer: str | None) -> None:
        direction = kind if kind in {"outbound", "internal"} else "inbound"
        at = self._when_free(customer, at)
        call = KnownCall(self.board.new_id(at), kind, direction, at, 0, "answered", customer=customer)
        getattr(self, f"_{kind}")(call)
        if customer is not None:
            self._busy_until[customer] = call.started_at + timedelta(seconds=call.duration)
            call.first = customer not in self._met
            self._met.add(customer)
        self.calls.append(call)
        ended = call.started_at + timedelta(seconds=call.duration)
        if direction == "inbound" and call.disposition in {"missed", "busy", "failed"}:
            if self._chance.random() < 0.6:
                later = timedelta(seconds=int(self._chance.expovariate(1 / 2400)) + 30)
                self._plan(ended + later, "outbound" if self._chance.random() < 0.7 else "direct", customer)
        elif kind == "direct" and self._chance.random() < 0.004:
            for n in range(self._chance.randrange(5, 12)):
                self._plan(ended + timedelta(seconds=60 * n + self._chance.randrange(50)), "direct", customer)

    def _direct(self, call: KnownCall) -> None:
        self._arrive(call)
        self._answer(call, 0.85)
        agent = self._agent(call)
        call.lost_in = None if call.answered else "ringing"
        call.rung = agent
        self._owned_by(call, agent)
        self.board.inbound(call, [agent], self._trunk())

    def _fork(self, call: KnownCall) -> None:
        self._arrive(call)
        self._answer(call, 0.9)
        call.disposition = call.disposition if call.answered else "missed"
        agents = self._agents(self._chance.randrange(3, 6), call)
        call.rung = " ".join(agents)
        if call.answered:
            self._owned_by(call, agents[0])
        else:
            call.lost_in = "ringing"
        self.board.inbound(call, agents, self._trunk())

    def _queue(self, call: KnownCall) -> None:
        self._arrive(call)
        call.queue = QUEUE
        if self._chance.random() < 0.86:
            tried = self._agents(self._chance.choice((0, 0, 0, 1, 2)) + 1, call)
            agent = tried.pop()
            call.wait = 1 + 4 * len(tried) + self._chance.randrange(1, 14)
            call.talk = self._talk()
            call.hangup_by = self._chance.choice(("customer", "manager"))
            call.rung = " ".join((*tried, agent))
            call.duration = call.wait + call.talk
            self._owned_by(call, agent)
            self.board.queued(call, tried, agent, self._trunk())
            return
        tried = self._agents(self._chance.choice((0, 1, 1, 2, 3)), call)
        call.wait = call.duration = 4 * len(tried) + self._chance.choice((1, 2, 3, 5, 8, 15, 20, 21, 40, 90))
        call.disposition, call.hangup_by, call.lost_in = "missed", "customer", "queue"
        call.rung = " ".join(tried)
        if len(tried) == 1:
            self._owned_by(call, tried[0])
        self.board.queued(call, tried, None, self._trunk())

    def _menu(self, call: KnownCall) -> None:
        self._arrive(call)
        heard = self._chance.randrange(3, 25)
        if self._chance.random() < 0.2:
            call.kind, call.lost_in = "menu", "menu"
            self._machine_answers(call, heard, "BackGround")
            return
        self._answer(call, 0.85)
        call.wait += heard
        call.duration += heard
        agent = self._agent(call)
        call.rung = agent
        call.lost_in = None if call.answered else "ringing"
        self._owned_by(call, agent)
        self.board.menu(call, agent, self._trunk(), heard)

    def _transfer(self, call: KnownCall) -> None:
        self._arrive(call)
        call.wait = self._chance.randrange(1, 25)
        first, second = self._agents(2, call)
        answered = self._chance.random() < 0.75
        talks = (self._chance.randrange(5, 60), self._talk() if answered else 0)
        ring = self._chance.randrange(2, 20)
        call.talk, call.duration = sum(talks), call.wait + sum(talks) + ring
        call.transferred_to, call.rung = second, f"{first} {second}"
        call.lost_in = None if answered else "transfer"
        self._owned_by(call, first)
        self.board.transferred(call, (first, second), self._trunk(), talks, ring)

    def _machine(self, call: KnownCall) -> None:
        self._arrive(call)
        self._machine_answers(call, self._chance.randrange(3, 20), "Playback")

    def _machine_answers(self, call: KnownCall, seconds: int, app: str) -> None:
        call.disposition = "machine_only"
        call.wait = call.duration = seconds
        self.board.machine(call, self._trunk(), app)

    def _outbound(self, call: KnownCall) -> None:
        self._answer(call, 0.65)
        agent, trunk = self._agent(call), self._trunk()
        call.line = trunk
        self._owned_by(call, agent)
        self.board.outbound(call, agent, trunk)

    def _internal(self, call: KnownCall) -> None:
        self._answer(call, 0.8)
        one, other = self._agents(2, call)
        call.rung = other
        self._owned_by(call, one)
        self.board.internal(call, (one, other))

    def _arrive(self, call: KnownCall) -> None:
        call.line = self._chance.choices(LINES, (14, 10, 9, 8, 8, 6, 6, 12, 5, 5, 9, 8))[0]
        said = advertised_by(call.line, call.started_at.date())
        call.source, call.campaign, call.keyword = said.source, said.campaign, said.keyword

    def _answer(self, call: KnownCall, share: float) -> None:
        if self._chance.random() < share:
            call.wait = min(60, 1 + int(self._chance.expovariate(1 / 11)))
            call.talk = self._talk()
        else:
            call.disposition = self._chance.choices(("missed", "busy", "failed"), (0.8, 0.15, 0.05))[0]
            call.wait = (
                self._chance.choice((1, 3, 5)) if self._chance.random() < 0.25 else self._chance.randrange(4, 60)
            )
            if call.disposition != "missed":
                call.wait = self._chance.randrange(0, 3)
        call.duration = call.wait + call.talk

    def _talk(self) -> int:
        kind = self._chance.random()
        if kind < 0.08:
            return self._chance.randrange(3, 15)
        if kind < 0.2:
            return self._chance.randrange(15, 31)
        return min(1800, 31 + int(self._chance.expovariate(1 / 140)))

    def _trunk(self) -> str:
        return self._chance.choice(TRUNKS)

    def _agent(self, call: KnownCall) -> str:
        return self._agents(1, call)[0]

    def _agents(self, number: int, call: KnownCall) -> list[str]:
        """The first thirty far oftener than those whom nobody has on a list."""
        listed = self._chance.random() < 0.985 or number == 0
        chosen = self._chance.sample(self._phones[:-2], number)
        return chosen if listed else [*chosen[:-1], self._chance.choice(self._phones[-2:])]

    def _owned_by(self, call: KnownCall, extension: str) -> None:
        person = person_on(extension, call.started_at.date())
        if person is None:
            call.manager = extension
            return
        call.manager, call.manager_name = person.id, person.name
        call.extension, call.department = extension, person.department
