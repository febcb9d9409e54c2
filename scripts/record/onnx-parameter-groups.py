"""Records how PyTorch trains a network with parameter groups of their own learning rates and weight decays, for
packages/onnx/test/parameter-groups.test.ts: packages/onnx/test/recorded/onnx-parameter-groups.json.

    python scripts/record/onnx-parameter-groups.py    (needs torch, onnx, safetensors)

The file holds the network as torch.onnx exported it, its first weights as safetensors.torch wrote them, the data, and
for AdamW and SGD with momentum: the loss of each of twenty steps on all samples, and the parameters after the last.
"""
import base64
import io
import json
import pathlib
import platform

import torch
from safetensors.torch import save
from torch import nn
from torch.nn import functional as F

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/onnx/test/recorded/onnx-parameter-groups.json"
STEPS = 20


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh())
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.backbone(x))


def numbers(values):
    return [list(values.shape), [float(f"{value:.9g}") for value in values.detach().reshape(-1).tolist()]]


def groups(network):
    """The head learns ten times as fast and decays otherwise; biases do not decay."""
    named = list(network.named_parameters())
    pick = lambda part, kind: [value for name, value in named if name.startswith(part) and name.endswith(kind)]
    return [
        {"params": pick("backbone", "weight"), "lr": 1e-3, "weight_decay": 0.5},
        {"params": pick("backbone", "bias"), "lr": 1e-3, "weight_decay": 0.0},
        {"params": pick("head", "weight"), "lr": 1e-2, "weight_decay": 0.1},
        {"params": pick("head", "bias"), "lr": 1e-2, "weight_decay": 0.0},
    ]


def train(network, state, optimizer, x, y):
    network.load_state_dict(state)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
    return {"losses": losses, "after": {name: numbers(value) for name, value in network.named_parameters()}}


def main():
    torch.manual_seed(20261123)
    torch.set_num_threads(1)
    network = Network()
    file = io.BytesIO()
    torch.onnx.export(
        network, (torch.randn(2, 6),), file, dynamo=False, opset_version=17, input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "batch"}},
    )
    # Other weights than those of the ONNX file.
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.4)
    state = {name: value.clone() for name, value in network.state_dict().items()}
    x, y = torch.randn(32, 6), torch.randint(0, 3, (32,))
    result = {
        "by": f"PyTorch {torch.__version__}, Python {platform.python_version()}, scripts/record/onnx-parameter-groups.py",
        "model": base64.b64encode(file.getvalue()).decode(),
        "weights": base64.b64encode(save(state)).decode(),
        "x": numbers(x),
        "y": y.tolist(),
        "adamw": train(network, state, torch.optim.AdamW(groups(network)), x, y),
        "momentum": train(network, state, torch.optim.SGD(groups(network), momentum=0.9), x, y),
    }
    OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")


main()
