"""Runs the actions by which melodies leave the app, other than saving."""

from PySide6.QtWidgets import QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.midi_out import MidiOut
from musicbreeder.gui.out_actions import OutActions


class OutWindows:
    """Holds the MIDI port, and opens the window that chooses it over `parent`."""

    def __init__(
        self, conductor: Conductor, actions: OutActions, parent: QWidget
    ) -> None:
        self._conductor = conductor
        self._parent = parent
        self.midi_out = MidiOut(conductor, parent)
        actions.midi_output.triggered.connect(self._open_midi_output)

    def _open_midi_output(self) -> None:
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.midi_out_dialog import MidiOutDialog

        dialog = MidiOutDialog(self._conductor, self.midi_out, self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
