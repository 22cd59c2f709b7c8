"""Checks ONNX files with ONNX's own checker, shapes included. usage: check_onnx.py FILE..."""
import sys

import onnx

for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    assert model.ir_version == 8, model.ir_version
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 17)], model.opset_import
    print(path, len(inferred.graph.node), "nodes")
