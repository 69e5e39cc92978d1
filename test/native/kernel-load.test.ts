import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const program = trigger("kernel_load");

test("eBPF programs that are loaded are told by their names, and what is refused is not", async () => {
  const { events } = await capture(program, []);
  expect(plain(events, "kernel_load")).toEqual(
    expected(
      "kernel_load",
      [program],
      [
        { type: "bpf", name: "toy_filter" },
        { type: "bpf", name: "" },
      ],
    ),
  );
});
