import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

/** One of the guest's that nothing uses (initramfs.ts). */
const MODULE = ["/guest/modules/overlay.ko", "overlay"] as const;

test("a module is told by its name", async () => {
  const program = trigger("kernel_load");
  const { events } = await capture(program, MODULE);
  expect(plain(events, "kernel_load")).toEqual(
    expected("kernel_load", [program, ...MODULE], [{ type: "module", name: "overlay" }]),
  );
});
