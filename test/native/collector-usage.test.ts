import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { distPath } from "../dist.ts";
import { COLLECTOR_PATH, temporaryFolder } from "./capture.ts";

const BASE = "/var/lib/runwarden";

interface Exit {
  readonly code: number | null;
  readonly stderr: string;
}

function exitOf(command: string, args: readonly string[], input: string | Buffer = ""): Exit {
  const { status, stderr } = spawnSync(command, args, { input, encoding: "utf8" });
  return { code: status, stderr };
}

/** A copy that every user can run. */
function readableCollector(): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  copyFileSync(COLLECTOR_PATH, `${folder}/collector`);
  chmodSync(`${folder}/collector`, 0o755);
  return `${folder}/collector`;
}

/** Runs a command where there is no folder of a collector yet; `left` are the files that it leaves there. */
function exitInEmptyPlace(
  command: string,
  args: readonly string[],
  input = "",
): Exit & { readonly left: string } {
  const script =
    'mount -t tmpfs test /var/lib && "$@"; code=$?; find /var/lib/runwarden -mindepth 1; exit $code';
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--mount", "sh", "-c", script, "sh", command, ...args],
    { input, encoding: "utf8" },
  );
  return { code: status, stderr, left: stdout };
}

/** Where an ELF header tells the processor, and what it says there (elf.h). */
const E_MACHINE = 18;
const EM_X86_64 = 62;
const EM_AARCH64 = 183;

test.each([
  ["x64", EM_X86_64],
  ["arm64", EM_AARCH64],
])("the collector for %s is a program for that processor", (arch, machine) => {
  expect(readFileSync(distPath(`collector-linux-${arch}`)).readUInt16LE(E_MACHINE)).toBe(machine);
});

test("each bundle that starts a collector knows the digests of those beside it", () => {
  const digests = ["x64", "arm64"].map((arch) =>
    createHash("sha256")
      .update(readFileSync(distPath(`collector-linux-${arch}`)))
      .digest("hex"),
  );
  for (const name of ["pre", "main", "cli"]) {
    const bundle = readFileSync(distPath(`${name}/index.js`), "utf8");
    expect(digests.filter((digest) => !bundle.includes(digest))).toEqual([]);
    expect(bundle).not.toContain("{sha256 of");
  }
});

test("a bundle starts no other collector than its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-changed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(distPath("."), join(folder, "dist"), { recursive: true });
  cpSync(distPath("../rules"), join(folder, "rules"), { recursive: true });
  appendFileSync(join(folder, `dist/collector-linux-${process.arch}`), "\0");
  const args = [join(folder, "dist/cli/index.js"), "run", "--", "true"];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toMatch(/is not the collector that this Runwarden was released with: its SHA-256 is/);
  expect(status).toBe(13);
});

test.each([
  [[]],
  [["nonsense"]],
  [["start"]],
  [["start", ""]],
  [["start", "0"]],
  // All is below it, and it never ends.
  [["start", "1"]],
  [["start", "container-of-1"]],
  [["start", "container-of-"]],
  [["start", "container-of-100x"]],
  [["start", "container-of-100", "job", "100"]],
  [["start", "100", "job", ""]],
  [["start", "100", "job", "1x"]],
  [["start", "100", "job", "-1"]],
  [["start", "-1"]],
  [["start", "pid"]],
  [["start", "99999999x"]],
  // 2^32 + 1: cut to a pid it would be the first process.
  [["start", "4294967297"]],
  [["start", "99999999999999999999"]],
  [["start", "1", "2"]],
  [["start", "1", "job", "machine"]],
  [["stop"]],
  [["read"]],
  [["remove"]],
])("arguments %j are a usage error", (args) => {
  const { code, stderr } = exitOf(COLLECTOR_PATH, args);
  expect(stderr).not.toBe("");
  expect(code).toBe(100);
});

test("without root it says so, and that nothing can be watched", () => {
  const { code, stderr } = exitOf("setpriv", [
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--",
    readableCollector(),
    "start",
    String(process.pid),
  ]);
  expect(stderr).toBe("the collector needs root\n");
  expect(code).toBe(113);
});

test.each(["-bpf,-sys_admin", "-bpf,-sys_admin,-perfmon"])(
  "as root without the rights for BPF (%s) it gives the kernel's reason, and leaves no folder",
  (capabilities) => {
    const { code, stderr, left } = exitInEmptyPlace("setpriv", [
      `--bounding-set=${capabilities}`,
      `--inh-caps=${capabilities}`,
      "--",
      COLLECTOR_PATH,
      "start",
      String(process.pid),
    ]);
    expect(stderr).toMatch(
      /^the kernel did not take the programs: root has no CAP_SYS_ADMIN here \(Operation not permitted: libbpf: .+\)\n$/,
    );
    expect(code).toBe(113);
    expect(left).toBe("");
  },
);

test("a process that does not exist cannot be watched, and no folder is left", () => {
  const { code, stderr, left } = exitInEmptyPlace(COLLECTOR_PATH, ["start", "99999999"]);
  expect(stderr).toBe(
    "the process that started this step, 99999999, has ended, so that nothing would end the watch (No such process)\n",
  );
  expect(code).toBe(113);
  expect(left).toBe("");
});

test.each([
  ["a size of the log that is none", "{}\u00001x"],
  ["a negative one", "{}\0-1"],
  ["one larger than any number", "{}\u000099999999999999999999"],
  ["no size, though there is room for it", "{}\0"],
  ["more texts than there are", "{}\u00001000000\0\0on\0\0"],
  ["another word than those for protection", "{}\u00001000000\0\0maybe"],
])("an input is refused that has %s", (_, input) => {
  const { code, stderr } = exitOf(COLLECTOR_PATH, ["start", String(process.pid)], input);
  expect(stderr).toBe("cannot read the job from standard input: Invalid argument\n");
  expect(code).toBe(111);
});

test("a job's text over the limit is refused", () => {
  const { code, stderr } = exitOf(
    COLLECTOR_PATH,
    ["start", String(process.pid)],
    Buffer.alloc(64 * 1024 * 1024 + 1),
  );
  expect(stderr).toBe("cannot read the job from standard input: File too large\n");
  expect(code).toBe(111);
});

test.each(["stop", "read", "remove"])("%s takes no folder but one of a collector", (command) => {
  const foreign = `${BASE}/foreign-${process.pid}`;
  // As the collector makes it, where no collector has run yet.
  mkdirSync(BASE, { recursive: true, mode: 0o700 });
  mkdirSync(foreign);
  chmodSync(foreign, 0o755);
  onTestFinished(() => rmSync(foreign, { recursive: true, force: true }));
  for (const folder of ["/tmp", `${BASE}/../../../tmp`, `${BASE}/missing`, `${BASE}/a/b`, BASE, foreign]) {
    const { code, stderr } = exitOf(COLLECTOR_PATH, [command, folder]);
    expect(stderr).toContain(folder);
    expect(code).toBe(111);
  }
  expect(existsSync(foreign)).toBe(true);
});

test("root runs the program of who starts the watch, and not of another process that has its number by now", () => {
  const other = spawn("/bin/sleep", ["60"], { stdio: "ignore" });
  onTestFinished(() => {
    other.kill("SIGKILL");
  });
  const judge = dirname(distPath("judge/judge.mjs"));
  const args = ["start", String(process.pid), "job", "name", String(other.pid), judge];
  const input = ["{}", "digest", "/none/dist/post/index.js", "", "{}"].join("\0");
  expect(exitInEmptyPlace(COLLECTOR_PATH, args, input)).toEqual({
    code: 111,
    stderr: "cannot start the judge: No such process\n",
    left: "",
  });
});

test.each([
  ["blocked\n", "its first line is not `block`"],
  ["block", "its first line is not `block`"],
  ["block\nname a.example 443", "its last line has no end"],
  ["block\n\n", "a line has not the words that it must have"],
  ["block\nname  a.example 443\n", "a line has not the words that it must have"],
  ["block\nname a.example 443 \n", "a line has not the words that it must have"],
  ["block\nhost a.example 443\n", "a line begins with a word that is not known"],
  ["block\naction cidr 10.0.0.0/8 443\n", "a line begins with a word that is not known"],
  ["block\nname A.example 443\n", "a host is neither a name nor a range of addresses"],
  ["block\nname a.example. 443\n", "a host is neither a name nor a range of addresses"],
  ["block\nname 10.0.0.1 443\n", "a host is neither a name nor a range of addresses"],
  [`block\nname ${"a".repeat(64)}.example 443\n`, "a host is neither a name nor a range of addresses"],
  ["block\ncidr 10.0.0.1/8 443\n", "a host is neither a name nor a range of addresses"],
  ["block\ncidr 10.0.0.0/33 443\n", "a host is neither a name nor a range of addresses"],
  ["block\ncidr ::ffff:10.0.0.0/104 443\n", "a host is neither a name nor a range of addresses"],
  ["block\nname a.example 0443\n", "a port is none"],
  ["block\nname a.example 65536\n", "a port is none"],
  ["block\nname a.example 443\nname a.example 443\n", "a line is there twice"],
  [`block\nname ${"a.".repeat(150)}example 443\n`, "a line is too long"],
  [
    `block\n${Array.from({ length: 64 }, (_, n) => `name a.example ${n + 1}\n`).join("")}`,
    "too many different ports",
  ],
  [
    `block\n${Array.from({ length: 1025 }, (_, n) => `name a${n}.example 443\n`).join("")}`,
    "too many entries",
  ],
])("a policy with a defect begins no watch: %j", (policy, fault) => {
  const input = `{}\0${2 ** 20}\0${policy}`;
  const { code, stderr } = exitOf(COLLECTOR_PATH, ["start", String(process.pid)], input);
  expect(stderr).toContain("the policy of what the job may reach cannot be read: ");
  expect(stderr).toContain(fault);
  expect(code).toBe(111);
});

test.each([
  ["clause file_open 1 0", "no end"],
  ["\n", "not the words"],
  ["clause file_remove 1 0\n", "not the words"],
  ["clause file_open 1 0 0\n", "not the words"],
  ["clause file_open -1 0\n", "not the words"],
  ["clause file_open 11112222333344445 0\n", "not the words"],
  ["start path 2000 \n", "not the words"],
  ["start argv 2000 /x\n", "not the words"],
  [`whole path 2000 /${"x".repeat(250)}\n`, "not the words"],
  [`end path 2000 /${"x".repeat(400)}\n`, "too long"],
  ["range 2000 10.0.0.0/33\n", "not the words"],
  ["range 2000 10.0.0/8\n", "not the words"],
  ["port 2000 0\n", "not the words"],
  ["port 2000 65536\n", "not the words"],
  ["clause file_open 1 0\n".repeat(65), "too many clauses"],
])("a table of rules for the kernel with a defect begins no watch: %j", (table, fault) => {
  const input = `{}\0${2 ** 20}\0\0report\0${table}`;
  const { code, stderr } = exitOf(COLLECTOR_PATH, ["start", String(process.pid)], input);
  expect(stderr).toContain("the rules for the kernel cannot be read: ");
  expect(stderr).toContain(fault);
  expect(code).toBe(111);
});
