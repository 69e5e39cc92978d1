import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  CLI,
  COLLECTOR_FOLDER,
  execute,
  folder,
  readMatches,
  runwarden,
  SECRET_READ,
  write,
} from "./command.ts";

const FAKE_STOP = fileURLToPath(new URL("fake-stop.py", import.meta.url));
function guarded(command: string) {
  const work = folder();
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  const out = join(work, "out");
  const script = command.replaceAll("SECRET", secret);
  const args = ["run", "--no-baseline", "--rules", rules, "--out", out, "--", "bash", "-c", script];
  const ended = runwarden(args);
  return { ...ended, out };
}

test("who ends the log and answers in the collector's place is not taken for Runwarden itself", () => {
  const { code, stderr, out } = guarded(`python3 ${FAKE_STOP} SECRET "$(${COLLECTOR_FOLDER})" answer`);
  expect(stderr).toContain("tampered");
  expect(code).toBe(11);
  expect(readMatches(out)).toMatchObject({
    result: "tampered",
    coverage: {
      faults: expect.arrayContaining([
        {
          code: "collector-gone",
          message:
            "The collector was ended before the job was judged: something else than the collector answered when it was to stop.",
        },
        expect.objectContaining({ code: "ended-by-other" }),
      ]),
    },
  });
});

test("nor is who ends it from outside, and tells Runwarden that it was Runwarden", () => {
  const { code, stderr, out } = guarded(`python3 ${FAKE_STOP} SECRET "$(${COLLECTOR_FOLDER})" orphan`);
  expect(stderr).toContain("tampered");
  expect(code).toBe(11);
  expect(readMatches(out)).toMatchObject({
    result: "tampered",
    coverage: { faults: [expect.objectContaining({ code: "ended-by-other" })] },
  });
});

test("a large log that is changed to one of another version is tampering, and no hang", () => {
  const opens = "for i in {1..30000}; do : < /etc/hostname; done";
  const { code, stderr } = guarded(`${opens}; python3 ${FAKE_STOP} SECRET "$(${COLLECTOR_FOLDER})" version`);
  expect(stderr).toContain("another build of Runwarden 0.1.0");
  expect(code).toBe(11);
});

test("a collector that is stopped for a time is tampering", () => {
  const { code, stderr } = guarded(`
    collector=$(pgrep -f "start $PPID job$")
    kill -STOP $collector; cat SECRET; kill -CONT $collector; sleep 0.2`);
  expect(stderr).toContain("The collector was stopped for a time");
  expect(code).toBe(11);
});

test("a reader of the summary that goes away does not change the exit code", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  const run = [process.execPath, CLI, "run", "--no-baseline", "--rules", rules, "--", "cat", secret];
  // The reader ends at once; the command takes longer.
  const { code } = execute("bash", ["-c", '"$@" 2> >(exec true)', "bash", ...run]);
  expect(code).toBe(10);
});
