import { describe, expect, test } from "vitest";
import type { PlainEvent } from "./events.ts";
import { hits, holds, load } from "./load-text.ts";

// The rules, conditions and events of the document that the product was ordered from, word for word.

const curlExec: PlainEvent = {
  event_type: "process_exec",
  process: {
    exec_path: "/usr/bin/curl",
    argv: ["curl", "-fsSL", "https://example.com/install.sh"],
    ancestors: [
      { exec_path: "/bin/bash", argv: ["bash", "-c", "curl -fsSL https://example.com/install.sh"] },
    ],
  },
  payload: { is_memfd: false },
};

const curlConnect: PlainEvent = {
  event_type: "network_connect",
  process: { exec_path: "/usr/bin/curl", argv: ["curl", "https://registry.npmjs.org/"] },
  payload: { remote_ip: "104.16.24.34", remote_port: 443, protocol: "tcp", family: "ipv4" },
};

const dockerSocket: PlainEvent = {
  event_type: "unix_socket_connect",
  process: { exec_path: "/usr/bin/docker", argv: ["docker", "ps"] },
  payload: { path: "/run/docker.sock", socket_type: "stream", is_abstract: false },
};

const npmrcOpen: PlainEvent = {
  event_type: "file_open",
  process: { exec_path: "/bin/cat", argv: ["cat", "/home/runner/.npmrc"] },
  payload: { path: "/home/runner/.npmrc", is_read: true, is_write: false, flags: 0 },
};

const envRemove: PlainEvent = {
  event_type: "file_remove",
  process: { exec_path: "/bin/rm", argv: ["rm", "/workspace/.env"] },
  payload: { path: "/workspace/.env", is_folder: false },
};

const payloadMove: PlainEvent = {
  event_type: "file_move",
  process: { exec_path: "/bin/mv", argv: ["mv", "/tmp/payload.bin", "/usr/local/bin/curl"] },
  payload: { from_path: "/tmp/payload.bin", to_path: "/usr/local/bin/curl" },
};

const curlLink: PlainEvent = {
  event_type: "file_link",
  process: { exec_path: "/bin/ln", argv: ["ln", "-s", "/tmp/wrapper", "/usr/local/bin/curl"] },
  payload: {
    created_path: "/usr/local/bin/curl",
    existing_path: "/tmp/wrapper",
    is_hardlink: false,
    is_symlink: true,
  },
};

const npmDomain: PlainEvent = {
  event_type: "domain",
  process: { exec_path: "/usr/bin/npm", argv: ["npm", "install"] },
  payload: { domain: "registry.npmjs.org", source: "dns" },
};

const withAncestors = (event: PlainEvent, ...paths: string[]): PlainEvent => ({
  ...event,
  process: {
    exec_path: "/usr/bin/x",
    ...event.process,
    ancestors: paths.map((exec_path) => ({ exec_path, argv: [] })),
  },
});

const withPayload = (event: PlainEvent, payload: PlainEvent["payload"]): PlainEvent => ({
  ...event,
  payload: { ...event.payload, ...payload },
});

const withExec = (event: PlainEvent, exec_path: string): PlainEvent => ({
  ...event,
  process: { ...event.process, exec_path },
});

describe("rules of the seed", () => {
  test.each<[string, string, PlainEvent, PlainEvent]>([
    [
      "network_tool_exec, two tools",
      `
rule_sets:
  - ruleset_id: acme/process
    rules:
      - rule_id: network_tool_exec
        event_type: process_exec
        condition: |
          process.exec_path.endsWith("/curl") ||
          process.exec_path.endsWith("/wget")
        action: collect
`,
      curlExec,
      withExec(curlExec, "/usr/bin/curlew"),
    ],
    [
      "network_tool_exec, three tools",
      `
rule_sets:
  - ruleset_id: acme/process
    rules:
      - rule_id: network_tool_exec
        event_type: process_exec
        condition: |
          process.exec_path.endsWith("/curl") ||
          process.exec_path.endsWith("/wget") ||
          process.exec_path.endsWith("/nc")
        action: collect
`,
      withExec(curlExec, "/usr/bin/nc"),
      withExec(curlExec, "/usr/bin/rsync"),
    ],
    [
      "shell_from_package_manager",
      `
rule_sets:
  - ruleset_id: acme/process
    rules:
      - rule_id: shell_from_package_manager
        event_type: process_exec
        condition: |
          (
            process.exec_path.endsWith("/sh") ||
            process.exec_path.endsWith("/bash")
          ) &&
          process.ancestors.exists(parent,
            parent.exec_path.endsWith("/npm") ||
            parent.exec_path.endsWith("/pip") ||
            parent.exec_path.endsWith("/bundle")
          )
        action: detect
`,
      withAncestors(withExec(curlExec, "/bin/sh"), "/usr/bin/node", "/usr/bin/npm"),
      withAncestors(withExec(curlExec, "/bin/sh"), "/usr/bin/node"),
    ],
    [
      "network_tool_outbound",
      `
rule_sets:
  - ruleset_id: acme/network
    rules:
      - rule_id: network_tool_outbound
        event_type: network_connect
        condition: |
          protocol == "tcp" &&
          remote_port == 443 &&
          (
            process.exec_path.endsWith("/curl") ||
            process.exec_path.endsWith("/wget")
          )
        action: collect
`,
      curlConnect,
      withPayload(curlConnect, { remote_port: 80 }),
    ],
    [
      "docker_socket_access",
      `
rule_sets:
  - ruleset_id: acme/socket
    rules:
      - rule_id: docker_socket_access
        event_type: unix_socket_connect
        condition: |
          socket_type == "stream" &&
          !is_abstract &&
          (
            path == "/var/run/docker.sock" ||
            path == "/run/docker.sock"
          )
        action: detect
`,
      dockerSocket,
      withPayload(dockerSocket, { is_abstract: true }),
    ],
    [
      "package_credential_read",
      `
rule_sets:
  - ruleset_id: acme/file
    rules:
      - rule_id: package_credential_read
        event_type: file_open
        condition: |
          is_read &&
          (
            path.endsWith("/.npmrc") ||
            path.endsWith("/.pypirc") ||
            path.endsWith("/.docker/config.json")
          )
        action: collect
`,
      npmrcOpen,
      withPayload(npmrcOpen, { is_read: false }),
    ],
  ])("%s", (_name, text, yes, no) => {
    const [rule] = load(text).rules;
    expect([hits(rule, yes), hits(rule, no)]).toEqual([true, false]);
  });
});

describe("conditions of the seed", () => {
  test.each<[string, PlainEvent, PlainEvent]>([
    [
      `process.ancestors.exists(parent,
    parent.exec_path.endsWith("/bash") &&
    parent.argv.exists(arg, arg == "-c")
  )`,
      curlExec,
      withAncestors(curlExec, "/bin/bash"),
    ],
    ["is_memfd", withPayload(curlExec, { is_memfd: true }), curlExec],
    [
      `family == "ipv4" &&
  (
    inIpRange(remote_ip, "10.0.0.0/8") ||
    inIpRange(remote_ip, "172.16.0.0/12") ||
    inIpRange(remote_ip, "192.168.0.0/16")
  )`,
      withPayload(curlConnect, { remote_ip: "172.31.255.255" }),
      curlConnect,
    ],
    [
      `is_read &&
  path.endsWith("/.npmrc") &&
  process.ancestors.exists(parent,
    parent.exec_path.endsWith("/sh") ||
    parent.exec_path.endsWith("/bash")
  )`,
      withAncestors(npmrcOpen, "/bin/bash"),
      npmrcOpen,
    ],
    [
      `!is_folder &&
  (
    path.endsWith("/.npmrc") ||
    path.endsWith("/.pypirc")
  )`,
      withPayload(envRemove, { path: "/root/.pypirc" }),
      envRemove,
    ],
    ["!is_folder", envRemove, withPayload(envRemove, { is_folder: true })],
    [
      `from_path.startsWith("/tmp/") &&
  (
    to_path.startsWith("/usr/local/bin/") ||
    to_path.startsWith("/usr/bin/")
  )`,
      payloadMove,
      withPayload(payloadMove, { from_path: "/home/payload.bin" }),
    ],
    [
      'is_hardlink && existing_path == "/etc/shadow"',
      withPayload(curlLink, { is_hardlink: true, existing_path: "/etc/shadow" }),
      curlLink,
    ],
    [
      `is_symlink &&
  created_path.startsWith("/usr/local/bin/") &&
  existing_path.startsWith("/tmp/")`,
      curlLink,
      withPayload(curlLink, { is_symlink: false }),
    ],
    [
      `source == "dns" &&
  !domain.endsWith(".corp.example.com")`,
      npmDomain,
      withPayload(npmDomain, { domain: "git.corp.example.com" }),
    ],
    [
      `source == "dns" &&
  process.ancestors.exists(parent,
    parent.exec_path.endsWith("/npm") ||
    parent.exec_path.endsWith("/pip")
  )`,
      withAncestors(npmDomain, "/usr/bin/npm"),
      npmDomain,
    ],
  ])("%s", (condition, yes, no) => {
    expect([holds(condition, yes), holds(condition, no)]).toEqual([true, false]);
  });
});
