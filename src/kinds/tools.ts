/** Something that others' packages, or a program's text, are run by, and how its command line is to be read. */
export interface Tool {
  /** What `process.tool` says. */
  readonly name: string;
  /**
   * The files that it is executed as: last names in lower case, without a version (`pip3.11`, `yarn-4.1.0.cjs`). Of
   * Java, which executes classes, their names.
   */
  readonly files: readonly string[];
  /** Packages of others are installed, or built, by it: their scripts run below it. */
  readonly isManager?: true;
  /** Files whose name is a verb already: npx is `npm exec`. */
  readonly verbOfFile?: Readonly<Record<string, string>>;
  /** Its verbs, each with the other words that mean the same. A word that is none is told as it is. */
  readonly verbs?: Readonly<Record<string, readonly string[]>>;
  /** The verb where a word is none of these: the name of a script of the project, or of a file. */
  readonly otherVerb?: string;
  /** The verb of a command line without one, unless that only asks for help. */
  readonly bareVerb?: string;
  /** A word that begins one verb only stands for it. */
  readonly hasPrefixes?: true;
  /** Words that another one follows, which is the verb: `uv pip install`; and of those which have another meaning there. */
  readonly groups?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same where a name stands between the two: `yarn workspace NAME add`. */
  readonly namedGroups?: readonly string[];
  /** Goals that stand before the one that tells: `mvn clean install`. */
  readonly passedOver?: readonly string[];
  /** The next word names another tool: `corepack yarn add`. */
  readonly isLauncher?: true;
  /** Options before the verb whose value is the next word, as it is written; others have none, or have it after `=`. */
  readonly valued?: readonly string[];
  /** Options behind which a program's text stands: there is neither a file nor a verb then. */
  readonly code?: readonly string[];
  /** How it finds the program that it runs, for what executes programs in its own language. */
  readonly runs?: Runs;
}

/** One-letter options of a runtime, which can stand together; and where it runs something that is no file. */
export interface Runs {
  /** The program's text follows: there is no file. */
  readonly code: string;
  /** A module follows, which is known by its name. */
  readonly module?: string;
  /** A value follows, in the same word or in the next. */
  readonly valued: string;
  /** What stands behind it in the word is its value. */
  readonly attached?: string;
  /** Its options are words after a single dash, and do not stand together. */
  readonly hasWords?: true;
}

const NPM_VALUED =
  "--prefix -C --registry --cache --userconfig --globalconfig --loglevel --workspace -w --omit --include --only --tag --otp --scope --script-shell --node-options --access --auth-type --before --ca --cafile --cert --key --cpu --os --libc --depth --editor --fetch-retries --fetch-timeout --git --https-proxy --proxy --noproxy --install-strategy --local-address --location -L --lockfile-version --logs-dir --logs-max --maxsockets --message -m --node-gyp --package --call -c --pack-destination --save-prefix --shell --user-agent --init-module --init-author-name --init-version --viewer --searchlimit --color";

/**
 * The tools that rules can ask for. Where two have a verb for the same end, it has the same word here: `install` adds
 * packages, `exec` fetches a package and runs it, `run` runs what the project says.
 */
export const TOOLS: readonly Tool[] = [
  {
    name: "npm",
    files: ["npm", "npm-cli.js", "npm.js", "npx", "npx-cli.js", "npx.js"],
    isManager: true,
    verbOfFile: { npx: "exec", "npx-cli.js": "exec", "npx.js": "exec" },
    verbs: {
      install: words("add i in ins inst insta instal isnt isnta isntal isntall install-test it"),
      ci: words("clean-install ic install-clean isntall-clean install-ci-test cit clean-install-test sit"),
      rebuild: words("rb"),
      update: words("up upgrade udpate"),
      exec: words("x"),
      run: words("run-script rum urn"),
      test: words("tst t"),
      uninstall: words("unlink remove rm r un"),
      init: words("create innit"),
      link: words("ln"),
      dedupe: words("ddp find-dupes"),
      list: words("ls la ll"),
      view: words("info show v"),
      config: words("c"),
      search: words("find s se"),
      unstar: [],
      ...same(
        "start stop restart publish unpublish pack prune audit fund outdated login logout adduser whoami access bugs cache completion deprecate diff dist-tag docs doctor edit explain explore get set help help-search hook org owner ping pkg prefix profile query repo root sbom shrinkwrap star stars team token trust undeprecate version",
      ),
    },
    hasPrefixes: true,
    valued: words(NPM_VALUED),
  },
  {
    name: "pnpm",
    files: ["pnpm", "pnpm.cjs", "pnpm.mjs", "pnpm.js", "pnpx", "pnpx.cjs", "pnpx.mjs", "pnpx.js"],
    isManager: true,
    verbOfFile: { pnpx: "exec", "pnpx.cjs": "exec", "pnpx.mjs": "exec", "pnpx.js": "exec" },
    verbs: {
      install: words("add i it install-test"),
      ci: words("clean-install ic install-clean"),
      rebuild: words("rb"),
      update: words("up upgrade"),
      exec: words("dlx x"),
      run: words("run-script"),
      test: words("t tst"),
      uninstall: words("remove rm un uni"),
      init: words("create"),
      link: words("ln"),
      list: words("ls la ll"),
      ...same(
        "start stop restart publish pack prune audit outdated fetch import dedupe deploy patch patch-commit patch-remove store env config get set root bin why licenses server setup self-update approve-builds cat-file cat-index find-hash doctor help login logout unlink",
      ),
    },
    otherVerb: "run",
    groups: { recursive: {}, multi: {}, m: {} },
    valued: words(
      "--dir -C --filter -F --filter-prod --store-dir --virtual-store-dir --modules-dir --lockfile-dir --registry --loglevel --reporter --workspace-concurrency --network-concurrency --child-concurrency --prefix --config-dir --cache-dir --state-dir --test-pattern --changed-files-ignore-pattern --resume-from --shell-emulator --node-linker",
    ),
  },
  {
    name: "yarn",
    files: ["yarn", "yarn.js", "yarn.cjs", "yarn-berry.cjs", "yarnpkg", "yarnpkg.js"],
    isManager: true,
    verbs: {
      install: words("add"),
      update: words("upgrade up upgrade-interactive"),
      exec: words("dlx"),
      uninstall: words("remove"),
      init: words("create"),
      ...same(
        "run rebuild test start stop publish pack npm audit autoclean bin cache check config constraints dedupe explain generate-lock-entry global help import info licenses link list login logout node outdated owner patch patch-commit plugin policies prefetch search set stage tag team unlink unplug version versions why workspaces",
      ),
    },
    otherVerb: "run",
    bareVerb: "install",
    groups: { global: {} },
    namedGroups: words("workspace"),
    valued: words(
      "--cwd --modules-folder --cache-folder --preferred-cache-folder --registry --mutex --network-timeout --network-concurrency --use-yarnrc --global-folder --prefix --otp --proxy --https-proxy --link-folder --har --scripts-prepend-node-path",
    ),
  },
  {
    name: "bun",
    files: ["bun", "bunx"],
    isManager: true,
    verbOfFile: { bunx: "exec" },
    verbs: {
      install: words("add a i"),
      ci: [],
      exec: words("x"),
      update: [],
      uninstall: words("remove rm"),
      init: words("create c"),
      ...same("run test build link unlink pm outdated publish patch audit info why upgrade repl help"),
    },
    otherVerb: "run",
    valued: words(
      "--cwd --config -c --preload -r --require --env-file --define -d --loader -l --filter -F --port --conditions",
    ),
    code: words("-e --eval -p --print"),
  },
  { name: "corepack", files: ["corepack", "corepack.js"], isLauncher: true },
  {
    name: "deno",
    files: ["deno"],
    isManager: true,
    verbs: {
      install: words("add i"),
      exec: words("x"),
      ...same(
        "run task test bench cache check compile coverage doc eval fmt info init jupyter lint lsp outdated publish remove repl serve types uninstall upgrade vendor audit approve-scripts",
      ),
    },
    otherVerb: "run",
    valued: words("--config -c --import-map --lock --log-level -L --seed --cert --env-file"),
  },
  {
    name: "node",
    files: ["node", "nodejs"],
    code: words("--eval --print"),
    runs: { code: "ep", valued: "rC" },
    valued: words(
      "--require --import --loader --experimental-loader --conditions --env-file --env-file-if-exists --title --input-type --experimental-default-type --icu-data-dir --inspect-port --debug-port --max-http-header-size --unhandled-rejections --trace-event-categories --openssl-config --disable-warning --watch-path --test-name-pattern --test-reporter --test-reporter-destination --test-concurrency --diagnostic-dir --dns-result-order --redirect-warnings --report-directory --report-dir --report-filename --report-signal --tls-cipher-list --tls-keylog --allow-fs-read --allow-fs-write --localstorage-file --heapsnapshot-signal --es-module-specifier-resolution",
    ),
  },
  {
    name: "pip",
    files: ["pip"],
    isManager: true,
    verbs: {
      uninstall: [],
      ...same(
        "install download wheel lock freeze list show check config search cache index inspect hash completion debug help",
      ),
    },
    valued: words(
      "--python --log --log-file --local-log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --keyring-provider --use-feature --use-deprecated --resume-retries",
    ),
  },
  {
    name: "uv",
    files: ["uv", "uvx"],
    isManager: true,
    verbOfFile: { uvx: "exec" },
    verbs: {
      install: words("add"),
      uninstall: words("remove"),
      ...same(
        "sync run lock build publish venv init export tree version cache self auth format help compile list show freeze check update upgrade",
      ),
    },
    // `uv tool run` is uvx; `run` by itself runs what the project has.
    groups: { pip: {}, tool: { run: "exec" }, python: {} },
    valued: words(
      "--directory --project --config-file --cache-dir --color --allow-insecure-host --python -p --index --default-index --index-url -i --extra-index-url --python-preference --python-fetch",
    ),
  },
  {
    name: "poetry",
    files: ["poetry"],
    isManager: true,
    verbs: {
      install: words("add"),
      uninstall: words("remove"),
      ...same(
        "sync update run shell build publish lock check config init new show search env export version cache source debug about help list",
      ),
    },
    groups: { self: {} },
    valued: words("--directory -C --project -P"),
  },
  {
    name: "pipx",
    files: ["pipx"],
    isManager: true,
    verbs: {
      install: words("install-all inject"),
      update: words("upgrade upgrade-all upgrade-shared"),
      exec: words("run"),
      uninstall: words("uninstall-all uninject"),
      ...same("reinstall reinstall-all runpip list ensurepath environment completions interpreter pin unpin"),
    },
  },
  {
    name: "conda",
    files: ["conda", "mamba", "micromamba"],
    isManager: true,
    verbs: {
      update: words("upgrade"),
      uninstall: words("remove"),
      ...same(
        "install create run activate deactivate clean config info init list search package compare doctor notices export build shell",
      ),
    },
    groups: { env: {} },
    valued: words("--name -n --prefix -p --root-prefix -r --rc-file"),
  },
  {
    name: "python",
    files: ["python", "pypy"],
    runs: { code: "c", module: "m", valued: "WXQ" },
    valued: words("--check-hash-based-pycs"),
  },
  {
    name: "gem",
    files: ["gem"],
    isManager: true,
    verbs: {
      install: words("i"),
      update: [],
      exec: [],
      ...same(
        "build cert check cleanup contents dependency environment fetch generate_index help info list lock mirror open outdated owner pristine push query rdoc rebuild search server signin signout sources specification stale uninstall unpack which yank",
      ),
    },
    hasPrefixes: true,
    valued: words("--config-file"),
  },
  {
    name: "bundle",
    files: ["bundle", "bundler"],
    isManager: true,
    verbs: {
      install: words("i add"),
      exec: words("e ex"),
      update: [],
      uninstall: words("remove"),
      ...same(
        "package cache binstubs check clean config console doctor env fund gem help info init inject issue licenses list lock open outdated platform plugin pristine show version viz",
      ),
    },
    bareVerb: "install",
    hasPrefixes: true,
    valued: words("--retry -r"),
  },
  { name: "ruby", files: ["ruby"], runs: { code: "e", valued: "ICrE", attached: "FiKTWx0" } },
  {
    name: "composer",
    files: ["composer", "composer.phar"],
    isManager: true,
    verbs: {
      install: words("i require r"),
      update: words("u upgrade"),
      run: words("run-script"),
      uninstall: words("remove rm"),
      ...same(
        "create-project exec init dump-autoload dumpautoload archive audit browse bump check-platform-reqs clear-cache config depends diagnose fund help home info licenses list outdated prohibits reinstall search self-update show status suggests validate why why-not",
      ),
    },
    otherVerb: "run",
    hasPrefixes: true,
    groups: { global: {} },
    valued: words("--working-dir -d"),
  },
  { name: "php", files: ["php"], runs: { code: "rRBE", valued: "dczFtS" } },
  {
    name: "cargo",
    files: ["cargo"],
    isManager: true,
    verbs: {
      build: words("b"),
      check: words("c"),
      test: words("t"),
      run: words("r"),
      doc: words("d"),
      uninstall: [],
      remove: words("rm"),
      ...same(
        "add install bench clippy fix fmt clean fetch generate-lockfile help info init locate-project login logout metadata miri new nextest owner package publish report rustc rustdoc search tree update vendor verify-project version yank",
      ),
    },
    valued: words("--config -C -Z --color --manifest-path --explain"),
  },
  {
    name: "go",
    files: ["go"],
    isManager: true,
    verbs: same(
      "build generate test run install get mod vet fmt list clean env tool work version doc fix bug telemetry help",
    ),
    valued: words("-C"),
  },
  {
    name: "maven",
    files: [
      "mvn",
      "mvnw",
      "mvnd",
      "maven-wrapper.jar",
      "org.codehaus.plexus.classworlds.launcher.launcher",
      "org.apache.maven.wrapper.mavenwrappermain",
    ],
    isManager: true,
    passedOver: words("clean"),
    valued: words(
      "-f --file -pl --projects -rf --resume-from -s --settings -gs --global-settings -t --toolchains -gt --global-toolchains -T --threads -P --activate-profiles -D --define -l --log-file -b --builder -itr --ignore-transitive-repositories --color",
    ),
  },
  {
    name: "gradle",
    files: [
      "gradle",
      "gradlew",
      "gradle-wrapper.jar",
      "org.gradle.wrapper.gradlewrappermain",
      "org.gradle.launcher.gradlemain",
      "org.gradle.launcher.daemon.bootstrap.gradledaemon",
      "worker.org.gradle.process.internal.worker.gradleworkermain",
    ],
    isManager: true,
    passedOver: words("clean"),
    valued: words(
      "-b --build-file -c --settings-file -g --gradle-user-home -p --project-dir -I --init-script -x --exclude-task -D -P --include-build --console --warning-mode --max-workers --priority --project-cache-dir --dependency-verification -M --write-verification-metadata",
    ),
  },
  {
    name: "java",
    files: ["java"],
    runs: { code: "", valued: "", hasWords: true },
    valued: words(
      "-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --add-reads --add-exports --add-opens --limit-modules --patch-module --enable-native-access --source",
    ),
  },
  {
    name: "apt-get",
    files: ["apt-get", "apt", "aptitude"],
    isManager: true,
    verbs: same(
      "install reinstall update upgrade dist-upgrade full-upgrade remove purge autoremove build-dep source download clean autoclean check list search show satisfy",
    ),
    valued: words(
      "-o --option -c --config-file -t --target-release --default-release -a --host-architecture -P --build-profiles",
    ),
  },
  {
    name: "brew",
    files: ["brew", "brew.sh", "brew.rb"],
    isManager: true,
    verbs: {
      uninstall: words("remove rm"),
      list: words("ls"),
      info: words("abv"),
      ...same(
        "install reinstall update upgrade tap untap bundle cleanup config doctor fetch link unlink search services exec shellenv",
      ),
    },
  },
  { name: "perl", files: ["perl"], runs: { code: "eE", valued: "I", attached: "MmFiCDdxl0" } },
  {
    name: "sh",
    files: ["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "rbash"],
    runs: { code: "cs", valued: "oO" },
    valued: words("--rcfile --init-file --init-command"),
  },
];

/** What `process.tool` can be. */
export const TOOL_NAMES: readonly string[] = TOOLS.map(({ name }) => name);

/** Words that are told by another one, and by which no verb is: who compares with one never finds it. */
export const OTHER_WORDS: ReadonlyMap<string, string> = otherWords();

function otherWords(): Map<string, string> {
  const verbs = new Set(
    TOOLS.flatMap(({ verbs = {}, otherVerb = [] }) => [Object.keys(verbs), otherVerb].flat()),
  );
  const pairs = TOOLS.flatMap(({ verbs = {} }) =>
    Object.entries(verbs).flatMap(([verb, others]) => others.map((other): [string, string] => [other, verb])),
  );
  return new Map(pairs.filter(([other]) => !verbs.has(other)));
}

function words(text: string): string[] {
  return text.split(" ");
}

/** Verbs that have no other words. */
function same(text: string): Record<string, readonly string[]> {
  return Object.fromEntries(words(text).map((verb) => [verb, []]));
}
