import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/*
 * A worker that is brought to execute the post step's script as a step of another action: `main:` of its action.yml, or the shell of
 * a composite's step, can be any path. Arguments: the action's folder, a folder for files, the inputs as JSON, and `honest` where
 * nothing of the kind is to happen. Prints how each of its children has ended, and its own pid.
 */

const [action = "", folder = "", inputs = "{}", how = ""] = process.argv.slice(2);
const context = {
  GITHUB_REPOSITORY: "acme/prod",
  GITHUB_RUN_ID: "1",
  GITHUB_RUN_ATTEMPT: "1",
  GITHUB_JOB: "build",
  GITHUB_SHA: "c".repeat(40),
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_WORKSPACE: folder,
  RUNNER_TEMP: folder,
};
const given = Object.fromEntries(
  Object.entries(JSON.parse(inputs) as Record<string, string>).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]),
);
const ends: Record<string, number | string> = { pid: process.pid };
const scriptOf = (stage: string): string => join(action, `dist/${stage}/index.js`);

await run("pre", process.execPath, [scriptOf("pre")], given);
const state = stateOf("pre");
await run("main", process.execPath, [scriptOf("main")], { ...given, ...state });
if (how !== "honest") await run("a step of another action", process.execPath, [scriptOf("post")], given);
// Not at once: the judge looks once more at what came until the watch has ended, and a worker of such a job is ended.
const later = `sleep 2; cat ${join(folder, "marker")}; echo 'process.exit(0)' > ${scriptOf("post")}; sleep 1`;
await run("a later step", "/bin/bash", ["-c", how === "honest" ? "true" : later], {});
await run("post", process.execPath, [scriptOf("post")], { ...given, ...state });
// As a worker does that tells the service how the job has gone.
await new Promise((resolve) => setTimeout(resolve, 500));
process.stdout.write(JSON.stringify(ends));

function run(
  name: string,
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const files = ["OUTPUT", "STATE", "STEP_SUMMARY", "ENV"].map((kind) => {
    const path = join(folder, `${name}-${kind}`);
    writeFileSync(path, "");
    return [`GITHUB_${kind}`, path];
  });
  const env = {
    PATH: process.env.PATH,
    HOME: "/root",
    ...context,
    ...Object.fromEntries(files),
    ...variables,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      ends[name] = code ?? signal ?? "";
      resolve();
    });
  });
}

/** What a step has kept for those after it. */
function stateOf(name: string): Record<string, string> {
  const text = readFileSync(join(folder, `${name}-STATE`), "utf8");
  return Object.fromEntries(
    [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, key, , value = ""]) => [
      `STATE_${key}`,
      value,
    ]),
  );
}
