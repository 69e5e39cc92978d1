import type { Files } from "./job.ts";

/** A home folder with what stealers look for, in which there is nothing to be had; tools can read what is theirs. */
export const DUMMY_HOME: Files = {
  "~/.ssh/id_ed25519": "-----BEGIN OPENSSH PRIVATE KEY-----\nDUMMY\n-----END OPENSSH PRIVATE KEY-----\n",
  "~/.ssh/id_rsa": "-----BEGIN RSA PRIVATE KEY-----\nDUMMY\n-----END RSA PRIVATE KEY-----\n",
  "~/.ssh/known_hosts": "",
  "~/.aws/credentials": "[default]\naws_access_key_id = DUMMY\naws_secret_access_key = DUMMY\n",
  "~/.aws/config": "[default]\nregion = eu-central-1\n",
  "~/.config/gcloud/application_default_credentials.json": '{"type":"authorized_user","client_id":"DUMMY"}\n',
  "~/.config/gcloud/credentials.db": "DUMMY\n",
  "~/.azure/msal_token_cache.json": "{}\n",
  "~/.azure/azureProfile.json": "{}\n",
  "~/.kube/config":
    "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'http://127.0.0.1:6443'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\ncurrent-context: c\nusers: [{name: u, user: {token: DUMMY}}]\n",
  "~/.docker/config.json": '{"auths":{"registry.example.com":{"auth":"RFVNTVk6RFVNTVk="}}}\n',
  "~/.npmrc": "//npm.example.com/:_authToken=DUMMY\naudit=false\nfund=false\nupdate-notifier=false\n",
  "~/.pypirc": "[distutils]\nindex-servers = example\n[example]\nusername = DUMMY\npassword = DUMMY\n",
  "~/.netrc": "machine git.example.com login DUMMY password DUMMY\n",
  "~/.git-credentials": "https://DUMMY:DUMMY@git.example.com\n",
  "~/.gitconfig": "[user]\n\tname = CI\n\temail = ci@example.com\n[init]\n\tdefaultBranch = main\n",
  "~/.config/gh/hosts.yml": "github.example.com:\n    oauth_token: DUMMY\n",
  "~/.vault-token": "DUMMY",
  "~/.gnupg/private-keys-v1.d/DUMMY.key": "DUMMY\n",
  "~/.bash_history": "true\n",
  "~/.bashrc": "# ~/.bashrc\n",
  "~/.profile": "# ~/.profile\n",
  "~/.cargo/credentials.toml": '[registries.example]\ntoken = "DUMMY"\n',
  "~/.gem/credentials": "---\n:rubygems_api_key: DUMMY\n",
  "~/.m2/settings.xml": "<settings></settings>\n",
  "~/.terraform.d/credentials.tfrc.json": '{"credentials":{"tf.example.com":{"token":"DUMMY"}}}\n',
  "~/.claude/.credentials.json": '{"token":"DUMMY"}\n',
  "~/.config/solana/id.json": "[0]\n",
  "~/.config/containers/auth.json": '{"auths":{}}\n',
  "~/.config/rclone/rclone.conf": "[example]\ntype = local\n",
  "/home/runner/actions-runner/.runner": '{"agentName":"corpus"}\n',
  "/home/runner/actions-runner/.credentials": '{"scheme":"OAuth"}\n',
  "/home/runner/actions-runner/.credentials_rsaparams": '{"d":"DUMMY"}\n',
  "/home/runner/actions-runner/config.sh": "#!/bin/sh\nexit 0\n",
  "/home/runner/actions-runner/run.sh": "#!/bin/sh\nexit 0\n",
  ".env": "TOKEN=DUMMY\n",
};

/** What a sweep of these reads: a file of each of eight families. */
export const SWEPT = [
  ".ssh/id_ed25519",
  ".aws/credentials",
  ".config/gcloud/application_default_credentials.json",
  ".kube/config",
  ".docker/config.json",
  ".npmrc",
  ".git-credentials",
  ".config/gh/hosts.yml",
];
