import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("every way to mount is reported once, and what only changes a mount is not", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "plain", "moved", "e", "f"]) mkdirSync(`${folder}/${name}`);
  for (const name of ["file", "b", "c", "d"]) writeFileSync(`${folder}/${name}`, "");
  const program = trigger("mount");
  const { events } = await capture(program, [folder]);
  const at = (name: string) => `${folder}/${name}`;
  const fresh = (source_path: string, name: string) => ({
    source_path,
    target_path: at(name),
    fs_type: "tmpfs",
    is_bind: false,
  });
  const bind = (name: string) => ({
    source_path: at("file"),
    target_path: at(name),
    fs_type: "",
    is_bind: true,
  });
  const move = (from: string, to: string) => ({
    source_path: at(from),
    target_path: at(to),
    fs_type: "",
    is_bind: false,
  });
  const [seen, rest] = [plain(events, "mount").slice(0, 10), plain(events, "mount").slice(10)];
  // Where the kernel has a call that is not followed, it is told what was mounted, without where that stands.
  for (const event of rest) {
    expect(event).toMatchObject({
      payload: { source_path: expect.stringMatching(/^….*\/file$/), target_path: at("d"), is_bind: true },
      tags: ["truncated"],
    });
  }
  expect(rest.length).toBeLessThanOrEqual(1);
  expect(seen).toEqual(
    expected(
      "mount",
      [program, folder],
      [
        fresh("scratch", "a"),
        fresh("", "plain"),
        bind("b"),
        bind("c"),
        move("a", "moved"),
        bind("d"),
        fresh("fresh", "e"),
        move("e", "f"),
        move("f", "e"),
        move("e", "f"),
      ],
    ),
  );
});
