#!/usr/bin/env bash
# Makes the environment: `setup.sh run`, or `setup.sh test` with what the tests need. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

role="${1:-run}"
"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Songka needs Python 3.11 or newer; name one with PYTHON=…" >&2
  exit 1
}
scripts/system.sh "$role"

scripts/python_packages.sh requirements.txt requirements-build.txt
# From here on npm and pip need nothing of each other. Whichever fails, none is left behind.
trap wait EXIT
scripts/pwa_packages.sh &
pwa_packages=$!
if [ "$role" = test ]; then
  scripts/python_packages.sh requirements-dev.txt
  # Ubuntu's Chromium is a snap, which cannot be driven, so the tests bring playwright's there.
  if ! .venv/bin/python -c 'from tests.support.browser import find_chromium; find_chromium()' 2>/dev/null; then
    echo "Installing Chromium"
    NODE_USE_SYSTEM_CA=1 .venv/bin/python -m playwright install --with-deps --no-shell chromium >/dev/null
  fi
fi
wait "$pwa_packages"
.venv/bin/python scripts/pwa_models.py
