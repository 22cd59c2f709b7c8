"""Checkpoints between real PyTorch and CimCil's PyBridge.

    roundtrip.py make FOLDER    saves models of several kinds, and every tensor's expected bytes as .npy
    roundtrip.py check FOLDER   loads what the .NET side wrote to FOLDER/written and compares it with the same expectations

Needs torch and torchvision (Debian: python3-torch, python3-torchvision).
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torchvision

BITS_OF = {torch.bfloat16: torch.int16}


def to_numpy(tensor):
    tensor = tensor.detach().contiguous()
    return tensor.view(BITS_OF.get(tensor.dtype, tensor.dtype)).numpy() if tensor.dtype in BITS_OF else tensor.numpy()


def small_model():
    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(4, 2))


def tied_model():
    model = torch.nn.ModuleDict({"embed": torch.nn.Embedding(7, 5), "out": torch.nn.Linear(5, 7, bias=False)})
    model["out"].weight = model["embed"].weight
    return model


OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"momentum": 0.9, "weight_decay": 5e-4}),
    "adam": (torch.optim.Adam, {"weight_decay": 5e-4}),
    "adam with amsgrad": (torch.optim.Adam, {"amsgrad": True}),
    "adamw": (torch.optim.AdamW, {"betas": (0.9, 0.99)}),
    "adamw with amsgrad": (torch.optim.AdamW, {"amsgrad": True}),
    "adamax": (torch.optim.Adamax, {"weight_decay": 5e-4}),
    "nadam": (torch.optim.NAdam, {"weight_decay": 5e-4}),
    "radam": (torch.optim.RAdam, {"weight_decay": 5e-4}),
    "adadelta": (torch.optim.Adadelta, {"weight_decay": 5e-4}),
    "adagrad": (torch.optim.Adagrad, {"lr_decay": 0.1, "initial_accumulator_value": 0.5}),
    "asgd": (torch.optim.ASGD, {"lambd": 0.01, "t0": 1}),
    "rmsprop": (torch.optim.RMSprop, {"momentum": 0.9, "centered": True}),
    "rprop": (torch.optim.Rprop, {"etas": (0.4, 1.2)}),
}


def train(model, optimizer):
    for step in range(3):
        optimizer.zero_grad()
        sum((p * p * (step + 1)).sum() for p in model.parameters()).backward()
        optimizer.step()


def kinds():
    """Name, what is saved, and the options of torch.save."""
    new, old = {}, {"_use_new_zipfile_serialization": False}
    torch.manual_seed(0)
    resnet = torchvision.models.resnet18()
    yield "resnet18", resnet.state_dict(), new
    yield "resnet18_legacy", resnet.state_dict(), old
    yield "data_parallel", torch.nn.DataParallel(small_model()).state_dict(), new
    yield "half", small_model().half().state_dict(), new
    yield "bfloat16", small_model().bfloat16().state_dict(), old
    yield "double_protocol4", small_model().double().state_dict(), {"pickle_protocol": 4}
    yield "tied", tied_model().state_dict(), new
    base = torch.arange(60, dtype=torch.float32)
    views = {"transposed": base.reshape(12, 5).t(), "stepped": base[3::7], "expanded": base[:3, None].expand(3, 4),
             "channels_last": base.reshape(1, 3, 4, 5).to(memory_format=torch.channels_last), "empty": torch.zeros(0, 3),
             "scalar": torch.tensor(7), "complex": torch.complex(base[:3], base[3:6]), "bool": base[:5] > 2}
    yield "views", views, new
    yield "views_legacy", views, old
    for name, (optimizer_class, options) in OPTIMIZERS.items():
        model = small_model()
        optimizer = optimizer_class(model.parameters(), lr=0.05, **options)
        train(model, optimizer)
        yield name, {"epoch": 3, "best": np.float64(0.5), "model": model.state_dict(), "optimizer": optimizer.state_dict()}, new


def flatten(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from flatten(inner, f"{name}.{index}" if name else str(index))


def make(folder):
    for kind, value, options in kinds():
        torch.save(value, folder / f"{kind}.pth", **options)
        (folder / kind).mkdir()
        names = {}
        for number, (name, tensor) in enumerate(flatten(value)):
            np.save(folder / kind / f"{number}.npy", to_numpy(tensor))
            names[name] = {"file": f"{kind}/{number}.npy", "dtype": str(tensor.dtype)}
        (folder / f"{kind}.json").write_text(json.dumps(names))
    resnet = torchvision.models.resnet18().eval()
    resnet.load_state_dict(torch.load(folder / "resnet18.pth"))
    resnet.fc = torch.nn.Identity()
    torch.manual_seed(2)
    images = torch.randn(2, 3, 96, 96)
    np.save(folder / "images.npy", images.numpy())
    np.save(folder / "features.npy", resnet(images).detach().numpy())


def check(folder):
    failures = []
    written = sorted((folder / "written").glob("*.pth"))
    for path in written:
        loaded = torch.load(path, weights_only=True)
        expected = json.loads((folder / f"{path.stem}.json").read_text())
        tensors = dict(flatten(loaded))
        if set(tensors) != set(expected):
            failures.append(f"{path.stem}: names differ: {sorted(set(tensors) ^ set(expected))[:5]}")
            continue
        for name, entry in expected.items():
            same = str(tensors[name].dtype) == entry["dtype"] and np.array_equal(to_numpy(tensors[name]), np.load(folder / entry["file"]))
            if not same:
                failures.append(f"{path.stem}: {name} differs")
        if path.stem == "tied" and len({tensor.data_ptr() for tensor in tensors.values()}) != 1:
            failures.append("tied: the weights are no longer one")
    for kind, (optimizer_class, _) in OPTIMIZERS.items():
        failures += check_optimizer(folder, kind, optimizer_class)
    print("\n".join(failures) or f"{len(written)} files agree")
    return 1 if failures or not written else 0


def check_optimizer(folder, kind, optimizer_class):
    """Settings and all, the optimizer that went to .NET and back takes the same steps as the one that stayed."""
    stayed = torch.load(folder / f"{kind}.pth")
    models = small_model(), small_model()
    # The restricted loader of PyTorch 1.13 knows no floating-point numbers, which every optimizer's settings are.
    returned = torch.load(folder / "written_optimizer" / f"{kind}.pth")
    for model, state in zip(models, (stayed["optimizer"], returned)):
        model.load_state_dict(stayed["model"])
        optimizer = optimizer_class(model.parameters(), lr=9.0)
        optimizer.load_state_dict(state)
        train(model, optimizer)
    pairs = zip(models[0].parameters(), models[1].parameters())
    return [] if all(torch.equal(a, b) for a, b in pairs) else [f"{kind}: the optimizer that came back steps differently"]


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[2])
    sys.exit(make(target) if sys.argv[1] == "make" else check(target))
