import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { EndpointObserver, type Reached } from "../../src/report/reached-endpoints.ts";

const SCRIPT = "/home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
const CHECKOUT = "/home/runner/work/_actions/actions/checkout/v5/dist/index.js";
const WORKER = { exec_path: "/home/runner/bin/Runner.Worker", argv: ["Runner.Worker"], is_runner: true };
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", SCRIPT] };
const NODE = { exec_path: "/home/runner/externals/node24/bin/node", argv: ["node", CHECKOUT] };
const CURL = { exec_path: "/usr/bin/curl", argv: ["curl"] };
const GIT = { exec_path: "/usr/bin/git", argv: ["git", "fetch"] };
const SYSTEMD = { exec_path: "/usr/lib/systemd/systemd", argv: ["systemd"] };
const SHIM = { exec_path: "/usr/bin/containerd-shim-runc-v2", argv: ["containerd-shim-runc-v2"] };
const DOCKERD = { exec_path: "/usr/bin/dockerd", argv: ["dockerd"] };

type Image = Readonly<Record<string, unknown>>;

/** The last of some images, the outermost first. */
const of = (...images: readonly Image[]) => {
  const [process, ...ancestors] = [...images].reverse();
  return { ...process, ancestors };
};

const IN_STEP = of(WORKER, BASH, CURL);

const connect = (process: object, remote_ip: string, remote_port: number, ...remote_domains: string[]) => ({
  event_type: "network_connect",
  process,
  payload: {
    remote_ip,
    remote_port,
    remote_domains,
    protocol: "tcp",
    family: remote_ip.includes(":") ? "ipv6" : "ipv4",
  },
});

const lookUp = (process: object, domain: string, source = "dns") => ({
  event_type: "domain",
  process,
  payload: { domain, source },
});

function observe(events: readonly object[]): Reached {
  const observer = new EndpointObserver();
  const reader = new JsonEventReader();
  for (const event of events) observer.add(reader.event(event));
  return observer.reached();
}

test("what was reached is told once for each who, with all names that it had at last", () => {
  const { endpoints, names, leftOut } = observe([
    lookUp(IN_STEP, "a.example"),
    connect(IN_STEP, "203.0.113.1", 443, "a.example"),
    connect(IN_STEP, "203.0.113.1", 443, "a.example", "b.example"),
    connect(IN_STEP, "203.0.113.1", 443, "a.example", "b.example"),
    connect(of(WORKER, NODE, GIT), "203.0.113.1", 443, "a.example"),
    lookUp(IN_STEP, "a.example"),
    lookUp(IN_STEP, "given-to-a-server.example", "tls"),
  ]);
  expect(endpoints.map((each) => ({ ...each, by: each.by.list }))).toEqual([
    {
      ip: "203.0.113.1",
      port: 443,
      who: "step",
      names: ["a.example", "b.example"],
      by: [{ program: "curl", package: "" }],
      count: 3,
    },
    {
      ip: "203.0.113.1",
      port: 443,
      who: "action",
      names: ["a.example"],
      by: [{ program: "git", package: "" }],
      count: 1,
    },
  ]);
  expect(names.map(({ name, who, count }) => [name, who, count])).toEqual([["a.example", "step", 2]]);
  expect(leftOut).toBe(0);
});

test.each([
  ["a run step", IN_STEP, "step"],
  ["an action", of(WORKER, NODE), "action"],
  ["what an action starts", of(WORKER, NODE, BASH, CURL), "action"],
  ["the runner itself", of(SYSTEMD, WORKER), "runner"],
  ["a container's program", of(SYSTEMD, SHIM, CURL), "container"],
  ["a container's daemon", of(SYSTEMD, DOCKERD), "container"],
  ["a service of the machine", of(SYSTEMD, CURL), "other"],
] as const)("%s is told from others", (_what, process, who) => {
  expect(observe([connect(process, "203.0.113.1", 443)]).endpoints.map((each) => each.who)).toEqual([who]);
});

test("the machine itself and port 0, to which nothing can be sent, are not reached", () => {
  const { endpoints } = observe([
    connect(IN_STEP, "127.0.0.53", 53),
    connect(IN_STEP, "::1", 80),
    connect(IN_STEP, "203.0.113.1", 0, "a.example"),
  ]);
  expect(endpoints).toEqual([]);
});

test("of thousands of endpoints and names the first are kept, and the others counted", () => {
  const many = Array.from({ length: 3000 }, (_, n) => [
    connect(
      IN_STEP,
      `10.0.${n >> 8}.${n & 255}`,
      443,
      ...Array.from({ length: 40 }, (_, m) => `h${n}-${m}.example`),
    ),
    lookUp(IN_STEP, `h${n}.example`),
  ]).flat();
  const { endpoints, names, leftOut } = observe(many);
  expect([endpoints.length, names.length, leftOut]).toEqual([256, 512, 3000 - 256 + 3000 - 512]);
  expect(endpoints[0]?.names).toHaveLength(16);
});
