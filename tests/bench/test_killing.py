import os

from musicbreeder.bench.killing import kill_rounds

ROUND_COUNT = int(os.environ.get("MUSICBREEDER_KILL_ROUNDS", "15"))


def test_a_killed_app_loses_at_most_the_gesture_in_flight(tmp_path, rng):
    figures = kill_rounds(tmp_path / "library.sqlite", ROUND_COUNT, rng)
    assert figures.lost_count == 0
    assert figures.broken_count == 0
    assert figures.gesture_count > ROUND_COUNT
