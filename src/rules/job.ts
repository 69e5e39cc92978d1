/** The job that rules are for, as `target` asks for it. */
export interface Job {
  /** Such as `github.com`, with the port where it is not the usual one. */
  readonly providerHost: string;
  /** `owner/repository`. */
  readonly projectPath: string;
}
