import { expect, test } from "vitest";
import { Masker } from "../../src/mask/masker.ts";
import { random } from "../random.ts";
import { MASKED, MASKED_LINES, READABLE, READABLE_LINES } from "./cases.ts";

const masker = new Masker();

/** Tokens as they are issued, put together here so that nobody who looks for them in this file finds one. */
const GHP = `ghp${"_"}0123456789abcdefABCDEF0123456789abcd`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${"dozjgNryP4J3jVmN"}`;

/** The arguments of one program, with spaces between; `␣` is a space inside of one. */
const MASKED_ARGUMENTS: readonly (readonly [string, string])[] = [
  ["env SSHPASS=hunter22 SECRET_KEY_BASE=hunter22 make", "env SSHPASS=*** SECRET_KEY_BASE=*** make"],
  [
    "env DB_PASSWORD_PROD=a1b2 GPG_KEY_B64=a1b2 OPENAI_KEY=a1b2 make",
    "env DB_PASSWORD_PROD=*** GPG_KEY_B64=*** OPENAI_KEY=*** make",
  ],
  // A host that begins as a digest does is none.
  ["psql postgres://app:hunter22@shared-db.example/x", "psql postgres://app:***@shared-db.example/x"],
  ["redis-cli -u redis://:hunter22@sha256:6379", "redis-cli -u redis://:***@sha256:6379"],
  // Behind what a program computes others can stand.
  [
    "python3 -c token=os.environ['X'];login(password='hunter22')",
    "python3 -c token=os.environ['X'];login(password='***')",
  ],
  [
    "node -e token=process.env.T;login({password:'hunter22'})",
    "node -e token=process.env.T;login({password:'***'})",
  ],
  ["cosign login -u me -p hunter22 ghcr.io", "cosign login -u me -p *** ghcr.io"],
  ["poetry publish -u me -p hunter22", "poetry publish -u me -p ***"],
  ["uv publish -t hunter22", "uv publish -t ***"],
  ["cqlsh -u me -p hunter22 host", "cqlsh -u me -p *** host"],
  ["ctr images pull -u me:hunter22 x", "ctr images pull -u me:*** x"],
  ["vercel deploy -t hunter22", "vercel deploy -t ***"],
  [
    "aws secretsmanager put-secret-value --secret-string hunter22",
    "aws secretsmanager put-secret-value --secret-string ***",
  ],
  ["openssl dgst -sha256 -hmac hunter22 f", "openssl dgst -sha256 -hmac *** f"],
  ["openssl dgst -mac HMAC -macopt hexkey:a1b2 f", "openssl dgst -mac HMAC -macopt hexkey:*** f"],
  ["deploy --password hunter22", "deploy --password ***"],
  ["deploy --password=hunter22", "deploy --password=***"],
  ["deploy --password=", "deploy --password="],
  ["deploy --password -hun7er!", "deploy --password ***"],
  ["deploy --db-password x", "deploy --db-password ***"],
  ["deploy --dbPassword=x1", "deploy --dbPassword=***"],
  ["deploy -password hunter22", "deploy -password ***"],
  ["deploy --passphrase a␣b␣c", "deploy --passphrase ***"],
  ["deploy --token abc123", "deploy --token ***"],
  ["deploy --token=abc=123", "deploy --token=***"],
  ["deploy --auth-token abc123", "deploy --auth-token ***"],
  ["deploy --api-key abc123", "deploy --api-key ***"],
  ["deploy --apikey=abc123", "deploy --apikey=***"],
  ["deploy --client-secret abc123", "deploy --client-secret ***"],
  ["deploy --secret abc123", "deploy --secret ***"],
  ["deploy --secret-key /abc+123", "deploy --secret-key ***"],
  ["deploy --secret-key /K7MDENGbPxRfiCYEXAMPLEKEY/wJalrXUt", "deploy --secret-key ***"],
  ["deploy --account-key=abc/def==", "deploy --account-key=***"],
  ["deploy --secret-access-key wJalrXUtnFEMI/K7MDENG", "deploy --secret-access-key ***"],
  ["deploy --access-token abc123", "deploy --access-token ***"],
  ["env DEPLOY_KEY=abc SSH_KEY=~/.ssh/id make", "env DEPLOY_KEY=*** SSH_KEY=~/.ssh/id make"],
  ["deploy --pat abcdefgh", "deploy --pat ***"],
  ["deploy --auth admin:hunter22", "deploy --auth ***"],
  ["deploy --credentials=user:hunter22", "deploy --credentials=***"],
  ["keytool -storepass changeit -keypass changeme", "keytool -storepass *** -keypass ***"],
  ["gpg --batch --passphrase hunter22 -c f", "gpg --batch --passphrase *** -c f"],
  ["mysql -uroot -phunter22 shop", "mysql -uroot -p*** shop"],
  ["/usr/bin/mysqldump -u root -phunter22", "/usr/bin/mysqldump -u root -p***"],
  ["mariadb --password=hunter22", "mariadb --password=***"],
  ["sshpass -p hunter22 ssh host", "sshpass -p *** ssh host"],
  ["sshpass -phunter22 ssh -p 22 host", "sshpass -p*** ssh -p 22 host"],
  ["docker login -u me -p hunter22 ghcr.io", "docker login -u me -p *** ghcr.io"],
  ["docker login --username me --password hunter22", "docker login --username me --password ***"],
  ["podman login -phunter22 quay.io", "podman login -p*** quay.io"],
  ["helm registry login -u me -p hunter22 r.io", "helm registry login -u me -p *** r.io"],
  ["docker run -e DB_PASSWORD=hunter22 img", "docker run -e DB_PASSWORD=*** img"],
  ["docker run -eDB_PASSWORD=hunter22 img", "docker run -eDB_PASSWORD=*** img"],
  ["docker run --env=API_TOKEN=a␣b;c img", "docker run --env=API_TOKEN=*** img"],
  ["docker build --build-arg NPM_TOKEN=abc .", "docker build --build-arg NPM_TOKEN=*** ."],
  ["docker exec db mysql -uroot -phunter22", "docker exec db mysql -uroot -p***"],
  ["kubectl exec pod -- mysql -phunter22", "kubectl exec pod -- mysql -p***"],
  [
    "kubectl create secret generic s --from-literal=user=hunter22",
    "kubectl create secret generic s --from-literal=user=***",
  ],
  ["curl -u user:hunter22 https://x.io", "curl -u user:*** https://x.io"],
  ["curl -uuser:hunter22 https://x.io", "curl -uuser:*** https://x.io"],
  ["curl -sSfu user:hunter22 https://x.io", "curl -sSfu user:*** https://x.io"],
  ["curl --user user:a:b https://x.io", "curl --user user:*** https://x.io"],
  ["curl --proxy-user=user:hunter22 x.io", "curl --proxy-user=user:*** x.io"],
  ["curl -u 0123456789abcdef0123: x.io", "curl -u ***: x.io"],
  ["curl -H Authorization:␣Bearer␣abc123 x.io", "curl -H Authorization:␣Bearer␣*** x.io"],
  ["curl -HAuthorization:␣token␣abc123 x.io", "curl -HAuthorization:␣token␣*** x.io"],
  ["curl --header=authorization:abc123 x.io", "curl --header=authorization:*** x.io"],
  ["curl -H X-Api-Key:abc123 x.io", "curl -H X-Api-Key:*** x.io"],
  ["curl -H PRIVATE-TOKEN:␣abc123 x.io", "curl -H PRIVATE-TOKEN:␣*** x.io"],
  ["curl -H Cookie:␣sid=1;␣t=2 x.io", "curl -H Cookie:␣*** x.io"],
  ["curl -b sid=abc123 x.io", "curl -b *** x.io"],
  ["curl --oauth2-bearer abc123 x.io", "curl --oauth2-bearer *** x.io"],
  ["curl -d password=hunter22&user=me x.io", "curl -d password=***&user=me x.io"],
  ['curl -d {"user":"me","password":"hunter22"} x.io', 'curl -d {"user":"me","password":"***"} x.io'],
  ['curl -d {"token":␣"a\\"b",␣"x":␣1} x.io', 'curl -d {"token":␣"***",␣"x":␣1} x.io'],
  ["wget --http-password=hunter22 x.io", "wget --http-password=*** x.io"],
  ["wget --header=Authorization:␣Basic␣YTpi x.io", "wget --header=Authorization:␣Basic␣*** x.io"],
  ["http -a me:hunter22 x.io", "http -a me:*** x.io"],
  ["env PGPASSWORD=hunter22 psql -h db", "env PGPASSWORD=*** psql -h db"],
  ["sudo MYSQL_PWD=hunter22 mysql", "sudo MYSQL_PWD=*** mysql"],
  ["sudo -u root mysql -phunter22", "sudo -u root mysql -p***"],
  ["env A=b sshpass -phunter22 scp", "env A=b sshpass -p*** scp"],
  ["timeout 5 redis-cli -h db -a hunter22", "timeout 5 redis-cli -h db -a ***"],
  ["mongosh -u root -p hunter22", "mongosh -u root -p ***"],
  ["ldapsearch -x -D cn=a -w hunter22", "ldapsearch -x -D cn=a -w ***"],
  ["smbclient -U me%hunter22 //h/s", "smbclient -U me%*** //h/s"],
  ["lftp -u me,hunter22 ftp.x.io", "lftp -u me,*** ftp.x.io"],
  ["openssl rsa -passin pass:hunter22 -in k", "openssl rsa -passin pass:*** -in k"],
  ["openssl enc -aes-256-cbc -k hunter22", "openssl enc -aes-256-cbc -k ***"],
  ["7z x -phunter22 a.7z", "7z x -p*** a.7z"],
  ["unzip -P hunter22 a.zip", "unzip -P *** a.zip"],
  ["sqlcmd -S db -U sa -P hunter22", "sqlcmd -S db -U sa -P ***"],
  ["twine upload -u __token__ -p abc123 dist", "twine upload -u __token__ -p *** dist"],
  ["az login --service-principal -u id -p abc123", "az login --service-principal -u id -p ***"],
  ["cargo login abc123", "cargo login ***"],
  ["vault login abc123", "vault login ***"],
  ["dotnet nuget push a.nupkg -k abc123", "dotnet nuget push a.nupkg -k ***"],
  ["nuget push a.nupkg -ApiKey abc123", "nuget push a.nupkg -ApiKey ***"],
  ["gh secret set NAME --body abc123", "gh secret set NAME --body ***"],
  [
    "npm config set //registry.npmjs.org/:_authToken abc123",
    "npm config set //registry.npmjs.org/:_authToken ***",
  ],
  ["npm publish --//r.io/:_authToken=abc123", "npm publish --//r.io/:_authToken=***"],
  ["npm config set _auth=YTpiYTpiYTpi", "npm config set _auth=***"],
  ["aws configure set aws_secret_access_key abc123", "aws configure set aws_secret_access_key ***"],
  ["mvn -Dgpg.passphrase=hunter22 deploy", "mvn -Dgpg.passphrase=*** deploy"],
  ["gradle -PossrhPassword=hunter22 publish", "gradle -PossrhPassword=*** publish"],
  ["sonar-scanner -Dsonar.login=abc123", "sonar-scanner -Dsonar.login=***"],
  ["msbuild /p:Password=hunter22", "msbuild /p:Password=***"],
  [
    "git -c http.extraheader=AUTHORIZATION:␣basic␣YTpi push",
    "git -c http.extraheader=AUTHORIZATION:␣basic␣*** push",
  ],
  ["git clone https://me:hunter22@x.io/r.git", "git clone https://me:***@x.io/r.git"],
  ["git clone https://0123456789abcdef0123@x.io/r.git", "git clone https://***@x.io/r.git"],
  ["psql postgres://me:hun/ter22@db/x", "psql postgres://me:hun/ter22@db/x"],
  ["psql postgresql://me:h@nter22@db:5432/x", "psql postgresql://me:***@db:5432/x"],
  ["redis-cli -u redis://:hunter22@db:6379", "redis-cli -u redis://:***@db:6379"],
  ["sqlcmd Server=db;Password=hunter22;User=sa", "sqlcmd Server=db;Password=***;User=sa"],
  ["curl https://x.io/a?access_token=abc123&b=1", "curl https://x.io/a?access_token=***&b=1"],
  ["curl https://x.io/a?sv=1&sig=abc%2B123&se=2", "curl https://x.io/a?sv=1&sig=***&se=2"],
  ["curl https://x.io/a?X-Amz-Signature=abc123", "curl https://x.io/a?X-Amz-Signature=***"],
  [
    "git config --local http.https://github.com/.extraheader AUTHORIZATION:␣basic␣eC1hY2Nlc3M=",
    "git config --local http.https://github.com/.extraheader AUTHORIZATION:␣basic␣***",
  ],
  [
    "az storage list --connection-string AccountName=x;AccountKey=a/b+c==;EndpointSuffix=core",
    "az storage list --connection-string AccountName=x;AccountKey=***;EndpointSuffix=core",
  ],
  [
    "helm install r c --set auth.password=x1 --set=a.token=x2",
    "helm install r c --set auth.password=*** --set=a.token=***",
  ],
  [
    "terraform apply -var db_password=x1 -var=db_token=x2",
    "terraform apply -var db_password=*** -var=db_token=***",
  ],
  ["ssh-keygen -t ed25519 -N hunter22 -f k", "ssh-keygen -t ed25519 -N *** -f k"],
  [
    "env AWS_SECRET_ACCESS_KEY=/a/b+c AWS_SESSION_TOKEN=x1 aws",
    "env AWS_SECRET_ACCESS_KEY=*** AWS_SESSION_TOKEN=*** aws",
  ],
  [
    "http POST x.io Authorization:Bearer␣abc password=x1",
    "http POST x.io Authorization:Bearer␣*** password=***",
  ],
  ["sh -c echo␣//r.io/:_authToken=abc␣>␣.npmrc", "sh -c echo␣//r.io/:_authToken=***␣>␣.npmrc"],
  // Options of one letter, and the like, that programs have
  ["curl -x me:hunter22@proxy.io:3128 x.io", "curl -x me:***@proxy.io:3128 x.io"],
  ["curl --proxy me:h@nter22@proxy.io x.io", "curl --proxy me:***@proxy.io x.io"],
  ["curl --proxy-user me:hunter22 x.io", "curl --proxy-user me:*** x.io"],
  ["curl --cert client.pem:hunter22 x.io", "curl --cert client.pem:*** x.io"],
  ["curl -E client.pem:hunter22 x.io", "curl -E client.pem:*** x.io"],
  ["xh -a me:hunter22 x.io", "xh -a me:*** x.io"],
  ["hey -a me:hunter22 -H X-Api-Key:k1 x.io", "hey -a me:*** -H X-Api-Key:*** x.io"],
  ["ab -A me:hunter22 http://x.io/", "ab -A me:*** http://x.io/"],
  ["skopeo copy --src-creds=me:hunter22 a b", "skopeo copy --src-creds=me:*** a b"],
  ["etcdctl --user root:hunter22 get x", "etcdctl --user root:*** get x"],
  ["mysqlslap -phunter22", "mysqlslap -p***"],
  ["mysql.exe -phunter22", "mysql.exe -p***"],
  ["osql -S db -U sa -P hunter22", "osql -S db -U sa -P ***"],
  ["sqlplus me/hunter22@db", "sqlplus me/***@db"],
  ["rpcclient -U me%hunter22 h", "rpcclient -U me%*** h"],
  ["smbclient --user=me%hunter22 //h/s", "smbclient --user=me%*** //h/s"],
  ["ldappasswd -D cn=a -w hunter22 -s hunter33", "ldappasswd -D cn=a -w *** -s ***"],
  ["mosquitto_pub -u me -P hunter22 -t x -m y", "mosquitto_pub -u me -P *** -t x -m y"],
  ["snmpget -v 2c -c hunter22 h", "snmpget -v 2c -c *** h"],
  ["ipmitool -H h -U me -P hunter22 chassis", "ipmitool -H h -U me -P *** chassis"],
  ["xfreerdp /u:me /p:hunter22 /v:h", "xfreerdp /u:me /p:*** /v:h"],
  ["app /password:hunter22 --pass:hunter22", "app /password:*** --pass:***"],
  ["htpasswd -bB f me hunter22", "htpasswd -bB f me ***"],
  ["htpasswd -nb me hunter22", "htpasswd -nb me ***"],
  ["security unlock-keychain -p hunter22 b.keychain", "security unlock-keychain -p *** b.keychain"],
  ["signtool sign /f x.pfx /p hunter22 a.exe", "signtool sign /f x.pfx /p *** a.exe"],
  ["rabbitmqctl add_user me hunter22", "rabbitmqctl add_user me ***"],
  ["redis-cli config set requirepass hunter22", "redis-cli config set requirepass ***"],
  ["find . -exec mysql -phunter22 ;", "find . -exec mysql -p*** ;"],
  ["deploytool -u me -p hunter22", "deploytool -u me -p ***"],
  ["deploytool --username me -pHunter22", "deploytool --username me -p***"],
  // Where a tool keeps what it is told
  ["gh secret set NAME -b hunter22", "gh secret set NAME -b ***"],
  [
    "heroku config:set K=hunter22 NODE_ENV=production -a app",
    "heroku config:set K=*** NODE_ENV=production -a app",
  ],
  ["fly secrets set A=hunter22 B=hunter33", "fly secrets set A=*** B=***"],
  ["pulumi config set --secret k hunter22", "pulumi config set --secret k ***"],
  ["pulumi config set k hunter22 --secret", "pulumi config set k *** --secret"],
  ["az keyvault secret set -n k --value hunter22", "az keyvault secret set -n k --value ***"],
  [
    "aws ssm put-parameter --name k --value hunter22 --type SecureString",
    "aws ssm put-parameter --name k --value *** --type SecureString",
  ],
  ["vault kv put secret/x k=hunter22", "vault kv put secret/x k=***"],
  ["composer config http-basic.x.io me hunter22", "composer config http-basic.x.io *** ***"],
  ["poetry config pypi-token.pypi hunter22", "poetry config pypi-token.pypi ***"],
  ["bundle config set gems.x.io me:hunter22", "bundle config set gems.x.io me:***"],
  ["ansible-vault encrypt_string hunter22 --name k", "ansible-vault encrypt_string *** --name k"],
  ["mc alias set m http://h access hunter22", "mc alias set m http://h access ***"],
  ["vsce publish -p hunter22", "vsce publish -p ***"],
  ["jq -n --arg token hunter22 {}", "jq -n --arg token *** {}"],
  ["env PGPASS=hunter22 WIFI_PSK=hunter22 MNEMONIC=a␣b x", "env PGPASS=*** WIFI_PSK=*** MNEMONIC=*** x"],
  ["env GIT_SSH_COMMAND=sshpass␣-p␣hunter22␣ssh git push", "env GIT_SSH_COMMAND=sshpass␣-p␣***␣ssh git push"],
  // A user of a URL that is all there is
  ["git clone https://s3kr1t@github.com/a/b", "git clone https://***@github.com/a/b"],
  [
    "git clone https://s3kr1t:x-oauth-basic@github.com/a/b",
    "git clone https://***:x-oauth-basic@github.com/a/b",
  ],
  [
    "git config url.https://s3kr1t@github.com/.insteadOf https://github.com/",
    "git config url.https://***@github.com/.insteadOf https://github.com/",
  ],
  ["pip install -i https://s3kr1t@pypi.x.io/simple x", "pip install -i https://***@pypi.x.io/simple x"],
  // Scripts of other languages
  [
    "pwsh -c ConvertTo-SecureString␣'hunter22'␣-AsPlainText",
    "pwsh -c ConvertTo-SecureString␣'***'␣-AsPlainText",
  ],
  [
    "pwsh -NoProfile -Command $p␣=␣ConvertTo-SecureString␣-String␣hunter22␣-AsPlainText",
    "pwsh -NoProfile -Command $p␣=␣ConvertTo-SecureString␣-String␣***␣-AsPlainText",
  ],
  [
    "pwsh -c 'hunter22'␣|␣ConvertTo-SecureString␣-AsPlainText",
    "pwsh -c '***'␣|␣ConvertTo-SecureString␣-AsPlainText",
  ],
  ["pwsh -c Connect-X␣-Credential␣hunter22", "pwsh -c Connect-X␣-Credential␣***"],
  ["pwsh -c $env:TOKEN='hunter22';␣./x", "pwsh -c $env:TOKEN='***';␣./x"],
  [
    "pwsh -c [Environment]::SetEnvironmentVariable('TOKEN',␣'hunter22')",
    "pwsh -c [Environment]::SetEnvironmentVariable('TOKEN',␣'***')",
  ],
  [
    "python3 -c import␣os;␣os.environ['TOKEN']␣=␣'hunter22'",
    "python3 -c import␣os;␣os.environ['TOKEN']␣=␣'***'",
  ],
  ["psql -c ALTER␣USER␣me␣WITH␣PASSWORD␣'hunter22'", "psql -c ALTER␣USER␣me␣WITH␣PASSWORD␣'***'"],
  ['mysql -e CREATE␣USER␣x␣IDENTIFIED␣BY␣"hunter22"', 'mysql -e CREATE␣USER␣x␣IDENTIFIED␣BY␣"***"'],
  ["mysql -e SET␣PASSWORD␣FOR␣x␣=␣PASSWORD('hunter22')", "mysql -e SET␣PASSWORD␣FOR␣x␣=␣PASSWORD('***')"],
  ['mongosh --eval db.auth("me","hunter22")', 'mongosh --eval db.auth("me","***")'],
  ["sed -i s|__TOKEN__|swordfish|g f", "sed -i s|__TOKEN__|***|g f"],
  ["sed -i -e s/API_KEY/hunter22/ f", "sed -i -e s/API_KEY/***/ f"],
  // What a command reads from another, or from its shell
  ["sh -c echo␣hunter22␣|␣docker␣login␣--password-stdin", "sh -c echo␣***␣|␣docker␣login␣--password-stdin"],
  [
    "sh -c printf␣'%s'␣'hunter22'␣|␣sudo␣docker␣login␣--password-stdin␣x",
    "sh -c printf␣'%s'␣'***'␣|␣sudo␣docker␣login␣--password-stdin␣x",
  ],
  [
    "sh -c echo␣-n␣aGk=␣|␣base64␣-d␣|␣gh␣auth␣login␣--with-token",
    "sh -c echo␣-n␣***␣|␣base64␣-d␣|␣gh␣auth␣login␣--with-token",
  ],
  ["bash -c docker␣login␣--password-stdin␣<<<␣hunter22", "bash -c docker␣login␣--password-stdin␣<<<␣***"],
  ['bash -c gpg␣--passphrase-fd␣0␣f␣<<<"hunter22"', 'bash -c gpg␣--passphrase-fd␣0␣f␣<<<"***"'],
  ["bash -c cat␣<<E␣|␣gh␣secret␣set␣X\nhunter22\nE\nls", "bash -c cat␣<<E␣|␣gh␣secret␣set␣X\n***\nE\nls"],
  ["sh -c echo␣me:hunter22␣|␣chpasswd", "sh -c echo␣me:***␣|␣chpasswd"],
  ["sh -c echo␣hunter22␣|␣sudo␣-S␣apt␣update", "sh -c echo␣***␣|␣sudo␣-S␣apt␣update"],
  [
    "sh -c (echo␣hunter22)␣|␣docker␣login␣--password-stdin",
    "sh -c (echo␣***)␣|␣docker␣login␣--password-stdin",
  ],
  [
    "sh -c {␣echo␣hunter22;␣}␣|␣docker␣login␣--password-stdin",
    "sh -c {␣echo␣***;␣}␣|␣docker␣login␣--password-stdin",
  ],
  ["sh -c echo␣hunter22␣|\ndocker␣login␣--password-stdin", "sh -c echo␣***␣|\ndocker␣login␣--password-stdin"],
  ["sh -c echo␣hunter22␣|&␣docker␣login␣--password-stdin", "sh -c echo␣***␣|&␣docker␣login␣--password-stdin"],
  [
    "sh -c echo␣hunter22␣|␣docker␣login␣-u␣$(whoami)␣--password-stdin",
    "sh -c echo␣***␣|␣docker␣login␣-u␣$(whoami)␣--password-stdin",
  ],
  ["sh -c docker␣login␣-u␣$(whoami)␣-p␣hunter22", "sh -c docker␣login␣-u␣$(whoami)␣-p␣***"],
  ["sh -c echo␣$(mysql␣-phunter22␣-e␣x)", "sh -c echo␣$(mysql␣-p***␣-e␣x)"],
  ["sh -c if␣!␣mysql␣-phunter22;␣then␣exit␣1;␣fi", "sh -c if␣!␣mysql␣-p***;␣then␣exit␣1;␣fi"],
  ["bash -c read␣-r␣TOKEN␣<<<␣hunter22", "bash -c read␣-r␣TOKEN␣<<<␣***"],
  ["bash -c echo␣hunter22␣|␣docker␣login␣--passwo…", "bash -c echo␣***␣|␣docker␣login␣--passwo…"],
  ["conda upload -t hunter22 x", "conda upload -t *** x"],
  ["bash -c docker␣login␣--password-stdin<<<hunter22", "bash -c docker␣login␣--password-stdin<<<***"],
  ['pwsh -c @{Authorization="Bearer␣hunter22"}', 'pwsh -c @{Authorization="Bearer␣***"}'],
  [
    "pwsh -c $s␣=␣'hunter22'␣|␣ConvertTo-SecureString␣-AsPlainText",
    "pwsh -c $s␣=␣'***'␣|␣ConvertTo-SecureString␣-AsPlainText",
  ],
  ["pwsh -c Set-Item␣Env:TOKEN␣'hunter22'", "pwsh -c Set-Item␣Env:TOKEN␣'***'"],
  ["sh -c echo␣hunter22␣>␣~/.ssh/id_rsa", "sh -c echo␣***␣>␣~/.ssh/id_rsa"],
  ["sh -c echo␣hunter22␣|␣sudo␣tee␣/root/token.txt", "sh -c echo␣***␣|␣sudo␣tee␣/root/token.txt"],
  ["sudo -u root find . -exec mysql -phunter22 ;", "sudo -u root find . -exec mysql -p*** ;"],
  ["perl -e system('mysql␣-phunter22')", "perl -e system('mysql␣-p***')"],
  ["sh -c echo␣hunter22␣|␣tee␣.vault_pass", "sh -c echo␣***␣|␣tee␣.vault_pass"],
  [
    "sh -c echo␣machine␣x.io␣login␣me␣password␣hunter22␣>␣~/.netrc",
    "sh -c echo␣machine␣x.io␣login␣me␣password␣***␣>␣~/.netrc",
  ],
  ["sh -c echo␣::add-mask::hunter22", "sh -c echo␣::add-mask::***"],
  ["sh -c echo␣password:␣swordfish␣>␣f.yaml", "sh -c echo␣password:␣***␣>␣f.yaml"],
  ['sh -c echo␣"Authorization:␣Bearer␣a1b2c3d4"', 'sh -c echo␣"Authorization:␣Bearer␣***"'],
  ["git commit -m Use␣token:␣a1b2c3d4␣here", "git commit -m Use␣token:␣***␣here"],
  // A script in an argument, and what stands in it once more
  ["bash -c mysql␣-phunter22␣shop", "bash -c mysql␣-p***␣shop"],
  ["bash -ec curl␣-u␣'me:hunter22'␣x.io", "bash -ec curl␣-u␣'me:***'␣x.io"],
  [
    'sh -c curl␣-H␣"Authorization:␣Bearer␣abc123"␣x.io␣|␣sh',
    'sh -c curl␣-H␣"Authorization:␣Bearer␣***"␣x.io␣|␣sh',
  ],
  ["sh -c PASSWORD=hunter22␣./deploy", "sh -c PASSWORD=***␣./deploy"],
  ["sh -c sudo␣sh␣-c␣'mysql␣-phunter22'", "sh -c sudo␣sh␣-c␣'mysql␣-p***'"],
  ["ssh host sshpass␣-p␣hunter22␣ls", "ssh host sshpass␣-p␣***␣ls"],
  ["deploy --token abc123 --note abc123/x", "deploy --token *** --note ***/x"],
  ["bash -c login␣hunter22 --password hunter22", "bash -c login␣*** --password ***"],
  ["sh -c echo␣hunter22␣>␣f;␣use␣--password␣hunter22", "sh -c echo␣***␣>␣f;␣use␣--password␣***"],
  // Tokens wherever they stand
  [`echo ${GHP}`, "echo ghp_***"],
  [`node x.js a=${GHP},b`, "node x.js a=ghp_***,b"],
  [`git clone https://${GHP}@github.com/a/b`, "git clone https://***@github.com/a/b"],
  [
    `git clone https://x-access-token:${GHP}@github.com/a/b`,
    "git clone https://x-access-token:***@github.com/a/b",
  ],
  ["echo github_pat_11ABCDEFG0abcdefghijkl_mnop", "echo github_pat_***"],
  ["echo ghs_16C7e42F292c6912E7710c838347Ae178B4a", "echo ghs_***"],
  ["echo npm_0123456789abcdefABCDEF0123456789abcd", "echo npm_***"],
  ["echo glpat-abcDEF123_456-78901", "echo glpat-***"],
  [`echo xoxb${"-"}123456789012-abcdefABCDEF`, "echo xoxb-***"],
  [`echo sk${"_"}live_0123456789abcdef`, "echo sk_live_***"],
  ["echo hf_abcdefghijklmnopqrstuvwx", "echo hf_***"],
  ["echo pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAw", "echo pypi-A***"],
  ["echo dckr_pat_abcDEF-123_456", "echo dckr_pat_***"],
  ["echo sk-ant-api03-abcdefABCDEF", "echo sk-ant-***"],
  [`echo AIza${"Sy"}0123456789abcdefABCDEF0123456789`, "echo AIza***"],
  [`echo ${JWT}`, "echo eyJ***"],
  ["curl https://hooks.slack.com/services/T000/B000/abcDEF123", "curl https://hooks.slack.com/services/***"],
  [
    "curl https://discord.com/api/webhooks/123456789012/abc-DEF_123456",
    "curl https://discord.com/api/webhooks/123456789012/***",
  ],
  ["curl https://api.telegram.org/bot123456:ABC-DEF1234/getMe", "curl https://api.telegram.org/bot***/getMe"],
  [
    "echo -----BEGIN␣RSA␣PRIVATE␣KEY-----\nMIIE\n-----END␣RSA␣PRIVATE␣KEY-----",
    "echo -----BEGIN␣RSA␣PRIVATE␣KEY-----***-----END␣RSA␣PRIVATE␣KEY-----",
  ],
  ["echo -----BEGIN␣OPENSSH␣PRIVATE␣KEY-----\nb3Bl", "echo -----BEGIN␣OPENSSH␣PRIVATE␣KEY-----***"],
  // Cut, and no UTF-8
  ["mysql -phunt…", "mysql -p***"],
  ["git clone https://me:hunt…", "git clone https://me:***"],
  ["git clone …nter22@x.io/r.git", "git clone …***@x.io/r.git"],
  ["echo eyJhbGciOiJIUzI1…", "echo eyJ***…"],
  ["echo …MIIE\n-----END␣RSA␣PRIVATE␣KEY-----", "echo ***-----END␣RSA␣PRIVATE␣KEY-----"],
  ["x …ssword hunter22", "x …ssword ***"],
  ["echo ghp_012…", "echo ghp_***…"],
  ["deploy --password \udcff\udc80x", "deploy --password ***"],
  ["deploy --password=ünïcödé␣\u{1f511}", "deploy --password=***"],
];

const READABLE_ARGUMENTS: readonly string[] = [
  "find . -print",
  "find . -print0 -path ./x -perm 600",
  "grep keyword passwords.txt",
  "app --password-file /run/secrets/db",
  "app --token-file=/var/run/token",
  "docker login -u me --password-stdin ghcr.io",
  "mount -t tmpfs tmpfs /mnt",
  "git -c core.pager=cat log -p",
  "git show 5cbbdfa5c8ddb237625d4b25a83b11ab6352c1de",
  "app 123e4567-e89b-12d3-a456-426614174000",
  "mkdir -p a/b/c",
  "ssh -p 22 host",
  "scp -P 2222 a host:b",
  "docker run -p 8080:80 --user 1000:1000 redis",
  "docker pull registry.io/team/token:latest",
  "docker build --secret id=npm,src=.npmrc .",
  "mysql -u root -p shop",
  "psql -p 5432 -U me db",
  "cp -p a b",
  "tar -xpf a.tar",
  "ps -p 1",
  "python -m pip install passlib tokenizers",
  "npm install jsonwebtoken cookie-parser",
  "node --max-old-space-size=80 x.js",
  "llm --max-tokens 4096 --tokenizer gpt",
  "app --no-password --ask-pass --with-token",
  "gh auth login --with-token",
  "app --token-type bearer --auth-type=basic",
  "app --password-policy=strict --token-ttl 3600",
  "app --key-id AKIAIOSFODNN7EXAMPLE",
  "env AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE aws s3 ls",
  "env SSH_AUTH_SOCK=/tmp/agent TOKEN_URL=https://x.io PWD=/tmp OLDPWD=/ make",
  "env PASSWORD_STORE_DIR=/x GIT_ASKPASS=/bin/true pass",
  "env TOKEN= SECRET=true PASSWORD=false make",
  "curl -u me https://x.io",
  "curl -b cookies.txt -c cookies.txt x.io",
  "curl -H Accept:␣application/json -H X-Request-Id:␣7 x.io",
  "curl https://x.io/login?user=me&next=/token",
  "wget --user me x.io",
  "ansible-playbook --private-key ~/.ssh/id_rsa site.yml",
  "app --private-key ./keys/deploy.pem --api-key /run/secrets/api_key --ssh-key k.pem",
  "ssh-keygen -t ed25519 -N  -f k",
  "openssl rsa -passin env:KEY_PASS -passout file:/x -in k",
  "openssl x509 -in cert.pem -noout",
  "git clone git@github.com:a/b.git",
  "git clone ssh://git@github.com/a/b.git",
  "git clone https://github.com/a/b.git",
  "git commit -m Add␣a␣keyword␣to␣the␣tokenizer",
  "sh -c echo␣$TOKEN␣|␣docker␣login␣--password-stdin",
  'sh -c curl␣-H␣"Authorization:␣Bearer␣$TOKEN"␣x.io',
  'sh -c mysql␣-p"$DB_PASSWORD"␣shop',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's
  "sh -c export␣NPM_TOKEN=${NPM_TOKEN};␣PASSWORD=$(cat␣f)␣make",
  'sh -c curl␣-u␣"$USER:$PASS"␣x.io',
  "bash -e /home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh",
  "/usr/bin/sk-helper task-0123456789abcdef0123456789abcdef01234567",
  "npm_config_registry npm_lifecycle_event npm_package_name",
  "pip install pypi-attestations==0.0.1",
  "node x.js eyJ shelf_life monkey-123",
  "app --signature a.sig --sig b.sig",
  "app --sort-key name --key value --cookie-jar j",
  "cosign verify --key cosign.pub img",
  "useradd -m -s /bin/bash me",
  "zip -r a.zip b",
  "7z x a.7z",
  "redis-cli -h db -p 6379 ping",
  "vault read secret/app",
  "cargo build --release",
  "jq .token.password f.json",
  "sed s/password/x/ f",
  "app id-token: write",
  "java -Djava.security.auth.login.config=/x -jar a.jar",
  "kubectl get secret token -o yaml",
  "-bash",
  "",
  "git commit -m Send␣Authorization:␣Bearer␣in␣the␣client",
  "git commit -m Fix:␣the␣Authorization:␣header␣was␣dropped",
  "git tag -a v1 -m Secrets:␣rotate␣keys",
  "gh pr create --title Fix␣password:␣prompt --body Authorization:␣Bearer␣is␣sent",
  "gh variable set X --body hello",
  "grep -q Authorization:␣Bearer f",
  "sed -i s/token:␣old/x/ f",
  "sed -i s/password/passphrase/ f",
  "env OTP=26.2.1 make",
  "docker build --build-arg OTP=27.0-rc1 .",
  "helm install --set auth.existingSecret=my-secret r c",
  "helm install --set imagePullSecrets=regcred r c",
  "kubectl create secret generic s --from-file=password=./pw.txt",
  "gcloud secrets versions access latest --secret=my-secret",
  "gcloud run deploy --set-secrets=API_KEY=my-secret:latest",
  "docker service create --secret my-secret x",
  "aws ssm put-parameter --name k --value hello --type String",
  'bash -c token="$1";␣curl␣-H␣"X:␣$token"␣x.io',
  "bash -c PASSWORD=$1␣make",
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: a workflow's
  'bash -c curl␣-H␣"Authorization:␣Bearer␣${{␣secrets.X␣}}"␣x.io',
  "bash -c echo␣${{␣secrets.X␣}}␣|␣docker␣login␣--password-stdin",
  'bash -c echo␣"${{␣secrets.X␣}}"␣|␣docker␣login␣--password-stdin',
  "bash -c docker␣login␣-u␣me␣-p␣${{␣secrets.X␣}}",
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: a workflow's
  "bash -c echo␣hello␣||␣docker␣login␣--password-stdin",
  "bash -c echo␣hello;␣cat␣f␣|␣docker␣login␣--password-stdin",
  "bash -c echo␣$(cat␣f)␣|␣docker␣login␣-u␣$(whoami)␣--password-stdin",
  "bash -c while␣read␣l;␣do␣echo␣$l;␣done",
  "pwsh -c Write-Host␣$env:TOKEN␣'is␣set'",
  "bash -c cat␣token.txt␣|␣docker␣login␣--password-stdin",
  "bash -c echo␣hello␣|␣sudo␣tee␣f",
  'bash -c read␣-s␣-p␣"Password:␣"␣PASS',
  'bash -c test␣-n␣"$TOKEN"␣||␣echo␣"TOKEN:␣not␣set"',
  'bash -c echo␣"::error::token:␣missing"',
  "python -c password␣=␣os.environ.get('X')",
  'python -c token␣=␣os.environ["TOKEN"]',
  "python -c import␣getpass;␣password=getpass.getpass()",
  "node -e const␣token␣=␣process.env.TOKEN;␣x(token)",
  "node -e ({token:␣string,␣password:␣string})",
  'app {"password":{"type":"string"}}',
  "pwsh -c $password␣=␣Get-Content␣f",
  "pwsh -c ConvertTo-SecureString␣$env:P␣-AsPlainText",
  "docker run img@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "skopeo inspect docker://alpine:3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef",
  "pip install git+https://github.com/a/b@5cbbdfa5c8ddb237625d4b25a83b11ab6352c1de",
  'app {"integrity":"sha512-AbCd01+/=="}',
  "git clone https://me@bitbucket.org/team/x.git",
  "git clone https://org42@dev.azure.com/org42/p/_git/r",
  "git clone https://x-access-token@github.com/a/b",
  "curl -x proxy.io:3128 --cert client.pem x.io",
  "curl -x user@proxy.io:3128 x.io",
  "docker run -v /token:/token -u root -p 80:80 x",
  "psql -U me -p 5432 db",
  "miner -u 4BHRQHFexjzfVj -p x",
  "sudo -u root find . -print",
  "rsync -u -p a b",
  "app --auth basic --auth=oidc",
  "app --token <YOUR-TOKEN> --bypass=x1 --compass=x1",
  "conda build -t pkg.tar.bz2",
  'sh -c echo␣"deb␣https://x.io␣stable␣main"␣|␣sudo␣tee␣/etc/apt/sources.list.d/x.list',
  "sh -c echo␣::set-output␣name=cache-key::v1-abc",
  "sh -c echo␣hello␣>␣secret.json",
  "perl -pi -e s/a/b/ f",
  "cargo login --registry crates-io",
  "jest -t password:␣hash",
  "node --test --test-name-pattern=auth:␣ok",
  "helm install --set existingSecretKey=password r c",
  'pwsh -c Write-Host␣"token:␣missing"',
  "pulumi config set region eu",
  "snmpwalk -v 2c h",
  "smbclient -U me //h/s",
];

function args(line: string): string[] {
  return line.split(" ").map((arg) => arg.replaceAll("␣", " "));
}

test.each([...MASKED_ARGUMENTS, ...MASKED])(
  "what is secret in the arguments of %j is masked",
  (given, masked) => {
    expect(masker.arguments(args(given))).toEqual(args(masked));
  },
);

test.each([...READABLE_ARGUMENTS, ...READABLE])("%j has nothing secret and stays as it is", (given) => {
  const list = args(given);
  expect(masker.arguments(list)).toBe(list);
});

test.each([
  ["mysql -phunter22 -e 'select 1'", "mysql -p*** -e 'select 1'"],
  ['curl -H "Authorization: Bearer abc123" https://x.io', 'curl -H "Authorization: Bearer ***" https://x.io'],
  [`echo "${GHP}" | docker login --password-stdin`, 'echo "***" | docker login --password-stdin'],
  ["API_TOKEN=abc123 make", "API_TOKEN=*** make"],
  ["export DB_PASSWORD='a b&c'", "export DB_PASSWORD='***'"],
  ['docker run -e "DB_PASSWORD=a b&c" img', 'docker run -e "DB_PASSWORD=***" img'],
  ["echo hunter22 && deploy --password hunter22", "echo *** && deploy --password ***"],
  ["npm ci", "npm ci"],
  ["docker login -u me -p $TOKEN", "docker login -u me -p $TOKEN"],
  ["docker login -u me -p '$TOKEN'", "docker login -u me -p '***'"],
  ["echo 'never closed --password x", "echo 'never closed --password ***"],
])("the first line %j of a step is shown as %j", (given, masked) => {
  expect(masker.script(given)).toBe(masked);
});

test.each(MASKED_LINES)("of the line %j of a step is shown %j", (given, masked) => {
  expect(masker.script(given)).toBe(masked);
});

test.each(READABLE_LINES)("the line %j of a step has nothing secret", (given) => {
  expect(masker.script(given)).toBe(given);
});

test.each([
  ["/home/me/.cache/ghp_0123456789abcdef/x", "/home/me/.cache/ghp_***/x"],
  ["/tmp/https:/x.io/a?token=abc123", "/tmp/https:/x.io/a?token=***"],
  ["/upload?id=1&api_key=abc123#x", "/upload?id=1&api_key=***#x"],
  ["ghp_0123456789abcdef.evil.example", "ghp_***.evil.example"],
  ["/usr/lib/node_modules/jsonwebtoken/index.js", "/usr/lib/node_modules/jsonwebtoken/index.js"],
  ["/home/me/passwords/token=", "/home/me/passwords/token="],
])("the path or name %j is shown as %j", (given, masked) => {
  expect(masker.text(given)).toBe(masked);
});

test.each([
  [
    "GET /a?token=abc123 HTTP/1.1\r\nHost: x.io\r\nAuthorization: Basic YTpi\r\nX-Api-Key:k1\r\nAccept: */*\r\n\r\n",
    "GET /a?token=****** HTTP/1.1\r\nHost: x.io\r\nAuthorization: Basic ****\r\nX-Api-Key:**\r\nAccept: */*\r\n\r\n",
  ],
  [
    'POST / HTTP/1.1\r\nCookie: a=1; b="2"\r\n\r\nuser=me&password=hunter22',
    "POST / HTTP/1.1\r\nCookie: **********\r\n\r\nuser=me&password=********",
  ],
  [
    "CONNECT x.io:443 HTTP/1.1\r\nproxy-authorization:Basic YTpi",
    "CONNECT x.io:443 HTTP/1.1\r\nproxy-authorization:Basic ****",
  ],
  ['POST / HTTP/1.1\r\n\r\n{"password":"a\\"b","n":1}', 'POST / HTTP/1.1\r\n\r\n{"password":"****","n":1}'],
])("of what a connection began with, %j is %j in a masked log, and as long as before", (given, masked) => {
  expect(masker.bytes(given)).toBe(masked);
});

test("what is known to be secret is masked wherever it stands, but for what is too short to be told from a word", () => {
  const knowing = new Masker(["s3cr3t", "abc"]);
  expect(knowing.text("/x/s3cr3t/abc")).toBe("/x/***/abc");
  expect(knowing.arguments(["echo", "as3cr3tb", "s3cr3ts3cr3t"])).toEqual(["echo", "a***b", "***"]);
  expect(knowing.script("echo s3cr3t")).toBe("echo ***");
  expect(knowing.bytes("GET /s3cr3t HTTP/1.1")).toBe("GET /****** HTTP/1.1");
});

test("what is known to be secret is masked in base64 too, as git's header and others have it", () => {
  const token = "ghs_0123456789abcdefghij";
  const knowing = new Masker([token]);
  const encoded = (text: string): string => Buffer.from(text).toString("base64");
  for (const before of ["", "x-access-token:", "a", "ab", "abc", "user:"]) {
    const shown = knowing.arguments(["echo", encoded(`${before}${token}`)])[1] ?? "";
    const left = Buffer.from(shown.replaceAll("***", ""), "base64").toString("latin1");
    expect(shown).toContain("***");
    expect(left).not.toContain("0123456789");
  }
});

test("of a known secret that is cut, the part that is left is masked", () => {
  const knowing = new Masker(["correct-horse-battery"]);
  expect(knowing.arguments(["echo", "x=correct-hor…", "…battery/x"])).toEqual(["echo", "x=***…", "…***/x"]);
  expect(knowing.text("/a/correct-h…")).toBe("/a/***…");
  expect(knowing.text("/a/cor…")).toBe("/a/cor…");
});

test.each([
  [["x", "--token", "…nter22", "y"], 2, ["x", "--token", "***", "y"]],
  [["x", "--passw…", "…nter22", "y"], 2, ["x", "--passw…", "***", "y"]],
  [["x", "abc…", "…0123456789abcdef", "y"], 2, ["x", "abc…", "***", "y"]],
  [["x", "abc…", "…/lib/a1b2c3d4.js", "y"], 2, ["x", "abc…", "…/lib/a1b2c3d4.js", "y"]],
  [["x", "abc…", "…core-2.0.1.tgz", "y"], 2, ["x", "abc…", "…core-2.0.1.tgz", "y"]],
  [["x", "--passw…", "…/a/b", "y"], 2, ["x", "--passw…", "…/a/b", "y"]],
  [["x", "…", "y"], 1, ["x", "…", "y"]],
])("of the arguments %j, of which some are missing at %i, is shown %j", (given, gap, shown) => {
  expect(masker.cutArguments(given, gap)).toEqual(shown);
});

test("what is masked once stays as it is when it is masked again", () => {
  for (const [, masked] of [...MASKED_ARGUMENTS, ...MASKED]) {
    expect([masked, masker.arguments(args(masked))]).toEqual([masked, args(masked)]);
  }
});

test("a mask says nothing of the length of what it stands for", () => {
  for (const size of [1, 2, 8, 4000]) {
    expect(masker.arguments(["x", "--password", "y".repeat(size)])).toEqual(["x", "--password", "***"]);
  }
});

/** Texts that make a reader go over them again and again, where it can be made to. */
const SIZE = 200_000;
test.each([
  "a",
  "eyJ",
  "eyJaaaaaaaa.",
  "ghp_",
  "github_pat_",
  "token=",
  "token: ",
  '"token',
  '"token=a',
  "'authorization:x\n",
  '\\"token":\\"',
  "://",
  "://a:",
  "://@",
  "=",
  ":",
  '="',
  "&token=a",
  "?sig=",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "-p",
  "'",
  '"',
  "\\",
  "$(",
  "sh -c '",
  "--password a ",
  "a.b-",
  "hooks.slack.com/a",
  "discord.com/api/webhooks/1",
  "\udc80",
  "AT",
  "dp.",
  "a=a=a=",
  "a|",
  "sudo mysql ",
  "echo a|docker login --password-stdin|",
  "docker login --password-stdin <<A\n",
  "<<<a ",
  "machine a login b ",
  "password(",
  "with password '",
  "['token'] = '",
  '.auth("',
  "::add-mask::a",
  "s/token/",
  "http://a1:b",
  "http://a1b2c3@",
  "git commit -m 'token: ",
  "echo token: a\n",
  "-u a -p b ",
  "…",
  "gh secret set -b ",
  "$(a|",
  "a) | ",
  "{ a; } ",
  "; ",
  ")",
  "< <(",
  "docker login < <(echo a) ",
  "token=`",
  "token: `a",
  "s/a/b/;",
  "$a token ",
  "role_id=a&",
  "name=token,value=",
  "token=$(echo ",
  'assword:" send "',
  'auth=("a",',
  "A1b2C3d4",
  "T=q7Zr3TgP0xLw9VbN2yKd8HfJ5mSc1Ao=",
  "curl -d token=a ",
  "sed s/token=/a/ ",
  "sed a token ",
  "grep token=a1b2c3 ",
  "net use a ",
  "token=a.b[",
  "<password>a",
  "ftp user a b;",
  "role_id=a&",
  "token=a1b2c3&",
  "token=${A:-",
  "printf 'token=%s' ",
])("masking a text that is %j over and over takes time in proportion to its size", (part) => {
  const text = part.repeat(SIZE / part.length);
  // What is not in proportion takes hours with it, and the test's time is over.
  masker.text(text);
  masker.script(text);
  masker.bytes(text);
  masker.arguments(["sh", "-c", text, text]);
  masker.arguments(["sed", "-e", text, `A=${text}`]);
  masker.arguments(["grep", text]);
  masker.arguments(["curl", "-d", text]);
});

test("random bytes are masked without a fault, and are as long as before where that matters", () => {
  const { below, pick } = random(12);
  const parts = [
    "token",
    "=",
    ":",
    " ",
    '"',
    "'",
    "\\",
    "://",
    "@",
    "&",
    "\n",
    "ghp_0123456789a",
    "--password",
    "-p",
    "…",
    "\xff",
  ];
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: below(20) }, () => pick(parts)).join("");
    expect(masker.bytes(text)).toHaveLength(text.length);
    masker.script(text);
    masker.arguments(["bash", "-c", text, ...text.split(" ")]);
  }
});
