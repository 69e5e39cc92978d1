export const id = 879;
export const ids = [879];
export const modules = {

/***/ 29879:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  verifyLogs: () => (/* binding */ verifyLogs)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 13 modules
var core = __webpack_require__(77094);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(19473);
// EXTERNAL MODULE: ./build/report/phrase.js
var phrase = __webpack_require__(650);
// EXTERNAL MODULE: ./build/report/visible.js
var report_visible = __webpack_require__(6257);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shape/json.js
var shape_json = __webpack_require__(6466);
// EXTERNAL MODULE: ./build/log/format.js
var format = __webpack_require__(11282);
;// CONCATENATED MODULE: ./build/log/signatures.js



const NO_KEY = Buffer.alloc(format/* SIGNATURE */.J2.key);
/** A public key of Ed25519 as X.509 has it (RFC 8410) is this, and its 32 bytes. */
const KEY_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
/**
 * The signatures of a log, block by block: each key stands in the block before, the first in the start. Not more than this is
 * shown by them: whoever had the first key has written all of it, in this order, and each block before the next.
 */
class SignatureChain {
    #known;
    #firstKey = NO_KEY;
    /** Of the next block; zeros where none may follow. */
    #key = NO_KEY;
    #isMasked = false;
    constructor({ firstKey } = {}) {
        this.#known = firstKey?.toLowerCase();
    }
    /** What is wrong with the signature of the next block; undefined where it is good. */
    faultOf(block) {
        const { place, type, head, rest, extensions } = block;
        if (place.block === 0) {
            const fault = this.#begin(block);
            if (fault !== undefined)
                return fault;
        }
        // It was written anew, by somebody who has no key.
        if (this.#isMasked)
            return undefined;
        const signature = signatureIn(extensions);
        if (signature === undefined)
            return { code: "unsigned", place };
        const nextKey = signature.subarray(0, format/* SIGNATURE */.J2.key);
        const isLast = nextKey.equals(NO_KEY);
        const hash = (0,external_node_crypto_.createHash)("sha512").update(head).update(rest.subarray(0, -format/* SIGNATURE */.J2.signature));
        const message = Buffer.concat([Buffer.from(format/* SIGNATURE */.J2.context), this.#firstKey, hash.digest()]);
        const isGood = !this.#key.equals(NO_KEY) &&
            isLast === (type === "trailer") &&
            (0,external_node_crypto_.verify)(null, message, publicKey(this.#key), signature.subarray(format/* SIGNATURE */.J2.key));
        if (!isGood)
            return { code: "signature", place };
        this.#key = Buffer.from(nextKey);
        return undefined;
    }
    #begin({ type, payload, place }) {
        const start = type === "start" ? (0,shape_json/* parseObject */.lj)(payload.toString("utf8")) : undefined;
        this.#isMasked = start?.masked === true && this.#known === undefined;
        if (this.#isMasked)
            return undefined;
        const key = start?.key;
        if (typeof key !== "string" || !isKey(key))
            return { code: "unsigned", place };
        if (this.#known !== undefined && this.#known !== key)
            return { code: "other-key", place, key };
        this.#firstKey = Buffer.from(key, "hex");
        this.#key = this.#firstKey;
        return undefined;
    }
}
/** True for a public key in hex, as a start has it. */
function isKey(text) {
    return /^[0-9a-f]{64}$/.test(text);
}
/** The bytes of the signature, which is the last extension, and the only one of its type. */
function signatureIn(extensions) {
    const place = extensions.findIndex(({ type }) => type === format/* EXTENSION_TYPES */.Su.signature);
    const bytes = extensions[place]?.bytes;
    const isWhole = bytes?.length === format/* SIGNATURE */.J2.key + format/* SIGNATURE */.J2.signature;
    return isWhole && place === extensions.length - 1 ? bytes : undefined;
}
function publicKey(key) {
    return (0,external_node_crypto_.createPublicKey)({ key: Buffer.concat([KEY_PREFIX, key]), format: "der", type: "spki" });
}

;// CONCATENATED MODULE: ./build/verify/log-keys.js


/** Outputs of jobs whose names begin so are keys of logs. */
const OUTPUT = "log-key";
/**
 * Reads keys, parted by spaces or line ends; or what `toJSON(needs)` gives of the jobs that this one needs: each must have
 * succeeded, and have at least one output that begins with `log-key`, each of which is a key.
 */
function readLogKeys(text) {
    const needs = (0,shape_json/* parseObject */.lj)(text);
    const read = needs === undefined ? readWords(text) : readNeeds(needs);
    if (read.keys.length === 0 && read.faults.length === 0)
        return { keys: [], faults: [log_keys_NO_KEY] };
    const told = new Set(read.keys.map(({ key }) => key));
    if (told.size === read.keys.length)
        return read;
    return { ...read, faults: [...read.faults, "One key is given twice: each log has a key of its own."] };
}
const log_keys_NO_KEY = "There is no key of a log: give what the step of Runwarden has as its output log-key in the guarded job.";
function readWords(text) {
    const words = text.split(/\s+/).filter((word) => word !== "");
    const keys = words.filter(isKey).map((key) => ({ key }));
    const isWrong = keys.length < words.length;
    return { keys, faults: isWrong ? ["A key of a log is 64 hexadecimal digits, in lower case."] : [] };
}
function readNeeds(needs) {
    const keys = [];
    const faults = [];
    for (const [job, value] of Object.entries(needs)) {
        const { result, outputs } = (0,shape_json/* isObject */.Gv)(value) ? value : {};
        if (typeof result !== "string")
            return { keys, faults: [NO_NEEDS] };
        if (result !== "success")
            faults.push(`The job ${job} has not succeeded: it is ${result}.`);
        const given = Object.entries((0,shape_json/* isObject */.Gv)(outputs) ? outputs : {}).filter(([name]) => name.startsWith(OUTPUT));
        if (given.length === 0)
            faults.push(`The job ${job} has no output ${OUTPUT}.`);
        for (const [name, key] of given) {
            if (typeof key === "string" && isKey(key))
                keys.push({ key, job });
            else
                faults.push(`The output ${name} of the job ${job} is no key of a log.`);
        }
    }
    return { keys, faults };
}
const NO_NEEDS = "The keys are JSON, but not what toJSON(needs) gives.";

// EXTERNAL MODULE: ./build/report/report.js
var report_report = __webpack_require__(87177);
// EXTERNAL MODULE: ./build/evaluate/evaluation.js + 6 modules
var evaluation = __webpack_require__(97614);
;// CONCATENATED MODULE: ./build/evaluate/masked-outcome.js
/** What became of a job, as it may be shown. */
function maskedOutcome(outcome, masker) {
    const { guardTampering, rules } = outcome;
    return {
        ...outcome,
        ...(guardTampering && {
            guardTampering: {
                ...guardTampering,
                events: guardTampering.events.map((event) => masker.event(event)),
            },
        }),
        rules: rules.map((rule) => masked_outcome_maskedRuleOutcome(rule, masker)),
    };
}
function masked_outcome_maskedRuleOutcome(outcome, masker) {
    const { matches, groups } = outcome;
    return {
        ...outcome,
        matches: matches.map((event) => masker.event(event)),
        ...(groups && { groups: groups.map((completed) => completed.map((each) => maskedGroup(each, masker))) }),
    };
}
function maskedGroup(completed, masker) {
    const { group } = completed;
    const shown = "image" in group
        ? { ...group, image: masker.image(group.image) }
        : { ...group, name: masker.text(group.name) };
    return { ...completed, group: shown };
}

// EXTERNAL MODULE: ./build/kinds/index.js + 24 modules
var kinds = __webpack_require__(76255);
// EXTERNAL MODULE: ./build/kinds/value.js
var value = __webpack_require__(46805);
// EXTERNAL MODULE: ./build/events/program.js
var program = __webpack_require__(78556);
// EXTERNAL MODULE: ./build/events/text.js
var events_text = __webpack_require__(22789);
;// CONCATENATED MODULE: ./build/events/event-masker.js




/** Texts of which is remembered that they have nothing secret; a power of two. */
const CLEAN_TEXTS = 1 << 14;
/** What argv.ts puts where arguments are missing. */
const CUT = "…";
/**
 * Events as they may be shown. What is masked is found when it is asked for, and once for all that have an image or a
 * list; it is kept as long as that is. The events themselves stay as they are: rules see all.
 */
class event_masker_EventMasker {
    #masker;
    /** At the place of its number's lowest bits, the number of a text that stays as it is. */
    #clean = new Int32Array(CLEAN_TEXTS).fill(-1);
    #arguments = new WeakMap();
    #processes = new WeakMap();
    #last;
    #ancestors = new WeakMap();
    constructor(masker) {
        this.#masker = masker;
    }
    event(event) {
        // What it is made of has the fields of its kind, which the compiler does not follow.
        return new MaskedEvent(event, this);
    }
    /** The same object for one process as it was. */
    process(process) {
        // Most events are of the process that the one before was of.
        if (process === this.#last?.process)
            return this.#last.masked;
        const masked = this.#processes.get(process) ?? new MaskedProcess(process, this);
        this.#processes.set(process, masked);
        this.#last = { process, masked };
        return masked;
    }
    image(image) {
        return new MaskedImage(image, this);
    }
    text(text) {
        const { number } = text;
        if (number !== undefined && this.#clean[number & (CLEAN_TEXTS - 1)] === number)
            return text;
        const raw = this.#masker.text(text.raw);
        if (raw !== text.raw)
            return (0,program/* textOf */.b6)(raw);
        if (number !== undefined)
            this.#clean[number & (CLEAN_TEXTS - 1)] = number;
        return text;
    }
    string(raw) {
        return this.#masker.text(raw);
    }
    /** The arguments of an image, which are one list for all that have it. */
    arguments(argv, isCut) {
        const known = this.#arguments.get(argv);
        if (known !== undefined)
            return known;
        const given = argv.map(({ raw }) => raw);
        const shown = isCut ? this.#cutArguments(given) : this.#masker.arguments(given);
        const masked = shown === given
            ? argv
            : argv.map((text, at) => (shown[at] === text.raw ? text : (0,program/* textOf */.b6)(shown[at] ?? "")));
        this.#arguments.set(argv, masked);
        return masked;
    }
    /** Those of which some are missing: they are one where they begin again, unless nothing is left of it. */
    #cutArguments(given) {
        const gap = given.findIndex((text) => text.startsWith(CUT) && text !== CUT);
        return this.#masker.cutArguments(given, gap < 0 ? given.length : gap);
    }
    ancestors(list) {
        const known = this.#ancestors.get(list);
        if (known !== undefined)
            return known;
        const masked = list.map((ancestor) => new MaskedAncestor(ancestor, this));
        this.#ancestors.set(list, masked);
        return masked;
    }
    /** The same object where it has nothing secret. */
    payload(kind, payload) {
        const given = payload;
        let copy;
        for (const { name, type } of MASKED_FIELDS[kind]) {
            const value = given[name];
            if (value === undefined)
                continue;
            const masked = this.#value(type, value);
            if (masked === value)
                continue;
            copy ??= { ...payload };
            copy[name] = masked;
        }
        return copy ?? payload;
    }
    #value(type, value) {
        if (typeof value !== "object")
            return value;
        if ("raw" in value)
            return this.text(value);
        if ("exec_path" in value)
            return this.process(value);
        if (type === "list of ancestors")
            return value;
        const texts = value;
        const masked = texts.map((text) => this.text(text));
        return masked.every((text, at) => text === texts[at]) ? texts : masked;
    }
}
/** The fields in which others' text stands: not numbers, and not words of ours. */
const MASKED_FIELDS = Object.fromEntries(kinds/* EVENT_KIND_NAMES */.he.map((kind) => [
    kind,
    (0,kinds/* fieldsOf */.Pf)(kind).filter(({ type, values }) => values === undefined &&
        type !== "address" &&
        ((0,value/* isStringType */.m)(type) || type === "list of strings" || type === "process")),
]));
class MaskedEvent {
    kind;
    index;
    tags;
    count;
    #event;
    #masker;
    #payload;
    constructor(event, masker) {
        this.kind = event.kind;
        this.index = event.index;
        this.tags = event.tags;
        this.count = event.count;
        this.#event = event;
        this.#masker = masker;
    }
    get timeNs() {
        return this.#event.timeNs;
    }
    get process() {
        return this.#masker.process(this.#event.process);
    }
    get payload() {
        this.#payload ??= this.#masker.payload(this.kind, this.#event.payload);
        return this.#payload;
    }
}
class MaskedImage {
    masker;
    #image;
    constructor(image, masker) {
        this.#image = image;
        this.masker = masker;
    }
    get exec_path() {
        return this.masker.text(this.#image.exec_path);
    }
    get argv() {
        return this.masker.arguments(this.#image.argv, this.#image.is_argv_cut === true);
    }
    get exact_argv() {
        return this.argv.map(events_text/* exactText */.ns);
    }
    get is_argv_cut() {
        return this.#image.is_argv_cut === true;
    }
    get file_path() {
        return this.shown(this.#image.file_path);
    }
    get is_root_owned() {
        return this.#image.is_root_owned === true;
    }
    get is_runner() {
        return this.#image.is_runner === true;
    }
    get cwd() {
        return this.shown(this.#image.cwd);
    }
    get tool() {
        return this.#image.tool ?? program/* NO_TEXT */.gd;
    }
    get verb() {
        return this.shown(this.#image.verb);
    }
    get imageNumber() {
        return this.#image.imageNumber;
    }
    shown(text = program/* NO_TEXT */.gd) {
        return this.masker.text(text);
    }
}
class MaskedAncestor extends MaskedImage {
    #ancestor;
    constructor(ancestor, masker) {
        super(ancestor, masker);
        this.#ancestor = ancestor;
    }
    get pid() {
        return this.#ancestor.pid;
    }
    get startedMs() {
        return this.#ancestor.startedMs;
    }
    get descendants() {
        return this.masker.ancestors(this.#ancestor.descendants);
    }
}
class MaskedProcess extends MaskedImage {
    pid;
    #process;
    constructor(process, masker) {
        super(process, masker);
        this.pid = process.pid;
        this.#process = process;
    }
    get startedMs() {
        return this.#process.startedMs;
    }
    get packageFolder() {
        const folder = this.#process.packageFolder;
        return folder && { ...folder, path: this.masker.string(folder.path) };
    }
    get ancestors() {
        return this.masker.ancestors(this.#process.ancestors);
    }
    get ancestors_left_out() {
        return this.#process.ancestors_left_out ?? 0;
    }
    get installer() {
        return this.#process.installer ?? program/* NO_TEXT */.gd;
    }
    get installerImage() {
        const image = this.#process.installerImage;
        return image && this.masker.image(image);
    }
    get package() {
        return this.shown(this.#process.package);
    }
    get step() {
        return this.shown(this.#process.step);
    }
    get action() {
        return this.shown(this.#process.action);
    }
    get hasCutAncestor() {
        return this.#process.hasCutAncestor;
    }
    get above() {
        const above = this.#process.above;
        return above && this.masker.process(above);
    }
}

;// CONCATENATED MODULE: ./build/log/coverage.js


/** True for the name of a scope. */
function isScope(name) {
    return SCOPES.includes(name);
}
/** Sums over event kinds, all present. */
function countsPerKind(count) {
    return Object.fromEntries(kinds/* EVENT_KIND_NAMES */.he.map((kind) => [kind, count(kind)]));
}
/** Of what nothing is known: no hook is known to have been live, and no event was read. */
const NO_COVERAGE = {
    source: "tracepoint",
    reach: undefined,
    hooks: {},
    sources: {},
    events: countsPerKind(() => 0),
    isLossKnown: false,
    dropped: countsPerKind(() => 0),
    droppedLineage: 0,
    droppedAnswers: 0,
    forgottenOrigins: 0,
    blindSpots: {},
    cost: undefined,
    faults: [],
};

// EXTERNAL MODULE: ./build/events/cut-tags.js
var cut_tags = __webpack_require__(88804);
// EXTERNAL MODULE: ./build/kinds/process.js
var kinds_process = __webpack_require__(35733);
// EXTERNAL MODULE: ./build/events/installer.js
var installer = __webpack_require__(42800);
;// CONCATENATED MODULE: ./build/events/package-folder.js
/**
 * Folders in which package managers build others' packages and run their scripts, with what a package is called by them.
 * Where only the manager's own folder has a name, that is it: what is not known must not look like the project's own.
 */
const FOLDERS = [
    // The innermost that is a package's: pnpm's store, .yarn/unplugged and nested packages have several.
    { pattern: /^.*\/node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)/s, manifest: "package.json" },
    // Git dependencies, which npm, yarn (old and new) and pnpm prepare elsewhere.
    { pattern: /\/(?:_cacache\/tmp|yarn\/v\d+\/\.tmp)\/([^/]+)/s, manifest: "package.json" },
    { pattern: /\/((?:xfs-[0-9a-f]{8}|_tmp_\d+_[^/]+))(?:\/|$)/s, manifest: "package.json" },
    // pip unpacks by the name, and what it has no name for yet (an archive, a repository) into a folder alone.
    {
        pattern: /\/pip-(?:install|wheel|download|build)-(?!env-)[^/]+\/([^/]+?)(?:_[0-9a-f]{32})?(?:\/|$)/s,
        manifest: "PKG-INFO",
    },
    { pattern: /\/(pip-req-build-[^/]+)/s, manifest: "PKG-INFO" },
    { pattern: /\/sdists-v\d+\/(?:pypi|index\/[^/]+)\/([^/]+)(?:\/(?<version>\d[^/]*))?/s },
    { pattern: /\/sdists-v\d+\/(?:url|git|path)\/([^/]+)/s },
    { pattern: /\/uv\/git-v\d+\/checkouts\/([^/]+)/s },
    // poetry, and build: a temporary folder of Python's with the unpacked archive.
    { pattern: /\/tmp[a-z0-9_]{8}\/([^/]+?)-(?<version>\d[^/-]*)(?:\/|$)/s, manifest: "PKG-INFO" },
    { pattern: /\/registry\/src\/[^/]+\/([^/]+?)-(?<version>\d+\.\d[^/]*)/s },
    { pattern: /\/\.?cargo\/git\/checkouts\/([^/]+)-[0-9a-f]{16}(?:\/|$)/s },
    { pattern: /\/bundler\/gems\/([^/]+)-[0-9a-f]{7,40}(?:\/|$)/s },
    { pattern: /\/gems\/([^/]+?)-(?<version>\d+(?:\.[^/]*)?)(?:\/|$)/s },
];
/** The package that a folder is of, or lies in; undefined where it is none's. */
function packageFolderOf(folder) {
    for (const { pattern, manifest } of FOLDERS) {
        const found = pattern.exec(folder);
        if (found?.[1] === undefined)
            continue;
        const path = folder.slice(0, found.index + found[0].length).replace(/\/$/, "");
        return { name: found[1], path, version: found.groups?.version ?? "", manifest };
    }
    return undefined;
}
/** What the package of a folder is called; empty where it is none's. */
function packageOfFolder(folder) {
    return packageFolderOf(folder)?.name ?? "";
}
const NOTHING = { isBelowManager: false, package: undefined };
/**
 * Goes on by one image. A package manager starts the script of a package in the package's folder, and all that the
 * script starts is that package's doing, wherever it goes: so it is the outermost such image that counts. By the
 * innermost, a package could go to the folder of another one that a rule excepts.
 */
function installing(image, above = NOTHING) {
    if (above.package !== undefined)
        return above;
    if (above.isBelowManager) {
        const found = packageFolderOf(image.cwd?.raw ?? "");
        return found === undefined ? above : { isBelowManager: true, package: found };
    }
    return image.command.isManager ? { isBelowManager: true, package: undefined } : above;
}

;// CONCATENATED MODULE: ./build/events/lineage-node.js
var _a;



/**
 * Ancestors that an event shows: the nearest, and those with which the lineage began. A program can execute itself, or
 * fork, as often as it likes, and does not get rid of either.
 */
const lineage_node_NEWEST = 64;
const OLDEST = 64;
/** Images whose lists of ancestors are kept, of all processes: a list has some 100 bytes for each ancestor, or more. */
const LISTS_LIMIT = 128;
/** Those that a list was made for last, and which place of them is the next. */
const listed = [];
let nextListed = 0;
/** The number of the next image that runs. */
let nextNumber = 0;
/**
 * An image with its place in the lineage, which does not change: events share it, and all that came from it. The images
 * that no event can show any more are let go: each NEWEST images the chain is made anew, of the nearest, which
 * are copied, and of the oldest, which all have in common. So a chain takes a copy for each image at the most, and never
 * holds more than OLDEST + 2 * NEWEST.
 */
class LineageNode extends program/* Program */.BP {
    pid;
    startedMs;
    imageNumber;
    hasCutAncestor;
    /** The image that it came from; where those between are let go, the next that is kept. */
    origin;
    #beginning;
    /** The image with which the step began that this one is of. */
    #first;
    #installing;
    #package;
    /** How many images there are before it, however many of them an event shows. */
    #depth;
    /** The nearest of the oldest images; undefined for those themselves. */
    #oldest;
    /** What takes its place above images that need none of what is let go. */
    #short;
    #ancestors;
    /** Undefined as long as nobody has asked; null for none. */
    #installerImage;
    constructor(pid, image, from, beginning, startedMs, depth) {
        // What the runner forks is the job's, whatever image it has.
        super(image, image.is_runner === true && beginning !== "fork");
        this.#depth = depth ?? (from === undefined ? 0 : from.#depth + 1);
        const isDue = depth === undefined && this.#depth > OLDEST + lineage_node_NEWEST && this.#depth % lineage_node_NEWEST === 0;
        const origin = isDue && from !== undefined ? from.#shortened() : from;
        this.pid = pid;
        this.startedMs = startedMs;
        // A fork's and a copy's are made from one that has its number already.
        this.imageNumber = image.imageNumber ?? nextNumber++;
        this.hasCutAncestor = origin !== undefined && (origin.is_argv_cut || origin.hasCutAncestor);
        this.origin = origin;
        this.#beginning = beginning;
        this.#first = beginning === "step" ? this : origin === undefined ? undefined : origin.#first;
        if (origin !== undefined)
            this.#oldest = origin.#depth === OLDEST - 1 ? origin : origin.#oldest;
    }
    /**
     * Lets go of the list of ancestors, for an image that runs no longer. It is made again if it is asked for; kept
     * for every image of a program that runs itself without end, it would fill the memory.
     */
    release() {
        this.#ancestors = undefined;
    }
    /** As `installerOf` has it; also where the installer itself is let go. */
    get installer() {
        return this.installerImage?.tool ?? program/* NO_TEXT */.gd;
    }
    /** The image of that, found out once. By itself: a node would hold all that is above it. */
    get installerImage() {
        if (this.#installerImage === undefined) {
            // Of what runs below an installer, nobody need know what its own command line is.
            this.#installerImage = this.origin?.installerImage ?? this.#asInstaller();
        }
        return this.#installerImage ?? undefined;
    }
    #asInstaller() {
        const { exec_path, argv, imageNumber, tool } = this;
        return (0,installer/* isInstalling */._g)(this) ? { exec_path, argv, imageNumber, tool } : null;
    }
    /** Forked and not yet executed: the same image as the parent's. */
    get isFork() {
        return this.#beginning === "fork";
    }
    get step() {
        return this.#first?.begun.path ?? program/* NO_TEXT */.gd;
    }
    get action() {
        return this.#first?.begun.action ?? program/* NO_TEXT */.gd;
    }
    get package() {
        this.#package ??= (0,program/* textOf */.b6)(this.#install().package?.name ?? "");
        return this.#package;
    }
    get packageFolder() {
        return this.#install().package;
    }
    /** No deeper than the images that a chain holds. */
    #install() {
        if (this.#installing === undefined) {
            const above = this.origin === undefined ? undefined : this.origin.#install();
            this.#installing = installing(this, above);
        }
        return this.#installing;
    }
    get above() {
        return this.#depth <= OLDEST + lineage_node_NEWEST ? this.origin : undefined;
    }
    get ancestors_left_out() {
        return Math.max(0, this.#depth - OLDEST - lineage_node_NEWEST);
    }
    get ancestors() {
        if (this.#ancestors === undefined) {
            const list = [];
            let node = this.origin;
            for (; node !== undefined && list.length < lineage_node_NEWEST; node = node.origin) {
                list.push(new PlacedAncestor(node, list, list.length));
            }
            if (this.ancestors_left_out > 0)
                node = this.#oldest;
            for (; node !== undefined; node = node.origin)
                list.push(new PlacedAncestor(node, list, list.length));
            this.#ancestors = list;
            listed[nextListed]?.release();
            listed[nextListed] = this;
            nextListed = (nextListed + 1) % LISTS_LIMIT;
            return list;
        }
        return this.#ancestors;
    }
    /** This image and the nearest above it, copied, on top of the oldest. All that come from it have the same copies. */
    #shortened() {
        if (this.#short !== undefined)
            return this.#short;
        const nearest = [];
        for (let node = this; node !== undefined && nearest.length < lineage_node_NEWEST; node = node.origin) {
            nearest.push(node);
        }
        let copy = this.#oldest;
        for (const node of nearest.reverse()) {
            const { installerImage = null } = node;
            const installing = node.#install();
            copy = new _a(node.pid, node, copy, node.#beginning, node.startedMs, node.#depth);
            copy.#installerImage = installerImage;
            copy.#installing = installing;
        }
        this.#short = copy;
        return copy ?? this;
    }
}
_a = LineageNode;
/** An ancestor on the path to one process: what lies between the two are its descendants. */
class PlacedAncestor extends program/* Program */.BP {
    pid;
    startedMs;
    imageNumber;
    #list;
    #place;
    #descendants;
    /** `list` has the ancestors newest first; `place` is this one's. */
    constructor(image, list, place) {
        super(image);
        this.pid = image.pid;
        this.startedMs = image.startedMs;
        this.imageNumber = image.imageNumber;
        this.#list = list;
        this.#place = place;
    }
    get descendants() {
        this.#descendants ??= this.#list.slice(0, this.#place).reverse();
        return this.#descendants;
    }
}

;// CONCATENATED MODULE: ./build/events/json-fields.js






/** The JSON form of fields; `values` has what they say. Bytes that are no UTF-8 stand in it as `\udc80` to `\udcff`. */
function json_fields_fieldsToJson(fields, values) {
    const json = {};
    for (const { name, isSparse, isOnlyAsked } of fields) {
        if (isOnlyAsked)
            continue;
        const value = values[name];
        if (value !== undefined && !(isSparse && isNothing(value)))
            json[name] = valueToJson(value);
    }
    return json;
}
function json_fields_processToJson(process) {
    return { ...json_fields_fieldsToJson(PROCESS_FIELDS, process), ...startToJson(process) };
}
/** When a process started, as RFC 3339 with milliseconds: what is older than the watch is known by clock ticks only. */
function startToJson({ startedMs }) {
    return startedMs === undefined || Math.abs(startedMs) > MAX_DATE_MS
        ? {}
        : { start_time: new Date(startedMs).toISOString() };
}
/** Of a JavaScript Date (ECMA-262). */
const MAX_DATE_MS = 8.64e15;
function isNothing(value) {
    return typeof value === "object" ? "raw" in value && value.raw === "" : !value;
}
function valueToJson(value) {
    if (typeof value !== "object")
        return value;
    if ("raw" in value)
        return value.raw;
    if ("exec_path" in value)
        return json_fields_processToJson(value);
    return isTexts(value) ? value.map(({ raw }) => raw) : value.map(imageToJson);
}
function isTexts(list) {
    return list.every((entry) => "raw" in entry);
}
function imageToJson(image) {
    const { pid = 0 } = image;
    return { ...json_fields_fieldsToJson(IMAGE_FIELDS, image), ...(pid > 0 && { pid }), ...startToJson(image) };
}
/**
 * Processes whose ancestors a reader still knows when a later line names the event that has them (`ancestors_of`). Who
 * writes such lines tells ancestors again before a reader forgets them.
 */
const LINEAGES_REMEMBERED = 1024;
/** Says which part of an event is not as it must be; of a line it becomes an `event-invalid` error with the line. */
class Refusal extends Error {
}
/** Ancestors in one list: far more than any real process has. */
const ANCESTORS_LIMIT = 4096;
/** Descendants written inside descendants; the order of the ancestors says the same without any. */
const DESCENDANTS_DEPTH_LIMIT = 64;
/** Turns JSON values into those of fields; equal strings become one Text. What is absent is empty, 0 or false. */
class JsonFieldReader {
    #texts;
    constructor(texts) {
        this.#texts = texts;
    }
    /** The payload of a kind. Throws `Refusal`; `where` names the object in what it says. */
    payload({ fields, defaults = {} }, json) {
        const complete = { ...json };
        for (const [name, other] of Object.entries(defaults)) {
            if (json[name] === undefined)
                complete[name] = json[other];
        }
        return this.#fields(fields, complete, "payload");
    }
    process(json, where) {
        const object = json === undefined ? {} : json;
        if (!(0,shape_json/* isObject */.Gv)(object))
            throw new Refusal(`${where} must be an object`);
        const values = this.#fields(kinds_process/* PROCESS_FIELDS */.KL, object, where);
        return new ReadProcess({ ...values, ...startOf(object, where) });
    }
    #fields(fields, json, where) {
        const values = {};
        for (const { name, type, isSparse, isOnlyAsked } of fields) {
            if (isOnlyAsked || (isSparse && json[name] === undefined))
                continue;
            values[name] = this.#value(type, json[name], `${where}.${name}`);
        }
        return values;
    }
    #value(type, value, where) {
        switch (type) {
            case "process":
                return this.process(value, where);
            case "list of ancestors":
                return this.#ancestors(value, where);
            case "list of strings":
            case "list of exact strings":
                return stringList(value, where).map((text) => this.#texts.intern(text));
            case "path":
            case "address":
            case "string":
                if (value === undefined)
                    return this.#texts.intern("");
                if (typeof value === "string")
                    return this.#texts.intern(value);
                throw new Refusal(`${where} must be a string`);
            case "int":
                if (value === undefined)
                    return 0;
                if (typeof value === "number" && Number.isSafeInteger(value))
                    return value;
                throw new Refusal(`${where} must be a int`);
            case "bool":
                if (value === undefined)
                    return false;
                if (typeof value === "boolean")
                    return value;
                throw new Refusal(`${where} must be a bool`);
        }
    }
    /** A list of ancestors; one that says itself what lies below it is believed, else the list's order tells. */
    #ancestors(json, where, depth = 0) {
        if (json === undefined)
            return [];
        if (depth > DESCENDANTS_DEPTH_LIMIT)
            throw new Refusal(`${where} is nested too deep`);
        if (!Array.isArray(json) || json.length > ANCESTORS_LIMIT) {
            throw new Refusal(`${where} must be a list of at most ${ANCESTORS_LIMIT} objects`);
        }
        const list = [];
        for (const [place, entry] of json.entries()) {
            const at = `${where}[${place}]`;
            if (!(0,shape_json/* isObject */.Gv)(entry))
                throw new Refusal(`${at} must be an object`);
            const image = {
                ...this.#fields(kinds_process/* IMAGE_FIELDS */.S5, entry, at),
                ...startOf(entry, at),
            };
            list.push(entry.descendants === undefined
                ? new PlacedAncestor(image, list, place)
                : new ReadAncestor(image, this.#descendants(entry.descendants, `${at}.descendants`, depth)));
        }
        return list;
    }
    #descendants(json, where, depth) {
        if (!Array.isArray(json))
            throw new Refusal(`${where} must be a list`);
        // Descendants go from the ancestor towards the process: the other way round than ancestors.
        return this.#ancestors(json.toReversed(), where, depth + 1).toReversed();
    }
}
/** A process of which nothing is known but what stands in JSON: what follows from its lineage is found in the list. */
class ReadProcess extends program/* Program */.BP {
    pid;
    startedMs;
    ancestors;
    ancestors_left_out;
    #given;
    #package;
    /** Undefined as long as nobody has asked; null for none. */
    #packageFolder;
    constructor(values) {
        super(values);
        this.pid = values.pid;
        this.startedMs = values.startedMs;
        this.ancestors = values.ancestors;
        this.ancestors_left_out = values.ancestors_left_out ?? 0;
        this.#given = values;
    }
    get installer() {
        return this.#given.installer ?? (0,installer/* installerOf */.k2)(this);
    }
    get package() {
        this.#package ??= this.#given.package ?? (0,program/* textOf */.b6)(this.packageFolder?.name ?? "");
        return this.#package;
    }
    get packageFolder() {
        if (this.#packageFolder === undefined) {
            this.#packageFolder = packageOf([this, ...this.ancestors.map(programOf)]) ?? null;
        }
        return this.#packageFolder ?? undefined;
    }
    get step() {
        return this.#given.step ?? this.#first?.begun.path ?? program/* NO_TEXT */.gd;
    }
    get action() {
        return this.#given.action ?? this.#first?.begun.action ?? program/* NO_TEXT */.gd;
    }
    /** What stands below the runner. */
    get #first() {
        const runner = this.ancestors.findIndex(({ is_runner }) => is_runner === true);
        if (runner < 0 || this.is_runner)
            return undefined;
        const below = this.ancestors[runner - 1];
        return below === undefined ? this : programOf(below);
    }
}
/** An ancestor is one already; whoever made it otherwise gets one. */
function programOf(image) {
    return image instanceof program/* Program */.BP ? image : new program/* Program */.BP(image);
}
/** The package of the newest of some images. */
function packageOf(newestFirst) {
    return newestFirst.reduceRight((above, image) => installing(image, above), undefined)?.package;
}
/** An ancestor that says itself what lies below it. */
class ReadAncestor extends program/* Program */.BP {
    pid;
    startedMs;
    descendants;
    constructor(image, descendants) {
        super(image);
        this.pid = image.pid;
        this.startedMs = image.startedMs;
        this.descendants = descendants;
    }
}
/** The number of a process, 0 where it is not known, and when it started. */
function startOf(json, where) {
    const pid = naturalNumber(json.pid, `${where}.pid`, 0);
    const { start_time: start } = json;
    if (start === undefined)
        return { pid };
    const startedMs = typeof start === "string" ? Date.parse(start) : Number.NaN;
    if (Number.isNaN(startedMs))
        throw new Refusal(`${where}.start_time must be an RFC 3339 time`);
    return { pid, startedMs };
}
function stringList(json, where) {
    if (json === undefined)
        return [];
    if (Array.isArray(json) && json.every((entry) => typeof entry === "string"))
        return json;
    throw new Refusal(`${where} must be a list of strings`);
}
function naturalNumber(json, where, absent) {
    if (json === undefined)
        return absent;
    if (typeof json === "number" && Number.isSafeInteger(json) && json >= absent)
        return json;
    throw new Refusal(`${where} must be a whole number of at least ${absent}`);
}

;// CONCATENATED MODULE: ./build/events/recent.js
/**
 * A map that forgets: of what was put into it, the last `kept` are there for certain, and never more than twice as many.
 * Two maps take turns, for to find the oldest of one is slow.
 */
class Recent {
    #kept;
    #newer = new Map();
    #older = new Map();
    constructor(kept) {
        this.#kept = kept;
    }
    get(key) {
        return this.#newer.get(key) ?? this.#older.get(key);
    }
    set(key, value) {
        if (this.#newer.size >= this.#kept) {
            this.#older = this.#newer;
            this.#newer = new Map();
        }
        this.#newer.set(key, value);
    }
}

// EXTERNAL MODULE: ./build/kinds/bytes.js
var kinds_bytes = __webpack_require__(47651);
// EXTERNAL MODULE: ./build/kinds/path.js
var kinds_path = __webpack_require__(98521);
;// CONCATENATED MODULE: ./build/events/byte-table.js
/** Slots at the start; their number is always a power of two. */
const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 14;
/** Slots that are looked at for one key. A job that makes keys collide gets them forgotten, and no slow search. */
const MAX_PROBES = 16;
/** 2^32 divided by the golden ratio: multiplying by it spreads neighbouring values (Knuth, 6.4). */
const SPREAD = 0x9e3779b1;
/**
 * Remembers values by bytes, without making a string of them first: most of what a log holds are paths that it
 * held before. It may forget a value; so it only saves work, and what it does not know has to be found otherwise. It
 * grows as it is filled: who fills it clears it in time.
 */
class ByteTable {
    #hashes = new Int32Array(FIRST_SLOTS);
    #starts = new Int32Array(FIRST_SLOTS);
    #sizes = new Int32Array(FIRST_SLOTS);
    #values = new Array(FIRST_SLOTS).fill(undefined);
    /** The bytes of all keys, one after the other. */
    #keys = new DataView(new ArrayBuffer(FIRST_BYTES));
    #keysEnd = 0;
    #count = 0;
    /** The value of the bytes from `start` to `end`, whose hash `hashOf` gives. */
    get(hash, bytes, start, end) {
        const mask = this.#values.length - 1;
        for (let probe = 0; probe < MAX_PROBES; probe++) {
            const slot = (hash + probe) & mask;
            const value = this.#values[slot];
            if (value === undefined)
                return undefined;
            if (this.#hashes[slot] === hash &&
                this.#sizes[slot] === end - start &&
                this.#isKey(slot, bytes, start, end)) {
                return value;
            }
        }
        return undefined;
    }
    /** Remembers a value for bytes that have none. */
    set(hash, bytes, start, end, value) {
        if (2 * this.#count >= this.#values.length)
            this.#grow();
        const size = end - start;
        const at = this.#keysEnd;
        if (!this.#put(hash, at, size, value))
            return;
        this.#makeRoom(at + size);
        for (let index = 0; index < size; index++)
            this.#keys.setUint8(at + index, bytes.getUint8(start + index));
        this.#keysEnd = at + size;
    }
    /** Forgets all, and gives back the room for it. */
    clear() {
        this.#hashes = new Int32Array(FIRST_SLOTS);
        this.#starts = new Int32Array(FIRST_SLOTS);
        this.#sizes = new Int32Array(FIRST_SLOTS);
        this.#values = new Array(FIRST_SLOTS).fill(undefined);
        this.#keys = new DataView(new ArrayBuffer(FIRST_BYTES));
        this.#keysEnd = 0;
        this.#count = 0;
    }
    #put(hash, start, size, value) {
        const mask = this.#values.length - 1;
        for (let probe = 0; probe < MAX_PROBES; probe++) {
            const slot = (hash + probe) & mask;
            if (this.#values[slot] !== undefined)
                continue;
            this.#hashes[slot] = hash;
            this.#starts[slot] = start;
            this.#sizes[slot] = size;
            this.#values[slot] = value;
            this.#count++;
            return true;
        }
        return false;
    }
    #isKey(slot, bytes, start, end) {
        let key = this.#starts[slot] ?? 0;
        let at = start;
        for (; at + 4 <= end; at += 4, key += 4) {
            if (this.#keys.getInt32(key, true) !== bytes.getInt32(at, true))
                return false;
        }
        for (; at < end; at++, key++) {
            if (this.#keys.getUint8(key) !== bytes.getUint8(at))
                return false;
        }
        return true;
    }
    #grow() {
        const [hashes, starts, sizes, values] = [this.#hashes, this.#starts, this.#sizes, this.#values];
        const slots = 2 * values.length;
        this.#hashes = new Int32Array(slots);
        this.#starts = new Int32Array(slots);
        this.#sizes = new Int32Array(slots);
        this.#values = new Array(slots).fill(undefined);
        this.#count = 0;
        for (const [slot, value] of values.entries()) {
            if (value !== undefined)
                this.#put(hashes[slot] ?? 0, starts[slot] ?? 0, sizes[slot] ?? 0, value);
        }
    }
    #makeRoom(size) {
        const old = this.#keys;
        if (size <= old.byteLength)
            return;
        const bytes = new Uint8Array(Math.max(size, 2 * old.byteLength));
        bytes.set(new Uint8Array(old.buffer));
        this.#keys = new DataView(bytes.buffer);
    }
}
/** The hash by which a table finds the bytes from `start` to `end`. */
function hashOf(bytes, start, end) {
    let hash = end - start;
    let at = start;
    for (; at + 4 <= end; at += 4) {
        hash = Math.imul(hash ^ bytes.getInt32(at, true), SPREAD);
        hash ^= hash >>> 15;
    }
    for (; at < end; at++)
        hash = Math.imul(hash ^ bytes.getUint8(at), SPREAD);
    return hash ^ (hash >>> 13);
}

;// CONCATENATED MODULE: ./build/events/text-store.js




/** Bytes that all texts take which are remembered: a job can name as many files as it likes. */
const BUDGET = 10 * 1024 * 1024;
/** What a text takes besides its characters, and a walk besides its bytes; measured, with the room that tables leave. */
const TEXT_SIZE = 176;
const WALK_SIZE = 48;
/** Hashes of walks that came once, a power of two. */
const SEEN_WALKS = 1 << 16;
const SLASH = 0x2f;
/** Texts interned so far, in all stores: no two have one number. */
let interned = 0;
/** Texts by what they are made of. */
class Generation {
    strings = new Map();
    walks = new ByteTable();
    size = 0;
    clear() {
        this.strings.clear();
        this.walks.clear();
        this.size = 0;
    }
}
/**
 * The texts of a log, so that what a rule finds out about one is found out once. It holds as many as its budget has room
 * for, in two generations: when the younger has half of it, the older is forgotten, and what of it was asked for
 * meanwhile is in the younger. For a text that comes again when it is forgotten there is another object, which has
 * another number: nothing may ask whether two texts are one object.
 */
class TextStore {
    #budget;
    #young = new Generation();
    #old = new Generation();
    #seenWalks = new Int32Array(SEEN_WALKS);
    /** `budget` is in bytes. */
    constructor(budget = BUDGET) {
        this.#budget = budget;
    }
    /** The Text of a string. */
    intern(raw) {
        const known = this.#young.strings.get(raw);
        if (known !== undefined)
            return known;
        const text = this.#old.strings.get(raw) ?? numbered(textOf(ownCopy(raw)));
        this.#makeRoom(sizeOf(text));
        this.#young.strings.set(text.raw, text);
        return text;
    }
    /**
     * The path of the walk that stands in these bytes and is whole. One that comes for the first time is not remembered,
     * and has no number: of the paths that a job makes up most never come again.
     */
    pathOfWalk(bytes, start, end) {
        const hash = hashOf(bytes, start, end);
        const known = this.#young.walks.get(hash, bytes, start, end);
        if (known !== undefined)
            return known;
        const older = this.#old.walks.get(hash, bytes, start, end);
        if (older === undefined && this.#seenWalks[hash & (SEEN_WALKS - 1)] !== hash) {
            this.#seenWalks[hash & (SEEN_WALKS - 1)] = hash;
            return readWalk(bytes, start, end);
        }
        const text = older ?? numbered(readWalk(bytes, start, end));
        this.#makeRoom(sizeOf(text) + WALK_SIZE + end - start);
        this.#young.walks.set(hash, bytes, start, end, text);
        return text;
    }
    /** The path of a walk that lost its upper part, one character for each of its bytes. */
    pathOfCutWalk(latin1) {
        return this.intern((0,kinds_path/* pathOfWalk */.Um)((0,kinds_bytes/* decodeLatin1 */.Y)(latin1), true));
    }
    /** Forgets all of them. */
    clear() {
        this.#young.clear();
        this.#old.clear();
    }
    #makeRoom(size) {
        if (this.#young.size > 0 && 2 * (this.#young.size + size) > this.#budget) {
            const old = this.#old;
            old.clear();
            this.#old = this.#young;
            this.#young = old;
        }
        this.#young.size += size;
    }
}
/** From here on the strings that `pathOfWalk` of kinds/path.ts makes of a walk are faster than byte by byte. */
const LONG_WALK = 512;
/** Where shorter paths are put together; there is one at a time. */
const path = Buffer.alloc(LONG_WALK + 1);
/** The same as that function gives. */
function readWalk(bytes, start, end) {
    if (end - start > LONG_WALK) {
        const walk = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
        return textOf((0,kinds_path/* pathOfWalk */.Um)((0,kinds_bytes/* decodeLatin1 */.Y)(walk), false));
    }
    let at = path.length;
    let isFolded = true;
    let all = 0;
    for (let name = start, next = start; next < end; next++) {
        if (bytes.getUint8(next) !== 0)
            continue;
        for (let index = next - 1; index >= name; index--) {
            const byte = bytes.getUint8(index);
            all |= byte;
            if (byte >= 0x41 && byte <= 0x5a)
                isFolded = false;
            path[--at] = byte;
        }
        path[--at] = SLASH;
        name = next + 1;
    }
    if (at === path.length)
        path[--at] = SLASH;
    const latin1 = path.toString("latin1", at);
    if (all < 0x80 && isFolded)
        return { raw: latin1, folded: latin1 };
    return textOf((0,kinds_bytes/* decodeLatin1 */.Y)(latin1));
}
function textOf(raw) {
    const folded = (0,events_text/* fold */.AU)(raw);
    return { raw, folded: folded === raw ? raw : folded };
}
function numbered({ raw, folded }) {
    return { raw, folded, number: interned++ };
}
const IS_LATIN1 = /^[\0-\xff]*$/;
function sizeOf({ raw, folded }) {
    const width = IS_LATIN1.test(raw) ? 1 : 2;
    return TEXT_SIZE + width * (raw.length + (folded === raw ? 0 : folded.length));
}
/** The same string with memory of its own: a part of a string can hold on to the whole that it was cut out of. */
function ownCopy(raw) {
    const encoding = IS_LATIN1.test(raw) ? "latin1" : "utf16le";
    return Buffer.from(raw, encoding).toString(encoding);
}

;// CONCATENATED MODULE: ./build/events/json.js









const NS_PER_MS = 1000000n;
/** A time as RFC 3339 with nanoseconds. */
function formatTime(timeNs) {
    const rest = ((timeNs % NS_PER_MS) + NS_PER_MS) % NS_PER_MS; // of the millisecond below, before 1970 too
    const iso = new Date(Number((timeNs - rest) / NS_PER_MS)).toISOString();
    return `${iso.slice(0, -1)}${String(rest).padStart(6, "0")}Z`;
}
/** The JSON form of an event, as a plain object. */
function eventToJson(event) {
    const json = {
        event_type: event.kind,
        process: processToJson(event.process),
        payload: fieldsToJson(EVENT_KINDS[event.kind].fields, event.payload),
    };
    if (event.timeNs !== undefined)
        json.time = formatTime(event.timeNs);
    if (event.tags.length > 0)
        json.tags = event.tags;
    if (event.count > 1)
        json.count = event.count;
    return json;
}
/** The size of one line: far more than any real event has. */
const LINE_LIMIT = 64 * 1024 * 1024;
/** Turns JSON events into events; equal strings become one Text. */
class JsonEventReader {
    #fields = new JsonFieldReader(new TextStore());
    /** As lines have told them, by the event. */
    #ancestors = new Recent(LINEAGES_REMEMBERED);
    #index = 0;
    /** Checks one parsed line. Throws `Refusal` where it is no event; unknown keys are passed over. */
    event(json) {
        if (!(0,shape_json/* isObject */.Gv)(json))
            throw new Refusal("an event is an object");
        const kind = json.event_type;
        if (typeof kind !== "string" || !(0,kinds/* isEventKind */.NS)(kind)) {
            throw new Refusal(`event_type must be one of ${kinds/* EVENT_KIND_NAMES */.he.join(", ")}`);
        }
        const payload = json.payload === undefined ? {} : json.payload;
        if (!(0,shape_json/* isObject */.Gv)(payload))
            throw new Refusal("payload must be an object");
        const tags = stringList(json.tags, "tags");
        const event = {
            kind,
            index: this.#index++,
            timeNs: parseTime(json.time),
            process: this.#fields.process(this.#withAncestors(json), "process"),
            payload: (0,cut_tags/* markedCut */.J7)(this.#fields.payload(kinds/* EVENT_KINDS */.dP[kind], payload), tags),
            tags,
            count: naturalNumber(json.count, "count", 1),
        };
        return event;
    }
    /** The process of an event, with the ancestors that an earlier line has told. */
    #withAncestors({ event_index: index, process }) {
        if (!(0,shape_json/* isObject */.Gv)(process))
            return process;
        const { ancestors, ancestors_of: other } = process;
        if (other === undefined) {
            const hasSome = Array.isArray(ancestors) && ancestors.length > 0;
            if (hasSome && typeof index === "number")
                this.#ancestors.set(index, ancestors);
            return process;
        }
        const known = typeof other === "number" ? this.#ancestors.get(other) : undefined;
        if (known === undefined || ancestors !== undefined) {
            throw new Refusal("process.ancestors_of must be the event_index of an earlier line that has the ancestors; lines that were picked out need the ancestors in each");
        }
        return { ...process, ancestors: known };
    }
}
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
function parseTime(json) {
    if (json === undefined)
        return undefined;
    const parts = typeof json === "string" ? TIME.exec(json) : null;
    const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[3]}`);
    if (Number.isNaN(ms))
        throw new Refusal("time must be an RFC 3339 time");
    return BigInt(ms) * NS_PER_MS + BigInt((parts?.[2] ?? "").padEnd(9, "0"));
}
/**
 * Reads events from JSON Lines. `name` is the file's, for errors: `event-invalid` with file and line at the first
 * line that is no event. Empty lines are passed over.
 */
async function readJsonLines(name, chunks, onEvent) {
    const reader = new JsonEventReader();
    const events = countsPerKind(() => 0);
    let line = 0;
    const take = (text) => {
        line += 1;
        if (text.trim() === "")
            return;
        try {
            const event = reader.event(JSON.parse(text));
            events[event.kind] += event.count;
            onEvent(event);
        }
        catch (error) {
            if (!(error instanceof Refusal) && !(error instanceof SyntaxError))
                throw error;
            throw new errors/* RunwardenError */.n("event-invalid", `${name}:${line}: ${error.message}`, { cause: error });
        }
    };
    for await (const text of lines(name, chunks))
        take(text);
    // Of a file without an event nobody knows whether there was nothing, or nothing was kept.
    if (kinds/* EVENT_KIND_NAMES */.he.every((kind) => events[kind] === 0)) {
        throw new errors/* RunwardenError */.n("event-invalid", `${name}: there is no event in it`);
    }
    return { ...NO_COVERAGE, source: "file", events };
}
async function* lines(name, chunks) {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of chunks) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = parts.pop() ?? "";
        yield* parts;
        if (rest.length > LINE_LIMIT)
            throw new errors/* RunwardenError */.n("event-invalid", `${name}: a line is too long`);
    }
    rest += decoder.decode();
    if (rest !== "")
        yield rest;
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./build/kinds/layout.js

/** The sizes of fixed members in bytes; alignment is the size, but for byte arrays, which need none. */
const MEMBER_SIZES = {
    bytes16: 16,
    u64: 8,
    u32: 4,
    u16: 2,
    u8: 1,
};
/** The header that every record starts with. */
const HEADER = place([
    { name: "size", type: "u32" },
    { name: "kind", type: "u16" },
    { name: "cpu", type: "u16" },
    { name: "time_ns", type: "u64" },
    { name: "start_ns", type: "u64" },
    { name: "pid", type: "u32" },
    { name: "flags", type: "u32" },
], 0);
const layout_RECORD_HEADER_SIZE = 32;
/** Puts members one behind the other, without gaps. */
function place(members, start) {
    let offset = start;
    return members.map(({ name, type }) => {
        const member = { name, type, offset };
        offset += MEMBER_SIZES[type];
        return member;
    });
}
/** Lays a record out: members by falling size, then the lengths of its strings among them. */
function layoutOf(kind, id, shape) {
    const lengths = shape.strings.map((string) => ({
        name: `${string.name}_length`,
        type: "u16",
    }));
    const bySize = [...shape.fixed, ...lengths].sort((a, b) => MEMBER_SIZES[b.type] - MEMBER_SIZES[a.type]);
    const members = place(bySize, layout_RECORD_HEADER_SIZE);
    const last = members.at(-1);
    const end = last === undefined ? layout_RECORD_HEADER_SIZE : last.offset + MEMBER_SIZES[last.type];
    const strings = shape.strings.map(({ name, form }) => ({
        name,
        form,
        lengthOffset: memberOf(members, `${name}_length`).offset,
    }));
    return { kind, id, members, strings, padding: layout_align8(end) - end, fixedSize: layout_align8(end) };
}
function memberOf(members, name) {
    const member = members.find((candidate) => candidate.name === name);
    if (member === undefined)
        throw new Error(`the record has no member ${name}`);
    return member;
}
/** The next multiple of 8; records and their fixed parts end on one. */
function layout_align8(size) {
    return (size + 7) & ~7;
}
/** The layout of every kind of record, in the order of the list of kinds. */
const LAYOUTS = Object.entries(kinds/* RECORD_KINDS */.eO).map(([kind, { id, record }]) => layoutOf(kind, id, record));
/** The offset of a fixed member; throws for a name that is none of them. */
function layout_memberOffset(layout, name) {
    return memberOf(layout.members, name).offset;
}
/** The layout of one kind. */
function layoutFor(kind) {
    const layout = LAYOUTS.find((candidate) => candidate.kind === kind);
    if (layout === undefined)
        throw new Error(`there is no kind ${kind}`);
    return layout;
}

;// CONCATENATED MODULE: ./build/log/pending-bytes.js
const FIRST_ROOM = 16 * 1024;
/** Room that is not given back when nothing is in it: most blocks are smaller. */
const KEPT_ROOM = 512 * 1024;
/**
 * Bytes that are used again and again: what is copied here lives long, and where the bytes came from need not. Buffers
 * that outlive two collections of young objects are V8's old ones, of which it lets tens of MB pile up.
 */
class Room {
    #bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
    /** Copies bytes to a place in it, and gives all up to their end. */
    put(bytes, at = 0) {
        const end = at + bytes.length;
        if (end > this.#bytes.length) {
            const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#bytes.length));
            this.#bytes.copy(larger, 0, 0, at);
            this.#bytes = larger;
        }
        bytes.copy(this.#bytes, at);
        return this.#bytes.subarray(0, end);
    }
    /** Nothing in it is needed any more. */
    clear() {
        if (this.#bytes.length > KEPT_ROOM)
            this.#bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
    }
}
/** Bytes that came in pieces, and are taken from the front. It keeps no piece: they may be used again. */
class PendingBytes {
    #room = new Room();
    /** What is still to be taken: in the room, or, from `add` to `keep`, in the last piece. */
    #bytes = Buffer.alloc(0);
    get length() {
        return this.#bytes.length;
    }
    /** Adds a piece, which must stay as it is until `keep`. */
    add(piece) {
        // What is left stands at the start of the room: `keep` has put it there.
        this.#bytes = this.#bytes.length === 0 ? piece : this.#room.put(piece, this.#bytes.length);
    }
    /** The next bytes, valid until `keep`; undefined while there are fewer. */
    peek(size) {
        return size <= this.#bytes.length ? this.#bytes.subarray(0, size) : undefined;
    }
    /** Takes bytes from the front. */
    consume(size) {
        this.#bytes = this.#bytes.subarray(size);
    }
    /** Keeps what is left, and nothing of the last piece. */
    keep() {
        if (this.#bytes.length > 0) {
            this.#bytes = this.#room.put(this.#bytes);
        }
        else {
            this.clear();
        }
    }
    /** Forgets all. */
    clear() {
        this.#bytes = Buffer.alloc(0);
        this.#room.clear();
    }
}

;// CONCATENATED MODULE: ./build/log/blocks.js




const MAGIC = Buffer.from(format/* LOG_MAGIC */.zh, "latin1");
const EMPTY = Buffer.alloc(0);
function blocks_sizeOf(header) {
    return header.reduce((size, { type }) => size + MEMBER_SIZES[type], 0);
}
function offsetsOf(header) {
    return Object.fromEntries(place(header, 0).map(({ name, offset }) => [name, offset]));
}
const BLOCK_HEADER_SIZE = blocks_sizeOf(format/* BLOCK_HEADER */.go);
const AT = offsetsOf(format/* BLOCK_HEADER */.go);
/** The checksum comes last in the header, and is not of itself. */
const CHECKED_HEADER_SIZE = BLOCK_HEADER_SIZE - 4;
const EXTENSION_HEADER_SIZE = blocks_sizeOf(format/* EXTENSION_HEADER */.a7);
const EXTENSION_AT = offsetsOf(format/* EXTENSION_HEADER */.a7);
const NAMES = new Map(Object.entries(format/* BLOCK_TYPES */.kl).map(([name, number]) => [number, name]));
const ENCODINGS = Object.values(format/* BLOCK_ENCODINGS */.Bd);
/** What logs of every framing start with, before its number. */
const ANY_MAGIC = MAGIC.subarray(0, MAGIC.lastIndexOf(" ") + 1);
/** True where the first bytes of a file are those of an event log, also of one with another framing. */
function startsLikeLog(bytes) {
    return ANY_MAGIC.equals(bytes.subarray(0, ANY_MAGIC.length));
}
/**
 * Takes a log apart into its blocks, as its bytes come. At the first byte that is not as it must be it stops and says
 * so in `fault`; what came before is good.
 */
class blocks_BlockReader {
    /** Why reading stopped early; undefined while all is well. */
    fault;
    /** False where not even the first bytes are those of a log that this version reads. */
    isLog = true;
    /** True where they are those of a log with another framing. */
    isOtherLog = false;
    #pending = new PendingBytes();
    #unpacked = new Room();
    #offset = 0;
    #number = 0;
    #hasMagic = false;
    /** The next block may leave out a number. */
    #isNumberFree = false;
    #signatures;
    /** Checks the signatures of the blocks where it is given a chain to do so. */
    constructor(signatures) {
        this.#signatures = signatures;
    }
    /** Adds bytes; gives the blocks that they complete. The payload of one is valid until the next is asked for. */
    *push(chunk) {
        if (this.fault !== undefined || !this.isLog)
            return;
        this.#pending.add(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        try {
            if (!this.#hasMagic)
                this.#takeMagic();
            for (;;) {
                const block = this.#takeBlock();
                if (block === undefined)
                    return;
                if (block !== "skipped")
                    yield block;
            }
        }
        finally {
            this.#pending.keep();
        }
    }
    /** Lets the next block leave out one number: that of a block which went elsewhere. */
    passOne() {
        this.#isNumberFree = true;
    }
    /** Says that no more bytes come. */
    end() {
        if (!this.#hasMagic)
            this.isLog = false;
        else if (this.fault === undefined && this.#pending.length > 0)
            this.#stop({ code: "truncated", place: this.#place });
    }
    get #place() {
        return { offset: this.#offset, block: this.#number };
    }
    #takeMagic() {
        const magic = this.#pending.peek(MAGIC.length);
        if (magic === undefined)
            return;
        this.isLog = magic.equals(MAGIC);
        this.isOtherLog = !this.isLog && startsLikeLog(magic);
        if (!this.isLog)
            return;
        this.#hasMagic = true;
        this.#consume(MAGIC.length);
    }
    /** The next block; undefined where there is none yet, or no more. */
    #takeBlock() {
        if (!this.#hasMagic || this.fault !== undefined)
            return undefined;
        const header = this.#pending.peek(BLOCK_HEADER_SIZE);
        if (header === undefined)
            return undefined;
        const size = header.readUInt32LE(AT.size);
        const extensionsSize = header.readUInt32LE(AT.extensions_size);
        const isBlock = header.readUInt32LE(AT.magic) === format/* BLOCK_MAGIC */.Yw &&
            size <= format/* LOG_LIMITS */.ST.block &&
            extensionsSize <= format/* LOG_LIMITS */.ST.extensions;
        const place = this.#place;
        if (!isBlock)
            return this.#stop({ code: "no-block", place });
        const whole = this.#pending.peek(BLOCK_HEADER_SIZE + size + extensionsSize);
        if (whole === undefined)
            return undefined;
        const checksum = (0,external_node_zlib_.crc32)(whole.subarray(BLOCK_HEADER_SIZE), (0,external_node_zlib_.crc32)(whole.subarray(0, CHECKED_HEADER_SIZE)));
        if (checksum !== whole.readUInt32LE(AT.checksum))
            return this.#stop({ code: "checksum", place });
        if (!this.#isNext(whole.readBigUInt64LE(AT.sequence)))
            return this.#stop({ code: "sequence", place });
        const extensions = [];
        const fault = this.#unknownPart(whole, size, extensions);
        if (fault !== undefined)
            return this.#stop(fault);
        const type = NAMES.get(whole.readUInt16LE(AT.type));
        const payload = type === undefined ? EMPTY : this.#payloadOf(whole, size);
        if (payload === undefined)
            return this.#stop({ code: "invalid-packing", place });
        const head = whole.subarray(0, CHECKED_HEADER_SIZE);
        const rest = whole.subarray(BLOCK_HEADER_SIZE);
        const badSignature = this.#signatures?.faultOf({ type, payload, place, head, rest, extensions });
        if (badSignature !== undefined) {
            // What it says of itself can still be told, with the fault.
            const told = type === "start" && place.block === 0 ? { type, payload: Buffer.from(payload), place } : undefined;
            this.#stop(badSignature);
            return told;
        }
        this.#consume(whole.length);
        this.#number++;
        return type === undefined ? "skipped" : { type, payload, place };
    }
    #isNext(sequence) {
        if (this.#isNumberFree && sequence === BigInt(this.#number + 1))
            this.#number++;
        this.#isNumberFree = false;
        return sequence === BigInt(this.#number);
    }
    /** What of a whole block this version does not understand, and may not pass over; gives its extensions besides. */
    #unknownPart(whole, size, extensions) {
        const place = this.#place;
        const type = whole.readUInt16LE(AT.type);
        const flags = whole.readUInt16LE(AT.flags);
        const isSkippable = (flags & format/* BLOCK_FLAGS */.Y0.skippable) !== 0;
        if (!NAMES.has(type) && !isSkippable)
            return { code: "unknown-block", place, type };
        const encoding = whole.readUInt32LE(AT.encoding);
        const unpackedSize = whole.readUInt32LE(AT.unpacked_size);
        if (NAMES.has(type) && !ENCODINGS.includes(encoding)) {
            return { code: "unknown-encoding", place, encoding };
        }
        if ((flags & ~format/* BLOCK_FLAGS */.Y0.skippable) !== 0)
            return { code: "unknown-flags", place, flags };
        if (whole.readUInt32LE(AT.reserved) !== 0)
            return { code: "no-block", place };
        const isPlain = encoding === format/* BLOCK_ENCODINGS */.Bd.plain;
        if (isPlain && unpackedSize !== size)
            return { code: "no-block", place };
        const isTooLarge = encoding === format/* BLOCK_ENCODINGS */.Bd.deflate && unpackedSize > format/* LOG_LIMITS */.ST.unpacked;
        if (isTooLarge)
            return { code: "no-block", place };
        return this.#unknownExtension(whole.subarray(BLOCK_HEADER_SIZE + size), extensions);
    }
    /** Extensions fill their room exactly; none that must be known is. */
    #unknownExtension(bytes, extensions) {
        const place = this.#place;
        for (let at = 0; at < bytes.length;) {
            if (at + EXTENSION_HEADER_SIZE > bytes.length)
                return { code: "no-block", place };
            const type = bytes.readUInt32LE(at + EXTENSION_AT.type);
            const size = bytes.readUInt32LE(at + EXTENSION_AT.size);
            at += EXTENSION_HEADER_SIZE;
            const end = at + Math.ceil(size / 8) * 8;
            if (end > bytes.length)
                return { code: "no-block", place };
            if (type >= format/* EXTENSION_MUST_BE_KNOWN */.eT)
                return { code: "unknown-extension", place, type };
            extensions.push({ type, bytes: bytes.subarray(at, at + size) });
            at = end;
        }
        return undefined;
    }
    #stop(fault) {
        this.fault = fault;
        this.#pending.clear();
    }
    #consume(size) {
        this.#pending.consume(size);
        this.#offset += size;
    }
    /** The payload of a whole block, unpacked; undefined where it is not what the block says. */
    #payloadOf(whole, size) {
        const payload = whole.subarray(BLOCK_HEADER_SIZE, BLOCK_HEADER_SIZE + size);
        if (whole.readUInt32LE(AT.encoding) === format/* BLOCK_ENCODINGS */.Bd.plain)
            return payload;
        const unpackedSize = whole.readUInt32LE(AT.unpacked_size);
        try {
            const { buffer, engine } = inflated(payload, unpackedSize);
            if (buffer.length !== unpackedSize || engine.bytesWritten !== size)
                return undefined;
            this.#unpacked.clear();
            return this.#unpacked.put(buffer);
        }
        catch {
            // What is no DEFLATE, breaks off, or gives more.
            return undefined;
        }
    }
}
/** Measured on the log of an npm install: 6, as the collector has, takes half as long again, and saves a twentieth. */
const PACK_LEVEL = 3;
/** A block as it stands in a log; that of records is packed, where that makes it smaller. */
function blocks_renderBlock(type, sequence, payload) {
    const isPackable = type === "records" && payload.length <= LOG_LIMITS.unpacked;
    const deflated = isPackable ? deflateRawSync(payload, { level: PACK_LEVEL }) : payload;
    const isPacked = deflated.length < payload.length;
    const written = isPacked ? deflated : payload;
    const block = Buffer.alloc(BLOCK_HEADER_SIZE + written.length);
    block.writeUInt32LE(BLOCK_MAGIC, AT.magic);
    block.writeUInt16LE(BLOCK_TYPES[type], AT.type);
    block.writeBigUInt64LE(BigInt(sequence), AT.sequence);
    block.writeUInt32LE(written.length, AT.size);
    block.writeUInt32LE(payload.length, AT.unpacked_size);
    block.writeUInt32LE(isPacked ? BLOCK_ENCODINGS.deflate : BLOCK_ENCODINGS.plain, AT.encoding);
    written.copy(block, BLOCK_HEADER_SIZE);
    const checksum = crc32(written, crc32(block.subarray(0, CHECKED_HEADER_SIZE)));
    block.writeUInt32LE(checksum, AT.checksum);
    return block;
}
/** Unpacks at most so many bytes, and tells how many it took for that (`engine.bytesWritten`). Throws as zlib does. */
function inflated(packed, limit) {
    // With room for one byte more all comes at once: else Node takes as much memory again, to see whether there is more.
    const chunkSize = Math.max(limit + 1, external_node_zlib_.constants.Z_MIN_CHUNK);
    const result = (0,external_node_zlib_.inflateRawSync)(packed, {
        info: true,
        maxOutputLength: Math.max(limit, 1),
        chunkSize,
    });
    // What `info` changes the compiler is not told.
    return result;
}

// EXTERNAL MODULE: ./build/log/document.js + 1 modules
var log_document = __webpack_require__(92501);
;// CONCATENATED MODULE: ./build/kinds/record.js
/**
 * Bits of a record's `flags` member: a walk did not reach the root; a text or other bytes lost their end; arguments are
 * missing between `argv` and `argv_tail`; the hook has ended the program for what the record tells, or the kernel
 * has refused that as well (native/rules.bpf.h, denial.bpf.h); an attack on the guard can come next, so the block that the record is
 * in is signed and written at once.
 */
const RECORD_FLAGS = {
    walk_cut: 1,
    text_cut: 2,
    argv_cut: 4,
    killed: 8,
    denied: 16,
    at_once: 32,
};

;// CONCATENATED MODULE: ./build/log/layouts.js



/** What every log says of its records, so that whoever reads it knows whether it can. */
function plainLayouts() {
    return {
        header: HEADER.map(({ name, type, offset }) => [name, type, offset]),
        flags: RECORD_FLAGS,
        kinds: Object.fromEntries(LAYOUTS.map((layout) => [layout.kind, plainLayout(layout)])),
    };
}
function plainLayout({ id, fixedSize, members, strings }) {
    return {
        id,
        size: fixedSize,
        members: members.map(({ name, type, offset }) => [name, type, offset]),
        strings: strings.map(({ name, form }) => [name, form]),
    };
}
/**
 * True where this version reads the records of a log with these layouts: all that the log has are as here. A log of an
 * older version may have fewer kinds, and fewer flags.
 */
function layouts_canRead(layouts) {
    const own = plainLayouts();
    const kinds = (0,shape_json/* asObject */.eB)(layouts.kinds);
    const flags = (0,shape_json/* asObject */.eB)(layouts.flags);
    if (kinds === undefined || flags === undefined || !isSame(layouts.header, own.header))
        return false;
    const known = new Map(Object.entries(RECORD_FLAGS));
    if (!Object.entries(flags).every(([name, bit]) => known.get(name) === bit))
        return false;
    return Object.entries(kinds).every(
    // A name such as __proto__ must not find what every object has.
    ([name, layout]) => Object.hasOwn(own.kinds, name) && isSame(layout, own.kinds[name]));
}
/** The layouts of those kinds that a log has; it must be one that this version reads. */
function layouts_layoutsOf({ kinds }) {
    return LAYOUTS.filter(({ kind }) => Object.hasOwn((0,shape_json/* asObject */.eB)(kinds) ?? {}, kind));
}
function isSame(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
}

;// CONCATENATED MODULE: ./build/log/reader.js







/** What may stand behind each block; at first, a start. */
const NEXT = {
    start: ["job"],
    job: ["records", "trailer"],
    records: ["records", "trailer"],
    trailer: [],
};
/**
 * Reads a log as its bytes come: start, job, records any number of times, trailer; nothing twice, nothing after the
 * trailer. At the first thing that is otherwise it stops: what came before is good, and `faults` says what is wrong.
 */
class reader_LogReader {
    faults = [];
    #blocks;
    #allowed = ["start"];
    #last;
    /** Those that the log has layouts of. */
    #kinds = [];
    /** Checks the signatures where it is given a chain to do so. */
    constructor(signatures) {
        this.#blocks = new blocks_BlockReader(signatures);
    }
    /**
     * Adds bytes; gives the parts that they complete. Throws `log-invalid` where the log was written by a version whose
     * records this one does not know.
     */
    *push(chunk) {
        for (const block of this.#blocks.push(chunk)) {
            if (this.faults.length > 0)
                return;
            const part = this.#part(block);
            if (part !== undefined)
                yield part;
        }
    }
    /** Why no more blocks can be taken from the bytes; a fault only once no more are awaited. */
    get blockFault() {
        return this.#blocks.isLog ? this.#blocks.fault : { code: "no-block", place: { offset: 0, block: 0 } };
    }
    /** Lets the next block leave out the number of the trailer, which went into the file alone. */
    passTrailer() {
        this.#blocks.passOne();
    }
    /** Takes no more: whoever has the records has found a fault in them. */
    stop(fault) {
        this.faults.push(fault);
    }
    /** True where no byte that is still to come can be good. */
    get isOver() {
        return this.faults.length > 0 || this.#blocks.fault !== undefined || !this.#blocks.isLog;
    }
    /** Says that no more bytes come. Throws `log-invalid` where there was not even a start. */
    end() {
        this.#blocks.end();
        if (this.#blocks.isOtherLog) {
            throw new errors/* RunwardenError */.n("log-invalid", `The event log was written by another version of Runwarden, in a form that ${format/* VERSION */.xv} does not read. Read it with that version.`);
        }
        if (!this.#blocks.isLog) {
            throw new errors/* RunwardenError */.n("log-invalid", "This is no event log: it does not start as one does.");
        }
        if (this.faults.length === 0 && this.#blocks.fault !== undefined)
            this.faults.push(this.#blocks.fault);
        if (this.#last === undefined) {
            throw new errors/* RunwardenError */.n("log-invalid", "The event log has no start that can be read.");
        }
        if (this.faults.length > 0)
            return;
        if (this.#last === "start")
            this.faults.push({ code: "no-job" });
        if (this.#last !== "trailer")
            this.faults.push({ code: "no-trailer" });
    }
    #part({ type, payload, place }) {
        if (!this.#allowed.includes(type)) {
            this.faults.push({ code: "order", place, block: type });
            return undefined;
        }
        this.#allowed = NEXT[type];
        const part = this.#read(type, payload, place);
        if (part !== undefined)
            this.#last = type;
        return part;
    }
    #read(type, payload, place) {
        switch (type) {
            case "start": {
                const read = (0,log_document/* parseStart */.o)(payload.toString("utf8"));
                if ("wrong" in read)
                    return this.#invalid(type, place, read.wrong);
                refuseOthers(read.value);
                this.#kinds = layouts_layoutsOf(read.value.layouts).map(({ kind }) => kind);
                return { type, start: read.value };
            }
            case "job":
                return { type, text: payload.toString("utf8") };
            case "records":
                return { type, payload, place };
            case "trailer": {
                const read = (0,log_document/* parseTrailer */.P)(payload.toString("utf8"), this.#kinds);
                if ("wrong" in read)
                    return this.#invalid(type, place, read.wrong);
                return { type, trailer: read.value };
            }
        }
    }
    #invalid(block, place, what) {
        this.faults.push({ code: "invalid-text", place, block, what });
    }
}
function refuseOthers(start) {
    if (layouts_canRead(start.layouts))
        return;
    throw new errors/* RunwardenError */.n("log-invalid", `The event log was written by ${writerOf(start)}.`);
}
/** Who wrote a log that cannot be read, and what to do. */
function writerOf({ version, build }) {
    if (version === format/* VERSION */.xv) {
        const which = /^[0-9a-f]{12}/.exec(build)?.[0] ?? "unknown";
        return `another build of Runwarden ${format/* VERSION */.xv} (${which}), whose records this one does not read. Read it with that build`;
    }
    const writer = /^[\w.+-]{1,40}$/.test(version) ? version : "of an unknown version";
    return `Runwarden ${writer}, whose records ${format/* VERSION */.xv} does not read. Read it with that version`;
}
/** Why a log whose blocks are all good cannot be trusted all the same: how it ended, and counts that do not agree. */
function trailerFaults({ directory }, trailer, read) {
    const faults = [];
    switch (trailer.reason) {
        case "stop":
            break;
        case "signal":
            faults.push({
                code: "ended-by-signal",
                ending: { signal: trailer.signal, senderPid: trailer.sender_pid },
            });
            break;
        case "scope-ended":
        case "log-failed":
        case "post-ended":
            faults.push({ code: trailer.reason });
            break;
        case "disk-full":
            faults.push({ code: "disk-full", folder: external_node_path_.posix.dirname(directory) });
    }
    if (trailer.continued > 0)
        faults.push({ code: "was-stopped" });
    if (!trailer.has_counters)
        faults.push({ code: "counters-unread" });
    for (const kind of kinds/* RECORD_KIND_NAMES */.gR) {
        const { seen, written, dropped } = trailer.counts[kind] ?? { seen: 0, written: 0, dropped: 0 };
        const agrees = written === read[kind] && (!trailer.has_counters || seen === written + dropped);
        if (!agrees)
            faults.push({ code: "counts", counts: { kind, seen, written, dropped, read: read[kind] } });
    }
    return faults;
}

// EXTERNAL MODULE: ./build/events/bounded-map.js
var bounded_map = __webpack_require__(48614);
// EXTERNAL MODULE: ./build/events/event.js
var events_event = __webpack_require__(29688);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./build/events/client-hello.js
/** The content type of handshake messages, the type of a ClientHello, and of a name of DNS (RFC 8446, RFC 6066). */
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const TLS_HEADER_SIZE = 5;
const HANDSHAKE_HEADER_SIZE = 4;
/** What stands before the session's number: version and random. */
const VERSION_AND_RANDOM_SIZE = 34;
/**
 * The server name of a ClientHello that stands at the start of a stream, as it was sent; empty where it has none, or is
 * none. Undefined where the bytes end before it. Takes any bytes. With an encrypted ClientHello (RFC 9849) it is the name
 * that stands outside of it; whether there is another one inside cannot be told: browsers send noise there.
 */
function serverName(bytes) {
    const { handshake, isAll } = handshakeBytes(bytes);
    if (handshake.length === 0)
        return isAll ? "" : undefined;
    if (handshake[0] !== CLIENT_HELLO)
        return "";
    const size = handshake.length < HANDSHAKE_HEADER_SIZE ? Infinity : handshake.readUIntBE(1, 3);
    const end = HANDSHAKE_HEADER_SIZE + size;
    const name = nameIn(new HelloBytes(handshake.subarray(0, end), HANDSHAKE_HEADER_SIZE));
    return name ?? (isAll || end <= handshake.length ? "" : undefined);
}
/** The handshake messages at the start of a stream, without the headers of the records, any number of which they fill. */
function handshakeBytes(bytes) {
    const parts = [];
    let at = 0;
    while (at < bytes.length) {
        const size = at + TLS_HEADER_SIZE > bytes.length ? undefined : bytes.readUInt16BE(at + 3);
        // An empty record of handshake messages is not allowed (RFC 8446, 5.1).
        if (bytes[at] !== HANDSHAKE || size === 0)
            return { handshake: Buffer.concat(parts), isAll: true };
        if (size === undefined)
            break;
        parts.push(bytes.subarray(at + TLS_HEADER_SIZE, at + TLS_HEADER_SIZE + size));
        at += TLS_HEADER_SIZE + size;
    }
    return { handshake: Buffer.concat(parts), isAll: false };
}
/** The first name of a hello; empty where its extensions have none, and undefined where they end before it. */
function nameIn(hello) {
    hello.skip(VERSION_AND_RANDOM_SIZE);
    hello.skip(hello.number(1));
    hello.skip(hello.number(2));
    hello.skip(hello.number(1));
    const extensionsSize = hello.number(2);
    const end = hello.at + extensionsSize;
    while (hello.at < end) {
        const type = hello.number(2);
        const size = hello.number(2);
        if (hello.isPastEnd)
            return undefined;
        if (type === SERVER_NAME)
            return nameOf(hello, size);
        hello.skip(size);
    }
    return hello.isPastEnd ? undefined : "";
}
/** The first host of a list of names. */
function nameOf(list, size) {
    const end = list.at + size;
    list.skip(2);
    while (list.at < end) {
        const type = list.number(1);
        const name = list.bytes(list.number(2));
        if (name === undefined)
            return undefined;
        if (type === HOST_NAME)
            return name.toString("latin1");
    }
    return "";
}
/** Reads numbers and bytes one behind the other; past the end there are zeros, and nothing. */
class HelloBytes {
    at;
    #source;
    constructor(source, at) {
        this.#source = source;
        this.at = at;
    }
    get isPastEnd() {
        return this.at > this.#source.length;
    }
    skip(size) {
        this.at += size;
    }
    number(size) {
        return this.bytes(size)?.readUIntBE(0, size) ?? 0;
    }
    bytes(size) {
        const start = this.at;
        this.at += size;
        return this.isPastEnd ? undefined : this.#source.subarray(start, this.at);
    }
}

// EXTERNAL MODULE: ./build/kinds/network_connect.js
var network_connect = __webpack_require__(771);
;// CONCATENATED MODULE: ./build/events/resolved.js




/** Bytes kept of all streams; nss-resolve has one short call in each. */
const STREAMS_BUDGET = 1024 * 1024;
/** Bytes kept of a call that has not ended; real ones have a few hundred. */
const CALL_LIMIT = 64 * 1024;
/** What a buffer takes besides its bytes. */
const REST_SIZE = 200;
const resolved_NOTHING = Buffer.alloc(0);
/** Puts what goes through systemd-resolved's socket together: JSON texts that NUL ends, in any number of sends. */
class CallStreams {
    #rests = new bounded_map/* BoundedMap */.E(STREAMS_BUDGET, (_, { length }) => REST_SIZE + length);
    /** Adds what was sent on a socket; gives the calls that it completes. Of a long send the end may be missing. */
    push(socket, sent, wholeLength = sent.length) {
        const bytes = Buffer.concat([this.#rests.get(socket) ?? resolved_NOTHING, sent]);
        this.#rests.delete(socket);
        const calls = [];
        let at = 0;
        for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
            calls.push({ bytes: bytes.subarray(at, end), isWhole: true });
            at = end + 1;
        }
        const rest = bytes.subarray(at);
        if (wholeLength > sent.length || rest.length > CALL_LIMIT)
            calls.push({ bytes: rest, isWhole: false });
        else if (rest.length > 0)
            this.#rests.set(socket, (0,bounded_map/* ownBytes */.M)(rest));
        return calls;
    }
}
const INTERFACE = "io.systemd.Resolve.";
/**
 * The name that a call looks up, in the form that DNS queries have; undefined where it looks up none. Of a call that
 * is not whole, or that cannot be read, nothing is known: an empty name.
 */
function nameOfCall({ bytes, isWhole }) {
    const call = isWhole ? (0,shape_json/* parseObject */.lj)((0,kinds_bytes/* decodeBytes */.y)(bytes)) : undefined;
    if (call === undefined)
        return "";
    const method = (0,shape_json/* asString */.oJ)(call.method);
    if (!method.startsWith(INTERFACE))
        return undefined;
    const parameters = (0,shape_json/* asObject */.eB)(call.parameters) ?? {};
    switch (method.slice(INTERFACE.length)) {
        case "ResolveHostname":
        case "ResolveRecord":
            return asDomain((0,shape_json/* asString */.oJ)(parameters.name));
        case "ResolveService": {
            // The instance, the type and the domain, of which the first two may be missing.
            const parts = [parameters.name, parameters.type, parameters.domain].map(shape_json/* asString */.oJ);
            return asDomain(parts.filter((part) => part !== "").join("."));
        }
        case "ResolveAddress":
            return reverseDomain(parameters.address);
        default:
            return undefined;
    }
}
/** Reads a reply; one that is not whole, or that tells no addresses, gives none. Takes any bytes. */
function parseReply({ bytes, isWhole }) {
    const parameters = isWhole ? (0,shape_json/* asObject */.eB)((0,shape_json/* parseObject */.lj)((0,kinds_bytes/* decodeBytes */.y)(bytes))?.parameters) : undefined;
    const list = Array.isArray(parameters?.addresses) ? parameters.addresses : [];
    return {
        name: asDomain((0,shape_json/* asString */.oJ)(parameters?.name)),
        addresses: list.flatMap((entry) => asAddress((0,shape_json/* asObject */.eB)(entry)?.address) ?? []),
    };
}
/** An address as JSON has it: a list of 4 or 16 bytes. Others must not come near Buffer.from, which throws at some. */
function asAddress(value) {
    if (!Array.isArray(value) || (value.length !== 4 && value.length !== 16))
        return undefined;
    return value.every(isByte) ? Buffer.from(value) : undefined;
}
function isByte(value) {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;
}
/** A name that a program gave, in the form that DNS queries have. */
function asDomain(name) {
    const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return lower.endsWith(".") && !lower.endsWith("\\.") ? lower.slice(0, -1) : lower;
}
/** The name under which DNS has what belongs to an address (RFC 1035, 3.5, and RFC 3596, 2.5); empty for what is none. */
function reverseDomain(address) {
    const bytes = asAddress(address);
    if (bytes === undefined)
        return "";
    if (bytes.length === 4)
        return `${(0,network_connect/* remoteAddress */.fn)(bytes, 2).ip.split(".").reverse().join(".")}.in-addr.arpa`;
    return `${[...bytes.toString("hex")].reverse().join(".")}.ip6.arpa`;
}

;// CONCATENATED MODULE: ./build/events/http-requests.js


/** The characters of a method (RFC 9110, 5.6.2). */
const METHOD = /^[!#$%&'*+.^_`|~\w-]+$/;
const VERSION = /^HTTP\/\d(\.\d)?$/i;
/** How HTTP/2 begins, which is no request (RFC 9113, 3.4). */
const PREFACE_METHOD = "PRI";
const CONNECT = "CONNECT";
/** All that a request was before there were versions. */
const SIMPLE_REQUEST = /^GET (\/\S*)$/;
/** What a line without its end begins with, to be taken for a request's. */
const LINE_BEGUN = /^([A-Z]+) (?=\/|https?:\/\/)(.*)$/s;
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is;
const EMPTY_LINES = /[\r\n]*/y;
/**
 * Reads the requests of HTTP/1 (RFC 9112) at the start of a stream: the first one, and what stands behind it, as long as
 * the bodies between them have a length. Undefined where the first one goes on behind the bytes, and nobody knows its host
 * yet; with `isLast`, after which nothing comes, it is told as far as it can be read. Takes any bytes.
 */
function parseRequests(bytes, isLast) {
    const text = bytes.toString("latin1");
    const requests = [];
    for (let at = 0; at !== undefined;) {
        // Servers pass over empty lines before a request (RFC 9112, 2.2).
        const start = behindEmptyLines(text, at);
        const lineEnd = text.indexOf("\n", start);
        const isFirst = requests.length === 0;
        if (lineEnd < 0) {
            if (isFirst && !isLast)
                return undefined;
            return [...requests, ...lineBegun(text.slice(start))];
        }
        const line = lineAt(text, start, lineEnd);
        const simple = isFirst ? SIMPLE_REQUEST.exec(line) : null;
        if (simple !== null)
            return [request("GET", simple[1] ?? "", [], true)];
        const begun = requestLine(line);
        if (begun === undefined)
            return requests;
        const head = readHead(text, lineEnd + 1);
        const hosts = [...new Set([...begun.hosts, ...head.hosts])];
        const isWhole = hosts.length > 0 || head.bodyStart !== undefined;
        if (isFirst && !isWhole && !isLast)
            return undefined;
        requests.push({ ...begun, hosts, isWhole });
        at = begun.method === CONNECT ? undefined : nextStart(head, text.length);
    }
    return requests;
}
/** Where another request can begin; undefined where none does within the text. */
function nextStart({ bodyStart, bodySize }, length) {
    if (bodyStart === undefined || bodySize === undefined)
        return undefined;
    return bodyStart + bodySize < length ? bodyStart + bodySize : undefined;
}
function behindEmptyLines(text, at) {
    EMPTY_LINES.lastIndex = at;
    return at + (EMPTY_LINES.exec(text)?.[0].length ?? 0);
}
/** Without spaces and tabs around it. What trim() takes for spaces besides can be parts of characters here. */
function trimmed(text) {
    let start = 0;
    let end = text.length;
    while (start < end && isBlank(text[start]))
        start++;
    while (end > start && isBlank(text[end - 1]))
        end--;
    return text.slice(start, end);
}
function isBlank(character) {
    return character === " " || character === "\t";
}
function lineAt(text, start, end) {
    return text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
}
/** What a request line without its end tells; nothing where it may be anything. */
function lineBegun(text) {
    const [, method, target] = LINE_BEGUN.exec(text) ?? [];
    return method === undefined || target === undefined ? [] : [withTarget(method, target)];
}
/** A request by its first line; undefined for what is none. */
function requestLine(given) {
    // Some servers take spaces at the end, and inside the target.
    const line = trimmed(given);
    const words = line.split(/[ \t]/);
    const method = words[0] ?? "";
    const version = words.length > 2 ? (words.at(-1) ?? "") : "";
    if (!METHOD.test(method) || method === PREFACE_METHOD || !VERSION.test(version))
        return undefined;
    const target = trimmed(line.slice(method.length, line.length - version.length));
    return target === "" ? undefined : withTarget(method, target);
}
/** A request of which the headers were not read. */
function withTarget(method, target) {
    if (method === CONNECT)
        return request(method, "", hostsOf(target), false);
    const [, authority, rest = ""] = ABSOLUTE.exec(target) ?? [];
    if (authority === undefined)
        return request(method, target, [], false);
    return request(method, rest.startsWith("/") ? rest : `/${rest}`, hostsOf(authority), false);
}
function request(method, path, hosts, isWhole) {
    return { method, path: (0,kinds_bytes/* decodeLatin1 */.Y)(path), hosts, isWhole };
}
/** Reads headers up to the empty line behind them. */
function readHead(text, start) {
    const hosts = [];
    let bodySize = 0;
    let at = start;
    for (let end = text.indexOf("\n", at); end >= 0; end = text.indexOf("\n", at)) {
        const line = lineAt(text, at, end);
        at = end + 1;
        if (line === "")
            return { hosts, bodyStart: at, bodySize };
        const colon = line.indexOf(":");
        const value = trimmed(line.slice(colon + 1));
        switch (trimmed(line.slice(0, Math.max(colon, 0))).toLowerCase()) {
            case "host":
                hosts.push(...hostsOf(value));
                break;
            case "content-length":
                if (bodySize !== undefined)
                    bodySize = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
                break;
            case "transfer-encoding":
            case "upgrade":
                bodySize = undefined;
                break;
        }
    }
    return { hosts };
}
/** The host of an authority, `user@host:port` (RFC 3986, 3.2); an IPv6 address without its brackets. None where it is empty. */
function hostsOf(authority) {
    const place = authority.slice(authority.lastIndexOf("@") + 1);
    const inBrackets = /^\[([^\]]*)\]/.exec(place)?.[1];
    const host = asDomain((0,kinds_bytes/* decodeLatin1 */.Y)(inBrackets ?? place.replace(/:.*$/s, "")));
    return host === "" ? [] : [host];
}

;// CONCATENATED MODULE: ./build/events/first-bytes.js






/** Bytes of one message that are recorded at least, before it is given up (FIRST_BYTES_LIMIT of native/bounds.h). */
const FIRST_BYTES_LIMIT = 4095;
/** The last segment is kept to so many bytes of its own. */
const MESSAGE_LIMIT = 2 * FIRST_BYTES_LIMIT;
/** Bytes kept of all messages that are not whole yet. */
const BEGUN_BUDGET = 2 * 1024 * 1024;
/** What one takes: besides its bytes it holds on to a process, whose arguments alone can be as long. */
const BEGUN_SIZE = MESSAGE_LIMIT + 8 * 1024;
/** Of a message in many segments, only the first few are read each time that there is one more. */
const READ_AT_ONCE = 16;
/** Then it is read when it has grown by this part, or its head ends, so that to read it takes no more than to send it. */
const GROWTH = 1 / 8;
/** A message that is not whole. */
class BegunMessage {
    /** Who began it: when it goes on, that may have ended. */
    process;
    /** Bytes. */
    length = 0;
    #segments = 0;
    #lengthRead = 0;
    #bytes = Buffer.alloc(MESSAGE_LIMIT);
    constructor(process) {
        this.process = process;
    }
    add(segment) {
        this.length += segment.copy(this.#bytes, this.length);
        this.#segments++;
    }
    /** What there is of it, where it is to be read now; `isLast`: nothing is added to it any more. */
    read(isLast) {
        const isGrown = this.length >= this.#lengthRead * (1 + GROWTH);
        if (!isLast && this.#segments > READ_AT_ONCE && !isGrown && !this.#isEnded())
            return undefined;
        this.#lengthRead = this.length;
        return this.#bytes.subarray(0, this.length);
    }
    /** True where the first record of TLS, or the head of a request, ends in what was not read yet. */
    #isEnded() {
        if (this.#bytes[0] === HANDSHAKE) {
            const end = TLS_HEADER_SIZE + this.#bytes.readUInt16BE(3);
            return this.#lengthRead < end && this.length >= end;
        }
        const unread = this.#bytes.subarray(Math.max(0, this.#lengthRead - 2), this.length);
        return unread.includes("\n\n") || unread.includes("\n\r\n");
    }
}
const first_bytes_NOTHING = { found: [], process: undefined };
/**
 * Puts together what connections begin with, segment by segment, until it tells what is asked. What never does so is not
 * told: a head without an end is no request yet.
 */
class Messages {
    #lineage;
    /** What bytes tell; undefined where more are needed, which is no answer to the last ones. */
    #read;
    #unknown;
    #begun = new bounded_map/* BoundedMap */.E(BEGUN_BUDGET, () => BEGUN_SIZE);
    /** `unknown` stands for what had to be forgotten. */
    constructor(lineage, read, unknown) {
        this.#lineage = lineage;
        this.#read = read;
        this.#unknown = unknown;
    }
    /** Adds a segment; `sequence` says how much of the message stands before it. */
    push(record) {
        const segment = record.message.bytes();
        if (record.sequence > 0)
            return this.#goOn(record, segment);
        this.#begun.delete(record.socket_cookie);
        const found = this.#read(segment, record.isTextCut || segment.length >= FIRST_BYTES_LIMIT);
        if (found !== undefined)
            return { found, process: undefined };
        const message = new BegunMessage(this.#lineage.process(record.pid, record.startNs));
        message.add(segment);
        const isForgotten = this.#begun.set(record.socket_cookie, message);
        return { found: isForgotten ? [this.#unknown] : [], process: undefined };
    }
    #goOn({ socket_cookie, sequence, isTextCut }, segment) {
        const message = this.#begun.get(socket_cookie);
        // Behind a message that was told already.
        if (message === undefined)
            return first_bytes_NOTHING;
        if (message.length !== sequence) {
            // Behind a segment that was lost, which is counted.
            this.#begun.delete(socket_cookie);
            return first_bytes_NOTHING;
        }
        message.add(segment);
        const isLast = isTextCut || message.length >= FIRST_BYTES_LIMIT;
        const bytes = message.read(isLast);
        const found = bytes && this.#read(bytes, isLast);
        if (found === undefined)
            return first_bytes_NOTHING;
        this.#begun.delete(socket_cookie);
        return { found, process: message.process };
    }
}
const UNKNOWN_REQUEST = { method: "", path: "", hosts: [], isWhole: false };
const UNKNOWN_NAME = { name: "", source: "tls", isWhole: false };
/** Reads what the job's connections begin with. */
class FirstBytes {
    #requests;
    #names;
    constructor(lineage) {
        this.#requests = new Messages(lineage, parseRequests, UNKNOWN_REQUEST);
        this.#names = new Messages(lineage, namesIn, UNKNOWN_NAME);
    }
    /** The requests that an `http_request` record has, or completes. */
    requests(record) {
        return this.#requests.push(record);
    }
    /** The names that a `domain` record with first bytes has, or completes. */
    names(record) {
        return this.#names.push(record);
    }
}
/** The names of servers that a message gives. An address is none. */
function namesIn(bytes, isLast) {
    if (bytes[0] === HANDSHAKE) {
        const sent = serverName(bytes);
        if (sent === undefined)
            return isLast ? [UNKNOWN_NAME] : undefined;
        return isName(sent) ? [{ name: asDomain((0,kinds_bytes/* decodeLatin1 */.Y)(sent)), source: "tls", isWhole: true }] : [];
    }
    const requests = parseRequests(bytes, isLast);
    const names = requests?.flatMap(({ hosts, isWhole }) => (isWhole ? hosts.filter(isName) : [""]));
    return names && [...new Set(names)].map((name) => ({ name, source: "http", isWhole: name !== "" }));
}
function isName(host) {
    return host !== "" && (0,external_node_net_.isIP)(host) === 0;
}

;// CONCATENATED MODULE: ./build/events/held-events.js
/** A process whose events are more than this is none of Runwarden's, which does some hundreds of things. */
const HELD_LIMIT = 10_000;
/** Bytes of all events that are kept back. */
const HELD_BUDGET = 4 * 1024 * 1024;
/** What an event takes besides its texts. */
const EVENT_SIZE = 400;
/**
 * Events of processes that may be Runwarden's. Which of them it is, the end of the log tells: until then they are kept
 * back. Each is a function that hands it out.
 */
class HeldEvents {
    /** Undefined for a process whose events became too many. */
    #held = new Map();
    #size = 0;
    /**
     * Keeps an event of this process, or of what it started; `size` is the bytes of its texts. From HELD_LIMIT on hands out
     * all of them, and where all together are too large, those of the process that has most.
     */
    add(process, size, handOut) {
        if (!this.#held.has(process))
            this.#held.set(process, { events: [], size: 0 });
        const held = this.#held.get(process);
        if (held === undefined) {
            handOut();
            return;
        }
        held.events.push(handOut);
        held.size += EVENT_SIZE + size;
        this.#size += EVENT_SIZE + size;
        if (held.events.length > HELD_LIMIT)
            this.#giveUp(process);
        while (this.#size > HELD_BUDGET)
            this.#giveUp(this.#largest());
    }
    /** Hands out the events of all processes but this one. */
    end(own) {
        for (const [process, held] of this.#held) {
            if (process === own)
                continue;
            for (const handOut of held?.events ?? [])
                handOut();
        }
        this.#held.clear();
        this.#size = 0;
    }
    #giveUp(process) {
        const held = process && this.#held.get(process);
        if (held === undefined)
            return;
        this.#held.set(process, undefined);
        this.#size -= held.size;
        for (const handOut of held.events)
            handOut();
    }
    #largest() {
        const [first] = [...this.#held].sort(([, a], [, b]) => (b?.size ?? 0) - (a?.size ?? 0));
        return first?.[0];
    }
}

;// CONCATENATED MODULE: ./build/events/own-processes.js

/** Where no process is Runwarden's own: the kernel knows who ends the watch, and what that does counts as what any does. */
function own_processes_nobody(scopePid) {
    return { scopePid, directory: "", postScript: undefined };
}
/** What precedes the collector's own arguments where sudo starts it, behind the name that sudo is called by. */
const BY_SUDO = ["-n", "--"];
/** What the collector is called for once it runs; the first ends the watch. */
const CALLS = ["stop", "read", "remove"];
/**
 * True for the two programs with which Runwarden ends a watch, by their arguments and, of the first, its path: the
 * collector that is asked to stop, and the script that asks. The job can bring the scope's process to start that script
 * for other ends, as with a second use of the action: the programs alone do not show who ended the watch.
 */
function endsWatch(image, rule) {
    const { argv } = image;
    if (rule.postScript && argv.length === 2 && argv[1]?.raw === rule.postScript)
        return true;
    return callsCollector(image, rule, "stop");
}
/** True for all that Runwarden starts when it ends a watch. */
function servesEnd(image, rule) {
    return CALLS.some((call) => callsCollector(image, rule, call));
}
function callsCollector({ exec_path, argv }, { directory }, call) {
    if (directory === "")
        return false;
    const given = argv.map(({ raw }) => raw);
    const collector = `${directory}/collector`;
    const wanted = [collector, call, directory];
    if (exec_path.raw === collector)
        return own_processes_isSame(given, wanted);
    const [name = "", ...rest] = given;
    const isSudo = name === "sudo" || (name.startsWith("/") && external_node_path_.posix.basename(name) === "sudo");
    return isSudo && external_node_path_.posix.basename(exec_path.raw) === "sudo" && own_processes_isSame(rest, [...BY_SUDO, ...wanted]);
}
function own_processes_isSame(given, wanted) {
    return given.length === wanted.length && given.every((argument, n) => argument === wanted[n]);
}
/** Which process is the scope's, and which of its children ended the watch by the look of it. */
class OwnProcesses {
    #rule;
    #tickOf;
    /** When the scope's process started; what has its number at another time is another one. */
    #scopeTick;
    /** Each ends the watch: there is one, or a few where several try. */
    #found = [];
    constructor(rule, tickOf) {
        this.#rule = rule;
        this.#tickOf = tickOf;
    }
    /** The one among them with this identity, whose start time may be only as exact as a tick. */
    find({ pid, startNs }) {
        return this.#found.find((own) => own.pid === pid && this.#tickOf(own.startNs) === this.#tickOf(startNs));
    }
    /**
     * True for the scope's process: the first one with its number that a record names, which is the one that the
     * snapshot has.
     */
    isScope(pid, startNs) {
        if (pid !== this.#rule.scopePid || pid === 0)
            return false;
        this.#scopeTick ??= this.#tickOf(startNs);
        return this.#scopeTick === this.#tickOf(startNs);
    }
    /** A child of the scope's process executes its first program; gives the child where it may be Runwarden's from here on. */
    firstExec(pid, startNs, image) {
        if (!endsWatch(image, this.#rule))
            return undefined;
        const found = { pid, startNs };
        this.#found.push(found);
        return found;
    }
    /** True where what may be Runwarden's stays it with this image: whatever else it executes is not Runwarden's doing. */
    isKept(image) {
        return servesEnd(image, this.#rule);
    }
}

;// CONCATENATED MODULE: ./build/events/lineage.js


/**
 * Processes that are known at one time: as many as the kernel part watches (SCOPE_LIMIT of native/bounds.h). Where there
 * are more, records of their ends were lost.
 */
const PROCESSES_LIMIT = 131_072;
/**
 * Follows processes through fork, exec and exit, and knows each one's images at any moment of the log. An image
 * that an exec replaces stays in the lineage as an ancestor; a forked process that executes at once does not
 * show its parent's image twice.
 */
class Lineage {
    adopted = 0;
    #entries = new Map();
    #told = 0;
    #snapshot = new Map();
    #tickNs;
    #own;
    #unknown;
    #scopePid;
    #bootMs;
    /** `own` says which processes are Runwarden's; `bootNs` is when the machine started, since 1970, where that is known. */
    constructor(tickNs, own, empty, bootNs) {
        this.#tickNs = tickNs;
        this.#bootMs = bootNs === undefined ? undefined : Number(bootNs / 1000000n);
        this.#own = new OwnProcesses(own, (startNs) => this.#tick(startNs));
        this.#unknown = { exec_path: empty, argv: [] };
        this.#scopePid = own.scopePid;
    }
    /** Of the processes that may be Runwarden's the one with this identity, as /proc tells it too. */
    findOwn(identity) {
        return this.#own.find(identity);
    }
    /** A process that ran before the start. Its parent may come later in the list. */
    snapshot(pid, startNs, parentPid, image) {
        this.#own.isScope(pid, startNs); // it is remembered
        this.#snapshot.set(pid, { startNs, parentPid, image });
    }
    /**
     * A process that is watched from now on though no watched process made it, or one of its ancestors. They come from
     * the top, each before those that it made.
     */
    adopt(pid, startNs, image, parent, origin) {
        const known = this.#find(pid, startNs);
        // What is known of it may have its arguments, which are not always told here.
        if (known !== undefined && known.process.exec_path.raw === image.exec_path.raw)
            return;
        const above = this.#find(parent.pid, parent.startNs);
        const tick = this.#tick(startNs);
        this.#put(pid, {
            startTick: tick,
            process: new LineageNode(pid, image, above?.process, origin, this.#startedMs(startNs)),
            own: above?.own,
            // Its parent is outside the job's lineage.
            unexecuted: undefined,
            isBefore: true,
        });
    }
    /** What a process executes next is a step's first program: it came into the job's container from outside. */
    enter(pid, startNs) {
        this.#put(pid, { ...this.#entry(pid, startNs), unexecuted: "of the scope" });
    }
    /** A process made another one. */
    fork(pid, startNs, childPid, childStartNs) {
        const parent = this.#entry(pid, startNs);
        const tick = this.#tick(childStartNs);
        this.#put(childPid, {
            startTick: tick,
            process: new LineageNode(childPid, parent.process, parent.process, "fork", this.#startedMs(childStartNs)),
            own: parent.own,
            unexecuted: this.#own.isScope(pid, startNs) ? "of the scope" : "of another",
        });
    }
    /** A process started a new image. The parent counts only where the fork was not seen. */
    exec(pid, startNs, image, parentPid, parentStartNs) {
        const known = this.#find(pid, startNs);
        const entry = known ?? this.#forked(pid, startNs, parentPid, parentStartNs);
        const above = entry.process.isFork ? entry.process.origin : entry.process;
        const isFirst = this.#isOfScope(entry.unexecuted, { pid: parentPid, startNs: parentStartNs });
        this.#put(pid, {
            startTick: entry.startTick,
            process: new LineageNode(pid, image, above, isFirst ? "step" : "exec", this.#startedMs(startNs)),
            own: this.#ownAfterExec(entry, { pid, startNs }, image, isFirst),
            unexecuted: undefined,
        });
        entry.process.release();
    }
    #ownAfterExec({ own }, { pid, startNs }, image, isFirst) {
        if (own !== undefined)
            return this.#own.isKept(image) ? own : undefined;
        return isFirst ? this.#own.firstExec(pid, startNs, image) : undefined;
    }
    /** A process ended; those that it made keep their lineage. */
    exit(pid) {
        this.#entries.get(pid)?.process.release();
        this.#entries.delete(pid);
        this.#snapshot.delete(pid);
    }
    /** The process that a record comes from. One that was never seen has an empty path. */
    producer(pid, startNs) {
        const entry = this.#entry(pid, startNs);
        entry.lastTold = this.#told++;
        return entry;
    }
    /**
     * The processes that have not ended of those that were made, or have executed something, since the watch began. In the
     * scope of the machine, where others' are among them, those below the runner. Not Runwarden's own, and not `asker`.
     */
    living(scope, asker) {
        return [...this.#entries]
            .filter(([pid, { isBefore, own }]) => isBefore === undefined && own === undefined && pid !== asker?.pid)
            .map(([, { process }]) => process)
            .filter(({ ancestors }) => scope === "job" || ancestors.some(({ is_runner }) => is_runner === true));
    }
    process(pid, startNs) {
        return (this.#find(pid, startNs)?.process ??
            new LineageNode(pid, this.#unknown, undefined, "exec", this.#startedMs(startNs)));
    }
    #put(pid, entry) {
        entry.lastTold = this.#told++;
        this.#entries.set(pid, entry);
        if (this.#entries.size > PROCESSES_LIMIT)
            this.#forgetSilent();
    }
    /** Forgets the half of the processes of which nothing was told for longest. */
    #forgetSilent() {
        const told = [...this.#entries.values()].map(({ lastTold = 0 }) => lastTold).sort((a, b) => a - b);
        const middle = told[told.length >> 1] ?? 0;
        for (const [pid, { lastTold = 0 }] of this.#entries)
            if (lastTold < middle)
                this.#entries.delete(pid);
    }
    #entry(pid, startNs) {
        const known = this.#find(pid, startNs);
        if (known !== undefined)
            return known;
        const tick = this.#tick(startNs);
        const entry = {
            startTick: tick,
            process: new LineageNode(pid, this.#unknown, undefined, "exec", this.#startedMs(startNs)),
            own: undefined,
            unexecuted: "unknown",
            isBefore: true,
        };
        this.#put(pid, entry);
        return entry;
    }
    #find(pid, startNs) {
        const tick = this.#tick(startNs);
        const entry = this.#entries.get(pid);
        if (entry !== undefined && entry.startTick === tick)
            return entry;
        const older = this.#snapshot.get(pid);
        return older !== undefined && this.#tick(older.startNs) === tick ? this.#place(pid) : undefined;
    }
    /** Puts a process of the snapshot into the lineage, below its parents. */
    #place(pid) {
        const runner = this.#upFrom(this.#scopePid);
        const chain = [...this.#upFrom(pid)];
        const first = chain.findIndex((each) => this.#entries.has(each));
        const unplaced = first < 0 ? chain : chain.slice(0, first);
        let above = first < 0 ? undefined : this.#entries.get(chain[first] ?? 0);
        for (const each of unplaced.reverse()) {
            const older = this.#snapshot.get(each);
            if (older === undefined)
                continue;
            const image = { ...older.image, is_runner: runner.has(each) };
            const isOfStep = older.parentPid === this.#scopePid && !runner.has(each);
            above = {
                startTick: this.#tick(older.startNs),
                // What was started for a step of before can still run.
                process: new LineageNode(each, image, above?.process, isOfStep ? "step" : "exec", this.#startedMs(older.startNs)),
                own: above?.own,
                unexecuted: undefined,
                isBefore: true,
            };
            this.#put(each, above);
        }
        return above;
    }
    /** A process of the snapshot and those above it, as it was taken: its parents can name each other. */
    #upFrom(pid) {
        const pids = new Set();
        for (let at = pid; at !== undefined && this.#snapshot.has(at) && !pids.has(at); at = this.#snapshot.get(at)?.parentPid) {
            pids.add(at);
        }
        return pids;
    }
    #forked(pid, startNs, parentPid, parentStartNs) {
        const parent = this.#find(parentPid, parentStartNs);
        const tick = this.#tick(startNs);
        return {
            startTick: tick,
            process: new LineageNode(pid, parent?.process ?? this.#unknown, parent?.process, "fork", this.#startedMs(startNs)),
            own: parent?.own,
            unexecuted: "unknown",
        };
    }
    /**
     * True for a child of the scope's process that has executed nothing yet, and for what came into the container. Who made a process counts, and not whose
     * child it is by now: below a parent that has ended anything can come to the scope's process.
     */
    #isOfScope(unexecuted, parent) {
        if (unexecuted !== "unknown")
            return unexecuted === "of the scope";
        return this.#own.isScope(parent.pid, parent.startNs);
    }
    /** In milliseconds since 1970 (UTC); undefined of a process that nobody has told it of. */
    #startedMs(startNs) {
        return this.#bootMs === undefined || startNs === 0 ? undefined : this.#bootMs + startNs / 1e6;
    }
    /** /proc gives start times in clock ticks only; within one tick a pid is not used twice. */
    #tick(startNs) {
        return Math.floor(startNs / this.#tickNs);
    }
}

;// CONCATENATED MODULE: ./build/events/dns.js


/** The header of a message, and the bit of its third byte that says that it answers (RFC 1035, 4.1.1). */
const DNS_HEADER_SIZE = 12;
const RESPONSE_BIT = 0x80;
/** Type and class behind the name of a question (RFC 1035, 4.1.2). */
const QUESTION_REST = 4;
const LABEL_LIMIT = 63;
/** Bytes of a name, without the root label (RFC 1035, 2.3.4). Pointers make a longer one out of a short message. */
const NAME_LIMIT = 254;
/** Each label may come by a pointer, and has two bytes at least. */
const POINTERS_LIMIT = NAME_LIMIT / 2;
/** Questions of one message that are read. A datagram has no room for so many, and an honest message has one (RFC 9619). */
const QUESTIONS_LIMIT = 256;
/**
 * Reads the names that a query asks for: lowercase (ASCII), without the final dot, a dot inside a label as `\.`.
 * A response gives none. Takes any bytes; what cannot be read gives at least an empty name.
 */
function parseQuestions(message) {
    if (message.length < DNS_HEADER_SIZE)
        return { id: 0, names: [""], isWhole: false };
    const id = message.readUInt16BE(0);
    if (((message[2] ?? 0) & RESPONSE_BIT) !== 0)
        return { id, names: [], isWhole: true };
    const count = message.readUInt16BE(4);
    const names = [];
    let at = DNS_HEADER_SIZE;
    for (let i = 0; i < count; i++) {
        const name = readName(message, at);
        names.push(name.text);
        if (names.length === QUESTIONS_LIMIT && count > QUESTIONS_LIMIT)
            return { id, names, isWhole: false };
        if (name.end === undefined || name.end + QUESTION_REST > message.length)
            return { id, names, isWhole: false };
        at = name.end + QUESTION_REST;
    }
    return { id, names, isWhole: true };
}
const STEP_WORK = 4;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
/** Where names are put together; there is one at a time. A label can start before the limit, and be all dots. */
const nameBytes = Buffer.alloc(2 * (NAME_LIMIT + 1 + LABEL_LIMIT));
/** Reads the name that starts at a place. */
function readName(message, start) {
    let at = start;
    let end;
    let to = 0;
    let pointers = 0;
    let size = 0;
    let work = 0;
    while (size <= NAME_LIMIT && pointers <= POINTERS_LIMIT) {
        const length = message[at];
        if (length === undefined)
            break;
        if (length === 0)
            return { text: nameText(to), end: end ?? at + 1, work };
        work += STEP_WORK;
        if (length >= 0xc0) {
            // A pointer may only lead back (RFC 1035, 4.1.4), which also rules out loops.
            const target = ((length & 0x3f) << 8) | (message[at + 1] ?? 0);
            if (at + 1 >= message.length || target >= at)
                break;
            end ??= at + 2;
            at = target;
            pointers++;
        }
        else {
            if (length > LABEL_LIMIT || at + 1 + length > message.length)
                break;
            if (to > 0)
                nameBytes[to++] = DOT;
            for (let index = at + 1; index <= at + length; index++) {
                const byte = message[index] ?? 0;
                if (byte === DOT)
                    nameBytes[to++] = BACKSLASH;
                nameBytes[to++] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
            }
            at += 1 + length;
            size += 1 + length;
            work += length;
        }
    }
    return { text: nameText(to), work };
}
function nameText(size) {
    return (0,kinds_bytes/* decodeLatin1 */.Y)(nameBytes.toString("latin1", 0, size));
}
/** What stands behind the root name of the record of options, but for the options (RFC 6891, 6.1). */
const OPTIONS_REST = 10;
const TYPE_OPTIONS = 41;
const CLASSES = new Set([1, 3, 4, 255]);
/** Multicast DNS asks so for an answer to itself alone (RFC 6762, 5.4). */
const UNICAST_BIT = 0x8000;
const PLAIN_QUESTIONS_LIMIT = 2;
/** The flags that such a query may have, of the header's third and fourth byte. */
const RECURSION_BIT = 0x01;
const SECURITY_BITS = 0x30;
const PRINTABLE = /^[!-~]+$/;
/**
 * True for what is a query and nothing else: its header asks for one or two names and perhaps has one record of options,
 * the names are of printable letters, the classes are some that exist, and it ends where that ends. Asked of datagrams
 * to other ports than 53, where other things are sent too: of the 96 bits of the header and the 16 of a class all but
 * some 20 have to be right, and all lengths have to add up.
 */
function isPlainQuery(message) {
    if (message.length < DNS_HEADER_SIZE)
        return false;
    const [questions, answers, authorities, others] = [4, 6, 8, 10].map((at) => message.readUInt16BE(at));
    if (((message[2] ?? 0) & ~RECURSION_BIT) !== 0 || ((message[3] ?? 0) & ~SECURITY_BITS) !== 0)
        return false;
    if (questions === undefined || questions < 1 || questions > PLAIN_QUESTIONS_LIMIT)
        return false;
    if (answers !== 0 || authorities !== 0 || others === undefined || others > 1)
        return false;
    let at = DNS_HEADER_SIZE;
    for (let i = 0; i < questions; i++) {
        const { text, end } = readName(message, at);
        if (end === undefined || !PRINTABLE.test(text) || end + QUESTION_REST > message.length)
            return false;
        if (!CLASSES.has(message.readUInt16BE(end + 2) & ~UNICAST_BIT))
            return false;
        at = end + QUESTION_REST;
    }
    return others === 0 ? at === message.length : endOfOptions(message, at) === message.length;
}
/** Where the record of options at a place ends; 0 for another record. */
function endOfOptions(message, at) {
    if (at + 1 + OPTIONS_REST > message.length || message[at] !== 0)
        return 0;
    if (message.readUInt16BE(at + 1) !== TYPE_OPTIONS)
        return 0;
    return at + 1 + OPTIONS_REST + message.readUInt16BE(at + 9);
}
/** Bytes of one packet (RFC 791); a longer one is not real. */
const PACKET_LIMIT = 64 * 1024;
/**
 * The datagrams of one send that the kernel takes apart itself (UDP_SEGMENT, udp(7)); `datagramLength` is 0 where it does
 * not. Of those that are beyond what was recorded of the whole nothing is there.
 */
function splitDatagrams(message, datagramLength, wholeLength = message.length) {
    const length = Math.min(Math.max(wholeLength, message.length), PACKET_LIMIT);
    if (datagramLength === 0 || datagramLength >= length)
        return [message];
    const datagrams = [];
    // One that was not recorded stands for all that follow it.
    for (let at = 0; at < length && at < message.length + datagramLength; at += datagramLength) {
        datagrams.push(message.subarray(at, at + datagramLength));
    }
    return datagrams;
}
/** Bytes kept of all streams: DNS over TCP sends one short query. */
const dns_STREAMS_BUDGET = 1024 * 1024;
const dns_NOTHING = Buffer.alloc(0);
/** What a stream takes besides its bytes. */
const STREAM_SIZE = 320;
const NO_GAP = { start: 0, end: 0 };
/** Puts the messages of DNS over TCP together: each comes behind its length, in any number of segments. */
class DnsStreams {
    #streams = new bounded_map/* BoundedMap */.E(dns_STREAMS_BUDGET, (_, { bytes }) => STREAM_SIZE + bytes.length);
    /**
     * Adds a segment of a socket's stream; gives the messages that it completes. Of a long segment only the first
     * bytes may be there: `wholeLength` says how long it was. A message is given up to where bytes of it are missing;
     * those that begin there are given as one of no bytes, for nobody knows how many there were.
     */
    push(socket, sequence, segment, wholeLength = segment.length) {
        const last = this.#streams.get(socket) ?? { next: sequence, bytes: dns_NOTHING, gap: NO_GAP };
        // Sequence numbers wrap: as a signed difference, ahead is positive and sent before is negative.
        const ahead = (sequence - last.next) | 0;
        // Ahead, a segment was not recorded. What comes behind it is most likely the start of a message.
        const stream = ahead > 0 ? { next: sequence, bytes: dns_NOTHING, gap: NO_GAP } : last;
        const sentBefore = Math.max(0, -ahead);
        const length = Math.min(Math.max(wholeLength, segment.length), PACKET_LIMIT) - sentBefore;
        if (length <= 0)
            return [];
        const bytes = Buffer.concat([stream.bytes, segment.subarray(sentBefore)], stream.bytes.length + length);
        const recorded = stream.bytes.length + Math.max(0, segment.length - sentBefore);
        const gap = joinGaps(stream.gap, { start: recorded, end: bytes.length });
        const { messages, end } = takeMessages(bytes, gap);
        this.#streams.set(socket, {
            next: (stream.next + length) >>> 0,
            bytes: (0,bounded_map/* ownBytes */.M)(bytes.subarray(end)),
            gap: gap.end > end ? { start: gap.start - end, end: gap.end - end } : NO_GAP,
        });
        return messages;
    }
}
function joinGaps(first, second) {
    if (first.start >= first.end)
        return second.start < second.end ? second : NO_GAP;
    return { start: first.start, end: second.start < second.end ? second.end : first.end };
}
/** The messages that stand whole at the start of a stream, and where they end. */
function takeMessages(bytes, gap) {
    const messages = [];
    let at = 0;
    while (at + 1 < bytes.length) {
        if (at + 2 > gap.start && at < gap.end)
            return { messages: [...messages, dns_NOTHING], end: bytes.length };
        const start = at + 2;
        const end = start + bytes.readUInt16BE(at);
        if (end > bytes.length)
            break;
        messages.push(bytes.subarray(start, gap.end > start ? Math.min(end, gap.start) : end));
        at = end;
    }
    return { messages, end: at };
}

;// CONCATENATED MODULE: ./build/events/nscd.js



/** nscd/nscd-client.h of glibc: a request's version, type and the length of its key, each of 32 bits, then the key. */
const HEADER_SIZE = 12;
const nscd_VERSION = 2;
const GETHOSTBYNAME = 4;
const GETHOSTBYNAMEV6 = 5;
const GETHOSTBYADDR = 6;
const GETHOSTBYADDRV6 = 7;
const GETAI = 14;
/** Bytes kept of all streams; glibc's client has one short request in each. */
const nscd_STREAMS_BUDGET = 1024 * 1024;
/** nscd takes no longer key (nscd.h, MAXKEYLEN). */
const KEY_LIMIT = 1024;
/** What a buffer takes besides its bytes. */
const nscd_REST_SIZE = 200;
const nscd_NOTHING = Buffer.alloc(0);
const UNKNOWN = { name: "", isWhole: false };
/** Puts what is sent to nscd together: requests, in any number of sends. */
class NscdStreams {
    #rests = new bounded_map/* BoundedMap */.E(nscd_STREAMS_BUDGET, (_, { length }) => nscd_REST_SIZE + length);
    /** Adds what was sent on a socket; gives the look-ups that it completes. Of a long send the end may be missing. */
    push(socket, sent, wholeLength = sent.length) {
        const bytes = Buffer.concat([this.#rests.get(socket) ?? nscd_NOTHING, sent]);
        this.#rests.delete(socket);
        const lookups = [];
        let at = 0;
        while (at + HEADER_SIZE <= bytes.length) {
            const keyLength = bytes.readInt32LE(at + 8);
            // nscd closes such a stream.
            if (bytes.readInt32LE(at) !== nscd_VERSION || keyLength < 0 || keyLength > KEY_LIMIT)
                return lookups;
            const end = at + HEADER_SIZE + keyLength;
            if (end > bytes.length)
                break;
            lookups.push(...lookupsOf(bytes.readInt32LE(at + 4), bytes.subarray(at + HEADER_SIZE, end)));
            at = end;
        }
        const rest = bytes.subarray(at);
        if (wholeLength > sent.length)
            lookups.push(UNKNOWN);
        else if (rest.length > 0)
            this.#rests.set(socket, (0,bounded_map/* ownBytes */.M)(rest));
        return lookups;
    }
}
/** What a request looks up; nothing for one that is not about hosts. */
function lookupsOf(type, key) {
    switch (type) {
        case GETHOSTBYNAME:
        case GETHOSTBYNAMEV6:
        case GETAI:
            return [hostOf(key)];
        case GETHOSTBYADDR:
        case GETHOSTBYADDRV6: {
            const name = reverseDomain([...key]);
            return [{ name, isWhole: name !== "" }];
        }
        default:
            return [];
    }
}
/** A name as a program gave it; the NUL behind it is counted in. */
function hostOf(key) {
    const end = key.indexOf(0);
    if (end < 0)
        return UNKNOWN;
    return { name: asDomain((0,kinds_bytes/* decodeBytes */.y)(key.subarray(0, end))), isWhole: true };
}

;// CONCATENATED MODULE: ./build/events/pending-calls.js

/** Calls of one socket that wait, and bytes of those of all; nss-resolve has one call on each. */
const CALLS_LIMIT = 64;
const CALLS_BUDGET = 1024 * 1024;
/** What a socket with calls takes besides their names, and a name besides its characters. */
const SOCKET_SIZE = 120;
const NAME_SIZE = 32;
/** What was asked on each socket and not answered yet. Replies come in the order of the calls (varlink.org). */
class PendingCalls {
    #sockets = new bounded_map/* BoundedMap */.E(CALLS_BUDGET, (_, { names }) => names.reduce((size, name) => size + NAME_SIZE + 2 * name.length, SOCKET_SIZE));
    /** A call was made; an empty name for one whose reply tells nothing. */
    add(socket, name) {
        const waiting = this.#sockets.get(socket) ?? { forgotten: 0, names: [] };
        waiting.names.push(name);
        // Of a socket that asks without end only the number of calls is kept: their replies tell nothing.
        if (waiting.names.length > CALLS_LIMIT) {
            waiting.forgotten += waiting.names.length;
            waiting.names = [];
        }
        this.#sockets.set(socket, waiting);
    }
    /** The name that the next reply is for; empty where none is known. */
    take(socket) {
        const waiting = this.#sockets.get(socket);
        if (waiting === undefined)
            return "";
        if (waiting.forgotten === 0)
            return waiting.names.shift() ?? "";
        waiting.forgotten--;
        return "";
    }
}

// EXTERNAL MODULE: ./node_modules/ipaddr.js/lib/ipaddr.js
var ipaddr = __webpack_require__(48280);
;// CONCATENATED MODULE: ./build/events/dns-answer.js

const OPCODE_BITS = 0x78;
const ERROR_BITS = 0x0f;
/** Type, class, time to live and the length of the data behind the name of a record. */
const RECORD_REST = 10;
const TYPE_A = 1;
const TYPE_CNAME = 5;
const TYPE_AAAA = 28;
const CLASS_IN = 1;
/** Names that lead from one to the next; real ones are a few. */
const ALIASES_LIMIT = 32;
/**
 * What reading the names of an answer may take, besides as much as it has bytes (`work` of a Name). Each name is read
 * once, wherever pointers lead to it: an answer that writes its names out takes less than its bytes, and one whose names
 * share their ends stays below this with a hundred of them.
 */
const NAMES_WORK_LIMIT = 2048;
/**
 * Reads an answer up to where it is garbled or cut, or where its names are more than an answer needs; undefined for a
 * query, and for one that says that there is no answer. One with more questions than one is none (RFC 9619): it would
 * give each of thousands of names each of thousands of addresses. Takes any bytes.
 */
function parseAnswer(message) {
    if (message.length < DNS_HEADER_SIZE)
        return undefined;
    const [flags = 0, code = 0] = message.subarray(2, 4);
    if ((flags & RESPONSE_BIT) === 0 || (flags & OPCODE_BITS) !== 0 || (code & ERROR_BITS) !== 0) {
        return undefined;
    }
    if (message.readUInt16BE(4) !== 1)
        return undefined;
    const { text: question, end } = readName(message, DNS_HEADER_SIZE);
    if (end === undefined || end + QUESTION_REST > message.length)
        return undefined;
    return { id: message.readUInt16BE(0), question, ...readRecords(message, end + QUESTION_REST) };
}
function readRecords(message, start) {
    const aliases = new Map();
    const addresses = new Map();
    const names = new MessageNames(message);
    let at = start;
    for (let left = message.readUInt16BE(6); left > 0; left--) {
        const owner = names.at(at);
        const { end } = names;
        if (owner === undefined || end + RECORD_REST > message.length)
            break;
        const type = wordAt(message, end);
        const isInternet = wordAt(message, end + 2) === CLASS_IN;
        const size = wordAt(message, end + 8);
        const data = end + RECORD_REST;
        at = data + size;
        if (at > message.length)
            break;
        if (!isInternet)
            continue;
        if ((type === TYPE_A && size === 4) || (type === TYPE_AAAA && size === 16)) {
            const address = addressAt(message, data, size);
            const known = addresses.get(owner);
            if (known === undefined)
                addresses.set(owner, [address]);
            else
                known.push(address);
        }
        else if (type === TYPE_CNAME) {
            const target = names.at(data);
            if (target !== undefined)
                aliases.set(owner, target);
        }
    }
    return { aliases, addresses, isTooMuch: names.isTooMuch };
}
/** 16 bits within the message; to ask the buffer, which checks that, takes longer than all else of a record. */
function wordAt(message, at) {
    return ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
}
/** A few bytes as Latin-1; for four of them this is much faster than to ask the buffer. */
function addressAt(message, at, size) {
    if (size !== 4)
        return message.toString("latin1", at, at + size);
    const [a = 0, b = 0, c = 0, d = 0] = [message[at], message[at + 1], message[at + 2], message[at + 3]];
    return String.fromCharCode(a, b, c, d);
}
/** The names of one message, each read once. */
class MessageNames {
    /** Where what follows the name that was asked for last starts. */
    end = 0;
    #message;
    #read = new Map();
    /** The one that was read last, or asked for: most records are of one name. */
    #lastStart = -1;
    #last;
    #work;
    constructor(message) {
        this.#message = message;
        this.#work = message.length + NAMES_WORK_LIMIT;
    }
    get isTooMuch() {
        return this.#work < 0;
    }
    /** The name at a place; undefined for a garbled one, and where reading has become too much work. */
    at(start) {
        const first = this.#message[start] ?? 0;
        const target = ((first & 0x3f) << 8) | (this.#message[start + 1] ?? 0);
        // Most are a pointer and nothing else.
        const isPointer = first >= 0xc0 && target < start && start + 1 < this.#message.length;
        const from = isPointer ? target : start;
        if (from !== this.#lastStart) {
            this.#last = this.#from(from);
            this.#lastStart = from;
        }
        if (this.#last?.end === undefined)
            return undefined;
        this.end = isPointer ? start + 2 : this.#last.end;
        return this.#last.text;
    }
    #from(start) {
        const known = this.#read.get(start);
        if (known !== undefined || this.isTooMuch)
            return known;
        const name = readName(this.#message, start);
        this.#work -= name.work;
        this.#read.set(start, name);
        return name;
    }
}
/** The addresses that an answer gives to its question. Records of other names do not count. */
function addressesOf(answer) {
    const chain = [answer.question];
    for (let next = answer.aliases.get(answer.question); next !== undefined && !chain.includes(next) && chain.length < ALIASES_LIMIT; next = answer.aliases.get(next)) {
        chain.push(next);
    }
    return chain.flatMap((name, place) => {
        const addresses = answer.addresses.get(name);
        return addresses === undefined ? [] : [{ addresses, names: chain.slice(0, place + 1) }];
    });
}

;// CONCATENATED MODULE: ./build/events/remote-names.js



/** Bytes for the questions that are remembered for their answers, of all sockets. */
const QUESTIONS_BUDGET = 4 * 1024 * 1024;
/** Bytes for the addresses that have names. */
const NAMES_BUDGET = 8 * 1024 * 1024;
/** What a string takes besides its characters, an address besides its names, and a name in a list. */
const STRING_SIZE = 32;
const ADDRESS_SIZE = 160;
const remote_names_NAME_SIZE = 120;
/** Names of one address; what comes then is left out, and the list is said to be cut. */
const NAMES_LIMIT = 256;
/**
 * Names that are compared with others for one answer. Its further addresses, where they have names already, keep those,
 * and their lists are said to be cut: real answers have some ten addresses.
 */
const COMPARED_LIMIT = 2048;
const NO_NAMES = { names: [], isCut: false };
const CUT_NAMES = { names: [], isCut: true };
/**
 * Which names the job was told addresses for. An answer counts only where the socket that got it had asked for that
 * name in that transaction. So a job cannot give an address a name by sending itself packets; but it can by asking
 * a resolver that does as it likes, and such a one needs no more than a server of its own. Names tell what an honest
 * program connects to; they are no proof against one that lies.
 */
class RemoteNames {
    #texts;
    #questions = new bounded_map/* BoundedMap */.E(QUESTIONS_BUDGET, (question) => STRING_SIZE + 2 * question.length);
    /** By the bytes of the address, one character for each. */
    #names = new bounded_map/* BoundedMap */.E(NAMES_BUDGET, (_, { names }) => names.reduce((size, { raw }) => size + remote_names_NAME_SIZE + 2 * raw.length, ADDRESS_SIZE));
    /** Addresses were forgotten, or not read: of one that has no names nobody knows any more whether it had any. */
    #isCut = false;
    constructor(texts) {
        this.#texts = texts;
    }
    /** A socket asked for names, in the transaction with this number. */
    ask(socket, id, names) {
        for (const name of names)
            this.#questions.set(questionOf(socket, id, name), true);
    }
    /** A message came to a socket. */
    answer(socket, message) {
        const answer = parseAnswer(message);
        if (answer === undefined || !this.#questions.has(questionOf(socket, answer.id, answer.question)))
            return;
        for (const { addresses, names } of addressesOf(answer))
            this.add(addresses, names);
        if (answer.isTooMuch)
            this.#isCut = true;
    }
    /** Addresses were given for names; each has 4 or 16 bytes, one character for each. */
    add(addresses, names) {
        const added = new AddedNames([...new Set(names)].map((name) => this.#texts.intern(name)));
        for (const address of addresses) {
            const key = keyOf(address);
            const known = this.#names.get(key);
            const joined = added.joinedTo(known ?? NO_NAMES);
            if (joined !== known && this.#names.set(key, joined))
                this.#isCut = true;
        }
    }
    /** The names of an address as events write it. */
    of(ip) {
        return (this.#names.get(keyOf(String.fromCharCode(...ipaddr.parse(ip).toByteArray()))) ??
            (this.#isCut ? CUT_NAMES : NO_NAMES));
    }
}
/** Names that one answer adds to those of its addresses. */
class AddedNames {
    #names;
    /** Addresses with the same names before have the same after it, and one list. */
    #joined = new Map();
    /** Most addresses of an answer have the same as the one before. */
    #last;
    #left = COMPARED_LIMIT;
    constructor(names) {
        this.#names = names;
    }
    joinedTo(known) {
        if (known !== this.#last?.known) {
            const joined = this.#joined.get(known) ?? this.#join(known);
            this.#joined.set(known, joined);
            this.#last = { known, joined };
        }
        return this.#last.joined;
    }
    #join(known) {
        if (known.isCut)
            return known;
        this.#left -= known.names.length;
        if (known.names.length > 0 && this.#left < 0)
            return { names: known.names, isCut: true };
        const raws = new Set(known.names.map(({ raw }) => raw));
        const added = this.#names.filter(({ raw }) => !raws.has(raw));
        if (added.length === 0)
            return known;
        const names = [...known.names, ...added];
        return { names: names.slice(0, NAMES_LIMIT), isCut: names.length > NAMES_LIMIT };
    }
}
const MAPPED = `${"\0".repeat(10)}\xff\xff`;
/** The bytes of an address; those of IPv4-mapped IPv6 are those of IPv4 (RFC 4291, 2.5.5.2). */
function keyOf(address) {
    return address.length === 16 && address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
}
function questionOf(socket, id, name) {
    return `${socket} ${id} ${name}`;
}

;// CONCATENATED MODULE: ./build/events/lookups.js





const IPPROTO_TCP = 6;
/** Say that a record is no packet but a call, or a reply, on a resolver's own socket (native/network.bpf.h). */
const RESOLVED = 0;
const NSCD = 255;
const SHORTEST_CALL = '{"method":""}';
/** Reads the look-ups of a job from its records, and which names it was given addresses for. */
class Lookups {
    #queryStreams = new DnsStreams();
    /** Segments that overtook each other on their way are not put in order again: such an answer gives no name. */
    #answerStreams = new DnsStreams();
    #callStreams = new CallStreams();
    #replyStreams = new CallStreams();
    #nscdStreams = new NscdStreams();
    #pending = new PendingCalls();
    #names;
    constructor(texts) {
        this.#names = new RemoteNames(texts);
    }
    /** The look-ups that a `domain` record is, or completes. */
    lookups(record) {
        const socket = record.socket_cookie;
        if (record.protocol === RESOLVED)
            return this.#calls(record, socket);
        if (record.protocol === NSCD) {
            const requests = this.#nscdStreams.push(socket, record.message.bytes(), record.whole_length);
            return requests.map((request) => ({ ...request, via: "nscd" }));
        }
        const messages = messagesOf(record, this.#queryStreams);
        return messages.flatMap((message, n) => {
            // One that has not even a header stands for all of its kind that follow it.
            if (message.length < DNS_HEADER_SIZE && n > 0 && (messages[n - 1]?.length ?? 0) < DNS_HEADER_SIZE)
                return [];
            if (record.is_other_port === 1 && !isPlainQuery(message))
                return [];
            const { id, names, isWhole } = parseQuestions(message);
            this.#names.ask(socket, id, names);
            return names.map((name) => ({ name, via: "packet", isWhole }));
        });
    }
    /** Takes in a `dns_answer` record. */
    answer(record) {
        const socket = record.socket_cookie;
        if (record.protocol === RESOLVED) {
            this.#replies(record, socket);
            return;
        }
        for (const message of messagesOf(record, this.#answerStreams))
            this.#names.answer(socket, message);
    }
    /** The names of an address as events write it. */
    namesOf(ip) {
        return this.#names.of(ip);
    }
    #calls(record, socket) {
        const lookups = [];
        let wasTooShort = false;
        for (const call of this.#callStreams.push(socket, record.message.bytes(), record.whole_length)) {
            const isTooShort = call.bytes.length < SHORTEST_CALL.length;
            // One that cannot be a call stands for all of its kind that follow it; systemd-resolved answers none of them.
            if (isTooShort && wasTooShort)
                continue;
            wasTooShort = isTooShort;
            const name = isTooShort ? "" : nameOfCall(call);
            this.#pending.add(socket, name ?? "");
            if (name !== undefined)
                lookups.push({ name, via: "resolved", isWhole: name !== "" });
        }
        return lookups;
    }
    #replies(record, socket) {
        for (const reply of this.#replyStreams.push(socket, record.message.bytes(), record.whole_length)) {
            const asked = this.#pending.take(socket);
            if (asked === "")
                continue;
            const { name, addresses } = parseReply(reply);
            this.#names.add(addresses.map((bytes) => bytes.toString("latin1")), name === "" ? [asked] : [asked, name]);
        }
    }
}
function messagesOf(record, streams) {
    const message = record.message.bytes();
    if (record.protocol !== IPPROTO_TCP) {
        return splitDatagrams(message, record.datagram_length, record.whole_length);
    }
    return streams.push(record.socket_cookie, record.sequence, message, record.whole_length);
}

;// CONCATENATED MODULE: ./build/events/mounts.js
/** More than these no machine has mounted. */
const MOUNTS_LIMIT = 4096;
/** What was mounted where when the watch began. */
class Mounts {
    #ofDevice = new Map();
    #count = 0;
    add(device, root, path) {
        if (this.#count++ >= MOUNTS_LIMIT)
            return;
        const known = this.#ofDevice.get(device);
        if (known === undefined)
            this.#ofDevice.set(device, [{ root, path }]);
        else
            known.push({ root, path });
    }
    /**
     * The path of a file by its path inside its file system: by the mount that has most of it, of several by the first.
     * The path inside itself where that file system was not mounted then.
     */
    pathOf(device, inside) {
        const [first, ...others] = this.#holding(device, inside);
        if (first === undefined)
            return inside;
        const widest = others.reduce((best, mount) => (mount.root.length < best.root.length ? mount : best), first);
        return pathBy(widest, inside);
    }
    /** True where a path led to this file when the watch began, by one of the mounts. */
    hasPath(device, inside, path) {
        return this.#holding(device, inside).some((mount) => pathBy(mount, inside) === path);
    }
    #holding(device, inside) {
        return (this.#ofDevice.get(device) ?? []).filter(({ root }) => below(root, inside) !== undefined);
    }
}
function pathBy({ root, path }, inside) {
    const rest = below(root, inside) ?? "";
    return `${path === "/" ? "" : path}${rest}` || "/";
}
/** What of a path stands below a folder, with its slash; empty for the folder itself. */
function below(folder, path) {
    if (folder === "/")
        return path === "/" ? "" : path;
    if (!path.startsWith(folder))
        return undefined;
    const rest = path.slice(folder.length);
    return rest === "" || rest.startsWith("/") ? rest : undefined;
}

;// CONCATENATED MODULE: ./build/events/moved-names.js

/** Bytes that all that is remembered takes: a job can move and link as much as it likes. */
const moved_names_BUDGET = 8 * 1024 * 1024;
/** What a name takes besides its characters, and what it takes more that others stand below; measured. */
const moved_names_NAME_SIZE = 224;
const FOLDER_SIZE = 256;
/** What a path takes besides its characters. */
const PATH_SIZE = 64;
/** The part of the budget that is freed when it is used up: see BoundedMap. */
const FORGOTTEN_AT_ONCE = 1 / 8;
/** Earlier paths of one file. The first ones are kept: what comes later, whoever moves it has chosen. */
const PATHS_LIMIT = 8;
/** Characters of an earlier path: of a longer one, which has been put together, the last are kept. */
const PATH_LIMIT = 8192;
/** As many symbolic links the system follows on one way. */
const LINKS_LIMIT = 40;
const moved_names_NOTHING = [];
/**
 * Where files were before, by where they are now: a tree of the names to which something was moved or linked. What stands
 * below a folder that was moved came with it. What was told first is forgotten first.
 */
class MovedNames {
    /** How many were forgotten. */
    forgotten = 0;
    #budget;
    #top = newName();
    /** Names of which something is remembered, the oldest first. */
    #known = new Set();
    #size = 0;
    #now = 0;
    #hasLinks = false;
    /** `budget` is in bytes. */
    constructor(budget = moved_names_BUDGET) {
        this.#budget = budget;
    }
    /** The paths that a file had before, by its path now, the first one first. One of them can be its path now. */
    earlierPathsOf(path) {
        return this.#earlierOf(path).map((each) => each.path);
    }
    moved(from, to) {
        if (from === to || this.#areLinksOfOne(from, to))
            return;
        const earlier = this.#leaving(from);
        const name = this.#take(from);
        this.removed(to);
        this.#put(to, earlier, name);
    }
    exchanged(one, other) {
        if (one === other || this.#areLinksOfOne(one, other))
            return;
        const earlierOfOne = this.#leaving(one);
        const earlierOfOther = this.#leaving(other);
        const nameOfOne = this.#take(one);
        const nameOfOther = this.#take(other);
        this.#put(other, earlierOfOne, nameOfOne);
        this.#put(one, earlierOfOther, nameOfOther);
    }
    linked(existing, created) {
        const earlier = this.#leaving(existing);
        this.removed(created);
        this.#put(created, earlier, undefined).isLink = true;
        this.#hasLinks = true;
    }
    symlinked(target, created) {
        this.removed(created);
        const name = this.#add(newName(), lastNameOf(created), this.#folderOf(created));
        this.#remember(name, undefined, ownCopy(target));
    }
    removed(path) {
        const name = this.#take(path);
        if (name !== undefined)
            this.#drop(name);
    }
    /** The path without the symbolic links that are known on the way to its last name. */
    resolved(path) {
        let at = path;
        for (let links = 0; links < LINKS_LIMIT; links++) {
            const next = this.#followed(at);
            if (next === undefined)
                return at;
            at = next;
        }
        return at;
    }
    /** The target of a path that is a symbolic link which is known; the path itself where it is none. */
    targetOf(path) {
        return this.#find(path)?.target ?? path;
    }
    #earlierOf(path) {
        let found = moved_names_NOTHING;
        let foundAt = 0;
        let name = this.#top;
        for (let start = 0; name.below !== undefined && start <= path.length;) {
            const slash = path.indexOf("/", start);
            const end = slash < 0 ? path.length : slash;
            const next = name.below.get(path.slice(start, end));
            if (next === undefined)
                break;
            name = next;
            if (name.earlier !== undefined) {
                const { since } = name;
                // Where a folder above it was before it came into that, it was not.
                const above = moved_names_below(found, path.slice(foundAt, end)).filter(({ until }) => until > since);
                found = joined(name.earlier, above);
                foundAt = end;
            }
            start = end + 1;
        }
        return moved_names_below(found, path.slice(foundAt));
    }
    /** What is to be remembered of what leaves a path, or gets a second one. */
    #leaving(path) {
        return joined(this.#earlierOf(path), [{ path: ownCopy(path), until: ++this.#now }]);
    }
    /** The system leaves two links of one file as they are where one is to be moved to the other's place. */
    #areLinksOfOne(one, other) {
        if (!this.#hasLinks || (!this.#find(one)?.isLink && !this.#find(other)?.isLink))
            return false;
        return (this.#earlierOf(one)[0]?.path ?? one) === (this.#earlierOf(other)[0]?.path ?? other);
    }
    /** The path behind the first symbolic link on the way. */
    #followed(path) {
        let name = this.#top;
        for (let start = 0;;) {
            const end = path.indexOf("/", start);
            if (end < 0)
                return undefined;
            name = name.below?.get(path.slice(start, end));
            if (name === undefined)
                return undefined;
            if (name.target !== undefined)
                return name.target + path.slice(end);
            start = end + 1;
        }
    }
    #find(path) {
        let name = this.#top;
        for (let start = 0;;) {
            const slash = path.indexOf("/", start);
            name = name.below?.get(path.slice(start, slash < 0 ? path.length : slash));
            if (name === undefined || slash < 0)
                return name;
            start = slash + 1;
        }
    }
    /** Takes a name, with all below it, out of its folder. */
    #take(path) {
        const name = this.#find(path);
        const folder = name?.folder;
        if (name === undefined || folder === undefined)
            return undefined;
        folder.below?.delete(name.text);
        name.folder = undefined;
        this.#prune(folder);
        return name;
    }
    /** Puts it, or what nothing was known of, at a path. */
    #put(path, earlier, moved) {
        const folder = this.#folderOf(path);
        const name = moved ?? newName();
        const { isLink, target } = name;
        if (moved !== undefined)
            this.#release(moved);
        this.#add(name, lastNameOf(path), folder);
        name.isLink = isLink;
        this.#remember(name, earlier, target);
        return name;
    }
    #folderOf(path) {
        let folder = this.#top;
        for (let start = 0;;) {
            const slash = path.indexOf("/", start);
            if (slash < 0)
                return folder;
            const text = path.slice(start, slash);
            folder = folder.below?.get(text) ?? this.#add(newName(), ownCopy(text), folder);
            start = slash + 1;
        }
    }
    #add(name, text, folder) {
        if (folder.below === undefined) {
            folder.below = new Map();
            this.#size += FOLDER_SIZE;
        }
        name.text = text;
        name.folder = folder;
        folder.below.set(text, name);
        this.#size += moved_names_sizeOf(name);
        return name;
    }
    #remember(name, earlier, target) {
        name.earlier = earlier;
        name.since = this.#now;
        name.target = target;
        this.#known.add(name);
        this.#size += sizeOfKnown(name);
        if (this.#size <= this.#budget)
            return;
        for (const oldest of this.#known) {
            if (this.#size <= this.#budget * (1 - FORGOTTEN_AT_ONCE))
                return;
            this.forgotten++;
            this.#forget(oldest);
            this.#prune(oldest);
        }
    }
    #forget(name) {
        if (!this.#known.delete(name))
            return;
        this.#size -= sizeOfKnown(name);
        name.earlier = undefined;
        name.target = undefined;
        name.isLink = false;
    }
    /** What a name takes is given back; what stands below it stays. */
    #release(name) {
        this.#forget(name);
        this.#size -= moved_names_sizeOf(name);
    }
    /** Takes out names that say nothing, from one upwards. */
    #prune(name) {
        for (let at = name; at?.folder !== undefined;) {
            if (this.#known.has(at) || (at.below?.size ?? 0) > 0)
                return;
            const { folder } = at;
            folder.below?.delete(at.text);
            at.folder = undefined;
            this.#size -= moved_names_sizeOf(at) + (at.below === undefined ? 0 : FOLDER_SIZE);
            at = folder;
        }
    }
    /** Forgets a name that was taken out, and all below it: it is not there any more. */
    #drop(name) {
        const names = [name];
        for (let at = names.pop(); at !== undefined; at = names.pop()) {
            this.#release(at);
            if (at.below === undefined)
                continue;
            this.#size -= FOLDER_SIZE;
            for (const each of at.below.values())
                names.push(each);
        }
    }
}
function newName() {
    return {
        text: "",
        folder: undefined,
        below: undefined,
        earlier: undefined,
        since: 0,
        target: undefined,
        isLink: false,
    };
}
function lastNameOf(path) {
    return ownCopy(path.slice(path.lastIndexOf("/") + 1));
}
/** Bytes that a name takes by itself. */
function moved_names_sizeOf({ text }) {
    return moved_names_NAME_SIZE + 2 * text.length;
}
/** Bytes that what is remembered of it takes. */
function sizeOfKnown({ earlier = [], target = "" }) {
    return earlier.reduce((size, { path }) => size + PATH_SIZE + 2 * path.length, 2 * target.length);
}
/** Where something was that stands below what was there. */
function moved_names_below(folders, rest) {
    if (folders.length === 0 || rest === "")
        return folders;
    return folders.map(({ path, until }) => ({ path: shortened(path + rest), until }));
}
/** The paths of two lists, each where it stands first, with the time when that ended last. */
function joined(first, then) {
    const all = [...first];
    for (const each of then) {
        const at = all.findIndex(({ path }) => path === each.path);
        if (at >= 0)
            all[at] = each;
        else if (all.length < PATHS_LIMIT)
            all.push(each);
    }
    return all;
}
function shortened(path) {
    if (path.length <= PATH_LIMIT)
        return path;
    const at = path.length - PATH_LIMIT;
    return `…${path.slice(Math.max(at, path.indexOf("/", at)))}`;
}

;// CONCATENATED MODULE: ./build/events/origins.js



/**
 * Where files were earlier in this job. Each has one place by which it is known, whatever way leads to it now: by a mount
 * that the job made, or from a root folder that it changed. By its place it is known what it was moved and linked from.
 */
class Origins {
    #mounts = new Mounts();
    #names;
    /** `budget` is in bytes; where it is not given, what a job's logs need. */
    constructor(budget) {
        this.#names = new MovedNames(budget);
    }
    /** How many moves and links were forgotten. */
    get forgotten() {
        return this.#names.forgotten;
    }
    mounted(device, root, path) {
        this.#mounts.add(device, root, path);
    }
    /** The one path of a file that is known by another. */
    place(path, inside) {
        if (!inside.inside.isEmpty)
            return this.#placeOf(inside.device, insideOf(inside));
        // A path as a program gave it leads through symbolic links. Of those that the job made it is known where to.
        return inside.rest === undefined || inside.rest.isEmpty ? path : this.#names.resolved(path);
    }
    /** The paths that it had earlier, the first one first, and last its place where that is another path. */
    of(path, inside) {
        if (inside.inside.isEmpty)
            return this.#names.earlierPathsOf(path);
        const { device } = inside;
        const within = insideOf(inside);
        const place = this.#placeOf(device, within);
        const earlier = new Set([...this.#givenBefore(path, place), ...this.#names.earlierPathsOf(place)]);
        // Mounts that were there when the watch began are nothing that the job did.
        if (!this.#mounts.hasPath(device, within, path))
            earlier.add(place);
        return [...earlier];
    }
    moved(from, to) {
        this.#names.moved(from, to);
    }
    exchanged(one, other) {
        this.#names.exchanged(one, other);
    }
    linked(existing, created) {
        this.#names.linked(this.#names.resolved(this.#names.targetOf(existing)), created);
    }
    symlinked(target, created) {
        this.#names.symlinked(target, created);
    }
    removed(path) {
        this.#names.removed(path);
    }
    /**
     * What a program itself has said of a path, and the kernel could not say better, is known by that path. What stands
     * before the names that path and place have in common is the mount's, there and here.
     */
    #givenBefore(path, place) {
        const earlier = this.#names.earlierPathsOf(path);
        if (earlier.length === 0)
            return earlier;
        let common = 0;
        while (common < path.length && path.at(-1 - common) === place.at(-1 - common))
            common++;
        const rest = path.slice(path.length - common);
        const slash = rest.indexOf("/");
        const length = slash < 0 ? 0 : rest.length - slash;
        const folder = path.slice(0, path.length - length);
        const folderOfPlace = place.slice(0, place.length - length);
        return earlier.map((each) => each.startsWith(`${folder}/`) ? folderOfPlace + each.slice(folder.length) : each);
    }
    #placeOf(device, within) {
        return (0,kinds_path/* isCutPath */.Mz)(within) ? within : this.#mounts.pathOf(device, within);
    }
}
function insideOf({ inside, rest }) {
    const folder = inside.path().raw;
    // An absolute one starts at the root that the walk is of.
    return rest === undefined ? folder : (0,kinds_path/* absolutePath */.Hi)(folder, rest.raw().replace(/^\/+/, ""));
}

;// CONCATENATED MODULE: ./build/events/record-bytes.js


/** Strings in the tail of one record; no kind has more. */
const MAX_STRINGS = 8;
const HEAD = { members: HEADER };
const record_bytes_TIME = layout_memberOffset(HEAD, "time_ns");
const START = layout_memberOffset(HEAD, "start_ns");
const PID = layout_memberOffset(HEAD, "pid");
const FLAGS = layout_memberOffset(HEAD, "flags");
/** The bytes of one record after the other. One object for all: there are millions. */
class record_bytes_RecordBytes {
    #bytes = Buffer.alloc(0);
    #data = new DataView(new ArrayBuffer(0));
    #at = 0;
    /** Where the strings of the tail start, and where the last one ends. */
    #starts = new Array(MAX_STRINGS + 1).fill(0);
    /** Takes the bytes of a block. */
    open(bytes) {
        this.#bytes = bytes;
        this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    /** Moves to the record at an offset; gives where its strings end, past its own end in a garbled one. */
    moveTo(at, layout) {
        this.#at = at;
        let end = at + layout.fixedSize;
        const { strings } = layout;
        for (let n = 0; n < strings.length; n++) {
            this.#starts[n] = end;
            end += this.u16(strings[n]?.lengthOffset ?? 0);
        }
        this.#starts[strings.length] = end;
        return end;
    }
    get pid() {
        return this.u32(PID);
    }
    get startNs() {
        return this.ns(START);
    }
    get timeLow() {
        return this.u32(record_bytes_TIME);
    }
    get timeHigh() {
        return this.u32(record_bytes_TIME + 4);
    }
    /** Any string of the record is cut, its arguments left aside. */
    get isCut() {
        return (this.u32(FLAGS) & (RECORD_FLAGS.walk_cut | RECORD_FLAGS.text_cut)) !== 0;
    }
    get isArgvCut() {
        return (this.u32(FLAGS) & RECORD_FLAGS.argv_cut) !== 0;
    }
    /** The kernel part has refused it. */
    get isDenied() {
        return (this.u32(FLAGS) & RECORD_FLAGS.denied) !== 0;
    }
    /** The kernel part has ended the program for it. */
    get isKilled() {
        return (this.u32(FLAGS) & RECORD_FLAGS.killed) !== 0;
    }
    get isWalkCut() {
        return (this.u32(FLAGS) & RECORD_FLAGS.walk_cut) !== 0;
    }
    get isTextCut() {
        return (this.u32(FLAGS) & RECORD_FLAGS.text_cut) !== 0;
    }
    u8(offset) {
        return this.#data.getUint8(this.#at + offset);
    }
    u16(offset) {
        return this.#data.getUint16(this.#at + offset, true);
    }
    u32(offset) {
        return this.#data.getUint32(this.#at + offset, true);
    }
    u64(offset) {
        return this.#data.getBigUint64(this.#at + offset, true);
    }
    /** Nanoseconds since boot, as a number: exact for 104 days, and to the microsecond long after. */
    ns(offset) {
        return this.u32(offset + 4) * 0x1_0000_0000 + this.u32(offset);
    }
    /** Fixed bytes. */
    fixed(offset, size) {
        return this.#bytes.subarray(this.#at + offset, this.#at + offset + size);
    }
    /** The bytes of the tail's n-th string. */
    string(n) {
        return this.#bytes.subarray(this.#starts[n], this.#starts[n + 1]);
    }
    /** The same, one character for each byte. */
    latin1(n) {
        return this.#bytes.toString("latin1", this.#starts[n], this.#starts[n + 1]);
    }
    /** True where the tail's n-th string is empty. */
    isEmpty(n) {
        return this.#starts[n] === this.#starts[n + 1];
    }
    /** The path that the tail's n-th string is, a walk that is whole. */
    pathOfWalk(n, texts) {
        return texts.pathOfWalk(this.#data, this.#starts[n] ?? 0, this.#starts[n + 1] ?? 0);
    }
}

;// CONCATENATED MODULE: ./build/events/record-view.js

/**
 * A record of one kind, its members and strings by name: what a kind's decode sees. It is made once for each kind and
 * shows whatever record the bytes have been moved to; names become places here, and not for each record. Throws for a
 * member that has the name of something that every record has.
 */
function recordView(layout, bytes, texts) {
    // Each part has the bytes at hand: through the view, whose class differs from kind to kind, decoding was slower.
    const view = {
        get pid() {
            return bytes.pid;
        },
        get startNs() {
            return bytes.startNs;
        },
        get isWalkCut() {
            return bytes.isWalkCut;
        },
        get isTextCut() {
            return bytes.isTextCut;
        },
        get isArgvCut() {
            return bytes.isArgvCut;
        },
    };
    for (const member of layout.members)
        record_view_define(view, member.name, { get: getterOf(member, bytes) });
    for (const [place, { name, form }] of layout.strings.entries()) {
        record_view_define(view, name, { value: stringOf(form, bytes, place, texts) });
    }
    return view;
}
function record_view_define(view, name, property) {
    if (name in view)
        throw new Error(`a record has two things that are called ${name}`);
    Object.defineProperty(view, name, property);
}
function getterOf({ name, type, offset }, bytes) {
    switch (type) {
        case "u8":
            return () => bytes.u8(offset);
        case "u16":
            return () => bytes.u16(offset);
        case "u32":
            return () => bytes.u32(offset);
        case "u64":
            return name.endsWith("_ns") ? () => bytes.ns(offset) : () => bytes.u64(offset);
        case "bytes16":
            return () => bytes.fixed(offset, 16);
    }
}
function stringOf(form, bytes, place, texts) {
    switch (form) {
        case "text":
            return new TextTail(bytes, place);
        case "walk":
            return new WalkTail(bytes, place, texts);
        case "list":
            return new ListTail(bytes, place);
        case "bytes":
            return new BytesTail(bytes, place);
    }
}
/** A string of the tail, by its place. */
class Tail {
    source;
    place;
    constructor(source, place) {
        this.source = source;
        this.place = place;
    }
    get isEmpty() {
        return this.source.isEmpty(this.place);
    }
}
class TextTail extends Tail {
    raw() {
        return (0,kinds_bytes/* decodeBytes */.y)(this.source.string(this.place));
    }
}
class WalkTail extends Tail {
    #texts;
    constructor(source, place, texts) {
        super(source, place);
        this.#texts = texts;
    }
    path() {
        return this.source.isWalkCut
            ? this.#texts.pathOfCutWalk(this.source.latin1(this.place))
            : this.wholePath();
    }
    wholePath() {
        return this.source.pathOfWalk(this.place, this.#texts);
    }
}
class ListTail extends Tail {
    parts() {
        return this.source.latin1(this.place).split("\0").map(kinds_bytes/* decodeLatin1 */.Y);
    }
}
class BytesTail extends Tail {
    bytes() {
        return this.source.string(this.place);
    }
}

;// CONCATENATED MODULE: ./build/events/recorded-event.js
/** An event of a log. Its time is put together when it is asked for: few events are ever shown. */
class RecordedEvent {
    kind;
    index;
    process;
    payload;
    tags;
    count = 1;
    #timeLow;
    #baseNs;
    /** The time is `timeLow` nanoseconds, of 32 bits, after `baseNs`, which is one since 1970 that many events share. */
    constructor(told, index, timeLow, baseNs) {
        this.kind = told.kind;
        this.index = index;
        this.process = told.process;
        this.payload = told.payload;
        this.tags = told.tags;
        this.#timeLow = timeLow;
        this.#baseNs = baseNs;
    }
    get timeNs() {
        return this.#baseNs + BigInt(this.#timeLow);
    }
}

;// CONCATENATED MODULE: ./build/events/decode.js
















const TIME_OFFSET = layout_memberOffset({ members: HEADER }, "time_ns");
/** Turns records into events, and keeps the lineage meanwhile. */
class decode_Decoder {
    /** Records decoded so far, per kind. */
    records = Object.fromEntries(kinds/* RECORD_KIND_NAMES */.gR.map((kind) => [kind, 0]));
    #options;
    #texts;
    #bytes = new record_bytes_RecordBytes();
    #context;
    #held = new HeldEvents();
    #readers = [];
    /** Of the block at hand. */
    #fault;
    #isBroken = false;
    #eventIndex = 0;
    #lastTimeNs;
    /** The upper half of times since boot, and the time since 1970 that it stands for: it changes every four seconds. */
    #baseHigh = -1;
    #baseNs = 0n;
    constructor(options) {
        this.#options = options;
        this.#texts = new TextStore(options.textBudget);
        const { tick_ns, realtime_offset_ns } = options.start;
        const lineage = new Lineage(tick_ns, options.own, this.#texts.intern(""), realtime_offset_ns);
        const terminations = { done: options.onTermination ?? (() => { }) };
        this.#context = new Context(options.start.machine, this.#texts, lineage, terminations);
        for (const layout of layouts_layoutsOf(options.start.layouts)) {
            const view = recordView(layout, this.#bytes, this.#texts);
            this.#readers[layout.id] = { layout, take: this.#taker(layout.kind, view) };
        }
    }
    /** Processes outside the job's lineage that were watched because the job made somebody start them. */
    get adopted() {
        return this.#context.lineage.adopted;
    }
    /** Moves and links that were forgotten before the files were asked for. */
    get forgottenOrigins() {
        return this.#context.origins.forgotten;
    }
    /** The job's processes that have not ended by now; `asker` is who asks for the end. */
    living(scope, asker) {
        return this.#context.lineage.living(scope, asker);
    }
    /** Forgets what is only saved work: what comes is decoded as if it had not. */
    forget() {
        this.#texts.clear();
    }
    /** The time of the last record, in nanoseconds since 1970; undefined where there was none. */
    get lastTimeNs() {
        return this.#lastTimeNs;
    }
    /**
     * All records are decoded, and `asker` is who asked for the end, as the trailer names it: its start time is from
     * /proc, and only as exact as a tick. What it has done since it does nothing but that is no event; what others did who
     * only looked like it is handed out now. False where it does not look like Runwarden.
     */
    end(asker) {
        const own = asker && this.#context.lineage.findOwn(asker);
        this.#held.end(own);
        return asker === undefined || own !== undefined;
    }
    /**
     * Decodes the records of one block, and gives what is wrong with it. A record of an unknown kind is passed over; at
     * bytes that are no record it stops, and no other block must come.
     */
    block(payload) {
        this.#bytes.open(payload);
        this.#fault = undefined;
        this.#isBroken = false;
        let at = 0;
        let last;
        while (at < payload.length && !this.#isBroken) {
            const size = at + layout_RECORD_HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
            if (size < layout_RECORD_HEADER_SIZE || size !== layout_align8(size) || at + size > payload.length) {
                this.#break("bytes that are no record");
            }
            else {
                this.#record(at, size, payload.readUInt16LE(at + 4));
                last = at;
                at += size;
            }
        }
        if (last !== undefined) {
            this.#lastTimeNs = this.#options.start.realtime_offset_ns + payload.readBigUInt64LE(last + TIME_OFFSET);
        }
        return this.#fault;
    }
    #record(at, size, id) {
        const reader = this.#readers[id];
        if (reader === undefined) {
            this.#fault = { code: "unknown-kind", id };
            return;
        }
        const { layout, take } = reader;
        if (size < layout.fixedSize) {
            this.#break(`a ${layout.kind} record that is shorter than its members`);
        }
        else if (this.#bytes.moveTo(at, layout) > at + size) {
            this.#break(`a ${layout.kind} record with strings that are longer than it`);
        }
        else {
            this.records[layout.kind]++;
            take();
        }
    }
    #break(what) {
        this.#isBroken = true;
        this.#fault = { code: "invalid-record", what };
    }
    #taker(kind, view) {
        const context = this.#context;
        // The view is made of the kind's own layout: it has what the kind's record has.
        const record = view;
        if (!isEventOf(kind)) {
            const definition = kinds/* RECORD_KINDS */.eO[kind];
            return () => definition.learn(record, context);
        }
        const definition = kinds/* EVENT_KINDS */.dP[kind];
        return () => {
            context.begin();
            const decoded = definition.decode(record, context);
            const producer = context.lineage.producer(this.#bytes.pid, this.#bytes.startNs);
            if (isList(decoded)) {
                for (const { payload, isCut, process = producer.process } of decoded) {
                    this.#emit(kind, { ...producer, process }, payload, (0,cut_tags/* cutTags */.KL)(isCut, process));
                }
            }
            else {
                const tags = context.tags(this.#bytes.isCut, producer.process);
                this.#emit(kind, producer, decoded, this.#bytes.isKilled ? [...tags, ...this.#kernelTags()] : tags);
            }
        };
    }
    #kernelTags() {
        return this.#bytes.isDenied ? [events_event/* KILLED_IN_KERNEL */.W5, events_event/* DENIED_IN_KERNEL */.KU] : [events_event/* KILLED_IN_KERNEL */.W5];
    }
    #emit(kind, { process, own }, payload, tags) {
        const { timeLow, timeHigh } = this.#bytes;
        const told = { kind, process, payload: (0,cut_tags/* markedCut */.J7)(payload, tags), tags };
        // What is done to the guard is told whoever does it.
        if (own === undefined || kind === "guard_tamper")
            this.#handOut(told, timeLow, timeHigh);
        else
            this.#held.add(own, sizeOfTexts(payload), () => this.#handOut(told, timeLow, timeHigh));
    }
    #handOut(told, timeLow, timeHigh) {
        if (timeHigh !== this.#baseHigh) {
            this.#baseHigh = timeHigh;
            this.#baseNs = this.#options.start.realtime_offset_ns + (BigInt(timeHigh) << 32n);
        }
        const event = new RecordedEvent(told, this.#eventIndex++, timeLow, this.#baseNs);
        // The kind and its payload belong together by construction; TypeScript cannot see it through the table of kinds.
        this.#options.onEvent(event);
    }
}
/** Bytes of the texts that a payload has itself. */
function sizeOfTexts(payload) {
    return Object.values(payload)
        .flat()
        .reduce((size, value) => size + (isText(value) ? 2 * value.raw.length : 0), 0);
}
function isText(value) {
    return typeof value === "object" && value !== null && "raw" in value;
}
function isEventOf(kind) {
    return Object.hasOwn(kinds/* EVENT_KINDS */.dP, kind);
}
const NOWHERE_ELSE = {};
function isList(value) {
    return Array.isArray(value);
}
/** Bytes for mounts that were opened and have no place yet. */
const MOUNTS_BUDGET = 1024 * 1024;
/** Mounts that were opened. A number is used again once its mount is gone: what was opened last counts. */
class OpenedMounts {
    #trees = new bounded_map/* BoundedMap */.E(MOUNTS_BUDGET, (_, { source, fsType }) => 2 * (source.length + fsType.length));
    opened(tree, what) {
        this.#trees.set(tree, what);
    }
    tree(tree) {
        return this.#trees.get(tree);
    }
}
/** What a kind's decode can ask, and what it says of the record at hand. */
class Context {
    machine;
    lineage;
    lookups;
    mounts = new OpenedMounts();
    origins = new Origins();
    firstBytes;
    terminations;
    intern;
    #isCut = false;
    /** A path may lead elsewhere, through a symbolic link that nobody followed. */
    #isUnresolved = false;
    constructor(machine, texts, lineage, terminations) {
        this.machine = machine;
        this.terminations = terminations;
        this.lineage = lineage;
        this.lookups = new Lookups(texts);
        this.firstBytes = new FirstBytes(lineage);
        this.intern = (raw) => texts.intern(raw);
    }
    /** The next record is at hand. */
    begin() {
        this.#isCut = false;
        this.#isUnresolved = false;
    }
    tags(isRecordCut, process) {
        const tags = (0,cut_tags/* cutTags */.KL)(isRecordCut || this.#isCut, process);
        return this.#isUnresolved ? [...tags, "unresolved"] : tags;
    }
    given(folder, text) {
        const given = text.raw();
        this.#isUnresolved ||= (0,kinds_path/* goesBack */.m)(given);
        return this.intern((0,kinds_path/* absolutePath */.Hi)((folder.isEmpty ? folder.wholePath() : folder.path()).raw, given));
    }
    originsOf(path, inside) {
        const earlier = this.origins.of(path.raw, inside);
        const others = earlier.filter((each) => each !== path.raw);
        const [first] = others;
        if (first === undefined)
            return NOWHERE_ELSE;
        this.#isCut ||= others.some(kinds_path/* isCutPath */.Mz);
        const origin_paths = others.map(this.intern);
        return first === earlier[0] ? { origin_path: this.intern(first), origin_paths } : { origin_paths };
    }
    tagCut() {
        this.#isCut = true;
    }
    tagUnresolved() {
        this.#isUnresolved = true;
    }
}

;// CONCATENATED MODULE: ./build/events/read-log.js






/**
 * Reads an event log as it comes and hands out its events in order. Where the job has processes of Runwarden, theirs are
 * left out: of who asked for its end, where the start, the job and the records show that it is Runwarden. What only
 * looks like it is handed out last. A log that is cut or altered is read as far as it is whole, and no further; the
 * coverage says why it is not. Throws `log-invalid` where the bytes are no log, or one whose records this
 * version does not know.
 */
async function readLog(chunks, options) {
    const reading = new Reading(options);
    for await (const chunk of chunks) {
        reading.push(chunk);
        // What was put in the place of a log can have no end.
        if (reading.isOver)
            break;
    }
    return reading.end();
}
const ONLY_COLLECTOR = { postScript: undefined };
class Reading {
    #log;
    #options;
    #events = countsPerKind(() => 0);
    #start;
    #job = "";
    #decoder;
    #trailer;
    #unknownKind;
    #isEndedByOwn = true;
    #hasOwn = true;
    constructor(options) {
        const { signatures } = options;
        this.#log = new reader_LogReader(signatures === "unchecked" ? undefined : new SignatureChain(signatures));
        this.#options = options;
    }
    push(chunk) {
        for (const part of this.#log.push(chunk)) {
            switch (part.type) {
                case "start":
                    this.#start = part.start;
                    break;
                case "job":
                    this.#job = part.text;
                    this.#options.onJob?.(part.text);
                    if (this.#start !== undefined)
                        this.#decoder = this.#newDecoder(this.#start);
                    break;
                case "records": {
                    const fault = this.#decoder?.block(part.payload);
                    if (fault?.code === "invalid-record")
                        this.#log.stop({ ...fault, place: part.place });
                    // It is passed over; to tell the first place is enough.
                    else if (fault !== undefined)
                        this.#unknownKind ??= { ...fault, place: part.place };
                    break;
                }
                case "trailer":
                    this.#trailer = part.trailer;
                    break;
            }
        }
    }
    get isOver() {
        return this.#log.isOver;
    }
    end() {
        this.#log.end();
        // The log reader has thrown where there is no start.
        const start = this.#start;
        this.#isEndedByOwn = this.#decoder?.end(this.#hasOwn ? askerOf(this.#trailer) : undefined) ?? true;
        const trailer = this.#trailer;
        const isKnown = trailer !== undefined && !isFull(trailer);
        const living = isKnown ? this.#decoder?.living(start.scope, askerOf(trailer)) : undefined;
        return { start, job: this.#job, trailer, coverage: this.#coverage(start), living };
    }
    #newDecoder(start) {
        const { ownOf = () => ONLY_COLLECTOR } = this.#options;
        const own = ownOf(this.#job);
        this.#hasOwn = own !== undefined;
        return new decode_Decoder({
            start,
            own: own === undefined
                ? own_processes_nobody(start.scope_pid)
                : { scopePid: start.scope_pid, directory: start.directory, ...own },
            onEvent: (event) => {
                this.#events[event.kind] += event.count;
                this.#options.onEvent?.(event);
            },
            onTermination: (termination) => this.#options.onTermination?.(termination, start.realtime_offset_ns),
        });
    }
    #coverage(start) {
        const trailer = this.#trailer;
        const dropped = (kind) => trailer?.counts[kind]?.dropped ?? 0;
        return {
            source: start.source,
            reach: { scope: start.scope, adoption: start.adoption, adopted: this.#decoder?.adopted ?? 0 },
            protection: start.protection,
            kernelRules: kernelRulesOf(start),
            hooks: start.hooks,
            sources: start.sources,
            events: this.#events,
            isLossKnown: trailer?.has_counters ?? false,
            unknownAfterNs: trailer === undefined ? this.#decoder?.lastTimeNs : undefined,
            full: isFull(trailer) ? { limit: start.log_limit, sinceNs: trailer.full_ns } : undefined,
            dropped: countsPerKind(dropped),
            droppedLineage: kinds/* LINEAGE_KIND_NAMES */.Mw.reduce((sum, kind) => sum + dropped(kind), 0),
            droppedAnswers: dropped("dns_answer"),
            forgottenOrigins: this.#decoder?.forgottenOrigins ?? 0,
            blindSpots: met(trailer?.blind_spots ?? {}),
            cost: trailer && { cpuMs: trailer.cpu_ms, memoryKib: trailer.memory_kib },
            faults: this.#faults(start),
        };
    }
    #faults(start) {
        const faults = [...(this.#unknownKind === undefined ? [] : [this.#unknownKind]), ...this.#log.faults];
        if (this.#trailer === undefined || this.#decoder === undefined)
            return faults;
        const found = [...faults, ...trailerFaults(start, this.#trailer, this.#decoder.records)];
        // What asked came when the log was full: no record can show what it was.
        if (this.#isEndedByOwn || isFull(this.#trailer))
            return found;
        return [...found, { code: "ended-by-other" }];
    }
}
/** Who asked for the end of the log, where it was a process of the scope. */
function kernelRulesOf({ kernel_rules }) {
    return Object.fromEntries(Object.entries(kernel_rules).filter(([, became]) => became !== "none"));
}
function askerOf(trailer) {
    if (trailer?.reason !== "stop" || trailer.own_pid === 0)
        return undefined;
    return { pid: trailer.own_pid, startNs: Number(trailer.own_start_ns) };
}
/** True where the log had all that it may have before its end. */
function isFull(trailer) {
    return trailer !== undefined && trailer.full_ns > 0n;
}
/** What was met at least once. */
function met(counts) {
    return Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0));
}

// EXTERNAL MODULE: ./build/mask/spans.js
var mask_spans = __webpack_require__(30480);
;// CONCATENATED MODULE: ./build/mask/names.js
/** What a name has in it, as a word or as a part of one, that may be a secret's. */
const HINT = /pass|pwd|pw$|secret|token|key|cred|auth|jwt|cookie|otp|pat|art-api|secret.id|login|bearer|psk|mnemonic|phrase|sas$/i;
/** Where the last word of a name is one of these, or ends with one of the second list, it is a secret's. */
const SECRET_WORDS = new Set([
    "auth",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "creds",
    "jwt",
    "mnemonic",
    "otp",
    "pass",
    "pat",
    "psk",
    "pw",
    "pwd",
    "sas",
    "secrets",
    "totp",
]);
const SECRET_ENDS = [
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "passcode",
    "passwort",
    "secret",
    "token",
    "apikey",
    "authkey",
    "accesskey",
    "secretkey",
    "signingkey",
    "privatekey",
    "requirepass",
    "seedphrase",
    "masterauth",
];
/** A last word that is one of these and `pass`: others are `compass` and `bypass`. */
const PASS_OWNERS = /^(?:admin|bind|cert|db|ftp|key|ldap|mail|my|pg|root|smtp|sql|ssh|store|trust|user)pass$/;
/** Words before a last `phrase`. */
const PHRASE_KINDS = new Set(["pass", "recovery", "secret", "seed"]);
/** Words before a last `secret` that tell where it is kept, or what is done with it: the value is its name. */
const KEPT_SECRETS = new Set(["remove", "set", "target", "update"]);
/** Of one of these the value is its name in a cluster, where it can be such a name. */
const NAMED_SECRETS = new Set(["pull", "push", "registry", "tls"]);
/** Words before a last `key`: of others, such as a key to sort by, nobody knows. */
const KEY_KINDS = new Set([
    "access",
    "account",
    "api",
    "app",
    "application",
    "auth",
    "deploy",
    "encryption",
    "license",
    "master",
    "private",
    "secret",
    "service",
    "shared",
    "functions",
    "gpg",
    "openai",
    "signing",
    "stripe",
    "ssh",
    "storage",
    "subscription",
    "unseal",
    "webhook",
]);
/** Words before a last `secret_id`, which is Vault's for a password; of other stores it is a secret's name. */
const APP_ROLE = new Set(["vault", "approle", "role", "bao"]);
/** A name that begins so asks for something, or says what is done: its value is no secret. */
const ASKING = new Set([
    "allow",
    "ask",
    "check",
    "create",
    "disable",
    "enable",
    "forget",
    "get",
    "has",
    "is",
    "list",
    "max",
    "min",
    "no",
    "num",
    "prompt",
    "require",
    "rotate",
    "show",
    "skip",
    "use",
    "with",
    "without",
]);
/** Whole names that are none: of the shell's working folders, and a word of every HTTP library. */
const names_NO_NAMES = new Set(["pwd", "oldpwd"]);
/** Words behind a secret's name that say which one it is, or how it is written: `b` and `base` of b64 and base64. */
const BEHIND = new Set(["b", "base", "dev", "development", "prod", "production", "staging", "value"]);
/** A longer name is none. */
const names_NAME_LIMIT = 64;
/**
 * True for the name of something that is secret: of a flag, a variable, a member, a header or a parameter of a query. The
 * last word decides: a `password_file` is a path, `TOKEN_URL` an address and `AWS_ACCESS_KEY_ID` says whose a key is.
 */
function isSecretName(name) {
    if (name.length > names_NAME_LIMIT || !HINT.test(name))
        return false;
    const given = wordsOf(name);
    const end = given.findLastIndex((word) => !BEHIND.has(word));
    const words = end < 1 ? given : given.slice(0, end + 1);
    const last = words.at(-1) ?? "";
    const before = words.at(-2) ?? "";
    if (names_NO_NAMES.has(name.toLowerCase()) && name === name.toUpperCase())
        return false;
    if (words.length > 1 && ASKING.has(words[0] ?? ""))
        return false;
    // A chart is told in which secret, and by which key, it finds one; a password that exists is one.
    if (words.includes("existing") && words.some((word) => /secrets?$|^key$/.test(word)))
        return false;
    if (last === "key" && KEY_KINDS.has(before))
        return true;
    if (last === "phrase" && PHRASE_KINDS.has(before))
        return true;
    if (/^secrets?$/.test(last) && KEPT_SECRETS.has(before))
        return false;
    if (words.join("-") === "x-jfrog-art-api")
        return true;
    if (last === "id" && before === "secret" && APP_ROLE.has(words.at(-3) ?? ""))
        return true;
    // Of git, which key it is.
    if (last === "signingkey" && before === "user")
        return false;
    if (last === "login" && before.endsWith("sonar"))
        return true;
    return SECRET_WORDS.has(last) || PASS_OWNERS.test(last) || SECRET_ENDS.some((end) => last.endsWith(end));
}
/** True for the name of a secret whose value is most often what the secret is called: `imagePullSecret`. */
function isNamedSecret(name) {
    if (!/secrets?$/i.test(name))
        return false;
    return NAMED_SECRETS.has(wordsOf(name).at(-2) ?? "");
}
/** The shortest end of such a name that says enough. */
const NAME_END_SIZE = 4;
/** True for what can be the end of a secret's name whose beginning is cut off: `…ssword`. */
function isEndOfSecretName(end) {
    const last = wordsOf(end).at(-1) ?? "";
    return (isSecretName(end) || (last.length >= NAME_END_SIZE && SECRET_ENDS.some((name) => name.endsWith(last))));
}
/** Of a file that is called for what it holds, without what is before and behind its name. */
const FILE_NAME = /^(?:.*\/)?\.?([^/]*?)(?:\.(?:txt|key|pem|secret|dat))?$/;
const KEY_FILE = /(?:^|\/)(?:id_(?:rsa|ed25519|ecdsa|dsa)|[^/]*\.(?:pem|key))$/;
/** True where what is written to a file of this path is a secret. */
function isSecretFile(path) {
    return path.length < 256 && (KEY_FILE.test(path) || isSecretName(FILE_NAME.exec(path)?.[1] ?? ""));
}
/** True where the value of such a name is rather the path of a file, if it looks like one. */
function isKeyName(name) {
    return /(?:key|credentials?|creds|cookies?|jwt)$/i.test(name);
}
/** The words of a name in small letters, without numbers behind them: `npmAuthToken`, `DB_PASSWORD2`. */
function wordsOf(name) {
    return name
        .replace(/([a-z\d])([A-Z])/g, "$1_$2")
        .toLowerCase()
        .split(/[^a-z\d]+/)
        .map((word) => word.replace(/\d+$/, ""))
        .filter((word) => word !== "");
}

;// CONCATENATED MODULE: ./build/mask/value.js

/** Values that say nothing, whatever is called so: the last are types, and what stands where a value is still missing. */
const value_NOTHING = /^(?:true|false|yes|no|on|off|null|none|nil|undefined|\d{1,3}|read|write|string|str|number|bool|boolean|any|object|redacted|%[sqv](?:\\n)?|<[\w -]*>|-|\*\*\*|…|)$/i;
/** What a shell puts something else in the place of, or a workflow does. */
const REFERENCE = /^(?:\$(?:[({\w@*#?]|$)|`|%[A-Za-z_]+%$)/;
/** Behind it stands what a variable is taken for that has no value. */
const DEFAULT = /^\$\{\w{1,64}:?[-=]/;
/** What a workflow, or a template, puts something else in the place of, wherever it stands. */
const TEMPLATE = /^\$?\{\{/;
const FILE_START = /^(?:\.{1,2}|~|)\/./;
const FILE_END = /\.(?:pem|key|crt|json|txt|p12|pfx|jks|pub)$/;
const value_FILE_NAME = /^[\w@.~-]*$/;
/** A longer name that has none of these signs can be a part of a key. */
const value_NAME_SIZE = 20;
const NAME_SIGN = /[._-]/;
/**
 * What a program computes, in the languages that are run from a command line: `os.environ["X"]`, `process.env.X`,
 * `getpass.getpass()`, `Get-Content f`, `$env:X`.
 */
const EXPRESSION = /^(?:(?:await |new )?(?:[A-Za-z_]\w{0,40}\.){1,4}[A-Za-z_]\w{0,40}[([]|(?:require|getenv|input|getpass|atob|ENV|String|HTTP\w{1,20}Auth)[([]|process\.env\.|import\.meta\.env\.|\$env:|(?:Get|Read|ConvertTo|ConvertFrom|Import|Select|Join)-[A-Z][a-z])/;
const EXPRESSION_SIZE = 256;
/** Ways to sign in: what `--auth` can say that is no secret. */
const AUTH_WAY = /^(?:basic|bearer|digest|ntlm|negotiate|kerberos|oauth2?|oidc|token|password|anonymous|iam|ldap|saml|github|gitlab|legacy|web|always|required|optional)$/i;
/** Of Erlang's OTP. */
const value_VERSION = /^v?\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,20})?$/;
/** What an object of Kubernetes can be called, such as a secret. */
const OBJECT_NAME = /^[a-z][a-z\d-]{0,61}[a-z\d]?(?:[./][a-z\d.-]{1,62})?$/;
/**
 * Takes a value for a secret, but for what only looks like one. `isExpanded`: in it a variable is none. False where it is
 * what a program computes, in which other secrets can stand.
 */
function addValue(text, start, end, isExpanded, name, secrets) {
    const value = text.slice(start, end);
    if (isExpanded && REFERENCE.test(value)) {
        // `PASSWORD=${PASSWORD:-X}`
        const begin = DEFAULT.exec(value)?.[0].length ?? value.length;
        const close = value.indexOf("}", begin);
        if (close > begin && !REFERENCE.test(value.slice(begin, close)))
            addLiteral(text, start + begin, start + close, name, secrets);
        return true;
    }
    // `auth=(user, password)`
    if (/auth$/i.test(name) && value.startsWith("("))
        return false;
    // A name with a sign right behind it is assigned to; the value of an option is a word of its own.
    if (start > 1 && !isPlain(value, name) && isExpression(text.slice(start, start + EXPRESSION_SIZE)))
        return false;
    addLiteral(text, start, end, name, secrets);
    return true;
}
/** Takes a value for a secret where nothing is computed or put into it, such as in the body of a request. */
function addLiteral(text, start, end, name, secrets) {
    const value = text.slice(start, end);
    if (!isPlain(value, name))
        secrets.add(start, end, value);
}
/** True for a value that is no secret for all its name. */
function isPlain(value, name) {
    return (value_NOTHING.test(value) ||
        TEMPLATE.test(value) ||
        (isKeyName(name) && isFile(value)) ||
        (/^pwd$/i.test(name) && value.startsWith("/")) ||
        (/auth$/i.test(name) && AUTH_WAY.test(value)) ||
        (/otp$/i.test(name) && value_VERSION.test(value)) ||
        (isNamedSecret(name) && (isFile(value) || OBJECT_NAME.test(value))));
}
/** True where a text begins with what a program computes. What goes on right behind its bracket is none. */
function isExpression(text) {
    const begin = EXPRESSION.exec(text)?.[0];
    if (begin === undefined)
        return false;
    if (!/[([]$/.test(begin))
        return true;
    const close = text.indexOf(begin.endsWith("[") ? "]" : ")", begin.length);
    return close < 0 || !/\w/.test(text[close + 1] ?? "");
}
/** True for what is the path of a file, and no key in base64, which can begin with a slash too. */
function isFile(value) {
    const names = value.split("/");
    const isPath = FILE_END.test(value) || (FILE_START.test(value) && names.length > 2);
    return (isPath &&
        names.every((name) => value_FILE_NAME.test(name) && (name.length <= value_NAME_SIZE || NAME_SIGN.test(name))));
}
/** The shortest value that is taken for a secret where it stands in what people wrote. */
const CREDENTIAL_SIZE = 6;
/** True for what is no word of a language: it has digits among letters, or the signs of base64 and of parameters. */
function isCredential(value) {
    return value.length >= CREDENTIAL_SIZE && /[A-Za-z]/.test(value) && /[\d=]/.test(value);
}
const SCHEME = /(?:bearer|basic|token|digest|negotiate|ntlm|apikey|aws4-hmac-sha256|hawk)[ \t]+/iy;
/** How much at a place says how one signs in over HTTP, and is no secret itself. */
function schemeSize(text, at) {
    SCHEME.lastIndex = at;
    return SCHEME.exec(text)?.[0].length ?? 0;
}

;// CONCATENATED MODULE: ./build/mask/phrases.js


/** What one of the expressions below has in it: nearly no text has. */
const phrases_HINT = /passw|assword|identified|env|auth|\[\\?["']|::add-mask|::s[ae][vt]e?-|value|role_id|\$\(|<\/|login\(|credential\(|pdo|mysqli|ftp|create_|pragma|printf/i;
/** A line of netrc, or several; a shell's printf has `\n` between its words. All repeats are bounded: each place is tried. */
const NETRC = /\b(?:machine(?:\s|\\n){1,8}[\w.:-]{1,128}|default)(?:\s|\\n){1,8}login(?:\s|\\n){1,8}[^\s"'\\]{1,128}(?:\s|\\n){1,8}password(?:\s|\\n){1,8}(?=\S)/g;
/** In SQL: `WITH PASSWORD 'X'`, `IDENTIFIED BY 'X'`, `PASSWORD('X')`. */
const SQL = /\b(?:pragma\s{1,4}(?:re)?key|identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|(?:with|encrypted|login|set|(?:role|user)\s{1,4}[^\s"']{1,64})\s{1,4}password|password\s{0,2}\()\s{0,4}=?\s{0,4}(?=\\?["'])/gi;
/** MongoDB's `db.auth("name", "X")`, and what others call it: `auth=("name", "X")`, `HTTPBasicAuth("name", "X")`. */
const SIGN_IN = /(?:\.(?:auth|login)\(|(?:network)?credential\(|passwordauthentication\(|\b(?:pdo|mysqli(?:_connect)?|create_(?:super)?user)\(\s{0,2}(["'])[^"']{0,256}\1\s{0,2},|\bauth\s?[=:]\s?[([]|basic_?auth[( ])\s{0,2}(["'])[^"']{0,128}\2\s{0,2},\s{0,2}(?=["'])/gi;
/** What expect types where it is asked for a password. */
const TYPED = /assword:?\s?["'}][\s;{]{0,8}send\s{1,4}(?:--\s{1,4})?(?=["'])/g;
/** `printf 'password=%s' X` */
const PRINTED = /\bprintf\s{1,4}(["'])(?:[^"'%]{0,256}[^\w"'%.-])?([A-Za-z_][\w.-]{1,63})[=: ]{1,3}%s[^"'%]{0,64}\1\s{1,4}/g;
/** A name and its value as two members: `{"name":"TOKEN","value":"X"}`, `ParameterKey=Token,ParameterValue=X`. */
const MEMBERS = /\b(?:parameter)?(?:name|key)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([\w.-]{2,64})\\?["']?\s{0,2}(?:,\s{0,16}|\s{1,16})\\?["']?(?:parameter)?value\\?["']?\s{0,4}[:=]\s{0,4}/gi;
/** `<password>X</password>` */
const ELEMENT = /<(?:\w{1,32}:)?([A-Za-z][\w.-]{1,63})(?:\s[^<>]{0,128})?>(?=[^<>\s])/g;
/** What ftp is told: a name, and a password. */
const FTP_USER = /(?<=^|[\n;"'])[ \t]{0,8}user[ \t]{1,4}[^\s"']{1,128}[ \t]{1,4}(?=[^\s"']{1,128}(?:[\n;"']|$))/g;
/** What Vault takes for a password behind the name of a role. */
const phrases_APP_ROLE = /\brole_id\\?["']?\s{0,4}[:=]\s{0,4}[^\s,&]{1,128}[\s,&]\s{0,8}\\?["']?secret_id\\?["']?\s{0,4}[:=]\s{0,4}/g;
/** `TOKEN=$(echo X | base64 -d)`, `--password "$(printf %s X)"`: what is put there is written out. */
const WRITTEN = /([A-Za-z_][\w.-]{1,63})[= ]["']?\$\(\s{0,4}(?:echo|printf)\s{1,4}(?:-\w{1,3}\s{1,4}|["']?%s(?:\\n)?["']?\s{1,4}){0,2}/g;
/** `os.environ['TOKEN'] = 'X'`, `SetEnvironmentVariable('TOKEN', 'X')`: which name it is says whether it is secret. */
const INDEXED = /\[\s?\\?["']([\w.-]{2,64})\\?["']\s?\]\s{0,3}=\s{0,3}(?=\\?["'])/g;
const ENV_ITEM = /(?<!\$)\bEnv:([\w.-]{2,64})["']?\s{1,4}(?:-Value\s{1,4})?(?=["'])/gi;
const SET_ENV = /(?:SetEnvironmentVariable|setenv|putenv)\(\s{0,2}["']([\w.-]{2,64})["']\s{0,2},\s{0,2}(?=["'])/gi;
/** What the runner is told by a step's output. */
const ADD_MASK = /::add-mask::(?=[^\s"'])/g;
const SET_OUTPUT = /::(?:set-output|set-env|save-state) name=([\w.-]{2,64})::/g;
/** Longer ones go on as something else. */
const VALUE_LIMIT = 4096;
const WORD_END = /[\s"'`\\]/;
const MEMBER_END = /[\s"'`\\,;&|}\])]/;
/** What is told to be secret by the words in front of it. */
function findInPhrases(text, isExpanded, secrets) {
    if (!phrases_HINT.test(text))
        return;
    for (const { 0: phrase, index } of text.matchAll(NETRC)) {
        const start = index + phrase.length;
        addValue(text, start, wordEnd(text, start), isExpanded, "password", secrets);
    }
    for (const each of [ADD_MASK, SET_OUTPUT]) {
        for (const { 0: phrase, 1: name = "token", index } of text.matchAll(each)) {
            const start = index + phrase.length;
            if (isSecretName(name))
                addValue(text, start, wordEnd(text, start), isExpanded, name, secrets);
        }
    }
    for (const each of [SQL, SIGN_IN]) {
        for (const { 0: phrase, index } of text.matchAll(each)) {
            addQuoted(text, index + phrase.length, isExpanded, "password", secrets);
        }
    }
    for (const { 0: phrase, index } of text.matchAll(TYPED)) {
        addQuoted(text, index + phrase.length, isExpanded, "password", secrets);
    }
    for (const { 0: phrase, index } of text.matchAll(phrases_APP_ROLE)) {
        addMember(text, index + phrase.length, isExpanded, "secret", secrets);
    }
    if (/ftp/i.test(text)) {
        for (const { 0: phrase, index } of text.matchAll(FTP_USER)) {
            addMember(text, index + phrase.length, isExpanded, "password", secrets);
        }
    }
    for (const { 0: phrase, 1: name = "", index } of text.matchAll(ELEMENT)) {
        const start = index + phrase.length;
        const end = text.slice(start, start + VALUE_LIMIT).indexOf("<");
        if (isSecretName(name) && end >= 0)
            addValue(text, start, start + end, isExpanded, name, secrets);
    }
    for (const { 0: phrase, 2: name = "", index } of text.matchAll(PRINTED)) {
        if (isSecretName(name))
            addMember(text, index + phrase.length, isExpanded, name, secrets);
    }
    for (const each of [MEMBERS, WRITTEN]) {
        for (const { 0: phrase, 1: name = "", index } of text.matchAll(each)) {
            if (isSecretName(name))
                addMember(text, index + phrase.length, isExpanded, name, secrets);
        }
    }
    for (const each of [INDEXED, SET_ENV, ENV_ITEM]) {
        for (const { 0: phrase, 1: name = "", index } of text.matchAll(each)) {
            if (isSecretName(name))
                addQuoted(text, index + phrase.length, isExpanded, name, secrets);
        }
    }
}
/** Where the word that begins at a place ends. */
function wordEnd(text, start) {
    const word = text.slice(start, start + VALUE_LIMIT);
    const size = word.search(WORD_END);
    return start + (size < 0 ? word.length : size);
}
/** What stands in quotes at a place, or one word up to what ends it in a list, in brackets or in a command. */
function addMember(text, at, isExpanded, name, secrets) {
    if (/^\\?["']/.test(text.slice(at, at + 2))) {
        addQuoted(text, at, isExpanded, name, secrets);
        return;
    }
    const size = text.slice(at, at + VALUE_LIMIT).search(MEMBER_END);
    addValue(text, at, size < 0 ? Math.min(text.length, at + VALUE_LIMIT) : at + size, isExpanded, name, secrets);
}
/** What stands in the quotes that begin at a place. */
function addQuoted(text, at, isExpanded, name, secrets) {
    const quote = text[at] === "\\" ? text.slice(at, at + 2) : (text[at] ?? "");
    const start = at + quote.length;
    const part = text.slice(start, start + VALUE_LIMIT);
    const size = part.indexOf(quote);
    addValue(text, start, start + (size < 0 ? part.length : size), isExpanded, name, secrets);
}

;// CONCATENATED MODULE: ./build/mask/quoted.js

/** What stands in the quotes that begin at a place; undefined where there are none. What is not closed goes to the end. */
function quotedEnd(text, at, form) {
    const isEscaped = text[at] === "\\" && isQuote(text[at + 1]);
    const quote = isEscaped ? text.slice(at, at + 2) : (text[at] ?? "");
    if (!isEscaped && !isQuote(quote))
        return undefined;
    const start = at + quote.length;
    let end = text.indexOf(quote, start);
    // One with a backslash before it is a part of what is quoted.
    while (end > 0 && !isEscaped && quote === '"' && text[end - 1] === "\\")
        end = text.indexOf(quote, end + 1);
    const isExpanded = form === "script" && quote !== "'";
    return { start, end: end < 0 ? text.length : end, isExpanded };
}
const TEMPLATE_LIMIT = 512;
/**
 * What stands in a template string of JavaScript's. Where a shell reads the text it can be a command too: that is of
 * several words, and what a variable is assigned is one unless it can be no word.
 */
function templateEnd(text, at, form) {
    if (text[at] !== "`" || form === "data")
        return undefined;
    const start = at + 1;
    const inside = text.slice(start, start + TEMPLATE_LIMIT).split("`", 1)[0] ?? "";
    const value = inside.slice(schemeSize(text, start));
    const isCommand = form !== "argument" && (/\s/.test(value) || (form === "assigned" && !isCredential(value)));
    return isCommand ? undefined : { start, end: start + inside.length, isExpanded: true };
}
function isQuote(character) {
    return character === '"' || character === "'";
}

;// CONCATENATED MODULE: ./build/mask/tokens.js
/** Letters, digits, and what base64url has besides. */
const ALNUM = "[A-Za-z0-9]";
const URL64 = "[\\w-]";
const DOTTED = "[\\w.-]";
/**
 * Tokens that are known by how they begin: that, which stays readable as it says whose they are, what follows, and how
 * much of it there is at least. Each is told by who issues it, in the documentation of its secret scanning.
 */
const TOKENS = [
    // GitHub, GitLab
    ["gh[pousr]_", ALNUM, 10],
    ["github_pat_", "\\w", 10],
    ["gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|oas)-", DOTTED, 10],
    ["GR1348941", URL64, 10],
    // Registries of packages and images
    ["npm_", ALNUM, 20],
    ["pypi-A", URL64, 16],
    ["rubygems_", ALNUM, 20],
    ["\\bcio", ALNUM, 32],
    ["\\boy2", "[a-z0-9]", 40],
    ["dckr_[po]at_", URL64, 10],
    // Clouds
    ["AIza", URL64, 30],
    ["\\bya29\\.", URL64, 20],
    ["GOCSPX-", URL64, 10],
    ["do[opr]_v1_", ALNUM, 20],
    ["\\bhv[sbr]\\.", URL64, 16],
    ["tskey-[a-z]+-", URL64, 8],
    ["\\bpul-", ALNUM, 30],
    ["\\bdp\\.[a-z]{2,5}\\.", URL64, 20],
    // Chat
    ["xox[abeoprs]-", URL64, 10],
    ["xapp-", URL64, 10],
    ["hooks\\.slack\\.com/[a-z]+/", "[\\w/]", 10],
    ["discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{5,25}/", URL64, 10],
    ["api\\.telegram\\.org/bot", "[\\w:-]", 10],
    ["webhook\\.office\\.com/webhookb2/", "[\\w@/-]", 10],
    // Payment, mail, shops
    ["[sr]k_(?:live|test)_", ALNUM, 10],
    ["whsec_", ALNUM, 10],
    ["\\bSG\\.", DOTTED, 30],
    ["\\bkey-", "[0-9a-f]", 32],
    ["shp(?:at|ss|ca|pa)_", ALNUM, 20],
    // Models
    ["\\bhf_", ALNUM, 20],
    ["\\bsk-(?:ant|proj|svcacct|or)-", URL64, 10],
    ["\\bsk-", ALNUM, 32],
    ["\\bgsk_", ALNUM, 20],
    ["\\br8_", ALNUM, 20],
    ["\\bnvapi-", URL64, 20],
    // Others
    ["\\bsq[apu]_", "[0-9a-f]", 30],
    ["lin_api_", ALNUM, 20],
    ["\\bfigd_", URL64, 20],
    ["\\bAT[AC]TT3", "[\\w=-]", 20],
    ["AGE-SECRET-KEY-1", ALNUM, 10],
];
/** Stands where something is cut off: of a token there, what is left is enough. */
const tokens_CUT = "…";
const TOKEN = new RegExp(TOKENS.map(([start, body, size]) => `(${start})(?:${body}{${size},}|${body}+(?=${tokens_CUT}))`).join("|"), "g");
/**
 * A JSON Web Token: its head is base64 of `{"`. It begins behind what can be no part of it: else each place in a long run
 * of such characters would be tried.
 */
const JWT = /(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]+(?:\.[\w-]*){0,3}|\.?(?=…))/g;
const PEM = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** The end of a key whose beginning is cut off. */
const PEM_REST = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/y;
const PEM_START = "-----BEGIN ";
const PEM_END = "-----END ";
/** What all that is found here begins with: nearly no text has it, and the expressions above take longer. */
const tokens_START = new RegExp(["eyJ", PEM_START, PEM_END, ...TOKENS.map(([start]) => start)].join("|"));
/** False where a text has nothing that findTokens would find. */
function mayHaveTokens(text) {
    return tokens_START.test(text);
}
/** Finds tokens, and private keys, wherever they stand. */
function findTokens(text, secrets) {
    if (!mayHaveTokens(text))
        return;
    for (const found of text.matchAll(TOKEN)) {
        const [token, ...starts] = found;
        const start = starts.find((each) => each !== undefined) ?? "";
        secrets.add(found.index + start.length, found.index + token.length, token.slice(start.length));
    }
    if (text.includes("eyJ")) {
        for (const { 0: token, index } of text.matchAll(JWT)) {
            secrets.add(index + 3, index + token.length, token.slice(3));
        }
    }
    findKeys(text, secrets);
}
function findKeys(text, secrets) {
    PEM_REST.lastIndex = text.startsWith(tokens_CUT) ? text.indexOf(PEM_END) : -1;
    if (PEM_REST.lastIndex > 0 && PEM_REST.test(text))
        secrets.add(0, text.indexOf(PEM_END), "");
    for (let at = text.indexOf(PEM_START); at >= 0; at = text.indexOf(PEM_START, at)) {
        PEM.lastIndex = at;
        const start = at + (PEM.exec(text)?.[0].length ?? 0);
        if (start === at) {
            at += PEM_START.length;
            continue;
        }
        // What begins in a key is a part of it: each is looked for an end of once.
        const end = text.indexOf(PEM_END, start);
        at = end < 0 ? text.length : end;
        secrets.add(start, at, "");
    }
}

;// CONCATENATED MODULE: ./build/mask/urls.js

/** What names an image by its contents, behind the @: `image@sha256:…`. */
const DIGEST = /^sha(?:1|256|384|512):[0-9a-f]{32}/;
/** What a user of a URL is made of that is a token, and no name. */
const TOKEN_USER = /^(?=.*\d)(?=.*[A-Za-z])[\w.~+/=-]{20,}$/;
/** A user who signs in over HTTP with nothing else, or with a password that says so. */
const LONE_USER = /^(?=.*(?:\d|[a-z][A-Z]))[\w.~+%=-]{6,255}$/;
const NO_PASSWORD = /^(?:x-oauth-basic|)$/;
/** Names that tell how one signs in. */
const USER_NAME = /^(?:oauth2|x-access-token|x-token-auth|gitlab-ci-token|user\d{0,2}|[\w.-]*%40[\w.-]*)$/i;
const HTTP = /https?$/i;
const URL_END = /[/?#\s"'`<>\\]/g;
/** Stands where something is cut off. */
const urls_CUT = "…";
/** The rest of one that was cut in front of its host. */
const REST = /^…[^\s/@"'<>]{1,256}@(?=[\w.-]{1,256}(?:[:/]|$))/;
const PORT = /^\d{0,5}…$/;
/** `https://user:password@host`, and `https://token@host`; `isExpanded`: a shell puts values of variables into it. */
function findInUrls(text, isExpanded, secrets) {
    const rest = text.startsWith(urls_CUT) ? (REST.exec(text)?.[0].length ?? 0) : 0;
    if (rest > 0)
        secrets.add(1, rest - 1, text.slice(1, rest - 1));
    let at = text.indexOf("://");
    while (at >= 0) {
        const start = at + 3;
        const end = endOf(text, start);
        // Of this part alone: what is searched is searched once.
        const authority = text.slice(start, end);
        const host = start + authority.lastIndexOf("@");
        const colon = start + authority.indexOf(":");
        if (host >= start) {
            const userEnd = colon >= start && colon < host ? colon : host;
            const user = text.slice(start, userEnd);
            const isHttp = HTTP.test(text.slice(Math.max(at - 5, 0), at));
            const isLone = isHttp && NO_PASSWORD.test(text.slice(userEnd + 1, host));
            // Where a user's own folder is asked for, its name stands there too.
            const isOwn = text.startsWith(`/${user}/`, end);
            if (isToken(user) || (isLone && isLoneUser(user) && !isOwn))
                secrets.add(start, userEnd, user);
            const isToldNone = userEnd + 1 < host && NO_PASSWORD.test(text.slice(userEnd + 1, host));
            const isDigest = DIGEST.test(text.slice(host + 1, host + 48));
            if (userEnd < host && !isDigest && !isToldNone)
                addValue(text, userEnd + 1, host, isExpanded, "", secrets);
        }
        else if (authority.endsWith(urls_CUT) && colon >= start && !PORT.test(text.slice(colon + 1, end))) {
            addValue(text, colon + 1, end, isExpanded, "", secrets);
        }
        at = text.indexOf("://", end);
    }
}
function isToken(user) {
    return user.length < 256 && TOKEN_USER.test(user);
}
function isLoneUser(user) {
    return user.length < 256 && LONE_USER.test(user) && !USER_NAME.test(user);
}
function endOf(text, from) {
    URL_END.lastIndex = from;
    return URL_END.exec(text)?.index ?? text.length;
}

;// CONCATENATED MODULE: ./build/mask/text.js







/**
 * Finds what is secret in a text by what stands around it: tokens, credentials in URLs, values of variables, members,
 * parameters and headers with a secret's name. Takes time in proportion to the text, whatever it is.
 */
function findInText(text, form, secrets) {
    findTokens(text, secrets);
    findInUrls(text, form === "script", secrets);
    findInPhrases(text, form === "script", secrets);
    findValues(text, form, secrets);
}
const SIGN = /[=:]/;
/** False where a text has nothing that findInText would find: nearly always. */
function mayHaveSecrets(text) {
    return SIGN.test(text) || mayHaveTokens(text);
}
/** Headers that are secret from their first character to the end of their line; of the first the scheme is not. */
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?)$/i;
const LINE_END = /[\r\n]/g;
const SIGNS = /[=:]/g;
/** What stands behind `=` or `:` and a name that is a secret's. */
function findValues(text, form, secrets) {
    const prose = new PartReader(secrets.prose);
    const named = new PartReader(secrets.named);
    const patterns = new PartReader(secrets.patterns);
    SIGNS.lastIndex = 0;
    for (let sign = SIGNS.exec(text); sign !== null; sign = SIGNS.exec(text)) {
        const at = sign.index;
        const name = nameBefore(text, at);
        if (name === undefined)
            continue;
        if (named.has(at))
            continue;
        const isPattern = patterns.has(at);
        const isProse = prose.has(at);
        const end = isPattern
            ? findInPattern(text, at, name.name, secrets)
            : sign[0] === "="
                ? findAssigned(text, at, name, form, secrets)
                : findNamed(text, at, name, isProse ? "prose" : form, secrets);
        // What stands in a value is masked with it. A regular expression of a module is shared.
        SIGNS.lastIndex = Math.max(end, at + 1);
    }
}
/** Tells of places, each behind the one before, whether they are in one of some parts. */
class PartReader {
    #parts;
    #next = 0;
    constructor(parts) {
        this.#parts = (0,mask_spans/* merged */.Zu)(parts);
    }
    has(at) {
        while ((this.#parts[this.#next]?.[1] ?? at) < at)
            this.#next++;
        return (this.#parts[this.#next]?.[0] ?? at) < at;
    }
}
function nameBefore(text, sign) {
    let end = sign;
    while (end > 0 && sign - end < 2 && text[end - 1] === " ")
        end--;
    const hasSpace = end < sign;
    const isQuoted = isQuote(text[end - 1]);
    if (isQuoted)
        end--;
    if (isQuoted && text[end - 1] === "\\")
        end--;
    let start = end;
    while (start > 0 && end - start <= names_NAME_LIMIT && isNameCharacter(text.charCodeAt(start - 1)))
        start--;
    if (start === end || end - start > names_NAME_LIMIT)
        return undefined;
    const mark = text[start - 1];
    const quote = isQuote(mark) ? (text[start - 2] === "\\" ? `\\${mark}` : (mark ?? "")) : "";
    return { name: text.slice(start, end), start, quote, isQuoted, hasSpace };
}
/** A letter, a digit, `_`, `-` or a dot. */
function isNameCharacter(code) {
    return ((code >= 0x61 && code <= 0x7a) ||
        (code >= 0x41 && code <= 0x5a) ||
        (code >= 0x30 && code <= 0x39) ||
        code === 0x5f ||
        code === 0x2d ||
        code === 0x2e);
}
const SIGNATURE = /^(?:x-(?:amz|goog)-)?sig(?:nature)?$/i;
/** `name=value`; gives where the value ends, or 0 where there is none that is secret. */
function findAssigned(text, sign, { name, start, quote, hasSpace }, form, secrets) {
    if (text[sign + 1] === "=" || text[sign - 1] === "!")
        return 0;
    const isOfQuery = text[start - 1] === "?" || text[start - 1] === "&";
    // What signs an address is as good as a password for it; elsewhere it is a file, or a hash.
    const from = hasSpace ? behindSpaces(text, sign + 1) : sign + 1;
    const closed = quotedEnd(text, from, form) ??
        templateEnd(text, from, form === "script" && !hasSpace ? "assigned" : form);
    if (closed !== undefined && SECRET_HEADER.test(name)) {
        // `@{Authorization="Bearer X"}`
        const at = closed.start + schemeSize(text, closed.start);
        addValue(text, at, closed.end, closed.isExpanded, name, secrets);
        return closed.end;
    }
    if (!isSecretName(name) && !(isOfQuery && SIGNATURE.test(name)))
        return 0;
    if (closed !== undefined) {
        return addValue(text, closed.start, closed.end, closed.isExpanded, name, secrets) ? closed.end : 0;
    }
    const end = assignedEnd(text, from, quote, form, isOfQuery);
    if (form === "data") {
        addLiteral(text, from, end, name, secrets);
        return end;
    }
    return addValue(text, from, end, form === "script" && quote !== "'", name, secrets) ? end : 0;
}
const SCRIPT_END = /[\s;|&<>()"'`]/g;
const DATA_END = /[\s;&"']/g;
/** In what a program was given, only what looks like the next of several ends a value, and the quotes around it. */
const NEXT_NAME = /[&;,](?=[\w.%-]{1,64}=)/g;
const NEXT_OR_QUOTE = {
    "'": /[&;,](?=[\w.%-]{1,64}=)|'/g,
    '"': /[&;,](?=[\w.%-]{1,64}=)|"/g,
    "\\'": /[&;,](?=[\w.%-]{1,64}=)|\\'/g,
    '\\"': /[&;,](?=[\w.%-]{1,64}=)|\\"/g,
};
const QUERY_END = /[&#\s"'`]/g;
function assignedEnd(text, from, quote, form, isOfQuery) {
    if (isOfQuery)
        return placeOf(QUERY_END, text, from);
    switch (form) {
        case "script":
            return placeOf(SCRIPT_END, text, from);
        case "data":
            return placeOf(DATA_END, text, from);
        case "argument":
            return placeOf(NEXT_OR_QUOTE[quote] ?? NEXT_NAME, text, from);
    }
}
const text_WORD_END = /[\s,;}"'&)]/g;
/** `name: value`; gives where the value ends, or 0. */
function findNamed(text, sign, { name, start, quote, isQuoted }, form, secrets) {
    const isHeader = SECRET_HEADER.test(name);
    const isLineStart = start === 0 || text[start - 1] === "\n";
    const from = behindSpaces(text, sign + 1);
    // In `image/token:latest` the name is another's.
    const isApart = from > sign + 1 || isQuoted || /["'`]/.test(text[from] ?? "") || (form === "data" && isLineStart);
    if (!(isHeader || (isApart && isSecretName(name))))
        return 0;
    // `read -p "Password: " NAME` asks for one; `{"password": {…}}` describes one.
    if (!isQuoted && quote !== "" && text.startsWith(quote, from))
        return from;
    if (isQuoted && /[[{]/.test(text[from] ?? ""))
        return 0;
    if (form === "prose")
        return findInProse(text, from, name, secrets);
    const closed = quotedEnd(text, from, form) ?? templateEnd(text, from, form);
    const isLine = isHeader || name.includes("-") || (form === "data" && isLineStart);
    const end = closed?.end ?? (isLine ? lineEnd(text, from, isQuoted ? "" : quote) : placeOf(text_WORD_END, text, from));
    const value = closed?.start ?? from;
    const scheme = isHeader ? schemeSize(text, value) : 0;
    const isExpanded = closed?.isExpanded ?? (form === "script" && quote !== "'");
    return addValue(text, Math.min(value + scheme, end), end, isExpanded, name, secrets) ? end : 0;
}
/** What people wrote behind a secret's name is a word of theirs, unless it can be none. */
function findInProse(text, from, name, secrets) {
    const start = from + schemeSize(text, from);
    const at = isQuote(text[start]) ? start + 1 : start;
    const end = placeOf(text_WORD_END, text, at);
    if (isCredential(text.slice(at, end)))
        addValue(text, at, end, true, name, secrets);
    return end;
}
const PATTERN_SIGN = /[\s"'/|\\()[\]{}*+?.^$,;&]/;
const PATTERN_LIMIT = 256;
const PATTERN_END = /[\s"'|;]/g;
/** What is looked for behind a secret's name is one where it is written out, up to a sign of the pattern, and can be no word. */
function findInPattern(text, sign, name, secrets) {
    const from = behindSpaces(text, sign + 1);
    if (!isSecretName(name))
        return from;
    const [literal = ""] = text.slice(from, from + PATTERN_LIMIT).split(PATTERN_SIGN, 1);
    if (!isCredential(literal))
        return from;
    const end = placeOf(PATTERN_END, text, from);
    addValue(text, from, end, true, name, secrets);
    return end;
}
/** The end of a header: that of its line, or of the quotes that it stands in. */
function lineEnd(text, from, quote) {
    const end = placeOf(LINE_END, text, from);
    const closing = quote === "" ? -1 : text.indexOf(quote, from);
    return closing < 0 ? end : Math.min(end, closing);
}
function behindSpaces(text, at) {
    let end = at;
    while (text[end] === " " || text[end] === "\t")
        end++;
    return end;
}
/** Where something is found behind a place, or the end of the text. */
function placeOf(what, text, from) {
    what.lastIndex = from;
    return what.exec(text)?.index ?? text.length;
}

;// CONCATENATED MODULE: ./build/mask/substitution.js




/** `s`, and the sign between its parts. */
const BEGIN = /(?<=^|[\s;{/\d$])s([/|#,@!:~%+])/g;
const PART_LIMIT = 512;
/** What hides a secret in a text. */
const HIDDEN = /^(?:\\\d|[&*xX.#-])+$/;
/** `s/API_KEY/X/`, where X looks like a secret, and `s/__API_KEY__/X/` whatever it looks like: what sed puts for a name. */
function findInSubstitutions(text, isExpanded, secrets) {
    for (const each of substitutionsOf(text))
        addPutForName(text, each, isExpanded, secrets);
}
function addPutForName(text, { left, rightStart, end }, isExpanded, secrets) {
    const name = left.replaceAll(/^[\W_]+|[\W_]+$/g, "");
    const right = text.slice(rightStart, end);
    const isSecret = isSecretName(name) && !right.includes(name) && !HIDDEN.test(right);
    if (isSecret && (left !== name || isCredential(right)))
        addValue(text, rightStart, end, isExpanded, "", secrets);
}
function* substitutionsOf(text) {
    BEGIN.lastIndex = 0;
    for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
        const sign = begin[1] ?? "";
        const from = BEGIN.lastIndex;
        const middle = partEnd(text, from, sign);
        const end = middle === undefined ? undefined : (partEnd(text, middle + 1, sign) ?? text.length);
        if (middle === undefined || end === undefined)
            continue;
        yield { start: begin.index, left: text.slice(from, middle), rightStart: middle + 1, end };
        BEGIN.lastIndex = end;
    }
}
function partEnd(text, from, sign) {
    const size = text.slice(from, from + PART_LIMIT).indexOf(sign);
    return size < 0 ? undefined : from + size;
}
/** `$a TEXT`, `3i\TEXT`, `/^password/c\TEXT`: a text that sed adds, up to the end of its line. */
const ADDED = /(?<=^|[\d$/};]\s{0,4}|\n)[aic](?:\\\n?\s{0,8}|\s{1,8})(?=\S)/g;
/** A line of a file of settings: `requirepass X`. */
const SPACED_SETTING = /^([A-Za-z_][\w.-]{1,63})\s{1,8}["']?([^\s"']+)["']?\s{0,8}$/;
const substitution_SIGN = /[=:]/;
/**
 * What a script of sed's puts into a file: for a name, behind one that it stands behind already, or as new lines. The rest
 * of the script looks for something.
 */
function findInEdit(text, isExpanded, secrets) {
    const form = isExpanded ? "script" : "argument";
    let at = 0;
    for (const each of substitutionsOf(text)) {
        addPutForName(text, each, isExpanded, secrets);
        const right = new mask_spans/* SecretsOfPart */.Kp(secrets, each.rightStart);
        const put = text.slice(each.rightStart, each.end);
        // Where no setting is looked for, it can be of a text for people.
        if (!substitution_SIGN.test(each.left))
            right.addProse(0, put.length);
        findInText(put, form, right);
        addSpaced(put, (name) => each.left.includes(name), isExpanded, right);
        secrets.addNamed(each.start, each.end);
        at = each.end;
    }
    if (at === 0) {
        ADDED.lastIndex = 0;
        const begin = ADDED.exec(text);
        const from = begin === null ? text.length : ADDED.lastIndex;
        const end = substitution_lineEnd(text, from);
        const added = text.slice(from, end);
        findInText(added, form, new mask_spans/* SecretsOfPart */.Kp(secrets, from));
        addSpaced(added, () => true, isExpanded, new mask_spans/* SecretsOfPart */.Kp(secrets, from));
    }
    secrets.addPattern(0, text.length);
}
/** What stands behind a secret's name, and a space, on a line of its own. */
function addSpaced(line, isSetting, isExpanded, secrets) {
    const [whole, name = "", value = ""] = SPACED_SETTING.exec(line) ?? [];
    if (whole === undefined || !isSecretName(name) || !isSetting(name))
        return;
    const start = line.lastIndexOf(value);
    addValue(line, start, start + value.length, isExpanded, name, secrets);
}
function substitution_lineEnd(text, from) {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end;
}

;// CONCATENATED MODULE: ./build/mask/held.js




/** What a secret is read from, for openssl; and the first of the members by which docker's `--secret` names one. */
const SOURCE = /^(?:(?:env|file|fd):|(?:stdin|env|file)$|(?:id|type|source|src|env)=)/;
/** A scheme is shorter than what is a secret of `--auth`. */
const AUTH_SIZE = 12;
/** A setting that says no secret, where its name says none. */
const PLAIN = /^(?:[a-z]{1,14}|\d{1,6})$/;
/** Takes a part of a word for what its form says. Of `name` and `flag` nothing is in the word itself. */
function addHeld(form, part, secrets) {
    const { text, start, end, isExpanded, name } = part;
    const value = text.slice(start, end);
    const add = (from, to = end) => {
        addValue(text, from, to, isExpanded, name, secrets);
    };
    switch (form) {
        case "header":
            findInHeader(value, name, isExpanded, new mask_spans/* SecretsOfPart */.Kp(secrets, start));
            return;
        case "cookie":
            if (value.includes("="))
                add(start);
            return;
        case "substitution":
            findInSubstitutions(value, isExpanded, new mask_spans/* SecretsOfPart */.Kp(secrets, start));
            secrets.addProse(start, end);
            return;
        case "edit":
            findInEdit(value, isExpanded, new mask_spans/* SecretsOfPart */.Kp(secrets, start));
            return;
        case "prose":
            secrets.addProse(start, end);
            return;
        case "pattern":
            secrets.addPattern(start, end);
            return;
        case "body":
            if (!value.startsWith("@"))
                findInText(value, isExpanded ? "script" : "data", new mask_spans/* SecretsOfPart */.Kp(secrets, start));
            return;
        case "none":
            secrets.addNamed(0, end);
            return;
        case "name":
        case "flag":
        case "script":
            return;
        case "setting": {
            const from = start + value.indexOf("=") + 1;
            if (from > start && !PLAIN.test(text.slice(from, end)))
                add(from);
            return;
        }
        case "@": {
            const at = value.lastIndexOf("@");
            const colon = value.indexOf(":");
            if (colon >= 0 && colon < at && !value.includes("://"))
                add(start + colon + 1, start + at);
            return;
        }
        case "/": {
            const sign = value.indexOf("/");
            const at = value.lastIndexOf("@");
            if (sign > 0)
                add(start + sign + 1, at > sign ? start + at : end);
            return;
        }
        case "whole":
            if (SOURCE.test(value) || (/^auth$/i.test(name) && value.length < AUTH_SIZE && !isCredential(value)))
                return;
            add(value.startsWith("pass:") && (name === "" || /pass/.test(name)) ? start + 5 : start);
            return;
        default: {
            if (value.includes("://"))
                return;
            const sign = value.indexOf(form);
            // A token can be a user that has no password.
            if (sign === value.length - 1 && sign >= AUTH_SIZE)
                secrets.add(start, start + sign, value.slice(0, -1));
            else if (sign >= 0)
                add(start + sign + 1);
        }
    }
}
/** `--header "Authorization: Bearer X"`, and `--authorization "Bearer X"`. */
function findInHeader(value, name, isExpanded, secrets) {
    if (!/authorization$/i.test(name)) {
        findInText(value, isExpanded ? "script" : "data", secrets);
        return;
    }
    const scheme = /^(?:bearer|basic|token)[ \t]+/i.exec(value)?.[0].length ?? 0;
    addValue(value, scheme, value.length, isExpanded, name, secrets);
}

;// CONCATENATED MODULE: ./build/mask/known-program.js
/** A program of a command, and what its words so far say of those that come. */
class KnownProgram {
    #parts;
    /** The words that its parts name. */
    #verbs;
    #seen = new Set();
    #places = new Map();
    #active;
    #letters;
    /** `words` are all of the command. */
    constructor(parts, words) {
        this.#parts = parts.filter(({ beside }) => beside === undefined || words.has(beside));
        this.#verbs = new Set(this.#parts.flatMap(({ verbs = [] }) => verbs.flatMap((verb) => verb.split(" "))));
        this.#active = this.#parts.filter(({ verbs }) => verbs === undefined);
    }
    get isLauncher() {
        return this.#parts.some((part) => part.isLauncher);
    }
    /** What its standard input holds. */
    get input() {
        return this.#active.find(({ input }) => input !== undefined)?.input;
    }
    /** Takes a word that was read: those that follow can mean something else then. */
    see(word) {
        if (!this.#verbs.has(word) || this.#seen.has(word))
            return;
        this.#seen.add(word);
        this.#active = this.#parts.filter(({ verbs }) => verbs === undefined || verbs.some((verb) => verb.split(" ").every((each) => this.#seen.has(each))));
        this.#letters = undefined;
    }
    long(name) {
        for (const { long } of this.#active) {
            if (long !== undefined && Object.hasOwn(long, name))
                return long[name];
        }
        return undefined;
    }
    /** Undefined where none holds a secret. */
    get letters() {
        if (this.#letters === undefined) {
            const with_ = this.#active.filter(({ letters }) => letters !== undefined);
            this.#letters = {
                letters: new Map(with_.flatMap(({ letters = {} }) => Object.entries(letters))),
                valued: with_.map(({ valued = "" }) => valued).join(""),
                isAttached: with_.some(({ isAttached }) => isAttached),
            };
        }
        return this.#letters.letters.size === 0 ? undefined : this.#letters;
    }
    /** What the next word that is no option holds. */
    operand(word) {
        let found;
        for (const part of this.#active) {
            if (part.operands === undefined || part.operands.but?.test(word))
                continue;
            const named = /^[\w.-]{1,64}(?==)/.exec(word)?.[0];
            if (part.operands.members !== undefined) {
                if (named !== undefined && part.operands.members.includes(named))
                    return part.operands.form;
                continue;
            }
            const place = this.#places.get(part) ?? 0;
            this.#places.set(part, place + 1);
            if (place >= (part.operands.from ?? 0))
                found ??= part.operands.form;
        }
        return found;
    }
}

;// CONCATENATED MODULE: ./build/mask/options.js

/** An option by its name, with its value where that stands in the same word. */
const LONG_OPTION = /^(?:--?|\/)([A-Za-z][\w.-]*)([=:]?)/;
/** What is rather the next option than a value: a password can begin with a hyphen. */
const OPTION = /^--?[A-Za-z][a-z-]*(?:=|$)/;
/** What stands behind it is read as a shell reads it. */
const SCRIPT_OPTION = /^(?:-[a-z]*c|-[Cc]ommand(?:WithArgs)?|\/[ck])$/;
/** Behind it stands who signs in. */
const USER_OPTION = /^(?:-[uU]|--user(?:name)?)$/;
/** Behind one of these find has a command. */
const COMMAND_OPTION = /^-(?:exec|execdir|ok|okdir)$/;
/** Says that a secret is read from standard input, or from where a shell has put something; or can be that, cut off. */
const STDIN_OPTION = /^--(?:with-token$|pass[a-z-]{0,12}…$|[\w-]{0,40}(?:pass(?:word|phrase|wd)?|token|secret|key|auth)-(?:on-|from-)?(?:stdin|fd)(?:=|$))/;
/** Names a file that holds a secret. */
const FILE_OPTION = /^--([A-Za-z][\w-]{0,40})-file(?:=<)?$/;
/** True where a command reads a secret from what it is given: `--password-stdin`, `--password-file <(echo X)`. */
function isSecretInput(option, next) {
    if (STDIN_OPTION.test(option))
        return true;
    const name = FILE_OPTION.exec(option)?.[1];
    return name !== undefined && (next === "<" || option.endsWith("=<")) && isSecretName(name);
}
/** Letters of one word that are looked at. */
const LETTERS_LIMIT = 8;
/** Options of one letter, which can stand in one word: `-sSu user:password`. Undefined where none of them has a secret. */
function letterValue(text, { letters, valued }) {
    for (let at = 1; at < Math.min(text.length, LETTERS_LIMIT); at++) {
        const letter = text[at] ?? "";
        const form = letters.get(letter);
        if (form !== undefined)
            return { form, start: text[at + 1] === "=" ? at + 2 : at + 1 };
        if (valued.includes(letter) || !/[A-Za-z0-9]/.test(letter))
            return undefined;
    }
    return undefined;
}
/** A port, a number, a path or another option: what is no password behind a program's `-p`. */
const options_NO_PASSWORD = /^(?:.{0,3}$|[\d:.,/-]*$|\.{0,2}\/|~|-)/;
/** A word that begins like an option of one letter. */
const WORD = /^[a-z]+$/;
/** `-p PASSWORD` behind `-u NAME`, as many programs have it that no table names. */
function passwordOfUnknown(text, next) {
    if (!/^-[pP]/.test(text))
        return undefined;
    const value = text.slice(2);
    const isNone = value === "" ? options_NO_PASSWORD.test(next) : options_NO_PASSWORD.test(value) || WORD.test(value);
    return isNone ? undefined : { form: "whole", start: 2 };
}

;// CONCATENATED MODULE: ./build/mask/client-programs.js
const WITH_P = { letters: { p: "whole" }, valued: "Uuhr" };
const WITH_CAPITAL_P = { letters: { P: "whole" }, valued: "Uuhtsd" };
const SMB = { letters: { U: "%" }, valued: "IWcp", long: { user: "%" } };
/** Neither a drive nor a share of Windows's, nor an option. */
const NET_USE = {
    verbs: ["use", "USE"],
    operands: { form: "whole", but: /^(?:[A-Za-z]:|\*|\\\\.*|\/.*)$/ },
};
const NET_USER = { verbs: ["user"], operands: { form: "whole", from: 1, but: /^\// } };
/** What speaks to a service or a database, or works on another machine. */
const CLIENT_PROGRAMS = [
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

;// CONCATENATED MODULE: ./build/mask/cloud-programs.js
const LOGIN = { verbs: ["login"], letters: { p: "whole" }, valued: "u" };
const PAIRS = {
    verbs: ["secrets set", "var put", "kv put", "kv patch"],
    operands: { form: "=" },
};
/** What works on clouds, and on stores of secrets. */
const CLOUD_PROGRAMS = [
    [
        "az",
        { verbs: ["login"], letters: { p: "whole" }, valued: "utogn" },
        { verbs: ["keyvault secret set"], long: { value: "whole" } },
        { verbs: ["keys set"], long: { "key-value": "whole" } },
    ],
    [
        "aws",
        { long: { "secret-string": "whole", "secret-binary": "whole" } },
        { verbs: ["put-parameter"], beside: "SecureString", long: { value: "whole" } },
    ],
    ["cypress", { verbs: ["run"], long: { key: "whole" }, letters: { k: "whole" } }],
    ["gcloud", { long: { secret: "none", secrets: "none", "set-secrets": "none", "update-secrets": "none" } }],
    ["oc ibmcloud bx cf", LOGIN, { verbs: ["auth"], operands: { form: "whole", from: 1 } }],
    [
        "kubectl",
        { long: { "from-file": "none" } },
        {
            verbs: ["patch secret", "patch secrets"],
            letters: { p: "whole" },
            valued: "n",
            long: { patch: "whole" },
        },
    ],
    ["heroku", { verbs: ["config:set", "config:add"], operands: { form: "setting" } }],
    ["fly flyctl", { letters: { t: "whole" }, valued: "ac" }, PAIRS, { verbs: ["secrets import"], input: "=" }],
    ["railway", { verbs: ["variables"], long: { set: "setting" } }],
    [
        "netlify",
        { verbs: ["deploy", "link", "build"], long: { auth: "whole" } },
        { verbs: ["env:set"], operands: { form: "name" } },
    ],
    ["vercel doctl", { letters: { t: "whole" } }, { verbs: ["env add"], input: "whole" }],
    ["wrangler", { verbs: ["secret put"], input: "whole" }],
    [
        "pulumi",
        { verbs: ["config set"], beside: "--secret", operands: { form: "whole", from: 1 } },
        { long: { secret: "flag" } },
    ],
    [
        "ansible-vault",
        {
            verbs: ["encrypt_string"],
            operands: { form: "whole" },
            long: { name: "none", n: "none" },
            input: "whole",
        },
    ],
    [
        "vault bao",
        { verbs: ["login"], operands: { form: "whole" }, input: "whole" },
        { verbs: ["operator unseal", "unseal"], operands: { form: "whole" } },
        {
            verbs: ["write"],
            operands: { form: "=", but: /=@/, members: ["secret_id", "bindpass", "jwt", "key", "otp"] },
        },
        PAIRS,
    ],
    ["nomad consul", PAIRS],
    [
        "bw",
        { verbs: ["unlock"], operands: { form: "whole" } },
        { verbs: ["login"], operands: { form: "whole", from: 1 } },
        { long: { session: "whole" } },
    ],
    [
        "doppler",
        { verbs: ["run", "secrets", "setup"], letters: { t: "whole" }, valued: "pc" },
        PAIRS,
        { verbs: ["secrets set"], operands: { form: "name" } },
    ],
    ["chamber", { verbs: ["write"], operands: { form: "whole", from: 2 } }],
    [
        "mc mcli",
        { verbs: ["alias set"], operands: { form: "whole", from: 3 } },
        { verbs: ["config host add"], operands: { form: "whole", from: 3 } },
    ],
];

;// CONCATENATED MODULE: ./build/mask/key-programs.js
const key_programs_LOGIN = { verbs: ["login"], letters: { p: "whole" }, valued: "u" };
const CREDS = { long: { creds: ":", "src-creds": ":", "dest-creds": ":" } };
/** Names of secrets that a container gets. */
const MOUNTED = { long: { secret: "none" } };
const KEPT = { verbs: ["secret create"], input: "whole" };
/** What makes, keeps or uses users, keys, archives and packages. */
const KEY_PROGRAMS = [
    // Users, keys and archives
    ["useradd usermod", { letters: { p: "whole" } }],
    ["rclone", { verbs: ["obscure"], operands: { form: "whole" } }],
    ["chpasswd", { input: ":" }],
    ["passwd smbpasswd vncpasswd cryptsetup ssh-add", { input: "whole" }],
    ["mkpasswd", { operands: { form: "whole" }, long: { method: "none" }, letters: { m: "none", S: "whole" } }],
    ["caddy", { long: { plaintext: "whole" } }],
    [
        "htpasswd",
        {
            verbs: ["-b", "-bc", "-cb", "-bB", "-Bb", "-bBc", "-Bbc", "-cbB"],
            operands: { form: "whole", from: 2 },
        },
        {
            verbs: ["-nb", "-bn", "-nbB", "-nbBC", "-Bbn", "-bnB", "-Bnb", "-nBb"],
            operands: { form: "whole", from: 1 },
        },
        { verbs: ["-i", "-ic", "-ni", "-in", "-Bi", "-iB"], input: "whole" },
    ],
    [
        "openssl",
        {
            long: {
                pass: "whole",
                passin: "whole",
                passout: "whole",
                k: "whole",
                K: "whole",
                hmac: "whole",
                macopt: ":",
                password: "whole",
            },
        },
        { verbs: ["passwd"], operands: { form: "whole" } },
    ],
    ["osslsigncode apksigner", { long: { pass: "whole", "ks-pass": "whole", "key-pass": "whole" } }],
    ["signtool signtool.exe", { long: { p: "whole" } }],
    ["azuresigntool", { long: { kvs: "whole", "azure-key-vault-client-secret": "whole" } }],
    [
        "security",
        {
            verbs: ["unlock-keychain", "create-keychain", "set-keychain-password", "import"],
            letters: { p: "whole", P: "whole" },
            valued: "kfto",
        },
        { verbs: ["set-key-partition-list"], letters: { k: "whole" }, valued: "SDlt" },
    ],
    ["altool", { letters: { p: "whole" }, valued: "uft" }],
    ["ssh-keygen", { letters: { N: "whole", P: "whole" }, valued: "tbfC" }],
    ["7z 7za 7zz 7zr unrar", { letters: { p: "whole" }, isAttached: true }],
    ["rar", { letters: { p: "whole" }, isAttached: true }],
    ["zip unzip", { letters: { P: "whole" } }],
    [
        "convertto-securestring",
        { operands: { form: "whole" }, long: { String: "whole", string: "whole" }, input: "whole" },
    ],
    ["setx", { operands: { form: "name" } }],
    // Registries and packages
    [
        "docker podman nerdctl",
        key_programs_LOGIN,
        MOUNTED,
        KEPT,
        CREDS,
        { verbs: ["commit"], letters: { m: "prose" }, long: { message: "prose" } },
    ],
    ["buildah skopeo crane helm cosign regctl", key_programs_LOGIN, CREDS],
    ["oras", key_programs_LOGIN, { ...key_programs_LOGIN, verbs: ["push", "pull", "copy", "attach", "discover"] }],
    ["ctr", { letters: { u: ":" } }],
    ["twine", { letters: { p: "whole" }, valued: "ur" }],
    ["poetry uv pdm", { verbs: ["publish"], letters: { p: "whole", t: "whole", P: "whole" }, valued: "ur" }],
    ["hatch", { verbs: ["publish"], letters: { a: "whole" }, valued: "ur", long: { auth: "whole" } }],
    ["conda", { verbs: ["upload"], letters: { t: "whole" } }],
    ["anaconda", { letters: { t: "whole" } }],
    ["conan", { verbs: ["user", "login"], letters: { p: "whole" }, valued: "r" }],
    ["wandb", { verbs: ["login"], operands: { form: "whole" } }],
    ["cargo snyk", { verbs: ["login", "auth"], operands: { form: "whole" }, long: { registry: "none" } }],
    [
        "dotnet",
        { verbs: ["push"], letters: { k: "whole" }, valued: "s" },
        { verbs: ["nuget add", "nuget update"], letters: { p: "whole" }, valued: "nu" },
        { verbs: ["user-secrets set"], operands: { form: "whole", from: 1 } },
    ],
    ["nuget", { verbs: ["setapikey"], operands: { form: "whole" } }],
    ["vsce ovsx", { verbs: ["publish", "login", "verify-pat"], letters: { p: "whole" }, valued: "io" }],
    ["mvn mvnw", { long: { emp: "whole", ep: "whole" } }],
    ["fastlane", { operands: { form: ":", but: /^(?!\w{0,40}(?:password|passphrase|token|key|secret):)/ } }],
    ["bundle", { verbs: ["config"], operands: { form: ":" } }],
    ["codecov codecovcli", { letters: { t: "whole" }, valued: "FfnrC" }],
    ["cloudflared", { verbs: ["service install"], operands: { form: "whole" } }],
    ["ngrok", { verbs: ["authtoken", "add-authtoken"], operands: { form: "whole" } }],
];

;// CONCATENATED MODULE: ./build/mask/text-programs.js
const COMMIT = { letters: { m: "prose" }, valued: "CcFtu", long: { message: "prose" } };
/** What is told by people for people, and what looks through texts or changes them. */
const TEXT_PROGRAMS = [
    [
        "gh",
        {
            verbs: ["secret set"],
            letters: { b: "whole" },
            valued: "Rore",
            long: { body: "whole" },
            input: "whole",
        },
        {
            verbs: ["pr", "issue", "release", "variable"],
            letters: { b: "prose", t: "prose", n: "prose" },
            long: { body: "prose", title: "prose", notes: "prose" },
        },
    ],
    [
        "glab",
        { verbs: ["auth login"], letters: { t: "whole" } },
        {
            verbs: ["variable set", "variable update"],
            letters: { v: "whole" },
            long: { value: "whole" },
            operands: { form: "whole", from: 1 },
        },
        {
            verbs: ["mr", "issue", "release"],
            letters: { d: "prose", t: "prose", m: "prose" },
            long: { description: "prose", title: "prose", notes: "prose" },
        },
    ],
    [
        "git",
        { ...COMMIT, verbs: ["commit", "tag", "merge", "notes", "stash", "revert"] },
        { long: { grep: "prose" } },
    ],
    ["hg svn jj bzr", { ...COMMIT, verbs: ["commit", "ci", "describe", "import"] }],
    [
        "grep egrep fgrep zgrep rg ag ack",
        { operands: { form: "pattern" }, letters: { e: "pattern" }, valued: "ABCmf" },
    ],
    ["awk gawk mawk", { operands: { form: "pattern" }, letters: { v: "flag" }, valued: "Ff" }],
    [
        "sed gsed",
        { operands: { form: "edit" }, letters: { e: "edit" }, valued: "f", long: { expression: "edit" } },
    ],
    ["perl", { operands: { form: "substitution" }, letters: { e: "substitution" }, valued: "f" }],
    ["jest vitest", { letters: { t: "prose" } }],
    ["go", { verbs: ["test"], long: { run: "pattern", skip: "pattern", bench: "pattern" } }],
    ["jq gojq", { long: { arg: "name", argjson: "name" } }],
    ["read", { letters: { p: "prose" }, valued: "dinNtu" }],
];

;// CONCATENATED MODULE: ./build/mask/programs.js




/** By the names of the programs' files, in small letters. */
const PROGRAMS = new Map([...CLIENT_PROGRAMS, ...KEY_PROGRAMS, ...CLOUD_PROGRAMS, ...TEXT_PROGRAMS].flatMap(([names, ...parts]) => names.split(" ").map((name) => [name, parts])));
/** Programs that are one wherever their name stands: what PowerShell assigns begins with no program. */
const ANYWHERE = new Set(["convertto-securestring"]);
/** Long options of any program whose name says no secret. */
const LONG_OPTIONS = new Map([
    ["header", "header"],
    ["proxy-header", "header"],
    ["http-header", "header"],
    ["add-header", "header"],
    ["authorization", "header"],
    ["from-literal", "="],
    ["basic-auth", ":"],
    ["userpass", ":"],
    ["userpwd", ":"],
    // What people write, and what looks through it
    ["message", "prose"],
    ["title", "prose"],
    ["description", "prose"],
    ["notes", "prose"],
    ["filter", "pattern"],
    ["grep", "pattern"],
    ["grep-invert", "pattern"],
    ["test-name-pattern", "prose"],
    ["testNamePattern", "prose"],
]);
/** Shells: the word behind their `-c` is a script. */
const SHELLS = new Set([
    "ash",
    "bash",
    "busybox",
    "dash",
    "fish",
    "ksh",
    "powershell",
    "pwsh",
    "sh",
    "zsh",
]);
/** What a shell has in front of a command. */
const KEYWORDS = new Set([
    "!",
    "{",
    "}",
    "do",
    "elif",
    "else",
    "if",
    "then",
    "until",
    "while",
]);
/** Programs that execute another one, which is named by a word behind their options. */
const LAUNCHERS = new Set([
    ...SHELLS,
    "chroot",
    "chrt",
    "cmd",
    "command",
    "docker",
    "doas",
    "env",
    "eval",
    "exec",
    "flock",
    "ionice",
    "kubectl",
    "nerdctl",
    "nice",
    "node",
    "nohup",
    "npx",
    "nsenter",
    "perl",
    "php",
    "podman",
    "python",
    "ruby",
    "runuser",
    "script",
    "setpriv",
    "setsid",
    "ssh",
    "sshpass",
    "stdbuf",
    "su",
    "sudo",
    "time",
    "timeout",
    "unshare",
    "watch",
    "xargs",
    "xcrun",
]);
/** Programs that write their arguments to their standard output. */
const WRITERS = new Set(["echo", "printf", "yes", "write-host", "write-output"]);
/** The name of a program's file, as the tables have it: `/usr/bin/MySQL.exe` is `mysql`, and a login shell's `-bash` is bash. */
function programName(word) {
    const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
    if (PROGRAMS.has(name))
        return name;
    return name
        .replace(/^-/, "")
        .replace(/\.(?:exe|cmd|bat)$/, "")
        .replace(/(?<=^[a-z]{2,20})[\d.]{1,6}$/, "");
}

;// CONCATENATED MODULE: ./build/mask/script.js
const END_OF_COMMAND = /[\n;|&()`]/;
/** What is read of a pipeline: of the one outside, while the one in its brackets is read. */
class OpenPipeline {
    words = [];
    commands = [];
    endCommand() {
        if (this.words.length > 0)
            this.commands.push(this.words);
        this.words = [];
    }
}
/** What writes into the command behind it, if it ends here: `)` of a group too, and the `; }` of one. */
const PIPE = /[;)]?[ \t]*(?:\}[ \t]*)?\|(?!\|)/y;
/**
 * The commands of a script, by pipelines, each as its words, as a shell takes them apart as far as quotes, spaces,
 * separators and brackets go: one pass, that takes anything for a script. What stands in `$(…)` is a pipeline of its own,
 * and the command around it goes on behind it, which reads what stands in `<(…)`. Nothing is expanded, so that words keep
 * their places.
 */
function* pipelinesOfScript(text) {
    const outer = [];
    let open = new OpenPipeline();
    for (let at = 0; at < text.length;) {
        const character = text[at] ?? "";
        if (isSpace(character) && character !== "\n") {
            at++;
        }
        else if (open.words.length === 0 && /[\n&|]/.test(character)) {
            // Behind `|` and `|&` the line can end.
            at++;
        }
        else if (!END_OF_COMMAND.test(character)) {
            const end = script_wordEnd(text, at);
            open.words.push(script_wordAt(text, at, end));
            at = end;
        }
        else if (character === "(" && /[$<>]/.test(text[at - 1] ?? "")) {
            outer.push(open);
            open = new OpenPipeline();
            at++;
        }
        else {
            open.endCommand();
            const isPiped = isPipe(text, at);
            const last = character === ")" ? outer.pop() : undefined;
            // `docker login --password-stdin < <(echo X)`: the command around it reads what it writes.
            const isRead = last?.words.at(-1)?.text.endsWith("<") ?? false;
            const isGroup = isRead || (isPiped && (last === undefined || last.words.length === 0));
            if (!isGroup && open.commands.length > 0)
                yield open.commands;
            if (!isGroup || last !== undefined) {
                const inner = isGroup ? open.commands : [];
                open = last ?? new OpenPipeline();
                open.commands.push(...inner);
            }
            at++;
        }
    }
    for (const each of [...outer, open]) {
        each.endCommand();
        if (each.commands.length > 0)
            yield each.commands;
    }
}
function isPipe(text, at) {
    PIPE.lastIndex = at;
    return /[|;)]/.test(text[at] ?? "") && text[at - 1] !== "|" && PIPE.test(text);
}
function isSpace(character) {
    return character === " " || character === "\t" || character === "\r" || character === "\n";
}
/** Behind the word that begins at a place. */
function script_wordEnd(text, start) {
    let quote = "";
    for (let at = start; at < text.length; at++) {
        const character = text[at] ?? "";
        if (character === "\\" && quote !== "'")
            at++;
        else if (quote !== "")
            quote = character === quote ? "" : quote;
        else if (character === '"' || character === "'")
            quote = character;
        else if (isSpace(character) || END_OF_COMMAND.test(character))
            return at;
        // `--password-stdin<<<X`
        else if (at > start && text[at - 1] !== "<" && text.startsWith("<<<", at))
            return at;
    }
    return text.length;
}
function script_wordAt(text, start, end) {
    const inner = withoutQuotes(text, start, end);
    return {
        text: text.slice(inner.start, inner.end),
        start: inner.start,
        isExpanded: text[start] !== "'",
    };
}
/** The place of a part without the quotes around it. */
function withoutQuotes(text, start, end) {
    const quote = text[start];
    if (quote !== '"' && quote !== "'")
        return { start, end };
    const isClosed = end - start > 1 && text[end - 1] === quote;
    // Quotes that are never closed hold all that is left.
    return { start: start + 1, end: isClosed ? end - 1 : end };
}

;// CONCATENATED MODULE: ./build/mask/setting.js

/** Words behind which a program is told its settings: a key, and what it holds. */
const SETTERS = new Set(["set", "config", "env:set"]);
/** Settings of package managers that are for a registry: all that follows signs in there. */
const SIGN_IN_KEY = /^(?:http-basic|github-oauth|gitlab-(?:token|oauth)|bearer|pypi-token)\./;
/** What is done to settings, and is none: `kubectl config set-credentials NAME`. */
const VERB = /^(?:un)?set-/;
/** True for the key of a secret setting: `//registry.example/:_authToken`, `aws_secret_access_key`. */
function isSecretKey(word) {
    // npm has the key behind the registry that it is for.
    const key = word.includes("=") ? "" : word.slice(word.lastIndexOf(":") + 1);
    return !VERB.test(word) && isSecretName(key);
}

;// CONCATENATED MODULE: ./build/mask/random.js

/** Shorter ones can be words, versions and numbers. */
const RANDOM_SIZE = 32;
const LONGEST = 512;
/** Base64, with the signs of addresses or without; not a digest that says so. */
const BASE64 = /^(?!sha\d{1,3}-)[A-Za-z\d+/_-]{32,}={0,2}$/;
/** Letters and digits in one: what is made of words or names has more signs between them. */
const RUNS = /[A-Za-z\d]{16,}/g;
const MIXED = /^(?=.*[A-Z].*[A-Z])(?=.*[a-z].*[a-z])(?=.*\d.*\d)/;
/** Three letters of one kind and more, one behind the other. Of words these are most, of what is random a third. */
const LETTERS = /[a-z]{3,}|[A-Z]{3,}/g;
const LETTERS_SHARE = 0.55;
/** Words in names of what is random and no secret: digests, versions, keys of caches, what is public. */
const OPEN_WORDS = /^(?:(?:\w*sha|md|hash|digest|\w*sum|integrity|etag|commit|rev|revision|ref|cache|ids?|uuid|guid|nonce)|(?:pub|public|pubkey|cert|certificate|csr|sig|signature|tag|version|name|path|dir|file|ur[il]|host|image|build))$/;
/**
 * True for what is random beyond doubt: letters of both kinds and digits in disorder. What is hexadecimal is not taken for
 * one, however long: of a commit, a digest of an image or a file, or an id nobody can tell a key of as many digits.
 */
function looksRandom(value) {
    if (value.length < RANDOM_SIZE || value.length > LONGEST || !BASE64.test(value))
        return false;
    return (value.match(RUNS) ?? []).some(isMixed);
}
function isMixed(run) {
    if (!MIXED.test(run))
        return false;
    const inWords = (run.match(LETTERS) ?? []).reduce((size, letters) => size + letters.length, 0);
    return inWords <= run.length * LETTERS_SHARE;
}
/** Takes the value of a variable for a secret where its name says nothing, and it can be nothing but a key. */
function addRandom(name, text, start, end, secrets) {
    const value = text.slice(start, end);
    if (!looksRandom(value))
        return false;
    if (wordsOf(name).some((word) => OPEN_WORDS.test(word)))
        return false;
    secrets.add(start, end, value);
    return true;
}

;// CONCATENATED MODULE: ./build/mask/word.js






const ASSIGNMENT = /^(?:--?[\w-]+=)?([A-Za-z_][\w.-]{0,63})=/;
/** What has spaces in it, or else is ended by something in a script that is quoted. */
const QUOTED = /[\s;|&<>()"'`]/;
/** What any word can hold, whoever it is for. `form` is what its program takes it for. */
function findInWord({ text, isExpanded }, form, origin, findInScript, secrets) {
    const [assignment = "", name = ""] = ASSIGNMENT.exec(text) ?? [];
    const { start, end } = withoutQuotes(text, assignment.length, text.length);
    if (form === "prose" || form === "pattern" || form === "none") {
        if (origin === "given")
            findInText(text, "argument", secrets);
    }
    else if (isSecretName(name)) {
        if (!isExpanded)
            findInText(text, "argument", secrets);
        else if (QUOTED.test(text))
            addHeld("whole", { text, start, end, isExpanded, name }, secrets);
    }
    else if (assignment !== "" && addRandom(name, text, start, end, secrets)) {
        return;
    }
    else if (/\s/.test(text)) {
        // `GIT_SSH_COMMAND="sshpass -p X ssh"`
        if (assignment === "")
            findInScript(text, secrets);
        else
            findInScript(text.slice(start, end), new mask_spans/* SecretsOfPart */.Kp(secrets, start));
    }
    else if (origin === "given") {
        // What stands in the words of a script was found in its text.
        findInText(text, "argument", secrets);
    }
}

;// CONCATENATED MODULE: ./build/mask/command-reader.js










/** Of openssl: it reads the secret from its standard input. */
const STDIN = /^(?:stdin|fd:0)$/;
/** Programs that their names are asked of, also behind one that executes them. */
const NAMES_ASKED = new Set(["find", "tee"]);
/** What argv.ts puts where something is cut off. */
const CUT_NAME = /^…-{0,2}([\w-]{2,40})$/;
/** One command: goes through its words once, and knows which program the options are of. */
class CommandReader {
    #words;
    #origin;
    #findInScript;
    #wordSet;
    #program;
    #name = "";
    #isBegun = false;
    #isLauncher = false;
    #isShell = false;
    #isSetting = false;
    /** The word before was `password:`, or the like. */
    #isNamed = false;
    /** Of a program that no table names: it was told a user. */
    #hasUser = false;
    /** What all operands hold from here on. */
    #operands;
    #input;
    /** What the next word holds, and the name of the option that it is of. */
    #awaited;
    #count = 0;
    #writesFrom = 0;
    /**
     * `words` are all of it: what a program was given, or of a script; there it is told where what the command writes goes
     * where people look, and kept where it goes into a file or another command.
     */
    constructor(words, origin, findInScript) {
        this.#origin = origin;
        this.#findInScript = findInScript;
        this.#words = words;
    }
    /** What its standard input holds, where that is a secret. */
    get input() {
        return this.#input ?? this.#program?.input;
    }
    /** The name of its program's file, in small letters. */
    get name() {
        return this.#name;
    }
    /** The first of the words that it writes to its standard output; 0 where it writes none. */
    get writesFrom() {
        return this.#writesFrom;
    }
    /** Takes the next word. */
    take(word, secrets) {
        const { text } = word;
        this.#count++;
        const awaited = this.#awaited;
        this.#awaited = undefined;
        let form;
        if (ANYWHERE.has(text.toLowerCase())) {
            this.#begin(text);
        }
        else if (awaited !== undefined && !OPTION.test(text)) {
            form = awaited.form;
            this.#value(form, awaited.name, word, 0, secrets);
        }
        else if (!this.#isBegun && KEYWORDS.has(text)) {
            return;
        }
        else if ((this.#isBegun || this.#origin !== "given") &&
            /^[-/]/.test(text) &&
            (text.startsWith("-") || this.#isOption(text))) {
            form = this.#option(word, secrets);
        }
        else {
            form = this.#operand(word, secrets);
        }
        this.#program?.see(text);
        // `echo password: X`
        if (this.#origin === "given" && this.#isNamed && isCredential(text))
            secrets.add(0, text.length, text);
        this.#isNamed = text.endsWith(":") && isSecretName(text.slice(0, -1));
        if (this.#origin === "told" && this.#writesFrom > 0)
            secrets.addProse(0, text.length);
        if (form !== "script")
            findInWord(word, form, this.#origin === "given" ? "given" : "script", this.#findInScript, secrets);
    }
    /** `/password:X`, or one that the program's table names: not a path, and not what is put there (`/token:/token`). */
    #isOption(text) {
        const [whole = "", name = "", sign] = LONG_OPTION.exec(text) ?? [];
        if (sign === ":" && !text.startsWith("/", whole.length))
            return this.#formOf(name) !== undefined;
        return ((this.#isShell && SCRIPT_OPTION.test(text)) ||
            (whole === text && this.#program?.long(name) !== undefined));
    }
    /** Gives what a value in the same word holds. */
    #option(word, secrets) {
        const { text } = word;
        if (this.#isShell && SCRIPT_OPTION.test(text)) {
            this.#awaited = { form: "script", name: "" };
            return undefined;
        }
        const next = this.#words[this.#count] ?? "-";
        if (USER_OPTION.test(text) && !next.startsWith("-"))
            this.#hasUser = true;
        if (isSecretInput(text, next))
            this.#input = "whole";
        if (this.#name === "find" && COMMAND_OPTION.test(text)) {
            this.#isBegun = false;
            return undefined;
        }
        if (/^-[^-]/.test(text) && this.#letters(word, secrets))
            return undefined;
        const [whole = "", name = "", sign] = LONG_OPTION.exec(text) ?? [];
        const form = this.#formOf(name);
        if (form === undefined || form === "flag")
            return undefined;
        // Of what a table says the name says nothing more.
        const told = this.#program?.long(name) === undefined ? name : "";
        if (sign === "") {
            this.#awaited = { form, name: told };
            return undefined;
        }
        this.#value(form, told, word, whole.length, secrets);
        // What the option holds is found: its name says no more of it.
        secrets.addNamed(0, whole.length);
        return form;
    }
    #formOf(name) {
        const known = this.#program?.long(name) ?? LONG_OPTIONS.get(name);
        return known ?? (isSecretName(name) ? "whole" : undefined);
    }
    /** True where an option of one letter has a secret. */
    #letters(word, secrets) {
        const { text } = word;
        const options = this.#program?.letters;
        const ofUnknown = this.#hasUser ? passwordOfUnknown(text, this.#words[this.#count] ?? "") : undefined;
        const value = options === undefined ? ofUnknown : letterValue(text, options);
        if (value === undefined)
            return false;
        if (value.start < text.length)
            this.#value(value.form, "", word, value.start, secrets);
        else if (!options?.isAttached)
            this.#awaited = { form: value.form, name: "" };
        return true;
    }
    #operand(word, secrets) {
        const { text } = word;
        const cutName = CUT_NAME.exec(text)?.[1];
        if (cutName !== undefined && isEndOfSecretName(cutName))
            this.#awaited = { form: "whole", name: cutName };
        const form = this.#operands ?? (this.#isBegun ? this.#program?.operand(text) : undefined);
        if (form !== undefined) {
            this.#value(form, "", word, 0, secrets);
            return form;
        }
        if ((!this.#isBegun || this.#isLauncher) && !ASSIGNMENT.test(text))
            this.#begin(text);
        if (this.#isSetting && isSecretKey(text))
            this.#awaited = { form: "whole", name: text };
        if (this.#isSetting && SIGN_IN_KEY.test(text))
            this.#operands = "whole";
        if (SETTERS.has(text))
            this.#isSetting = true;
        // `read -r TOKEN <<< X`
        if (this.#name === "read" && isSecretName(text))
            this.#input = "whole";
        return undefined;
    }
    /** The program; behind one that executes others, any word can be the next. */
    #begin(word) {
        const name = programName(word);
        const isShell = SHELLS.has(name);
        if (!this.#isBegun || isShell)
            this.#isShell = isShell || name === "cmd";
        if (!this.#isBegun || NAMES_ASKED.has(name))
            this.#name = name;
        this.#isBegun = true;
        this.#hasUser = false;
        if (WRITERS.has(name))
            this.#writesFrom = this.#count;
        if (LAUNCHERS.has(name)) {
            this.#isLauncher = true;
            if (this.#program?.isLauncher)
                this.#end();
        }
        const parts = PROGRAMS.get(name);
        if (parts === undefined)
            return;
        this.#end();
        this.#wordSet ??= new Set(this.#words);
        this.#program = new KnownProgram(parts, this.#wordSet);
    }
    #end() {
        this.#input ??= this.#program?.input;
        this.#program = undefined;
    }
    #value(form, name, word, from, secrets) {
        const { text, isExpanded } = word;
        if (form === "script") {
            // Quotes around the whole of a word are gone already.
            this.#findInScript(text.slice(from), new mask_spans/* SecretsOfPart */.Kp(secrets, from));
            return;
        }
        const { start, end } = withoutQuotes(text, from, text.length);
        const value = text.slice(start, end);
        if (form === "name" && isSecretName(value))
            this.#awaited = { form: "whole", name: value };
        if (form === "whole" && STDIN.test(value))
            this.#input = "whole";
        addHeld(form, { text, start, end, isExpanded, name }, secrets);
    }
}

;// CONCATENATED MODULE: ./build/mask/input.js


/** More of a here-document is not looked through: each of a script is searched for its end. */
const DOCUMENT_LIMIT = 4096;
const HERE_STRING = "<<<";
const HERE_DOCUMENT = /^<<-?\\?(["']?)(\w{1,40})\1$/;
const REDIRECTION = /^\d?>{1,2}(?!&)/;
const WRITER_OPTION = /^-[a-zA-Z]{1,3}$/;
/**
 * What a command is given on its standard input: `echo X | docker login --password-stdin`, `printf '%s' X | …`,
 * `… <<< X`; and what is written to a file that is called for a secret.
 */
function findInPipeline(text, pipeline, hold) {
    const forms = pipeline.map(inputOf);
    /** What the next command that reads a secret takes it for. */
    let behind;
    for (let place = pipeline.length - 1; place >= 0; place--) {
        const words = pipeline[place]?.words ?? [];
        const written = behind ?? (isSecretFile(targetOf(words)) ? "whole" : undefined);
        const from = pipeline[place]?.reader.writesFrom ?? 0;
        if (written !== undefined)
            for (const word of writtenBy(text, words, from))
                hold(written, word);
        behind = forms[place] ?? behind;
        if (behind === undefined)
            continue;
        for (const word of hereStrings(text, words))
            hold(behind, word);
        const end = words.map((word) => HERE_DOCUMENT.exec(word.text)?.[2]).find((each) => each !== undefined);
        const document = end === undefined ? undefined : documentOf(text, words, end);
        if (document !== undefined)
            hold(behind, document);
    }
}
function inputOf({ words, reader }) {
    if (reader.input !== undefined)
        return reader.input;
    if (isSecretFile(targetOf(words)))
        return "whole";
    return reader.name === "tee" && words.slice(1).some(({ text }) => isSecretFile(text)) ? "whole" : undefined;
}
/** The file that a command writes to, or nothing. */
function targetOf(words) {
    const place = words.findIndex(({ text }) => REDIRECTION.test(text));
    if (place < 0)
        return "";
    const target = (words[place]?.text ?? "").replace(REDIRECTION, "");
    return target === "" ? (words[place + 1]?.text ?? "") : target;
}
function hereStrings(text, words) {
    return words.flatMap((word, place) => {
        if (!word.text.startsWith(HERE_STRING))
            return [];
        if (word.text === HERE_STRING)
            return words.slice(place + 1, place + 2);
        const from = word.start + HERE_STRING.length;
        const { start, end } = withoutQuotes(text, from, word.start + word.text.length);
        return [{ text: text.slice(start, end), start, isExpanded: text[from] !== "'" }];
    });
}
/** The lines from the next one up to one that is `end`. */
function documentOf(text, words, end) {
    const from = words.at(-1)?.start ?? 0;
    const part = text.slice(from, from + DOCUMENT_LIMIT);
    const line = part.indexOf("\n");
    const close = part.indexOf(`\n${end}`, line);
    if (line < 0 || close === line)
        return undefined;
    const inside = part.slice(line + 1, close < 0 ? undefined : close);
    return { text: inside, start: from + line + 1, isExpanded: true };
}
/** What echo and printf write; PowerShell writes a text that stands alone. */
function writtenBy(text, words, from) {
    if (from === 0) {
        const isAlone = words.length === 1 || (words.length === 3 && words[1]?.text === "=");
        return isAlone ? words.slice(-1).filter(({ start }) => /["']/.test(text[start - 1] ?? "")) : [];
    }
    const end = words.findIndex((word) => REDIRECTION.test(word.text));
    const written = words
        .slice(from, end < 0 ? undefined : end)
        .filter((word, place) => place > 0 || !WRITER_OPTION.test(word.text));
    const isFormat = written.length > 1 && written[0]?.text.includes("%");
    return withoutTemplates(isFormat ? written.slice(1) : written);
}
/** Without `${{ secrets.X }}`, which a workflow puts a value in the place of, and which has spaces. */
function withoutTemplates(words) {
    let isOpen = false;
    return words.filter(({ text }) => {
        const isOfTemplate = isOpen || text.includes("${{");
        isOpen = isOfTemplate && !text.includes("}}");
        return !isOfTemplate;
    });
}

;// CONCATENATED MODULE: ./build/mask/command.js






/** Scripts in scripts that are read: `bash -c "sudo sh -c 'mysql -pX'"` has two. */
const DEPTH_LIMIT = 4;
/** Finds what is secret in the arguments of a program, the first of which is its name: for each its places. */
function secretsOfArguments(args) {
    const values = new Set();
    const command = new CommandReader(args, "given", scriptsBelow(0));
    const found = args.map((text) => {
        const secrets = new mask_spans/* Secrets */.Sb(values);
        command.take({ text, isExpanded: false }, secrets);
        return secrets;
    });
    return found.map((secrets, index) => {
        secrets.addEach(args[index] ?? "", values);
        return secrets.spans;
    });
}
/** Finds what is secret in a text that a shell reads, such as a line of a step. */
function secretsOfScript(text) {
    const secrets = new mask_spans/* Secrets */.Sb();
    findInScript(text, secrets, 1);
    secrets.addEach(text, secrets.values);
    return secrets.spans;
}
/** `depth` is how many scripts and commands it stands in. */
function findInScript(text, secrets, depth) {
    if (depth <= DEPTH_LIMIT) {
        for (const commands of pipelinesOfScript(text)) {
            const pipeline = commands.map((words) => {
                const isTold = commands.length === 1 && targetOf(words) === "";
                const texts = words.map((word) => word.text);
                const reader = new CommandReader(texts, isTold ? "told" : "kept", scriptsBelow(depth));
                for (const word of words)
                    reader.take(word, new mask_spans/* SecretsOfPart */.Kp(secrets, word.start));
                return { words, reader };
            });
            findInPipeline(text, pipeline, (form, { text, start, isExpanded }) => addHeld(form, { text, start: 0, end: text.length, isExpanded, name: "" }, new mask_spans/* SecretsOfPart */.Kp(secrets, start)));
        }
    }
    findInText(text, "script", secrets);
}
/** Reads the scripts in the words of what stands in so many. */
function scriptsBelow(depth) {
    return (text, secrets) => findInScript(text, secrets, depth + 1);
}

;// CONCATENATED MODULE: ./build/mask/masker.js



const MASKED_TO_END = /\*\*\*…?$/;
const NONE = [];
/** Stands where something is cut off. */
const masker_CUT = "…";
/** What an option's name can begin with that is a secret's. */
const SECRET_START = /^--?(?:[\w-]*-)?(?:pass|pwd|token|secret|auth|api|key|cred)?[\w-]{0,16}…$/i;
/** The rest of a word that is cut, and is no path, no option and no word of a language. */
const CUT_TOKEN = /^…(?=.*\d)(?=.*[A-Za-z])[\w+=.~-]{8,}…?$/;
/** A name with a version, or of a file. */
const FILE_OR_VERSION = /\.[A-Za-z]{1,5}$|\d\.\d/;
/** Of a known secret, so much at a cut tells that it is a part of it; more than this is not compared. */
const masker_PART_LIMIT = 256;
/** A secret that is shorter is a word like others. */
const KNOWN_SIZE = 4;
/**
 * Masks secrets in what is shown and uploaded, never in what rules see. It finds them by what stands around them, and by
 * how tokens begin; a secret that stands alone, and looks like any other word, is not found. What has none is given back
 * as the same string.
 */
class masker_Masker {
    #known;
    /** `known` are secrets that are to be masked wherever they stand. */
    constructor(known = []) {
        const long = known.filter(({ length }) => length >= KNOWN_SIZE);
        this.#known = [...new Set([...long, ...long.flatMap(encodedForms)])];
    }
    /** A path, a name, an address: text that no shell has read. */
    text(raw) {
        return (0,mask_spans/* withMasks */.GH)(raw, this.#withKnown(raw, spansInText(raw, "argument")));
    }
    /** What a shell reads: the first line of a step. */
    script(raw) {
        return (0,mask_spans/* withMasks */.GH)(raw, this.#withKnown(raw, secretsOfScript(raw)));
    }
    /** The arguments of a program, the first of which is its name; the same list where they have none. */
    arguments(args) {
        const found = secretsOfArguments(args);
        const masked = args.map((raw, index) => (0,mask_spans/* withMasks */.GH)(raw, this.#withKnown(raw, found[index] ?? [])));
        return masked.every((text, index) => text === args[index]) ? args : masked;
    }
    /**
     * The same where some are missing in front of the one at `gap`, which can be the rest of any. It is masked where what
     * stands in front of the gap is a secret up to its end, or can be the name of one, and where it looks like a token.
     */
    cutArguments(args, gap) {
        const masked = this.arguments(args);
        const before = masked[gap - 1];
        const after = args[gap];
        if (after === undefined || after === masker_CUT)
            return masked;
        const isOfSecret = before !== undefined && before !== args[gap - 1] && MASKED_TO_END.test(before);
        const isNamed = before !== undefined && SECRET_START.test(before) && !after.includes("/");
        const isToken = CUT_TOKEN.test(after) && !FILE_OR_VERSION.test(after);
        if (!isOfSecret && !(after.startsWith(masker_CUT) && (isNamed || isToken)))
            return masked;
        return masked.map((text, index) => (index === gap ? mask_spans/* MASK */.v5 : text));
    }
    /** Bytes, one character each, as a connection or a message has them; as many as before. */
    bytes(latin1) {
        return (0,mask_spans/* withFill */.KS)(latin1, this.#withKnown(latin1, spansInText(latin1, "data")));
    }
    #withKnown(raw, spans) {
        if (this.#known.length === 0)
            return spans;
        const secrets = new mask_spans/* Secrets */.Sb();
        secrets.addEach(raw, this.#known);
        for (const known of this.#known)
            addCut(raw, known, secrets);
        return secrets.spans.length === 0 ? spans : [...spans, ...secrets.spans];
    }
}
/** Finds the beginning of a secret where a text is cut at its end, and the end of one where it is cut at its beginning. */
function addCut(text, known, secrets) {
    const limit = Math.min(known.length - 1, text.length - 1, masker_PART_LIMIT);
    if (text.endsWith(masker_CUT)) {
        const end = text.length - masker_CUT.length;
        for (let size = limit; size >= KNOWN_SIZE; size--) {
            if (!text.endsWith(known.slice(0, size) + masker_CUT))
                continue;
            secrets.add(end - size, end, "");
            break;
        }
    }
    if (text.startsWith(masker_CUT)) {
        for (let size = limit; size >= KNOWN_SIZE; size--) {
            if (!text.startsWith(known.slice(-size), masker_CUT.length))
                continue;
            secrets.add(masker_CUT.length, masker_CUT.length + size, "");
            break;
        }
    }
}
/** The user that git is given beside a token of GitHub's, as actions/checkout writes it into a header. */
const masker_TOKEN_USER = "x-access-token:";
/**
 * A secret as base64 has it: by itself and with that user before it, as a whole, and wherever it stands in something
 * longer. Of the last, the characters that depend on what is beside it are left out.
 */
function encodedForms(secret) {
    const whole = [secret, masker_TOKEN_USER + secret].map((text) => Buffer.from(text).toString("base64"));
    const inside = [0, 1, 2].map((before) => {
        const encoded = Buffer.from(" ".repeat(before) + secret).toString("base64");
        const start = Math.ceil((before * 8) / 6);
        const bits = (before + Buffer.byteLength(secret)) * 8;
        return encoded.slice(start, Math.floor(bits / 6));
    });
    return [...whole, ...inside].filter(({ length }) => length >= KNOWN_SIZE * 2);
}
function spansInText(raw, form) {
    if (!mayHaveSecrets(raw))
        return NONE;
    const secrets = new mask_spans/* Secrets */.Sb();
    findInText(raw, form, secrets);
    return secrets.spans;
}

// EXTERNAL MODULE: ./build/report/counted-entries.js
var counted_entries = __webpack_require__(74072);
// EXTERNAL MODULE: ./build/report/destinations.js
var destinations = __webpack_require__(80270);
// EXTERNAL MODULE: ./build/report/doers.js
var doers = __webpack_require__(48308);
;// CONCATENATED MODULE: ./build/report/titles.js

const NO_TITLES = { steps: new Map(), packages: new Map() };
const MASKER = new masker_Masker();
/** Of a first line; GitHub's own pages show no more of it either. */
const titles_LINE_LIMIT = 120;
/** The runner puts it before what a step of PowerShell says (ScriptHandlerHelpers.cs in actions/runner). */
const POWERSHELL_PREFIX = "$ErrorActionPreference = 'stop'";
/**
 * The line by which the runner names a run step: the first that is not empty (ActionRunner.cs in actions/runner). Empty
 * where there is none.
 */
function titles_firstLine(script) {
    const own = script.replace(/^\ufeff/, "").trimStart();
    const text = own.startsWith(POWERSHELL_PREFIX) ? own.slice(POWERSHELL_PREFIX.length).trimStart() : own;
    const [line = ""] = text.split(/[\r\n]/, 1);
    return MASKER.script(line.trimEnd());
}
/** Of a first line, once all that is secret in it is masked: what is cut before that, nobody would know for a secret. */
function shownLine(line) {
    return line.length > titles_LINE_LIMIT ? `${line.slice(0, titles_LINE_LIMIT)}…` : line;
}
/** A version of npm, PyPI or others; whatever else a file says there is not shown. */
const titles_VERSION = /^[0-9A-Za-z][\w.+!~-]{0,63}$/;
/** npm's names, 214 characters at the most, and PyPI's. */
const PACKAGE_NAME = /^(?:@[\w.~-]+\/)?[\w.~-]+$/;
const PACKAGE_NAME_LIMIT = 214;
/** What a `package.json` says its package is called; undefined where it is none. */
function titles_nameOfPackageJson(text) {
    let json;
    try {
        json = JSON.parse(text.replace(/^\ufeff/, ""));
    }
    catch {
        return undefined;
    }
    if (typeof json !== "object" || json === null)
        return undefined;
    const { name, version } = json;
    return packageName(name, version);
}
/** The same of `PKG-INFO` (the core metadata of Python's packages: headers as those of mail). */
function titles_nameOfPkgInfo(text) {
    const [head = ""] = text.split(/\r?\n\r?\n/, 1);
    return packageName(headerOf(head, "Name"), headerOf(head, "Version"));
}
/** By lines: a pattern that looks for the end of a value over and over takes seconds of what a job can write. */
function headerOf(head, name) {
    const line = head.split("\n").find((each) => each.startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim();
}
function packageName(name, version) {
    const isName = typeof name === "string" && name.length <= PACKAGE_NAME_LIMIT && PACKAGE_NAME.test(name);
    const isVersion = typeof version === "string" && titles_VERSION.test(version);
    if (!isName && !isVersion)
        return undefined;
    return { name: isName ? name : "", version: isVersion ? version : "" };
}
/**
 * The package whose script a process is of, as people know it: `esbuild 0.25.0`. It is called as its folder is; where
 * it says another name, as an alias or what was unpacked under a number does, that stands behind.
 */
function packageTitle(name, folder, titles) {
    const told = folder && titles.packages.get(folder.path);
    const version = told?.version || folder?.version || "";
    const title = version === "" ? name : `${name} ${version}`;
    return told === undefined || told.name === "" || sameName(told.name, name)
        ? title
        : `${title} (${told.name})`;
}
/** PyPI's names are one whatever stands between their words (PEP 503). */
function sameName(one, other) {
    const plain = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");
    return plain(one) === plain(other);
}

;// CONCATENATED MODULE: ./build/report/written-files.js



/** CountedEntries of one step: when there are more, folders take the place of the files in them. */
const ENTRIES_LIMIT = 64;
/** No entry is deeper than this: a job can make folders without end. */
const written_files_DEPTH_LIMIT = 12;
/** Without names, which do not matter there (gcc's libiberty, choose_tmpdir). */
const COMPILED = /^(?:\/var)?\/tmp\/cc(?=[A-Za-z0-9]{6}\.)/;
/** Ends what stands for all names that begin so. */
const ANY = "*";
const HOME = "(?:/home/[^/]+|/root|/github/home)";
/** Each matches the folder that stands for all that is below it. */
const SCRATCH = [
    /^(?:(?:\/var)?\/tmp|\/dev\/shm)\/[^/]+/,
    // The runner's own, and what steps put into its temporary folder.
    /^.*?\/_temp\/[^/]+/s,
    /^.*?\/(?:_actions|_tool|hostedtoolcache)(?=\/)/s,
    new RegExp(`^${HOME}/(?:\\.cache/[^/]+|\\.npm|\\.yarn|\\.pnpm-store|\\.bun|\\.local/share/pnpm|\\.gradle|\\.m2/repository|\\.ivy2|\\.sbt|\\.nuget|\\.cargo/(?:registry|git)|\\.rustup|go/pkg|\\.gem|\\.bundle|\\.composer/cache|\\.conda|\\.pub-cache)(?=/)`),
    /^\/var\/(?:lib\/(?:apt|dpkg|docker|containerd)|cache\/[^/]+|log)(?=\/)/,
];
/** In UTF-16 units: no tool keeps its files deeper. */
const SCRATCH_LIMIT = 512;
/** What is written there goes nowhere, or to whoever reads the step's output. */
const NOWHERE = /^\/(?:dev\/(?:null|zero|full|tty\d*|ptmx|pts\/\d+|stdout|stderr|fd\/\d+)$|proc\/(?:self|\d+)\/(?:fd\/|attr\/|comm$|oom_score_adj$|task\/\d+\/(?:attr\/|comm$)))/;
/** What a step wrote: all of it, though with folders for what is in them when there is more than there are entries. */
class WrittenFiles {
    #entries = new Map();
    #room;
    #last;
    #folders = 0;
    /** No folder is left that could stand for more. */
    #isFull = false;
    /** How often was written what there is no entry for. */
    leftOut = 0;
    constructor(room) {
        this.#room = room;
    }
    /** `process` has written it. */
    add(path, count, process) {
        const entry = this.#find(path) ?? this.#make(path);
        if (entry === "nowhere")
            return;
        if (entry === undefined) {
            this.leftOut += count;
            return;
        }
        entry.count += count;
        entry.by.add(process);
    }
    /** In the order of their first writing; what tools keep for themselves last. */
    list() {
        const all = [...this.#entries.values()];
        return [...all.filter(({ isScratch }) => !isScratch), ...all.filter(({ isScratch }) => isScratch)];
    }
    #find(path) {
        if (this.#last?.path === path)
            return this.#last.entry;
        let entry = this.#entries.get(path);
        if (entry === undefined && this.#folders > 0)
            entry = this.#folderOf(path);
        if (entry !== undefined)
            this.#last = { path, entry };
        return entry;
    }
    /** The folder above a path that stands for it. */
    #folderOf(path) {
        let at = path.length;
        // Folders of entries are no deeper: from there on nothing can be found.
        const deepest = endOfDepth(path, written_files_DEPTH_LIMIT);
        if (deepest < at)
            at = deepest + 1;
        for (;;) {
            at = path.lastIndexOf("/", at - 1);
            if (at <= 0)
                return undefined;
            const entry = this.#entries.get(path.slice(0, at));
            if (entry?.isFolder)
                return entry;
        }
    }
    #make(path) {
        if (NOWHERE.test(path))
            return "nowhere";
        const scratch = scratchOf(path.slice(0, SCRATCH_LIMIT));
        const end = endOfDepth(path, written_files_DEPTH_LIMIT);
        const place = scratch ?? path.slice(0, end);
        const known = this.#entries.get(place);
        if (known !== undefined)
            return place === path ? known : this.#asFolder(known);
        if (this.#entries.size >= ENTRIES_LIMIT && !this.#isFull)
            this.#fold();
        // It may stand for this one by now.
        const folder = this.#folderOf(place);
        if (folder !== undefined)
            return folder;
        if (this.#entries.size >= ENTRIES_LIMIT || !this.#room.take((0,counted_entries/* sizeOfEntry */.LY)(place)))
            return undefined;
        const entry = {
            path: (0,doers/* ownText */.U3)(place),
            isFolder: place !== path && !place.endsWith(ANY),
            isScratch: scratch !== undefined,
            by: new doers/* Doers */.Mx(),
            count: 0,
        };
        this.#put(entry);
        return entry;
    }
    /** Something is written below it: it is one. */
    #asFolder(entry) {
        if (!entry.isFolder && !entry.path.endsWith(ANY)) {
            entry.isFolder = true;
            this.#folders++;
        }
        return entry;
    }
    #put(entry) {
        this.#entries.set(entry.path, entry);
        if (entry.isFolder)
            this.#folders++;
    }
    /** Halves the entries, if it can: the folders with most of them stand for them first; then those above the deepest. */
    #fold() {
        this.#last = undefined;
        const enough = ENTRIES_LIMIT / 2;
        for (let pass = 0; pass < 3 * written_files_DEPTH_LIMIT && this.#entries.size > enough; pass++) {
            const groups = [...this.#byFolder()].sort(byCountAndDepth);
            const several = groups.filter(([, group]) => group.length > 1);
            const depth = Math.max(...groups.map(([folder]) => depthOf(folder)));
            const folded = several.length > 0 ? several : groups.filter(([folder]) => depthOf(folder) === depth);
            for (const [folder] of folded)
                if (this.#entries.size > enough)
                    this.#replace(folder);
        }
        this.#isFull = this.#entries.size >= ENTRIES_LIMIT;
    }
    #byFolder() {
        const groups = new Map();
        for (const entry of this.#entries.values()) {
            const folder = external_node_path_.posix.dirname(entry.path);
            if (folder === "/" || !entry.path.startsWith("/"))
                continue;
            const group = groups.get(folder);
            if (group === undefined)
                groups.set(folder, [entry]);
            else
                group.push(entry);
        }
        return groups;
    }
    /** Puts a folder in the place of itself, and of all that is below it. */
    #replace(folder) {
        const group = [...this.#entries.values()].filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
        // They may be in one that is above it by now.
        if (group.length === 0)
            return;
        const by = new doers/* Doers */.Mx();
        let count = 0;
        for (const entry of group) {
            this.#entries.delete(entry.path);
            this.#room.give((0,counted_entries/* sizeOfEntry */.LY)(entry.path));
            if (entry.isFolder)
                this.#folders--;
            by.addAll(entry.by);
            count += entry.count;
        }
        const isScratch = group.every((entry) => entry.isScratch);
        // No longer than one of those whose room it gets.
        this.#room.take((0,counted_entries/* sizeOfEntry */.LY)(folder));
        this.#put({ path: (0,doers/* ownText */.U3)(folder), isFolder: true, isScratch, by, count });
    }
}
function byCountAndDepth([one, ones], [other, others]) {
    return others.length - ones.length || depthOf(other) - depthOf(one);
}
function depthOf(path) {
    return path.split("/").length;
}
/** What stands for a path in which a tool keeps what it needs again, or only for a moment. */
function scratchOf(path) {
    const compiled = COMPILED.exec(path);
    if (compiled !== null)
        return `${compiled[0]}${ANY}`;
    for (const pattern of SCRATCH) {
        const found = pattern.exec(path);
        if (found !== null)
            return found[0];
    }
    return undefined;
}
/** Where a path has had so many names; its length where it has no more. */
function endOfDepth(path, depth) {
    let at = 0;
    for (let names = 0; names < depth; names++) {
        at = path.indexOf("/", at + 1);
        if (at < 0)
            return path.length;
    }
    return at;
}

;// CONCATENATED MODULE: ./build/report/activity-observer.js







/** In bytes, for all that is kept of a job. */
const activity_observer_BUDGET = 4 * 1024 * 1024;
/** A step gets this part of what those before it have left. */
const STEP_SHARE = 1 / 4;
const STEPS_LIMIT = 200;
/** For each kind of thing that a step did. */
const activity_observer_ENTRIES_LIMIT = 256;
/** Names of one address. */
const NAMES_KEPT = 3;
/** In UTF-16 units; longer than any name of DNS. */
const TEXT_LIMIT = 400;
const COMMAND_LIMIT = 120;
const SYSTEM_FOLDER = /^\/(?:usr\/)?(?:local\/)?(?:s?bin|lib(?:exec|32|64)?)\/|^\/opt\/hostedtoolcache\//;
/** Sees what a job does, in as much memory as it is given. */
class ActivityObserver {
    #room = new counted_entries/* ActivityRoom */.hT(activity_observer_BUDGET);
    #steps = new Map();
    #last;
    #leftOut = 0;
    #workspace;
    /** The folder that the job works in. Where nobody says it, it is that of the first program of the first step. */
    set workspace(path) {
        this.#workspace = path;
    }
    /** `recorded` is the same event with its secrets: the flags of most files tell that there is nothing to show. */
    add(event, recorded = event) {
        const step = this.#stepOf(event);
        if (step === undefined)
            this.#leftOut += event.count;
        else
            step.add(event, recorded, this.#workspace);
    }
    /** What was seen so far. */
    activity(titles) {
        const tallies = [...this.#steps.values()];
        const connected = new Set(tallies.flatMap(({ hosts }) => hosts.list.flatMap((host) => [host.ip, ...host.names])));
        const steps = tallies.map((tally) => tally.activity(titles, connected));
        return { workspace: this.#workspace ?? "", steps, leftOut: this.#leftOut };
    }
    #stepOf(event) {
        const path = event.process.step?.raw ?? "";
        if (this.#last?.path === path)
            return this.#last;
        const known = this.#steps.get(path);
        if (known !== undefined) {
            this.#last = known;
            return known;
        }
        if (event.kind === "process_exec")
            this.#workspace ??= event.process.cwd?.raw;
        if (this.#steps.size >= STEPS_LIMIT)
            return undefined;
        const step = new StepTally((0,doers/* ownText */.U3)(path), event, this.#room.part(STEP_SHARE));
        this.#steps.set(step.path, step);
        this.#last = step;
        return step;
    }
}
class StepTally {
    path;
    hosts;
    #action;
    #timeNs;
    #events = 0;
    #firstCommand = "";
    #programs;
    #names;
    #files;
    #packages;
    /** `event` is its first. */
    constructor(path, { process, timeNs }, room) {
        this.path = path;
        this.#action = (0,doers/* ownText */.U3)(process.action?.raw ?? "");
        this.#timeNs = timeNs;
        this.hosts = new counted_entries/* CountedEntries */.lL(room, activity_observer_ENTRIES_LIMIT);
        this.#programs = new counted_entries/* CountedEntries */.lL(room, activity_observer_ENTRIES_LIMIT);
        this.#names = new counted_entries/* CountedEntries */.lL(room, activity_observer_ENTRIES_LIMIT);
        this.#packages = new counted_entries/* CountedEntries */.lL(room, activity_observer_ENTRIES_LIMIT);
        this.#files = new WrittenFiles(room);
    }
    add(event, recorded, workspace = "") {
        this.#events += event.count;
        if (recorded.kind === "file_open" && !recorded.payload.is_write)
            return;
        switch (event.kind) {
            case "process_exec":
                this.#executed(event);
                break;
            case "network_connect":
                this.#connected(event);
                break;
            case "egress_block":
                this.#refused(event);
                break;
            case "domain":
                this.#asked(event);
                break;
            case "file_open":
            case "file_truncate":
                this.#wrote(event.payload.path, event, workspace);
                break;
            case "file_move":
                this.#wrote(event.payload.to_path, event, workspace);
                break;
            case "file_link":
                this.#wrote(event.payload.created_path, event, workspace);
                break;
        }
    }
    /** `connected` has the names and addresses that the job has connected to. */
    activity(titles, connected) {
        return {
            path: this.path,
            action: this.#action,
            line: titles.steps.get(this.path) ?? "",
            firstCommand: this.#firstCommand,
            timeNs: this.#timeNs,
            events: this.#events,
            programs: this.#programs.list,
            hosts: this.hosts.list,
            names: this.#names.list.filter(({ name }) => !connected.has(name)),
            files: this.#files.list(),
            packages: this.#packages.list.map(({ name, folder, installer, count }) => ({
                title: packageTitle(name, folder, titles),
                folder: folder?.path ?? "",
                installer,
                count,
            })),
            leftOut: {
                programs: this.#programs.leftOut,
                hosts: this.hosts.leftOut,
                names: this.#names.leftOut,
                files: this.#files.leftOut,
                packages: this.#packages.leftOut,
            },
        };
    }
    #executed({ process, count }) {
        const { exec_path, argv, package: of, packageFolder: folder } = process;
        const isScript = argv.some(({ raw }) => raw === this.path);
        if (this.#firstCommand === "" && !isScript)
            this.#firstCommand = (0,doers/* ownText */.U3)(commandOf(process));
        if (of !== undefined && of.raw !== "") {
            this.#packages.add(`${of.raw} ${folder?.path ?? ""}`, count, () => ({
                name: cut(of.raw),
                folder: folder && { ...folder, path: cut(folder.path), version: cut(folder.version) },
                installer: (0,doers/* ownText */.U3)(process.installer?.raw ?? ""),
                count: 0,
            }));
        }
        if (isSameTool(process))
            return;
        const name = toolName(process);
        const path = SYSTEM_FOLDER.test(exec_path.raw) ? "" : exec_path.raw;
        this.#programs.add(`${name} ${path}`, count, () => ({ name: cut(name), path: cut(path), count: 0 }));
    }
    #connected(event) {
        const { process, payload, count } = event;
        const { remote_ip, remote_port, protocol, remote_domains } = payload;
        const host = this.hosts.add((0,destinations/* hostKey */._9)(payload), count, () => ({
            ip: remote_ip.raw,
            port: remote_port,
            protocol: protocol.raw,
            names: [],
            by: new doers/* Doers */.Mx(),
            count: 0,
            refused: 0,
        }));
        if (host === undefined)
            return;
        host.refused += (0,destinations/* killedCount */.FT)(event);
        host.by.add(process);
        if (host.names.length === 0)
            host.names = remote_domains.slice(0, NAMES_KEPT).map(({ raw }) => cut(raw));
    }
    /** What was tried is known by then. */
    #refused({ payload, count }) {
        if (payload.act.raw !== "connect")
            return;
        const host = this.hosts.get((0,destinations/* hostKey */._9)(payload));
        if (host !== undefined)
            host.refused += count;
    }
    #asked({ process, payload: { domain, source }, count }) {
        const name = this.#names.add(`${source.raw} ${domain.raw}`, count, () => ({
            name: cut(domain.raw),
            source: source.raw,
            by: new doers/* Doers */.Mx(),
            count: 0,
        }));
        name?.by.add(process);
    }
    #wrote({ raw: path }, { process, count }, workspace) {
        if (!isBelow(path, workspace))
            this.#files.add(path, count, process);
    }
}
function isBelow(path, folder) {
    if (folder.length <= 1 || !path.startsWith(folder))
        return false;
    return path.length === folder.length || path[folder.length] === "/";
}
/** A script that its interpreter has just taken over: it is one program that was executed. */
function isSameTool({ pid, tool, above, ancestors }) {
    if (tool === undefined || tool.raw === "")
        return false;
    const before = above ?? ancestors[0];
    return before !== undefined && before.pid === pid && before.tool?.raw === tool.raw;
}
/** As somebody would type it: of a script without what the kernel puts before its path. Visible. */
function commandOf({ exec_path, argv }) {
    const given = argv.map(({ raw }) => raw);
    const script = given.slice(1, 4).indexOf(exec_path.raw);
    const words = [(0,phrase/* baseName */.Fl)(exec_path.raw), ...given.slice(script < 0 ? 1 : script + 2)];
    return (0,report_visible/* visible */.RK)(words.join(" ").slice(0, COMMAND_LIMIT), COMMAND_LIMIT);
}
function toolName(process) {
    const name = (0,doers/* familiarName */.hG)(process);
    const verb = process.verb?.raw ?? "";
    return verb === "" ? name : `${name} ${verb}`;
}
function cut(text) {
    return (0,doers/* ownText */.U3)(text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text);
}

// EXTERNAL MODULE: ./build/rules/rule.js
var rules_rule = __webpack_require__(96616);
;// CONCATENATED MODULE: ./build/report/severity.js

/** What the tag `severity` can say, the worst first; of a rule that has none nobody knows that it is mild. */
const SEVERITIES = (/* unused pure expression or super */ null && (["critical", "high", "medium", "low"]));
const UNTAGGED = "medium";
/** How bad it is that a rule matched: 0 is the worst. */
function severityRank({ tags: { severity = UNTAGGED } }) {
    const rank = SEVERITIES.indexOf(severity.toLowerCase());
    return rank < 0 ? SEVERITIES.indexOf(UNTAGGED) : rank;
}
/** True where the tag `attack` of a rule names one of these techniques of ATT&CK, or one below it. */
function hasTechnique({ tags: { attack = "" } }, techniques) {
    return techniques.some((each) => attack === each || attack.startsWith(`${each}.`));
}
/** The gravest of the rules that an event is told for. */
function gravest(told) {
    return [...told.rules, ...told.countedBy].sort(byGravity)[0];
}
/** Orders rules: those that fail a job first, and of these the worst. */
function byGravity(a, b) {
    return Number(isFailing(b)) - Number(isFailing(a)) || severityRank(a) - severityRank(b);
}

;// CONCATENATED MODULE: ./build/report/changed-files.js



/** What ATT&CK calls what stays behind, which a rule's tag `attack` can name, with all below it. */
const STAYING = ["T1037", "T1053", "T1098", "T1136", "T1543", "T1546", "T1547", "T1554", "T1574"];
/** include/uapi/asm-generic/fcntl.h, which x86 uses. */
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
/** The files that failing rules say stay behind changed, each once; `removed` has the paths of those that are gone. */
function changedFiles(told, removed) {
    const files = new Map();
    for (const { event, rules } of told) {
        const path = rules.some(saysStays) ? changedPath(event) : undefined;
        if (path !== undefined)
            files.set(path, files.get(path) === true || showsChange(event));
    }
    return [...files].map(([path, isChanged]) => ({ path, isChanged, isRemoved: removed.has(path) }));
}
/** True of a rule that fails jobs, and says of what it matches that it stays behind. */
function saysStays(rule) {
    return (0,rules_rule/* isFailing */.D)(rule) && hasTechnique(rule, STAYING);
}
/** An open changes something where it makes the file, or cuts it. One with O_CREAT alone may have found it there. */
function showsChange(event) {
    if (event.kind !== "file_open")
        return true;
    const { flags } = event.payload;
    return (flags & O_TRUNC) !== 0 || (flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL);
}

// EXTERNAL MODULE: ./build/report/reached-endpoints.js
var reached_endpoints = __webpack_require__(7402);
;// CONCATENATED MODULE: ./build/report/removed-files.js

/** Of files that are looked out for: a rule that fails a job is true of few, and a job can make it true of any number. */
const FILES_LIMIT = 1000;
/** In UTF-16 units, of all their paths. */
const removed_files_PATHS_LIMIT = 256 * 1024;
/** Trees of processes that mount something; a machine has few. */
const MOUNTERS_LIMIT = 1000;
/**
 * Sees which files that rules matched by their events were removed later. Files are known by their paths, and a container
 * has its own: so only those count who belong to the tree of whoever made the change, and of these nobody from when one
 * of them has mounted something. Who enters what was mounted before the job (setns) is not told apart.
 */
class RemovedFiles {
    #files = new Map();
    #mounters = new Set();
    #size = 0;
    /** The paths of those that were removed, or moved away, and not made again as far as rules have seen. */
    get paths() {
        return new Set([...this.#files].filter(([, { isRemoved }]) => isRemoved).map(([path]) => path));
    }
    /** Looks out for the file that an event has changed, or may have. */
    watch(event) {
        const path = removed_files_changedPath(event);
        if (path === undefined)
            return;
        const known = this.#files.get(path);
        if (known === undefined) {
            if (this.#files.size >= FILES_LIMIT || this.#size + path.length > removed_files_PATHS_LIMIT)
                return;
            this.#size += path.length;
        }
        const own = treeOf(event.process);
        const tree = known === undefined || known.tree === own ? own : "";
        this.#files.set(known === undefined ? (0,doers/* ownText */.U3)(path) : path, {
            tree,
            isCovered: known?.isCovered ?? false,
            isRemoved: false,
        });
    }
    /** Takes each event, before it is looked at what that has changed. */
    add(event) {
        if (event.kind === "mount")
            this.#mount(event.payload.target_path.raw, event.process);
        if (this.#files.size === 0)
            return;
        if (event.kind === "file_remove")
            this.#remove(event.payload.path.raw, event.process);
        if (event.kind === "file_move")
            this.#moveAway(event.payload.from_path.raw, event.process);
        // What comes to that place, or is written there, may be the same again.
        const path = removed_files_changedPath(event);
        if (path !== undefined)
            this.#change(path, () => ({ isRemoved: false }));
    }
    #mount(target, process) {
        if (this.#mounters.size < MOUNTERS_LIMIT)
            this.#mounters.add(treeOf(process));
        this.#change(target, () => ({ isCovered: true }));
    }
    #remove(path, process) {
        const file = this.#files.get(path);
        if (file !== undefined && this.#isReached(file, process)) {
            this.#files.set(path, { ...file, isRemoved: true });
        }
    }
    #moveAway(place, process) {
        this.#change(place, (file) => (this.#isReached(file, process) ? { isRemoved: true } : {}));
    }
    /** True where a process that names the path of a file has certainly that file in mind. */
    #isReached({ tree, isCovered }, process) {
        if (isCovered || this.#mounters.size >= MOUNTERS_LIMIT)
            return false;
        return tree === treeOf(process) && !this.#mounters.has(tree);
    }
    /** With a folder goes, and comes, what is in it. */
    #change(place, change) {
        const folder = place === "/" ? place : `${place}/`;
        for (const [path, file] of this.#files) {
            if (path === place || path.startsWith(folder))
                this.#files.set(path, { ...file, ...change(file) });
        }
    }
}
/** The first process above one that is not the machine's first: containers and services hang below another than the job. */
function treeOf(process) {
    const oldest = process.ancestors.findLast(({ pid }) => pid !== 1) ?? process;
    return oldest.imageNumber === undefined ? oldest.exec_path.raw : String(oldest.imageNumber);
}
/** The file that an event has changed, or may have; undefined for none. */
function removed_files_changedPath(event) {
    switch (event.kind) {
        case "file_open":
            return event.payload.is_write ? event.payload.path.raw : undefined;
        case "file_truncate":
            return event.payload.path.raw;
        case "file_move":
            return event.payload.to_path.raw;
        case "file_link":
            return event.payload.created_path.raw;
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./build/report/termination.js

/** How many events there were, and the first of them. */
class FirstEvents {
    static #KEPT = 10;
    events = [];
    count = 0;
    add(event) {
        this.count += event.count;
        if (this.events.length < FirstEvents.#KEPT)
            this.events.push(event);
    }
}
/** Finds out how a job was stopped, from its events in their order and what the log tells between them. */
class TerminationObserver {
    #mask;
    #meanwhile = new FirstEvents();
    #killed = new FirstEvents();
    #denied = 0;
    #hasMatched = false;
    #first;
    #last;
    #offsetNs = 0n;
    /** `mask` takes secrets out of the names of processes. */
    constructor(mask) {
        this.#mask = mask;
    }
    /** An event, and whether a rule has matched by it for which the job is stopped. */
    add(event, isMatch) {
        if (event.tags.includes(events_event/* KILLED_IN_KERNEL */.W5))
            this.#killed.add(event);
        if (event.tags.includes(events_event/* DENIED_IN_KERNEL */.KU))
            this.#denied += event.count;
        if (this.#first !== undefined)
            return;
        if (this.#hasMatched)
            this.#meanwhile.add(event);
        this.#hasMatched ||= isMatch;
    }
    done(termination, offsetNs) {
        // What was locked down can still be ended.
        if (this.#first?.answer !== termination.answer)
            this.#first = termination;
        this.#last = termination;
        this.#offsetNs = offsetNs;
    }
    /** Undefined where the log tells of no stop. */
    report() {
        const [first, last] = [this.#first, this.#last];
        if (first === undefined || last === undefined)
            return undefined;
        return {
            answer: first.answer,
            rule: first.rule,
            matchedNs: this.#offsetNs + BigInt(first.matchedNs),
            matchPid: first.matchPid,
            goneNs: first.goneNs === 0 ? undefined : this.#offsetNs + BigInt(first.goneNs),
            ended: last.ended,
            refused: last.refused,
            living: last.living,
            processes: last.processes.map(({ pid, name }) => ({ pid, name: this.#mask(name) })),
            killed: this.#killed,
            denied: this.#denied,
            meanwhile: this.#meanwhile,
        };
    }
}

// EXTERNAL MODULE: ./build/rules/load.js + 6 modules
var load = __webpack_require__(68212);
// EXTERNAL MODULE: ./build/watch/frozen.js
var watch_frozen = __webpack_require__(68592);
// EXTERNAL MODULE: ./build/watch/outputs.js
var outputs = __webpack_require__(26894);
;// CONCATENATED MODULE: ./build/watch/sink.js


/**
 * Bytes that are copied behind the place where a log cannot be read any further. They are evidence too; but a file that
 * somebody has put in its place can be larger than any disk.
 */
const REST_LIMIT = 64 * 1024 * 1024;
/** SHA-256 over the bytes of a log, as a copy of it has them. */
class DigestSink {
    #hash = (0,external_node_crypto_.createHash)("sha256");
    #isWhole = false;
    #hex;
    /** Undefined before the end, and where it broke off before that. */
    get hex() {
        return this.#hex;
    }
    async begin() {
        this.#isWhole = true;
    }
    async write(chunk) {
        this.#hash.update(chunk);
    }
    breakOff() {
        this.#isWhole = false;
    }
    async end() {
        if (this.#isWhole)
            this.#hex = this.#hash.digest("hex");
    }
    async discard() { }
}
/** Hands the bytes of a log on, and a copy to each sink. A sink that fails gets no more, and is told of. */
class Tee {
    warnings = [];
    #sinks;
    #open = [];
    constructor(sinks) {
        this.#sinks = sinks;
    }
    /** Gives the chunks on; their reader can leave before the last one, and the source stays open for `rest`. */
    async *pass(source) {
        for (const sink of this.#sinks) {
            if (await this.#try(() => sink.begin(), "The event log could not be copied"))
                this.#open.push(sink);
        }
        for (let next = await source.next(); !next.done; next = await source.next()) {
            await this.#write(next.value);
            yield next.value;
        }
    }
    /** Copies what the reader has left, but for what is too much of it. */
    async rest(source) {
        for (let size = 0; this.#open.length > 0;) {
            const next = await source.next();
            if (next.done)
                return;
            size += next.value.length;
            if (size > REST_LIMIT)
                return this.#breakOff();
            await this.#write(next.value);
        }
    }
    /** Completes all copies. */
    async end() {
        for (const sink of this.#sinks)
            await this.#try(() => sink.end(), "The copy of the event log is not complete");
    }
    /** Removes all copies. */
    async discard() {
        for (const sink of this.#sinks)
            await this.#try(() => sink.discard(), "The copy of the event log is left");
    }
    #breakOff() {
        const reason = new Error(`more than ${REST_LIMIT >> 20} MiB follow what cannot be read`);
        for (const sink of this.#open)
            sink.breakOff(reason);
        this.warnings.push({
            kind: "log_not_copied",
            message: `The copy of the event log ends early: ${reason.message}`,
        });
    }
    async #write(chunk) {
        for (const sink of this.#open) {
            const isWritten = await this.#try(() => sink.write(chunk), "The copy of the event log breaks off");
            if (!isWritten)
                this.#open = this.#open.filter((other) => other !== sink);
        }
    }
    async #try(act, what) {
        try {
            await act();
            return true;
        }
        catch (error) {
            this.warnings.push({ kind: "log_not_copied", message: `${what}: ${(0,outputs/* reasonOf */.A3)(error)}` });
            return false;
        }
    }
}

// EXTERNAL MODULE: ./build/watch/terminating.js + 4 modules
var terminating = __webpack_require__(47819);
;// CONCATENATED MODULE: ./build/watch/judge.js






















/**
 * Judges a recording in one pass over its bytes, gives each sink a copy of them, and each observer the events. A sink
 * that fails is a warning in the report; a DigestSink among them is what the report has the digest of a log from. Of a recording that is not a log of ours, what cannot be read at all is thrown (`log-invalid`,
 * `event-invalid`, and what its chunks throw), and the sinks have nothing; of one that is, nothing but a defect is, and the
 * sinks have what there is. Rules see all; in the report, and for the observers, secrets are masked.
 */
async function judge_judge(recording, sinks, observers = [], masker = new masker_Masker()) {
    const masks = new event_masker_EventMasker(masker);
    const bench = new Bench(recording, observers, masks, masker);
    const tee = new Tee(sinks);
    const source = recording.chunks[Symbol.asyncIterator]();
    const guarded = endAtFault(source, bench.faults);
    let read;
    try {
        switch (recording.form) {
            case "own-log":
                read = await readOwnLog(tee.pass(guarded), recording, bench);
                // What could not be judged is evidence too.
                await tee.rest(guarded);
                break;
            case "log":
                read = await readAnyLog(tee.pass(source), bench);
                await tee.rest(source);
                break;
            case "json-lines":
                read = { coverage: await readJsonLines(recording.name, tee.pass(source), bench.onEvent) };
        }
        await tee.end();
    }
    catch (error) {
        if (recording.form === "own-log") {
            // So it is where the defect is ours.
            await tee.rest(guarded);
            await tee.end();
        }
        else {
            await tee.discard();
        }
        throw error;
    }
    finally {
        // Where the reader has seen enough, whoever sends the bytes must not wait for ever.
        await source.return?.();
    }
    const { coverage, start, trailer, living } = read;
    const titles = recording.form === "own-log" ? recording.titles : undefined;
    await titles?.settled();
    return (0,report_report/* buildReport */.FK)({
        outcome: maskedOutcome(bench.outcome(), masks),
        coverage,
        warnings: [...(bench.loaded?.warnings ?? []), ...tee.warnings],
        rulesLoaded: bench.loaded?.rules.length ?? 0,
        rulesLeftOut: bench.loaded?.leftOut,
        rules: bench.loaded?.rules,
        destinations: bench.destinations.destinations(),
        removed: bench.removed.paths,
        judgedKinds: kindsOf(bench.loaded?.rules ?? []),
        recorded: {
            job: bench.job && { ...bench.job, context: maskedContext(bench.job.context, masker) },
            digests: { ...bench.digests, log: sinks.find((sink) => sink instanceof DigestSink)?.hex },
            firstNs: bench.firstNs,
            endNs: trailer?.time_ns,
            kernel: start && { release: start.kernel, machine: start.machine },
            missingPrograms: start?.missing_programs,
            ...(start !== undefined && isKey(start.key) && { firstKey: start.key }),
            ...(start?.masked && { isMasked: true }),
            living: living?.map((process) => masks.process(process)),
        },
        tampering: bench.faultsBeside(coverage),
        termination: bench.termination.report(),
        activity: bench.activity.activity(maskedTitles(titles ?? NO_TITLES, masker)),
        reached: bench.endpoints.reached(),
    });
}
/** Names of branches, which can be anything. */
function maskedContext(context, masker) {
    return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, masker.text(value)]));
}
/** What a step is called holds what its workflow puts into it. */
function maskedTitles({ steps, packages }, masker) {
    return {
        steps: new Map([...steps].map(([script, line]) => [script, shownLine(masker.script(line))])),
        packages,
    };
}
/** The kinds of event that rules ask for. */
function kindsOf(rules) {
    return new Set(rules.flatMap((rule) => (rule.type === "event" ? [rule.eventKind] : [])));
}
function readAnyLog(chunks, bench, signatures) {
    const { onEvent, onJob, onTermination } = bench;
    return readLog(chunks, { onEvent, onJob, onTermination, ownOf: watch_frozen/* ownOf */._t, signatures });
}
async function readOwnLog(chunks, { asker, faults, signatures }, bench) {
    try {
        const read = await readAnyLog(chunks, bench, signatures);
        // Where it gave no right answer, that is told already, and so is an end that nobody asked for.
        const isAskedFor = faults.length === 0 && read.trailer?.reason === "stop";
        if (isAskedFor && !mayAsk(askerOf(read.trailer), asker))
            bench.faults.push({ code: "ended-by-other" });
        return read;
    }
    catch (error) {
        bench.faults.push(asFault(error));
        return { coverage: NO_COVERAGE };
    }
}
function mayAsk(found, asker) {
    if (asker === "unknown")
        return true;
    return asker === "of-scope" ? found !== undefined : judge_isSame(found, asker);
}
function judge_isSame(a, b) {
    return a?.pid === b?.pid && a?.startNs === b?.startNs;
}
/** The same bytes; where reading them fails, what came so far is all there is. */
async function* endAtFault(source, faults) {
    for (;;) {
        const next = await source.next().catch((error) => {
            faults.push(asFault(error));
            return { done: true, value: undefined };
        });
        if (next.done)
            return;
        yield next.value;
    }
}
/** The rules that a recording is judged by and what they have found so far, and the job that it is of. */
class Bench {
    activity = new ActivityObserver();
    destinations = new destinations/* DestinationKeeper */.RO();
    removed = new RemovedFiles();
    endpoints = new reached_endpoints/* EndpointObserver */.Y();
    termination;
    faults;
    loaded;
    job;
    /** Of the rules that judge, and of the job in the log. */
    digests = {};
    firstNs;
    #isOwnLog;
    #jobDigest;
    #given;
    #observers;
    #masks;
    #evaluation;
    /** A rule is true of the event at hand that says that what it is about stays behind. */
    #mayStay = false;
    /** A rule is true of it for which the job is stopped. */
    #stops = false;
    #settings = {};
    /** How the job is to be stopped for what has matched. */
    #answers = new Set();
    constructor(recording, observers, masks, masker) {
        this.termination = new TerminationObserver((name) => masker.text(name));
        this.#observers = [this.activity, this.destinations, this.removed, this.endpoints, ...observers];
        this.#masks = masks;
        this.#isOwnLog = recording.form === "own-log";
        this.faults = recording.form === "own-log" ? [...recording.faults] : [];
        if (recording.form === "own-log") {
            this.#jobDigest = recording.jobDigest;
            // Without a digest nothing says that they are the log's.
            if (recording.jobDigest !== undefined)
                this.#given = recording.rules;
        }
        else if (recording.rules !== undefined) {
            this.digests = { rules: recording.rulesDigest };
            this.#open(recording.rules);
        }
    }
    onEvent = (event) => {
        this.firstNs ??= event.timeNs;
        this.#mayStay = false;
        this.#stops = false;
        this.#evaluation?.add(event);
        const shown = this.#masks.event(event);
        this.termination.add(shown, this.#stops);
        for (const observer of this.#observers)
            observer.add(shown, event);
        if (this.#mayStay)
            this.removed.watch(shown);
    };
    onTermination = (termination, offsetNs) => {
        this.termination.done(termination, offsetNs);
    };
    /** Takes the job that a log has frozen; its rules judge only where there are no others. */
    onJob = (text) => {
        try {
            const frozen = (0,watch_frozen/* parseFrozenJob */.bF)(text, this.#jobDigest);
            const { startedBy, context, egress, rules, settings, rulesDigest } = frozen;
            this.job = { startedBy, context, egress };
            this.#settings = settings;
            if (context.workspace)
                this.activity.workspace = context.workspace;
            this.digests = { ...this.digests, job: (0,watch_frozen/* digestJob */.io)(text) };
            if (this.loaded !== undefined)
                return;
            this.digests = { ...this.digests, rules: rulesDigest };
            this.#open(this.#given ?? (0,load/* loadRules */.A)(rules, settings));
        }
        catch (error) {
            this.faults.push(asJobFault(error));
        }
    };
    /** What is wrong beside the faults that the reader has found; it too can say that there is no job, or who ended it. */
    faultsBeside({ faults }) {
        const told = new Set(faults.map(({ code }) => code));
        return [...this.faults, ...this.#unfounded()].filter(({ code }) => !told.has(code));
    }
    /** The job was stopped for a match that its log does not have. Other rules than the log's can say so of any job. */
    #unfounded() {
        const stopped = this.termination.report();
        if (stopped === undefined || this.#answers.has(stopped.answer) || !this.#isOwnLog)
            return [];
        return [{ code: "judged-otherwise", rule: stopped.rule, live: 1, read: 0 }];
    }
    outcome() {
        return this.#evaluation?.outcome() ?? { result: "passed", rules: [] };
    }
    #open(loaded) {
        this.loaded = loaded;
        this.#evaluation = new evaluation/* Evaluation */.J(loaded.rules, undefined, (rule) => {
            if (saysStays(rule))
                this.#mayStay = true;
            const answer = (0,terminating/* answerTo */.oy)(rule, this.#settings);
            if (answer === undefined)
                return;
            this.#stops = true;
            this.#answers.add(answer);
        });
    }
}
/** An error that the log is to blame for is a fault in the report; anything else is a defect, and goes on up. */
function asFault(error) {
    if (!(error instanceof errors/* RunwardenError */.n))
        throw error;
    return { code: "unreadable", reason: (0,outputs/* reasonOf */.A3)(error) };
}
/** The same for the job that a log has frozen. */
function asJobFault(error) {
    if (!(error instanceof errors/* RunwardenError */.n))
        throw error;
    switch (error.code) {
        case "log-invalid":
            return { code: "no-job" };
        case "log-digest":
            return { code: "job-changed" };
        default:
            return asFault(error);
    }
}

// EXTERNAL MODULE: ./build/watch/verdict.js
var watch_verdict = __webpack_require__(81537);
;// CONCATENATED MODULE: ./build/verify/proof.js



/**
 * Judges a log by the rules in it, and says what it proves of the job that is expected. Whatever is wrong with its bytes is an
 * objection; what its chunks throw as well, where it is told by a RunwardenError.
 */
async function prove(chunks, expected) {
    const report = await judge_judge({ ...RECORDING, chunks, signatures: { firstKey: expected.key } }, []);
    return { report, objections: objectionsTo(report, expected) };
}
/** What a masked copy says, which proves nothing: whose it is, and what it is worth. */
async function refuseMasked(chunks) {
    return { report: await judge_judge({ ...RECORDING, chunks }, []), objections: [{ code: "masked" }] };
}
/**
 * Nobody has kept anything of it but its key, and nothing is known yet of what is wrong with it. Whoever ends a watch rightly, post
 * or `run`, does so from within the scope; a process that has left it to do that in their place has none.
 */
const RECORDING = { form: "own-log", jobDigest: undefined, asker: "of-scope", faults: [] };
function objectionsTo(report, expected) {
    return [
        // What it says of itself is then worth nothing.
        ...(report.result === "tampered" ? [{ code: "tampered" }] : othersOf(report, expected)),
        ...((0,report_report/* isUnjudged */.t5)(report) ? [{ code: "unjudged" }] : []),
        ...failureOf(report),
    ];
}
function failureOf({ result, outcome }) {
    // A log that was altered can prove what is left in it.
    const told = result === "tampered" ? outcome.result : result;
    return told === "passed" ? [] : [{ code: "not-passed", result: told }];
}
/** What the log is of another one of. */
function othersOf({ recorded }, { context, lastAttempt, rulesDigest }) {
    const told = recorded.job?.context ?? {};
    const objections = Object.entries(context).flatMap(([name, expected]) => {
        const found = told[name] ?? "";
        return found === expected ? [] : [{ code: "other-job", name, expected, found }];
    });
    const attempt = told.run_attempt ?? "";
    if (lastAttempt !== undefined && !(Number(attempt) >= 1 && Number(attempt) <= lastAttempt)) {
        objections.push({
            code: "other-job",
            name: "run_attempt",
            expected: lastAttempt === 1 ? "1" : `1 to ${lastAttempt}`,
            found: attempt,
        });
    }
    const found = recorded.digests?.rules ?? "";
    if (rulesDigest !== undefined && rulesDigest !== found) {
        objections.push({ code: "other-rules", expected: rulesDigest, found });
    }
    return objections;
}
const RESULT_EXITS = {
    terminated: watch_verdict/* EXIT */.dc.detected,
    detected: watch_verdict/* EXIT */.dc.detected,
    incomplete: watch_verdict/* EXIT */.dc.incomplete,
};
/** The exit code for what a log proves: that of the gravest objection. */
function proofExit({ objections }) {
    const codes = objections.map((objection) => objection.code === "not-passed" ? RESULT_EXITS[objection.result] : EXIT.tampered);
    return codes.find((code) => code === EXIT.tampered) ?? codes[0] ?? EXIT.passed;
}

// EXTERNAL MODULE: ./build/report/headline.js
var headline = __webpack_require__(2251);
// EXTERNAL MODULE: ./build/report/log-fault.js
var log_fault = __webpack_require__(78848);
// EXTERNAL MODULE: ./build/report/recorded-lines.js
var recorded_lines = __webpack_require__(46069);
;// CONCATENATED MODULE: ./build/verify/proof-lines.js




const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;
const FAULTS_SHOWN = 20;
/** What is said of a log in one line: that it proves that its job passed, or that it does not. */
function proofHeadline({ objections }) {
    return objections.length === 0 ? "✅ Runwarden: verified, passed" : "⚠️ Runwarden: not verified";
}
/** The rest, a line each, without the character that ends it. They hold data of the job, made visible. */
function proofLines({ report, objections }) {
    return [
        ...objections.map(objectionSentence),
        ...report.tampering
            .slice(0, FAULTS_SHOWN)
            .map((fault) => `Log: ${(0,report_visible/* visible */.RK)((0,log_fault/* logFaultSentence */.W)(fault), SENTENCE_LIMIT)}`),
        ...report.outcome.rules.map(({ rule, totalCount }) => `Rule ${(0,report_visible/* visible */.RK)(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT)} (${rule.action}): ${totalCount.toLocaleString("en")} ×`),
        ...(report.result === "tampered" ? [] : [`By the log itself: ${(0,headline/* headline */.Pl)(report)}`]),
        ...(0,recorded_lines/* recordedLines */.s)(report.recorded).map((line) => (0,report_visible/* visible */.RK)(line, SENTENCE_LIMIT)),
    ];
}
/** An objection as a sentence, its data made visible. */
function objectionSentence(objection) {
    switch (objection.code) {
        case "tampered":
            return "The log is not what the collector has signed with this key, or is not all of it: it proves nothing but what is told below.";
        case "masked":
            return "The log is a copy in which secrets are overwritten, and no signature can hold for that. Give the guarded job log: full, which puts the log as it was recorded into the artifact: everybody who can read the repository's artifacts can read in it what programs were given.";
        case "other-job":
            return `The log is of another job: its ${objection.name} is ${quoted(objection.found)}, not ${quoted(objection.expected)}.`;
        case "other-rules":
            return `The job was judged by other rules or settings than those given here: their digest is ${quoted(objection.found)}, not ${quoted(objection.expected)}. Give both the same rules, baseline, monitor-mode, on-terminate, on-detect, default-max-alerts and fail-on-blocked.`;
        case "unjudged":
            return "No rule judged the log.";
        case "not-passed":
            return `The job did not pass: it is ${objection.result}.`;
    }
}
function quoted(text) {
    return text === "" ? "empty" : `"${(0,report_visible/* visible */.RK)(text, DATA_LIMIT)}"`;
}

// EXTERNAL MODULE: ./build/report/html-parts.js + 1 modules
var html_parts = __webpack_require__(69501);
;// CONCATENATED MODULE: ./build/verify/proof-summary.js



/** Bytes: of the runner's limit, with room for what other steps add. */
const ROOM = 900 * 1024;
const LOGS_SHOWN = 256;
const proof_summary_LINE_LIMIT = 2000;
const PROVED = "Each log was signed, block by block, by the keys that were told when its job began, is whole, is of this run, and says by its own rules that the job passed.";
const NOT_PROVED = "Not every guarded job of this run is proved to have passed.";
/** Whether each key has a log that proves that its job passed, and nothing is missing. */
function isAllProved(logs, problems) {
    return problems.length === 0 && logs.every(({ proof }) => proof?.objections.length === 0);
}
/** What was proved, for GitHub's job summary: Markdown, with everything that came from jobs inside HTML blocks, escaped. */
function renderProofs(logs, problems) {
    const isProved = isAllProved(logs, problems);
    const title = isProved ? "✅ Runwarden: verified" : "🛑 Runwarden: not verified";
    const told = logs.slice(0, LOGS_SHOWN);
    const room = ROOM / (1 + told.length);
    return [
        `## ${title}\n\n${isProved ? PROVED : NOT_PROVED}\n\n`,
        (0,html_parts/* list */.p_)("What is missing", problems, room),
        ...told.map((log) => section(log, room)),
    ].join("");
}
/** The name of the artifact is whoever uploaded it chose: it stands in the list, which is HTML. */
function section({ key: { key, job }, name, proof }, room) {
    if (proof === undefined)
        return "";
    const whose = [...(job === undefined ? [] : [`job ${job}`]), `artifact ${name}`, `first key ${key}`];
    const items = [...whose, ...proofLines(proof)].map((line) => (0,report_visible/* escapeHtml */.ZD)(line, proof_summary_LINE_LIMIT));
    return (0,html_parts/* htmlList */.MB)(proofHeadline(proof), items, room);
}

;// CONCATENATED MODULE: ./build/verify/read-start.js


/** What a log says of itself in its first block, on which nothing may rest yet; undefined for what is no log of this version. */
async function readStart(chunks) {
    const reader = new reader_LogReader();
    try {
        for await (const chunk of chunks) {
            for (const part of reader.push(chunk))
                return part.type === "start" ? part.start : undefined;
            if (reader.isOver)
                return undefined;
        }
    }
    catch (error) {
        // What cannot be read is told where it is to be proved by it.
        if (!(error instanceof errors/* RunwardenError */.n))
            throw error;
    }
    return undefined;
}

// EXTERNAL MODULE: ./build/report/lineage-lines.js
var lineage_lines = __webpack_require__(94580);
;// CONCATENATED MODULE: ./build/report/html/format.js
/**
 * What report.html holds, as the page and what writes it both have to know it. The page is a program of its own that runs
 * in a browser, so this imports nothing.
 *
 * The data are lines of a name, a space, and base64 of what deflate-raw made of a block. The line `report` is the JSON of
 * a PageReport; the others are blocks of sections, each with the rows that follow those of the block before it.
 */
/** Rows of processes, and of events by how much they matter: the first of these are left out first. */
const format_EVENT_SECTIONS = (/* unused pure expression or super */ null && (["reads", "files", "others", "matches"]));
/**
 * The columns of an event. `index` is the difference to the row before, signed; `time` the same in milliseconds, and one
 * more, 0 where it is not known; `process` a number of a process, 0 for none; `sentence` the string of its words, in which
 * each tab stands for the next of `data`, and `parts` says how many these are; `host` and `tags` are 0 or one more than a
 * string; `count` is how many it stands for.
 */
const format_EVENT_COLUMNS = [
    "index",
    "time",
    "kind",
    "process",
    "sentence",
    "parts",
    "data",
    "host",
    "tags",
    "count",
];
/**
 * The columns of a process, whose number is its row's, from 1. `parent` is 0 for none, and always less; `pid` is 0 where it
 * is not known; `started` is 0 likewise, else one more than milliseconds since 1970, signed; the others are strings, of
 * which those from `step` on can be empty. `folder` is that of the package.
 */
const format_PROCESS_COLUMNS = (/* unused pure expression or super */ null && ([
    "parent",
    "pid",
    "started",
    "path",
    "line",
    "step",
    "action",
    "package",
    "folder",
]));
/** Writes numbers from 0 to 2^53 - 1, seven bits a byte, the lowest first; the highest bit says that more follow. */
class format_NumberWriter {
    #bytes = new Uint8Array(4096);
    #size = 0;
    number(value) {
        if (this.#size + 8 > this.#bytes.length)
            this.#grow(8);
        let rest = value;
        while (rest >= 0x80) {
            this.#bytes[this.#size++] = (rest % 0x80) | 0x80;
            rest = Math.floor(rest / 0x80);
        }
        this.#bytes[this.#size++] = rest;
    }
    bytes(bytes) {
        this.#grow(bytes.length);
        this.#bytes.set(bytes, this.#size);
        this.#size += bytes.length;
    }
    written() {
        return this.#bytes.subarray(0, this.#size);
    }
    #grow(by) {
        if (this.#size + by <= this.#bytes.length)
            return;
        const larger = new Uint8Array(2 * (this.#size + by));
        larger.set(this.#bytes);
        this.#bytes = larger;
    }
}
/** Reads what a NumberWriter wrote. Behind the end it reads zeros. */
class NumberReader {
    #bytes;
    #at = 0;
    constructor(bytes) {
        this.#bytes = bytes;
    }
    number() {
        let value = 0;
        for (let factor = 1;; factor *= 0x80) {
            const byte = this.#bytes[this.#at++] ?? 0;
            if (byte < 0x80)
                return value + byte * factor;
            value += (byte & 0x7f) * factor;
        }
    }
    bytes(size) {
        this.#at += size;
        return this.#bytes.subarray(this.#at - size, this.#at);
    }
}
/** A signed number as one without a sign. */
function format_zigzag(value) {
    return value < 0 ? -2 * value - 1 : 2 * value;
}
function unzigzag(value) {
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

;// CONCATENATED MODULE: ./build/report/html/packed-rows.js



/** A block is made when it has so many rows, or so many characters of strings. */
const ROWS_LIMIT = 4096;
const CHARACTERS_LIMIT = (/* unused pure expression or super */ null && (256 * 1024));
/**
 * Rows of numbers and the strings that they name, packed block by block. A string that was forgotten, or is new, gets the
 * next number.
 */
class packed_rows_PackedRows {
    name;
    /** Bytes of all blocks. */
    size = 0;
    /** Rows in blocks, and those that wait for one. */
    rows = 0;
    #columns;
    #strings = [];
    #numbers;
    #blocks = [];
    #characters = 0;
    #stringCount = 0;
    #waiting = 0;
    /** `budget` is in bytes, for the strings whose numbers are remembered. */
    constructor(name, columns, budget) {
        this.name = name;
        this.#columns = Array.from({ length: columns }, () => []);
        this.#numbers = new Remembered(budget);
    }
    /** The number of a string; `shown` makes of one that is new what the page is to have of it, which is one line. */
    string(raw, shown) {
        const known = this.#numbers.get(raw);
        if (known !== undefined)
            return known;
        const text = shown(raw);
        this.#strings.push(text);
        this.#characters += text.length;
        this.#numbers.set(raw, this.#stringCount);
        return this.#stringCount++;
    }
    /** Puts a value into a column of the row that is being made. */
    put(column, value) {
        this.#columns[column]?.push(value);
    }
    /** The row is whole. True where a block was made. */
    end() {
        this.rows++;
        this.#waiting++;
        if (this.#waiting < ROWS_LIMIT && this.#characters < CHARACTERS_LIMIT)
            return false;
        this.flush();
        return true;
    }
    /** Makes a block of what waits. */
    flush() {
        if (this.#waiting === 0)
            return;
        const writer = new NumberWriter();
        const strings = Buffer.from(this.#strings.join("\n"));
        writer.number(this.#strings.length);
        writer.number(strings.length);
        writer.bytes(strings);
        for (const column of this.#columns) {
            writer.number(column.length);
            for (const value of column)
                writer.number(value);
            column.length = 0;
        }
        // A copy, as what deflate gives has room for more.
        const bytes = Buffer.from(deflateRawSync(writer.written()));
        this.#blocks.push({ bytes, rows: this.#waiting });
        this.size += bytes.length;
        this.#strings.length = 0;
        this.#characters = 0;
        this.#waiting = 0;
    }
    /** Forgets the last block; false where there is none. */
    dropLast() {
        const last = this.#blocks.pop();
        if (last === undefined)
            return false;
        this.size -= last.bytes.length;
        this.rows -= last.rows;
        return true;
    }
    /** Forgets the rows that wait for a block. */
    dropWaiting() {
        this.rows -= this.#waiting;
        this.#waiting = 0;
        this.#strings.length = 0;
        this.#characters = 0;
        for (const column of this.#columns)
            column.length = 0;
    }
    /** The lines of the page's data. */
    *lines() {
        for (const { bytes } of this.#blocks)
            yield `${this.name} ${bytes.toString("base64")}\n`;
    }
}

;// CONCATENATED MODULE: ./build/report/html/events.js








/** Of all that is packed of events and processes; a third more of it in the page. Real jobs of 500,000 events have some 3 MB. */
const PACKED_LIMIT = (/* unused pure expression or super */ null && (8 * 1024 * 1024));
/** The part of it that processes can have. */
const PROCESSES_PART = (/* unused pure expression or super */ null && (1 / 3));
/** What matches can have besides. */
const MATCHES_LIMIT = (/* unused pure expression or super */ null && (6 * 1024 * 1024));
/** For strings whose numbers are remembered, of each section; and for processes. */
const STRINGS_BUDGET = (/* unused pure expression or super */ null && (1024 * 1024));
const PROCESSES_BUDGET = (/* unused pure expression or super */ null && (1024 * 1024));
const events_DATA_LIMIT = 1000;
/** Of a path; steps and packages are found by theirs. */
const events_PATH_LIMIT = 400;
const TAG_LIMIT = 200;
/** Above any pid of Linux, so that it and the number of an image make one number. */
const PIDS = (/* unused pure expression or super */ null && (2 ** 23));
/** Later times than people look at would not be exact as differences. */
const TIME_LIMIT_MS = (/* unused pure expression or super */ null && (2 ** 50));
const KIND_NUMBERS = new Map(kinds/* EVENT_KIND_NAMES */.he.map((kind, number) => [kind, number]));
const CHANGES = new Set(["file_remove", "file_move", "file_link", "file_truncate"]);
/** The places of the columns. */
const events_AT = Object.fromEntries(format_EVENT_COLUMNS.map((name, place) => [name, place]));
class EventRows {
    section;
    isClosed = false;
    leftOut = { count: 0, sinceNs: undefined };
    /** When each block began, and what waits for one. */
    #begun = [];
    #isBegun = false;
    #index = 0;
    #timeMs = 0;
    constructor(name) {
        this.section = new PackedRows(name, EVENT_COLUMNS.length, STRINGS_BUDGET);
    }
    /** Adds an event; true where a block was made. */
    add(event, process) {
        const { section } = this;
        if (!this.#isBegun)
            this.#begun.push(event.timeNs);
        section.put(events_AT.index, zigzag(event.index - this.#index));
        this.#index = event.index;
        section.put(events_AT.time, this.#time(event.timeNs));
        section.put(events_AT.kind, KIND_NUMBERS.get(event.kind) ?? 0);
        section.put(events_AT.process, process);
        this.#sentence(event);
        const host = events_hostOf(event);
        section.put(events_AT.host, host === "" ? 0 : section.string(host, shownData) + 1);
        section.put(events_AT.tags, event.tags.length === 0 ? 0 : section.string(event.tags.join(" "), shownTags) + 1);
        section.put(events_AT.count, event.count);
        const isMade = section.end();
        this.#isBegun = !isMade;
        return isMade;
    }
    /** Takes no more events, and forgets those that wait for a block, or else the last block; false where there is none. */
    drop() {
        this.isClosed = true;
        const before = this.section.rows;
        if (this.#isBegun)
            this.section.dropWaiting();
        else if (!this.section.dropLast())
            return false;
        this.#isBegun = false;
        this.leftOut.count += before - this.section.rows;
        this.leftOut.sinceNs = this.#begun.pop();
        return true;
    }
    /** Counts an event that it does not take. */
    leave({ timeNs }) {
        this.leftOut.count++;
        this.leftOut.sinceNs ??= timeNs;
    }
    #time(timeNs) {
        const ms = timeNs === undefined ? Number.NaN : Math.floor(Number(timeNs) / 1e6);
        if (!(Math.abs(ms) < TIME_LIMIT_MS))
            return 0;
        const difference = ms - this.#timeMs;
        this.#timeMs = ms;
        return zigzag(difference) + 1;
    }
    #sentence(event) {
        const { section } = this;
        let words = "";
        let parts = 0;
        for (const { kind, text } of describe(event)) {
            if (words !== "")
                words += " ";
            if (kind === "words") {
                words += text;
            }
            else {
                words += "\t";
                parts++;
                section.put(events_AT.data, section.string(text, shownData));
            }
        }
        // By a key of their own: what is data of one event can be words of another.
        section.put(events_AT.sentence, section.string(`\0${words}`, shownWords));
        section.put(events_AT.parts, parts);
    }
}
function shownData(raw) {
    return visible(raw, events_DATA_LIMIT);
}
function shownPath(raw) {
    return visible(raw, events_PATH_LIMIT);
}
function shownTags(raw) {
    return visible(raw, TAG_LIMIT);
}
function asItIs(text) {
    return text;
}
function shownWords(key) {
    const words = key.slice(1).split("\t");
    return words.map(shownData).join("\t");
}
/** The host that an event is about. */
function events_hostOf({ kind, payload }) {
    switch (kind) {
        case "network_connect":
            return payload.remote_domains[0]?.raw ?? payload.remote_ip.raw;
        case "domain":
            return payload.domain.raw;
        case "http_request":
            return payload.host.raw;
        default:
            return "";
    }
}
/** The section of an event that did not match. */
function sectionOf(event) {
    if (event.kind === "file_open")
        return event.payload.is_write ? "files" : "reads";
    return CHANGES.has(event.kind) ? "files" : "others";
}
/** In the order in which they are left out, and what is said of each. */
const LEFT_OUT_NAMES = {
    reads: "files that were opened, but not for writing",
    files: "files that were opened for writing, removed, moved, linked or cut",
    others: "all other kinds",
};
/**
 * The events of a job for report.html, packed while they come, in a memory that has nothing to do with how many they are:
 * where there is no more room, the latest of those that matter least are left out, and counted.
 */
class events_HtmlEvents {
    #rows = new Map(EVENT_SECTIONS.map((name) => [name, new EventRows(name)]));
    #processes = new PackedRows("processes", PROCESS_COLUMNS.length, STRINGS_BUDGET);
    #numbers = new Remembered(PROCESSES_BUDGET);
    #last;
    #lastNumber = 0;
    /** All events have come. */
    #isMatching = false;
    #isFinished = false;
    #limit;
    /** `limit` is in bytes, for all that is packed but matches. */
    constructor(limit = PACKED_LIMIT) {
        this.#limit = limit;
    }
    /** No event has come: only those that matched are to be told. */
    isEmpty = true;
    /** Takes an event, in the order of the job. */
    add(event) {
        this.isEmpty = false;
        const rows = this.#of(sectionOf(event));
        if (rows.isClosed)
            rows.leave(event);
        else if (rows.add(event, this.#process(event.process)))
            this.#makeRoom();
    }
    /** Comes once, when all events have come: adds one that matched, and gives its row; undefined where there is no room. */
    match(event) {
        this.#isMatching = true;
        const rows = this.#of("matches");
        if (rows.section.size + this.#processes.size > this.#processesLimit)
            return undefined;
        rows.add(event, this.#process(event.process));
        return rows.section.rows - 1;
    }
    /** What was left out, one sentence for each part. */
    leftOut() {
        return ["reads", "files", "others"].flatMap((name) => {
            const { count: events, sinceNs } = this.#of(name).leftOut;
            if (events === 0)
                return [];
            const time = timeOfDay(sinceNs);
            const since = time === "" ? "" : `, the first of them at ${time}`;
            return [
                `${count(events, "event")} (${LEFT_OUT_NAMES[name]}) are left out of this page for its size${since}. The event log has them.`,
            ];
        });
    }
    /** The lines of the page's data. No event can come any more. */
    *lines() {
        const sections = [this.#processes, ...[...this.#rows.values()].map(({ section }) => section)];
        if (!this.#isFinished)
            for (const section of sections)
                section.flush();
        this.#isFinished = true;
        for (const section of sections)
            yield* section.lines();
    }
    #of(name) {
        const rows = this.#rows.get(name);
        if (rows === undefined)
            throw new Error(`There is no section ${name}.`);
        return rows;
    }
    get #processesLimit() {
        return this.#limit * PROCESSES_PART + (this.#isMatching ? MATCHES_LIMIT : 0);
    }
    #makeRoom() {
        const all = [...this.#rows.values()];
        const packed = () => all.reduce((sum, { section }) => sum + section.size, this.#processes.size);
        for (const rows of all)
            while (packed() > this.#limit && rows.drop())
                ;
    }
    /** The number of a process, with those above it; 0 where there is no room for it. */
    #process(process) {
        if (process === this.#last)
            return this.#lastNumber;
        this.#last = process;
        this.#lastNumber = this.#numberOf(process);
        return this.#lastNumber;
    }
    #numberOf(process) {
        const { imageNumber, pid, ancestors_left_out: leftOut = 0 } = process;
        if (imageNumber === undefined) {
            const parent = this.#listed(process.ancestors, leftOut);
            const key = `${parent} ${pid} ${commandLine(process)}`;
            return this.#numbers.get(key) ?? this.#add(key, process, pid, parent);
        }
        const key = imageNumber * PIDS + pid;
        const known = this.#numbers.get(key);
        if (known !== undefined)
            return known;
        const above = process.above;
        const parent = above === undefined ? this.#listed(process.ancestors, leftOut) : this.#numberOf(above);
        return this.#add(key, process, pid, parent);
    }
    /** The number of the first of some ancestors, each of which came from the next. */
    #listed(ancestors, leftOut) {
        let parent = 0;
        for (let place = ancestors.length - 1; place >= 0; place--) {
            if (leftOut > 0 && place === NEWEST - 1)
                parent = this.#gap(parent, leftOut);
            const image = ancestors[place];
            if (image === undefined)
                continue;
            const { imageNumber, pid = 0 } = image;
            // A fork has its parent's image.
            const isKnown = imageNumber !== undefined && pid > 0;
            const key = isKnown
                ? imageNumber * PIDS + pid
                : `${parent} ${pid} ${imageNumber ?? commandLine(image)}`;
            parent = this.#numbers.get(key) ?? this.#add(key, image, pid, parent);
        }
        return parent;
    }
    /** Stands for the ancestors that are left out below one. */
    #gap(parent, leftOut) {
        const key = `${parent} … ${leftOut}`;
        return (this.#numbers.get(key) ?? this.#addRow(key, [parent, 0, 0, "", `… ${count(leftOut, "more program")} …`]));
    }
    #add(key, image, pid, parent) {
        const { exec_path, step, action, package: of, packageFolder, startedMs = Number.NaN } = image;
        const started = Math.abs(startedMs) < TIME_LIMIT_MS ? zigzag(Math.floor(startedMs)) + 1 : 0;
        const names = [step?.raw, action?.raw, of?.raw, packageFolder?.path].map((name = "") => shownPath(name));
        return this.#addRow(key, [parent, pid, started, shownPath(exec_path.raw), commandLine(image), ...names]);
    }
    /** Adds a row of numbers and of strings that are visible already; where there is no room it is its parent's. */
    #addRow(key, values) {
        const section = this.#processes;
        if (section.size > this.#processesLimit)
            return values[0];
        for (const column of PROCESS_COLUMNS.keys()) {
            const value = values[column] ?? "";
            section.put(column, typeof value === "number" ? value : section.string(value, asItIs));
        }
        section.end();
        this.#numbers.set(key, section.rows);
        return section.rows;
    }
}

;// CONCATENATED MODULE: ./build/watch/file-sink.js



/**
 * A new file, for its owner only. It has its name when it is complete, or as complete as it gets: nothing is written
 * through a file or link that somebody has put there.
 */
class file_sink_FileSink {
    path;
    /** True when the file has its name; it is whole where there is no failure. */
    isThere = false;
    /** True when all was written, also where something else then kept the file from having its name. */
    isWhole = false;
    /** Why it is not there or not whole: the first error. */
    failure;
    #shown;
    /** Until it is complete. No name that somebody could have expected, and taken. */
    #part;
    #file;
    /** `shown` is the path as errors tell it, where that is another. */
    constructor(path, shown = path) {
        this.path = path;
        this.#shown = shown;
        this.#part = `${path}.${randomBytes(8).toString("hex")}.part`;
    }
    /** Where it stays that is whole and cannot have its name. */
    get keptAs() {
        return this.isWhole && !this.isThere ? this.#part.replace(this.path, this.#shown) : undefined;
    }
    begin() {
        return this.#noting(async () => {
            // Neither an existing file nor a link is opened (O_EXCL).
            this.#file = await open(this.#part, "wx", 0o600);
        });
    }
    write(chunk) {
        return this.#noting(async () => this.#file?.appendFile(chunk));
    }
    breakOff(reason) {
        this.failure ??= reason;
    }
    end() {
        return this.#noting(async () => {
            if (this.#file === undefined)
                return;
            await this.#file.close();
            this.isWhole = this.failure === undefined;
            await rename(this.#part, this.path);
            this.isThere = true;
        });
    }
    /** Removes what was written so far. */
    async discard() {
        await this.#file?.close().catch(() => { });
        await rm(this.#part, { force: true });
    }
    async #noting(act) {
        try {
            await act();
        }
        catch (error) {
            if (error instanceof Error)
                error.message = error.message.replaceAll(this.path, this.#shown);
            this.failure ??= error;
            throw error;
        }
    }
}
/** Writes a new file as FileSink does, part by part; one that cannot be written whole is not there. */
async function file_sink_writeFileWhole(path, text) {
    const file = new file_sink_FileSink(path);
    try {
        await file.begin();
        for (const part of partsOf(text))
            await file.write(Buffer.from(part));
        await file.end();
    }
    catch (error) {
        await file.discard().catch(() => { });
        throw error;
    }
}
/** A text that is made part by part is never in memory as a whole. */
function partsOf(text) {
    return typeof text === "string" ? [text] : text;
}
/**
 * Makes a folder and those above it that are missing. Not by Node's own `recursive`: below /proc, where nothing can be
 * made though the folder above is there, that tries for ever.
 */
async function makeFolders(path) {
    try {
        await mkdir(path);
    }
    catch (error) {
        const { code } = error;
        if (code === "EEXIST")
            return;
        const parent = dirname(path);
        if (code !== "ENOENT" || parent === path)
            throw error;
        await makeFolders(parent);
        await mkdir(path);
    }
}

;// CONCATENATED MODULE: ./build/watch/follower.js








const BEGINNING = { offset: 0, block: 0 };
/**
 * Judges a log while it is written, by the rules in it: start, job, and records as they come; never a trailer. At the
 * first thing that is not as it must be it judges no further, and `fault` says what that was.
 */
class follower_Follower {
    /** Bytes taken so far, those behind a fault as well. */
    offset = 0;
    #jobDigest;
    #titles;
    #onAnswer;
    #settings = {};
    /** How the job is stopped by now. */
    #answered;
    /** That the rules are asked about. */
    #event;
    #rules;
    /** Without a look at signatures: the bytes come from the collector itself, and what comes behind the trailer has none. */
    #log = new LogReader();
    #hash = createHash("sha256");
    #start;
    #decoder;
    #evaluation;
    #fault;
    /**
     * Follows the log of the job with this digest, and of no other; `titles` looks at what is told of steps and packages.
     * `onAnswer` hears of a match for which the job is to be stopped, in the words for the collector: of the first, and where
     * that only locks it down, of the first that ends it.
     */
    constructor(jobDigest, titles, onAnswer = () => { }) {
        this.#onAnswer = onAnswer;
        this.#jobDigest = jobDigest;
        this.#titles = titles;
    }
    /**
     * Reads the rules of the job's text, which the log will have too: meanwhile the kernel's part is made ready. Throws
     * `log-digest` where it is of another job, and RulesError where its rules are wrong.
     */
    prepare(text) {
        this.#rules = this.#rulesOf(text);
    }
    /** The rules of the job, once they are read: those of its digest, whatever the log has. */
    get rules() {
        return this.#rules;
    }
    /** Why nothing is judged any more; undefined while all is well. */
    get fault() {
        return this.#fault ?? this.#log.faults[0] ?? this.#log.blockFault;
    }
    /**
     * The kinds of event by which the job can come to be stopped, as the collector is told of them; "0" where no rule does so.
     * To be asked once the rules are ready.
     */
    urgentKinds() {
        return kindBits(answeredKinds(this.#rules?.rules ?? [], this.#settings));
    }
    /** True once the rules of the job are ready. */
    get isReady() {
        return this.#evaluation !== undefined;
    }
    /**
     * Takes bytes, and keeps what is no whole block yet: they must stay as they are. Throws `log-invalid` and `log-digest`
     * where the log is not of the job, or of another version, and RulesError where its rules are wrong.
     */
    push(bytes) {
        this.offset += bytes.byteLength;
        this.#hash.update(bytes);
        if (this.fault !== undefined)
            return;
        for (const part of this.#log.push(bytes))
            this.#take(part);
    }
    /** SHA-256 (hex) over all bytes taken so far. */
    digest() {
        return this.#hash.copy().digest("hex");
    }
    /** Says that the file has its trailer by now, whose number may be left out in what still comes. */
    passTrailer() {
        this.#log.passTrailer();
    }
    /** Gives back the memory of what is only saved work: little is to come, and the log is about to be read once more. */
    forget() {
        this.#decoder?.forget();
        this.#evaluation?.forget();
    }
    /** What the rules have found so far. */
    outcome() {
        return this.#evaluation?.outcome() ?? { result: "passed", rules: [] };
    }
    #take(part) {
        switch (part.type) {
            case "start":
                this.#start = part.start;
                break;
            case "job":
                this.#open(part.text);
                break;
            case "records": {
                const fault = this.#decoder?.block(part.payload);
                if (fault !== undefined)
                    this.#log.stop({ ...fault, place: part.place });
                break;
            }
            case "trailer":
                this.#fault = { code: "order", place: BEGINNING, block: "trailer" };
        }
    }
    #open(text) {
        // Of one digest, it is the text that the rules were read from.
        const prepared = digestJob(text) === this.#jobDigest ? this.#rules : undefined;
        this.#rules = prepared ?? this.#rulesOf(text);
        // The log reader gives no job before the start.
        const start = this.#start;
        const evaluation = new Evaluation(this.#rules.rules, undefined, (rule) => this.#matched(rule, start));
        this.#evaluation = evaluation;
        const titles = this.#titles;
        titles.ofProcess(start.scope_pid);
        this.#decoder = new Decoder({
            start,
            own: nobody(start.scope_pid),
            onEvent: (event) => {
                this.#event = event;
                evaluation.add(event);
                titles.add(event);
            },
        });
    }
    #matched(rule, start) {
        const event = this.#event;
        const answer = answerTo(rule, this.#settings);
        if (answer === undefined || event === undefined)
            return;
        if (this.#answered === "terminate" || this.#answered === answer)
            return;
        this.#answered = answer;
        this.#onAnswer(`${answer} ${matchWords({ rule, event }, start.realtime_offset_ns)}`);
    }
    #rulesOf(text) {
        const { rules, settings } = parseFrozenJob(text, this.#jobDigest);
        this.#settings = settings;
        return loadRules(rules, settings);
    }
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./build/watch/job-file.js


/** A file system of the job's own can take as long as it likes: what is not read then is not waited for. */
const GIVE_UP_MS = 1000;
/** Who waits in the kernel for such a file system stays until it answers, or is gone. */
const GIVEN_UP_LIMIT = 8;
/**
 * Reads files that the job has chosen, for what they say of themselves: by a program of its own for each, which is the
 * collector's (native/job_file.c). A process that opens such a file itself may be one that nothing ends. The program is
 * opened now, before the job's first step, and executed by that: what a job that is root puts in its place runs nowhere.
 * Where there is none, nothing is read.
 */
function job_file_jobFileReader(collector, giveUpMs = GIVE_UP_MS) {
    const program = openProgram(collector);
    let givenUp = 0;
    return (path, user, limit) => new Promise((resolve) => {
        // Whose job it is nobody knows, so whose files may be read.
        if (user === undefined || program === undefined || givenUp >= GIVEN_UP_LIMIT) {
            resolve(undefined);
            return;
        }
        const child = trySpawn(program, ["read-file", String(user), String(limit), path]);
        // What could not be started says so later.
        child?.on("error", () => resolve(undefined));
        if (child?.stdout == null) {
            resolve(undefined);
            return;
        }
        const { stdout } = child;
        const chunks = [];
        const timer = setTimeout(() => {
            givenUp++;
            child.kill("SIGKILL");
            stdout.destroy();
            child.unref();
            resolve(undefined);
        }, giveUpMs);
        const end = (text) => {
            clearTimeout(timer);
            resolve(text);
        };
        let size = 0;
        stdout.on("data", (chunk) => {
            // It gives no more than it is asked for; another program in its place may.
            if (size < limit)
                chunks.push(chunk);
            size += chunk.length;
        });
        // Comes behind an error too.
        child.once("close", (code) => end(code === 0 ? Buffer.concat(chunks).toString("utf8", 0, limit) : undefined));
    });
}
/** A path by which a child executes what has this one now: it has the descriptor until then. */
function openProgram(path) {
    try {
        return `/proc/self/fd/${openSync(path, "r")}`;
    }
    catch {
        return undefined;
    }
}
/** What Node.js refuses at once, such as a path that is none, is nothing to read. */
function trySpawn(program, args) {
    try {
        return spawn(program, args, {
            argv0: "runwarden-reader",
            cwd: "/",
            env: {},
            stdio: ["ignore", "pipe", "ignore"],
        });
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/watch/judge-config.js
var judge_config = __webpack_require__(55650);
// EXTERNAL MODULE: ./build/events/step.js
var step = __webpack_require__(33096);
;// CONCATENATED MODULE: ./build/watch/live-titles.js



/** Files that are looked at; real jobs have some dozens. */
const SEEN_LIMIT = 2000;
const WAITING_LIMIT = 200;
/** In UTF-16 units. */
const live_titles_PATH_LIMIT = 1024;
/** In bytes: a script's beginning, and a whole manifest. */
const SCRIPT_LIMIT = 4096;
const MANIFEST_LIMIT = (/* unused pure expression or super */ null && (128 * 1024));
/** Of a job that has ended, nobody waits longer for what is still to be read. */
const live_titles_GIVE_UP_MS = 1000;
/**
 * Finds out what steps and packages are called while a job runs, from files that may be gone when it has ended. It reads
 * one at a time and beside all else, and what cannot be read costs its name alone: nothing of it decides anything.
 */
class live_titles_LiveTitles {
    steps = new Map();
    packages = new Map();
    /** Scripts and folders that were looked at, or will be. */
    #seen = new Set();
    #waiting = [];
    #read;
    #giveUpMs;
    #user;
    #reading;
    #isOver = false;
    constructor(read, giveUpMs = live_titles_GIVE_UP_MS) {
        this.#read = read;
        this.#giveUpMs = giveUpMs;
    }
    /** The job is that of the user who runs this process; without one, of nobody who is known. */
    ofProcess(pid) {
        this.#user = pid === 0 ? undefined : statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
    }
    /** Takes the events as they come: with a program that was executed a step can begin, or a package's script. */
    add({ kind, process }) {
        if (kind !== "process_exec")
            return;
        const script = process.step?.raw ?? "";
        if (isRunScript(script))
            this.#once(script, () => this.#readStep(script));
        const { packageFolder: folder } = process;
        if (folder?.manifest !== undefined) {
            this.#once(folder.path, () => this.#readPackage(folder));
        }
    }
    /** What there is to be read has been read, or is given up; nothing more is read from then on. */
    async settled() {
        let timer;
        const late = new Promise((resolve) => {
            timer = setTimeout(resolve, this.#giveUpMs);
        });
        await Promise.race([this.#reading, late]);
        clearTimeout(timer);
        this.#isOver = true;
        this.#waiting.length = 0;
    }
    #once(path, read) {
        if (this.#isOver || path.length > live_titles_PATH_LIMIT || this.#seen.has(path))
            return;
        if (this.#seen.size >= SEEN_LIMIT || this.#waiting.length >= WAITING_LIMIT)
            return;
        this.#seen.add(path);
        this.#waiting.push(read);
        this.#reading ??= this.#readAll();
    }
    async #readAll() {
        for (let read = this.#waiting.shift(); read !== undefined; read = this.#waiting.shift())
            await read();
        this.#reading = undefined;
    }
    async #readStep(script) {
        const text = await this.#read(script, this.#user, SCRIPT_LIMIT);
        const line = firstLine(text ?? "");
        if (line !== "" && !this.#isOver)
            this.steps.set(script, line);
    }
    async #readPackage({ path, manifest }) {
        const text = (await this.#read(`${path}/${manifest}`, this.#user, MANIFEST_LIMIT)) ?? "";
        const name = manifest === "PKG-INFO" ? nameOfPkgInfo(text) : nameOfPackageJson(text);
        if (name !== undefined && !this.#isOver)
            this.packages.set(path, name);
    }
}

;// CONCATENATED MODULE: ./build/watch/log-file.js




const CHUNK_SIZE = 64 * 1024;
/**
 * The bytes of an event log, as many as it has when it is opened; a chunk is valid until the next is asked for. Nothing but a regular file is read, and no link
 * followed: whoever put a pipe or a device in its place must not make the reader wait. Throws `collector-read`.
 */
async function* log_file_readLogFile(path) {
    const file = await trying(() => openRegular(path));
    try {
        const { size } = await trying(() => file.stat());
        const chunk = Buffer.allocUnsafeSlow(CHUNK_SIZE);
        for (let at = 0; at < size;) {
            const room = Math.min(CHUNK_SIZE, size - at);
            const { bytesRead } = await trying(() => file.read(chunk, 0, room, at));
            if (bytesRead === 0)
                return;
            at += bytesRead;
            yield chunk.subarray(0, bytesRead);
        }
    }
    finally {
        await file.close();
    }
}
/** Bytes. No log is as large, but a job that is root can put a file without an end in the place of one. */
const DIGEST_LIMIT = (/* unused pure expression or super */ null && (4 * 1024 ** 3));
/** SHA-256 (hex) over the bytes of a log. Throws `collector-read`, as readLogFile does. */
async function digestLogFile(path, limit = DIGEST_LIMIT) {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of log_file_readLogFile(path)) {
        size += chunk.length;
        if (size > limit)
            throw new RunwardenError("collector-read", "It is too large for an event log.");
        hash.update(chunk);
    }
    return hash.digest("hex");
}
async function openRegular(path) {
    const file = await (0,promises_.open)(path, promises_.constants.O_RDONLY | promises_.constants.O_NOFOLLOW | promises_.constants.O_NONBLOCK);
    if ((await file.stat()).isFile())
        return file;
    await file.close();
    throw new Error("it is no regular file");
}
async function trying(act) {
    try {
        return await act();
    }
    catch (cause) {
        throw new errors/* RunwardenError */.n("collector-read", `${(0,outputs/* reasonOf */.A3)(cause)}.`, { cause });
    }
}

;// CONCATENATED MODULE: ./build/events/record-masker.js




/** The longest string of a record: its length has 16 bits. */
const STRING_LIMIT = 0xffff;
/** Bytes kept of what connections begin with, and what one takes besides its own. */
const record_masker_BEGUN_BUDGET = (/* unused pure expression or super */ null && (2 * 1024 * 1024));
const record_masker_BEGUN_SIZE = 256;
/**
 * Segments of one message that are read with what stands before them, all of it each time. Of one that comes in more, the
 * others are secret as a whole: nobody sends an honest head like that.
 */
const SEGMENTS_LIMIT = 16;
/** Says that a record is of what a connection begins with (kinds/domain.ts). */
const record_masker_FIRST_BYTES = 253;
/** What argv.ts puts where arguments are missing. */
const record_masker_CUT = "…";
/**
 * Records without their secrets. All else of them stays as it is, so that they tell the same; strings get other lengths,
 * for a mask has always the same, but for what has its places counted: what connections begin with, and messages.
 */
class record_masker_RecordMasker {
    #masker;
    #layouts = [];
    #bytes = new RecordBytes();
    #begun = new BoundedMap(record_masker_BEGUN_BUDGET, (_, { text }) => record_masker_BEGUN_SIZE + text.length);
    /** `layouts` are those of the log, which this version reads. */
    constructor(layouts, masker) {
        this.#masker = masker;
        for (const layout of layoutsOf(layouts)) {
            this.#layouts[layout.id] = {
                ...layout,
                message: messagePlaces(layout),
                argv: layout.strings.findIndex(({ name }) => name === "argv"),
            };
        }
    }
    /**
     * The records of one block, in pieces that follow each other. Throws where there is one whose strings nobody knows: what
     * it holds cannot be masked.
     */
    block(payload) {
        const pieces = [];
        this.#bytes.open(payload);
        let unchanged = 0;
        for (let at = 0; at < payload.length;) {
            const size = at + RECORD_HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
            if (size < RECORD_HEADER_SIZE || size !== align8(size) || at + size > payload.length) {
                throw new Error("it holds bytes that are no record");
            }
            const masked = this.#record(payload, at, size);
            if (masked !== undefined) {
                if (unchanged < at)
                    pieces.push(payload.subarray(unchanged, at));
                pieces.push(masked);
                unchanged = at + size;
            }
            at += size;
        }
        if (unchanged < payload.length)
            pieces.push(payload.subarray(unchanged));
        return pieces;
    }
    /** Undefined where it has nothing secret. */
    #record(payload, at, size) {
        const layout = this.#layouts[payload.readUInt16LE(at + 4)];
        if (layout === undefined)
            throw new Error("it holds a record of a kind that nothing reads");
        if (size < layout.fixedSize || this.#bytes.moveTo(at, layout) > at + size) {
            throw new Error("it holds a record that is shorter than what it says of itself");
        }
        const strings = layout.strings.map((_, place) => this.#bytes.latin1(place));
        const masked = this.#strings(layout, strings);
        if (masked.every((text, place) => text === strings[place]))
            return undefined;
        return rebuilt(payload.subarray(at, at + layout.fixedSize), layout.strings, masked);
    }
    #strings(layout, strings) {
        const masked = strings.map((text, place) => this.#string(layout, place, text));
        if (layout.argv < 0)
            return masked;
        const [argv, tail] = this.#argv(strings[layout.argv] ?? "", strings[layout.argv + 1] ?? "");
        masked[layout.argv] = argv;
        masked[layout.argv + 1] = tail;
        return masked;
    }
    #string({ kind, strings, message }, place, text) {
        if (text === "")
            return text;
        switch (strings[place]?.form) {
            case "text":
                return this.#masker.text(text);
            case "walk":
                // Nearly none has a secret.
                return this.#masker.text(text) === text ? text : this.#names(text);
            case "bytes":
                return message !== undefined && this.#isBeginning(kind, message)
                    ? this.#segment(kind, message, text)
                    : this.#masker.bytes(text);
            default:
                // The arguments, which say only together what is secret.
                return text;
        }
    }
    /** The names of a walk, each by itself. */
    #names(walk) {
        return walk
            .split("\0")
            .map((name) => this.#masker.text(name))
            .join("\0");
    }
    /** What a record has of arguments, as argv.ts reads it. */
    #argv(argv, argvTail) {
        const head = argv.split("\0");
        const begun = head.pop() ?? "";
        if (!this.#bytes.isArgvCut) {
            const given = [...head, ...(begun === "" ? [] : [begun])];
            const masked = this.#masker.arguments(given);
            return [masked === given ? argv : record_masker_joined(masked, begun === ""), argvTail];
        }
        const [ended = "", ...tail] = argvTail.split("\0");
        const broken = [...(begun === "" ? [] : [begun + record_masker_CUT]), ...(ended === "" ? [] : [record_masker_CUT + ended])];
        const given = [...head, ...(broken.length === 0 ? [record_masker_CUT] : broken), ...tail];
        const masked = this.#masker.cutArguments(given, head.length + (begun === "" ? 0 : 1));
        if (masked === given)
            return [argv, argvTail];
        const shownTail = masked.slice(given.length - tail.length);
        const shownBegun = begun === "" ? "" : (masked[head.length] ?? "");
        const shownEnded = ended === "" ? "" : (masked[given.length - tail.length - 1] ?? "");
        return [
            [...masked.slice(0, head.length), shownBegun.replace(record_masker_CUT, "")].join("\0"),
            [shownEnded.replace(record_masker_CUT, ""), ...shownTail].join("\0"),
        ];
    }
    #isBeginning(kind, { protocol }) {
        return kind === "http_request" || (kind === "domain" && this.#bytes.u8(protocol) === record_masker_FIRST_BYTES);
    }
    /** A part of what a connection begins with: what it is of stands in those before it. */
    #segment(kind, { cookie, sequence }, text) {
        const key = `${kind} ${this.#bytes.u64(cookie)}`;
        const place = this.#bytes.u32(sequence);
        const before = place === 0 ? NOTHING_BEGUN : this.#begun.get(key);
        if (before === undefined || before.text.length !== place || before.segments >= SEGMENTS_LIMIT) {
            // Behind one that was lost, or too many: nobody knows what it is.
            this.#begun.delete(key);
            return "*".repeat(text.length);
        }
        const whole = before.text + text;
        this.#begun.set(key, { text: whole, segments: before.segments + 1 });
        // A token goes on in the next one.
        return this.#masker.bytes(whole + record_masker_CUT).slice(place, whole.length);
    }
}
const NOTHING_BEGUN = { text: "", segments: 0 };
function record_masker_joined(args, isEnded) {
    return args.join("\0") + (isEnded && args.length > 0 ? "\0" : "");
}
function messagePlaces(layout) {
    if (!layout.strings.some(({ name }) => name === "message"))
        return undefined;
    return {
        cookie: memberOffset(layout, "socket_cookie"),
        sequence: memberOffset(layout, "sequence"),
        protocol: memberOffset(layout, "protocol"),
    };
}
/** A record with other strings. */
function rebuilt(fixed, places, strings) {
    const used = strings.reduce((sum, { length }) => sum + length, fixed.length);
    const record = Buffer.alloc(align8(used));
    fixed.copy(record);
    record.writeUInt32LE(record.length, 0);
    let at = fixed.length;
    for (const [place, text] of strings.entries()) {
        if (text.length > STRING_LIMIT)
            throw new Error("a string of a record grew too long");
        record.writeUInt16LE(text.length, places[place]?.lengthOffset ?? 0);
        at += record.write(text, at, "latin1");
    }
    return record;
}

;// CONCATENATED MODULE: ./build/watch/masked-log.js







/**
 * A copy of an event log without its secrets, as it comes: the same blocks and the same records, and what is in them tells
 * the same. Its start says that it is masked. What stands behind the first thing that cannot be read is left out, and
 * told of; where a record cannot be masked, there is no copy.
 */
class masked_log_MaskedLog {
    #file;
    #masker;
    #blocks = new BlockReader();
    #records;
    #sequence = 0;
    /** Bytes of the log so far. */
    #size = 0;
    /** Why there is none. */
    #failure;
    /** Why it ends where it does. */
    #breakOff;
    constructor(file, masker) {
        this.#file = file;
        this.#masker = masker;
    }
    async begin() {
        await this.#file.begin();
        await this.#file.write(Buffer.from(LOG_MAGIC, "latin1"));
    }
    async write(chunk) {
        this.#size += chunk.length;
        try {
            const written = [];
            for (const block of this.#blocks.push(chunk))
                this.#take(block, written);
            if (written.length > 0)
                await this.#file.write(Buffer.concat(written));
        }
        catch (error) {
            this.#failure ??= error;
            throw error;
        }
    }
    breakOff(reason) {
        this.#breakOff ??= reason;
    }
    async end() {
        this.#blocks.end();
        if (this.#failure !== undefined || this.#records === undefined) {
            await this.discard();
            // What it was has been told where it happened.
            if (this.#failure === undefined)
                throw new Error("it has no start that can be read, so there is none");
            return;
        }
        await this.#file.end();
        const { fault } = this.#blocks;
        if (fault !== undefined && "place" in fault) {
            // Of what is too much to be copied nobody knows how much it is.
            const more = this.#breakOff === undefined ? "" : "more than ";
            const bytes = (this.#size - fault.place.offset).toLocaleString("en");
            throw new Error(`what stands at byte ${fault.place.offset} of it cannot be read (${fault.code}): from there on it is left out (${more}${bytes} bytes), for nobody can mask it`);
        }
        if (this.#breakOff !== undefined)
            throw this.#breakOff;
    }
    discard() {
        return this.#file.discard();
    }
    #take({ type, payload, place }, written) {
        switch (type) {
            case "start":
                written.push(this.#render("start", this.#start(payload)));
                return;
            case "job":
            case "trailer":
                written.push(this.#render(type, payload));
                return;
            case "records":
                try {
                    written.push(this.#render(type, this.#masked(payload)));
                }
                catch (cause) {
                    throw new Error(`the block at byte ${place.offset} cannot be masked: ${reasonOf(cause)}`, {
                        cause,
                    });
                }
        }
    }
    #render(type, payload) {
        return renderBlock(type, this.#sequence++, payload);
    }
    /** The start, which says from now on that the log is masked. */
    #start(payload) {
        const text = payload.toString("utf8");
        const read = parseStart(text);
        if ("wrong" in read || !canRead(read.value.layouts))
            throw new Error("its start cannot be read");
        this.#records ??= new RecordMasker(read.value.layouts, this.#masker);
        return Buffer.from(JSON.stringify({ ...parseObject(text), masked: true }));
    }
    /** The records of a block. With masks they can be more than what is packed; then they are not. */
    #masked(payload) {
        if (this.#records === undefined)
            throw new Error("there is no start before it");
        return Buffer.concat(this.#records.block(payload));
    }
}

;// CONCATENATED MODULE: ./build/watch/second-reading.js

/** Where what was found while the log was written is not what is found in it now, rule by rule. */
function second_reading_differencesOf(live, read) {
    const all = new Map();
    for (const outcome of live.rules)
        all.set(second_reading_keyOf(outcome), { live: outcome });
    for (const outcome of read.rules)
        all.set(second_reading_keyOf(outcome), { ...all.get(second_reading_keyOf(outcome)), read: outcome });
    return [...all].flatMap(([rule, found]) => {
        if (foundBy(found.live) === foundBy(found.read))
            return [];
        const { live: a, read: b } = found;
        return [{ code: "judged-otherwise", rule, live: a?.totalCount ?? 0, read: b?.totalCount ?? 0 }];
    });
}
function second_reading_keyOf({ rule }) {
    return `${rule.rulesetId}/${rule.ruleId}`;
}
/** What a rule has found, to compare: how often, and which events. */
function foundBy(outcome) {
    return `${outcome?.totalCount ?? 0} ${outcome?.matches.map(({ index }) => index).join(" ")}`;
}
/** SHA-256 over the first bytes of what passes: what stands behind them, the trailer, was not sent. */
class second_reading_PrefixDigest {
    #hash = createHash("sha256");
    #left;
    constructor(length) {
        this.#left = length;
    }
    async *pass(chunks) {
        for await (const chunk of chunks) {
            this.#hash.update(chunk.subarray(0, this.#left));
            this.#left -= Math.min(this.#left, chunk.length);
            yield chunk;
        }
    }
    /** Of fewer bytes, where there were not as many. */
    digest() {
        return this.#hash.digest("hex");
    }
}

;// CONCATENATED MODULE: ./build/watch/live-judge.js


















const REPORT_NAME = "post.json";
const LATE_NAME = "late.json";
const LOG_NAME = "events.log";
/** The copy of the log that is handed over where its secrets are to stay. */
const MASKED_LOG_NAME = "events.masked.log";
/** The job, as the log will have it (JOB_NAME of native/folder.h). */
const JOB_NAME = "job.json";
/** The collector's copy of itself (COLLECTOR_NAME of native/folder.h). */
const COLLECTOR_NAME = "collector";
/** Is there where nothing else has the evidence: then the folder stays (KEPT_NAME of native/folder.h). */
const KEPT_NAME = "kept";
const BUSY_INTERVAL_MS = 5000;
/**
 * The judge of a job: judges its log while it is written, and once more when the job has ended. Its life is a
 * conversation with whoever keeps it, the collector or what outlives that, in lines (docs/architecture.md). What it
 * throws has to end its process: nobody is told that all is well by a judge that is not.
 */
class LiveJudge {
    #folder;
    #delivery;
    #say;
    #titles;
    #config;
    #follower;
    #isReady = false;
    /** That the job is to be stopped, in the words for the collector, until it has been told. */
    #answers = [];
    #isEnded = false;
    /** The collector was ended; what could be read of its log from then on is anybody's. */
    #isAbandoned = false;
    /** What is to be done at a place in the log, before any byte behind it is looked at. */
    #awaited;
    #reported;
    #isTakenBack = false;
    #isFinishing = false;
    /** How much was lost since the log ended; undefined for nothing. */
    #lost;
    /** `folder` has the log, and gets the files of the report. */
    constructor(folder, delivery, say) {
        this.#folder = folder;
        this.#titles = new LiveTitles(jobFileReader(join(folder, COLLECTOR_NAME)));
        this.#delivery = delivery;
        this.#say = say;
    }
    /** Takes bytes of the log as they come, and keeps parts of them. It has to be told first what they are. */
    bytes(chunk) {
        const { follower } = this.#known();
        const room = (this.#awaited?.offset ?? Number.POSITIVE_INFINITY) - follower.offset;
        if (chunk.length < room) {
            this.#push(follower, chunk);
            return;
        }
        this.#push(follower, chunk.subarray(0, room));
        this.#act();
        if (chunk.length > room)
            this.bytes(chunk.subarray(room));
    }
    /** No more bytes come: whoever wrote the log is gone. */
    end() {
        this.#isEnded = true;
        this.#act();
    }
    #act() {
        const awaited = this.#awaited;
        this.#awaited = undefined;
        awaited?.act();
    }
    /** Takes a line; gives when all is done that it asks for. Throws for one that may not come. */
    async line(line) {
        const [word, rest] = split(line);
        if (word === "config" && this.#config === undefined)
            this.#open(rest);
        else if (word === "finish" && this.#isReady)
            await this.#finishOnce(offsetOf(rest));
        else if (word === "leave" && this.#reported !== undefined)
            await this.#leave(this.#reported, offsetOf(rest));
        else if (word === "lost" && this.#reported !== undefined)
            this.#lost = offsetOf(rest);
        else if (word === "gone" && this.#config !== undefined)
            this.#abandon();
        else
            throw new Error(`The judge was told '${word}', which may not come now.`);
    }
    #open(text) {
        this.#config = parseJudgeConfig(text);
        const follower = new Follower(this.#config.jobDigest, this.#titles, (line) => {
            this.#answers.push(line);
            if (this.#isReady)
                this.#sayAnswers();
        });
        this.#follower = follower;
        this.#orFail(() => follower.prepare(readFileSync(join(this.#folder, JOB_NAME), "utf8")));
    }
    #abandon() {
        this.#isAbandoned = true;
        this.#takeBack();
    }
    #push(follower, chunk) {
        if (this.#isReady)
            follower.push(chunk);
        else
            this.#begin(follower, chunk);
        this.#takeBack();
    }
    /** Says that a job which was green when the report was made no longer is: once. */
    #takeBack() {
        if (!this.#reported?.isGreen || this.#isTakenBack || !this.#isRed(this.#reported))
            return;
        this.#isTakenBack = true;
        this.#say("red");
    }
    #begin(follower, chunk) {
        this.#orFail(() => follower.push(chunk));
        if (follower.isReady) {
            this.#isReady = true;
            const kinds = follower.urgentKinds();
            if (kinds !== "0")
                this.#say(`urgent ${kinds}`);
            this.#say("ready");
            this.#sayAnswers();
        }
        else if (follower.fault !== undefined) {
            this.#say(`failed what the collector sends is no event log: ${follower.fault.code}`);
            throw new Error("What the collector sends is no event log.");
        }
    }
    #sayAnswers() {
        for (const line of this.#answers.splice(0))
            this.#say(line);
    }
    /** What cannot be done before the judge is ready ends the start, and says why. */
    #orFail(act) {
        try {
            act();
        }
        catch (error) {
            this.#say(`failed ${oneLine(reasonOf(error))}`);
            throw error;
        }
    }
    /** What is so when the bytes before a place in the log were taken, or no more of them come. */
    async #at(offset, look) {
        if (this.#known().follower.offset >= offset || this.#isEnded)
            return look();
        return new Promise((resolve, reject) => {
            const act = () => {
                try {
                    resolve(look());
                }
                catch (error) {
                    reject(error);
                }
            };
            this.#awaited = { offset, act };
        });
    }
    /** Whoever sits there after the collector asks once more: it has not heard what the collector was told. */
    async #finishOnce(offset) {
        if (this.#reported !== undefined)
            this.#sayReport(this.#reported);
        if (this.#isFinishing)
            return;
        this.#isFinishing = true;
        // A log can be long, and an upload slow.
        const busy = setInterval(() => this.#say("busy"), BUSY_INTERVAL_MS);
        try {
            await this.#finish(offset);
        }
        finally {
            clearInterval(busy);
        }
    }
    #sayReport({ isGreen }) {
        this.#say(`report ${isGreen && !this.#isTakenBack ? "green" : "red"}`);
    }
    async #finish(offset) {
        const { follower, config } = this.#known();
        // From there on what the rules find counts as late, also while the report is made.
        const { before, digest, faults } = await this.#at(offset, () => {
            follower.passTrailer();
            const isLate = follower.offset > offset;
            const reason = "its end was told too late";
            const tooLate = isLate ? [{ code: "not-followed", reason }] : [];
            const found = [...this.#followFaults(offset), ...tooLate];
            return { before: follower.outcome(), digest: follower.digest(), faults: found };
        });
        follower.forget();
        const events = new HtmlEvents();
        const report = await this.#judgeAgain(config, follower.rules, faults, before, { offset, digest }, events);
        const post = await this.#delivery.report(report, config, this.#folder, events);
        await writeFileWhole(join(this.#folder, REPORT_NAME), `${JSON.stringify(post)}\n`);
        const isGreen = post.exit_code === 0 && !verdict(report, config.policy).isFailure;
        this.#reported = { isGreen, before };
        this.#sayReport(this.#reported);
        this.#takeBack();
    }
    async #judgeAgain({ jobDigest, artifact, secrets = [] }, rules, faults, before, sent, events) {
        const read = new PrefixDigest(sent.offset);
        const chunks = read.pass(readLogFile(join(this.#folder, LOG_NAME)));
        const ownLog = {
            form: "own-log",
            chunks,
            jobDigest,
            rules,
            asker: "unknown",
            faults: [],
            // These bytes are compared with those that came from the collector itself, which says more than a signature.
            signatures: "unchecked",
        };
        const masker = new Masker(secrets);
        const isHandedOver = artifact.name !== "" && artifact.log === "masked";
        const copy = new FileSink(join(this.#folder, MASKED_LOG_NAME), MASKED_LOG_NAME);
        const report = await judge({ ...ownLog, titles: this.#titles }, isHandedOver ? [new MaskedLog(copy, masker)] : [], 
        // They are for a file of the artifact; whoever wants no log there does not want its events either.
        artifact.name === "" || artifact.log === "none" ? [] : [events], masker);
        // What was not followed to the end is no less than what can be compared.
        const differences = faults.length > 0 ? [] : differencesOf(before, report.outcome);
        const isSame = faults.length > 0 || read.digest() === sent.digest;
        return withFaults(report, [...faults, ...(isSame ? [] : [OTHER_BYTES]), ...differences]);
    }
    async #leave(reported, offset) {
        const { policy } = this.#known().config;
        const faults = await this.#at(offset, () => {
            const count = this.#tamperedLate(reported);
            const more = count > 0 ? [{ code: "guard-tampered-more", count }] : [];
            return [...this.#followFaults(offset), ...more];
        });
        const isTampered = policy.fail_on_tamper && faults.length > 0;
        const lost = this.#lost === undefined ? [] : [{ code: "lost-late", count: this.#lost }];
        const isIncomplete = policy.fail_on_loss && lost.length > 0;
        const isRed = !reported.isGreen || isTampered || isIncomplete || this.#isRed(reported);
        if (isRed) {
            const masks = new EventMasker(new Masker(this.#known().config.secrets));
            const rules = this.#late(reported).map((rule) => maskedRuleOutcome(rule, masks));
            const late = this.#delivery.late(rules, [...faults, ...lost]);
            await writeFileWhole(join(this.#folder, LATE_NAME), `${JSON.stringify(late)}\n`);
        }
        this.#say(`leave ${isRed ? "red" : "green"}`);
    }
    /** Whether a job that was green when the report was made no longer is. */
    #isRed(reported) {
        const { follower, config } = this.#known();
        const { fail_on_detect, fail_on_tamper } = config.policy;
        const isTampered = this.#isAbandoned || follower.fault !== undefined || this.#tamperedLate(reported) > 0;
        return (fail_on_tamper && isTampered) || (fail_on_detect && this.#late(reported).length > 0);
    }
    /** How often something was done to the guard since the report was made. */
    #tamperedLate({ before }) {
        const now = this.#known().follower.outcome().guardTampering?.totalCount ?? 0;
        return now - (before.guardTampering?.totalCount ?? 0);
    }
    /** The rules that fail a job and have matched since the report was made. */
    #late({ before }) {
        const { follower } = this.#known();
        const counts = new Map(before.rules.map(({ rule, totalCount }) => [rule, totalCount]));
        return follower
            .outcome()
            .rules.filter(({ rule, totalCount }) => rule.action !== "collect" && totalCount > (counts.get(rule) ?? 0));
    }
    /** Why the log was not followed up to a place in it; nothing where it was. */
    #followFaults(offset) {
        const { follower } = this.#known();
        if (follower.fault !== undefined) {
            return [{ code: "not-followed", reason: `what the collector sent broke off (${follower.fault.code})` }];
        }
        if (follower.offset >= offset && !this.#isAbandoned)
            return [];
        const reason = `the collector was gone when it had sent ${follower.offset} of ${offset} bytes`;
        return [{ code: "not-followed", reason }];
    }
    #known() {
        if (this.#follower === undefined || this.#config === undefined)
            throw new Error("Nothing is judged yet.");
        return { follower: this.#follower, config: this.#config };
    }
}
const OTHER_BYTES = { code: "other-bytes" };
function split(line) {
    const at = line.indexOf(" ");
    return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
function offsetOf(text) {
    if (!/^\d{1,15}$/.test(text))
        throw new Error("The judge was told a place in the log that is none.");
    return Number(text);
}
/** Of what may have come with a rule or a path of the job. */
function oneLine(text) {
    return text.replaceAll(/\s+/g, " ").slice(0, 1000);
}

// EXTERNAL MODULE: ./build/watch/registry.js
var registry = __webpack_require__(97577);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./build/otlp/proxy.js
var proxy = __webpack_require__(48898);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./build/github/upload.js







/** After a cancellation the runner ends a post step within five minutes. */
const LIMIT_MS = (/* unused pure expression or super */ null && (4 * 60_000));
/** Bytes. A job that is root can put a file without an end in the place of the log. */
const FILE_LIMIT = (/* unused pure expression or super */ null && (4 * 1024 ** 3));
/** Names with a number that are tried before one with a random suffix. */
const NUMBERED_NAMES = 9;
/**
 * Uploads an artifact of the run that the variables of this process name (ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN,
 * GITHUB_SERVER_URL, GITHUB_RUN_ATTEMPT, those of a proxy). Throws `artifact-upload` with the reason alone, which says
 * where the files are. What was begun when the time is over goes on in vain: the caller is to end its process.
 */
async function uploadArtifact({ name, retentionDays, files, folder }, limitMs = LIMIT_MS) {
    const faults = files.map((file) => ({ file, fault: faultOf(file, folder) }));
    const paths = faults.filter(({ fault }) => fault === undefined).map(({ file }) => file.path);
    const leftOut = faults.flatMap(({ fault }) => (fault === undefined ? [] : [`${fault}.`]));
    try {
        if (paths.length === 0)
            throw new Error(`there is nothing to upload: ${leftOut.join(" ")}`);
        const options = retentionDays === 0 ? {} : { retentionDays };
        const upload = (as) => uploadAs(as, paths, folder, options);
        const serviceUrl = process.env.ACTIONS_RESULTS_URL || "https://github.com";
        const uploading = throughProxy(serviceUrl, () => uploadUnderFreeName(name, upload));
        const uploaded = await within(limitMs, uploading);
        return { ...uploaded, leftOut };
    }
    catch (cause) {
        const message = `${uploadReason(reasonOf(cause))}; the files are kept in ${folder}.`;
        throw new RunwardenError("artifact-upload", message, { cause });
    }
}
/** Why a file cannot be uploaded. A FIFO would never end, and other people's files are none of ours. */
function faultOf({ name, path }, folder) {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined)
        return `${name} is not there`;
    if (path !== join(folder, name) || !status.isFile())
        return `${name} is no file of the folder`;
    return status.size > FILE_LIMIT ? `${name} is larger than 4 GiB` : undefined;
}
/** The client throws this in a handler of an event, where nobody but the whole process could catch it. */
const ZIP_ERROR = "An error has occurred during zip creation for the artifact";
async function uploadAs(name, paths, folder, options) {
    // Loaded here, for it is most of the bundle and the report must not wait for it.
    const { DefaultArtifactClient } = await __webpack_require__.e(/* import() */ 403).then(__webpack_require__.bind(__webpack_require__, 77403));
    let onUncaught = () => { };
    const zipError = new Promise((_, reject) => {
        onUncaught = (error) => {
            if (error.message !== ZIP_ERROR)
                throw error;
            reject(new Error("its files could not be read"));
        };
    });
    process.on("uncaughtException", onUncaught);
    try {
        const client = new DefaultArtifactClient();
        const uploading = client.uploadArtifact(name, [...paths], folder, options);
        const { id } = await Promise.race([uploading, zipError]);
        if (id === undefined)
            throw new Error("the service gave no id");
        return id;
    }
    finally {
        process.off("uncaughtException", onUncaught);
    }
}
async function uploadUnderFreeName(name, upload) {
    const names = artifactNames(name, Number(process.env.GITHUB_RUN_ATTEMPT));
    for (const [index, as] of names.entries()) {
        try {
            return { id: await upload(as), name: as };
        }
        catch (error) {
            const isTaken = /\(409\)|already.exists/i.test(reasonOf(error));
            if (!isTaken || index === names.length - 1)
                throw error;
        }
    }
    throw new Error("there is no name to try");
}
/**
 * The names to try. A run has one artifact of a name, and keeps those of its earlier attempts; workflows that are
 * called twice, and several uses of the action in a job, have the same name.
 */
function artifactNames(name, attempt) {
    const first = attempt > 1 ? `${name}-attempt-${attempt}` : name;
    const numbered = Array.from({ length: NUMBERED_NAMES - 1 }, (_, index) => `${first}-${index + 2}`);
    return [first, ...numbered, `${first}-${randomBytes(4).toString("hex")}`];
}
async function within(limitMs, work) {
    const timer = new AbortController();
    const late = sleep(limitMs, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error(`it took longer than ${limitMs / 1000} s`)), () => new Promise(() => { }));
    try {
        return await Promise.race([work, late]);
    }
    finally {
        timer.abort();
        work.catch(() => { });
    }
}
/** What a failure of the client means for whoever reads of it. */
function uploadReason(message) {
    const [line = ""] = message.split("\n");
    if (line.includes("not currently supported on GHES")) {
        const host = new URL(process.env.GITHUB_SERVER_URL || "https://github.com").host;
        return `${host} has no service for artifacts that can be used: GitHub Enterprise Server and Gitea have another one than github.com`;
    }
    // The client takes every answer for JSON.
    if (line.includes("Unexpected end of JSON input")) {
        return "the service for artifacts refused it with an empty answer";
    }
    if (/Unexpected token|is not valid JSON/.test(line)) {
        return "what answered is not the service for artifacts; there may be a proxy in between";
    }
    return line;
}

;// CONCATENATED MODULE: ./build/github/download.js









const download_NAME_LIMIT = 200;
/** Whoever can upload for the run can upload as many as the service takes. */
const ARTIFACT_LIMIT = 500;
/**
 * Downloads the artifacts of this run whose names a pattern fits, one after the other, each into a folder of its own in the
 * runner's for such things; whoever wants no more of them ends it. Reads what uploadArtifact does. Throws
 * `artifact-download` where the service cannot be asked, or has more than anybody would make; one that cannot be downloaded
 * is told to `onFailure`, a sentence, and left out.
 */
async function* downloadArtifacts(pattern, onFailure) {
    const serviceUrl = process.env.ACTIONS_RESULTS_URL || "https://github.com";
    // Most of the bundle, which a job that is guarded does not need.
    const { DefaultArtifactClient } = await __webpack_require__.e(/* import() */ 403).then(__webpack_require__.bind(__webpack_require__, 77403));
    const client = new DefaultArtifactClient();
    const { artifacts } = await download_trying("The artifacts of this run cannot be listed", () => (0,proxy/* throughProxy */.EU)(serviceUrl, () => client.listArtifacts()));
    const fitting = artifacts.filter(({ name }) => (0,external_node_path_.matchesGlob)(name, pattern));
    if (fitting.length > ARTIFACT_LIMIT) {
        const many = (0,phrase/* count */.U9)(fitting.length, "artifact");
        throw new errors/* RunwardenError */.n("artifact-download", `The run has ${many} whose names fit ${JSON.stringify(pattern)}: give log-artifacts a pattern that fits fewer than ${ARTIFACT_LIMIT}.`);
    }
    for (const { name, id } of fitting) {
        const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(process.env.RUNNER_TEMP || (0,external_node_os_.tmpdir)(), "runwarden-verify-"));
        try {
            await (0,proxy/* throughProxy */.EU)(serviceUrl, () => client.downloadArtifact(id, { path: folder }));
        }
        catch (cause) {
            onFailure(`The artifact ${(0,report_visible/* visible */.RK)(name, download_NAME_LIMIT)} cannot be downloaded: ${uploadReason((0,outputs/* reasonOf */.A3)(cause))}.`);
            continue;
        }
        yield { name, folder };
    }
}
async function download_trying(failed, act) {
    try {
        return await act();
    }
    catch (cause) {
        throw new errors/* RunwardenError */.n("artifact-download", `${failed}: ${uploadReason((0,outputs/* reasonOf */.A3)(cause))}.`, { cause });
    }
}

// EXTERNAL MODULE: ./build/github/fail.js + 28 modules
var fail = __webpack_require__(4222);
// EXTERNAL MODULE: ./build/github/rule-sources.js + 3 modules
var rule_sources = __webpack_require__(58591);
// EXTERNAL MODULE: ./build/github/start.js + 5 modules
var start = __webpack_require__(80542);
// EXTERNAL MODULE: ./build/github/this-watch.js
var this_watch = __webpack_require__(59398);
;// CONCATENATED MODULE: ./build/github/verify.js





















const verify_NAME_LIMIT = 200;
/**
 * Verifies the logs of guarded jobs of this run: for each key that the input log-key has, one of the run's artifacts must
 * have the log that is signed by it, and that log must prove that its job passed. Fails the step where one does not.
 * Throws what is wrong with the inputs, or with the service for artifacts.
 */
async function verifyLogs(bundleUrl) {
    // Only Linux has jobs that are watched.
    if (process.platform === "linux" && (0,registry/* findWatch */.Z)((0,this_watch/* nameOfWatch */.E)(bundleUrl, process.env)) !== undefined) {
        throw new errors/* RunwardenError */.n("input-invalid", GUARDED);
    }
    const inputs = (0,start/* readActionInputs */.Ui)();
    const { keys, faults } = readLogKeys(inputs.log_key);
    const isCounted = inputs.log_count === 0 || inputs.log_count === keys.length;
    const rulesDigest = (0,watch_frozen/* digestRules */.e_)(await (0,rule_sources/* readRuleSources */.Dy)(inputs, "pre", bundleUrl), (0,start/* settingsOf */.f5)(inputs, process.env));
    const logs = keys.length === 0 ? [] : await proofsOf(keys, rulesDigest, inputs);
    const problems = [
        ...faults,
        ...(isCounted
            ? []
            : [`log-count asks for ${(0,phrase/* count */.U9)(inputs.log_count, "log")}; there are keys of ${keys.length}.`]),
        ...logs.filter(({ proof }) => proof === undefined).map(missingSentence),
    ];
    for (const problem of problems)
        (0,core/* info */.pq)((0,report_visible/* visible */.RK)(problem, verify_LINE_LIMIT));
    for (const { name, proof } of logs)
        if (proof !== undefined)
            tell(name, proof);
    const isProved = isAllProved(logs, problems);
    await (0,fail/* addToSummary */.Dg)(renderProofs(logs, problems));
    (0,core/* setOutput */.uH)("result", isProved ? "passed" : worstOf(problems, logs));
    if (!isProved)
        (0,core/* setFailed */.C1)("Runwarden: not every guarded job is proved to have passed; the lines above say why.");
}
const verify_LINE_LIMIT = 2000;
const GUARDED = "This job is watched by Runwarden, so its root can do to a verification what it can do to the guard. Verify in a job of its own, which runs nothing else.";
/** Looks for the log of each key among the artifacts. Of several by one key, one that proves that the job passed is enough. */
async function proofsOf(keys, rulesDigest, { log_artifacts: pattern }) {
    const found = new Map(keys.map((key) => [key, { key, name: "", proof: undefined }]));
    const isOpen = (key) => found.get(key)?.proof?.objections.length !== 0;
    for await (const artifact of downloadArtifacts(pattern, core/* info */.pq)) {
        const path = logIn(artifact);
        const start = path === undefined ? undefined : await readStart(log_file_readLogFile(path));
        for (const key of keys.filter((each) => each.key === start?.key && isOpen(each))) {
            // A copy that is cut short does not take the place of one that says more.
            const before = found.get(key)?.proof;
            if (path === undefined || (before !== undefined && before.report.result !== "tampered"))
                continue;
            found.set(key, { key, name: artifact.name, proof: await proofBy(path, key, rulesDigest) });
        }
        await (0,promises_.rm)(artifact.folder, { recursive: true, force: true });
        if (!keys.some(isOpen))
            break;
    }
    return [...found.values()];
}
/** The log of an artifact as it was recorded, else its copy without secrets; undefined where it has none. */
function logIn({ folder }) {
    return [LOG_NAME, MASKED_LOG_NAME].map((name) => (0,external_node_path_.join)(folder, name)).find(verify_isFile);
}
/** What a log proves that names a key. */
async function proofBy(path, { key, job }, rulesDigest) {
    if (path.endsWith(MASKED_LOG_NAME))
        return refuseMasked(log_file_readLogFile(path));
    const { GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "", GITHUB_SHA = "", GITHUB_RUN_ATTEMPT } = process.env;
    return prove(log_file_readLogFile(path), {
        key,
        context: {
            repository: GITHUB_REPOSITORY,
            run_id: GITHUB_RUN_ID,
            sha: GITHUB_SHA,
            ...(job !== undefined && { job }),
        },
        lastAttempt: Number(GITHUB_RUN_ATTEMPT || 1),
        rulesDigest,
    });
}
function verify_isFile(path) {
    return (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
function missingSentence({ key: { key, job } }) {
    const whose = job === undefined ? "" : ` of the job ${job}`;
    return `No artifact has the log${whose} whose first key is ${key}.`;
}
function tell(name, proof) {
    (0,core/* info */.pq)(`${proofHeadline(proof)} (artifact ${(0,report_visible/* visible */.RK)(name, verify_NAME_LIMIT)})`);
    for (const line of proofLines(proof))
        (0,core/* info */.pq)(`  ${line}`);
}
/** What is missing or altered goes before what was found. */
function worstOf(problems, logs) {
    const objections = logs.flatMap(({ proof }) => proof?.objections ?? []);
    if (problems.length > 0 || objections.some(({ code }) => code !== "not-passed"))
        return "tampered";
    const results = new Set(objections.flatMap((each) => (each.code === "not-passed" ? [each.result] : [])));
    return (["terminated", "detected", "incomplete"].find((result) => results.has(result)) ?? "tampered");
}


/***/ })

};
