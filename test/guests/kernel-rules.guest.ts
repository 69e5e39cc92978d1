import { expect, inject, test } from "vitest";
import { kernelActs } from "../native/kernel-acts.ts";
import { temporaryFolder, trigger } from "./capture.ts";
import { runRuled } from "./ruled.ts";

test.each(["fixed", 1] as const)(
  "the kernel ends, and denies where it can, what its table says and nothing else on this kernel too: %s",
  async (seed) => {
    const folder = temporaryFolder();
    const program = trigger("kernel_rules");
    const { rules, table, acts, said, killed } = kernelActs(folder, program, seed);
    const ran = await runRuled(folder, table, program, acts);
    expect(ran.said).toBe(said);
    const ended = ran.events.filter(({ tags }) => tags.includes("killed_in_kernel"));
    expect(ended).toHaveLength(killed);
    const canDeny = inject("guest").source === "fentry";
    for (const event of ended) {
      // The judge finds a rule for each.
      expect(
        rules.some((rule) => rule.type === "event" && rule.eventKind === event.kind && rule.isTrue(event)),
      ).toBe(true);
      expect(event.tags.includes("denied_in_kernel")).toBe(canDeny || event.kind === "network_connect");
    }
    expect(ran.events.filter(({ tags }) => tags.includes("denied_in_kernel")).length).toBeGreaterThan(0);
  },
  // Two collectors load all their programs, which takes an emulated processor minutes.
  480_000,
);
