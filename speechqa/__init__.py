"""speechqa scores telephone calls against checklists, on this machine only.

What a Python caller uses; each name is imported when it is first asked for::

    import speechqa
    checklist = speechqa.load_checklist("sales-inbound")
    transcript = speechqa.transcribe("call.wav")
    match = speechqa.match(transcript, checklist)
    print(speechqa.score(checklist, match.verdicts).light)
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

# onnxruntime's Linux wheel connects to the network unless this stands before its first import, in every process;
# being the package's first statement, it also covers spawned workers and Python callers.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"

_PUBLIC = {
    "load_checklist": "speechqa.checklist.load",
    "transcribe": "speechqa.transcript.whisper",
    "match": "speechqa.matching.verdicts",
    "score": "speechqa.scoring",
    "open_store": "speechqa.store.connection",
    "SpeechqaError": "speechqa.errors",
}

__all__ = ["SpeechqaError", "load_checklist", "match", "open_store", "score", "transcribe"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])
