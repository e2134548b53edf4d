import pytest

from musicbreeder.services.breeding_session import BreedingSession


@pytest.mark.parametrize("random_seed", [7, 8, 9])
def test_the_one_melody_that_is_liked_has_offspring_on_the_next_screen(
    random_seed: int,
) -> None:
    session = BreedingSession.new(random_seed=random_seed)
    liked = session.generation[4]
    for one in session.generation:
        session.rate(one.id, 5 if one is liked else 1)
    session.breed()
    assert any(liked.id in one.parent_ids for one in session.generation)
