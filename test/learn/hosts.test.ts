import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { Hosts } from "../../src/learn/hosts.ts";

const reader = new JsonEventReader();

function event(event_type: string, payload: object) {
  return reader.event({ event_type, process: { exec_path: "/usr/bin/curl", argv: ["curl"] }, payload });
}

const asked = (domain: string) => event("domain", { domain, source: "dns", via: "packet" });
const connected = (remote_ip: string) =>
  event("network_connect", {
    remote_ip,
    remote_port: 443,
    protocol: "tcp",
    family: "ipv4",
    remote_domains: [],
  });
const refused = (act: string, more: object) =>
  event("egress_block", {
    act,
    remote_ip: "",
    remote_port: 443,
    protocol: "tcp",
    remote_domains: [],
    domain: "",
    ...more,
  });

test("what was refused is nothing that the job has reached, unless it was let through another time", () => {
  const hosts = new Hosts();
  for (const each of [
    asked("good.example"),
    asked("evil.example"),
    refused("look_up", { domain: "evil.example" }),
    asked("both.example"),
    refused("look_up", { domain: "both.example" }),
    asked("both.example"),
    refused("look_up", { domain: "never.example" }),
    connected("192.0.2.1"),
    connected("192.0.2.2"),
    refused("connect", { remote_ip: "192.0.2.2" }),
    connected("192.0.2.3"),
    refused("packet", { remote_ip: "192.0.2.3" }),
  ]) {
    hosts.add(each);
  }
  expect(hosts.names().whole).toEqual(["both.example", "good.example"]);
  expect(hosts.addresses()).toEqual(["192.0.2.1", "192.0.2.3"]);
});
