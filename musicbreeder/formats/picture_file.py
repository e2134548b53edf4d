"""A melody as a picture: its piano roll as a PNG, for a folder or a message.

Drawn at twice the size and scaled down, so that edges are smooth.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from musicbreeder.formats.atomic_file import writing
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.resources import resource_folder
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE, midi_note_to_name
from musicbreeder.theory.scale import Key

WIDTH, HEIGHT = 1600, 800

_SCALE = 2
_MARGIN = 56
_HEAD_HEIGHT = 132
_FOOT_HEIGHT = 44
_NAMES_WIDTH = 72
_FEWEST_ROWS = 13
_BLACK_KEYS = frozenset({1, 3, 6, 8, 10})

_PAPER = (15, 17, 21)
_WELL = (19, 22, 28)
_BLACK_KEY_ROW = (24, 28, 35)
_STEP_LINE = (30, 35, 43)
_BEAT_LINE = (38, 44, 55)
_BAR_LINE = (70, 79, 97)
_TEXT = (236, 238, 244)
_SECONDARY_TEXT = (168, 176, 192)
_ACCENT = (124, 156, 255)
_QUIET_SHARE = 0.42

_PLAIN = {"♭": "b", "♯": "#", "·": "-", "\u2013": "-", "—": "-", "“": '"', "”": '"'}
_LONGEST_LINE = 150
_NO_CHARACTER = "\U0010ffff"

_Colour = tuple[int, int, int]
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class _Roll:
    """Where steps and pitches lie, in pixels of the large drawing."""

    left: int
    top: int
    right: int
    bottom: int
    step_count: int
    lowest_note: int
    row_count: int

    def x(self, step: int) -> float:
        return self.left + (self.right - self.left) * step / self.step_count

    def y(self, midi_note: int) -> float:
        """Return the upper edge of a note's row."""
        rows_above = self.lowest_note + self.row_count - 1 - midi_note
        return self.top + self.row_height * rows_above

    @property
    def row_height(self) -> float:
        return (self.bottom - self.top) / self.row_count


def write_picture(
    path: str | Path,
    melody: Melody,
    title: str,
    subtitle: str = "",
    key: Key | None = None,
) -> None:
    """Write the melody's piano roll as a PNG of 1600 by 800 pixels.

    Louder notes are brighter. Bars are numbered below, pitches named at the side.

    Args:
        key: spells the names of the pitches.

    Raises:
        FileFormatError: the file cannot be written.
    """
    large = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
    draw = ImageDraw.Draw(large)
    roll = _roll(melody)
    _draw_head(draw, title, subtitle)
    note_name = midi_note_to_name if key is None else key.note_name
    _draw_rows(draw, roll, melody, note_name)
    _draw_grid(draw, roll, melody)
    for note in melody.notes:
        _draw_note(draw, roll, note)
    picture = large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    with writing(path) as file:
        picture.save(file, format="PNG", optimize=True)


def _roll(melody: Melody) -> _Roll:
    pitches = melody.midi_notes if melody.note_count else np.array([60])
    lowest, highest = int(pitches.min()) - 1, int(pitches.max()) + 1
    missing_rows = max(0, _FEWEST_ROWS - (highest - lowest + 1))
    lowest -= missing_rows // 2
    highest += missing_rows - missing_rows // 2
    return _Roll(
        left=(_MARGIN + _NAMES_WIDTH) * _SCALE,
        top=_HEAD_HEIGHT * _SCALE,
        right=(WIDTH - _MARGIN) * _SCALE,
        bottom=(HEIGHT - _MARGIN - _FOOT_HEIGHT) * _SCALE,
        step_count=melody.step_count,
        lowest_note=lowest,
        row_count=highest - lowest + 1,
    )


def _draw_head(draw: ImageDraw.ImageDraw, title: str, subtitle: str) -> None:
    widest = (WIDTH - 2 * _MARGIN) * _SCALE
    left = _MARGIN * _SCALE
    lines = ((title, 40, 36, _TEXT), (subtitle, 22, 88, _SECONDARY_TEXT))
    for text, size, top, colour in lines:
        font = _font(size)
        shown = _shortened(draw, _writable(text, font), font, widest)
        draw.text((left, top * _SCALE), shown, font=font, fill=colour)


def _draw_rows(
    draw: ImageDraw.ImageDraw,
    roll: _Roll,
    melody: Melody,
    note_name: Callable[[int], str],
) -> None:
    draw.rounded_rectangle(
        (roll.left, roll.top, roll.right, roll.bottom), 8 * _SCALE, fill=_WELL
    )
    sounding = set(melody.midi_notes.tolist())
    font = _font(min(20, int(roll.row_height / _SCALE * 0.8)))
    for midi_note in range(roll.lowest_note, roll.lowest_note + roll.row_count):
        y = roll.y(midi_note)
        if midi_note % SEMITONES_PER_OCTAVE in _BLACK_KEYS:
            draw.rectangle(
                (roll.left, y, roll.right, y + roll.row_height), fill=_BLACK_KEY_ROW
            )
        is_sounding = midi_note in sounding
        if is_sounding or midi_note % SEMITONES_PER_OCTAVE == 0:
            draw.text(
                (roll.left - 14 * _SCALE, y + roll.row_height / 2),
                _writable(note_name(midi_note), font),
                font=font,
                fill=_TEXT if is_sounding else _SECONDARY_TEXT,
                anchor="rm",
            )


def _draw_grid(draw: ImageDraw.ImageDraw, roll: _Roll, melody: Melody) -> None:
    meter = melody.meter
    font = _font(20)
    for step in range(roll.step_count + 1):
        since_bar_line = step - meter.pickup_steps
        is_bar = since_bar_line % meter.steps_per_bar == 0
        is_beat = since_bar_line % meter.steps_per_beat == 0
        colour = _BAR_LINE if is_bar else _BEAT_LINE if is_beat else _STEP_LINE
        x = roll.x(step)
        width = (3 if is_bar else 1) * _SCALE
        draw.line((x, roll.top, x, roll.bottom), fill=colour, width=width)
        if is_bar and step < roll.step_count:
            draw.text(
                (x + 4 * _SCALE, roll.bottom + 12 * _SCALE),
                str(since_bar_line // meter.steps_per_bar + 1),
                font=font,
                fill=_SECONDARY_TEXT,
            )


def _draw_note(draw: ImageDraw.ImageDraw, roll: _Roll, note: Note) -> None:
    gap = min(2 * _SCALE, roll.row_height * 0.1)
    top = roll.y(note.midi_note) + gap
    draw.rounded_rectangle(
        (
            roll.x(note.start) + gap,
            top,
            roll.x(note.end) - gap,
            top + roll.row_height - 2 * gap,
        ),
        radius=min(5 * _SCALE, roll.row_height * 0.25),
        fill=_note_colour(note.velocity),
    )


def _note_colour(velocity: int) -> _Colour:
    share = _QUIET_SHARE + (1.0 - _QUIET_SHARE) * velocity / 127
    red, green, blue = (
        round(dark + (bright - dark) * share)
        for dark, bright in zip(_WELL, _ACCENT, strict=True)
    )
    return red, green, blue


def _shortened(draw: ImageDraw.ImageDraw, text: str, font: _Font, widest: float) -> str:
    if draw.textlength(text, font=font) <= widest:
        return text
    while text and draw.textlength(text + "…", font=font) > widest:
        text = text[:-1]
    return text + "…"


def _writable(text: str, font: _Font) -> str:
    """Return `text` in letters the font has, on one line that fits in sight."""
    missing = bytes(font.getmask(_NO_CHARACTER))
    return "".join(
        _PLAIN.get(character, character)
        if bytes(font.getmask(character)) == missing
        else character
        for character in " ".join(text.split())[:_LONGEST_LINE]
    )


@cache
def _font(size: int) -> _Font:
    """Return the shipped font, or Pillow's own where there is none."""
    large = max(size, 8) * _SCALE
    for name in ("Regular", "Variable", ""):
        for file in sorted((resource_folder() / "fonts").iterdir(), key=str):
            if name in file.name and file.name.lower().endswith((".ttf", ".otf")):
                return ImageFont.truetype(io.BytesIO(file.read_bytes()), large)
    return ImageFont.load_default(large)
