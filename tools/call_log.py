"""A number of rows in, an Asterisk log of a busy office out: one that an import can be timed with.

``python -m tools.call_log 200000 Master.csv``: the log as FreePBX writes it, with linkedid and sequence. Calls come in
to one phone, to a group of five that ring at once, and through a queue by way of Local channels; go out; go between
extensions; are handed on; meet nobody, or an answering machine.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

EXTENSIONS = tuple(str(number) for number in range(101, 141))
LINES = tuple(f"7495{number}" for number in range(1234560, 1234570))
_START = datetime(2026, 1, 12, 9)
_EPOCH = int(datetime(2026, 1, 12, 6).timestamp())
_CONTEXT = "from-trunk"


def write_log(path: Path, rows: int, seed: int = 1) -> int:
    """Write a log of at least so many rows; returns how many calls they are."""
    written = calls = 0
    office = _Office(random.Random(seed))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        while written < rows:
            made = office.call()
            writer.writerows(made)
            written += len(made)
            calls += 1
    return calls


@dataclass(frozen=True, slots=True)
class _Begun:
    """A call as it begins: seconds from the log's first, the id, who calls and which line is called."""

    second: int
    linkedid: str
    customer: str
    line: str


class _Office:
    """Numbers its channels and rows as a telephone system does."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._second = 0
        self._channels = count(1)
        self._sequences = count(1)
        # Half of the calls are from customers who called before.
        self._customers = [f"79{chance.randrange(10**9):09d}" for _n in range(5000)]

    def call(self) -> list[list[str]]:
        kinds: tuple[tuple[Callable[[_Begun], Iterator[list[str]]], float], ...] = (
            (self._to_one, 0.25),
            (self._to_group, 0.2),
            (self._queued, 0.15),
            (self._outbound, 0.25),
            (self._internal, 0.05),
            (self._transferred, 0.05),
            (self._machine, 0.05),
        )
        self._second += self._chance.randrange(1, 45)
        begun = _Begun(self._second, self._id(), self._number(), self._chance.choice(LINES))
        kind = self._chance.choices([made for made, _share in kinds], [share for _made, share in kinds])[0]
        return list(kind(begun))

    def _to_one(self, call: _Begun) -> Iterator[list[str]]:
        agent, wait = self._chance.choice(EXTENSIONS), self._chance.randrange(2, 30)
        talk = self._talk() if self._chance.random() < 0.8 else 0
        yield self._inbound(call, agent, "Dial", f"PJSIP/{agent},30,tr", wait, talk)

    def _to_group(self, call: _Begun) -> Iterator[list[str]]:
        rung = self._chance.sample(EXTENSIONS, 5)
        wait, talk = self._chance.randrange(3, 25), self._talk() if self._chance.random() < 0.85 else 0
        data, trunk = "&".join(f"PJSIP/{each}" for each in rung) + ",25", self._trunk()
        for n, agent in enumerate(rung):
            yield self._inbound(call, agent, "Dial", data, wait, talk if n == 0 else 0, trunk=trunk)

    def _queued(self, call: _Begun) -> Iterator[list[str]]:
        wait = self._chance.randrange(5, 90)
        agents = self._chance.sample(EXTENSIONS, 3)
        for agent in agents[1:]:
            local = f"Local/{agent}@from-queue-{next(self._channels):08x};2"
            yield self._row(call, call.customer, agent, local, self._phone(agent), "Dial", wait=15, after=2)
        talk = self._talk() if self._chance.random() < 0.8 else 0
        local = f"Local/{agents[0]}@from-queue-{next(self._channels):08x};1"
        yield self._inbound(call, "600", "Queue", "600,t,,,300", wait, talk, to=local)
        phone = self._phone(agents[0])
        yield self._row(call, call.customer, agents[0], local[:-1] + "2", phone, "Dial", wait, talk, after=2)

    def _outbound(self, call: _Begun) -> Iterator[list[str]]:
        agent, wait = self._chance.choice(EXTENSIONS), self._chance.randrange(3, 30)
        talk = self._talk() if self._chance.random() < 0.6 else 0
        number, trunk = f"8{call.customer[1:]}", self._trunk()
        yield self._row(call, agent, number, self._phone(agent), trunk, "Dial", wait, talk, context="from-internal")

    def _internal(self, call: _Begun) -> Iterator[list[str]]:
        one, other = self._chance.sample(EXTENSIONS, 2)
        ends = self._phone(one), self._phone(other)
        yield self._row(call, one, other, *ends, "Dial", 4, self._talk(), context="from-internal")

    def _transferred(self, call: _Begun) -> Iterator[list[str]]:
        first, second = self._chance.sample(EXTENSIONS, 2)
        wait, talk = self._chance.randrange(2, 20), self._talk()
        yield self._inbound(call, first, "Dial", f"PJSIP/{first},30,tr", wait, talk)
        later = wait + talk
        yield self._row(
            call, call.customer, second, self._trunk(), self._phone(second), "Dial", 5, self._talk(), after=later
        )

    def _machine(self, call: _Begun) -> Iterator[list[str]]:
        yield self._inbound(call, "s", "Playback", "custom/closed", 0, self._chance.randrange(3, 20), to="")

    def _inbound(
        self,
        call: _Begun,
        agent: str,
        app: str,
        data: str,
        wait: int,
        talk: int,
        *,
        to: str | None = None,
        trunk: str | None = None,
    ) -> list[str]:
        dst = call.line if app == "Dial" else agent
        end = self._phone(agent) if to is None else to
        return self._row(call, call.customer, dst, trunk or self._trunk(), end, app, wait, talk, data=data)

    def _row(
        self,
        call: _Begun,
        src: str,
        dst: str,
        channel: str,
        dstchannel: str,
        app: str,
        wait: int,
        talk: int = 0,
        *,
        context: str = _CONTEXT,
        data: str = "",
        after: int = 0,
    ) -> list[str]:
        start = _START + timedelta(seconds=call.second + after)
        end = start + timedelta(seconds=wait + talk)
        times = [str(start), str(start + timedelta(seconds=wait)) if talk else "", str(end)]
        ids = [call.linkedid if not after else self._id(), "", "", call.linkedid, str(next(self._sequences))]
        name = f'"Иванов {src[-2:]}" <{src}>'
        said = "ANSWERED" if talk else "NO ANSWER"
        seconds = [str(wait + talk), str(talk)]
        parties = ["", src, dst, context, name, channel, dstchannel, app, data or f"{dstchannel},30"]
        return [*parties, *times, *seconds, said, "DOCUMENTATION", *ids]

    def _id(self) -> str:
        return f"{_EPOCH + self._second}.{next(self._channels)}"

    def _trunk(self) -> str:
        return f"PJSIP/mtt-trunk-{next(self._channels):08x}"

    def _phone(self, extension: str) -> str:
        return f"PJSIP/{extension}-{next(self._channels):08x}"

    def _number(self) -> str:
        if self._chance.random() < 0.5:
            return self._chance.choice(self._customers)
        return f"79{self._chance.randrange(10**9):09d}"

    def _talk(self) -> int:
        return int(self._chance.expovariate(1 / 120)) + 5


if __name__ == "__main__":
    print(write_log(Path(sys.argv[2]), int(sys.argv[1])))
