#!/usr/bin/env bash
# Checks CimCil on a GPU machine that has a Python with PyTorch: symbols first, then golden data and central differences on the CPU and
# on the GPU, a whole run, waits per epoch, and every stage beside PyTorch. See pack.sh. Figures: tests/CimCil.Benchmarks/RESULTS.md.
#
#   tests/gpu/check.sh FOLDER [PART...]        parts: symbols doctor golden run waits stages; all unless named
set -uo pipefail
folder=$(realpath "${1:?Name the folder that the archive of pack.sh was unpacked into.}")
shift
parts=" ${*:-symbols doctor golden run waits stages} "
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
CIMCIL_LIBTORCH=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))') || exit 1
export CIMCIL_LIBTORCH TESTINGPLATFORM_TELEMETRY_OPTOUT=1 CIMCIL_GOLDEN="${CIMCIL_GOLDEN:-$PWD/tests/CimCil.Tests/Golden}"
failed=0
wants() { case "$parts" in *" $1 "*) echo "== $1" ;; *) return 1 ;; esac; }

if wants symbols; then
    # TorchSharp is built for libtorch 2.10; another minor version promises nothing.
    missing=$(LD_LIBRARY_PATH=$CIMCIL_LIBTORCH ldd -r "$folder/libLibTorchSharp.so" 2>&1 | grep -c -E 'undefined symbol|not found')
    echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'): $missing symbols missing"
    [ "$missing" -eq 0 ] || failed=1
fi
if wants doctor; then
    # ONNX Runtime is not needed here, and its line does not count.
    LD_BIND_NOW=1 "$folder/cimcil" doctor
fi
if wants golden; then
    for device in cpu cuda:0; do
        echo "on $device"
        CIMCIL_TEST_DEVICE=$device "$folder/CimCil.Tests" --progress off --no-banner \
            --filter '(FullyQualifiedName~ParityTests|FullyQualifiedName~MaskTrainerTests|FullyQualifiedName~CudaTests|FullyQualifiedName~MixedPrecisionTests)&FullyQualifiedName!~Onnx' || failed=1
    done
fi
if wants run; then
    runs=$(mktemp -d)
    "$folder/cimcil" run shapes --device cuda:0 --seed 1 --out "$runs/whole" > "$runs/whole.txt" || failed=1
    tail -8 "$runs/whole.txt"
    # Left by a signal and taken up again.
    "$folder/cimcil" run shapes --device cuda:0 --seed 1 --out "$runs/left" > "$runs/left.txt" &
    sleep "${LEAVE_AFTER:-12}"
    kill -TERM $!
    wait $!
    "$folder/cimcil" resume "$runs/left" --device cuda:0 > "$runs/left.txt" || failed=1
    "$folder/cimcil" compare "$runs/whole" "$runs/left" || failed=1
    for precision in tensorfloat32 bfloat16; do
        "$folder/cimcil" run shapes --device cuda:0 --seed 1 --set training.precision=$precision --out "$runs/$precision" > "$runs/$precision.txt" || failed=1
        tail -8 "$runs/$precision.txt"
    done
    rm -rf "$runs"
fi
if wants waits; then
    library=$(mktemp -d)/wait_count.so
    gcc -shared -fPIC -O2 -o "$library" tests/gpu/wait_count.c -ldl && LD_PRELOAD=$library "$folder/CimCil.Benchmarks" waits || failed=1
fi
if wants stages; then
    nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
    "$folder/CimCil.Benchmarks" stages --device cuda:0 --python "$(command -v "$python")" --precision float32,tensorfloat32,bfloat16 || failed=1
fi
exit $failed
