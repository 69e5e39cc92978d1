import { basename } from "node:path";
import { expect, test } from "vitest";
import { type Capture, capture, temporaryFolder, trigger } from "./capture.ts";

const program = trigger("privilege_change");

function told({ events }: Capture): unknown[] {
  return events.flatMap(({ kind, process, payload }) =>
    kind === "privilege_change"
      ? [
          {
            program: basename(process.exec_path.raw),
            type: payload.type.raw,
            is_root: payload.is_root,
            is_exec: payload.is_exec,
            old_uid: payload.old_uid,
            capabilities: payload.capabilities.map(({ raw }) => raw),
          },
        ]
      : [],
  );
}

test("who becomes root or gets capabilities by a call is told once, and who gets nothing is not", async () => {
  const uid = {
    program: "privilege_change",
    type: "uid",
    is_root: true,
    is_exec: false,
    old_uid: 1000,
    capabilities: [],
  };
  expect(told(await capture(program, ["calls", temporaryFolder()]))).toEqual([
    uid,
    uid,
    uid,
    { ...uid, type: "capabilities", old_uid: 0, capabilities: ["cap_net_raw", "cap_sys_admin"] },
  ]);
});

test("who gets them by what it executes is told as that program", async () => {
  expect(told(await capture(program, ["exec", temporaryFolder()]))).toEqual([
    // What it executes as root has no more than it had.
    { program: "set-user-id", type: "uid", is_root: true, is_exec: true, old_uid: 1000, capabilities: [] },
    {
      program: "with-capabilities",
      type: "capabilities",
      is_root: false,
      is_exec: true,
      old_uid: 1000,
      capabilities: ["cap_net_raw"],
    },
  ]);
});
