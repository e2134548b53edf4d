"""The sound lab as a person uses it: real player on its silent clock, no screen."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.exporter import Exporter
from musicbreeder.gui.lab_page import LabPage
from musicbreeder.gui.palette import DARK, LIGHT
from musicbreeder.gui.stage import NOTHING, Stage
from musicbreeder.gui.theme import Theme, apply_theme
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.sound_lab import LabSound
from musicbreeder.storage.settings_file import Settings
from musicbreeder.synth.additive import Partial
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.chord import Chord


@pytest.fixture(scope="module")
def conductor(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Conductor]:
    """One conductor for all tests here: the lab leaves the session as it is."""
    apply_theme(qapp, Theme(DARK))
    renderer = Renderer()
    made = Conductor(
        BreedingSession.new(BreedingSettings(bars=2), random_seed=7),
        Stage(Player(), Audition(renderer)),
        Exporter(tmp_path_factory.mktemp("dragged"), renderer),
        Settings(theme="dark"),
    )
    made.stage.player.stop()  # its silent clock runs from now on
    yield made
    made.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="module")
def actions(conductor: Conductor) -> Actions:
    made = Actions(conductor)
    made.lab.show_lab.setChecked(True)
    return made


@pytest.fixture(scope="module")
def lab_page(conductor: Conductor, actions: Actions) -> LabPage:
    made = LabPage(conductor, actions)
    made.resize(1024, 560)
    made.addActions(actions.all_actions)
    return made


@pytest.fixture
def page(lab_page: LabPage, qtbot: QtBot) -> Iterator[LabPage]:
    """The lab as it is when it is opened, quiet."""
    lab_page.open_view("tone")
    lab_page.view.frequency.show_value(220.0)
    lab_page.desk.choose_sound(LabSound.recipe("Six harmonics"))
    lab_page.show()
    lab_page.view.refresh()
    lab_page.view.choose(0)
    yield lab_page
    lab_page.hide()
    lab_page.player.stop()


def choose(page: LabPage, name: str) -> None:
    place = page.sound.findText(name)
    assert place >= 0, name
    page.sound.setCurrentIndex(place)
    page.sound.activated.emit(place)


def test_every_view_opens_and_says_what_there_is_to_learn(page, qtbot, actions):
    for action, name in (
        (actions.lab.scale, "scale"),
        (actions.lab.chord, "chord"),
        (actions.lab.consonance, "consonance"),
        (actions.lab.tone, "tone"),
    ):
        action.trigger()
        assert page.segments.value == name
        assert page.sentence.text() == page.view.sentence != ""
        assert page.view.title


def test_what_only_the_lab_can_do_says_so_elsewhere(actions):
    actions.lab.show_lab.setChecked(False)
    assert not actions.lab.hold.isEnabled()
    assert "Open the sound lab first" in actions.lab.hold.toolTip()
    actions.lab.show_lab.setChecked(True)
    assert actions.lab.hold.isEnabled()


# The tone.


def test_drawing_a_bar_makes_a_sound_of_ones_own(page, qtbot):
    view = page.view
    assert page.desk.sound.name == "Six harmonics"
    view.bars.setFocus()
    QTest.keyClick(view.bars, Qt.Key.Key_Right)
    QTest.keyClick(view.bars, Qt.Key.Key_Down)
    assert page.desk.sound.name == "My partials" == page.sound.currentText()
    assert page.desk.sound.partials[1].amplitude == pytest.approx(0.83)
    assert "partial 2 of 6" in view.bars.accessibleName()


def test_partials_of_ones_own_can_be_gone_back_to(page):
    page.view.choose(0)
    page.view.partial_amplitude.slider.setValue(333)
    own = page.desk.sound
    choose(page, "Church bell")
    assert page.desk.sound == LabSound.recipe("Church bell")
    page.hide()
    page.show()
    choose(page, "My partials")
    assert page.desk.sound == own


def test_no_instrument_has_the_name_of_a_recipe(page):
    names = [page.sound.itemText(place) for place in range(page.sound.count())]
    names = [name for name in names if name]
    assert len(set(names)) == len(names)


def test_the_mouse_draws_a_bar_from_its_foot_to_its_top(page):
    bars = page.view.bars
    column = bars._column(2)
    foot = QPoint(int(column.center().x()), int(column.bottom()) - 1)
    QTest.mousePress(bars, Qt.MouseButton.LeftButton, pos=foot)
    assert page.desk.sound.partials[2].amplitude < 0.03
    QTest.mouseMove(bars, QPoint(foot.x(), int(column.top()) - 20))
    QTest.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=foot)
    assert page.desk.sound.partials[2].amplitude == 1.0


def test_every_partial_has_its_frequency_amplitude_phase_and_duration(page):
    view = page.view
    view.choose(3)
    view.partial_frequency.slider.setValue(800)
    view.partial_amplitude.slider.setValue(250)
    view.partial_phase.slider.setValue(90)
    view.partial_length.slider.setValue(500)
    partial = page.desk.sound.partials[3]
    assert partial.ratio == pytest.approx(0.25 * 64 ** (800 / 1200))
    assert partial.amplitude == pytest.approx(0.25)
    assert partial.phase_degrees == pytest.approx(90.0)
    assert partial.length_share == pytest.approx(0.51)
    assert view.partial_phase.slider.accessibleName() == "Phase of partial 4"


def test_partials_can_be_added_and_removed_but_one_stays(page):
    view = page.view
    view.add_partial()
    assert [p.ratio for p in page.desk.sound.partials][-1] == 7.0
    for _ in range(20):
        view.add_partial()
    assert len(page.desk.sound.partials) == 16
    assert not view.add.isEnabled()
    assert "16" in view.add.toolTip()
    for _ in range(30):
        view.remove_partial()
    assert len(page.desk.sound.partials) == 1
    assert not view.remove.isEnabled()


def test_the_drawn_sum_is_the_sum_of_the_drawn_partials(page):
    curves = page.view.waves.getPlotItem().listDataItems()
    waves = np.array([curve.yData for curve in curves])
    assert len(waves) == 7
    assert waves[-1] == pytest.approx(waves[:-1].sum(axis=0))


def test_a_preset_is_taken_apart_and_can_be_rebuilt(page, qtbot):
    choose(page, "Electric piano")
    sound, lab = page.desk.sound, page.desk.lab
    qtbot.waitUntil(lambda: lab.known_partials(sound, 220.0) is not None)
    measured = lab.known_partials(sound, 220.0)
    qtbot.waitUntil(lambda: page.view._partials == measured)
    page.view.partial_amplitude.slider.setValue(100)
    assert page.desk.sound.name == "My partials"
    assert page.desk.sound.partials[1:] == measured[1:]


def test_the_spectrum_and_its_course_appear(page, qtbot):
    view = page.view
    view.frequency.slider.setValue(480)

    def strongest_hz():
        found = view.spectrum._spectrum
        return 0.0 if found is None else found.hz[found.level_db.argmax()]

    wanted_hz = view.frequency.value
    qtbot.waitUntil(lambda: abs(strongest_hz() - wanted_hz) < 1.0, timeout=5000)
    assert view.spectrogram._shown.duration_seconds == pytest.approx(1.5, abs=0.01)


# Playing.


def test_play_and_space_sound_and_end(page, qtbot, conductor):
    page.play_button.click()
    qtbot.waitUntil(lambda: conductor.stage.player.is_playing)
    assert page.play_button.accessibleName() == "Stop"
    QTest.keyClick(page, Qt.Key.Key_Space)
    assert not page.player.is_playing
    assert page.play_button.accessibleName() == "Play"


def test_a_melody_that_plays_makes_way_for_the_lab_and_back(page, qtbot, conductor):
    stage, first = conductor.stage, conductor.session.generation[0]
    conductor.hear(first.id)
    qtbot.waitUntil(lambda: conductor.playing_id == first.id)
    page.view.play()
    qtbot.waitUntil(lambda: page.player._token > 0)
    assert conductor.playing_id == NOTHING
    conductor.hear(first.id)
    qtbot.waitUntil(lambda: conductor.playing_id == first.id)
    assert not page.player.is_playing
    assert stage.player.is_playing
    conductor.stop()


def test_a_tone_that_takes_over_from_a_melody_stays_held(page, qtbot, conductor):
    first = conductor.session.generation[0]
    conductor.hear(first.id)
    qtbot.waitUntil(lambda: conductor.stage.player.position.frame > 0)
    page.hold(True)
    qtbot.wait(250)
    assert page.player.is_live
    assert page.hold_button.isChecked()
    assert page.play_button.accessibleName() == "Stop"
    page.hold(False)


def test_leaving_the_page_ends_its_sound(page, qtbot, conductor):
    page.hold(True)
    assert page.player.is_live
    page.hide()
    assert not page.player.is_playing
    assert not page.hold_button.isChecked()


def test_a_held_tone_follows_the_slider_and_fades_when_let_go(page, qtbot, conductor):
    page.hold_button.click()
    live = page.player._live
    assert page.hold_button.isChecked()
    assert live._wanted[0][0] == pytest.approx(220.0)
    page.view.frequency.slider.setValue(1200)
    assert live._wanted[0][0] == pytest.approx(1760.0)
    page.hold_button.click()
    assert not live._wanted[1].any()
    qtbot.waitUntil(lambda: not page.player.is_playing)
    assert not conductor.stage.player.is_playing


def test_the_keys_of_cards_do_nothing_unseen(page, conductor, qtbot):
    heard = []
    conductor.playing_changed.connect(heard.append)
    rating = conductor.session.generation[0].rating
    page.take_keyboard()
    for widget in (page.view.bars, page, page.sound):
        for key in (Qt.Key.Key_Q, Qt.Key.Key_4, Qt.Key.Key_L):
            QTest.keyClick(widget, key)
    qtbot.wait(30)
    assert not [one for one in heard if one != NOTHING]
    assert conductor.session.generation[0].rating == rating


# The scale.


def test_a_scale_is_a_staircase_and_the_sounding_step_is_lit(page, qtbot):
    page.open_view("scale")
    view = page.view
    names = [step.name for step in view.staircase.steps]
    assert names == ["C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5"]
    view.length.show_value(0.12)
    view.play()
    lit = set()
    view.desk.player.lit.connect(lambda _: lit.update(view.staircase.lit))
    qtbot.waitUntil(lambda: 7 in lit, timeout=5000)
    assert lit >= {5, 6, 7}
    qtbot.waitUntil(lambda: not page.player.is_playing)
    assert not view.staircase.lit


def test_a_scale_goes_up_and_down_in_any_key(page):
    page.open_view("scale")
    view = page.view
    view.tonic.setCurrentText("F♯")
    view.scale.setCurrentIndex(view.scale.findData("minor pentatonic"))
    view.direction._buttons["up and down"].click()
    assert view.title == "F♯ minor pentatonic scale"
    hz = [tone.frequency_hz for tone in view.tones]
    assert len(hz) == 11
    assert hz == hz[::-1]
    assert hz[5] == pytest.approx(2 * hz[0])


def test_one_step_sounds_by_click_and_by_arrow_keys(page, qtbot):
    page.open_view("scale")
    page.view.tonic.setCurrentText("C")
    page.view.scale.setCurrentIndex(page.view.scale.findData("major"))
    stairs = page.view.staircase
    rect = stairs._step_rect(4)
    with qtbot.waitSignal(stairs.heard) as heard:
        QTest.mouseClick(stairs, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert heard.args == [4]
    with qtbot.waitSignal(stairs.heard) as heard:
        QTest.keyClick(stairs, Qt.Key.Key_Right)
    assert heard.args == [5]
    assert "A4" in stairs.accessibleDescription()
    qtbot.waitUntil(lambda: stairs.lit == {5})
    page.player.stop()


def test_a_scale_cannot_be_held_and_says_why(page):
    page.open_view("scale")
    assert not page.hold_button.isEnabled()
    assert "no tone to hold" in page.hold_button.toolTip()


# The chord.


def test_a_chord_is_read_from_its_symbol_and_its_waves_add_up(page):
    page.open_view("chord")
    view = page.view
    view.symbol.setText("D/F#")
    view.symbol.returnPressed.emit()
    assert view.chord == Chord.parsed("D/F#")
    assert view.root.currentText() == "D"
    waves = view.plot._waves
    assert len(waves) == 4
    assert view.plot._captions == ("F♯", "D", "F♯", "A")


def test_a_wrong_symbol_is_answered_in_one_sentence(page):
    page.open_view("chord")
    view = page.view
    view.symbol.setText("Hx")
    view.symbol.returnPressed.emit()
    assert view.problem.isVisible()
    assert "no chord" in view.problem.text()
    view.symbol.textEdited.emit("C")
    assert not view.problem.isVisible()


def test_just_tuning_says_its_ratios_and_sounds_in_them(page):
    page.open_view("chord")
    view = page.view
    view.show_chord(Chord.parsed("C"))
    view.tuning._buttons["just"].click()
    hz = view.frequencies_hz
    assert hz[1] / hz[0] == pytest.approx(1.25)
    assert "4 : 5 : 6" in view.facts.text()
    view.tuning._buttons["tempered"].click()
    assert view.frequencies_hz[1] / hz[0] == pytest.approx(2 ** (4 / 12))


def test_a_broken_chord_lights_its_notes_one_after_another(page, qtbot):
    page.open_view("chord")
    view = page.view
    view.show_chord(Chord.parsed("Am"))
    view.manner._buttons["one by one"].click()
    assert [tone.start_seconds for tone in view.tones] == [0.0, 0.4, 0.8]
    view.play()
    qtbot.waitUntil(lambda: view.plot.lit == {0})
    qtbot.waitUntil(lambda: view.plot.lit == {0, 1})
    page.player.stop()
    assert not view.plot.lit
    view.manner._buttons["together"].click()


def test_the_largest_chord_can_be_held(page):
    page.open_view("chord")
    view = page.view
    choose(page, "Saw wave")
    view.show_chord(Chord.parsed("C13/D"))
    page.hold(True)
    levels = page.player._live._wanted[1]
    assert 0.0 < levels.sum() <= 0.8401
    page.hold(False)


def test_arrow_keys_walk_through_roots_and_kinds_of_chords(page):
    page.open_view("chord")
    view = page.view
    view.show_chord(Chord.parsed("B"))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.chord == Chord.parsed("C")
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.chord == Chord.parsed("Cm")
    assert page.player.is_playing


# Consonance.


def drag(view, cents):
    plot = view.curve
    scene = plot.getViewBox().mapViewToScene(QPoint(int(cents), 1).toPointF())
    return plot.mapFromScene(scene)


def test_dragging_the_second_tone_is_heard_and_said(page, qtbot):
    page.open_view("consonance")
    view = page.view
    port = view.curve.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=drag(view, 300))
    live = page.player._live
    assert page.player.is_live
    assert view.cents == pytest.approx(300, abs=3)
    assert "Minor third" in view.interval.text()
    QTest.mouseMove(port, drag(view, 700))
    assert live is page.player._live
    assert live._wanted[0][6] == pytest.approx(261.63 * 1.4983, rel=0.002)
    assert "Perfect fifth" in view.interval.text()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=drag(view, 700))
    qtbot.waitUntil(lambda: not page.player.is_playing, timeout=4000)


def test_beats_are_counted_until_they_are_too_fast(page):
    page.open_view("consonance")
    view = page.view
    view.move_to(701.0)
    assert "beat in" in view.beating.text()
    view.move_to(710.0)
    assert "beats a second at 78" in view.beating.text()
    view.move_to(150.0)
    assert "too fast" in view.beating.text()
    choose(page, "Pure sine")
    view.move_to(702.0)
    assert "No beats" in view.beating.text()


def test_the_curve_dips_at_the_octave_and_the_scale_is_marked_on_it(page):
    page.open_view("consonance")
    view = page.view
    values, cents = view.curve._curve_values, view.curve._cents
    assert values[cents == 1200.0] < 0.2 * values.max()
    assert len(view.curve._marks) == 8
    view.scale.setCurrentIndex(view.scale.findData("blues"))
    assert len(view.curve._marks) == 7
    choose(page, "Pure sine")
    assert view.curve._curve_values[-1] < 0.1


def test_the_second_tone_moves_by_the_keyboard_too(page):
    page.open_view("consonance")
    slider = page.view.second.slider
    page.view.move_to(700.0)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert page.view.cents == pytest.approx(701.0)
    assert page.player.is_live
    assert slider.accessibleName() == "Second tone"
    page.player.stop()


def test_another_sound_chosen_in_one_view_is_there_in_the_next(page):
    page.open_view("consonance")
    before = page.view.curve._curve_values
    page.open_view("tone")
    choose(page, "Church bell")
    page.open_view("consonance")
    assert not np.array_equal(page.view.curve._curve_values, before)


def test_a_beat_too_faint_to_hear_is_not_counted(page):
    faint = LabSound(
        "faint", (Partial(1.0, 1.0), Partial(2.0, 0.5), Partial(3.0, 0.02))
    )
    page.desk.choose_sound(faint)
    page.open_view("consonance")
    page.view.move_to(705.0)
    assert "No beats" in page.view.beating.text()


@pytest.mark.parametrize("name", ["tone", "scale", "chord", "consonance"])
def test_a_screen_reader_can_name_everything_that_takes_the_keyboard(page, name):
    page.open_view(name)
    for widget in page.findChildren(QWidget):
        takes_keyboard = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if widget.isVisible() and takes_keyboard:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            owner = widget.parentWidget()
            named = widget.accessibleName() or text or owner.accessibleName()
            assert named, widget


def test_the_rows_of_a_scale_and_a_chord_appear_as_spectra_too(page, qtbot):
    page.open_view("scale")
    page.view.shown._buttons["spectrogram"].click()
    plot = page.view.spectrogram
    qtbot.waitUntil(lambda: plot._shown is not None, timeout=5000)
    page.view.shown._buttons["steps"].click()
    page.open_view("chord")
    page.view.drawing._buttons["spectrum"].click()
    qtbot.waitUntil(lambda: page.view.spectrum._spectrum is not None, timeout=5000)
    assert len(page.view.spectrum._lines) == len(page.view.frequencies_hz)
    page.view.drawing._buttons["sines"].click()


def test_a_slider_of_the_tone_is_heard_while_it_moves_and_fades_after(page, qtbot):
    page.view.frequency.slider.setValue(700)
    assert page.player.is_live
    assert not page.hold_button.isChecked()
    qtbot.waitUntil(lambda: not page.player.is_playing, timeout=4000)


# Keeping it.


@pytest.mark.parametrize("name", ["tone", "scale", "chord", "consonance"])
def test_what_is_seen_and_heard_can_be_saved(
    page: LabPage, name: str, tmp_path: Path, qtbot: QtBot, conductor: Conductor
):
    page.open_view(name)
    messages: list[str] = []
    conductor.message_posted.connect(messages.append)
    page.saver.save_png(page.view, tmp_path / "picture.png")
    page.saver.save_svg(page.view, tmp_path / "drawing.svg")
    page.saver.save_wav(page.view, tmp_path / "sound.wav")
    qtbot.waitUntil(lambda: len(messages) == 3, timeout=5000)
    image = QImage(str(tmp_path / "picture.png"))
    assert image.width() > 1.9 * page.view.picture.width()
    drawing = QSvgRenderer(str(tmp_path / "drawing.svg"))
    assert drawing.isValid()
    text = (tmp_path / "drawing.svg").read_text(encoding="utf-8")
    assert text.count("<path") + text.count("<polyline") > 3
    samples, _ = soundfile.read(tmp_path / "sound.wav")
    assert 0.05 < np.abs(samples).max() < 0.85


def test_a_place_that_cannot_be_written_is_told_of(page, tmp_path, qtbot, conductor):
    with qtbot.waitSignal(conductor.error_posted) as told:
        page.saver.save_wav(page.view, tmp_path / "no" / "sound.wav")
    assert "sound.wav" in told.args[0]


def test_the_lab_changes_its_colours_with_the_theme(page, qapp):
    page.open_view("consonance")
    apply_theme(qapp, Theme(LIGHT, 1.25))
    ground = page.view.curve.backgroundBrush().color().name().upper()
    assert ground == LIGHT.plot.upper()
    apply_theme(qapp, Theme(DARK))
    ground = page.view.curve.backgroundBrush().color().name().upper()
    assert ground == DARK.plot.upper()


def test_an_instrument_that_is_gone_is_told_of(page, qtbot, conductor):
    page.desk.choose_sound(LabSound("Gone", instrument="gone for good"))
    with qtbot.waitSignal(conductor.error_posted) as told:
        page.view.play()
    assert "choose one of" in told.args[0]
    assert not page.player.is_playing
