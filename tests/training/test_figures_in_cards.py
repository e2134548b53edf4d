import pytest

from musicbreeder.training.figures_in_cards import replaced, with_figures
from musicbreeder.training.judging import figures_text

CARD = "# Card\n<!-- figures -->\nNot measured yet.\n<!-- end of figures -->\nLimits\n"


def test_figures_are_put_between_the_marks_and_survive_a_new_card(tmp_path):
    path = tmp_path / "card.md"
    path.write_text(replaced(CARD, "| .61 |\n"))
    assert "Not measured" not in path.read_text()
    again = with_figures(CARD.replace("# Card", "# New card"), path)
    assert again == replaced(CARD, "| .61 |\n").replace("# Card", "# New card")
    assert with_figures(CARD, tmp_path / "none.md") == CARD


def test_a_card_without_marks_is_refused():
    with pytest.raises(ValueError, match="no place"):
        replaced("# Card\n", "1\n")


def test_a_figure_that_was_not_measured_is_a_dash():
    text = figures_text({"4_4_real_windows_area": 0.512})
    assert "| real windows against others | 0.512 | - | - |" in text
