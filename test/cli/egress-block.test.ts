import { join } from "node:path";
import { expect, test } from "vitest";
import { trigger } from "../native/capture.ts";
import { CLI, folder, runwarden, write } from "./command.ts";
import { inNetwork } from "./in-network.ts";

const TRIGGER = trigger("egress_block");

/** The policy of the trigger, as a person writes it. */
const ALLOWED = [
  ...["allowed", "alias", "large", "stream", "forged", "other"].map((name) => `${name}.example`),
  "*.sub.example:8443",
  "198.51.100.0/24",
  "[2001:db8:1::/48]:*",
].flatMap((entry) => ["--allow", entry]);

/** Guards a command there, which is kept from all but what is allowed. */
function block(
  options: readonly string[],
  command: readonly string[],
  script = 'exec "$@"',
): { readonly code: number | null; readonly stderr: string; readonly out: string } {
  const out = join(folder(), "out");
  const run = ["run", "--egress", "block", ...options, "--out", out, "--", ...command];
  return { ...inNetwork(script, [process.execPath, CLI, ...run]), out };
}

/** What was refused, by the events of the log. */
function refused(out: string): string[] {
  const { stdout } = runwarden(["events", join(out, "events.log"), "--kind", "egress_block"]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const { payload } = JSON.parse(line) as { readonly payload: Record<string, unknown> };
      return [payload.act, payload.remote_ip, payload.remote_port, payload.protocol, payload.domain]
        .filter((part) => part !== "" && part !== 0)
        .join(" ");
    });
}

test("every way to reach what is not allowed is refused and told, and no way to what is allowed", () => {
  const { code, stderr, out } = block(ALLOWED, [TRIGGER]);
  expect(stderr).not.toMatch(/^line \d+:/m);
  expect(code).toBe(10);
  const told = new Set(refused(out));
  for (const each of [
    "connect 203.0.113.1 443 tcp",
    "connect 2001:db8::1 443 tcp",
    "connect 203.0.113.1 443 udp",
    "datagram 203.0.113.1 443 udp",
    "datagram 2001:db8::1 443 udp",
    "connect 198.51.100.1 80 tcp",
    "packet 203.0.113.1 udp",
    "look_up 127.0.0.53 53 udp forbidden.example",
    "look_up 127.0.0.53 53 udp a.allowed.example",
    "look_up 127.0.0.53 53 udp sub.example",
    "look_up 127.0.0.53 53 tcp forbidden.example",
    "connect 192.0.2.2 80 tcp",
    "connect 192.0.2.8 443 tcp",
    "connect 192.0.2.9 443 tcp",
    "connect 192.0.2.96 443 tcp",
    "socket packet",
    "packet 203.0.113.1 icmp",
  ]) {
    expect([...told]).toContain(each);
  }
  // What is allowed, and was told all the same.
  expect(
    [...told].filter((each) => /198\.51\.100\.1 443 tcp|2001:db8:1:|127\.0\.0\.1 icmp/.test(each)),
  ).toEqual([]);
  expect(stderr).toContain(
    "Egress: outside of allowed-endpoints, and refused\n  - 203.0.113.1:443 by egress_block (6 times)",
  );
});

test("what is not of the command is let through, and the baseline's rule fails the command unless that is forgiven", () => {
  const config = write(folder(), "runwarden.yaml", "fail_on_blocked: false\n");
  const reach = ["python3", "-c", "import socket; socket.create_connection(('203.0.113.1', 443))"];
  const ofOthers = `"${TRIGGER}" free || exit 99; "$@"; code=$?; "${TRIGGER}" free || exit 99; exit $code`;
  const guarded = (options: readonly string[]) => {
    const out = join(folder(), "out");
    const run = [
      "run",
      "--egress",
      "block",
      ...options,
      "--out",
      out,
      "--",
      "sh",
      "-c",
      '"$@"; true',
      "sh",
      ...reach,
    ];
    return { ...inNetwork(ofOthers, [process.execPath, CLI, ...run]), out };
  };
  const failed = guarded([]);
  expect(failed.code).toBe(10);
  expect(failed.stderr).toContain("Operation not permitted");
  expect(failed.stderr).toContain("detect runwarden/egress/blocked: 1 match");
  expect(failed.stderr).toContain("was refused to reach 203.0.113.1:443 over tcp");
  expect(failed.stderr).toMatch(/^What happened: \S+ was refused to reach 203\.0\.113\.1:443,/m);
  expect(failed.stderr).toMatch(/^ {2}was refused to reach 203\.0\.113\.1:443 by /m);
  expect(failed.stderr).not.toMatch(/^ {2}connected to 203\.0\.113\.1/m);
  const forgiven = guarded(["--config", config]);
  expect(forgiven.stderr).toContain("collect runwarden/egress/blocked: 1 match");
  expect(forgiven.code).toBe(0);
});

test("a socket that was connected before sends nothing any more", () => {
  const inherit = `exec python3 -c '
import socket, subprocess, sys
before = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
before.connect(("203.0.113.1", 443))
before.send(b"x")
sys.exit(subprocess.run(sys.argv[1:], stdin=before).returncode)' "$@"`;
  const send =
    "import socket\ntry: socket.socket(fileno=0).send(b'x')\nexcept PermissionError: raise SystemExit(7)";
  const { code, stderr } = block([], ["python3", "-c", send], inherit);
  expect(stderr).toContain("was refused to reach 203.0.113.1:443 over udp");
  expect(stderr).toContain("The command's own was 7");
  expect(code).toBe(10);
});

test("in audit the same list refuses nothing", () => {
  const out = join(folder(), "out");
  const run = ["run", "--no-baseline", "--allow", "allowed.example", "--out", out, "--"];
  const { stdout } = inNetwork('exec "$@"', [
    process.execPath,
    CLI,
    ...run,
    ...["sh", "-c", `"${TRIGGER}" free && echo reached`],
  ]);
  expect(stdout).toBe("reached\n");
});

test("a list that is wrong is told before anything runs", () => {
  const { code, stderr } = runwarden([
    "run",
    "--egress",
    "block",
    "--allow",
    "https://a.example",
    "--",
    "true",
  ]);
  expect(stderr).toContain("this is a URL; write its host and port");
  expect(code).toBe(2);
});
