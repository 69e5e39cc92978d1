import type { Process } from "../events/event.ts";
import { ImageAnswers } from "./inherited.ts";
import type { Test } from "./run-reads.ts";

/** What the rules of all kinds that judge the same events have together. */
export class Together {
  readonly answers = new ImageAnswers();
  readonly #tests = new Map<string, Test>();

  /**
   * A test that depends on the event's process alone. Those of one text are one; it is made once, and asked once
   * where rule after rule asks it.
   */
  ofProcess(text: string, make: () => Test): Test {
    const known = this.#tests.get(text);
    if (known !== undefined) return known;
    const test = askedOnce(make());
    this.#tests.set(text, test);
    return test;
  }
}

/** Keeps the answer for the process that was asked about last. */
function askedOnce(test: Test): Test {
  let last: Process | undefined;
  let answer = false;
  return (event) => {
    if (event.process !== last) {
      answer = test(event);
      last = event.process;
    }
    return answer;
  };
}
