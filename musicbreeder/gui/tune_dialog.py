"""Starting from a tune that one knows: the tunes of old books, to search and hear."""

import numpy as np
from PySide6.QtCore import QModelIndex, QStringListModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.import_roll import ImportRoll
from musicbreeder.gui.search_field import SearchField
from musicbreeder.gui.taking_foot import Heard, TakingFoot
from musicbreeder.gui.themed import fix_size, label, space
from musicbreeder.gui.window_place import resize_within_screen
from musicbreeder.gui.workers import URGENT
from musicbreeder.seeding.style_tunes import StyleTune
from musicbreeder.seeding.tune_collection import TuneCollection, tune_collection
from musicbreeder.services.bringing_in import (
    making_in_style,
    settings_for,
    style_settings,
)
from musicbreeder.services.importing import Excerpt

_LIST_WIDTH_PX = 320
_GESTURE = "tune"
_WHOLE_TUNE_BARS = (16, 12, 8, 6, 4)


class TuneDialog(QDialog):
    """Lists the tunes, lets one be heard, and makes it an ancestor or a style."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._collection: TuneCollection | None = None
        self._numbers: list[int] = []
        self._excerpt: Excerpt | None = None
        self._is_gone = False
        self.setWindowTitle("Start from a tune you know")
        self._make_widgets()
        self._arrange()
        self._show_state()
        conductor.breeding_changed.connect(self._show_state)
        conductor.worker.run(
            tune_collection,
            done=self._on_read,
            failed=self._on_refused,
            priority=URGENT,
        )

    def _make_widgets(self) -> None:
        self.search = SearchField("tunes", "Show tunes with these words in their name")
        self.search.searched.connect(self._list_found)
        self.model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Tunes")
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._look)
        self.list.doubleClicked.connect(self._take)
        self.count = label("", "muted")
        self.roll = ImportRoll()
        self.roll.setToolTip("The bars that are taken")
        self.title = label("", "heading", wraps=True)
        self.about = label("Reading the tunes …", "secondary", wraps=True)
        self.stays_in_key = QCheckBox("Everything bred stays in its key")
        self.foot = TakingFoot(self._conductor.stage, self.roll, self._find_heard)
        self.foot.leave.clicked.connect(self.reject)
        self.foot.learn_style.clicked.connect(self._learn_style)
        self.foot.take.clicked.connect(self._take)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        space(left, spacing=8)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        left.addWidget(self.count)
        fix_size(self.list, width=_LIST_WIDTH_PX)
        right = QVBoxLayout()
        space(right, spacing=10)
        right.addWidget(self.title)
        right.addWidget(self.about)
        right.addWidget(self.roll, 1)
        right.addWidget(self.stays_in_key)
        body = QHBoxLayout()
        space(body, spacing=16)
        body.addLayout(left)
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Start from a tune you know", "title"))
        column.addLayout(body, 1)
        column.addWidget(self.foot)
        self.foot.take.setDefault(True)
        resize_within_screen(self, 900, 600)

    # What there is.

    def _on_read(self, collection: TuneCollection) -> None:
        if not self._is_gone:
            self._collection = collection
            self._list_found()

    def _on_refused(self, error: MusicBreederError) -> None:
        if not self._is_gone:
            self.about.setText(str(error))

    @property
    def bar_count(self) -> int:
        """Bars that are taken: as many as are bred."""
        return self._conductor.session.settings.bars

    def _list_found(self) -> None:
        collection = self._collection
        if collection is None:
            return
        words = self.search.text().strip()
        found = collection.found(words) if words else list(collection.favourites)
        self._numbers = [n for n in found if collection.meter(n) is not None]
        self.model.setStringList([collection.titles[n] for n in self._numbers])
        shown = len(self._numbers)
        if words:
            tunes = "1 tune" if shown == 1 else f"{shown:,} tunes"
            self.count.setText(f"{tunes} of {len(collection):,}")
        else:
            self.count.setText(f"{shown} known widely; search all {len(collection):,}")
        if shown:
            self.list.setCurrentIndex(self.model.index(0))
        else:
            self._look(QModelIndex())

    @property
    def excerpt(self) -> Excerpt | None:
        """What would be taken now."""
        return self._excerpt

    def _look(self, index: QModelIndex) -> None:
        """Show the tune of a row."""
        collection, row = self._collection, index.row()
        self.foot.player.stop()
        self._excerpt = None
        if collection is None or not 0 <= row < len(self._numbers):
            self.title.setText("")
            self.about.setText("No tune has these words in its name.")
            self.roll.show_melody(None, None)
            self._show_state()
            return
        number = self._numbers[row]
        tune = collection.tune(number)
        # The same tune is always played with the same accents.
        rng = np.random.default_rng(number)
        melody = collection.opening(number, self.bar_count, rng)
        self.title.setText(tune.title)
        facts = [tune.source, tune.key.name, f"{tune.meter[0]}/{tune.meter[1]}"]
        if tune.transcriber:
            facts.append(f"typed in by {tune.transcriber}")
        self.about.setText(", ".join(facts) + ".")
        if melody is None:
            bars = "bar" if self.bar_count == 1 else f"{self.bar_count} bars"
            self.about.setText(
                f"{self.about.text()} Its first {bars} do not fit the app's grid."
            )
        else:
            name = f"“{tune.title}” ({tune.source})"
            self._excerpt = Excerpt(tune.title[:40], name, melody, tune.key, 0)
        self.roll.show_melody(melody, tune.key)
        self.roll.show_bars(() if melody is None else ((0, self.bar_count),))
        self._show_state()

    # Hearing it.

    def _find_heard(self) -> Heard | None:
        taken = self._excerpt
        return (taken.melody, self._conductor.session.sound) if taken else None

    # What becomes of it.

    def _show_state(self) -> None:
        hint = "No tune is chosen" if self._excerpt is None else ""
        self.foot.show_hint(
            hint,
            hint or self._conductor.breed_hint,
            style_text="Breed new melodies like this one, that copy none",
            take_text="Make these bars the parent of what is bred next",
        )

    def _take(self) -> None:
        taken = self._excerpt
        if taken is None or not self.foot.take.isEnabled():
            return
        settings = settings_for(
            self._conductor.session.settings,
            [taken],
            stays_in_key=self.stays_in_key.isChecked(),
        )
        self.foot.player.stop()
        self._conductor.show_offspring(
            [taken.offspring()],
            f"start from {taken.name}",
            settings=settings,
            are_parents=True,
            gesture=_GESTURE,
            message=f"The next generation is bred from {taken.name}",
        )
        self.accept()

    def _learn_style(self) -> None:
        taken = self._excerpt
        if taken is None:
            return
        settings = self._conductor.session.settings
        if self.stays_in_key.isChecked():
            settings = settings_for(settings, [taken], stays_in_key=True)
        settings = style_settings(settings, [self._style_tune(taken)])
        self.foot.player.stop()
        self._conductor.breed_offspring(
            making_in_style(settings),
            f"style of {taken.name}",
            settings=settings,
            gesture=_GESTURE,
            message=f"New melodies in the style of {taken.name}",
        )
        self.accept()

    def _style_tune(self, taken: Excerpt) -> StyleTune:
        """Return as much of the chosen tune as the grid holds."""
        assert self._collection is not None  # something was chosen of it
        number = self._numbers[self.list.currentIndex().row()]
        for bars in _WHOLE_TUNE_BARS:
            rng = np.random.default_rng(number)
            melody = self._collection.opening(number, bars, rng)
            if melody is not None:
                return StyleTune(melody, taken.key)
        return StyleTune(taken.melody, taken.key)

    def done(self, result: int) -> None:
        """Close; what is heard falls silent."""
        self._is_gone = True
        self.foot.player.stop()
        super().done(result)
