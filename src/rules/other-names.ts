/** What other tools, and older files, write in a rule, and what to write here. */

export const OTHER_ACTIONS = {
  block: "nothing is blocked; detect fails the job",
  deny: "nothing is blocked; detect fails the job",
  kill: "terminate ends all processes of the job at once, and fails it",
  alert: "detect fails the job, collect only reports",
  warn: "collect only reports",
  audit: "collect only reports",
  log: "collect only reports",
  allow: "what is allowed stands in exceptions",
  ignore: "a modifier with disable: true takes a rule out",
} as const;

/** Keys that other tools, or older files, have for a rule. */
export const OTHER_RULE_NAMES = {
  id: "the key is called rule_id",
  name: "the key is called rule_name",
  title: "the key is called rule_name",
  event_kind: "the key is called event_type",
  expression: "the key is called condition",
  severity: "it is a tag: tags: {severity: high}",
  enabled: "a rule is taken out by a modifier with disable: true",
  disabled: "a rule is taken out by a modifier with disable: true",
} as const;

/** What others count apart by. */
export const OTHER_GROUPINGS = {
  process: "image is one program that runs, with what it forks",
  pid: "image is one program that runs, with what it forks",
  program: "image is one program that runs, with what it forks",
  exec_path: "image is one program that runs, with what it forks",
  job: "without by, the counts are those of the whole job",
  domain: "zone is what a name was registered as, such as example.com",
  host: "zone is what a name was registered as, such as example.com",
  ip: "remote_ip is the address of a connection",
  "process.package": "package",
  "process.action": "action",
  "process.step": "step",
} as const;

/** What somebody may want to be told of, and the kind that tells it. */
export const OTHER_KINDS = {
  file_write: "file_open, with is_write in its condition",
  file_read: "file_open, with is_read in its condition",
  file_create: "file_open, with is_write in its condition",
  file_delete: "file_remove",
  file_rename: "file_move",
  process_start: "process_exec",
  dns: "domain",
  dns_query: "domain",
  http: "http_request",
  tls: 'domain, with source == "tls" in its condition',
} as const;
