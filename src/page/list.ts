/** Pixels of a row, as the style sheet has them. */
const ROW_HEIGHT = 24;
/** Browsers do not lay out what is some 16 million pixels high. */
const HEIGHT_LIMIT = 8_000_000;
/** Rows above and below what can be seen. */
const SPARE = 8;

export interface ListOptions {
  /** Makes the element of a row; the list gives it its id and place. */
  readonly row: (place: number) => HTMLElement;
  /** A row was chosen, by keyboard or mouse. */
  readonly chosen: (place: number) => void;
  /** A key that the list has no use for. True where it was used. */
  readonly key?: (event: KeyboardEvent, place: number) => boolean;
}

/**
 * Rows of which only those that can be seen are elements. It has the focus as a whole, and tells by `aria-activedescendant`
 * which row is meant: so a row can come and go, and the focus stays.
 */
export class List {
  readonly #frame: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #headHeight: number;
  readonly #options: ListOptions;
  #size = 0;
  #active = -1;
  #first = 0;

  /** `frame` scrolls; its last child holds the rows, and where there is another, that is a head that stays. */
  constructor(frame: HTMLElement, options: ListOptions) {
    this.#frame = frame;
    const canvas = frame.lastElementChild;
    if (!(canvas instanceof HTMLElement)) throw new Error("The list has no place for its rows.");
    this.#canvas = canvas;
    this.#headHeight = frame.childElementCount > 1 ? ROW_HEIGHT : 0;
    this.#options = options;
    frame.addEventListener("scroll", () => this.#draw());
    frame.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(frame);
  }

  get active(): number {
    return this.#active;
  }

  /** Shows so many rows, anew; `active` is the one that is meant, -1 for none. */
  show(size: number, active: number): void {
    this.#size = size;
    this.#active = Math.min(active, size - 1);
    this.#canvas.style.height = `${Math.min(size * ROW_HEIGHT, HEIGHT_LIMIT)}px`;
    if (this.#active < 0) this.#frame.scrollTop = 0;
    else this.#reveal(this.#active);
    this.#draw();
  }

  /** Draws the same rows again. */
  redraw(): void {
    this.#draw();
  }

  /** Moves to a row. */
  activate(place: number): void {
    if (this.#size === 0) return;
    this.#active = Math.max(0, Math.min(this.#size - 1, place));
    this.#reveal(this.#active);
    this.#draw();
    this.#options.chosen(this.#active);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#height() / ROW_HEIGHT) - 1);
    const places: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#size - 1,
    };
    const place = places[event.key];
    if (place !== undefined) this.activate(place);
    else if (this.#active < 0 || this.#options.key?.(event, this.#active) !== true) return;
    event.preventDefault();
  }

  #click({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
    if (row !== null) this.activate(Number(row.dataset.place));
  }

  /** Of the rows that can be seen. */
  #height(): number {
    return this.#frame.clientHeight - this.#headHeight;
  }

  /** How many pixels of all rows are passed by one that is scrolled. */
  #scale(): number {
    const all = this.#size * ROW_HEIGHT;
    return all <= HEIGHT_LIMIT ? 1 : (all - this.#height()) / (HEIGHT_LIMIT - this.#height());
  }

  /** What is above the first row that can be seen, in pixels of all rows. */
  #top(): number {
    return this.#frame.scrollTop * this.#scale();
  }

  #reveal(place: number): void {
    const top = this.#top();
    const bottom = top + this.#height();
    const y = place * ROW_HEIGHT;
    if (y < top) this.#frame.scrollTop = y / this.#scale();
    else if (y + ROW_HEIGHT > bottom)
      this.#frame.scrollTop = (y + ROW_HEIGHT - this.#height()) / this.#scale();
  }

  #draw(): void {
    const { scrollTop } = this.#frame;
    const top = this.#top();
    this.#first = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE);
    const last = Math.min(this.#size, Math.ceil((top + this.#height()) / ROW_HEIGHT) + SPARE);
    const rows: HTMLElement[] = [];
    for (let place = this.#first; place < last; place++) {
      const row = this.#options.row(place);
      row.id = this.#idOf(place);
      row.dataset.place = String(place);
      row.ariaSelected = String(place === this.#active);
      row.style.top = `${place * ROW_HEIGHT - top + scrollTop}px`;
      rows.push(row);
    }
    this.#canvas.replaceChildren(...rows);
    const isDrawn = this.#active >= this.#first && this.#active < last;
    if (isDrawn) this.#frame.setAttribute("aria-activedescendant", this.#idOf(this.#active));
    else this.#frame.removeAttribute("aria-activedescendant");
  }

  #idOf(place: number): string {
    return `${this.#frame.id}-${place}`;
  }
}
