#!/usr/bin/env bash
# Installs what Debian 12 or Ubuntu 24.04 must bring: `system.sh run`, or `test` for the tests as well;
# `image` inside the container, which has its own Python.
# Does nothing, and needs no network, when everything is there.
set -euo pipefail

role="${1:-run}"
missing=()

need() { # need PACKAGE COMMAND…: PACKAGE is missing when COMMAND fails
  local package="$1"
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

# No pipe: a grep that stops at its match would kill ldconfig, and "pipefail" would call the library missing.
has_library() { [[ "$(PATH="$PATH:/sbin" ldconfig -p)" == *"$1"* ]]; }
has_file() { compgen -G "$1" >/dev/null; }
has_chromium() { [ -n "${SONGKA_CHROMIUM:-}" ] || has_file /usr/bin/chromium || has_file /usr/bin/google-chrome; }
is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }

[ "$role" = image ] || need python3-venv "${PYTHON:-python3}" -c 'import ensurepip, venv'
need ca-certificates has_file /etc/ssl/certs/ca-certificates.crt
need libzbar0 has_library libzbar.so.0
# Rare characters of names, which the fonts that come with the application lack.
need fonts-hanazono has_file '/usr/share/fonts/truetype/hanazono/*'
# Backups of PostgreSQL.
[ "$role" != image ] || need postgresql-client command -v pg_dump
if [ "$role" = test ]; then
  # What playwright's own Node is linked with.
  need libatomic1 has_library libatomic.so.1
  need fonts-noto-cjk has_file '/usr/share/fonts/opentype/noto/NotoSansCJK*'
  # The type of the number on ID cards, which the tests draw.
  need fonts-ocr-b has_file '/usr/share/fonts/opentype/ocr-b/OCRB.otf'
  need postgresql has_file '/usr/lib/postgresql/*/bin/initdb'
  # Lets fsync fail as a dying disk does.
  need strace command -v strace
  # Ubuntu has none that is not a snap: setup.sh brings playwright's.
  is_ubuntu || need chromium has_chromium
fi

if [ "${#missing[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null || {
    echo "Not a Debian or Ubuntu: please install what corresponds to: ${missing[*]}" >&2
    exit 1
  }
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Needs root or sudo to install: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    # The tests start clusters of their own: do not leave a server running on this machine.
    "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' |
      "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/songka.conf >/dev/null
  fi
  # Somebody else's broken source, or an update that runs already, need not stop this one.
  "${as_root[@]}" apt-get update -qq || echo "Going on with the package lists that are there" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}" >/dev/null
fi
