"""What the family tree says while there is only one generation."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, label, space

_WIDTH_PX = 340


class TreeStart(QFrame):
    """A few words beside the first generation, and the button that fills the tree."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = parent
        self.title = label("The tree begins here", "heading")
        self.text = label(
            "These are the first melodies; they have no parents. Give stars or a heart "
            "to what you like and breed: every melody that comes is joined to its "
            "parents by lines, and none is ever lost.",
            "secondary",
            wraps=True,
        )
        self.breed = QPushButton(" Breed the next generation")
        button_icon(self.breed, "breed", size_px=16)
        self.breed.setToolTip(actions.breed.toolTip())
        self.breed.clicked.connect(actions.breed.trigger)
        column = QVBoxLayout(self)
        space(column, spacing=10)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.breed, 0, Qt.AlignmentFlag.AlignLeft)
        parent.installEventFilter(self)
        theme_source().changed.connect(self._place)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Lie to the right of the first generation, which stands in the middle."""
        area = self._field.rect()
        px = current_theme().px
        left = area.center().x() + px(150)
        width = min(px(_WIDTH_PX), max(area.right() - left - px(20), px(160)))
        height = self.heightForWidth(width)
        height = max(height, self.sizeHint().height())
        self.setGeometry(left, area.center().y() - height // 2, width, height)
