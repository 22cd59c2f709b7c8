#!/usr/bin/env bash
# A sweep of 12 tiny runs as an array job of a real Slurm of one node, which is drained in the middle, its tasks queued again; every run
# must end with the numbers of a sweep without Slurm. Needs root and apt (Debian 12: slurm-wlm, munge); stops the daemons that it starts.
# usage: tests/slurm/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
exec < /dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
started=$SECONDS
[ "$(id -u)" -eq 0 ] || { echo "Installing and starting Slurm needs root: sudo $0" >&2; exit 2; }
root=$PWD
work=$(mktemp -d)
# Munge wants its folders to be its user's alone, and its socket to be reachable.
chmod 711 "$work"
daemons=()
cleanup() {
    if [ -f "$work/slurm.conf" ]; then scancel --user=root 2> /dev/null || true; fi
    for daemon in "${daemons[@]}"; do kill "$daemon" 2> /dev/null || true; done
    for daemon in "${daemons[@]}"; do wait "$daemon" 2> /dev/null || true; done
    rm -rf "$work" || echo "$work could not be removed." >&2
}
trap cleanup EXIT
step() { echo "== $* ($((SECONDS - started)) s)"; }
fail() { echo "FAILED: $*" >&2; tail -n 20 "$work"/*.log >&2 || true; exit 1; }
# waits TENTHS CONDITION...: until it holds.
waits() { local left=$1; shift; until "$@"; do left=$((left - 1)); [ "$left" -gt 0 ] || fail "waited too long for: $*"; sleep 0.1; done; }

step "Slurm and Munge from Debian's packages"
if ! command -v slurmctld > /dev/null || ! command -v slurmd > /dev/null || ! command -v munged > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge > /dev/null
fi

step "The command line, and the sweep without Slurm"
dotnet build src/CimCil.Cli -c Release -v q -p:UseSharedCompilation=false
cimcil() { dotnet "$root/src/CimCil.Cli/bin/Release/net10.0/cimcil.dll" "$@"; }
sweep=(shapes --seeds 1-6 --vary mask.kind=full-images,cim --threads 1 --device cpu --workers 1)
for setting in \
    data.side=32 data.imageSide=32 data.testResize=32 data.classCount=6 data.trainImagesPerClass=14 data.testImagesPerClass=6 phases.classes=6 \
    phases.firstPhase=2 phases.classesPerPhase=2 memory.budget=18 network.width=16 network.stageBlocks=1,1 training.batchSize=16 \
    training.firstPhase.epochs=12 training.laterPhases.epochs=12 learner.compression.epochs=6 mask.refreshInterval=2 mask.batchSize=8 \
    mask.iterationsPerNewClass=1; do
    sweep+=(--set "$setting")
done
cimcil sweep "${sweep[@]}" --jobs "$(nproc)" --out "$work/plain" > "$work/plain.log" || fail "the sweep without Slurm"

step "A Slurm of one node"
node=$(hostname -s)
mkdir -m 700 "$work/munge" "$work/state" "$work/spool"
dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 status=none
chmod 600 "$work/munge/key"
cat > "$work/slurm.conf" << CONF
ClusterName=cimcil
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
# A task that is queued again begins when the credential of its first start has expired, which is two minutes otherwise.
AuthInfo=socket=$work/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
KillWait=30
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$node Default=YES State=UP
CONF
export SLURM_CONF=$work/slurm.conf
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge.socket" --pid-file="$work/munge/pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" > "$work/munged.log" 2>&1 &
daemons+=($!)
waits 100 test -S "$work/munge.socket"
slurmctld -D > "$work/slurmctld.log" 2>&1 &
daemons+=($!)
slurmd -D -N "$node" > "$work/slurmd.log" 2>&1 &
daemons+=($!)
is_idle() { [ "$(sinfo -h -o %T 2> /dev/null)" = idle ]; }
waits 600 is_idle

step "The sweep as an array job"
cimcil sweep "${sweep[@]}" --out "$work/slurm" --slurm --sbatch "--time=0:30:00"
# Two blanks at least stand between the columns of a table.
count() { cimcil sweep status "$work/slurm" | grep -cE " {2}$1( |$)" || true; }
finished() { grep -l '"status": "finished"' "$work"/slurm/*/manifest.json 2> /dev/null | wc -l; }
# With some runs done, and one training that is not.
is_amid() {
    [ "$(finished)" -ge 3 ] || return 1
    for metrics in "$work"/slurm/*/metrics.jsonl; do
        if [ -s "$metrics" ] && ! grep -q '"status": "finished"' "${metrics%metrics.jsonl}manifest.json"; then return 0; fi
    done
    return 1
}
waits 3000 is_amid

step "Drained with $(finished) runs finished: running tasks are queued again"
scontrol update nodename="$node" state=drain reason="in the middle"
mapfile -t running < <(squeue -h -r -t running -o %i)
for task in "${running[@]}"; do scontrol requeue "$task"; done
nothing_runs() { [ -z "$(squeue -h -r -t running,completing -o %i)" ]; }
waits 900 nothing_runs
before=$(finished)
stopped=$(count stopped)
echo "${#running[@]} tasks were queued again; $stopped runs are stopped, $before finished"
[ "$stopped" -ge 1 ] || fail "no run was stopped in the middle"
sleep 8
[ "$(finished)" -eq "$before" ] || fail "a drained node works"

step "Undrained"
scontrol update nodename="$node" state=resume
all_done() { [ -z "$(squeue -h -r -o %i)" ]; }
waits 6000 all_done
cimcil sweep status "$work/slurm"
[ "$(finished)" -eq 12 ] || fail "$(finished) of 12 runs are finished"
resumed=$(grep -l '"from": "checkpoint-' "$work"/slurm/*/manifest.json | wc -l)
[ "$resumed" -ge 1 ] || fail "no run went on from a checkpoint"

step "Against the sweep without Slurm"
# Everything but times.
for run in "$work"/plain/*-seed-*; do
    name=$(basename "$run")
    diff <(grep -v '"seconds"' "$run/results.json") <(grep -v '"seconds"' "$work/slurm/$name/results.json") > /dev/null || fail "$name has other results"
    for weights in "$run"/weights/*; do cmp -s "$weights" "$work/slurm/$name/weights/$(basename "$weights")" || fail "$name has other weights"; done
done
for table in accuracy differences; do cmp "$work/plain/tables/$table.csv" "$work/slurm/tables/$table.csv" || fail "the table $table is another"; done
step "All 12 results are there and equal, $resumed of them of runs that went on from a checkpoint"
