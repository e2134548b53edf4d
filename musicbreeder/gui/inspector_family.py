"""Where a melody came from: its parents and what changed against them."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.gui.choices import SEEDER_WORDS
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.melody_thumbnail import MelodyThumbnail
from musicbreeder.gui.origin_marks import OriginLooks
from musicbreeder.gui.parent_words import heading, opening
from musicbreeder.gui.themed import label, space


class InspectorFamily(QWidget):
    """The parents of the selected melody as thumbnails, and one plain sentence."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.thumbnails: list[MelodyThumbnail] = []
        self._heading = label("Parents", "heading", wraps=True)
        self._thumbnails = QWidget()
        self._row = QHBoxLayout(self._thumbnails)
        space(self._row, spacing=8)
        self._change = label("", "secondary", wraps=True)
        column = QVBoxLayout(self)
        space(column, spacing=8)
        column.addWidget(self._heading)
        column.addWidget(self._thumbnails)
        column.addWidget(self._change)

    def show_individual(self, individual: Individual) -> None:
        """Show the family of a melody."""
        while self._row.takeAt(0) is not None:
            pass
        for thumbnail in self.thumbnails:
            thumbnail.hide()
            thumbnail.deleteLater()
        self.thumbnails = []
        conductor = self._conductor
        parents = [conductor.individual(one) for one in individual.parent_ids]
        self._thumbnails.setVisible(bool(parents))
        if not parents:
            maker = individual.operators[0] if individual.operators else "the app"
            self._heading.setText("A first melody")
            change = individual.change or f"Made by the {maker}. It has no parents."
            about = SEEDER_WORDS.get(maker, "")
            self._change.setText(f"{change}\n{about}." if about else change)
            return
        self._heading.setText(heading(conductor.session, individual, parents))
        # In the colours of their notes in the piano roll.
        looks = OriginLooks.of(individual, conductor.individual)
        self.thumbnails = [
            self._thumbnail(one, looks.hues[origin])
            for one, origin in zip(parents, Origin, strict=False)
        ]
        for thumbnail in self.thumbnails:
            self._row.addWidget(thumbnail, 1)
        if len(parents) == 1:
            self._row.addStretch(1)
        self._change.setText(individual.change)

    def _thumbnail(self, individual: Individual, hue: int) -> MelodyThumbnail:
        conductor = self._conductor
        button = MelodyThumbnail(
            individual,
            hue,
            shows_name=True,
            swing=conductor.session.sound.tempo.swing,
        )
        words = opening(conductor.session, individual)
        button.setToolTip(words)
        button.setAccessibleDescription(words)
        button.clicked.connect(lambda: self._open(individual))
        return button

    def _open(self, individual: Individual) -> None:
        if individual.generation != self._conductor.session.current_index:
            self._conductor.open_generation(individual.generation)
        self._conductor.select(individual.id)
