import type { Event } from "../events/event.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import type { AnyEventKind } from "../kinds/kind.ts";
import type { Phrase } from "../kinds/phrase.ts";

export type { Phrase } from "../kinds/phrase.ts";

/** What happened, as a sentence without its subject: `opened /root/.npmrc for reading`. */
export function describe(event: Event): Phrase[] {
  const kind: AnyEventKind = EVENT_KINDS[event.kind];
  // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
  return kind.phrase(event.payload as never, event.process);
}
