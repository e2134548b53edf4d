"""Every kind of word a listener may say, and what becomes of it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_listeners import busy, high_and_sparse, mean_liking, rate_screen

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.services.breeding_session import BreedingSession


@pytest.fixture
def session() -> BreedingSession:
    return BreedingSession.new(BreedingSettings(population_size=8), random_seed=5)


def opinions(session: BreedingSession) -> tuple[Opinion, ...]:
    return session._beliefs.opinions(session._state)


def expected(session: BreedingSession, individual_id: int) -> float:
    """Return the stars the session believes a melody is worth."""
    taste = session._beliefs.taste(session._state, None)
    assert taste is not None
    (prediction,) = taste.predictions([session.individual(individual_id).melody])
    return prediction.stars


@pytest.mark.parametrize("liking", [high_and_sparse, busy])
def test_a_listener_gets_what_they_like_within_three_generations(liking):
    session = BreedingSession.new(random_seed=4)
    first = mean_liking(session, liking)
    for _ in range(2):
        rate_screen(session, liking)
        session.breed()
    assert mean_liking(session, liking) > first + 1.5


def test_a_preference_lifts_one_melody_above_another(session):
    better, worse = session.generation[1], session.generation[2]
    session.rate(session.generation[0].id, 3)
    session.prefer(better.id, worse.id)
    assert expected(session, better.id) > expected(session, worse.id) + 0.2
    session.prefer(worse.id, better.id)
    assert len(session.comparisons) == 1
    assert expected(session, worse.id) > expected(session, better.id) + 0.2


def test_extremes_lie_farther_apart_than_a_preference(session):
    first, second = session.generation[1], session.generation[2]
    gaps = []
    for judge in (session.prefer, session.judge_extremes):
        judge(first.id, second.id)
        gaps.append(expected(session, first.id) - expected(session, second.id))
    assert gaps[1] > 1.3 * gaps[0] > 0


def test_a_heart_lifts_a_melody_above_its_stars(session):
    one, other = session.generation[:2]
    session.rate(one.id, 3)
    session.rate(other.id, 3)
    before = expected(session, one.id)
    session.set_favourite(one.id, True)
    assert expected(session, one.id) > before + 0.2


def test_a_liked_bar_is_worth_more_in_the_melodies_to_come(session):
    """Likes of the lively bars teach that liveliness is liked, without any stars."""
    gains = {}
    for liking in (1, -1):
        told = BreedingSession.new(random_seed=5)
        for one in told.generation:
            counts = np.bincount(one.melody.onsets // 16, minlength=4)
            if counts.max() > counts.min():
                told.judge_bar(one.id, int(counts.argmax()), liking)
                told.judge_bar(one.id, int(counts.argmin()), -liking)
        by_notes = sorted(told.generation, key=lambda one: one.melody.note_count)
        few = np.mean([expected(told, one.id) for one in by_notes[:3]])
        many = np.mean([expected(told, one.id) for one in by_notes[-3:]])
        gains[liking] = many - few
    assert gains[1] > 0.02 > -0.02 > gains[-1]


def test_hearing_a_melody_again_speaks_for_it_and_leaving_it_early_against(session):
    again, left, once = session.generation[:3]
    for _ in range(2):
        session.mark_heard(again.id)
    session.mark_heard(left.id, 0.2)
    session.mark_heard(once.id)
    assert len(opinions(session)) == 2
    assert expected(session, again.id) > expected(session, left.id)
    session.rate(again.id, 2)
    session.rate(left.id, 4)
    assert len(opinions(session)) == 2  # stars say it better than habits
    assert expected(session, again.id) < expected(session, left.id)


def test_hearing_is_a_fact_and_no_step(session):
    session.mark_heard(session.generation[0].id, 0.4)
    assert session.undo_text is None
    assert session.hearing(session.generation[0].id).listen_count == 1
    assert not session.hearing(session.generation[1].id).is_heard
    with pytest.raises(ValueError, match="fraction_heard"):
        session.mark_heard(session.generation[0].id, -0.1)


def test_gestures_say_in_plain_words_what_undo_takes_back(session):
    one, two = session.generation[:2]
    session.judge_bar(one.id, 2, 1)
    assert session.undo_text == f"opinion of bar 3 of {one.name}"
    session.prefer(one.id, two.id)
    assert session.undo_text == f"choice of {one.name} over {two.name}"
    session.judge_extremes(two.id, one.id)
    assert session.undo_text == f"{two.name} as the best and {one.name} as the worst"
    for _ in range(2):
        session.undo()
    assert session.comparisons == ()
    assert session.bar_likings(one.id) == {2: 1}
    session.undo()
    assert session.bar_likings(one.id) == {}


def test_nonsense_is_refused_and_changes_nothing(session):
    one = session.generation[0]
    for bad in (
        lambda: session.judge_bar(one.id, 4, 1),
        lambda: session.judge_bar(one.id, 0, 2),
        lambda: session.judge_bar(999, 0, 1),
        lambda: session.prefer(one.id, one.id),
        lambda: session.judge_extremes(one.id, 999),
    ):
        with pytest.raises(ValueError, match=r"bar|liking|individual|itself"):
            bad()
    assert session.undo_text is None


GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["rate", "heart", "pin", "bar", "prefer", "extremes", "name"]),
        st.integers(0, 7),
        st.integers(0, 7),
        st.integers(-1, 5),
    ),
    max_size=12,
)
SHARED = BreedingSession.new(BreedingSettings(population_size=8), random_seed=6)


def do(
    session: BreedingSession, kind: str, first: int, second: int, value: int
) -> None:
    one, other = session.generation[first].id, session.generation[second].id
    if kind == "rate":
        session.rate(one, value if value >= 1 else None)
    elif kind == "heart":
        session.set_favourite(one, value > 1)
    elif kind == "pin":
        session.set_pinned(one, value > 1)
    elif kind == "bar":
        session.judge_bar(one, second % 4, [None, 1, -1][value % 3])
    elif kind == "name":
        session.rename(one, f"Tune {value}")
    elif one != other:
        say = session.prefer if kind == "prefer" else session.judge_extremes
        say(one, other)


def face(session: BreedingSession) -> object:
    bars = [session.bar_likings(one.id) for one in session.generation]
    marks = [
        (one.rating, one.is_favourite, one.is_pinned, one.name)
        for one in session.generation
    ]
    return marks, bars, session.comparisons, opinions(session)


@settings(max_examples=40)
@given(GESTURES)
def test_undo_and_redo_bring_back_every_face_of_the_session(gestures):
    session = SHARED
    while session.undo():
        pass
    faces = [face(session)]
    for gesture in gestures:
        before = face(session)
        do(session, *gesture)
        if face(session) != before:
            faces.append(face(session))
    for wanted in reversed(faces[:-1]):
        assert session.undo()
        assert face(session) == wanted
    assert not session.undo()
    for wanted in faces[1:]:
        assert session.redo()
        assert face(session) == wanted
    # Nothing new was done: what earlier gestures left can still be redone.
    assert len(faces) == 1 or not session.redo()


SCRIPT = """
from musicbreeder.services.breeding_session import BreedingSession
session = BreedingSession.new(random_seed=11)
for _ in range(2):
    screen = session.generation
    for place, one in enumerate(screen[:6]):
        session.rate(one.id, 1 + place % 5)
        session.judge_bar(one.id, place % 4, 1)
    session.prefer(screen[0].id, screen[1].id)
    session.mark_heard(screen[6].id, 0.2)
    print(session.replan())
    session.breed()
print([one.melody.events.tolist() for one in session.individuals])
print([one.prediction and one.prediction.stars for one in session.individuals])
"""


def test_the_same_gestures_give_the_same_melodies_in_another_process():
    def run(hash_seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": hash_seed},
            cwd=Path(__file__).resolve().parents[2],
        ).stdout  # fmt: skip

    assert run("1") == run("2") != ""
