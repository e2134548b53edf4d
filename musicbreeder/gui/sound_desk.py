"""The desk at which a sound is made: what the editor shows, and what its controls do.

A change is heard at once and becomes a step of the session, which can be undone, when
the hand rests.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.sound_preview import SoundPreview
from musicbreeder.services.audition import Sound, patch_of
from musicbreeder.services.own_instruments import OwnInstruments
from musicbreeder.services.own_sound import own_sound
from musicbreeder.synth.patch import (
    DEFAULT_PATCH_NAME,
    PARAMETERS_BY_NAME,
    Patch,
    patch_named,
)

_REST_MILLISECONDS = 400


class SoundDesk(QObject):
    """Edits the session's sound.

    Signals:
        changed: the patch, or which one is heard.
        saved: the name of an own instrument that was saved.
    """

    changed = Signal()
    saved = Signal(str)

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.preview = SoundPreview(conductor.stage, self)
        self.preview.failed.connect(conductor.error_posted)
        self.problem = ""
        self.original = patch_named(DEFAULT_PATCH_NAME)
        self.edited = self.original
        self.hears_original = False
        self._gesture = ""
        self._is_unsettled = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._rest.timeout.connect(self.settle)
        conductor.settings_changed.connect(self._follow)
        for signal in (conductor.selection_changed, conductor.generation_shown):
            signal.connect(self.changed)
        self._follow()

    @property
    def instruments(self) -> OwnInstruments:
        return self._conductor.instruments

    @property
    def name(self) -> str:
        """Of the instrument the sound is made from."""
        return self._conductor.session.sound.instrument

    @property
    def is_changed(self) -> bool:
        return self.edited != self.original

    @property
    def is_own(self) -> bool:
        """Whether the instrument is the listener's own."""
        return self.instruments.is_own(self.name)

    @property
    def bred_name(self) -> str:
        """The name of the selected melody, if it has a sound of its own; or empty."""
        conductor = self._conductor
        selected = conductor.individual(conductor.selected_id)
        return "" if selected.sound_genes is None else selected.name

    # What controls do.

    def move(self, name: str, position: float) -> None:
        """Set a parameter from a slider, 0..1, and hear it."""
        self._change(name, PARAMETERS_BY_NAME[name].from_0to1(position))

    def reset(self, name: str) -> None:
        """Set a parameter back to what the instrument has."""
        self._change(name, getattr(self.original, name))
        self.settle()

    def reset_all(self) -> None:
        """Set everything back to what the instrument has."""
        self._gesture = "sound: reset"
        self._hear(self.original)
        self.settle()

    def take_bred(self) -> None:
        """Take the selected melody's own sound as the session's, to edit or keep it."""
        conductor = self._conductor
        self.settle()
        selected = conductor.individual(conductor.selected_id)
        self._gesture = "sound: taken"
        self._hear(patch_of(own_sound(selected, conductor.session.sound)))
        self.settle()

    def hear_original(self, is_original: bool) -> None:
        """Hear the instrument without the changes, or with them again."""
        if is_original == self.hears_original:
            return
        self.settle()
        self.hears_original = is_original
        self._conductor.stage.change_sound(self._heard_sound())
        if not self._conductor.is_playing:
            self.preview.hear(self._individual(), self._heard_sound())
        self.changed.emit()

    def settle(self) -> None:
        """Make what was changed a step of the session."""
        if not self._is_unsettled:
            return
        self._is_unsettled = False
        self._rest.stop()
        changes = self.edited.changes_from(self.original)
        self._conductor.change_sound(changes=changes, gesture=self._gesture)

    def save_as(self, name: str) -> bool:
        """Keep the sound as an own instrument and play it from now on.

        Returns:
            whether it was kept; otherwise a sentence was posted.
        """
        self.settle()
        try:
            saved = self.instruments.save(self.edited, name)
        except MusicBreederError as error:
            self._conductor.error_posted.emit(str(error))
            return False
        self._conductor.change_sound(instrument=saved.name)
        self.saved.emit(saved.name)
        self._conductor.message_posted.emit(f"“{saved.name}” is an instrument now")
        return True

    def delete(self) -> None:
        """Delete the own instrument; the session goes on sounding as it does."""
        self.settle()
        name, patch = self.name, self.edited
        try:
            self.instruments.delete(name)
        except MusicBreederError as error:
            self._conductor.error_posted.emit(str(error))
            return
        base = patch_named(DEFAULT_PATCH_NAME)
        self._conductor.change_sound(
            instrument=base.name, changes=patch.changes_from(base)
        )
        self._conductor.message_posted.emit(
            f"“{name}” is deleted; this session sounds on as it did"
        )

    # How it is done.

    def _change(self, name: str, value: float) -> None:
        gesture = f"sound: {name}"
        if gesture != self._gesture:
            self.settle()
            self._gesture = gesture
        self._hear(self.edited.changed([(name, value)]))

    def _hear(self, patch: Patch) -> None:
        if patch == self.edited and not self.hears_original:
            return
        self.edited, self.hears_original = patch, False
        self._is_unsettled = True
        self._rest.start()
        self.preview.hear(self._individual(), self._heard_sound())
        self.changed.emit()

    def _individual(self) -> Individual:
        conductor = self._conductor
        shown = conductor.playing_id if conductor.is_playing else -1
        return conductor.individual(shown if shown >= 0 else conductor.selected_id)

    def _heard_sound(self) -> Sound:
        changes = () if self.hears_original else self.edited.changes_from(self.original)
        return replace(self._conductor.session.sound, changes=changes)

    def _follow(self) -> None:
        """Show the session's sound, which was changed here or elsewhere."""
        if self._is_unsettled and self.name == self.original.name:
            self.settle()  # which brings us here again
            return
        self._is_unsettled = False
        self._rest.stop()
        self.hears_original = False
        self.problem = ""
        try:
            self.original = patch_named(self.name)
        except MusicBreederError as error:
            self.problem = str(error)
        self.edited = self.original.changed(self._conductor.session.sound.changes)
        self.changed.emit()
