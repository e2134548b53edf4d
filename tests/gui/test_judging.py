"""Bars by ear, what was heard, and melodies that make way while one rates."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.breed_page import BreedPage
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector import Inspector


def ids(conductor: Conductor) -> list[int]:
    return [one.id for one in conductor.session.generation]


def move_playhead(conductor: Conductor, individual_id: int, *fractions: float) -> None:
    conductor.stage.playing_changed.emit(individual_id)
    for fraction in fractions:
        conductor.stage.playhead_moved.emit(individual_id, fraction)


def test_a_melody_heard_to_its_end_twice_was_heard_again(conductor: Conductor) -> None:
    first, second, *_ = ids(conductor)
    through = [place / 20 for place in range(20)]
    for _ in range(2):
        move_playhead(conductor, first, *through)
        move_playhead(conductor, second, 0.0, 0.1, 0.2)
    conductor.stage.playing_changed.emit(-1)
    assert conductor.session.hearing(first).was_heard_again
    assert conductor.session.hearing(second).was_left_early


def test_what_was_jumped_over_was_not_heard(conductor: Conductor) -> None:
    first = ids(conductor)[0]
    move_playhead(conductor, first, 0.0, 0.1, 0.9, 0.95)
    conductor.stage.playing_changed.emit(-1)
    assert conductor.session.hearing(first).was_left_early


def test_going_round_is_one_listening_and_starting_afresh_another(
    conductor: Conductor,
) -> None:
    first = ids(conductor)[0]
    move_playhead(conductor, first, *[n / 10 for n in range(10)], 0.05, 0.15)
    conductor.stage.playing_changed.emit(-1)
    assert conductor.session.hearing(first).listen_count == 1
    move_playhead(conductor, first, 0.0, 0.1, 0.2, 0.3, 0.0, 0.1)
    conductor.stage.playing_changed.emit(-1)
    assert conductor.session.hearing(first).listen_count == 3


def test_after_a_few_ratings_unheard_melodies_make_way_and_nothing_else_moves(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    page = BreedPage(conductor, actions)
    qtbot.addWidget(page)
    page.show()
    before = ids(conductor)
    conductor.select(before[5])
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.preview(before[6])
    messages: list[str] = []
    conductor.message_posted.connect(messages.append)
    with qtbot.waitSignal(conductor.places_replanned, timeout=15_000) as changed:
        for place, stars in enumerate((5, 1, 5, 2, 4)):
            conductor.rate(before[place], stars)
    after = ids(conductor)
    assert after[:7] == before[:7]
    places = changed.args[0]
    assert places
    assert [at for at in range(12) if after[at] != before[at]] == list(places)
    assert [card.individual_id for card in page.grid.cards] == after
    assert "made way" in messages[-1]


def test_planning_anew_can_be_switched_off(qtbot: QtBot, conductor: Conductor) -> None:
    conductor.change_preferences(replans_unheard=False)
    before = ids(conductor)
    for place in range(5):
        conductor.rate(before[place], place + 1)
    with qtbot.assertNotEmitted(conductor.places_replanned, wait=1200):
        pass
    assert ids(conductor) == before


def test_breeding_gives_up_what_was_being_planned_anew(
    qtbot: QtBot, conductor: Conductor
) -> None:
    for place in range(5):
        conductor.rate(ids(conductor)[place], place + 1)
    conductor._replan()
    assert conductor.replanner.is_planning
    with qtbot.waitSignal(conductor.generation_shown, timeout=15_000):
        conductor.breed()
    assert not conductor.replanner.is_planning


def test_a_click_on_the_ruler_likes_dislikes_and_clears_a_bar(
    qtbot: QtBot, conductor: Conductor, inspector: Inspector
) -> None:
    roll, selected = inspector.roll, conductor.selected_id
    on_second_bar = QPoint(roll.width() * 3 // 4, 8)
    found = []
    for _ in range(3):
        qtbot.mouseClick(roll, Qt.MouseButton.LeftButton, pos=on_second_bar)
        found.append(dict(conductor.session.bar_likings(selected)))
    assert found == [{1: 1}, {1: -1}, {}]
    assert conductor.playing_id == -1
    conductor.undo()
    assert roll.accessibleDescription().endswith("bar 2 disliked")


def test_the_arrows_judge_the_bar_at_the_playhead_of_the_roll(
    qtbot: QtBot, conductor: Conductor, inspector: Inspector
) -> None:
    inspector.roll.show_playhead(0.75)
    qtbot.keyClick(inspector.roll, Qt.Key.Key_Up)
    assert conductor.bar_likings(conductor.selected_id) == {1: 1}
    qtbot.keyClick(inspector.roll, Qt.Key.Key_Down)
    assert conductor.bar_likings(conductor.selected_id) == {1: -1}


def test_plus_and_minus_judge_the_bar_that_sounds_and_the_card_says_so(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    page = BreedPage(conductor, actions)
    qtbot.addWidget(page)
    page.show()
    assert not actions.taste.like_bar.isEnabled()
    assert "Nothing plays" in actions.taste.like_bar.toolTip()
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(conductor.selected_id)
    conductor.seek(0.75)
    qtbot.waitUntil(lambda: conductor.sounding_bar == 1)
    actions.taste.like_bar.trigger()
    assert conductor.bar_likings(conductor.selected_id) == {1: 1}
    assert "bar 2 liked" in page.grid.cards[0].accessibleName()
    actions.taste.dislike_bar.trigger()
    assert conductor.bar_likings(conductor.selected_id) == {1: -1}
    actions.taste.dislike_bar.trigger()
    assert conductor.bar_likings(conductor.selected_id) == {}


def test_guesses_can_be_hidden(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    page = BreedPage(conductor, actions)
    qtbot.addWidget(page)
    conductor.rate(ids(conductor)[0], 5)
    conductor.rate(ids(conductor)[1], 1)
    conductor.session.breed()
    conductor.generation_shown.emit()
    card = page.grid.cards[0]
    assert "guessed" in card.accessibleName()
    conductor.change_preferences(shows_guesses=False)
    assert "guessed" not in card.accessibleName()
