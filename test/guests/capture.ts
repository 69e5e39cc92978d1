/** Takes the place of test/native/capture.ts in the tests there: programs run in a guest. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { inject, onTestFinished } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { readLog } from "../../src/events/read-log.ts";
import { trigger as builtTrigger, type Capture } from "../native/capture.ts";
import { ask } from "./guest.ts";

export {
  earlier,
  expected,
  type PlainEvent,
  plain,
  TEST_PROCESS,
  tagsOfGoingBack,
} from "../native/capture.ts";

/** The folder of what starts programs in a guest. */
export const TEST_FOLDER = "/";

let folders: string[] = [];

/** The path of a trigger program for the guest's processor, here and there. */
export function trigger(name: string): string {
  return builtTrigger(name, inject("guest").arch);
}

/** A new folder that goes with the test. What the test puts there is in the guest too, at the same path. */
export function temporaryFolder(): string {
  // A path that has no symbolic link in it, here and there.
  const folder = mkdtempSync("/tmp/runwarden-test-");
  folders.push(folder);
  onTestFinished(() => {
    folders = folders.filter((other) => other !== folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs a program under the collector in the guest, protected or not, and gives its events. */
export async function capture(
  program: string,
  args: readonly string[],
  protect: "on" | "report" = "report",
): Promise<Capture> {
  const answer = await ask(inject("guest"), program, args, [...folders, ...takeShared()], protect);
  const said = answer.get("output")?.toString("utf8").trim();
  const status = answer.get("status")?.toString("utf8").trim();
  if (status === undefined) throw new Error(`The collector did not start in the guest: ${said}`);
  if (status !== "0") throw new Error(`${program} ended with ${status} in the guest: ${said}`);
  const log = answer.get("log");
  if (log === undefined) throw new Error(`The guest has no event log: ${said}`);
  const events: Event[] = [];
  const summary = await readLog([log], {
    onEvent: (event) => {
      if (comesFrom(event, program)) events.push(event);
    },
  });
  return { events, summary };
}

/** A file that one test needs on tmpfs, and so makes outside its folder. */
const SHARED = `/dev/shm/memfd:runwarden-${process.pid}`;

function takeShared(): string[] {
  if (!existsSync(SHARED)) return [];
  onTestFinished(() => rmSync(SHARED, { force: true }));
  return [SHARED];
}

function comesFrom({ process: { exec_path, ancestors } }: Event, program: string): boolean {
  return exec_path.raw === program || ancestors.some((ancestor) => ancestor.exec_path.raw === program);
}
