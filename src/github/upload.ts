/** What goes into an artifact: files of one folder. */
export interface ArtifactUpload {
  readonly name: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly folder: string;
}

export interface UploadedArtifact {
  readonly id: number;
  /** The name that it got. */
  readonly name: string;
  /** Files that it has not, and why: one sentence each. */
  readonly leftOut: readonly string[];
}

/** Uploads an artifact. */
export async function uploadArtifact({
  name,
  retentionDays,
  files,
  folder,
}: ArtifactUpload): Promise<UploadedArtifact> {
  // Loaded here: it is most of the bundle, and takes more memory than all else.
  const { DefaultArtifactClient } = await import("@actions/artifact");
  const options = retentionDays === 0 ? {} : { retentionDays };
  const paths = files.map(({ path }) => path);
  const { id } = await new DefaultArtifactClient().uploadArtifact(name, paths, folder, options);
  if (id === undefined) throw new Error("the service gave no id");
  return { id, name, leftOut: [] };
}
