"""Who the next generation will be bred from, as thumbnails."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.melody_thumbnail import MelodyThumbnail
from musicbreeder.gui.themed import label, space

MOST_THUMBNAILS = 5
_FIRST_PLACE = 2  # in the row, after the caption and its space
_TEXT = "Breeding\nfrom"
_EMPTY_TEXT = "Rate or pin melodies\nto choose parents"

_EMPTY_HINT = "Nothing is rated or pinned yet: the next generation comes from all alike"


class BreedingFrom(QWidget):
    """The parents of the next generation; a click selects one.

    Signals:
        changed: others are shown, which may need another width.
    """

    changed = Signal()

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._shown: list[tuple[Individual, float]] | None = None
        self._shown_count = MOST_THUMBNAILS
        self._thumbnails: list[MelodyThumbnail] = []
        self.caption = label(_TEXT, "muted")
        self.caption.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.more = label("", "muted")
        self._row = QHBoxLayout(self)
        space(self._row, spacing=6)
        self._row.addWidget(self.caption)
        self._row.addSpacing(4)
        self._row.addWidget(self.more)
        for signal in (
            conductor.parents_changed,
            conductor.generation_shown,
            conductor.individual_changed,
            conductor.settings_changed,
        ):
            signal.connect(self.show_parents)
        self.show_parents()

    def show_most(self, count: int) -> None:
        """Show at most `count` thumbnails, as there is room."""
        self._shown_count = count
        for place, thumbnail in enumerate(self._thumbnails):
            thumbnail.setVisible(place < count)
        hidden = self._conductor.parents[count:]
        self.more.setText(f"+{len(hidden)}")
        self.more.setToolTip(", ".join(one.name for one in hidden))
        self.more.setVisible(bool(hidden))

    def show_parents(self) -> None:
        """Show who would be bred from now."""
        parents = self._conductor.parents
        swing = self._conductor.session.sound.tempo.swing
        shown = [(one, swing) for one in parents[:MOST_THUMBNAILS]]
        if parents and shown == self._shown:
            return
        self._shown = shown
        names = ", ".join(one.name for one in parents)
        hint = f"The next generation is bred from {names}" if parents else _EMPTY_HINT
        self.setAccessibleName(hint)
        self.caption.setText(_TEXT if parents else _EMPTY_TEXT)
        self.caption.setToolTip(hint)
        for thumbnail in self._thumbnails:
            self._row.removeWidget(thumbnail)
            thumbnail.hide()
            thumbnail.deleteLater()
        self._thumbnails = [self._thumbnail(one) for one, _ in shown]
        for place, thumbnail in enumerate(self._thumbnails):
            self._row.insertWidget(_FIRST_PLACE + place, thumbnail)
        self.show_most(self._shown_count)
        self.changed.emit()

    def _thumbnail(self, individual: Individual) -> MelodyThumbnail:
        conductor = self._conductor
        thumbnail = MelodyThumbnail(
            individual,
            family_hue(individual, conductor.individual),
            shows_name=False,
            swing=conductor.session.sound.tempo.swing,
        )
        reason = "pinned" if individual.is_pinned else "well rated"
        if individual.is_rated and not individual.is_pinned:
            reason = f"rated {individual.rating} of 5"
        thumbnail.setAccessibleName(f"Parent: {individual.name}")
        thumbnail.setToolTip(f"{individual.name}, {reason}; click to select it")
        thumbnail.clicked.connect(lambda: self._select(individual))
        return thumbnail

    def _select(self, individual: Individual) -> None:
        if individual.generation != self._conductor.session.current_index:
            self._conductor.open_generation(individual.generation)
        self._conductor.select(individual.id)
