"""The actions by which melodies leave the app, other than saving."""

from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication

from musicbreeder.gui.action_maker import ActionMaker
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drag import mime_data


class OutActions:
    """Makes the actions; `midi_output` opens a window, see `out_windows`."""

    def __init__(self, conductor: Conductor, maker: ActionMaker) -> None:
        self._conductor = conductor
        self.copy_midi = maker.make(
            "Copy as MIDI file", "Ctrl+C", lambda: self._copy(".mid")
        )
        self.copy_wav = maker.make(
            "Copy as WAV file", "Ctrl+Shift+C", lambda: self._copy(".wav")
        )
        self.midi_output = maker.make("MIDI output…", "Ctrl+M")

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.copy_midi, self.copy_wav, self.midi_output)

    def _copy(self, suffix: str) -> None:
        conductor = self._conductor
        conductor.write_drag_files(conductor.selected_id, (suffix,), self._on_written)

    def _on_written(self, paths: list[Path]) -> None:
        if paths:
            QGuiApplication.clipboard().setMimeData(mime_data(paths))
            self._conductor.message_posted.emit(f"Copied {paths[0].name}")
