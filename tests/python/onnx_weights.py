"""Residual networks that real PyTorch exports to ONNX, and small ones as CNTK writes them, with the features that they give.

    onnx_weights.py FOLDER    writes images.npy and, for each network, NAME.onnx and NAME.npy

Needs torch, torchvision and onnx (Debian: python3-torch, python3-torchvision, python3-onnx).
"""

import pathlib
import sys

import numpy as np
import onnx
import torch
import torchvision
from onnx import TensorProto, helper, numpy_helper
from torchvision.models.resnet import BasicBlock, ResNet

# Blue first, as in CntkPixels.
CNTK_MEAN = np.array([103.06262, 115.902885, 123.15163], dtype=np.float32)
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def network(layers, eps=1e-5):
    torch.manual_seed(3)
    model = ResNet(BasicBlock, layers, num_classes=7)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eps = eps
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.2)
    return model.eval()


def features(model, images):
    body = torch.nn.Sequential(*list(model.children())[:-1])
    with torch.no_grad():
        return body(images).flatten(1).numpy()


def anonymous(model):
    """Other names for every value: a graph is known by its shape alone. Weights become lists of numbers, as CNTK stores them."""
    names = {}

    def name(old):
        return names.setdefault(old, f"V{len(names)}") if old else ""

    graph = model.graph
    for node in graph.node:
        node.name = ""
        node.input[:] = [name(value) for value in node.input]
        node.output[:] = [name(value) for value in node.output]
    for value in [*graph.input, *graph.output]:
        value.name = name(value.name)
    tensors = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        tensors.append(helper.make_tensor(name(tensor.name), tensor.data_type, values.shape, values.flatten().tolist()))
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    return model


def cntk(onnx_model, model, images):
    """A network over BGR from 0 to 255 minus the mean, and its features for the pixels behind normalised images."""
    onnx_model = anonymous(onnx_model)
    onnx_model.producer_name, onnx_model.producer_version = "CNTK", "2.6"
    stem = next(tensor for tensor in onnx_model.graph.initializer if len(tensor.dims) == 4 and tensor.dims[1] == 3)
    values = numpy_helper.to_array(stem)
    values = (values / (255 * DEVIATION.reshape(1, 3, 1, 1)))[:, ::-1].astype(np.float32)
    stem.CopyFrom(helper.make_tensor(stem.name, TensorProto.FLOAT, values.shape, values.flatten().tolist()))
    model.conv1.weight.data = torch.tensor(values.copy())
    pixels = 255 * (images.numpy() * DEVIATION.reshape(1, 3, 1, 1) + MEAN.reshape(1, 3, 1, 1))
    return onnx_model, features(model, torch.tensor((pixels[:, ::-1] - CNTK_MEAN.reshape(1, 3, 1, 1)).astype(np.float32)))


def main(folder):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    images = torch.randn(3, 3, 64, 64)
    np.save(folder / "images.npy", images.numpy())
    export = dict(opset_version=13, input_names=["x"], dynamic_axes={"x": {0: "N"}})
    preserve = dict(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    for name, layers, eps, options in (
            ("named", [2, 2, 2, 2], 1e-5, preserve), ("folded", [2, 2, 2, 2], 1e-5, {}), ("blocks2223", [2, 2, 2, 3], 1e-5, {}), ("epsilon", [1, 1, 1, 1], 1e-3, preserve)):
        model = network(layers, eps)
        np.save(folder / f"{name}.npy", features(model, images))
        torch.onnx.export(model, images, str(folder / f"{name}.onnx"), **options, **export)
    for name, source in (("anonymous", "named"), ("anonymous_folded", "folded")):
        onnx.save(anonymous(onnx.load(str(folder / f"{source}.onnx"))), str(folder / f"{name}.onnx"))
        np.save(folder / f"{name}.npy", np.load(folder / f"{source}.npy"))
    cntk_model, cntk_features = cntk(onnx.load(str(folder / "named.onnx")), network([2, 2, 2, 2]), images)
    onnx.save(cntk_model, str(folder / "cntk.onnx"))
    np.save(folder / "cntk.npy", cntk_features)
    external = onnx.load(str(folder / "named.onnx"))
    onnx.save(external, str(folder / "external.onnx.txt"), save_as_external_data=True, location="external.bin")
    onnx.save(onnx.load(str(folder / "named.onnx")), str(folder / "renamed.dat"))
    model = torchvision.models.resnet50(weights=None).eval()
    torch.onnx.export(model, images, str(folder / "bottlenecks.onnx"), **export, **preserve)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
