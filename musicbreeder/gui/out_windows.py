"""Runs the actions by which melodies leave the app, other than saving."""

from PySide6.QtWidgets import QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drag import PendingDrag, wanted_suffixes
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

    def drag(self, individual_id: int) -> None:
        """Drag a melody out of the window, as what the keys held down ask for."""
        conductor, suffixes = self._conductor, wanted_suffixes()
        PendingDrag(
            self._parent,
            lambda done: conductor.write_drag_files(individual_id, suffixes, done),
            conductor.message_posted.emit,
        )

    def _open_midi_output(self) -> None:
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.midi_out_dialog import MidiOutDialog

        dialog = MidiOutDialog(self._conductor, self.midi_out, self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
