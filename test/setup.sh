#!/usr/bin/env bash
# Installs what building and testing need, on Debian 12 for amd64: packages that are missing (as root, or through sudo),
# the locked npm packages, and locked programs: nektos/act, and what checks the workflows.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(ca-certificates clang-19 bpftool gcc make sudo curl git iproute2 nftables procps python3 util-linux)
# What checks the workflows.
packages+=(python3-pip shellcheck)
# What reads signed logs a second time, by other means (test/log/verify.py).
packages+=(python3-cryptography)
packages+=({libbpf,libelf,libseccomp,libsodium,zlib1g,libc6}-dev:amd64)
# For the collector for arm64, and the programs of its guests.
packages+=(gcc-aarch64-linux-gnu {libbpf,libelf,libseccomp,libsodium,zlib1g,libc6}-dev:arm64)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  # Others may be installing something; they are waited for, up to 10 minutes.
  apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600)
  "${as_root[@]}" dpkg --add-architecture arm64
  # `update` does not know the time-out: it takes the lists' own lock, at once or not at all.
  for try in {1..60}; do
    said=$("${apt[@]}" update --error-on=any 2>&1) && break
    if [ "$try" -lt 60 ] && grep -q 'Could not get lock' <<<"$said"; then
      sleep 10
      continue
    fi
    # What is there may do all the same; where it does not, this is why.
    printf '%s\n' "$said" "apt-get update failed for the sources above: their packages are missing or old" >&2
    break
  done
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
fi
npm ci --ignore-scripts --no-audit --no-fund
# With the Node.js that was just installed: the machine's own may know no TypeScript.
PATH=$PWD/node_modules/.bin:$PATH node test/workflows/lint.ts --install
