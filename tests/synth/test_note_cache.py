import threading

import numpy as np
import pytest

from musicbreeder.synth.note_cache import NoteCache


def test_what_is_held_is_not_made_again() -> None:
    cache = NoteCache(1000)
    first = cache.get("a", lambda: np.zeros(10))
    assert cache.get("a", lambda: np.ones(10)) is first


def test_it_never_holds_more_bytes_than_it_may() -> None:
    cache = NoteCache(1000)
    for number in range(50):
        cache.get(number, lambda number=number: np.zeros(1 + number % 20))  # type: ignore[misc]
        assert cache.held_bytes <= 1000
    assert cache.held_bytes > 500


def test_what_was_used_last_stays() -> None:
    cache = NoteCache(240)  # three arrays of ten numbers
    for key in "abc":
        cache.get(key, lambda: np.zeros(10))
    cache.get("a", lambda: np.ones(10))
    cache.get("d", lambda: np.zeros(10))
    assert cache.get("a", lambda: np.ones(10))[0] == 0
    assert cache.get("b", lambda: np.ones(10))[0] == 1


def test_what_is_larger_than_the_whole_cache_is_given_but_not_kept() -> None:
    cache = NoteCache(100)
    assert len(cache.get("big", lambda: np.zeros(1000))) == 1000
    assert len(cache) == 0


def test_nobody_can_change_what_others_will_hear() -> None:
    kept = NoteCache(1000).get("a", lambda: np.zeros(10))
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1


def test_many_threads_may_use_it_at_once() -> None:
    cache = NoteCache(4000)
    wrong: list[int] = []

    def use(start: int) -> None:
        for number in range(start, start + 300):
            key = number % 17
            got = cache.get(key, lambda key=key: np.full(40, key))  # type: ignore[misc]
            if got[0] != key:
                wrong.append(key)

    threads = [threading.Thread(target=use, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache.held_bytes <= 4000
