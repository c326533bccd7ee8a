"""A call as it was decided in; out, the rows of the ``Master.csv`` and of the ``queue_log`` that a telephone system
would write of it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tools.known.office import ZONE
from tools.known.truth import KnownCall

QUEUE = "600"
_ZONE = ZoneInfo(ZONE)
_SAID = {"answered": "ANSWERED", "missed": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}


class Switchboard:
    """Numbers channels and rows as a telephone system does."""

    def __init__(self, chance: random.Random) -> None:
        self.rows: list[list[object]] = []
        self.queue_lines: list[tuple[int, str]] = []
        self._chance = chance
        self._channels = count(1)
        self._sequences = count(1)

    def new_id(self, at: datetime) -> str:
        """A channel's id."""
        return f"{_epoch(at)}.{next(self._channels)}"

    def inbound(self, call: KnownCall, agents: Sequence[str], trunk: str) -> None:
        """Rung at once: one telephone, or several of which the first answers."""
        channel = self._channel(trunk)
        data = "&".join(f"PJSIP/{agent}" for agent in agents) + ",30,tr"
        for n, agent in enumerate(agents):
            talk = call.talk if n == 0 else 0
            said = _SAID[call.disposition] if n == 0 or not call.answered else "NO ANSWER"
            self._row(call, self._caller(call), self._line(call), channel, self._phone(agent), "Dial", data, 0,
                      call.wait, talk, said)  # fmt: skip

    def menu(self, call: KnownCall, agent: str, trunk: str, heard: int) -> None:
        """A menu first, then a telephone."""
        channel, who = self._channel(trunk), self._caller(call)
        self._row(call, who, self._line(call), channel, "", "BackGround", "custom/menu", 0, 0, heard, "ANSWERED")
        self._row(call, who, agent, channel, self._phone(agent), "Dial", f"PJSIP/{agent},30", heard,
                  call.wait - heard, call.talk, _SAID[call.disposition])  # fmt: skip

    def machine(self, call: KnownCall, trunk: str, app: str) -> None:
        """Nobody but an announcement or a menu."""
        self._row(call, self._caller(call), self._line(call), self._channel(trunk), "", app, "custom/closed", 0, 0,
                  call.duration, "ANSWERED")  # fmt: skip

    def transferred(
        self, call: KnownCall, agents: tuple[str, str], trunk: str, talks: tuple[int, int], ring: int
    ) -> None:
        """Handed on without a word; the second one answers where the second talk is not 0."""
        channel, who, (first, second) = self._channel(trunk), self._caller(call), agents
        self._row(call, who, self._line(call), channel, self._phone(first), "Dial", f"PJSIP/{first},30,tr", 0,
                  call.wait, talks[0], "ANSWERED")  # fmt: skip
        self._row(call, who, second, channel, self._phone(second), "Dial", f"PJSIP/{second},30,tr",
                  call.wait + talks[0], ring, talks[1], "ANSWERED" if talks[1] else "NO ANSWER")  # fmt: skip

    def queued(self, call: KnownCall, tried: Sequence[str], agent: str | None, trunk: str) -> None:
        """A queue that answers at once, rings members in turn and then the one who answers; the queue log tells."""
        channel, who = self._channel(trunk), self._caller(call)
        local = self._local(agent) if agent else ""
        data = f"{QUEUE},t,,,300"
        self._row(call, who, self._line(call), channel, local + ";1" if local else "", "Queue", data, 0, 0,
                  call.duration, "ANSWERED")  # fmt: skip
        self._log(call, 0, "NONE", "ENTERQUEUE", "", who, "1")
        at = 1
        for each in tried:
            self._row(call, who, each, self._local(each) + ";2", self._phone(each), "Dial", f"PJSIP/{each},15", at, 3,
                      0, "NO ANSWER")  # fmt: skip
            self._log(call, at + 3, f"PJSIP/{each}", "RINGNOANSWER", "3000")
            at += 4
        if agent is None:
            self._log(call, call.duration, "NONE", "ABANDON", "1", "1", str(call.duration))
            return
        self._row(call, who, agent, local + ";2", self._phone(agent), "Dial", f"PJSIP/{agent},15", at, call.wait - at,
                  call.talk, "ANSWERED")  # fmt: skip
        self._log(call, call.wait, f"PJSIP/{agent}", "CONNECT", str(call.wait), call.call_id, "2")
        ended = "COMPLETECALLER" if call.hangup_by == "customer" else "COMPLETEAGENT"
        self._log(call, call.duration, f"PJSIP/{agent}", ended, str(call.wait), str(call.talk), "1")

    def outbound(self, call: KnownCall, agent: str, trunk: str) -> None:
        """From a telephone to a customer."""
        number = "8" + str(call.customer)[2:]
        self._row(call, agent, number, self._phone(agent), self._channel(trunk), "Dial", f"PJSIP/{number}@{trunk},300",
                  0, call.wait, call.talk, _SAID[call.disposition], context="from-internal")  # fmt: skip

    def internal(self, call: KnownCall, agents: tuple[str, str]) -> None:
        """Between two telephones."""
        one, other = agents
        self._row(call, one, other, self._phone(one), self._phone(other), "Dial", f"PJSIP/{other},30", 0, call.wait,
                  call.talk, _SAID[call.disposition], context="from-internal")  # fmt: skip

    def _row(
        self, call: KnownCall, src: str, dst: str, channel: str, dstchannel: str, app: str, data: str, after: int,
        wait: int, talk: int, said: str, *, context: str = "from-trunk",
    ) -> None:  # fmt: skip
        start = call.started_at + timedelta(seconds=after)
        answer = start + timedelta(seconds=wait) if said == "ANSWERED" else ""
        # The id of the call is that of its first channel; a Local channel has one of its own.
        own = self.new_id(start) if channel.startswith("Local/") else call.call_id
        self.rows.append([
            "", src, dst, context, f'"" <{src}>' if src else "", channel, dstchannel, app, data,
            start, answer, start + timedelta(seconds=wait + talk), wait + talk, talk, said, "DOCUMENTATION",
            own, "", "", call.call_id, next(self._sequences),
        ])  # fmt: skip

    def _log(self, call: KnownCall, after: int, agent: str, event: str, *data: str) -> None:
        at = _epoch(call.started_at) + after
        self.queue_lines.append((at, "|".join((str(at), call.call_id, QUEUE, agent, event, *data))))

    def _caller(self, call: KnownCall) -> str:
        """As operators send it: with 7, 8 or +7."""
        return self._chance.choice(("7", "8", "+7")) + call.customer[2:] if call.customer else "anonymous"

    def _line(self, call: KnownCall) -> str:
        return str(call.line).lstrip("+")

    def _channel(self, trunk: str) -> str:
        return f"PJSIP/{trunk}-{next(self._channels):08x}"

    def _phone(self, extension: str) -> str:
        return f"PJSIP/{extension}-{next(self._channels):08x}"

    def _local(self, extension: str) -> str:
        return f"Local/{extension}@from-queue-{next(self._channels):08x}"


def _epoch(at: datetime) -> int:
    return int(at.replace(tzinfo=_ZONE).timestamp())
