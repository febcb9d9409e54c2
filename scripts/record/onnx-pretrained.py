"""Records networks exported by PyTorch, with outputs and gradients as PyTorch computes them, for
packages/onnx/test/pretrained.test.ts.

    python scripts/record/onnx-pretrained.py [NAME...]

Each file holds the ONNX file as torch.onnx wrote it (operator sets 11 to 18), the inputs, and for one or two modes of
batch normalization: the output, a gradient of the output, the gradients of all parameters by the names that the ONNX
file gives them, and running statistics after the step. Tensors are [shape, little-endian float32 or int64 in base64].
"""
import base64
import io
import json
import pathlib
import platform
import sys
import warnings

import numpy
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/onnx/test/recorded"
warnings.filterwarnings("ignore")


def tensor(values):
    array = values.detach().numpy()
    array = array.astype("<i8") if array.dtype.kind == "i" else array.astype("<f4")
    return [list(array.shape), base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()]


def constants_of(model):
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            found[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    return found


def places(exported, network):
    """PyTorch's name -> (ONNX name, function from PyTorch's layout to the file's)."""
    constants = constants_of(exported)
    result = {}
    for name, value in list(network.named_parameters()) + list(network.named_buffers()):
        array = value.detach().numpy()
        if name in constants and constants[name].shape == array.shape:
            result[name] = (name, lambda x: x)
            continue
        for other, constant in constants.items():
            if constant.shape == array.shape and constant.size > 1 and numpy.array_equal(constant, array):
                result[name] = (other, lambda x: x)
            elif array.ndim == 2 and constant.shape == array.T.shape and numpy.array_equal(constant, array.T):
                result[name] = (other, lambda x: x.T)
            elif constant.dtype == array.dtype and constant.size == array.size > 1 and numpy.array_equal(constant.reshape(-1), array.reshape(-1)):
                result[name] = (other, lambda x, shape=constant.shape: x.reshape(shape))
    return result


def step(network, inputs, gradient, place):
    network.zero_grad()
    output = network(*inputs)
    gradient = torch.randn(output.shape) if gradient is None else gradient
    output.backward(gradient)
    buffers = dict(network.named_buffers())
    gradients = {}
    for name, value in network.named_parameters():
        if name not in place:
            raise SystemExit(f"{name} is not in the ONNX file")
        other, layout = place[name]
        gradients[other] = tensor(layout(value.grad))
    return {
        "output": tensor(output),
        "outputGradient": tensor(gradient),
        "gradients": gradients,
        "buffersAfter": {place[name][0]: tensor(value) for name, value in buffers.items() if name in place and "running" in name},
    }


def record(name, network, inputs, opset, training=True, modes=("training",), **options):
    if any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in network.modules()):
        with torch.no_grad():
            for module in network.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.weight.uniform_(0.5, 1.5)
                    module.bias.uniform_(-0.5, 0.5)
                    module.running_mean.uniform_(-0.5, 0.5)
                    module.running_var.uniform_(0.5, 1.5)
    network.train(training)
    state = {key: value.clone() for key, value in network.state_dict().items()}
    file = io.BytesIO()
    if options.pop("dynamo", False):
        # The newer exporter wants onnxscript as well, and a network that is not training.
        network.eval()
        torch.onnx.export(network, inputs, file, dynamo=True, opset_version=opset, external_data=False, verbose=False, **options)
    else:
        torch.onnx.export(
            network, inputs, file, dynamo=False, opset_version=opset, training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=options.pop("fold", False), **options,
        )
    exported = onnx.load_from_string(file.getvalue())
    for node in exported.graph.node:
        # Stack traces of the machine that exported.
        del node.metadata_props[:]
    onnx.checker.check_model(exported)
    # Tracing in training mode moves the statistics: those of the file are where everything begins.
    constants = constants_of(exported)
    state = {key: torch.from_numpy(constants[key].copy()) if "running" in key else value for key, value in state.items()}
    network.load_state_dict(state)
    place = places(exported, network)
    result = {
        "by": f"PyTorch {torch.__version__}, onnx {onnx.__version__}, Python {platform.python_version()}, scripts/record/onnx-pretrained.py",
        "model": base64.b64encode(exported.SerializeToString()).decode(),
        "opset": opset,
        "inputs": {item.name: tensor(value) for item, value in zip(exported.graph.input, inputs)},
        "steps": {},
    }
    for mode in modes:
        network.load_state_dict(state)
        network.train(mode == "training")
        result["steps"][mode] = step(network, inputs, None, place)
    network.load_state_dict(state)
    network.eval()
    result["evaluated"] = tensor(network(*inputs))
    text = json.dumps(result, separators=(",", ":")) + "\n"
    (OUT / f"onnx-{name}.json").write_text(text)
    print(f"{name}: {len(text) // 1024} KiB, {len(exported.graph.node)} nodes, opset {opset}")


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = None
        if stride != 1 or inputs != outputs:
            self.down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.down is None else self.down(x)))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 12, 2))
        self.layer2 = nn.Sequential(Block(12, 12, 1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        x = self.pool(F.relu(self.bn1(self.conv1(x))))
        return self.fc(torch.flatten(self.avgpool(self.layer2(self.layer1(x))), 1))


class Squeeze(nn.Module):
    def __init__(self, channels, inner):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, inner, 1)
        self.fc2 = nn.Conv2d(inner, channels, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    def __init__(self, inputs, inner, outputs, kernel, stride, squeeze, act):
        super().__init__()
        self.expand = nn.Sequential(nn.Conv2d(inputs, inner, 1, bias=False), nn.BatchNorm2d(inner, eps=1e-3, momentum=0.01), act())
        self.depth = nn.Sequential(
            nn.Conv2d(inner, inner, kernel, stride, kernel // 2, groups=inner, bias=False), nn.BatchNorm2d(inner, eps=1e-3, momentum=0.01), act()
        )
        self.squeeze = Squeeze(inner, 4) if squeeze else nn.Identity()
        self.project = nn.Sequential(nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.squeeze(self.depth(self.expand(x))))
        return x + y if self.residual else y


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8, eps=1e-3, momentum=0.01), nn.Hardswish(),
            Inverted(8, 16, 8, 3, 1, True, nn.ReLU), Inverted(8, 20, 12, 5, 2, True, nn.Hardswish),
        )
        self.classifier = nn.Sequential(nn.Linear(12, 16), nn.Hardswish(), nn.Dropout(0.0), nn.Linear(16, 4))

    def forward(self, x):
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(self.features(x), 1), 1))


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)

    def forward(self, x, mask=None):
        batch, length, size = x.shape
        qkv = self.qkv(x).reshape(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        if mask is None:
            y = F.scaled_dot_product_attention(q, k, v)
        else:
            scores = (q @ k.transpose(-2, -1)) / (size // self.heads) ** 0.5
            scores = scores.masked_fill(mask[:, None, None, :] == 0, float("-inf"))
            y = torch.softmax(scores, -1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, length, size))


class Encoder(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(size)
        self.attention = Attention(size, heads)
        self.norm2 = nn.LayerNorm(size)
        self.mlp = nn.Sequential(nn.Linear(size, 2 * size), nn.GELU(), nn.Linear(2 * size, size))

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 4, 4)
        self.cls = nn.Parameter(torch.randn(1, 1, 16) * 0.1)
        self.position = nn.Parameter(torch.randn(1, 17, 16) * 0.1)
        self.blocks = nn.ModuleList([Encoder(16, 2), Encoder(16, 2)])
        self.norm = nn.LayerNorm(16)
        self.head = nn.Linear(16, 4)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


def double(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="reflect"), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.1),
        nn.Conv2d(outputs, outputs, 3, padding=1), nn.GroupNorm(2, outputs), nn.PReLU(outputs),
    )


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = double(2, 6)
        self.down2 = double(6, 8)
        self.bottom = double(8, 8)
        self.up2 = nn.ConvTranspose2d(8, 8, 2, 2)
        self.join2 = double(16, 8)
        self.up1 = nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), nn.Conv2d(8, 6, 1))
        self.join1 = double(12, 6)
        self.last = nn.Conv2d(6, 3, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.bottom(F.avg_pool2d(b, 2))
        b = self.join2(torch.cat([self.up2(c), b], 1))
        a = self.join1(torch.cat([self.up1(b), a], 1))
        return self.last(a) + F.interpolate(self.last(a)[:, :, ::2, ::2], scale_factor=2, mode="nearest")


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(23, 12, padding_idx=0)
        self.position = nn.Embedding(16, 12)
        self.norm = nn.LayerNorm(12)
        self.blocks = nn.ModuleList([Encoder(12, 3), Encoder(12, 3)])
        self.head = nn.Linear(12, 3)

    def forward(self, input_ids, attention_mask):
        places = torch.arange(input_ids.shape[1])[None]
        x = self.norm(self.tokens(input_ids) + self.position(places))
        for block in self.blocks:
            x = block(x, attention_mask)
        weights = attention_mask[:, :, None].to(x.dtype)
        return self.head((x * weights).sum(1) / weights.sum(1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(17, 6)
        self.lstm = nn.LSTM(6, 5, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(10, 7, batch_first=True)
        self.head = nn.Linear(7 + 10, 3)

    def forward(self, x):
        y, (last, _) = self.lstm(self.tokens(x))
        z, _ = self.gru(y)
        return self.head(torch.cat([z[:, -1], last.transpose(0, 1).flatten(1)], 1))


class Separable(nn.Module):
    """Images with channels last, as Keras has them: each convolution between two transpositions, padded as "same"."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.depth = nn.Conv2d(inputs, inputs, 3, stride, groups=inputs, bias=False)
        self.bn1 = nn.BatchNorm2d(inputs, eps=1e-3, momentum=0.01)
        self.point = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)
        self.pad = (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1)

    def forward(self, x):
        x = F.relu6(self.bn1(self.depth(F.pad(x.permute(0, 3, 1, 2), self.pad)))).permute(0, 2, 3, 1)
        return F.relu6(self.bn2(self.point(x.permute(0, 3, 1, 2)))).permute(0, 2, 3, 1)


class ChannelsLast(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Separable(3, 8, 2), Separable(8, 8, 1), Separable(8, 12, 2))
        self.dense = nn.Linear(12, 4)

    def forward(self, x):
        return torch.softmax(self.dense(self.blocks(x).mean((1, 2))), -1)


def text_inputs():
    tokens = torch.randint(1, 23, (4, 9))
    mask = torch.ones(4, 9, dtype=torch.int64)
    for row, length in enumerate((9, 6, 7, 2)):
        tokens[row, length:] = 0
        mask[row, length:] = 0
    return tokens, mask


def recurrent():
    axes = {"x": {0: "batch"}}
    record("recurrent", Recurrent(), (torch.randint(0, 17, (4, 6)),), 14, dynamic_axes=axes, input_names=["x"], output_names=["y"])


def channels_last():
    named = {"input_names": ["x"], "output_names": ["y"], "dynamic_axes": {"x": {0: "batch"}}}
    record("channels-last", ChannelsLast(), (torch.randn(4, 15, 12, 3),), 13, training=False, modes=("training", "frozen"), **named)


def dynamo():
    names = {"input_names": ["input_ids", "attention_mask"], "output_names": ["logits"]}
    open_axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    network = Text()
    with torch.no_grad():
        # The exporter keeps equal tensors once, such as scales that are still all 1.
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
    record("dynamo", network, text_inputs(), 18, dynamo=True, dynamic_shapes=(open_axes, open_axes), **names)


LATER = {"recurrent": recurrent, "channels-last": channels_last, "dynamo": dynamo}


def main(names):
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    for name, make in LATER.items():
        if not names or name in names:
            torch.manual_seed(20261123)
            make()
    if names:
        return
    torch.manual_seed(20261123)
    batch = {"x": {0: "batch"}}
    named = {"input_names": ["x"], "output_names": ["y"]}
    mlp = nn.Sequential(
        nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 24), nn.ELU(), nn.Linear(24, 16), nn.SELU(), nn.Linear(16, 12), nn.Softplus(),
        nn.Linear(12, 4), nn.LogSoftmax(1),
    )
    record("mlp", mlp, (torch.randn(6, 12),), 11, dynamic_axes=batch, **named)
    cnn = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=2, dilation=2), nn.ReLU6(), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(8, 8, 3, groups=2), nn.Mish(),
        nn.InstanceNorm2d(8, affine=True), nn.PixelShuffle(2), nn.AvgPool2d(2), nn.Conv2d(2, 6, (1, 3), stride=(1, 2)), nn.Hardsigmoid(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(6, 3),
    )
    record("cnn", cnn, (torch.randn(4, 3, 18, 16),), 13, dynamic_axes=batch, **named)
    record("resnet", ResNet(), (torch.randn(4, 3, 32, 32),), 12, training=False, modes=("training", "frozen"), dynamic_axes=batch, **named)
    record("mobilenet", MobileNet(), (torch.randn(4, 3, 24, 24),), 14, training=False, modes=("training", "frozen"), dynamic_axes=batch, **named)
    record("vit", ViT(), (torch.randn(3, 3, 16, 16),), 17, dynamic_axes=batch, fold=True, **named)
    # The batch is fixed in this file.
    record("unet", UNet(), (torch.randn(2, 2, 16, 16),), 18, **named)
    tokens = torch.randint(1, 23, (4, 9))
    mask = torch.ones(4, 9, dtype=torch.int64)
    for row, length in enumerate((9, 6, 7, 2)):
        tokens[row, length:] = 0
        mask[row, length:] = 0
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}}
    record(
        "text", Text(), (tokens, mask), 12, fold=True, dynamic_axes=axes,
        input_names=["input_ids", "attention_mask"], output_names=["logits"],
    )


main(sys.argv[1:])
