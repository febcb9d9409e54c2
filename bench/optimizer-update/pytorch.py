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
    lean = request.get("lean")
    parameters = []
    made = {}

    def numbers(shape, seed):
        """Made once and copied, unless the memory is what is measured."""
        if seed not in made:
            values = uniform(math.prod(shape), seed).reshape(shape)
            # The seeds of gradients are even.
            values = values if seed % 2 else values + torch.sign(values) / 2
            if lean:
                return values
            made[seed] = values
        return made[seed].clone()

    def make(ways):
        parameters.clear()
        for index, shape in enumerate(shapes):
            parameters.append(torch.nn.Parameter(numbers(shape, 2 * index + 1)))
            parameters[-1].grad = numbers(shape, 2 * index + 2)
        return optimizer_of(name, options, parameters, **ways).step

    ways = [{"fused": True}, {"foreach": True}, {}]
    if name == "rmsprop":
        ways = ways[1:]
    variants = [(threads, way) for way in ways for threads in (1, 2)]
    if lean:
        # For its memory: the settings that need least.
        step, note = make(ways[0]), "fused"
    else:
        step, note, _ = fastest(variants, make)
    for _ in range(3):
        # foreach adds the look ahead of Nesterov to the gradients in place; the check needs them as they were.
        for index, (parameter, shape) in enumerate(zip(parameters, shapes)):
            parameter.grad.copy_(numbers(shape, 2 * index + 2))
        step()
    return {"step": step, "check": [*sample(parameters[0]), *sample(parameters[-1])], "note": note}


serve(prepare)
