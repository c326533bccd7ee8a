"""faster-whisper's short names of models, where each comes from, and which of them are offered: values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be installed by a short name; ``size_bytes`` is that of model.bin, about."""

    name: str
    repository: str
    licence: str = "MIT"
    size_bytes: int | None = None


KNOWN: dict[str, KnownModel] = {
    name: KnownModel(name, repository, size_bytes=size)
    for name, repository, size in (
        ("base", "Systran/faster-whisper-base", 145_217_607),
        ("tiny", "Systran/faster-whisper-tiny", 75_000_000),
        ("small", "Systran/faster-whisper-small", 484_000_000),
        ("medium", "Systran/faster-whisper-medium", 1_530_000_000),
        ("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1_620_000_000),
        ("large-v3", "Systran/faster-whisper-large-v3", 3_090_000_000),
        ("turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1_620_000_000),
        ("large", "Systran/faster-whisper-large-v3", 3_090_000_000),
        ("large-v2", "Systran/faster-whisper-large-v2", None),
        ("large-v1", "Systran/faster-whisper-large-v1", None),
        ("tiny.en", "Systran/faster-whisper-tiny.en", None),
        ("base.en", "Systran/faster-whisper-base.en", None),
        ("small.en", "Systran/faster-whisper-small.en", None),
        ("medium.en", "Systran/faster-whisper-medium.en", None),
        ("distil-small.en", "Systran/faster-distil-whisper-small.en", None),
        ("distil-medium.en", "Systran/faster-distil-whisper-medium.en", None),
        ("distil-large-v2", "Systran/faster-distil-whisper-large-v2", None),
        ("distil-large-v3", "Systran/faster-distil-whisper-large-v3", None),
        ("distil-large-v3.5", "distil-whisper/distil-large-v3.5-ct2", None),
    )
}
"""faster-whisper's own names (a test compares them)."""

OFFERED = ("base", "tiny", "small", "medium", "large-v3-turbo", "large-v3")
"""What ``models list`` offers: the names that hear Russian, without the double ones."""
