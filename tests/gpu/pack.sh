#!/usr/bin/env bash
# Packs CimCil's program, tests, benchmarks and mask study for a GPU machine that has a Python with PyTorch and nothing else: no .NET, no
# downloads. They bring the .NET runtime and take libtorch from PyTorch's folder.
#
#   tests/gpu/pack.sh cimcil-gpu.tar.xz        here, with the SDK
#   tar xf cimcil-gpu.tar.xz -C cimcil-gpu     there, beside a copy of this repository
#   tests/gpu/check.sh cimcil-gpu              there
set -euo pipefail
if [ $# -ne 1 ]; then
    echo "Name the archive to write: tests/gpu/pack.sh cimcil-gpu.tar.xz" >&2
    exit 2
fi
archive=$(realpath "$1")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for project in tests/CimCil.Tests tests/CimCil.Benchmarks tests/MaskStudy.cs src/CimCil.Cli; do
    # Each has its own folder first: publishing over another program's files would mix them.
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -p:TorchBackend=none -p:SelfRunningTests=true -p:PublishAot=false \
        -o "$folder/$(basename "$project")" -v quiet --nologo
    mkdir -p "$folder/all"
    cp -r "$folder/$(basename "$project")/." "$folder/all/"
done
cd "$folder/all"
# What only debuggers and coverage tools need.
find . -name '*.pdb' -delete
rm -rf libmscord* libclrgc* createdump Microsoft.CodeCoverage libInstrumentationEngine.so libCoverageInstrumentationMethod.so Mono.Cecil* onnxruntime.dll
tar -cf - . | xz -T0 -4 > "$archive"
ls -lh "$archive"
