#!/usr/bin/env bash
# Makes .venv and installs lock files into it: `python_packages.sh requirements.txt …`. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
mkdir -p .venv/stamps
stamp=".venv/stamps/$(echo "$*" | tr ' /' '__')"
wanted="$(sha256sum "$@")"
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

echo "Installing Python packages ($*)"
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "${@/#/--requirement=}"
echo "$wanted" >"$stamp"
