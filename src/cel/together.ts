import type { Process } from "../events/event.ts";
import { ImageAnswers } from "./inherited.ts";
import type { Test } from "./run-reads.ts";
import { AnswerPages } from "./subject-memory.ts";

/** What the rules of all kinds that judge the same events have together. */
export class Together {
  readonly answers = new ImageAnswers();
  readonly pages: AnswerPages;
  readonly #tests = new Map<string, Test>();

  /** `budget` is the bytes for what is known about texts; where it is not given, what the events of a job need. */
  constructor(budget?: number) {
    this.pages = new AnswerPages(budget);
  }

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
