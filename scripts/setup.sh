#!/usr/bin/env bash
# Makes the environment: `setup.sh run`, or `setup.sh test` with what the tests need. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

role="${1:-run}"
python="${PYTHON:-python3}"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Songka needs Python 3.11 or newer; name one with PYTHON=…" >&2
  exit 1
}
scripts/system.sh "$role"

done_before() { # done_before STAMP FILE…: these files were already installed from
  local stamp="$1"
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sha256sum "$@" | sha256sum)" ]
}
remember() {
  local stamp="$1"
  shift
  sha256sum "$@" | sha256sum >"$stamp"
}

[ -x .venv/bin/python ] || { echo "Making .venv"; "$python" -m venv .venv; }
mkdir -p .venv/stamps

locks=(requirements.txt requirements-build.txt)
[ "$role" = test ] && locks+=(requirements-dev.txt)
if ! done_before ".venv/stamps/$role" "${locks[@]}"; then
  echo "Installing Python packages (${locks[*]})"
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "${locks[@]/#/--requirement=}"
  remember ".venv/stamps/$role" "${locks[@]}"
fi

# Ubuntu's Chromium is only a pointer to the snap store, so the tests bring playwright's there.
if [ "$role" = test ] && grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null && [ -z "${SONGKA_CHROMIUM:-}" ]; then
  compgen -G "$HOME/.cache/ms-playwright/chromium-*" >/dev/null ||
    .venv/bin/python -m playwright install --with-deps chromium
fi

if ! done_before pwa/node_modules/.stamps/packages pwa/package-lock.json; then
  echo "Installing the PWA's packages"
  (cd pwa && PATH="$PWD/../.venv/bin:$PATH" npm ci --no-audit --no-fund --loglevel=error)
  mkdir -p pwa/node_modules/.stamps
  remember pwa/node_modules/.stamps/packages pwa/package-lock.json
fi
