#!/usr/bin/env bash
# What the image runs: `serve` the API and the PWA, run the `worker`, or `migrate` the database.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-serve}" in
  serve)
    exec gunicorn 'server:serve()' \
      --bind "${SONGKA_HOST:-0.0.0.0}:${SONGKA_PORT:-8021}" \
      --worker-class gthread --workers "${SONGKA_WORKERS:-2}" --threads "${SONGKA_THREADS:-16}" \
      --timeout 120 --graceful-timeout 15 --keep-alive 30 \
      --no-control-socket --log-level warning
    ;;
  worker) exec flask --app server worker ;;
  migrate) exec flask --app server db upgrade ;;
  *) exec flask --app server "$@" ;;
esac
