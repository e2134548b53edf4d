"""The sound lab: see, hear and change how sound is made.

Loaded when its tab is first opened, because pyqtgraph comes with it.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.lab_chord import ChordView
from musicbreeder.gui.lab_consonance import ConsonanceView
from musicbreeder.gui.lab_player import LabPlayer
from musicbreeder.gui.lab_saving import LabSaver
from musicbreeder.gui.lab_scale import ScaleView
from musicbreeder.gui.lab_tone import OWN_PARTIALS, ToneView
from musicbreeder.gui.lab_view import LabDesk, LabView
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, label, set_kind, space
from musicbreeder.services.sound_lab import LabSound, SoundLab
from musicbreeder.synth.additive_recipes import RECIPES
from musicbreeder.synth.patch import patch_names

_TITLE_FITS_PX = 1020
_VIEWS: dict[str, tuple[str, type[LabView]]] = {
    "tone": ("Tone", ToneView),
    "scale": ("Scale", ScaleView),
    "chord": ("Chord", ChordView),
    "consonance": ("Consonance", ConsonanceView),
}
_OTHER_KEYS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_WINDOW_KEYS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F11})


class LabPage(QWidget):
    """Four views of sound, one of them open, with one sound and one player."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions.lab
        lab = SoundLab(conductor.stage.player.sample_rate)
        self.player = LabPlayer(conductor.stage, lab, self)
        self.desk = LabDesk(lab, self.player, self)
        self.saver = LabSaver(conductor, self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._views: dict[str, LabView] = {}
        self._own: LabSound | None = None
        self.stack = QStackedWidget()
        self._make_tools(actions)
        self._arrange()
        self._listen()
        self._fill_sounds()
        self._watch(self)
        self.open_view("tone")

    def take_keyboard(self) -> None:
        """Give the keyboard to what the open view is about."""
        self.view.take_keyboard()

    @property
    def view(self) -> LabView:
        """The open view."""
        view = self.stack.currentWidget()
        assert isinstance(view, LabView)
        return view

    def _make_tools(self, actions: Actions) -> None:
        self.title = label("Sound lab", "title")
        self.segments = Segments("View", {name: v[0] for name, v in _VIEWS.items()})
        self.sound = QComboBox()
        self.sound.setAccessibleName("Sound")
        self.sound.setToolTip("What every tone in the lab sounds like")
        fix_size(self.sound, width=166)
        self.hold_button = QPushButton("Hold")
        self.hold_button.setCheckable(True)
        self.hold_button.setAccessibleName("Hold the tone")
        self.play_button = QPushButton(" Play")
        set_kind(self.play_button, "play")
        self._play_icon = button_icon(self.play_button, "play", "on_play", 16)
        fix_size(self.play_button, width=92)
        self.save_button = QToolButton()
        self.save_button.setText(" Save")
        self.save_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button_icon(self.save_button, "export", size_px=16)
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save_button.setAccessibleName("Save a picture or the sound")
        self.save_button.setToolTip("Save what is shown, or what is played")
        menu = QMenu(self.save_button)
        self._add(menu, "Picture (PNG)…", lambda: self.saver.ask_png(self.view))
        self._add(menu, "Drawing (SVG)…", lambda: self.saver.ask_svg(self.view))
        self._add(menu, "Sound (WAV)…", lambda: self.saver.ask_wav(self.view))
        self.save_button.setMenu(menu)
        self.sentence = label("", "secondary", wraps=True)

    @staticmethod
    def _add(menu: QMenu, text: str, run: object) -> None:
        action = QAction(text, menu)
        action.triggered.connect(run)
        menu.addAction(action)

    def _arrange(self) -> None:
        self.header = QWidget()
        row = QHBoxLayout(self.header)
        space(row, (20, 12, 20, 6), 8)
        row.addWidget(self.title)
        self.title.setContentsMargins(0, 0, 6, 0)  # goes with it where it is left out
        row.addWidget(self.segments)
        row.addStretch(1)
        for widget in (
            self.sound, self.hold_button, self.play_button, self.save_button,
        ):  # fmt: skip
            row.addWidget(widget)
        OwnKeys(self.header)
        words = QHBoxLayout()
        space(words, (20, 0, 20, 8), 0)
        words.addWidget(self.sentence)
        body = QHBoxLayout()
        space(body, (20, 0, 20, 14), 0)
        body.addWidget(self.stack)
        column = QVBoxLayout(self)
        space(column, spacing=0)
        column.addWidget(self.header)
        column.addLayout(words)
        column.addLayout(body, 1)

    def _listen(self) -> None:
        actions, player = self._actions, self.player
        self.segments.chosen.connect(self.open_view)
        for name, action in zip(
            _VIEWS,
            (actions.tone, actions.scale, actions.chord, actions.consonance),
            strict=True,
        ):
            action.triggered.connect(lambda _=False, name=name: self.open_view(name))
        actions.hold.triggered.connect(self.hold)
        self.hold_button.clicked.connect(self.hold)
        self.play_button.clicked.connect(self.toggle_play)
        self.sound.activated.connect(self._choose_sound)
        self.desk.sound_changed.connect(self._show_sound)
        player.changed.connect(self._show_playing)
        player.failed.connect(self._conductor.error_posted)
        theme_source().changed.connect(self.update)

    # Views.

    def open_view(self, name: str) -> None:
        """Open the view of that name; what sounds ends."""
        self.hold(False)
        if self.player.is_playing:
            self.player.stop()
        if name not in self._views:
            view = _VIEWS[name][1](self.desk)
            self._views[name] = view
            self.stack.addWidget(view)
            self._watch(view)
        self.stack.setCurrentWidget(self._views[name])
        self.segments.show_value(name)
        view = self.view
        self.sentence.setText(view.sentence)
        self.hold_button.setEnabled(view.can_hold)
        self._show_playing()
        if self.isVisible():
            view.take_keyboard()

    def _watch(self, container: QWidget) -> None:
        for widget in (container, *container.findChildren(QWidget)):
            widget.installEventFilter(self)

    # Playing.

    def toggle_play(self) -> None:
        """Let the open view sound, or end what sounds."""
        if self.player.is_playing:
            self.hold(False)
            self.player.stop()
        else:
            self.view.play()

    def hold(self, is_held: bool) -> None:
        """Let the tones of the open view sound on and on, or let them go."""
        if self.stack.count():
            view = self.view
            view.is_held = is_held and view.can_hold
            if view.is_held:
                view.sound_live()
            else:
                self.player.release_live()
            is_held = view.is_held
        self.hold_button.setChecked(is_held)
        self._actions.hold.setChecked(is_held)

    def _show_playing(self) -> None:
        player = self.player
        is_playing = player.is_playing
        self._play_icon.show("stop" if is_playing else "play")
        words = "Stop" if is_playing else "Play"
        self.play_button.setText(f" {words}")
        self.play_button.setAccessibleName(words)
        self.play_button.setToolTip(f"{words} (Space)")
        if not player.is_live and self.stack.count() and self.view.is_held:
            # Something else was played meanwhile.
            self.hold(False)
        can_hold = self.stack.count() > 0 and self.view.can_hold
        keys = self._actions.hold.shortcut().toString()
        self.hold_button.setToolTip(
            f"Let the tones sound on and follow every change ({keys})"
            if can_hold
            else "A scale passes by: there is no tone to hold"
        )

    # The sound.

    def _fill_sounds(self) -> None:
        self.sound.clear()
        if self._own is not None:
            self.sound.addItem(OWN_PARTIALS, self._own)
        for name in RECIPES:
            self.sound.addItem(name, LabSound.recipe(name))
        self.sound.insertSeparator(self.sound.count())
        for name in patch_names():
            shown = name.capitalize()
            self.sound.addItem(shown, LabSound(shown, instrument=name))
        self._show_sound()

    def _choose_sound(self, place: int) -> None:
        sound = self.sound.itemData(place)
        if isinstance(sound, LabSound):
            self.desk.choose_sound(sound)

    def _show_sound(self) -> None:
        """Show the chosen sound; the partials of one's own have the first line."""
        sound = self.desk.sound
        if sound.name == OWN_PARTIALS:
            if self._own is None:
                self.sound.insertItem(0, OWN_PARTIALS)
            self._own = sound
            self.sound.setItemData(0, sound)
        box = self.sound
        places = (n for n in range(box.count()) if box.itemData(n) == sound)
        box.setCurrentIndex(next(places, -1))

    # The page.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep single keys from the cards, which nobody sees now."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if not (is_asked and isinstance(event, QKeyEvent)):
            return False
        if event.modifiers() & _OTHER_KEYS or event.key() in _WINDOW_KEYS:
            return False
        hold = self._actions.hold.shortcut()
        if event.text().upper() in {hold.toString(), "?"}:
            return False
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toggle_play()
        elif event.key() == Qt.Key.Key_Escape:
            self.hold(False)
            self.player.stop()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill_sounds()

    def hideEvent(self, event: QHideEvent) -> None:
        self.hold(False)
        if self.player.is_playing:
            self.player.stop()
        super().hideEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(480), current_theme().px(320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(self.width() >= current_theme().px(_TITLE_FITS_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_theme().palette.background))
        painter.end()
