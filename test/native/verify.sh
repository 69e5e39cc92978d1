#!/usr/bin/env bash
# Loads one program of native/*.bpf.h without the others, and prints what the kernel's verifier says of it, instruction
# by instruction: `sudo test/native/verify.sh KIND__HOOK`. Nothing is attached. Exit code 0 where the kernel takes it.
set -euo pipefail
name=${1:?the name of a program: KIND__HOOK}
native=$(cd "$(dirname "$0")/../../native" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$native"/*.h "$native"/*.c "$work"
# What stands in SEC("?…") is not loaded until the collector says so. bpftool never does: of the one, it is taken off.
sed -i -E "/^SEC\(\"\?/{N;/\n(int|.*[ *])$name\(/s/SEC\(\"\?/SEC(\"/}" "$work"/*.bpf.h
grep -q -A1 '^SEC("[^?]' "$work"/*.bpf.h || {
  echo "native/*.bpf.h has no program $name" >&2
  exit 2
}
clang-19 -g -O2 -mcpu=v3 -target bpf -Wall -Werror -I "$work" -c -o "$work/guard.o" "$work/guard.bpf.c"

# bpftool pins what it loads: in a file system of its own, which is gone with this process. That it cannot pin the others is
# no fault.
mkdir "$work/bpf"
bpftool=$(PATH=$PATH:/usr/sbin type -P bpftool)
# shellcheck disable=SC2016
unshare --mount bash -c 'mount -t bpf bpf "$1" && "$2" --debug prog loadall "$3" "$1/program"' \
  bash "$work/bpf" "$bpftool" "$work/guard.o" >"$work/log" 2>&1 || true

sed -n '/BEGIN PROG LOAD LOG/,/END PROG LOAD LOG/p' "$work/log" | sed 's/^libbpf: //'
if ! grep -q "BEGIN PROG LOAD LOG" "$work/log" || grep -q "failed to load" "$work/log"; then
  grep -E "^(libbpf: .*(failed|error|can't find|not found)|Error|mount)" "$work/log" | head -5 >&2
  exit 1
fi
