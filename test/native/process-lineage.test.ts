import { expect, test } from "vitest";
import type { EventOf } from "../../src/events/event.ts";
import { capture, TEST_PROCESS, temporaryFolder, trigger } from "./capture.ts";

test("a process is told from others of its PID, and keeps its lineage through threads, orphans and depth", async () => {
  const folder = temporaryFolder();
  const program = trigger("process_lineage");
  const { events, summary } = await capture(program, [folder]);
  expect(summary.coverage).toMatchObject({ dropped: { process_exec: 0, file_open: 0 }, droppedLineage: 0 });

  const opens = events.filter((event): event is EventOf<"file_open"> => event.kind === "file_open");
  const openers = (name: string) =>
    opens.filter(({ payload }) => payload.path.raw === `${folder}/${name}`).map((event) => event.process);
  /** What the arguments say of the opener and of its ancestors, newest first, down to the test's own process. */
  const parts = (name: string) =>
    openers(name).map(({ exec_path, argv, ancestors }) => {
      const below = ancestors.findIndex((ancestor) => ancestor.exec_path.raw === TEST_PROCESS);
      return [{ exec_path, argv }, ...ancestors.slice(0, below)].map((image) => {
        expect(image.exec_path.raw).toBe(program);
        return image.argv
          .slice(2)
          .map(({ raw }) => raw)
          .join(" ");
      });
    });

  // Each part runs in a fork of the program, which is of the same image and stands in the lineage as well.
  const fork = "";
  const main = "";

  // A thread's exec replaces its process, which is the fork here.
  const pids = ["before-thread", "by-thread", "from-thread"].map((name) =>
    openers(name).map(({ pid }) => pid),
  );
  expect(pids).toEqual([[expect.any(Number)], pids[0], pids[0]]);
  expect(parts("by-thread")).toEqual([[fork, main]]);
  expect(parts("from-thread")).toEqual([["from-thread ", main]]);

  const levels = Array.from({ length: 80 }, (_, depth) => `deep ${depth}`);
  expect(parts("deepest")).toEqual([[...levels, fork, main]]);

  // Faster one after the other than the clock ticks by which /proc tells processes apart.
  const reused = Array.from({ length: 50 }, (_, number) => number).filter((number) => number % 3 > 0);
  expect(parts("reused")).toEqual(reused.map((number) => [`reused ${number}`, fork, main]));
  expect(parts("reused-fork")).toEqual(Array(17).fill(["", fork, main]));
  const reusedPids = [...openers("reused"), ...openers("reused-fork")].map(({ pid }) => pid);
  expect(new Set(reusedPids).size).toBe(1);

  // The ancestor that has ended has the same PID as the heir.
  expect(parts("heir")).toEqual([["heir ", "ancestor ", "ancestor ", fork, main]]);
  expect(parts("by-parent-of-heir")).toEqual([["ancestor ", "ancestor ", fork, main]]);

  expect(parts("daemon")).toEqual([["daemon ", "", fork, main]]);
});
