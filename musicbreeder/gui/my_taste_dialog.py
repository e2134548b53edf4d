"""What the app knows of the listener: in words, switched on or off, one of several."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.dialog_foot import closing_row
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, separator, set_kind, space
from musicbreeder.services.taste_summary import TasteSummary

_FILTER = "Taste profiles (*.taste.json)"


class MyTasteDialog(QDialog):
    """The taste profile in use; every change applies at once and can be taken back."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._forgotten: TasteProfile | None = None
        self.setWindowTitle("My taste")
        self._make_controls()
        self._arrange()
        conductor.taste.names_listed.connect(self._show_names)
        conductor.taste.base_changed.connect(self._show_state)
        conductor.history_changed.connect(self._show_state)
        conductor.preferences_changed.connect(self._show_state)
        conductor.taste.list_names()
        self._show_state()

    def _make_controls(self) -> None:
        conductor, taste = self._conductor, self._conductor.taste
        self.profile = QComboBox()
        self.profile.setAccessibleName("Taste profile in use")
        self.profile.setToolTip(
            "One profile for every mood; what this session says moves to the one chosen"
        )
        self.profile.activated.connect(self._on_profile_chosen)
        self.more = self._more_button()
        self.summary = label("", wraps=True)
        self.count = label("", "muted", wraps=True)
        self.is_on = QCheckBox("Breed by this taste, and let it learn")
        self.is_on.setToolTip("Off: new sessions know nothing of you, and add nothing")
        self.is_on.clicked.connect(taste.switch)
        self.shows_guesses = QCheckBox("Show what the app expects beside each card (≈)")
        self.shows_guesses.setToolTip("A guess made before you rate, shown quietly")
        self.shows_guesses.clicked.connect(
            lambda is_on: conductor.change_preferences(shows_guesses=is_on)
        )
        self.replans = QCheckBox("Let unheard melodies make way for better guesses")
        self.replans.setToolTip(
            "After every few ratings; nothing you have heard or marked ever moves"
        )
        self.replans.clicked.connect(
            lambda is_on: conductor.change_preferences(replans_unheard=is_on)
        )
        self.undo_text = label("", "secondary", wraps=True)
        self.undo_button = QPushButton("Undo")
        self.undo_button.setToolTip("Bring the profile back as it was")
        self.undo_button.clicked.connect(self._put_back)

    def _more_button(self) -> QToolButton:
        menu = QMenu(self)
        menu.addAction("New profile…", self._create)
        menu.addAction("Rename…", self._rename)
        menu.addSeparator()
        menu.addAction("Export…", self._export)
        menu.addAction("Import…", self._import)
        menu.addSeparator()
        self.reset_action = menu.addAction("Forget all opinions", self._reset)
        self.delete_action = menu.addAction("Delete this profile", self._delete)
        button = QToolButton()
        set_kind(button, "icon")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("New, rename, export, import, forget or delete")
        button.setAccessibleName("More about taste profiles")
        button_icon(button, "more")
        return button

    def _arrange(self) -> None:
        which = QHBoxLayout()
        space(which, spacing=8)
        which.addWidget(self.profile, 1)
        which.addWidget(self.more)
        undo = QHBoxLayout()
        space(undo, spacing=8)
        undo.addWidget(self.undo_text, 1)
        undo.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=12)
        column.addWidget(label("My taste", "title"))
        column.addLayout(which)
        column.addWidget(self.summary)
        column.addWidget(self.count)
        column.addLayout(undo)
        column.addWidget(separator())
        column.addWidget(self.is_on)
        column.addWidget(self.shows_guesses)
        column.addWidget(self.replans)
        column.addStretch(1)
        column.addLayout(closing_row(self, "Kept on this computer only."))
        self.setMinimumWidth(current_theme().px(500))

    # Showing.

    def _show_state(self) -> None:
        conductor, taste = self._conductor, self._conductor.taste
        base, learned = taste.base, taste.learned
        said = len(learned.opinions) - len(base.opinions)
        earlier = _opinions(len(base.opinions))
        self.count.setText(
            f"{earlier[0].upper()}{earlier[1:]} from earlier sessions, "
            f"{said if said > 0 else 'none'} from this one."
            if base.is_on
            else f"Switched off; {earlier} kept."
        )
        self.is_on.setChecked(base.is_on)
        preferences = conductor.preferences
        self.shows_guesses.setChecked(preferences.shows_guesses)
        self.replans.setChecked(preferences.replans_unheard)
        has_earlier = bool(base.opinions)
        self.reset_action.setEnabled(has_earlier)
        self.reset_action.setText(
            "Forget all opinions"
            if has_earlier
            else "Forget all opinions (there are none from earlier sessions)"
        )
        has_undo = self._forgotten is not None
        self.undo_text.setVisible(has_undo)
        self.undo_button.setVisible(has_undo)
        if not self.summary.text():
            self.summary.setText("Looking at what you like…")
        taste.summarise(self._show_summary)

    def _show_summary(self, summary: TasteSummary) -> None:
        self.summary.setText(summary.sentence)

    def _show_names(self, names: tuple[str, ...]) -> None:
        current = self._conductor.taste.base.name
        shown = sorted({*names, current}, key=str.casefold)
        self.profile.clear()
        self.profile.addItems(shown)
        self.profile.setCurrentIndex(shown.index(current))

    # What a person does.

    def _on_profile_chosen(self, index: int) -> None:
        name = self.profile.itemText(index)
        if name != self._conductor.taste.base.name:
            self._conductor.taste.use(name)

    def _create(self) -> None:
        self._ask_name("New profile", "", self._conductor.taste.create)

    def _rename(self) -> None:
        taste = self._conductor.taste
        self._ask_name("Rename the profile", taste.base.name, taste.rename)

    def _ask_name(self, title: str, name: str, take: Callable[[str], None]) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText("Name")
        dialog.setTextValue(name)
        field = dialog.findChild(QLineEdit)
        if field is not None:
            field.setMaxLength(60)
        dialog.textValueSelected.connect(
            lambda text: take(text.strip()) if text.strip() else None
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self) -> None:
        folder = self._conductor.export_folder()
        path = folder / f"{self._conductor.taste.base.name}.taste.json"
        dialog = QFileDialog(self, "Export the taste profile", str(path), _FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(path.name)
        self._open_file_dialog(dialog, self._conductor.taste.export)

    def _import(self) -> None:
        folder = str(self._conductor.export_folder())
        dialog = QFileDialog(self, "Import a taste profile", folder, _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open_file_dialog(dialog, self._conductor.taste.take_in)

    def _open_file_dialog(
        self, dialog: QFileDialog, take: Callable[[Path], None]
    ) -> None:
        dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _reset(self) -> None:
        self._forgotten = self._conductor.taste.reset()
        self.undo_text.setText(
            f"“{self._forgotten.name}” has forgotten "
            f"{_opinions(len(self._forgotten.opinions))}."
        )
        self._show_state()

    def _delete(self) -> None:
        self._forgotten = self._conductor.taste.delete()
        self.undo_text.setText(f"“{self._forgotten.name}” is deleted.")
        self._show_state()

    def _put_back(self) -> None:
        forgotten, self._forgotten = self._forgotten, None
        if forgotten is not None:
            self._conductor.taste.put_back(forgotten)
        self._show_state()


def _opinions(count: int) -> str:
    return "1 opinion" if count == 1 else f"{count or 'no'} opinions"
