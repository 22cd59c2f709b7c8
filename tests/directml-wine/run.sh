#!/usr/bin/env bash
# Runs exported mask models through DirectML itself: Microsoft's onnxruntime.dll and DirectML.dll on Wine 10 with Mesa's software
# Vulkan, in a Debian trixie of its own. Needs root, apt's mirror, npm's registry and about 3 GB; leaves nothing behind.
# usage: tests/directml-wine/run.sh [WORK]      (a WORK folder is kept, and its Debian is used again)
set -euo pipefail
cd "$(dirname "$0")/../.."
exec < /dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
started=$SECONDS
[ "$(id -u)" -eq 0 ] || { echo "Making a Debian needs root: sudo $0" >&2; exit 2; }

keep=${1:-}
work=$(readlink -f "${keep:-$(mktemp -d)}")
mkdir -p "$work/app"
root=$work/trixie
cleanup() {
    # Wine's server lingers for a moment, holds /dev and goes on writing.
    if [ -d "$root/proc/self" ]; then
        for process in /proc/[0-9]*; do
            if [ "$(readlink "$process/root")" = "$root" ]; then kill -KILL "${process#/proc/}" 2> /dev/null || true; fi
        done
    fi
    for mount in app dev proc; do
        if mountpoint -q "$root/$mount"; then umount "$root/$mount" 2> /dev/null || umount --lazy "$root/$mount"; fi
    done
    # What the check found is its result; leftovers are only named.
    if [ -z "$keep" ]; then rm -rf "$work" || rm -rf "$work" || echo "$work could not be removed." >&2; fi
}
trap cleanup EXIT
step() { echo "== $* ($((SECONDS - started)) s)"; }

step "Microsoft's libraries, from the npm package onnxruntime-node 1.30.0 (DirectML 1.15.4)"
package=onnxruntime-node-1.30.0.tgz
[ -f "$work/$package" ] || (cd "$work" && npm pack --ignore-scripts --silent onnxruntime-node@1.30.0 > /dev/null)
echo "6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75  $work/$package" | sha256sum --check --quiet
libraries=package/bin/napi-v6/win32/x64
tar xzf "$work/$package" -C "$work" $libraries/onnxruntime.dll $libraries/DirectML.dll

step "Debian trixie with Wine 10, beside the builds"
if [ -x "$root/run-windows" ]; then
    for mount in proc dev; do mountpoint -q "$root/$mount" || mount --bind /$mount "$root/$mount"; done
    mountpoint -q "$root/app" || mount --bind "$work/app" "$root/app"
else
    rm -rf "$root"
    tests/directml-wine/make-wine.sh "$root" "$work/app" > "$work/make-wine.log" 2>&1 &
    making=$!
fi

step "Programs for Windows"
for program in src/CimCil.Cli:cimcil tests/directml-wine/DirectMlCheck:check; do
    dotnet publish "${program%:*}" -c Release -r win-x64 --self-contained -p:TorchBackend=none -p:OnnxRuntimeBackend=none \
        -o "$work/app/${program#*:}" -v q
    cp "$work/$libraries/"*.dll "$work/app/${program#*:}/"
done
dotnet publish tests/directml-wine/WineAdapter -c Release -o "$work/app/adapter" -v q

step "Models, images and a trained network, on Linux"
dotnet build src/CimCil.Cli -c Release -v q
dotnet build tests/directml-wine/DirectMlCheck -c Release -v q
check() { dotnet tests/directml-wine/DirectMlCheck/bin/Release/net10.0/DirectMlCheck.dll "$@"; }
cimcil() { dotnet src/CimCil.Cli/bin/Release/net10.0/cimcil.dll "$@"; }
rm -rf "$work/app/cases" "$work/app/product" "$work/app/images" "$work/run" "$work/linux" "$work/app/windows" "$work/app/none" "$work/shapes.onnx"
check make "$work/app/cases" "$work/app/product"
check images "$work/app/images"
cimcil run shapes --out "$work/run" --device cpu --set data.trainImagesPerClass=20 --set data.testImagesPerClass=5 \
    --set phases.firstPhase=6 --set phases.classesPerPhase=4 --set training.firstPhase.epochs=6 --set training.laterPhases.epochs=6 \
    --set learner.compression.epochs=3 --set mask.refreshInterval=3 > "$work/run.log"
cimcil export "$work/run" --out "$work/shapes.onnx"
check export "$work/run" "$work/shapes.onnx" "$work/app/shapes.onnx"
cimcil mask --model "$work/shapes.onnx" --images "$work/app/images" --out "$work/linux" --provider cpu > /dev/null

step "Waiting for the Debian"
if [ -n "${making:-}" ]; then
    wait "$making" || { cat "$work/make-wine.log" >&2; exit 1; }
fi

# The adapter bridges what Wine 10 lacks; the programs are as they were published.
windows() { DOTNET_STARTUP_HOOKS='Z:\app\adapter\WineAdapter.dll' chroot "$root" /run-windows "$@"; }

step "Golden models through DirectML, CPU nodes refused"
windows 'Z:\app\check\DirectMlCheck.exe' check 'Z:\app\cases'

step "The same models as the product exports them, which Wine 10 cannot run: told, not required"
windows 'Z:\app\check\DirectMlCheck.exe' try 'Z:\app\product'

step "cimcil.exe mask --provider directml"
windows 'Z:\app\cimcil\cimcil.exe' adapters
windows 'Z:\app\cimcil\cimcil.exe' mask --model 'Z:\app\shapes.onnx' --images 'Z:\app\images' --out 'Z:\app\windows' --provider directml
check boxes "$work/linux/boxes.jsonl" "$work/app/windows/boxes.jsonl"

step "cimcil.exe compress --provider directml"
rm -f "$work/app/memory.db"
windows 'Z:\app\cimcil\cimcil.exe' compress --model 'Z:\app\shapes.onnx' --images 'Z:\app\images' --budget 2/class --out 'Z:\app\memory.db' --provider directml | tail -1

step "Without DirectML.dll"
mv "$work/app/cimcil/DirectML.dll" "$work/"
message=$(windows 'Z:\app\cimcil\cimcil.exe' mask --model 'Z:\app\shapes.onnx' --images 'Z:\app\images' --out 'Z:\app\none' --provider directml 2>&1 || true)
mv "$work/DirectML.dll" "$work/app/cimcil/"
grep -F 'DirectML.dll is missing' <<< "$message" || { echo "$message" >&2; exit 1; }

step "Done"
