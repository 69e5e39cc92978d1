// Stands for the runner, inside the machine that sandbox.sh has made: puts the job's files there, starts the worker, has it
// watched, and keeps the log. Prints what the steps ended with.
// Usage: listener.ts ROOT JOB own-network|routed-network|machine-network
import { type ChildProcessByStdio, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  bundledCollectorPath,
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { ourInputVariables } from "../runner/action-definition.ts";
import { DUMMY_HOME, SWEPT } from "./home.ts";
import type { PlacedJob } from "./job.ts";
import { makePackage, writeFiles } from "./packages.ts";
import type { StepEnd } from "./record.ts";
import { startServices, type Taken } from "./services.ts";
import type { GuardedEnd } from "./ways.ts";

const [root, jobFile, network] = process.argv.slice(2);
if (root === undefined || jobFile === undefined) throw new Error("usage: listener.ts ROOT JOB NETWORK");
const job = JSON.parse(readFileSync(join(root, jobFile), "utf8")) as PlacedJob;

const HOME = "/home/runner";
const RUNNER = `${HOME}/actions-runner`;
const WORK = `${HOME}/work`;
const TEMP = `${WORK}/_temp`;
const ACTIONS = `${WORK}/_actions`;
const PACKAGES = `${WORK}/_packages`;
const WORKSPACE = `${WORK}/app/app`;
/** GitHub's images have the user `runner` with this number, who is root by sudo without a password. */
const RUNNER_ID = 1001;
/** Where sandbox.sh lends toolchains from. */
const TOOLS = "/root";

/** What the registries need of the machine's own settings. */
const REGISTRY_SETTINGS =
  /^(PIP_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|GIT_SSL_CAINFO$|GOPROXY$|GOFLAGS$|GONOSUMDB$)/;

/** Our own action, where it guards the job. */
const GUARD = "runwarden/runwarden@v0";

const isOwnNetwork = network !== "machine-network";
makeMachine();
makeHome();
const services =
  network === "routed-network"
    ? await startInternet()
    : isOwnNetwork &&
      (await startServices({ served: job.served ?? {}, resolver: "127.0.0.53", allowed: [], delayMs: 0 }));
const identity = job.user === "root" ? {} : { uid: RUNNER_ID, gid: RUNNER_ID };
giveTo(HOME, job.user === "root" ? 0 : RUNNER_ID);

const worker = spawn(`${RUNNER}/bin/Runner.Worker`, [`${RUNNER}/bin/worker.ts`], {
  cwd: WORK,
  env: environment(),
  stdio: ["pipe", "pipe", "inherit"],
  ...identity,
});
const { pid } = worker;
if (pid === undefined) throw new Error("the worker did not start");
const limitMs = (job.limit_seconds ?? 60) * 1000;
const jobSteps = job.steps.map(({ run, uses, main, env }) => ({
  ...(main === undefined && { run }),
  uses,
  env,
}));
const ends = job.inputs === undefined ? await watched(pid) : await guarded(job.inputs);
worker.kill("SIGKILL");
process.stdout.write(ends === "" ? "the worker has ended\n" : ends);
process.exit(0);

/** Has the collector watch the job, and keeps its log. Gives what the steps ended with. */
async function watched(workerPid: number): Promise<string> {
  const { collector } = await startCollector({
    root: processRoot(workerPid),
    job: renderFrozenJob({ startedBy: "run", context: {}, rules: [], settings: {} }),
    collectorPath: bundledCollectorPath(pathToFileURL(join(root ?? "", "dist/cli/index.js")).href),
    timeoutMs: 120_000,
  });
  const stepEnds = await runSteps(jobSteps);
  await stopCollector(collector).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
  });
  const log = join(root ?? "", (jobFile ?? "").replace(/\.json$/, ".log"));
  writeFileSync(log, "");
  for await (const chunk of readCollectorLog(collector)) appendFileSync(log, chunk);
  await removeCollector(collector);
  return stepEnds;
}

/** Has the action guard the job, with all its steps, whatever those before have ended with. Gives a GuardedEnd. */
async function guarded(inputs: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...ourInputVariables({ "artifact-name": "", ...inputs }), GITHUB_ACTION: "guard" };
  const stage = (name: string) => ({ uses: GUARD, script: `dist/${name}/index.js`, env });
  const stepEnds = await runSteps([stage("pre"), stage("main"), ...jobSteps, stage("post")]);
  const outputs = join(TEMP, "_runner_file_commands", `output_${jobSteps.length + 2}`);
  const [, result = `no result: ${stepEnds}`] =
    /^result<<\S+\n(.*)\n/m.exec(readFileSync(outputs, "utf8")) ?? [];
  const ends = stepEnds.startsWith("[") ? (JSON.parse(stepEnds) as StepEnd[]) : [];
  const codes = ends.slice(2, -1).map(({ code }) => code);
  const summary = readFileSync(outputs.replace("output_", "step_summary_"), "utf8");
  const end: GuardedEnd = { result, codes, proposed: proposedIn(summary), taken: await takenBy() };
  return `${JSON.stringify(end)}\n`;
}

async function takenBy(): Promise<Taken | undefined> {
  if (!services) return undefined;
  if ("posted" in services) throw new Error("a guarded job has a routed network, or the machine's");
  services.stdin.end();
  return JSON.parse(await firstLine(services.stdout)) as Taken;
}

/** The entries of the list that a summary proposes, without what is said of them. */
function proposedIn(summary: string): string[] {
  const [, list = ""] = /<pre>allowed-endpoints: \|\n([^<]*)<\/pre>/.exec(summary) ?? [];
  return list.split("\n").flatMap((line) => line.replace(/#.*/, "").trim() || []);
}

/** Starts what stands for the internet where it is. */
async function startInternet(): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const script = join(root ?? "", "test/corpus/internet.ts");
  const child = spawn(
    "ip",
    ["netns", "exec", "internet", process.execPath, script, join(root ?? "", jobFile ?? "")],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  if ((await firstLine(child.stdout)) !== "ready\n") throw new Error("the internet did not start");
  return child;
}

/** Gives what the steps ended with, as JSON; nothing where the worker was ended. */
async function runSteps(steps: readonly object[]): Promise<string> {
  const end = setTimeout(() => worker.kill("SIGKILL"), limitMs);
  worker.stdin.end(
    JSON.stringify({
      temp: TEMP,
      workspace: WORKSPACE,
      actions: ACTIONS,
      actionNode: `${RUNNER}/externals/node24/bin/node`,
      env: environment(),
      steps,
      limitMs,
    }),
  );
  const stepEnds = await firstLine(worker.stdout);
  clearTimeout(end);
  return stepEnds;
}

/** The next line of one that goes on: the worker says one thing, and stays. */
async function firstLine(stream: Readable): Promise<string> {
  let all = "";
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    all += String(chunk);
    if (all.endsWith("\n")) break;
  }
  return all;
}

/** Users, sudo and toolchains as the images of GitHub's runners have them. */
function makeMachine(): void {
  appendFileSync("/etc/passwd", `runner:x:${RUNNER_ID}:${RUNNER_ID}::${HOME}:/bin/bash\n`);
  appendFileSync("/etc/group", `runner:x:${RUNNER_ID}:\n`);
  appendFileSync("/etc/shadow", "runner:*:19000:0:99999:7:::\n");
  appendFileSync("/etc/hosts", "127.0.0.1 fv-az-corpus\n");
  mkdirSync("/etc/sudoers.d", { recursive: true });
  writeFileSync("/etc/sudoers.d/runner", "runner ALL=(ALL) NOPASSWD:ALL\n");
  chmodSync("/etc/sudoers.d/runner", 0o440);
  // Packages start no services of theirs (invoke-rc.d(8)): those of jobs that need a registry would be the machine's.
  writeFiles("/", { "usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n" });
}

function makeHome(): void {
  for (const folder of [
    `${RUNNER}/bin`,
    `${RUNNER}/externals/node24/bin`,
    TEMP,
    ACTIONS,
    PACKAGES,
    WORKSPACE,
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const name of ["bin/Runner.Worker", "externals/node24/bin/node"]) {
    linkSync(`${RUNNER}/bin/Runner.Listener`, join(RUNNER, name));
  }
  copyFileSync(join(root ?? "", "test/corpus/worker.ts"), `${RUNNER}/bin/worker.ts`);
  // So that the files' imports are read as modules.
  writeFileSync(`${RUNNER}/bin/package.json`, '{"type":"module"}');
  const packages = job.packages ?? [];
  for (const each of packages) makePackage(PACKAGES, each);
  writeFiles(WORKSPACE, { ...DUMMY_HOME, ...projectFiles(), ...job.files }, place);
  if (job.inputs !== undefined) {
    const folder = join(ACTIONS, GUARD.replace("@", "/"));
    for (const name of ["action.yml", "dist", "rules"]) {
      cpSync(join(root ?? "", name), join(folder, name), { recursive: true });
    }
  }
  for (const { uses, main, files } of job.steps) {
    if (uses === undefined) continue;
    const folder = join(ACTIONS, uses.replace("@", "/"));
    const using = main === undefined ? "composite" : "node24";
    writeFiles(folder, {
      "action.yml": `name: ${uses}\nruns:\n  using: ${using}\n`,
      ...(main !== undefined && { "dist/index.js": main }),
      ...files,
    });
  }
}

/** For a job with packages: the project that needs them. */
function projectFiles(): Record<string, string> {
  const npm = (job.packages ?? []).flatMap(({ npm: name }) => (name === undefined ? [] : [name]));
  const crates = (job.packages ?? []).flatMap(({ crate }) => (crate === undefined ? [] : [crate]));
  const dependencies = Object.fromEntries(
    npm.map((name) => [name, `file:${PACKAGES}/${name.replace("@", "").replace("/", "-")}-1.0.0.tgz`]),
  );
  return {
    ...(npm.length > 0 && {
      "package.json": JSON.stringify({ name: "app", version: "1.0.0", private: true, dependencies }),
    }),
    ...(crates.length > 0 && {
      "Cargo.toml": `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\n${crates.map((name) => `${name} = "1"\n`).join("")}`,
      "src/main.rs": "fn main() {}\n",
      ".cargo/config.toml": `[source.crates-io]\nreplace-with = "local"\n[source.local]\nlocal-registry = "${PACKAGES}/crates"\n`,
    }),
  };
}

function place(folder: string, name: string): string {
  if (name.startsWith("~/")) return join(HOME, name.slice(2));
  return name.startsWith("/") ? name : join(folder, name);
}

function giveTo(path: string, id: number): void {
  lchownSync(path, id, id);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), id, id);
  }
  if (existsSync(`${HOME}/.ssh`)) chmodSync(`${HOME}/.ssh`, 0o700);
  for (const name of ["id_ed25519", "id_rsa"]) chmodSync(`${HOME}/.ssh/${name}`, 0o600);
  chownSync(WORK, id, id);
}

/** As GitHub's runner gives it to the steps; the token is none. */
function environment(): Record<string, string> {
  const rust = existsSync(`${TOOLS}/.cargo/bin`)
    ? { CARGO_HOME: `${HOME}/.cargo`, RUSTUP_HOME: `${TOOLS}/.rustup`, RUSTUP_TOOLCHAIN: "stable" }
    : {};
  const own = isOwnNetwork
    ? { NODE_EXTRA_CA_CERTS: "/run/cert.pem" }
    : Object.fromEntries(Object.entries(process.env).filter(([name]) => REGISTRY_SETTINGS.test(name)));
  return {
    ...rust,
    ...own,
    PATH: [
      `${TOOLS}/.pyenv/versions/3.12.1/bin`,
      `${TOOLS}/.cargo/bin`,
      "/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ].join(":"),
    HOME,
    USER: "runner",
    LANG: "C.UTF-8",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "example/app",
    GITHUB_WORKSPACE: WORKSPACE,
    GITHUB_TOKEN: "ghs_DUMMY",
    ACTIONS_ID_TOKEN_REQUEST_URL: "http://pipelines.example.net/token",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "DUMMY",
    RUNNER_TEMP: TEMP,
    RUNNER_TOOL_CACHE: "/opt/hostedtoolcache",
    PACKAGES,
    SWEPT: SWEPT.map((name) => join(HOME, name)).join(" "),
  };
}
