"""Humming or playing a melody: from a microphone, a MIDI keyboard or a recording."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.file_question import file_to_open
from musicbreeder.gui.level_meter import LevelMeter
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, set_kind, space
from musicbreeder.gui.workers import URGENT
from musicbreeder.live_midi.input import MidiInput, open_input
from musicbreeder.live_midi.port import VIRTUAL_PORT, MidiPorts, list_ports
from musicbreeder.playback.recording import LONGEST_SECONDS, Recorder
from musicbreeder.services.humming import (
    HeardTune,
    heard_file,
    heard_tune,
    played_tune,
)
from musicbreeder.services.importing import Tune
from musicbreeder.transcription.swift_tracker import is_swift_there

VOICE, KEYBOARD, FILE = "voice", "keyboard", "file"

_SHOWING_MILLISECONDS = 40
_SOUND_FILES = "*.wav *.flac *.mp3 *.ogg *.aif *.aiff"
_LIT_SECONDS = 0.12


class HumDialog(QDialog):
    """Records one voice and hands over what it heard.

    Signals:
        recorded: a `Tune`, after which the window closes.
    """

    recorded = Signal(object)

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._recorder: Recorder | None = None
        self._keyboard: MidiInput | None = None
        self._began_at = 0.0
        self._is_working = False
        self._is_gone = False
        self._is_lit = False
        self.setWindowTitle("Hum or play a melody")
        self._timer = QTimer(self, interval=_SHOWING_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)
        self._make_widgets()
        self._arrange()
        self._show_state()

    def _make_widgets(self) -> None:
        self.source = Segments(
            "Source",
            {VOICE: "Microphone", KEYBOARD: "MIDI keyboard", FILE: "A recording"},
        )
        self.source.show_value(VOICE)
        self.source.chosen.connect(self._on_source)
        self.meter = LevelMeter()
        self.port = QComboBox()
        self.port.setAccessibleName("MIDI keyboard")
        self.port.setToolTip("The port your keyboard plays into")
        self.refresh_button = QPushButton("Look again")
        self.refresh_button.setToolTip("Look for MIDI keyboards again")
        self.refresh_button.clicked.connect(self._list_ports)
        self.open_button = QPushButton("Open a recording…")
        self.open_button.setToolTip("Open a WAV, FLAC or MP3 file of one voice")
        self.open_button.clicked.connect(self._ask_for_file)
        bpm = self._conductor.session.sound.tempo.bpm
        self.keeps_tempo = QCheckBox(f"I keep to the session's tempo, {bpm:g} bpm")
        self.keeps_tempo.setToolTip(
            "A light shows the beat while you record; else the tempo is found"
        )
        self.keeps_tempo.toggled.connect(lambda _: self._show_state())
        self.light = label("●", "muted")
        self.light.setAccessibleName("Beat")
        self.time_text = label("", "heading")
        self.status = label("", "secondary", wraps=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Looking for the notes")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setToolTip("Close this window and take nothing")
        self.cancel_button.clicked.connect(self.reject)
        self.record_button = QPushButton("Record")
        set_kind(self.record_button, "primary")
        self.record_button.setDefault(True)
        self.record_button.clicked.connect(self._toggle_recording)

    def _arrange(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(
            _page("Hum, sing, whistle or play one note after another.", self.meter)
        )
        ports = QHBoxLayout()
        space(ports, spacing=8)
        ports.addWidget(self.port, 1)
        ports.addWidget(self.refresh_button)
        self.pages.addWidget(_page("Play one note after another.", ports))
        self.pages.addWidget(
            _page("A recording of one voice, up to two minutes.", self.open_button)
        )
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.keeps_tempo)
        row.addWidget(self.light)
        row.addStretch(1)
        row.addWidget(self.time_text)
        foot = QHBoxLayout()
        space(foot, spacing=8)
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.record_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Hum or play a melody", "title"))
        column.addWidget(self.source)
        column.addWidget(self.pages)
        column.addLayout(row)
        column.addWidget(self.status)
        column.addStretch(1)
        column.addLayout(foot)
        self.setMinimumWidth(current_theme().px(500))
        TallEnough(self)

    @property
    def is_recording(self) -> bool:
        return self._recorder is not None or self._keyboard is not None

    @property
    def _tempo_bpm(self) -> float | None:
        tempo = self._conductor.session.sound.tempo
        return tempo.bpm if self.keeps_tempo.isChecked() else None

    def _show_state(self, said: str | None = None) -> None:
        source, is_recording = self.source.value, self.is_recording
        self.pages.setCurrentIndex((VOICE, KEYBOARD, FILE).index(source))
        for widget in (self.source, self.port, self.refresh_button, self.open_button):
            widget.setEnabled(not is_recording and not self._is_working)
        self.keeps_tempo.setEnabled(not is_recording)
        self.light.setVisible(self.keeps_tempo.isChecked())
        self.progress.setVisible(self._is_working)
        self.record_button.setVisible(source != FILE)
        self.record_button.setText("Stop" if is_recording else "Record")
        has_port = source == VOICE or self.port.count() > 0
        reason = "" if has_port else "No MIDI keyboard was found"
        if self._is_working:
            reason = "The notes are being looked for"
        self.record_button.setEnabled(not reason)
        self.record_button.setToolTip(
            reason or ("End and see the notes" if is_recording else "Begin to record")
        )
        if said is None:
            said = self._advice()
        self.status.setText(said)

    def _advice(self) -> str:
        if self.source.value == KEYBOARD or is_swift_there():
            return ""
        return (
            "Pitch is found by the app itself. For recordings with reverb, "
            "“pip install musicbreeder[hum]” adds a better tracker."
        )

    def _on_source(self) -> None:
        if self.source.value == KEYBOARD and self.port.count() == 0:
            self._list_ports()
        self._show_state()

    # Recording.

    def _toggle_recording(self) -> None:
        if self.is_recording:
            self._stop()
        elif self.source.value == KEYBOARD:
            name = self.port.currentData()
            self._on_device(lambda: open_input(name), self._on_keyboard)
        else:
            # What plays would be recorded, too.
            self._conductor.stop()
            self._on_device(Recorder, self._on_recorder)

    def _on_device(
        self, opening: Callable[[], object], done: Callable[[object], None]
    ) -> None:
        """Open a device where waiting for it holds nobody up."""
        self._is_working = True
        self._show_state("")
        self._conductor.stage.device.run(opening, done=done, failed=self._on_failed)

    def _on_recorder(self, recorder: object) -> None:
        if isinstance(recorder, Recorder):
            self._recorder = recorder
        self._on_begun()

    def _on_keyboard(self, keyboard: object) -> None:
        if isinstance(keyboard, MidiInput):
            self._keyboard = keyboard
        self._on_begun()

    def _on_begun(self) -> None:
        self._is_working = False
        if self._is_gone:
            self._let_go()
            return
        self._began_at = monotonic()
        self._timer.start()
        self._show_state("Recording. Press Stop when you are done.")
        # While the device was being opened the keyboard had gone to Cancel.
        self.record_button.setFocus()

    def _on_tick(self) -> None:
        seconds = monotonic() - self._began_at
        if self._recorder is not None:
            self.meter.show_level(self._recorder.level)
        said = f"{seconds:.1f} s"
        if self._keyboard is not None:
            said += f", {len(self._keyboard.notes)} notes"
        self.time_text.setText(said)
        beat_seconds = self._conductor.session.sound.tempo.seconds_per_quarter
        is_lit = self.keeps_tempo.isChecked() and seconds % beat_seconds < _LIT_SECONDS
        if is_lit != self._is_lit:
            self._is_lit = is_lit
            palette = current_theme().palette
            colour = palette.accent if is_lit else palette.muted
            self.light.setStyleSheet(f"color: {colour};")
        if seconds >= LONGEST_SECONDS:
            self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        recorder, keyboard = self._recorder, self._keyboard
        self._recorder = self._keyboard = None
        self.meter.clear()
        tempo_bpm = self._tempo_bpm
        if keyboard is not None:

            def hear_keyboard() -> Tune:
                keyboard.close()
                return played_tune(keyboard.notes, tempo_bpm=tempo_bpm)

            self._look_for_notes(hear_keyboard)
        elif recorder is not None:

            def hear_voice() -> Tune:
                samples, sample_rate = recorder.close(), recorder.sample_rate
                return heard_tune(samples, sample_rate, tempo_bpm=tempo_bpm).tune

            self._look_for_notes(hear_voice)

    def _look_for_notes(self, hear: Callable[[], Tune]) -> None:
        self._is_working = True
        self._show_state("Looking for the notes…")
        self._conductor.worker.run(
            hear, done=self._on_heard, failed=self._on_failed, priority=URGENT
        )

    def _on_heard(self, tune: Tune) -> None:
        self._is_working = False
        if not self._is_gone:
            self.recorded.emit(tune)
            self.accept()

    def _on_failed(self, error: MusicBreederError) -> None:
        self._is_working = False
        if not self._is_gone:
            self._show_state(str(error))
            self.record_button.setFocus()

    # A recording in a file.

    def _ask_for_file(self) -> None:
        filters = f"Recordings ({_SOUND_FILES});;All files (*)"
        path = file_to_open(self, "Open a recording", filters)
        if path is not None:
            self.open_recording(path)

    def open_recording(self, path: Path) -> None:
        """Look for the melody in a recording of one voice."""
        tempo_bpm = self._tempo_bpm

        def hear() -> Tune:
            heard: HeardTune = heard_file(path, tempo_bpm=tempo_bpm)
            return heard.tune

        self._look_for_notes(hear)

    # Keyboards.

    def _list_ports(self) -> None:
        self._conductor.stage.device.run(
            list_ports, done=self._show_ports, failed=self._on_failed
        )

    def _show_ports(self, ports: MidiPorts) -> None:
        if self._is_gone:
            return
        self.port.clear()
        for name in ports.inputs:
            self.port.addItem(name, name)
        if ports.can_be_virtual:
            self.port.addItem("A port of musicbreeder's own", VIRTUAL_PORT)
        self._show_state()

    def _let_go(self) -> None:
        """Give devices back without a word."""
        recorder, keyboard = self._recorder, self._keyboard
        self._recorder = self._keyboard = None

        def close() -> None:
            if keyboard is not None:
                keyboard.close()
            if recorder is not None:
                recorder.close()

        self._conductor.stage.device.run(close, failed=lambda _: None)

    def done(self, result: int) -> None:
        """Close; devices are given back."""
        self._is_gone = True
        self._timer.stop()
        if self.is_recording:
            self._let_go()
        super().done(result)


def _page(text: str, content: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    space(column, spacing=10)
    column.addWidget(label(text, "secondary", wraps=True))
    if isinstance(content, QWidget):
        column.addWidget(content)
    else:
        column.addLayout(content)
    column.addStretch(1)
    return page
