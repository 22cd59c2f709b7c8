"""Checkpoints of real training scripts for CimCil's PyBridge: weights beside other objects, old formats, sharded files.

    neighbours.py make FOLDER    saves them; every tensor of the weights is torch.arange of its size, in its shape

Needs torch (Debian: python3-torch).
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import sys
import types

import numpy as np
import torch


def weights():
    shapes = {"conv1.weight": (2, 3), "layer1.0.bn1.weight": (4,)}
    return {name: torch.arange(int(np.prod(shape)), dtype=torch.float32).reshape(shape) for name, shape in shapes.items()}


def attribute_dictionary():
    """Lightning's class under its module's name, without Lightning."""
    module = types.ModuleType("pytorch_lightning.utilities.parsing")
    module.AttributeDict = type("AttributeDict", (dict,), {"__module__": module.__name__})
    for part in ("pytorch_lightning", "pytorch_lightning.utilities", module.__name__):
        sys.modules.setdefault(part, types.ModuleType(part))
    sys.modules[module.__name__] = module
    return module.AttributeDict(lr=0.1, layers=[1, 2])


def neighbours():
    counts = collections.defaultdict(list)
    counts["loss"].append(1.5)
    return {
        "args": argparse.Namespace(lr=0.1, out=pathlib.Path("runs/first"), kind=int, names=["a", "b"]),
        "path": pathlib.PurePosixPath("/data"), "counts": counts, "counter": collections.Counter("aab"),
        "when": datetime.datetime(2024, 5, 6, 7, 8, 9), "took": datetime.timedelta(seconds=3),
        "array": np.arange(6.0).reshape(2, 3), "objects": np.array([None, "x"], dtype=object), "number": np.float64(0.5),
        "hyper_parameters": attribute_dictionary(), "rng": random.getstate(), "numpy_rng": np.random.RandomState(1).get_state(),
        "generator": np.random.RandomState(2),
    }


def make(folder):
    for protocol in (2, 4, 5):
        torch.save({**neighbours(), "state_dict": weights()}, folder / f"neighbours{protocol}.pth", pickle_protocol=protocol)
    for protocol in (1, 2, 4, 5):
        torch.save({**neighbours(), "flag": True, "state_dict": weights()}, folder / f"legacy{protocol}.pth", pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    torch.save({"state_dict": collections.defaultdict(list, weights())}, folder / "weights_in_defaultdict.pth")
    shards = {"pytorch_model-00001-of-00002.bin": "conv1.weight", "pytorch_model-00002-of-00002.bin": "layer1.0.bn1.weight"}
    for file, name in shards.items():
        torch.save({name: weights()[name]}, folder / file)
    index = {"metadata": {"total_size": 40}, "weight_map": {name: file for file, name in shards.items()}}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[2]))
