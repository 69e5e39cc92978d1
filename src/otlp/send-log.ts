import { EventMasker } from "../events/event-masker.ts";
import { readLog } from "../events/read-log.ts";
import type { Masker } from "../mask/masker.ts";
import { EventRecords } from "../report/otlp/event-record.ts";
import { ownOf } from "../watch/frozen.ts";
import { reasonOf } from "../watch/outputs.ts";
import { type OtlpSender, OUT_OF_TIME } from "./sender.ts";

/** Bytes of a log that are read before what they hold has to be on its way. */
const PIECE_SIZE = 4 * 1024;

/** Sends all events of a log, without their secrets, as fast as they are taken. Never throws. */
export async function sendLog(
  sender: OtlpSender,
  chunks: AsyncIterable<Uint8Array>,
  masker: Masker,
  observedNs: bigint,
): Promise<void> {
  const masks = new EventMasker(masker);
  const records = new EventRecords(observedNs);
  try {
    await readLog(paced(chunks, sender), {
      ownOf,
      onEvent: (event) => {
        if (sender.isOpen) sender.add(records.record(masks.event(event)));
        else sender.miss();
      },
    });
  } catch (error) {
    sender.cutShort(`the event log could not be read: ${reasonOf(error)}`);
  }
}

async function* paced(chunks: AsyncIterable<Uint8Array>, sender: OtlpSender): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_SIZE) {
      yield chunk.subarray(at, at + PIECE_SIZE);
      await sender.drained();
      // To count what is left would take as long again.
      if (sender.isOver) return sender.cutShort(OUT_OF_TIME);
    }
  }
}
