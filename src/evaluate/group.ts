import { createHash } from "node:crypto";
import { textOf } from "../cel/fields.ts";
import type { Ancestor, Event, Image } from "../events/event.ts";
import { outermostInstaller } from "../events/installer.ts";
import type { Text } from "../kinds/value.ts";
import { GROUPING_FIELDS, type Grouping } from "../rules/rule-file.ts";
import { zoneOf } from "./zone.ts";

/** What events have in common whose matches are counted together. */
export type Group =
  | { readonly by: "image" | "installer"; readonly image: Image }
  | { readonly by: Exclude<Grouping, "image" | "installer">; readonly name: Text };

/** A group, and what it alone has. */
export interface KeyedGroup {
  readonly group: Group;
  readonly key: string;
}

/** The group that an event is in; undefined for none. */
export function groupOf(by: Grouping, event: Event): KeyedGroup | undefined {
  const { process } = event;
  switch (by) {
    case "image":
      return imageGroup(by, process, process.ancestors, process.pid);
    case "installer": {
      // Also one that is so far above that the ancestors have it no more.
      if (process.installerImage?.imageNumber !== undefined) {
        return imageGroup(by, process.installerImage, [], 0);
      }
      const installer = outermostInstaller(process);
      return installer && imageGroup(by, installer.image, installer.above, 0);
    }
    case "zone":
      return namedGroup(by, zoneOf(textOf(event.payload, GROUPING_FIELDS.zone)));
    case "remote_ip":
      return namedGroup(by, textOf(event.payload, GROUPING_FIELDS.remote_ip));
    case "package":
    case "action":
    case "step":
      return namedGroup(by, textOf(process, by));
  }
}

function namedGroup(by: Exclude<Grouping, "image" | "installer">, name: Text): KeyedGroup | undefined {
  return name.raw === "" ? undefined : { group: { by, name }, key: `${by} ${name.folded}` };
}

/**
 * Two runs of one program are two images. An event that comes from no log tells only what the image was: where its
 * process, its arguments and all above it are the same, so is the image.
 */
function imageGroup(
  by: "image" | "installer",
  image: Image,
  above: readonly Ancestor[],
  pid: number,
): KeyedGroup | undefined {
  const group = { by, image };
  if (image.imageNumber !== undefined) return { group, key: `${by} ${image.imageNumber}` };
  if (image.exec_path.raw === "") return undefined;
  const lineage = [image, ...above].map(({ exec_path, argv }) => [exec_path.raw, argv.map(({ raw }) => raw)]);
  const digest = createHash("sha256")
    .update(JSON.stringify([pid, lineage]))
    .digest("base64");
  return { group, key: `${by} ${digest}` };
}
