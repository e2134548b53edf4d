"""The last row of a window in which every change applies at once."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.themed import label, set_kind, space


def closing_row(dialog: QDialog, remark: str) -> QHBoxLayout:
    """Return a quiet remark and the button that closes the window, its default."""
    close_button = QPushButton("Close")
    set_kind(close_button, "primary")
    close_button.setDefault(True)
    close_button.setToolTip("Close this window")
    close_button.clicked.connect(dialog.accept)
    TallEnough(dialog)
    row = QHBoxLayout()
    space(row, spacing=8)
    row.addWidget(label(remark, "muted"), 1)
    row.addWidget(close_button)
    return row
