"""What the inspector says of a melody's own sound, and the lock that keeps it."""

from PySide6.QtWidgets import QLabel, QPushButton

from musicbreeder.gui.conductor import Conductor


class SoundLine(QLabel):
    """Tells how the selected melody sounds, where it has a sound of its own.

    Attributes:
        lock: keeps the sound when breeding.
    """

    def __init__(self, conductor: Conductor) -> None:
        super().__init__()
        self._conductor = conductor
        self.setProperty("role", "secondary")
        self.setWordWrap(True)
        self.lock = QPushButton("Sound")
        self.lock.setCheckable(True)
        self.lock.setAccessibleName("Keep sound when breeding")
        self.lock.clicked.connect(
            lambda checked: conductor.change_settings(keep_sound=checked)
        )
        for signal in (
            conductor.selection_changed,
            conductor.generation_shown,
            conductor.settings_changed,
            conductor.individual_changed,
        ):
            signal.connect(self._show)
        self._show()

    def _show(self) -> None:
        conductor = self._conductor
        session = conductor.session
        individual = conductor.individual(conductor.selected_id)
        words = "".join(conductor.sound_words(individual)[1:])
        self.setText(words)
        self.setToolTip("Its own sound, bred with the melody" if words else "")
        self.setVisible(bool(words))
        settings = session.settings
        can_keep = settings.breeds_sound or settings.keep_sound
        self.lock.setEnabled(can_keep)
        self.lock.setChecked(settings.keep_sound)
        self.lock.setToolTip(
            "Offspring keep the sound of a parent, from the next generation on"
            if can_keep
            else "Melodies have no sounds of their own; the settings can breed them"
        )
