import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_grid import CardGrid
from musicbreeder.gui.card_painter import Sounding
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.grid_plan import GridPlan
from musicbreeder.gui.theme import Theme


@pytest.fixture
def grid(qtbot: QtBot, conductor: Conductor, actions: Actions) -> CardGrid:
    made = CardGrid(conductor, actions)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("card_count", range(6, 13))
@pytest.mark.parametrize("columns", [3, 4])
@pytest.mark.parametrize("size", [(320, 300), (640, 480), (808, 700), (3400, 1900)])
def test_cards_never_overlap_nor_leave_the_grid(
    card_count: int, columns: int, size: tuple[int, int]
) -> None:
    plan = GridPlan.of(card_count, columns, QSize(*size), Theme())
    whole = QRect(0, 0, max(size[0], plan.size.width()), plan.size.height())
    for place, card in enumerate(plan.cards):
        assert whole.contains(card)
        assert not any(card.intersects(other) for other in plan.cards[:place])


def test_cards_are_the_same_size_whatever_their_number() -> None:
    area = QSize(1080, 700)
    twelve = GridPlan.of(12, 4, area, Theme())
    ten = GridPlan.of(10, 4, area, Theme())
    assert ten.cards == twelve.cards[:10]


def test_a_few_cards_are_large_and_never_higher_than_wide() -> None:
    area = QSize(1100, 620)
    for card_count in (1, 2, 3, 4):
        plan = GridPlan.of(card_count, 4, area, Theme())
        assert plan.columns == card_count
        assert all(card.height() <= card.width() for card in plan.cards)
        left, right = plan.cards[0].left(), area.width() - 1 - plan.cards[-1].right()
        assert abs(left - right) <= 3
    assert GridPlan.of(1, 4, area, Theme()).cards[0].width() > 400


def test_a_wide_window_has_four_columns_and_a_narrow_one_three(grid: CardGrid) -> None:
    assert grid.columns == 4
    grid.resize(1100, 760)
    assert grid.columns == 3


def test_arrows_move_the_selection_and_stop_at_the_edge(
    grid: CardGrid, conductor: Conductor, actions: Actions
) -> None:
    ids = [one.id for one in conductor.session.generation]
    actions.select_right.trigger()
    assert conductor.selected_id == ids[1]
    actions.select_down.trigger()
    assert conductor.selected_id == ids[5]
    actions.select_left.trigger()
    actions.select_left.trigger()
    assert conductor.selected_id == ids[4]
    for _ in range(4):
        actions.select_down.trigger()
    assert conductor.selected_id == ids[8]
    for _ in range(4):
        actions.select_up.trigger()
    assert conductor.selected_id == ids[0]


def test_the_selected_card_has_the_keyboard(
    grid: CardGrid, conductor: Conductor, actions: Actions
) -> None:
    grid.focus_selected()
    actions.select_right.trigger()
    card = grid.cards[1]
    assert grid.focusWidget() is card
    assert card.state.is_selected
    assert not grid.cards[0].state.is_selected
    grid.cards[6].setFocus()
    assert conductor.selected_id == grid.cards[6].individual_id


def test_a_selection_from_outside_takes_no_field_away_from_a_typist(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field, grid = QLineEdit(), CardGrid(conductor, actions)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(grid)
    window.show()
    field.setFocus()
    conductor.select(conductor.session.generation[3].id)
    assert window.focusWidget() is field
    assert grid.cards[3].state.is_selected


def test_a_selected_card_is_scrolled_into_view(
    grid: CardGrid, conductor: Conductor
) -> None:
    grid.resize(700, 400)
    last = grid.cards[-1]
    conductor.select(last.individual_id)
    top = last.mapTo(grid.viewport(), last.rect().topLeft()).y()
    assert top >= 0
    assert top + last.height() <= grid.viewport().height() + 1


def test_a_new_generation_is_shown_in_the_same_places(
    grid: CardGrid, conductor: Conductor
) -> None:
    places = [card.geometry() for card in grid.cards]
    conductor.session.breed()
    conductor.generation_shown.emit()
    generation = conductor.session.generation
    assert [card.individual_id for card in grid.cards] == [one.id for one in generation]
    assert [card.geometry() for card in grid.cards] == places


def test_fewer_melodies_leave_no_stale_cards(
    grid: CardGrid, conductor: Conductor
) -> None:
    conductor.change_settings(population_size=6)
    conductor.session.breed()
    conductor.generation_shown.emit()
    assert len(grid.cards) == 6
    visible = [card for card in grid._cards if card.isVisible()]
    assert visible == list(grid.cards)


def test_only_the_card_that_sounds_shows_so(
    qtbot: QtBot, grid: CardGrid, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(grid.cards[2].individual_id)
    states = [card.state.sounding for card in grid.cards]
    assert states[2] is Sounding.PLAYING
    assert states.count(Sounding.SILENT) == 11
    conductor.toggle_play()
    assert grid.cards[2].state.sounding is Sounding.PAUSED
    conductor.stop()
    assert grid.cards[2].state.sounding is Sounding.SILENT


def test_a_card_heard_once_loses_its_dot(
    qtbot: QtBot, grid: CardGrid, conductor: Conductor
) -> None:
    assert not grid.cards[2].state.is_heard
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(grid.cards[2].individual_id)
    assert grid.cards[2].state.is_heard
    conductor.stop()


def test_the_chip_marks_the_parents_the_listener_chose(
    grid: CardGrid, conductor: Conductor
) -> None:
    assert not any(card.state.is_parent for card in grid.cards)
    liked, disliked, pinned = grid.cards[0], grid.cards[1], grid.cards[2]
    conductor.rate(liked.individual_id, 5)
    conductor.rate(disliked.individual_id, 1)
    conductor.toggle_pin(pinned.individual_id)
    marked = [card for card in grid.cards if card.state.is_parent]
    assert marked == [liked, pinned]
