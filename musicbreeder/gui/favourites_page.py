"""The page with the favourites of all sessions: its tools, the list and the tags."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drag import Written
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.favourites_empty import FavouritesEmpty
from musicbreeder.gui.favourites_export import FavouritesExportDialog, told_pieces
from musicbreeder.gui.favourites_list import FavouritesList
from musicbreeder.gui.favourites_model import FavouritesModel
from musicbreeder.gui.favourites_player import FavouritesPlayer
from musicbreeder.gui.favourites_tags import FavouritesTags
from musicbreeder.gui.library_desk import LibraryDesk, key_of
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.search_field import SearchField
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, label, set_kind, space
from musicbreeder.services.favourite_origins import favourite_origins
from musicbreeder.storage.library_lists import LibraryMelody

_ALL_TAGS = "All tags"
_MOST_DRAGGED = 64


class FavouritesPage(QWidget):
    """Every melody with a heart, whichever session it is from.

    Signals:
        left: a session was opened and is to be seen.
    """

    left = Signal()

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        desk: LibraryDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.desk = desk
        self._removed: list[list[LibraryMelody]] = []
        self.model = FavouritesModel(desk, self)
        self.player = FavouritesPlayer(conductor.stage, self)
        self.list = FavouritesList(self.model, self.player, self._write_files)
        self.list.tell_origin = conductor.originality.known_words
        self.tags = FavouritesTags(desk)
        self.empty = FavouritesEmpty(actions)
        self._make_tools()
        self._arrange()
        self._listen()
        self._on_changed()
        self._show_state()

    def take_keyboard(self) -> None:
        """Give the keyboard to the list."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_tools(self) -> None:
        self.title = label("Favourites", "title")
        self.summary = ElidedLabel(0)
        self.search = SearchField(
            "favourites", "Show only melodies whose names have these words"
        )
        fix_size(self.search, width=150)
        self.tag = QComboBox()
        self.tag.setAccessibleName("Show only favourites with a tag")
        self.tag.addItem(_ALL_TAGS, None)
        fix_size(self.tag, width=130)
        self.put_back = QPushButton(" Put back")
        button_icon(self.put_back, "undo", size_px=16)
        set_kind(self.put_back, "quiet")
        self.put_back.hide()
        self.play_all = QPushButton(" Play all")
        self._play_icon = button_icon(self.play_all, "play", size_px=16)
        self.export = QPushButton(" Export…")
        button_icon(self.export, "export", size_px=16)
        self.start = QPushButton(" Start a session from these")
        button_icon(self.start, "breed", size_px=16)

    def _arrange(self) -> None:
        self.header = QWidget()
        row = QHBoxLayout(self.header)
        space(row, (20, 12, 20, 8), 8)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.summary)
        row.addStretch(1)
        for widget in (
            self.put_back, self.search, self.tag, self.play_all, self.export,
            self.start,
        ):  # fmt: skip
            row.addWidget(widget)
        body = QVBoxLayout()
        space(body, (18, 0, 18, 0), 0)
        body.addWidget(self.list, 1)
        body.addWidget(self.empty, 1)
        column = QVBoxLayout(self)
        space(column, spacing=0)
        column.addWidget(self.header)
        column.addLayout(body, 1)
        column.addWidget(self.tags)
        for part in (self.header, self.tags, self.empty):
            OwnKeys(part)

    def _listen(self) -> None:
        self.search.searched.connect(self._filter)
        self.tag.activated.connect(lambda _: self._filter())
        self.play_all.clicked.connect(self.toggle_play_all)
        self.export.clicked.connect(self.open_export)
        self.start.clicked.connect(self.start_session)
        self.put_back.clicked.connect(self.put_last_back)
        self.empty.show_all.clicked.connect(self.clear_filter)
        self.list.heard.connect(self.hear)
        self.list.heart_clicked.connect(self.remove)
        self.list.moved.connect(self._move)
        self.list.came_from_wanted.connect(self.open_origin)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.picked.connect(self._show_picked)
        self.model.reloaded.connect(self._show_state)
        self.player.changed.connect(self._show_playing)
        self.desk.changed.connect(self._on_changed)
        self.desk.busy_changed.connect(lambda _: self._show_state())
        theme_source().changed.connect(self.update)

    # Showing.

    def _on_changed(self) -> None:
        self.model.reload()
        self.desk.list_tags(self._show_tags)

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        chosen = self.tag.currentData()
        self.tag.clear()
        self.tag.addItem(_ALL_TAGS, None)
        for tag in tags:
            self.tag.addItem(tag, tag)
        self.tag.setCurrentIndex(max(self.tag.findData(chosen), 0))
        self.tag.setEnabled(bool(tags))
        self.tag.setToolTip(
            "Show only favourites with this tag"
            if tags
            else "Nothing has a tag yet: select a melody and type one below"
        )
        self.tags.show_known(tags)
        if chosen is not None and chosen not in tags:
            self._filter()

    def _filter(self) -> None:
        self.model.filter(self.search.text(), self.tag.currentData())

    def clear_filter(self) -> None:
        """Show all favourites again."""
        self.search.clear()
        self.tag.setCurrentIndex(0)
        self._filter()
        self.take_keyboard()

    def _show_state(self) -> None:
        model = self.model
        count = len(model.melodies)
        shown = f"{count}+" if model.has_more and count else str(count)
        noun = "melody" if count == 1 else "melodies"
        self.summary.setText(f"{shown} {noun}" if model.has_loaded and count else "")
        is_empty = model.has_loaded and not count
        self.list.setVisible(not is_empty)
        self.empty.setVisible(is_empty)
        self.empty.show_state(self.search.text(), self.tag.currentData())
        self.tags.setVisible(not is_empty)
        self._show_picked()

    def _show_picked(self) -> None:
        chosen = self.list.chosen
        self.tags.show_melodies(chosen)
        model, is_empty = self.model, not self.model.melodies
        nothing = "Nothing is a favourite yet: press L on a melody you like"
        if model.is_filtered:
            nothing = "No favourite is found"
        texts = (
            (self.play_all, "Play all in their order, or stop"),
            (self.export, "Save all or the selected as MIDI, WAV or a ZIP archive"),
        )
        for button, text in texts:
            button.setEnabled(not is_empty)
            button.setToolTip(nothing if is_empty else text)
        names = f"the {len(chosen)} selected" if len(chosen) > 1 else "the selected"
        reason = ""
        if self.desk.is_busy:
            reason = "A session is being opened"
        elif not self.desk.has_library:
            reason = self.desk.reason
        elif not chosen:
            reason = nothing if is_empty else "Select the melodies to begin with"
        self.start.setEnabled(not reason)
        self.start.setToolTip(
            reason or f"A new session whose first melodies are {names}, kept as parents"
        )

    def _show_playing(self) -> None:
        is_row = self.player.is_row and self.player.playing is not None
        self.play_all.setText(" Stop" if is_row else " Play all")
        self._play_icon.show("stop" if is_row else "play")
        row = self.model.row_of(self.player.playing)
        if is_row and row >= 0:
            self.list.scrollTo(self.model.index(row))

    # What a person does.

    def hear(self, melody: LibraryMelody) -> None:
        """Play a melody, or pause it where it plays."""
        if self.player.playing == key_of(melody):
            self.player.toggle_pause()
        else:
            self.player.hear(melody)

    def toggle_play_all(self) -> None:
        """Play what is shown, from the top, or stop."""
        if self.player.is_row and self.player.playing is not None:
            self.player.stop()
        else:
            self.player.play_row(self.model.melodies)

    def remove(self, melodies: list[LibraryMelody]) -> None:
        """Take hearts away; they can be put back at once."""
        self._removed.append(melodies)
        for one in melodies:
            self.desk.set_favourite(one, False)
        self._show_removed()

    def put_last_back(self) -> None:
        """Give back the hearts that were taken away last."""
        if self._removed:
            for one in self._removed.pop():
                self.desk.set_favourite(one, True)
            self._show_removed()
            self.take_keyboard()

    def _show_removed(self) -> None:
        self.put_back.setVisible(bool(self._removed))
        if self._removed:
            last = self._removed[-1]
            what = last[0].name if len(last) == 1 else f"{len(last)} melodies"
            self.put_back.setAccessibleName(f"Put {what} back")
            self.put_back.setToolTip(f"Give {what} the heart, place and tags back")

    def _move(
        self, melodies: list[LibraryMelody], before: LibraryMelody | None
    ) -> None:
        if self.model.is_filtered:
            self._conductor.message_posted.emit(
                "Clear the search and the tag to change the order"
            )
            return
        self.desk.move_favourites(melodies, before)

    def open_origin(self, melody: LibraryMelody) -> None:
        """Open the session a melody is from, at the melody."""

        def show() -> None:
            conductor = self._conductor
            individual = conductor.individual(melody.individual_id)
            if individual.generation != conductor.session.current_index:
                conductor.open_generation(individual.generation)
            conductor.select(melody.individual_id)
            self.left.emit()

        self.player.stop()
        if self.desk.has_library:
            self.desk.open(melody.session_id, show)
        else:
            show()

    def start_session(self) -> None:
        """Begin a session with the selected melodies as its first parents."""
        chosen = self.list.chosen
        if chosen:
            self.player.stop()
            self.desk.begin_from(chosen, self.left.emit)

    def breed_two(self) -> None:
        """Breed the two selected melodies in the session that is open."""
        from musicbreeder.gui.favourite_pair import breed_favourites

        self.player.stop()
        breed_favourites(self._conductor, self.desk.open_id, self.list.chosen)
        self.left.emit()

    def open_export(self) -> None:
        """Ask what to export and where to."""
        dialog = FavouritesExportDialog(
            self._conductor, self.desk, self.model, self.list.chosen, self
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write_files(
        self, melodies: list[LibraryMelody], suffixes: tuple[str, ...], done: Written
    ) -> None:
        dragged, exporter = melodies[:_MOST_DRAGGED], self._conductor.exporter
        self.desk.ask(
            lambda library: favourite_origins(library, dragged),
            lambda origins: exporter.write_drag_files(
                told_pieces(dragged, origins), suffixes, done
            ),
            {},
        )

    def _open_menu(self, at: QPoint) -> None:
        melody, chosen = self.list.current, self.list.chosen
        if melody is None:
            return
        menu = QMenu(self)
        menu.addAction("Hear", lambda: self.hear(melody)).setShortcut("Space")
        menu.addAction("Rename", self.list.edit_name).setShortcut("F2")
        menu.addAction("Add a tag…", self.tags.take_keyboard)
        menu.addAction("Copy as MIDI file", self.list.copy).setShortcut("Ctrl+C")
        menu.addAction(
            "Copy as WAV file", lambda: self.list.copy((".wav",))
        ).setShortcut("Ctrl+Shift+C")
        menu.addSeparator()
        menu.addAction(
            f"Open “{melody.session_name}”", lambda: self.open_origin(melody)
        ).setShortcut("Ctrl+Return")
        begin = menu.addAction(self.start.text().strip(), self.start_session)
        begin.setEnabled(self.start.isEnabled())
        pair = menu.addAction("Breed these two", self.breed_two)
        pair.setEnabled(len(chosen) == 2 and not self._conductor.breed_hint)
        menu.addAction("Export…", self.open_export)
        menu.addSeparator()
        menu.addActions(self._moves(menu, chosen))
        menu.addSeparator()
        word = "the heart" if len(chosen) < 2 else f"{len(chosen)} hearts"
        menu.addAction(f"Take {word} away", lambda: self.remove(chosen)).setShortcut(
            "Delete"
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _moves(self, menu: QMenu, chosen: Sequence[LibraryMelody]) -> list[QAction]:
        first = QAction("Move to the top", menu)
        last = QAction("Move to the end", menu)
        keys = {key_of(one) for one in chosen}
        rest = [one for one in self.model.melodies if key_of(one) not in keys]
        first.triggered.connect(
            lambda: self._move(list(chosen), rest[0] if rest else None)
        )
        last.triggered.connect(lambda: self._move(list(chosen), None))
        for action in (first, last):
            action.setEnabled(not self.model.is_filtered and bool(rest))
        return [first, last]

    def hideEvent(self, event: QHideEvent) -> None:
        # Elsewhere nothing shows what plays, nor stops it.
        self.player.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < current_theme().px(900)
        self.start.setText(
            " Start a session" if is_narrow else " Start a session from these"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(current_theme().palette.background))
        painter.end()
