"""Who makes first melodies: the app's choice, or a mix of one's own."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from musicbreeder.gui.choices import SEEDER_WORDS, seeder_choices
from musicbreeder.seeding.seeders import (
    AUTOMATIC,
    MIX_SIGN,
    YOUR_TUNES,
    missing_file,
    seeder_names_in,
)


class _StayingMenu(QMenu):
    """A menu that stays open while ticks are set, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._ticked(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_space = event.text() == " "
        if not (is_space and self._ticked(self.activeAction())):
            super().keyPressEvent(event)

    @staticmethod
    def _ticked(action: QAction | None) -> bool:
        if action is None or not action.isEnabled() or not action.isCheckable():
            return False
        action.trigger()
        return True


class SeederChoice(QPushButton):
    """Shows who makes first melodies, and lets one or several be chosen.

    Signals:
        chosen: a seeder's name, or several with `MIX_SIGN` between them.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = (AUTOMATIC,)
        self._has_style = False
        self.setAccessibleName("First melodies")
        menu = _StayingMenu(self)
        menu.setToolTipsVisible(True)
        self.ticks: dict[str, QAction] = {}
        for name, words in seeder_choices().items():
            tick = QAction(words, menu, checkable=True)
            tick.triggered.connect(lambda _, name=name: self._choose(name))
            menu.addAction(tick)
            self.ticks[name] = tick
            if name == AUTOMATIC:
                menu.addSeparator()
        self.setMenu(menu)
        self.show_value(AUTOMATIC, has_style=False)

    def show_value(self, names: str, *, has_style: bool) -> None:
        """Show what is chosen.

        Args:
            has_style: tunes were imported to learn from.
        """
        self._names = seeder_names_in(names)
        self._has_style = has_style
        words = seeder_choices()
        self.setText(MIX_SIGN.join(words[name] for name in self._names))
        self.setAccessibleDescription(self.text())
        for name, tick in self.ticks.items():
            tick.setChecked(name in self._names)
            hint = self._hint(name)
            tick.setEnabled(not hint)
            tick.setToolTip(hint or SEEDER_WORDS.get(name, words[name]))
        missing = [words[n] for n in self._names if missing_file(n) is not None]
        tip = "Who makes first melodies; choose several for a mix"
        if missing:
            tip = (
                f"{', '.join(missing)}: its file is missing, so the phrase grammar "
                "steps in; install musicbreeder again to put it back"
            )
        self.setToolTip(tip)

    def _hint(self, name: str) -> str:
        if missing_file(name) is not None:
            return "Its file is missing; install musicbreeder again to put it back"
        if name == YOUR_TUNES and not self._has_style:
            return "Import tunes first, and let their style be learned"
        return ""

    def _choose(self, name: str) -> None:
        kept = [one for one in self._names if one not in (name, AUTOMATIC)]
        if name == AUTOMATIC:
            names = [AUTOMATIC]
        elif name in self._names:
            # The last tick cannot be taken away: that leaves it to the app.
            names = kept or [AUTOMATIC]
        else:
            names = [*kept, name]
        ordered = [one for one in self.ticks if one in names]
        self.show_value(MIX_SIGN.join(ordered), has_style=self._has_style)
        self.chosen.emit(MIX_SIGN.join(ordered))
