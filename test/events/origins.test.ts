import { describe, expect, test } from "vitest";
import { Decoder } from "../../src/events/decode.ts";
import { eventToJson } from "../../src/events/json.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { type RecordParts, record, walk } from "../log/log-bytes.ts";

const WALK_CUT = 1;

/** 8:1, as mountinfo and as the kernel write it. */
const ROOT = 8 * 2 ** 20 + 1;

const mount = (line: string) => record("mount_snapshot", { strings: { line } });
const open = (path: string, inside = "", device = inside === "" ? 0 : ROOT) =>
  record("file_open", { fixed: { device }, strings: { path: walk(path), inside: walk(inside) } });
const move = (from: string, to: string, parts: RecordParts = {}) =>
  record("file_move", { ...parts, strings: { from, to, ...parts.strings } });
const link = (existing: string, created: string) =>
  record("file_link", { fixed: { is_hardlink: 1 }, strings: { existing, created } });

/** Of each open and exec its path, the origin, and the others; then its tags. */
function told(...records: readonly Buffer[]): unknown[] {
  const rows: unknown[] = [];
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: 10_000_000, machine: "x86_64" },
    own: { scopePid: 0, directory: "", postScript: undefined },
    onEvent: (event) => {
      if (event.kind !== "file_open" && event.kind !== "process_exec") return;
      const { process, payload } = eventToJson(event);
      const { path = process.exec_path, origin_path, origin_paths } = payload;
      rows.push([path, origin_path, origin_paths, ...event.tags]);
    },
  });
  expect(decoder.block(Buffer.concat(records))).toBeUndefined();
  return rows;
}

test("a file that was moved, or linked, is told with its paths before; one that was not, without", () => {
  expect(told(move("/creds", "/k"), link("/k", "/l"), open("/k"), open("/l"), open("/creds"))).toEqual([
    ["/k", "/creds", ["/creds"]],
    ["/l", "/creds", ["/creds", "/k"]],
    ["/creds", undefined, undefined],
  ]);
});

test("one that is back where it was first has no origin, but others", () => {
  expect(told(move("/creds", "/k"), move("/k", "/creds"), open("/creds"))).toEqual([
    ["/creds", undefined, ["/k"]],
  ]);
});

test("what is executed is told by the file, and not by the path to it", () => {
  const exec = record("process_exec", { strings: { filename: "/w/link", image: walk("/w/k"), argv: "k\0" } });
  const unknown = record("process_exec", { strings: { filename: "/w/k", argv: "k\0" } });
  expect(told(move("/tmp/x", "/w/k"), exec, unknown)).toEqual([
    ["/w/link", "/tmp/x", ["/tmp/x"]],
    ["/w/k", undefined, undefined],
  ]);
});

test("of two that change places the first record says all", () => {
  const exchanged = [
    move("/a", "/b", { fixed: { exchange: 1 } }),
    move("/b", "/a", { fixed: { exchange: 2 } }),
  ];
  expect(told(...exchanged, open("/a"), open("/b"))).toEqual([
    ["/a", "/b", ["/b"]],
    ["/b", "/a", ["/a"]],
  ]);
});

test("what was removed, or made a symbolic link, has no origin any more", () => {
  const removed = record("file_remove", { strings: { base: walk("/w"), path: "k" } });
  const symbolic = record("file_link", { strings: { existing: "x", created_base: walk("/w/l") } });
  expect(
    told(move("/creds", "/w/k"), removed, open("/w/k"), move("/creds", "/w/l"), symbolic, open("/w/l")),
  ).toEqual([
    ["/w/k", undefined, undefined],
    ["/w/l", undefined, undefined],
  ]);
});

test("a path that was given leads through symbolic links that the job made, one from the kernel through none", () => {
  const symbolic = record("file_link", { strings: { existing: "/home/.aws", created: "/w/s" } });
  const hard = link("/w/s2", "/w/hard");
  const second = record("file_link", { strings: { existing: "../home/.aws/config", created: "/w/s2" } });
  const kernel = record("file_move", {
    strings: { from_base: walk("/w/s"), from: "", to_base: walk("/w/moved") },
  });
  expect(
    told(
      symbolic,
      second,
      move("/w/s/credentials", "/w/k"),
      hard,
      kernel,
      ...["/w/k", "/w/hard", "/w/moved"].map((path) => open(path)),
    ),
  ).toEqual([
    ["/w/k", "/home/.aws/credentials", ["/home/.aws/credentials"]],
    ["/w/hard", "/home/.aws/config", ["/home/.aws/config"]],
    ["/w/moved", "/w/s", ["/w/s"]],
  ]);
});

describe("a file that is reached by another way than the one inside its file system", () => {
  const mounted = [
    mount("1 0 8:1 / / "),
    mount("2 1 8:1 /work/_temp /github/temp "),
    mount("3 1 8:2 / /data "),
  ];

  test("is told by where that was mounted when the watch began", () => {
    const data = 8 * 2 ** 20 + 2;
    expect(
      told(...mounted, open("/x/creds", "/home/creds"), open("/x/y", "/y", data), open("/x/z", "/z", 77)),
    ).toEqual([
      ["/x/creds", "/home/creds", ["/home/creds"]],
      ["/x/y", "/data/y", ["/data/y"]],
      ["/x/z", "/z", ["/z"]],
    ]);
  });

  test("is told by that too where it was moved before", () => {
    expect(told(...mounted, move("/home/creds", "/home/k"), open("/x/k", "/home/k"))).toEqual([
      ["/x/k", "/home/creds", ["/home/creds", "/home/k"]],
    ]);
  });

  test("and moved by that way, in whole or from a folder there, is known by every other", () => {
    const whole = record("file_move", {
      fixed: { device: ROOT },
      strings: {
        from_base: walk("/x"),
        from: "creds",
        from_inside: walk("/home"),
        to_base: walk("/x/k"),
        to_inside: walk("/home/k"),
      },
    });
    expect(told(...mounted, whole, open("/home/k"), open("/x/k", "/home/k"))).toEqual([
      ["/home/k", "/home/creds", ["/home/creds"]],
      ["/x/k", "/home/creds", ["/home/creds", "/home/k"]],
    ]);
    // Below another root, where a path begins at that.
    const below = record("file_move", {
      fixed: { device: ROOT },
      strings: { from: "/a/../creds", from_inside: walk("/jail"), to: "//k", to_inside: walk("/jail") },
    });
    expect(told(...mounted, below, open("/jail/k"))).toEqual([["/jail/k", "/jail/creds", ["/jail/creds"]]]);
  });

  test("and was given by paths that show no mount is known by those, in terms of its place", () => {
    expect(
      told(
        ...mounted,
        move("/x/a/creds", "/x/a/k"),
        move("/x/a/out", "/y"),
        open("/x/a/k", "/home/a/k"),
        move("/elsewhere", "/f"),
        open("/f", "/home/g"),
      ),
    ).toEqual([
      ["/x/a/k", "/home/a/creds", ["/home/a/creds", "/home/a/k"]],
      ["/f", "/elsewhere", ["/elsewhere", "/home/g"]],
    ]);
  });

  test("has no origin where the way is older than the watch", () => {
    const moved = move("/work/_temp/a", "/work/_temp/b");
    expect(
      told(
        ...mounted,
        open("/github/temp/x", "/work/_temp/x"),
        moved,
        open("/github/temp/b", "/work/_temp/b"),
      ),
    ).toEqual([
      ["/github/temp/x", undefined, undefined],
      ["/github/temp/b", "/work/_temp/a", ["/work/_temp/a"]],
    ]);
  });

  test("is tagged as cut where that way is", () => {
    const cut = record("file_open", {
      flags: WALK_CUT,
      fixed: { device: 8 * 2 ** 20 + 2 },
      strings: { path: walk("/x/creds"), inside: walk("/deep/creds") },
    });
    expect(told(...mounted, cut)).toEqual([["…/x/creds", "…/deep/creds", ["…/deep/creds"], "truncated"]]);
  });
});

test("a mount point is read as the kernel writes it, and what is no line of mountinfo is passed over", () => {
  const lines = [
    "",
    "1",
    "1 0 8:1 / ",
    "1 0 8:1 x /y ",
    "a b 8:1 / / ",
    "1 0 8:1 /\\040a\\134\\011\\377 /b\\303\\244 ",
    `1 0 8:1 /${"l".repeat(60_000)} /l `,
  ];
  expect(told(...lines.map(mount), open("/x/f", "/ a\\\t\xff/f"))).toEqual([["/x/f", "/bä/f", ["/bä/f"]]]);
});

test("an origin that was put together is tagged as cut where it is longer than any path", () => {
  const deep = "/d".repeat(2000);
  const moves = [1, 2, 3, 4, 5].map((n) => move(`/${n}${deep}`, `/${n + 1}`));
  const [row] = told(move("/0", "/1"), ...moves, open("/6/x")) as [[string, string, string[], string]];
  expect([row[0], row[1].slice(0, 4), row[3]]).toEqual(["/6/x", "…/d/", "truncated"]);
});
