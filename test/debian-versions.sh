#!/bin/bash
# The packages of Debian that the collectors are linked with, each with the version that this Debian has of it: what
# native/THIRD-PARTY.md names, beside which this lies. Run as root on the Debian that dist/ was built on.
set -euo pipefail
apt-get update -qq >&2
sed -n 's/^| [^|]* | \([a-z0-9.+-]*\) | [A-Za-z0-9.-]* |$/\1/p' "$(dirname "$0")/../native/THIRD-PARTY.md" | grep -v '^package$' |
  while read -r package; do
    version=$(apt-cache show --no-all-versions "$package" | sed -n 's/^Version: //p')
    echo "$package ${version:?$package is no package of this Debian}"
  done
