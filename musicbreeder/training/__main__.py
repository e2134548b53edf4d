"""``python -m musicbreeder.training``: prepare the tunes and train the models.

Each command is one row of `COMMANDS`; its module is imported when it runs, so that help
is at hand without torch.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from musicbreeder.errors import MusicBreederError
from musicbreeder.training.options import TrainingOptions


@dataclass(frozen=True)
class Command:
    """A command: its help and the module whose ``run(options)`` does it."""

    help: str
    module: str


COMMANDS: dict[str, Command] = {
    "prepare": Command(
        "read the tune books, group, split and cut them; write the shipped tunes",
        "musicbreeder.training.corpus_preparation",
    ),
    "transformer": Command(
        "train the event Transformer",
        "musicbreeder.training.event_transformer_training",
    ),
    "vae": Command(
        "train the variational autoencoder", "musicbreeder.training.vae_command"
    ),
    "gan": Command(
        "train the latent GAN, in the autoencoder's space",
        "musicbreeder.training.gan_command",
    ),
    "critic": Command(
        "train the critic against what the other models make",
        "musicbreeder.training.critic_command",
    ),
    "latent-cards": Command(
        "measure autoencoder and latent GAN again, now that all models are there",
        "musicbreeder.training.latent_cards",
    ),
    "judge": Command(
        "measure the event Transformer beside real tunes, for its card",
        "musicbreeder.training.judging",
    ),
}
"""Every command in the order in which ``all`` runs them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or all of them; return the exit status."""
    options, names = _parsed(arguments)
    try:
        for name in names:
            run: Callable[[TrainingOptions], None]
            run = import_module(COMMANDS[name].module).run
            run(options)
    except MusicBreederError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"Training needs {error.name}; "
            "install it with pip install “musicbreeder[train]”.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; the same command goes on from here.\n")
        return 1
    return 0


def _parsed(arguments: Sequence[str] | None) -> tuple[TrainingOptions, list[str]]:
    defaults = TrainingOptions()
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--build", type=Path, default=defaults.build, metavar="FOLDER",
        help="where the prepared corpus and unfinished trainings lie "
        f"(default: {defaults.build})",
    )  # fmt: skip
    common.add_argument(
        "--resources", type=Path, default=defaults.resources, metavar="FOLDER",
        help="folder that takes the shipped files (default: resources)",
    )  # fmt: skip
    common.add_argument(
        "--minutes", type=float, metavar="N",
        help="processor minutes for each model, instead of its own",
    )  # fmt: skip
    common.add_argument("--seed", type=int, default=defaults.random_seed, metavar="N")
    common.add_argument(
        "--fresh", action="store_true", help="begin anew instead of going on"
    )
    parser = argparse.ArgumentParser(
        prog="python -m musicbreeder.training", description=__doc__.splitlines()[0]
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        commands.add_parser(
            name, help=command.help, description=command.help, parents=[common]
        )
    commands.add_parser("all", help="every command in this order", parents=[common])
    given = parser.parse_args(arguments)
    options = TrainingOptions(
        given.build, given.resources, given.minutes, given.seed, given.fresh
    )
    names = list(COMMANDS) if given.command == "all" else [given.command]
    return options, names


if __name__ == "__main__":
    sys.exit(main())
