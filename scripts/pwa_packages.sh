#!/usr/bin/env bash
# Installs the PWA's packages from its lock file, with the Node of .venv. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/../pwa"

stamp=node_modules/.stamps/packages
wanted="$(sha256sum package-lock.json)"
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

echo "Installing the PWA's packages"
# Node trusts what the machine trusts, so that an office's own certificate authority is no obstacle.
NODE_USE_SYSTEM_CA=1 PATH="$PWD/../.venv/bin:$PATH" npm ci --no-audit --no-fund --loglevel=error >/dev/null
mkdir -p "$(dirname "$stamp")"
echo "$wanted" >"$stamp"
