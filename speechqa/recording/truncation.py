"""An open file in; out, whether it ends before its own container says that it should.

FFmpeg plays what is there and says nothing, so the containers' own figures are read here. A file that says nothing
(a stream's header, a raw format) is not called cut.
"""

from __future__ import annotations

import os
import struct
from typing import IO

_STREAMING_FROM = 0x7FFF_0000
"""A WAV header's size from here up, or 0, was written by a program that did not know the length."""

_MPEG_KBITS = {
    # (version, layer) → kbit/s by index 1..14; version 1 is MPEG-1, 2 stands for MPEG-2 and 2.5.
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def is_cut(file: IO[bytes]) -> bool:
    """Whether the file is cut off; its position is left anywhere."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    head = file.read(12)
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        return _wav_is_cut(file, size)
    if head[:4] == b"OggS":
        return _ogg_is_cut(file, size)
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0):
        return _mp3_is_cut(file, size)
    return False


def _wav_is_cut(file: IO[bytes], size: int) -> bool:
    position, bytes_per_second = 12, 0
    while position + 8 <= size:
        file.seek(position)
        chunk, length = struct.unpack("<4sI", file.read(8))
        if chunk == b"fmt " and length >= 16:
            _format, channels, rate, bytes_per_second = struct.unpack("<HHII", file.read(12).ljust(12, b"\0"))
            # Some ADPCM writers leave the speed out; theirs is half a byte a sample.
            bytes_per_second = bytes_per_second or channels * rate // 2
        if chunk == b"data":
            if length == 0 or length >= _STREAMING_FROM or not bytes_per_second:
                return False
            missing = (length - (size - position - 8)) / bytes_per_second
            return bool(missing > max(1.0, 0.02 * length / bytes_per_second))
        position += 8 + length + length % 2
    # Without a data chunk the file is cut inside its header, or holds no sound, which decoding will find.
    return False


def _ogg_is_cut(file: IO[bytes], size: int) -> bool:
    position = 0
    while position < size:
        file.seek(position)
        header = file.read(27)
        if header[:4] != b"OggS"[: len(header)]:
            return False
        if len(header) < 27:
            return True
        lacing = file.read(header[26])
        position += 27 + header[26] + sum(lacing)
        if len(lacing) < header[26] or position > size:
            return True
    return False


def _mp3_is_cut(file: IO[bytes], size: int) -> bool:
    data, position = _all_of(file), 0
    if data[:3] == b"ID3" and size > 10:
        position = 10 + ((data[6] & 127) << 21 | (data[7] & 127) << 14 | (data[8] & 127) << 7 | data[9] & 127)
        if position > size:
            return True
    end = size - 128 if size >= 128 and data[size - 128 : size - 125] == b"TAG" else size
    declared, frames, seconds_per_frame = None, 0, 0.0
    while position + 4 <= end:
        frame = _mpeg_frame(data[position : position + 4])
        if frame is None:
            # Padding or a tag at the end, or a player's junk: nothing to conclude from.
            break
        length, seconds_per_frame = frame
        if frames == 0 and declared is None:
            declared = _declared_frames(data[position : position + min(length, 200)])
            frames = -1 if declared is not None else 0
        if position + length > end:
            return True
        position += length
        frames += 1
    missing = (declared - frames) * seconds_per_frame if declared else 0.0
    return missing > max(1.0, 0.02 * (declared or 0) * seconds_per_frame)


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _mpeg_frame(header: bytes) -> tuple[int, float] | None:
    """Bytes and seconds of the frame that begins with this header."""
    if header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate_index, speed = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer == 4 or rate_index == 3 or not 1 <= speed <= 14:
        return None
    family = 1 if version == 3 else 2
    bits, rate = _MPEG_KBITS[family, layer][speed - 1] * 1000, _MPEG_RATES[version][rate_index]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * bits // rate + padding) * 4, 384 / rate
    samples = 576 if layer == 3 and family == 2 else 1152
    return samples // 8 * bits // rate + padding, samples / rate


def _declared_frames(frame: bytes) -> int | None:
    """The number of frames that a Xing, Info or VBRI header promises, that header's own frame not counted."""
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark, 4, 50)
        if at >= 0 and len(frame) >= at + 12:
            return int.from_bytes(frame[at + 8 : at + 12], "big") if frame[at + 7] & 1 else None
    if frame[36:40] == b"VBRI" and len(frame) >= 54:
        return int.from_bytes(frame[50:54], "big")
    return None
