import type { Image, Process } from "../kinds/value.ts";

/** An image with its list of arguments. */
const IMAGE_SIZE = 200;

/** The images that kept events hold on to, each counted once however many events have it; in bytes, about. */
export class KeptImages {
  /** How many events hold each, by its number. */
  readonly #holders = new Map<number, number>();

  /** What an event of this process would take besides what is held already. */
  sizeOf(process: Process): number {
    return imagesOf(process).reduce(
      (sum, image) => (this.#isHeld(image) ? sum : sum + sizeOfImage(image)),
      0,
    );
  }

  /** An event of this process is kept. */
  hold(process: Process): void {
    for (const { imageNumber } of imagesOf(process)) {
      if (imageNumber !== undefined)
        this.#holders.set(imageNumber, (this.#holders.get(imageNumber) ?? 0) + 1);
    }
  }

  /** It is kept no more: gives what that sets free. */
  release(process: Process): number {
    let size = 0;
    for (const image of imagesOf(process)) {
      const { imageNumber } = image;
      const left = imageNumber === undefined ? 0 : (this.#holders.get(imageNumber) ?? 0) - 1;
      if (imageNumber !== undefined && left > 0) {
        this.#holders.set(imageNumber, left);
        continue;
      }
      if (imageNumber !== undefined) this.#holders.delete(imageNumber);
      size += sizeOfImage(image);
    }
    return size;
  }

  #isHeld({ imageNumber }: Image): boolean {
    return imageNumber !== undefined && this.#holders.has(imageNumber);
  }
}

/** Of two that are one, the second takes nothing more. */
function imagesOf(process: Process): readonly Image[] {
  return [process, ...process.ancestors];
}

function sizeOfImage({ exec_path, argv }: Image): number {
  return argv.reduce((size, { raw }) => size + 2 * raw.length, IMAGE_SIZE + 2 * exec_path.raw.length);
}
