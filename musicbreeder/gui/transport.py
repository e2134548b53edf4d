"""Play, stop, loop, where we are, and how loud."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector import minutes_and_seconds
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, set_kind, space


class Transport(QWidget):
    """The transport of whatever plays, or of the selected melody."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.play_button = QToolButton()
        set_kind(self.play_button, "play")
        self._play_icon = button_icon(self.play_button, "play", "on_play", 22)
        fix_size(self.play_button, 42, 42)
        self.stop_button = QToolButton()
        set_kind(self.stop_button, "icon")
        button_icon(self.stop_button, "stop", "secondary", 20)
        self.stop_button.setAccessibleName("Stop")
        self.loop_button = QToolButton()
        set_kind(self.loop_button, "icon")
        self._loop_icon = button_icon(self.loop_button, "loop", "secondary", 20)
        self.loop_button.setCheckable(True)
        self.loop_button.setAccessibleName("Loop")
        self.time = QLabel()
        self.time.setAccessibleName("Time")
        fix_size(self.time, width=84)
        self.mute_button = QToolButton()
        set_kind(self.mute_button, "icon")
        self._volume_icon = button_icon(self.mute_button, "volume", "secondary", 18)
        self.volume_slider = QSlider(Qt.Orientation.Horizontal)
        self.volume_slider.setRange(0, 100)
        self.volume_slider.setPageStep(10)
        self.volume_slider.setAccessibleName("Volume")
        fix_size(self.volume_slider, width=84)
        self._volume_before_mute = 0.8
        row = QHBoxLayout(self)
        space(row, spacing=4)
        for widget in (self.play_button, self.stop_button, self.loop_button):
            row.addWidget(widget)
        row.addSpacing(6)
        row.addWidget(self.time)
        row.addWidget(self.mute_button)
        row.addWidget(self.volume_slider)
        self.play_button.clicked.connect(actions.play_pause.trigger)
        self.stop_button.clicked.connect(actions.stop.trigger)
        self.loop_button.clicked.connect(conductor.set_looping)
        self.mute_button.clicked.connect(self._toggle_mute)
        self.volume_slider.valueChanged.connect(
            lambda percent: conductor.set_volume(percent / 100)
        )
        conductor.playing_changed.connect(self._show_state)
        conductor.preferences_changed.connect(self._show_state)
        conductor.selection_changed.connect(self._show_time)
        conductor.rendering_ready.connect(self._show_time)
        conductor.settings_changed.connect(self._show_time)
        conductor.playhead_moved.connect(self._show_time)
        actions.stop.changed.connect(self._show_stop)
        theme_source().changed.connect(self._show_state)
        self._show_state()

    def show_parts(self, button_count: int, has_time: bool, has_volume: bool) -> None:
        """Leave out what there is no room for; Play always stays."""
        buttons = (self.play_button, self.stop_button, self.loop_button)
        for number, button in enumerate((*buttons, self.mute_button)):
            button.setVisible(number < button_count)
        self.time.setVisible(has_time)
        self.volume_slider.setVisible(has_volume)

    def _show_state(self) -> None:
        conductor = self._conductor
        is_playing = conductor.is_playing
        self._play_icon.show("pause" if is_playing else "play")
        words = "Pause" if is_playing else "Play"
        keys = self._actions.play_pause.shortcut().toString()
        self.play_button.setAccessibleName(words)
        self.play_button.setToolTip(f"{words} ({keys})")
        is_looping = conductor.is_looping
        self.loop_button.setChecked(is_looping)
        self._loop_icon.show("loop", "on_chip" if is_looping else "secondary")
        self.loop_button.setToolTip(self._actions.loop.toolTip())
        self._show_stop()
        self._show_volume()
        self._show_time()

    def _show_stop(self) -> None:
        self.stop_button.setEnabled(self._actions.stop.isEnabled())
        self.stop_button.setToolTip(self._actions.stop.toolTip())

    def _show_volume(self) -> None:
        volume = self._conductor.preferences.volume
        percent = round(volume * 100)
        self._volume_icon.show("volume" if percent else "volume-off")
        words = "Mute" if percent else "Unmute"
        self.mute_button.setAccessibleName(words)
        self.mute_button.setToolTip(words)
        if percent != self.volume_slider.value():
            self.volume_slider.blockSignals(True)
            self.volume_slider.setValue(percent)
            self.volume_slider.blockSignals(False)
        self.volume_slider.setToolTip(f"Volume {percent} %")

    def _toggle_mute(self) -> None:
        volume = self._conductor.preferences.volume
        if volume > 0:
            self._volume_before_mute = volume
            self._conductor.set_volume(0.0)
        else:
            self._conductor.set_volume(self._volume_before_mute)

    def _show_time(self) -> None:
        conductor = self._conductor
        text = (
            f"{minutes_and_seconds(conductor.position_seconds)} / "
            f"{minutes_and_seconds(conductor.duration_seconds)}"
        )
        if text != self.time.text():
            self.time.setFont(current_theme().font(13, is_tabular=True))
            self.time.setText(text)
