import type { Event, Process } from "../../src/events/event.ts";
import { Lineage } from "../../src/events/lineage.ts";
import type { Text } from "../../src/events/text.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { type EventKind, fieldsOf } from "../../src/kinds/index.ts";
import type { Field } from "../../src/kinds/value.ts";
import { NO_OWN } from "../log/log-bytes.ts";
import type { Random } from "../random.ts";
import { eventOf } from "../rules/events.ts";
import { plainType, STRINGS } from "./condition-part.ts";

const TICK_NS = 10_000_000;
const texts = new TextStore();

/** Events of one kind, with its fields or with others: of processes that a log tells of, which share their lineage, and of some that stand alone. */
export function randomEvents(
  random: Random,
  kind: EventKind,
  count: number,
  fields: readonly Field[] = fieldsOf(kind),
): Event[] {
  const lineage = new Lineage(TICK_NS, NO_OWN, texts.intern(""));
  const text = (): Text => texts.intern(random.oneIn(20) ? "/\udcff" : random.pick(STRINGS));
  const image = () => ({ exec_path: text(), argv: Array.from({ length: random.below(4) }, text) });
  let newest = 1;
  return Array.from({ length: count }, (_, index) => {
    const pid = 1 + random.below(newest);
    if (random.oneIn(2)) lineage.fork(pid, pid * TICK_NS, ++newest, newest * TICK_NS);
    if (random.oneIn(2)) lineage.exec(newest, newest * TICK_NS, image(), 0, 0);
    const producer = () =>
      lineage.producer(random.oneIn(2) ? newest : pid, (random.oneIn(2) ? newest : pid) * TICK_NS).process;
    const process = producer();
    const payload = fields.map(({ name, type }) => {
      if (plainType(type) === "string") return [name, text()];
      if (type === "list of strings") return [name, Array.from({ length: random.below(4) }, text)];
      if (type === "process") return [name, producer()];
      if (type === "list of ancestors") return [name, producer().ancestors];
      return [name, type === "int" ? random.pick([0, 1, 66, 443, 65_535]) : random.oneIn(2)];
    });
    const event = eventOf({ event_type: kind }, index);
    return {
      ...event,
      process: random.oneIn(4) ? alone(process) : process,
      payload: Object.fromEntries(payload),
    } as Event;
  });
}

/** The process as the JSON form tells it: nothing is shared with others. */
function alone({ pid, exec_path, argv, exact_argv = [], ancestors }: Process): Process {
  return { pid, exec_path, argv, exact_argv, ancestors };
}
