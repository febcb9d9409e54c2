"""Records optimizer trajectories from PyTorch, optax and Keras: packages/core/test/recorded/optimizers.json.

Everything runs in float64. Where no library has an optimizer, the paper's algorithm is written down in NumPy
below, independently of the catalogue's formula, and the case says so.

Run: python scripts/record/optimizers.py (needs torch, optax, keras, numpy).
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"

import jax
import keras
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")

STEPS = 25
TORCH = f"PyTorch {torch.__version__.split('+')[0]}"
OPTAX = f"optax {optax.__version__}"
KERAS = f"Keras {keras.__version__}"
PAPER = "the paper's algorithm in NumPy"


def gradients():
    """Columns: ordinary; mostly zero; tiny; huge; flipping; constant. Exact in float32."""
    random = np.random.RandomState(2026)
    g = random.normal(size=(STEPS, 6))
    g[:, 1] *= (np.arange(STEPS) % 4 == 3) * (np.arange(STEPS) > 3)
    g[:, 2] *= 1e-6
    g[:, 3] *= 1e3
    g[:, 4] = 0.5 * (-1.0) ** np.arange(STEPS) + 0.1 * g[:, 4]
    g[:, 5] = 0.25
    return g.astype(np.float32).astype(np.float64)


GRADIENTS = gradients()
START = np.array([1.0, -2.0, 0.5, 3.0, 0.0, -0.75])


def run_torch(make, gradients, start, lrs=None, momenta=None):
    p = torch.nn.Parameter(torch.tensor(start))
    optimizer = make([p])
    group = optimizer.param_groups[0]
    after = []
    for step, g in enumerate(gradients):
        if lrs is not None:
            group["lr"] = lrs[step]
        if momenta is not None:
            if "betas" in group:
                group["betas"] = (momenta[step], *group["betas"][1:])
            else:
                group["momentum"] = momenta[step]
        p.grad = torch.tensor(g)
        optimizer.step()
        after.append(p.detach().numpy().copy())
    state = optimizer.state[p]
    return after, state["ax"].numpy() if "ax" in state else None


def run_optax(transform, gradients, start, prepare=None, evaluate=None):
    p = jax.numpy.asarray(start)
    state = transform.init(p)
    if prepare:
        state = prepare(state)
    after = []
    for g in gradients:
        updates, state = transform.update(jax.numpy.asarray(g), state, p)
        p = optax.apply_updates(p, updates)
        after.append(np.asarray(p))
    return after, np.asarray(evaluate(state, p)) if evaluate else None


def run_keras(optimizer, gradients, start):
    variable = keras.Variable(start, dtype="float64")
    optimizer.build([variable])
    after = []
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        after.append(keras.ops.convert_to_numpy(variable).copy())
    return after, None


def run_paper(rule, gradients, start):
    """`rule(p, g, t, s)` returns the new parameters; `s` is a dictionary for its state."""
    p, s, after = start.copy(), {}, []
    for t, g in enumerate(gradients, 1):
        p = rule(p, g, t, s)
        after.append(p.copy())
    return after, None


# The papers' algorithms.


def momentum_keras_with_dampening(lr, mu, dampening):
    def rule(p, g, t, s):
        s["v"] = mu * s.get("v", 0) + lr * (1 if t == 1 else 1 - dampening) * g
        return p - s["v"]

    return rule


def lars(lr, mu, eta, l2):
    """You, Gitman & Ginsburg 2017, algorithm 1."""

    def rule(p, g, t, s):
        local = eta * np.linalg.norm(p) / (np.linalg.norm(g) + l2 * np.linalg.norm(p))
        s["v"] = mu * s.get("v", 0) + lr * local * (g + l2 * p)
        return p - s["v"]

    return rule


def signum(lr, beta):
    """Bernstein et al. 2018, algorithm 2."""

    def rule(p, g, t, s):
        s["m"] = beta * s.get("m", 0) + (1 - beta) * g
        return p - lr * np.sign(s["m"])

    return rule


def qhm(lr, beta, nu):
    """Ma & Yarats 2018, equations 3 and 4."""

    def rule(p, g, t, s):
        s["b"] = beta * s.get("b", 0) + (1 - beta) * g
        return p - lr * ((1 - nu) * g + nu * s["b"])

    return rule


def qhadam(lr, b1, b2, nu1, nu2, eps):
    """Ma & Yarats 2018, section 4.1."""

    def rule(p, g, t, s):
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
        top = (1 - nu1) * g + nu1 * s["m"] / (1 - b1**t)
        bottom = np.sqrt((1 - nu2) * g * g + nu2 * s["v"] / (1 - b2**t)) + eps
        return p - lr * top / bottom

    return rule


def adabound(lr, b1, b2, final, gamma, eps, amsbound=False):
    """Luo et al. 2019, algorithm 2, with the bounds and bias corrections of the authors' code."""

    def rule(p, g, t, s):
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
        s["h"] = np.maximum(s.get("h", 0), s["v"]) if amsbound else s["v"]
        step = lr * np.sqrt(1 - b2**t) / (1 - b1**t)
        low, high = final * (1 - 1 / (gamma * t + 1)), final * (1 + 1 / (gamma * t))
        return p - np.clip(step / (np.sqrt(s["h"]) + eps), low, high) * s["m"]

    return rule


def cautious_adamw(lr, b1, b2, eps, decay):
    """Liang et al. 2024, algorithm 2, with the mean of the mask held above 0.001 as in the authors' code."""

    def rule(p, g, t, s):
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
        mask = (s["m"] * g > 0).astype(float)
        mask = mask / max(mask.mean(), 1e-3)
        update = mask * (s["m"] / (1 - b1**t)) / (np.sqrt(s["v"] / (1 - b2**t)) + eps)
        return p * (1 - lr * decay) - lr * update

    return rule


def adan(lr, b1, b2, b3, eps, decay):
    """Xie et al. 2022, algorithm 1 with the proximal decay, the betas as in the authors' code (1 minus the paper's)."""

    def rule(p, g, t, s):
        d = g - s["g"] if t > 1 else 0 * g
        s["g"] = g
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * d
        s["n"] = b3 * s.get("n", 0) + (1 - b3) * (g + b2 * d) ** 2
        step = (s["m"] / (1 - b1**t) + b2 * s["v"] / (1 - b2**t)) / (np.sqrt(s["n"] / (1 - b3**t)) + eps)
        return (p - lr * step) / (1 + lr * decay)

    return rule


def madgrad(lr, momentum, eps):
    """Defazio & Jelassi 2022, algorithm 1, with eps added to the rate as in the authors' code."""

    def rule(p, g, t, s):
        start = s.setdefault("start", p)
        weight = (lr + eps) * np.sqrt(t)
        s["s"] = s.get("s", 0) + weight * g
        s["v"] = s.get("v", 0) + weight * g * g
        return momentum * p + (1 - momentum) * (start - s["s"] / (np.cbrt(s["v"]) + eps))

    return rule


def radam_corrected(lr, b1, b2, eps):
    """Liu et al. 2019, algorithm 2, threshold 5, eps beside the corrected root."""
    infinite = 2 / (1 - b2) - 1

    def rule(p, g, t, s):
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
        m = s["m"] / (1 - b1**t)
        rho = infinite - 2 * t * b2**t / (1 - b2**t)
        if rho <= 5:
            return p - lr * m
        r = np.sqrt((rho - 4) * (rho - 2) * infinite / ((infinite - 4) * (infinite - 2) * rho))
        return p - lr * r * m / (np.sqrt(s["v"] / (1 - b2**t)) + eps)

    return rule


def schedule_free(lrs, beta, power, decay, b2=None, eps=0.0, evaluation=None):
    """Defazio et al. 2024, algorithm 1: x averages z, y lies between; gradients are taken at y."""

    def rule(y, g, t, s):
        lr = lrs[t - 1]
        z, x = s.get("z", y), s.get("x", y)
        d = g
        if b2 is not None:
            s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
            d = g / (np.sqrt(s["v"] / (1 - b2**t)) + eps)
        d = d + decay * y
        z = z - lr * d
        s["largest"] = max(s.get("largest", 0), lr)
        weight = s["largest"] ** power
        s["total"] = s.get("total", 0) + weight
        c = weight / s["total"]
        x = (1 - c) * x + c * z
        s["z"], s["x"] = z, x
        if evaluation is not None:
            evaluation[:] = x
        return (1 - beta) * z + beta * x

    return rule


def yogi_zero_momentum(state):
    """optax starts both moments at 1e-6; the paper starts the first at 0."""
    adam, *rest = state
    return (adam._replace(mu=jax.numpy.zeros_like(adam.mu)), *rest)


def cases():
    o = torch.optim
    drop = [0.1] * 12 + [0.01] * 13
    for momentum, dampening in [(0.9, 0), (0.9, 0.5), (0.5, 0.9), (0.0, 0)]:
        yield "momentum", dict(lr=0.05, momentum=momentum, dampening=dampening), TORCH, lambda ps: o.SGD(ps, lr=0.05, momentum=momentum, dampening=dampening)
    yield "sgd", dict(lr=0.05), TORCH, lambda ps: o.SGD(ps, lr=0.05)
    yield "sgd", dict(lr=0.05, l2=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.05, weight_decay=0.1)
    yield "momentum", dict(lr=0.05, momentum=0.9, l2=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.05, momentum=0.9, weight_decay=0.1)
    yield "momentum", dict(lr=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.1, momentum=0.9), dict(lr=drop)
    yield "momentum", dict(lr=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.1, momentum=0.9), dict(momentum=[0.95 - 0.004 * i for i in range(STEPS)])
    yield "momentum", dict(lr=0.05, momentum=0.9, lrPlacement="inside"), KERAS, keras.optimizers.SGD(0.05, momentum=0.9)
    yield "momentum", dict(lr=0.05, momentum=0.9, dampening=0.5, lrPlacement="inside"), PAPER, momentum_keras_with_dampening(0.05, 0.9, 0.5)
    yield "momentum", dict(lr=0.05, momentum=0.8), OPTAX, optax.sgd(0.05, momentum=0.8)
    yield "nesterov", dict(lr=0.05, momentum=0.9), TORCH, lambda ps: o.SGD(ps, lr=0.05, momentum=0.9, nesterov=True)
    yield "nesterov", dict(lr=0.05, momentum=0.9, l2=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)
    yield "nesterov", dict(lr=0.1), TORCH, lambda ps: o.SGD(ps, lr=0.1, momentum=0.9, nesterov=True), dict(lr=drop)
    yield "nesterov", dict(lr=0.05, momentum=0.9, lrPlacement="inside"), KERAS, keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True)

    yield "adagrad", dict(), TORCH, lambda ps: o.Adagrad(ps)
    yield "adagrad", dict(lr=0.1, lrDecay=0.1, initialAccumulator=0.5, eps=0.1, l2=0.1), TORCH, lambda ps: o.Adagrad(ps, lr=0.1, lr_decay=0.1, initial_accumulator_value=0.5, eps=0.1, weight_decay=0.1)
    yield "adagrad", dict(lr=0.1, eps=0.1, initialAccumulator=0.1, epsPlacement="inside"), KERAS, keras.optimizers.Adagrad(0.1, initial_accumulator_value=0.1, epsilon=0.1)
    yield "adagrad", dict(lr=0.1, eps=1e-7, initialAccumulator=0.1, epsPlacement="inside"), OPTAX, optax.adagrad(0.1)

    yield "rmsprop", dict(), TORCH, lambda ps: o.RMSprop(ps)
    for eps in [1e-8, 0.1]:
        for centered in [False, True]:
            for momentum in [0.0, 0.9]:
                options = dict(lr=0.01, alpha=0.9, eps=eps, centered=centered, momentum=momentum)
                yield "rmsprop", options, TORCH, lambda ps: o.RMSprop(ps, **options)
                if centered and eps < 0.1:
                    continue  # g^2 - (mean g)^2 is 0 but for rounding where g is tiny: nothing to compare
                yield "rmsprop", dict(options, epsPlacement="inside", lrPlacement="inside"), KERAS, keras.optimizers.RMSprop(0.01, rho=0.9, momentum=momentum, epsilon=eps, centered=centered)
    yield "rmsprop", dict(lr=0.01, l2=0.1), TORCH, lambda ps: o.RMSprop(ps, weight_decay=0.1)
    yield "rmsprop", dict(lr=0.01, alpha=0.9, eps=0.1, momentum=0.9, epsPlacement="inside", lrPlacement="inside"), OPTAX, optax.rmsprop(0.01, eps=0.1, momentum=0.9)
    yield "rmsprop", dict(lr=0.01, alpha=0.9, eps=0.1), OPTAX, optax.rmsprop(0.01, eps=0.1, eps_in_sqrt=False)

    yield "adam", dict(), TORCH, lambda ps: o.Adam(ps)
    for eps in [1e-8, 0.1]:
        for amsgrad in [False, True]:
            options = dict(lr=0.01, eps=eps, amsgrad=amsgrad)
            yield "adam", options, TORCH, lambda ps: o.Adam(ps, **options)
            yield "adam", dict(options, epsPlacement="uncorrected"), KERAS, keras.optimizers.Adam(0.01, epsilon=eps, amsgrad=amsgrad)
    yield "adam", dict(lr=0.01, beta1=0.5, beta2=0.9, l2=0.1), TORCH, lambda ps: o.Adam(ps, lr=0.01, betas=(0.5, 0.9), weight_decay=0.1)
    yield "adam", dict(lr=0.01, eps=0.1, epsPlacement="inside"), OPTAX, optax.adam(0.01, eps=0, eps_root=0.1)
    yield "adam", dict(lr=0.01), OPTAX, optax.adam(0.01)
    yield "adam", dict(lr=0.01), TORCH, lambda ps: o.Adam(ps, lr=0.01), dict(lr=drop)
    yield "adam", dict(lr=0.01), TORCH, lambda ps: o.Adam(ps, lr=0.01), dict(momentum=[0.95 - 0.004 * i for i in range(STEPS)])
    yield "adamw", dict(), TORCH, lambda ps: o.AdamW(ps)
    for eps in [1e-8, 0.1]:
        for amsgrad in [False, True]:
            options = dict(lr=0.01, eps=eps, amsgrad=amsgrad)
            yield "adamw", dict(options, weightDecay=0.1), TORCH, lambda ps: o.AdamW(ps, weight_decay=0.1, **options)
    yield "adamw", dict(lr=0.01, eps=0.1, weightDecay=0.1, epsPlacement="uncorrected"), KERAS, keras.optimizers.AdamW(0.01, epsilon=0.1, weight_decay=0.1)
    yield "adamw", dict(lr=0.01, eps=0.1, weightDecay=0.1, epsPlacement="inside"), OPTAX, optax.adamw(0.01, eps=0, eps_root=0.1, weight_decay=0.1)
    yield "amsgrad", dict(lr=0.01), TORCH, lambda ps: o.Adam(ps, lr=0.01, amsgrad=True)
    yield "amsgrad", dict(lr=0.01, eps=0.1, beta2=0.9), TORCH, lambda ps: o.Adam(ps, lr=0.01, eps=0.1, betas=(0.9, 0.9), amsgrad=True)
    yield "amsgrad", dict(lr=0.01, eps=0.1, beta2=0.9, maximumOf="corrected"), OPTAX, optax.amsgrad(0.01, eps=0.1, b2=0.9)

    yield "adadelta", dict(), TORCH, lambda ps: o.Adadelta(ps)
    yield "adadelta", dict(lr=0.5, rho=0.8, eps=0.1, l2=0.1), TORCH, lambda ps: o.Adadelta(ps, lr=0.5, rho=0.8, eps=0.1, weight_decay=0.1)
    yield "adadelta", dict(lr=1.0, rho=0.95, eps=1e-7), KERAS, keras.optimizers.Adadelta(1.0, rho=0.95, epsilon=1e-7)
    yield "adamax", dict(), TORCH, lambda ps: o.Adamax(ps)
    yield "adamax", dict(lr=0.01, beta1=0.5, beta2=0.9, eps=0.1, l2=0.1), TORCH, lambda ps: o.Adamax(ps, lr=0.01, betas=(0.5, 0.9), eps=0.1, weight_decay=0.1)
    yield "nadam", dict(), TORCH, lambda ps: o.NAdam(ps)
    yield "nadam", dict(lr=0.01, eps=0.1, momentumDecay=0.1, l2=0.1), TORCH, lambda ps: o.NAdam(ps, lr=0.01, eps=0.1, momentum_decay=0.1, weight_decay=0.1)
    yield "nadam", dict(lr=0.01, weightDecay=0.1), TORCH, lambda ps: o.NAdam(ps, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True)
    yield "nadam", dict(lr=0.01, eps=0.1, momentumDecay=1), KERAS, keras.optimizers.Nadam(0.01, epsilon=0.1)
    yield "nadam", dict(lr=0.01, eps=0.1, momentumDecay=1e6), OPTAX, optax.nadam(0.01, eps=0.1)
    yield "radam", dict(), TORCH, lambda ps: o.RAdam(ps)
    yield "radam", dict(lr=0.01, beta2=0.9, eps=0.1, l2=0.1), TORCH, lambda ps: o.RAdam(ps, lr=0.01, betas=(0.9, 0.9), eps=0.1, weight_decay=0.1)
    yield "radam", dict(lr=0.01, beta2=0.9, eps=0.1, epsPlacement="outside"), OPTAX, optax.radam(0.01, b2=0.9, eps=0.1)
    yield "radam", dict(lr=0.01, beta2=0.99, eps=0.1, epsPlacement="outside"), PAPER, radam_corrected(0.01, 0.9, 0.99, 0.1)
    yield "rprop", dict(), TORCH, lambda ps: o.Rprop(ps)
    yield "rprop", dict(lr=0.1, down=0.6, up=1.5, smallest=0.05, largest=0.3), TORCH, lambda ps: o.Rprop(ps, lr=0.1, etas=(0.6, 1.5), step_sizes=(0.05, 0.3))
    yield "asgd", dict(), TORCH, lambda ps: o.ASGD(ps)
    yield "asgd", dict(lr=0.05, decay=0.1, power=0.6, averageAfter=8, l2=0.1), TORCH, lambda ps: o.ASGD(ps, lr=0.05, lambd=0.1, alpha=0.6, t0=8, weight_decay=0.1)
    eps1 = 2.0**-23
    yield "adafactor", dict(eps=eps1), TORCH, lambda ps: o.Adafactor(ps, eps=(eps1, 1e-3))
    yield "adafactor", dict(lr=0.3, eps=0.1, minimumScale=0.5, beta2Decay=-0.5, clip=1.5), TORCH, lambda ps: o.Adafactor(ps, lr=0.3, eps=(0.1, 0.5), beta2_decay=-0.5, d=1.5)
    yield "adafactor", dict(lr=0.3, eps=0.1, weightDecay=0.1), TORCH, lambda ps: o.Adafactor(ps, lr=0.3, eps=(0.1, 1e-3), weight_decay=0.1)

    yield "lion", dict(), OPTAX, optax.lion(1e-4, weight_decay=0)
    yield "lion", dict(lr=0.01, beta1=0.5, beta2=0.7, weightDecay=0.1), OPTAX, optax.lion(0.01, b1=0.5, b2=0.7, weight_decay=0.1)
    yield "lion", dict(lr=0.01), KERAS, keras.optimizers.Lion(0.01)
    yield "adabelief", dict(lr=0.01), OPTAX, optax.adabelief(0.01)
    yield "adabelief", dict(lr=0.01, eps=1e-4, beta2=0.9), OPTAX, optax.adabelief(0.01, eps=1e-4, eps_root=1e-4, b2=0.9)
    yield "yogi", dict(lr=0.01), OPTAX, (optax.yogi(0.01), yogi_zero_momentum)
    yield "yogi", dict(lr=0.1, beta1=0.5, beta2=0.9, eps=0.1), OPTAX, (optax.yogi(0.1, b1=0.5, b2=0.9, eps=0.1), yogi_zero_momentum)
    yield "lamb", dict(), OPTAX, optax.lamb(1e-3)
    yield "lamb", dict(lr=0.1, eps=0.1, weightDecay=0.1, beta2=0.9), OPTAX, optax.lamb(0.1, eps=0.1, weight_decay=0.1, b2=0.9)
    yield "lars", dict(), OPTAX, optax.lars(0.1, weight_decay=0, momentum=0.9)
    yield "lars", dict(lr=1, momentum=0.5, trust=0.01, eps=0.1), OPTAX, optax.lars(1, weight_decay=0, momentum=0.5, trust_coefficient=0.01, eps=0.1)
    yield "lars", dict(lr=1, momentum=0.9, trust=0.01, l2=0.1), PAPER, lars(1, 0.9, 0.01, 0.1)
    # optax 0.2.8 weighs differences by 1 - b2 where the authors' code has b2; at b2 = 0.5 they agree.
    yield "adan", dict(lr=0.1, beta1=0.9, beta2=0.5, beta3=0.8, eps=0.1), OPTAX, optax.adan(0.1, b1=0.9, b2=0.5, b3=0.8, eps=0.1, eps_root=0)
    yield "adan", dict(), PAPER, adan(1e-3, 0.98, 0.92, 0.99, 1e-8, 0.0)
    yield "adan", dict(lr=0.1, beta1=0.9, eps=0.1, weightDecay=0.1), PAPER, adan(0.1, 0.9, 0.92, 0.99, 0.1, 0.1)
    yield "novograd", dict(lr=0.01), OPTAX, optax.novograd(0.01, b1=0.95, b2=0.98, eps=1e-8)
    yield "novograd", dict(lr=0.1, beta1=0.9, beta2=0.25, eps=0.1, weightDecay=0.1), OPTAX, optax.novograd(0.1, b1=0.9, b2=0.25, eps=0.1, weight_decay=0.1)
    yield "adopt", dict(), OPTAX, optax.contrib.adopt(1e-3)
    yield "adopt", dict(lr=0.01, beta1=0.5, beta2=0.9, eps=0.1), OPTAX, optax.contrib.adopt(0.01, b1=0.5, b2=0.9, eps=0.1)
    yield "adopt", dict(lr=0.01, clip=False), OPTAX, optax.contrib.adopt(0.01, use_clipping=False)
    yield "ademamix", dict(lr=0.01), OPTAX, optax.contrib.ademamix(0.01)
    yield "ademamix", dict(lr=0.01, beta3=0.9, alpha=2, eps=0.1, weightDecay=0.1), OPTAX, optax.contrib.ademamix(0.01, b3=0.9, alpha=2, eps=0.1, weight_decay=0.1)
    yield "sign-sgd", dict(lr=0.01), OPTAX, optax.sign_sgd(0.01)
    yield "signum", dict(lr=0.01), PAPER, signum(0.01, 0.9)
    yield "qhm", dict(lr=0.1), PAPER, qhm(0.1, 0.999, 0.7)
    yield "qhm", dict(lr=0.1, beta=0.9, nu=0.5), PAPER, qhm(0.1, 0.9, 0.5)
    yield "qhadam", dict(lr=0.01), PAPER, qhadam(0.01, 0.995, 0.999, 0.7, 1.0, 1e-8)
    yield "qhadam", dict(lr=0.01, beta1=0.9, nu2=0.8, eps=0.1), PAPER, qhadam(0.01, 0.9, 0.999, 0.7, 0.8, 0.1)
    yield "adabound", dict(), PAPER, adabound(1e-3, 0.9, 0.999, 0.1, 1e-3, 1e-8)
    yield "adabound", dict(lr=0.01, gamma=0.5, finalRatio=20, eps=0.1), PAPER, adabound(0.01, 0.9, 0.999, 0.2, 0.5, 0.1)
    yield "adabound", dict(lr=0.01, gamma=0.5, beta2=0.9, amsbound=True), PAPER, adabound(0.01, 0.9, 0.9, 1, 0.5, 1e-8, True)
    yield "cautious-adamw", dict(), PAPER, cautious_adamw(1e-3, 0.9, 0.999, 1e-8, 0.01)
    yield "cautious-adamw", dict(lr=0.1, eps=0.1, weightDecay=0.1), PAPER, cautious_adamw(0.1, 0.9, 0.999, 0.1, 0.1)
    yield "ftrl", dict(lr=0.1), KERAS, keras.optimizers.Ftrl(0.1)
    yield "ftrl", dict(lr=0.1, beta=0.5, l1=0.5, l2=0.2), KERAS, keras.optimizers.Ftrl(0.1, beta=0.5, l1_regularization_strength=0.5, l2_regularization_strength=0.1)
    yield "madgrad", dict(), OPTAX, optax.contrib.madgrad(0.01)
    yield "madgrad", dict(lr=0.1, momentum=0.5, eps=0.1), OPTAX, optax.contrib.madgrad(0.1, momentum=0.5, eps=0.1)

    yield "madgrad", dict(lr=0.01), PAPER, madgrad(0.01, 0.9, 1e-6)

    evaluate = optax.contrib.schedule_free_eval_params
    yield "schedule-free-sgd", dict(lr=0.1), OPTAX, (optax.contrib.schedule_free_sgd(0.1), None, evaluate)
    yield "schedule-free-sgd", dict(lr=0.1, beta=0.5, weightDecay=0.1), OPTAX, (optax.contrib.schedule_free_sgd(0.1, b1=0.5, weight_decay=0.1), None, evaluate)
    yield "schedule-free-adamw", dict(), OPTAX, (optax.contrib.schedule_free_adamw(0.0025), None, evaluate)
    yield "schedule-free-adamw", dict(lr=0.1, beta1=0.95, beta2=0.9, eps=0.1, weightDecay=0.1), OPTAX, (optax.contrib.schedule_free_adamw(0.1, b1=0.95, b2=0.9, eps=0.1, weight_decay=0.1), None, evaluate)
    warm = [0.1 * min(1, (i + 1) / 10) for i in range(STEPS)]
    final = np.zeros_like(START)
    yield "schedule-free-sgd", dict(lr=0.1), PAPER, schedule_free(warm, 0.9, 2, 0.0, evaluation=final), dict(lr=warm, evaluation=final)
    final2 = np.zeros_like(START)
    yield "schedule-free-adamw", dict(lr=0.1, weightDecay=0.1, eps=0.1), PAPER, schedule_free(warm, 0.9, 2, 0.1, 0.999, 0.1, evaluation=final2), dict(lr=warm, evaluation=final2)


def run(case, gradients, start):
    identifier, options, source, what, *rest = case
    extra = rest[0] if rest else {}
    if source == TORCH:
        after, evaluation = run_torch(what, gradients, start, extra.get("lr"), extra.get("momentum"))
    elif source == OPTAX:
        after, evaluation = run_optax(what[0], gradients, start, *what[1:]) if isinstance(what, tuple) and not hasattr(what, "update") else run_optax(what, gradients, start)
    elif source == KERAS:
        after, evaluation = run_keras(what, gradients, start)
    else:
        after, evaluation = run_paper(what, gradients, start)
    record = {"optimizer": identifier, "options": options, "from": source}
    if "lr" in extra:
        record["lr"] = extra["lr"]
    if "momentum" in extra:
        record["momentum"] = extra["momentum"]
    record["after"] = [numbers(row) for row in after]
    if extra.get("evaluation") is not None:
        evaluation = extra["evaluation"]
    if evaluation is not None:
        record["evaluation"] = numbers(evaluation)
    return record


def numbers(row):
    return [float(f"{value:.15g}") for value in np.asarray(row)]


def main():
    recorded = {
        "versions": {"torch": torch.__version__.split("+")[0], "optax": optax.__version__, "keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__},
        "p": START.tolist(),
        "g": GRADIENTS.tolist(),
        "cases": [run(case, GRADIENTS, START) for case in cases()],
    }
    path = pathlib.Path(__file__).parents[2] / "packages/core/test/recorded/optimizers.json"
    lines = ",\n    ".join(json.dumps(case) for case in recorded["cases"])
    head = json.dumps({key: recorded[key] for key in ("versions", "p", "g")})[:-1]
    path.write_text(f'{head}, "cases": [\n    {lines}\n]}}\n')
    print(len(recorded["cases"]), "cases", path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
