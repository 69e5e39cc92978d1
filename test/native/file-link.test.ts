import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, tagsOfGoingBack, temporaryFolder, trigger } from "./capture.ts";

test("every way to make a link is reported once, with an absolute target, and no attempt that fails", async () => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/folder`);
  for (const name of ["plain", "folder/inside"]) writeFileSync(`${folder}/${name}`, "");
  symlinkSync("plain", `${folder}/symbolic`);
  const program = trigger("file_link");
  const { events, summary } = await capture(program, [folder]);
  const hard = (created: string, existing: string) => ({
    created_path: `${folder}/${created}`,
    existing_path: `${folder}/${existing}`,
    is_hardlink: true,
    is_symlink: false,
  });
  const soft = (created: string, existing: string) => ({
    created_path: `${folder}/${created}`,
    existing_path: existing,
    is_hardlink: false,
    is_symlink: true,
  });
  expect(plain(events, "file_link")).toEqual(
    expected(
      "file_link",
      [program, folder],
      [
        hard("hard", "plain"),
        hard("hard-absolute", "plain"),
        hard("folder/hard", "plain"),
        { ...hard("hard-inside", "folder/inside"), ...tagsOfGoingBack(summary, "file_link") },
        hard("hard-above", "plain"),
        hard("hard-of-symbolic", "symbolic"),
        hard("new\nline", "plain"),
        hard("hard-of-descriptor", "plain"),
        hard("hard-of-threads-descriptor", "plain"),
        hard("hard-of-empty", "plain"),
        // By a number that could be another process's: only the kernel's own functions know the file.
        summary.coverage.sources.file_link === "tracepoint"
          ? {
              ...hard("hard-of-any-descriptor", ""),
              existing_path: expect.stringMatching(/^\/proc\/\d+\/fd\/\d+$/),
              tags: ["unresolved"],
            }
          : hard("hard-of-any-descriptor", "plain"),
        soft("soft", `${folder}/plain`),
        soft("soft-absolute", "/etc/shadow"),
        soft("folder/soft", `${folder}/plain`),
        soft("folder/soft-inside", `${folder}/folder/inside`),
        soft("soft-unclean", `${folder}/folder`),
        soft("folder/soft-above-root", "/etc/passwd"),
        soft("soft-bytes", `${folder}/no utf-8 \udcff\udcc3`),
      ],
    ),
  );
});
