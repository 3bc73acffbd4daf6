"""A small transformer for two cores: trained on token ids, it says how many bits a character of another text costs.

It needs jax and optax (`pip install gemeingut[training]`), which nothing else here imports.  The architecture is GPT-2's
(Radford et al. 2019) in small: pre-norm blocks, learned positions, GELU, the output tied to the embedding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import optax


@dataclass(frozen=True)
class Size:
    vocabulary: int = 4096
    width: int = 160
    layers: int = 2
    heads: int = 4
    context: int = 128
    batch: int = 32


def initial(size: Size, seed: int):
    """Return the parameters before training, drawn by the seed."""
    keys = iter(jax.random.split(jax.random.PRNGKey(seed), 2 + 4 * size.layers))

    def normal(*shape, scale=0.02):
        return scale * jax.random.normal(next(keys), shape, jnp.float32)

    deep = 0.02 / math.sqrt(2 * size.layers)
    blocks = [
        {
            "norms": jnp.ones((2, size.width)),
            "attention": normal(size.width, 3 * size.width),
            "mixed": normal(size.width, size.width, scale=deep),
            "wide": normal(size.width, 4 * size.width),
            "narrow": normal(4 * size.width, size.width, scale=deep),
        }
        for _ in range(size.layers)
    ]
    tokens, positions = normal(size.vocabulary, size.width), normal(size.context, size.width)
    return {"tokens": tokens, "positions": positions, "blocks": blocks, "norm": jnp.ones(size.width)}


def _normed(values, gain):
    centred = values - values.mean(-1, keepdims=True)
    return gain * centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5)


def _attended(values, block, heads):
    batch, length, width = values.shape
    split = (values @ block["attention"]).reshape(batch, length, 3, heads, width // heads)
    query, key, value = split[:, :, 0], split[:, :, 1], split[:, :, 2]
    return (
        jax.nn.dot_product_attention(query, key, value, is_causal=True).reshape(batch, length, width) @ block["mixed"]
    )


def nats(parameters, windows, size: Size):
    """Return the cost in nats of each token of the windows but the first, shape (windows, context - 1)."""
    inputs, targets = windows[:, :-1], windows[:, 1:]
    values = parameters["tokens"][inputs] + parameters["positions"][: inputs.shape[1]]
    for block in parameters["blocks"]:
        values = values + _attended(_normed(values, block["norms"][0]), block, size.heads)
        values = values + jax.nn.gelu(_normed(values, block["norms"][1]) @ block["wide"]) @ block["narrow"]
    scores = _normed(values, parameters["norm"]) @ parameters["tokens"].T
    return optax.softmax_cross_entropy_with_integer_labels(scores, targets)


def windows_of(tokens: np.ndarray, context: int) -> np.ndarray:
    """Return the tokens in windows that overlap by one token, the remainder left out; shape (n, context)."""
    starts = np.arange(0, len(tokens) - context + 1, context - 1)
    return np.stack([tokens[start : start + context] for start in starts])


def train(tokens: np.ndarray, size: Size, seed: int, peak_rate: float = 3e-3):
    """Return the parameters after one pass over the tokens, their windows shuffled by the seed."""
    windows = windows_of(tokens, size.context)
    np.random.default_rng(seed).shuffle(windows)
    steps = len(windows) // size.batch
    batches = jnp.asarray(windows[: steps * size.batch].reshape(steps, size.batch, size.context))
    rate = optax.warmup_cosine_decay_schedule(0.0, peak_rate, max(1, steps // 20), steps, peak_rate / 20)
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, b2=0.98, weight_decay=0.01))
    return _fit(initial(size, seed), batches, optimizer, size)


def _fit(parameters, batches, optimizer, size: Size):
    def loss(parameters, batch):
        return nats(parameters, batch, size).mean()

    def step(carried, batch):
        parameters, state = carried
        cost, slope = jax.value_and_grad(loss)(parameters, batch)
        change, state = optimizer.update(slope, state, parameters)
        return (optax.apply_updates(parameters, change), state), cost

    run = jax.jit(lambda carried, batches: jax.lax.scan(step, carried, batches))
    (parameters, _), _ = run((parameters, optimizer.init(parameters)), batches)
    return parameters


@partial(jax.jit, static_argnames="size")
def _costs(parameters, windows, size: Size):
    return nats(parameters, windows, size)


def bits(parameters, tokens: np.ndarray, size: Size) -> float:
    """Return the bits that all tokens but the first cost, each seen after at most `context` - 1 others.

    The text is padded to whole windows; what the padding costs is not counted.
    """
    step = size.context - 1
    count = max(1, math.ceil((len(tokens) - 1) / step))
    padded = np.zeros(count * step + 1, tokens.dtype)
    padded[: len(tokens)] = tokens
    costs = np.asarray(_costs(parameters, jnp.asarray(windows_of(padded, size.context)), size)).reshape(-1)
    return float(costs[: len(tokens) - 1].sum() / math.log(2))
