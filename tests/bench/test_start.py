from musicbreeder.bench.start import _APP, _times


def test_the_window_is_there_long_before_the_melodies() -> None:
    times = _times(_APP, "melodies")
    assert 0 < times["window"] < times["melodies"]
