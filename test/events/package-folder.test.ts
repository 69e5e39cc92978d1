import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { packageFolderOf, packageOfFolder } from "../../src/events/package-folder.ts";

test.each([
  ["/repo/node_modules/esbuild", "esbuild"],
  ["/repo/node_modules/@prisma/engines/dist", "@prisma/engines"],
  ["/repo/node_modules/a/node_modules/b/src", "b"],
  ["/repo/node_modules/.pnpm/esbuild@0.21.5/node_modules/esbuild", "esbuild"],
  ["/repo/.yarn/unplugged/esbuild-npm-0.21.5-1a2b/node_modules/esbuild", "esbuild"],
  ["/repo/node_modules/a/node_modules/.bin", "a"],
  ["/repo/node_modules/.cache/babel", ""],
  ["/repo/node_modules/.bin", ""],
  ["/repo/node_modules", ""],
  ["/repo/node_modules/@scope", ""],
  ["/repo/node_modules_of/x", ""],
  ["/repo/packages/web", ""],
  ["/home/r/.npm/_cacache/tmp/git-cloneAbC123/sub", "git-cloneAbC123"],
  ["/tmp/xfs-1a2b3c4d/repo", "xfs-1a2b3c4d"],
  ["/tmp/pip-install-x1y2/cryptography_0123456789abcdef0123456789abcdef/src/rust", "cryptography"],
  ["/tmp/pip-install-x1y2/my_lib", "my_lib"],
  ["/tmp/pip-wheel-x1y2/lxml_0123456789abcdef0123456789abcdef", "lxml"],
  ["/tmp/pip-req-build-x1y2/src", "pip-req-build-x1y2"],
  ["/tmp/pip-build-env-x1y2/overlay", ""],
  ["/home/r/.cache/uv/sdists-v9/pypi/lxml/5.1.0/hash/src", "lxml"],
  ["/home/r/.cache/uv/sdists-v9/index/0a1b/lxml/5.1.0/hash/src", "lxml"],
  ["/home/r/.cache/uv/git-v0/checkouts/0a1b/2c3d", "0a1b"],
  ["/tmp/tmpab12_xyz/lxml-5.1.0/src", "lxml"],
  ["/tmp/tmpab12_xyz", ""],
  ["/home/r/.cargo/registry/src/index.crates.io-6f17d22bba15001f/sha-1-0.10.0", "sha-1"],
  ["/home/r/.cargo/registry/src/index.crates.io-6f17d22bba15001f/ring-0.17.8/crypto", "ring"],
  ["/home/r/.cargo/git/checkouts/my-lib-0123456789abcdef/1a2b3c4", "my-lib"],
  ["/var/lib/gems/3.1.0/gems/nokogiri-1.16.0-x86_64-linux/ext/nokogiri", "nokogiri"],
  ["/var/lib/gems/3.1.0/extensions", ""],
  ["/usr/share/bundle/ruby/3.1.0/bundler/gems/rails-0123abcd4567", "rails"],
  ["/", ""],
  ["", ""],
  ["…/node_modules/x", "x"],
])("%s is of %j", (folder, name) => {
  expect(packageOfFolder(folder)).toBe(name);
});

test.each([
  ["/repo/node_modules/@prisma/engines/dist", "/repo/node_modules/@prisma/engines", "", "package.json"],
  ["/r/node_modules/a/node_modules/b", "/r/node_modules/a/node_modules/b", "", "package.json"],
  ["/h/.npm/_cacache/tmp/git-cloneAbC1/sub", "/h/.npm/_cacache/tmp/git-cloneAbC1", "", "package.json"],
  ["/tmp/pip-install-x1/my_lib/src", "/tmp/pip-install-x1/my_lib", "", "PKG-INFO"],
  ["/h/uv/sdists-v9/pypi/lxml/5.1.0/hash/src", "/h/uv/sdists-v9/pypi/lxml/5.1.0", "5.1.0", undefined],
  ["/h/uv/sdists-v9/pypi/lxml", "/h/uv/sdists-v9/pypi/lxml", "", undefined],
  ["/tmp/tmpab12_xyz/lxml-5.1.0/src", "/tmp/tmpab12_xyz/lxml-5.1.0", "5.1.0", "PKG-INFO"],
  [
    "/h/.cargo/registry/src/index-1/ring-0.17.8/crypto",
    "/h/.cargo/registry/src/index-1/ring-0.17.8",
    "0.17.8",
    undefined,
  ],
  [
    "/g/gems/nokogiri-1.16.0-x86_64-linux/ext",
    "/g/gems/nokogiri-1.16.0-x86_64-linux",
    "1.16.0-x86_64-linux",
    undefined,
  ],
])(
  "the package of %s was unpacked into %s, version %j, which %s tells too",
  (folder, path, version, manifest) => {
    expect(packageFolderOf(folder)).toMatchObject({ path, version, manifest });
  },
);

test("no folder takes long to look at, however long it is and whatever is in it", () => {
  for (const part of ["node_modules/", "/gems/a", "/tmp12345678/a-", "_temp/", "/pip-install-/", "a-1-"]) {
    expect(packageOfFolder(`/${part.repeat(4096 / part.length)}`).length).toBeLessThan(4096);
  }
});

const reader = new JsonEventReader();

/** The package of a process whose images, the outermost first, each have a command line and a folder. */
function packageOf(...images: readonly (readonly [line: string, cwd: string])[]): string | undefined {
  const [process, ...ancestors] = images
    .map(([line, cwd]) => ({ exec_path: `/usr/bin/${line.split(" ")[0]}`, argv: line.split(" "), cwd }))
    .reverse();
  const event = reader.event({ event_type: "process_exec", process: { ...process, ancestors } });
  return event.process.package?.raw;
}

test("what a package's script starts is that package's, wherever it goes, and what the project starts is nobody's", () => {
  const [npm, script] = [
    ["npm ci", "/repo"],
    ["sh -c x", "/repo/node_modules/evil"],
  ] as const;
  expect(packageOf(npm)).toBe("");
  expect(packageOf(npm, script)).toBe("evil");
  expect(packageOf(npm, script, ["curl x", "/tmp"])).toBe("evil");
  // Not another's, to whose folder it goes.
  expect(packageOf(npm, script, ["node x", "/repo/node_modules/esbuild"])).toBe("evil");
  expect(packageOf(npm, script, npm, ["sh -c x", "/repo/node_modules/esbuild"])).toBe("evil");
  expect(packageOf(npm, ["sh -c x", "/repo"], ["curl x", "/repo"])).toBe("");
  expect(packageOf(npm, ["sh -c x", "/repo"], ["node x", "/repo/node_modules/b"])).toBe("b");
});

test("without a package manager above it, a package's folder says nothing", () => {
  expect(packageOf(["bash x", "/repo/node_modules/a"], ["make", "/repo/node_modules/a"])).toBe("");
  expect(packageOf(["npm test", "/repo/node_modules/a"])).toBe("");
  expect(packageOf(["bash x", "/repo/node_modules/a"], ["npm ci", "/repo"], ["sh", "/repo"])).toBe("");
});
