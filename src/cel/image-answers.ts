import type { Process } from "../events/event.ts";

/** What was found out about an image by one question: nothing yet, or the answer. */
export const UNKNOWN = 0;
export const NO = 1;
export const YES = 2;

/** Answers to yes-or-no questions about images, kept as long as the image lives. */
export class ImageAnswers {
  readonly #answers = new WeakMap<Process, Uint8Array>();
  #questions = 0;
  #last: Process | undefined;
  #lastAnswers: Uint8Array = new Uint8Array();

  /** The number of a new question; its answer for an image stands there. */
  question(): number {
    return this.#questions++;
  }

  /** The answers for an image, to be read and written. */
  of(image: Process): Uint8Array {
    if (image === this.#last) return this.#lastAnswers;
    let answers = this.#answers.get(image);
    if (answers === undefined) {
      answers = new Uint8Array(this.#questions);
      this.#answers.set(image, answers);
    }
    this.#last = image;
    this.#lastAnswers = answers;
    return answers;
  }
}
