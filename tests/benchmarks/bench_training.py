"""What filters are worth, by training: a small language model on equal numbers of words of what each leaves.

    python -m tests.benchmarks.bench_training WORKSPACE RELEASE [--words 300000] [--seeds 3]

Same documents, same number of words, same model, same tokenizer; what differs is which documents may be drawn.  The figure is
the bits that a character of held-out text costs, by genre, mean over the seeds with half a 95 % interval (Student's t).  A seed
draws other pieces and other initial weights.  Needs `pip install gemeingut[training]`.
"""

from __future__ import annotations

import argparse
import math
import statistics
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from tests.benchmarks.training_arms import gather, pieces
from tests.benchmarks.training_model import Size, bits, train

STUDENT = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}
"""Quantiles of Student's t for a two-sided interval of 95 %, by the number of seeds."""


def tokenizer_of(texts: list[str], vocabulary: int) -> Tokenizer:
    """Return a byte-level BPE tokenizer trained on texts of all arms alike."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<end>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encoded(tokenizer: Tokenizer, texts: list[str]) -> np.ndarray:
    """Return the tokens of all texts, each begun by the token 0."""
    return np.concatenate([np.array([0, *one.ids], np.int32) for one in tokenizer.encode_batch(texts)])


def costs(parameters, tokenizer, held_out, size: Size) -> dict[str, float]:
    """Return bits per character by genre."""
    return {
        genre: sum(bits(parameters, encoded(tokenizer, [text]), size) for text in texts) / sum(map(len, texts))
        for genre, texts in held_out.items()
    }


def interval(values: list[float]) -> str:
    """Return the mean and half the width of its 95 % interval."""
    if len(values) < 2:
        return f"{values[0]:.3f}"
    half = STUDENT[len(values)] * statistics.stdev(values) / math.sqrt(len(values))
    return f"{statistics.mean(values):.3f} ± {half:.3f}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("release", type=Path)
    parser.add_argument("--words", type=int, default=300_000)
    parser.add_argument("--seeds", type=int, default=3, choices=range(1, 11))
    options = parser.parse_args(arguments)
    material, size = gather(options.workspace, options.release), Size()
    share = max(1, options.words // len(material.arms))
    everything = [text for texts in material.arms.values() for text in pieces(texts, share, seed=-1)]
    tokenizer = tokenizer_of(everything, size.vocabulary)
    results: dict[str, list[dict[str, float]]] = {name: [] for name in material.arms}
    for seed in range(options.seeds):
        for name, texts in material.arms.items():
            tokens = encoded(tokenizer, pieces(texts, options.words, seed))
            results[name].append(costs(train(tokens, size, seed), tokenizer, material.held_out, size))
            print(f"seed {seed}, {name}: {statistics.mean(results[name][-1].values()):.3f}", flush=True)
    report(material, results)


def report(material, results) -> None:
    """Print the table: a row per genre, a column per arm, bits per character."""
    for name, texts in material.arms.items():
        print(f"{name}: {texts.height:,} documents, {texts['text'].str.len_chars().sum():,} characters to draw from")
    print("| held out | " + " | ".join(results) + " |")
    print("|---|" + "---:|" * len(results))
    for genre in material.held_out:
        print(f"| {genre} | " + " | ".join(interval([one[genre] for one in runs]) for runs in results.values()) + " |")
    means = [interval([statistics.mean(one.values()) for one in runs]) for runs in results.values()]
    print("| mean of the genres | " + " | ".join(means) + " |")


if __name__ == "__main__":
    main()
