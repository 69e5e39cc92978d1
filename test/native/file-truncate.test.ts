import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("every way to cut a file is reported once, but for opens, whose flags tell it", async () => {
  const folder = temporaryFolder();
  const program = trigger("file_truncate");
  const { events } = await capture(program, [folder]);
  const path = `${folder}/file`;
  expect(plain(events, "file_truncate")).toEqual(
    expected(
      "file_truncate",
      [program, folder],
      [
        { path, size: 10 },
        { path, size: 0 },
        { path, size: 1 << 20 },
        { path, size: 0 },
        { path, size: 1 },
      ],
    ),
  );
});
