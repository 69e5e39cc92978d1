import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withSudoers } from "../sudoers.ts";
import { COLLECTOR_PATH, temporaryFolder } from "./capture.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const NOBODY = 65534;

/** What the script needs, in a folder that every user can read: a checkout may be in root's own. */
function readableCopy(): string {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/test/native`, { recursive: true });
  mkdirSync(`${folder}/node_modules`);
  cpSync(`${REPOSITORY}/src`, `${folder}/src`, { recursive: true });
  cpSync(`${REPOSITORY}/node_modules/ipaddr.js`, `${folder}/node_modules/ipaddr.js`, { recursive: true });
  for (const name of ["package.json", "test/native/guard-as-user.ts"]) {
    copyFileSync(`${REPOSITORY}/${name}`, `${folder}/${name}`);
  }
  copyFileSync(COLLECTOR_PATH, `${folder}/collector`);
  copyFileSync(process.execPath, `${folder}/node`);
  writeFileSync(`${folder}/secret`, "");
  chmodSync(folder, 0o755);
  return folder;
}

/** Runs what follows on a machine whose name has no address, so that sudo complains. */
const NAMELESS = [
  ...["unshare", "--uts", "sh", "-c"],
  'echo nameless.invalid >/proc/sys/kernel/hostname && exec "$@"',
  "sh",
];

function guardAsNobody(folder: string, through: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(
    "env",
    [
      ...through,
      "setpriv",
      `--reuid=${NOBODY}`,
      `--regid=${NOBODY}`,
      "--clear-groups",
      "--",
      `${folder}/node`,
      `${folder}/test/native/guard-as-user.ts`,
      `${folder}/collector`,
      `${folder}/secret`,
    ],
    { encoding: "utf8", cwd: folder, env: { PATH: "/usr/bin:/bin" } },
  );
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const ALLOWED = withSudoers("nobody ALL=(root) NOPASSWD: ALL");

test("sudo is on the machine, as on a runner", () => {
  expect(existsSync("/usr/bin/sudo")).toBe(true);
});

test("a job's user with sudo can start, stop and read the collector, and sees nothing of sudo's own doing", () => {
  const folder = readableCopy();
  expect(guardAsNobody(folder, ALLOWED)).toEqual({
    uid: NOBODY,
    executed: ["/bin/cat"],
    opensOfFile: 1,
    faults: [],
  });
});

test("what sudo complains of while it works does not keep a job from being watched", () => {
  const folder = readableCopy();
  expect(guardAsNobody(folder, [...ALLOWED, ...NAMELESS])).toMatchObject({
    uid: NOBODY,
    executed: ["/bin/cat"],
    faults: [],
  });
});

test("a job's user for whom sudo wants a password is told that Runwarden cannot work there", () => {
  expect(guardAsNobody(readableCopy(), withSudoers(""))).toEqual({
    code: "unsupported",
    message: expect.stringContaining("a password is required"),
  });
});
