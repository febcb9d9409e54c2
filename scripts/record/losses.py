"""Records known answers of losses from PyTorch: packages/core/test/recorded/losses.json.

Inputs are multiples of 1/64, so they are exact in float32 and short in JSON; all arithmetic is float64. Where PyTorch
has the loss, PyTorch computes it; where it has not, the paper's formula is written out here on float64 tensors and
differentiated by autograd. Each case says which.

Run: python scripts/record/losses.py   (PyTorch, optax)
"""

import json
import math
from pathlib import Path

import jax
import optax
import torch
import torch.nn.functional as F

jax.config.update("jax_enable_x64", True)
torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
cases = []
TORCH = f"PyTorch {torch.__version__.split('+')[0]}"
PAPER = f"the paper's formula in {TORCH}, float64"
BIG = [10000.0, -10000.0, 0.0, 100.0, -100.0, 20.0, -20.0, 0.015625]


def grid(*shape, low=-4.0, high=4.0):
    return (torch.empty(*shape).uniform_(low, high) * 64).round() / 64


def signs(*shape):
    return torch.randint(0, 2, shape).double() * 2 - 1


def bits(*shape):
    return torch.randint(0, 2, shape).double()


def distributions(rows, columns):
    """Rows of multiples of 1/64 that sum to 1, with zeros among them."""
    counts = torch.multinomial(torch.ones(columns), 64 * rows, replacement=True).reshape(rows, 64)
    return torch.stack([torch.bincount(row, minlength=columns) for row in counts]).double() / 64


def short(tensor):
    if isinstance(tensor, float):
        return float(f"{tensor:.12g}")
    return [short(v) for v in tensor.tolist()] if tensor.dim() == 1 else [short(row) for row in tensor]


def record(id, function, inputs, differentiated, origin, options=None, reduction="mean", divisor=None, weights=None,
           **common):
    """`function(**inputs)` gives the loss per element or row; `divisor` is what the mean divides by."""
    inputs = {k: v.detach().clone() for k, v in inputs.items()}
    for name in differentiated:
        inputs[name].requires_grad_(True)
    losses = function(**inputs)
    factor = torch.ones_like(losses)
    if weights is not None:
        factor = weights.repeat_interleave(losses.numel() // weights.numel())
    total = (losses * factor).sum()
    if reduction == "mean":
        total = total / (losses.numel() if divisor is None else divisor)
    elif reduction == "weighted-mean":
        total = total / factor.sum()
    gradients = torch.autograd.grad(total, [inputs[name] for name in differentiated])
    case = {"id": id, "options": options or {}, **common, "reduction": reduction}
    if weights is not None:
        case["weights"] = short(weights)
    case["inputs"] = {
        k: v.tolist() if v.dtype == torch.long else short(v.detach()) for k, v in inputs.items()
    }
    case["value"] = short(total.item())
    if reduction == "none":
        case["losses"] = short(losses.detach())
    case["gradients"] = {n: short(g.detach()) for n, g in zip(differentiated, gradients)}
    case["from"] = origin
    everything = [total.detach(), *[g.detach() for g in gradients]]
    assert all(torch.isfinite(t).all() for t in everything), (id, options, case["gradients"])
    cases.append(case)


def elementwise(id, function, origin, target, extremes=None, options=({},), prediction=grid, names=("p", "y")):
    """Sizes, reductions and sample weights for a loss per element. `function(options)` gives `f(p, y)`."""
    p, y = names
    for option in options:
        f = function(**option)
        call = lambda **i: f(i[p], i[y])
        for n, reduction in ((1, "mean"), (5, "none"), (40, "mean"), (17, "sum")):
            record(id, call, {p: prediction(n), y: target(n)}, [p], origin, option, reduction)
        if extremes:
            record(id, call, {p: torch.tensor(extremes[0]), y: torch.tensor(extremes[1])}, [p], origin, option, "none")
    for reduction in ("mean", "weighted-mean"):
        weights = grid(6, low=0.25, high=2)
        record(id, call, {p: prediction(12), y: target(12)}, [p], origin + ", weighted by hand", option, reduction,
               weights=weights)


def none(function):
    """A constructor of PyTorch losses without reduction."""
    return lambda **options: function(reduction="none", **options)


# Regression
residuals = ([0.0, 1.0, -1.0, 2.0, -2.0, 10000.0, -10000.0, 0.5], [0.0] * 8)
elementwise("mse", none(torch.nn.MSELoss), TORCH + " MSELoss", grid, residuals)
elementwise("mae", none(torch.nn.L1Loss), TORCH + " L1Loss", grid, residuals)
elementwise("huber", none(torch.nn.HuberLoss), TORCH + " HuberLoss", grid, residuals,
            ({}, {"delta": 0.5}, {"delta": 2}, {"delta": 1e-3}))
elementwise("smooth-l1", none(torch.nn.SmoothL1Loss), TORCH + " SmoothL1Loss", grid, residuals,
            ({}, {"beta": 0.5}, {"beta": 2}, {"beta": 0}))
elementwise("log-cosh", lambda: lambda p, y: (p - y).abs() + F.softplus(-2 * (p - y).abs()) - math.log(2), PAPER, grid,
            residuals)
elementwise("quantile", lambda quantile=0.5: lambda p, y: torch.where(y > p, quantile * (y - p), (1 - quantile) * (p - y)),
            PAPER, grid, None, ({}, {"quantile": 0.9}, {"quantile": 0.0625}))
counts = lambda n: torch.randint(0, 9, (n,)).double()
elementwise("poisson", none(torch.nn.PoissonNLLLoss), TORCH + " PoissonNLLLoss", counts,
            ([0.0, -10000.0, 50.0, -50.0], [0.0, 0.0, 3.0, 3.0]))
rates = lambda n: grid(n, low=0.25, high=6)
elementwise("poisson", lambda logInput, eps=1e-8: torch.nn.PoissonNLLLoss(log_input=logInput, eps=eps, reduction="none"),
            TORCH + " PoissonNLLLoss", counts, ([0.0, 0.0, 1.0], [0.0, 2.0, 1.0]),
            ({"logInput": False}, {"logInput": False, "eps": 1e-3}), rates)
for option in ({}, {"full": True}, {"eps": 0.03125}):
    for n, reduction in ((1, "mean"), (5, "none"), (40, "mean")):
        variance = grid(n, low=0.25, high=4)
        variance[0] = 0
        record("gaussian-nll", lambda p, y, v: F.gaussian_nll_loss(p, y, v, reduction="none", **option),
               {"p": grid(n), "y": grid(n), "v": variance}, ["p", "v"], TORCH + " GaussianNLLLoss", option, reduction)

# Two classes
probabilities = lambda n: grid(n, low=1 / 64, high=63 / 64)
elementwise("binary-cross-entropy", none(torch.nn.BCELoss), TORCH + " BCELoss", lambda n: grid(n, low=0, high=1),
            ([0.0, 0.0, 1.0, 1.0, 2.0**-149, 2.0**-149, 1 - 2.0**-24, 0.0, 1.0, 2.0**-30],
             [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.5, 0.5, 1.0]), prediction=probabilities)
elementwise("binary-cross-entropy-with-logits",
            lambda positiveWeight=1.0: torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(positiveWeight), reduction="none"),
            TORCH + " BCEWithLogitsLoss", lambda n: grid(n, low=0, high=1), (BIG + BIG, [0.0] * 8 + [1.0] * 8),
            ({}, {"positiveWeight": 3}, {"positiveWeight": 0.25}), names=("x", "y"))
no_ties = lambda n: grid(n) + 1 / 256
elementwise("hinge", lambda margin=1.0: lambda p, y: (margin - y * p).clamp(min=0), PAPER, signs,
            ([10000.0, -10000.0, 0.0, 10000.0, -10000.0], [1.0, 1.0, 1.0, -1.0, -1.0]), ({}, {"margin": 0.5}), no_ties)
elementwise("squared-hinge", lambda margin=1.0: lambda p, y: (margin - y * p).clamp(min=0) ** 2, PAPER, signs,
            ([10000.0, -10000.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]), ({}, {"margin": 0.5}), no_ties)
elementwise("soft-margin", none(torch.nn.SoftMarginLoss), TORCH + " SoftMarginLoss", signs,
            ([100.0, -100.0, 20.0, -20.0, 0.0], [1.0, 1.0, -1.0, -1.0, 1.0]), names=("x", "y"))
elementwise("hinge-embedding", lambda margin=1.0: torch.nn.HingeEmbeddingLoss(margin=margin, reduction="none"),
            TORCH + " HingeEmbeddingLoss", signs, None, ({}, {"margin": 2.5}), no_ties)


def focal(gamma=2, alpha=0.25, balanced=True):
    def f(x, y):
        # torchvision's sigmoid_focal_loss, with the power taken in log space so that its gradient is finite.
        z = (2 * y - 1) * x
        a = alpha * y + (1 - alpha) * (1 - y) if balanced else torch.ones_like(y)
        return a * torch.exp(gamma * F.logsigmoid(-z)) * F.binary_cross_entropy_with_logits(x, y, reduction="none")

    return f


elementwise("focal", focal, PAPER + " as torchvision sigmoid_focal_loss", bits, (BIG + BIG, [0.0] * 8 + [1.0] * 8),
            ({}, *({"gamma": g} for g in (0, 0.25, 0.5, 1, 5)), {"gamma": 0, "balanced": False},
             {"gamma": 1.5, "alpha": 0.75}), names=("x", "y"))


def asymmetric(gammaPositive=1, gammaNegative=4, clip=0.05):
    def f(x, y):
        q = (torch.sigmoid(x) - clip).clamp(min=0)
        negative = torch.log1p(-q) if clip > 0 else F.logsigmoid(-x)
        return -y * torch.sigmoid(-x) ** gammaPositive * F.logsigmoid(x) - (1 - y) * q**gammaNegative * negative

    return f


moderate = [100.0, -100.0, 0.0, 20.0, -20.0]
elementwise("asymmetric", asymmetric, PAPER, bits, (moderate + moderate, [0.0] * 5 + [1.0] * 5),
            ({}, {"gammaPositive": 0, "gammaNegative": 2, "clip": 0}, {"gammaNegative": 1, "clip": 0.25}),
            names=("x", "y"))

# Classes: rows of logits and an index
SHAPES = ((1, 2), (3, 5), (4, 10), (2, 33), (5, 1))


def classes(id, function, origin, options=({},), weighted=False, logits=grid, extreme=True):
    for option in options:
        f = function(**option)
        for rows, columns in SHAPES:
            x, target = logits(rows, columns), torch.randint(0, columns, (rows,))
            for reduction in ("mean", "none") if rows == 3 else ("mean",):
                record(id, lambda x, target: f(x, target), {"x": x, "target": target}, ["x"], origin, option, reduction)
        if extreme:
            x = torch.tensor([[10000.0, -10000, 0], [10000, -10000, 0], [-10000, -9999, -10000], [0, 0, 0], [100, 0, 1]])
            record(id, lambda x, target: f(x, target), {"x": x, "target": torch.tensor([0, 1, 0, 2, 0])}, ["x"], origin,
                   option, "none")
        if weighted:
            w, x, target = grid(4, low=0.25, high=3), logits(6, 4), torch.tensor([0, 3, 1, 1, 2, 0])
            for reduction in ("mean", "sum"):
                record(id, lambda x, target: f(x, target, w), {"x": x, "target": target}, ["x"], origin, option,
                       reduction, divisor=w[target].sum(), classWeights=short(w))


def true_class(function):
    """A loss of the true class's log-probability, times the class's weight."""
    return lambda **options: lambda x, t, w=None: function(
        torch.gather(F.log_softmax(x, 1), 1, t[:, None])[:, 0], **options) * (1 if w is None else w[t])


def cross_entropy(labelSmoothing=0.0):
    return lambda x, t, w=None: F.cross_entropy(x, t, w, label_smoothing=labelSmoothing, reduction="none")


classes("cross-entropy", cross_entropy, TORCH + " CrossEntropyLoss",
        ({}, {"labelSmoothing": 0.1}, {"labelSmoothing": 1}), weighted=True)
for smoothing in (0, 0.1):
    for w in (None, grid(4, low=0.25, high=3)):
        x, target = grid(6, 4), torch.tensor([0, 3, -100, 1, 2, -100])
        x.requires_grad_(True)
        value = F.cross_entropy(x, target, w, ignore_index=-100, label_smoothing=smoothing)
        (gradient,) = torch.autograd.grad(value, [x])
        cases.append({"id": "cross-entropy", "options": {"labelSmoothing": smoothing}, "ignoreIndex": -100,
                      **({} if w is None else {"classWeights": short(w)}), "reduction": "mean",
                      "inputs": {"x": short(x.detach()), "target": target.tolist()}, "value": short(value.item()),
                      "gradients": {"x": short(gradient)}, "from": TORCH + " CrossEntropyLoss, ignore_index"})
classes("softmax-focal", true_class(lambda l, gamma=2: -((-torch.expm1(l)) ** gamma) * l), PAPER,
        ({}, {"gamma": 1}, {"gamma": 5}), weighted=True)
classes("softmax-focal", true_class(lambda l, gamma: -((-torch.expm1(l)) ** gamma) * l), PAPER,
        ({"gamma": 0.5},), logits=lambda r, c: grid(r, c + 1), extreme=False)
classes("poly-1", true_class(lambda l, epsilon=2: -l - epsilon * torch.expm1(l)), PAPER, ({}, {"epsilon": -1}),
        weighted=True)
x, target = grid(5, 6), torch.randint(0, 6, (5,))
poly = lambda x: optax.losses.poly_loss_cross_entropy(x, jax.nn.one_hot(target.numpy(), 6)).mean()
value, gradient = jax.value_and_grad(poly)(x.numpy())
cases.append({"id": "poly-1", "options": {}, "reduction": "mean",
              "inputs": {"x": short(x), "target": target.tolist()}, "value": short(float(value)),
              "gradients": {"x": short(torch.tensor(gradient.tolist()))},
              "from": f"optax {optax.__version__} poly_loss_cross_entropy"})
classes("generalized-cross-entropy", true_class(lambda l, q=0.7: -torch.expm1(q * l) / q), PAPER,
        ({}, {"q": 1}, {"q": 0.125}), weighted=True)
classes("multi-class-hinge",
        lambda margin=1.0, squared=False: lambda x, t: F.multi_margin_loss(x, t, p=1 + squared, margin=margin, reduction="none"),
        TORCH + " MultiMarginLoss", ({}, {"margin": 0.5}, {"squared": True}),
        logits=lambda r, c: grid(r, c) + torch.arange(c) / 1024, extreme=False)
classes("info-nce", lambda temperature=0.07: lambda x, t: F.cross_entropy(x / temperature, t, reduction="none"),
        TORCH + " CrossEntropyLoss of x/temperature", ({}, {"temperature": 1}),
        logits=lambda r, c: grid(r, c, low=-1, high=1))
for temperature, n in ((0.5, 2), (0.0625, 5)):
    itself = torch.arange(2 * n)
    without = lambda x: x.masked_fill(torch.eye(2 * n, dtype=torch.bool), -math.inf)
    record("nt-xent",
           lambda x, target, self: F.cross_entropy(without(x) / temperature, target, reduction="none"),
           {"x": grid(2 * n, 2 * n, low=-1, high=1), "target": (itself + n) % (2 * n), "self": itself}, ["x"],
           TORCH + " CrossEntropyLoss, self masked", {"temperature": temperature})


def arcface(scale=64.0, margin=0.5):
    def f(x, t):
        cosine = torch.gather(x, 1, t[:, None])[:, 0]
        moved = torch.where(cosine > math.cos(math.pi - margin), torch.cos(torch.acos(cosine) + margin),
                            cosine - math.sin(math.pi - margin) * margin)
        return F.cross_entropy(scale * x.scatter(1, t[:, None], moved[:, None]), t, reduction="none")

    return f


classes("arcface", arcface, PAPER, ({}, {"scale": 8, "margin": 0.25}),
        logits=lambda r, c: grid(r, c, low=-0.96875, high=0.96875), extreme=False)

# Rows against rows
for option in ({}, {"labelSmoothing": 0.1}):
    for rows, columns in SHAPES:
        record("soft-cross-entropy",
               lambda x, y: F.cross_entropy(x, y, reduction="none", label_smoothing=option.get("labelSmoothing", 0.0)),
               {"x": grid(rows, columns), "y": distributions(rows, columns)}, ["x"], TORCH + " CrossEntropyLoss",
               option)
    record("soft-cross-entropy",
           lambda x, y: F.cross_entropy(x, y, reduction="none", label_smoothing=option.get("labelSmoothing", 0.0)),
           {"x": torch.tensor([[10000.0, -10000, 0], [-10000, -9999, -10000]]), "y": distributions(2, 3)}, ["x"],
           TORCH + " CrossEntropyLoss", option, "none")
for rows, columns in SHAPES:
    record("kl-divergence", lambda x, y: F.kl_div(x, y, reduction="none").sum(1),
           {"x": grid(rows, columns, low=-6, high=0), "y": distributions(rows, columns)}, ["x"],
           TORCH + " KLDivLoss, reduction batchmean")

PAIRS = ((1, 1), (3, 2), (4, 10), (2, 33))


def pairs(id, function, origin, names, target, options):
    for option in options:
        for rows, columns in PAIRS:
            inputs = {name: grid(rows, columns, low=-1, high=1) for name in names}
            if target:
                inputs["y"] = target(rows)
            record(id, lambda **i: function(*i.values(), **option), inputs, list(names), origin, option,
                   "none" if rows == 3 else "mean")


def hadsell(a, b, y, margin=1.0):
    d = (a - b).norm(dim=1)
    return 0.5 * y * d**2 + 0.5 * (1 - y) * (margin - d).clamp(min=0) ** 2


pairs("contrastive", hadsell, PAPER, ("a", "b"), bits, ({}, {"margin": 4}))
pairs("cosine-embedding", lambda a, b, y, margin=0.0: F.cosine_embedding_loss(a, b, y, margin=margin, reduction="none"),
      TORCH + " CosineEmbeddingLoss", ("a", "b"), signs, ({}, {"margin": 0.25}))


def triplet(anchor, positive, negative, margin=1.0, squared=False, eps=1e-6):
    if not squared:
        return F.triplet_margin_loss(anchor, positive, negative, margin=margin, eps=eps, reduction="none")
    d = [((anchor - other + eps) ** 2).sum(1) for other in (positive, negative)]
    return (d[0] - d[1] + margin).clamp(min=0)


names = ("anchor", "positive", "negative")
pairs("triplet", triplet, TORCH + " TripletMarginLoss", names, None, ({}, {"margin": 0.25}, {"eps": 0}))
pairs("triplet", triplet, PAPER, names, None, ({"squared": True, "margin": 0.2},))
same = {"anchor": grid(3, 4), "positive": grid(3, 4), "negative": grid(3, 4)}
same["positive"][1] = same["anchor"][1]
record("triplet", triplet, same, list(names), TORCH + " TripletMarginLoss, an identical pair", {}, "none")


def overlap(x, y, alpha, beta, smooth):
    p = torch.sigmoid(x)
    hit = (p * y).sum(1)
    return 1 - (hit + smooth) / (hit + alpha * (p * (1 - y)).sum(1) + beta * ((1 - p) * y).sum(1) + smooth)


for rows, columns in PAIRS:
    mask = {"x": grid(rows, columns), "y": bits(rows, columns)}
    for smooth in (1, 0.125):
        record("dice", lambda x, y: overlap(x, y, 0.5, 0.5, smooth / 2), mask, ["x"], PAPER, {"smooth": smooth})
    for option in ({"alpha": 0.3, "beta": 0.7, "smooth": 1}, {"alpha": 1, "beta": 0.25, "smooth": 0.125}):
        record("tversky", lambda x, y: overlap(x, y, **option), mask, ["x"], PAPER, option)

path = Path(__file__).parents[2] / "packages/core/test/recorded/losses.json"
versions = {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__}
body = ",\n".join(json.dumps(case) for case in cases)
path.write_text(f'{{"recordedWith": {json.dumps(versions)},\n"cases": [\n{body}\n]}}\n')
print(f"{len(cases)} cases of {len({case['id'] for case in cases})} losses, {path.stat().st_size // 1024} KB")
