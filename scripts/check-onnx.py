"""Asks the onnx package, and safetensors' own reader, whether files that Downhill saved are what they should be.

    python scripts/check-onnx.py FILE...    (needs onnx; safetensors and numpy for .safetensors)

Prints a line for each file and ends with 1 if one is not valid. packages/onnx/test/checker.test.ts runs it where a
Python with onnx is installed.
"""
import sys

import onnx


def check(path):
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        tensors = load_file(path)
        return f"{len(tensors)} tensors, {sum(value.size for value in tensors.values())} numbers"
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    sets = ", ".join(f"{entry.domain or 'ai.onnx'} {entry.version}" for entry in model.opset_import)
    return f"{len(model.graph.node)} nodes, {sets}"


def main(paths):
    failed = False
    for path in paths:
        try:
            print(f"valid: {path}: {check(path)}")
        except Exception as error:  # Whatever the checkers raise is their verdict.
            failed = True
            print(f"NOT VALID: {path}: {error}")
    return 1 if failed else 0


sys.exit(main(sys.argv[1:]))
