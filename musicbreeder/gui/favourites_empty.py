"""What stands in place of the favourites while there are none."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.icons import pixmap
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import fix_size, follow_theme, label, space


class FavouritesEmpty(QWidget):
    """Says how the page is filled, or that a search found nothing."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key_text(actions.favourite)
        self._sign = QLabel()
        self.heading = label("", "title")
        self.text = label("", "secondary", wraps=True)
        fix_size(self.text, width=440)
        self.breed_button = QPushButton("Go to the melodies")
        self.breed_button.setToolTip(actions.show_breed_page.toolTip())
        self.breed_button.clicked.connect(actions.show_breed_page.trigger)
        self.show_all = QPushButton("Show all favourites")
        self.show_all.setToolTip("Clear the search and the tag")
        column = QVBoxLayout(self)
        space(column, (20, 20, 20, 60), 12)
        # Not by its alignment, which counts lines as if it were as wide as the page.
        text_row = QHBoxLayout()
        text_row.addStretch(1)
        text_row.addWidget(self.text)
        text_row.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        for widget in (self._sign, self.heading):
            column.addWidget(widget, 0, middle)
        column.addLayout(text_row)
        for button in (self.breed_button, self.show_all):
            column.addWidget(button, 0, middle)
        column.addStretch(1)
        for one in (self.heading, self.text):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        follow_theme(self, self._show_sign)
        self.show_state("", None)

    def show_state(self, search: str, tag: str | None) -> None:
        """Say why there is nothing."""
        words = " and ".join(
            part
            for part in (
                f"named “{search.strip()}”" if search.strip() else "",
                f"tagged “{tag}”" if tag else "",
            )
            if part
        )
        self.breed_button.setVisible(not words)
        self.show_all.setVisible(bool(words))
        if words:
            self.heading.setText("Nothing found")
            self.text.setText(f"No favourite is {words}.")
        else:
            self.heading.setText("No favourites yet")
            self.text.setText(
                f"Press {self._key} on a melody you like, or click its heart. It is "
                "kept here, whichever session it is from, to be heard, tagged, saved "
                "and bred on."
            )

    def _show_sign(self) -> None:
        theme = current_theme()
        ratio = self.devicePixelRatioF()
        sign = pixmap("heart-outline", theme.px(44), theme.palette.muted, ratio)
        self._sign.setPixmap(QPixmap(sign))
