"""The groups of a sound's sliders, in the order of the signal."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from musicbreeder.gui.sound_slider import SoundSlider
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.synth.patch import PARAMETERS, Patch

GROUP_TITLES: Mapping[str, str] = {
    "tone": "Oscillators",
    "drawbars": "Organ drawbars",
    "fm": "FM",
    "modes": "Strings, bars and bells",
    "noise": "Breath and strike",
    "filter": "Filter",
    "vibrato": "Vibrato and tremolo",
    "envelope": "Envelope",
    "velocity": "Level and touch",
    "chorus": "Chorus",
    "delay": "Delay",
    "space": "Width and reverb",
}
"""By the group of a parameter."""

_SOURCES: Mapping[str, Sequence[str]] = {
    "tone": ("sine_level", "triangle_level", "saw_level", "pulse_level"),
    "drawbars": tuple(p.name for p in PARAMETERS if p.group == "drawbars"),
    "fm": ("fm_level",),
    "modes": ("string_level", "bar_level", "bell_level"),
    "noise": ("breath_level", "strike_level"),
    "vibrato": ("vibrato_cents", "tremolo_level"),
    "chorus": ("chorus_level",),
    "delay": ("delay_level",),
}
_OPEN_AT_FIRST = ("filter", "envelope", "space")


def is_used(group: str, patch: Patch) -> bool:
    """Tell whether anything of a group is heard in a patch."""
    sources = _SOURCES.get(group)
    return sources is None or any(getattr(patch, name) > 0 for name in sources)


class SoundGroup(QWidget):
    """A heading and the sliders beneath it.

    Signals:
        moved: of one of its sliders.
        reset: of one of its sliders.

    Attributes:
        is_open: its sliders are shown.
    """

    moved = Signal(str, float)
    reset = Signal(str)

    def __init__(self, group: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self.title = GROUP_TITLES[group]
        self.is_open = False
        self._words = ""
        self.sliders = [SoundSlider(p) for p in PARAMETERS if p.group == group]
        self.heading = QPushButton(self.title)
        set_kind(self.heading, "quiet")
        self.heading.setProperty("place", "heading")
        self._arrow = button_icon(self.heading, "chevron-right", size_px=14)
        self.heading.clicked.connect(lambda: self.show_open(not self.is_open))
        self._state = label("", "muted")
        head = QHBoxLayout()
        space(head, spacing=8)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self._state)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        space(column, (10, 2, 4, 8), spacing=10)
        for slider in self.sliders:
            slider.moved.connect(self.moved)
            slider.reset.connect(self.reset)
            column.addWidget(slider)
        outer = QVBoxLayout(self)
        space(outer, spacing=2)
        outer.addLayout(head)
        outer.addWidget(self.body)
        self.show_open(False)

    def open_as_used(self, patch: Patch) -> None:
        """Open what a patch makes use of, close the rest."""
        is_open = self.group in _OPEN_AT_FIRST
        is_open = is_open or (self.group in _SOURCES and is_used(self.group, patch))
        self.show_open(is_open)

    def show_patch(self, patch: Patch, original: Patch) -> None:
        """Show the values of a patch beside those it was made from."""
        changed_count = 0
        for slider in self.sliders:
            name = slider.parameter.name
            value, before = getattr(patch, name), getattr(original, name)
            changed_count += value != before
            slider.show_value(value, before)
        words = "" if is_used(self.group, patch) else "not used"
        if changed_count:
            words = f"{changed_count} changed"
        self._state.setText(words)
        if words != self._words:
            self._words = words
            self._show_spoken()

    def show_open(self, is_open: bool) -> None:
        """Show the sliders, or the heading only."""
        self.is_open = is_open
        self.body.setVisible(is_open)
        self._arrow.show("chevron-down" if is_open else "chevron-right")
        words = "Close" if is_open else "Open"
        self.heading.setToolTip(f"{words} {self.title.lower()}")
        self._show_spoken()

    def _show_spoken(self) -> None:
        parts = (self.title, self._words, "open" if self.is_open else "closed")
        self.heading.setAccessibleName(", ".join(part for part in parts if part))
