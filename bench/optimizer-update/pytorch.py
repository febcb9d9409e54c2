import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))
import torch
from serve import fastest, serve, uniform


def optimizer_of(name, o, parameters, **ways):
    if name in ("sgd", "momentum", "nesterov"):
        return torch.optim.SGD(
            parameters, lr=o["lr"], momentum=o.get("momentum", 0), nesterov=name == "nesterov", **ways
        )
    if name == "adagrad":
        accumulator = o["initialAccumulator"]
        return torch.optim.Adagrad(
            parameters, lr=o["lr"], eps=o["eps"], initial_accumulator_value=accumulator, **ways
        )
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=o["lr"], alpha=o["alpha"], eps=o["eps"], **ways)
    betas = (o["beta1"], o["beta2"])
    if name == "adam":
        return torch.optim.Adam(parameters, lr=o["lr"], betas=betas, eps=o["eps"], **ways)
    return torch.optim.AdamW(
        parameters, lr=o["lr"], betas=betas, eps=o["eps"], weight_decay=o["weightDecay"], **ways
    )


def sample(tensor):
    flat = tensor.detach().flatten()
    return [flat[int((i + 0.5) * len(flat) / 8)].item() for i in range(8)]


def prepare(request):
    shapes, name, options = request["shapes"], request["optimizer"], request["options"]
    values = [uniform(math.prod(s), 2 * i + 1).reshape(s) for i, s in enumerate(shapes)]
    gradients = [uniform(math.prod(s), 2 * i + 2).reshape(s) for i, s in enumerate(shapes)]
    gradients = [g + torch.sign(g) / 2 for g in gradients]
    parameters = []

    def make(ways):
        parameters[:] = [torch.nn.Parameter(value.clone()) for value in values]
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient.clone()
        rule = optimizer_of(name, options, parameters, **ways)
        if not request.get("clipNorm"):
            return rule.step

        def step():
            # Clipping changes the gradients; with this bound they stay what they are.
            torch.nn.utils.clip_grad_norm_(parameters, request["clipNorm"])
            rule.step()

        return step

    ways = [{"fused": True}, {"foreach": True}, {}]
    if name == "rmsprop":
        ways = ways[1:]
    step, note, _ = fastest([(threads, way) for way in ways for threads in (1, 2)], make)
    for _ in range(3):
        # foreach adds the look ahead of Nesterov to the gradients in place; the check needs them as they were.
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad.copy_(gradient)
        step()
    return {"step": step, "check": [*sample(parameters[0]), *sample(parameters[-1])], "note": note}


serve(prepare)
