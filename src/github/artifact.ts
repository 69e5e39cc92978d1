import type { Policy } from "./inputs.ts";

/** What became of the artifact. */
export type Upload =
  | { readonly kind: "none" }
  | { readonly kind: "uploaded"; readonly id: number }
  | { readonly kind: "failed"; readonly reason: string };

/** Uploads files as the job's artifact. A failure is a value: the report stands without it. */
export async function uploadArtifact(
  policy: Policy,
  directory: string,
  files: readonly string[],
): Promise<Upload> {
  if (policy.artifactName === "") return { kind: "none" };
  try {
    // Loaded here, for it is most of the bundle and the report must not wait for it.
    const { DefaultArtifactClient } = await import("@actions/artifact");
    const options = policy.retentionDays === 0 ? {} : { retentionDays: policy.retentionDays };
    const { id } = await new DefaultArtifactClient().uploadArtifact(
      policy.artifactName,
      [...files],
      directory,
      options,
    );
    return id === undefined ? { kind: "failed", reason: "the service gave no id" } : { kind: "uploaded", id };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
