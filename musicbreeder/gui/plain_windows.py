"""Opens the windows that stand in every program: export, preferences, help.

Each is loaded when it is first opened, because the main window must be there soon.
"""

from PySide6.QtWidgets import QDialog, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor


class PlainWindows:
    """Opens each window over `parent`."""

    def __init__(self, conductor: Conductor, actions: Actions, parent: QWidget) -> None:
        self._conductor = conductor
        self._actions = actions
        self._parent = parent

    def open_export(self) -> None:
        """Ask what is to be written, and where."""
        from musicbreeder.gui.export_dialog import ExportDialog

        self._open(ExportDialog(self._conductor, self._actions, self._parent))

    def open_preferences(self) -> None:
        """Show what can be set for the whole program."""
        from musicbreeder.gui.preferences_dialog import PreferencesDialog

        self._open(PreferencesDialog(self._conductor, self._actions, self._parent))

    def open_shortcuts(self) -> None:
        """List every action with its keys."""
        from musicbreeder.gui.shortcuts_dialog import ShortcutsDialog

        self._open(ShortcutsDialog(self._actions, self._parent))

    def open_about(self) -> None:
        """Say what this program is."""
        from musicbreeder.gui.about_dialog import AboutDialog

        self._open(AboutDialog(self._conductor, self._parent))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
