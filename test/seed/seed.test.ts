import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { distPath } from "../dist.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = distPath("cli/index.js");
// Below /tmp itself, for two of the rules name it.
let work = "";

beforeAll(() => {
  work = mkdtempSync("/tmp/runwarden-seed-");
  writeFileSync(join(work, ".npmrc"), "not-a-token\n");
  writeFileSync(join(work, "resolv.conf"), "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n");
  mkdirSync(join(work, "project/dependency"), { recursive: true });
  const dependency = {
    name: "dependency",
    version: "1.0.0",
    scripts: { install: "getent hosts exfiltration.example.net || true" },
  };
  writeFileSync(join(work, "project/dependency/package.json"), JSON.stringify(dependency));
  writeFileSync(
    join(work, "project/package.json"),
    JSON.stringify({ name: "project", version: "1.0.0", dependencies: { dependency: "file:dependency" } }),
  );
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Matches {
  readonly rules: readonly { rule_id: string; total_count: number }[];
}

interface SeenEvent {
  readonly event_type: string;
  readonly process: { argv: string[]; ancestors: { exec_path: string; argv: string[] }[] };
}

function readMatches(folder: string): Matches {
  return JSON.parse(readFileSync(join(folder, "matches.json"), "utf8")) as Matches;
}

const ALL_RULES = [...readFileSync(join(here, "rules.yaml"), "utf8").matchAll(/rule_id: (\w+)/g)].map(
  ([, id]) => id,
);

test("each example rule fires on the real behaviour that it is about", () => {
  const out = join(work, "out");
  const args = [cli, "run", "--no-baseline", "--rules", join(here, "rules.yaml"), "--out", out, "--"];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...args, "unshare", "-n", "-m", "bash", join(here, "behaviour.sh"), work],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect(stderr).toContain("detected");
  expect(status).toBe(10);
  const { rules } = readMatches(out);
  expect(rules.map(({ rule_id }) => rule_id).toSorted()).toEqual(ALL_RULES.toSorted());
});

test("curl below `bash -c` has bash among its ancestors, though it replaced it in its process", () => {
  // From the log: the report shows only a rule's first matches, and the tests may themselves run below a `bash -c`.
  const { stdout } = spawnSync(process.execPath, [cli, "events", join(work, "out/events.log")], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const curls = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SeenEvent)
    .filter(({ event_type, process: { argv } }) => event_type === "process_exec" && argv[0] === "curl")
    .filter(({ process: { argv } }) => argv.at(-1) === "http://127.0.0.1:1/");
  expect(curls).toHaveLength(1);
  const [bash] = curls[0]?.process.ancestors ?? [];
  expect(bash?.exec_path).toMatch(/\/bash$/);
  expect(bash?.argv[1]).toBe("-c");
});

test("each example event matches through replay", () => {
  const out = join(work, "replayed");
  const args = ["replay", "--no-baseline", "--rules", join(here, "rules.yaml"), "--out", out];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args, join(here, "events.jsonl")], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(10);
  const counts = Object.fromEntries(
    readMatches(out).rules.map(({ rule_id, total_count }) => [rule_id, total_count]),
  );
  expect(counts).toEqual({
    network_tool_exec: 1,
    below_bash_c: 1,
    network_tool_outbound: 1,
    docker_socket_access: 1,
    package_credential_read: 1,
    temporary_to_executable: 1,
    executable_symlink_to_temporary: 1,
    outside_internal_domains: 1,
  });
});
