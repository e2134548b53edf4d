"""The command ``transformer``: trains the event Transformer and writes its weights."""

import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from musicbreeder.seeding.event_features import LONGEST_DURATION
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.corpus_groups import TRAIN, VALID
from musicbreeder.training.event_transformer import EventTransformer
from musicbreeder.training.event_transformer_card import TrainingFacts, write_card
from musicbreeder.training.event_transformer_file import write_model
from musicbreeder.training.event_transformer_inputs import Inputs, inputs_of
from musicbreeder.training.event_transformer_items import (
    Item,
    ItemSource,
    batch_of,
)
from musicbreeder.training.options import TrainingOptions

UPDATE_COUNT = 7000
UPDATES_PER_MINUTE = 550
"""Of one processor of 2025, about; ``--minutes`` is counted by this, so that the same
number of minutes gives the same weights whatever else the machine does."""

BATCH_SIZE = 40
_LEARNING_RATE = 2e-3
_WARM_UP = 200
_BLOCK = 240
_CHECKPOINT = "event_transformer.pt"
_VALIDATION_ITEMS = 400


def losses(network: EventTransformer, inputs: Inputs) -> tuple[Tensor, Tensor]:
    """Return the surprise at pitches and durations, in nats an event."""
    state = network(inputs.features, inputs.places, inputs.hidden)
    is_target = inputs.pitches >= 0
    state, pitches = state[is_target], inputs.pitches[is_target]
    pitch_loss = functional.cross_entropy(network.pitch_logits(state), pitches)
    logits = network.duration_logits(state, pitches)
    steps = torch.arange(1, LONGEST_DURATION + 1, device=logits.device)
    logits = logits.masked_fill(steps > inputs.left[is_target][:, None], -1e9)
    duration_loss = functional.cross_entropy(logits, inputs.durations[is_target] - 1)
    return pitch_loss, duration_loss


class Training:
    """Trains in blocks of updates that can be stopped and gone on with.

    Args:
        corpus: the prepared tunes.
        options: folder, seed, time.
        update_count: how many updates in all.
    """

    def __init__(
        self, corpus: Corpus, options: TrainingOptions, update_count: int
    ) -> None:
        self._options = options
        self.update_count = update_count
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.random_seed)
        self.network = EventTransformer().to(self.device)
        self._optimiser = torch.optim.AdamW(
            self.network.parameters(),
            lr=_LEARNING_RATE,
            betas=(0.9, 0.98),
            weight_decay=0.03,
        )
        self._source = ItemSource(corpus, TRAIN)
        self.held_out = ItemSource(corpus, VALID)
        self.updates_done = 0
        self.seconds = 0.0

    @property
    def path(self) -> Path:
        return self._options.build / _CHECKPOINT

    def resume(self) -> None:
        """Go on where an earlier run with the same plan stopped, if there is one."""
        if self._options.is_fresh or not self.path.is_file():
            return
        stored = torch.load(self.path, map_location=self.device, weights_only=True)
        plan = (self.update_count, self._options.random_seed)
        if (stored["update_count"], stored["random_seed"]) != plan:
            return
        self.network.load_state_dict(stored["network"])
        self._optimiser.load_state_dict(stored["optimiser"])
        self.updates_done = stored["updates_done"]
        self.seconds = stored["seconds"]

    def save(self) -> None:
        """Keep everything needed to go on."""
        partial = self.path.with_suffix(".part")
        torch.save(
            {
                "update_count": self.update_count,
                "random_seed": self._options.random_seed,
                "network": self.network.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "updates_done": self.updates_done,
                "seconds": self.seconds,
            },
            partial,
        )
        partial.replace(self.path)

    def run(self) -> None:
        """Train to the end, with a progress bar, keeping every block."""
        self.resume()
        bar = tqdm(total=self.update_count, initial=self.updates_done, unit="update")
        while self.updates_done < self.update_count:
            started = time.process_time()
            loss = self._block()
            self.seconds += time.process_time() - started
            self.save()
            bar.n = self.updates_done
            bar.set_postfix(bits=f"{loss / math.log(2):.3f}")
        bar.close()

    def _block(self) -> float:
        """Train one block; return its mean loss in nats an event.

        Every block has generators of its own, so that a run that was stopped draws
        what an unbroken one would have drawn.
        """
        seed = [self._options.random_seed, self.updates_done]
        rng = np.random.default_rng(seed)
        torch.manual_seed(int(rng.integers(2**31)))
        self.network.train()
        count = min(_BLOCK, self.update_count - self.updates_done)
        total = 0.0
        for batch in self._source.batches(BATCH_SIZE, count, rng):
            for group in self._optimiser.param_groups:
                group["lr"] = self._rate()
            pitch_loss, duration_loss = losses(
                self.network, inputs_of(batch, self.device)
            )
            loss = pitch_loss + duration_loss
            self._optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self._optimiser.step()
            self.updates_done += 1
            total += float(loss.detach())
        return total / count

    def _rate(self) -> float:
        """Return the learning rate: a warm-up, then half a cosine down to 1 %."""
        if self.updates_done < _WARM_UP:
            return _LEARNING_RATE * (self.updates_done + 1) / _WARM_UP
        share = (self.updates_done - _WARM_UP) / max(self.update_count - _WARM_UP, 1)
        return _LEARNING_RATE * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * share)))

    def bits(self, items: list[Item]) -> tuple[float, float]:
        """Return the surprise at pitches and durations of items, in bits an event."""
        self.network.eval().to(self.device)
        totals = np.zeros(3)
        items = sorted(items, key=lambda item: item.length)
        with torch.no_grad():
            for start in range(0, len(items), BATCH_SIZE):
                batch = batch_of(items[start : start + BATCH_SIZE])
                found = losses(self.network, inputs_of(batch, self.device))
                count = int((batch.pitch_targets >= 0).sum())
                totals += [*(float(loss) * count for loss in found), count]
        pitch, duration = totals[:2] / totals[2] / math.log(2)
        return float(pitch), float(duration)

    def held_out_bits(self) -> dict[str, float]:
        """Return the bits an event on tunes kept for validation, by kind of item."""
        rng = np.random.default_rng(1)
        kinds = {
            "4/4, 4 bars": {"bars": 4, "meter": "4/4"},
            "4/4, 8 bars": {"bars": 8, "meter": "4/4"},
            "6/8, 4 bars": {"bars": 4, "meter": "6/8"},
            "3/4, 4 bars": {"bars": 4, "meter": "3/4"},
            "4/4, whole phrases": {"bars": 4, "meter": "4/4", "phrase_share": 1.0},
            "4/4, what follows given": {
                "bars": 4, "meter": "4/4", "suffix_share": 1.0,
            },
            "4/4, one reference": {
                "bars": 4, "meter": "4/4", "reference_shares": (1.0,),
            },
        }  # fmt: skip
        found = {}
        for name, kind in kinds.items():
            told = {
                "suffix_share": 0.0,
                "reference_shares": (0.0,),
                "phrase_share": 0.0,
                **kind,
            }
            items = [
                self.held_out.item(rng, is_fully_told=True, **told)  # type: ignore[arg-type]
                for _ in range(_VALIDATION_ITEMS)
            ]
            pitch, duration = self.bits(items)
            found[f"{name}: pitch"] = pitch
            found[f"{name}: duration"] = duration
        return found


def run(options: TrainingOptions) -> None:
    """Train, then write the weights and the model card."""
    torch.set_num_threads(1)
    corpus = Corpus.load(options.build)
    updates = UPDATE_COUNT
    if options.minutes is not None:
        updates = max(round(options.minutes * UPDATES_PER_MINUTE), _BLOCK)
    training = Training(corpus, options, updates)
    training.run()
    network = training.network.cpu()
    path = write_model(network, corpus, options.resources, options.random_seed)
    facts = TrainingFacts(
        parameter_count=sum(part.numel() for part in network.parameters()),
        byte_count=path.stat().st_size,
        update_count=training.updates_done,
        batch_size=BATCH_SIZE,
        processor_minutes=training.seconds / 60.0,
        device=training.device.type,
        held_out_bits=training.held_out_bits(),
    )
    card = write_card(facts, corpus, options)
    sys.stdout.write(f"Wrote {path} and {card}.\n")
