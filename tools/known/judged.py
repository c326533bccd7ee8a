"""Calls in; out, what scoring makes of most of those that somebody answered, decided here and noted in them.

Two checklists of ten checkpoints, that of inbound calls in two versions, the later from two thirds of the period on.
"""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from tools.known.office import DAYS, FIRST_DAY, WRONG_CAMPAIGN
from tools.known.truth import KnownCall

CHECKPOINTS = (
    "greeting", "introduction", "name", "need", "position", "offer", "price", "contraindications", "next_step", "tone",
)  # fmt: skip
CRITICAL = "contraindications"
BY_HUMAN = "tone"
WEIGHTS = {
    ("known-inbound", 1): (1, 1, 1, 2, 1, 2, 1, 3, 2, 1),
    ("known-inbound", 2): (1, 1, 0.5, 2, 1, 2, 1, 3, 3, 1),
    ("known-outbound", 1): (1, 1, 1, 2, 1.5, 2, 1, 3, 2, 1),
}
"""By checklist and version."""
OUTCOMES = ("order", "call_back", "declined")
TAGS = {"sale": "target", "delivery": "non_target", "wrong_number": "junk", "complaint": None}
SHORT = 15
SECOND_VERSION = FIRST_DAY + timedelta(days=2 * DAYS // 3)
HUMAN_TAGS = ("vip", "спор", "вернуть")
WORDS = (
    "мрт", "колено", "цена", "запись", "врач", "снимок", "срочно", "завтра", "утро", "спина", "контраст", "направление",
    "доставка", "возврат", "рассрочка", "гарантия",
)  # fmt: skip
"""Of customers, each by its dictionary form."""


def checklist_text(checklist: str, version: int) -> str:
    """The YAML of one of them."""
    direction = checklist.removeprefix("known-")
    lines = [
        f"checklist: {checklist}", f'title: {{ru: "Известная {direction}", en: "Known {direction}"}}', "language: ru",
        f"applies_to: {{direction: {direction}}}", "checkpoints:",
    ]  # fmt: skip
    for name, weight in zip(CHECKPOINTS, WEIGHTS[checklist, version], strict=True):
        lines += [f"  - id: {name}", f'    title: {{ru: "Критерий {name}", en: "Checkpoint {name}"}}']
        lines += [f"    weight: {weight}", f"    critical: {str(name == CRITICAL).lower()}"]
        lines += ["    by: human"] if name == BY_HUMAN else [f"    any: [слово {name}]"]
    lines.append("outcomes:")
    for name in OUTCOMES:
        lines += [
            f"  - id: {name}",
            f'    title: {{ru: "Итог {name}", en: "Outcome {name}"}}',
            f"    any: [итог {name}]",
        ]
        lines += ["    next_step: false"] if name == "declined" else []
    lines.append("tags:")
    for name, group in TAGS.items():
        lines += [f"  - id: {name}", f'    title: {{ru: "Метка {name}", en: "Tag {name}"}}', f"    any: [метка {name}]"]
        lines += [f"    group: {group}"] if group else []
    return "\n".join(lines) + "\n"


def write_checklists(folder: Path) -> None:
    """The latest version of both."""
    folder.mkdir(exist_ok=True)
    for checklist, version in (("known-inbound", 2), ("known-outbound", 1)):
        (folder / f"{checklist}.yaml").write_text(checklist_text(checklist, version), encoding="utf-8")


def judge_calls(calls: list[KnownCall], seed: int) -> None:
    """Decide what is heard in which calls."""
    chance = random.Random(seed + 2)
    skill = {}
    for call in calls:
        if not call.answered or call.direction == "internal" or chance.random() > 0.88:
            continue
        call.recorded = True
        _talk(call, chance)
        if chance.random() < 0.12:
            call.reviewed_at = call.started_at + timedelta(hours=chance.randrange(1, 300))
        if call.talk < SHORT:
            call.not_scored, call.light = "too_short", "grey"
            continue
        manager = str(call.manager)
        if manager not in skill:
            skill[manager] = chance.uniform(0.55, 0.95)
        _judge(call, skill[manager] - (0.12 if call.started_at.hour >= 17 else 0), chance)


def effective(call: KnownCall) -> None:
    """What follows from the verdicts: score, light, and the rest."""
    call.verdicts = "".join(
        said if said != "." else heard for heard, said in zip(call.machine, call.people, strict=True)
    )
    weights = [Fraction(str(weight)) for weight in WEIGHTS[str(call.checklist), call.version]]
    passed = sum((w for w, said in zip(weights, call.verdicts, strict=True) if said == "1"), Fraction(0))
    failed = sum((w for w, said in zip(weights, call.verdicts, strict=True) if said == "0"), Fraction(0))
    call.critical_failed = call.verdicts[CHECKPOINTS.index(CRITICAL)] == "0"
    call.unheard = "?" in call.verdicts
    if passed + failed == 0:
        call.light = "grey"
        return
    share = passed / (passed + failed)
    call.score = float(100 * share)
    call.light = "green" if share > Fraction(4, 5) else "yellow" if share >= Fraction(3, 5) else "red"
    if call.critical_failed:
        call.light = "red"


def _judge(call: KnownCall, skill: float, chance: random.Random) -> None:
    call.checklist = f"known-{call.direction}"
    call.version = 2 if call.direction == "inbound" and call.started_at.date() >= SECOND_VERSION else 1
    _tag(call, chance)
    if call.not_scored is not None:
        call.light = "grey"
        return
    machine = []
    for name in CHECKPOINTS:
        share = 0.06 if name == "position" else skill if name != CRITICAL else skill + (1 - skill) * 0.7
        drawn = chance.random()
        code = "-" if name == BY_HUMAN or drawn < 0.08 else "?" if drawn < 0.1 else ""
        machine.append(code or ("1" if chance.random() < share else "0"))
    call.machine, call.people = "".join(machine), "." * len(CHECKPOINTS)
    if chance.random() < 0.03:
        said = list(call.people)
        for place in chance.sample(range(len(CHECKPOINTS)), chance.randrange(1, 4)):
            said[place] = chance.choice("110-?")
        call.people = "".join(said)
    if chance.random() < 0.05 + 0.02 * (int(str(call.extension or 131)) % 10):
        # One manager's calls are nearly all alike to whoever tags them.
        tags = ("vip",) if call.manager == "m05" else HUMAN_TAGS
        call.human_tags = " ".join(sorted(chance.sample(tags, chance.randrange(1, len(tags) + 1))))
    effective(call)


def _tag(call: KnownCall, chance: random.Random) -> None:
    shares = (0.12, 0.74, 0.06) if call.campaign == WRONG_CAMPAIGN else (0.6, 0.14, 0.05)
    tag = chance.choices(("sale", "delivery", "wrong_number", None), (*shares, 1 - sum(shares)))[0]
    tags = [tag] if tag else []
    tags += ["complaint"] if chance.random() < 0.05 else []
    call.tags = " ".join(tags)
    call.call_group = TAGS[tag] if tag else None
    if call.call_group in {"non_target", "junk"}:
        call.not_scored, call.outcome = call.call_group, "not_sales"
        return
    call.outcome = chance.choices((*OUTCOMES, "lost"), (0.35, 0.25, 0.15, 0.25))[0]


def _talk(call: KnownCall, chance: random.Random) -> None:
    call.manager_speech = round(call.talk * chance.uniform(0.2, 0.6), 1)
    call.customer_speech = round(call.talk * chance.uniform(0.1, 0.35), 1)
    call.silences = chance.choice((0, 0, 1, 2, 4))
    call.silence = round(call.silences * chance.uniform(3, 9), 1)
    call.interruptions = chance.choice((0, 0, 0, 1, 2, 5))
    call.customer_words = " ".join(chance.sample(WORDS, chance.randrange(2, 7)))
