"""Records small networks, their outputs and gradients as PyTorch computes them, for packages/onnx/test/networks.test.ts.

    python scripts/record/onnx-networks.py

Each file holds: the versions, all parameters and buffers before the step, the input, the output, a gradient of the
output, the parameters' gradients, and the buffers after the step. Tensors are [shape, numbers in row-major order].
"""
import json
import pathlib
import platform

import torch
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/onnx/test/recorded"


def tensor(values):
    # Nine significant digits give back the same float32.
    flat = values.detach().reshape(-1).tolist()
    return [list(values.shape), [float(f"{value:.9g}") if isinstance(value, float) else value for value in flat]]


def record(name, model, inputs):
    model.train()
    before = {key: tensor(value) for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")}
    output = model(inputs)
    gradient = torch.randn(output.shape)
    output.backward(gradient)
    buffers = {key for key, _ in model.named_buffers()}
    result = {
        "by": f"PyTorch {torch.__version__}, Python {platform.python_version()}, scripts/record/onnx-networks.py",
        "state": before,
        "input": tensor(inputs),
        "output": tensor(output),
        "outputGradient": tensor(gradient),
        "gradients": {key: tensor(value.grad) for key, value in model.named_parameters()},
        "buffersAfter": {
            key: tensor(value)
            for key, value in model.state_dict().items()
            if key in buffers and not key.endswith("num_batches_tracked")
        },
    }
    model.eval()
    result["evaluated"] = tensor(model(inputs))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


class Named(nn.Sequential):
    """Layers by name, in order."""

    def __init__(self, **layers):
        super().__init__()
        for key, layer in layers.items():
            self.add_module(key, layer)


class Residual(nn.Module):
    def __init__(self, **layers):
        super().__init__()
        for key, layer in layers.items():
            self.add_module(key, layer)

    def forward(self, x):
        y = x
        for layer in self.children():
            y = layer(y)
        return x + y


class Classifier(nn.Module):
    def __init__(self, norm_first):
        super().__init__()
        self.tokens = nn.Embedding(13, 8)
        self.position = nn.Parameter(torch.randn(6, 8) * 0.1)
        options = {"nhead": 2, "dim_feedforward": 12, "dropout": 0.0, "batch_first": True}
        activation = "gelu" if norm_first else "relu"
        self.first = nn.TransformerEncoderLayer(8, norm_first=norm_first, activation=activation, **options)
        self.second = nn.TransformerEncoderLayer(8, norm_first=norm_first, activation=activation, **options)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        y = self.tokens(x) + self.position
        return self.head(self.second(self.first(y)).mean(1))


def main():
    torch.manual_seed(20261123)
    torch.set_num_threads(1)
    mlp = Named(
        a=nn.Linear(12, 16), a1=nn.ReLU(), b=nn.Linear(16, 9), b1=nn.GELU(), c=nn.Linear(9, 7), c1=nn.Tanh(), d=nn.Linear(7, 4)
    )
    record("mlp", mlp, torch.randn(5, 12))
    cnn = Named(
        one=nn.Conv2d(2, 6, 3, padding=1, bias=False),
        norm1=nn.BatchNorm2d(6),
        r1=nn.ReLU(),
        p1=nn.MaxPool2d(2),
        block=Residual(two=nn.Conv2d(6, 6, 3, padding=1, groups=2), norm2=nn.BatchNorm2d(6, momentum=0.3, eps=1e-3), r2=nn.LeakyReLU(0.1)),
        three=nn.Conv2d(6, 8, 3, stride=2, padding=1, dilation=1),
        p3=nn.AvgPool2d(2, stride=1, padding=1),
        r3=nn.Sigmoid(),
        p4=nn.MaxPool2d(3, stride=2, padding=1),
        f=nn.Flatten(),
        head=nn.Linear(32, 3),
    )
    with torch.no_grad():
        for norm in (cnn.norm1, cnn.block.norm2):
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.uniform_(-0.5, 0.5)
            norm.running_mean.uniform_(-0.5, 0.5)
            norm.running_var.uniform_(0.5, 1.5)
    images = torch.randn(4, 2, 10, 9)
    images[:, :, :4] = 0  # Equal numbers in a window: the first maximum gets the gradient.
    record("cnn", cnn, images)
    for name, norm_first in (("transformer", False), ("transformer-pre-norm", True)):
        record(name, Classifier(norm_first), torch.randint(0, 13, (4, 6)))


main()
