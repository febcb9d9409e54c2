"""Records learning-rate schedules from PyTorch and optax: packages/core/test/recorded/schedules.json.

Each case holds the rate (and the momentum where the schedule moves it) of every step t = 0, 1, 2, …, in float64.

Run: python scripts/record/schedules.py (needs torch, optax, numpy).
"""

import json
import pathlib
import warnings

import jax
import numpy as np
import optax
import torch
from torch.optim import lr_scheduler as s

jax.config.update("jax_enable_x64", True)
warnings.filterwarnings("ignore")

TORCH = f"PyTorch {torch.__version__.split('+')[0]}"
OPTAX = f"optax {optax.__version__}"
PAPER = "the paper's formula in Python"


def torch_arrays(make, count, base):
    p = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer = torch.optim.SGD([p], lr=base, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for t in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        if t < count - 1:
            optimizer.step()
            scheduler.step()
    return rates, momenta


def cases():
    """id, options, source, how to make the peer, number of steps, base rate, whether momentum moves."""
    yield "step-decay", dict(every=10), TORCH, lambda o: s.StepLR(o, 10), 45, 0.1
    yield "step-decay", dict(every=7, gamma=0.5), TORCH, lambda o: s.StepLR(o, 7, 0.5), 45, 0.3
    yield "multi-step", dict(milestones=[5, 6, 20]), TORCH, lambda o: s.MultiStepLR(o, [5, 6, 20]), 30, 0.1
    yield "multi-step", dict(milestones=[5, 5, 20], gamma=0.3), TORCH, lambda o: s.MultiStepLR(o, [5, 5, 20], 0.3), 30, 0.1
    yield "multi-step", dict(milestones=[]), TORCH, lambda o: s.MultiStepLR(o, []), 5, 0.1
    yield "exponential", dict(gamma=0.95), TORCH, lambda o: s.ExponentialLR(o, 0.95), 100, 0.1
    yield "exponential", dict(gamma=0.5, every=10), OPTAX, optax.exponential_decay(0.1, 10, 0.5), 45, 0.1
    yield "exponential", dict(gamma=0.5, every=10, staircase=True), OPTAX, optax.exponential_decay(0.1, 10, 0.5, staircase=True), 45, 0.1
    yield "exponential", dict(gamma=0.5, every=10, minimum=0.02), OPTAX, optax.exponential_decay(0.1, 10, 0.5, end_value=0.02), 45, 0.1
    yield "linear", dict(start=1 / 3, end=1, steps=5), TORCH, lambda o: s.LinearLR(o), 12, 0.1
    yield "linear", dict(start=0.25, end=0.75, steps=9), TORCH, lambda o: s.LinearLR(o, 0.25, 0.75, 9), 15, 0.1
    yield "linear", dict(steps=20), TORCH, lambda o: s.LinearLR(o, 1, 0, 20), 25, 0.1
    yield "constant", dict(), TORCH, lambda o: s.ConstantLR(o, 1, 0), 5, 0.1
    for steps in [1, 2, 3, 50]:
        yield "cosine-annealing", dict(steps=steps), TORCH, lambda o: s.CosineAnnealingLR(o, steps), steps + 1, 0.1
    yield "cosine-annealing", dict(steps=40, minimum=0.01), TORCH, lambda o: s.CosineAnnealingLR(o, 40, 0.01), 41, 0.1
    yield "cosine-annealing", dict(steps=40, minimum=0.01), OPTAX, optax.cosine_decay_schedule(0.1, 40, 0.1), 60, 0.1
    yield "cosine-restarts", dict(first=10), TORCH, lambda o: s.CosineAnnealingWarmRestarts(o, 10), 45, 0.1
    yield "cosine-restarts", dict(first=1, multiplier=2), TORCH, lambda o: s.CosineAnnealingWarmRestarts(o, 1, 2), 70, 0.1
    yield "cosine-restarts", dict(first=7, multiplier=3, minimum=0.01), TORCH, lambda o: s.CosineAnnealingWarmRestarts(o, 7, 3, 0.01), 120, 0.1
    for steps in [1, 2, 3, 10, 60]:
        yield "one-cycle", dict(lr=0.1, steps=steps), TORCH, lambda o: s.OneCycleLR(o, 0.1, steps), steps, 0.004, True
    for options, peer in [
        (dict(anneal="linear"), dict(anneal_strategy="linear")),
        (dict(threePhase=True), dict(three_phase=True)),
        (dict(threePhase=True, anneal="linear", warmup=0.45), dict(three_phase=True, anneal_strategy="linear", pct_start=0.45)),
        (dict(warmup=0), dict(pct_start=0.0)),
        (dict(warmup=1), dict(pct_start=1.0)),
        (dict(warmup=0.25, div=10, finalDiv=100, lowMomentum=0.8, highMomentum=0.9), dict(pct_start=0.25, div_factor=10, final_div_factor=100, base_momentum=0.8, max_momentum=0.9)),
    ]:
        yield "one-cycle", dict(options, lr=0.5, steps=40), TORCH, lambda o: s.OneCycleLR(o, 0.5, 40, **peer), 40, 0.02, True
    yield "one-cycle", dict(lr=0.5, steps=40, anneal="linear", threePhase=True, cycleMomentum=False), TORCH, lambda o: s.OneCycleLR(o, 0.5, 40, anneal_strategy="linear", three_phase=True, cycle_momentum=False), 40, 0.02
    for power in [1.0, 0.5, 2.0]:
        yield "polynomial", dict(steps=20, power=power), TORCH, lambda o: s.PolynomialLR(o, 20, power), 25, 0.1
    yield "polynomial", dict(steps=20, power=1.5, minimum=0.01), OPTAX, optax.polynomial_schedule(0.1, 0.01, 1.5, 20), 25, 0.1
    for mode, label in [("triangular", "triangular"), ("triangular2", "triangular2"), ("exp_range", "exponential")]:
        gamma = 0.97 if mode == "exp_range" else 1.0
        yield "cyclic", dict(lr=0.4, div=4, up=6, down=9, mode=label, gamma=gamma), TORCH, lambda o: s.CyclicLR(o, 0.1, 0.4, 6, 9, mode, gamma), 50, 0.1, True
    yield "cyclic", dict(lr=0.4, div=8, up=5, down=5, cycleMomentum=False), TORCH, lambda o: s.CyclicLR(o, 0.05, 0.4, 5, cycle_momentum=False), 33, 0.05
    yield "warmup", dict(steps=10, start=0.0), TORCH, lambda o: s.LambdaLR(o, lambda t: min((t + 1) / 10, 1)), 15, 0.1
    yield "warmup", dict(steps=8, start=0.2), PAPER, lambda t: 0.1 * (0.2 + 0.8 * min((t + 1) / 8, 1)), 12, 0.1
    yield "inverse-square-root", dict(warmup=10), PAPER, lambda t: 0.1 * min((t + 1) / 10, (10 / (t + 1)) ** 0.5), 60, 0.1
    yield "noam", dict(warmup=10, width=64), PAPER, lambda t: 64**-0.5 * min((t + 1) ** -0.5, (t + 1) * 10**-1.5), 60, 1.0
    yield "inverse-time", dict(rate=0.5), PAPER, lambda t: 0.1 / (1 + 0.5 * t), 30, 0.1
    yield "inverse-time", dict(rate=0.5, every=10), PAPER, lambda t: 0.1 / (1 + 0.5 * t / 10), 30, 0.1
    yield "rex", dict(steps=40), PAPER, lambda t: 0.1 * (1 - min(t / 40, 1)) / (1 - min(t / 40, 1) / 2), 45, 0.1
    for shape, fall in [("linear", lambda x: 1 - x), ("cosine", lambda x: (1 + np.cos(np.pi * x)) / 2), ("sqrt", lambda x: 1 - np.sqrt(x))]:
        label = {"sqrt": "root"}.get(shape, shape)
        yield "warmup-stable-decay", dict(steps=50, warmup=0.1, decay=0.2, minimum=0.01, shape=label), PAPER, lambda t: 0.1 * (t + 1) / 5 if t < 5 else 0.1 if t < 40 else 0.01 + 0.09 * fall(min((t - 40) / 10, 1)), 55, 0.1


def sequences():
    """Parts by id and options, joined; the peer is PyTorch's SequentialLR."""
    yield [["linear", dict(start=0.1, end=1, steps=4), 4], ["cosine-annealing", dict(steps=12), 12]], lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, 1, 4), s.CosineAnnealingLR(o, 12)], [4]), 17
    yield [["constant", dict(), 3], ["exponential", dict(gamma=0.9), 5], ["step-decay", dict(every=2), None]], lambda o: s.SequentialLR(o, [s.ConstantLR(o, 1, 0), s.ExponentialLR(o, 0.9), s.StepLR(o, 2)], [3, 8]), 16


def plateau():
    """Watched numbers and the rates after each, from PyTorch's ReduceLROnPlateau."""
    falling = [1, 0.9, 0.8, 0.8, 0.8, 0.79999, 0.8, 0.8, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.49, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
    broken = [1, float("nan"), 0.9, float("nan"), float("nan"), float("nan"), 0.9, 0.9, float("inf"), 0.1, 0.1, 0.1, 0.1, 0.1]
    for values in [falling, broken]:
        for options, peer in [
            (dict(patience=2), dict(patience=2)),
            (dict(patience=0), dict(patience=0)),
            (dict(patience=1, factor=0.5, cooldown=2), dict(patience=1, factor=0.5, cooldown=2)),
            (dict(patience=1, factor=0.5, minimum=0.02), dict(patience=1, factor=0.5, min_lr=0.02)),
            (dict(patience=1, threshold=0.05, thresholdMode="absolute"), dict(patience=1, threshold=0.05, threshold_mode="abs")),
            (dict(patience=1, threshold=0.3), dict(patience=1, threshold=0.3)),
            (dict(patience=1, better="higher"), dict(patience=1, mode="max")),
            (dict(patience=1, better="higher", threshold=0.05, thresholdMode="absolute"), dict(patience=1, mode="max", threshold=0.05, threshold_mode="abs")),
        ]:
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
            scheduler = s.ReduceLROnPlateau(optimizer, eps=0, **peer)
            rates = []
            for value in values:
                scheduler.step(value)
                rates.append(optimizer.param_groups[0]["lr"])
            yield {"options": options, "values": [v if np.isfinite(v) else str(v) for v in values], "lr": numbers(rates), "from": TORCH}


def numbers(values):
    return [float(f"{float(value):.17g}") for value in values]


def run(identifier, options, source, peer, count, base, moves_momentum=False):
    record = {"schedule": identifier, "options": options, "base": base, "from": source}
    if source == TORCH:
        rates, momenta = torch_arrays(peer, count, base)
        if moves_momentum:
            record["momentum"] = numbers(momenta)
    else:
        rates = [peer(t) for t in range(count)]
    record["lr"] = numbers(rates)
    return record


def main():
    recorded = {"versions": {"torch": torch.__version__.split("+")[0], "optax": optax.__version__, "numpy": np.__version__}}
    recorded["cases"] = [run(*case) for case in cases()]
    recorded["sequences"] = [{"parts": parts, "base": 0.1, "from": TORCH, "lr": numbers(torch_arrays(peer, count, 0.1)[0])} for parts, peer, count in sequences()]
    recorded["plateau"] = list(plateau())
    path = pathlib.Path(__file__).parents[2] / "packages/core/test/recorded/schedules.json"
    text = ",\n".join(f'"{key}": ' + (json.dumps(value) if key == "versions" else "[\n" + ",\n".join(json.dumps(case) for case in value) + "\n]") for key, value in recorded.items())
    path.write_text("{\n" + text + "\n}\n")
    print({key: len(value) for key, value in recorded.items()}, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
