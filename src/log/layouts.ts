import { HEADER, LAYOUTS, type RecordLayout } from "../kinds/layout.ts";
import { RECORD_FLAGS } from "../kinds/record.ts";
import { asObject, type Json } from "../shape/json.ts";

/** What the records of one kind are made of, as a log tells it. */
interface PlainLayout {
  readonly id: number;
  /** Bytes of the header, the members and the padding behind them; the strings follow. */
  readonly size: number;
  readonly members: readonly (readonly [name: string, type: string, offset: number])[];
  /** In their order; the length of each in bytes is the member `<name>_length`. */
  readonly strings: readonly (readonly [name: string, form: string])[];
}

/** What every log says of its records, so that whoever reads it knows whether it can. */
export function plainLayouts(): { header: unknown; flags: unknown; kinds: Record<string, PlainLayout> } {
  return {
    header: HEADER.map(({ name, type, offset }) => [name, type, offset]),
    flags: RECORD_FLAGS,
    kinds: Object.fromEntries(LAYOUTS.map((layout) => [layout.kind, plainLayout(layout)])),
  };
}

function plainLayout({ id, fixedSize, members, strings }: RecordLayout): PlainLayout {
  return {
    id,
    size: fixedSize,
    members: members.map(({ name, type, offset }) => [name, type, offset]),
    strings: strings.map(({ name, form }) => [name, form]),
  };
}

/**
 * True where this version reads the records of a log with these layouts: all that the log has are as here. A log of an
 * older version may have fewer kinds, and fewer flags.
 */
export function canRead(layouts: Json): boolean {
  const own = plainLayouts();
  const kinds = asObject(layouts.kinds);
  const flags = asObject(layouts.flags);
  if (kinds === undefined || flags === undefined || !isSame(layouts.header, own.header)) return false;
  const known = new Map<string, unknown>(Object.entries(RECORD_FLAGS));
  if (!Object.entries(flags).every(([name, bit]) => known.get(name) === bit)) return false;
  return Object.entries(kinds).every(
    // A name such as __proto__ must not find what every object has.
    ([name, layout]) => Object.hasOwn(own.kinds, name) && isSame(layout, own.kinds[name]),
  );
}

/** The layouts of those kinds that a log has; it must be one that this version reads. */
export function layoutsOf({ kinds }: Json): readonly RecordLayout[] {
  return LAYOUTS.filter(({ kind }) => Object.hasOwn(asObject(kinds) ?? {}, kind));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
