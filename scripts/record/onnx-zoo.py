"""Exports networks of torchvision, transformers and timm, small and with random weights, with both of PyTorch's
exporters, and computes their gradients, for scripts/record/onnx-zoo.mjs to compare with.

    python scripts/record/onnx-zoo.py FOLDER [NAME...]
    node scripts/record/onnx-zoo.mjs FOLDER

Needs torch, onnxscript, torchvision, transformers and timm; a few minutes. For each network FOLDER gets NAME.ts.onnx (the
TorchScript exporter, nothing folded), NAME.raw.onnx (torch.export as it is), NAME.opt.onnx (torch.export, optimized by
the exporter), NAME.json and NAME.bin: inputs, output, and the gradients of sum(output*sin(1..n)).
"""
import json
import logging
import pathlib
import sys
import warnings

import timm
import torch
import transformers
from torch import nn
from torchvision import models
from torchvision.models.swin_transformer import PatchMergingV2, SwinTransformerBlockV2

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

TEXT = {
    "input_ids": torch.arange(1, 15).reshape(2, 7),
    "attention_mask": torch.tensor([[1] * 7, [1] * 4 + [0] * 3]),
}
SMALL = {
    "vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "max_position_embeddings": 32, "num_labels": 3,
}


def image(size, batch=2):
    return {"x": torch.randn(batch, 3, size, size)}


class Text(nn.Module):
    """A network of transformers that takes tokens and their mask."""

    def __init__(self, network, field="logits"):
        super().__init__()
        self.m = network
        self.field = field

    def forward(self, input_ids, attention_mask):
        return getattr(self.m(input_ids=input_ids, attention_mask=attention_mask), self.field)


class Picture(nn.Module):
    """A network whose result is a dictionary."""

    def __init__(self, network, field):
        super().__init__()
        self.m = network
        self.field = field

    def forward(self, x):
        return self.m(x)[self.field]


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.r = kind(8, 12, batch_first=True, bidirectional=True)
        self.h = nn.Linear(24, 3)

    def forward(self, x):
        return self.h(self.r(x)[0].mean(1))


def torchvision_networks():
    plain = "resnet18 mobilenet_v2 mobilenet_v3_small efficientnet_b0 densenet121 squeezenet1_1 shufflenet_v2_x0_5 mnasnet0_5 regnet_y_400mf"
    for name in plain.split():
        yield name, lambda name=name: getattr(models, name)(weights=None, num_classes=10), image(64)
    yield "googlenet", lambda: models.googlenet(weights=None, num_classes=10, aux_logits=False, init_weights=False), image(64)
    yield "inception", lambda: models.inception_v3(weights=None, num_classes=10, aux_logits=False, init_weights=False), image(96)
    block = models.convnext.CNBlockConfig
    yield "convnext", lambda: models.convnext.ConvNeXt([block(16, 32, 2), block(32, None, 2)], num_classes=10), image(32)
    swin = {"patch_size": [4, 4], "embed_dim": 24, "depths": [2, 2], "num_heads": [2, 4], "window_size": [4, 4], "num_classes": 10}
    yield "swin", lambda: models.SwinTransformer(**swin), image(64)
    yield "swin2", lambda: models.SwinTransformer(**swin, block=SwinTransformerBlockV2, downsample_layer=PatchMergingV2), image(64)
    yield "vit", lambda: models.VisionTransformer(32, 8, 2, 2, 32, 64, num_classes=10), image(32)
    maxvit = {"stem_channels": 16, "partition_size": 4, "block_channels": [16, 32], "block_layers": [1, 1], "head_dim": 8}
    yield "maxvit", lambda: models.MaxVit(input_size=(64, 64), stochastic_depth_prob=0.0, num_classes=10, **maxvit), image(64)
    lraspp = models.segmentation.lraspp_mobilenet_v3_large
    yield "lraspp", lambda: Picture(lraspp(weights=None, weights_backbone=None, num_classes=4), "out"), image(64)
    yield "r3d", lambda: models.video.r3d_18(weights=None, num_classes=4), {"x": torch.randn(1, 3, 4, 16, 16)}


def transformers_networks():
    t = transformers
    for attention in ("sdpa", "eager"):
        config = lambda attention=attention: t.BertConfig(**SMALL, attn_implementation=attention)
        yield f"bert_{attention}", lambda config=config: Text(t.BertForSequenceClassification(config())), TEXT
    distil = {"vocab_size": 50, "dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32, "max_position_embeddings": 32}
    yield "distilbert", lambda: Text(t.DistilBertForSequenceClassification(t.DistilBertConfig(**distil))), TEXT
    yield "roberta", lambda: Text(t.RobertaForSequenceClassification(t.RobertaConfig(**SMALL))), TEXT
    yield "albert", lambda: Text(t.AlbertForSequenceClassification(t.AlbertConfig(**SMALL, embedding_size=8))), TEXT
    yield "electra", lambda: Text(t.ElectraForSequenceClassification(t.ElectraConfig(**SMALL, embedding_size=8))), TEXT
    relative = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 8}
    yield "deberta", lambda: Text(t.DebertaV2ForSequenceClassification(t.DebertaV2Config(**SMALL, **relative))), TEXT
    special = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "cls_token_id": 1, "sep_token_id": 2}
    modern = lambda: t.ModernBertConfig(**SMALL, **special, attn_implementation="eager")
    yield "modernbert", lambda: Text(t.ModernBertForSequenceClassification(modern())), TEXT
    yield "mpnet", lambda: Text(t.MPNetForSequenceClassification(t.MPNetConfig(**SMALL))), TEXT
    gpt2 = {"vocab_size": 50, "n_positions": 32, "n_embd": 16, "n_layer": 2, "n_head": 2, "use_cache": False}
    yield "gpt2", lambda: Text(t.GPT2LMHeadModel(t.GPT2Config(**gpt2))), TEXT
    llama = {**SMALL, "num_key_value_heads": 1, "use_cache": False}
    yield "llama", lambda: Text(t.LlamaForCausalLM(t.LlamaConfig(**llama))), TEXT
    t5 = {"vocab_size": 50, "d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 2, "num_heads": 2}
    yield "t5encoder", lambda: Text(t.T5EncoderModel(t.T5Config(**t5)), "last_hidden_state"), TEXT
    yield "minilm", lambda: Text(t.BertModel(t.BertConfig(**SMALL), add_pooling_layer=False), "last_hidden_state"), TEXT
    vit = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32, "image_size": 32, "patch_size": 8}
    yield "hf_vit", lambda: Picture(t.ViTForImageClassification(t.ViTConfig(**vit)), "logits"), image(32)
    segformer = {
        "num_encoder_blocks": 2, "depths": [1, 1], "sr_ratios": [2, 1], "hidden_sizes": [8, 16], "patch_sizes": [7, 3],
        "strides": [4, 2], "num_attention_heads": [1, 2], "mlp_ratios": [2, 2], "decoder_hidden_size": 16, "num_labels": 3,
    }
    yield "segformer", lambda: Picture(t.SegformerForSemanticSegmentation(t.SegformerConfig(**segformer)), "logits"), image(64)
    sound = {
        "vocab_size": 20, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
        "conv_dim": (8, 8, 8), "conv_kernel": (10, 3, 3), "conv_stride": (5, 2, 2), "num_conv_pos_embeddings": 16,
        "num_conv_pos_embedding_groups": 2,
    }
    yield "wav2vec2", lambda: Picture(t.Wav2Vec2ForCTC(t.Wav2Vec2Config(**sound)), "logits"), {"x": torch.randn(2, 800)}


def timm_networks():
    sizes = {
        "mobilevit_xxs": 64, "mixer_s32_224": 224, "repvgg_a0": 64, "edgenext_xx_small": 64, "poolformer_s12": 64,
        "mobilenetv4_conv_small": 64, "res2net50_14w_8s": 64, "lcnet_035": 64, "hardcorenas_a": 64, "tinynet_e": 64,
        "fastvit_t8": 64, "mambaout_femto": 64, "levit_128s": 224, "efficientformer_l1": 224, "rexnet_100": 64,
    }
    for name, size in sizes.items():
        yield name, lambda name=name: timm.create_model(name, pretrained=False, num_classes=7, drop_path_rate=0.0), image(size)


def networks():
    yield from torchvision_networks()
    yield from transformers_networks()
    yield from timm_networks()
    for kind in (nn.GRU, nn.LSTM, nn.RNN):
        yield kind.__name__.lower(), lambda kind=kind: Recurrent(kind), {"x": torch.randn(2, 9, 8)}


def unlike(network):
    """Weights and statistics of which no two tensors are equal, so that each is recognized by its numbers."""
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.affine:
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.5, 0.5)
                module.running_mean.uniform_(-0.2, 0.2)
                module.running_var.uniform_(0.5, 1.5)
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn(parameter.shape))


def export(network, inputs, path, kind):
    names = {"input_names": list(inputs), "output_names": ["out"]}
    given = tuple(inputs.values())
    if kind == "ts":
        open_axes = {
            name: {0: "batch", 1: "length"} if value.dtype == torch.int64 else {0: "batch"} for name, value in inputs.items()
        }
        torch.onnx.export(
            network, given, path, dynamo=False, opset_version=17, dynamic_axes=open_axes, do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE, **names,
        )
        return
    dynamic = torch.export.Dim.DYNAMIC
    shapes = tuple({0: dynamic, 1: dynamic} if value.dtype == torch.int64 else {0: dynamic} for value in given)
    torch.onnx.export(
        network, given, path, dynamo=True, opset_version=18, dynamic_shapes=shapes, external_data=False, verbose=False,
        optimize=kind == "opt", **names,
    )


def answers(network, inputs, path):
    network.zero_grad()
    output = network(*inputs.values())
    output.backward(torch.sin(torch.arange(output.numel()).float() + 1).reshape(output.shape))
    blobs, size = [], 0

    def put(tensor):
        nonlocal size
        array = tensor.detach().contiguous().numpy()
        place = [list(array.shape), str(array.dtype), size]
        bytes_ = array.tobytes()
        blobs.append(bytes_ + b"\0" * (-len(bytes_) % 8))
        size += len(blobs[-1])
        return place

    result = {"inputs": {name: put(value) for name, value in inputs.items()}, "output": put(output)}
    trained = [(name, value) for name, value in network.named_parameters() if value.grad is not None]
    result["parameters"] = {name: {"gradient": put(value.grad), "value": put(value)} for name, value in trained}
    path.with_suffix(".bin").write_bytes(b"".join(blobs))
    path.with_suffix(".json").write_text(json.dumps(result))


def main(folder, chosen):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make, inputs in networks():
        if chosen and name not in chosen:
            continue
        torch.manual_seed(1)
        network = make().eval()
        unlike(network)
        answers(network, inputs, folder / f"{name}.x")
        for kind in ("ts", "raw", "opt"):
            try:
                export(network, inputs, str(folder / f"{name}.{kind}.onnx"), kind)
                print(f"{name}.{kind}", flush=True)
            except Exception as error:  # Not every exporter knows every network.
                print(f"{name}.{kind} cannot be exported: {str(error)[:100]!r}", flush=True)


main(pathlib.Path(sys.argv[1]), sys.argv[2:])
