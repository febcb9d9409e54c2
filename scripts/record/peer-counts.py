"""Counts losses, optimizers and schedules that other libraries export, for the README's table.

    python scripts/record/peer-counts.py > scripts/record/peer-counts.json

Classes and functions are counted as exported, base classes and helpers left out. TensorFlow.js and jax-js cannot be
asked from Python; their counts are read off their type declarations (@tensorflow/tfjs-core train.ts and losses,
@tensorflow/tfjs-layers losses; @jax-js/optax index).
"""
import inspect
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import optax
import torch


def subclasses(module, base, leave=()):
    return sorted(
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, base) and value is not base and name not in leave and not name.startswith("_")
    )


def functions(module, keep=lambda name: True):
    return sorted(name for name, value in vars(module).items() if inspect.isfunction(value) and not name.startswith("_") and keep(name))


torch_losses = sorted(name for name in torch.nn.modules.loss.__all__ if name.endswith("Loss"))
torch_optimizers = subclasses(torch.optim, torch.optim.Optimizer)
torch_schedules = subclasses(torch.optim.lr_scheduler, torch.optim.lr_scheduler.LRScheduler)
optax_losses = functions(optax.losses, lambda name: not name.startswith(("make_", "smooth_labels")))
from optax._src import alias

optax_optimizers = functions(alias, lambda name: inspect.getmodule(getattr(alias, name)) is alias)
optax_schedules = functions(optax.schedules, lambda name: "schedule" in name or "decay" in name or "onecycle" in name)
keras_losses = subclasses(keras.losses, keras.losses.Loss)
keras_optimizers = subclasses(keras.optimizers, keras.optimizers.Optimizer, leave=("LossScaleOptimizer", "MultiOptimizer"))
keras_schedules = subclasses(keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule)

print(
    json.dumps(
        {
            f"PyTorch {torch.__version__.split('+')[0]}": [torch_losses, torch_optimizers, torch_schedules],
            f"optax {optax.__version__}": [optax_losses, optax_optimizers, optax_schedules],
            f"Keras {keras.__version__}": [keras_losses, keras_optimizers, keras_schedules],
            "TensorFlow.js 4.22.0": [
                ["absoluteDifference", "computeWeightedLoss", "cosineDistance", "hingeLoss", "huberLoss", "logLoss", "meanSquaredError", "sigmoidCrossEntropy", "softmaxCrossEntropy",
                 "meanAbsolutePercentageError", "meanSquaredLogarithmicError", "squaredHinge", "categoricalHinge", "logcosh", "kullbackLeiblerDivergence", "poisson"],
                ["sgd", "momentum", "adagrad", "adadelta", "adam", "adamax", "rmsprop"],
                [],
            ],
            "jax-js 0.1.2": [["squaredError", "l2Loss"], ["sgd", "adam", "adamw"], []],
        },
        indent=1,
    )
)
