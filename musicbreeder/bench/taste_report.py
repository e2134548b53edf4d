"""The tables and figures of ``musicbreeder bench taste``."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from musicbreeder.bench.listeners.kinds import INTERACTING_KINDS, KINDS
from musicbreeder.bench.taste_figures import MILESTONES, Interval, Results

_ALGORITHMS = ("product", "c_musical", "a_random")
_HELPED = {
    "bar_taps": "with taps on the best and the worst bar, right in 4 of 5",
    "second_session": "in a second session, 60 ratings in the first",
    "by_rules": "where rules, not models, write the first melodies",
}
_RESAMPLING_SEED = 95


def print_report(results: Results, product_ratings: int) -> dict[str, float]:
    """Print the tables and return every figure by its name.

    Args:
        product_ratings: ratings of each of the product's sessions; hit rates of all
            players are taken there.
    """
    figures: dict[str, float] = {}
    for name in _ALGORITHMS:
        _add_algorithm(figures, name, results.of(name), product_ratings)
    _print_algorithms(figures, product_ratings)
    _add_kinds(figures, results)
    _print_kinds(figures)
    _add_verdict(figures, results, product_ratings)
    _add_manners(figures, results, product_ratings)
    _add_helped(figures, results)
    _print_verdict(figures)
    # A median that was not reached has no figure: JSON knows no infinity.
    return {name: value for name, value in figures.items() if math.isfinite(value)}


def _add_algorithm(
    figures: dict[str, float], name: str, results: Results, product_ratings: int
) -> None:
    for count in MILESTONES:
        figures[f"{name}_z_at_{count}"] = results.mean_best_z(count)
    figures[f"{name}_median_ratings_to_top"] = results.median_ratings_to_top()
    figures[f"{name}_top_share"] = results.top_share(product_ratings)
    for count in (60, product_ratings):
        figures[f"{name}_satisfied_share_at_{count}"] = results.satisfied_share(count)
    figures[f"{name}_diversity"] = results.diversity()
    figures[f"{name}_finals_share"] = results.finals_share()


def _print_algorithms(figures: dict[str, float], product_ratings: int) -> None:
    print(
        "Best heard so far (0 = typical, 1 = optimum), the best 1 in 1,000 (top), "
        "80 % of the optimum\n"
    )
    header = [f"z@{count}" for count in MILESTONES]
    header += ["median to top", f"top by {product_ratings}", "80% by 60"]
    header += [f"by {product_ratings}"]
    header += ["diversity", "finals"]
    names = [f"z_at_{count}" for count in MILESTONES]
    names += ["median_ratings_to_top", "top_share", "satisfied_share_at_60"]
    names += [f"satisfied_share_at_{product_ratings}", "diversity", "finals_share"]
    rows = [
        [algorithm, *(_text(figures[f"{algorithm}_{name}"]) for name in names)]
        for algorithm in _ALGORITHMS
    ]
    _print_table(["", *header], rows)


def _groups(results: Results) -> dict[str, tuple[str, ...]]:
    present = [kind for kind in KINDS if len(results.of("product", kinds=[kind]))]
    groups: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in present}
    groups["all but tune"] = tuple(kind for kind in present if kind != "tune")
    groups["interacting"] = tuple(k for k in present if k in INTERACTING_KINDS)
    return {name: kinds for name, kinds in groups.items() if kinds}


def _add_kinds(figures: dict[str, float], results: Results) -> None:
    for group, kinds in _groups(results).items():
        for name in _ALGORITHMS:
            ours = results.of(name, kinds=kinds)
            prefix = f"{group.replace(' ', '_')}__{name}"
            figures[f"{prefix}_median_ratings_to_top"] = ours.median_ratings_to_top()
            for count in (60, 120):
                figures[f"{prefix}_z_at_{count}"] = ours.mean_best_z(count)
        rng = np.random.default_rng(_RESAMPLING_SEED)
        ratio = results.of("product", kinds=kinds).ratio_to(
            results.of("c_musical", kinds=kinds), rng
        )
        _add_interval(figures, f"{group.replace(' ', '_')}__ratio_to_c_musical", ratio)


def _print_kinds(figures: dict[str, float]) -> None:
    ending = "__ratio_to_c_musical"
    groups = [name.removesuffix(ending) for name in figures if name.endswith(ending)]
    header = ["kind"]
    for name in _ALGORITHMS:
        header += [f"{name} to top", "z@60", "z@120"]
    rows = []
    for group in groups:
        row = [group.replace("_", " ")]
        for name in _ALGORITHMS:
            for figure in ("median_ratings_to_top", "z_at_60", "z_at_120"):
                row.append(_text(figures[f"{group}__{name}_{figure}"]))
        rows.append([*row, _interval_text(figures, group + ending)])
    print()
    _print_table([*header, "ratio to c_musical"], rows)


def _add_verdict(
    figures: dict[str, float], results: Results, product_ratings: int
) -> None:
    product, plain = results.of("product"), results.of("c_musical")
    rng = np.random.default_rng(_RESAMPLING_SEED)
    _add_interval(figures, "ratio_to_c_musical", product.ratio_to(plain, rng))
    browsing = results.of("a_random")
    _add_interval(figures, "ratio_to_a_random", product.ratio_to(browsing, rng))
    for count in MILESTONES:
        if count <= product_ratings:
            gap = product.z_over(plain, count, rng)
            _add_interval(figures, f"z_over_c_musical_at_{count}", gap)
    figures["diversity_share"] = product.diversity() / plain.diversity()
    figures["pair_accuracy"] = product.pair_accuracy()
    figures["pair_accuracy_on_one_screen"] = product.pair_accuracy(on_one_screen=True)
    figures["pair_accuracy_ceiling"] = product.pair_accuracy_ceiling()
    figures["pair_accuracy_two_stars"] = product.pair_accuracy(least_gap_stars=2)
    figures["pair_accuracy_two_stars_ceiling"] = product.pair_accuracy_ceiling(
        least_gap_stars=2
    )
    for name, seconds in (
        ("generation", product.breeding_seconds()),
        ("replanning", product.replanning_seconds()),
    ):
        if len(seconds):
            figures[f"{name}_seconds_median"] = float(np.median(seconds))
            figures[f"{name}_seconds_worst"] = float(seconds.max())
    figures["heard_per_rating"] = product.heard_per_rating()
    figures["session_count"] = len(product)


def _add_manners(
    figures: dict[str, float], results: Results, product_ratings: int
) -> None:
    for manner in ("sloppy", "drifting"):
        for name in ("product", "c_musical"):
            ours = results.of(name, manner)
            if len(ours) == 0:
                continue
            prefix = f"{manner}__{name}"
            figures[f"{prefix}_median_ratings_to_top"] = ours.median_ratings_to_top()
            figures[f"{prefix}_top_share"] = ours.top_share(product_ratings)
            figures[f"{prefix}_z_at_120"] = ours.mean_best_z(120)
        exact = results.of("c_musical").among(results.of("product", manner))
        if len(exact):
            figures[f"{manner}__exact_c_musical_z_at_120"] = exact.mean_best_z(120)


def _add_helped(figures: dict[str, float], results: Results) -> None:
    """Add what comes of taps on bars and of a session before, see `helping`."""
    for name in _HELPED:
        ours = results.of(f"product_{name}")
        if len(ours) == 0:
            continue
        figures[f"{name}_median_ratings_to_top"] = ours.median_ratings_to_top()
        for count in (12, 36, 60):
            figures[f"{name}_top_share_at_{count}"] = ours.top_share(count)
            figures[f"{name}_z_at_{count}"] = ours.mean_best_z(count)
        rng = np.random.default_rng(_RESAMPLING_SEED)
        gap = ours.z_over(results.of("product"), 60, rng)
        _add_interval(figures, f"{name}_z_over_product_at_60", gap)


def _print_verdict(figures: dict[str, float]) -> None:
    print()
    for name, sentence in {
        "ratio_to_c_musical": "times fewer ratings to the top than c_musical",
        "ratio_to_a_random": "times fewer ratings to the top than browsing",
        "z_over_c_musical_at_60": "z above c_musical after 60 ratings",
        "z_over_c_musical_at_120": "z above c_musical after 120 ratings",
    }.items():
        if name in figures:
            print(f"{_interval_text(figures, name):>22}  {sentence}")
    for name, sentence in {
        "diversity_share": "of c_musical's diversity on one screen",
        "product_finals_share": "of the best heard is among the five handed over",
        "pair_accuracy": "of pairs put in order before rating, after 60 ratings",
        "pair_accuracy_on_one_screen": "the same within one screen",
        "pair_accuracy_ceiling": "of the pairs for someone who knows the taste",
        "pair_accuracy_two_stars": "of pairs rated two or more stars apart",
        "pair_accuracy_two_stars_ceiling": "of those for someone who knows the taste",
        "generation_seconds_median": "seconds a generation, median",
        "generation_seconds_worst": "seconds a generation, worst",
        "replanning_seconds_median": "seconds a re-planning, median",
        "replanning_seconds_worst": "seconds a re-planning, worst",
        "heard_per_rating": "melodies heard per rating",
    }.items():
        if name not in figures:
            continue
        print(f"{_text(figures[name]):>22}  {sentence}")
    for manner in ("sloppy", "drifting"):
        if f"{manner}__product_z_at_120" not in figures:
            continue
        for name in ("product", "c_musical"):
            prefix = f"{manner}__{name}"
            print(
                f"{_text(figures[f'{prefix}_median_ratings_to_top']):>22}  ratings to "
                f"the top, {manner} rater, {name}; z@120 "
                f"{_text(figures[f'{prefix}_z_at_120'])}"
            )
        exact = _text(figures[f"{manner}__exact_c_musical_z_at_120"])
        print(f"{exact:>22}  z@120 of c_musical with exact ratings, same listeners")

    for name, sentence in _HELPED.items():
        if f"{name}_z_at_60" not in figures:
            continue
        median = _text(figures[f"{name}_median_ratings_to_top"])
        gap = _interval_text(figures, f"{name}_z_over_product_at_60")
        print(f"{median:>22}  ratings to the top {sentence}; z@60 {gap} higher")


def _add_interval(figures: dict[str, float], name: str, interval: Interval) -> None:
    figures[name] = interval.value
    figures[f"{name}_low"] = interval.low
    figures[f"{name}_high"] = interval.high


def _interval_text(figures: dict[str, float], name: str) -> str:
    low, high = _text(figures[f"{name}_low"]), _text(figures[f"{name}_high"])
    return f"{_text(figures[name])} [{low}, {high}]"


def _text(value: float) -> str:
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "never"
    return f"{value:.0f}" if value >= 20 else f"{value:.2f}"


def _print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [header, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for line in lines:
        first = line[0].ljust(widths[0])
        rest = (
            cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)
        )
        print("  ".join((first, *rest)))
