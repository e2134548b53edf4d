"""Every action of the window in one place, with its shortcut and its reason.

Menus, buttons, tooltips and the list of shortcuts are all made from these actions, so
none of them can go stale. An action that cannot run now is disabled, and its tooltip
says why.
"""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from musicbreeder.breeding.individual import HIGHEST_RATING, LOWEST_RATING
from musicbreeder.gui.action_maker import ActionMaker, key_text
from musicbreeder.gui.backing_actions import BackingActions
from musicbreeder.gui.breed_actions import BreedActions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.import_actions import ImportActions
from musicbreeder.gui.lab_actions import LabActions
from musicbreeder.gui.library_actions import LibraryActions
from musicbreeder.gui.out_actions import OutActions
from musicbreeder.gui.sound_actions import SoundActions
from musicbreeder.gui.taste_actions import TasteActions
from musicbreeder.gui.theme import current_theme


@dataclass(frozen=True)
class ActionGroup:
    """Actions that belong together, as the list of shortcuts shows them."""

    title: str
    actions: tuple[QAction, ...]


class Actions(ActionMaker):
    """Makes the actions, runs them through the conductor and keeps them true.

    Actions that open a page, a window or a panel (`pages`, `export`, `preferences`,
    `shortcuts`, `about`, `toggle_inspector`, `toggle_settings`, `full_screen`, `quit`,
    `rename`, `select_*`) are connected by the main window and the pages.
    """

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._make_listening_actions()
        self._make_judging_actions()
        self._make_breeding_actions()
        self._make_window_actions()
        self.taste = TasteActions(conductor, self, self.show_family_tree)
        for signal in (
            conductor.generation_shown,
            conductor.individual_changed,
            conductor.selection_changed,
            conductor.playing_changed,
            conductor.history_changed,
            conductor.preferences_changed,
            conductor.breeding_changed,
        ):
            signal.connect(self._show_state)
        self._show_state()

    @property
    def groups(self) -> tuple[ActionGroup, ...]:
        """Every action, in the order the list of shortcuts shows them."""
        return (
            ActionGroup(
                "Listen",
                (
                    *self.hear_cards,
                    self.play_pause,
                    self.stop,
                    self.loop,
                    self.play_all,
                    *self.backing.all_actions,
                ),
            ),
            ActionGroup(
                "Judge",
                (
                    *self.rate_actions,
                    self.clear_rating,
                    self.favourite,
                    self.pin,
                    *self.taste.judging,
                    self.rename,
                ),
            ),
            ActionGroup(
                "Breed",
                (
                    self.breed,
                    self.breed_from_here,
                    *self.shaping.demanding,
                    *self.shaping.shaping,
                    self.previous_generation,
                    self.next_generation,
                    self.undo,
                    self.redo,
                ),
            ),
            ActionGroup("Taste", self.taste.learning),
            ActionGroup(
                "Move",
                (
                    self.select_left,
                    self.select_right,
                    self.select_up,
                    self.select_down,
                ),
            ),
            ActionGroup(
                "Family tree",
                (self.zoom_in, self.zoom_out, self.zoom_to_fit, self.compare),
            ),
            ActionGroup("Sound lab", self.lab.inside),
            ActionGroup(
                "Keep",
                (
                    self.export,
                    *self.out.all_actions,
                    *self.incoming.all_actions,
                    self.new_session,
                    self.library.open_sessions,
                ),
            ),
            ActionGroup(
                "Window",
                (
                    *self.pages,
                    self.toggle_inspector,
                    self.toggle_settings,
                    *self.sound.all_actions,
                    self.toggle_theme,
                    self.full_screen,
                    self.preferences,
                    self.shortcuts,
                    self.about,
                    self.quit,
                ),
            ),
        )

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return tuple(action for group in self.groups for action in group.actions)

    def _make_listening_actions(self) -> None:
        conductor = self._conductor
        self.hear_cards = [
            self.make(f"Hear card {key}", key, partial(self._hear, place))
            for place, key in enumerate(conductor.preferences.card_keys)
        ]
        self.play_pause = self.make("Play or pause", "Space", conductor.toggle_play)
        self.stop = self.make("Stop", "Esc", conductor.stop)
        self.loop = self.make("Loop", "O")
        self.loop.setCheckable(True)
        self.loop.triggered.connect(conductor.set_looping)
        self.play_all = self.make("Play all", "Shift+Space", self._toggle_play_all)

    def _make_judging_actions(self) -> None:
        conductor = self._conductor
        self.rate_actions = tuple(
            self.make(
                f"Rate {stars} of {HIGHEST_RATING}",
                str(stars),
                partial(self._rate, stars),
            )
            for stars in range(LOWEST_RATING, HIGHEST_RATING + 1)
        )
        self.clear_rating = self.make(
            "Clear the rating", "0", partial(self._rate, None)
        )
        self.favourite = self.make(
            "Favourite", "L", lambda: conductor.toggle_favourite(conductor.selected_id)
        )
        self.favourite.setCheckable(True)
        self.pin = self.make(
            "Pin as parent", "P", lambda: conductor.toggle_pin(conductor.selected_id)
        )
        self.pin.setCheckable(True)
        self.rename = self.make("Rename", "F2")

    def _make_breeding_actions(self) -> None:
        conductor = self._conductor
        self.breed = self.make("Breed next generation", "Return", conductor.breed)
        self.breed.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self.previous_generation = self.make(
            "Previous generation",
            "[",
            lambda: conductor.step_generation(-1),
            repeats=True,
        )
        self.next_generation = self.make(
            "Next generation", "]", lambda: conductor.step_generation(+1), repeats=True
        )
        self.breed_from_here = self.make(
            "Breed from here",
            "Shift+Return",
            lambda: conductor.breed_from(conductor.selected_id),
        )
        self.shaping = BreedActions(conductor, self)
        self.undo = self.make("Undo", "Ctrl+Z", conductor.undo, repeats=True)
        self.redo = self.make("Redo", "Ctrl+Shift+Z", conductor.redo, repeats=True)

    def _make_window_actions(self) -> None:
        self.select_left = self.make("Select the card to the left", "Left")
        self.select_right = self.make("Select the card to the right", "Right")
        self.select_up = self.make("Select the card above", "Up")
        self.select_down = self.make("Select the card below", "Down")
        for action in (
            self.select_left,
            self.select_right,
            self.select_up,
            self.select_down,
        ):
            action.setAutoRepeat(True)
        self._make_page_actions()
        self.export = self.make("Export…", "Ctrl+E")
        self.out = OutActions(self._conductor, self)
        self.backing = BackingActions(self._conductor, self)
        self.copy_midi = self.out.copy_midi
        self.incoming = ImportActions(self)
        self.new_session = self.make(
            "New session", "Ctrl+N", self._conductor.new_session
        )
        self.toggle_inspector = self.make("Inspector", "I")
        self.toggle_inspector.setCheckable(True)
        self.toggle_settings = self.make("Settings", "B")
        self.toggle_settings.setCheckable(True)
        self.sound = SoundActions(self)
        self.toggle_theme = self.make(
            "Dark or light", "Ctrl+Shift+D", self._toggle_theme
        )
        self.full_screen = self.make("Full screen", "F11")
        self.full_screen.setCheckable(True)
        self.preferences = self.make("Preferences…", "Ctrl+,")
        self.shortcuts = self.make("Keyboard shortcuts", "?")
        self.about = self.make("About musicbreeder", "")
        self.quit = self.make("Quit", "Ctrl+Q")
        self.preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_page_actions(self) -> None:
        """Make what leads to a page, and what only the family tree can do."""
        self.show_breed_page = self.make("Breed", "Ctrl+1")
        self.show_family_tree = self.make("Family tree", "Ctrl+2")
        self.library = LibraryActions(self)
        self.lab = LabActions(self)
        self.pages = (
            self.show_breed_page,
            self.show_family_tree,
            self.library.show_favourites,
            self.lab.show_lab,
        )
        for action in self.pages:
            action.setCheckable(True)
        self.show_breed_page.setChecked(True)
        self.zoom_in = self.make("Zoom in", "+", repeats=True)
        self.zoom_in.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.zoom_out = self.make("Zoom out", "-", repeats=True)
        self.zoom_to_fit = self.make("Show the whole tree", "Ctrl+0")
        self.compare = self.make("Compare with the parent", "M")
        self.show_family_tree.toggled.connect(self._show_tree_state)

    def _show_state(self) -> None:
        conductor = self._conductor
        session = conductor.session
        card_count = len(session.generation)
        keys = conductor.preferences.card_keys
        for place, (action, key) in enumerate(zip(self.hear_cards, keys, strict=True)):
            if key_text(action) != key:
                self.rekey(action, key, f"Hear card {key}")
            self.describe(
                action,
                "" if place < card_count else f"This generation has {card_count} cards",
            )
        self._show_undo_state()
        self._show_tree_state()
        self.taste.show_state()
        self.shaping.show_state()
        self.describe(self.breed, conductor.breed_hint)
        index, generation_count = session.current_index, len(session.history)
        self.describe(
            self.previous_generation,
            "" if index > 0 else "This is the first generation",
        )
        self.describe(
            self.next_generation,
            "" if index < generation_count - 1 else "This is the newest generation",
        )
        selected = conductor.individual(conductor.selected_id)
        self.favourite.setChecked(selected.is_favourite)
        self.pin.setChecked(selected.is_pinned)
        self.describe(
            self.clear_rating,
            "" if selected.is_rated else f"{selected.name} is not rated",
        )
        self.describe(self.stop, "" if conductor.playing_id >= 0 else "Nothing plays")
        self.loop.setChecked(conductor.is_looping)
        self.describe(
            self.play_all,
            text="Stop playing all" if conductor.is_auto_advancing else "",
        )

    def _show_tree_state(self) -> None:
        reason = (
            "" if self.show_family_tree.isChecked() else "Open the family tree first"
        )
        for action in (self.zoom_in, self.zoom_out, self.zoom_to_fit, self.compare):
            self.describe(action, reason)

    def _show_undo_state(self) -> None:
        undo_text, redo_text = self._conductor.undo_text, self._conductor.redo_text
        self.describe(
            self.undo,
            "" if undo_text else "Nothing to undo",
            f"Undo {undo_text}" if undo_text else "",
        )
        self.describe(
            self.redo,
            "" if redo_text else "Nothing to redo",
            f"Redo {redo_text}" if redo_text else "",
        )

    def _hear(self, place: int) -> None:
        self._conductor.hear(self._conductor.session.generation[place].id)

    def _rate(self, stars: int | None) -> None:
        self._conductor.rate(self._conductor.selected_id, stars)

    def _toggle_play_all(self) -> None:
        if self._conductor.is_auto_advancing:
            self._conductor.stop()
        else:
            self._conductor.play_all()

    def _toggle_theme(self) -> None:
        is_dark = current_theme().palette.is_dark
        self._conductor.set_theme("light" if is_dark else "dark")
