import { expect, test } from "vitest";
import { commandOf } from "../../src/events/command.ts";
import type { Text } from "../../src/events/text.ts";
import { OTHER_WORDS, TOOL_NAMES, TOOLS } from "../../src/kinds/tools.ts";

const text = (raw: string): Text => ({ raw, folded: raw.toLowerCase() });

/** `PATH: ARGV`, or a command line whose first word is executed from /usr/bin. */
function told(line: string): string {
  const [path, given] = line.includes(": ") ? line.split(": ") : [undefined, line];
  const argv = (given ?? "").split(" ").map((word) => word.replaceAll("␣", " "));
  const { tool, verb } = commandOf({
    exec_path: text(path ?? `/usr/bin/${argv[0]}`),
    argv: argv.map(text),
  });
  return `${tool} ${verb}`.trim();
}

test.each([
  // Aliases and what npm takes for them.
  ["npm install", "npm install"],
  ["npm i", "npm install"],
  ["npm in", "npm install"],
  ["npm isntall left-pad", "npm install"],
  ["npm add x", "npm install"],
  ["npm it", "npm install"],
  ["npm ci", "npm ci"],
  ["npm clean-install", "npm ci"],
  ["npm rebuild", "npm rebuild"],
  ["npm rb", "npm rebuild"],
  ["npm reb", "npm rebuild"],
  ["npm up", "npm update"],
  ["npm t", "npm test"],
  ["npm run test", "npm run"],
  ["npm run-script install", "npm run"],
  ["npm exec cowsay", "npm exec"],
  ["npm x cowsay", "npm exec"],
  ["npm create vite@latest", "npm init"],
  ["npx cowsay install", "npm exec"],
  ["npm", "npm"],
  ["npm --version", "npm"],
  ["NPM CI", "npm ci"],
  // Options, with values and without.
  ["npm --prefix test ci", "npm ci"],
  ["npm -C test ci", "npm ci"],
  ["npm --prefix=test ci", "npm ci"],
  ["npm --silent ci", "npm ci"],
  ["npm -s --no-audit --foreground-scripts true ci", "npm ci"],
  ["npm --loglevel error install test", "npm install"],
  ["npm ci test x run start /npm", "npm ci"],
  ["npm -- ci", "npm ci"],
  ["npm -w test run build", "npm run"],
  ["npm ci --ignore-scripts", "npm ci"],
  // By its scripts and by interpreters.
  ["/usr/bin/node: node /usr/lib/node_modules/npm/bin/npm-cli.js ci", "npm ci"],
  ["/usr/bin/node: node --max-old-space-size=4096 -r ./x.js /usr/bin/npm i", "npm install"],
  ["/usr/bin/node: node --require npm /x/npx-cli.js ci", "npm exec"],
  ["/usr/local/bin/npm: /usr/bin/env node /usr/local/bin/npm ci", "npm ci"],
  ["/usr/local/bin/npm: /usr/bin/env -S␣node␣--no-warnings /usr/local/bin/npm ci", "npm ci"],
  ["/opt/hostedtoolcache/node/bin/node: npm␣ci", "node"],
  ["/usr/bin/node: node x.js /npm ci", "node"],
  ["/usr/bin/node: node -e npm ci", "node"],
  ["/usr/bin/node: node -pe npm ci", "node"],
  ["/usr/bin/node: node --eval npm ci", "node"],
  ["/usr/bin/node: node go.js install", "node"],
  ["/usr/bin/nodejs: node", "node"],
  // pnpm, yarn, bun.
  ["pnpm i", "pnpm install"],
  ["pnpm --filter web add x", "pnpm install"],
  ["pnpm -r build", "pnpm run"],
  ["pnpm recursive install", "pnpm install"],
  ["pnpm dlx cowsay", "pnpm exec"],
  ["pnpm t", "pnpm test"],
  ["pnpx cowsay", "pnpm exec"],
  ["/usr/bin/node: node /x/pnpm/bin/pnpm.cjs install --frozen-lockfile", "pnpm install"],
  ["yarn", "yarn install"],
  ["yarn --frozen-lockfile", "yarn install"],
  ["yarn --cwd test", "yarn install"],
  ["yarn --version", "yarn"],
  ["yarn add x", "yarn install"],
  ["yarn build", "yarn run"],
  ["yarn test", "yarn test"],
  ["yarn workspace web add x", "yarn install"],
  ["yarn workspace add", "yarn"],
  ["yarn global add x", "yarn install"],
  ["yarn dlx x", "yarn exec"],
  ["/usr/bin/node: node /repo/.yarn/releases/yarn-4.1.0.cjs install --immutable", "yarn install"],
  ["/usr/bin/node: node /repo/.yarn/releases/yarn-1.22.22.cjs", "yarn install"],
  ["corepack yarn", "yarn install"],
  ["corepack pnpm@9.1.0 i", "pnpm install"],
  ["corepack enable", "corepack enable"],
  ["/usr/bin/node: node /x/corepack/dist/pnpm.js i", "pnpm install"],
  ["bun i", "bun install"],
  ["bun a x", "bun install"],
  ["bun x cowsay", "bun exec"],
  ["bunx cowsay", "bun exec"],
  ["bun install.js", "bun run"],
  ["bun -e install", "bun"],
  ["bun", "bun"],
  ["deno task build", "deno task"],
  ["deno install npm:x", "deno install"],
  // Python's.
  ["pip install x", "pip install"],
  ["pip3.11 --proxy install download x", "pip download"],
  ["pip3 wheel .", "pip wheel"],
  ["/usr/bin/python3.12: python3 -m pip install x", "pip install"],
  ["/usr/bin/python3: python3 -Im pip install x", "pip install"],
  ["/usr/bin/python3: python3 -mpip install x", "pip install"],
  ["/usr/bin/python3: python3 -W ignore -X dev -m pip download x", "pip download"],
  ["/usr/bin/python3: python3 -Wignore -c pip install", "python"],
  ["/usr/bin/python3: python3 -c pip install", "python"],
  ["/usr/bin/python3: python3 setup.py install pip", "python"],
  ["/usr/bin/python3: python3 -m venv pip install", "python"],
  ["/usr/bin/python3: python3 /usr/bin/pip3 install x", "pip install"],
  ["/usr/bin/python3: python3 /usr/lib/python3/dist-packages/pip install x", "pip install"],
  ["/usr/bin/python3: python3 /x/site-packages/pip/__pip-runner__.py install x", "pip install"],
  ["/usr/bin/python3: python3 /x/site-packages/pip/__main__.py install x", "pip install"],
  ["/home/r/.local/bin/pip: /usr/bin/python3 /home/r/.local/bin/pip install x", "pip install"],
  ["/home/r/.pyenv/shims/python: bash /home/r/.pyenv/shims/python -m pip install x", "pip install"],
  ["/usr/bin/python3: python3", "python"],
  ["uv sync", "uv sync"],
  ["uv --directory install sync", "uv sync"],
  ["uv pip install x", "uv install"],
  ["uv pip", "uv"],
  ["uv add x", "uv install"],
  ["uv run pytest", "uv run"],
  ["uv tool run ruff", "uv exec"],
  ["uv tool install ruff", "uv install"],
  ["uvx ruff", "uv exec"],
  ["poetry install --with test", "poetry install"],
  ["poetry -C test add x", "poetry install"],
  ["poetry self add x", "poetry install"],
  ["pipx run ruff", "pipx exec"],
  ["pipx inject a b", "pipx install"],
  ["conda env create -f x", "conda create"],
  ["mamba -n test install x", "conda install"],
  // Ruby's and PHP's.
  ["gem i rake", "gem install"],
  ["gem inst rake", "gem install"],
  ["/usr/bin/gem3.1: /usr/bin/ruby3.1 /usr/bin/gem3.1 install rake", "gem install"],
  ["/usr/bin/ruby: ruby -I lib -S gem install x", "gem install"],
  ["/usr/bin/ruby: ruby -rjson -e gem install", "ruby"],
  ["bundle", "bundle install"],
  ["bundle exec rake install", "bundle exec"],
  ["bundle --version", "bundle"],
  ["composer require x/y", "composer install"],
  ["composer -d test install", "composer install"],
  ["composer global require x/y", "composer install"],
  ["composer deploy", "composer run"],
  ["/usr/bin/php: php -d memory_limit=-1 /usr/local/bin/composer update", "composer update"],
  ["/usr/bin/php8.3: php composer.phar install", "composer install"],
  ["/usr/bin/php: php -r composer install", "php"],
  // Compilers and builders.
  ["cargo build", "cargo build"],
  ["cargo +nightly --config a=b b --release", "cargo build"],
  ["cargo t install", "cargo test"],
  ["cargo add serde", "cargo add"],
  ["go generate ./...", "go generate"],
  ["go -C test build", "go build"],
  ["mvn -B -s settings.xml clean install", "maven install"],
  ["mvn clean", "maven clean"],
  ["/repo/mvnw: /bin/sh ./mvnw -pl web test", "maven test"],
  [
    "/usr/bin/java: java -classpath a.jar -Dx=y org.codehaus.plexus.classworlds.launcher.Launcher verify",
    "maven verify",
  ],
  ["/repo/gradlew: /bin/sh /repo/gradlew -x test :app:build", "gradle :app:build"],
  ["/usr/bin/java: java -cp gradle-wrapper.jar org.gradle.wrapper.GradleWrapperMain build", "gradle build"],
  ["/usr/bin/java: java -Xmx64m -jar /repo/gradle/wrapper/gradle-wrapper.jar build", "gradle build"],
  ["/usr/bin/java: java -jar app.jar build", "java"],
  // Systems'.
  ["apt-get -o Dpkg::Use-Pty=0 -y install jq", "apt-get install"],
  ["apt -qq update", "apt-get update"],
  ["brew install jq", "brew install"],
  ["/bin/bash: bash -p /opt/homebrew/Library/Homebrew/brew.sh install jq", "brew install"],
  // Shells and Perl.
  ["/bin/bash: bash -c npm␣ci", "sh"],
  ["/bin/bash: bash -euo pipefail -c npm", "sh"],
  ["/bin/bash: -bash", "sh"],
  ["/bin/sh: sh -e ./gradlew build", "gradle build"],
  ["/bin/bash: bash -o pipefail +x ./mvnw verify", "maven verify"],
  ["/bin/sh: sh -s -- install", "sh"],
  ["/repo/scripts/install.sh: /bin/sh ./scripts/install.sh npm ci", "sh"],
  ["perl -ne print npm", "perl"],
  ["perl -i.bak -pe s/a/b/ npm", "perl"],
  // Others are nobody's.
  ["curl npm ci", ""],
  ["env npm ci", ""],
  ["sudo npm ci", ""],
  ["/repo/node_modules/npm-check/bin/x: x npm ci", ""],
])("%s", (line, wanted) => {
  expect(told(line)).toBe(wanted);
});

test("a file that a link leads to, and the name that a program is called by, tell the tool too", () => {
  const image = { exec_path: text("/tmp/x"), argv: ["x", "ci"].map(text) };
  expect(commandOf(image).tool).toBe("");
  expect(commandOf({ ...image, file_path: text("/usr/lib/node_modules/npm/bin/npm-cli.js") })).toMatchObject({
    tool: "npm",
    verb: "ci",
  });
  expect(commandOf({ ...image, argv: ["/usr/bin/npm", "ci"].map(text) })).toMatchObject({
    tool: "npm",
    verb: "ci",
  });
});

test("no verb is taken from behind a place where arguments are missing", () => {
  const argv = ["npm", "--x=aaa…", "…bb", "test"].map(text);
  expect(commandOf({ exec_path: text("/usr/bin/npm"), argv, is_argv_cut: true }).verb).toBe("");
});

test("what is no verb is none, however long or strange it is", () => {
  const verb = (word: string) =>
    commandOf({ exec_path: text("/usr/bin/pip"), argv: [text("pip"), text(word)] }).verb;
  expect(["a".repeat(65), "\udcff", "a b", "", "$(x)", "__proto__", "constructor"].map(verb)).toEqual([
    "",
    "",
    "",
    "",
    "",
    "__proto__",
    "constructor",
  ]);
  expect(commandOf({ exec_path: text(""), argv: [] })).toMatchObject({ tool: "", verb: "" });
  expect(commandOf({ exec_path: text("/usr/bin/uv"), argv: ["uv", "constructor", "x"].map(text) }).verb).toBe(
    "constructor",
  );
});

test("no two tools have one file, no tool has one word for two verbs, and names are not told twice", () => {
  const files = TOOLS.flatMap((tool) => tool.files);
  expect(files.toSorted()).toEqual([...new Set(files)].toSorted());
  expect(files).toEqual(files.map((file) => file.toLowerCase()));
  expect(new Set(TOOL_NAMES).size).toBe(TOOLS.length);
  for (const { name, verbs = {} } of TOOLS) {
    const words = Object.entries(verbs).flat(2);
    expect([name, words.filter((word, place) => words.indexOf(word) !== place)]).toEqual([name, []]);
  }
  expect(["i", "isntall", "tst", "dlx"].map((word) => OTHER_WORDS.get(word))).toEqual([
    "install",
    "install",
    "test",
    "exec",
  ]);
  // A verb of another tool's can be asked for.
  expect(["add", "remove", "upgrade", "x"].map((word) => OTHER_WORDS.has(word))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
