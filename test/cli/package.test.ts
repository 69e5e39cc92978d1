import { cpSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Ended, execute, folder, SECRET_READ, write } from "./command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What npm packs from, and what it must not. */
const PARTS = ["package.json", "README.md", "LICENSE", "dist", "rules", "src"];

/** With this very Node.js, whatever is installed besides. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

/** Packs the package, from a copy: npm changes package.json meanwhile. Gives the path of the archive. */
function pack(work: string): string {
  const copy = join(work, "copy");
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  const before = readFileSync(join(copy, "package.json"), "utf8");
  const { code, stdout, stderr } = npm(copy, ["pack", "--silent"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(readFileSync(join(copy, "package.json"), "utf8")).toBe(before);
  return join(copy, stdout.trim());
}

function npm(cwd: string, args: readonly string[]): Ended {
  const env = { ...process.env, PATH, HOME: cwd, npm_config_update_notifier: "false" };
  return execute("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd, env, timeout: 120_000 });
}

test("the package that npm packs is installed without others, and is the command that documents speak of", () => {
  const work = folder();
  const archive = pack(work);
  const prefix = join(work, "prefix");
  const installed = npm(work, ["install", "--silent", "--global", "--prefix", prefix, archive]);
  expect(installed).toMatchObject({ code: 0, stderr: "" });
  const env = { ...process.env, PATH: `${join(prefix, "bin")}${delimiter}${PATH}` };
  const runwarden = (...args: string[]) => execute("runwarden", args, { env, cwd: work });
  const { version, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(runwarden("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  const packed = JSON.parse(readFileSync(join(prefix, "lib/node_modules/runwarden/package.json"), "utf8"));
  expect(packed).toMatchObject({ version, engines });
  expect(Object.keys(packed).filter((key) => /dependencies/i.test(key))).toEqual([]);
  const inside = execute("find", [".", "-maxdepth", "2"], {
    cwd: join(prefix, "lib/node_modules/runwarden"),
  });
  expect(inside.stdout.split("\n").filter((path) => /node_modules|src/.test(path))).toEqual([]);
  // The baseline's rules, and the collector, are found.
  expect(runwarden("validate", write(work, "r.yaml", SECRET_READ)).code).toBe(0);
  const secret = write(work, "secret", "");
  const run = runwarden("run", "--rules", join(work, "r.yaml"), "--", "cat", secret);
  expect(run.stderr).toMatch(/watching began \(source \w+, scope job, \d{3} rules\)/);
  expect(run.code).toBe(10);
  // So is the judge, where a rule can end the command.
  write(work, "t.yaml", SECRET_READ.replace("detect", "terminate"));
  const ended = runwarden(
    "run",
    "--no-baseline",
    "--rules",
    join(work, "t.yaml"),
    "--",
    "sh",
    "-c",
    "read x < secret; sleep 9",
  );
  expect(ended.stderr).toContain("Stopped: ");
});

test("npx runs it from the archive", () => {
  const work = folder();
  const { code, stdout } = npm(work, [
    "exec",
    "--yes",
    "--package",
    pack(work),
    "--",
    "runwarden",
    "--version",
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
