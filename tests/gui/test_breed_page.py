import pytest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.breed_page import BreedPage
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.hints import Hints


@pytest.fixture
def page(qtbot: QtBot, conductor: Conductor, actions: Actions) -> BreedPage:
    made = BreedPage(conductor, actions)
    qtbot.addWidget(made)
    made.resize(1120, 772)
    made.show()
    return made


def test_the_header_counts_what_is_left_to_hear_and_what_is_rated(
    qtbot: QtBot, page: BreedPage, conductor: Conductor
) -> None:
    assert page.title.text() == "Generation 1"
    assert page.summary.text() == "12 melodies · 12 not heard yet"
    ids = [one.id for one in conductor.session.generation]
    conductor.rate(ids[0], 3)
    conductor.rate(ids[1], 5)
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(ids[2])
    conductor.stop()
    assert page.summary.text() == "12 melodies · 11 not heard yet · 2 rated"


def test_the_header_says_when_a_generation_grew_from_an_earlier_one(
    page: BreedPage, conductor: Conductor
) -> None:
    conductor.session.breed()
    conductor.open_generation(0)
    conductor.session.breed()
    conductor.generation_shown.emit()
    assert page.title.text() == "Generation 3"
    assert "bred from generation 1" in page.summary.text()


def test_breeding_is_announced_and_ends(
    qtbot: QtBot, page: BreedPage, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.generation_shown, timeout=10_000):
        conductor.breed()
        assert page.summary.text() == "The next generation is being bred…"
    assert page.title.text() == "Generation 2"
    assert page.summary.text().startswith("12 melodies")


def test_play_all_becomes_stop_while_it_plays(
    qtbot: QtBot, page: BreedPage, conductor: Conductor
) -> None:
    assert page.play_all.text().strip() == "Play all"
    with qtbot.waitSignal(conductor.playing_changed):
        page.play_all.click()
    assert page.play_all.text().strip() == "Stop"
    page.play_all.click()
    assert page.play_all.text().strip() == "Play all"
    assert conductor.playing_id == -1


def test_each_hint_goes_once_it_was_followed_and_stays_away(
    qtbot: QtBot, conductor: Conductor
) -> None:
    hints = Hints(conductor)
    qtbot.addWidget(hints)
    assert [hint.name for hint in hints.remaining] == ["hear", "rate", "breed"]
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(conductor.selected_id)
    conductor.stop()
    assert [hint.name for hint in hints.remaining] == ["rate", "breed"]
    conductor.rate(conductor.selected_id, 1)
    assert [hint.name for hint in hints.remaining] == ["breed"]
    with qtbot.waitSignal(conductor.generation_shown, timeout=10_000):
        conductor.breed()
    assert hints.remaining == ()
    again = Hints(conductor)
    qtbot.addWidget(again)
    assert again.remaining == ()
    assert conductor.preferences.hints_used == {"hear", "rate", "breed"}


def test_going_back_a_generation_does_not_count_as_breeding(
    qtbot: QtBot, conductor: Conductor
) -> None:
    conductor.session.breed()
    hints = Hints(conductor)
    qtbot.addWidget(hints)
    conductor.open_generation(0)
    assert "breed" in [hint.name for hint in hints.remaining]
