import type { Image, Process } from "../events/event.ts";
import { NO, UNKNOWN, YES } from "./image-answers.ts";
import type { Lineage, Read } from "./value.ts";

/**
 * Asks whether a predicate over single images is true of an ancestor. What is found for an image and those above it
 * is remembered for all that came from it.
 */
export function inherited<I>(
  { process: processOf, answers }: Lineage<I>,
  predicate: (image: Image, input: I) => boolean,
): Read<I, boolean> {
  /** Is the predicate true of the image itself, or of one above it? */
  const question = answers.question();
  const isAmong = ({ ancestors }: Process, input: I): boolean =>
    ancestors.some((ancestor) => predicate(ancestor, input));
  /** Goes up as far as nothing is known; then all below have the same answer. */
  const find = (start: Process, input: I): boolean => {
    const walked: Process[] = [];
    let answer = UNKNOWN;
    for (let image: Process | undefined = start; image !== undefined; image = image.above) {
      answer = answers.of(image)[question] ?? UNKNOWN;
      if (answer !== UNKNOWN) break;
      walked.push(image);
      if (predicate(image, input)) answer = YES;
      else if (image.above === undefined) answer = isAmong(image, input) ? YES : NO;
      if (answer !== UNKNOWN) break;
    }
    for (const image of walked) answers.of(image)[question] = answer;
    return answer === YES;
  };
  return (input) => {
    const process = processOf(input);
    const { above } = process;
    if (above === undefined) return isAmong(process, input);
    const answer = answers.of(above)[question] ?? UNKNOWN;
    return answer === UNKNOWN ? find(above, input) : answer === YES;
  };
}
