"""The page with the family tree: its tools, the tree, a comparison and the legend."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.compare_panel import ComparePanel
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.family_tree import FamilyTree
from musicbreeder.gui.origin_marks import OriginLegend, OriginLooks
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, label, set_kind, space
from musicbreeder.gui.tree_legend import TreeLegend
from musicbreeder.gui.tree_shape import Detail
from musicbreeder.gui.tree_start import TreeStart

_ZOOM_STEP = 1.4
_SHORTEST_SUMMARY_PX = 60
_NARROW_PX = 640


class TreePage(QWidget):
    """Every melody of the session, with the lines of descent between them."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.title = label("Family tree", "title")
        self.summary = ElidedLabel(_SHORTEST_SUMMARY_PX)
        self.tree = FamilyTree(conductor)
        self.start = TreeStart(actions, self.tree)
        self.panel = ComparePanel(conductor)
        self.marks = TreeLegend()
        self.origins = OriginLegend()
        self.origins_caption = label("", "muted")
        self._make_tools()
        self._arrange()
        self._listen()
        self._show_history()
        self._show_selected()

    def take_keyboard(self) -> None:
        """Give the keyboard to the tree."""
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_tools(self) -> None:
        actions = self._actions
        self.hover, zoom_out, zoom_in = (QToolButton() for _ in range(3))
        for tool in (self.hover, zoom_out, zoom_in):
            set_kind(tool, "icon")
        self.hover.setCheckable(True)
        self.hover.setChecked(True)
        self.hover.setAccessibleName("Hear what the pointer or the arrow keys are on")
        self.hover.setToolTip(
            "Hear melodies while the pointer rests on them or the arrow keys reach them"
        )
        self._hover_icon = button_icon(self.hover, "volume", "on_chip")
        self.hover.toggled.connect(self._set_hover)
        self.breed_from_here = QPushButton()
        button_icon(self.breed_from_here, "breed", size_px=16)
        self.compare_button = QPushButton("Compare")
        fit = QPushButton("Fit")
        set_kind(fit, "quiet")
        button_icon(zoom_out, "remove", size_px=16)
        button_icon(zoom_in, "add", size_px=16)
        self.zoom_buttons: tuple[QAbstractButton, ...] = (zoom_out, zoom_in, fit)
        pairs = zip(
            (self.breed_from_here, self.compare_button, *self.zoom_buttons),
            (
                actions.breed_from_here,
                actions.compare,
                actions.zoom_out,
                actions.zoom_in,
                actions.zoom_to_fit,
            ),
            strict=True,
        )
        for button, action in pairs:
            button.setAccessibleName(actions.base_text(action))
            button.clicked.connect(action.trigger)
            _follow(button, action)

    def _arrange(self) -> None:
        self.header = QWidget()
        row = QHBoxLayout(self.header)
        space(row, (20, 12, 20, 10), 8)
        row.addWidget(self.title)
        row.addSpacing(6)
        row.addWidget(self.summary)
        row.addStretch(1)
        row.addWidget(self.hover)
        for button in self.zoom_buttons:
            row.addWidget(button)
        row.addWidget(self.compare_button)
        row.addWidget(self.breed_from_here)
        self.footer = QFrame()
        foot = QHBoxLayout(self.footer)
        space(foot, (20, 6, 20, 8), 20)
        foot.addWidget(self.marks)
        foot.addWidget(self.origins_caption)
        foot.addWidget(self.origins, 1)
        foot.addStretch()
        fix_size(self.origins, height=18)
        column = QVBoxLayout(self)
        space(column, spacing=0)
        column.addWidget(self.header)
        column.addWidget(self.tree, 1)
        column.addWidget(self.footer)
        column.addWidget(self.panel)
        for part in (self.header, self.start):
            OwnKeys(part)

    def _listen(self) -> None:
        conductor, actions, tree = self._conductor, self._actions, self.tree
        conductor.generation_shown.connect(self._show_history)
        conductor.selection_changed.connect(self._show_selected)
        conductor.breeding_changed.connect(self._show_history)
        tree.compare_changed.connect(self.panel.show_pair)
        tree.menu_requested.connect(self._open_menu)
        tree.view_changed.connect(self._show_detail)
        self.panel.closed.connect(lambda: tree.compare(()))
        actions.zoom_in.triggered.connect(lambda: tree.zoom(_ZOOM_STEP))
        actions.zoom_out.triggered.connect(lambda: tree.zoom(1 / _ZOOM_STEP))
        actions.zoom_to_fit.triggered.connect(lambda: tree.fit())
        actions.compare.triggered.connect(self._compare_with_parent)
        theme_source().changed.connect(self.update)
        self._show_detail()

    # Showing.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < current_theme().px(_NARROW_PX)
        self.breed_from_here.setText("" if is_narrow else " Breed from here")

    def _show_history(self) -> None:
        model = self.tree.model
        count, generations = len(model.ids), len(model.blocks)
        words = [f"{count} melodies"]
        if generations > 1:
            words.append(f"{generations} generations")
        lanes = len({block.lane for block in model.blocks})
        if lanes > 1:
            words.append(f"{lanes} branches")
        if self._conductor.is_breeding:
            words = ["Breeding the next generation…"]
        self.summary.setText(" · ".join(words))
        self.summary.setToolTip(self.summary.text())
        self.start.setVisible(generations == 1)

    def _show_selected(self) -> None:
        conductor = self._conductor
        individual = conductor.individual(conductor.selected_id)
        looks = OriginLooks.of(individual, conductor.individual)
        self.origins.show_individual(individual, looks)
        self.origins_caption.setText(f"Notes of {individual.name}:")

    def _show_detail(self) -> None:
        detail = self.tree.shape.detail
        self.marks.show_detail(detail)
        for part in (self.origins_caption, self.origins):
            part.setVisible(detail is not Detail.DOT)

    def _set_hover(self, is_on: bool) -> None:
        self.tree.hears_on_hover = is_on
        self._hover_icon.show(
            "volume" if is_on else "volume-off", "on_chip" if is_on else "secondary"
        )

    # What a person does.

    def _compare_with_parent(self) -> None:
        tree, selected_id = self.tree, self._conductor.selected_id
        node = tree.model.node_of.get(selected_id)
        parents = () if node is None else tree.model.parents[node]
        if tree.compared:
            tree.compare(())
        elif parents:
            tree.compare((selected_id, tree.model.ids[parents[0]]))
        else:
            self._conductor.message_posted.emit(
                "Hold Shift and click the melody to compare with, or press Shift and "
                "an arrow"
            )

    def _open_menu(self, individual_id: int, at: QPoint) -> None:
        actions, conductor = self._actions, self._conductor
        selected_id = conductor.selected_id
        menu = QMenu(self)
        if individual_id != selected_id:
            selected = conductor.individual(selected_id).name
            menu.addAction(
                f"Compare with {selected}",
                lambda: self.tree.compare((selected_id, individual_id)),
            )
            breeding = menu.addAction(
                f"Breed with {selected}",
                lambda: conductor.breed_two(selected_id, individual_id),
            )
            breeding.setEnabled(not conductor.breed_hint)
            menu.addSeparator()
        self.tree.choose(individual_id)
        menu.addActions([actions.play_pause, actions.breed_from_here, actions.compare])
        menu.addSeparator()
        actions.shaping.fill_menu(menu)
        menu.addSeparator()
        menu.addActions([actions.favourite, actions.pin])
        rating_menu = menu.addMenu("Rate")
        rating_menu.addActions([*actions.rate_actions, actions.clear_rating])
        menu.addSeparator()
        generation = conductor.individual(individual_id).generation
        open_text = f"Open generation {generation + 1}"
        opening = menu.addAction(open_text, lambda: self._open(individual_id))
        opening.setEnabled(generation != conductor.session.current_index)
        menu.addActions([actions.copy_midi, actions.out.copy_wav])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _open(self, individual_id: int) -> None:
        conductor = self._conductor
        conductor.open_generation(conductor.individual(individual_id).generation)
        conductor.select(individual_id)
        self._actions.show_breed_page.trigger()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(palette.background))
        painter.end()


def _follow(button: QAbstractButton, action: QAction) -> None:
    def apply() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    action.changed.connect(apply)
    apply()
