import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trigger } from "../native/capture.ts";
import type { JobResult } from "../runner/job.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { asUser } from "../sudoers.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/*
 * Ways to have a job pass all the same after a rule matched, without root: worker and steps are one user's, and the steps
 * do not use sudo. Whatever they do the job fails, and what the judge uploads says why.
 */

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** A user that every Debian has; no other test takes it. */
const USER_ID = 2;
const AS_USER = asUser("bin", USER_ID);

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(async () => {
  await service.stop();
});

const DETECTED = ": > marker; cat marker";

/** The control socket of this job's watch. */
const SOCKET =
  "socket=$(grep -o \"/var/lib/runwarden/$(cut -d' ' -f4 /proc/$$/stat)s[^ ]*/control\" /proc/net/unix | head -n 1)";

/** Runs what follows after the step, and past the runner's own clean-up. */
const LATER = "setsid --fork env -u RUNNER_TRACKING_ID timeout 20";

/** Puts a program in the place of the one that runs the post step. */
function insteadOfNode(script: string): string {
  return `${DETECTED}
    mv $ACTION/node $ACTION/node.real
    cat > $ACTION/node <<'END'
${script}
END
    chmod +x $ACTION/node`;
}

/** A program of the tests in the place of node, which ends in this way. */
function endingBy(way: string): string {
  return insteadOfNode(`#!/bin/bash -p
exec $ACTION/post_ways ${way} -- "$@"`);
}

const WAYS: Readonly<Record<string, string>> = {
  "node is a script that ends well": insteadOfNode("#!/bin/sh\nexit 0"),
  "node is a script of a script": insteadOfNode("#!$ACTION/node.second\n").concat(
    "\nprintf '#!/bin/sh\\nexit 0\\n' > $ACTION/node.second; chmod +x $ACTION/node.second",
  ),
  "node is a link to true": `${DETECTED}; mv $ACTION/node $ACTION/node.real; ln -s /bin/true $ACTION/node`,
  "the script is a link to another": `${DETECTED}
    echo 'process.exit(0)' > $ACTION/other.js; ln -sf $ACTION/other.js $ACTION/dist/post/index.js`,
  "the action's folder is another": `${DETECTED}
    mv $ACTION/dist $ACTION/away; mkdir -p $ACTION/dist/post; echo 'process.exit(0)' > $ACTION/dist/post/index.js`,
  "variables of loaders": `${DETECTED}
    printf "LD_AUDIT=/none.so\\nGCONV_PATH=/none\\nLOCPATH=/none\\nNODE_EXTRA_CA_CERTS=/none\\nNODE_PATH=/none\\nSSL_CERT_FILE=/none\\n" >> $GITHUB_ENV`,
  "a script that node runs in a thread": `${DETECTED}
    echo 'const { Worker } = require("worker_threads"); new Worker("process.exit(0)", { eval: true })' > $ACTION/dist/post/index.js
    echo '{}' > $ACTION/dist/post/package.json`,
  "the report of a child": `${DETECTED}
    echo 'process.exitCode = require("child_process").spawnSync("/bin/true").status' > $ACTION/dist/post/index.js
    echo '{}' > $ACTION/dist/post/package.json`,
  "exit(1) before a worker of io_uring": endingBy("behind-io_uring"),
  "a filter that ends the first thread": endingBy("behind-seccomp"),
  "the same by prctl": endingBy("behind-seccomp-by-prctl"),
  "the last thread": endingBy("last-thread"),
  "a flood of requests, and a 32-bit call": `${SOCKET}
    cat > flood.py <<'END'
import socket, sys, time
end = time.time() + 12
lines = [socket.socket(socket.AF_UNIX) for _ in range(8)]
for line in lines: line.connect(sys.argv[1]); line.setblocking(False)
sent = [0] * 8
while time.time() < end:
    for i, line in enumerate(lines):
        try: sent[i] = (sent[i] + line.send((b"check x\\n" * 513)[sent[i]:][:4096])) % 8
        except OSError: pass
        try: line.recv(65536)
        except OSError: pass
END
    for i in 1 2; do ${LATER} python3 flood.py $socket > /dev/null 2>&1 < /dev/null; done
    sleep 0.5
    ${endingBy(process.arch === "x64" ? "int80-exit_group" : "exit_group")}`,
  "connections that are held": `${SOCKET}
    cat > hold.py <<'END'
import socket, sys, time
held = []
end = time.time() + 8
while time.time() < end:
    try:
        line = socket.socket(socket.AF_UNIX); line.setblocking(False); line.connect(sys.argv[1]); line.send(b"finish"); held.append(line)
    except OSError: time.sleep(0.01)
    del held[:-200]
END
    ${LATER} python3 hold.py $socket > /dev/null 2>&1 < /dev/null
    ${DETECTED}`,
  "requests that are none": `${SOCKET}
    python3 -c '
import socket, sys
for text in [b"x" * 300, b"\\n" * 300, b"\\0" * 256, b"finish\\n", b"leave\\n", b"log\\n", b"stop\\n", b"join\\n" * 40, b"join " + b"y" * 300]:
    line = socket.socket(socket.AF_UNIX); line.connect(sys.argv[1])
    try: line.send(text); line.settimeout(0.2); line.recv(100)
    except OSError: pass' $socket
    ${DETECTED}`,
  "no more files for the worker": `${DETECTED}
    prlimit --pid $PPID --nofile=24:24`,
  "a summary and outputs that are pipes": `${DETECTED}
    cat > pipes.sh <<'END'
while :; do for file in "$1"/_runner_file_commands/{step_summary,set_output}_*; do
  [ -f "$file" ] && rm -f "$file" && mkfifo "$file"
done; sleep 0.01; done
END
    ${LATER} bash pipes.sh "$RUNNER_TEMP" > /dev/null 2>&1 < /dev/null`,
  "scripts that cannot be read": `${DETECTED}; chmod 0 $ACTION/dist/post; rm -rf $ACTION/rules`,
  "a state that says that nothing is watched": `${DETECTED}
    printf 'STATE_runwarden<<E\\n{"phase":"unsupported"}\\nE\\nINPUT_ON-UNSUPPORTED=warn\\nINPUT_FAIL-ON-DETECT=false\\n' >> $GITHUB_ENV`,
  "another run's variables": `${DETECTED}
    printf 'GITHUB_RUN_ID=2\\nGITHUB_JOB=other\\nRUNNER_TEMP=/tmp\\nACTIONS_RESULTS_URL=http://127.0.0.1:9/\\nhttp_proxy=http://127.0.0.1:9\\n' >> $GITHUB_ENV`,
  "workflow commands": `${DETECTED}; echo '::stop-commands::never-again'; echo '::add-mask::error'; echo '::add-mask::detect'`,
};

/** The runner reads the action's definition anew before its post step. */
const OTHER_POST = "s#^  post: .*#  post: other.js#";

const DEFINITIONS: Readonly<Record<string, string>> = {
  "is replaced by one with another post step": `sed -i '${OTHER_POST}' $ACTION/action.yml`,
  "is written over": `sed '${OTHER_POST}' $ACTION/action.yml > other.yml; cat other.yml > $ACTION/action.yml`,
  "is that of a composite action": `printf 'name: x\nruns:\n  using: composite\n  steps: []\n' > other.yml; mv other.yml $ACTION/action.yml`,
  "is in another folder of the same name": `mv $ACTION $ACTION.away; cp -r $ACTION.away $ACTION; sed -i '${OTHER_POST}' $ACTION/action.yml`,
  "is cut before it names the post step": `python3 -c 'import os, sys; os.truncate(sys.argv[1], open(sys.argv[1]).read().index("  post:"))' $ACTION/action.yml`,
  "is written by another name": `ln $ACTION/action.yml alias; sed '${OTHER_POST}' alias > other.yml; cat other.yml > alias`,
  "is written to in a file system over it": `mkdir lower over $ACTION.work
    unshare -Urm bash -c "mount -t overlay o -o userxattr,lowerdir=$PWD/lower,upperdir=$ACTION,workdir=$ACTION.work over &&
      sed '${OTHER_POST}' over/action.yml > other.yml && cat other.yml 1<> over/action.yml"`,
  "is cut and filled": `python3 -c 'import os, sys; size = os.stat(sys.argv[1]).st_size; os.truncate(sys.argv[1], 0); os.truncate(sys.argv[1], size)' $ACTION/action.yml`,
  "is moved by calls of io_uring": `$ACTION/unseen_calls io_uring-move $ACTION/action.yml $ACTION/own.yml; sed '${OTHER_POST}' $ACTION/own.yml > $ACTION/action.yml`,
  "is written to by calls of io_uring": `$ACTION/unseen_calls io_uring-write $ACTION/action.yml "$(sed '${OTHER_POST}' $ACTION/action.yml)"`,
  "is elsewhere for a moment, by calls that nobody sees": `cp -r $ACTION $ACTION.other
    $ACTION/unseen_calls io_uring-move $ACTION $ACTION.away; cp -r $ACTION.other $ACTION
    $ACTION.away/unseen_calls io_uring-move $ACTION $ACTION.copy; $ACTION.away/unseen_calls io_uring-move $ACTION.away $ACTION`,
  ...(process.arch === "x64"
    ? {
        "is moved by a 32-bit call": `$ACTION/unseen_calls 32-bit-move $ACTION/action.yml $ACTION/own.yml; sed '${OTHER_POST}' $ACTION/own.yml > $ACTION/action.yml`,
        "is written to by a 32-bit call": `$ACTION/unseen_calls 32-bit-write $ACTION/action.yml "$(sed '${OTHER_POST}' $ACTION/action.yml)"`,
      }
    : {}),
  "is another for a moment": `cp $ACTION/action.yml own.yml; sed -i '${OTHER_POST}' $ACTION/action.yml; cat own.yml > $ACTION/action.yml`,
};

interface Outcome {
  /** Undefined where the worker was ended: such a job fails. */
  readonly job: JobResult | undefined;
  readonly matches: string | undefined;
}

/** `isLinked`: the runner's work folder is a link to one elsewhere. */
async function runAsUser(run: string, { isLinked = false } = {}): Promise<Outcome> {
  using folder = new JobFolder();
  const action = join(folder.path, "action");
  mkdirSync(join(action, "node_modules"), { recursive: true });
  // A checkout may be in a folder of root's own.
  for (const name of ["dist", "rules", "test/runner", "node_modules/yaml", "action.yml", "package.json"]) {
    cpSync(join(REPOSITORY, name), join(action, name), { recursive: true });
  }
  copyFileSync(process.execPath, join(action, "node"));
  for (const name of ["post_ways", "unseen_calls"]) copyFileSync(trigger(name), join(action, name));
  const real = join(folder.path, "real");
  const given = isLinked ? join(folder.path, "link", "action") : action;
  if (isLinked) {
    mkdirSync(real);
    renameSync(action, join(real, "action"));
    symlinkSync("elsewhere", join(folder.path, "link"));
    symlinkSync(real, join(folder.path, "elsewhere"));
  }
  execFileSync("chown", ["-hR", `${USER_ID}:${USER_ID}`, folder.path]);
  execFileSync("chmod", ["755", folder.path]);
  service.artifacts.splice(0);
  const job = await runJob(folder, {
    through: AS_USER,
    action: given,
    installation: { node: join(given, "node"), worker: join(given, "test/runner/worker.ts") },
    inputs: { rules: MARKER_RULE, baseline: "false" },
    steps: [{ run: run.replaceAll("$ACTION", given).replaceAll("$FOLDER", folder.path) }],
    actionEnvironment: service.variables,
    waits: { outputMs: 500 },
  }).catch((error: unknown) => {
    if (String(error).includes("the worker failed")) return undefined;
    throw error;
  });
  for (let tries = 0; tries < 300 && service.artifacts.length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [artifact] = service.artifacts;
  const files = artifact && (await unzip(artifact.zip));
  return { job, matches: files?.get("matches.json")?.toString() };
}

test.each(Object.entries(WAYS))(
  "a job in which a rule matched fails, whatever its user does without root, and the evidence is there: %s",
  async (_, run) => {
    const { job, matches } = await runAsUser(run);
    expect(job?.conclusion ?? "failure").toBe("failure");
    // A post step that ends before it has asked for the report has the log end otherwise than it should.
    expect(matches).toMatch(/"result":\s?"(detected|tampered)"/);
    expect(matches).toContain("marker_open");
  },
);

test.each(Object.entries(DEFINITIONS))(
  "a job does not go on where the action's definition %s",
  async (_, change) => {
    const { job, matches } = await runAsUser(
      `${DETECTED}\necho 'process.exit(0)' > $ACTION/other.js\n${change}\nsleep 1`,
    );
    expect(job).toBeUndefined();
    expect(matches).toMatch(/"result":\s?"tampered"/);
    expect(matches).toContain("marker_open");
  },
);

const FOLDERS: Readonly<Record<string, string>> = {
  "the folder that a link leads to": "mv $FOLDER/real $FOLDER/away; mkdir $FOLDER/real",
  "a link behind a link": "mkdir $FOLDER/other; ln -sfn $FOLDER/other $FOLDER/elsewhere",
};

test.each(Object.entries(FOLDERS))(
  "a job does not go on where another stands in the place of %s on the way to the action",
  async (_, change) => {
    const { job, matches } = await runAsUser(
      `${DETECTED}
      cp -r $FOLDER/real/action action; echo 'process.exit(0)' > action/other.js; sed -i '${OTHER_POST}' action/action.yml
      ${change}; cp -r action $FOLDER/link/action
      sleep 1`,
      { isLinked: true },
    );
    expect(job).toBeUndefined();
    expect(matches).toMatch(/"result":\s?"tampered"/);
    expect(matches).toContain("marker_open");
  },
);

test("a job whose action is behind links is as others", async () => {
  const { job, matches } = await runAsUser("chown -hR $(id -u) $FOLDER/real; true", { isLinked: true });
  expect(job?.conclusion).toBe("success");
  expect(matches).toMatch(/"result":\s?"passed"/);
});
