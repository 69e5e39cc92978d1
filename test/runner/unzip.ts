import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Parse } from "unzip-stream";

/** The files in a zip, by name; read by what @actions/artifact itself reads downloads with. */
export async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const files: Promise<[string, Buffer]>[] = [];
  await new Promise((resolve, reject) => {
    Readable.from([zip])
      .pipe(Parse())
      .on("entry", (entry: Readable & { path: string }) => {
        files.push(buffer(entry).then((bytes) => [entry.path, bytes]));
      })
      .once("error", reject)
      .once("close", resolve);
  });
  return new Map(await Promise.all(files));
}
