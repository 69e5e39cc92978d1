import type { Image, Process } from "../events/event.ts";

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
 * Asks whether a predicate over single images is true of an ancestor. What is found for an image and those above it
 * is remembered for all that came from it.
 */
export class InheritedQuestion {
  readonly #answers: ImageAnswers;
  readonly #question: number;
  readonly #predicate: (image: Image) => boolean;

  /** `text` says what the predicate asks: two questions of one text have one answer. */
  constructor(answers: ImageAnswers, text: string, predicate: (image: Image) => boolean) {
    this.#answers = answers;
    this.#question = answers.question(text);
    this.#predicate = predicate;
  }

  /** Is the predicate true of an ancestor of the process? */
  ask(process: Process): boolean {
    const { above } = process;
    if (above === undefined) return this.#isAmong(process);
    const answer = this.#answers.of(above)[this.#question] ?? UNKNOWN;
    return answer === UNKNOWN ? this.#find(above) : answer === YES;
  }

  /** Goes up as far as nothing is known; then all below have the same answer. */
  #find(start: Process): boolean {
    const walked: Process[] = [];
    let answer = UNKNOWN;
    for (let image: Process | undefined = start; image !== undefined; image = image.above) {
      answer = this.#answers.of(image)[this.#question] ?? UNKNOWN;
      if (answer !== UNKNOWN) break;
      walked.push(image);
      if (this.#predicate(image)) answer = YES;
      else if (image.above === undefined) answer = this.#isAmong(image) ? YES : NO;
      if (answer !== UNKNOWN) break;
    }
    for (const image of walked) this.#answers.of(image)[this.#question] = answer;
    return answer === YES;
  }

  #isAmong({ ancestors }: Process): boolean {
    return ancestors.some((ancestor) => this.#predicate(ancestor));
  }
}
