import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { FIND_GUARDS, forget, guardsOf } from "./guards.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** Asks for a name at a resolver that is not there, and reaches for a host; says what of it was refused. */
const REACH = `import socket
def attempt(what, do):
    try:
        do()
        print(what, "passes")
    except PermissionError:
        print(what, "is refused")
    except OSError:
        print(what, "passes")
def query(name):
    labels = b"".join(bytes([len(part)]) + part for part in name.encode().split(b"."))
    message = b"\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0" + labels + b"\\0\\0\\1\\0\\1"
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(message, ("127.0.0.1", 53))
attempt("github.com", lambda: query("github.com"))
attempt("allowed.example", lambda: query("allowed.example"))
attempt("forbidden.example", lambda: query("forbidden.example"))
attempt("203.0.113.1", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("203.0.113.1", 443)))
`;

/** The action and a runner in their places, as GitHub's has them; the action's own step reaches out too. */
function install(folder: string): {
  readonly action: string;
  readonly node: string;
  readonly worker: string;
} {
  const action = join(folder, "action");
  mkdirSync(join(action, "node_modules"), { recursive: true });
  for (const name of ["dist", "rules", "test/runner", "node_modules/yaml", "action.yml", "package.json"]) {
    cpSync(join(REPOSITORY, name), join(action, name), { recursive: true });
  }
  const main = join(action, "dist/main/index.js");
  const reach = `process.getBuiltinModule("child_process").execFileSync("python3", [${JSON.stringify(join(folder, "reach.py"))}], { stdio: "inherit" });`;
  writeFileSync(main, `${reach}\n${readFileSync(main, "utf8")}`);
  writeFileSync(join(folder, "reach.py"), REACH);
  for (const place of ["runner/bin", "runner/externals/node24/bin"]) {
    mkdirSync(join(folder, place), { recursive: true });
  }
  const node = join(folder, "runner/bin/Runner.Worker");
  copyFileSync(process.execPath, node);
  copyFileSync(process.execPath, join(folder, "runner/externals/node24/bin/node"));
  return { action, node, worker: join(action, "test/runner/worker.ts") };
}

test("egress: block keeps steps from what the list has not, lets actions reach what all of them need, and fails the job", async () => {
  using folder = new JobFolder();
  const { action, ...installation } = install(folder.path);
  const node = join(folder.path, "runner/externals/node24/bin/node");
  const result = await runJob(folder, {
    installation,
    action,
    inputs: { egress: "block", "allowed-endpoints": "allowed.example", "artifact-name": "" },
    steps: [
      { run: `python3 ${folder.path}/reach.py` },
      // The runner's node, started by a step, makes none an action.
      {
        run: `${node} -e 'require("child_process").execFileSync("python3", ["${folder.path}/reach.py"], { stdio: "inherit" })'`,
      },
    ],
  });
  const ofStep = [
    "github.com is refused",
    "allowed.example passes",
    "forbidden.example is refused",
    "203.0.113.1 is refused",
  ];
  expect(stage(result, "main").log).toContain(["github.com passes", ...ofStep.slice(1)].join("\n"));
  expect(stage(result, "step 1").log).toContain(ofStep.join("\n"));
  expect(stage(result, "step 2").log).toContain(ofStep.join("\n"));
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs.result).toBe("detected");
  expect(post.summary).toContain("runwarden/egress");
  expect(post.summary).toContain("was refused to look up");
  expect(post.summary).toContain("forbidden.example");
});

test("with fail-on-blocked: false the same is only told", async () => {
  using folder = new JobFolder();
  const { action, ...installation } = install(folder.path);
  const result = await runJob(folder, {
    installation,
    action,
    inputs: { egress: "block", "fail-on-blocked": "false", "artifact-name": "" },
    steps: [{ run: `python3 ${folder.path}/reach.py` }],
  });
  expect(stage(result, "step 1").log).toContain("203.0.113.1 is refused");
  expect(stage(result, "post").outputs.result).toBe("passed");
  expect(result.conclusion).toBe("success");
});

test("what was kept stays so where the collector was killed, also what starts later, and the job is tampered with", async () => {
  using folder = new JobFolder();
  const { action, ...installation } = install(folder.path);
  const result = await runJob(folder, {
    installation,
    action,
    inputs: { egress: "block", "allowed-endpoints": "allowed.example", "artifact-name": "" },
    steps: [
      { run: `${FIND_GUARDS}\nkill -KILL $collector; sleep 3` },
      { run: `sh -c 'python3 ${folder.path}/reach.py'` },
    ],
  });
  forget(guardsOf(result));
  expect(stage(result, "step 2").log).toContain("203.0.113.1 is refused");
  expect(stage(result, "step 2").log).toContain("github.com is refused");
  expect(stage(result, "post").outputs.result).toBe("tampered");
});
