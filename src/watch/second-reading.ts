import { createHash } from "node:crypto";
import type { Outcome, RuleOutcome } from "../evaluate/evaluation.ts";
import type { LogFault } from "../log/fault.ts";

/** Where what was found while the log was written is not what is found in it now, rule by rule. */
export function differencesOf(live: Outcome, read: Outcome): LogFault[] {
  const all = new Map<string, { live?: RuleOutcome; read?: RuleOutcome }>();
  for (const outcome of live.rules) all.set(keyOf(outcome), { live: outcome });
  for (const outcome of read.rules) all.set(keyOf(outcome), { ...all.get(keyOf(outcome)), read: outcome });
  return [...all].flatMap(([rule, found]): LogFault[] => {
    if (foundBy(found.live) === foundBy(found.read)) return [];
    const { live: a, read: b } = found;
    return [{ code: "judged-otherwise", rule, live: a?.totalCount ?? 0, read: b?.totalCount ?? 0 }];
  });
}

function keyOf({ rule }: RuleOutcome): string {
  return `${rule.rulesetId}/${rule.ruleId}`;
}

/** What a rule has found, to compare: how often, and which events. */
function foundBy(outcome: RuleOutcome | undefined): string {
  return `${outcome?.totalCount ?? 0} ${outcome?.matches.map(({ index }) => index).join(" ")}`;
}

/** SHA-256 over the first bytes of what passes: what stands behind them, the trailer, was not sent. */
export class PrefixDigest {
  readonly #hash = createHash("sha256");
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  async *pass(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk.subarray(0, this.#left));
      this.#left -= Math.min(this.#left, chunk.length);
      yield chunk;
    }
  }

  /** Of fewer bytes, where there were not as many. */
  digest(): string {
    return this.#hash.digest("hex");
  }
}
