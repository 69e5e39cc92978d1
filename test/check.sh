#!/usr/bin/env bash
# Everything that must hold: builds, shows that dist/ is what the sources give, lints, tests, here and in guests with
# other kernels. RUNWARDEN_GUESTS=none leaves the guests out, where it is not continuous integration.
set -euo pipefail
cd "$(dirname "$0")/.."

test/setup.sh

made=(dist native/events.h rules/README.md rules/rules.schema.json README.md)
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp -r --parents "${made[@]}" "$before"
make -s -C native clean
rm -rf build dist
npm run --silent all
# The collector holds parts of the C library and libbpf, so it comes out the same only from the same packages.
if grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
  for path in "${made[@]}"; do
    diff -rq "$before/$path" "$path" || {
      echo "$path is not what the sources give: run 'npm run all' and commit" >&2
      exit 1
    }
  done
  echo "dist/ is what the sources give"
else
  echo "not Debian 12: dist/ was built, but not compared with what was there"
fi

npm run --silent lint

# Kernels that stand in for those of GitHub's runners.
guests=(linux-6.1 linux-6.12 linux-6.12-arm64)
counts=$before/counts
: >"$counts"
export RUNWARDEN_COUNTS=$counts
status=0
npm test || status=1
if [ "${RUNWARDEN_GUESTS:-}" = none ]; then
  echo "RUNWARDEN_GUESTS=none: the tests were not repeated on other kernels (${guests[*]})"
  if [ -n "${CI:-}" ]; then
    echo "that is a failure here" >&2
    status=1
  fi
else
  npm run --silent test:guests -- "${guests[@]}" || status=1
fi
# The total of all runs. One that failed before it could count anything is a failure all the same.
awk -v status=$status '
  { passed += $1; failed += $3; skipped += $5 }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed || !status ? failed : 1, skipped }
' "$counts"
exit $status
