import gzip
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))
import torch
import torch.nn.functional as F
from serve import fastest, first_values, serve, uniform
from torch import nn

SHAPES = {
    "mlp": (128, 784),
    "cnn": (128, 1, 28, 28),
    "resnet": (64, 3, 32, 32),
    "resnet-batchnorm": (64, 3, 32, 32),
    "transformer": (32, 64, 128),
}


class Block(nn.Module):
    def __init__(self, channels, filters, stride, normalized):
        super().__init__()
        norm = nn.BatchNorm2d if normalized else lambda _: nn.Identity()
        self.first = nn.Conv2d(channels, filters, 3, stride, 1)
        self.norm1 = norm(filters)
        self.second = nn.Conv2d(filters, filters, 3, 1, 1)
        self.norm2 = norm(filters)
        self.short = nn.Conv2d(channels, filters, 1, stride) if stride > 1 else nn.Identity()
        self.norm3 = norm(filters) if stride > 1 else nn.Identity()

    def forward(self, x):
        y = torch.relu(self.norm1(self.first(x)))
        return torch.relu(self.norm2(self.second(y)) + self.norm3(self.short(x)))


def network(name):
    """The network and its forward pass; parameters have the names of the other sides."""
    net = nn.Module()
    if name == "mlp":
        net.d1, net.d2, net.d3 = nn.Linear(784, 512), nn.Linear(512, 256), nn.Linear(256, 10)
        return net, lambda x: net.d3(torch.relu(net.d2(torch.relu(net.d1(x)))))
    if name == "cnn":
        net.c1, net.c2 = nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, 1)
        net.d1, net.d2 = nn.Linear(1568, 128), nn.Linear(128, 10)

        def cnn(x):
            x = F.max_pool2d(torch.relu(net.c1(x)), 2)
            x = F.max_pool2d(torch.relu(net.c2(x)), 2)
            return net.d2(torch.relu(net.d1(x.flatten(1))))

        return net, cnn
    if name == "transformer":
        net.e1, net.e2 = (nn.TransformerEncoderLayer(128, 4, 512, 0.0, batch_first=True) for _ in "12")
        net.head = nn.Linear(128, 10)
        return net, lambda x: net.head(net.e2(net.e1(x)).mean(1))
    normalized = name == "resnet-batchnorm"
    net.stem = nn.Conv2d(3, 16, 3, 1, 1)
    stem_norm = net.stem_norm = nn.BatchNorm2d(16) if normalized else nn.Identity()
    net.a, net.b, net.c = Block(16, 16, 1, normalized), Block(16, 32, 2, normalized), Block(32, 64, 2, normalized)
    net.head = nn.Linear(64, 10)

    def resnet(x):
        return net.head(net.c(net.b(net.a(torch.relu(stem_norm(net.stem(x)))))).mean((2, 3)))

    return net, resnet


def load_first_values(net):
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            parameter.copy_(first_values(name, list(parameter.shape)))


def read_idx(path):
    """Images or labels of MNIST, compressed or not."""
    file = Path(path)
    data = file.read_bytes() if file.exists() else gzip.decompress(Path(path + ".gz").read_bytes())
    dims = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(data[3])]
    return torch.frombuffer(bytearray(data[4 + 4 * data[3] :]), dtype=torch.uint8).reshape(dims)


def epoch_of(train, request):
    """One pass over MNIST in its own order; what does not fill a batch is left out."""
    folder, samples, batch = (request[name] for name in ("folder", "samples", "batch"))
    images = read_idx(f"{folder}/train-images-idx3-ubyte")
    labels = read_idx(f"{folder}/train-labels-idx1-ubyte").long()
    stride = len(images) // samples
    images, labels = images[::stride][:samples], labels[::stride][:samples]
    images = images.float().div(255).unsqueeze(1)

    def step():
        count, total = len(images) // batch, 0
        for i in range(count):
            total += train(images[i * batch : (i + 1) * batch], labels[i * batch : (i + 1) * batch])
        return total / count

    return step


def prepare(request):
    dims = SHAPES[request["model"]]
    inputs = uniform(math.prod(dims), 1).reshape(dims)
    targets = uniform(dims[0], 2, 0, 10).floor().clamp(max=9).long()

    def make(ways, whole_epoch=False):
        net, forward = network(request["model"])
        load_first_values(net)
        layout = torch.channels_last if ways.get("channels_last") else torch.contiguous_format
        net.to(memory_format=layout)
        rule = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01, fused=ways.get("fused", False))

        def train(x, y):
            rule.zero_grad(set_to_none=True)
            value = F.cross_entropy(forward(x), y)
            value.backward()
            rule.step()
            return value.item()

        if whole_epoch:
            return epoch_of(lambda x, y: train(x.contiguous(memory_format=layout), y), request["epoch"])
        x = inputs.contiguous(memory_format=layout)
        return lambda: train(x, targets)

    ways = [{}, {"fused": True}]
    if len(dims) == 4:
        ways.append({"fused": True, "channels_last": True})
    step, note, way = fastest([(threads, way) for way in ways for threads in (1, 2)], make)
    if request.get("epoch"):
        step = make(way, whole_epoch=True)
        return {"step": step, "check": [step()], "note": note}
    return {"step": step, "check": [step() for _ in range(3)], "note": note}


serve(prepare)
