"""Choosing a MIDI port and what goes through it; every change applies at once."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.midi_out import MidiOut
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.live_midi.port import VIRTUAL_PORT, MidiPorts

_OFF = "Off"
_CHANNEL_COUNT = 16


class MidiOutDialog(QDialog):
    """Port, channel, clock, instrument, and whether the app itself is silent."""

    def __init__(
        self, conductor: Conductor, midi_out: MidiOut, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._midi_out = midi_out
        self._ports_problem = ""
        self.setWindowTitle("MIDI output")
        self._make_controls()
        self._arrange()
        conductor.preferences_changed.connect(self._show_state)
        midi_out.changed.connect(self._show_state)
        self._show_ports(MidiPorts((), (), can_be_virtual=False))
        self.refresh()

    def _make_controls(self) -> None:
        conductor = self._conductor
        self.port = QComboBox()
        self.port.setAccessibleName("MIDI port")
        self.port.setToolTip("What you hear is played through this port, too")
        self.port.activated.connect(
            lambda index: conductor.change_preferences(
                midi_port=self.port.itemData(index)
            )
        )
        self.refresh_button = QPushButton("Look again")
        self.refresh_button.setToolTip("Look for MIDI ports again")
        button_icon(self.refresh_button, "refresh", size_px=16)
        self.refresh_button.clicked.connect(self._look_again)
        self.sound = Segments(
            "Sound of the app", {False: "Sounds along", True: "Is silent"}
        )
        self.sound.chosen.connect(
            lambda replaces: conductor.change_preferences(midi_replaces_sound=replaces)
        )
        self.channel = QComboBox()
        self.channel.setAccessibleName("MIDI channel")
        self.channel.setToolTip("The channel your synth listens to")
        for channel in range(1, _CHANNEL_COUNT + 1):
            self.channel.addItem(str(channel), channel)
        self.channel.activated.connect(
            lambda index: conductor.change_preferences(
                midi_channel=self.channel.itemData(index)
            )
        )
        self.clock = QCheckBox("Send clock, start and stop")
        self.clock.setToolTip("Arpeggiators, delays and sequencers follow the tempo")
        self.clock.clicked.connect(
            lambda is_on: conductor.change_preferences(midi_sends_clock=is_on)
        )
        self.program = QCheckBox("Send the instrument, as General MIDI has it")
        self.program.setToolTip("A program change goes before the first note")
        self.program.clicked.connect(
            lambda is_on: conductor.change_preferences(midi_sends_program=is_on)
        )
        self.status = label("", "secondary", wraps=True)
        self.close_button = QPushButton("Close")
        set_kind(self.close_button, "primary")
        self.close_button.setDefault(True)
        self.close_button.setToolTip("Close this window; the port stays open")
        self.close_button.clicked.connect(self.accept)

    def _arrange(self) -> None:
        port = QHBoxLayout()
        space(port, spacing=8)
        port.addWidget(self.port, 1)
        port.addWidget(self.refresh_button)
        grid = QGridLayout()
        space(grid, spacing=12)
        grid.setColumnStretch(1, 1)
        captions = ("Port", "The app itself", "Channel", "", "")
        for row, caption in enumerate(captions):
            grid.addWidget(label(caption, "secondary"), row, 0)
        grid.addLayout(port, 0, 1)
        for row, widget in enumerate(
            (self.sound, self.channel, self.clock, self.program), 1
        ):
            grid.addWidget(widget, row, 1)
        foot = QHBoxLayout()
        space(foot, spacing=8)
        foot.addWidget(label("Changes apply at once.", "muted"), 1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=16)
        column.addWidget(label("MIDI output", "title"))
        column.addLayout(grid)
        column.addWidget(self.status)
        column.addStretch(1)
        column.addLayout(foot)
        self.setMinimumWidth(current_theme().px(520))
        TallEnough(self)

    def refresh(self) -> None:
        """Fill the list of ports, without waiting for it."""
        self.refresh_button.setEnabled(False)
        self._midi_out.list_ports(self._on_ports, self._on_no_ports)

    def _look_again(self) -> None:
        self._midi_out.try_again()
        self.refresh()

    def _on_ports(self, ports: MidiPorts) -> None:
        self._ports_problem = ""
        self._show_ports(ports)

    def _on_no_ports(self, error: MusicBreederError) -> None:
        self._ports_problem = str(error)
        self._show_ports(MidiPorts((), (), can_be_virtual=False))

    def _show_ports(self, ports: MidiPorts) -> None:
        chosen = self._conductor.preferences.midi_port
        self.refresh_button.setEnabled(True)
        self.port.clear()
        self.port.addItem(_OFF, None)
        own = (VIRTUAL_PORT,) if ports.can_be_virtual else ()
        names = (*own, *ports.outputs)
        for name in names:
            self.port.addItem(name, name)
        if chosen is not None and chosen not in names:
            # A port that was chosen once is never forgotten silently.
            is_open = self._midi_out.port_name == chosen
            words = chosen if is_open else f"{chosen} (not connected)"
            self.port.addItem(words, chosen)
        self.port.setCurrentIndex(max(self.port.findData(chosen), 0))
        self._show_state()

    def _show_state(self) -> None:
        preferences = self._conductor.preferences
        self.sound.show_value(preferences.midi_replaces_sound)
        self.channel.setCurrentIndex(preferences.midi_channel - 1)
        self.clock.setChecked(preferences.midi_sends_clock)
        self.program.setChecked(preferences.midi_sends_program)
        self.status.setText(self._status())

    def _status(self) -> str:
        midi_out = self._midi_out
        if midi_out.problem:
            return midi_out.problem
        if midi_out.port_name == VIRTUAL_PORT:
            return "Connect your synth or DAW to the port “musicbreeder”."
        if midi_out.port_name:
            return f"Everything you hear is played through {midi_out.port_name}."
        if midi_out.is_busy:
            return "The port is being opened…"
        return self._ports_problem or "Choose a port to play a synth or a DAW."
