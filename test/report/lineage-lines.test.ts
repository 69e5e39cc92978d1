import { expect, test } from "vitest";
import { lineageLines } from "../../src/report/lineage-lines.ts";
import { CURL_EXEC, event, NPMRC_READ } from "./reports.ts";

test("the lineage reads from the root down to the process", () => {
  expect(lineageLines(event(NPMRC_READ).process)).toEqual([
    "/home/runner/bin/Runner.Worker",
    "└ /usr/bin/npm install",
    "  └ /usr/bin/bash -c 'cat ~/.npmrc'",
    "    └ /usr/bin/cat /home/runner/.npmrc [pid 4711]",
  ]);
});

test("the newest image of each process has its number and its start, where they are known", () => {
  const process = {
    exec_path: "/usr/bin/node",
    argv: ["node"],
    pid: 9,
    start_time: "2026-11-27T12:32:55.622Z",
    ancestors: [
      { exec_path: "/usr/bin/env", argv: ["env"], pid: 9, start_time: "2026-11-27T12:32:55.622Z" },
      { exec_path: "/bin/sh", argv: ["sh"], pid: 8 },
      { exec_path: "/bin/runner", argv: ["runner"] },
    ],
  };
  expect(lineageLines(event({ ...CURL_EXEC, process }).process)).toEqual([
    "/bin/runner",
    "└ /bin/sh [pid 8]",
    "  └ /usr/bin/env",
    "    └ /usr/bin/node [pid 9, started 12:32:55.622Z]",
  ]);
});

test("a deep lineage keeps its ends and counts what is between", () => {
  const ancestors = Array.from({ length: 30 }, (_, index) => ({
    exec_path: `/a${index}`,
    argv: [`a${index}`],
  }));
  const lines = lineageLines(
    event({ ...CURL_EXEC, process: { exec_path: "/x", argv: ["x"], ancestors } }).process,
  );
  expect(lines.map((line) => line.trim())).toEqual([
    "/a29",
    "└ /a28",
    "└ … 20 more …",
    "└ /a7",
    "└ /a6",
    "└ /a5",
    "└ /a4",
    "└ /a3",
    "└ /a2",
    "└ /a1",
    "└ /a0",
    "└ /x",
  ]);
});

test("what the lineage itself has lost is counted with what is not shown", () => {
  const ancestors = Array.from({ length: 128 }, (_, n) => ({ exec_path: `/a${n}`, argv: [`a${n}`] }));
  const shown = (ancestors_left_out: number, length: number) =>
    lineageLines(
      event({
        ...CURL_EXEC,
        process: {
          exec_path: "/x",
          argv: ["x"],
          ancestors: ancestors.slice(0, length),
          ancestors_left_out,
        },
      }).process,
    ).map((line) => line.trim());
  expect(shown(12, 128)[2]).toBe("└ … 130 more …");
  expect(shown(-200, 128)[2]).toBe("└ … 118 more …");
  // In an event from elsewhere it can stand beside fewer.
  expect(shown(12, 2)).toEqual(["/a1", "└ /a0", "└ /x"]);
});

test("a program that runs under another name, empty arguments and long ones are told apart", () => {
  const argv = [
    "-sh",
    "",
    "a b",
    "it's",
    "c".repeat(120),
    ...Array.from({ length: 50 }, () => "d".repeat(20)),
  ];
  const [line] = lineageLines(event({ ...CURL_EXEC, process: { exec_path: "/bin/busybox", argv } }).process);
  expect(line).toBe(
    `/bin/busybox (as -sh) '' 'a b' 'it'\\''s' ${"c".repeat(100)}… (+20 characters)${` ${"d".repeat(20)}`.repeat(8)} … (+42 arguments)`,
  );
});

test("a process of which nothing is known is still a line", () => {
  expect(lineageLines(event({ event_type: "domain" }).process)).toEqual(["(unknown program)"]);
});
