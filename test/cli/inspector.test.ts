import { expect, test } from "vitest";
import { runwarden } from "./command.ts";

test("a command that `run` guards cannot have it open an inspector, by which it could say how it has gone", () => {
  const script = [
    "sleep 0.3; kill -USR1 $PPID; sleep 1",
    "grep -qi ':240D' /proc/net/tcp /proc/net/tcp6 && echo open || echo shut",
  ].join("; ");
  const { code, stdout, stderr } = runwarden(["run", "--no-baseline", "--", "bash", "-c", script]);
  expect(stdout).toBe("shut\n");
  expect(stderr).not.toContain("Debugger listening");
  expect(code).toBe(0);
});
