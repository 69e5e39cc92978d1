import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ONCE = fileURLToPath(new URL("../github/upload-once.ts", import.meta.url));

/** Uploads one file as an artifact, from a process with these variables: what any step of a run can do that has its token. */
export async function uploadFile(
  name: string,
  path: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = dirname(path);
  const files = [{ name: path.slice(folder.length + 1), path }];
  const request = JSON.stringify({ name, retentionDays: 0, files, folder });
  await promisify(execFile)(process.execPath, [ONCE, request, "30000"], { env: { ...variables } });
}
