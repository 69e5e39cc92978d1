import { type IpRange, printIpRange } from "../cel/ip-range.ts";
import type { Fact } from "./facts.ts";

/** The texts that the kernel part compares: of an open, and of the program that a process runs. */
export type KernelText = "path" | "exec_path" | "file_path";

export type AffixMethod = "equals" | "startsWith" | "endsWith";

/** A question that the kernel part can answer about an event. */
export type KernelTest =
  | { readonly kind: "fact"; readonly fact: Fact }
  | {
      readonly kind: "text";
      readonly subject: KernelText;
      readonly method: AffixMethod;
      readonly parts: readonly string[];
    }
  | { readonly kind: "ranges"; readonly ranges: readonly IpRange[] }
  | { readonly kind: "ports"; readonly ports: readonly number[] };

/** A test, and how it must come out. */
export interface Demand {
  readonly test: KernelTest;
  readonly isTrue: boolean;
}

/** What must all be so for a rule to be true. */
export type Clause = readonly Demand[];

/** Equal for tests that ask the same. */
export function keyOf(test: KernelTest): string {
  switch (test.kind) {
    case "fact":
      return test.fact;
    case "text":
      return JSON.stringify([test.subject, test.method, ...test.parts]);
    case "ranges":
      return `ranges ${test.ranges.map(printIpRange).join(" ")}`;
    case "ports":
      return `ports ${test.ports.join(" ")}`;
  }
}
