import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { trigger } from "../native/capture.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { expectNothingLeft, FIND_GUARDS, forget, guardsOf } from "./guards.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/*
 * Ways of a job that is root to be green though a rule matched, or could not match for what was done to the guard. None of
 * them writes another post step, or takes all programs of the gate away: that is what the guard cannot withstand.
 */

const scriptOf = (name: string): string =>
  `"${process.execPath}" ${fileURLToPath(new URL(name, import.meta.url))}`;

const MATCH = ": > marker; cat marker";

/** Waits until the collector has written what was done before. */
const SETTLE = `: > all-done-now; until ${trigger("unpack_log")} $log | grep -aq all-done-now; do sleep 0.05; done`;

const END_COLLECTOR =
  "kill -KILL $collector; while readlink /proc/$collector/exe > /dev/null; do sleep 0.05; done";

/** Enough records that some of them can make room for a trailer. */
const MANY_RECORDS = `for i in $(seq 100); do : > f$i; cat f$i; done; ${SETTLE}`;

const FALSE_REPORT = JSON.stringify({
  exit_code: 0,
  lines: ["✅ Runwarden: passed"],
  summary: "passed",
  outputs: { result: "passed", "match-count": "0" },
});

/** Runs on behind the step, until the job is over, at the longest for a minute. */
function behind(script: string): string {
  return `cat > behind.py <<'END'\n${script}\nEND\nsetsid timeout 60 python3 behind.py "$folder" "$judge" > behind.log 2>&1 < /dev/null &\nsleep 0.3`;
}

/** Answers in the collector's place that all is well. */
const FALSE_DESK = `
import os, socket, sys
path = sys.argv[1] + "/control"
os.path.lexists(path) and os.unlink(path)
desk = socket.socket(socket.AF_UNIX)
desk.bind(path)
os.chmod(path, 0o666)
desk.listen(8)
report = ${JSON.stringify(FALSE_REPORT)}.encode()
while True:
    talk, _ = desk.accept()
    for line in talk.makefile("rb"):
        word = line.split()[0]
        if word in (b"check", b"join"): talk.send(b"joined\\n")
        if word == b"finish": talk.send(b"report %d\\n" % len(report) + report)
        if word == b"leave": talk.send(b"go\\n")`;

/** Writes a file of the judge's again and again. */
const FALSE_FILES = `
import sys, time
end = time.time() + 30
while time.time() < end:
    for name in ("post.json", "late.json"):
        try:
            open(sys.argv[1] + "/" + name, "w").write(${JSON.stringify(FALSE_REPORT)})
        except OSError:
            pass
    time.sleep(0.001)`;

/** In the place of what the judge loads to upload: says for the judge that all is well, by whatever is open. */
const FALSE_CLIENT = `
import { writeFileSync, writeSync } from "node:fs";
export const id = 0, ids = [], modules = {};
writeFileSync(new URL("../post.json", import.meta.url), ${JSON.stringify(FALSE_REPORT)});
process.on("unhandledRejection", () => {});
for (const fd of [3, 4, 5]) {
  try {
    writeSync(fd, "report green\\nleave green\\n");
  } catch {}
}
setInterval(() => {
  try {
    writeSync(3, "leave green\\n");
  } catch {}
}, 20);
setTimeout(() => process.exit(0), 1000);
await new Promise(() => {});`;

/** Takes the judge's end of the conversation, stops it, and says in its place that all is well. */
const FALSE_JUDGE = `
import ctypes, os, select, signal, sys
folder, judge = sys.argv[1], int(sys.argv[2])
PIDFD_GETFD = 438
fd = ctypes.CDLL(None).syscall(PIDFD_GETFD, os.pidfd_open(judge), 3, 0)
os.kill(judge, signal.SIGSTOP)
while True:
    select.select([fd], [], [])
    lines = os.read(fd, 4096)
    if not lines: break
    for line in lines.splitlines():
        if line.startswith(b"finish"):
            open(folder + "/post.json", "w").write(${JSON.stringify(FALSE_REPORT)})
            os.write(fd, b"report green\\n")
        if line.startswith(b"leave"): os.write(fd, b"leave green\\n")`;

const TABLE = `runwarden_test_${process.pid}`;

interface Way {
  readonly name: string;
  /** Behind FIND_GUARDS. */
  readonly run: string;
  /** Of post's outputs, which a false report can be. */
  readonly result: RegExp | string;
  /** Files that it goes on to write into the folder, which can be there when that is to go. */
  readonly writes?: readonly string[];
  /** With an artifact to upload. */
  readonly uploads?: true;
  /** Takes back what stays. */
  readonly undo?: readonly [program: string, ...args: string[]];
}

const WAYS: readonly Way[] = [
  {
    name: "the log gets another end, as long as it was, when its collector is gone",
    run: `${MANY_RECORDS}; ${END_COLLECTOR}; ${scriptOf("forge-log.ts")} $log; ${MATCH}`,
    result: "tampered",
  },
  {
    name: "the same while the keeper and the judge are stopped, which then go on",
    run: `${MANY_RECORDS}; kill -STOP $keeper $judge; ${END_COLLECTOR}; ${scriptOf("forge-log.ts")} $log; ${MATCH}; kill -CONT $judge; sleep 0.2; kill -CONT $keeper`,
    result: "tampered",
  },
  {
    name: "the code that uploads is replaced before it is loaded",
    run: `${MATCH}; for file in $folder/judge/*.index.js; do cat > $file <<'END'\n${FALSE_CLIENT}\nEND\ndone`,
    result: "tampered",
    uploads: true,
  },
  {
    name: "the judge's script is replaced",
    run: `${MATCH}; for file in $folder/judge/*.mjs; do cat > $file <<'END'\n${FALSE_CLIENT}\nEND\ndone`,
    result: "tampered",
    uploads: true,
  },
  {
    name: "the program that reads for the judge is replaced, and its own put back",
    run: `cp $folder/collector $folder-own; echo exit > $folder-false; chmod 755 $folder-*; mv $folder-false $folder/collector; mv $folder-own $folder/collector`,
    result: "tampered",
  },
  {
    name: "another watch has the folder's name, and the collector goes on",
    run: `${MATCH}; mv $folder $folder.old; ${scriptOf("start-own-watch.ts")} $WORKER $folder`,
    result: "passed",
  },
  {
    name: "another watch has the folder's name, and the collector is gone",
    run: `${END_COLLECTOR}; ${MATCH}; mv $folder $folder.old; ${scriptOf("start-own-watch.ts")} $WORKER $folder`,
    result: "passed",
  },
  {
    name: "somebody else listens in the collector's place",
    run: `${MATCH}; ${behind(FALSE_DESK)}`,
    result: "passed",
  },
  {
    name: "somebody else listens in the place of a collector that was stopped",
    run: `kill -STOP $collector; ${MATCH}; ${behind(FALSE_DESK)}`,
    result: "passed",
  },
  {
    name: "the report's files are written over while post waits",
    run: `${MATCH}; ${behind(FALSE_FILES)}`,
    result: /^(passed|detected|tampered)$/,
    writes: ["post.json", "late.json"],
  },
  {
    name: "the report cannot have its name",
    run: `${MATCH}; mkdir $folder/post.json $folder/late.json $folder/matches.json`,
    result: "tampered",
    uploads: true,
  },
  {
    name: "the collector is stopped and goes on",
    run: `kill -STOP $collector; ${MATCH}; sleep 0.3; kill -CONT $collector`,
    result: "tampered",
  },
  {
    name: "the collector is stopped for good",
    run: `kill -STOP $collector; ${MATCH}`,
    result: "tampered",
  },
  {
    name: "collector and judge are stopped for good",
    run: `${MATCH}; ${SETTLE}; kill -STOP $collector $judge`,
    // Nobody makes a report within a minute; post judges the log itself then.
    result: "tampered",
  },
  {
    name: "the keeper is stopped for good",
    run: `${MATCH}; kill -STOP $keeper`,
    result: "tampered",
  },
  {
    name: "the judge is ended from within by a debugger",
    run: `${MATCH}; ${SETTLE}; timeout 20 gdb -p $judge -batch -ex 'call (void) _exit(0)' > /dev/null 2>&1 || true`,
    result: "tampered",
  },
  {
    name: "somebody answers for the judge, by a descriptor of its own",
    run: `${MATCH}; ${SETTLE}; ${behind(FALSE_JUDGE)}`,
    result: "tampered",
  },
  {
    name: "the collector may write no more to files",
    run: `${MATCH}; prlimit --pid $collector --fsize=1000; ${MATCH}`,
    result: "tampered",
  },
  {
    name: "the log is that of a job of a moment ago",
    run: `${MANY_RECORDS}; cp $log kept; ${MATCH}; ${SETTLE}; cat kept > $log`,
    result: "tampered",
  },
  {
    name: "the log is a file without an end, to be read and to be uploaded",
    run: `${MATCH}; ${SETTLE}; truncate -s 1T $log`,
    result: "tampered",
    uploads: true,
  },
  {
    name: "the log is a device",
    run: `${MATCH}; ${SETTLE}; rm $log; mknod $log c 1 5`,
    result: "tampered",
    uploads: true,
  },
  {
    name: "the log is a link to another file",
    run: `${MATCH}; ${SETTLE}; mv $log kept; ln -s $PWD/kept $log`,
    result: "tampered",
  },
  {
    name: "the folder is a link to one of somebody else",
    run: `${MATCH}; mv $folder moved; ln -s $PWD/moved $folder`,
    result: "tampered",
  },
  {
    name: "an empty file system lies over the folder",
    run: `${MATCH}; mount -t tmpfs -o mode=711 runwarden-test $folder`,
    result: "tampered",
  },
  {
    name: "the way to the service is cut",
    run: `${MATCH}; nft -f - <<END
table inet ${TABLE} {
  chain out {
    type filter hook output priority 0;
    tcp dport \${ACTIONS_PORT} reject with tcp reset
  }
}
END`,
    undo: ["nft", "delete", "table", "inet", TABLE],
    result: "detected",
    uploads: true,
  },
];

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(() => service.stop());

test.each(WAYS)(
  "$name: the job fails, and nothing is left of the guard",
  { timeout: 150_000 },
  async (way) => {
    using folder = new JobFolder();
    onTestFinished(() => {
      const [program, ...args] = way.undo ?? ["true"];
      execFileSync(program, args);
    });
    const port = new URL(service.variables.ACTIONS_RESULTS_URL as string).port;
    const found = await runJob(folder, {
      inputs: {
        rules: MARKER_RULE,
        baseline: "false",
        ...(way.uploads ? {} : { "artifact-name": "" }),
      },
      steps: [{ run: `ACTIONS_PORT=${port}\n${FIND_GUARDS}\n${way.run}` }],
      actionEnvironment: service.variablesOf(way.name.replaceAll(/\W/g, "-")),
    });
    const guards = guardsOf(found);
    onTestFinished(() => {
      rmSync(`${guards.folder}.old`, { recursive: true, force: true });
      forget(guards);
    });
    expect(stage(found, "step 1")).toMatchObject({ outcome: "success" });
    expect(stage(found, "post").outcome, stage(found, "post").log).toBe("failure");
    const { result } = stage(found, "post").outputs;
    if (way.result instanceof RegExp) expect(result).toMatch(way.result);
    else expect(result, stage(found, "post").log).toBe(way.result);
    expect(found.conclusion).toBe("failure");
    await expectNothingLeft(guards, way.writes);
  },
);
