import type { Setting } from "../rules/settings.ts";

/** Whether what would harm the guard, or the runner's worker, is refused to the job, or only told. */
export const PROTECTION_MODES = ["on", "report"] as const;

export type ProtectionMode = (typeof PROTECTION_MODES)[number];

/** What the action's input says of it; `run` takes one of the modes. */
export const PROTECTION = {
  protect: {
    shape: { kind: "choice", values: ["auto", ...PROTECTION_MODES] },
    default: "auto",
    doc: "What becomes of attempts on Runwarden, on the runner's worker, or on the post step: the kernel refuses them to the job and they are told, or they are only told",
  },
} as const satisfies Record<string, Setting>;

/** What holds for `run` where nothing else is said. */
export const DEFAULT_PROTECTION: ProtectionMode = "report";
