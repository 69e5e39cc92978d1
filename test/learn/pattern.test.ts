import { expect, test } from "vitest";
import { isOfPattern, literal, patternOf, patternOfMasked } from "../../src/learn/pattern.ts";

test.each<[string, readonly string[]]>([
  ["/proc/123/environ", ["/proc/", "/environ"]],
  ["/dev/fd/63", ["/dev/fd/", ""]],
  ["/home/runner/work/_temp/0a1b2c3d-1111-2222-3333-444455556666.sh", ["/home/runner/work/_temp/", ".sh"]],
  ["/tmp/tmp.abcdefghij/x", ["/tmp/tmp.", "/x"]],
  ["/tmp/tmpab12cd_9/setup.py", ["/tmp/tmp", "/setup.py"]],
  ["/tmp/pip-install-x8f3k_2p/foo/setup.py", ["/tmp/pip-install-", "/foo/setup.py"]],
  ["/tmp/npm-1a2b3c/x.js", ["/tmp/npm-", "/x.js"]],
  ["/opt/hostedtoolcache/node/20.11.1/x64/bin/node", ["/opt/hostedtoolcache/node/", "/x64/bin/node"]],
  ["/usr/bin/python3.12", ["/usr/bin/python", ""]],
  ["/usr/lib/libssl-3.0.2.so", ["/usr/lib/libssl-", ".so"]],
  ["https://example.com/v1.2.3-rc.1/install.sh", ["https://example.com/", "/install.sh"]],
  ["left-pad-1.3.0.tgz", ["left-pad-", ".tgz"]],
  ["actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", ["actions/checkout@", ""]],
  ["/home/runner/.cache/1f/2e3d4c5/x", ["/home/runner/.cache/1f/", "/x"]],
])("of %s stays what is the same in another job", (text, expected) => {
  expect(patternOf(text)).toEqual(expected);
});

test.each([
  "/home/runner/.npmrc",
  "127.0.0.1",
  "http://127.0.0.1:8080/x",
  "registry.npmjs.org",
  "s3.amazonaws.com",
  "/etc/ssl/certs",
  "/tmp/build/x",
  "/usr/bin/x86_64-linux-gnu-gcc",
  // So little would stay that it were true of anything.
  "12345",
  "1.2.3",
  "/tmp/1234",
  "/dev/shm/77",
  "",
])("%s stays as it is", (text) => {
  expect(patternOf(text)).toEqual([text]);
});

test("it is asked for by its parts, each once", () => {
  expect(isOfPattern("path", ["/a"])).toBe('path == "/a"');
  expect(isOfPattern("a", ["/x/", "/y/", "/", "/y/", ".z"])).toBe(
    'a.startsWith("/x/") && a.contains("/y/") && a.endsWith(".z")',
  );
  expect(isOfPattern("a", ["", "-linux", ""])).toBe('a.contains("-linux")');
});

test("a literal shows all that is in it", () => {
  expect(literal('a"\\\n\u202e\u00a0\u{e0041}é')).toBe('"a\\"\\\\\\n\\u202e\\u00a0\\U000e0041é"');
});

test.each([
  ["me:***", 'a.startsWith("me:")'],
  ["/a/ghp_***/b", 'a.startsWith("/a/ghp_") && a.endsWith("/b")'],
  ["***", 'a != ""'],
])("where %s is masked, anything can stand", (text, expected) => {
  expect(isOfPattern("a", patternOfMasked(text))).toBe(expected);
});
