from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.family_tree import FamilyTree
from musicbreeder.gui.main_window import MainWindow
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.tree_camera import LARGEST_ZOOM, TreeCamera
from musicbreeder.gui.tree_page import TreePage
from musicbreeder.gui.tree_shape import Detail


@pytest.fixture
def page(qtbot: QtBot, conductor: Conductor, actions: Actions) -> Iterator[TreePage]:
    """A tree of three generations; the pointer plays nothing unless told to."""
    first = conductor.session.generation
    conductor.rate(first[2].id, 5)
    conductor.session.breed()
    conductor.session.breed()
    actions.show_family_tree.setChecked(True)
    made = TreePage(conductor, actions)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    made.tree.hears_on_hover = False
    made.tree.setFocus()
    yield made
    conductor.stop()


@pytest.fixture
def tree(page: TreePage) -> FamilyTree:
    return page.tree


def place_of(tree: FamilyTree, individual_id: int) -> QPoint:
    return tree.area_of(individual_id).center().toPoint()


def test_the_whole_tree_is_in_view_at_first(
    tree: FamilyTree, conductor: Conductor
) -> None:
    field = QRectF(tree.rect())
    everybody = [
        one.id for each in conductor.session.history for one in each.individuals
    ]
    assert len(everybody) == 36
    assert all(field.contains(tree.area_of(one)) for one in everybody)


def test_a_click_selects_a_melody_of_any_generation_and_shows_its_family(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor
) -> None:
    child = conductor.session.history[2].individuals[0]
    with qtbot.waitSignal(conductor.selection_changed):
        QTest.mouseClick(tree, Qt.MouseButton.LeftButton, pos=place_of(tree, child.id))
    assert conductor.selected_id == child.id
    assert tree.lineage_id == child.id
    lineage = tree.painter.lineage
    assert lineage is not None
    assert all(lineage[tree.model.node_of[one]] for one in child.parent_ids)
    assert not lineage.all()
    QTest.mouseClick(tree, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert tree.lineage_id is None
    assert conductor.selected_id == child.id


def test_resting_on_a_melody_plays_it_and_leaving_it_ends_that(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor
) -> None:
    tree.hears_on_hover = True
    old = conductor.session.history[0].individuals[4]
    selected_id = conductor.selected_id
    with qtbot.waitSignal(conductor.playing_changed, timeout=5000):
        QTest.mouseMove(tree, place_of(tree, old.id))
    assert conductor.playing_id == old.id
    assert conductor.selected_id == selected_id
    QTest.mouseMove(tree, QPoint(2, 2))
    assert conductor.playing_id == -1


def test_the_arrow_keys_go_along_the_family_and_play_what_they_reach(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor
) -> None:
    child = next(
        one for one in conductor.session.history[2].individuals if one.parent_ids
    )
    tree.choose(child.id)
    tree.hears_on_hover = True
    with qtbot.waitSignal(conductor.playing_changed, timeout=5000):
        QTest.keyClick(tree, Qt.Key.Key_Left)
    assert conductor.selected_id == child.parent_ids[0]
    assert conductor.playing_id == child.parent_ids[0]
    QTest.keyClick(tree, Qt.Key.Key_Right)
    parent = conductor.individual(child.parent_ids[0])
    assert parent.id in conductor.individual(conductor.selected_id).parent_ids


def test_the_name_for_screen_readers_stays_true(
    tree: FamilyTree, conductor: Conductor
) -> None:
    one = conductor.session.history[0].individuals[2]
    tree.choose(one.id)
    name = tree.accessibleName()
    assert name.startswith(f"{one.name}, generation 1, rated 5 of 5")
    assert tree.accessibleDescription().startswith("A first melody; parent of")
    conductor.toggle_favourite(one.id)
    assert "favourite" in tree.accessibleName()
    conductor.rate(one.id, None)
    assert "not rated" in tree.accessibleName()


def test_undoing_the_rating_of_an_old_melody_reaches_the_tree(
    tree: FamilyTree, conductor: Conductor
) -> None:
    one = conductor.session.history[0].individuals[5]
    tree.choose(one.id)
    conductor.rate(one.id, 4)
    assert "rated 4 of 5" in tree.accessibleName()
    conductor.undo()
    assert "not rated" in tree.accessibleName()


def test_breed_from_here_opens_the_generation_and_pins_the_melody(
    tree: FamilyTree, conductor: Conductor, page: TreePage
) -> None:
    one = conductor.session.history[0].individuals[5]
    tree.choose(one.id)
    page.breed_from_here.click()
    assert conductor.session.current_index == 0
    assert conductor.individual(one.id).is_pinned
    assert conductor.selected_id == one.id
    conductor.undo()
    assert conductor.session.current_index == 2
    assert not conductor.individual(one.id).is_pinned


def test_a_new_generation_grows_on_the_tree(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor, page: TreePage
) -> None:
    conductor.open_generation(0)
    with qtbot.waitSignal(conductor.generation_shown, timeout=20_000):
        conductor.breed()
    assert len(tree.model.blocks) == 4
    assert tree.model.blocks[3].lane == 1
    assert page.summary.text() == "48 melodies · 4 generations · 2 branches"
    assert tree.camera.is_fitted


def test_zooming_in_tells_more_of_each_melody_and_out_less(
    tree: FamilyTree, page: TreePage, conductor: Conductor
) -> None:
    page.resize(500, 320)
    QApplication.processEvents()
    tree.fit()
    assert tree.shape.detail is Detail.DOT
    one = conductor.session.history[1].individuals[6]
    seen = {tree.shape.detail}
    for _ in range(12):
        tree.zoom(1.3, tree.area_of(one.id).center())
        seen.add(tree.shape.detail)
        assert QRectF(tree.rect()).intersects(tree.area_of(one.id))
    assert seen == set(Detail)
    QTest.keyClick(tree, Qt.Key.Key_0)
    assert tree.camera.is_fitted
    QTest.keyClick(tree, Qt.Key.Key_Plus)
    assert not tree.camera.is_fitted


def test_dragging_moves_the_tree_and_selects_nothing(
    tree: FamilyTree, conductor: Conductor
) -> None:
    tree.zoom(4.0)
    selected_id = conductor.selected_id
    before = tree.camera.offset
    middle = tree.rect().center()
    QTest.mousePress(tree, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(tree, middle + QPoint(30, 10))
    QTest.mouseMove(tree, middle + QPoint(60, 20))
    QTest.mouseRelease(tree, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 20))
    moved = tree.camera.offset - before
    assert (moved.x(), moved.y()) == (60, 20)
    assert conductor.selected_id == selected_id


def test_shift_and_a_click_compare_two_melodies(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor, page: TreePage
) -> None:
    child = conductor.session.history[2].individuals[1]
    other = conductor.session.history[0].individuals[2]
    tree.choose(child.id)
    QTest.mouseClick(
        tree,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        place_of(tree, other.id),
    )
    assert page.panel.isVisible()
    assert page.panel.ids == (child.id, other.id)
    assert conductor.selected_id == child.id
    assert f"compared with {other.name}" in tree.accessibleName()
    with qtbot.waitSignal(conductor.playing_changed, timeout=5000):
        page.panel.in_turn.click()
    assert conductor.playing_id == child.id
    conductor.stop()
    page.panel.close_button.click()
    assert not page.panel.isVisible()
    assert tree.compared == ()


def test_the_keyboard_alone_can_compare(
    tree: FamilyTree, conductor: Conductor, page: TreePage
) -> None:
    first = tree.model.ids[0]
    tree.choose(first)
    QTest.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.panel.ids == (first, tree.model.ids[2])
    assert conductor.selected_id == first


def test_one_generation_says_how_the_tree_grows(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    made = TreePage(conductor, actions)
    qtbot.addWidget(made)
    made.show()
    assert made.start.isVisible()
    with qtbot.waitSignal(conductor.generation_shown, timeout=20_000):
        made.start.breed.click()
    assert not made.start.isVisible()


def test_a_favourite_is_drawn_with_a_heart_at_every_zoom(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor
) -> None:
    one = conductor.session.history[0].individuals[3]
    heart = QColor(current_theme().palette.heart).rgb()
    for zoom in (0.01, 1.35, 1.35, 1.35, 1.35):
        tree.zoom(zoom, tree.area_of(one.id).center())
        area = tree.area_of(one.id).adjusted(-8, -8, 8, 8).toAlignedRect()

        def has_heart() -> bool:
            picture = tree.grab(area).toImage()  # noqa: B023  # called at once
            return any(
                picture.pixel(x, y) == heart
                for x in range(picture.width())
                for y in range(picture.height())
            )

        qtbot.waitUntil(lambda: not has_heart())  # called at once
        conductor.toggle_favourite(one.id)
        qtbot.waitUntil(has_heart)
        conductor.toggle_favourite(one.id)


def test_a_new_session_begins_a_new_tree(
    qtbot: QtBot, tree: FamilyTree, conductor: Conductor, page: TreePage
) -> None:
    tree.choose(tree.model.ids[20])
    tree.compare((tree.model.ids[20], tree.model.ids[0]))
    with qtbot.waitSignal(conductor.generation_shown, timeout=20_000):
        conductor.new_session()
    assert len(tree.model.ids) == 12
    assert tree.compared == ()
    assert page.start.isVisible()
    tree.grab()


def test_ctrl_1_and_ctrl_2_change_the_page_and_move_the_keyboard(
    qtbot: QtBot, conductor: Conductor
) -> None:
    window = MainWindow(conductor)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    actions = window.window_actions
    assert not actions.compare.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = window.pages.currentWidget()
    assert isinstance(page, TreePage)
    assert window.focusWidget() is page.tree
    assert window.top_bar.tabs.currentIndex() == 1
    assert actions.compare.isEnabled()
    conductor.select(conductor.session.generation[0].id)
    QTest.keyClick(window, Qt.Key.Key_4)
    assert conductor.individual(conductor.selected_id).rating == 4
    window.top_bar.tabs.setCurrentIndex(0)
    assert window.pages.currentWidget() is window.breed_page
    assert window.focusWidget() in window.breed_page.grid.cards
    conductor.stop()


def test_a_view_keeps_what_is_under_the_pointer_while_it_zooms() -> None:
    camera = TreeCamera(QSizeF(800, 600), 60, 14.0).fitted()
    closer = camera.zoomed(40, QPointF(400, 300))
    anchor = QPointF(500, 200)
    column = (closer.left + anchor.x()) / closer.column_px
    row = (closer.top + anchor.y()) / closer.row_px
    again = closer.zoomed(1.3, anchor)
    assert (again.left + anchor.x()) / again.column_px == pytest.approx(column)
    assert (again.top + anchor.y()) / again.row_px == pytest.approx(row)


def test_a_view_zooms_neither_beyond_the_whole_tree_nor_too_close() -> None:
    camera = TreeCamera(QSizeF(800, 600), 400, 14.0).fitted()
    middle = QPointF(400, 300)
    assert camera.zoomed(0.5, middle).zoom == camera.zoom
    assert camera.zoomed(1e6, middle).zoom == LARGEST_ZOOM
    assert camera.size.width() <= 800
    assert camera.size.height() <= 600


def test_a_view_cannot_be_dragged_away_from_the_tree() -> None:
    camera = TreeCamera(QSizeF(800, 600), 40, 14.0).fitted().zoomed(9, QPointF(0, 0))
    far = camera.panned(QPointF(1e6, 1e6))
    assert 0 < -far.left < 800
    far = camera.panned(QPointF(-1e6, -1e6))
    assert camera.size.width() - 800 <= far.left < camera.size.width()
