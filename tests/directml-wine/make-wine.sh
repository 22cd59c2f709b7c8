#!/usr/bin/env bash
# Makes a Debian trixie in a folder, with Wine 10 and Mesa's software Vulkan. Debian 12's own Wine 8 must not be used: DirectML
# runs there without an error and computes wrong numbers.
# usage: make-wine.sh FOLDER PROGRAMS      (PROGRAMS appears in it as /app)
set -euo pipefail
root=$1
programs=$2
export DEBIAN_FRONTEND=noninteractive

# Of the machine's apt only what reaches the mirror counts: other settings may ask for indexes that a mirror lacks.
reaching() { apt-config dump | grep -E '^(Acquire::(https?|ftp|AllowInsecureRepositories|AllowWeakRepositories)(::|[ ])|APT::Get::AllowUnauthenticated )' || true; }

if ! command -v debootstrap > /dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends debootstrap > /dev/null
fi
# The machine's own mirror, or debootstrap's usual one.
mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/*.sources 2> /dev/null || true)
debootstrap --variant=minbase --include=ca-certificates trixie "$root" ${mirror:+"$mirror"} > "$root.log"
reaching > "$root/etc/apt/apt.conf.d/90mirror"
cp /etc/resolv.conf "$root/etc/"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
mkdir -p "$root/app"
mount --bind "$programs" "$root/app"
chroot "$root" sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends wine wine64 mesa-vulkan-drivers xvfb xauth' >> "$root.log"

# Runs a Windows program in /app. mscoree stays on for it, because .NET needs it; only making the prefix goes without.
cat > "$root/run-windows" << 'EOF'
#!/bin/sh
export HOME=/root WINEPREFIX=/root/windows WINEDEBUG=${WINEDEBUG--all} PATH=/usr/lib/wine:$PATH
[ -d "$WINEPREFIX" ] || WINEDLLOVERRIDES="mscoree=;mshtml=" xvfb-run -a wine64 wineboot -i
export WINEDLLOVERRIDES="mshtml=;winedbg.exe=d"
cd /app
exec xvfb-run -a wine64 "$@"
EOF
chmod +x "$root/run-windows"
