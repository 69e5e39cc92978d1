import { expect, test } from "vitest";
import { fieldsToJson, JsonFieldReader } from "../../src/events/json-fields.ts";
import { TextStore } from "../../src/events/text-store.ts";
import type { Field, Process } from "../../src/kinds/value.ts";

/** A field of each type, as kinds to come have them. */
const FIELDS = (
  [
    ["name", "string"],
    ["path", "path"],
    ["ip", "address"],
    ["number", "int"],
    ["is_so", "bool"],
    ["names", "list of strings"],
    ["target", "process"],
    ["above", "list of ancestors"],
  ] as const
).map(([name, type]): Field => ({ name, type, doc: "", example: "" }));

const reader = new JsonFieldReader(new TextStore());
const read = (json: Record<string, unknown>) => reader.payload({ fields: FIELDS }, json);

const FULL = {
  name: "a",
  path: "/\udcff",
  ip: "203.0.113.1",
  number: -1,
  is_so: true,
  names: ["", "b"],
  target: {
    exec_path: "/usr/bin/ssh-agent",
    argv: ["ssh-agent", "-s"],
    ancestors: [
      { exec_path: "/bin/bash", argv: ["bash"], cwd: "/root", tool: "sh" },
      { exec_path: "/sbin/init", argv: [] },
    ],
    pid: 42,
  },
  above: [{ exec_path: "/bin/sh", argv: ["sh"], tool: "sh" }],
};

test("fields of every type are read, and written back the same", () => {
  expect(fieldsToJson(FIELDS, read(FULL))).toEqual(FULL);
});

test("a process is a process in a field too: its ancestors have what lies below them", () => {
  const { target } = read(FULL);
  expect(target).toMatchObject({ pid: 42, exec_path: { folded: "/usr/bin/ssh-agent" } });
  expect(target).toHaveProperty(["ancestors", 1, "descendants", 0, "exec_path", "raw"], "/bin/bash");
});

test("what a program's command line is of follows from that where it is not said, and is believed where it is", () => {
  const ancestor = { exec_path: "/usr/bin/npm", argv: ["npm", "i"] };
  const target = {
    ...ancestor,
    tool: "pip",
    verb: "wheel",
    ancestors: [ancestor, { ...ancestor, verb: "ci" }],
  };
  const told = fieldsToJson(FIELDS, read({ target })).target;
  expect(told).toMatchObject({
    tool: "pip",
    verb: "wheel",
    ancestors: [
      { tool: "npm", verb: "install" },
      { tool: "npm", verb: "ci" },
    ],
  });
});

test("the step and the package of a process follow from its ancestors where they are not said", () => {
  const [worker, step] = [
    { exec_path: "/Runner.Worker", is_runner: true },
    { exec_path: "/bin/bash", argv: ["bash", "/run.sh"], cwd: "/r" },
  ];
  const npm = { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], cwd: "/r" };
  const script = { exec_path: "/bin/sh", argv: ["sh"], cwd: "/r/node_modules/@a/b" };
  const told = (target: object) => {
    const { step, action, package: of } = read({ target }).target as Process;
    return [step?.raw, action?.raw, of?.raw];
  };
  expect(told({ ...script, ancestors: [npm, step, worker, worker] })).toEqual(["/run.sh", "", "@a/b"]);
  expect(told({ ...step, ancestors: [worker] })).toEqual(["/run.sh", "", ""]);
  expect(told({ ...worker, ancestors: [worker] })).toEqual(["", "", ""]);
  expect(told({ ...script, ancestors: [npm, step] })).toEqual(["", "", "@a/b"]);
  const given = { step: "/s", action: "a/b@c", package: "p" };
  expect(told({ ...script, ...given, ancestors: [npm, step, worker] })).toEqual(["/s", "a/b@c", "p"]);
  // An ancestor that says itself what is below it is one like the others.
  expect(
    told({ ...script, ancestors: [{ ...npm, descendants: [] }, { ...step, descendants: [] }, worker] }),
  ).toEqual(["/run.sh", "", "@a/b"]);
});

test("what is absent is empty, 0 or false; of a process that is not known no pid is written", () => {
  expect(fieldsToJson(FIELDS, read({}))).toEqual({
    name: "",
    path: "",
    ip: "",
    number: 0,
    is_so: false,
    names: [],
    target: { exec_path: "", argv: [], ancestors: [] },
    above: [],
  });
});

test("a field that others do not write has the value of the one that stands for it; null is no absence", () => {
  const kind = { fields: FIELDS, defaults: { name: "path" } };
  expect(reader.payload(kind, { path: "/x" })).toMatchObject({ name: { raw: "/x" } });
  expect(reader.payload(kind, { path: "/x", name: "" })).toMatchObject({ name: { raw: "" } });
  expect(() => reader.payload(kind, { path: "/x", name: null })).toThrow("payload.name must be a string");
});

test.each([
  ["name", 5, "payload.name must be a string"],
  ["path", ["/a"], "payload.path must be a string"],
  ["ip", {}, "payload.ip must be a string"],
  ["number", 0.5, "payload.number must be a int"],
  ["is_so", "true", "payload.is_so must be a bool"],
  ["names", [1], "payload.names must be a list of strings"],
  ["target", "/usr/bin/x", "payload.target must be an object"],
  ["target", null, "payload.target must be an object"],
  ["target", [], "payload.target must be an object"],
  ["target", { pid: -1 }, "payload.target.pid must be a whole number of at least 0"],
  ["target", { exec_path: 5 }, "payload.target.exec_path must be a string"],
  ["target", { ancestors: [{ argv: [0] }] }, "payload.target.ancestors[0].argv must be a list of strings"],
  ["above", {}, "payload.above must be a list of at most 4096 objects"],
  ["above", [5], "payload.above[0] must be an object"],
])("%s: %j is refused with its place", (name, value, message) => {
  expect(() => read({ [name]: value })).toThrow(message);
});
