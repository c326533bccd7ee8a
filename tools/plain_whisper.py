"""What a user would otherwise run: faster-whisper over each channel of each recording, text only; for comparison."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def main(folder: str) -> None:
    """Recognise every recording below a folder with the library's own defaults and voice activity filter."""
    from faster_whisper import WhisperModel, decode_audio

    model = WhisperModel(str(Path(__file__).resolve().parents[1] / "models" / "base"), compute_type="int8")
    for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
        for channel in decode_audio(str(path), split_stereo=True):
            segments, _info = model.transcribe(
                channel, language="ru", vad_filter=True, word_timestamps=True, condition_on_previous_text=False
            )
            print(" ".join(segment.text for segment in segments))


if __name__ == "__main__":
    main(sys.argv[1])
