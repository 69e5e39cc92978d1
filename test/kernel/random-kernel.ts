import type { Event } from "../../src/events/event.ts";
import type { KernelKind } from "../../src/kernel/clauses.ts";
import type { Random } from "../random.ts";
import { eventOf } from "../rules/events.ts";

/** Paths of which some begin or end others, with letters that fold to ASCII or join with what is before them. */
export const PATHS = [
  "/",
  "/etc",
  "/etc/shadow",
  "/etc/Shadow",
  "/etc/shadow.d/x",
  "/home/runner/.npmrc",
  "/home/Runner/.NPMRC",
  "/home/runner/x.npmrc",
  "/home/runner/.aws/credentials",
  "/usr/bin/npm",
  "/usr/bin/curl",
  "/usr/bin/./curl",
  "/usr//bin/curl",
  "/usr/bin/../bin/curl",
  "/proc/self/exe",
  "/home/e\u0301/x",
  "/home/e",
  "/home/\u212A",
  "/home/k",
  "/home/é/.npmrc",
  "/\udcff/.npmrc",
  "…/.npmrc",
  `/long/${"n".repeat(248)}/.npmrc`,
  `/${"d/".repeat(200)}curl`,
] as const;

const PARTS = [
  "/",
  "/etc",
  "/etc/",
  "/etc/shadow",
  "shadow",
  "/.npmrc",
  ".npmrc",
  "/home/runner/.npmrc",
  "/home/e",
  "/home/k",
  "é/.npmrc",
  "/curl",
  "curl",
  "./curl",
  "/usr/bin/",
  "/usr/bin/curl",
  "",
] as const;

const RANGES = [
  "10.0.0.0/8",
  "10.1.0.0/16",
  "10.1.2.3/32",
  "0.0.0.0/0",
  "2001:db8::/32",
  "::/0",
  "::ffff:10.0.0.0/104",
];
export const ADDRESSES = ["10.1.2.3", "10.9.9.9", "192.0.2.1", "2001:db8::1", "::1", "fe80::1"] as const;
export const PORTS = [22, 443, 8443, 65_535] as const;

/** A condition of nothing but what the kernel part can tell, most of the time. */
export function kernelCondition(random: Random, kind: KernelKind, depth = 3): string {
  if (depth > 0 && !random.oneIn(4)) {
    const part = () => kernelCondition(random, kind, depth - 1);
    switch (random.below(5)) {
      case 0:
        return `(${part()} || ${part()})`;
      case 1:
        return `!(${part()})`;
      case 2:
        return `(${part()} ? ${part()} : ${part()})`;
      default:
        return `(${part()} && ${part()})`;
    }
  }
  return random.pick(leaves(random, kind));
}

function leaves(random: Random, kind: KernelKind): string[] {
  const text = (field: string): string => {
    const part = () =>
      JSON.stringify(
        random.pick(random.oneIn(4) ? PATHS.filter((path) => path !== "/\udcff/.npmrc") : PARTS),
      );
    return random.pick([
      `${field} == ${part()}`,
      `${field} != ${part()}`,
      `${field} in [${part()}, ${part()}]`,
      `${field}.startsWith(${part()})`,
      `${field}.endsWith(${part()})`,
      `${field}.endsWith(${part()})`,
      `[${part()}, ${part()}].exists(p, ${field}.startsWith(p))`,
      ...(random.oneIn(4) ? [`${field}.contains(${part()})`] : []),
    ]);
  };
  const image = [text("process.exec_path"), text("process.file_path"), "process.is_root_owned"];
  switch (kind) {
    case "file_open":
      return [text("path"), text("path"), text("path"), "is_read", "is_write", "is_own_process", ...image];
    case "process_exec":
      return ["is_memfd", ...image, ...image];
    case "network_connect":
      return [
        `inIpRange(remote_ip, "${random.pick(RANGES)}")`,
        `inIpRange(remote_ip, "${random.pick(RANGES)}")`,
        `remote_ip == "${random.pick([...ADDRESSES, "010.1.2.3", "2001:DB8:0::1"])}"`,
        `remote_port == ${random.pick([...PORTS, 0, -1, 70_000])}`,
        `remote_port in [${random.pick(PORTS)}, ${random.pick(PORTS)}]`,
        `remote_port != ${random.pick(PORTS)}`,
        `protocol == "${random.pick(["tcp", "udp", "icmp"])}"`,
        `protocol.endsWith("p")`,
        `family == "ipv4"`,
        ...image,
      ];
  }
}

/** An event of the paths and addresses that such conditions name. */
export function kernelEvent(random: Random, kind: KernelKind): Event {
  const process = {
    // Made absolute and clean, as the decoder does it.
    exec_path: random.pick(
      PATHS.filter((path) => !/\/\.|\/\/|^…/.test(path) || path.includes("npmrc") || path.includes("aws")),
    ),
    file_path: random.pick([...PATHS, ""]),
    is_root_owned: random.oneIn(2),
  };
  switch (kind) {
    case "file_open": {
      const payload = {
        path: random.pick(PATHS),
        is_read: random.oneIn(2),
        is_write: random.oneIn(2),
        is_own_process: random.oneIn(4),
      };
      return eventOf({ event_type: kind, process, payload });
    }
    case "process_exec":
      return eventOf({ event_type: kind, process, payload: { is_memfd: random.oneIn(3) } });
    case "network_connect": {
      const remote_ip = random.pick(ADDRESSES);
      const payload = {
        remote_ip,
        remote_port: random.pick(PORTS),
        protocol: random.pick(["tcp", "udp"]),
        family: remote_ip.includes(":") ? "ipv6" : "ipv4",
      };
      return eventOf({ event_type: kind, process, payload });
    }
  }
}
