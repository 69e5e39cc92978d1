/**
 * Checks .github/workflows, action.yml and the workflows that the README shows with actionlint (and, through it, what they
 * run with shellcheck), and those that run with zizmor: `npm run lint:workflows`. Where the programs are there, no network is needed; with `--install`, which
 * test/setup.sh uses, that they are there is all.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildActionlint, cacheFolder } from "../act/build-act.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const INSTALL_TIMEOUT_MS = 300_000;
const CHECK_TIMEOUT_MS = 60_000;

/** Debian's own, which test/setup.sh installs, pip among them: others in PATH may lack it. */
const PYTHON = "/usr/bin/python3";
const SHELLCHECK = "/usr/bin/shellcheck";

/** Gives the path of zizmor, of the version and with the digest that requirements.txt names. Throws where pip does. */
function installZizmor(): string {
  const cache = cacheFolder();
  const digest = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  const folder = join(cache, `zizmor-${digest}`);
  const program = join(folder, "bin/zizmor");
  if (existsSync(program)) return program;
  console.log(`Installing zizmor, once, into ${cache}`);
  const work = mkdtempSync(join(cache, "install-"));
  try {
    const installed = join(work, "zizmor");
    const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"];
    execFileSync(PYTHON, ["-m", "pip", "install", ...options, "--target", installed, "-r", REQUIREMENTS], {
      stdio: "inherit",
      timeout: INSTALL_TIMEOUT_MS,
      env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    });
    renameSync(installed, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}

/** Writes the workflows of the README into a folder, each with an event, which they leave to the reader; gives their paths. */
function readmeWorkflows(folder: string): string[] {
  const blocks = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```yaml\n(jobs:\n.*?)^```$/gms);
  const paths = [...blocks].map(([, jobs = ""], number) => {
    const path = join(folder, `README-${number + 1}.yml`);
    writeFileSync(path, `on: push\n${jobs}`);
    return path;
  });
  if (paths.length < 3) throw new Error("the README has fewer workflows than it had");
  return paths;
}

/** True where the program has something to say against what it looked at. Throws where it did not run to its end. */
function objects(program: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: "inherit",
    timeout: CHECK_TIMEOUT_MS,
  });
  if (error !== undefined) throw error;
  return status !== 0;
}

const [actionlint, zizmor] = [buildActionlint(), installZizmor()];
if (process.argv[2] !== "--install") {
  // Without it, actionlint would look at less, and not say so.
  accessSync(SHELLCHECK, constants.X_OK);
  const shown = mkdtempSync(join(tmpdir(), "runwarden-lint-"));
  const objections = [
    objects(actionlint, ["-shellcheck", SHELLCHECK, "-pyflakes", ""]),
    objects(actionlint, ["-shellcheck", SHELLCHECK, "-pyflakes", "", ...readmeWorkflows(shown)]),
    objects(zizmor, [
      "--offline",
      "--no-progress",
      "--quiet",
      "--strict-collection",
      ".github",
      "action.yml",
    ]),
  ];
  rmSync(shown, { recursive: true });
  if (objections.includes(true)) process.exitCode = 1;
  else console.log("actionlint and zizmor have nothing against the workflows");
}
