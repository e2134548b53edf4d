"""What the views of the sound lab have in common."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.lab_player import LabPlayer
from musicbreeder.services.sound_lab import LabSound, LabTone, SoundLab
from musicbreeder.synth.additive import Partial

_RINGS_ON_MILLISECONDS = 900


class LabDesk(QObject):
    """What every view works with: the lab, its player and the sound that was chosen.

    Signals:
        sound_changed: another sound, or other partials of it.
    """

    sound_changed = Signal()

    def __init__(
        self, lab: SoundLab, player: LabPlayer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.lab = lab
        self.player = player
        self.sound = LabSound.recipe("Six harmonics")
        self._wanted: dict[QObject, int] = {}

    def choose_sound(self, sound: LabSound) -> None:
        """Let everything in the lab sound so from now on."""
        if sound != self.sound:
            self.sound = sound
            self.sound_changed.emit()

    def find_partials(
        self,
        asker: QObject,
        frequency_hz: float,
        done: Callable[[tuple[Partial, ...]], None],
    ) -> None:
        """Call `done` with the sines of the chosen sound, at once where it is easy.

        Those of a preset are measured off the GUI thread first; if the same asker wants
        another sound or note meanwhile, the answer is dropped.
        """
        sound, lab = self.sound, self.lab
        number = self._wanted.get(asker, 0) + 1
        self._wanted[asker] = number
        known = lab.known_partials(sound, frequency_hz)
        if known is not None:
            done(known)
            return

        def answer(partials: tuple[Partial, ...]) -> None:
            if number == self._wanted[asker]:
                done(partials)

        self.player.work(lambda: lab.partials_of(sound, frequency_hz), answer)


class LabView(QWidget):
    """A view of the lab: something to see, to hear and to change.

    Attributes:
        is_held: the tones are to sound until they are let go.
    """

    sentence = ""
    """What there is to learn here."""
    can_hold = False
    """Whether its tones can sound on and on, and follow every change."""

    def __init__(self, desk: LabDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.is_held = False
        self._ringing = QTimer(self, singleShot=True, interval=_RINGS_ON_MILLISECONDS)
        self._ringing.timeout.connect(self._let_fade)
        self._is_stale = True
        desk.sound_changed.connect(self._on_sound_changed)

    @property
    def title(self) -> str:
        """What is shown, fit for the name of a file."""
        return ""

    @property
    def tones(self) -> Sequence[LabTone]:
        """What Play lets sound."""
        return ()

    @property
    def picture(self) -> QWidget:
        """What a saved picture shows."""
        return self

    def refresh(self) -> None:
        """Show everything afresh, because the sound is another one."""

    def _on_sound_changed(self) -> None:
        # A view that nobody sees looks again when it is opened.
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def take_keyboard(self) -> None:
        """Give the keyboard to what the view is about."""

    @property
    def played_sound(self) -> LabSound:
        """What the tones sound like when they are played."""
        return self.desk.sound

    def play(self) -> None:
        """Let the view's tones sound."""
        self.desk.player.play(self.played_sound, self.tones)

    def sound_live(self) -> None:
        """Let the tones sound on and on, as they are set now."""

    def touch(self) -> None:
        """Let the tones be heard while a hand moves them, and some time after."""
        self.sound_live()
        self._ringing.start()

    def _let_fade(self) -> None:
        if not self.is_held:
            self.desk.player.release_live()

    def follow_live(self) -> None:
        """Let what sounds on and on be as it is set now."""
        if self.desk.player.is_live:
            self.sound_live()
