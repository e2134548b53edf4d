"""Who the next generation will be bred from, as thumbnails."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.melody_thumbnail import MelodyThumbnail
from musicbreeder.gui.themed import label, space

_TEXT = "Breeding\nfrom"
_EMPTY_TEXT = "Rate or pin melodies\nto choose parents"

_EMPTY_HINT = "Nothing is rated or pinned yet: the next generation comes from all alike"


class BreedingFrom(QWidget):
    """The parents of the next generation; a click selects one."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._most_shown = 4
        self._thumbnails: list[MelodyThumbnail] = []
        self.caption = label(_TEXT, "muted")
        self.caption.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.more = label("", "muted")
        self._row = QHBoxLayout()
        space(self._row, spacing=6)
        row = QHBoxLayout(self)
        space(row, spacing=10)
        row.addWidget(self.caption)
        row.addLayout(self._row)
        row.addWidget(self.more)
        conductor.parents_changed.connect(self.show_parents)
        conductor.generation_shown.connect(self.show_parents)
        conductor.individual_changed.connect(self.show_parents)
        conductor.settings_changed.connect(self.show_parents)
        self.show_parents()

    def show_most(self, count: int) -> None:
        """Show at most `count` thumbnails, as there is room."""
        if count != self._most_shown:
            self._most_shown = count
            self.show_parents()

    def show_parents(self) -> None:
        """Show who would be bred from now."""
        parents = self._conductor.parents
        names = ", ".join(one.name for one in parents)
        self.setAccessibleName(f"Breeding from {names}" if parents else _EMPTY_HINT)
        self.caption.setText(_TEXT if parents else _EMPTY_TEXT)
        self.caption.setToolTip(
            f"The next generation is bred from {names}" if parents else _EMPTY_HINT
        )
        shown = parents[: self._most_shown]
        hidden = parents[self._most_shown :]
        self.more.setText(f"+{len(hidden)}")
        self.more.setToolTip(", ".join(one.name for one in hidden))
        self.more.setVisible(bool(hidden))
        if [one.individual for one in self._thumbnails] == list(shown):
            return
        for thumbnail in self._thumbnails:
            self._row.removeWidget(thumbnail)
            thumbnail.hide()
            thumbnail.deleteLater()
        self._thumbnails = [self._thumbnail(one) for one in shown]
        for thumbnail in self._thumbnails:
            self._row.addWidget(thumbnail)

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
