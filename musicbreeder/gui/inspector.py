"""The inspector: everything about the selected melody, large enough to work with."""

from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.inspector_editing import InspectorEditing
from musicbreeder.gui.inspector_family import InspectorFamily
from musicbreeder.gui.inspector_files import InspectorFiles
from musicbreeder.gui.inspector_roll import InspectorRoll
from musicbreeder.gui.inspector_score import InspectorScore
from musicbreeder.gui.inspector_sound import SoundLine
from musicbreeder.gui.inspector_waveform import InspectorWaveform
from musicbreeder.gui.name_field import NameField
from musicbreeder.gui.origin_marks import OriginLegend, OriginLooks
from musicbreeder.gui.originality_line import OriginalityLine
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, label, set_kind, space

INSPECTOR_WIDTH_PX = 352


class Inspector(QFrame):
    """Everything about the selected melody: notes, sound, family, files, locks."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._shown: Individual | None = None
        self.setAccessibleName("Inspector")
        fix_size(self, width=INSPECTOR_WIDTH_PX)
        self._make_parts()
        self._arrange()
        self._keys = OwnKeys(self)
        self._listen()
        self._show_selected()

    def edit_name(self) -> None:
        """Let the person rename the selected melody here."""
        self.name_field.edit()

    def _make_parts(self) -> None:
        conductor, actions = self._conductor, self._actions
        self.name_field = NameField()
        self.facts = label("", "secondary", wraps=True)
        self.heart_button = self._action_button(actions.favourite)
        self._heart_icon = button_icon(self.heart_button, "heart-outline", "secondary")
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "icon")
        self.close_button.setAccessibleName("Hide the inspector")
        self.close_button.setToolTip(
            f"Hide the inspector ({actions.toggle_inspector.shortcut().toString()})"
        )
        self.close_button.clicked.connect(actions.toggle_inspector.trigger)
        button_icon(self.close_button, "chevron-right")
        self.roll = InspectorRoll()
        self.score = InspectorScore(conductor, self.roll)
        self.editing = InspectorEditing(conductor, actions, self.roll)
        self.legend = OriginLegend()
        self.waveform = InspectorWaveform()
        self.play_button = QPushButton(" Play")
        set_kind(self.play_button, "play")
        self._play_icon = button_icon(self.play_button, "play", "on_play", 16)
        self.loop_button = QPushButton(" Loop")
        self.loop_button.setCheckable(True)
        self._loop_icon = button_icon(self.loop_button, "loop", size_px=16)
        self.time = QLabel()
        self.family = InspectorFamily(conductor)
        self.originality = OriginalityLine(conductor.originality)
        self.files = InspectorFiles(conductor, actions)
        self.sound_line = SoundLine(conductor)
        self.keep_pitches = self._lock("Pitches", "the row of pitches")
        self.keep_rhythm = self._lock("Rhythm", "the rhythm")
        self.keep_contour = self._lock("Contour", "the ups and downs")

    def _action_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "icon")
        button.setCheckable(True)
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
        return button

    def _lock(self, text: str, what: str) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setAccessibleName(f"Keep {text.lower()} when breeding")
        button.setToolTip(
            f"Offspring keep {what} of a parent, from the next generation on"
        )
        return button

    def _arrange(self) -> None:
        head = QHBoxLayout()
        space(head, (0, 0, 4, 0), spacing=2)
        head.addWidget(self.name_field, 1)
        head.addWidget(self.heart_button)
        head.addWidget(self.close_button)
        transport = QHBoxLayout()
        space(transport, spacing=8)
        transport.addWidget(self.play_button)
        transport.addWidget(self.loop_button)
        transport.addStretch(1)
        transport.addWidget(self.time)
        locks = QGridLayout()
        space(locks, spacing=8)
        locks.addWidget(self.keep_pitches, 0, 0)
        locks.addWidget(self.keep_rhythm, 0, 1)
        locks.addWidget(self.keep_contour, 1, 0)
        locks.addWidget(self.sound_line.lock, 1, 1)
        locks.setColumnStretch(2, 1)
        body = QWidget()
        outermost = QVBoxLayout(body)
        space(outermost, (9, 12, 8, 20), spacing=4)
        outermost.addLayout(head)
        # The name's own padding stands out to the left, so that its text lines up.
        column = QVBoxLayout()
        space(column, (7, 0, 4, 0), spacing=8)
        outermost.addLayout(column)
        column.addWidget(self.facts)
        column.addWidget(self.sound_line)
        column.addWidget(self.score)
        column.addWidget(self.roll)
        column.addWidget(self.editing)
        column.addWidget(self.legend)
        column.addWidget(self.waveform)
        column.addLayout(transport)
        for section in (self.family, self.files, self.originality):
            column.addSpacing(10)
            column.addWidget(section)
        column.addSpacing(10)
        column.addWidget(label("Keep when breeding", "heading"))
        column.addLayout(locks)
        column.addWidget(
            label(
                "Holds for every melody of the next generations. Single bars and notes "
                "are locked in the piano roll.",
                "muted",
                wraps=True,
            )
        )
        column.addStretch(1)
        self.scroll_area = ScrolledPanel(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)  # the line on the left
        outer.addWidget(self.scroll_area)

    def _listen(self) -> None:
        conductor = self._conductor
        self.name_field.renamed.connect(self._on_renamed)
        self.score.notes_shown.connect(self.editing.setHidden)
        self.score.notes_shown.connect(self.legend.setHidden)
        self._actions.shaping.edit_notes.triggered.connect(self.score.show_roll)
        self.roll.seek_requested.connect(self._on_seek)
        self.roll.bar_cycled.connect(
            lambda bar: conductor.cycle_bar(conductor.selected_id, bar)
        )
        self.roll.bar_judged.connect(
            lambda bar, liking: conductor.toggle_bar(conductor.selected_id, bar, liking)
        )
        self.waveform.seek_requested.connect(self._on_seek)
        self.play_button.clicked.connect(self._on_play_clicked)
        self.loop_button.clicked.connect(conductor.set_looping)
        self.keep_pitches.clicked.connect(
            lambda checked: conductor.change_settings(keep_pitches=checked)
        )
        self.keep_rhythm.clicked.connect(
            lambda checked: conductor.change_settings(keep_rhythm=checked)
        )
        self.keep_contour.clicked.connect(
            lambda checked: conductor.change_settings(keep_contour=checked)
        )
        conductor.selection_changed.connect(self._show_selected)
        conductor.generation_shown.connect(self._show_selected)
        conductor.individual_changed.connect(self._on_individual_changed)
        conductor.rendering_ready.connect(self._on_rendering_ready)
        conductor.playing_changed.connect(self._show_transport)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        conductor.settings_changed.connect(self._show_selected)
        conductor.preferences_changed.connect(self._show_transport)
        theme_source().changed.connect(self._show_selected)

    # Showing.

    def _show_selected(self) -> None:
        conductor = self._conductor
        individual = conductor.individual(conductor.selected_id)
        sound, settings = conductor.session.sound, conductor.session.settings
        self._shown = individual
        melody = individual.melody
        looks = OriginLooks.of(individual, conductor.individual)
        self.roll.show_individual(individual, looks, sound.tempo.swing)
        self.legend.show_individual(individual, looks)
        hue = family_hue(individual, conductor.individual)
        self.waveform.show_rendering(conductor.rendering(individual.id), hue)
        self.family.show_individual(individual)
        self.originality.show_melody(melody)
        bars = "1 bar" if melody.bar_count == 1 else f"{melody.bar_count} bars"
        meter = melody.meter
        if meter.name != BreedingSettings.meter:
            bars += f" of {meter.signature}"
            bars += " in triplets" if meter.is_in_triplets else ""
        notes = "1 note" if melody.note_count == 1 else f"{melody.note_count} notes"
        key = individual.key.name
        self.facts.setText(f"{key} · {sound.tempo.bpm:g} bpm · {bars} · {notes}")
        self.keep_pitches.setChecked(settings.keep_pitches)
        self.keep_rhythm.setChecked(settings.keep_rhythm)
        self.keep_contour.setChecked(settings.keep_contour)
        self.editing.show_individual()
        self._show_marks(individual)
        self._show_transport()
        self._keys.look_again()

    def _show_marks(self, individual: Individual) -> None:
        self.name_field.show_name(individual.name)
        self.roll.show_likings(self._conductor.bar_likings(individual.id))
        self.roll.show_locks(individual)
        is_favourite = individual.is_favourite
        self.heart_button.setChecked(is_favourite)
        self._heart_icon.show(
            "heart" if is_favourite else "heart-outline",
            "heart" if is_favourite else "secondary",
        )
        words = "Remove from favourites" if is_favourite else "Add to favourites"
        keys = self._actions.favourite.shortcut().toString()
        self.heart_button.setToolTip(f"{words} ({keys})")
        self.heart_button.setAccessibleName(f"Favourite: {individual.name}")

    @property
    def _is_current(self) -> bool:
        """Whether the selected melody is the one that plays or is paused."""
        return self._conductor.playing_id == self._conductor.selected_id

    def _show_transport(self) -> None:
        conductor = self._conductor
        is_sounding = self._is_current and conductor.is_playing
        self.play_button.setText(" Pause" if is_sounding else " Play")
        self._play_icon.show("pause" if is_sounding else "play")
        keys = self._actions.play_pause.shortcut().toString()
        self.play_button.setToolTip(
            f"{self.play_button.text()} this melody"
            + (f" ({keys})" if self._is_current else "")
        )
        is_looping = conductor.is_looping
        self.loop_button.setChecked(is_looping)
        self._loop_icon.show("loop", "on_chip" if is_looping else "secondary")
        keys = self._actions.loop.shortcut().toString()
        self.loop_button.setToolTip(f"Play melodies round and round ({keys})")
        if not self._is_current:
            self.roll.show_playhead(None)
            self.waveform.show_playhead(None)
        self._show_time()

    def _show_time(self) -> None:
        rendering = self._conductor.rendering(self._conductor.selected_id)
        if rendering is None and self._is_current:
            # It is heard already while the rest of it is being rendered.
            rendering = self._conductor.stage.sounding
        if rendering is None:
            self.time.setText("")
            return
        duration = rendering.melody_frames / rendering.sample_rate
        position = self._conductor.position_seconds if self._is_current else 0.0
        text = f"{minutes_and_seconds(position)} / {minutes_and_seconds(duration)}"
        if text != self.time.text():
            self.time.setFont(current_theme().font(12, is_tabular=True))
            self.time.setText(text)

    # What happened, and what a person does.

    def _on_individual_changed(self, individual_id: int) -> None:
        if individual_id == self._conductor.selected_id:
            individual = self._conductor.individual(individual_id)
            if self._shown is None or individual.melody != self._shown.melody:
                self._show_selected()
            else:
                self._show_marks(individual)

    def _on_rendering_ready(self, individual_id: int) -> None:
        if individual_id == self._conductor.selected_id:
            self._show_selected()

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        if individual_id == self._conductor.selected_id and self.isVisible():
            self.roll.show_playhead(fraction)
            self.waveform.show_playhead(fraction)
            self._show_time()

    def _on_seek(self, fraction: float) -> None:
        if self._is_current:
            self._conductor.seek(fraction)
        else:
            self._conductor.hear(self._conductor.selected_id, fraction)

    def _on_play_clicked(self) -> None:
        if self._is_current:
            self._conductor.toggle_play()
        else:
            self._conductor.hear(self._conductor.selected_id)

    def _on_renamed(self, name: str) -> None:
        self._conductor.rename(self._conductor.selected_id, name)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, 1, self.height(), QColor(palette.line))


def minutes_and_seconds(seconds: float) -> str:
    """Return a time as a transport shows it.

    >>> minutes_and_seconds(66.2)
    '1:06'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
