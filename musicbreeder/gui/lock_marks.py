"""Small padlocks for bars and notes that offspring keep."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.theme import Theme
from musicbreeder.melody.holding import HeldSteps, runs_cover
from musicbreeder.melody.melody import Note

_WIDTH_PX, _BODY_PX = 8, 5.5
_OPEN_LIFT_PX = 1.8


def paint_lock(
    painter: QPainter, centre: QPointF, theme: Theme, *, is_offered: bool = False
) -> None:
    """Paint a padlock.

    Args:
        is_offered: open and faint: what a click would close.
    """
    width, height = theme.px(_WIDTH_PX), theme.px(_BODY_PX)
    body = QRectF(centre.x() - width / 2, centre.y() - height * 0.2, width, height)
    colour = QColor(theme.palette.muted if is_offered else theme.palette.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(theme.px(14) / 10, 1.0))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lift = theme.px(_OPEN_LIFT_PX) if is_offered else 0.0
    shackle = QRectF(
        centre.x() - width * 0.28, body.top() - height * 0.75 - lift, width * 0.56,
        height * 1.3,
    )  # fmt: skip
    painter.drawArc(shackle, 0, 180 * 16)
    for x in (shackle.left(), shackle.right()):
        is_open_side = is_offered and x == shackle.right()
        end = shackle.center().y() if is_open_side else body.top()
        painter.drawLine(QPointF(x, shackle.center().y()), QPointF(x, end))
    if not is_offered:
        painter.setBrush(colour)
    painter.drawRoundedRect(body, 1.2, 1.2)


def is_bar_locked(individual: Individual, bar: int) -> bool:
    """Tell whether offspring keep all of a bar, from 0."""
    return bar in locked_bars(individual)


def is_note_locked(individual: Individual, start: int) -> bool:
    """Tell whether offspring keep the note that starts on a step."""
    return any(one.start == start for one in locked_notes(individual))


def locked_bars(individual: Individual) -> tuple[int, ...]:
    """Return the bars, from 0, all steps of which offspring keep."""
    melody, runs = individual.melody, individual.locked_steps
    if not runs:
        return ()
    spans = (
        melody.meter.bar_span(bar, melody.bar_count) for bar in range(melody.bar_count)
    )
    return tuple(bar for bar, span in enumerate(spans) if runs_cover(runs, *span))


def locked_notes(individual: Individual) -> tuple[Note, ...]:
    """Return the notes that offspring keep, those of locked bars included."""
    held = HeldSteps.of(individual.melody, individual.locked_steps)
    if held is None:
        return ()
    return tuple(one for one in individual.melody.notes if held.is_held[one.start])


def single_locked_notes(individual: Individual) -> tuple[Note, ...]:
    """Return the locked notes that do not start in a locked bar."""
    meter, bars = individual.melody.meter, locked_bars(individual)
    return tuple(
        one for one in locked_notes(individual) if meter.bar_at(one.start) not in bars
    )


def locks_in_words(individual: Individual) -> str:
    """Return which bars and notes are locked, for people; empty if none."""
    words = []
    bars = [str(bar + 1) for bar in locked_bars(individual)]
    if bars:
        words.append(f"{_listed('bar', bars)} locked")
    count = len(single_locked_notes(individual))
    if count:
        words.append("1 note locked" if count == 1 else f"{count} notes locked")
    return ", ".join(words)


def _listed(noun: str, items: Sequence[str]) -> str:
    if len(items) == 1:
        return f"{noun} {items[0]}"
    return f"{noun}s {', '.join(items[:-1])} and {items[-1]}"
