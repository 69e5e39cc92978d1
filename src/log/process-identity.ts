/** A process by what makes it unique on a machine: pid and start time after boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startNs: number;
}
