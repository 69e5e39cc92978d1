#!/usr/bin/env bash
# Installs what building and testing need, on Debian 12 for amd64: packages that are missing (as root, or through sudo),
# the locked npm packages, and nektos/act.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(ca-certificates clang-19 bpftool gcc make sudo curl git iproute2 procps python3 util-linux)
packages+=({libbpf,libelf,zlib1g,libc6}-dev:amd64)
# For the collector for arm64, and the programs of its guests.
packages+=(gcc-aarch64-linux-gnu {libbpf,libelf,zlib1g,libc6}-dev:arm64)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" dpkg --add-architecture arm64
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
npm ci --no-audit --no-fund
# With the Node.js that was just installed: the machine's own may know no TypeScript.
PATH=$PWD/node_modules/.bin:$PATH node test/act/install.ts
