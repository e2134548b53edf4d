"""What is heard beside the melodies: chords, bass and drums, a loop, a metronome."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.accompaniment.style import STYLES, style_named
from musicbreeder.formats.audio_file import read_audio
from musicbreeder.gui.backing_chords import BackingChords
from musicbreeder.gui.backing_loop import BackingLoop
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.mixer_strip import MixerStrip
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, separator, set_kind, space
from musicbreeder.melody.loop_tempo import loop_tempo_bpm
from musicbreeder.services.backing import (
    BASS,
    CHANNELS,
    CHORDS,
    CLICK,
    DRUMS,
    LOOP,
    SUGGESTED,
    Backing,
    Channel,
)
from musicbreeder.services.backing_band import LONGEST_LOOP_SECONDS

_WIDTH_PX = 840


class BackingDialog(QDialog):
    """Sets what is heard beside the melodies; everything takes effect at once.

    It stays beside the main window, which goes on working.
    """

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._loop_bpm: float | None = None
        self._loop_path = ""
        self.setWindowTitle("Backing")
        self.setMinimumWidth(current_theme().px(_WIDTH_PX))
        self.chords = BackingChords()
        self.chords.chosen.connect(self._take_chords)
        self.style_box = QComboBox()
        self.style_box.setAccessibleName("Style")
        for style in STYLES:
            self.style_box.addItem(style.name)
        self.style_box.activated.connect(
            lambda index: self._change(style=STYLES[index].name)
        )
        self.style_text = label("", "muted", wraps=True)
        self.strips = {name: MixerStrip(name) for name in CHANNELS}
        for name, strip in self.strips.items():
            strip.changed.connect(
                lambda channel, name=name: self._take_channel(name, channel)
            )
        self.loop = BackingLoop()
        self.loop.chosen.connect(self._take_loop)
        self.loop.tempo_wanted.connect(
            lambda bpm: conductor.change_sound(tempo_bpm=bpm)
        )
        self.metronome = QCheckBox("Metronome")
        self.metronome.setToolTip("A block clicks the beats, higher on the bar line")
        self.metronome.clicked.connect(lambda is_on: self._change(has_metronome=is_on))
        self.count_in = QCheckBox("Count-in")
        self.count_in.setToolTip("A bar of clicks before a melody begins")
        self.count_in.clicked.connect(lambda is_on: self._change(has_count_in=is_on))
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close this window; what is set goes on playing")
        set_kind(self.close_button, "primary")
        self.close_button.clicked.connect(self.close)
        self._arrange()
        TallEnough(self)
        for button in self.findChildren(QPushButton):
            # Enter in the field of chords takes them, it presses no button.
            button.setAutoDefault(False)
        conductor.settings_changed.connect(self._show)
        conductor.selection_changed.connect(self._show)
        conductor.generation_shown.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        style_row = QHBoxLayout()
        space(style_row, spacing=12)
        style_row.addWidget(self.style_box)
        style_row.addWidget(self.style_text, 1)
        clicks = QHBoxLayout()
        space(clicks, spacing=20)
        clicks.addWidget(self.metronome)
        clicks.addWidget(self.count_in)
        clicks.addStretch(1)
        clicks.addWidget(self.close_button)
        # Side by side, so that it fits on the screen of a small laptop.
        what, how_loud = QVBoxLayout(), QVBoxLayout()
        for part in (what, how_loud):
            space(part, spacing=12)
        what.addWidget(label("Chords", "heading"))
        what.addWidget(self.chords)
        what.addWidget(separator())
        what.addWidget(label("Style", "heading"))
        what.addLayout(style_row)
        what.addWidget(separator())
        what.addWidget(label("Loop", "heading"))
        what.addWidget(self.loop)
        what.addStretch(1)
        how_loud.addWidget(label("Levels", "heading"))
        for strip in self.strips.values():
            how_loud.addWidget(strip)
        how_loud.addStretch(1)
        parts = QHBoxLayout()
        space(parts, spacing=28)
        parts.addLayout(what, 5)
        parts.addLayout(how_loud, 4)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=12)
        column.addWidget(label("Backing", "title"))
        column.addWidget(
            label("Heard under every melody of this session.", "secondary")
        )
        column.addLayout(parts, 1)
        column.addWidget(separator())
        column.addLayout(clicks)

    @property
    def _backing(self) -> Backing:
        return self._conductor.session.sound.backing

    def _show(self) -> None:
        backing, session = self._backing, self._conductor.session
        self.chords.show_chords(
            backing.chords, bool(session.settings.chords), self._heard()
        )
        style = style_named(backing.style)
        self.style_box.setCurrentText(style.name)
        self.style_text.setText(style.description)
        self.style_box.setEnabled(bool(backing.chords))
        self.style_box.setToolTip("" if backing.chords else "Choose chords first")
        for name, strip in self.strips.items():
            strip.show_channel(backing.channel(name), self._silent_because(name))
        self.loop.show_loop(backing.loop_path, self._loop_bpm, session.sound.tempo.bpm)
        if backing.loop_path != self._loop_path:
            self._find_tempo(backing.loop_path)
        self.metronome.setChecked(backing.has_metronome)
        self.count_in.setChecked(backing.has_count_in)

    def _heard(self) -> str:
        """Say what the selected melody is heard over."""
        selected = self._conductor.individual(self._conductor.selected_id)
        chords = self._backing.beside(selected.key).progression(selected.melody)
        if chords is None or self._backing.chords != SUGGESTED:
            return ""
        row = " · ".join(chord.symbol for bar in chords.bars for chord in bar)
        return f"{selected.name}: {row}."

    def _silent_because(self, name: str) -> str:
        backing = self._backing
        if name in (CHORDS, BASS, DRUMS) and not backing.chords:
            return "Choose chords first"
        if name == LOOP and not backing.loop_path:
            return "Choose a loop first"
        if name == CLICK and not backing.has_metronome:
            return "Switch the metronome on first"
        return ""

    def _change(self, **changes: object) -> None:
        self._conductor.change_backing(replace(self._backing, **changes))  # type: ignore[arg-type]

    def _take_chords(self, chords: str, are_bred_for: bool) -> None:
        self._conductor.change_backing(
            replace(self._backing, chords=chords),
            bred_for=chords if are_bred_for and chords != SUGGESTED else "",
        )

    def _take_channel(self, name: str, channel: Channel) -> None:
        self._conductor.change_backing(
            self._backing.with_channel(name, channel), gesture=f"level of {name}"
        )

    def _take_loop(self, path: str) -> None:
        if not path:
            self._change(loop_path="")
            return

        def found(bpm: float | None) -> None:
            self._loop_path, self._loop_bpm = path, bpm
            self._change(loop_path=path)

        self._listen(path, found, self._conductor.error_posted.emit)

    def _find_tempo(self, path: str) -> None:
        """Find the tempo of a loop that was chosen before this window was opened."""
        self._loop_path, self._loop_bpm = path, None
        if not path:
            return

        def found(bpm: float | None) -> None:
            if path == self._loop_path:
                self._loop_bpm = bpm
                self._show()

        self._listen(path, found, lambda _: None)

    def _listen(
        self,
        path: str,
        found: Callable[[float | None], None],
        failed: Callable[[str], None],
    ) -> None:
        def listen() -> float | None:
            audio = read_audio(path, LONGEST_LOOP_SECONDS)
            return loop_tempo_bpm(audio.mono, audio.sample_rate)

        self._conductor.worker.run(
            listen, done=found, failed=lambda error: failed(str(error))
        )
