type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Makes an element. Strings among its children are text, whatever they hold: nothing here is ever read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(attribute, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** A button that does something; its text says what. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** The element of the page with this id. */
export function byId<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${id}.`);
  return found;
}

/**
 * Selects the text of an element and copies it; false where the browser does not. The old way: the new one is not there for
 * every file that was opened from a disk, and may ask.
 */
export function copied(from: HTMLElement): boolean {
  const selection = getSelection();
  selection?.selectAllChildren(from);
  return document.execCommand("copy");
}
