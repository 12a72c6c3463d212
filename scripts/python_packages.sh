#!/usr/bin/env bash
# Makes .venv and installs lock files into it: `python_packages.sh requirements.txt …`. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

# Half made, moved to another folder, or left by a Python that is gone, it is made anew.
is_whole() { .venv/bin/python -c 'import pip' && grep -qF "$(pwd -P)/.venv/" .venv/bin/pip; }
is_whole 2>/dev/null || "${PYTHON:-python3}" -m venv --clear .venv
mkdir -p .venv/stamps
stamp=".venv/stamps/$(echo "$*" | tr ' /' '__')"
wanted="$(sha256sum "$@")"
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

echo "Installing Python packages ($*)"
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "${@/#/--requirement=}"
echo "$wanted" >"$stamp"
