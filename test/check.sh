#!/usr/bin/env bash
# Everything that must hold: builds, shows that dist/ is what the sources give, lints, tests.
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
npm test
