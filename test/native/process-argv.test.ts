import { expect, test } from "vitest";
import { capture, temporaryFolder, trigger } from "./capture.ts";

const NOTHING = trigger("nothing");

/** The arguments that were told of a program, behind its name, and whether the event says that they are cut. */
async function told(args: readonly string[]): Promise<[string[], readonly string[]]> {
  const { events } = await capture(NOTHING, args);
  const executed = events.find(({ kind }) => kind === "process_exec");
  return [executed?.process.argv.slice(1).map(({ raw }) => raw) ?? [], executed?.tags ?? []];
}

const CUT = ["truncated", "argv_cut"];
/** What is left of each end for arguments, whose first is the program. */
const HEAD = 4095 - NOTHING.length - 1;
/** The last bytes have one before them, which is no argument's where one begins there. */
const TAIL = 4095 - 1;

test("8190 bytes of padding before or behind what tells do not hide it", async () => {
  const padding = "x".repeat(9000);
  const [before] = await told([padding, "--dangerously-skip-permissions"]);
  expect(before.at(-1)).toBe("--dangerously-skip-permissions");
  const [behind] = await told(["--dangerously-skip-permissions", padding]);
  expect(behind[0]).toBe("--dangerously-skip-permissions");
});

test("100,000 arguments of one byte are told from both ends, none of them joined or halved", async () => {
  const args = Array.from({ length: 100_000 }, (_, n) => String.fromCharCode(97 + (n % 26)));
  const [argv, tags] = await told(args);
  expect(tags).toEqual(CUT);
  const cut = argv.findIndex((argument) => argument.includes("…"));
  expect(argv.slice(0, cut)).toEqual(args.slice(0, Math.floor(HEAD / 2)));
  const tail = argv.filter((argument, n) => n > cut && !argument.includes("…"));
  expect(tail.length).toBeGreaterThanOrEqual(TAIL / 2 - 1);
  expect(tail).toEqual(args.slice(-tail.length));
});

test("of 2 MB of arguments, each as long as the kernel takes one, both ends are told", async () => {
  const args = Array.from({ length: 15 }, (_, n) => String(n % 10).repeat(131_071));
  const [argv, tags] = await told(["first", ...args, "last"]);
  expect(tags).toEqual(CUT);
  expect(argv).toEqual(["first", `${"0".repeat(HEAD - 6)}…`, `…${"4".repeat(TAIL - 5)}`, "last"]);
});

test("arguments that are nothing but NULs are as many as there is room for", async () => {
  const [argv, tags] = await told(["begin", ...Array<string>(50_000).fill(""), "end"]);
  expect(tags).toEqual(CUT);
  expect(argv.filter((argument) => argument !== "")).toEqual(["begin", "…", "end"]);
  expect(argv.length).toBe(2 + HEAD - 6 + 1 + TAIL - 4);
});

test("no argument is cut before there is more than can be kept", async () => {
  const whole = "w".repeat(8191 - NOTHING.length - 2);
  expect(await told([whole])).toEqual([[whole], []]);
  const [argv, tags] = await told([`${whole}w`]);
  expect([argv.length, tags]).toEqual([2, CUT]);
});

test("a rule below a program with cut arguments knows of it", async () => {
  const folder = temporaryFolder();
  const { events } = await capture("/bin/bash", ["--norc", "-c", `: > ${folder}/x; :`, "x".repeat(9000)]);
  const opened = events.find(
    (event) => event.kind === "file_open" && event.payload.path.raw === `${folder}/x`,
  );
  expect(opened?.tags).toEqual(CUT);
  expect(opened?.process.is_argv_cut).toBe(true);
});
