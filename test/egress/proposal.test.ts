import { expect, test } from "vitest";
import { allowedBy } from "../../src/egress/allowed.ts";
import { endpointText } from "../../src/egress/endpoint.ts";
import { proposeEndpoints } from "../../src/egress/proposal.ts";
import { readEndpoints } from "../../src/egress/read-endpoints.ts";
import { random } from "../random.ts";

const at = (ip: string, port: number, ...names: string[]) => ({ ip, port, names });

function proposed(targets: readonly ReturnType<typeof at>[], given = "", ...lookedUp: string[]): string[] {
  const questions = lookedUp.map((name) => ({ name }));
  return proposeEndpoints(targets, questions, readEndpoints(given).endpoints).map(({ endpoint }) =>
    endpointText(endpoint),
  );
}

test("names are proposed with their ports, and addresses where there is no name", () => {
  expect(
    proposed([
      at("203.0.113.2", 443, "registry.npmjs.org"),
      at("203.0.113.1", 443, "registry.npmjs.org"),
      at("203.0.113.3", 80, "deb.debian.org"),
      at("203.0.113.3", 443, "deb.debian.org", "security.debian.org"),
      at("192.0.2.1", 22),
      at("2001:db8::1", 9418),
    ]),
  ).toEqual([
    "deb.debian.org:80",
    "deb.debian.org:443",
    "security.debian.org:443",
    "registry.npmjs.org:443",
    "192.0.2.1:22",
    "[2001:db8::1]:9418",
  ]);
});

test("what is one owner's and another name each time is proposed by its end, and nothing else is", () => {
  expect(
    proposed([
      at("203.0.113.1", 443, "results-receiver.actions.githubusercontent.com"),
      at("203.0.113.2", 443, "pipelines.actions.githubusercontent.com"),
      at("203.0.113.3", 443, "weu.data.mcr.microsoft.com"),
      at("203.0.113.4", 443, "a.blob.core.windows.net"),
      at("203.0.113.4", 443, "b.blob.core.windows.net"),
    ]),
  ).toEqual([
    "*.actions.githubusercontent.com:443",
    "*.data.mcr.microsoft.com:443",
    "a.blob.core.windows.net:443",
    "b.blob.core.windows.net:443",
  ]);
});

test("entries of a given list stand as they are where they allow it", () => {
  expect(
    proposed(
      [
        at("203.0.113.1", 443, "a.mirror.example"),
        at("203.0.113.2", 80, "a.mirror.example"),
        at("10.1.2.3", 5432),
        at("10.1.2.4", 5432, "db.internal"),
      ],
      "*.mirror.example:443 10.0.0.0/8:* unused.example",
    ),
    // The look-up of a name is refused where only its address is allowed.
  ).toEqual(["*.mirror.example:443", "a.mirror.example:80", "db.internal:5432", "10.0.0.0/8:*"]);
});

test("a name that was looked up alone has an entry too, or its look-up would be refused", () => {
  const reached = [at("203.0.113.3", 80, "deb.debian.org")];
  const names = [
    "deb.debian.org",
    "_http._tcp.deb.debian.org",
    "x.mirror.example",
    "7.2.0.192.in-addr.arpa",
    "a b",
  ];
  expect(proposed(reached, "*.mirror.example:8443", ...names)).toEqual([
    "7.2.0.192.in-addr.arpa:443",
    "*.mirror.example:8443",
    "deb.debian.org:80",
    "_http._tcp.deb.debian.org:443",
  ]);
});

test("a name that can be no entry is told by its address", () => {
  expect(
    proposed([at("203.0.113.1", 443, "a b\nevil.example:443"), at("203.0.113.2", 443, "10.0.0.1")]),
  ).toEqual(["203.0.113.1:443", "203.0.113.2:443"]);
});

test("the list that is proposed can be read, and allows all that it was made for", () => {
  const choice = random(3);
  const names = [
    "a.example",
    "x.a.example",
    "*",
    "-",
    "ü.example",
    "q.actions.githubusercontent.com",
    "",
    "A.B",
  ];
  for (let round = 0; round < 500; round++) {
    const targets = Array.from({ length: choice.below(8) }, () =>
      at(
        choice.pick(["203.0.113.1", "2001:db8::7", "::ffff:192.0.2.1"]),
        choice.pick([1, 443, 65535]),
        ...Array.from({ length: choice.below(3) }, () => choice.pick(names)),
      ),
    );
    const given = choice.pick(["", "*.example", "203.0.113.0/24:* a.example:1"]);
    const { endpoints, faults } = readEndpoints(proposed(targets, given).join("\n"));
    expect(faults).toEqual([]);
    for (const target of targets) expect(allowedBy(endpoints, target)).toBeDefined();
  }
});
