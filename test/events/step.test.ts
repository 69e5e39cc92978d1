import { expect, test } from "vitest";
import { stepOf } from "../../src/events/step.ts";
import type { Text } from "../../src/events/text.ts";

const text = (raw: string): Text => ({ raw, folded: raw.toLowerCase() });

const WORK = "/home/runner/work";
const RUN = `${WORK}/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3`;

/** What the worker's child says of its step, by its command line. */
function told(path: string, ...args: string[]): [string, string] {
  const argv = [path.slice(path.lastIndexOf("/") + 1), ...args].map(text);
  const { path: step, action } = stepOf({ exec_path: text(path), argv, cwd: text(`${WORK}/web/web`) });
  return [step, action];
}

test.each([
  ["/usr/bin/bash", ["-e", `${RUN}.sh`], `${RUN}.sh`],
  ["/usr/bin/bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", `${RUN}.sh`], `${RUN}.sh`],
  ["/usr/bin/pwsh", ["-command", `. '${RUN}.ps1'`], `${RUN}.ps1`],
  ["/usr/bin/python3", [`${RUN}.py`], `${RUN}.py`],
  ["/usr/bin/sudo", ["-E", "bash", RUN], RUN],
  [
    "/bin/sh",
    ["-e", "/__w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh"],
    "/__w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh",
  ],
  [
    "/bin/bash",
    ["-e", "/opt/my work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh"],
    "/opt/my work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh",
  ],
  // A container action is the program that starts it: what is mounted into it is no script.
  [
    "/usr/bin/docker",
    ["run", "-v", `${WORK}/_temp/_github_home:/github/home`, "-v", `${RUN}:/x`, "image"],
    "/usr/bin/docker",
  ],
  // Other runners, and no runner at all.
  ["/bin/bash", ["-e", "/var/run/act/workflow/0.sh"], "/var/run/act/workflow/0.sh"],
  ["/bin/bash", ["-c", "echo /_actions/a/b/c/d"], "/bin/bash"],
  ["/bin/bash", ["scripts/x.sh"], `${WORK}/web/web/scripts/x.sh`],
  ["/usr/bin/npm", ["ci"], "/usr/bin/npm"],
])("%s %j is the run step %s", (program, args, step) => {
  expect(told(program, ...args)).toEqual([step, ""]);
});

const NODE = "/home/runner/externals/node20/bin/node";

test.each([
  ["actions/checkout/v4/dist/index.js", "actions/checkout@v4"],
  ["Acme/Deploy/1a2b3c/index.js", "Acme/Deploy@1a2b3c"],
  ["github/codeql-action/v3/init/../lib/init-action.js", "github/codeql-action/init@v3"],
  ["a/b/v1/x/y/../../dist/index.js", "a/b/x/y@v1"],
  // Where its folder ends, nobody says.
  ["a/b/v1/x/dist/index.js", "a/b@v1"],
  ["a/b/v1/../../x.js", "a/b@v1"],
])("the script of an action is in its folder: %s", (file, action) => {
  const [step, told_action] = told(NODE, `${WORK}/_actions/${file}`);
  expect(told_action).toBe(action);
  expect(step).not.toContain("..");
});

test("an action is told by what the worker executed, and not by an argument or a folder of its own name", () => {
  expect(told(NODE, "/x.js", `${WORK}/_actions/actions/checkout/v4/dist/index.js`)[1]).toBe("");
  expect(told("/usr/bin/docker", "run", `${WORK}/_actions/actions/checkout/v4/dist/index.js`)[1]).toBe("");
  expect(told(NODE, `${WORK}/_actions/a/b/c`)[1]).toBe("");
});

test("a step of another's making is none, and a long one takes no time", () => {
  expect(stepOf({ exec_path: text(""), argv: [] })).toEqual({ path: "", action: "" });
  expect(told(NODE, "/_actions/a/b/c/".repeat(500))[1]).toBe("a/b@c");
});
