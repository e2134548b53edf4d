"""What the app learns of a taste, and the windows that show it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.gui.a_or_b_dialog import AOrBDialog, next_pair
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.breed_page import BreedPage
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.evolve_dialog import EvolveDialog
from musicbreeder.gui.export_dialog import ExportDialog
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.extremes_question import Asking
from musicbreeder.gui.finals_dialog import FinalsDialog
from musicbreeder.gui.my_taste_dialog import MyTasteDialog
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.taste_keeper import TasteKeeper
from musicbreeder.gui.taste_windows import TasteWindows
from musicbreeder.gui.trial_dialog import TrialDialog, verdict
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.taste_profile import TasteProfiles
from musicbreeder.storage.settings_file import Settings
from musicbreeder.synth.renderer import Renderer

Window = TypeVar("Window", bound=QWidget)


def ids(conductor: Conductor) -> list[int]:
    return [one.id for one in conductor.session.generation]


def rate_all(conductor: Conductor) -> None:
    for place, individual_id in enumerate(ids(conductor)):
        conductor.rate(individual_id, 1 + place % 5)


def opened(kind: type[Window]) -> Window:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind))


@pytest.fixture
def page(qtbot: QtBot, conductor: Conductor, actions: Actions) -> BreedPage:
    made = BreedPage(conductor, actions)
    qtbot.addWidget(made)
    made.resize(1120, 772)
    made.show()
    return made


# Best and worst.


def test_best_and_worst_take_one_click_each(
    qtbot: QtBot, page: BreedPage, conductor: Conductor, actions: Actions
) -> None:
    actions.taste.best_and_worst.trigger()
    assert page.taste_line.isVisible()
    assert "best" in page.taste_line.text.text()
    best, worst = page.grid.cards[3], page.grid.cards[7]
    qtbot.mouseClick(best, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(best, Qt.MouseButton.LeftButton)
    assert conductor.question.asking is Asking.WORST
    qtbot.mouseClick(worst, Qt.MouseButton.LeftButton)
    (said,) = conductor.session.comparisons
    assert (said.better_id, said.worse_id) == (best.individual_id, worst.individual_id)
    assert conductor.playing_id == -1
    assert not page.taste_line.isVisible()
    conductor.undo()
    assert conductor.session.comparisons == ()


def test_best_and_worst_can_be_said_by_keyboard_and_skipped(
    page: BreedPage, conductor: Conductor, actions: Actions
) -> None:
    action = actions.taste.best_and_worst
    action.trigger()
    conductor.select(ids(conductor)[2])
    assert action.text().endswith("is the best")
    action.trigger()
    assert not action.isEnabled()
    page.taste_line.close_button.click()
    assert not conductor.question.is_asked
    assert conductor.session.comparisons == ()


def test_after_playing_all_it_asks_once(
    page: BreedPage, conductor: Conductor, qtbot: QtBot
) -> None:
    for individual_id in ids(conductor):
        conductor.session.mark_heard(individual_id)
    for expected in (True, False):
        with qtbot.waitSignal(conductor.playing_changed):
            conductor.play_all()
        assert not page.taste_line.isVisible()
        conductor.stop()
        assert page.taste_line.isVisible() is expected
        page.taste_line.close_button.click()


# The honest face.


def test_the_header_tells_how_often_the_app_guessed_right(
    page: BreedPage, conductor: Conductor, qtbot: QtBot
) -> None:
    rate_all(conductor)
    assert not page.guesses.isVisible()
    with qtbot.waitSignal(conductor.generation_shown, timeout=15_000):
        conductor.breed()
    rate_all(conductor)
    assert page.guesses.text().startswith("guessed ")
    assert "luck" in page.guesses.toolTip()
    conductor.change_preferences(shows_guesses=False)
    assert not page.guesses.isVisible()


# A or B.


def test_a_or_b_takes_answers_by_key_and_never_asks_twice(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    pair = next_pair(conductor, set())
    assert pair is not None
    dialog = AOrBDialog(conductor, actions, pair)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.choose(1)
    (said,) = conductor.session.comparisons
    assert (said.better_id, said.worse_id) == (pair[1].id, pair[0].id)
    second = dialog.pair
    assert {one.id for one in second} != {one.id for one in pair}
    dialog.skip()
    assert len(conductor.session.comparisons) == 1
    assert {one.id for one in dialog.pair} != {one.id for one in second}
    qtbot.waitUntil(lambda: conductor.playing_id >= 0)
    dialog.reject()
    assert conductor.playing_id == -1


# Finals.


def test_finals_show_five_to_hear_and_rate_and_end_with_export(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    windows = TasteWindows(conductor, actions, window)
    assert not actions.taste.finals.isEnabled()
    rate_all(conductor)
    actions.taste.finals.trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(FinalsDialog)), timeout=10_000)
    dialog = opened(FinalsDialog)
    shown = [card.individual_id for card in dialog.row.cards]
    assert shown == [one.id for one in conductor.session.finals()]
    qtbot.keyClick(dialog, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: conductor.playing_id == shown[1])
    conductor.toggle_favourite(shown[1])
    dialog.export_button.click()
    export = opened(ExportDialog)
    assert [one.id for one in export.individuals] == [shown[1]]
    export.reject()
    del windows


# Without the listener.


def test_breeding_alone_brings_a_new_unheard_generation_back(
    qtbot: QtBot, page: BreedPage, conductor: Conductor
) -> None:
    dialog = EvolveDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.begin_button.isEnabled()
    rate_all(conductor)
    dialog = EvolveDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.begin_button.click()
    assert conductor.breed_hint
    layout = dialog.layout()
    assert layout is not None
    qtbot.waitUntil(  # the progress has come, and no words were cut for it
        lambda: dialog.height() >= layout.totalHeightForWidth(dialog.width())
    )
    with qtbot.waitSignal(conductor.alone.progressed, timeout=15_000):
        pass
    with qtbot.waitSignal(conductor.generation_shown, timeout=30_000):
        dialog.keep_button.click()
    assert conductor.session.current_generation.is_bred_alone
    assert conductor.unheard_count == len(ids(conductor))
    assert "bred without you" in page.summary.text()


def test_one_may_go_on_listening_while_it_breeds_alone(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    windows = TasteWindows(conductor, actions, window)
    rate_all(conductor)
    actions.taste.breed_alone.trigger()
    dialog = windows.evolve
    assert dialog is not None
    dialog.begin_button.click()
    assert not dialog.isModal()
    actions.hear_cards[3].trigger()
    wanted = ids(conductor)[3]
    qtbot.waitUntil(lambda: conductor.playing_id == wanted)
    assert not actions.breed.isEnabled()
    dialog.cancel_button.click()
    assert windows.evolve is None
    assert actions.breed.isEnabled()
    assert not dialog.isVisible()


def test_breeding_alone_can_be_cancelled(qtbot: QtBot, conductor: Conductor) -> None:
    rate_all(conductor)
    dialog = EvolveDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.begin_button.click()
    dialog.cancel_button.click()
    assert not conductor.is_busy
    assert len(conductor.session.history) == 1


# Profiles.


@pytest.fixture
def profiles(tmp_path: Path) -> TasteProfiles:
    return TasteProfiles(tmp_path / "taste")


@pytest.fixture
def start(
    qtbot: QtBot, tmp_path: Path, conductor: Conductor, profiles: TasteProfiles
) -> Callable[[], Conductor]:
    """Return what opens the app once more, with the profile that is kept."""
    renderer = Renderer()

    def opened_again() -> Conductor:
        base = profiles.opened().profile
        session = BreedingSession.new(
            BreedingSettings(bars=2), random_seed=9, profile=base
        )
        return Conductor(
            session,
            Stage(Player(), Audition(renderer)),
            Exporter(tmp_path / "dragged", renderer),
            Settings(theme="dark"),
            taste=TasteKeeper(profiles, base),
        )

    return opened_again


def test_what_was_said_is_kept_when_the_app_closes_and_is_known_the_next_time(
    start: Callable[[], Conductor], profiles: TasteProfiles
) -> None:
    first = start()
    rate_all(first)
    first.shut_down()
    assert profiles.opened().profile.rating_count == 12
    second = start()
    assert second.knows_taste
    assert second.taste.base.rating_count == 12
    rate_all(second)
    second.shut_down()
    assert profiles.opened().profile.rating_count == 24


def test_a_session_opened_again_does_not_count_twice(
    start: Callable[[], Conductor], profiles: TasteProfiles
) -> None:
    first = start()
    rate_all(first)
    session = first.session
    first.shut_down()
    second = start()
    second.adopt(session)
    second.shut_down()
    assert profiles.opened().profile.rating_count == 12


def test_what_was_said_in_a_session_stays_known_when_another_is_opened(
    start: Callable[[], Conductor], profiles: TasteProfiles
) -> None:
    conductor = start()
    rate_all(conductor)
    conductor.adopt(BreedingSession.new(BreedingSettings(bars=2), random_seed=4))
    assert conductor.taste.base.rating_count == 12
    conductor.rate(ids(conductor)[0], 5)
    conductor.shut_down()
    assert profiles.opened().profile.rating_count == 13


def test_profiles_can_be_made_forgotten_deleted_and_brought_back(
    qtbot: QtBot, start: Callable[[], Conductor], profiles: TasteProfiles
) -> None:
    conductor = start()
    conductor.taste.put_back(TasteProfile("My taste").learned(_some_opinions()))
    dialog = MyTasteDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "12 ratings" in dialog.summary.text(), timeout=10_000)
    dialog.reset_action.trigger()
    assert "12 opinions" in dialog.undo_text.text()
    assert not conductor.knows_taste
    dialog.undo_button.click()
    assert conductor.taste.base.rating_count == 12
    with qtbot.waitSignal(conductor.taste.base_changed):
        conductor.taste.create("Evening")
    assert conductor.preferences.taste_profile == "Evening"
    qtbot.waitUntil(lambda: dialog.profile.currentText() == "Evening")
    dialog.delete_action.trigger()
    qtbot.waitUntil(lambda: conductor.taste.base.name == "My taste")
    assert conductor.taste.base.rating_count == 12
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: "Evening" in profiles.names)
    conductor.shut_down()


def _some_opinions() -> tuple[Opinion, ...]:
    session = BreedingSession.new(BreedingSettings(bars=2), random_seed=3)
    for individual in session.generation:
        session.rate(individual.id, 5 if individual.melody.note_count > 8 else 1)
    return session.opinions


# The blind trial.


def test_a_trial_hides_what_it_compares_and_tells_in_the_end(
    qtbot: QtBot, page: BreedPage, conductor: Conductor
) -> None:
    rate_all(conductor)
    TrialDialog(conductor).action_button.click()
    assert conductor.session.is_trial
    with qtbot.waitSignal(conductor.generation_shown, timeout=15_000):
        conductor.breed()
    assert "blind trial" in page.taste_line.text.text()
    assert all("guessed" not in card.accessibleName() for card in page.grid.cards)
    assert all("blind trial" in one.change for one in conductor.session.generation)
    rate_all(conductor)
    dialog = TrialDialog(conductor)
    assert "Too early" in dialog.verdict.text()
    assert [one.heard_count for one in conductor.session.trial_results] == [4, 4, 4]
    assert verdict(conductor.session.trial_results)
    dialog.action_button.click()
    assert not conductor.session.is_trial
    assert not page.taste_line.isVisible()
