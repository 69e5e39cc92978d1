import type { ProgramOptions, ProgramRow } from "./program-options.ts";

const WITH_P: ProgramOptions = { letters: { p: "whole" }, valued: "Uuhr" };
const WITH_CAPITAL_P: ProgramOptions = { letters: { P: "whole" }, valued: "Uuhtsd" };
const SMB: ProgramOptions = { letters: { U: "%" }, valued: "IWcp", long: { user: "%" } };
/** Neither a drive nor a share of Windows's, nor an option. */
const NET_USE: ProgramOptions = {
  verbs: ["use", "USE"],
  operands: { form: "whole", but: /^(?:[A-Za-z]:|\*|\\\\.*|\/.*)$/ },
};
const NET_USER: ProgramOptions = { verbs: ["user"], operands: { form: "whole", from: 1, but: /^\// } };

/** What speaks to a service or a database, or works on another machine. */
export const CLIENT_PROGRAMS: readonly ProgramRow[] = [
  [
    "curl",
    {
      letters: { u: ":", U: ":", E: ":", x: "@", H: "header", b: "cookie", d: "body", F: "body" },
      valued: "AcCDehKmoPQrTtwXyYz",
      long: {
        user: ":",
        "proxy-user": ":",
        cert: ":",
        "proxy-cert": ":",
        proxy: "@",
        preproxy: "@",
        socks4: "@",
        socks4a: "@",
        socks5: "@",
        "socks5-hostname": "@",
        pass: "whole",
        cookie: "cookie",
        data: "body",
        "data-ascii": "body",
        "data-binary": "body",
        "data-raw": "body",
        "data-urlencode": "body",
        form: "body",
        "form-string": "body",
        json: "body",
      },
    },
  ],
  ["wget", { long: { "post-data": "body", "body-data": "body" } }],
  ["http https xh", { letters: { a: ":" } }],
  ["hey", { letters: { a: ":", H: "header", x: "@" } }],
  ["ab", { letters: { A: ":", P: ":", H: "header", C: "cookie" } }],
  ["wrk wrk2 siege bombardier vegeta", { letters: { H: "header" } }],
  // Databases
  [
    "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlslap mysql_upgrade mariadb mariadb-dump mariadb-admin mariadb-check mariadb-import",
    { letters: { p: "whole" }, valued: "heuPSDo", isAttached: true },
  ],
  ["mycli", { letters: { p: "whole" }, valued: "huPD" }],
  [
    "redis-cli valkey-cli keydb-cli",
    { letters: { a: "whole" }, valued: "hpunrx" },
    { verbs: ["AUTH", "auth"], operands: { form: "whole" } },
  ],
  ["mongo mongosh mongodump mongorestore mongoimport mongoexport", { letters: { p: "whole" }, valued: "u" }],
  ["cqlsh", { letters: { p: "whole" }, valued: "uk" }],
  ["cbq couchbase-cli cypher-shell", WITH_P],
  ["neo4j-admin", { verbs: ["set-initial-password"], operands: { form: "whole" } }],
  ["sqlcmd bcp osql mssql-cli tsql", { letters: { P: "whole" }, valued: "SUdQio" }],
  ["sqlpackage", { long: { tp: "whole", sp: "whole" } }],
  ["sqlplus sqlldr expdp impdp", { operands: { form: "/" } }],
  ["isql", { operands: { form: "whole", from: 2 } }],
  ["influx", { verbs: ["auth", "config"], letters: { t: "whole" } }],
  ["etcdctl", { long: { user: ":" } }],
  [
    "rabbitmqctl",
    { verbs: ["add_user", "change_password", "authenticate_user"], operands: { form: "whole", from: 1 } },
  ],
  ["rabbitmqadmin", WITH_P],
  ["mosquitto_pub mosquitto_sub mosquitto_rr", WITH_CAPITAL_P],
  [
    "ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldapcompare ldapmodrdn",
    { letters: { w: "whole" }, valued: "DHbhpsyYUXR" },
  ],
  ["ldappasswd", { letters: { w: "whole", s: "whole", a: "whole" }, valued: "DHhpyYUXR" }],
  // Machines and files of others
  ["sshpass", { letters: { p: "whole" }, valued: "fdP", isLauncher: true }],
  ["sudo", { verbs: ["-S", "-kS", "-Sk", "-nS", "-Sn", "--stdin"], input: "whole", isLauncher: true }],
  ["plink pscp psftp", { long: { pw: "whole" } }],
  ["smbclient smbget smbcacls rpcclient", SMB],
  ["smbmap", { letters: { p: "whole" }, valued: "uHd" }],
  // Of Samba, and of Windows.
  ["net", SMB, NET_USE, { ...NET_USER, beside: "/add" }, { ...NET_USER, beside: "/ADD" }],
  ["net.exe", NET_USE, NET_USER],
  ["lftp", { letters: { u: ",", e: "script", c: "script" }, valued: "p" }],
  // Of lftp.
  ["open", { letters: { u: "," } }],
  ["ncftp ncftpput ncftpget ncftpls", WITH_P],
  ["xfreerdp xfreerdp3 wlfreerdp", { long: { p: "whole" } }],
  ["rdesktop", { letters: { p: "whole" }, valued: "ud" }],
  ["ipmitool", { letters: { P: "whole" }, valued: "HUIL" }],
  [
    "snmpget snmpset snmpwalk snmpbulkwalk snmpgetnext snmptrap",
    { letters: { c: "whole", A: "whole", X: "whole" }, valued: "vlaux" },
  ],
  ["nmcli", { verbs: ["password", "wep-key", "wifi-sec.psk"], operands: { form: "whole" } }],
  ["wpa_passphrase", { operands: { form: "whole", from: 1 } }],
  ["swaks", { long: { ap: "whole", "auth-password": "whole" } }],
  ["sendemail", { long: { xp: "whole" } }],
];
