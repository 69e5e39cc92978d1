/** More than these no machine has mounted. */
const MOUNTS_LIMIT = 4096;

interface Mount {
  /** Which part of the file system is mounted, as a path inside it. */
  readonly root: string;
  readonly path: string;
}

/** What was mounted where when the watch began. */
export class Mounts {
  readonly #ofDevice = new Map<number, Mount[]>();
  #count = 0;

  add(device: number, root: string, path: string): void {
    if (this.#count++ >= MOUNTS_LIMIT) return;
    const known = this.#ofDevice.get(device);
    if (known === undefined) this.#ofDevice.set(device, [{ root, path }]);
    else known.push({ root, path });
  }

  /**
   * The path of a file by its path inside its file system: by the mount that has most of it, of several by the first.
   * The path inside itself where that file system was not mounted then.
   */
  pathOf(device: number, inside: string): string {
    const [first, ...others] = this.#holding(device, inside);
    if (first === undefined) return inside;
    const widest = others.reduce(
      (best, mount) => (mount.root.length < best.root.length ? mount : best),
      first,
    );
    return pathBy(widest, inside);
  }

  /** True where a path led to this file when the watch began, by one of the mounts. */
  hasPath(device: number, inside: string, path: string): boolean {
    return this.#holding(device, inside).some((mount) => pathBy(mount, inside) === path);
  }

  #holding(device: number, inside: string): Mount[] {
    return (this.#ofDevice.get(device) ?? []).filter(({ root }) => below(root, inside) !== undefined);
  }
}

function pathBy({ root, path }: Mount, inside: string): string {
  const rest = below(root, inside) ?? "";
  return `${path === "/" ? "" : path}${rest}` || "/";
}

/** What of a path stands below a folder, with its slash; empty for the folder itself. */
function below(folder: string, path: string): string | undefined {
  if (folder === "/") return path === "/" ? "" : path;
  if (!path.startsWith(folder)) return undefined;
  const rest = path.slice(folder.length);
  return rest === "" || rest.startsWith("/") ? rest : undefined;
}
