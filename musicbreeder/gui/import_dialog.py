"""Taking tunes in: what is in the files, what was found, and what to breed from it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.settings import MAXIMUM_POPULATION, BreedingSettings
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.file_question import files_to_open
from musicbreeder.gui.import_controls import PHRASES, ImportControls
from musicbreeder.gui.import_drop import ALL_SUFFIXES
from musicbreeder.gui.import_reading import ImportReading
from musicbreeder.gui.import_roll import ImportRoll
from musicbreeder.gui.taking_foot import Heard, TakingFoot
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import fix_size, follow_theme, label, space
from musicbreeder.gui.window_place import resize_within_screen
from musicbreeder.gui.workers import URGENT
from musicbreeder.services.audition import Sound
from musicbreeder.services.bringing_in import (
    making_in_style,
    settings_for,
    style_settings,
)
from musicbreeder.services.importing import (
    Excerpt,
    Finding,
    Tune,
    Wishes,
    excerpt,
    excerpts,
    find,
)
from musicbreeder.services.session_offspring import Made
from musicbreeder.theory.meter import Tempo

_LIST_WIDTH_PX = 210
_GESTURE = "import"


class ImportDialog(QDialog):
    """Shows tunes, lets them be heard and set right, takes them into the session."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._tunes: list[Tune] = []
        self._finding: Finding | None = None
        self._problems: list[str] = []
        self._reading = ImportReading(conductor.worker, self)
        self._reading.found.connect(self.add_tunes)
        self._reading.refused.connect(self._say)
        self._is_learning = False
        self._is_gone = False
        self.setWindowTitle("Import tunes")
        self._make_widgets()
        self._arrange()
        self._show_state()
        conductor.breeding_changed.connect(self._show_state)

    def _make_widgets(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("Tunes")
        self.list.currentRowChanged.connect(lambda _: self._look_at_another())
        self.add_button = QPushButton("Add files…")
        self.add_button.setToolTip("Add MIDI, MusicXML, ABC or sound files")
        self.add_button.clicked.connect(self._ask_for_files)
        self.roll = ImportRoll()
        self.roll.bar_chosen.connect(self._choose_bar)
        self.controls = ImportControls(self)
        self.controls.bar_count.setValue(self._conductor.session.settings.bars)
        self.controls.wishes_changed.connect(self._look)
        self.controls.taking_changed.connect(self._show_taking)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Reading files")
        self.status = label("", "secondary", wraps=True)
        self.problem = label("", wraps=True)
        self.foot = TakingFoot(self._conductor.stage, self.roll, self._find_heard)
        self.foot.leave.clicked.connect(self.reject)
        self.foot.learn_style.clicked.connect(self._learn_style)
        self.foot.take.clicked.connect(self._take)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        space(left, spacing=8)
        left.addWidget(self.list, 1)
        left.addWidget(self.add_button)
        fix_size(self.list, width=_LIST_WIDTH_PX)
        follow_theme(self.list, lambda: self.list.setSpacing(current_theme().px(2)))
        right = QVBoxLayout()
        space(right, spacing=12)
        right.addWidget(self.roll, 1)
        right.addLayout(self.controls.arranged())
        right.addWidget(self.status)
        body = QHBoxLayout()
        space(body, spacing=16)
        body.addLayout(left)
        body.addLayout(right, 1)
        self.foot.add_progress(self.progress)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Import tunes", "title"))
        column.addWidget(self.problem)
        column.addLayout(body, 1)
        column.addWidget(self.foot)
        self.foot.take.setDefault(True)
        resize_within_screen(self, 920, 640)

    # What is in the files.

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files in the background, in their order, and list their tunes."""
        self._reading.add(paths)
        self._show_state()

    def add_tunes(self, tunes: Sequence[Tune]) -> None:
        """List tunes, and look at the first of them."""
        first = len(self._tunes)
        self._tunes += tunes
        with QSignalBlocker(self.list):
            for tune in tunes:
                self.list.addItem(tune.name)
        if self.list.currentRow() < 0 and tunes:
            self.list.setCurrentRow(first)
        self._show_state()

    def _say(self, problem: str) -> None:
        self._problems.append(problem)
        self._show_state()

    def _ask_for_files(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in ALL_SUFFIXES)
        filters = f"Tunes ({patterns});;All files (*)"
        self.add_files(files_to_open(self, "Add tunes", filters))

    # What was found in a tune.

    def _look_at_another(self) -> None:
        self.foot.player.stop()
        self.controls.forget()
        self._look(Wishes())

    def _look(self, wishes: Wishes) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._tunes):
            return
        tune = self._tunes[row]
        self._conductor.worker.run(
            lambda: find(tune, wishes),
            done=lambda finding: self._on_found(row, finding),
            priority=URGENT,
        )

    def _on_found(self, row: int, finding: Finding) -> None:
        if self._is_gone:
            return
        if row != self.list.currentRow() or finding.wishes != self.controls.wishes:
            return
        is_other = self._finding is None or self._finding.tune is not finding.tune
        self._finding = finding
        self.controls.show_finding(finding)
        self.roll.show_melody(finding.melody, finding.key, finding.first_number)
        if is_other:
            bars = self.controls.bar_count
            bars.setValue(min(bars.value(), finding.melody.bar_count))
            first = finding.phrases(self.controls.bar_count.value())[0].first_bar
            with QSignalBlocker(self.controls.first_bar):
                self.controls.first_bar.setValue(first + finding.first_number)
        self._show_taking()
        self._show_state()

    def _choose_bar(self, bar: int) -> None:
        if self._finding is not None:
            self.controls.first_bar.setValue(bar + self._finding.first_number)

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """What would be taken now."""
        if self._finding is None:
            return ()
        count = self.controls.bar_count.value()
        has_upbeat = self.controls.has_upbeat.isChecked()
        if self.controls.taking.value == PHRASES:
            found = excerpts(self._finding, count, has_upbeat=has_upbeat)
            return found[:MAXIMUM_POPULATION]
        first = self.controls.first_bar.value() - self._finding.first_number
        return (excerpt(self._finding, first, count, has_upbeat=has_upbeat),)

    def _show_taking(self) -> None:
        is_phrases = self.controls.taking.value == PHRASES
        self.controls.first_bar.setEnabled(not is_phrases)
        taken = self.excerpts
        self.roll.show_bars(
            tuple((one.first_bar, one.melody.bar_count) for one in taken)
        )
        self._show_state()

    @property
    def _sound(self) -> Sound:
        """How a tune sounds before it is taken: the session's instrument."""
        sound = self._conductor.session.sound
        if self._finding is None or not self.controls.takes_tempo.isChecked():
            return sound
        tempo = Tempo(self._finding.tempo_bpm, self._finding.swing)
        return Sound(sound.instrument, tempo, sound.changes)

    def _find_heard(self) -> Heard | None:
        taken = self.excerpts
        return (taken[0].melody, self._sound) if taken else None

    # What becomes of it.

    def _show_state(self) -> None:
        count = len(self._tunes)
        is_busy = self._reading.is_busy or self._is_learning
        self.progress.setVisible(is_busy)
        self.problem.setText("\n".join(self._problems))
        self.problem.setVisible(bool(self._problems))
        hint = self._hint()
        style = f"the style of {count} tunes" if count > 1 else "its style"
        self.foot.learn_style.setText(f"Breed in {style}")
        self.foot.show_hint(
            hint,
            hint,
            style_text="Breed new melodies like these, that copy none",
            take_text="Make these bars the parents of what is bred next",
        )
        finding = self._finding
        if finding is None:
            text = "" if is_busy else "Add files to begin."
        else:
            text = " ".join((finding.quantised.sentence, *finding.notices))
        self.status.setText(text)
        taken = self.excerpts
        many = len(taken) > 1
        self.foot.take.setText(
            f"Breed from {len(taken)} phrases" if many else "Breed from it"
        )

    def _hint(self) -> str:
        if self._finding is None:
            return "No tune is chosen yet"
        if self._is_learning:
            return "The style is being learned"
        if not any(one.melody.note_count for one in self.excerpts):
            return "These bars hold no notes"
        return self._conductor.breed_hint

    def _take(self) -> None:
        taken = [one for one in self.excerpts if one.melody.note_count]
        if not taken or self._finding is None:
            return
        settings = settings_for(
            self._conductor.session.settings,
            taken,
            stays_in_key=self.controls.stays_in_key.isChecked(),
        )
        name = self._finding.tune.name
        self.foot.player.stop()
        self._conductor.show_offspring(
            [one.offspring() for one in taken],
            f"import of {name}",
            settings=settings,
            are_parents=True,
            gesture=_GESTURE,
            message=f"The next generation is bred from {name}",
        )
        self._take_tempo()
        self.accept()

    def _take_tempo(self) -> None:
        if self.controls.takes_tempo.isChecked() and self._finding is not None:
            self._conductor.change_sound(
                tempo_bpm=round(self._finding.tempo_bpm),
                swing=round(self._finding.swing, 2),
                gesture=_GESTURE,
            )

    def _learn_style(self) -> None:
        tunes, current = list(self._tunes), self._finding
        settings = self._conductor.session.settings
        if self.controls.stays_in_key.isChecked() and self.excerpts:
            settings = settings_for(settings, self.excerpts, stays_in_key=True)
        bars = self.controls.bar_count.value()

        def learn() -> BreedingSettings:
            learned = [
                (current if current and tune is current.tune else find(tune)).style_tune
                for tune in tunes
            ]
            return replace(style_settings(settings, learned), bars=bars)

        self.foot.player.stop()
        self._is_learning = True
        self._show_state()
        self._conductor.worker.run(
            learn,
            done=self._on_learned,
            failed=self._on_not_learned,
            priority=URGENT,
        )

    def _on_learned(self, settings: BreedingSettings) -> None:
        """Let melodies be written in the style that was learned."""
        plan = self._conductor.session.prepare_offspring(
            making_in_style(settings), self._style_text, settings=settings
        )
        self._conductor.worker.run(
            plan.run,
            done=lambda made: self._on_written(settings, made),
            failed=self._on_not_learned,
            priority=URGENT,
        )

    def _on_written(self, settings: BreedingSettings, made: Made | None) -> None:
        self._is_learning = False
        if self._is_gone:
            return
        if made is None or self._conductor.is_busy:
            self._show_state()
            return
        self._conductor.show_offspring(
            made.offspring,
            self._style_text,
            settings=settings,
            gesture=_GESTURE,
            message=f"New melodies in the {self._style_text}",
        )
        self._take_tempo()
        self.accept()

    def _on_not_learned(self, error: MusicBreederError) -> None:
        self._is_learning = False
        if not self._is_gone:
            self._say(str(error))

    @property
    def _style_text(self) -> str:
        count = len(self._tunes)
        return "style of 1 tune" if count == 1 else f"style of {count} tunes"

    def done(self, result: int) -> None:
        """Close; what is heard falls silent, what is being read is dropped."""
        self._is_gone = True
        self._reading.stop()
        self.foot.player.stop()
        super().done(result)
