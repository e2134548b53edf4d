"""What can be done to the notes of the inspector's roll: edit, lock, like.

A strip below the roll that switches editing on and says where edited notes may lie. It
also opens the menus of bars and notes.
"""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QToolTip,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.bar_marks import DISLIKED, LIKED
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector_roll import InspectorRoll
from musicbreeder.gui.lock_marks import is_bar_locked, is_note_locked
from musicbreeder.gui.note_editing import Snapping
from musicbreeder.gui.themed import button_icon, set_kind, space
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import Meter

_HINT = (
    "Drag a note to move it, its ends to stretch it.\n"
    "Click an empty place to add a note; a double click deletes one.\n"
    "Alt and drag up or down, or Alt and the wheel: louder or softer.\n"
    "← →  choose a note      ↑ ↓  pitch      Shift ↑ ↓  octave\n"
    "Alt ← →  earlier, later      Shift ← →  shorter, longer\n"
    "Ctrl ↑ ↓  louder, softer      Ins  add      Del  delete      Esc  done"
)


class InspectorEditing(QWidget):
    """Switches editing on and off, and carries out what is done in the roll."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        roll: InspectorRoll,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._action = actions.shaping.edit_notes
        self._actions = actions
        self._roll = roll
        self._stretch_id: int | None = None
        self.toggle = QPushButton(" Edit notes")
        self.toggle.setCheckable(True)
        self._icon = button_icon(self.toggle, "note", size_px=16)
        self.to_key = QPushButton("In key")
        self.to_key.setCheckable(True)
        self.to_key.setChecked(True)
        self.to_key.setToolTip("Edited notes stay in the melody's key")
        self.to_key.setAccessibleName("Keep edited notes in key")
        self.grid = QComboBox()
        self.grid.setAccessibleName("Grid of edited notes")
        self.grid.setToolTip("Where edited notes may begin and end")
        self.help = QToolButton()
        set_kind(self.help, "icon")
        button_icon(self.help, "info", size_px=16)
        self.help.setAccessibleName("How notes are edited")
        self.help.setAccessibleDescription(_HINT)
        self.help.setToolTip(_HINT)
        self.help.clicked.connect(self._show_help)
        set_kind(self.to_key, "quiet")
        row = QHBoxLayout(self)
        space(row, spacing=6)
        row.addWidget(self.toggle)
        row.addWidget(self.to_key)
        row.addWidget(self.grid)
        row.addWidget(self.help)
        row.addStretch(1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        conductor, roll = self._conductor, self._roll
        self.toggle.clicked.connect(self._action.trigger)
        self._action.toggled.connect(self._on_toggled)
        self._action.changed.connect(self._show)
        self.to_key.clicked.connect(self._show_snapping)
        self.grid.activated.connect(self._show_snapping)
        roll.bar_lock_toggled.connect(
            lambda bar: conductor.toggle_bar_lock(conductor.selected_id, bar)
        )
        roll.note_lock_toggled.connect(
            lambda step: conductor.toggle_note_lock(conductor.selected_id, step)
        )
        roll.menu_wanted.connect(self._open_menu)
        conductor.breeding_changed.connect(self._on_breeding)

    @property
    def is_on(self) -> bool:
        return self._roll.editing is not None

    def show_individual(self) -> None:
        """Follow the selection: another melody begins another stretch of edits."""
        conductor = self._conductor
        stretch_id = self._stretch_id
        selected_id = conductor.selected_id
        if stretch_id is not None:
            session = conductor.session
            known = {one.id for one in session.individuals}
            goes_on = (
                stretch_id in known and session.standing_for(stretch_id) == selected_id
            )
            self._stretch_id = stretch_id if goes_on else selected_id
        if self._roll.editing is not None:
            self._fill_grid()
            self._show_snapping()

    # Switching on and off.

    def _on_toggled(self, is_on: bool) -> None:
        conductor = self._conductor
        if is_on and self._roll.editing is None:
            if not conductor.preferences.is_inspector_open:
                conductor.change_preferences(is_inspector_open=True)
            self._stretch_id = conductor.selected_id
            self._fill_grid()
            editing = self._roll.begin_editing(self._snapping)
            editing.edited.connect(self._on_edited)
            editing.left.connect(self._leave)
            self._roll.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not is_on:
            self._roll.end_editing()
            self._stretch_id = None
        self._show()

    def _leave(self) -> None:
        self._action.setChecked(False)

    def _on_breeding(self, is_breeding: bool) -> None:
        if is_breeding and self._roll.editing is not None:
            self._roll.editing.flush()

    def _show(self) -> None:
        is_on = self.is_on
        self.toggle.setChecked(is_on)
        self.toggle.setToolTip(self._action.toolTip())
        self.toggle.setEnabled(self._action.isEnabled())
        self._icon.show("note", "on_chip" if is_on else "secondary")
        for part in (self.to_key, self.grid, self.help):
            part.setVisible(is_on)

    def _show_help(self) -> None:
        below = self.help.mapToGlobal(self.help.rect().bottomLeft())
        QToolTip.showText(below, _HINT, self.help)

    # Where edited notes may lie.

    @property
    def _meter(self) -> Meter:
        return self._conductor.individual(self._conductor.selected_id).melody.meter

    def _fill_grid(self) -> None:
        chosen = self.grid.currentData() or 1
        self.grid.clear()
        for steps, words in grid_choices(self._meter).items():
            self.grid.addItem(words, steps)
        self.grid.setCurrentIndex(max(self.grid.findData(chosen), 0))

    @property
    def _snapping(self) -> Snapping:
        key = self._conductor.individual(self._conductor.selected_id).key
        return Snapping(key, self.to_key.isChecked(), self.grid.currentData() or 1)

    def _show_snapping(self) -> None:
        if self._roll.editing is not None:
            self._roll.editing.snapping = self._snapping

    # What was done in the roll.

    def _on_edited(self, melody: Melody, step: int) -> None:
        conductor = self._conductor
        selected_id = conductor.selected_id
        of_id = selected_id if self._stretch_id is None else self._stretch_id
        edited_id = conductor.edit_notes(selected_id, melody, of_id)
        conductor.hear_edited(edited_id, step)

    def _open_menu(self, at: QPoint, bar: int | None, note: Note | None) -> None:
        conductor, roll = self._conductor, self._roll
        individual = conductor.individual(conductor.selected_id)
        menu = QMenu(self)
        if note is not None and note in individual.melody.notes:
            name = individual.key.note_name(note.midi_note)
            verb = "Unlock" if is_note_locked(individual, note.start) else "Lock"
            menu.addAction(
                f"{verb} this {name}",
                lambda: conductor.toggle_note_lock(individual.id, note.start),
            )
            if roll.editing is not None:
                menu.addAction(f"Delete this {name}", roll.editing.delete)
            menu.addSeparator()
        if bar is None and note is not None:
            bar = individual.melody.meter.bar_at(note.start)
        if bar is not None:
            self._add_bar_actions(menu, bar)
            menu.addSeparator()
        menu.addActions([self._action, self._actions.shaping.unlock_all])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _add_bar_actions(self, menu: QMenu, bar: int) -> None:
        conductor = self._conductor
        individual = conductor.individual(conductor.selected_id)
        verb = "Unlock" if is_bar_locked(individual, bar) else "Lock"
        menu.addAction(
            f"{verb} bar {bar + 1}",
            lambda: conductor.toggle_bar_lock(individual.id, bar),
        )
        liking = conductor.bar_likings(individual.id).get(bar)
        for other, words in ((LIKED, "Like"), (DISLIKED, "Dislike")):
            action = menu.addAction(
                f"{words} bar {bar + 1}",
                partial(conductor.toggle_bar, individual.id, bar, other),
            )
            action.setCheckable(True)
            action.setChecked(liking == other)


def grid_choices(meter: Meter) -> dict[int, str]:
    """Return the distances that edited notes may keep to, in steps, with words.

    >>> from musicbreeder.theory.meter import METERS
    >>> grid_choices(METERS["4/4"])
    {1: '1/16', 2: '1/8', 4: '1/4'}
    """
    if meter.is_in_triplets:
        return {1: "Triplets", 3: "1/4"}
    sixteenths = {1: "1/16", 2: "1/8", 4: "1/4", 6: "3/8"}
    beat = meter.steps_per_beat
    kept = {1, 2, max(beat, 2)}
    return {steps: words for steps, words in sixteenths.items() if steps in kept}
