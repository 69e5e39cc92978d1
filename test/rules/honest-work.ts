import type { PlainEvent, PlainImage } from "./events.ts";

// Lineages as they are on a runner, newest first.
const step: PlainImage[] = [
  { exec_path: "/usr/bin/bash", argv: ["/usr/bin/bash", "-e", "/home/runner/work/_temp/1.sh"] },
  {
    exec_path: "/home/runner/runners/bin/Runner.Worker",
    argv: ["Runner.Worker", "spawnclient"],
    is_runner: true,
  },
];
const action = (name: string): PlainImage[] => [
  {
    exec_path: "/home/runner/externals/node20/bin/node",
    argv: ["node", `/home/runner/work/_actions/${name}/dist/index.js`],
  },
  ...step.slice(1),
];
const npmCi: PlainImage[] = [
  { exec_path: "/opt/node/bin/node", argv: ["node", "/opt/node/bin/npm", "ci"], cwd: "/work" },
  { exec_path: "/opt/node/bin/npm", argv: ["/usr/bin/env", "node", "/opt/node/bin/npm", "ci"] },
  ...step,
];
/** The script of an installed package, or of the project itself. */
const scriptIn = (folder: string, above = npmCi): PlainImage[] => [
  { exec_path: "/opt/node/bin/node", argv: ["node", "install.js"], cwd: folder },
  { exec_path: "/usr/bin/sh", argv: ["sh", "-c", "node install.js"], cwd: folder },
  ...above,
];
const installScript = scriptIn("/work/node_modules/esbuild");
const ownScript = scriptIn("/work");
const yarn: PlainImage[] = [
  { exec_path: "/opt/node/bin/node", argv: ["node", "/opt/yarn/bin/yarn.js"], cwd: "/work" },
  ...step,
];
const pipInstall: PlainImage[] = [
  { exec_path: "/usr/bin/python3", argv: ["python3", "-m", "pip", "install", "-r", "requirements.txt"] },
  ...step,
];

/** An execution. */
function exec(command: string, ancestors: PlainImage[] = step, isMemfd = false): PlainEvent {
  const [exec_path = "", ...args] = command.split(" ");
  const name = exec_path.slice(exec_path.lastIndexOf("/") + 1);
  return {
    event_type: "process_exec",
    process: {
      exec_path,
      argv: [name, ...args],
      file_path: exec_path,
      is_root_owned: exec_path.startsWith("/usr/"),
      ancestors,
    },
    payload: { is_memfd: isMemfd },
  };
}

/** What a program that runs `command` does. */
function doing(
  command: string,
  event_type: PlainEvent["event_type"],
  payload: PlainEvent["payload"],
  ancestors: PlainImage[] = step,
): PlainEvent {
  return {
    event_type,
    process: { exec_path: "", ...exec(command, ancestors).process },
    payload: payload ?? {},
  };
}

const read = (path: string, command: string, ancestors?: PlainImage[]) =>
  doing(command, "file_open", { path, is_read: true }, ancestors);
const write = (path: string, command: string, ancestors?: PlainImage[]) =>
  doing(command, "file_open", { path, is_write: true, flags: 577 }, ancestors);
const move = (to_path: string, command: string, ancestors?: PlainImage[], from_path = "/tmp/x") =>
  doing(command, "file_move", { from_path, to_path }, ancestors);
const connect = (
  remote_ip: string,
  command: string,
  ancestors?: PlainImage[],
  remote_domains: string[] = [],
) =>
  doing(
    command,
    "network_connect",
    { remote_ip, remote_port: 443, protocol: "tcp", family: "ipv4", remote_domains },
    ancestors,
  );

const stealer = "/opt/node/bin/node steal.js";
const home = "/home/runner";

/** What is told of honest work, and does not fail the job: the rules, in their order. */
export const told: Record<string, string[]> = {
  "npm ci with install scripts": ["environment_file_read"],
  "tools that read their own credentials": ["gcp_credential_read", "azure_credential_read"],
  "install scripts that set up what they are for": [
    "downloader_of_dependency",
    "assistant_skill_written_by_dependency",
  ],
  "a machine that steps set up": ["sudoers_written"],
  "keys that are decoded, and installers that are piped": ["text_decoded"],
  "an action that runs an AI tool, and one that sets conda up": [
    "startup_file_written_by_program",
    "assistant_settings_written_by_program",
  ],
};

/** Honest work that no rule may fail a job for, from the list of what must stay quiet. */
export const honest: Record<string, PlainEvent[]> = {
  "npm ci with install scripts": [
    exec("/opt/node/bin/npm ci"),
    read(`${home}/.npmrc`, "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/.github/workflows/ci.yml", "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/test/.bashrc", "/opt/node/bin/node /opt/node/bin/npm ci", npmCi),
    write("/work/node_modules/a/.vscode/tasks.json", stealer, installScript),
    exec("/usr/bin/sh -c node install.js", npmCi),
    exec("/opt/node/bin/node install.js", installScript),
    exec("/work/node_modules/esbuild/bin/esbuild --version", installScript),
    exec(
      "/usr/bin/python3 /opt/node/lib/node_modules/npm/node_modules/node-gyp/gyp/gyp_main.py",
      installScript,
    ),
    exec("/usr/bin/make BUILDTYPE=Release", installScript),
    connect("104.16.24.34", "/opt/node/bin/node install.js", installScript, ["registry.npmjs.org"]),
    read("/home/runner/app/.env", "/opt/node/bin/node install.js", installScript),
  ],
  "pip install with a wheel build": [
    exec("/usr/bin/python3 -m pip install .", step),
    read(`${home}/.netrc`, "/usr/bin/python3 -m pip install x", step),
    exec("/tmp/pip-build-env-x/overlay/bin/cmake .", pipInstall),
    exec("/tmp/pip-build-env-x/overlay/bin/ninja", pipInstall),
    exec("/usr/bin/python3 /tmp/pip-install-x/a/setup.py bdist_wheel", pipInstall),
    write("/tmp/pip-install-x/a/.github/workflows/ci.yml", "/usr/bin/python3 x", pipInstall),
    exec("/usr/bin/gcc -c a.c", pipInstall),
  ],
  "cargo build and make": [
    exec("/usr/bin/cargo build"),
    exec("/home/runner/app/target/debug/build/a-1/build-script-build"),
    exec("/usr/bin/make -j4"),
    exec("/usr/bin/cc -o conftest conftest.c"),
    exec("./conftest"),
  ],
  "git clone and checkout": [
    exec("/usr/bin/git clone https://github.com/a/b"),
    read(`${home}/.ssh/id_ed25519`, "/usr/bin/ssh git@github.com"),
    read(`${home}/.git-credentials`, "/usr/lib/git-core/git-credential-store get"),
    write("/home/runner/b/.git/config", "/usr/bin/git config --local http.extraheader x"),
    write("/home/runner/b/.github/workflows/ci.yml", "/usr/bin/git checkout main"),
  ],
  "docker from a step": [
    exec("/usr/bin/docker run --privileged -v /work:/work tonistiigi/binfmt"),
    doing("/usr/bin/docker ps", "unix_socket_connect", {
      path: "/var/run/docker.sock",
      socket_type: "stream",
    }),
    read(`${home}/.docker/config.json`, "/usr/bin/docker login"),
  ],
  "apt-get install": [
    exec("/usr/bin/apt-get install -y sudo systemd-resolved"),
    write("/etc/sudoers.d/README.dpkg-new", "/usr/bin/dpkg --unpack x"),
    move("/etc/sudoers", "/usr/bin/dpkg --configure x"),
    write("/etc/systemd/resolved.conf.dpkg-new", "/usr/bin/dpkg --unpack x"),
    read("/proc/1/environ", "/usr/sbin/needrestart -m a"),
    write("/etc/cron.d/e2scrub_all.dpkg-new", "/usr/bin/dpkg --unpack x"),
  ],
  "tools that read their own credentials": [
    read(`${home}/.config/gh/hosts.yml`, "/usr/bin/gh auth status"),
    read(`${home}/.aws/credentials`, "/usr/local/bin/aws s3 ls"),
    read(`${home}/.config/gcloud/credentials.db`, "/usr/bin/python3 /opt/gcloud/lib/gcloud.py"),
    read(`${home}/.kube/config`, "/usr/bin/kubectl get pods"),
    read(`${home}/.azure/msal_token_cache.json`, "/usr/bin/python3 -m azure.cli"),
    connect("169.254.169.254", "/usr/local/bin/aws s3 ls"),
  ],
  "looking at processes": [
    read("/proc/1/environ", "/usr/bin/ps auxe"),
    doing("/opt/hostedtoolcache/julia/1.11.0/x64/bin/julia x.jl", "file_open", {
      path: "/proc/1234/mem",
      is_read: true,
      is_write: true,
      is_own_process: true,
    }),
    read("/proc/1/stat", "/usr/bin/ps aux"),
    read("/proc/1/cmdline", "/usr/bin/pgrep -f x"),
    read("/proc/1/status", "/usr/bin/top -b"),
    read("/proc/self/maps", "/usr/bin/java -version"),
    read("/proc/meminfo", "/usr/bin/free"),
  ],
  "install scripts that set up what they are for": [
    write(
      "/work/.git/hooks/pre-commit",
      "/opt/node/bin/node postinstall.js",
      scriptIn("/work/node_modules/lefthook"),
    ),
    write("/work/.claude/skills/kit/SKILL.md", "/opt/node/bin/node install.js", installScript),
    write("/work/.husky/_/pre-commit", "/opt/node/bin/node node_modules/.bin/husky", ownScript),
    exec("/usr/bin/git config core.hooksPath .husky/_", ownScript),
    exec("/usr/bin/docker compose up -d", ownScript),
    exec("/usr/bin/curl -f -L -o tool http://127.0.0.1/tool", installScript),
    exec("/usr/bin/curl -D hdr -o tool http://127.0.0.1/tool", installScript),
    move(
      "/work/node_modules/esbuild/bin/esbuild",
      "/opt/node/bin/node install.js",
      installScript,
      "/work/node_modules/esbuild/x",
    ),
  ],
  "package managers that run programs of their own in temporary folders": [
    exec("/tmp/xfs-1a2b/node install.js", scriptIn("/work/node_modules/a", yarn)),
    exec("/tmp/yarn--1700000000000-0.5/node install.js", scriptIn("/work/node_modules/a", yarn)),
    exec("/usr/bin/sh /tmp/postinstall-1a2b.sh", npmCi),
  ],
  "a machine that steps set up": [
    write("/etc/sudoers.d/x", "/usr/bin/tee /etc/sudoers.d/x"),
    write("/etc/hosts", "/usr/bin/tee -a /etc/hosts"),
    write("/etc/docker/daemon.json", "/usr/bin/tee x"),
    write("/etc/systemd/system/app.service", "/usr/bin/tee x"),
    write(`${home}/.bashrc`, "/usr/bin/tee -a x"),
    exec("/usr/bin/systemctl restart docker"),
    exec("/usr/sbin/iptables -A INPUT -p tcp --dport 80 -j ACCEPT"),
    exec("/usr/sbin/modprobe vcan"),
  ],
  "keys that are decoded, and installers that are piped": [
    exec("/usr/bin/base64 -d"),
    exec("/usr/bin/python3 -"),
    exec("/usr/bin/bash /tmp/install.sh"),
  ],
  "an action that runs an AI tool, and one that sets conda up": [
    write(
      `${home}/.claude/settings.json`,
      "/opt/node/bin/node index.js",
      action("anthropics/claude-code-action/v1"),
    ),
    exec(
      "/usr/local/bin/claude --dangerously-skip-permissions -p x",
      action("anthropics/claude-code-action/v1"),
    ),
    write(
      `${home}/.bashrc`,
      "/opt/conda/bin/python /opt/conda/bin/conda init bash",
      action("conda-incubator/setup-miniconda/v3"),
    ),
  ],
};
