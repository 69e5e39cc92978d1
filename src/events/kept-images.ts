import type { Image, Process } from "../kinds/value.ts";

/** An image with its list of arguments. */
const IMAGE_SIZE = 200;

/** The images that kept events hold on to, each counted once however many events have it; in bytes, about. */
export class KeptImages {
  /** How many events hold each, by its number. */
  readonly #holders = new Map<number, number>();

  /** What an event of this process would take besides what is held already. */
  sizeOf(process: Process): number {
    let size = 0;
    for (const image of imagesOf(process)) if (!this.#isHeld(image)) size += sizeOfImage(image);
    return size;
  }

  /** An event of this process is kept: gives what that takes. */
  hold(process: Process): number {
    let size = 0;
    for (const image of imagesOf(process)) {
      if (!this.#isHeld(image)) size += sizeOfImage(image);
      const { imageNumber } = image;
      if (imageNumber !== undefined)
        this.#holders.set(imageNumber, (this.#holders.get(imageNumber) ?? 0) + 1);
    }
    return size;
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

/** Each once: what has executed nothing has the image of the process that made it. */
function imagesOf(process: Process): readonly Image[] {
  const images: readonly Image[] = [process, ...process.ancestors];
  const isRepeated = (place: number): boolean => {
    const number = images[place]?.imageNumber;
    return number !== undefined && number === images[place - 1]?.imageNumber;
  };
  return images.some((_, place) => isRepeated(place))
    ? images.filter((_, place) => !isRepeated(place))
    : images;
}

function sizeOfImage({ exec_path, argv }: Image): number {
  return argv.reduce((size, { raw }) => size + 2 * raw.length, IMAGE_SIZE + 2 * exec_path.raw.length);
}
