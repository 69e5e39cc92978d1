import type { Event, Image, Process } from "../events/event.ts";

/** What was found out about an image by one question: nothing yet, or the answer. */
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** Answers to yes-or-no questions about images, kept as long as the image lives. */
export class ImageAnswers {
  readonly #answers = new WeakMap<Process, Uint8Array>();
  readonly #questions = new Map<string, number>();
  #last: Process | undefined;
  #lastAnswers: Uint8Array = new Uint8Array();

  /** The number of a question; its answer for an image stands there. */
  question(text: string): number {
    const number = this.#questions.get(text) ?? this.#questions.size;
    this.#questions.set(text, number);
    return number;
  }

  /** The answers for an image, to be read and written. */
  of(image: Process): Uint8Array {
    if (image === this.#last && this.#lastAnswers.length === this.#questions.size) return this.#lastAnswers;
    let answers = this.#answers.get(image);
    // A kind of event that comes for the first time has new questions.
    if (answers === undefined || answers.length < this.#questions.size) {
      const longer = new Uint8Array(this.#questions.size);
      if (answers !== undefined) longer.set(answers);
      answers = longer;
      this.#answers.set(image, answers);
    }
    this.#last = image;
    this.#lastAnswers = answers;
    return answers;
  }
}

/**
 * Asks whether a predicate over single images is true of an ancestor of a process. What is found for an image and
 * those above it is remembered for all that came from it. `text` says what the predicate asks: two questions of one
 * text have one answer.
 */
export function inherited(
  answers: ImageAnswers,
  text: string,
  predicate: (image: Image, event: Event) => boolean,
): (process: Process, event: Event) => boolean {
  /** Is the predicate true of the image itself, or of one above it? */
  const question = answers.question(text);
  const isAmong = ({ ancestors }: Process, event: Event): boolean =>
    ancestors.some((ancestor) => predicate(ancestor, event));
  /** Goes up as far as nothing is known; then all below have the same answer. */
  const find = (start: Process, event: Event): boolean => {
    const walked: Process[] = [];
    let answer = UNKNOWN;
    for (let image: Process | undefined = start; image !== undefined; image = image.above) {
      answer = answers.of(image)[question] ?? UNKNOWN;
      if (answer !== UNKNOWN) break;
      walked.push(image);
      if (predicate(image, event)) answer = YES;
      else if (image.above === undefined) answer = isAmong(image, event) ? YES : NO;
      if (answer !== UNKNOWN) break;
    }
    for (const image of walked) answers.of(image)[question] = answer;
    return answer === YES;
  };
  return (process, event) => {
    const { above } = process;
    if (above === undefined) return isAmong(process, event);
    const answer = answers.of(above)[question] ?? UNKNOWN;
    return answer === UNKNOWN ? find(above, event) : answer === YES;
  };
}
