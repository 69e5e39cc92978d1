import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 42613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 20181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 35317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 49140:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("constants");

/***/ }),

/***/ 76982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 24434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 79896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 91943:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs/promises");

/***/ }),

/***/ 58611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 65692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 69278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 34589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 16698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 37540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 77598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 53053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 40610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 78474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 73024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 51455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 37067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 32467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 44708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 98995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 77030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 48161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 76760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");

/***/ }),

/***/ 41792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 57075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 46193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 41692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 73136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 57975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 73429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 75919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 38522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 70857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 16928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 13193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 53557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 64756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 52018:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 87016:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 39023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 43106:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("zlib");

/***/ }),

/***/ 48280:
/***/ (function(module) {

(function (root) {
    'use strict';
    // A list of regular expressions that match arbitrary IPv4 addresses,
    // for which a number of weird notations exist.
    // Note that an address like 0010.0xa5.1.1 is considered legal.
    const ipv4Part = '(0?\\d+|0x[a-f0-9]+)';
    const ipv4Regexes = {
        fourOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, 'i'),
        threeOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, 'i'),
        twoOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}$`, 'i'),
        longValue: new RegExp(`^${ipv4Part}$`, 'i')
    };

    // Regular Expression for checking Octal numbers
    const octalRegex = new RegExp(`^0[0-7]+$`, 'i');
    const hexRegex = new RegExp(`^0x[a-f0-9]+$`, 'i');

    const zoneIndex = '%[0-9a-z]{1,}';

    // IPv6-matching regular expressions.
    // For IPv6, the task is simpler: it is enough to match the colon-delimited
    // hexadecimal IPv6 and a transitional variant with dotted-decimal IPv4 at
    // the end.
    const ipv6Part = '(?:[0-9a-f]+::?)+';
    const ipv6Regexes = {
        zoneIndex: new RegExp(zoneIndex, 'i'),
        'native': new RegExp(`^(::)?(${ipv6Part})?([0-9a-f]+)?(::)?(${zoneIndex})?$`, 'i'),
        deprecatedTransitional: new RegExp(`^(?:::)(${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?)$`, 'i'),
        transitional: new RegExp(`^((?:${ipv6Part})|(?:::)(?:${ipv6Part})?)${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?$`, 'i')
    };

    // Expand :: in an IPv6 address or address part consisting of `parts` groups.
    function expandIPv6 (string, parts) {
        // More than one '::' means invalid address
        if (string.indexOf('::') !== string.lastIndexOf('::')) {
            return null;
        }

        let colonCount = 0;
        let lastColon = -1;
        let zoneId = (string.match(ipv6Regexes.zoneIndex) || [])[0];
        let replacement, replacementCount;

        // Remove zone index and save it for later
        if (zoneId) {
            zoneId = zoneId.substring(1);
            string = string.replace(/%.+$/, '');
        }

        // How many parts do we already have?
        while ((lastColon = string.indexOf(':', lastColon + 1)) >= 0) {
            colonCount++;
        }

        // 0::0 is two parts more than ::
        if (string.substr(0, 2) === '::') {
            colonCount--;
        }

        if (string.substr(-2, 2) === '::') {
            colonCount--;
        }

        // An address must not contain more separators than available parts,
        // and :: must compress at least one part.
        if (colonCount >= parts) {
            return null;
        }

        // replacement = ':' + '0:' * (parts - colonCount)
        replacementCount = parts - colonCount;
        replacement = ':';
        while (replacementCount--) {
            replacement += '0:';
        }

        // Insert the missing zeroes
        string = string.replace('::', replacement);

        // Trim any garbage which may be hanging around if :: was at the edge in
        // the source string
        if (string[0] === ':') {
            string = string.slice(1);
        }

        if (string[string.length - 1] === ':') {
            string = string.slice(0, -1);
        }

        parts = (function () {
            const ref = string.split(':');
            const results = [];

            for (let i = 0; i < ref.length; i++) {
                results.push(ref[i].length > 4 ? NaN : parseInt(ref[i], 16));
            }

            return results;
        })();

        return {
            parts: parts,
            zoneId: zoneId
        };
    }

    // A generic CIDR (Classless Inter-Domain Routing) RFC1518 range matcher.
    function matchCIDR (first, second, partSize, cidrBits) {
        if (first.length !== second.length) {
            throw new Error('ipaddr: cannot match CIDR for objects with different lengths');
        }

        let part = 0;
        let shift;

        while (cidrBits > 0) {
            shift = partSize - cidrBits;
            if (shift < 0) {
                shift = 0;
            }

            if (first[part] >> shift !== second[part] >> shift) {
                return false;
            }

            cidrBits -= partSize;
            part += 1;
        }

        return true;
    }

    function parseIntAuto (string) {
        // Hexadecimal base 16 (0x#)
        if (hexRegex.test(string)) {
            return parseInt(string, 16);
        }
        // While octal representation is discouraged by ECMAScript 3
        // and forbidden by ECMAScript 5, we silently allow it to
        // work only if the rest of the string has numbers less than 8.
        if (string[0] === '0' && !isNaN(parseInt(string[1], 10))) {
        if (octalRegex.test(string)) {
            return parseInt(string, 8);
        }
            throw new Error(`ipaddr: cannot parse ${string} as octal`);
        }
        // Always include the base 10 radix!
        return parseInt(string, 10);
    }

    function padPart (part, length) {
        while (part.length < length) {
            part = `0${part}`;
        }

        return part;
    }

    const ipaddr = {};

    // An IPv4 address (RFC791).
    ipaddr.IPv4 = (function () {
        // Constructs a new IPv4 address from an array of four octets
        // in network order (MSB first)
        // Verifies the input.
        function IPv4 (octets) {
            if (octets.length !== 4) {
                throw new Error('ipaddr: ipv4 octet count should be 4');
            }

            let i, octet;

            for (i = 0; i < octets.length; i++) {
                octet = octets[i];
                if (!((0 <= octet && octet <= 255))) {
                    throw new Error('ipaddr: ipv4 octet should fit in 8 bits');
                }
            }

            this.octets = octets;
        }

        // Special IPv4 address ranges.
        // See also https://en.wikipedia.org/wiki/Reserved_IP_addresses
        IPv4.prototype.SpecialRanges = {
            unspecified: [[new IPv4([0, 0, 0, 0]), 8]],
            broadcast: [[new IPv4([255, 255, 255, 255]), 32]],
            // RFC3171
            multicast: [[new IPv4([224, 0, 0, 0]), 4]],
            // RFC3927
            linkLocal: [[new IPv4([169, 254, 0, 0]), 16]],
            // RFC5735
            loopback: [[new IPv4([127, 0, 0, 0]), 8]],
            // RFC6598
            carrierGradeNat: [[new IPv4([100, 64, 0, 0]), 10]],
            // RFC1918
            'private': [
                [new IPv4([10, 0, 0, 0]), 8],
                [new IPv4([172, 16, 0, 0]), 12],
                [new IPv4([192, 168, 0, 0]), 16]
            ],
            // Reserved and testing-only ranges; RFCs 5735, 5737, 2544, 1700
            reserved: [
                [new IPv4([192, 0, 0, 0]), 24],
                [new IPv4([192, 0, 2, 0]), 24],
                [new IPv4([192, 88, 99, 0]), 24],
                [new IPv4([198, 18, 0, 0]), 15],
                [new IPv4([198, 51, 100, 0]), 24],
                [new IPv4([203, 0, 113, 0]), 24],
                [new IPv4([240, 0, 0, 0]), 4]
            ],
            // RFC7534, RFC7535
            as112: [
                [new IPv4([192, 175, 48, 0]), 24],
                [new IPv4([192, 31, 196, 0]), 24],
            ],
            // RFC7450
            amt: [
                [new IPv4([192, 52, 193, 0]), 24],
            ],
        };

        // The 'kind' method exists on both IPv4 and IPv6 classes.
        IPv4.prototype.kind = function () {
            return 'ipv4';
        };

        // Checks if this address matches other one within given CIDR range.
        IPv4.prototype.match = function (other, cidrRange) {
            let ref;
            if (cidrRange === undefined) {
                ref = other;
                other = ref[0];
                cidrRange = ref[1];
            }

            if (other.kind() !== 'ipv4') {
                throw new Error('ipaddr: cannot match ipv4 address with non-ipv4 one');
            }

            return matchCIDR(this.octets, other.octets, 8, cidrRange);
        };

        // returns a number of leading ones in IPv4 address, making sure that
        // the rest is a solid sequence of 0's (valid netmask)
        // returns either the CIDR length or null if mask is not valid
        IPv4.prototype.prefixLengthFromSubnetMask = function () {
            let cidr = 0;
            // non-zero encountered stop scanning for zeroes
            let stop = false;
            // number of zeroes in octet
            const zerotable = {
                0: 8,
                128: 7,
                192: 6,
                224: 5,
                240: 4,
                248: 3,
                252: 2,
                254: 1,
                255: 0
            };
            let i, octet, zeros;

            for (i = 3; i >= 0; i -= 1) {
                octet = this.octets[i];
                if (octet in zerotable) {
                    zeros = zerotable[octet];
                    if (stop && zeros !== 0) {
                        return null;
                    }

                    if (zeros !== 8) {
                        stop = true;
                    }

                    cidr += zeros;
                } else {
                    return null;
                }
            }

            return 32 - cidr;
        };

        // Checks if the address corresponds to one of the special ranges.
        IPv4.prototype.range = function () {
            return ipaddr.subnetMatch(this, this.SpecialRanges);
        };

        // Returns an array of byte-sized values in network order (MSB first)
        IPv4.prototype.toByteArray = function () {
            return this.octets.slice(0);
        };

        // Converts this IPv4 address to an IPv4-mapped IPv6 address.
        IPv4.prototype.toIPv4MappedAddress = function () {
            return ipaddr.IPv6.parse(`::ffff:${this.toString()}`);
        };

        // Symmetrical method strictly for aligning with the IPv6 methods.
        IPv4.prototype.toNormalizedString = function () {
            return this.toString();
        };

        // Returns the address in convenient, decimal-dotted format.
        IPv4.prototype.toString = function () {
            return this.octets.join('.');
        };

        return IPv4;
    })();

    // A utility function to return broadcast address given the IPv4 interface and prefix length in CIDR notation
    ipaddr.IPv4.broadcastAddressFromCIDR = function (string) {

        try {
            const cidr = this.parseCIDR(string);
            const ipInterfaceOctets = cidr[0].toByteArray();
            const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            const octets = [];
            let i = 0;
            while (i < 4) {
                // Broadcast address is bitwise OR between ip interface and inverted mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv4 CIDR format', { cause: e });
        }
    };

    // Checks if a given string is formatted like IPv4 address.
    ipaddr.IPv4.isIPv4 = function (string) {
        return this.parser(string) !== null;
    };

    // Checks if a given string is a valid IPv4 address.
    ipaddr.IPv4.isValid = function (string) {
        try {
            new this(this.parser(string));
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a valid IPv4 address in CIDR notation.
    ipaddr.IPv4.isValidCIDR = function (string) {
        try {
            this.parseCIDR(string);
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a full four-part IPv4 Address.
    ipaddr.IPv4.isValidFourPartDecimal = function (string) {
        if (ipaddr.IPv4.isValid(string) && string.match(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}$/)) {
            return true;
        } else {
            return false;
        }
    };

    // Checks if a given string is a full four-part IPv4 Address with CIDR prefix.
    ipaddr.IPv4.isValidCIDRFourPartDecimal = function (string) {
        const match = string.match(/^(.+)\/(\d+)$/);

        if (!ipaddr.IPv4.isValidCIDR(string) || !match) {
            return false;
        }

        return ipaddr.IPv4.isValidFourPartDecimal(match[1]);
    };

    // A utility function to return network address given the IPv4 interface and prefix length in CIDR notation
    ipaddr.IPv4.networkAddressFromCIDR = function (string) {
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;

        try {
            cidr = this.parseCIDR(string);
            ipInterfaceOctets = cidr[0].toByteArray();
            subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            octets = [];
            i = 0;
            while (i < 4) {
                // Network address is bitwise AND between ip interface and mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv4 CIDR format', { cause: e });
        }
    };

    // Tries to parse and validate a string with IPv4 address.
    // Throws an error if it fails.
    ipaddr.IPv4.parse = function (string) {
        const parts = this.parser(string);

        if (parts === null) {
            throw new Error('ipaddr: string is not formatted like an IPv4 Address');
        }

        return new this(parts);
    };

    // Parses the string as an IPv4 Address with CIDR Notation.
    ipaddr.IPv4.parseCIDR = function (string) {
        let match;

        if ((match = string.match(/^(.+)\/(\d+)$/))) {
            const maskLength = parseInt(match[2]);
            if (maskLength >= 0 && maskLength <= 32) {
                const parsed = [this.parse(match[1]), maskLength];
                Object.defineProperty(parsed, 'toString', {
                    value: function () {
                        return this.join('/');
                    }
                });
                return parsed;
            }
        }

        throw new Error('ipaddr: string is not formatted like an IPv4 CIDR range');
    };

    // Classful variants (like a.b, where a is an octet, and b is a 24-bit
    // value representing last three octets; this corresponds to a class C
    // address) are omitted due to classless nature of modern Internet.
    ipaddr.IPv4.parser = function (string) {
        let match, part, value;

        // parseInt recognizes all that octal & hexadecimal weirdness for us
        if ((match = string.match(ipv4Regexes.fourOctet))) {
            return (function () {
                const ref = match.slice(1, 6);
                const results = [];

                for (let i = 0; i < ref.length; i++) {
                    part = ref[i];
                    results.push(parseIntAuto(part));
                }

                return results;
            })();
        } else if ((match = string.match(ipv4Regexes.longValue))) {
            value = parseIntAuto(match[1]);
            if (value > 0xffffffff || value < 0) {
                throw new Error('ipaddr: address outside defined range');
            }

            return ((function () {
                const results = [];
                let shift;

                for (shift = 0; shift <= 24; shift += 8) {
                    results.push((value >> shift) & 0xff);
                }

                return results;
            })()).reverse();
        } else if ((match = string.match(ipv4Regexes.twoOctet))) {
            return (function () {
                const ref = match.slice(1, 4);
                const results = [];

                value = parseIntAuto(ref[1]);
                if (value > 0xffffff || value < 0) {
                    throw new Error('ipaddr: address outside defined range');
                }

                results.push(parseIntAuto(ref[0]));
                results.push((value >> 16) & 0xff);
                results.push((value >>  8) & 0xff);
                results.push( value        & 0xff);

                return results;
            })();
        } else if ((match = string.match(ipv4Regexes.threeOctet))) {
            return (function () {
                const ref = match.slice(1, 5);
                const results = [];

                value = parseIntAuto(ref[2]);
                if (value > 0xffff || value < 0) {
                    throw new Error('ipaddr: address outside defined range');
                }

                results.push(parseIntAuto(ref[0]));
                results.push(parseIntAuto(ref[1]));
                results.push((value >> 8) & 0xff);
                results.push( value       & 0xff);

                return results;
            })();
        } else {
            return null;
        }
    };

    // A utility function to return subnet mask in IPv4 format given the prefix length
    ipaddr.IPv4.subnetMaskFromPrefixLength = function (prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 32) {
            throw new Error('ipaddr: invalid IPv4 prefix length');
        }

        const octets = [0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);

        while (j < filledOctetCount) {
            octets[j] = 255;
            j++;
        }

        if (filledOctetCount < 4) {
            octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - (prefix % 8);
        }

        return new this(octets);
    };

    // An IPv6 address (RFC2460)
    ipaddr.IPv6 = (function () {
        // Constructs an IPv6 address from an array of eight 16 - bit parts
        // or sixteen 8 - bit parts in network order(MSB first).
        // Throws an error if the input is invalid.
        function IPv6 (parts, zoneId) {
            let i, part;

            if (parts.length === 16) {
                this.parts = [];
                for (i = 0; i <= 14; i += 2) {
                    this.parts.push((parts[i] << 8) | parts[i + 1]);
                }
            } else if (parts.length === 8) {
                this.parts = parts;
            } else {
                throw new Error('ipaddr: ipv6 part count should be 8 or 16');
            }

            for (i = 0; i < this.parts.length; i++) {
                part = this.parts[i];
                if (!((0 <= part && part <= 0xffff))) {
                    throw new Error('ipaddr: ipv6 part should fit in 16 bits');
                }
            }

            if (zoneId) {
                this.zoneId = zoneId;
            }
        }

        // Special IPv6 ranges
        IPv6.prototype.SpecialRanges = {
            // RFC4291, here and after
            unspecified: [new IPv6([0, 0, 0, 0, 0, 0, 0, 0]), 128],
            linkLocal: [new IPv6([0xfe80, 0, 0, 0, 0, 0, 0, 0]), 10],
            multicast: [new IPv6([0xff00, 0, 0, 0, 0, 0, 0, 0]), 8],
            loopback: [new IPv6([0, 0, 0, 0, 0, 0, 0, 1]), 128],
            uniqueLocal: [new IPv6([0xfc00, 0, 0, 0, 0, 0, 0, 0]), 7],
            ipv4Mapped: [new IPv6([0, 0, 0, 0, 0, 0xffff, 0, 0]), 96],
            // RFC3879
            deprecatedSiteLocal: [new IPv6([0xfec0, 0, 0, 0, 0, 0, 0, 0]), 10],
            // RFC6666
            discard: [new IPv6([0x100, 0, 0, 0, 0, 0, 0, 0]), 64],
            // RFC6145
            rfc6145: [new IPv6([0, 0, 0, 0, 0xffff, 0, 0, 0]), 96],
            rfc6052: [
                // RFC6052
                [new IPv6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0]), 96],
                // RFC8215
                [new IPv6([0x64, 0xff9b, 0x1, 0, 0, 0, 0, 0]), 48],
            ],
            // RFC3056
            '6to4': [new IPv6([0x2002, 0, 0, 0, 0, 0, 0, 0]), 16],
            // RFC6052, RFC6146
            teredo: [new IPv6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 32],
            // RFC5180
            benchmarking: [new IPv6([0x2001, 0x2, 0, 0, 0, 0, 0, 0]), 48],
            // RFC7450
            amt: [new IPv6([0x2001, 0x3, 0, 0, 0, 0, 0, 0]), 32],
            as112v6: [
                // RFC7535
                [new IPv6([0x2001, 0x4, 0x112, 0, 0, 0, 0, 0]), 48],
                // RFC7534
                [new IPv6([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0]), 48],
            ],
            // RFC4843
            deprecatedOrchid: [new IPv6([0x2001, 0x10, 0, 0, 0, 0, 0, 0]), 28],
            // RFC7343
            orchid2: [new IPv6([0x2001, 0x20, 0, 0, 0, 0, 0, 0]), 28],
            // RFC9374
            droneRemoteIdProtocolEntityTags: [new IPv6([0x2001, 0x30, 0, 0, 0, 0, 0, 0]), 28],
            // RFC9602
            segmentRouting: [new IPv6([0x5f00, 0, 0, 0, 0, 0, 0, 0]), 16],
            reserved: [
                // RFC3849
                [new IPv6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 23],
                // RFC2928
                [new IPv6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]), 32],
                // RFC9637
                [new IPv6([0x3fff, 0, 0, 0, 0, 0, 0, 0]), 20],
            ],
        };

        // Checks if this address is an IPv4-mapped IPv6 address.
        IPv6.prototype.isIPv4MappedAddress = function () {
            return this.range() === 'ipv4Mapped';
        };

        // The 'kind' method exists on both IPv4 and IPv6 classes.
        IPv6.prototype.kind = function () {
            return 'ipv6';
        };

        // Checks if this address matches other one within given CIDR range.
        IPv6.prototype.match = function (other, cidrRange) {
            let ref;

            if (cidrRange === undefined) {
                ref = other;
                other = ref[0];
                cidrRange = ref[1];
            }

            if (other.kind() !== 'ipv6') {
                throw new Error('ipaddr: cannot match ipv6 address with non-ipv6 one');
            }

            return matchCIDR(this.parts, other.parts, 16, cidrRange);
        };

        // returns a number of leading ones in IPv6 address, making sure that
        // the rest is a solid sequence of 0's (valid netmask)
        // returns either the CIDR length or null if mask is not valid
        IPv6.prototype.prefixLengthFromSubnetMask = function () {
            let cidr = 0;
            // non-zero encountered stop scanning for zeroes
            let stop = false;
            // number of zeroes in octet
            const zerotable = {
                0: 16,
                32768: 15,
                49152: 14,
                57344: 13,
                61440: 12,
                63488: 11,
                64512: 10,
                65024: 9,
                65280: 8,
                65408: 7,
                65472: 6,
                65504: 5,
                65520: 4,
                65528: 3,
                65532: 2,
                65534: 1,
                65535: 0
            };
            let part, zeros;

            for (let i = 7; i >= 0; i -= 1) {
                part = this.parts[i];
                if (part in zerotable) {
                    zeros = zerotable[part];
                    if (stop && zeros !== 0) {
                        return null;
                    }

                    if (zeros !== 16) {
                        stop = true;
                    }

                    cidr += zeros;
                } else {
                    return null;
                }
            }

            return 128 - cidr;
        };


        // Checks if the address corresponds to one of the special ranges.
        IPv6.prototype.range = function () {
            return ipaddr.subnetMatch(this, this.SpecialRanges);
        };

        // Returns an array of byte-sized values in network order (MSB first)
        IPv6.prototype.toByteArray = function () {
            let part;
            const bytes = [];
            const ref = this.parts;
            for (let i = 0; i < ref.length; i++) {
                part = ref[i];
                bytes.push(part >> 8);
                bytes.push(part & 0xff);
            }

            return bytes;
        };

        // Returns the address in expanded format with all zeroes included, like
        // 2001:0db8:0008:0066:0000:0000:0000:0001
        IPv6.prototype.toFixedLengthString = function () {
            const addr = ((function () {
                const results = [];
                for (let i = 0; i < this.parts.length; i++) {
                    results.push(padPart(this.parts[i].toString(16), 4));
                }

                return results;
            }).call(this)).join(':');

            let suffix = '';

            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }

            return addr + suffix;
        };

        // Converts this address to IPv4 address if it is an IPv4-mapped IPv6 address.
        // Throws an error otherwise.
        IPv6.prototype.toIPv4Address = function () {
            if (!this.isIPv4MappedAddress()) {
                throw new Error('ipaddr: trying to convert a generic ipv6 address to ipv4');
            }

            const ref = this.parts.slice(-2);
            const high = ref[0];
            const low = ref[1];

            return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
        };

        // Returns the address in expanded format with all zeroes included, like
        // 2001:db8:8:66:0:0:0:1
        //
        // Deprecated: use toFixedLengthString() instead.
        IPv6.prototype.toNormalizedString = function () {
            const addr = ((function () {
                const results = [];

                for (let i = 0; i < this.parts.length; i++) {
                    results.push(this.parts[i].toString(16));
                }

                return results;
            }).call(this)).join(':');

            let suffix = '';

            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }

            return addr + suffix;
        };

        // Returns the address in compact, human-readable format like
        // 2001:db8:8:66::1
        // in line with RFC 5952 (see https://tools.ietf.org/html/rfc5952#section-4)
        IPv6.prototype.toRFC5952String = function () {
            const regex = /((^|:)(0(:|$)){2,})/g;
            // The zone identifier (RFC 4007) is not part of the address; match
            // against the address alone so a trailing zero run right before the
            // "%" suffix still gets compressed (RFC 5952, 4.2.2).
            let suffix = '';
            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }
            const normalized = this.toNormalizedString();
            const string = normalized.slice(0, normalized.length - suffix.length);
            let bestMatchIndex = 0;
            let bestMatchLength = -1;
            let bestMatchGroups = -1;
            let match;

            while ((match = regex.exec(string))) {
                // Compare by the number of zero groups, not the matched length:
                // a run that is not at the start carries a leading ":" in the
                // match, so an equal-length run later in the address would
                // otherwise be preferred over the leftmost one (RFC 5952, 4.2.3).
                const groups = (match[0].match(/0/g) || []).length;
                if (groups > bestMatchGroups) {
                    bestMatchGroups = groups;
                    bestMatchIndex = match.index;
                    bestMatchLength = match[0].length;
                }
            }

            if (bestMatchLength < 0) {
                return string + suffix;
            }

            return `${string.substring(0, bestMatchIndex)}::${string.substring(bestMatchIndex + bestMatchLength)}${suffix}`;
        };

        // Returns the address in compact, human-readable format like
        // 2001:db8:8:66::1
        // Calls toRFC5952String under the hood.
        IPv6.prototype.toString = function () {
            return this.toRFC5952String();
        };

        return IPv6;

    })();

    // A utility function to return broadcast address given the IPv6 interface and prefix length in CIDR notation
    ipaddr.IPv6.broadcastAddressFromCIDR = function (string) {
        try {
            const cidr = this.parseCIDR(string);
            const ipInterfaceOctets = cidr[0].toByteArray();
            const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            const octets = [];
            let i = 0;
            while (i < 16) {
                // Broadcast address is bitwise OR between ip interface and inverted mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv6 CIDR format', { cause: e });
        }
    };

    // Checks if a given string is formatted like IPv6 address.
    ipaddr.IPv6.isIPv6 = function (string) {
        return this.parser(string) !== null;
    };

    // Checks to see if string is a valid IPv6 Address
    ipaddr.IPv6.isValid = function (string) {

        // Since IPv6.isValid is always called first, this shortcut
        // provides a substantial performance gain.
        if (typeof string === 'string' && string.indexOf(':') === -1) {
            return false;
        }

        try {
            const addr = this.parser(string);
            new this(addr.parts, addr.zoneId);
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a valid IPv6 address in CIDR notation.
    ipaddr.IPv6.isValidCIDR = function (string) {

        // See note in IPv6.isValid
        if (typeof string === 'string' && string.indexOf(':') === -1) {
            return false;
        }

        try {
            this.parseCIDR(string);
            return true;
        } catch {
            return false;
        }
    };

    // A utility function to return network address given the IPv6 interface and prefix length in CIDR notation
    ipaddr.IPv6.networkAddressFromCIDR = function (string) {
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;

        try {
            cidr = this.parseCIDR(string);
            ipInterfaceOctets = cidr[0].toByteArray();
            subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            octets = [];
            i = 0;
            while (i < 16) {
                // Network address is bitwise AND between ip interface and mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv6 CIDR format', { cause: e });
        }
    };

    // Tries to parse and validate a string with IPv6 address.
    // Throws an error if it fails.
    ipaddr.IPv6.parse = function (string) {
        const addr = this.parser(string);

        if (addr === null) {
            throw new Error('ipaddr: string is not formatted like an IPv6 Address');
        }

        return new this(addr.parts, addr.zoneId);
    };

    ipaddr.IPv6.parseCIDR = function (string) {
        let maskLength, match, parsed;

        if ((match = string.match(/^(.+)\/(\d+)$/))) {
            maskLength = parseInt(match[2]);
            if (maskLength >= 0 && maskLength <= 128) {
                parsed = [this.parse(match[1]), maskLength];
                Object.defineProperty(parsed, 'toString', {
                    value: function () {
                        return this.join('/');
                    }
                });
                return parsed;
            }
        }

        throw new Error('ipaddr: string is not formatted like an IPv6 CIDR range');
    };

    // Parse an IPv6 address.
    ipaddr.IPv6.parser = function (string) {
        let addr, i, match, octet, octets, zoneId;

        if ((match = string.match(ipv6Regexes.deprecatedTransitional))) {
            return this.parser(`::ffff:${match[1]}`);
        }
        if (ipv6Regexes.native.test(string)) {
            return expandIPv6(string, 8);
        }
        if ((match = string.match(ipv6Regexes.transitional))) {
            zoneId = match[6] || '';
            addr = match[1]
            if (!match[1].endsWith('::')) {
                addr = addr.slice(0, -1)
            }
            addr = expandIPv6(addr + zoneId, 6);
            if (addr && addr.parts) {
                octets = [
                    parseInt(match[2]),
                    parseInt(match[3]),
                    parseInt(match[4]),
                    parseInt(match[5])
                ];
                for (i = 0; i < octets.length; i++) {
                    octet = octets[i];
                    if (!((0 <= octet && octet <= 255))) {
                        return null;
                    }
                }

                addr.parts.push(octets[0] << 8 | octets[1]);
                addr.parts.push(octets[2] << 8 | octets[3]);
                return {
                    parts: addr.parts,
                    zoneId: addr.zoneId
                };
            }
        }

        return null;
    };

    // A utility function to return subnet mask in IPv6 format given the prefix length
    ipaddr.IPv6.subnetMaskFromPrefixLength = function (prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 128) {
            throw new Error('ipaddr: invalid IPv6 prefix length');
        }

        const octets = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);

        while (j < filledOctetCount) {
            octets[j] = 255;
            j++;
        }

        if (filledOctetCount < 16) {
            octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - (prefix % 8);
        }

        return new this(octets);
    };

    // Try to parse an array in network order (MSB first) for IPv4 and IPv6
    ipaddr.fromByteArray = function (bytes) {
        const length = bytes.length;

        if (length === 4) {
            return new ipaddr.IPv4(bytes);
        } else if (length === 16) {
            return new ipaddr.IPv6(bytes);
        } else {
            throw new Error('ipaddr: the binary input is neither an IPv6 nor IPv4 address');
        }
    };

    // Checks if the address is valid IP address
    ipaddr.isValid = function (string) {
        return ipaddr.IPv6.isValid(string) || ipaddr.IPv4.isValid(string);
    };

    // Checks if the address is valid IP address in CIDR notation
    ipaddr.isValidCIDR = function (string) {
        return ipaddr.IPv6.isValidCIDR(string) || ipaddr.IPv4.isValidCIDR(string);
    };


    // Attempts to parse an IP Address, first through IPv6 then IPv4.
    // Throws an error if it could not be parsed.
    ipaddr.parse = function (string) {
        if (ipaddr.IPv6.isValid(string)) {
            return ipaddr.IPv6.parse(string);
        } else if (ipaddr.IPv4.isValid(string)) {
            return ipaddr.IPv4.parse(string);
        } else {
            throw new Error('ipaddr: the address has neither IPv6 nor IPv4 format');
        }
    };

    // Attempt to parse CIDR notation, first through IPv6 then IPv4.
    // Throws an error if it could not be parsed.
    ipaddr.parseCIDR = function (string) {
        try {
            return ipaddr.IPv6.parseCIDR(string);
        } catch {
            try {
                return ipaddr.IPv4.parseCIDR(string);
            } catch (e) {
                throw new Error('ipaddr: the address has neither IPv6 nor IPv4 CIDR format', { cause: e });
            }
        }
    };

    // Parse an address and return plain IPv4 address if it is an IPv4-mapped address
    ipaddr.process = function (string) {
        const addr = this.parse(string);

        if (addr.kind() === 'ipv6' && addr.isIPv4MappedAddress()) {
            return addr.toIPv4Address();
        } else {
            return addr;
        }
    };

    // An utility function to ease named range matching. See examples below.
    // rangeList can contain both IPv4 and IPv6 subnet entries and will not throw errors
    // on matching IPv4 addresses to IPv6 ranges or vice versa.
    ipaddr.subnetMatch = function (address, rangeList, defaultName) {
        let i, rangeName, rangeSubnets, subnet;

        if (defaultName === undefined || defaultName === null) {
            defaultName = 'unicast';
        }

        for (rangeName in rangeList) {
            if (Object.prototype.hasOwnProperty.call(rangeList, rangeName)) {
                rangeSubnets = rangeList[rangeName];
                // ECMA5 Array.isArray isn't available everywhere
                if (rangeSubnets[0] && !(rangeSubnets[0] instanceof Array)) {
                    rangeSubnets = [rangeSubnets];
                }

                for (i = 0; i < rangeSubnets.length; i++) {
                    subnet = rangeSubnets[i];
                    if (address.kind() === subnet[0].kind() && address.match.apply(address, subnet)) {
                        return rangeName;
                    }
                }
            }
        }

        return defaultName;
    };

    // Export for both the CommonJS and browser-like environment
    if ( true && module.exports) {
        module.exports = ipaddr;

    } else {
        root.ipaddr = ipaddr;
    }

}(this));


/***/ }),

/***/ 57349:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);
var YAMLMap = __nccwpck_require__(84454);
var YAMLSeq = __nccwpck_require__(92223);
var resolveBlockMap = __nccwpck_require__(87103);
var resolveBlockSeq = __nccwpck_require__(90334);
var resolveFlowCollection = __nccwpck_require__(13142);

function resolveCollection(CN, ctx, token, onError, tagName, tag) {
    const coll = token.type === 'block-map'
        ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag)
        : token.type === 'block-seq'
            ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag)
            : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
    const Coll = coll.constructor;
    // If we got a tagName matching the class, or the tag name is '!',
    // then use the tagName from the node class used to create it.
    if (tagName === '!' || tagName === Coll.tagName) {
        coll.tag = Coll.tagName;
        return coll;
    }
    if (tagName)
        coll.tag = tagName;
    return coll;
}
function composeCollection(CN, ctx, token, props, onError) {
    const tagToken = props.tag;
    const tagName = !tagToken
        ? null
        : ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg));
    if (token.type === 'block-seq') {
        const { anchor, newlineAfterProp: nl } = props;
        const lastProp = anchor && tagToken
            ? anchor.offset > tagToken.offset
                ? anchor
                : tagToken
            : (anchor ?? tagToken);
        if (lastProp && (!nl || nl.offset < lastProp.offset)) {
            const message = 'Missing newline after block sequence props';
            onError(lastProp, 'MISSING_CHAR', message);
        }
    }
    const expType = token.type === 'block-map'
        ? 'map'
        : token.type === 'block-seq'
            ? 'seq'
            : token.start.source === '{'
                ? 'map'
                : 'seq';
    // shortcut: check if it's a generic YAMLMap or YAMLSeq
    // before jumping into the custom tag logic.
    if (!tagToken ||
        !tagName ||
        tagName === '!' ||
        (tagName === YAMLMap.YAMLMap.tagName && expType === 'map') ||
        (tagName === YAMLSeq.YAMLSeq.tagName && expType === 'seq')) {
        return resolveCollection(CN, ctx, token, onError, tagName);
    }
    let tag = ctx.schema.tags.find(t => t.tag === tagName && t.collection === expType);
    if (!tag) {
        const kt = ctx.schema.knownTags[tagName];
        if (kt?.collection === expType) {
            ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
            tag = kt;
        }
        else {
            if (kt) {
                onError(tagToken, 'BAD_COLLECTION_TYPE', `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? 'scalar'}`, true);
            }
            else {
                onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, true);
            }
            return resolveCollection(CN, ctx, token, onError, tagName);
        }
    }
    const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
    const res = tag.resolve?.(coll, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg), ctx.options) ?? coll;
    const node = identity.isNode(res)
        ? res
        : new Scalar.Scalar(res);
    node.range = coll.range;
    node.tag = tagName;
    if (tag?.format)
        node.format = tag.format;
    return node;
}

exports.composeCollection = composeCollection;


/***/ }),

/***/ 23683:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Document = __nccwpck_require__(3021);
var composeNode = __nccwpck_require__(45937);
var resolveEnd = __nccwpck_require__(17788);
var resolveProps = __nccwpck_require__(34631);

function composeDoc(options, directives, { offset, start, value, end }, onError) {
    const opts = Object.assign({ _directives: directives }, options);
    const doc = new Document.Document(undefined, opts);
    const ctx = {
        atKey: false,
        atRoot: true,
        directives: doc.directives,
        options: doc.options,
        schema: doc.schema
    };
    const props = resolveProps.resolveProps(start, {
        indicator: 'doc-start',
        next: value ?? end?.[0],
        offset,
        onError,
        parentIndent: 0,
        startOnNewline: true
    });
    if (props.found) {
        doc.directives.docStart = true;
        if (value &&
            (value.type === 'block-map' || value.type === 'block-seq') &&
            !props.hasNewline)
            onError(props.end, 'MISSING_CHAR', 'Block collection cannot start on same line with directives-end marker');
    }
    // @ts-expect-error If Contents is set, let's trust the user
    doc.contents = value
        ? composeNode.composeNode(ctx, value, props, onError)
        : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
    const contentEnd = doc.contents.range[2];
    const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
    if (re.comment)
        doc.comment = re.comment;
    doc.range = [offset, contentEnd, re.offset];
    return doc;
}

exports.composeDoc = composeDoc;


/***/ }),

/***/ 45937:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(41127);
var composeCollection = __nccwpck_require__(57349);
var composeScalar = __nccwpck_require__(5413);
var resolveEnd = __nccwpck_require__(17788);
var utilEmptyScalarPosition = __nccwpck_require__(22599);

const CN = { composeNode, composeEmptyNode };
function composeNode(ctx, token, props, onError) {
    const atKey = ctx.atKey;
    const { spaceBefore, comment, anchor, tag } = props;
    let node;
    let isSrcToken = true;
    switch (token.type) {
        case 'alias':
            node = composeAlias(ctx, token, onError);
            if (anchor || tag)
                onError(token, 'ALIAS_PROPS', 'An alias node must not specify any properties');
            break;
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'block-scalar':
            node = composeScalar.composeScalar(ctx, token, tag, onError);
            if (anchor)
                node.anchor = anchor.source.substring(1);
            break;
        case 'block-map':
        case 'block-seq':
        case 'flow-collection':
            try {
                node = composeCollection.composeCollection(CN, ctx, token, props, onError);
                if (anchor)
                    node.anchor = anchor.source.substring(1);
            }
            catch (error) {
                // Almost certainly here due to a stack overflow
                const message = error instanceof Error ? error.message : String(error);
                onError(token, 'RESOURCE_EXHAUSTION', message);
            }
            break;
        default: {
            const message = token.type === 'error'
                ? token.message
                : `Unsupported token (type: ${token.type})`;
            onError(token, 'UNEXPECTED_TOKEN', message);
            isSrcToken = false;
        }
    }
    node ?? (node = composeEmptyNode(ctx, token.offset, undefined, null, props, onError));
    if (anchor && node.anchor === '')
        onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    if (atKey &&
        ctx.options.stringKeys &&
        (!identity.isScalar(node) ||
            typeof node.value !== 'string' ||
            (node.tag && node.tag !== 'tag:yaml.org,2002:str'))) {
        const msg = 'With stringKeys, all keys must be strings';
        onError(tag ?? token, 'NON_STRING_KEY', msg);
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        if (token.type === 'scalar' && token.source === '')
            node.comment = comment;
        else
            node.commentBefore = comment;
    }
    // @ts-expect-error Type checking misses meaning of isSrcToken
    if (ctx.options.keepSourceTokens && isSrcToken)
        node.srcToken = token;
    return node;
}
function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
    const token = {
        type: 'scalar',
        offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
        indent: -1,
        source: ''
    };
    const node = composeScalar.composeScalar(ctx, token, tag, onError);
    if (anchor) {
        node.anchor = anchor.source.substring(1);
        if (node.anchor === '')
            onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        node.comment = comment;
        node.range[2] = end;
    }
    return node;
}
function composeAlias({ options }, { offset, source, end }, onError) {
    const alias = new Alias.Alias(source.substring(1));
    if (alias.source === '')
        onError(offset, 'BAD_ALIAS', 'Alias cannot be an empty string');
    if (alias.source.endsWith(':'))
        onError(offset + source.length - 1, 'BAD_ALIAS', 'Alias ending in : is ambiguous', true);
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
    alias.range = [offset, valueEnd, re.offset];
    if (re.comment)
        alias.comment = re.comment;
    return alias;
}

exports.composeEmptyNode = composeEmptyNode;
exports.composeNode = composeNode;


/***/ }),

/***/ 5413:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);
var resolveBlockScalar = __nccwpck_require__(48913);
var resolveFlowScalar = __nccwpck_require__(76842);

function composeScalar(ctx, token, tagToken, onError) {
    const { value, type, comment, range } = token.type === 'block-scalar'
        ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError)
        : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
    const tagName = tagToken
        ? ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg))
        : null;
    let tag;
    if (ctx.options.stringKeys && ctx.atKey) {
        tag = ctx.schema[identity.SCALAR];
    }
    else if (tagName)
        tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
    else if (token.type === 'scalar')
        tag = findScalarTagByTest(ctx, value, token, onError);
    else
        tag = ctx.schema[identity.SCALAR];
    let scalar;
    try {
        const res = tag.resolve(value, msg => onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg), ctx.options);
        scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
    }
    catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg);
        scalar = new Scalar.Scalar(value);
    }
    scalar.range = range;
    scalar.source = value;
    if (type)
        scalar.type = type;
    if (tagName)
        scalar.tag = tagName;
    if (tag.format)
        scalar.format = tag.format;
    if (comment)
        scalar.comment = comment;
    return scalar;
}
function findScalarTagByName(schema, value, tagName, tagToken, onError) {
    if (tagName === '!')
        return schema[identity.SCALAR]; // non-specific tag
    const matchWithTest = [];
    for (const tag of schema.tags) {
        if (!tag.collection && tag.tag === tagName) {
            if (tag.default && tag.test)
                matchWithTest.push(tag);
            else
                return tag;
        }
    }
    for (const tag of matchWithTest)
        if (tag.test?.test(value))
            return tag;
    const kt = schema.knownTags[tagName];
    if (kt && !kt.collection) {
        // Ensure that the known tag is available for stringifying,
        // but does not get used by default.
        schema.tags.push(Object.assign({}, kt, { default: false, test: undefined }));
        return kt;
    }
    onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, tagName !== 'tag:yaml.org,2002:str');
    return schema[identity.SCALAR];
}
function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
    const tag = schema.tags.find(tag => (tag.default === true || (atKey && tag.default === 'key')) &&
        tag.test?.test(value)) || schema[identity.SCALAR];
    if (schema.compat) {
        const compat = schema.compat.find(tag => tag.default && tag.test?.test(value)) ??
            schema[identity.SCALAR];
        if (tag.tag !== compat.tag) {
            const ts = directives.tagString(tag.tag);
            const cs = directives.tagString(compat.tag);
            const msg = `Value may be parsed as either ${ts} or ${cs}`;
            onError(token, 'TAG_RESOLVE_FAILED', msg, true);
        }
    }
    return tag;
}

exports.composeScalar = composeScalar;


/***/ }),

/***/ 89984:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var directives = __nccwpck_require__(61342);
var Document = __nccwpck_require__(3021);
var errors = __nccwpck_require__(91464);
var identity = __nccwpck_require__(41127);
var composeDoc = __nccwpck_require__(23683);
var resolveEnd = __nccwpck_require__(17788);

function getErrorPos(src) {
    if (typeof src === 'number')
        return [src, src + 1];
    if (Array.isArray(src))
        return src.length === 2 ? src : [src[0], src[1]];
    const { offset, source } = src;
    return [offset, offset + (typeof source === 'string' ? source.length : 1)];
}
function parsePrelude(prelude) {
    let comment = '';
    let atComment = false;
    let afterEmptyLine = false;
    for (let i = 0; i < prelude.length; ++i) {
        const source = prelude[i];
        switch (source[0]) {
            case '#':
                comment +=
                    (comment === '' ? '' : afterEmptyLine ? '\n\n' : '\n') +
                        (source.substring(1) || ' ');
                atComment = true;
                afterEmptyLine = false;
                break;
            case '%':
                if (prelude[i + 1]?.[0] !== '#')
                    i += 1;
                atComment = false;
                break;
            default:
                // This may be wrong after doc-end, but in that case it doesn't matter
                if (!atComment)
                    afterEmptyLine = true;
                atComment = false;
        }
    }
    return { comment, afterEmptyLine };
}
/**
 * Compose a stream of CST nodes into a stream of YAML Documents.
 *
 * ```ts
 * import { Composer, Parser } from 'yaml'
 *
 * const src: string = ...
 * const tokens = new Parser().parse(src)
 * const docs = new Composer().compose(tokens)
 * ```
 */
class Composer {
    constructor(options = {}) {
        this.doc = null;
        this.atDirectives = false;
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
        this.onError = (source, code, message, warning) => {
            const pos = getErrorPos(source);
            if (warning)
                this.warnings.push(new errors.YAMLWarning(pos, code, message));
            else
                this.errors.push(new errors.YAMLParseError(pos, code, message));
        };
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        this.directives = new directives.Directives({ version: options.version || '1.2' });
        this.options = options;
    }
    decorate(doc, afterDoc) {
        const { comment, afterEmptyLine } = parsePrelude(this.prelude);
        //console.log({ dc: doc.comment, prelude, comment })
        if (comment) {
            const dc = doc.contents;
            if (afterDoc) {
                doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
            }
            else if (afterEmptyLine || doc.directives.docStart || !dc) {
                doc.commentBefore = comment;
            }
            else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
                let it = dc.items[0];
                if (identity.isPair(it))
                    it = it.key;
                const cb = it.commentBefore;
                it.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
            else {
                const cb = dc.commentBefore;
                dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
        }
        if (afterDoc) {
            for (let i = 0; i < this.errors.length; ++i)
                doc.errors.push(this.errors[i]);
            for (let i = 0; i < this.warnings.length; ++i)
                doc.warnings.push(this.warnings[i]);
        }
        else {
            doc.errors = this.errors;
            doc.warnings = this.warnings;
        }
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
    }
    /**
     * Current stream status information.
     *
     * Mostly useful at the end of input for an empty stream.
     */
    streamInfo() {
        return {
            comment: parsePrelude(this.prelude).comment,
            directives: this.directives,
            errors: this.errors,
            warnings: this.warnings
        };
    }
    /**
     * Compose tokens into documents.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *compose(tokens, forceDoc = false, endOffset = -1) {
        for (const token of tokens)
            yield* this.next(token);
        yield* this.end(forceDoc, endOffset);
    }
    /** Advance the composer by one CST token. */
    *next(token) {
        if (node_process.env.LOG_STREAM)
            console.dir(token, { depth: null });
        switch (token.type) {
            case 'directive':
                this.directives.add(token.source, (offset, message, warning) => {
                    const pos = getErrorPos(token);
                    pos[0] += offset;
                    this.onError(pos, 'BAD_DIRECTIVE', message, warning);
                });
                this.prelude.push(token.source);
                this.atDirectives = true;
                break;
            case 'document': {
                const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
                if (this.atDirectives && !doc.directives.docStart)
                    this.onError(token, 'MISSING_CHAR', 'Missing directives-end/doc-start indicator line');
                this.decorate(doc, false);
                if (this.doc)
                    yield this.doc;
                this.doc = doc;
                this.atDirectives = false;
                break;
            }
            case 'byte-order-mark':
            case 'space':
                break;
            case 'comment':
            case 'newline':
                this.prelude.push(token.source);
                break;
            case 'error': {
                const msg = token.source
                    ? `${token.message}: ${JSON.stringify(token.source)}`
                    : token.message;
                const error = new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg);
                if (this.atDirectives || !this.doc)
                    this.errors.push(error);
                else
                    this.doc.errors.push(error);
                break;
            }
            case 'doc-end': {
                if (!this.doc) {
                    const msg = 'Unexpected doc-end without preceding document';
                    this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg));
                    break;
                }
                this.doc.directives.docEnd = true;
                const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
                this.decorate(this.doc, true);
                if (end.comment) {
                    const dc = this.doc.comment;
                    this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
                }
                this.doc.range[2] = end.offset;
                break;
            }
            default:
                this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', `Unsupported token ${token.type}`));
        }
    }
    /**
     * Call at end of input to yield any remaining document.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *end(forceDoc = false, endOffset = -1) {
        if (this.doc) {
            this.decorate(this.doc, true);
            yield this.doc;
            this.doc = null;
        }
        else if (forceDoc) {
            const opts = Object.assign({ _directives: this.directives }, this.options);
            const doc = new Document.Document(undefined, opts);
            if (this.atDirectives)
                this.onError(endOffset, 'MISSING_CHAR', 'Missing directives-end indicator line');
            doc.range = [0, endOffset, endOffset];
            this.decorate(doc, false);
            yield doc;
        }
    }
}

exports.Composer = Composer;


/***/ }),

/***/ 87103:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Pair = __nccwpck_require__(57165);
var YAMLMap = __nccwpck_require__(84454);
var resolveProps = __nccwpck_require__(34631);
var utilContainsNewline = __nccwpck_require__(9499);
var utilFlowIndentCheck = __nccwpck_require__(74051);
var utilMapIncludes = __nccwpck_require__(81187);

const startColMsg = 'All mapping items must start at the same column';
function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLMap.YAMLMap;
    const map = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    let offset = bm.offset;
    let commentEnd = null;
    for (const collItem of bm.items) {
        const { start, key, sep, value } = collItem;
        // key properties
        const keyProps = resolveProps.resolveProps(start, {
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: bm.indent,
            startOnNewline: true
        });
        const implicitKey = !keyProps.found;
        if (implicitKey) {
            if (key) {
                if (key.type === 'block-seq')
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'A block sequence may not be used as an implicit map key');
                else if ('indent' in key && key.indent !== bm.indent)
                    onError(offset, 'BAD_INDENT', startColMsg);
            }
            if (!keyProps.anchor && !keyProps.tag && !sep) {
                commentEnd = keyProps.end;
                if (keyProps.comment) {
                    if (map.comment)
                        map.comment += '\n' + keyProps.comment;
                    else
                        map.comment = keyProps.comment;
                }
                continue;
            }
            if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) {
                onError(key ?? start[start.length - 1], 'MULTILINE_IMPLICIT_KEY', 'Implicit keys need to be on a single line');
            }
        }
        else if (keyProps.found?.indent !== bm.indent) {
            onError(offset, 'BAD_INDENT', startColMsg);
        }
        // key value
        ctx.atKey = true;
        const keyStart = keyProps.end;
        const keyNode = key
            ? composeNode(ctx, key, keyProps, onError)
            : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
        ctx.atKey = false;
        if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
            onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
        // value properties
        const valueProps = resolveProps.resolveProps(sep ?? [], {
            indicator: 'map-value-ind',
            next: value,
            offset: keyNode.range[2],
            onError,
            parentIndent: bm.indent,
            startOnNewline: !key || key.type === 'block-scalar'
        });
        offset = valueProps.end;
        if (valueProps.found) {
            if (implicitKey) {
                if (value?.type === 'block-map' && !valueProps.hasNewline)
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'Nested mappings are not allowed in compact mappings');
                if (ctx.options.strict &&
                    keyProps.start < valueProps.found.offset - 1024)
                    onError(keyNode.range, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit block mapping key');
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
            if (ctx.schema.compat)
                utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
            offset = valueNode.range[2];
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
        else {
            // key with no value
            if (implicitKey)
                onError(keyNode.range, 'MISSING_CHAR', 'Implicit map keys need to be followed by map values');
            if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
    }
    if (commentEnd && commentEnd < offset)
        onError(commentEnd, 'IMPOSSIBLE', 'Map comment with trailing content');
    map.range = [bm.offset, offset, commentEnd ?? offset];
    return map;
}

exports.resolveBlockMap = resolveBlockMap;


/***/ }),

/***/ 48913:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);

function resolveBlockScalar(ctx, scalar, onError) {
    const start = scalar.offset;
    const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
    if (!header)
        return { value: '', type: null, comment: '', range: [start, start, start] };
    const type = header.mode === '>' ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
    const lines = scalar.source ? splitLines(scalar.source) : [];
    // determine the end of content & start of chomping
    let chompStart = lines.length;
    for (let i = lines.length - 1; i >= 0; --i) {
        const content = lines[i][1];
        if (content === '' || content === '\r')
            chompStart = i;
        else
            break;
    }
    // shortcut for empty contents
    if (chompStart === 0) {
        const value = header.chomp === '+' && lines.length > 0
            ? '\n'.repeat(Math.max(1, lines.length - 1))
            : '';
        let end = start + header.length;
        if (scalar.source)
            end += scalar.source.length;
        return { value, type, comment: header.comment, range: [start, end, end] };
    }
    // find the indentation level to trim from start
    let trimIndent = scalar.indent + header.indent;
    let offset = scalar.offset + header.length;
    let contentStart = 0;
    for (let i = 0; i < chompStart; ++i) {
        const [indent, content] = lines[i];
        if (content === '' || content === '\r') {
            if (header.indent === 0 && indent.length > trimIndent)
                trimIndent = indent.length;
        }
        else {
            if (indent.length < trimIndent) {
                const message = 'Block scalars with more-indented leading empty lines must use an explicit indentation indicator';
                onError(offset + indent.length, 'MISSING_CHAR', message);
            }
            if (header.indent === 0)
                trimIndent = indent.length;
            contentStart = i;
            if (trimIndent === 0 && !ctx.atRoot) {
                const message = 'Block scalar values in collections must be indented';
                onError(offset, 'BAD_INDENT', message);
            }
            break;
        }
        offset += indent.length + content.length + 1;
    }
    // include trailing more-indented empty lines in content
    for (let i = lines.length - 1; i >= chompStart; --i) {
        if (lines[i][0].length > trimIndent)
            chompStart = i + 1;
    }
    let value = '';
    let sep = '';
    let prevMoreIndented = false;
    // leading whitespace is kept intact
    for (let i = 0; i < contentStart; ++i)
        value += lines[i][0].slice(trimIndent) + '\n';
    for (let i = contentStart; i < chompStart; ++i) {
        let [indent, content] = lines[i];
        offset += indent.length + content.length + 1;
        const crlf = content[content.length - 1] === '\r';
        if (crlf)
            content = content.slice(0, -1);
        /* istanbul ignore if already caught in lexer */
        if (content && indent.length < trimIndent) {
            const src = header.indent
                ? 'explicit indentation indicator'
                : 'first line';
            const message = `Block scalar lines must not be less indented than their ${src}`;
            onError(offset - content.length - (crlf ? 2 : 1), 'BAD_INDENT', message);
            indent = '';
        }
        if (type === Scalar.Scalar.BLOCK_LITERAL) {
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
        }
        else if (indent.length > trimIndent || content[0] === '\t') {
            // more-indented content within a folded block
            if (sep === ' ')
                sep = '\n';
            else if (!prevMoreIndented && sep === '\n')
                sep = '\n\n';
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
            prevMoreIndented = true;
        }
        else if (content === '') {
            // empty line
            if (sep === '\n')
                value += '\n';
            else
                sep = '\n';
        }
        else {
            value += sep + content;
            sep = ' ';
            prevMoreIndented = false;
        }
    }
    switch (header.chomp) {
        case '-':
            break;
        case '+':
            for (let i = chompStart; i < lines.length; ++i)
                value += '\n' + lines[i][0].slice(trimIndent);
            if (value[value.length - 1] !== '\n')
                value += '\n';
            break;
        default:
            value += '\n';
    }
    const end = start + header.length + scalar.source.length;
    return { value, type, comment: header.comment, range: [start, end, end] };
}
function parseBlockScalarHeader({ offset, props }, strict, onError) {
    /* istanbul ignore if should not happen */
    if (props[0].type !== 'block-scalar-header') {
        onError(props[0], 'IMPOSSIBLE', 'Block scalar header not found');
        return null;
    }
    const { source } = props[0];
    const mode = source[0];
    let indent = 0;
    let chomp = '';
    let error = -1;
    for (let i = 1; i < source.length; ++i) {
        const ch = source[i];
        if (!chomp && (ch === '-' || ch === '+'))
            chomp = ch;
        else {
            const n = Number(ch);
            if (!indent && n)
                indent = n;
            else if (error === -1)
                error = offset + i;
        }
    }
    if (error !== -1)
        onError(error, 'UNEXPECTED_TOKEN', `Block scalar header includes extra characters: ${source}`);
    let hasSpace = false;
    let comment = '';
    let length = source.length;
    for (let i = 1; i < props.length; ++i) {
        const token = props[i];
        switch (token.type) {
            case 'space':
                hasSpace = true;
            // fallthrough
            case 'newline':
                length += token.source.length;
                break;
            case 'comment':
                if (strict && !hasSpace) {
                    const message = 'Comments must be separated from other tokens by white space characters';
                    onError(token, 'MISSING_CHAR', message);
                }
                length += token.source.length;
                comment = token.source.substring(1);
                break;
            case 'error':
                onError(token, 'UNEXPECTED_TOKEN', token.message);
                length += token.source.length;
                break;
            /* istanbul ignore next should not happen */
            default: {
                const message = `Unexpected token in block scalar header: ${token.type}`;
                onError(token, 'UNEXPECTED_TOKEN', message);
                const ts = token.source;
                if (ts && typeof ts === 'string')
                    length += ts.length;
            }
        }
    }
    return { mode, indent, chomp, comment, length };
}
/** @returns Array of lines split up as `[indent, content]` */
function splitLines(source) {
    const split = source.split(/\n( *)/);
    const first = split[0];
    const m = first.match(/^( *)/);
    const line0 = m?.[1]
        ? [m[1], first.slice(m[1].length)]
        : ['', first];
    const lines = [line0];
    for (let i = 1; i < split.length; i += 2)
        lines.push([split[i], split[i + 1]]);
    return lines;
}

exports.resolveBlockScalar = resolveBlockScalar;


/***/ }),

/***/ 90334:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var YAMLSeq = __nccwpck_require__(92223);
var resolveProps = __nccwpck_require__(34631);
var utilFlowIndentCheck = __nccwpck_require__(74051);

function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLSeq.YAMLSeq;
    const seq = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = bs.offset;
    let commentEnd = null;
    for (const { start, value } of bs.items) {
        const props = resolveProps.resolveProps(start, {
            indicator: 'seq-item-ind',
            next: value,
            offset,
            onError,
            parentIndent: bs.indent,
            startOnNewline: true
        });
        if (!props.found) {
            if (props.anchor || props.tag || value) {
                if (value?.type === 'block-seq')
                    onError(props.end, 'BAD_INDENT', 'All sequence items must start at the same column');
                else
                    onError(offset, 'MISSING_CHAR', 'Sequence item without - indicator');
            }
            else {
                commentEnd = props.end;
                if (props.comment)
                    seq.comment = props.comment;
                continue;
            }
        }
        const node = value
            ? composeNode(ctx, value, props, onError)
            : composeEmptyNode(ctx, props.end, start, null, props, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
        offset = node.range[2];
        seq.items.push(node);
    }
    seq.range = [bs.offset, offset, commentEnd ?? offset];
    return seq;
}

exports.resolveBlockSeq = resolveBlockSeq;


/***/ }),

/***/ 17788:
/***/ ((__unused_webpack_module, exports) => {



function resolveEnd(end, offset, reqSpace, onError) {
    let comment = '';
    if (end) {
        let hasSpace = false;
        let sep = '';
        for (const token of end) {
            const { source, type } = token;
            switch (type) {
                case 'space':
                    hasSpace = true;
                    break;
                case 'comment': {
                    if (reqSpace && !hasSpace)
                        onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                    const cb = source.substring(1) || ' ';
                    if (!comment)
                        comment = cb;
                    else
                        comment += sep + cb;
                    sep = '';
                    break;
                }
                case 'newline':
                    if (comment)
                        sep += source;
                    hasSpace = true;
                    break;
                default:
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${type} at node end`);
            }
            offset += source.length;
        }
    }
    return { comment, offset };
}

exports.resolveEnd = resolveEnd;


/***/ }),

/***/ 13142:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var YAMLMap = __nccwpck_require__(84454);
var YAMLSeq = __nccwpck_require__(92223);
var resolveEnd = __nccwpck_require__(17788);
var resolveProps = __nccwpck_require__(34631);
var utilContainsNewline = __nccwpck_require__(9499);
var utilMapIncludes = __nccwpck_require__(81187);

const blockMsg = 'Block collections are not allowed within flow collections';
const isBlock = (token) => token && (token.type === 'block-map' || token.type === 'block-seq');
function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
    const isMap = fc.start.source === '{';
    const fcName = isMap ? 'flow map' : 'flow sequence';
    const NodeClass = (tag?.nodeClass ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq));
    const coll = new NodeClass(ctx.schema);
    coll.flow = true;
    const atRoot = ctx.atRoot;
    if (atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = fc.offset + fc.start.source.length;
    for (let i = 0; i < fc.items.length; ++i) {
        const collItem = fc.items[i];
        const { start, key, sep, value } = collItem;
        const props = resolveProps.resolveProps(start, {
            flow: fcName,
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: fc.indent,
            startOnNewline: false
        });
        if (!props.found) {
            if (!props.anchor && !props.tag && !sep && !value) {
                if (i === 0 && props.comma)
                    onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
                else if (i < fc.items.length - 1)
                    onError(props.start, 'UNEXPECTED_TOKEN', `Unexpected empty item in ${fcName}`);
                if (props.comment) {
                    if (coll.comment)
                        coll.comment += '\n' + props.comment;
                    else
                        coll.comment = props.comment;
                }
                offset = props.end;
                continue;
            }
            if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key))
                onError(key, // checked by containsNewline()
                'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
        }
        if (i === 0) {
            if (props.comma)
                onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
        }
        else {
            if (!props.comma)
                onError(props.start, 'MISSING_CHAR', `Missing , between ${fcName} items`);
            if (props.comment) {
                let prevItemComment = '';
                loop: for (const st of start) {
                    switch (st.type) {
                        case 'comma':
                        case 'space':
                            break;
                        case 'comment':
                            prevItemComment = st.source.substring(1);
                            break loop;
                        default:
                            break loop;
                    }
                }
                if (prevItemComment) {
                    let prev = coll.items[coll.items.length - 1];
                    if (identity.isPair(prev))
                        prev = prev.value ?? prev.key;
                    if (prev.comment)
                        prev.comment += '\n' + prevItemComment;
                    else
                        prev.comment = prevItemComment;
                    props.comment = props.comment.substring(prevItemComment.length + 1);
                }
            }
        }
        if (!isMap && !sep && !props.found) {
            // item is a value in a seq
            // → key & sep are empty, start does not include ? or :
            const valueNode = value
                ? composeNode(ctx, value, props, onError)
                : composeEmptyNode(ctx, props.end, sep, null, props, onError);
            coll.items.push(valueNode);
            offset = valueNode.range[2];
            if (isBlock(value))
                onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
        }
        else {
            // item is a key+value pair
            // key value
            ctx.atKey = true;
            const keyStart = props.end;
            const keyNode = key
                ? composeNode(ctx, key, props, onError)
                : composeEmptyNode(ctx, keyStart, start, null, props, onError);
            if (isBlock(key))
                onError(keyNode.range, 'BLOCK_IN_FLOW', blockMsg);
            ctx.atKey = false;
            // value properties
            const valueProps = resolveProps.resolveProps(sep ?? [], {
                flow: fcName,
                indicator: 'map-value-ind',
                next: value,
                offset: keyNode.range[2],
                onError,
                parentIndent: fc.indent,
                startOnNewline: false
            });
            if (valueProps.found) {
                if (!isMap && !props.found && ctx.options.strict) {
                    if (sep)
                        for (const st of sep) {
                            if (st === valueProps.found)
                                break;
                            if (st.type === 'newline') {
                                onError(st, 'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
                                break;
                            }
                        }
                    if (props.start < valueProps.found.offset - 1024)
                        onError(valueProps.found, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit flow sequence key');
                }
            }
            else if (value) {
                if ('source' in value && value.source?.[0] === ':')
                    onError(value, 'MISSING_CHAR', `Missing space after : in ${fcName}`);
                else
                    onError(valueProps.start, 'MISSING_CHAR', `Missing , or : between ${fcName} items`);
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : valueProps.found
                    ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError)
                    : null;
            if (valueNode) {
                if (isBlock(value))
                    onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
            }
            else if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            if (isMap) {
                const map = coll;
                if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
                    onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
                map.items.push(pair);
            }
            else {
                const map = new YAMLMap.YAMLMap(ctx.schema);
                map.flow = true;
                map.items.push(pair);
                const endRange = (valueNode ?? keyNode).range;
                map.range = [keyNode.range[0], endRange[1], endRange[2]];
                coll.items.push(map);
            }
            offset = valueNode ? valueNode.range[2] : valueProps.end;
        }
    }
    const expectedEnd = isMap ? '}' : ']';
    const [ce, ...ee] = fc.end;
    let cePos = offset;
    if (ce?.source === expectedEnd)
        cePos = ce.offset + ce.source.length;
    else {
        const name = fcName[0].toUpperCase() + fcName.substring(1);
        const msg = atRoot
            ? `${name} must end with a ${expectedEnd}`
            : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
        onError(offset, atRoot ? 'MISSING_CHAR' : 'BAD_INDENT', msg);
        if (ce && ce.source.length !== 1)
            ee.unshift(ce);
    }
    if (ee.length > 0) {
        const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
        if (end.comment) {
            if (coll.comment)
                coll.comment += '\n' + end.comment;
            else
                coll.comment = end.comment;
        }
        coll.range = [fc.offset, cePos, end.offset];
    }
    else {
        coll.range = [fc.offset, cePos, cePos];
    }
    return coll;
}

exports.resolveFlowCollection = resolveFlowCollection;


/***/ }),

/***/ 76842:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);
var resolveEnd = __nccwpck_require__(17788);

function resolveFlowScalar(scalar, strict, onError) {
    const { offset, type, source, end } = scalar;
    let _type;
    let value;
    const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
    switch (type) {
        case 'scalar':
            _type = Scalar.Scalar.PLAIN;
            value = plainValue(source, _onError);
            break;
        case 'single-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_SINGLE;
            value = singleQuotedValue(source, _onError);
            break;
        case 'double-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_DOUBLE;
            value = doubleQuotedValue(source, _onError);
            break;
        /* istanbul ignore next should not happen */
        default:
            onError(scalar, 'UNEXPECTED_TOKEN', `Expected a flow scalar value, but found: ${type}`);
            return {
                value: '',
                type: null,
                comment: '',
                range: [offset, offset + source.length, offset + source.length]
            };
    }
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
    return {
        value,
        type: _type,
        comment: re.comment,
        range: [offset, valueEnd, re.offset]
    };
}
function plainValue(source, onError) {
    let badChar = '';
    switch (source[0]) {
        /* istanbul ignore next should not happen */
        case '\t':
            badChar = 'a tab character';
            break;
        case ',':
            badChar = 'flow indicator character ,';
            break;
        case '%':
            badChar = 'directive indicator character %';
            break;
        case '|':
        case '>': {
            badChar = `block scalar indicator ${source[0]}`;
            break;
        }
        case '@':
        case '`': {
            badChar = `reserved character ${source[0]}`;
            break;
        }
    }
    if (badChar)
        onError(0, 'BAD_SCALAR_START', `Plain value cannot start with ${badChar}`);
    return unfoldLines(source);
}
function singleQuotedValue(source, onError) {
    if (source[source.length - 1] !== "'" || source.length === 1)
        onError(source.length, 'MISSING_CHAR', "Missing closing 'quote");
    return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
}
function unfoldLines(source) {
    const line = /(.*?)\r?\n/sy;
    let match = line.exec(source);
    if (!match)
        return source;
    /**
     * The negative lookbehinds in these RegExps are to
     * prevent causing a polynomial search time in certain cases.
     *
     * The try-catch is for Safari < 16.4 and other old browsers:
     * https://caniuse.com/js-regexp-lookbehind
     */
    let trimEnd, trimBoth;
    try {
        trimEnd = new RegExp('(?<![ \t])[ \t]+$');
        trimBoth = new RegExp('^[ \t]+|(?<![ \t])[ \t]+$', 'g');
    }
    catch {
        trimEnd = /[ \t]+$/;
        trimBoth = /^[ \t]+|[ \t]+$/g;
    }
    let res = match[1].replace(trimEnd, '');
    let sep = ' ';
    let pos = line.lastIndex;
    while ((match = line.exec(source))) {
        const lm = match[1].replace(trimBoth, '');
        if (lm === '') {
            if (sep === '\n')
                res += sep;
            else
                sep = '\n';
        }
        else {
            res += sep + lm;
            sep = ' ';
        }
        pos = line.lastIndex;
    }
    const last = /[ \t]*(.*)/sy;
    last.lastIndex = pos;
    match = last.exec(source);
    return res + sep + (match?.[1] ?? '');
}
function doubleQuotedValue(source, onError) {
    let res = '';
    for (let i = 1; i < source.length - 1; ++i) {
        const ch = source[i];
        if (ch === '\r' && source[i + 1] === '\n')
            continue;
        if (ch === '\n') {
            const { fold, offset } = foldNewline(source, i);
            res += fold;
            i = offset;
        }
        else if (ch === '\\') {
            let next = source[++i];
            const cc = escapeCodes[next];
            if (cc)
                res += cc;
            else if (next === '\n') {
                // skip escaped newlines, but still trim the following line
                next = source[i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === '\r' && source[i + 1] === '\n') {
                // skip escaped CRLF newlines, but still trim the following line
                next = source[++i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === 'x' || next === 'u' || next === 'U') {
                const length = next === 'x' ? 2 : next === 'u' ? 4 : 8;
                res += parseCharCode(source, i + 1, length, onError);
                i += length;
            }
            else {
                const raw = source.substr(i - 1, 2);
                onError(i - 1, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
                res += raw;
            }
        }
        else if (ch === ' ' || ch === '\t') {
            // trim trailing whitespace
            const wsStart = i;
            let next = source[i + 1];
            while (next === ' ' || next === '\t')
                next = source[++i + 1];
            if (next !== '\n' && !(next === '\r' && source[i + 2] === '\n'))
                res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
        }
        else {
            res += ch;
        }
    }
    if (source[source.length - 1] !== '"' || source.length === 1)
        onError(source.length, 'MISSING_CHAR', 'Missing closing "quote');
    return res;
}
/**
 * Fold a single newline into a space, multiple newlines to N - 1 newlines.
 * Presumes `source[offset] === '\n'`
 */
function foldNewline(source, offset) {
    let fold = '';
    let ch = source[offset + 1];
    while (ch === ' ' || ch === '\t' || ch === '\n' || ch === '\r') {
        if (ch === '\r' && source[offset + 2] !== '\n')
            break;
        if (ch === '\n')
            fold += '\n';
        offset += 1;
        ch = source[offset + 1];
    }
    if (!fold)
        fold = ' ';
    return { fold, offset };
}
const escapeCodes = {
    '0': '\0', // null character
    a: '\x07', // bell character
    b: '\b', // backspace
    e: '\x1b', // escape character
    f: '\f', // form feed
    n: '\n', // line feed
    r: '\r', // carriage return
    t: '\t', // horizontal tab
    v: '\v', // vertical tab
    N: '\u0085', // Unicode next line
    _: '\u00a0', // Unicode non-breaking space
    L: '\u2028', // Unicode line separator
    P: '\u2029', // Unicode paragraph separator
    ' ': ' ',
    '"': '"',
    '/': '/',
    '\\': '\\',
    '\t': '\t'
};
function parseCharCode(source, offset, length, onError) {
    const cc = source.substr(offset, length);
    const ok = cc.length === length && /^[0-9a-fA-F]+$/.test(cc);
    const code = ok ? parseInt(cc, 16) : NaN;
    try {
        return String.fromCodePoint(code);
    }
    catch {
        const raw = source.substr(offset - 2, length + 2);
        onError(offset - 2, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
        return raw;
    }
}

exports.resolveFlowScalar = resolveFlowScalar;


/***/ }),

/***/ 34631:
/***/ ((__unused_webpack_module, exports) => {



function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
    let spaceBefore = false;
    let atNewline = startOnNewline;
    let hasSpace = startOnNewline;
    let comment = '';
    let commentSep = '';
    let hasNewline = false;
    let reqSpace = false;
    let tab = null;
    let anchor = null;
    let tag = null;
    let newlineAfterProp = null;
    let comma = null;
    let found = null;
    let start = null;
    for (const token of tokens) {
        if (reqSpace) {
            if (token.type !== 'space' &&
                token.type !== 'newline' &&
                token.type !== 'comma')
                onError(token.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
            reqSpace = false;
        }
        if (tab) {
            if (atNewline && token.type !== 'comment' && token.type !== 'newline') {
                onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
            }
            tab = null;
        }
        switch (token.type) {
            case 'space':
                // At the doc level, tabs at line start may be parsed
                // as leading white space rather than indentation.
                // In a flow collection, only the parser handles indent.
                if (!flow &&
                    (indicator !== 'doc-start' || next?.type !== 'flow-collection') &&
                    token.source.includes('\t')) {
                    tab = token;
                }
                hasSpace = true;
                break;
            case 'comment': {
                if (!hasSpace)
                    onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                const cb = token.source.substring(1) || ' ';
                if (!comment)
                    comment = cb;
                else
                    comment += commentSep + cb;
                commentSep = '';
                atNewline = false;
                break;
            }
            case 'newline':
                if (atNewline) {
                    if (comment)
                        comment += token.source;
                    else if (!found || indicator !== 'seq-item-ind')
                        spaceBefore = true;
                }
                else
                    commentSep += token.source;
                atNewline = true;
                hasNewline = true;
                if (anchor || tag)
                    newlineAfterProp = token;
                hasSpace = true;
                break;
            case 'anchor':
                if (anchor)
                    onError(token, 'MULTIPLE_ANCHORS', 'A node can have at most one anchor');
                if (token.source.endsWith(':'))
                    onError(token.offset + token.source.length - 1, 'BAD_ALIAS', 'Anchor ending in : is ambiguous', true);
                anchor = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            case 'tag': {
                if (tag)
                    onError(token, 'MULTIPLE_TAGS', 'A node can have at most one tag');
                tag = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            }
            case indicator:
                // Could here handle preceding comments differently
                if (anchor || tag)
                    onError(token, 'BAD_PROP_ORDER', `Anchors and tags must be after the ${token.source} indicator`);
                if (found)
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.source} in ${flow ?? 'collection'}`);
                found = token;
                atNewline =
                    indicator === 'seq-item-ind' || indicator === 'explicit-key-ind';
                hasSpace = false;
                break;
            case 'comma':
                if (flow) {
                    if (comma)
                        onError(token, 'UNEXPECTED_TOKEN', `Unexpected , in ${flow}`);
                    comma = token;
                    atNewline = false;
                    hasSpace = false;
                    break;
                }
            // else fallthrough
            default:
                onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.type} token`);
                atNewline = false;
                hasSpace = false;
        }
    }
    const last = tokens[tokens.length - 1];
    const end = last ? last.offset + last.source.length : offset;
    if (reqSpace &&
        next &&
        next.type !== 'space' &&
        next.type !== 'newline' &&
        next.type !== 'comma' &&
        (next.type !== 'scalar' || next.source !== '')) {
        onError(next.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
    }
    if (tab &&
        ((atNewline && tab.indent <= parentIndent) ||
            next?.type === 'block-map' ||
            next?.type === 'block-seq'))
        onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
    return {
        comma,
        found,
        spaceBefore,
        comment,
        hasNewline,
        anchor,
        tag,
        newlineAfterProp,
        end,
        start: start ?? end
    };
}

exports.resolveProps = resolveProps;


/***/ }),

/***/ 9499:
/***/ ((__unused_webpack_module, exports) => {



function containsNewline(key) {
    if (!key)
        return null;
    switch (key.type) {
        case 'alias':
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            if (key.source.includes('\n'))
                return true;
            if (key.end)
                for (const st of key.end)
                    if (st.type === 'newline')
                        return true;
            return false;
        case 'flow-collection':
            for (const it of key.items) {
                for (const st of it.start)
                    if (st.type === 'newline')
                        return true;
                if (it.sep)
                    for (const st of it.sep)
                        if (st.type === 'newline')
                            return true;
                if (containsNewline(it.key) || containsNewline(it.value))
                    return true;
            }
            return false;
        default:
            return true;
    }
}

exports.containsNewline = containsNewline;


/***/ }),

/***/ 22599:
/***/ ((__unused_webpack_module, exports) => {



function emptyScalarPosition(offset, before, pos) {
    if (before) {
        pos ?? (pos = before.length);
        for (let i = pos - 1; i >= 0; --i) {
            let st = before[i];
            switch (st.type) {
                case 'space':
                case 'comment':
                case 'newline':
                    offset -= st.source.length;
                    continue;
            }
            // Technically, an empty scalar is immediately after the last non-empty
            // node, but it's more useful to place it after any whitespace.
            st = before[++i];
            while (st?.type === 'space') {
                offset += st.source.length;
                st = before[++i];
            }
            break;
        }
    }
    return offset;
}

exports.emptyScalarPosition = emptyScalarPosition;


/***/ }),

/***/ 74051:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var utilContainsNewline = __nccwpck_require__(9499);

function flowIndentCheck(indent, fc, onError) {
    if (fc?.type === 'flow-collection') {
        const end = fc.end[0];
        if (end.indent === indent &&
            (end.source === ']' || end.source === '}') &&
            utilContainsNewline.containsNewline(fc)) {
            const msg = 'Flow end indicator should be more indented than parent';
            onError(end, 'BAD_INDENT', msg, true);
        }
    }
}

exports.flowIndentCheck = flowIndentCheck;


/***/ }),

/***/ 81187:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);

function mapIncludes(ctx, items, search) {
    const { uniqueKeys } = ctx.options;
    if (uniqueKeys === false)
        return false;
    const isEqual = typeof uniqueKeys === 'function'
        ? uniqueKeys
        : (a, b) => a === b || (identity.isScalar(a) && identity.isScalar(b) && a.value === b.value);
    return items.some(pair => isEqual(pair.key, search));
}

exports.mapIncludes = mapIncludes;


/***/ }),

/***/ 3021:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var Collection = __nccwpck_require__(40101);
var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var toJS = __nccwpck_require__(74043);
var Schema = __nccwpck_require__(45840);
var stringifyDocument = __nccwpck_require__(6829);
var anchors = __nccwpck_require__(71596);
var applyReviver = __nccwpck_require__(83661);
var createNode = __nccwpck_require__(42404);
var directives = __nccwpck_require__(61342);

class Document {
    constructor(value, replacer, options) {
        /** A comment before this Document */
        this.commentBefore = null;
        /** A comment immediately after this Document */
        this.comment = null;
        /** Errors encountered during parsing. */
        this.errors = [];
        /** Warnings encountered during parsing. */
        this.warnings = [];
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
        let _replacer = null;
        if (typeof replacer === 'function' || Array.isArray(replacer)) {
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const opt = Object.assign({
            intAsBigInt: false,
            keepSourceTokens: false,
            logLevel: 'warn',
            prettyErrors: true,
            strict: true,
            stringKeys: false,
            uniqueKeys: true,
            version: '1.2'
        }, options);
        this.options = opt;
        let { version } = opt;
        if (options?._directives) {
            this.directives = options._directives.atDocument();
            if (this.directives.yaml.explicit)
                version = this.directives.yaml.version;
        }
        else
            this.directives = new directives.Directives({ version });
        this.setSchema(version, options);
        // @ts-expect-error We can't really know that this matches Contents.
        this.contents =
            value === undefined ? null : this.createNode(value, _replacer, options);
    }
    /**
     * Create a deep copy of this Document and its contents.
     *
     * Custom Node values that inherit from `Object` still refer to their original instances.
     */
    clone() {
        const copy = Object.create(Document.prototype, {
            [identity.NODE_TYPE]: { value: identity.DOC }
        });
        copy.commentBefore = this.commentBefore;
        copy.comment = this.comment;
        copy.errors = this.errors.slice();
        copy.warnings = this.warnings.slice();
        copy.options = Object.assign({}, this.options);
        if (this.directives)
            copy.directives = this.directives.clone();
        copy.schema = this.schema.clone();
        // @ts-expect-error We can't really know that this matches Contents.
        copy.contents = identity.isNode(this.contents)
            ? this.contents.clone(copy.schema)
            : this.contents;
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** Adds a value to the document. */
    add(value) {
        if (assertCollection(this.contents))
            this.contents.add(value);
    }
    /** Adds a value to the document. */
    addIn(path, value) {
        if (assertCollection(this.contents))
            this.contents.addIn(path, value);
    }
    /**
     * Create a new `Alias` node, ensuring that the target `node` has the required anchor.
     *
     * If `node` already has an anchor, `name` is ignored.
     * Otherwise, the `node.anchor` value will be set to `name`,
     * or if an anchor with that name is already present in the document,
     * `name` will be used as a prefix for a new unique anchor.
     * If `name` is undefined, the generated anchor will use 'a' as a prefix.
     */
    createAlias(node, name) {
        if (!node.anchor) {
            const prev = anchors.anchorNames(this);
            node.anchor =
                // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
                !name || prev.has(name) ? anchors.findNewAnchor(name || 'a', prev) : name;
        }
        return new Alias.Alias(node.anchor);
    }
    createNode(value, replacer, options) {
        let _replacer = undefined;
        if (typeof replacer === 'function') {
            value = replacer.call({ '': value }, '', value);
            _replacer = replacer;
        }
        else if (Array.isArray(replacer)) {
            const keyToStr = (v) => typeof v === 'number' || v instanceof String || v instanceof Number;
            const asStr = replacer.filter(keyToStr).map(String);
            if (asStr.length > 0)
                replacer = replacer.concat(asStr);
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
        const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, 
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        anchorPrefix || 'a');
        const ctx = {
            aliasDuplicateObjects: aliasDuplicateObjects ?? true,
            keepUndefined: keepUndefined ?? false,
            onAnchor,
            onTagObj,
            replacer: _replacer,
            schema: this.schema,
            sourceObjects
        };
        const node = createNode.createNode(value, tag, ctx);
        if (flow && identity.isCollection(node))
            node.flow = true;
        setAnchors();
        return node;
    }
    /**
     * Convert a key and a value into a `Pair` using the current schema,
     * recursively wrapping all values as `Scalar` or `Collection` nodes.
     */
    createPair(key, value, options = {}) {
        const k = this.createNode(key, null, options);
        const v = this.createNode(value, null, options);
        return new Pair.Pair(k, v);
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        return assertCollection(this.contents) ? this.contents.delete(key) : false;
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        if (Collection.isEmptyPath(path)) {
            if (this.contents == null)
                return false;
            // @ts-expect-error Presumed impossible if Strict extends false
            this.contents = null;
            return true;
        }
        return assertCollection(this.contents)
            ? this.contents.deleteIn(path)
            : false;
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    get(key, keepScalar) {
        return identity.isCollection(this.contents)
            ? this.contents.get(key, keepScalar)
            : undefined;
    }
    /**
     * Returns item at `path`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        if (Collection.isEmptyPath(path))
            return !keepScalar && identity.isScalar(this.contents)
                ? this.contents.value
                : this.contents;
        return identity.isCollection(this.contents)
            ? this.contents.getIn(path, keepScalar)
            : undefined;
    }
    /**
     * Checks if the document includes a value with the key `key`.
     */
    has(key) {
        return identity.isCollection(this.contents) ? this.contents.has(key) : false;
    }
    /**
     * Checks if the document includes a value at `path`.
     */
    hasIn(path) {
        if (Collection.isEmptyPath(path))
            return this.contents !== undefined;
        return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    set(key, value) {
        if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, [key], value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.set(key, value);
        }
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        if (Collection.isEmptyPath(path)) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = value;
        }
        else if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.setIn(path, value);
        }
    }
    /**
     * Change the YAML version and schema used by the document.
     * A `null` version disables support for directives, explicit tags, anchors, and aliases.
     * It also requires the `schema` option to be given as a `Schema` instance value.
     *
     * Overrides all previously set schema options.
     */
    setSchema(version, options = {}) {
        if (typeof version === 'number')
            version = String(version);
        let opt;
        switch (version) {
            case '1.1':
                if (this.directives)
                    this.directives.yaml.version = '1.1';
                else
                    this.directives = new directives.Directives({ version: '1.1' });
                opt = { resolveKnownTags: false, schema: 'yaml-1.1' };
                break;
            case '1.2':
            case 'next':
                if (this.directives)
                    this.directives.yaml.version = version;
                else
                    this.directives = new directives.Directives({ version });
                opt = { resolveKnownTags: true, schema: 'core' };
                break;
            case null:
                if (this.directives)
                    delete this.directives;
                opt = null;
                break;
            default: {
                const sv = JSON.stringify(version);
                throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
            }
        }
        // Not using `instanceof Schema` to allow for duck typing
        if (options.schema instanceof Object)
            this.schema = options.schema;
        else if (opt)
            this.schema = new Schema.Schema(Object.assign(opt, options));
        else
            throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
    }
    // json & jsonArg are only used from toJSON()
    toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        const ctx = {
            anchors: new Map(),
            doc: this,
            keep: !json,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this.contents, jsonArg ?? '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
    /**
     * A JSON representation of the document `contents`.
     *
     * @param jsonArg Used by `JSON.stringify` to indicate the array index or
     *   property name.
     */
    toJSON(jsonArg, onAnchor) {
        return this.toJS({ json: true, jsonArg, mapAsMap: false, onAnchor });
    }
    /** A YAML representation of the document. */
    toString(options = {}) {
        if (this.errors.length > 0)
            throw new Error('Document with errors cannot be stringified');
        if ('indent' in options &&
            (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
            const s = JSON.stringify(options.indent);
            throw new Error(`"indent" option must be a positive integer, not ${s}`);
        }
        return stringifyDocument.stringifyDocument(this, options);
    }
}
function assertCollection(contents) {
    if (identity.isCollection(contents))
        return true;
    throw new Error('Expected a YAML collection as document contents');
}

exports.Document = Document;


/***/ }),

/***/ 71596:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var visit = __nccwpck_require__(10204);

/**
 * Verify that the input string is a valid anchor.
 *
 * Will throw on errors.
 */
function anchorIsValid(anchor) {
    if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
        const sa = JSON.stringify(anchor);
        const msg = `Anchor must not contain whitespace or control characters: ${sa}`;
        throw new Error(msg);
    }
    return true;
}
function anchorNames(root) {
    const anchors = new Set();
    visit.visit(root, {
        Value(_key, node) {
            if (node.anchor)
                anchors.add(node.anchor);
        }
    });
    return anchors;
}
/** Find a new anchor name with the given `prefix` and a one-indexed suffix. */
function findNewAnchor(prefix, exclude) {
    for (let i = 1; true; ++i) {
        const name = `${prefix}${i}`;
        if (!exclude.has(name))
            return name;
    }
}
function createNodeAnchors(doc, prefix) {
    const aliasObjects = [];
    const sourceObjects = new Map();
    let prevAnchors = null;
    return {
        onAnchor: (source) => {
            aliasObjects.push(source);
            prevAnchors ?? (prevAnchors = anchorNames(doc));
            const anchor = findNewAnchor(prefix, prevAnchors);
            prevAnchors.add(anchor);
            return anchor;
        },
        /**
         * With circular references, the source node is only resolved after all
         * of its child nodes are. This is why anchors are set only after all of
         * the nodes have been created.
         */
        setAnchors: () => {
            for (const source of aliasObjects) {
                const ref = sourceObjects.get(source);
                if (typeof ref === 'object' &&
                    ref.anchor &&
                    (identity.isScalar(ref.node) || identity.isCollection(ref.node))) {
                    ref.node.anchor = ref.anchor;
                }
                else {
                    const error = new Error('Failed to resolve repeated object (this should not happen)');
                    error.source = source;
                    throw error;
                }
            }
        },
        sourceObjects
    };
}

exports.anchorIsValid = anchorIsValid;
exports.anchorNames = anchorNames;
exports.createNodeAnchors = createNodeAnchors;
exports.findNewAnchor = findNewAnchor;


/***/ }),

/***/ 83661:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Applies the JSON.parse reviver algorithm as defined in the ECMA-262 spec,
 * in section 24.5.1.1 "Runtime Semantics: InternalizeJSONProperty" of the
 * 2021 edition: https://tc39.es/ecma262/#sec-json.parse
 *
 * Includes extensions for handling Map and Set objects.
 */
function applyReviver(reviver, obj, key, val) {
    if (val && typeof val === 'object') {
        if (Array.isArray(val)) {
            for (let i = 0, len = val.length; i < len; ++i) {
                const v0 = val[i];
                const v1 = applyReviver(reviver, val, String(i), v0);
                // eslint-disable-next-line @typescript-eslint/no-array-delete
                if (v1 === undefined)
                    delete val[i];
                else if (v1 !== v0)
                    val[i] = v1;
            }
        }
        else if (val instanceof Map) {
            for (const k of Array.from(val.keys())) {
                const v0 = val.get(k);
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    val.delete(k);
                else if (v1 !== v0)
                    val.set(k, v1);
            }
        }
        else if (val instanceof Set) {
            for (const v0 of Array.from(val)) {
                const v1 = applyReviver(reviver, val, v0, v0);
                if (v1 === undefined)
                    val.delete(v0);
                else if (v1 !== v0) {
                    val.delete(v0);
                    val.add(v1);
                }
            }
        }
        else {
            for (const [k, v0] of Object.entries(val)) {
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    delete val[k];
                else if (v1 !== v0)
                    val[k] = v1;
            }
        }
    }
    return reviver.call(obj, key, val);
}

exports.applyReviver = applyReviver;


/***/ }),

/***/ 42404:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);

const defaultTagPrefix = 'tag:yaml.org,2002:';
function findTagObject(value, tagName, tags) {
    if (tagName) {
        const match = tags.filter(t => t.tag === tagName);
        const tagObj = match.find(t => !t.format) ?? match[0];
        if (!tagObj)
            throw new Error(`Tag ${tagName} not found`);
        return tagObj;
    }
    return tags.find(t => t.identify?.(value) && !t.format);
}
function createNode(value, tagName, ctx) {
    if (identity.isDocument(value))
        value = value.contents;
    if (identity.isNode(value))
        return value;
    if (identity.isPair(value)) {
        const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
        map.items.push(value);
        return map;
    }
    if (value instanceof String ||
        value instanceof Number ||
        value instanceof Boolean ||
        (typeof BigInt !== 'undefined' && value instanceof BigInt) // not supported everywhere
    ) {
        // https://tc39.es/ecma262/#sec-serializejsonproperty
        value = value.valueOf();
    }
    const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
    // Detect duplicate references to the same object & use Alias nodes for all
    // after first. The `ref` wrapper allows for circular references to resolve.
    let ref = undefined;
    if (aliasDuplicateObjects && value && typeof value === 'object') {
        ref = sourceObjects.get(value);
        if (ref) {
            ref.anchor ?? (ref.anchor = onAnchor(value));
            return new Alias.Alias(ref.anchor);
        }
        else {
            ref = { anchor: null, node: null };
            sourceObjects.set(value, ref);
        }
    }
    if (tagName?.startsWith('!!'))
        tagName = defaultTagPrefix + tagName.slice(2);
    let tagObj = findTagObject(value, tagName, schema.tags);
    if (!tagObj) {
        if (value && typeof value.toJSON === 'function') {
            // eslint-disable-next-line @typescript-eslint/no-unsafe-call
            value = value.toJSON();
        }
        if (!value || typeof value !== 'object') {
            const node = new Scalar.Scalar(value);
            if (ref)
                ref.node = node;
            return node;
        }
        tagObj =
            value instanceof Map
                ? schema[identity.MAP]
                : Symbol.iterator in Object(value)
                    ? schema[identity.SEQ]
                    : schema[identity.MAP];
    }
    if (onTagObj) {
        onTagObj(tagObj);
        delete ctx.onTagObj;
    }
    const node = tagObj?.createNode
        ? tagObj.createNode(ctx.schema, value, ctx)
        : typeof tagObj?.nodeClass?.from === 'function'
            ? tagObj.nodeClass.from(ctx.schema, value, ctx)
            : new Scalar.Scalar(value);
    if (tagName)
        node.tag = tagName;
    else if (!tagObj.default)
        node.tag = tagObj.tag;
    if (ref)
        ref.node = node;
    return node;
}

exports.createNode = createNode;


/***/ }),

/***/ 61342:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var visit = __nccwpck_require__(10204);

const escapeChars = {
    '!': '%21',
    ',': '%2C',
    '[': '%5B',
    ']': '%5D',
    '{': '%7B',
    '}': '%7D'
};
const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, ch => escapeChars[ch]);
class Directives {
    constructor(yaml, tags) {
        /**
         * The directives-end/doc-start marker `---`. If `null`, a marker may still be
         * included in the document's stringified representation.
         */
        this.docStart = null;
        /** The doc-end marker `...`.  */
        this.docEnd = false;
        this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
        this.tags = Object.assign({}, Directives.defaultTags, tags);
    }
    clone() {
        const copy = new Directives(this.yaml, this.tags);
        copy.docStart = this.docStart;
        return copy;
    }
    /**
     * During parsing, get a Directives instance for the current document and
     * update the stream state according to the current version's spec.
     */
    atDocument() {
        const res = new Directives(this.yaml, this.tags);
        switch (this.yaml.version) {
            case '1.1':
                this.atNextDocument = true;
                break;
            case '1.2':
                this.atNextDocument = false;
                this.yaml = {
                    explicit: Directives.defaultYaml.explicit,
                    version: '1.2'
                };
                this.tags = Object.assign({}, Directives.defaultTags);
                break;
        }
        return res;
    }
    /**
     * @param onError - May be called even if the action was successful
     * @returns `true` on success
     */
    add(line, onError) {
        if (this.atNextDocument) {
            this.yaml = { explicit: Directives.defaultYaml.explicit, version: '1.1' };
            this.tags = Object.assign({}, Directives.defaultTags);
            this.atNextDocument = false;
        }
        const parts = line.trim().split(/[ \t]+/);
        const name = parts.shift();
        switch (name) {
            case '%TAG': {
                if (parts.length !== 2) {
                    onError(0, '%TAG directive should contain exactly two parts');
                    if (parts.length < 2)
                        return false;
                }
                const [handle, prefix] = parts;
                this.tags[handle] = prefix;
                return true;
            }
            case '%YAML': {
                this.yaml.explicit = true;
                if (parts.length !== 1) {
                    onError(0, '%YAML directive should contain exactly one part');
                    return false;
                }
                const [version] = parts;
                if (version === '1.1' || version === '1.2') {
                    this.yaml.version = version;
                    return true;
                }
                else {
                    const isValid = /^\d+\.\d+$/.test(version);
                    onError(6, `Unsupported YAML version ${version}`, isValid);
                    return false;
                }
            }
            default:
                onError(0, `Unknown directive ${name}`, true);
                return false;
        }
    }
    /**
     * Resolves a tag, matching handles to those defined in %TAG directives.
     *
     * @returns Resolved tag, which may also be the non-specific tag `'!'` or a
     *   `'!local'` tag, or `null` if unresolvable.
     */
    tagName(source, onError) {
        if (source === '!')
            return '!'; // non-specific tag
        if (source[0] !== '!') {
            onError(`Not a valid tag: ${source}`);
            return null;
        }
        if (source[1] === '<') {
            const verbatim = source.slice(2, -1);
            if (verbatim === '!' || verbatim === '!!') {
                onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
                return null;
            }
            if (source[source.length - 1] !== '>')
                onError('Verbatim tags must end with a >');
            return verbatim;
        }
        const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
        if (!suffix)
            onError(`The ${source} tag has no suffix`);
        const prefix = this.tags[handle];
        if (prefix) {
            try {
                return prefix + decodeURIComponent(suffix);
            }
            catch (error) {
                onError(String(error));
                return null;
            }
        }
        if (handle === '!')
            return source; // local tag
        onError(`Could not resolve tag: ${source}`);
        return null;
    }
    /**
     * Given a fully resolved tag, returns its printable string form,
     * taking into account current tag prefixes and defaults.
     */
    tagString(tag) {
        for (const [handle, prefix] of Object.entries(this.tags)) {
            if (tag.startsWith(prefix))
                return handle + escapeTagName(tag.substring(prefix.length));
        }
        return tag[0] === '!' ? tag : `!<${tag}>`;
    }
    toString(doc) {
        const lines = this.yaml.explicit
            ? [`%YAML ${this.yaml.version || '1.2'}`]
            : [];
        const tagEntries = Object.entries(this.tags);
        let tagNames;
        if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
            const tags = {};
            visit.visit(doc.contents, (_key, node) => {
                if (identity.isNode(node) && node.tag)
                    tags[node.tag] = true;
            });
            tagNames = Object.keys(tags);
        }
        else
            tagNames = [];
        for (const [handle, prefix] of tagEntries) {
            if (handle === '!!' && prefix === 'tag:yaml.org,2002:')
                continue;
            if (!doc || tagNames.some(tn => tn.startsWith(prefix)))
                lines.push(`%TAG ${handle} ${prefix}`);
        }
        return lines.join('\n');
    }
}
Directives.defaultYaml = { explicit: false, version: '1.2' };
Directives.defaultTags = { '!!': 'tag:yaml.org,2002:' };

exports.Directives = Directives;


/***/ }),

/***/ 91464:
/***/ ((__unused_webpack_module, exports) => {



class YAMLError extends Error {
    constructor(name, pos, code, message) {
        super();
        this.name = name;
        this.code = code;
        this.message = message;
        this.pos = pos;
    }
}
class YAMLParseError extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLParseError', pos, code, message);
    }
}
class YAMLWarning extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLWarning', pos, code, message);
    }
}
const prettifyError = (src, lc) => (error) => {
    if (error.pos[0] === -1)
        return;
    error.linePos = error.pos.map(pos => lc.linePos(pos));
    const { line, col } = error.linePos[0];
    error.message += ` at line ${line}, column ${col}`;
    let ci = col - 1;
    let lineStr = src
        .substring(lc.lineStarts[line - 1], lc.lineStarts[line])
        .replace(/[\n\r]+$/, '');
    // Trim to max 80 chars, keeping col position near the middle
    if (ci >= 60 && lineStr.length > 80) {
        const trimStart = Math.min(ci - 39, lineStr.length - 79);
        lineStr = '…' + lineStr.substring(trimStart);
        ci -= trimStart - 1;
    }
    if (lineStr.length > 80)
        lineStr = lineStr.substring(0, 79) + '…';
    // Include previous line in context if pointing at line start
    if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
        // Regexp won't match if start is trimmed
        let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
        if (prev.length > 80)
            prev = prev.substring(0, 79) + '…\n';
        lineStr = prev + lineStr;
    }
    if (/[^ ]/.test(lineStr)) {
        let count = 1;
        const end = error.linePos[1];
        if (end?.line === line && end.col > col) {
            count = Math.max(1, Math.min(end.col - col, 80 - ci));
        }
        const pointer = ' '.repeat(ci) + '^'.repeat(count);
        error.message += `:\n\n${lineStr}\n${pointer}\n`;
    }
};

exports.YAMLError = YAMLError;
exports.YAMLParseError = YAMLParseError;
exports.YAMLWarning = YAMLWarning;
exports.prettifyError = prettifyError;


/***/ }),

/***/ 38815:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;


var composer = __nccwpck_require__(89984);
var Document = __nccwpck_require__(3021);
var Schema = __nccwpck_require__(45840);
var errors = __nccwpck_require__(91464);
var Alias = __nccwpck_require__(4065);
var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var Scalar = __nccwpck_require__(63301);
var YAMLMap = __nccwpck_require__(84454);
var YAMLSeq = __nccwpck_require__(92223);
var cst = __nccwpck_require__(3461);
var lexer = __nccwpck_require__(40361);
var lineCounter = __nccwpck_require__(66628);
var parser = __nccwpck_require__(3456);
var publicApi = __nccwpck_require__(84047);
var visit = __nccwpck_require__(10204);



__webpack_unused_export__ = composer.Composer;
__webpack_unused_export__ = Document.Document;
__webpack_unused_export__ = Schema.Schema;
__webpack_unused_export__ = errors.YAMLError;
__webpack_unused_export__ = errors.YAMLParseError;
__webpack_unused_export__ = errors.YAMLWarning;
__webpack_unused_export__ = Alias.Alias;
exports.Vj = identity.isAlias;
__webpack_unused_export__ = identity.isCollection;
__webpack_unused_export__ = identity.isDocument;
exports.jh = identity.isMap;
exports.Ll = identity.isNode;
__webpack_unused_export__ = identity.isPair;
exports.jn = identity.isScalar;
exports.oP = identity.isSeq;
__webpack_unused_export__ = Pair.Pair;
exports.X5 = Scalar.Scalar;
__webpack_unused_export__ = YAMLMap.YAMLMap;
__webpack_unused_export__ = YAMLSeq.YAMLSeq;
exports.DB = cst;
exports.JG = lexer.Lexer;
exports.HN = lineCounter.LineCounter;
__webpack_unused_export__ = parser.Parser;
__webpack_unused_export__ = publicApi.parse;
exports.hR = publicApi.parseAllDocuments;
__webpack_unused_export__ = publicApi.parseDocument;
__webpack_unused_export__ = publicApi.stringify;
exports.YR = visit.visit;
__webpack_unused_export__ = visit.visitAsync;


/***/ }),

/***/ 57249:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);

function debug(logLevel, ...messages) {
    if (logLevel === 'debug')
        console.log(...messages);
}
function warn(logLevel, warning) {
    if (logLevel === 'debug' || logLevel === 'warn') {
        if (typeof node_process.emitWarning === 'function')
            node_process.emitWarning(warning);
        else
            console.warn(warning);
    }
}

exports.debug = debug;
exports.warn = warn;


/***/ }),

/***/ 4065:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(71596);
var visit = __nccwpck_require__(10204);
var identity = __nccwpck_require__(41127);
var Node = __nccwpck_require__(66673);
var toJS = __nccwpck_require__(74043);

class Alias extends Node.NodeBase {
    constructor(source) {
        super(identity.ALIAS);
        this.source = source;
        Object.defineProperty(this, 'tag', {
            set() {
                throw new Error('Alias nodes cannot have tags');
            }
        });
    }
    /**
     * Resolve the value of this alias within `doc`, finding the last
     * instance of the `source` anchor before this node.
     */
    resolve(doc, ctx) {
        if (ctx?.maxAliasCount === 0)
            throw new ReferenceError('Alias resolution is disabled');
        let nodes;
        if (ctx?.aliasResolveCache) {
            nodes = ctx.aliasResolveCache;
        }
        else {
            nodes = [];
            visit.visit(doc, {
                Node: (_key, node) => {
                    if (identity.isAlias(node) || identity.hasAnchor(node))
                        nodes.push(node);
                }
            });
            if (ctx)
                ctx.aliasResolveCache = nodes;
        }
        let found = undefined;
        for (const node of nodes) {
            if (node === this)
                break;
            if (node.anchor === this.source)
                found = node;
        }
        if (found && ctx) {
            const { anchors, doc, maxAliasCount } = ctx;
            let data = anchors.get(found);
            if (!data) {
                // Resolve anchors for Node.prototype.toJS()
                toJS.toJS(found, null, ctx);
                data = anchors.get(found);
            }
            /* istanbul ignore if */
            if (data?.res === undefined) {
                const msg = 'This should not happen: Alias anchor was not resolved?';
                throw new ReferenceError(msg);
            }
            if (maxAliasCount >= 0) {
                data.count += 1;
                if (data.aliasCount === 0)
                    data.aliasCount = getAliasCount(doc, found, anchors);
                if (data.count * data.aliasCount > maxAliasCount) {
                    const msg = 'Excessive alias count indicates a resource exhaustion attack';
                    throw new ReferenceError(msg);
                }
            }
        }
        return found;
    }
    toJSON(_arg, ctx) {
        if (!ctx)
            return { source: this.source };
        const source = this.resolve(ctx.doc, ctx);
        if (!source) {
            const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
            throw new ReferenceError(msg);
        }
        return ctx.anchors.get(source).res;
    }
    toString(ctx, _onComment, _onChompKeep) {
        const src = `*${this.source}`;
        if (ctx) {
            anchors.anchorIsValid(this.source);
            if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
                const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
                throw new Error(msg);
            }
            if (ctx.implicitKey)
                return `${src} `;
        }
        return src;
    }
}
function getAliasCount(doc, node, anchors) {
    if (identity.isAlias(node)) {
        const source = node.resolve(doc);
        const anchor = anchors && source && anchors.get(source);
        return anchor ? anchor.count * anchor.aliasCount : 0;
    }
    else if (identity.isCollection(node)) {
        let count = 0;
        for (const item of node.items) {
            const c = getAliasCount(doc, item, anchors);
            if (c > count)
                count = c;
        }
        return count;
    }
    else if (identity.isPair(node)) {
        const kc = getAliasCount(doc, node.key, anchors);
        const vc = getAliasCount(doc, node.value, anchors);
        return Math.max(kc, vc);
    }
    return 1;
}

exports.Alias = Alias;


/***/ }),

/***/ 40101:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(42404);
var identity = __nccwpck_require__(41127);
var Node = __nccwpck_require__(66673);

function collectionFromPath(schema, path, value) {
    let v = value;
    for (let i = path.length - 1; i >= 0; --i) {
        const k = path[i];
        if (typeof k === 'number' && Number.isInteger(k) && k >= 0) {
            const a = [];
            a[k] = v;
            v = a;
        }
        else {
            v = new Map([[k, v]]);
        }
    }
    return createNode.createNode(v, undefined, {
        aliasDuplicateObjects: false,
        keepUndefined: false,
        onAnchor: () => {
            throw new Error('This should not happen, please report a bug.');
        },
        schema,
        sourceObjects: new Map()
    });
}
// Type guard is intentionally a little wrong so as to be more useful,
// as it does not cover untypable empty non-string iterables (e.g. []).
const isEmptyPath = (path) => path == null ||
    (typeof path === 'object' && !!path[Symbol.iterator]().next().done);
class Collection extends Node.NodeBase {
    constructor(type, schema) {
        super(type);
        Object.defineProperty(this, 'schema', {
            value: schema,
            configurable: true,
            enumerable: false,
            writable: true
        });
    }
    /**
     * Create a copy of this collection.
     *
     * @param schema - If defined, overwrites the original's schema
     */
    clone(schema) {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (schema)
            copy.schema = schema;
        copy.items = copy.items.map(it => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /**
     * Adds a value to the collection. For `!!map` and `!!omap` the value must
     * be a Pair instance or a `{ key, value }` object, which may not have a key
     * that already exists in the map.
     */
    addIn(path, value) {
        if (isEmptyPath(path))
            this.add(value);
        else {
            const [key, ...rest] = path;
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.addIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
    /**
     * Removes a value from the collection.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.delete(key);
        const node = this.get(key, true);
        if (identity.isCollection(node))
            return node.deleteIn(rest);
        else
            throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        const [key, ...rest] = path;
        const node = this.get(key, true);
        if (rest.length === 0)
            return !keepScalar && identity.isScalar(node) ? node.value : node;
        else
            return identity.isCollection(node) ? node.getIn(rest, keepScalar) : undefined;
    }
    hasAllNullValues(allowScalar) {
        return this.items.every(node => {
            if (!identity.isPair(node))
                return false;
            const n = node.value;
            return (n == null ||
                (allowScalar &&
                    identity.isScalar(n) &&
                    n.value == null &&
                    !n.commentBefore &&
                    !n.comment &&
                    !n.tag));
        });
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     */
    hasIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.has(key);
        const node = this.get(key, true);
        return identity.isCollection(node) ? node.hasIn(rest) : false;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        const [key, ...rest] = path;
        if (rest.length === 0) {
            this.set(key, value);
        }
        else {
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.setIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
}

exports.Collection = Collection;
exports.collectionFromPath = collectionFromPath;
exports.isEmptyPath = isEmptyPath;


/***/ }),

/***/ 66673:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var applyReviver = __nccwpck_require__(83661);
var identity = __nccwpck_require__(41127);
var toJS = __nccwpck_require__(74043);

class NodeBase {
    constructor(type) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: type });
    }
    /** Create a copy of this node.  */
    clone() {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** A plain JavaScript representation of this node. */
    toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        if (!identity.isDocument(doc))
            throw new TypeError('A document argument is required');
        const ctx = {
            anchors: new Map(),
            doc,
            keep: true,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this, '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
}

exports.NodeBase = NodeBase;


/***/ }),

/***/ 57165:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(42404);
var stringifyPair = __nccwpck_require__(59748);
var addPairToJSMap = __nccwpck_require__(97104);
var identity = __nccwpck_require__(41127);

function createPair(key, value, ctx) {
    const k = createNode.createNode(key, undefined, ctx);
    const v = createNode.createNode(value, undefined, ctx);
    return new Pair(k, v);
}
class Pair {
    constructor(key, value = null) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
        this.key = key;
        this.value = value;
    }
    clone(schema) {
        let { key, value } = this;
        if (identity.isNode(key))
            key = key.clone(schema);
        if (identity.isNode(value))
            value = value.clone(schema);
        return new Pair(key, value);
    }
    toJSON(_, ctx) {
        const pair = ctx?.mapAsMap ? new Map() : {};
        return addPairToJSMap.addPairToJSMap(ctx, pair, this);
    }
    toString(ctx, onComment, onChompKeep) {
        return ctx?.doc
            ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep)
            : JSON.stringify(this);
    }
}

exports.Pair = Pair;
exports.createPair = createPair;


/***/ }),

/***/ 63301:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Node = __nccwpck_require__(66673);
var toJS = __nccwpck_require__(74043);

const isScalarValue = (value) => !value || (typeof value !== 'function' && typeof value !== 'object');
class Scalar extends Node.NodeBase {
    constructor(value) {
        super(identity.SCALAR);
        this.value = value;
    }
    toJSON(arg, ctx) {
        return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
    }
    toString() {
        return String(this.value);
    }
}
Scalar.BLOCK_FOLDED = 'BLOCK_FOLDED';
Scalar.BLOCK_LITERAL = 'BLOCK_LITERAL';
Scalar.PLAIN = 'PLAIN';
Scalar.QUOTE_DOUBLE = 'QUOTE_DOUBLE';
Scalar.QUOTE_SINGLE = 'QUOTE_SINGLE';

exports.Scalar = Scalar;
exports.isScalarValue = isScalarValue;


/***/ }),

/***/ 84454:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyCollection = __nccwpck_require__(61212);
var addPairToJSMap = __nccwpck_require__(97104);
var Collection = __nccwpck_require__(40101);
var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var Scalar = __nccwpck_require__(63301);

function findPair(items, key) {
    const k = identity.isScalar(key) ? key.value : key;
    for (const it of items) {
        if (identity.isPair(it)) {
            if (it.key === key || it.key === k)
                return it;
            if (identity.isScalar(it.key) && it.key.value === k)
                return it;
        }
    }
    return undefined;
}
class YAMLMap extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:map';
    }
    constructor(schema) {
        super(identity.MAP, schema);
        this.items = [];
    }
    /**
     * A generic collection parsing method that can be extended
     * to other node classes that inherit from YAMLMap
     */
    static from(schema, obj, ctx) {
        const { keepUndefined, replacer } = ctx;
        const map = new this(schema);
        const add = (key, value) => {
            if (typeof replacer === 'function')
                value = replacer.call(obj, key, value);
            else if (Array.isArray(replacer) && !replacer.includes(key))
                return;
            if (value !== undefined || keepUndefined)
                map.items.push(Pair.createPair(key, value, ctx));
        };
        if (obj instanceof Map) {
            for (const [key, value] of obj)
                add(key, value);
        }
        else if (obj && typeof obj === 'object') {
            for (const key of Object.keys(obj))
                add(key, obj[key]);
        }
        if (typeof schema.sortMapEntries === 'function') {
            map.items.sort(schema.sortMapEntries);
        }
        return map;
    }
    /**
     * Adds a value to the collection.
     *
     * @param overwrite - If not set `true`, using a key that is already in the
     *   collection will throw. Otherwise, overwrites the previous value.
     */
    add(pair, overwrite) {
        let _pair;
        if (identity.isPair(pair))
            _pair = pair;
        else if (!pair || typeof pair !== 'object' || !('key' in pair)) {
            // In TypeScript, this never happens.
            _pair = new Pair.Pair(pair, pair?.value);
        }
        else
            _pair = new Pair.Pair(pair.key, pair.value);
        const prev = findPair(this.items, _pair.key);
        const sortEntries = this.schema?.sortMapEntries;
        if (prev) {
            if (!overwrite)
                throw new Error(`Key ${_pair.key} already set`);
            // For scalars, keep the old node & its comments and anchors
            if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value))
                prev.value.value = _pair.value;
            else
                prev.value = _pair.value;
        }
        else if (sortEntries) {
            const i = this.items.findIndex(item => sortEntries(_pair, item) < 0);
            if (i === -1)
                this.items.push(_pair);
            else
                this.items.splice(i, 0, _pair);
        }
        else {
            this.items.push(_pair);
        }
    }
    delete(key) {
        const it = findPair(this.items, key);
        if (!it)
            return false;
        const del = this.items.splice(this.items.indexOf(it), 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const it = findPair(this.items, key);
        const node = it?.value;
        return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? undefined;
    }
    has(key) {
        return !!findPair(this.items, key);
    }
    set(key, value) {
        this.add(new Pair.Pair(key, value), true);
    }
    /**
     * @param ctx - Conversion context, originally set in Document#toJS()
     * @param {Class} Type - If set, forces the returned collection type
     * @returns Instance of Type, Map, or Object
     */
    toJSON(_, ctx, Type) {
        const map = Type ? new Type() : ctx?.mapAsMap ? new Map() : {};
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const item of this.items)
            addPairToJSMap.addPairToJSMap(ctx, map, item);
        return map;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        for (const item of this.items) {
            if (!identity.isPair(item))
                throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
        }
        if (!ctx.allNullValues && this.hasAllNullValues(false))
            ctx = Object.assign({}, ctx, { allNullValues: true });
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '',
            flowChars: { start: '{', end: '}' },
            itemIndent: ctx.indent || '',
            onChompKeep,
            onComment
        });
    }
}

exports.YAMLMap = YAMLMap;
exports.findPair = findPair;


/***/ }),

/***/ 92223:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(42404);
var stringifyCollection = __nccwpck_require__(61212);
var Collection = __nccwpck_require__(40101);
var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);
var toJS = __nccwpck_require__(74043);

class YAMLSeq extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:seq';
    }
    constructor(schema) {
        super(identity.SEQ, schema);
        this.items = [];
    }
    add(value) {
        this.items.push(value);
    }
    /**
     * Removes a value from the collection.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     *
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return false;
        const del = this.items.splice(idx, 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return undefined;
        const it = this.items[idx];
        return !keepScalar && identity.isScalar(it) ? it.value : it;
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     */
    has(key) {
        const idx = asItemIndex(key);
        return typeof idx === 'number' && idx < this.items.length;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     *
     * If `key` does not contain a representation of an integer, this will throw.
     * It may be wrapped in a `Scalar`.
     */
    set(key, value) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            throw new Error(`Expected a valid index, not ${key}.`);
        const prev = this.items[idx];
        if (identity.isScalar(prev) && Scalar.isScalarValue(value))
            prev.value = value;
        else
            this.items[idx] = value;
    }
    toJSON(_, ctx) {
        const seq = [];
        if (ctx?.onCreate)
            ctx.onCreate(seq);
        let i = 0;
        for (const item of this.items)
            seq.push(toJS.toJS(item, String(i++), ctx));
        return seq;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '- ',
            flowChars: { start: '[', end: ']' },
            itemIndent: (ctx.indent || '') + '  ',
            onChompKeep,
            onComment
        });
    }
    static from(schema, obj, ctx) {
        const { replacer } = ctx;
        const seq = new this(schema);
        if (obj && Symbol.iterator in Object(obj)) {
            let i = 0;
            for (let it of obj) {
                if (typeof replacer === 'function') {
                    const key = obj instanceof Set ? it : String(i++);
                    it = replacer.call(obj, key, it);
                }
                seq.items.push(createNode.createNode(it, undefined, ctx));
            }
        }
        return seq;
    }
}
function asItemIndex(key) {
    let idx = identity.isScalar(key) ? key.value : key;
    if (idx && typeof idx === 'string')
        idx = Number(idx);
    return typeof idx === 'number' && Number.isInteger(idx) && idx >= 0
        ? idx
        : null;
}

exports.YAMLSeq = YAMLSeq;


/***/ }),

/***/ 97104:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var log = __nccwpck_require__(57249);
var merge = __nccwpck_require__(90452);
var stringify = __nccwpck_require__(2148);
var identity = __nccwpck_require__(41127);
var toJS = __nccwpck_require__(74043);

function addPairToJSMap(ctx, map, { key, value }) {
    if (identity.isNode(key) && key.addToJSMap)
        key.addToJSMap(ctx, map, value);
    // TODO: Should drop this special case for bare << handling
    else if (merge.isMergeKey(ctx, key))
        merge.addMergeToJSMap(ctx, map, value);
    else {
        const jsKey = toJS.toJS(key, '', ctx);
        if (map instanceof Map) {
            map.set(jsKey, toJS.toJS(value, jsKey, ctx));
        }
        else if (map instanceof Set) {
            map.add(jsKey);
        }
        else {
            const stringKey = stringifyKey(key, jsKey, ctx);
            const jsValue = toJS.toJS(value, stringKey, ctx);
            if (stringKey in map)
                Object.defineProperty(map, stringKey, {
                    value: jsValue,
                    writable: true,
                    enumerable: true,
                    configurable: true
                });
            else
                map[stringKey] = jsValue;
        }
    }
    return map;
}
function stringifyKey(key, jsKey, ctx) {
    if (jsKey === null)
        return '';
    // eslint-disable-next-line @typescript-eslint/no-base-to-string
    if (typeof jsKey !== 'object')
        return String(jsKey);
    if (identity.isNode(key) && ctx?.doc) {
        const strCtx = stringify.createStringifyContext(ctx.doc, {});
        strCtx.anchors = new Set();
        for (const node of ctx.anchors.keys())
            strCtx.anchors.add(node.anchor);
        strCtx.inFlow = true;
        strCtx.inStringifyKey = true;
        const strKey = key.toString(strCtx);
        if (!ctx.mapKeyWarned) {
            let jsonStr = JSON.stringify(strKey);
            if (jsonStr.length > 40)
                jsonStr = jsonStr.substring(0, 36) + '..."';
            log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
            ctx.mapKeyWarned = true;
        }
        return strKey;
    }
    return JSON.stringify(jsKey);
}

exports.addPairToJSMap = addPairToJSMap;


/***/ }),

/***/ 41127:
/***/ ((__unused_webpack_module, exports) => {



const ALIAS = Symbol.for('yaml.alias');
const DOC = Symbol.for('yaml.document');
const MAP = Symbol.for('yaml.map');
const PAIR = Symbol.for('yaml.pair');
const SCALAR = Symbol.for('yaml.scalar');
const SEQ = Symbol.for('yaml.seq');
const NODE_TYPE = Symbol.for('yaml.node.type');
const isAlias = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === ALIAS;
const isDocument = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === DOC;
const isMap = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === MAP;
const isPair = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === PAIR;
const isScalar = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SCALAR;
const isSeq = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SEQ;
function isCollection(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case MAP:
            case SEQ:
                return true;
        }
    return false;
}
function isNode(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case ALIAS:
            case MAP:
            case SCALAR:
            case SEQ:
                return true;
        }
    return false;
}
const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;

exports.ALIAS = ALIAS;
exports.DOC = DOC;
exports.MAP = MAP;
exports.NODE_TYPE = NODE_TYPE;
exports.PAIR = PAIR;
exports.SCALAR = SCALAR;
exports.SEQ = SEQ;
exports.hasAnchor = hasAnchor;
exports.isAlias = isAlias;
exports.isCollection = isCollection;
exports.isDocument = isDocument;
exports.isMap = isMap;
exports.isNode = isNode;
exports.isPair = isPair;
exports.isScalar = isScalar;
exports.isSeq = isSeq;


/***/ }),

/***/ 74043:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);

/**
 * Recursively convert any node or its contents to native JavaScript
 *
 * @param value - The input value
 * @param arg - If `value` defines a `toJSON()` method, use this
 *   as its first argument
 * @param ctx - Conversion context, originally set in Document#toJS(). If
 *   `{ keep: true }` is not set, output should be suitable for JSON
 *   stringification.
 */
function toJS(value, arg, ctx) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return
    if (Array.isArray(value))
        return value.map((v, i) => toJS(v, String(i), ctx));
    if (value && typeof value.toJSON === 'function') {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-call
        if (!ctx || !identity.hasAnchor(value))
            return value.toJSON(arg, ctx);
        const data = { aliasCount: 0, count: 1, res: undefined };
        ctx.anchors.set(value, data);
        ctx.onCreate = res => {
            data.res = res;
            delete ctx.onCreate;
        };
        const res = value.toJSON(arg, ctx);
        if (ctx.onCreate)
            ctx.onCreate(res);
        return res;
    }
    if (typeof value === 'bigint' && !ctx?.keep)
        return Number(value);
    return value;
}

exports.toJS = toJS;


/***/ }),

/***/ 60110:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var resolveBlockScalar = __nccwpck_require__(48913);
var resolveFlowScalar = __nccwpck_require__(76842);
var errors = __nccwpck_require__(91464);
var stringifyString = __nccwpck_require__(83069);

function resolveAsScalar(token, strict = true, onError) {
    if (token) {
        const _onError = (pos, code, message) => {
            const offset = typeof pos === 'number' ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
            if (onError)
                onError(offset, code, message);
            else
                throw new errors.YAMLParseError([offset, offset + 1], code, message);
        };
        switch (token.type) {
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
            case 'block-scalar':
                return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
        }
    }
    return null;
}
/**
 * Create a new scalar token with `value`
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.end Comments and whitespace after the end of the value, or after the block scalar header. If undefined, a newline will be added.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.indent The indent level of the token.
 * @param context.inFlow Is this scalar within a flow collection? This may affect the resolved type of the token's value.
 * @param context.offset The offset position of the token.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function createScalarToken(value, context) {
    const { implicitKey = false, indent, inFlow = false, offset = -1, type = 'PLAIN' } = context;
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey,
        indent: indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    const end = context.end ?? [
        { type: 'newline', offset: -1, indent, source: '\n' }
    ];
    switch (source[0]) {
        case '|':
        case '>': {
            const he = source.indexOf('\n');
            const head = source.substring(0, he);
            const body = source.substring(he + 1) + '\n';
            const props = [
                { type: 'block-scalar-header', offset, indent, source: head }
            ];
            if (!addEndtoBlockProps(props, end))
                props.push({ type: 'newline', offset: -1, indent, source: '\n' });
            return { type: 'block-scalar', offset, indent, props, source: body };
        }
        case '"':
            return { type: 'double-quoted-scalar', offset, indent, source, end };
        case "'":
            return { type: 'single-quoted-scalar', offset, indent, source, end };
        default:
            return { type: 'scalar', offset, indent, source, end };
    }
}
/**
 * Set the value of `token` to the given string `value`, overwriting any previous contents and type that it may have.
 *
 * Best efforts are made to retain any comments previously associated with the `token`,
 * though all contents within a collection's `items` will be overwritten.
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param token Any token. If it does not include an `indent` value, the value will be stringified as if it were an implicit key.
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.afterKey In most cases, values after a key should have an additional level of indentation.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.inFlow Being within a flow collection may affect the resolved type of the token's value.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function setScalarValue(token, value, context = {}) {
    let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
    let indent = 'indent' in token ? token.indent : null;
    if (afterKey && typeof indent === 'number')
        indent += 2;
    if (!type)
        switch (token.type) {
            case 'single-quoted-scalar':
                type = 'QUOTE_SINGLE';
                break;
            case 'double-quoted-scalar':
                type = 'QUOTE_DOUBLE';
                break;
            case 'block-scalar': {
                const header = token.props[0];
                if (header.type !== 'block-scalar-header')
                    throw new Error('Invalid block scalar header');
                type = header.source[0] === '>' ? 'BLOCK_FOLDED' : 'BLOCK_LITERAL';
                break;
            }
            default:
                type = 'PLAIN';
        }
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey: implicitKey || indent === null,
        indent: indent !== null && indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    switch (source[0]) {
        case '|':
        case '>':
            setBlockScalarValue(token, source);
            break;
        case '"':
            setFlowScalarValue(token, source, 'double-quoted-scalar');
            break;
        case "'":
            setFlowScalarValue(token, source, 'single-quoted-scalar');
            break;
        default:
            setFlowScalarValue(token, source, 'scalar');
    }
}
function setBlockScalarValue(token, source) {
    const he = source.indexOf('\n');
    const head = source.substring(0, he);
    const body = source.substring(he + 1) + '\n';
    if (token.type === 'block-scalar') {
        const header = token.props[0];
        if (header.type !== 'block-scalar-header')
            throw new Error('Invalid block scalar header');
        header.source = head;
        token.source = body;
    }
    else {
        const { offset } = token;
        const indent = 'indent' in token ? token.indent : -1;
        const props = [
            { type: 'block-scalar-header', offset, indent, source: head }
        ];
        if (!addEndtoBlockProps(props, 'end' in token ? token.end : undefined))
            props.push({ type: 'newline', offset: -1, indent, source: '\n' });
        for (const key of Object.keys(token))
            if (key !== 'type' && key !== 'offset')
                delete token[key];
        Object.assign(token, { type: 'block-scalar', indent, props, source: body });
    }
}
/** @returns `true` if last token is a newline */
function addEndtoBlockProps(props, end) {
    if (end)
        for (const st of end)
            switch (st.type) {
                case 'space':
                case 'comment':
                    props.push(st);
                    break;
                case 'newline':
                    props.push(st);
                    return true;
            }
    return false;
}
function setFlowScalarValue(token, source, type) {
    switch (token.type) {
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            token.type = type;
            token.source = source;
            break;
        case 'block-scalar': {
            const end = token.props.slice(1);
            let oa = source.length;
            if (token.props[0].type === 'block-scalar-header')
                oa -= token.props[0].source.length;
            for (const tok of end)
                tok.offset += oa;
            delete token.props;
            Object.assign(token, { type, source, end });
            break;
        }
        case 'block-map':
        case 'block-seq': {
            const offset = token.offset + source.length;
            const nl = { type: 'newline', offset, indent: token.indent, source: '\n' };
            delete token.items;
            Object.assign(token, { type, source, end: [nl] });
            break;
        }
        default: {
            const indent = 'indent' in token ? token.indent : -1;
            const end = 'end' in token && Array.isArray(token.end)
                ? token.end.filter(st => st.type === 'space' ||
                    st.type === 'comment' ||
                    st.type === 'newline')
                : [];
            for (const key of Object.keys(token))
                if (key !== 'type' && key !== 'offset')
                    delete token[key];
            Object.assign(token, { type, indent, source, end });
        }
    }
}

exports.createScalarToken = createScalarToken;
exports.resolveAsScalar = resolveAsScalar;
exports.setScalarValue = setScalarValue;


/***/ }),

/***/ 91733:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringify a CST document, token, or collection item
 *
 * Fair warning: This applies no validation whatsoever, and
 * simply concatenates the sources in their logical order.
 */
const stringify = (cst) => 'type' in cst ? stringifyToken(cst) : stringifyItem(cst);
function stringifyToken(token) {
    switch (token.type) {
        case 'block-scalar': {
            let res = '';
            for (const tok of token.props)
                res += stringifyToken(tok);
            return res + token.source;
        }
        case 'block-map':
        case 'block-seq': {
            let res = '';
            for (const item of token.items)
                res += stringifyItem(item);
            return res;
        }
        case 'flow-collection': {
            let res = token.start.source;
            for (const item of token.items)
                res += stringifyItem(item);
            for (const st of token.end)
                res += st.source;
            return res;
        }
        case 'document': {
            let res = stringifyItem(token);
            if (token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
        default: {
            let res = token.source;
            if ('end' in token && token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
    }
}
function stringifyItem({ start, key, sep, value }) {
    let res = '';
    for (const st of start)
        res += st.source;
    if (key)
        res += stringifyToken(key);
    if (sep)
        for (const st of sep)
            res += st.source;
    if (value)
        res += stringifyToken(value);
    return res;
}

exports.stringify = stringify;


/***/ }),

/***/ 97715:
/***/ ((__unused_webpack_module, exports) => {



const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove item');
/**
 * Apply a visitor to a CST document or item.
 *
 * Walks through the tree (depth-first) starting from the root, calling a
 * `visitor` function with two arguments when entering each item:
 *   - `item`: The current item, which included the following members:
 *     - `start: SourceToken[]` – Source tokens before the key or value,
 *       possibly including its anchor or tag.
 *     - `key?: Token | null` – Set for pair values. May then be `null`, if
 *       the key before the `:` separator is empty.
 *     - `sep?: SourceToken[]` – Source tokens between the key and the value,
 *       which should include the `:` map value indicator if `value` is set.
 *     - `value?: Token` – The value of a sequence item, or of a map pair.
 *   - `path`: The steps from the root to the current node, as an array of
 *     `['key' | 'value', number]` tuples.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this token, continue with
 *      next sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current item, then continue with the next one
 *   - `number`: Set the index of the next step. This is useful especially if
 *     the index of the current token has changed.
 *   - `function`: Define the next visitor for this item. After the original
 *     visitor is called on item entry, next visitors are called after handling
 *     a non-empty `key` and when exiting the item.
 */
function visit(cst, visitor) {
    if ('type' in cst && cst.type === 'document')
        cst = { start: cst.start, value: cst.value };
    _visit(Object.freeze([]), cst, visitor);
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current item */
visit.SKIP = SKIP;
/** Remove the current item */
visit.REMOVE = REMOVE;
/** Find the item at `path` from `cst` as the root */
visit.itemAtPath = (cst, path) => {
    let item = cst;
    for (const [field, index] of path) {
        const tok = item?.[field];
        if (tok && 'items' in tok) {
            item = tok.items[index];
        }
        else
            return undefined;
    }
    return item;
};
/**
 * Get the immediate parent collection of the item at `path` from `cst` as the root.
 *
 * Throws an error if the collection is not found, which should never happen if the item itself exists.
 */
visit.parentCollection = (cst, path) => {
    const parent = visit.itemAtPath(cst, path.slice(0, -1));
    const field = path[path.length - 1][0];
    const coll = parent?.[field];
    if (coll && 'items' in coll)
        return coll;
    throw new Error('Parent collection not found');
};
function _visit(path, item, visitor) {
    let ctrl = visitor(item, path);
    if (typeof ctrl === 'symbol')
        return ctrl;
    for (const field of ['key', 'value']) {
        const token = item[field];
        if (token && 'items' in token) {
            for (let i = 0; i < token.items.length; ++i) {
                const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    token.items.splice(i, 1);
                    i -= 1;
                }
            }
            if (typeof ctrl === 'function' && field === 'key')
                ctrl = ctrl(item, path);
        }
    }
    return typeof ctrl === 'function' ? ctrl(item, path) : ctrl;
}

exports.visit = visit;


/***/ }),

/***/ 3461:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cstScalar = __nccwpck_require__(60110);
var cstStringify = __nccwpck_require__(91733);
var cstVisit = __nccwpck_require__(97715);

/** The byte order mark */
const BOM = '\u{FEFF}';
/** Start of doc-mode */
const DOCUMENT = '\x02'; // C0: Start of Text
/** Unexpected end of flow-mode */
const FLOW_END = '\x18'; // C0: Cancel
/** Next token is a scalar value */
const SCALAR = '\x1f'; // C0: Unit Separator
/** @returns `true` if `token` is a flow or block collection */
const isCollection = (token) => !!token && 'items' in token;
/** @returns `true` if `token` is a flow or block scalar; not an alias */
const isScalar = (token) => !!token &&
    (token.type === 'scalar' ||
        token.type === 'single-quoted-scalar' ||
        token.type === 'double-quoted-scalar' ||
        token.type === 'block-scalar');
/* istanbul ignore next */
/** Get a printable representation of a lexer token */
function prettyToken(token) {
    switch (token) {
        case BOM:
            return '<BOM>';
        case DOCUMENT:
            return '<DOC>';
        case FLOW_END:
            return '<FLOW_END>';
        case SCALAR:
            return '<SCALAR>';
        default:
            return JSON.stringify(token);
    }
}
/** Identify the type of a lexer token. May return `null` for unknown tokens. */
function tokenType(source) {
    switch (source) {
        case BOM:
            return 'byte-order-mark';
        case DOCUMENT:
            return 'doc-mode';
        case FLOW_END:
            return 'flow-error-end';
        case SCALAR:
            return 'scalar';
        case '---':
            return 'doc-start';
        case '...':
            return 'doc-end';
        case '':
        case '\n':
        case '\r\n':
            return 'newline';
        case '-':
            return 'seq-item-ind';
        case '?':
            return 'explicit-key-ind';
        case ':':
            return 'map-value-ind';
        case '{':
            return 'flow-map-start';
        case '}':
            return 'flow-map-end';
        case '[':
            return 'flow-seq-start';
        case ']':
            return 'flow-seq-end';
        case ',':
            return 'comma';
    }
    switch (source[0]) {
        case ' ':
        case '\t':
            return 'space';
        case '#':
            return 'comment';
        case '%':
            return 'directive-line';
        case '*':
            return 'alias';
        case '&':
            return 'anchor';
        case '!':
            return 'tag';
        case "'":
            return 'single-quoted-scalar';
        case '"':
            return 'double-quoted-scalar';
        case '|':
        case '>':
            return 'block-scalar-header';
    }
    return null;
}

exports.createScalarToken = cstScalar.createScalarToken;
exports.resolveAsScalar = cstScalar.resolveAsScalar;
exports.setScalarValue = cstScalar.setScalarValue;
exports.stringify = cstStringify.stringify;
exports.visit = cstVisit.visit;
exports.BOM = BOM;
exports.DOCUMENT = DOCUMENT;
exports.FLOW_END = FLOW_END;
exports.SCALAR = SCALAR;
exports.isCollection = isCollection;
exports.isScalar = isScalar;
exports.prettyToken = prettyToken;
exports.tokenType = tokenType;


/***/ }),

/***/ 40361:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cst = __nccwpck_require__(3461);

/*
START -> stream

stream
  directive -> line-end -> stream
  indent + line-end -> stream
  [else] -> line-start

line-end
  comment -> line-end
  newline -> .
  input-end -> END

line-start
  doc-start -> doc
  doc-end -> stream
  [else] -> indent -> block-start

block-start
  seq-item-start -> block-start
  explicit-key-start -> block-start
  map-value-start -> block-start
  [else] -> doc

doc
  line-end -> line-start
  spaces -> doc
  anchor -> doc
  tag -> doc
  flow-start -> flow -> doc
  flow-end -> error -> doc
  seq-item-start -> error -> doc
  explicit-key-start -> error -> doc
  map-value-start -> doc
  alias -> doc
  quote-start -> quoted-scalar -> doc
  block-scalar-header -> line-end -> block-scalar(min) -> line-start
  [else] -> plain-scalar(false, min) -> doc

flow
  line-end -> flow
  spaces -> flow
  anchor -> flow
  tag -> flow
  flow-start -> flow -> flow
  flow-end -> .
  seq-item-start -> error -> flow
  explicit-key-start -> flow
  map-value-start -> flow
  alias -> flow
  quote-start -> quoted-scalar -> flow
  comma -> flow
  [else] -> plain-scalar(true, 0) -> flow

quoted-scalar
  quote-end -> .
  [else] -> quoted-scalar

block-scalar(min)
  newline + peek(indent < min) -> .
  [else] -> block-scalar(min)

plain-scalar(is-flow, min)
  scalar-end(is-flow) -> .
  peek(newline + (indent < min)) -> .
  [else] -> plain-scalar(min)
*/
function isEmpty(ch) {
    switch (ch) {
        case undefined:
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            return true;
        default:
            return false;
    }
}
const hexDigits = new Set('0123456789ABCDEFabcdef');
const tagChars = new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
const flowIndicatorChars = new Set(',[]{}');
const invalidAnchorChars = new Set(' ,[]{}\n\r\t');
const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
/**
 * Splits an input string into lexical tokens, i.e. smaller strings that are
 * easily identifiable by `tokens.tokenType()`.
 *
 * Lexing starts always in a "stream" context. Incomplete input may be buffered
 * until a complete token can be emitted.
 *
 * In addition to slices of the original input, the following control characters
 * may also be emitted:
 *
 * - `\x02` (Start of Text): A document starts with the next token
 * - `\x18` (Cancel): Unexpected end of flow-mode (indicates an error)
 * - `\x1f` (Unit Separator): Next token is a scalar value
 * - `\u{FEFF}` (Byte order mark): Emitted separately outside documents
 */
class Lexer {
    constructor() {
        /**
         * Flag indicating whether the end of the current buffer marks the end of
         * all input
         */
        this.atEnd = false;
        /**
         * Explicit indent set in block scalar header, as an offset from the current
         * minimum indent, so e.g. set to 1 from a header `|2+`. Set to -1 if not
         * explicitly set.
         */
        this.blockScalarIndent = -1;
        /**
         * Block scalars that include a + (keep) chomping indicator in their header
         * include trailing empty lines, which are otherwise excluded from the
         * scalar's contents.
         */
        this.blockScalarKeep = false;
        /** Current input */
        this.buffer = '';
        /**
         * Flag noting whether the map value indicator : can immediately follow this
         * node within a flow context.
         */
        this.flowKey = false;
        /** Count of surrounding flow collection levels. */
        this.flowLevel = 0;
        /**
         * Minimum level of indentation required for next lines to be parsed as a
         * part of the current scalar value.
         */
        this.indentNext = 0;
        /** Indentation level of the current line. */
        this.indentValue = 0;
        /** Position of the next \n character. */
        this.lineEndPos = null;
        /** Stores the state of the lexer if reaching the end of incpomplete input */
        this.next = null;
        /** A pointer to `buffer`; the current position of the lexer. */
        this.pos = 0;
    }
    /**
     * Generate YAML tokens from the `source` string. If `incomplete`,
     * a part of the last line may be left as a buffer for the next call.
     *
     * @returns A generator of lexical tokens
     */
    *lex(source, incomplete = false) {
        if (source) {
            if (typeof source !== 'string')
                throw TypeError('source is not a string');
            this.buffer = this.buffer ? this.buffer + source : source;
            this.lineEndPos = null;
        }
        this.atEnd = !incomplete;
        let next = this.next ?? 'stream';
        while (next && (incomplete || this.hasChars(1)))
            next = yield* this.parseNext(next);
    }
    atLineEnd() {
        let i = this.pos;
        let ch = this.buffer[i];
        while (ch === ' ' || ch === '\t')
            ch = this.buffer[++i];
        if (!ch || ch === '#' || ch === '\n')
            return true;
        if (ch === '\r')
            return this.buffer[i + 1] === '\n';
        return false;
    }
    charAt(n) {
        return this.buffer[this.pos + n];
    }
    continueScalar(offset) {
        let ch = this.buffer[offset];
        if (this.indentNext > 0) {
            let indent = 0;
            while (ch === ' ')
                ch = this.buffer[++indent + offset];
            if (ch === '\r') {
                const next = this.buffer[indent + offset + 1];
                if (next === '\n' || (!next && !this.atEnd))
                    return offset + indent + 1;
            }
            return ch === '\n' || indent >= this.indentNext || (!ch && !this.atEnd)
                ? offset + indent
                : -1;
        }
        if (ch === '-' || ch === '.') {
            const dt = this.buffer.substr(offset, 3);
            if ((dt === '---' || dt === '...') && isEmpty(this.buffer[offset + 3]))
                return -1;
        }
        return offset;
    }
    getLine() {
        let end = this.lineEndPos;
        if (typeof end !== 'number' || (end !== -1 && end < this.pos)) {
            end = this.buffer.indexOf('\n', this.pos);
            this.lineEndPos = end;
        }
        if (end === -1)
            return this.atEnd ? this.buffer.substring(this.pos) : null;
        if (this.buffer[end - 1] === '\r')
            end -= 1;
        return this.buffer.substring(this.pos, end);
    }
    hasChars(n) {
        return this.pos + n <= this.buffer.length;
    }
    setNext(state) {
        this.buffer = this.buffer.substring(this.pos);
        this.pos = 0;
        this.lineEndPos = null;
        this.next = state;
        return null;
    }
    peek(n) {
        return this.buffer.substr(this.pos, n);
    }
    *parseNext(next) {
        switch (next) {
            case 'stream':
                return yield* this.parseStream();
            case 'line-start':
                return yield* this.parseLineStart();
            case 'block-start':
                return yield* this.parseBlockStart();
            case 'doc':
                return yield* this.parseDocument();
            case 'flow':
                return yield* this.parseFlowCollection();
            case 'quoted-scalar':
                return yield* this.parseQuotedScalar();
            case 'block-scalar':
                return yield* this.parseBlockScalar();
            case 'plain-scalar':
                return yield* this.parsePlainScalar();
        }
    }
    *parseStream() {
        let line = this.getLine();
        if (line === null)
            return this.setNext('stream');
        if (line[0] === cst.BOM) {
            yield* this.pushCount(1);
            line = line.substring(1);
        }
        if (line[0] === '%') {
            let dirEnd = line.length;
            let cs = line.indexOf('#');
            while (cs !== -1) {
                const ch = line[cs - 1];
                if (ch === ' ' || ch === '\t') {
                    dirEnd = cs - 1;
                    break;
                }
                else {
                    cs = line.indexOf('#', cs + 1);
                }
            }
            while (true) {
                const ch = line[dirEnd - 1];
                if (ch === ' ' || ch === '\t')
                    dirEnd -= 1;
                else
                    break;
            }
            const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
            yield* this.pushCount(line.length - n); // possible comment
            this.pushNewline();
            return 'stream';
        }
        if (this.atLineEnd()) {
            const sp = yield* this.pushSpaces(true);
            yield* this.pushCount(line.length - sp);
            yield* this.pushNewline();
            return 'stream';
        }
        yield cst.DOCUMENT;
        return yield* this.parseLineStart();
    }
    *parseLineStart() {
        const ch = this.charAt(0);
        if (!ch && !this.atEnd)
            return this.setNext('line-start');
        if (ch === '-' || ch === '.') {
            if (!this.atEnd && !this.hasChars(4))
                return this.setNext('line-start');
            const s = this.peek(3);
            if ((s === '---' || s === '...') && isEmpty(this.charAt(3))) {
                yield* this.pushCount(3);
                this.indentValue = 0;
                this.indentNext = 0;
                return s === '---' ? 'doc' : 'stream';
            }
        }
        this.indentValue = yield* this.pushSpaces(false);
        if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1)))
            this.indentNext = this.indentValue;
        return yield* this.parseBlockStart();
    }
    *parseBlockStart() {
        const [ch0, ch1] = this.peek(2);
        if (!ch1 && !this.atEnd)
            return this.setNext('block-start');
        if ((ch0 === '-' || ch0 === '?' || ch0 === ':') && isEmpty(ch1)) {
            const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
            this.indentNext = this.indentValue + 1;
            this.indentValue += n;
            return 'block-start';
        }
        return 'doc';
    }
    *parseDocument() {
        yield* this.pushSpaces(true);
        const line = this.getLine();
        if (line === null)
            return this.setNext('doc');
        let n = yield* this.pushIndicators();
        switch (line[n]) {
            case '#':
                yield* this.pushCount(line.length - n);
            // fallthrough
            case undefined:
                yield* this.pushNewline();
                return yield* this.parseLineStart();
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel = 1;
                return 'flow';
            case '}':
            case ']':
                // this is an error
                yield* this.pushCount(1);
                return 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'doc';
            case '"':
            case "'":
                return yield* this.parseQuotedScalar();
            case '|':
            case '>':
                n += yield* this.parseBlockScalarHeader();
                n += yield* this.pushSpaces(true);
                yield* this.pushCount(line.length - n);
                yield* this.pushNewline();
                return yield* this.parseBlockScalar();
            default:
                return yield* this.parsePlainScalar();
        }
    }
    *parseFlowCollection() {
        let nl, sp;
        let indent = -1;
        do {
            nl = yield* this.pushNewline();
            if (nl > 0) {
                sp = yield* this.pushSpaces(false);
                this.indentValue = indent = sp;
            }
            else {
                sp = 0;
            }
            sp += yield* this.pushSpaces(true);
        } while (nl + sp > 0);
        const line = this.getLine();
        if (line === null)
            return this.setNext('flow');
        if ((indent !== -1 && indent < this.indentNext && line[0] !== '#') ||
            (indent === 0 &&
                (line.startsWith('---') || line.startsWith('...')) &&
                isEmpty(line[3]))) {
            // Allowing for the terminal ] or } at the same (rather than greater)
            // indent level as the initial [ or { is technically invalid, but
            // failing here would be surprising to users.
            const atFlowEndMarker = indent === this.indentNext - 1 &&
                this.flowLevel === 1 &&
                (line[0] === ']' || line[0] === '}');
            if (!atFlowEndMarker) {
                // this is an error
                this.flowLevel = 0;
                yield cst.FLOW_END;
                return yield* this.parseLineStart();
            }
        }
        let n = 0;
        while (line[n] === ',') {
            n += yield* this.pushCount(1);
            n += yield* this.pushSpaces(true);
            this.flowKey = false;
        }
        n += yield* this.pushIndicators();
        switch (line[n]) {
            case undefined:
                return 'flow';
            case '#':
                yield* this.pushCount(line.length - n);
                return 'flow';
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel += 1;
                return 'flow';
            case '}':
            case ']':
                yield* this.pushCount(1);
                this.flowKey = true;
                this.flowLevel -= 1;
                return this.flowLevel ? 'flow' : 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'flow';
            case '"':
            case "'":
                this.flowKey = true;
                return yield* this.parseQuotedScalar();
            case ':': {
                const next = this.charAt(1);
                if (this.flowKey || isEmpty(next) || next === ',') {
                    this.flowKey = false;
                    yield* this.pushCount(1);
                    yield* this.pushSpaces(true);
                    return 'flow';
                }
            }
            // fallthrough
            default:
                this.flowKey = false;
                return yield* this.parsePlainScalar();
        }
    }
    *parseQuotedScalar() {
        const quote = this.charAt(0);
        let end = this.buffer.indexOf(quote, this.pos + 1);
        if (quote === "'") {
            while (end !== -1 && this.buffer[end + 1] === "'")
                end = this.buffer.indexOf("'", end + 2);
        }
        else {
            // double-quote
            while (end !== -1) {
                let n = 0;
                while (this.buffer[end - 1 - n] === '\\')
                    n += 1;
                if (n % 2 === 0)
                    break;
                end = this.buffer.indexOf('"', end + 1);
            }
        }
        // Only looking for newlines within the quotes
        const qb = this.buffer.substring(0, end);
        let nl = qb.indexOf('\n', this.pos);
        if (nl !== -1) {
            while (nl !== -1) {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = qb.indexOf('\n', cs);
            }
            if (nl !== -1) {
                // this is an error caused by an unexpected unindent
                end = nl - (qb[nl - 1] === '\r' ? 2 : 1);
            }
        }
        if (end === -1) {
            if (!this.atEnd)
                return this.setNext('quoted-scalar');
            end = this.buffer.length;
        }
        yield* this.pushToIndex(end + 1, false);
        return this.flowLevel ? 'flow' : 'doc';
    }
    *parseBlockScalarHeader() {
        this.blockScalarIndent = -1;
        this.blockScalarKeep = false;
        let i = this.pos;
        while (true) {
            const ch = this.buffer[++i];
            if (ch === '+')
                this.blockScalarKeep = true;
            else if (ch > '0' && ch <= '9')
                this.blockScalarIndent = Number(ch) - 1;
            else if (ch !== '-')
                break;
        }
        return yield* this.pushUntil(ch => isEmpty(ch) || ch === '#');
    }
    *parseBlockScalar() {
        let nl = this.pos - 1; // may be -1 if this.pos === 0
        let indent = 0;
        let ch;
        loop: for (let i = this.pos; (ch = this.buffer[i]); ++i) {
            switch (ch) {
                case ' ':
                    indent += 1;
                    break;
                case '\n':
                    nl = i;
                    indent = 0;
                    break;
                case '\r': {
                    const next = this.buffer[i + 1];
                    if (!next && !this.atEnd)
                        return this.setNext('block-scalar');
                    if (next === '\n')
                        break;
                } // fallthrough
                default:
                    break loop;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('block-scalar');
        if (indent >= this.indentNext) {
            if (this.blockScalarIndent === -1)
                this.indentNext = indent;
            else {
                this.indentNext =
                    this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
            }
            do {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = this.buffer.indexOf('\n', cs);
            } while (nl !== -1);
            if (nl === -1) {
                if (!this.atEnd)
                    return this.setNext('block-scalar');
                nl = this.buffer.length;
            }
        }
        // Trailing insufficiently indented tabs are invalid.
        // To catch that during parsing, we include them in the block scalar value.
        let i = nl + 1;
        ch = this.buffer[i];
        while (ch === ' ')
            ch = this.buffer[++i];
        if (ch === '\t') {
            while (ch === '\t' || ch === ' ' || ch === '\r' || ch === '\n')
                ch = this.buffer[++i];
            nl = i - 1;
        }
        else if (!this.blockScalarKeep) {
            do {
                let i = nl - 1;
                let ch = this.buffer[i];
                if (ch === '\r')
                    ch = this.buffer[--i];
                const lastChar = i; // Drop the line if last char not more indented
                while (ch === ' ')
                    ch = this.buffer[--i];
                if (ch === '\n' && i >= this.pos && i + 1 + indent > lastChar)
                    nl = i;
                else
                    break;
            } while (true);
        }
        yield cst.SCALAR;
        yield* this.pushToIndex(nl + 1, true);
        return yield* this.parseLineStart();
    }
    *parsePlainScalar() {
        const inFlow = this.flowLevel > 0;
        let end = this.pos - 1;
        let i = this.pos - 1;
        let ch;
        while ((ch = this.buffer[++i])) {
            if (ch === ':') {
                const next = this.buffer[i + 1];
                if (isEmpty(next) || (inFlow && flowIndicatorChars.has(next)))
                    break;
                end = i;
            }
            else if (isEmpty(ch)) {
                let next = this.buffer[i + 1];
                if (ch === '\r') {
                    if (next === '\n') {
                        i += 1;
                        ch = '\n';
                        next = this.buffer[i + 1];
                    }
                    else
                        end = i;
                }
                if (next === '#' || (inFlow && flowIndicatorChars.has(next)))
                    break;
                if (ch === '\n') {
                    const cs = this.continueScalar(i + 1);
                    if (cs === -1)
                        break;
                    i = Math.max(i, cs - 2); // to advance, but still account for ' #'
                }
            }
            else {
                if (inFlow && flowIndicatorChars.has(ch))
                    break;
                end = i;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('plain-scalar');
        yield cst.SCALAR;
        yield* this.pushToIndex(end + 1, true);
        return inFlow ? 'flow' : 'doc';
    }
    *pushCount(n) {
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos += n;
            return n;
        }
        return 0;
    }
    *pushToIndex(i, allowEmpty) {
        const s = this.buffer.slice(this.pos, i);
        if (s) {
            yield s;
            this.pos += s.length;
            return s.length;
        }
        else if (allowEmpty)
            yield '';
        return 0;
    }
    *pushIndicators() {
        let n = 0;
        loop: while (true) {
            switch (this.charAt(0)) {
                case '!':
                    n += yield* this.pushTag();
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '&':
                    n += yield* this.pushUntil(isNotAnchorChar);
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '-': // this is an error
                case '?': // this is an error outside flow collections
                case ':': {
                    const inFlow = this.flowLevel > 0;
                    const ch1 = this.charAt(1);
                    if (isEmpty(ch1) || (inFlow && flowIndicatorChars.has(ch1))) {
                        if (!inFlow)
                            this.indentNext = this.indentValue + 1;
                        else if (this.flowKey)
                            this.flowKey = false;
                        n += yield* this.pushCount(1);
                        n += yield* this.pushSpaces(true);
                        continue loop;
                    }
                }
            }
            break loop;
        }
        return n;
    }
    *pushTag() {
        if (this.charAt(1) === '<') {
            let i = this.pos + 2;
            let ch = this.buffer[i];
            while (!isEmpty(ch) && ch !== '>')
                ch = this.buffer[++i];
            return yield* this.pushToIndex(ch === '>' ? i + 1 : i, false);
        }
        else {
            let i = this.pos + 1;
            let ch = this.buffer[i];
            while (ch) {
                if (tagChars.has(ch))
                    ch = this.buffer[++i];
                else if (ch === '%' &&
                    hexDigits.has(this.buffer[i + 1]) &&
                    hexDigits.has(this.buffer[i + 2])) {
                    ch = this.buffer[(i += 3)];
                }
                else
                    break;
            }
            return yield* this.pushToIndex(i, false);
        }
    }
    *pushNewline() {
        const ch = this.buffer[this.pos];
        if (ch === '\n')
            return yield* this.pushCount(1);
        else if (ch === '\r' && this.charAt(1) === '\n')
            return yield* this.pushCount(2);
        else
            return 0;
    }
    *pushSpaces(allowTabs) {
        let i = this.pos - 1;
        let ch;
        do {
            ch = this.buffer[++i];
        } while (ch === ' ' || (allowTabs && ch === '\t'));
        const n = i - this.pos;
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos = i;
        }
        return n;
    }
    *pushUntil(test) {
        let i = this.pos;
        let ch = this.buffer[i];
        while (!test(ch))
            ch = this.buffer[++i];
        return yield* this.pushToIndex(i, false);
    }
}

exports.Lexer = Lexer;


/***/ }),

/***/ 66628:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Tracks newlines during parsing in order to provide an efficient API for
 * determining the one-indexed `{ line, col }` position for any offset
 * within the input.
 */
class LineCounter {
    constructor() {
        this.lineStarts = [];
        /**
         * Should be called in ascending order. Otherwise, call
         * `lineCounter.lineStarts.sort()` before calling `linePos()`.
         */
        this.addNewLine = (offset) => this.lineStarts.push(offset);
        /**
         * Performs a binary search and returns the 1-indexed { line, col }
         * position of `offset`. If `line === 0`, `addNewLine` has never been
         * called or `offset` is before the first known newline.
         */
        this.linePos = (offset) => {
            let low = 0;
            let high = this.lineStarts.length;
            while (low < high) {
                const mid = (low + high) >> 1; // Math.floor((low + high) / 2)
                if (this.lineStarts[mid] < offset)
                    low = mid + 1;
                else
                    high = mid;
            }
            if (this.lineStarts[low] === offset)
                return { line: low + 1, col: 1 };
            if (low === 0)
                return { line: 0, col: offset };
            const start = this.lineStarts[low - 1];
            return { line: low, col: offset - start + 1 };
        };
    }
}

exports.LineCounter = LineCounter;


/***/ }),

/***/ 3456:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var cst = __nccwpck_require__(3461);
var lexer = __nccwpck_require__(40361);

function includesToken(list, type) {
    for (let i = 0; i < list.length; ++i)
        if (list[i].type === type)
            return true;
    return false;
}
function findNonEmptyIndex(list) {
    for (let i = 0; i < list.length; ++i) {
        switch (list[i].type) {
            case 'space':
            case 'comment':
            case 'newline':
                break;
            default:
                return i;
        }
    }
    return -1;
}
function isFlowToken(token) {
    switch (token?.type) {
        case 'alias':
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'flow-collection':
            return true;
        default:
            return false;
    }
}
function getPrevProps(parent) {
    switch (parent.type) {
        case 'document':
            return parent.start;
        case 'block-map': {
            const it = parent.items[parent.items.length - 1];
            return it.sep ?? it.start;
        }
        case 'block-seq':
            return parent.items[parent.items.length - 1].start;
        /* istanbul ignore next should not happen */
        default:
            return [];
    }
}
/** Note: May modify input array */
function getFirstKeyStartProps(prev) {
    if (prev.length === 0)
        return [];
    let i = prev.length;
    loop: while (--i >= 0) {
        switch (prev[i].type) {
            case 'doc-start':
            case 'explicit-key-ind':
            case 'map-value-ind':
            case 'seq-item-ind':
            case 'newline':
                break loop;
        }
    }
    while (prev[++i]?.type === 'space') {
        /* loop */
    }
    return prev.splice(i, prev.length);
}
function arrayPushArray(target, source) {
    // May exhaust call stack with large `source` array
    if (source.length < 1e5)
        Array.prototype.push.apply(target, source);
    else
        for (let i = 0; i < source.length; ++i)
            target.push(source[i]);
}
function fixFlowSeqItems(fc) {
    if (fc.start.type === 'flow-seq-start') {
        for (const it of fc.items) {
            if (it.sep &&
                !it.value &&
                !includesToken(it.start, 'explicit-key-ind') &&
                !includesToken(it.sep, 'map-value-ind')) {
                if (it.key)
                    it.value = it.key;
                delete it.key;
                if (isFlowToken(it.value)) {
                    if (it.value.end)
                        arrayPushArray(it.value.end, it.sep);
                    else
                        it.value.end = it.sep;
                }
                else
                    arrayPushArray(it.start, it.sep);
                delete it.sep;
            }
        }
    }
}
/**
 * A YAML concrete syntax tree (CST) parser
 *
 * ```ts
 * const src: string = ...
 * for (const token of new Parser().parse(src)) {
 *   // token: Token
 * }
 * ```
 *
 * To use the parser with a user-provided lexer:
 *
 * ```ts
 * function* parse(source: string, lexer: Lexer) {
 *   const parser = new Parser()
 *   for (const lexeme of lexer.lex(source))
 *     yield* parser.next(lexeme)
 *   yield* parser.end()
 * }
 *
 * const src: string = ...
 * const lexer = new Lexer()
 * for (const token of parse(src, lexer)) {
 *   // token: Token
 * }
 * ```
 */
class Parser {
    /**
     * @param onNewLine - If defined, called separately with the start position of
     *   each new line (in `parse()`, including the start of input).
     */
    constructor(onNewLine) {
        /** If true, space and sequence indicators count as indentation */
        this.atNewLine = true;
        /** If true, next token is a scalar value */
        this.atScalar = false;
        /** Current indentation level */
        this.indent = 0;
        /** Current offset since the start of parsing */
        this.offset = 0;
        /** On the same line with a block map key */
        this.onKeyLine = false;
        /** Top indicates the node that's currently being built */
        this.stack = [];
        /** The source of the current token, set in parse() */
        this.source = '';
        /** The type of the current token, set in parse() */
        this.type = '';
        // Must be defined after `next()`
        this.lexer = new lexer.Lexer();
        this.onNewLine = onNewLine;
    }
    /**
     * Parse `source` as a YAML stream.
     * If `incomplete`, a part of the last line may be left as a buffer for the next call.
     *
     * Errors are not thrown, but yielded as `{ type: 'error', message }` tokens.
     *
     * @returns A generator of tokens representing each directive, document, and other structure.
     */
    *parse(source, incomplete = false) {
        if (this.onNewLine && this.offset === 0)
            this.onNewLine(0);
        for (const lexeme of this.lexer.lex(source, incomplete))
            yield* this.next(lexeme);
        if (!incomplete)
            yield* this.end();
    }
    /**
     * Advance the parser by the `source` of one lexical token.
     */
    *next(source) {
        this.source = source;
        if (node_process.env.LOG_TOKENS)
            console.log('|', cst.prettyToken(source));
        if (this.atScalar) {
            this.atScalar = false;
            yield* this.step();
            this.offset += source.length;
            return;
        }
        const type = cst.tokenType(source);
        if (!type) {
            const message = `Not a YAML token: ${source}`;
            yield* this.pop({ type: 'error', offset: this.offset, message, source });
            this.offset += source.length;
        }
        else if (type === 'scalar') {
            this.atNewLine = false;
            this.atScalar = true;
            this.type = 'scalar';
        }
        else {
            this.type = type;
            yield* this.step();
            switch (type) {
                case 'newline':
                    this.atNewLine = true;
                    this.indent = 0;
                    if (this.onNewLine)
                        this.onNewLine(this.offset + source.length);
                    break;
                case 'space':
                    if (this.atNewLine && source[0] === ' ')
                        this.indent += source.length;
                    break;
                case 'explicit-key-ind':
                case 'map-value-ind':
                case 'seq-item-ind':
                    if (this.atNewLine)
                        this.indent += source.length;
                    break;
                case 'doc-mode':
                case 'flow-error-end':
                    return;
                default:
                    this.atNewLine = false;
            }
            this.offset += source.length;
        }
    }
    /** Call at end of input to push out any remaining constructions */
    *end() {
        while (this.stack.length > 0)
            yield* this.pop();
    }
    get sourceToken() {
        const st = {
            type: this.type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
        return st;
    }
    *step() {
        const top = this.peek(1);
        if (this.type === 'doc-end' && top?.type !== 'doc-end') {
            while (this.stack.length > 0)
                yield* this.pop();
            this.stack.push({
                type: 'doc-end',
                offset: this.offset,
                source: this.source
            });
            return;
        }
        if (!top)
            return yield* this.stream();
        switch (top.type) {
            case 'document':
                return yield* this.document(top);
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return yield* this.scalar(top);
            case 'block-scalar':
                return yield* this.blockScalar(top);
            case 'block-map':
                return yield* this.blockMap(top);
            case 'block-seq':
                return yield* this.blockSequence(top);
            case 'flow-collection':
                return yield* this.flowCollection(top);
            case 'doc-end':
                return yield* this.documentEnd(top);
        }
        /* istanbul ignore next should not happen */
        yield* this.pop();
    }
    peek(n) {
        return this.stack[this.stack.length - n];
    }
    *pop(error) {
        const token = error ?? this.stack.pop();
        /* istanbul ignore if should not happen */
        if (!token) {
            const message = 'Tried to pop an empty stack';
            yield { type: 'error', offset: this.offset, source: '', message };
        }
        else if (this.stack.length === 0) {
            yield token;
        }
        else {
            const top = this.peek(1);
            if (token.type === 'block-scalar') {
                // Block scalars use their parent rather than header indent
                token.indent = 'indent' in top ? top.indent : 0;
            }
            else if (token.type === 'flow-collection' && top.type === 'document') {
                // Ignore all indent for top-level flow collections
                token.indent = 0;
            }
            if (token.type === 'flow-collection')
                fixFlowSeqItems(token);
            switch (top.type) {
                case 'document':
                    top.value = token;
                    break;
                case 'block-scalar':
                    top.props.push(token); // error
                    break;
                case 'block-map': {
                    const it = top.items[top.items.length - 1];
                    if (it.value) {
                        top.items.push({ start: [], key: token, sep: [] });
                        this.onKeyLine = true;
                        return;
                    }
                    else if (it.sep) {
                        it.value = token;
                    }
                    else {
                        Object.assign(it, { key: token, sep: [] });
                        this.onKeyLine = !it.explicitKey;
                        return;
                    }
                    break;
                }
                case 'block-seq': {
                    const it = top.items[top.items.length - 1];
                    if (it.value)
                        top.items.push({ start: [], value: token });
                    else
                        it.value = token;
                    break;
                }
                case 'flow-collection': {
                    const it = top.items[top.items.length - 1];
                    if (!it || it.value)
                        top.items.push({ start: [], key: token, sep: [] });
                    else if (it.sep)
                        it.value = token;
                    else
                        Object.assign(it, { key: token, sep: [] });
                    return;
                }
                /* istanbul ignore next should not happen */
                default:
                    yield* this.pop();
                    yield* this.pop(token);
            }
            if ((top.type === 'document' ||
                top.type === 'block-map' ||
                top.type === 'block-seq') &&
                (token.type === 'block-map' || token.type === 'block-seq')) {
                const last = token.items[token.items.length - 1];
                if (last &&
                    !last.sep &&
                    !last.value &&
                    last.start.length > 0 &&
                    findNonEmptyIndex(last.start) === -1 &&
                    (token.indent === 0 ||
                        last.start.every(st => st.type !== 'comment' || st.indent < token.indent))) {
                    if (top.type === 'document')
                        top.end = last.start;
                    else
                        top.items.push({ start: last.start });
                    token.items.splice(-1, 1);
                }
            }
        }
    }
    *stream() {
        switch (this.type) {
            case 'directive-line':
                yield { type: 'directive', offset: this.offset, source: this.source };
                return;
            case 'byte-order-mark':
            case 'space':
            case 'comment':
            case 'newline':
                yield this.sourceToken;
                return;
            case 'doc-mode':
            case 'doc-start': {
                const doc = {
                    type: 'document',
                    offset: this.offset,
                    start: []
                };
                if (this.type === 'doc-start')
                    doc.start.push(this.sourceToken);
                this.stack.push(doc);
                return;
            }
        }
        yield {
            type: 'error',
            offset: this.offset,
            message: `Unexpected ${this.type} token in YAML stream`,
            source: this.source
        };
    }
    *document(doc) {
        if (doc.value)
            return yield* this.lineEnd(doc);
        switch (this.type) {
            case 'doc-start': {
                if (findNonEmptyIndex(doc.start) !== -1) {
                    yield* this.pop();
                    yield* this.step();
                }
                else
                    doc.start.push(this.sourceToken);
                return;
            }
            case 'anchor':
            case 'tag':
            case 'space':
            case 'comment':
            case 'newline':
                doc.start.push(this.sourceToken);
                return;
        }
        const bv = this.startBlockValue(doc);
        if (bv)
            this.stack.push(bv);
        else {
            yield {
                type: 'error',
                offset: this.offset,
                message: `Unexpected ${this.type} token in YAML document`,
                source: this.source
            };
        }
    }
    *scalar(scalar) {
        if (this.type === 'map-value-ind') {
            const prev = getPrevProps(this.peek(2));
            const start = getFirstKeyStartProps(prev);
            let sep;
            if (scalar.end) {
                sep = scalar.end;
                sep.push(this.sourceToken);
                delete scalar.end;
            }
            else
                sep = [this.sourceToken];
            const map = {
                type: 'block-map',
                offset: scalar.offset,
                indent: scalar.indent,
                items: [{ start, key: scalar, sep }]
            };
            this.onKeyLine = true;
            this.stack[this.stack.length - 1] = map;
        }
        else
            yield* this.lineEnd(scalar);
    }
    *blockScalar(scalar) {
        switch (this.type) {
            case 'space':
            case 'comment':
            case 'newline':
                scalar.props.push(this.sourceToken);
                return;
            case 'scalar':
                scalar.source = this.source;
                // block-scalar source includes trailing newline
                this.atNewLine = true;
                this.indent = 0;
                if (this.onNewLine) {
                    let nl = this.source.indexOf('\n') + 1;
                    while (nl !== 0) {
                        this.onNewLine(this.offset + nl);
                        nl = this.source.indexOf('\n', nl) + 1;
                    }
                }
                yield* this.pop();
                break;
            /* istanbul ignore next should not happen */
            default:
                yield* this.pop();
                yield* this.step();
        }
    }
    *blockMap(map) {
        const it = map.items[map.items.length - 1];
        // it.sep is true-ish if pair already has key or : separator
        switch (this.type) {
            case 'newline':
                this.onKeyLine = false;
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    it.start.push(this.sourceToken);
                }
                return;
            case 'space':
            case 'comment':
                if (it.value) {
                    map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    if (this.atIndentedComment(it.start, map.indent)) {
                        const prev = map.items[map.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            map.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
        }
        if (this.indent >= map.indent) {
            const atMapIndent = !this.onKeyLine && this.indent === map.indent;
            const atNextItem = atMapIndent &&
                (it.sep || it.explicitKey) &&
                this.type !== 'seq-item-ind';
            // For empty nodes, assign newline-separated not indented empty tokens to following node
            let start = [];
            if (atNextItem && it.sep && !it.value) {
                const nl = [];
                for (let i = 0; i < it.sep.length; ++i) {
                    const st = it.sep[i];
                    switch (st.type) {
                        case 'newline':
                            nl.push(i);
                            break;
                        case 'space':
                            break;
                        case 'comment':
                            if (st.indent > map.indent)
                                nl.length = 0;
                            break;
                        default:
                            nl.length = 0;
                    }
                }
                if (nl.length >= 2)
                    start = it.sep.splice(nl[1]);
            }
            switch (this.type) {
                case 'anchor':
                case 'tag':
                    if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        it.sep.push(this.sourceToken);
                    }
                    else {
                        it.start.push(this.sourceToken);
                    }
                    return;
                case 'explicit-key-ind':
                    if (!it.sep && !it.explicitKey) {
                        it.start.push(this.sourceToken);
                        it.explicitKey = true;
                    }
                    else if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start, explicitKey: true });
                    }
                    else {
                        this.stack.push({
                            type: 'block-map',
                            offset: this.offset,
                            indent: this.indent,
                            items: [{ start: [this.sourceToken], explicitKey: true }]
                        });
                    }
                    this.onKeyLine = true;
                    return;
                case 'map-value-ind':
                    if (it.explicitKey) {
                        if (!it.sep) {
                            if (includesToken(it.start, 'newline')) {
                                Object.assign(it, { key: null, sep: [this.sourceToken] });
                            }
                            else {
                                const start = getFirstKeyStartProps(it.start);
                                this.stack.push({
                                    type: 'block-map',
                                    offset: this.offset,
                                    indent: this.indent,
                                    items: [{ start, key: null, sep: [this.sourceToken] }]
                                });
                            }
                        }
                        else if (it.value) {
                            map.items.push({ start: [], key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else if (isFlowToken(it.key) &&
                            !includesToken(it.sep, 'newline')) {
                            const start = getFirstKeyStartProps(it.start);
                            const key = it.key;
                            const sep = it.sep;
                            sep.push(this.sourceToken);
                            // @ts-expect-error type guard is wrong here
                            delete it.key;
                            // @ts-expect-error type guard is wrong here
                            delete it.sep;
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key, sep }]
                            });
                        }
                        else if (start.length > 0) {
                            // Not actually at next item
                            it.sep = it.sep.concat(start, this.sourceToken);
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    else {
                        if (!it.sep) {
                            Object.assign(it, { key: null, sep: [this.sourceToken] });
                        }
                        else if (it.value || atNextItem) {
                            map.items.push({ start, key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start: [], key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    this.onKeyLine = true;
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (atNextItem || it.value) {
                        map.items.push({ start, key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        this.stack.push(fs);
                    }
                    else {
                        Object.assign(it, { key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    return;
                }
                default: {
                    const bv = this.startBlockValue(map);
                    if (bv) {
                        if (bv.type === 'block-seq') {
                            if (!it.explicitKey &&
                                it.sep &&
                                !includesToken(it.sep, 'newline')) {
                                yield* this.pop({
                                    type: 'error',
                                    offset: this.offset,
                                    message: 'Unexpected block-seq-ind on same line with key',
                                    source: this.source
                                });
                                return;
                            }
                        }
                        else if (atMapIndent) {
                            map.items.push({ start });
                        }
                        this.stack.push(bv);
                        return;
                    }
                }
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *blockSequence(seq) {
        const it = seq.items[seq.items.length - 1];
        switch (this.type) {
            case 'newline':
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        seq.items.push({ start: [this.sourceToken] });
                }
                else
                    it.start.push(this.sourceToken);
                return;
            case 'space':
            case 'comment':
                if (it.value)
                    seq.items.push({ start: [this.sourceToken] });
                else {
                    if (this.atIndentedComment(it.start, seq.indent)) {
                        const prev = seq.items[seq.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            seq.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
            case 'anchor':
            case 'tag':
                if (it.value || this.indent <= seq.indent)
                    break;
                it.start.push(this.sourceToken);
                return;
            case 'seq-item-ind':
                if (this.indent !== seq.indent)
                    break;
                if (it.value || includesToken(it.start, 'seq-item-ind'))
                    seq.items.push({ start: [this.sourceToken] });
                else
                    it.start.push(this.sourceToken);
                return;
        }
        if (this.indent > seq.indent) {
            const bv = this.startBlockValue(seq);
            if (bv) {
                this.stack.push(bv);
                return;
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *flowCollection(fc) {
        const it = fc.items[fc.items.length - 1];
        if (this.type === 'flow-error-end') {
            let top;
            do {
                yield* this.pop();
                top = this.peek(1);
            } while (top?.type === 'flow-collection');
        }
        else if (fc.end.length === 0) {
            switch (this.type) {
                case 'comma':
                case 'explicit-key-ind':
                    if (!it || it.sep)
                        fc.items.push({ start: [this.sourceToken] });
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'map-value-ind':
                    if (!it || it.value)
                        fc.items.push({ start: [], key: null, sep: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        Object.assign(it, { key: null, sep: [this.sourceToken] });
                    return;
                case 'space':
                case 'comment':
                case 'newline':
                case 'anchor':
                case 'tag':
                    if (!it || it.value)
                        fc.items.push({ start: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (!it || it.value)
                        fc.items.push({ start: [], key: fs, sep: [] });
                    else if (it.sep)
                        this.stack.push(fs);
                    else
                        Object.assign(it, { key: fs, sep: [] });
                    return;
                }
                case 'flow-map-end':
                case 'flow-seq-end':
                    fc.end.push(this.sourceToken);
                    return;
            }
            const bv = this.startBlockValue(fc);
            /* istanbul ignore else should not happen */
            if (bv)
                this.stack.push(bv);
            else {
                yield* this.pop();
                yield* this.step();
            }
        }
        else {
            const parent = this.peek(2);
            if (parent.type === 'block-map' &&
                ((this.type === 'map-value-ind' && parent.indent === fc.indent) ||
                    (this.type === 'newline' &&
                        !parent.items[parent.items.length - 1].sep))) {
                yield* this.pop();
                yield* this.step();
            }
            else if (this.type === 'map-value-ind' &&
                parent.type !== 'flow-collection') {
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                fixFlowSeqItems(fc);
                const sep = fc.end.splice(1, fc.end.length);
                sep.push(this.sourceToken);
                const map = {
                    type: 'block-map',
                    offset: fc.offset,
                    indent: fc.indent,
                    items: [{ start, key: fc, sep }]
                };
                this.onKeyLine = true;
                this.stack[this.stack.length - 1] = map;
            }
            else {
                yield* this.lineEnd(fc);
            }
        }
    }
    flowScalar(type) {
        if (this.onNewLine) {
            let nl = this.source.indexOf('\n') + 1;
            while (nl !== 0) {
                this.onNewLine(this.offset + nl);
                nl = this.source.indexOf('\n', nl) + 1;
            }
        }
        return {
            type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
    }
    startBlockValue(parent) {
        switch (this.type) {
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return this.flowScalar(this.type);
            case 'block-scalar-header':
                return {
                    type: 'block-scalar',
                    offset: this.offset,
                    indent: this.indent,
                    props: [this.sourceToken],
                    source: ''
                };
            case 'flow-map-start':
            case 'flow-seq-start':
                return {
                    type: 'flow-collection',
                    offset: this.offset,
                    indent: this.indent,
                    start: this.sourceToken,
                    items: [],
                    end: []
                };
            case 'seq-item-ind':
                return {
                    type: 'block-seq',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start: [this.sourceToken] }]
                };
            case 'explicit-key-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                start.push(this.sourceToken);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, explicitKey: true }]
                };
            }
            case 'map-value-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, key: null, sep: [this.sourceToken] }]
                };
            }
        }
        return null;
    }
    atIndentedComment(start, indent) {
        if (this.type !== 'comment')
            return false;
        if (this.indent <= indent)
            return false;
        return start.every(st => st.type === 'newline' || st.type === 'space');
    }
    *documentEnd(docEnd) {
        if (this.type !== 'doc-mode') {
            if (docEnd.end)
                docEnd.end.push(this.sourceToken);
            else
                docEnd.end = [this.sourceToken];
            if (this.type === 'newline')
                yield* this.pop();
        }
    }
    *lineEnd(token) {
        switch (this.type) {
            case 'comma':
            case 'doc-start':
            case 'doc-end':
            case 'flow-seq-end':
            case 'flow-map-end':
            case 'map-value-ind':
                yield* this.pop();
                yield* this.step();
                break;
            case 'newline':
                this.onKeyLine = false;
            // fallthrough
            case 'space':
            case 'comment':
            default:
                // all other values are errors
                if (token.end)
                    token.end.push(this.sourceToken);
                else
                    token.end = [this.sourceToken];
                if (this.type === 'newline')
                    yield* this.pop();
        }
    }
}

exports.Parser = Parser;


/***/ }),

/***/ 84047:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var composer = __nccwpck_require__(89984);
var Document = __nccwpck_require__(3021);
var errors = __nccwpck_require__(91464);
var log = __nccwpck_require__(57249);
var identity = __nccwpck_require__(41127);
var lineCounter = __nccwpck_require__(66628);
var parser = __nccwpck_require__(3456);

function parseOptions(options) {
    const prettyErrors = options.prettyErrors !== false;
    const lineCounter$1 = options.lineCounter || (prettyErrors && new lineCounter.LineCounter()) || null;
    return { lineCounter: lineCounter$1, prettyErrors };
}
/**
 * Parse the input as a stream of YAML documents.
 *
 * Documents should be separated from each other by `...` or `---` marker lines.
 *
 * @returns If an empty `docs` array is returned, it will be of type
 *   EmptyStream and contain additional stream information. In
 *   TypeScript, you should use `'empty' in docs` as a type guard for it.
 */
function parseAllDocuments(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    const docs = Array.from(composer$1.compose(parser$1.parse(source)));
    if (prettyErrors && lineCounter)
        for (const doc of docs) {
            doc.errors.forEach(errors.prettifyError(source, lineCounter));
            doc.warnings.forEach(errors.prettifyError(source, lineCounter));
        }
    if (docs.length > 0)
        return docs;
    return Object.assign([], { empty: true }, composer$1.streamInfo());
}
/** Parse an input string into a single YAML.Document */
function parseDocument(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    // `doc` is always set by compose.end(true) at the very latest
    let doc = null;
    for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) {
        if (!doc)
            doc = _doc;
        else if (doc.options.logLevel !== 'silent') {
            doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), 'MULTIPLE_DOCS', 'Source contains multiple documents; please use YAML.parseAllDocuments()'));
            break;
        }
    }
    if (prettyErrors && lineCounter) {
        doc.errors.forEach(errors.prettifyError(source, lineCounter));
        doc.warnings.forEach(errors.prettifyError(source, lineCounter));
    }
    return doc;
}
function parse(src, reviver, options) {
    let _reviver = undefined;
    if (typeof reviver === 'function') {
        _reviver = reviver;
    }
    else if (options === undefined && reviver && typeof reviver === 'object') {
        options = reviver;
    }
    const doc = parseDocument(src, options);
    if (!doc)
        return null;
    doc.warnings.forEach(warning => log.warn(doc.options.logLevel, warning));
    if (doc.errors.length > 0) {
        if (doc.options.logLevel !== 'silent')
            throw doc.errors[0];
        else
            doc.errors = [];
    }
    return doc.toJS(Object.assign({ reviver: _reviver }, options));
}
function stringify(value, replacer, options) {
    let _replacer = null;
    if (typeof replacer === 'function' || Array.isArray(replacer)) {
        _replacer = replacer;
    }
    else if (options === undefined && replacer) {
        options = replacer;
    }
    if (typeof options === 'string')
        options = options.length;
    if (typeof options === 'number') {
        const indent = Math.round(options);
        options = indent < 1 ? undefined : indent > 8 ? { indent: 8 } : { indent };
    }
    if (value === undefined) {
        const { keepUndefined } = options ?? replacer ?? {};
        if (!keepUndefined)
            return undefined;
    }
    if (identity.isDocument(value) && !_replacer)
        return value.toString(options);
    return new Document.Document(value, _replacer, options).toString(options);
}

exports.parse = parse;
exports.parseAllDocuments = parseAllDocuments;
exports.parseDocument = parseDocument;
exports.stringify = stringify;


/***/ }),

/***/ 45840:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var map = __nccwpck_require__(47451);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(66464);
var tags = __nccwpck_require__(90018);

const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
class Schema {
    constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
        this.compat = Array.isArray(compat)
            ? tags.getTags(compat, 'compat')
            : compat
                ? tags.getTags(null, compat)
                : null;
        this.name = (typeof schema === 'string' && schema) || 'core';
        this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
        this.tags = tags.getTags(customTags, this.name, merge);
        this.toStringOptions = toStringDefaults ?? null;
        Object.defineProperty(this, identity.MAP, { value: map.map });
        Object.defineProperty(this, identity.SCALAR, { value: string.string });
        Object.defineProperty(this, identity.SEQ, { value: seq.seq });
        // Used by createMap()
        this.sortMapEntries =
            typeof sortMapEntries === 'function'
                ? sortMapEntries
                : sortMapEntries === true
                    ? sortMapEntriesByKey
                    : null;
    }
    clone() {
        const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
        copy.tags = this.tags.slice();
        return copy;
    }
}

exports.Schema = Schema;


/***/ }),

/***/ 47451:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var YAMLMap = __nccwpck_require__(84454);

const map = {
    collection: 'map',
    default: true,
    nodeClass: YAMLMap.YAMLMap,
    tag: 'tag:yaml.org,2002:map',
    resolve(map, onError) {
        if (!identity.isMap(map))
            onError('Expected a mapping for this tag');
        return map;
    },
    createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
};

exports.map = map;


/***/ }),

/***/ 73632:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);

const nullTag = {
    identify: value => value == null,
    createNode: () => new Scalar.Scalar(null),
    default: true,
    tag: 'tag:yaml.org,2002:null',
    test: /^(?:~|[Nn]ull|NULL)?$/,
    resolve: () => new Scalar.Scalar(null),
    stringify: ({ source }, ctx) => typeof source === 'string' && nullTag.test.test(source)
        ? source
        : ctx.options.nullStr
};

exports.nullTag = nullTag;


/***/ }),

/***/ 1706:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var YAMLSeq = __nccwpck_require__(92223);

const seq = {
    collection: 'seq',
    default: true,
    nodeClass: YAMLSeq.YAMLSeq,
    tag: 'tag:yaml.org,2002:seq',
    resolve(seq, onError) {
        if (!identity.isSeq(seq))
            onError('Expected a sequence for this tag');
        return seq;
    },
    createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
};

exports.seq = seq;


/***/ }),

/***/ 66464:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyString = __nccwpck_require__(83069);

const string = {
    identify: value => typeof value === 'string',
    default: true,
    tag: 'tag:yaml.org,2002:str',
    resolve: str => str,
    stringify(item, ctx, onComment, onChompKeep) {
        ctx = Object.assign({ actualString: true }, ctx);
        return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
    }
};

exports.string = string;


/***/ }),

/***/ 73959:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);

const boolTag = {
    identify: value => typeof value === 'boolean',
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
    resolve: str => new Scalar.Scalar(str[0] === 't' || str[0] === 'T'),
    stringify({ source, value }, ctx) {
        if (source && boolTag.test.test(source)) {
            const sv = source[0] === 't' || source[0] === 'T';
            if (value === sv)
                return source;
        }
        return value ? ctx.options.trueStr : ctx.options.falseStr;
    }
};

exports.boolTag = boolTag;


/***/ }),

/***/ 38405:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);
var stringifyNumber = __nccwpck_require__(28689);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: str => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
    resolve: str => parseFloat(str),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str));
        const dot = str.indexOf('.');
        if (dot !== -1 && str[str.length - 1] === '0')
            node.minFractionDigits = str.length - dot - 1;
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 59874:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(28689);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
const intResolve = (str, offset, radix, { intAsBigInt }) => (intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix));
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value) && value >= 0)
        return prefix + value.toString(radix);
    return stringifyNumber.stringifyNumber(node);
}
const intOct = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^0o[0-7]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
    stringify: node => intStringify(node, 8, '0o')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^0x[0-9a-fA-F]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 70896:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(47451);
var _null = __nccwpck_require__(73632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(66464);
var bool = __nccwpck_require__(73959);
var float = __nccwpck_require__(38405);
var int = __nccwpck_require__(59874);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.boolTag,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float
];

exports.schema = schema;


/***/ }),

/***/ 33559:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);
var map = __nccwpck_require__(47451);
var seq = __nccwpck_require__(1706);

function intIdentify(value) {
    return typeof value === 'bigint' || Number.isInteger(value);
}
const stringifyJSON = ({ value }) => JSON.stringify(value);
const jsonScalars = [
    {
        identify: value => typeof value === 'string',
        default: true,
        tag: 'tag:yaml.org,2002:str',
        resolve: str => str,
        stringify: stringifyJSON
    },
    {
        identify: value => value == null,
        createNode: () => new Scalar.Scalar(null),
        default: true,
        tag: 'tag:yaml.org,2002:null',
        test: /^null$/,
        resolve: () => null,
        stringify: stringifyJSON
    },
    {
        identify: value => typeof value === 'boolean',
        default: true,
        tag: 'tag:yaml.org,2002:bool',
        test: /^true$|^false$/,
        resolve: str => str === 'true',
        stringify: stringifyJSON
    },
    {
        identify: intIdentify,
        default: true,
        tag: 'tag:yaml.org,2002:int',
        test: /^-?(?:0|[1-9][0-9]*)$/,
        resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
        stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
    },
    {
        identify: value => typeof value === 'number',
        default: true,
        tag: 'tag:yaml.org,2002:float',
        test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
        resolve: str => parseFloat(str),
        stringify: stringifyJSON
    }
];
const jsonError = {
    default: true,
    tag: '',
    test: /^/,
    resolve(str, onError) {
        onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
        return str;
    }
};
const schema = [map.map, seq.seq].concat(jsonScalars, jsonError);

exports.schema = schema;


/***/ }),

/***/ 90018:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(47451);
var _null = __nccwpck_require__(73632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(66464);
var bool = __nccwpck_require__(73959);
var float = __nccwpck_require__(38405);
var int = __nccwpck_require__(59874);
var schema = __nccwpck_require__(70896);
var schema$1 = __nccwpck_require__(33559);
var binary = __nccwpck_require__(56083);
var merge = __nccwpck_require__(90452);
var omap = __nccwpck_require__(50303);
var pairs = __nccwpck_require__(18385);
var schema$2 = __nccwpck_require__(35913);
var set = __nccwpck_require__(81528);
var timestamp = __nccwpck_require__(46752);

const schemas = new Map([
    ['core', schema.schema],
    ['failsafe', [map.map, seq.seq, string.string]],
    ['json', schema$1.schema],
    ['yaml11', schema$2.schema],
    ['yaml-1.1', schema$2.schema]
]);
const tagsByName = {
    binary: binary.binary,
    bool: bool.boolTag,
    float: float.float,
    floatExp: float.floatExp,
    floatNaN: float.floatNaN,
    floatTime: timestamp.floatTime,
    int: int.int,
    intHex: int.intHex,
    intOct: int.intOct,
    intTime: timestamp.intTime,
    map: map.map,
    merge: merge.merge,
    null: _null.nullTag,
    omap: omap.omap,
    pairs: pairs.pairs,
    seq: seq.seq,
    set: set.set,
    timestamp: timestamp.timestamp
};
const coreKnownTags = {
    'tag:yaml.org,2002:binary': binary.binary,
    'tag:yaml.org,2002:merge': merge.merge,
    'tag:yaml.org,2002:omap': omap.omap,
    'tag:yaml.org,2002:pairs': pairs.pairs,
    'tag:yaml.org,2002:set': set.set,
    'tag:yaml.org,2002:timestamp': timestamp.timestamp
};
function getTags(customTags, schemaName, addMergeTag) {
    const schemaTags = schemas.get(schemaName);
    if (schemaTags && !customTags) {
        return addMergeTag && !schemaTags.includes(merge.merge)
            ? schemaTags.concat(merge.merge)
            : schemaTags.slice();
    }
    let tags = schemaTags;
    if (!tags) {
        if (Array.isArray(customTags))
            tags = [];
        else {
            const keys = Array.from(schemas.keys())
                .filter(key => key !== 'yaml11')
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
        }
    }
    if (Array.isArray(customTags)) {
        for (const tag of customTags)
            tags = tags.concat(tag);
    }
    else if (typeof customTags === 'function') {
        tags = customTags(tags.slice());
    }
    if (addMergeTag)
        tags = tags.concat(merge.merge);
    return tags.reduce((tags, tag) => {
        const tagObj = typeof tag === 'string' ? tagsByName[tag] : tag;
        if (!tagObj) {
            const tagName = JSON.stringify(tag);
            const keys = Object.keys(tagsByName)
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
        }
        if (!tags.includes(tagObj))
            tags.push(tagObj);
        return tags;
    }, []);
}

exports.coreKnownTags = coreKnownTags;
exports.getTags = getTags;


/***/ }),

/***/ 56083:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_buffer = __nccwpck_require__(20181);
var Scalar = __nccwpck_require__(63301);
var stringifyString = __nccwpck_require__(83069);

const binary = {
    identify: value => value instanceof Uint8Array, // Buffer inherits from Uint8Array
    default: false,
    tag: 'tag:yaml.org,2002:binary',
    /**
     * Returns a Buffer in node and an Uint8Array in browsers
     *
     * To use the resulting buffer as an image, you'll want to do something like:
     *
     *   const blob = new Blob([buffer], { type: 'image/jpeg' })
     *   document.querySelector('#photo').src = URL.createObjectURL(blob)
     */
    resolve(src, onError) {
        if (typeof node_buffer.Buffer === 'function') {
            return node_buffer.Buffer.from(src, 'base64');
        }
        else if (typeof atob === 'function') {
            // On IE 11, atob() can't handle newlines
            const str = atob(src.replace(/[\n\r]/g, ''));
            const buffer = new Uint8Array(str.length);
            for (let i = 0; i < str.length; ++i)
                buffer[i] = str.charCodeAt(i);
            return buffer;
        }
        else {
            onError('This environment does not support reading binary tags; either Buffer or atob is required');
            return src;
        }
    },
    stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
        if (!value)
            return '';
        const buf = value; // checked earlier by binary.identify()
        let str;
        if (typeof node_buffer.Buffer === 'function') {
            str =
                buf instanceof node_buffer.Buffer
                    ? buf.toString('base64')
                    : node_buffer.Buffer.from(buf.buffer).toString('base64');
        }
        else if (typeof btoa === 'function') {
            let s = '';
            for (let i = 0; i < buf.length; ++i)
                s += String.fromCharCode(buf[i]);
            str = btoa(s);
        }
        else {
            throw new Error('This environment does not support writing binary tags; either Buffer or btoa is required');
        }
        type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
        if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
            const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
            const n = Math.ceil(str.length / lineWidth);
            const lines = new Array(n);
            for (let i = 0, o = 0; i < n; ++i, o += lineWidth) {
                lines[i] = str.substr(o, lineWidth);
            }
            str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? '\n' : ' ');
        }
        return stringifyString.stringifyString({ comment, type, value: str }, ctx, onComment, onChompKeep);
    }
};

exports.binary = binary;


/***/ }),

/***/ 88398:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);

function boolStringify({ value, source }, ctx) {
    const boolObj = value ? trueTag : falseTag;
    if (source && boolObj.test.test(source))
        return source;
    return value ? ctx.options.trueStr : ctx.options.falseStr;
}
const trueTag = {
    identify: value => value === true,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
    resolve: () => new Scalar.Scalar(true),
    stringify: boolStringify
};
const falseTag = {
    identify: value => value === false,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
    resolve: () => new Scalar.Scalar(false),
    stringify: boolStringify
};

exports.falseTag = falseTag;
exports.trueTag = trueTag;


/***/ }),

/***/ 35782:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);
var stringifyNumber = __nccwpck_require__(28689);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: (str) => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
    resolve: (str) => parseFloat(str.replace(/_/g, '')),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, '')));
        const dot = str.indexOf('.');
        if (dot !== -1) {
            const f = str.substring(dot + 1).replace(/_/g, '');
            if (f[f.length - 1] === '0')
                node.minFractionDigits = f.length;
        }
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 10873:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(28689);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
function intResolve(str, offset, radix, { intAsBigInt }) {
    const sign = str[0];
    if (sign === '-' || sign === '+')
        offset += 1;
    str = str.substring(offset).replace(/_/g, '');
    if (intAsBigInt) {
        switch (radix) {
            case 2:
                str = `0b${str}`;
                break;
            case 8:
                str = `0o${str}`;
                break;
            case 16:
                str = `0x${str}`;
                break;
        }
        const n = BigInt(str);
        return sign === '-' ? BigInt(-1) * n : n;
    }
    const n = parseInt(str, radix);
    return sign === '-' ? -1 * n : n;
}
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value)) {
        const str = value.toString(radix);
        return value < 0 ? '-' + prefix + str.substr(1) : prefix + str;
    }
    return stringifyNumber.stringifyNumber(node);
}
const intBin = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'BIN',
    test: /^[-+]?0b[0-1_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
    stringify: node => intStringify(node, 2, '0b')
};
const intOct = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^[-+]?0[0-7_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
    stringify: node => intStringify(node, 8, '0')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9][0-9_]*$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^[-+]?0x[0-9a-fA-F_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intBin = intBin;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 90452:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);

// If the value associated with a merge key is a single mapping node, each of
// its key/value pairs is inserted into the current mapping, unless the key
// already exists in it. If the value associated with the merge key is a
// sequence, then this sequence is expected to contain mapping nodes and each
// of these nodes is merged in turn according to its order in the sequence.
// Keys in mapping nodes earlier in the sequence override keys specified in
// later mapping nodes. -- http://yaml.org/type/merge.html
const MERGE_KEY = '<<';
const merge = {
    identify: value => value === MERGE_KEY ||
        (typeof value === 'symbol' && value.description === MERGE_KEY),
    default: 'key',
    tag: 'tag:yaml.org,2002:merge',
    test: /^<<$/,
    resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), {
        addToJSMap: addMergeToJSMap
    }),
    stringify: () => MERGE_KEY
};
const isMergeKey = (ctx, key) => (merge.identify(key) ||
    (identity.isScalar(key) &&
        (!key.type || key.type === Scalar.Scalar.PLAIN) &&
        merge.identify(key.value))) &&
    ctx?.doc.schema.tags.some(tag => tag.tag === merge.tag && tag.default);
function addMergeToJSMap(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (identity.isSeq(source))
        for (const it of source.items)
            mergeValue(ctx, map, it);
    else if (Array.isArray(source))
        for (const it of source)
            mergeValue(ctx, map, it);
    else
        mergeValue(ctx, map, source);
}
function mergeValue(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (!identity.isMap(source))
        throw new Error('Merge sources must be maps or map aliases');
    const srcMap = source.toJSON(null, ctx, Map);
    for (const [key, value] of srcMap) {
        if (map instanceof Map) {
            if (!map.has(key))
                map.set(key, value);
        }
        else if (map instanceof Set) {
            map.add(key);
        }
        else if (!Object.prototype.hasOwnProperty.call(map, key)) {
            Object.defineProperty(map, key, {
                value,
                writable: true,
                enumerable: true,
                configurable: true
            });
        }
    }
    return map;
}
function resolveAliasValue(ctx, value) {
    return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
}

exports.addMergeToJSMap = addMergeToJSMap;
exports.isMergeKey = isMergeKey;
exports.merge = merge;


/***/ }),

/***/ 50303:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var toJS = __nccwpck_require__(74043);
var YAMLMap = __nccwpck_require__(84454);
var YAMLSeq = __nccwpck_require__(92223);
var pairs = __nccwpck_require__(18385);

class YAMLOMap extends YAMLSeq.YAMLSeq {
    constructor() {
        super();
        this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
        this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
        this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
        this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
        this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
        this.tag = YAMLOMap.tag;
    }
    /**
     * If `ctx` is given, the return type is actually `Map<unknown, unknown>`,
     * but TypeScript won't allow widening the signature of a child method.
     */
    toJSON(_, ctx) {
        if (!ctx)
            return super.toJSON(_);
        const map = new Map();
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const pair of this.items) {
            let key, value;
            if (identity.isPair(pair)) {
                key = toJS.toJS(pair.key, '', ctx);
                value = toJS.toJS(pair.value, key, ctx);
            }
            else {
                key = toJS.toJS(pair, '', ctx);
            }
            if (map.has(key))
                throw new Error('Ordered maps must not include duplicate keys');
            map.set(key, value);
        }
        return map;
    }
    static from(schema, iterable, ctx) {
        const pairs$1 = pairs.createPairs(schema, iterable, ctx);
        const omap = new this();
        omap.items = pairs$1.items;
        return omap;
    }
}
YAMLOMap.tag = 'tag:yaml.org,2002:omap';
const omap = {
    collection: 'seq',
    identify: value => value instanceof Map,
    nodeClass: YAMLOMap,
    default: false,
    tag: 'tag:yaml.org,2002:omap',
    resolve(seq, onError) {
        const pairs$1 = pairs.resolvePairs(seq, onError);
        const seenKeys = [];
        for (const { key } of pairs$1.items) {
            if (identity.isScalar(key)) {
                if (seenKeys.includes(key.value)) {
                    onError(`Ordered maps must not include duplicate keys: ${key.value}`);
                }
                else {
                    seenKeys.push(key.value);
                }
            }
        }
        return Object.assign(new YAMLOMap(), pairs$1);
    },
    createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
};

exports.YAMLOMap = YAMLOMap;
exports.omap = omap;


/***/ }),

/***/ 18385:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var Scalar = __nccwpck_require__(63301);
var YAMLSeq = __nccwpck_require__(92223);

function resolvePairs(seq, onError) {
    if (identity.isSeq(seq)) {
        for (let i = 0; i < seq.items.length; ++i) {
            let item = seq.items[i];
            if (identity.isPair(item))
                continue;
            else if (identity.isMap(item)) {
                if (item.items.length > 1)
                    onError('Each pair must have its own sequence indicator');
                const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
                if (item.commentBefore)
                    pair.key.commentBefore = pair.key.commentBefore
                        ? `${item.commentBefore}\n${pair.key.commentBefore}`
                        : item.commentBefore;
                if (item.comment) {
                    const cn = pair.value ?? pair.key;
                    cn.comment = cn.comment
                        ? `${item.comment}\n${cn.comment}`
                        : item.comment;
                }
                item = pair;
            }
            seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
        }
    }
    else
        onError('Expected a sequence for this tag');
    return seq;
}
function createPairs(schema, iterable, ctx) {
    const { replacer } = ctx;
    const pairs = new YAMLSeq.YAMLSeq(schema);
    pairs.tag = 'tag:yaml.org,2002:pairs';
    let i = 0;
    if (iterable && Symbol.iterator in Object(iterable))
        for (let it of iterable) {
            if (typeof replacer === 'function')
                it = replacer.call(iterable, String(i++), it);
            let key, value;
            if (Array.isArray(it)) {
                if (it.length === 2) {
                    key = it[0];
                    value = it[1];
                }
                else
                    throw new TypeError(`Expected [key, value] tuple: ${it}`);
            }
            else if (it && it instanceof Object) {
                const keys = Object.keys(it);
                if (keys.length === 1) {
                    key = keys[0];
                    value = it[key];
                }
                else {
                    throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
                }
            }
            else {
                key = it;
            }
            pairs.items.push(Pair.createPair(key, value, ctx));
        }
    return pairs;
}
const pairs = {
    collection: 'seq',
    default: false,
    tag: 'tag:yaml.org,2002:pairs',
    resolve: resolvePairs,
    createNode: createPairs
};

exports.createPairs = createPairs;
exports.pairs = pairs;
exports.resolvePairs = resolvePairs;


/***/ }),

/***/ 35913:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(47451);
var _null = __nccwpck_require__(73632);
var seq = __nccwpck_require__(1706);
var string = __nccwpck_require__(66464);
var binary = __nccwpck_require__(56083);
var bool = __nccwpck_require__(88398);
var float = __nccwpck_require__(35782);
var int = __nccwpck_require__(10873);
var merge = __nccwpck_require__(90452);
var omap = __nccwpck_require__(50303);
var pairs = __nccwpck_require__(18385);
var set = __nccwpck_require__(81528);
var timestamp = __nccwpck_require__(46752);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.trueTag,
    bool.falseTag,
    int.intBin,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float,
    binary.binary,
    merge.merge,
    omap.omap,
    pairs.pairs,
    set.set,
    timestamp.intTime,
    timestamp.floatTime,
    timestamp.timestamp
];

exports.schema = schema;


/***/ }),

/***/ 81528:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Pair = __nccwpck_require__(57165);
var YAMLMap = __nccwpck_require__(84454);

class YAMLSet extends YAMLMap.YAMLMap {
    constructor(schema) {
        super(schema);
        this.tag = YAMLSet.tag;
    }
    add(key) {
        let pair;
        if (identity.isPair(key))
            pair = key;
        else if (key &&
            typeof key === 'object' &&
            'key' in key &&
            'value' in key &&
            key.value === null)
            pair = new Pair.Pair(key.key, null);
        else
            pair = new Pair.Pair(key, null);
        const prev = YAMLMap.findPair(this.items, pair.key);
        if (!prev)
            this.items.push(pair);
    }
    /**
     * If `keepPair` is `true`, returns the Pair matching `key`.
     * Otherwise, returns the value of that Pair's key.
     */
    get(key, keepPair) {
        const pair = YAMLMap.findPair(this.items, key);
        return !keepPair && identity.isPair(pair)
            ? identity.isScalar(pair.key)
                ? pair.key.value
                : pair.key
            : pair;
    }
    set(key, value) {
        if (typeof value !== 'boolean')
            throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
        const prev = YAMLMap.findPair(this.items, key);
        if (prev && !value) {
            this.items.splice(this.items.indexOf(prev), 1);
        }
        else if (!prev && value) {
            this.items.push(new Pair.Pair(key));
        }
    }
    toJSON(_, ctx) {
        return super.toJSON(_, ctx, Set);
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        if (this.hasAllNullValues(true))
            return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
        else
            throw new Error('Set items must all have null values');
    }
    static from(schema, iterable, ctx) {
        const { replacer } = ctx;
        const set = new this(schema);
        if (iterable && Symbol.iterator in Object(iterable))
            for (let value of iterable) {
                if (typeof replacer === 'function')
                    value = replacer.call(iterable, value, value);
                set.items.push(Pair.createPair(value, null, ctx));
            }
        return set;
    }
}
YAMLSet.tag = 'tag:yaml.org,2002:set';
const set = {
    collection: 'map',
    identify: value => value instanceof Set,
    nodeClass: YAMLSet,
    default: false,
    tag: 'tag:yaml.org,2002:set',
    createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
    resolve(map, onError) {
        if (identity.isMap(map)) {
            if (map.hasAllNullValues(true))
                return Object.assign(new YAMLSet(), map);
            else
                onError('Set items must all have null values');
        }
        else
            onError('Expected a mapping for this tag');
        return map;
    }
};

exports.YAMLSet = YAMLSet;
exports.set = set;


/***/ }),

/***/ 46752:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(28689);

/** Internal types handle bigint as number, because TS can't figure it out. */
function parseSexagesimal(str, asBigInt) {
    const sign = str[0];
    const parts = sign === '-' || sign === '+' ? str.substring(1) : str;
    const num = (n) => asBigInt ? BigInt(n) : Number(n);
    const res = parts
        .replace(/_/g, '')
        .split(':')
        .reduce((res, p) => res * num(60) + num(p), num(0));
    return (sign === '-' ? num(-1) * res : res);
}
/**
 * hhhh:mm:ss.sss
 *
 * Internal types handle bigint as number, because TS can't figure it out.
 */
function stringifySexagesimal(node) {
    let { value } = node;
    let num = (n) => n;
    if (typeof value === 'bigint')
        num = n => BigInt(n);
    else if (isNaN(value) || !isFinite(value))
        return stringifyNumber.stringifyNumber(node);
    let sign = '';
    if (value < 0) {
        sign = '-';
        value *= num(-1);
    }
    const _60 = num(60);
    const parts = [value % _60]; // seconds, including ms
    if (value < 60) {
        parts.unshift(0); // at least one : is required
    }
    else {
        value = (value - parts[0]) / _60;
        parts.unshift(value % _60); // minutes
        if (value >= 60) {
            value = (value - parts[0]) / _60;
            parts.unshift(value); // hours
        }
    }
    return (sign +
        parts
            .map(n => String(n).padStart(2, '0'))
            .join(':')
            .replace(/000000\d*$/, '') // % 60 may introduce error
    );
}
const intTime = {
    identify: value => typeof value === 'bigint' || Number.isInteger(value),
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
    resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
    stringify: stringifySexagesimal
};
const floatTime = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
    resolve: str => parseSexagesimal(str, false),
    stringify: stringifySexagesimal
};
const timestamp = {
    identify: value => value instanceof Date,
    default: true,
    tag: 'tag:yaml.org,2002:timestamp',
    // If the time zone is omitted, the timestamp is assumed to be specified in UTC. The time part
    // may be omitted altogether, resulting in a date format. In such a case, the time part is
    // assumed to be 00:00:00Z (start of day, UTC).
    test: RegExp('^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})' + // YYYY-Mm-Dd
        '(?:' + // time is optional
        '(?:t|T|[ \\t]+)' + // t | T | whitespace
        '([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)' + // Hh:Mm:Ss(.ss)?
        '(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?' + // Z | +5 | -03:30
        ')?$'),
    resolve(str) {
        const match = str.match(timestamp.test);
        if (!match)
            throw new Error('!!timestamp expects a date, starting with yyyy-mm-dd');
        const [, year, month, day, hour, minute, second] = match.map(Number);
        const millisec = match[7] ? Number((match[7] + '00').substr(1, 3)) : 0;
        let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
        const tz = match[8];
        if (tz && tz !== 'Z') {
            let d = parseSexagesimal(tz, false);
            if (Math.abs(d) < 30)
                d *= 60;
            date -= 60000 * d;
        }
        return new Date(date);
    },
    stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, '') ?? ''
};

exports.floatTime = floatTime;
exports.intTime = intTime;
exports.timestamp = timestamp;


/***/ }),

/***/ 34475:
/***/ ((__unused_webpack_module, exports) => {



const FOLD_FLOW = 'flow';
const FOLD_BLOCK = 'block';
const FOLD_QUOTED = 'quoted';
/**
 * Tries to keep input at up to `lineWidth` characters, splitting only on spaces
 * not followed by newlines or spaces unless `mode` is `'quoted'`. Lines are
 * terminated with `\n` and started with `indent`.
 */
function foldFlowLines(text, indent, mode = 'flow', { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
    if (!lineWidth || lineWidth < 0)
        return text;
    if (lineWidth < minContentWidth)
        minContentWidth = 0;
    const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
    if (text.length <= endStep)
        return text;
    const folds = [];
    const escapedFolds = {};
    let end = lineWidth - indent.length;
    if (typeof indentAtStart === 'number') {
        if (indentAtStart > lineWidth - Math.max(2, minContentWidth))
            folds.push(0);
        else
            end = lineWidth - indentAtStart;
    }
    let split = undefined;
    let prev = undefined;
    let overflow = false;
    let i = -1;
    let escStart = -1;
    let escEnd = -1;
    if (mode === FOLD_BLOCK) {
        i = consumeMoreIndentedLines(text, i, indent.length);
        if (i !== -1)
            end = i + endStep;
    }
    for (let ch; (ch = text[(i += 1)]);) {
        if (mode === FOLD_QUOTED && ch === '\\') {
            escStart = i;
            switch (text[i + 1]) {
                case 'x':
                    i += 3;
                    break;
                case 'u':
                    i += 5;
                    break;
                case 'U':
                    i += 9;
                    break;
                default:
                    i += 1;
            }
            escEnd = i;
        }
        if (ch === '\n') {
            if (mode === FOLD_BLOCK)
                i = consumeMoreIndentedLines(text, i, indent.length);
            end = i + indent.length + endStep;
            split = undefined;
        }
        else {
            if (ch === ' ' &&
                prev &&
                prev !== ' ' &&
                prev !== '\n' &&
                prev !== '\t') {
                // space surrounded by non-space can be replaced with newline + indent
                const next = text[i + 1];
                if (next && next !== ' ' && next !== '\n' && next !== '\t')
                    split = i;
            }
            if (i >= end) {
                if (split) {
                    folds.push(split);
                    end = split + endStep;
                    split = undefined;
                }
                else if (mode === FOLD_QUOTED) {
                    // white-space collected at end may stretch past lineWidth
                    while (prev === ' ' || prev === '\t') {
                        prev = ch;
                        ch = text[(i += 1)];
                        overflow = true;
                    }
                    // Account for newline escape, but don't break preceding escape
                    const j = i > escEnd + 1 ? i - 2 : escStart - 1;
                    // Bail out if lineWidth & minContentWidth are shorter than an escape string
                    if (escapedFolds[j])
                        return text;
                    folds.push(j);
                    escapedFolds[j] = true;
                    end = j + endStep;
                    split = undefined;
                }
                else {
                    overflow = true;
                }
            }
        }
        prev = ch;
    }
    if (overflow && onOverflow)
        onOverflow();
    if (folds.length === 0)
        return text;
    if (onFold)
        onFold();
    let res = text.slice(0, folds[0]);
    for (let i = 0; i < folds.length; ++i) {
        const fold = folds[i];
        const end = folds[i + 1] || text.length;
        if (fold === 0)
            res = `\n${indent}${text.slice(0, end)}`;
        else {
            if (mode === FOLD_QUOTED && escapedFolds[fold])
                res += `${text[fold]}\\`;
            res += `\n${indent}${text.slice(fold + 1, end)}`;
        }
    }
    return res;
}
/**
 * Presumes `i + 1` is at the start of a line
 * @returns index of last newline in more-indented block
 */
function consumeMoreIndentedLines(text, i, indent) {
    let end = i;
    let start = i + 1;
    let ch = text[start];
    while (ch === ' ' || ch === '\t') {
        if (i < start + indent) {
            ch = text[++i];
        }
        else {
            do {
                ch = text[++i];
            } while (ch && ch !== '\n');
            end = i;
            start = i + 1;
            ch = text[start];
        }
    }
    return end;
}

exports.FOLD_BLOCK = FOLD_BLOCK;
exports.FOLD_FLOW = FOLD_FLOW;
exports.FOLD_QUOTED = FOLD_QUOTED;
exports.foldFlowLines = foldFlowLines;


/***/ }),

/***/ 2148:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(71596);
var identity = __nccwpck_require__(41127);
var stringifyComment = __nccwpck_require__(59799);
var stringifyString = __nccwpck_require__(83069);

function createStringifyContext(doc, options) {
    const opt = Object.assign({
        blockQuote: true,
        commentString: stringifyComment.stringifyComment,
        defaultKeyType: null,
        defaultStringType: 'PLAIN',
        directives: null,
        doubleQuotedAsJSON: false,
        doubleQuotedMinMultiLineLength: 40,
        falseStr: 'false',
        flowCollectionPadding: true,
        indentSeq: true,
        lineWidth: 80,
        minContentWidth: 20,
        nullStr: 'null',
        simpleKeys: false,
        singleQuote: null,
        trailingComma: false,
        trueStr: 'true',
        verifyAliasOrder: true
    }, doc.schema.toStringOptions, options);
    let inFlow;
    switch (opt.collectionStyle) {
        case 'block':
            inFlow = false;
            break;
        case 'flow':
            inFlow = true;
            break;
        default:
            inFlow = null;
    }
    return {
        anchors: new Set(),
        doc,
        flowCollectionPadding: opt.flowCollectionPadding ? ' ' : '',
        indent: '',
        indentStep: typeof opt.indent === 'number' ? ' '.repeat(opt.indent) : '  ',
        inFlow,
        options: opt
    };
}
function getTagObject(tags, item) {
    if (item.tag) {
        const match = tags.filter(t => t.tag === item.tag);
        if (match.length > 0)
            return match.find(t => t.format === item.format) ?? match[0];
    }
    let tagObj = undefined;
    let obj;
    if (identity.isScalar(item)) {
        obj = item.value;
        let match = tags.filter(t => t.identify?.(obj));
        if (match.length > 1) {
            const testMatch = match.filter(t => t.test);
            if (testMatch.length > 0)
                match = testMatch;
        }
        tagObj =
            match.find(t => t.format === item.format) ?? match.find(t => !t.format);
    }
    else {
        obj = item;
        tagObj = tags.find(t => t.nodeClass && obj instanceof t.nodeClass);
    }
    if (!tagObj) {
        const name = obj?.constructor?.name ?? (obj === null ? 'null' : typeof obj);
        throw new Error(`Tag not resolved for ${name} value`);
    }
    return tagObj;
}
// needs to be called before value stringifier to allow for circular anchor refs
function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
    if (!doc.directives)
        return '';
    const props = [];
    const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
    if (anchor && anchors.anchorIsValid(anchor)) {
        anchors$1.add(anchor);
        props.push(`&${anchor}`);
    }
    const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
    if (tag)
        props.push(doc.directives.tagString(tag));
    return props.join(' ');
}
function stringify(item, ctx, onComment, onChompKeep) {
    if (identity.isPair(item))
        return item.toString(ctx, onComment, onChompKeep);
    if (identity.isAlias(item)) {
        if (ctx.doc.directives)
            return item.toString(ctx);
        if (ctx.resolvedAliases?.has(item)) {
            throw new TypeError(`Cannot stringify circular structure without alias nodes`);
        }
        else {
            if (ctx.resolvedAliases)
                ctx.resolvedAliases.add(item);
            else
                ctx.resolvedAliases = new Set([item]);
            item = item.resolve(ctx.doc);
        }
    }
    let tagObj = undefined;
    const node = identity.isNode(item)
        ? item
        : ctx.doc.createNode(item, { onTagObj: o => (tagObj = o) });
    tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
    const props = stringifyProps(node, tagObj, ctx);
    if (props.length > 0)
        ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
    const str = typeof tagObj.stringify === 'function'
        ? tagObj.stringify(node, ctx, onComment, onChompKeep)
        : identity.isScalar(node)
            ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep)
            : node.toString(ctx, onComment, onChompKeep);
    if (!props)
        return str;
    return identity.isScalar(node) || str[0] === '{' || str[0] === '['
        ? `${props} ${str}`
        : `${props}\n${ctx.indent}${str}`;
}

exports.createStringifyContext = createStringifyContext;
exports.stringify = stringify;


/***/ }),

/***/ 61212:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(59799);

function stringifyCollection(collection, ctx, options) {
    const flow = ctx.inFlow ?? collection.flow;
    const stringify = flow ? stringifyFlowCollection : stringifyBlockCollection;
    return stringify(collection, ctx, options);
}
function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
    const { indent, options: { commentString } } = ctx;
    const itemCtx = Object.assign({}, ctx, { indent: itemIndent, type: null });
    let chompKeep = false; // flag for the preceding node's status
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (!chompKeep && item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (!chompKeep && ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
            }
        }
        chompKeep = false;
        let str = stringify.stringify(item, itemCtx, () => (comment = null), () => (chompKeep = true));
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        if (chompKeep && comment)
            chompKeep = false;
        lines.push(blockItemPrefix + str);
    }
    let str;
    if (lines.length === 0) {
        str = flowChars.start + flowChars.end;
    }
    else {
        str = lines[0];
        for (let i = 1; i < lines.length; ++i) {
            const line = lines[i];
            str += line ? `\n${indent}${line}` : '\n';
        }
    }
    if (comment) {
        str += '\n' + stringifyComment.indentComment(commentString(comment), indent);
        if (onComment)
            onComment();
    }
    else if (chompKeep && onChompKeep)
        onChompKeep();
    return str;
}
function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
    const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
    itemIndent += indentStep;
    const itemCtx = Object.assign({}, ctx, {
        indent: itemIndent,
        inFlow: true,
        type: null
    });
    let reqNewline = false;
    let linesAtValue = 0;
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, false);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, false);
                if (ik.comment)
                    reqNewline = true;
            }
            const iv = identity.isNode(item.value) ? item.value : null;
            if (iv) {
                if (iv.comment)
                    comment = iv.comment;
                if (iv.commentBefore)
                    reqNewline = true;
            }
            else if (item.value == null && ik?.comment) {
                comment = ik.comment;
            }
        }
        if (comment)
            reqNewline = true;
        let str = stringify.stringify(item, itemCtx, () => (comment = null));
        reqNewline || (reqNewline = lines.length > linesAtValue || str.includes('\n'));
        if (i < items.length - 1) {
            str += ',';
        }
        else if (ctx.options.trailingComma) {
            if (ctx.options.lineWidth > 0) {
                reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) +
                    (str.length + 2) >
                    ctx.options.lineWidth);
            }
            if (reqNewline) {
                str += ',';
            }
        }
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        lines.push(str);
        linesAtValue = lines.length;
    }
    const { start, end } = flowChars;
    if (lines.length === 0) {
        return start + end;
    }
    else {
        if (!reqNewline) {
            const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
            reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
        }
        if (reqNewline) {
            let str = start;
            for (const line of lines)
                str += line ? `\n${indentStep}${indent}${line}` : '\n';
            return `${str}\n${indent}${end}`;
        }
        else {
            return `${start}${fcPadding}${lines.join(' ')}${fcPadding}${end}`;
        }
    }
}
function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
    if (comment && chompKeep)
        comment = comment.replace(/^\n+/, '');
    if (comment) {
        const ic = stringifyComment.indentComment(commentString(comment), indent);
        lines.push(ic.trimStart()); // Avoid double indent on first line
    }
}

exports.stringifyCollection = stringifyCollection;


/***/ }),

/***/ 59799:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringifies a comment.
 *
 * Empty comment lines are left empty,
 * lines consisting of a single space are replaced by `#`,
 * and all other lines are prefixed with a `#`.
 */
const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, '#');
function indentComment(comment, indent) {
    if (/^\n+$/.test(comment))
        return comment.substring(1);
    return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
}
const lineComment = (str, indent, comment) => str.endsWith('\n')
    ? indentComment(comment, indent)
    : comment.includes('\n')
        ? '\n' + indentComment(comment, indent)
        : (str.endsWith(' ') ? '' : ' ') + comment;

exports.indentComment = indentComment;
exports.lineComment = lineComment;
exports.stringifyComment = stringifyComment;


/***/ }),

/***/ 6829:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(59799);

function stringifyDocument(doc, options) {
    const lines = [];
    let hasDirectives = options.directives === true;
    if (options.directives !== false && doc.directives) {
        const dir = doc.directives.toString(doc);
        if (dir) {
            lines.push(dir);
            hasDirectives = true;
        }
        else if (doc.directives.docStart)
            hasDirectives = true;
    }
    if (hasDirectives)
        lines.push('---');
    const ctx = stringify.createStringifyContext(doc, options);
    const { commentString } = ctx.options;
    if (doc.commentBefore) {
        if (lines.length !== 1)
            lines.unshift('');
        const cs = commentString(doc.commentBefore);
        lines.unshift(stringifyComment.indentComment(cs, ''));
    }
    let chompKeep = false;
    let contentComment = null;
    if (doc.contents) {
        if (identity.isNode(doc.contents)) {
            if (doc.contents.spaceBefore && hasDirectives)
                lines.push('');
            if (doc.contents.commentBefore) {
                const cs = commentString(doc.contents.commentBefore);
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            // top-level block scalars need to be indented if followed by a comment
            ctx.forceBlockIndent = !!doc.comment;
            contentComment = doc.contents.comment;
        }
        const onChompKeep = contentComment ? undefined : () => (chompKeep = true);
        let body = stringify.stringify(doc.contents, ctx, () => (contentComment = null), onChompKeep);
        if (contentComment)
            body += stringifyComment.lineComment(body, '', commentString(contentComment));
        if ((body[0] === '|' || body[0] === '>') &&
            lines[lines.length - 1] === '---') {
            // Top-level block scalars with a preceding doc marker ought to use the
            // same line for their header.
            lines[lines.length - 1] = `--- ${body}`;
        }
        else
            lines.push(body);
    }
    else {
        lines.push(stringify.stringify(doc.contents, ctx));
    }
    if (doc.directives?.docEnd) {
        if (doc.comment) {
            const cs = commentString(doc.comment);
            if (cs.includes('\n')) {
                lines.push('...');
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            else {
                lines.push(`... ${cs}`);
            }
        }
        else {
            lines.push('...');
        }
    }
    else {
        let dc = doc.comment;
        if (dc && chompKeep)
            dc = dc.replace(/^\n+/, '');
        if (dc) {
            if ((!chompKeep || contentComment) && lines[lines.length - 1] !== '')
                lines.push('');
            lines.push(stringifyComment.indentComment(commentString(dc), ''));
        }
    }
    return lines.join('\n') + '\n';
}

exports.stringifyDocument = stringifyDocument;


/***/ }),

/***/ 28689:
/***/ ((__unused_webpack_module, exports) => {



function stringifyNumber({ format, minFractionDigits, tag, value }) {
    if (typeof value === 'bigint')
        return String(value);
    const num = typeof value === 'number' ? value : Number(value);
    if (!isFinite(num))
        return isNaN(num) ? '.nan' : num < 0 ? '-.inf' : '.inf';
    let n = Object.is(value, -0) ? '-0' : JSON.stringify(value);
    if (!format &&
        minFractionDigits &&
        (!tag || tag === 'tag:yaml.org,2002:float') &&
        /^-?\d/.test(n) &&
        !n.includes('e')) {
        let i = n.indexOf('.');
        if (i < 0) {
            i = n.length;
            n += '.';
        }
        let d = minFractionDigits - (n.length - i - 1);
        while (d-- > 0)
            n += '0';
    }
    return n;
}

exports.stringifyNumber = stringifyNumber;


/***/ }),

/***/ 59748:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);
var Scalar = __nccwpck_require__(63301);
var stringify = __nccwpck_require__(2148);
var stringifyComment = __nccwpck_require__(59799);

function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
    const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
    let keyComment = (identity.isNode(key) && key.comment) || null;
    if (simpleKeys) {
        if (keyComment) {
            throw new Error('With simple keys, key nodes cannot have comments');
        }
        if (identity.isCollection(key) || (!identity.isNode(key) && typeof key === 'object')) {
            const msg = 'With simple keys, collection cannot be used as a key value';
            throw new Error(msg);
        }
    }
    let explicitKey = !simpleKeys &&
        (!key ||
            (keyComment && value == null && !ctx.inFlow) ||
            identity.isCollection(key) ||
            (identity.isScalar(key)
                ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL
                : typeof key === 'object'));
    ctx = Object.assign({}, ctx, {
        allNullValues: false,
        implicitKey: !explicitKey && (simpleKeys || !allNullValues),
        indent: indent + indentStep
    });
    let keyCommentDone = false;
    let chompKeep = false;
    let str = stringify.stringify(key, ctx, () => (keyCommentDone = true), () => (chompKeep = true));
    if (!explicitKey && !ctx.inFlow && str.length > 1024) {
        if (simpleKeys)
            throw new Error('With simple keys, single line scalar must not span more than 1024 characters');
        explicitKey = true;
    }
    if (ctx.inFlow) {
        if (allNullValues || value == null) {
            if (keyCommentDone && onComment)
                onComment();
            return str === '' ? '?' : explicitKey ? `? ${str}` : str;
        }
    }
    else if ((allNullValues && !simpleKeys) || (value == null && explicitKey)) {
        str = `? ${str}`;
        if (keyComment && !keyCommentDone) {
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        }
        else if (chompKeep && onChompKeep)
            onChompKeep();
        return str;
    }
    if (keyCommentDone)
        keyComment = null;
    if (explicitKey) {
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        str = `? ${str}\n${indent}:`;
    }
    else {
        str = `${str}:`;
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
    }
    let vsb, vcb, valueComment;
    if (identity.isNode(value)) {
        vsb = !!value.spaceBefore;
        vcb = value.commentBefore;
        valueComment = value.comment;
    }
    else {
        vsb = false;
        vcb = null;
        valueComment = null;
        if (value && typeof value === 'object')
            value = doc.createNode(value);
    }
    ctx.implicitKey = false;
    if (!explicitKey && !keyComment && identity.isScalar(value))
        ctx.indentAtStart = str.length + 1;
    chompKeep = false;
    if (!indentSeq &&
        indentStep.length >= 2 &&
        !ctx.inFlow &&
        !explicitKey &&
        identity.isSeq(value) &&
        !value.flow &&
        !value.tag &&
        !value.anchor) {
        // If indentSeq === false, consider '- ' as part of indentation where possible
        ctx.indent = ctx.indent.substring(2);
    }
    let valueCommentDone = false;
    const valueStr = stringify.stringify(value, ctx, () => (valueCommentDone = true), () => (chompKeep = true));
    let ws = ' ';
    if (keyComment || vsb || vcb) {
        ws = vsb ? '\n' : '';
        if (vcb) {
            const cs = commentString(vcb);
            ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
        }
        if (valueStr === '' && !ctx.inFlow) {
            if (ws === '\n' && valueComment)
                ws = '\n\n';
        }
        else {
            ws += `\n${ctx.indent}`;
        }
    }
    else if (!explicitKey && identity.isCollection(value)) {
        const vs0 = valueStr[0];
        const nl0 = valueStr.indexOf('\n');
        const hasNewline = nl0 !== -1;
        const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
        if (hasNewline || !flow) {
            let hasPropsLine = false;
            if (hasNewline && (vs0 === '&' || vs0 === '!')) {
                let sp0 = valueStr.indexOf(' ');
                if (vs0 === '&' &&
                    sp0 !== -1 &&
                    sp0 < nl0 &&
                    valueStr[sp0 + 1] === '!') {
                    sp0 = valueStr.indexOf(' ', sp0 + 1);
                }
                if (sp0 === -1 || nl0 < sp0)
                    hasPropsLine = true;
            }
            if (!hasPropsLine)
                ws = `\n${ctx.indent}`;
        }
    }
    else if (valueStr === '' || valueStr[0] === '\n') {
        ws = '';
    }
    str += ws + valueStr;
    if (ctx.inFlow) {
        if (valueCommentDone && onComment)
            onComment();
    }
    else if (valueComment && !valueCommentDone) {
        str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
    }
    else if (chompKeep && onChompKeep) {
        onChompKeep();
    }
    return str;
}

exports.stringifyPair = stringifyPair;


/***/ }),

/***/ 83069:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(63301);
var foldFlowLines = __nccwpck_require__(34475);

const getFoldOptions = (ctx, isBlock) => ({
    indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
    lineWidth: ctx.options.lineWidth,
    minContentWidth: ctx.options.minContentWidth
});
// Also checks for lines starting with %, as parsing the output as YAML 1.1 will
// presume that's starting a new document.
const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
function lineLengthOverLimit(str, lineWidth, indentLength) {
    if (!lineWidth || lineWidth < 0)
        return false;
    const limit = lineWidth - indentLength;
    const strLen = str.length;
    if (strLen <= limit)
        return false;
    for (let i = 0, start = 0; i < strLen; ++i) {
        if (str[i] === '\n') {
            if (i - start > limit)
                return true;
            start = i + 1;
            if (strLen - start <= limit)
                return false;
        }
    }
    return true;
}
function doubleQuotedString(value, ctx) {
    const json = JSON.stringify(value);
    if (ctx.options.doubleQuotedAsJSON)
        return json;
    const { implicitKey } = ctx;
    const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    let str = '';
    let start = 0;
    for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
        if (ch === ' ' && json[i + 1] === '\\' && json[i + 2] === 'n') {
            // space before newline needs to be escaped to not be folded
            str += json.slice(start, i) + '\\ ';
            i += 1;
            start = i;
            ch = '\\';
        }
        if (ch === '\\')
            switch (json[i + 1]) {
                case 'u':
                    {
                        str += json.slice(start, i);
                        const code = json.substr(i + 2, 4);
                        switch (code) {
                            case '0000':
                                str += '\\0';
                                break;
                            case '0007':
                                str += '\\a';
                                break;
                            case '000b':
                                str += '\\v';
                                break;
                            case '001b':
                                str += '\\e';
                                break;
                            case '0085':
                                str += '\\N';
                                break;
                            case '00a0':
                                str += '\\_';
                                break;
                            case '2028':
                                str += '\\L';
                                break;
                            case '2029':
                                str += '\\P';
                                break;
                            default:
                                if (code.substr(0, 2) === '00')
                                    str += '\\x' + code.substr(2);
                                else
                                    str += json.substr(i, 6);
                        }
                        i += 5;
                        start = i + 1;
                    }
                    break;
                case 'n':
                    if (implicitKey ||
                        json[i + 2] === '"' ||
                        json.length < minMultiLineLength) {
                        i += 1;
                    }
                    else {
                        // folding will eat first newline
                        str += json.slice(start, i) + '\n\n';
                        while (json[i + 2] === '\\' &&
                            json[i + 3] === 'n' &&
                            json[i + 4] !== '"') {
                            str += '\n';
                            i += 2;
                        }
                        str += indent;
                        // space after newline needs to be escaped to not be folded
                        if (json[i + 2] === ' ')
                            str += '\\';
                        i += 1;
                        start = i + 1;
                    }
                    break;
                default:
                    i += 1;
            }
    }
    str = start ? str + json.slice(start) : json;
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
}
function singleQuotedString(value, ctx) {
    if (ctx.options.singleQuote === false ||
        (ctx.implicitKey && value.includes('\n')) ||
        /[ \t]\n|\n[ \t]/.test(value) // single quoted string can't have leading or trailing whitespace around newline
    )
        return doubleQuotedString(value, ctx);
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
    return ctx.implicitKey
        ? res
        : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function quotedString(value, ctx) {
    const { singleQuote } = ctx.options;
    let qs;
    if (singleQuote === false)
        qs = doubleQuotedString;
    else {
        const hasDouble = value.includes('"');
        const hasSingle = value.includes("'");
        if (hasDouble && !hasSingle)
            qs = singleQuotedString;
        else if (hasSingle && !hasDouble)
            qs = doubleQuotedString;
        else
            qs = singleQuote ? singleQuotedString : doubleQuotedString;
    }
    return qs(value, ctx);
}
// The negative lookbehind avoids a polynomial search,
// but isn't supported yet on Safari: https://caniuse.com/js-regexp-lookbehind
let blockEndNewlines;
try {
    blockEndNewlines = new RegExp('(^|(?<!\n))\n+(?!\n|$)', 'g');
}
catch {
    blockEndNewlines = /\n+(?!\n|$)/g;
}
function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
    const { blockQuote, commentString, lineWidth } = ctx.options;
    // 1. Block can't end in whitespace unless the last line is non-empty.
    // 2. Strings consisting of only whitespace are best rendered explicitly.
    if (!blockQuote || /\n[\t ]+$/.test(value)) {
        return quotedString(value, ctx);
    }
    const indent = ctx.indent ||
        (ctx.forceBlockIndent || containsDocumentMarker(value) ? '  ' : '');
    const literal = blockQuote === 'literal'
        ? true
        : blockQuote === 'folded' || type === Scalar.Scalar.BLOCK_FOLDED
            ? false
            : type === Scalar.Scalar.BLOCK_LITERAL
                ? true
                : !lineLengthOverLimit(value, lineWidth, indent.length);
    if (!value)
        return literal ? '|\n' : '>\n';
    // determine chomping from whitespace at value end
    let chomp;
    let endStart;
    for (endStart = value.length; endStart > 0; --endStart) {
        const ch = value[endStart - 1];
        if (ch !== '\n' && ch !== '\t' && ch !== ' ')
            break;
    }
    let end = value.substring(endStart);
    const endNlPos = end.indexOf('\n');
    if (endNlPos === -1) {
        chomp = '-'; // strip
    }
    else if (value === end || endNlPos !== end.length - 1) {
        chomp = '+'; // keep
        if (onChompKeep)
            onChompKeep();
    }
    else {
        chomp = ''; // clip
    }
    if (end) {
        value = value.slice(0, -end.length);
        if (end[end.length - 1] === '\n')
            end = end.slice(0, -1);
        end = end.replace(blockEndNewlines, `$&${indent}`);
    }
    // determine indent indicator from whitespace at value start
    let startWithSpace = false;
    let startEnd;
    let startNlPos = -1;
    for (startEnd = 0; startEnd < value.length; ++startEnd) {
        const ch = value[startEnd];
        if (ch === ' ')
            startWithSpace = true;
        else if (ch === '\n')
            startNlPos = startEnd;
        else
            break;
    }
    let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
    if (start) {
        value = value.substring(start.length);
        start = start.replace(/\n+/g, `$&${indent}`);
    }
    const indentSize = indent ? '2' : '1'; // root is at -1
    // Leading | or > is added later
    let header = (startWithSpace ? indentSize : '') + chomp;
    if (comment) {
        header += ' ' + commentString(comment.replace(/ ?[\r\n]+/g, ' '));
        if (onComment)
            onComment();
    }
    if (!literal) {
        const foldedValue = value
            .replace(/\n+/g, '\n$&')
            .replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, '$1$2') // more-indented lines aren't folded
            //                ^ more-ind. ^ empty     ^ capture next empty lines only at end of indent
            .replace(/\n+/g, `$&${indent}`);
        let literalFallback = false;
        const foldOptions = getFoldOptions(ctx, true);
        if (blockQuote !== 'folded' && type !== Scalar.Scalar.BLOCK_FOLDED) {
            foldOptions.onOverflow = () => {
                literalFallback = true;
            };
        }
        const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
        if (!literalFallback)
            return `>${header}\n${indent}${body}`;
    }
    value = value.replace(/\n+/g, `$&${indent}`);
    return `|${header}\n${indent}${start}${value}${end}`;
}
function plainString(item, ctx, onComment, onChompKeep) {
    const { type, value } = item;
    const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
    if ((implicitKey && value.includes('\n')) ||
        (inFlow && /[[\]{},]/.test(value))) {
        return quotedString(value, ctx);
    }
    if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) {
        // not allowed:
        // - '-' or '?'
        // - start with an indicator character (except [?:-]) or /[?-] /
        // - '\n ', ': ' or ' \n' anywhere
        // - '#' not preceded by a non-space char
        // - end with ' ' or ':'
        return implicitKey || inFlow || !value.includes('\n')
            ? quotedString(value, ctx)
            : blockString(item, ctx, onComment, onChompKeep);
    }
    if (!implicitKey &&
        !inFlow &&
        type !== Scalar.Scalar.PLAIN &&
        value.includes('\n')) {
        // Where allowed & type not set explicitly, prefer block style for multiline strings
        return blockString(item, ctx, onComment, onChompKeep);
    }
    if (containsDocumentMarker(value)) {
        if (indent === '') {
            ctx.forceBlockIndent = true;
            return blockString(item, ctx, onComment, onChompKeep);
        }
        else if (implicitKey && indent === indentStep) {
            return quotedString(value, ctx);
        }
    }
    const str = value.replace(/\n+/g, `$&\n${indent}`);
    // Verify that output will be parsed as a string, as e.g. plain numbers and
    // booleans get parsed with those types in v1.2 (e.g. '42', 'true' & '0.9e-3'),
    // and others in v1.1.
    if (actualString) {
        const test = (tag) => tag.default && tag.tag !== 'tag:yaml.org,2002:str' && tag.test?.test(str);
        const { compat, tags } = ctx.doc.schema;
        if (tags.some(test) || compat?.some(test))
            return quotedString(value, ctx);
    }
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function stringifyString(item, ctx, onComment, onChompKeep) {
    const { implicitKey, inFlow } = ctx;
    const ss = typeof item.value === 'string'
        ? item
        : Object.assign({}, item, { value: String(item.value) });
    let { type } = item;
    if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
        // force double quotes on control characters & unpaired surrogates
        if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value))
            type = Scalar.Scalar.QUOTE_DOUBLE;
    }
    const _stringify = (_type) => {
        switch (_type) {
            case Scalar.Scalar.BLOCK_FOLDED:
            case Scalar.Scalar.BLOCK_LITERAL:
                return implicitKey || inFlow
                    ? quotedString(ss.value, ctx) // blocks are not valid inside flow containers
                    : blockString(ss, ctx, onComment, onChompKeep);
            case Scalar.Scalar.QUOTE_DOUBLE:
                return doubleQuotedString(ss.value, ctx);
            case Scalar.Scalar.QUOTE_SINGLE:
                return singleQuotedString(ss.value, ctx);
            case Scalar.Scalar.PLAIN:
                return plainString(ss, ctx, onComment, onChompKeep);
            default:
                return null;
        }
    };
    let res = _stringify(type);
    if (res === null) {
        const { defaultKeyType, defaultStringType } = ctx.options;
        const t = (implicitKey && defaultKeyType) || defaultStringType;
        res = _stringify(t);
        if (res === null)
            throw new Error(`Unsupported default string type ${t}`);
    }
    return res;
}

exports.stringifyString = stringifyString;


/***/ }),

/***/ 10204:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(41127);

const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove node');
/**
 * Apply a visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
function visit(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = visit_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        visit_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current node */
visit.SKIP = SKIP;
/** Remove the current node */
visit.REMOVE = REMOVE;
function visit_(key, node, visitor, path) {
    const ctrl = callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visit_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = visit_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = visit_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = visit_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
/**
 * Apply an async visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `Promise`: Must resolve to one of the following values
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
async function visitAsync(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = await visitAsync_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        await visitAsync_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visitAsync.BREAK = BREAK;
/** Do not visit the children of the current node */
visitAsync.SKIP = SKIP;
/** Remove the current node */
visitAsync.REMOVE = REMOVE;
async function visitAsync_(key, node, visitor, path) {
    const ctrl = await callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visitAsync_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = await visitAsync_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = await visitAsync_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = await visitAsync_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
function initVisitor(visitor) {
    if (typeof visitor === 'object' &&
        (visitor.Collection || visitor.Node || visitor.Value)) {
        return Object.assign({
            Alias: visitor.Node,
            Map: visitor.Node,
            Scalar: visitor.Node,
            Seq: visitor.Node
        }, visitor.Value && {
            Map: visitor.Value,
            Scalar: visitor.Value,
            Seq: visitor.Value
        }, visitor.Collection && {
            Map: visitor.Collection,
            Seq: visitor.Collection
        }, visitor);
    }
    return visitor;
}
function callVisitor(key, node, visitor, path) {
    if (typeof visitor === 'function')
        return visitor(key, node, path);
    if (identity.isMap(node))
        return visitor.Map?.(key, node, path);
    if (identity.isSeq(node))
        return visitor.Seq?.(key, node, path);
    if (identity.isPair(node))
        return visitor.Pair?.(key, node, path);
    if (identity.isScalar(node))
        return visitor.Scalar?.(key, node, path);
    if (identity.isAlias(node))
        return visitor.Alias?.(key, node, path);
    return undefined;
}
function replaceNode(key, path, node) {
    const parent = path[path.length - 1];
    if (identity.isCollection(parent)) {
        parent.items[key] = node;
    }
    else if (identity.isPair(parent)) {
        if (key === 'key')
            parent.key = node;
        else
            parent.value = node;
    }
    else if (identity.isDocument(parent)) {
        parent.contents = node;
    }
    else {
        const pt = identity.isAlias(parent) ? 'alias' : 'scalar';
        throw new Error(`Cannot replace node with ${pt} parent`);
    }
}

exports.visit = visit;
exports.visitAsync = visitAsync;


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		id: moduleId,
/******/ 		loaded: false,
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Flag the module as loaded
/******/ 	module.loaded = true;
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/node module decorator */
/******/ (() => {
/******/ 	__nccwpck_require__.nmd = (module) => {
/******/ 		module.paths = [];
/******/ 		if (!module.children) module.children = [];
/******/ 		return module;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(76760);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __nccwpck_require__(73136);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(73024);
;// CONCATENATED MODULE: ./build/errors.js
/** The one error class of Runwarden: a code, and a message that says what is wrong, where, and what to do. */
class RunwardenError extends Error {
    code;
    constructor(code, message, options) {
        super(message, options);
        this.name = "RunwardenError";
        this.code = code;
    }
}

;// CONCATENATED MODULE: ./build/rules/fault.js

/** Thrown with every fault of every file, so that one run shows all there is to mend. */
class RulesError extends RunwardenError {
    faults;
    /** What is worth a warning in the same files. */
    warnings;
    constructor(faults, warnings = []) {
        super("rules", faults.map(fault_formatFault).join("\n"));
        this.name = "RulesError";
        this.faults = faults;
        this.warnings = warnings;
    }
}
/** The line that names a fault: `file:line:col: code: message`. */
function fault_formatFault(fault) {
    return `${fault.file}:${fault.line}:${fault.column}: ${fault.code}: ${fault.message}`;
}
const RULE_WARNING_KINDS = (/* unused pure expression or super */ null && ([
    "correlation_reference_disabled",
    "correlation_reference_not_targeted",
    "duplicate_identity_diff_content",
    "max_alerts_out_of_range",
    "modifier_target_not_found",
    "target_prefix_inside_name",
]));

;// CONCATENATED MODULE: ./build/report/visible.js
/**
 * Makes a string from an event safe to look at, wherever it is shown: one line, nothing invisible, nothing that
 * turns the text around, at most `limit` characters of the original. What stands for a byte that is no UTF-8
 * (U+DC80 to U+DCFF) and the ASCII controls become \xNN, anything else that cannot be seen \u{N}.
 *
 * `##[` is broken up because the runner takes it for a workflow command anywhere in a line.
 */
function visible_visible(raw, limit) {
    const shown = cut(raw, limit);
    const text = shown.replace(UNSEEN, escapeUnseen).replaceAll("##[", "#\\x23[");
    return shown.length === raw.length ? text : `${text}… (+${raw.length - shown.length} characters)`;
}
/** Controls, format characters (bidi, zero width), lone surrogates, separators, and every space but U+0020. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
function escapeUnseen(character) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80)
        return `\\x${hex(point)}`;
    if (point >= 0xdc80 && point <= 0xdcff)
        return `\\x${hex(point - 0xdc00)}`;
    return `\\u{${point.toString(16)}}`;
}
function hex(byte) {
    return byte.toString(16).padStart(2, "0");
}
/** The first `limit` UTF-16 units, one less where that would cut a pair in two. */
function cut(text, limit) {
    if (text.length <= limit)
        return text;
    return text.slice(0, isPair(text, limit - 1) ? limit - 1 : limit);
}
function isPair(text, at) {
    return (text.codePointAt(at) ?? 0) > 0xffff;
}
const ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};
/**
 * Escapes text for the summary. It may stand only inside an HTML block (a line that starts with a block tag, up
 * to the next blank line): there Markdown is not read, so these five characters are all there is to escape.
 */
function visible_escapeHtml(raw, limit) {
    return visible_visible(raw, limit).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
/** Escaped text as code, where GitHub makes no links, mentions or emoji of it either. */
function code(raw, limit) {
    return `<code>${visible_escapeHtml(raw, limit)}</code>`;
}

;// CONCATENATED MODULE: ./build/report/fault-text.js


const MESSAGE_LIMIT = 2000;
/** Of a line that is longer, the part around the fault is shown. */
const LINE_SHOWN = 120;
const BEFORE_FAULT = 60;
/**
 * A fault for a person at a terminal: the line `file:line:col: code: message`, then the line that it is in with a
 * caret below the place. Without an end of line.
 */
function faultText(fault) {
    const head = visible(formatFault(fault), MESSAGE_LIMIT);
    if (fault.lineText === undefined)
        return head;
    const at = fault.column - 1;
    const start = fault.lineText.length <= LINE_SHOWN ? 0 : Math.max(0, at - BEFORE_FAULT);
    const before = shown(fault.lineText.slice(start, at));
    const after = shown(fault.lineText.slice(at, start + LINE_SHOWN).trimEnd());
    const number = String(fault.line);
    return [
        head,
        `  ${number} | ${before}${after}`,
        `  ${" ".repeat(number.length)} | ${" ".repeat(before.length)}^`,
    ].join("\n");
}
/** A tab takes one place, so that the caret stands where it should. */
function shown(text) {
    return visible(text.replaceAll("\t", " "), LINE_SHOWN);
}
/** A warning in one line: where it is about a place in a file, `file:line:col: kind: message`. Not escaped. */
function warningLine({ file, line, column, kind, message }) {
    const place = file === undefined ? "" : `${file}:${line}:${column}: `;
    return `${place}${kind}: ${message}`;
}

// EXTERNAL MODULE: ./node_modules/ipaddr.js/lib/ipaddr.js
var ipaddr = __nccwpck_require__(48280);
;// CONCATENATED MODULE: ./build/cel/ip-range.js

/**
 * Reads `address/prefix`; undefined where it is none. Bits of the address after the prefix do not count. A
 * range of IPv4-mapped IPv6 addresses is one of IPv4.
 */
function parseIpRange(text) {
    const [, address, digits] = CIDR.exec(text) ?? [];
    if (address === undefined || digits === undefined)
        return undefined;
    const prefix = Number(digits);
    if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
        return prefix <= 32 ? rangeOf(ipaddr.IPv4.parse(address), prefix) : undefined;
    }
    if (!ipaddr.IPv6.isValid(address) || prefix > 128)
        return undefined;
    const network = ipaddr.IPv6.parse(address);
    if (network.isIPv4MappedAddress() && prefix >= MAPPED_BITS) {
        return rangeOf(network.toIPv4Address(), prefix - MAPPED_BITS);
    }
    return rangeOf(network, prefix);
}
/** The text of a range, as `parseIpRange` reads it. */
function ip_range_printIpRange({ bytes, prefix }) {
    return `${ipaddr.fromByteArray([...bytes]).toString()}/${prefix}`;
}
/** The bytes of an address, which are 4 or 16; undefined where the text is none. */
function parseIp(text) {
    if (ipaddr.IPv4.isValidFourPartDecimal(text))
        return ipaddr.IPv4.parse(text).toByteArray();
    if (!ipaddr.IPv6.isValid(text))
        return undefined;
    const address = ipaddr.IPv6.parse(text);
    return (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toByteArray();
}
/** True for an address of the range; false for one of the other family, and for none. */
function isInIpRange(ip, { bytes, prefix }) {
    if (ip?.length !== bytes.length)
        return false;
    for (let place = 0; place < bytes.length; place++) {
        if (((ip[place] ?? 0) & mask(prefix, place)) !== bytes[place])
            return false;
    }
    return true;
}
/** No leading zeros: `010` is octal to some programs and decimal to others. No zones: they name an interface. */
const CIDR = /^([^/%]+)\/(0|[1-9][0-9]{0,2})$/;
/** The bits before the IPv4 address in a mapped one. */
const MAPPED_BITS = 96;
function rangeOf(network, prefix) {
    return { bytes: network.toByteArray().map((byte, place) => byte & mask(prefix, place)), prefix };
}
/** The bits of one byte that belong to the prefix. */
function mask(prefix, place) {
    return 0xff & (0xff00 >> Math.min(8, Math.max(0, prefix - 8 * place)));
}

;// CONCATENATED MODULE: ./build/cel/print.js

/** How strongly parts hold together; a part that holds less strongly than its place needs has parentheses. */
const ANY = 0;
const OR = 1;
const AND = 2;
const COMPARISON = 3;
const SUM = 4;
const UNARY = 5;
const WHOLE = 6;
/** A checked condition as CEL text, on one line. It parses to a tree that is equal but for places. */
function printTree(tree) {
    return printed(tree, ANY);
}
function printed(tree, needed) {
    const text = textOf(tree);
    return strengthOf(tree) < needed ? `(${text})` : text;
}
function strengthOf(tree) {
    switch (tree.op) {
        case "choose":
            return ANY;
        case "or":
            return OR;
        case "and":
            return AND;
        case "compare":
        case "compare lists":
        case "in":
            return COMPARISON;
        case "sum":
            return SUM;
        case "not":
            return UNARY;
        default:
            return WHOLE;
    }
}
function textOf(tree) {
    switch (tree.op) {
        case "literal":
            return typeof tree.value === "string" ? JSON.stringify(tree.value) : String(tree.value);
        case "field":
        case "variable":
            return tree.name;
        case "process":
            return "process";
        case "member":
            return `${printed(tree.of, WHOLE)}.${tree.name}`;
        case "named list":
            return `list.${tree.name}`;
        case "list":
            return `[${tree.items.map((item) => printed(item, ANY)).join(", ")}]`;
        case "count":
            return `rule.${tree.rule}.total_count`;
        case "and":
            return tree.operands.map((operand) => printed(operand, COMPARISON)).join(" && ");
        case "or":
            return tree.operands.map((operand) => printed(operand, AND)).join(" || ");
        case "not":
            return `!${printed(tree.operand, UNARY)}`;
        case "choose": {
            const [test, yes, no] = [tree.test, tree.yes, tree.no].map((part) => printed(part, OR));
            return `${test} ? ${yes} : ${no}`;
        }
        case "compare":
        case "compare lists":
            return `${printed(tree.left, SUM)} ${tree.operator} ${printed(tree.right, SUM)}`;
        case "in":
            return `${printed(tree.value, SUM)} in ${printed(tree.list, SUM)}`;
        case "sum":
            return `${printed(tree.left, SUM)} ${tree.operator} ${printed(tree.right, UNARY)}`;
        case "text":
            return `${printed(tree.text, WHOLE)}.${tree.method}(${printed(tree.part, ANY)})`;
        case "exists":
            return `${printed(tree.list, WHOLE)}.exists(${tree.variable}, ${printed(tree.predicate, ANY)})`;
        case "inIpRange":
            return `inIpRange(${printed(tree.ip, ANY)}, ${JSON.stringify(printIpRange(tree.range))})`;
    }
}
/** A plan on one line. Two plans that are computed alike have one text. */
function printPlan(plan) {
    switch (plan.op) {
        case "constant":
            return print_shown(plan.value);
        case "payload":
        case "process":
            return plan.op;
        case "payload process":
            return plan.name;
        case "image":
        case "variable":
            return `$${plan.level}`;
        case "field":
        case "texts":
        case "ancestors":
            return plan.of.op === "payload" ? plan.name : `${printPlan(plan.of)}.${plan.name}`;
        case "constants":
            return `[${plan.items.map(print_shown).join(", ")}]`;
        case "values":
            return `[${plan.items.map(printPlan).join(", ")}]`;
        case "choose":
            return call("choose", [plan.test, plan.yes, plan.no].map(printPlan));
        case "and":
        case "or":
            return call(plan.op, plan.operands.map(printPlan));
        case "not":
            return call("not", [printPlan(plan.operand)]);
        case "compare":
            return `(${printPlan(plan.left)} ${plan.operator} ${printPlan(plan.right)})`;
        case "same list":
            return `(${printPlan(plan.left)} == ${printPlan(plan.right)})`;
        case "in":
            return `(${printPlan(plan.value)} in ${printPlan(plan.list)})`;
        case "text":
            return call(plan.method, [printPlan(plan.text), printPlan(plan.part)]);
        case "any text":
            return call(plan.method, [printPlan(plan.text), ...plan.parts.map(print_shown)]);
        case "in ranges":
            return call("inIpRange", [printPlan(plan.ip), ...plan.ranges.map(ip_range_printIpRange)]);
        case "exists":
            return call("exists", [printPlan(plan.list), `$${plan.level}`, printPlan(plan.predicate)]);
        case "inherited":
            return call("inherited", [printPlan(plan.process), `$${plan.level}`, printPlan(plan.predicate)]);
        case "remembered":
            return call("remembered", [printSubject(plan.subject), printPlan(plan.part)]);
    }
}
/** A subject as text; two are the same where their texts are. */
function printSubject(subject) {
    return subject.kind === "process" ? printPlan(subject.process) : `text ${subject.field}`;
}
function call(name, args) {
    return `${name}(${args.join(", ")})`;
}
function print_shown(value) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
}

;// CONCATENATED MODULE: ./build/cel/compare.js
function isString(value) {
    return typeof value === "string";
}
function isBool(value) {
    return typeof value === "boolean";
}
function isInt(value) {
    return typeof value === "number" || typeof value === "bigint";
}
/** `==` of two values of one type; a number and a bigint, which both are ints, are never `===`. */
function same(a, b) {
    return a === b || (typeof a !== typeof b && a >= b && a <= b);
}
/** `==` of two lists: as long, and the same in every place. */
function sameItems(left, right) {
    if (left.length !== right.length)
        return false;
    return left.every((item, place) => {
        const other = right[place];
        return other !== undefined && same(item, other);
    });
}
/** `<` and its kin, of two values of one type. Strings are ordered by code point, false is less than true. */
function inOrder(operator, a, b) {
    if (typeof a === "string" && typeof b === "string")
        return ORDER[operator](compareStrings(a, b), 0);
    return ORDER[operator](a, b);
}
const ORDER = {
    "<": (a, b) => a < b,
    "<=": (a, b) => a <= b,
    ">": (a, b) => a > b,
    ">=": (a, b) => a >= b,
};
/** JavaScript orders strings by UTF-16 unit, which puts U+10000 before U+E000; CEL orders by code point. */
function compareStrings(a, b) {
    const length = Math.min(a.length, b.length);
    for (let index = 0; index < length; index++) {
        const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
        if (x !== y)
            return rank(x) - rank(y);
    }
    return a.length - b.length;
}
/** Puts surrogate units, which begin the highest code points, above all others. */
function rank(unit) {
    return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
/** `startsWith`, `endsWith` and `contains`. */
const TEXT_TESTS = {
    startsWith: (text, part) => text.startsWith(part),
    endsWith: (text, part) => text.endsWith(part),
    contains: (text, part) => text.includes(part),
};
/** Tells whether a text equals, starts with, ends with or contains one of some parts. */
function anyTextTest(method, parts) {
    const [first = ""] = parts;
    const isOne = parts.length === 1;
    switch (method) {
        case "equals": {
            if (isOne)
                return (text) => text === first;
            const all = new Set(parts);
            return (text) => all.has(text);
        }
        case "contains":
            if (isOne)
                return (text) => text.includes(first);
            return (text) => {
                for (const part of parts)
                    if (text.includes(part))
                        return true;
                return false;
            };
        case "startsWith":
            return isOne ? (text) => text.startsWith(first) : affixTest("start", parts);
        case "endsWith":
            return isOne ? (text) => text.endsWith(first) : affixTest("end", parts);
    }
}
/**
 * Tells whether a text starts (or ends) with one of many parts, in a binary search instead of a look at each.
 * A part that has another one as its own start is left out: so at most one can fit, and the order finds it.
 */
function affixTest(side, parts) {
    const kept = [];
    for (const part of parts.toSorted((a, b) => order(side, a, b) || a.length - b.length)) {
        const last = kept.at(-1);
        if (last === undefined || order(side, last, part) !== 0)
            kept.push(part);
    }
    return (text) => {
        let [low, high] = [0, kept.length];
        while (low < high) {
            const middle = (low + high) >>> 1;
            const place = order(side, kept[middle] ?? "", text);
            if (place === 0)
                return true;
            if (place < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return false;
    };
}
/** Orders a part and a text by their characters from one side; 0 where the text starts (or ends) with the part. */
function order(side, part, text) {
    for (let index = 0; index < part.length; index++) {
        if (index >= text.length)
            return 1;
        const difference = side === "start"
            ? part.charCodeAt(index) - text.charCodeAt(index)
            : part.charCodeAt(part.length - 1 - index) - text.charCodeAt(text.length - 1 - index);
        if (difference !== 0)
            return difference;
    }
    return 0;
}

;// CONCATENATED MODULE: ./build/cel/fields.js
function fields_textOf(owner, name) {
    return owner[name] ?? NO_TEXT;
}
function stringOf(owner, name) {
    return fields_textOf(owner, name).folded;
}
function intOf(owner, name) {
    return owner[name] ?? 0;
}
function boolOf(owner, name) {
    return owner[name] ?? false;
}
function textsOf(owner, name) {
    return owner[name] ?? [];
}
function ancestorsOf(owner, name) {
    return owner[name] ?? [];
}
function processOf(owner, name) {
    return owner[name] ?? NO_PROCESS;
}
const NO_TEXT = { raw: "", folded: "" };
/** Stands for a process that there is not. */
const NO_PROCESS = { pid: 0, exec_path: NO_TEXT, argv: [], ancestors: [] };
/** Stands for an ancestor that there is not. */
const NO_ANCESTOR = { exec_path: NO_TEXT, argv: [], descendants: [] };

;// CONCATENATED MODULE: ./build/cel/inherited.js
/** What was found out about an image by one question: nothing yet, or the answer. */
const UNKNOWN = 0;
const NO = 1;
const YES = 2;
/** Answers to yes-or-no questions about images, kept as long as the image lives. */
class ImageAnswers {
    #answers = new WeakMap();
    #questions = new Map();
    #last;
    #lastAnswers = new Uint8Array();
    /** The number of a question; its answer for an image stands there. */
    question(text) {
        const number = this.#questions.get(text) ?? this.#questions.size;
        this.#questions.set(text, number);
        return number;
    }
    /** The answers for an image, to be read and written. */
    of(image) {
        if (image === this.#last && this.#lastAnswers.length === this.#questions.size)
            return this.#lastAnswers;
        let answers = this.#answers.get(image);
        // A kind of event that comes for the first time has new questions.
        if (answers === undefined || answers.length < this.#questions.size) {
            const longer = new Uint8Array(this.#questions.size);
            if (answers !== undefined)
                longer.set(answers);
            answers = longer;
            this.#answers.set(image, answers);
        }
        this.#last = image;
        this.#lastAnswers = answers;
        return answers;
    }
}
/**
 * Asks whether a predicate over single images is true of an ancestor of a process. What is found for an image and
 * those above it is remembered for all that came from it. `text` says what the predicate asks: two questions of one
 * text have one answer.
 */
function inherited(answers, text, predicate) {
    /** Is the predicate true of the image itself, or of one above it? */
    const question = answers.question(text);
    const isAmong = ({ ancestors }, event) => ancestors.some((ancestor) => predicate(ancestor, event));
    /** Goes up as far as nothing is known; then all below have the same answer. */
    const find = (start, event) => {
        const walked = [];
        let answer = UNKNOWN;
        for (let image = start; image !== undefined; image = image.above) {
            answer = answers.of(image)[question] ?? UNKNOWN;
            if (answer !== UNKNOWN)
                break;
            walked.push(image);
            if (predicate(image, event))
                answer = YES;
            else if (image.above === undefined)
                answer = isAmong(image, event) ? YES : NO;
            if (answer !== UNKNOWN)
                break;
        }
        for (const image of walked)
            answers.of(image)[question] = answer;
        return answer === YES;
    };
    return (process, event) => {
        const { above } = process;
        if (above === undefined)
            return isAmong(process, event);
        const answer = answers.of(above)[question] ?? UNKNOWN;
        return answer === UNKNOWN ? find(above, event) : answer === YES;
    };
}

;// CONCATENATED MODULE: ./build/cel/plan.js
/** The parts that a part is made of. What is written down, such as the items of a list of constants, is none. */
function partsOfPlan(plan) {
    switch (plan.op) {
        case "payload":
        case "process":
        case "payload process":
        case "image":
        case "constant":
        case "constants":
        case "variable":
            return [];
        case "field":
        case "texts":
        case "ancestors":
            return [plan.of];
        case "values":
            return plan.items;
        case "choose":
            return [plan.test, plan.yes, plan.no];
        case "and":
        case "or":
            return plan.operands;
        case "not":
            return [plan.operand];
        case "compare":
        case "same list":
            return [plan.left, plan.right];
        case "in":
            return [plan.value, plan.list];
        case "text":
            return [plan.text, plan.part];
        case "any text":
            return [plan.text];
        case "in ranges":
            return [plan.ip];
        case "exists":
            return [plan.list, plan.predicate];
        case "inherited":
            return [plan.process, plan.predicate];
        case "remembered":
            return [plan.part];
    }
}
const MAX_PARTS = 1 << 12;
/**
 * What was found out about parts of plans. Many of these live shortly, which a WeakMap is slow with; so this is
 * emptied where it is full.
 */
class PlanMap {
    #found = new Map();
    /** What was found for a part; where nothing was, `find` finds it. */
    get(part, find) {
        const known = this.#found.get(part);
        if (known !== undefined)
            return known;
        const value = find(part);
        if (this.#found.size >= MAX_PARTS)
            this.#found.clear();
        this.#found.set(part, value);
        return value;
    }
}

;// CONCATENATED MODULE: ./build/cel/roots.js


/** The one subject that a part depends on; undefined where there is none, or where it depends on more. */
function subjectOf(part) {
    const [first, ...others] = rootsOf(part).values();
    return others.length === 0 ? first : undefined;
}
/** True where a part asks for what the `exists` of a level is at. */
function asksVariable(part, level) {
    return rootsOf(part).has(variableRoot(level));
}
/** True where a part asks for that, and for nothing else of the event. */
function asksVariableOnly(part, level) {
    return rootsOf(part).size === 1 && asksVariable(part, level);
}
const NO_ROOTS = new Map();
/** The fields of the payload that are no strings; by these, and by more than one root, nothing is remembered. */
const OTHER_FIELDS = new Map([["other fields", undefined]]);
const found = new PlanMap();
function rootsOf(part) {
    switch (part.op) {
        case "constant":
        case "constants":
            return NO_ROOTS;
        case "variable":
        case "image":
            return single(variableRoot(part.level), undefined);
        case "process":
        case "payload process":
            return ofSubject({ kind: "process", process: part });
        case "payload":
            return OTHER_FIELDS;
        case "field":
        case "texts":
        case "ancestors":
            // All fields of a process are known with it.
            if (part.of.op !== "payload")
                return rootsOf(part.of);
            if (part.op !== "field" || part.type !== "string")
                return OTHER_FIELDS;
            return ofSubject({ kind: "text", field: part.name });
        default:
            return found.get(part, rootsOfParts);
    }
}
function rootsOfParts(part) {
    let roots = NO_ROOTS;
    for (const inner of partsOfPlan(part))
        roots = both(roots, rootsOf(inner));
    if (part.op !== "exists" && part.op !== "inherited")
        return roots;
    const outer = new Map(roots);
    outer.delete(variableRoot(part.level));
    return outer;
}
function both(roots, others) {
    if (roots.size === 0 || roots === others)
        return others;
    const added = [...others].filter(([name]) => !roots.has(name));
    return added.length === 0 ? roots : new Map([...roots, ...added]);
}
function variableRoot(level) {
    return `$${level}`;
}
function ofSubject(subject) {
    return single(printSubject(subject), subject);
}
/** There are few roots, and they are asked for again and again. */
const singles = new Map();
function single(name, subject) {
    let roots = singles.get(name);
    if (roots === undefined) {
        roots = new Map([[name, subject]]);
        singles.set(name, roots);
    }
    return roots;
}

;// CONCATENATED MODULE: ./build/cel/run-reads.js

/** Makes the parts of a plan ready that are no tests: strings, ints, lists, and what they are read from. */
class Reads {
    #bool;
    /** `bool` makes the tests ready that a ternary or a list has in it. */
    constructor(bool) {
        this.#bool = bool;
    }
    string(plan, cells) {
        switch (plan.op) {
            case "constant":
                return () => plan.value;
            case "field":
                return this.#stringField(plan, cells);
            case "variable": {
                const cell = cellOf(cells, plan.level);
                return () => cell.text;
            }
            case "choose": {
                const test = this.#bool(plan.test, cells);
                const [yes, no] = [this.string(plan.yes, cells), this.string(plan.no, cells)];
                return (event) => (test(event) ? yes(event) : no(event));
            }
        }
    }
    int(plan, cells) {
        switch (plan.op) {
            case "constant":
                return () => plan.value;
            case "field":
                return this.field(plan, intOf, cells);
            case "variable": {
                const cell = cellOf(cells, plan.level);
                return () => cell.int;
            }
            case "choose": {
                const test = this.#bool(plan.test, cells);
                const [yes, no] = [this.int(plan.yes, cells), this.int(plan.no, cells)];
                return (event) => (test(event) ? yes(event) : no(event));
            }
        }
    }
    scalar(plan, cells) {
        switch (plan.type) {
            case "string":
                return this.string(plan, cells);
            case "int":
                return this.int(plan, cells);
            case "bool":
                return this.#bool(plan, cells);
        }
    }
    /** The elements of a list. */
    values(list, cells) {
        switch (list.op) {
            case "constants":
                return () => list.items;
            case "values": {
                const items = list.items.map((item) => this.scalar(item, cells));
                return (event) => items.map((item) => item(event));
            }
            case "texts": {
                const items = this.texts(list, cells);
                return (event) => items(event).map(foldedOf);
            }
        }
    }
    /** Nearly all that is looked through are arguments, and nearly all strings paths: these are read directly. */
    texts(list, cells) {
        const { of, name } = list;
        if (name === "argv") {
            if (of.op === "process")
                return ({ process }) => process.argv;
            if (of.op === "image") {
                const cell = cellOf(cells, of.level);
                return () => cell.image.argv;
            }
        }
        return this.field(list, textsOf, cells);
    }
    #stringField(field, cells) {
        const { of, name } = field;
        if (of.op === "payload")
            return ({ payload }) => stringOf(payload, name);
        if (name === "exec_path") {
            if (of.op === "process")
                return ({ process }) => process.exec_path.folded;
            if (of.op === "image") {
                const cell = cellOf(cells, of.level);
                return () => cell.image.exec_path.folded;
            }
        }
        return this.field(field, stringOf, cells);
    }
    field({ of, name }, read, cells) {
        switch (of.op) {
            case "payload":
                return ({ payload }) => read(payload, name);
            case "process":
                return ({ process }) => read(process, name);
            case "image": {
                const cell = cellOf(cells, of.level);
                return () => read(cell.image, name);
            }
            case "payload process": {
                const process = processRead(of);
                return (event) => read(process(event), name);
            }
        }
    }
}
/** The process of the event, or one that it is about. */
function processRead(process) {
    if (process.op === "process")
        return (event) => event.process;
    return ({ payload }) => processOf(payload, process.name);
}
function foldedOf({ folded }) {
    return folded;
}
/** The cell of one more `exists`; nothing of it is read before it is written. */
function newCell() {
    return { text: "", int: 0, bool: false, image: NO_ANCESTOR };
}
/** The cells of the `exists` around a predicate, by their levels. */
function withCell(cells, level, cell) {
    const inner = cells.slice();
    inner[level] = cell;
    return inner;
}
/** The cell of a level. */
function cellOf(cells, level) {
    const cell = cells[level];
    if (cell === undefined)
        throw new Error(`the plan is wrong: no exists of level ${level} is around the part`);
    return cell;
}

;// CONCATENATED MODULE: ./build/cel/run.js







/** Makes plans ready to run: of each part becomes a function, once, which is then called for each event. */
class Runner {
    #reads = new Reads((plan, cells) => this.test(plan, cells));
    #together;
    #remember;
    /** `remember` gives what asks for a part whose results are remembered by its subject. */
    constructor(together, remember) {
        this.#together = together;
        this.#remember = remember;
    }
    /** The test that a plan says; `cells` are those of the `exists` around it, and a whole term has none. */
    test(plan, cells = []) {
        switch (plan.op) {
            case "constant":
                return () => plan.value;
            case "field":
                return this.#reads.field(plan, boolOf, cells);
            case "variable": {
                const cell = cellOf(cells, plan.level);
                return () => cell.bool;
            }
            case "choose": {
                const test = this.test(plan.test, cells);
                const [yes, no] = [this.test(plan.yes, cells), this.test(plan.no, cells)];
                return (event) => (test(event) ? yes(event) : no(event));
            }
            case "and":
                return every(plan.operands.map((operand) => this.test(operand, cells)));
            case "or":
                return some(plan.operands.map((operand) => this.test(operand, cells)));
            case "not": {
                const operand = this.test(plan.operand, cells);
                return (event) => !operand(event);
            }
            case "compare":
                return this.#comparison(plan, cells);
            case "same list": {
                const [left, right] = [this.#reads.values(plan.left, cells), this.#reads.values(plan.right, cells)];
                return (event) => sameItems(left(event), right(event));
            }
            case "in":
                return this.#membership(plan, cells);
            case "text": {
                const test = TEXT_TESTS[plan.method];
                const [text, part] = [this.#reads.string(plan.text, cells), this.#reads.string(plan.part, cells)];
                return (event) => test(text(event), part(event));
            }
            case "any text":
                return this.#anyText(plan, cells);
            case "in ranges":
                return this.#inRanges(plan, cells);
            case "exists":
                return this.#shared(plan, () => this.#exists(plan, cells));
            case "inherited":
                return this.#shared(plan, () => this.#inherited(plan, cells));
            case "remembered":
                return this.#remember(plan, this.test(plan.part, cells));
        }
    }
    #comparison({ operator, left: leftPlan, right: rightPlan }, cells) {
        const [left, right] = [this.#reads.scalar(leftPlan, cells), this.#reads.scalar(rightPlan, cells)];
        if (operator === "==")
            return (event) => same(left(event), right(event));
        return (event) => inOrder(operator, left(event), right(event));
    }
    #membership(plan, cells) {
        const [value, list] = [this.#reads.scalar(plan.value, cells), this.#reads.values(plan.list, cells)];
        return (event) => {
            const wanted = value(event);
            for (const item of list(event))
                if (same(item, wanted))
                    return true;
            return false;
        };
    }
    #anyText({ method, text: plan, parts }, cells) {
        const test = anyTextTest(method, parts);
        if (plan.op === "variable") {
            const cell = cellOf(cells, plan.level);
            return () => test(cell.text);
        }
        const text = this.#reads.string(plan, cells);
        return (event) => test(text(event));
    }
    #inRanges({ ip: plan, ranges }, cells) {
        const ip = this.#reads.string(plan, cells);
        return (event) => {
            const address = parseIp(ip(event));
            for (const range of ranges)
                if (isInIpRange(address, range))
                    return true;
            return false;
        };
    }
    /** What depends on the event's process alone is shared by all rules that ask it. */
    #shared(plan, make) {
        const subject = subjectOf(plan);
        const isOfProcess = subject?.kind === "process" && subject.process.op === "process";
        return isOfProcess ? this.#together.ofProcess(printPlan(plan), make) : make();
    }
    #inherited({ process: of, level, predicate }, cells) {
        const cell = newCell();
        const test = this.test(predicate, withCell(cells, level, cell));
        const isTrue = inherited(this.#together.answers, `$${level} ${printPlan(predicate)}`, (image, event) => {
            cell.image = image;
            return test(event);
        });
        const process = processRead(of);
        return (event) => isTrue(process(event), event);
    }
    #exists({ list, level, predicate }, cells) {
        const cell = newCell();
        const test = this.test(predicate, withCell(cells, level, cell));
        switch (list.op) {
            case "texts": {
                const items = this.#reads.texts(list, cells);
                return (event) => {
                    for (const { folded } of items(event)) {
                        cell.text = folded;
                        if (test(event))
                            return true;
                    }
                    return false;
                };
            }
            case "ancestors": {
                const items = this.#reads.field(list, ancestorsOf, cells);
                return (event) => {
                    for (const item of items(event)) {
                        cell.image = item;
                        if (test(event))
                            return true;
                    }
                    return false;
                };
            }
            case "constants":
            case "values": {
                const items = this.#reads.values(list, cells);
                return (event) => {
                    for (const item of items(event)) {
                        if (isString(item))
                            cell.text = item;
                        else if (isBool(item))
                            cell.bool = item;
                        else
                            cell.int = item;
                        if (test(event))
                            return true;
                    }
                    return false;
                };
            }
        }
    }
}
function every(operands) {
    const [first, second, ...others] = operands;
    if (first !== undefined && second !== undefined && others.length === 0) {
        return (event) => first(event) && second(event);
    }
    return (event) => {
        for (const operand of operands)
            if (!operand(event))
                return false;
        return true;
    };
}
function some(operands) {
    const [first, second, ...others] = operands;
    if (first !== undefined && second !== undefined && others.length === 0) {
        return (event) => first(event) || second(event);
    }
    return (event) => {
        for (const operand of operands)
            if (operand(event))
                return true;
        return false;
    };
}

;// CONCATENATED MODULE: ./build/cel/subject-memory.js


/** The numbers in one word. */
const BITS = 32;
/** The words that a set of the numbers below `count` takes. */
function wordsFor(count) {
    return Math.ceil(count / BITS);
}
/** Puts a number into a set. */
function putBit(bits, number) {
    bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
}
/** The position of the lowest bit of a word that has one. */
function positionOf(word) {
    return 31 - Math.clz32(word & -word);
}
/**
 * What depends on one subject alone, a process or a string: a term of each of many rules, and parts of other terms.
 * Which of them hold is found out once for each subject that comes, as far as it is asked.
 */
class SubjectMemory {
    #subject;
    #terms = [];
    /** The rules that have such a term. */
    #concerned;
    #parts = [];
    #partNumbers = new Map();
    #pages;
    /** For each word of rules, and then of parts: those that are known, and those of them that hold. */
    #slots;
    /** `pages` has the room for what is known about texts, whichever memory they are in. */
    constructor(subject, rules, pages) {
        this.#subject = subject;
        this.#pages = pages;
        this.#concerned = new Int32Array(wordsFor(rules));
    }
    /** Takes the term of a rule, before the first event. */
    addTerm(rule, term) {
        this.#terms[rule] = term;
        putBit(this.#concerned, rule);
    }
    /** Takes a part, before the first event, and gives what asks for it. Parts of one text are one. */
    addPart(text, part) {
        const number = this.#partNumbers.get(text) ?? this.#parts.push(part) - 1;
        this.#partNumbers.set(text, number);
        const word = this.#concerned.length + (number >>> 5);
        const bit = 1 << (number & 31);
        return (event) => {
            const slots = this.#found();
            slots.find(event);
            const at = slots.start + 2 * word;
            const { words } = slots;
            if (((words[at] ?? 0) & bit) === 0) {
                words[at] = (words[at] ?? 0) | bit;
                if (part(event))
                    words[at + 1] = (words[at + 1] ?? 0) | bit;
            }
            return ((words[at + 1] ?? 0) & bit) !== 0;
        };
    }
    /** Takes out of `open` the rules whose term does not hold. False where none is left. */
    narrow(open, event) {
        const slots = this.#found();
        let isFound = false;
        let left = 0;
        for (let word = 0; word < open.length; word++) {
            const before = open[word] ?? 0;
            const asked = before & (this.#concerned[word] ?? 0);
            if (asked !== 0) {
                if (!isFound)
                    slots.find(event);
                isFound = true;
                const at = slots.start + 2 * word;
                const unknown = asked & ~(slots.words[at] ?? 0);
                if (unknown !== 0)
                    this.#learn(slots.words, at, word, unknown, event);
                open[word] = before & ~(asked & ~(slots.words[at + 1] ?? 0));
            }
            left |= open[word] ?? 0;
        }
        return left !== 0;
    }
    #found() {
        const width = 2 * (this.#concerned.length + wordsFor(this.#parts.length));
        this.#slots ??=
            this.#subject.kind === "process"
                ? new ProcessSlots(processRead(this.#subject.process), width)
                : new TextSlots(this.#subject.field, width, this.#pages);
        return this.#slots;
    }
    #learn(words, at, word, unknown, event) {
        let holding = words[at + 1] ?? 0;
        for (let rest = unknown; rest !== 0; rest &= rest - 1) {
            if (this.#terms[word * BITS + positionOf(rest)]?.(event))
                holding |= rest & -rest;
        }
        words[at] = (words[at] ?? 0) | unknown;
        words[at + 1] = holding;
    }
}
/** Room for each process, which is gone with it. */
class ProcessSlots {
    words;
    start = 0;
    #process;
    #width;
    #slots = new WeakMap();
    #last;
    constructor(process, width) {
        this.#process = process;
        this.#width = width;
        this.words = new Int32Array(width);
    }
    find(event) {
        const process = this.#process(event);
        if (process === this.#last)
            return;
        let words = this.#slots.get(process);
        if (words === undefined) {
            words = new Int32Array(this.#width);
            this.#slots.set(process, words);
        }
        this.words = words;
        this.#last = process;
    }
}
/** Texts with room in one array; a kind of event meets few of all texts, so there are many small arrays. */
const PAGE = 1024;
/** Bytes that all pages may take. */
const PAGES_BUDGET = 8 * 1024 * 1024;
/** Counts the bytes of the pages of all memories, and forgets the oldest where they are too many. */
class AnswerPages {
    #budget;
    #pages = [];
    #bytes = 0;
    constructor(budget = PAGES_BUDGET) {
        this.#budget = budget;
    }
    /** Puts an empty page of so many words among those of its owner. */
    add(owner, key, size) {
        const words = new Int32Array(size);
        owner.set(key, words);
        this.#pages.push({ owner, key, bytes: words.byteLength });
        this.#bytes += words.byteLength;
        if (this.#bytes > this.#budget)
            this.#forget();
        return words;
    }
    /**
     * Forgets the oldest until half of the budget is free again. The newest, which is about to be used, stays: what a term
     * asks is of the term's own subject, and so brings no other page.
     */
    #forget() {
        let first = 0;
        for (; first < this.#pages.length - 1 && 2 * this.#bytes > this.#budget; first++) {
            const page = this.#pages[first];
            if (page === undefined)
                break;
            page.owner.delete(page.key);
            this.#bytes -= page.bytes;
        }
        this.#pages = this.#pages.slice(first);
    }
}
/** Room for each interned text that a field of the payload has. */
class TextSlots {
    words;
    start = 0;
    #field;
    #width;
    #shared;
    #pages = new Map();
    /** For a text that has no number, and about which nothing is remembered. */
    #unnumbered;
    constructor(field, width, shared) {
        this.#field = field;
        this.#width = width;
        this.#shared = shared;
        this.#unnumbered = new Int32Array(width);
        this.words = this.#unnumbered;
    }
    find(event) {
        const { number } = fields_textOf(event.payload, this.#field);
        if (number === undefined) {
            this.words = this.#unnumbered.fill(0);
            this.start = 0;
            return;
        }
        const page = Math.floor(number / PAGE);
        this.words = this.#pages.get(page) ?? this.#shared.add(this.#pages, page, PAGE * this.#width);
        this.start = (number % PAGE) * this.#width;
    }
}

;// CONCATENATED MODULE: ./build/cel/together.js


/** What the rules of all kinds that judge the same events have together. */
class Together {
    answers = new ImageAnswers();
    pages;
    #tests = new Map();
    /** `budget` is the bytes for what is known about texts; where it is not given, what the events of a job need. */
    constructor(budget) {
        this.pages = new AnswerPages(budget);
    }
    /**
     * A test that depends on the event's process alone. Those of one text are one; it is made once, and asked once
     * where rule after rule asks it.
     */
    ofProcess(text, make) {
        const known = this.#tests.get(text);
        if (known !== undefined)
            return known;
        const test = askedOnce(make());
        this.#tests.set(text, test);
        return test;
    }
}
/** Keeps the answer for the process that was asked about last. */
function askedOnce(test) {
    let last;
    let answer = false;
    return (event) => {
        if (event.process !== last) {
            answer = test(event);
            last = event.process;
        }
        return answer;
    };
}

;// CONCATENATED MODULE: ./build/cel/kind-rules.js




/*
 * What is asked once. Events repeat what they are about: one process, one path, one program far above. Four memories
 * save asking again, each where another thing repeats.
 *
 * 1. Terms, in the SubjectMemory of each process and text that a term depends on alone: a bit for each rule. They
 *    save asking rule by rule: most events are done when a few words of bits were looked at.
 * 2. Remembered parts, in the same SubjectMemory: the dear parts of terms that depend on more than one subject,
 *    where the part depends on one (`remembered` in plans). They save the part, though its term is asked again.
 * 3. Shared tests (`Together.ofProcess`): what looks through a list of the event's own process, one for each text,
 *    with its answer for the last process. They save all but the first of the rules, of whichever kind, that ask the
 *    same of a process that is new: memory 1 finds out each rule by itself, and 1 and 2 each kind.
 * 4. ImageAnswers: what `inherited` found, for each program image and question. They save looking through the
 *    ancestors of a new process, whose parent mostly is known.
 *
 * 1 and 2 are of one kind of event, 3 and 4 of all kinds that judge together. What is known of a process or an image
 * goes with it (a WeakMap); what is known of texts has a budget in bytes, and the oldest is forgotten (AnswerPages).
 */
/**
 * The rules of one kind of event, ready to run. What is known of an event's process and strings rules most of them
 * out at once; only for those that are left are their other terms asked.
 */
class KindRules {
    #onMatch;
    /** The rules that can be true at all. */
    #all;
    /** The rules that the event at hand may still match. */
    #open;
    /** Those that rule out rules, of processes first: there are far fewer processes than strings. */
    #memories;
    /** For each rule, the term that depends on more than one subject, or on another thing. */
    #others;
    constructor(plans, onMatch, shared = new Together()) {
        this.#onMatch = onMatch;
        this.#all = new Int32Array(wordsFor(plans.length));
        this.#open = new Int32Array(this.#all.length);
        const memories = new Map();
        const memoryOf = (subject) => {
            const name = printSubject(subject);
            const memory = memories.get(name) ?? new SubjectMemory(subject, plans.length, shared.pages);
            memories.set(name, memory);
            return memory;
        };
        const runner = new Runner(shared, ({ subject, part }, test) => memoryOf(subject).addPart(printPlan(part), test));
        const [processes, texts] = [new Set(), new Set()];
        this.#others = plans.map(({ terms }, rule) => {
            if (!terms.some(({ plan }) => plan.op === "constant"))
                putBit(this.#all, rule);
            let other;
            for (const { subject, plan } of terms) {
                if (subject === undefined)
                    other = runner.test(plan);
                else {
                    const memory = memoryOf(subject);
                    memory.addTerm(rule, runner.test(plan));
                    (subject.kind === "process" ? processes : texts).add(memory);
                }
            }
            return other;
        });
        this.#memories = [...processes, ...texts];
    }
    /** Says to `onMatch` the number of each rule that is true for the event, in order. */
    judge(event) {
        const open = this.#open;
        open.set(this.#all);
        for (const memory of this.#memories)
            if (!memory.narrow(open, event))
                return;
        for (let word = 0; word < open.length; word++) {
            for (let rest = open[word] ?? 0; rest !== 0; rest &= rest - 1) {
                const rule = word * BITS + positionOf(rest);
                const other = this.#others[rule];
                if (other === undefined || other(event))
                    this.#onMatch(rule, event);
            }
        }
    }
}
/** One rule alone, ready to run; made when it is asked for the first time. */
function runAlone(plan) {
    let rules;
    let isTrue = false;
    return (event) => {
        rules ??= new KindRules([plan], () => {
            isTrue = true;
        });
        isTrue = false;
        rules.judge(event);
        return isTrue;
    };
}

;// CONCATENATED MODULE: ./build/cel/tree.js
const TEXT_METHODS = ["startsWith", "endsWith", "contains"];
/** True for a part that is no list and no object. */
function isScalar(tree) {
    return tree.type === "string" || tree.type === "int" || tree.type === "bool";
}
/** True for a part that is a list. */
function isList(tree) {
    return tree.type.includes("list");
}
/** The parts that a part is made of, in the order of the text. */
function partsOfTree(tree) {
    switch (tree.op) {
        case "literal":
        case "field":
        case "variable":
        case "process":
        case "named list":
        case "count":
            return [];
        case "member":
            return [tree.of];
        case "list":
            return tree.items;
        case "and":
        case "or":
            return tree.operands;
        case "not":
            return [tree.operand];
        case "choose":
            return [tree.test, tree.yes, tree.no];
        case "compare":
        case "compare lists":
        case "sum":
            return [tree.left, tree.right];
        case "in":
            return [tree.value, tree.list];
        case "text":
            return [tree.text, tree.part];
        case "exists":
            return [tree.list, tree.predicate];
        case "inIpRange":
            return [tree.ip];
    }
}

;// CONCATENATED MODULE: ./build/cel/asks.js

/** Finds all that conditions ask, at any depth. */
function asksOf(...trees) {
    const found = { fields: new Set(), literals: new Set(), rules: new Set() };
    for (const tree of trees)
        find(tree, new Map(), found);
    return { fields: [...found.fields], literals: [...found.literals], rules: [...found.rules] };
}
function find(tree, variables, found) {
    switch (tree.op) {
        case "literal":
            found.literals.add(tree.value);
            return;
        case "named list":
            for (const item of tree.items)
                found.literals.add(item);
            return;
        case "count":
            found.rules.add(tree.rule);
            return;
        case "field":
        case "member":
            found.fields.add(fieldName(tree, variables) ?? tree.name);
            return;
        case "exists":
            find(tree.list, variables, found);
            find(tree.predicate, new Map([...variables, [tree.variable, fieldName(tree.list, variables)]]), found);
            return;
        default:
            for (const part of partsOfTree(tree))
                find(part, variables, found);
    }
}
/** The name of what a part reads; undefined for one that is no field. */
function fieldName(tree, variables) {
    switch (tree.op) {
        case "process":
            return "process";
        case "field":
            return tree.name;
        case "member":
            return `${fieldName(tree.of, variables)}.${tree.name}`;
        case "variable":
            return variables.get(tree.name);
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./build/events/cut-tags.js
/** Something that the event tells is cut. */
const TRUNCATED = "truncated";
const TAG_OF = {
    text: "text_cut",
    argv: "argv_cut",
    lineage: "lineage_cut",
};
/**
 * The tags of an event, by what of it is cut. Its own texts are what `truncated` says by itself; only beside another
 * part they are named too. The lists are few: events share them.
 */
function cutTags(isTextCut, process) {
    return TAGS[Number(isTextCut) + 2 * Number(hasCutArgv(process)) + 4 * Number(isLineageCut(process))] ?? [];
}
const TAGS = Array.from({ length: 8 }, (_, bits) => {
    const others = [...(bits & 2 ? [TAG_OF.argv] : []), ...(bits & 4 ? [TAG_OF.lineage] : [])];
    if (bits === 0)
        return [];
    return [TRUNCATED, ...(bits & 1 && others.length > 0 ? [TAG_OF.text] : []), ...others];
});
/** True where tags say that something is cut. */
function isTruncated(tags) {
    return tags.length > 0 && tags.includes(TRUNCATED);
}
/** The payload, which tells conditions where something of the event is cut (`is_truncated`); few are. */
function markedCut(payload, tags) {
    return isTruncated(tags) ? { ...payload, is_truncated: true } : payload;
}
/** True where tags say that a text of the event itself is cut. */
function isTextCut(tags) {
    if (!isTruncated(tags))
        return false;
    return tags.includes(TAG_OF.text) || !(tags.includes(TAG_OF.argv) || tags.includes(TAG_OF.lineage));
}
function isLineageCut({ ancestors_left_out = 0 }) {
    return ancestors_left_out > 0;
}
/** Arguments of one of the images above a process are cut. */
function hasCutAncestor({ hasCutAncestor, ancestors }) {
    return hasCutAncestor ?? ancestors.some(({ is_argv_cut }) => is_argv_cut === true);
}
function hasCutArgv(process) {
    return process.is_argv_cut === true || hasCutAncestor(process);
}

;// CONCATENATED MODULE: ./build/cel/value.js



/** The bindings of a condition over events. */
function eventBindings({ payload, process }) {
    return { payload, process, totalCount: () => 0, variables: new Map() };
}
/** The bindings of a correlation. */
function countBindings(totalCount) {
    return { payload: {}, process: NO_PROCESS, totalCount, variables: new Map() };
}
/** The bindings of the predicate of an `exists`, at one element. */
function bindingsWith(bindings, variable, item) {
    return { ...bindings, variables: new Map([...bindings.variables, [variable, item]]) };
}
/** The value of a checked condition, straight from its tree: slow, and what the plan has to agree with. */
function boolValue(tree, bindings) {
    switch (tree.op) {
        case "literal":
            return tree.value;
        case "field":
        case "member":
            return boolOf(owner(tree, bindings), tree.name);
        case "variable":
            return variableOf(tree, bindings, isBool);
        case "choose":
            return boolValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
        case "and":
            return tree.operands.every((operand) => boolValue(operand, bindings));
        case "or":
            return tree.operands.some((operand) => boolValue(operand, bindings));
        case "not":
            return !boolValue(tree.operand, bindings);
        case "compare": {
            const [left, right] = [scalarValue(tree.left, bindings), scalarValue(tree.right, bindings)];
            if (tree.operator === "==")
                return same(left, right);
            return tree.operator === "!=" ? !same(left, right) : inOrder(tree.operator, left, right);
        }
        case "compare lists": {
            const isEqual = sameItems(valuesOf(tree.left, bindings), valuesOf(tree.right, bindings));
            return tree.operator === "==" ? isEqual : !isEqual;
        }
        case "in": {
            const value = scalarValue(tree.value, bindings);
            return valuesOf(tree.list, bindings).some((item) => same(item, value));
        }
        case "text":
            return TEXT_TESTS[tree.method](stringValue(tree.text, bindings), stringValue(tree.part, bindings));
        case "exists":
            return listValue(tree.list, bindings).some((item) => boolValue(tree.predicate, bindingsWith(bindings, tree.variable, item)));
        case "inIpRange":
            return isInIpRange(parseIp(stringValue(tree.ip, bindings)), tree.range);
    }
}
/** The value of a string part, folded. */
function stringValue(tree, bindings) {
    switch (tree.op) {
        case "literal":
            return tree.value;
        case "field":
        case "member":
            return stringOf(owner(tree, bindings), tree.name);
        case "variable":
            return variableOf(tree, bindings, isString);
        case "choose":
            return stringValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
    }
}
/** The value of an int part; exact at any size. */
function intValue(tree, bindings) {
    switch (tree.op) {
        case "literal":
            return tree.value;
        case "field":
        case "member":
            return intOf(owner(tree, bindings), tree.name);
        case "variable":
            return variableOf(tree, bindings, isInt);
        case "choose":
            return intValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
        case "sum": {
            const [left, right] = [BigInt(intValue(tree.left, bindings)), BigInt(intValue(tree.right, bindings))];
            return tree.operator === "+" ? left + right : left - right;
        }
        case "count":
            return bindings.totalCount(tree.rule);
    }
}
/** The value of a part that is no list and no object. */
function scalarValue(tree, bindings) {
    switch (tree.type) {
        case "string":
            return stringValue(tree, bindings);
        case "int":
            return intValue(tree, bindings);
        case "bool":
            return boolValue(tree, bindings);
    }
}
/** The elements of a list; strings are folded. */
function listValue(tree, bindings) {
    if (tree.type === "list of ancestors")
        return ancestorsOf(owner(tree, bindings), tree.name);
    return valuesOf(tree, bindings);
}
function valuesOf(tree, bindings) {
    switch (tree.op) {
        case "named list":
            return tree.items;
        case "list":
            return tree.items.map((item) => scalarValue(item, bindings));
        case "field":
        case "member":
            return textsOf(owner(tree, bindings), tree.name).map(({ folded }) => folded);
    }
}
/** The payload, the process or the ancestor that a part is read from. */
function owner(tree, bindings) {
    return tree.op === "field" ? bindings.payload : imageOf(tree.of, bindings);
}
/** The process or the ancestor that a part stands for. */
function imageOf(tree, bindings) {
    switch (tree.op) {
        case "process":
            return bindings.process;
        case "field":
            return processOf(bindings.payload, tree.name);
        case "variable":
            return variableOf(tree, bindings, isAncestor);
    }
}
function isAncestor(item) {
    return typeof item === "object";
}
/** What an `exists` around the part is at; `isOfType` tells the values of its type. */
function variableOf({ name, type }, { variables }, isOfType) {
    const item = variables.get(name);
    if (!isOfType(item))
        throw new Error(`the tree is wrong: ${name} is no ${type} here`);
    return item;
}

;// CONCATENATED MODULE: ./build/cel/known-value.js



/**
 * The value of a checked condition for an event of which something is cut, by Kleene's logic of three values: what is
 * missing of a list could hold anything, and a text that is cut could be any. `isTextCut` says that texts of the event
 * itself are. As slow as boolValue.
 */
function knownValue(tree, bindings, isTextCut) {
    const known = (part, at = bindings) => knownValue(part, at, isTextCut);
    const isCut = (part) => readsCut(part, bindings, isTextCut);
    switch (tree.op) {
        case "and":
            return known_value_all(tree.operands, known);
        case "or":
            return negated(known_value_all(tree.operands, (operand) => negated(known(operand))));
        case "not":
            return negated(known(tree.operand));
        case "choose": {
            const test = known(tree.test);
            if (test !== undefined)
                return known(test ? tree.yes : tree.no);
            const [yes, no] = [known(tree.yes), known(tree.no)];
            return yes === no ? yes : undefined;
        }
        case "exists": {
            const isNone = known_value_all(listValue(tree.list, bindings), (item) => negated(known(tree.predicate, bindingsWith(bindings, tree.variable, item))));
            return isNone !== false && isCut(tree.list) ? undefined : negated(isNone);
        }
        case "in":
            if (isCut(tree.value))
                return undefined;
            return boolValue(tree, bindings) || (isCut(tree.list) ? undefined : false);
        default:
            return isCut(tree) ? undefined : boolValue(tree, bindings);
    }
}
function negated(value) {
    return value === undefined ? undefined : !value;
}
/** False where one is, else undefined where one is, else true. */
function known_value_all(items, known) {
    let result = true;
    for (const item of items) {
        const value = known(item);
        if (value === false)
            return false;
        if (value === undefined)
            result = undefined;
    }
    return result;
}
/** Something that the part reads is cut. */
function readsCut(tree, bindings, isTextCut) {
    if (tree.op === "field" || tree.op === "member")
        return isReadCut(tree, bindings, isTextCut);
    if (tree.op === "exists") {
        const reads = (item) => readsCut(tree.predicate, bindingsWith(bindings, tree.variable, item), isTextCut);
        return readsCut(tree.list, bindings, isTextCut) || listValue(tree.list, bindings).some(reads);
    }
    return partsOfTree(tree).some((part) => readsCut(part, bindings, isTextCut));
}
function isReadCut(tree, bindings, isTextCut) {
    if (tree.op === "field")
        return isTextCut && tree.type !== "int" && tree.type !== "bool";
    const image = imageOf(tree.of, bindings);
    switch (tree.name) {
        case "argv":
            return image.is_argv_cut === true;
        case "ancestors":
            return isLineageCut(image);
        case "descendants":
            return isLineageCut(bindings.process);
        case "exec_path":
        case "file_path":
            // Of what the event's process executes; the event's own texts are of the same record.
            return isTextCut && image === bindings.process;
        default:
            return false;
    }
}

;// CONCATENATED MODULE: ./build/kinds/kind.js
/**
 * A DNS message, or, with protocol 0 or 255, what went through the socket of systemd-resolved or nscd, whose inode
 * number then stands for the cookie. Of a message to another port than 53 only its beginning was looked at.
 */
const LOOKUP_MESSAGE = {
    fixed: [
        { name: "socket_cookie", type: "u64" },
        { name: "sequence", type: "u32" },
        { name: "whole_length", type: "u32" },
        { name: "datagram_length", type: "u32" },
        { name: "protocol", type: "u8" },
        { name: "is_other_port", type: "u8" },
    ],
    strings: [{ name: "message", form: "bytes" }],
};
/** Declares a kind of event; a part that is missing does not compile. */
function eventKind(definition) {
    return definition;
}
/** Declares a kind of record that is no event. */
function recordKind(definition) {
    return definition;
}
function words(text) {
    return { kind: "words", text };
}
function data(text) {
    return { kind: "data", text };
}
/** A process that an event is about, by its program. */
function program({ exec_path, pid }) {
    const name = exec_path.raw === "" ? words("an unknown program") : data(exec_path.raw);
    return pid > 0 ? [name, words(`(process ${pid})`)] : [name];
}

;// CONCATENATED MODULE: ./build/kinds/dns_answer.js

const dns_answer = recordKind({
    id: 19,
    doc: "A DNS message that came to a socket which the job asks resolvers with: what names connects. With protocol 0 it is a reply on systemd-resolved's socket.",
    record: LOOKUP_MESSAGE,
    learn(record, { lookups }) {
        lookups.answer(record);
    },
});

;// CONCATENATED MODULE: ./build/kinds/domain.js

const domain = eventKind({
    id: 8,
    doc: "A name was looked up.",
    fields: [
        {
            name: "domain",
            type: "string",
            doc: "Query name in lowercase, without the trailing dot",
            example: "registry.npmjs.org, example.com",
        },
        {
            name: "source",
            type: "string",
            doc: "What kind of look-up it was: of DNS, however it was asked",
            example: "dns",
        },
        {
            name: "via",
            type: "string",
            doc: "How it was asked: a DNS query, or a call on the socket of systemd-resolved or nscd",
            example: "packet, resolved, nscd",
        },
    ],
    record: LOOKUP_MESSAGE,
    decode(record, context) {
        return context.lookups.lookups(record).map(({ name, via, isWhole }) => ({
            payload: { domain: context.intern(name), source: context.intern("dns"), via: context.intern(via) },
            isCut: !isWhole,
        }));
    },
    phrase: (payload) => [words("looked up"), data(payload.domain.raw)],
});

;// CONCATENATED MODULE: ./build/kinds/path.js

/** Stands before the names of a path whose upper part could not be read. */
const CUT = "…";
/**
 * The path of a walk: names from the leaf up, each ended by NUL. The root is one empty name. A walk that was cut
 * has lost its upper part; it starts with an ellipsis instead of the root.
 */
function pathOfWalk(walk, isCut) {
    const names = walk.split("\0");
    names.pop();
    return `${isCut ? CUT : ""}/${names.reverse().join("/")}`;
}
/** Makes a path absolute against a folder, and removes `.`, `..`, doubled and final slashes. */
function absolutePath(folder, path) {
    if (path.startsWith("/"))
        return clean(path);
    return folder.startsWith(CUT)
        ? CUT + clean(`${folder.slice(CUT.length)}/${path}`)
        : clean(`${folder}/${path}`);
}
function clean(path) {
    const normal = external_node_path_.posix.normalize(path);
    return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}
/**
 * True where `..` takes back a name before it. The system follows the name first, and where that is a symbolic link,
 * it goes back from where the link leads; the path alone does not tell.
 */
function goesBack(path) {
    if (!path.includes("/.."))
        return false;
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    return names.some((name, n) => name === ".." && n > 0 && names[n - 1] !== "..");
}
/** The links of /proc that lead to what a process has open, and to its folders. */
const MAGIC_LINK = /^(\/proc\/[^/]+(\/task\/[^/]+)?\/(fd|map_files|cwd|root|exe)|\/dev\/fd)(\/|$)/;
/** True where an absolute path goes through a link of /proc, of which no path tells where it led. */
function isMagic(path) {
    return MAGIC_LINK.test(path);
}
/** The folder that a path stands in. */
function folderOf(path) {
    return external_node_path_.posix.dirname(path);
}

;// CONCATENATED MODULE: ./build/kinds/file_link.js


const file_link = eventKind({
    id: 7,
    doc: "A hard link or a symbolic link was created.",
    fields: [
        {
            name: "created_path",
            type: "path",
            doc: "Newly created link",
            example: "/tmp/copy, /usr/local/bin/curl",
        },
        {
            name: "existing_path",
            type: "path",
            doc: "Existing target, made absolute against the link's folder",
            example: "/etc/shadow, /tmp/wrapper",
        },
        { name: "is_hardlink", type: "bool", doc: "True for hard links", example: "true / false" },
        { name: "is_symlink", type: "bool", doc: "True for symbolic links", example: "true / false" },
    ],
    record: {
        fixed: [{ name: "is_hardlink", type: "u8" }],
        strings: [
            { name: "existing_base", form: "walk" },
            { name: "existing", form: "text" },
            { name: "created_base", form: "walk" },
            { name: "created", form: "text" },
        ],
    },
    decode(record, context) {
        const created = context.given(record.created_base, record.created);
        const isHardlink = record.is_hardlink !== 0;
        const existing = isHardlink
            ? context.given(record.existing_base, record.existing)
            : context.intern(absolutePath(folderOf(created.raw), record.existing.raw()));
        // A link of /proc itself cannot be linked: it was followed.
        if (isHardlink && isMagic(existing.raw))
            context.tagUnresolved();
        return {
            created_path: created,
            existing_path: existing,
            is_hardlink: isHardlink,
            is_symlink: !isHardlink,
        };
    },
    phrase: ({ created_path, existing_path, is_symlink }) => [
        words(is_symlink ? "made the symbolic link" : "made the hard link"),
        data(created_path.raw),
        words("to"),
        data(existing_path.raw),
    ],
});

;// CONCATENATED MODULE: ./build/kinds/file_move.js

const file_move = eventKind({
    id: 6,
    doc: "A file or folder was renamed or moved.",
    fields: [
        { name: "from_path", type: "path", doc: "Original path", example: "/tmp/payload.bin" },
        { name: "to_path", type: "path", doc: "New path", example: "/usr/local/bin/curl" },
    ],
    record: {
        fixed: [],
        strings: [
            { name: "from_base", form: "walk" },
            { name: "from", form: "text" },
            { name: "to_base", form: "walk" },
            { name: "to", form: "text" },
        ],
    },
    decode: (record, context) => ({
        from_path: context.given(record.from_base, record.from),
        to_path: context.given(record.to_base, record.to),
    }),
    phrase: ({ from_path, to_path }) => [words("moved"), data(from_path.raw), words("to"), data(to_path.raw)],
});

;// CONCATENATED MODULE: ./build/kinds/file_open.js

const O_ACCMODE = 3;
const file_open = eventKind({
    id: 4,
    doc: "A file or folder was opened.",
    fields: [
        {
            name: "path",
            type: "path",
            doc: "Opened path, resolved",
            example: "/home/runner/.npmrc, /workspace/.env",
        },
        {
            name: "is_read",
            type: "bool",
            doc: "True when read access is included",
            example: "true / false",
        },
        {
            name: "is_write",
            type: "bool",
            doc: "True when write access is included",
            example: "true / false",
        },
        {
            name: "flags",
            type: "int",
            doc: "Flags as passed to open(2), in the numbers of x86-64",
            example: "0, 66",
        },
        {
            name: "is_own_process",
            type: "bool",
            doc: "True for a file of /proc that is about the process itself, or the thread, that opens it",
            example: "true / false",
            isSparse: true,
        },
    ],
    record: {
        fixed: [
            { name: "flags", type: "u32" },
            { name: "is_own_process", type: "u8" },
        ],
        strings: [
            { name: "path", form: "walk" },
            { name: "base", form: "walk" },
            { name: "given", form: "text" },
        ],
    },
    decode(record, context) {
        const flags = openFlags(record.flags, context.machine);
        const mode = flags & O_ACCMODE;
        const payload = {
            path: record.path.isEmpty ? context.given(record.base, record.given) : record.path.path(),
            is_read: mode === 0 || mode === 2,
            is_write: mode === 1 || mode === 2,
            flags,
        };
        return record.is_own_process === 0 ? payload : { ...payload, is_own_process: true };
    },
    phrase: ({ path, is_read, is_write, flags }) => [
        words("opened"),
        data(path.raw),
        words(`${access(is_read, is_write)} (flags ${flags})`),
    ],
});
function access(isRead, isWrite) {
    if (isRead && isWrite)
        return "for reading and writing";
    if (isWrite)
        return "for writing";
    return isRead ? "for reading" : "without reading or writing";
}
/** The flags that a person passes to open(2), without O_CLOEXEC and what only the kernel sets. */
const PASSED = 0o35_77_77_77 & ~0o2_000_000;
/** include/uapi/asm-generic/fcntl.h, which x86 uses. */
const O_LARGEFILE = 0o100_000;
/** arch/arm64/include/uapi/asm/fcntl.h has these four in other places; each with its bit there. */
const MOVED_ON_ARM64 = [
    { here: 0o40_000, arm64: 0o200_000 }, // O_DIRECT
    { here: O_LARGEFILE, arm64: 0o400_000 },
    { here: 0o200_000, arm64: 0o40_000 }, // O_DIRECTORY
    { here: 0o400_000, arm64: 0o100_000 }, // O_NOFOLLOW
];
/**
 * The flags of an open as a person would pass them to open(2), without O_LARGEFILE and O_CLOEXEC, in the numbers of
 * x86-64 whatever the machine (as uname(2) names it): a rule means the same on every runner.
 */
function openFlags(flags, machine) {
    return (machine === "aarch64" ? fromArm64(flags) : flags) & PASSED & ~O_LARGEFILE;
}
function fromArm64(flags) {
    let result = flags;
    for (const { here } of MOVED_ON_ARM64)
        result &= ~here;
    for (const { here, arm64 } of MOVED_ON_ARM64)
        if (flags & arm64)
            result |= here;
    return result;
}

;// CONCATENATED MODULE: ./build/kinds/file_remove.js

const file_remove = eventKind({
    id: 5,
    doc: "A file or folder was removed.",
    fields: [
        { name: "path", type: "path", doc: "Removed path", example: "/workspace/.env, /var/log/journal" },
        { name: "is_folder", type: "bool", doc: "True when a folder was removed", example: "true / false" },
    ],
    record: {
        fixed: [{ name: "is_folder", type: "u8" }],
        strings: [
            { name: "base", form: "walk" },
            { name: "path", form: "text" },
        ],
    },
    decode: (record, context) => ({
        path: context.given(record.base, record.path),
        is_folder: record.is_folder !== 0,
    }),
    phrase: ({ path, is_folder }) => [words(is_folder ? "removed the folder" : "removed"), data(path.raw)],
});

;// CONCATENATED MODULE: ./build/kinds/guard_tamper.js

/**
 * What is done to the guard, by number in its records. Up to `bpf` the kernel part tells it, of whoever did it; the
 * others the collector has found, and nobody saw who it was.
 */
const GUARD_ACTS = [
    "signal",
    "kernel_signal",
    "trace",
    "memory",
    "descriptor",
    "limit",
    "namespace",
    "group_entered",
    "group_control",
    "open",
    "remove",
    "move",
    "link",
    "mount",
    "bpf",
    "link_changed",
    "file_changed",
    "counter_changed",
    "hook_silent",
    "canary_silent",
    "held",
];
/** The guard's own processes, by number. */
const GUARD_ROLES = ["none", "collector", "judge", "keeper", "canary"];
const guard_tamper = eventKind({
    id: 15,
    doc: "Something was done to the guard itself, or it no longer sees. No rule is needed: each one makes the result `tampered`.",
    fields: [
        {
            name: "act",
            type: "string",
            doc: `What was done: ${GUARD_ACTS.join(", ")}`,
            example: "signal, bpf, hook_silent",
        },
        {
            name: "target",
            type: "string",
            doc: "What it was done to: a process of the guard by its role; a file, a program or a kind by its name",
            example: "collector, events.log, file_open__openat",
        },
        {
            name: "target_pid",
            type: "int",
            doc: "The process of the guard that it was done to; 0 for a file or another object",
            example: "4711",
        },
        {
            name: "number",
            type: "int",
            doc: "The signal's number, that of a request to ptrace or bpf, or milliseconds",
            example: "9, 34",
        },
    ],
    record: {
        fixed: [
            { name: "target_pid", type: "u32" },
            { name: "number", type: "u32" },
            { name: "act", type: "u8" },
            { name: "role", type: "u8" },
        ],
        strings: [{ name: "name", form: "text" }],
    },
    decode(record, { intern }) {
        const role = GUARD_ROLES[record.role] ?? "none";
        return {
            act: intern(GUARD_ACTS[record.act] ?? `act ${record.act}`),
            target: intern(record.name.isEmpty ? role : record.name.raw()),
            target_pid: record.target_pid,
            number: record.number,
        };
    },
    phrase({ act, target, target_pid, number }) {
        // A file of events can say anything.
        const known = GUARD_ACTS.find((name) => name === act.raw);
        const [before, after] = known === undefined ? ["did something to", ""] : SENTENCES[known](number);
        return [
            words(before),
            data(target.raw),
            ...(target_pid > 0 ? [words(`(process ${target_pid})`)] : []),
            ...(after === "" ? [] : [words(after)]),
        ];
    },
});
/** The words before and behind what something was done to. */
const SENTENCES = {
    signal: (number) => [`sent signal ${number} to the guard's`, ""],
    kernel_signal: (number) => [`was running when the kernel sent signal ${number} to the guard's`, ""],
    trace: () => ["traced the guard's", ""],
    memory: () => ["reached into the memory of the guard's", ""],
    descriptor: () => ["took a descriptor of the guard's", ""],
    limit: () => ["changed limits or priority of the guard's", ""],
    namespace: () => ["entered the namespace of the guard's", ""],
    group_entered: () => ["moved to another control group the guard's", ""],
    group_control: () => ["opened a control of the guard's control group:", ""],
    open: () => ["opened for writing", "which is the guard's"],
    remove: () => ["removed", "which is the guard's"],
    move: () => ["moved away", "which is the guard's"],
    link: () => ["made another name for", "which is the guard's"],
    mount: () => ["mounted something over", "which is the guard's"],
    bpf: (number) => [`called bpf(2) with command ${number} on the guard's`, ""],
    link_changed: () => ["detached or exchanged the guard's program", ""],
    file_changed: () => ["changed", "which the guard alone writes"],
    counter_changed: () => ["set back the guard's counter of", ""],
    hook_silent: () => ["kept the guard from seeing its own", "events"],
    canary_silent: (number) => ["held or ended the guard's", `which did not answer for ${number} ms`],
    held: (number) => ["held the guard's", `which got no time for ${number} ms`],
};

;// CONCATENATED MODULE: ./build/kinds/network_connect.js


const network_connect = eventKind({
    id: 2,
    doc: "An outbound connection was attempted, or a datagram was sent to a new destination.",
    fields: [
        {
            name: "remote_ip",
            type: "address",
            doc: "Destination IP address",
            example: "203.0.113.10, 2001:db8::1",
        },
        { name: "remote_port", type: "int", doc: "Destination port", example: "443, 53" },
        { name: "protocol", type: "string", doc: "Protocol", example: "tcp, udp" },
        { name: "family", type: "string", doc: "Destination address family", example: "ipv4, ipv6" },
        {
            name: "remote_domains",
            type: "list of strings",
            doc: "Names for which DNS answers have given the job this address, the first one first; empty where none has",
            example: "[registry.npmjs.org]",
        },
    ],
    record: {
        fixed: [
            { name: "remote_ip", type: "bytes16" },
            { name: "remote_port", type: "u16" },
            { name: "protocol", type: "u8" },
            { name: "family", type: "u8" },
        ],
        strings: [],
    },
    decode(record, context) {
        const { ip, family } = remoteAddress(record.remote_ip, record.family);
        const { names, isCut } = context.lookups.namesOf(ip);
        if (isCut)
            context.tagCut();
        return {
            remote_ip: context.intern(ip),
            remote_port: record.remote_port,
            protocol: context.intern(protocolName(record.protocol)),
            family: context.intern(family),
            remote_domains: names,
        };
    },
    phrase({ remote_ip, remote_port, protocol, family, remote_domains }) {
        const host = family.raw === "ipv6" ? `[${remote_ip.raw}]` : remote_ip.raw;
        const place = `${host}:${remote_port}${inBrackets(remote_domains)}`;
        return [words("connected to"), data(place), words("over"), data(protocol.raw)];
    },
});
/** The protocols that are reported, by number (RFC 5237's registry). */
function protocolName(protocol) {
    return protocol === 17 ? "udp" : "tcp";
}
/** Names of an address that are shown; the first one is what was asked for. */
const NAMES_SHOWN = 3;
function inBrackets(names) {
    if (names.length === 0)
        return "";
    const shown = names.slice(0, NAMES_SHOWN).map(({ raw }) => raw);
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
    return ` (${shown.join(", ")}${more})`;
}
/** linux/socket.h */
const AF_INET = 2;
/** The text of an address of 16 bytes, of which IPv4 uses the first 4; IPv4-mapped IPv6 is IPv4. */
function remoteAddress(bytes, family) {
    const address = ipaddr.fromByteArray([...bytes.subarray(0, family === AF_INET ? 4 : 16)]);
    if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
        return { ip: address.toIPv4Address().toString(), family: "ipv4" };
    }
    return { ip: address.toString(), family: address.kind() === "ipv4" ? "ipv4" : "ipv6" };
}

;// CONCATENATED MODULE: ./build/kinds/argv.js
/** The strings in which records have the arguments of a program. */
const ARGV_STRINGS = [
    { name: "argv", form: "list" },
    /** Only of arguments that were cut; its first byte is the one before the tail, which tells where an argument begins. */
    { name: "argv_tail", form: "list" },
];
/** Stands where something is missing. */
const argv_CUT = "…";
/**
 * The arguments of a program. Where some are missing, those on both sides that are whole are whole here; what the cut
 * went through ends, or begins, with an ellipsis, so that it equals nothing that was not there. Where nothing of such
 * an argument is left, the ellipsis stands alone.
 */
function argumentsOf(record, intern) {
    const head = record.argv.parts();
    const begun = head.pop() ?? "";
    if (!record.isArgvCut)
        return [...head, ...(begun === "" ? [] : [begun])].map(intern);
    const [ended = "", ...tail] = record.argv_tail.parts();
    // A NUL before the tail: the first argument in it is whole.
    const broken = [...(begun === "" ? [] : [begun + argv_CUT]), ...(ended === "" ? [] : [argv_CUT + ended])];
    if (tail.at(-1) === "")
        tail.pop();
    return [...head, ...(broken.length === 0 ? [argv_CUT] : broken), ...tail].map(intern);
}

;// CONCATENATED MODULE: ./build/kinds/process_adopt.js


const ADOPTED = 1;
const process_adopt = recordKind({
    id: 20,
    doc: "A process outside the job's lineage that is watched from now on, because the job made somebody start it; or one of its ancestors, told before it, so that it has a lineage.",
    record: {
        fixed: [
            { name: "parent_start_ns", type: "u64" },
            { name: "parent_pid", type: "u32" },
            /**
             * 0 for an ancestor: it is told, but not watched. 1: the job made somebody start it. 2: it has come into the control
             * group of the job's container from outside, as each step does.
             */
            { name: "is_watched", type: "u8" },
            /** Forked and not yet executed: it has its parent's image. */
            { name: "is_fork", type: "u8" },
            { name: "is_root_owned", type: "u8" },
        ],
        strings: [{ name: "image", form: "walk" }, ...ARGV_STRINGS],
    },
    learn(record, { lineage, intern }) {
        if (record.is_watched === ADOPTED)
            lineage.adopted++;
        const path = record.image.path();
        const image = {
            exec_path: path,
            argv: argumentsOf(record, intern),
            is_argv_cut: record.isArgvCut,
            file_path: path,
            is_root_owned: record.is_root_owned !== 0,
        };
        const parent = { pid: record.parent_pid, startNs: record.parent_start_ns };
        lineage.adopt(record.pid, record.startNs, image, parent, record.is_fork !== 0 ? "fork" : "exec");
    },
});

;// CONCATENATED MODULE: ./build/kinds/process_exec.js



/**
 * What exec hands on where the file was given by a descriptor that is closed by then, or as what runs already: there
 * the file itself tells more. The kernel makes /dev/fd/N/name of a name below a folder's descriptor.
 */
const DESCRIPTOR_PATH = /^\/(dev\/fd\/\d+(\/.*)?|proc\/(self|thread-self|\d+)(\/task\/\d+)?\/(fd\/\d+|exe))$/s;
const process_exec = eventKind({
    id: 1,
    doc: "A program was executed.",
    fields: [
        {
            name: "is_memfd",
            type: "bool",
            doc: "True when the program is a file in memory (memfd)",
            example: "true / false",
        },
    ],
    record: {
        fixed: [
            { name: "parent_start_ns", type: "u64" },
            { name: "parent_pid", type: "u32" },
            { name: "is_memfd", type: "u8" },
            { name: "is_root_owned", type: "u8" },
            /** In a container job, the first program of a process that came into the container from outside: a step's. */
            { name: "is_entry", type: "u8" },
        ],
        strings: [
            { name: "filename", form: "text" },
            { name: "base", form: "walk" },
            /** None where the file executed is a script's interpreter. */
            { name: "image", form: "walk" },
            ...ARGV_STRINGS,
        ],
    },
    decode(record, { lineage, intern }) {
        const filename = record.filename.raw();
        const folder = filename.startsWith("/") ? "/" : record.base.path().raw;
        const given = absolutePath(folder, filename);
        const isImage = !record.image.isEmpty && DESCRIPTOR_PATH.test(given);
        const image = {
            exec_path: isImage ? record.image.wholePath() : intern(given),
            argv: argumentsOf(record, intern),
            is_argv_cut: record.isArgvCut,
            file_path: record.image.isEmpty ? intern("") : record.image.path(),
            is_root_owned: record.is_root_owned !== 0,
        };
        if (record.is_entry !== 0)
            lineage.enter(record.pid, record.startNs);
        lineage.exec(record.pid, record.startNs, image, record.parent_pid, record.parent_start_ns);
        return { is_memfd: record.is_memfd !== 0 };
    },
    phrase: ({ is_memfd }, { exec_path }) => [
        words("executed"),
        data(exec_path.raw),
        ...(is_memfd ? [words("from memory (memfd)")] : []),
    ],
});

;// CONCATENATED MODULE: ./build/kinds/process_exit.js

const process_exit = recordKind({
    id: 17,
    doc: "A process ended.",
    record: { fixed: [], strings: [] },
    learn(record, { lineage }) {
        lineage.exit(record.pid);
    },
});

;// CONCATENATED MODULE: ./build/kinds/process_fork.js

const process_fork = recordKind({
    id: 16,
    doc: "A process made another one.",
    record: {
        fixed: [
            { name: "child_start_ns", type: "u64" },
            { name: "child_pid", type: "u32" },
        ],
        strings: [],
    },
    learn(record, { lineage }) {
        lineage.fork(record.pid, record.startNs, record.child_pid, record.child_start_ns);
    },
});

;// CONCATENATED MODULE: ./build/kinds/process_snapshot.js


const process_snapshot = recordKind({
    id: 18,
    doc: "A process older than the collector, read from /proc. Its start time has the precision of a clock tick.",
    record: {
        fixed: [
            { name: "parent_pid", type: "u32" },
            { name: "is_root_owned", type: "u8" },
        ],
        strings: [{ name: "executable", form: "text" }, ...ARGV_STRINGS],
    },
    learn(record, { lineage, intern }) {
        // What /proc tells is the file that runs: of a script its interpreter.
        const path = intern(record.executable.raw());
        lineage.snapshot(record.pid, record.startNs, record.parent_pid, {
            exec_path: path,
            argv: argumentsOf(record, intern),
            is_argv_cut: record.isArgvCut,
            file_path: path,
            is_root_owned: record.is_root_owned !== 0,
        });
    },
});

;// CONCATENATED MODULE: ./build/kinds/bytes.js
const IS_ASCII = /^[\0-\x7f]*$/;
/** Where a byte that is no UTF-8 goes: byte b becomes the lone surrogate U+DC00 + b, so that nothing is lost. */
const SURROGATE_BASE = 0xdc00;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/**
 * Reads bytes as UTF-8 without losing any: those that are none become lone surrogates U+DC80 to U+DCFF.
 */
function decodeBytes(bytes) {
    const latin1 = bytes.toString("latin1");
    return IS_ASCII.test(latin1) ? latin1 : decodeLatin1(latin1);
}
/** The same for bytes that are held as a Latin-1 string, one character each. */
function decodeLatin1(latin1) {
    if (IS_ASCII.test(latin1))
        return latin1;
    const bytes = Buffer.from(latin1, "latin1");
    try {
        return strictUtf8.decode(bytes);
    }
    catch {
        return decodeBroken(bytes);
    }
}
function decodeBroken(bytes) {
    let text = "";
    let at = 0;
    while (at < bytes.length) {
        const size = sequenceSize(bytes, at);
        if (size === 0) {
            text += String.fromCharCode(SURROGATE_BASE + (bytes[at] ?? 0));
            at += 1;
        }
        else {
            text += bytes.toString("utf8", at, at + size);
            at += size;
        }
    }
    return text;
}
/** The size of the UTF-8 sequence at a place, or 0 where there is no valid one (Unicode 16, table 3-7). */
function sequenceSize(bytes, at) {
    const first = bytes[at] ?? 0;
    if (first < 0x80)
        return 1;
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + size > bytes.length)
        return 0;
    const second = bytes[at + 1] ?? 0;
    if (first === 0xe0 && second < 0xa0)
        return 0;
    if (first === 0xed && second > 0x9f)
        return 0;
    if (first === 0xf0 && second < 0x90)
        return 0;
    if (first === 0xf4 && second > 0x8f)
        return 0;
    for (let i = 1; i < size; i++)
        if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80)
            return 0;
    return size;
}

;// CONCATENATED MODULE: ./build/kinds/unix_socket_connect.js



const unix_socket_connect = eventKind({
    id: 3,
    doc: "A Unix domain socket was connected to, or a datagram was sent to one.",
    fields: [
        {
            name: "path",
            type: "path",
            doc: "Socket path as given, made absolute; an abstract name starts with @",
            example: "/run/docker.sock, @dbus-7",
        },
        {
            name: "resolved_path",
            type: "path",
            doc: "The bound socket's own path where the connect succeeded, else the same as path",
            example: "/run/docker.sock",
        },
        {
            name: "socket_type",
            type: "string",
            doc: "Socket type",
            example: "stream, dgram, seqpacket, unknown",
        },
        { name: "is_abstract", type: "bool", doc: "True for an abstract name", example: "true / false" },
    ],
    record: {
        fixed: [{ name: "socket_type", type: "u16" }],
        strings: [
            { name: "address", form: "bytes" },
            { name: "base", form: "walk" },
            { name: "resolved", form: "walk" },
        ],
    },
    decode(record, { intern }) {
        const address = unixAddress(record.address.bytes());
        const isPath = !address.isAbstract && address.path !== "";
        const path = intern(isPath ? absolutePath(record.base.path().raw, address.path) : address.path);
        return {
            path,
            resolved_path: record.resolved.isEmpty || !isPath ? path : record.resolved.path(),
            socket_type: intern(socketTypeName(record.socket_type)),
            is_abstract: address.isAbstract,
        };
    },
    phrase({ path, resolved_path, socket_type }) {
        const resolved = resolved_path.raw === path.raw ? [] : [words("which is"), data(resolved_path.raw)];
        return [words("connected to the Unix socket"), data(path.raw), ...resolved, data(socket_type.raw)];
    },
    // Where the socket was not resolved the two are the same.
    defaults: { resolved_path: "path" },
});
/**
 * The name of a Unix socket from the bytes behind the family (unix(7)). An abstract name starts with NUL, has no
 * end but its length, and is written with `@` for that NUL and `\x00` for others.
 */
function unixAddress(bytes) {
    if (bytes.length > 0 && bytes[0] === 0) {
        return { path: `@${decodeBytes(bytes.subarray(1)).replaceAll("\0", "\\x00")}`, isAbstract: true };
    }
    const end = bytes.indexOf(0);
    return { path: decodeBytes(end < 0 ? bytes : bytes.subarray(0, end)), isAbstract: false };
}
/** The names of socket types (linux/net.h). */
function socketTypeName(type) {
    switch (type) {
        case 1:
            return "stream";
        case 2:
            return "dgram";
        case 5:
            return "seqpacket";
        default:
            return "unknown";
    }
}

;// CONCATENATED MODULE: ./build/kinds/index.js














/**
 * The kinds: each is the file of its name. Every other list of kinds, of fields or of records is derived from these
 * three: native/events.h, the decoder, the names that conditions know, the types of events, the tables of
 * rules/README.md. A new kind needs its file, a line here, a hook and a trigger program; docs and counts follow.
 */
/** The kinds of event that a rule can name. */
const EVENT_KINDS = {
    process_exec: process_exec,
    network_connect: network_connect,
    unix_socket_connect: unix_socket_connect,
    file_open: file_open,
    file_remove: file_remove,
    file_move: file_move,
    file_link: file_link,
    domain: domain,
    guard_tamper: guard_tamper,
};
/** Records that keep the lineage; no rule sees them. */
const LINEAGE_KINDS = {
    process_fork: process_fork,
    process_exit: process_exit,
    process_snapshot: process_snapshot,
    process_adopt: process_adopt,
};
/** Records from which fields of events are filled in; no rule sees them. */
const SUPPORT_KINDS = { dns_answer: dns_answer };
const RECORD_KINDS = { ...EVENT_KINDS, ...LINEAGE_KINDS, ...SUPPORT_KINDS };
const EVENT_KIND_NAMES = Object.keys(EVENT_KINDS);
const LINEAGE_KIND_NAMES = Object.keys(LINEAGE_KINDS);
const SUPPORT_KIND_NAMES = Object.keys(SUPPORT_KINDS);
const WATCHED_KIND_NAMES = [...EVENT_KIND_NAMES, ...SUPPORT_KIND_NAMES];
const RECORD_KIND_NAMES = Object.keys(RECORD_KINDS);
/** The fields of a kind's payload. */
function fieldsOf(kind) {
    return EVENT_KINDS[kind].fields;
}
/** True for the name of an event kind; says nothing of lineage records. */
function isEventKind(name) {
    return Object.hasOwn(EVENT_KINDS, name);
}

;// CONCATENATED MODULE: ./build/kinds/value.js
/** True for the types that are strings to a condition. */
function isStringType(type) {
    return type === "string" || type === "path" || type === "address";
}

;// CONCATENATED MODULE: ./build/evaluate/cuts.js






const PARTS = ["text", "argv", "lineage"];
/**
 * Finds the events in which something was cut that decides rules of their kind: where a rule holds whatever is missing,
 * or does not, nothing of it is missing.
 */
class Cuts {
    #rules;
    #asking = new Map();
    #found = {
        text: { events: 0, rules: new Set() },
        argv: { events: 0, rules: new Set() },
        lineage: { events: 0, rules: new Set() },
    };
    #undecided = 0;
    constructor(rules) {
        this.#rules = rules.filter((rule) => rule.type === "event");
        const failing = rules.filter((rule) => rule.type === "correlation" && failsJobs(rule));
        const counted = new Set(failing.map(({ rulesetId }) => rulesetId));
        for (const kind of new Set(this.#rules.map(({ eventKind }) => eventKind))) {
            const asking = this.#rules
                .filter(({ eventKind }) => eventKind === kind)
                .map((rule) => new Asking(rule, failsJobs(rule) || counted.has(rule.rulesetId)));
            this.#asking.set(kind, asking.filter(({ parts }) => parts.size > 0));
        }
    }
    /**
     * Events whose lineage was cut where that decides a rule that would fail the job: who executes so many programs one
     * below the other does it to hide what is above. Long command lines are what linkers and Java have, and of which no
     * path leads anywhere, containers open files while they are made: such cuts are told, and accuse nobody.
     */
    get undecided() {
        return this.#undecided;
    }
    /** Takes an event; nearly none is cut. */
    add(event) {
        if (!isTruncated(event.tags))
            return;
        const asking = this.#asking.get(event.kind);
        const cut = asking === undefined ? [] : cutParts(event);
        if (asking === undefined || cut.length === 0)
            return;
        const undecided = asking.filter((rule) => rule.isUndecided(event, cut));
        for (const part of cut) {
            const concerned = undecided.filter(({ parts }) => parts.has(part));
            if (concerned.length > 0)
                this.#found[part].events += event.count;
            for (const { rule } of concerned)
                this.#found[part].rules.add(rule);
        }
        const fails = ({ rule, isFailing, parts }) => isFailing && parts.has("lineage") && !rule.isTrue(event);
        if (cut.includes("lineage") && undecided.some(fails))
            this.#undecided += event.count;
    }
    /** What was cut so far. */
    found() {
        return PARTS.flatMap((part) => {
            const { events, rules } = this.#found[part];
            return events === 0 ? [] : [{ part, events, rules: this.#rules.filter((rule) => rules.has(rule)) }];
        });
    }
}
function failsJobs({ action }) {
    return action !== "collect";
}
/** What of an event is cut. */
function cutParts({ tags, process }) {
    const isArgvCut = process.is_argv_cut === true || hasCutAncestor(process);
    const isCut = {
        text: isTextCut(tags),
        argv: isArgvCut,
        lineage: isLineageCut(process),
    };
    return PARTS.filter((part) => isCut[part]);
}
/** A rule, and what of all that it asks for can be cut. */
class Asking {
    rule;
    isFailing;
    parts;
    /** Those operands of its condition that ask for no arguments and no ancestors, and of these, for no texts either. */
    #quick;
    #quickest;
    constructor(rule, isFailing) {
        const { condition, exceptions, eventKind } = rule;
        const operands = condition.op === "and" ? condition.operands : [condition];
        const asked = (operand) => partsAsked(eventKind, operand);
        this.rule = rule;
        this.isFailing = isFailing;
        this.parts = partsAsked(eventKind, condition, ...exceptions);
        this.#quick = operands.filter((operand) => !asked(operand).has("argv") && !asked(operand).has("lineage"));
        this.#quickest = this.#quick.filter((operand) => !asked(operand).has("text"));
    }
    /** What is missing decides whether the rule is true. As it stands, it may be. */
    isUndecided(event, cut) {
        if (!cut.some((part) => this.parts.has(part)))
            return false;
        const hasCutText = cut.includes("text");
        const bindings = eventBindings(event);
        // Nearly all are ruled out by what is there.
        const certain = hasCutText ? this.#quickest : this.#quick;
        if (!certain.every((operand) => boolValue(operand, bindings)))
            return false;
        const { condition, exceptions } = this.rule;
        const holds = knownValue(condition, bindings, hasCutText);
        if (holds === false)
            return false;
        const excepted = exceptions.map((exception) => knownValue(exception, bindings, hasCutText));
        if (excepted.includes(true))
            return false;
        return holds === undefined || excepted.includes(undefined);
    }
}
/** They are cut, and the event says so, only where the process executes what they name. */
const IMAGE_TEXTS = ["process.exec_path", "process.file_path"];
/** What conditions over events of a kind ask for that can be cut. */
function partsAsked(kind, ...trees) {
    const texts = fieldsOf(kind)
        .filter(({ type }) => isStringType(type) || type === "list of strings")
        .map(({ name }) => name);
    const { fields } = asksOf(...trees);
    const isAsked = {
        text: (field) => texts.includes(field) || IMAGE_TEXTS.includes(field),
        argv: (field) => /(^|\.)argv$/.test(field),
        lineage: (field) => /(^|\.)ancestors(\.|$)/.test(field),
    };
    return new Set(PARTS.filter((part) => fields.some(isAsked[part])));
}

;// CONCATENATED MODULE: ./build/evaluate/evaluation.js



const GUARD_EVENTS_KEPT = 20;
/** Judges the events of one job, one after the other. */
class evaluation_Evaluation {
    #tallies;
    #kinds = new Map();
    #cuts;
    #byIdentity = new Map();
    /** Correlations that have not been true yet. */
    #correlations = [];
    #guardEvents = [];
    #guardEventCount = 0;
    /** The rule sets that had a match in the event at hand. */
    #matchedSets = new Set();
    /** `answersBudget` is the bytes for what is known about texts; where it is not given, what a job needs. */
    constructor(rules, answersBudget) {
        const eventRules = new Map();
        this.#tallies = rules.map((rule) => rule.type === "event" ? this.#addEventRule(rule, eventRules) : this.#addCorrelation(rule));
        this.#cuts = new Cuts(rules);
        const shared = new Together(answersBudget);
        for (const [kind, tallies] of eventRules) {
            const onMatch = (number, event) => {
                const tally = tallies[number];
                if (tally === undefined)
                    return;
                this.#matchedSets.add(tally.rule.rulesetId);
                keep(tally, event, event.count);
            };
            this.#kinds.set(kind, new KindRules(tallies.map(({ rule }) => rule.plan), onMatch, shared));
        }
    }
    /** Runs the rules of the event's kind in order, and after a match the correlations. */
    add(event) {
        if (event.kind === "guard_tamper")
            this.#addGuardEvent(event);
        this.#kinds.get(event.kind)?.judge(event);
        this.#cuts.add(event);
        if (this.#matchedSets.size === 0)
            return;
        this.#correlate(event);
        this.#matchedSets.clear();
    }
    /** What became of the job, as far as its events were added. */
    outcome() {
        const rules = this.#tallies
            .filter(({ totalCount }) => totalCount > 0)
            .map(({ rule, totalCount, matches }) => ({ rule, totalCount, matches: [...matches] }));
        const cuts = this.#cuts.found();
        const result = resultOf(rules);
        return {
            result,
            ...(this.#guardEventCount === 0
                ? {}
                : { guardTampering: { totalCount: this.#guardEventCount, events: [...this.#guardEvents] } }),
            rules,
            ...(cuts.length > 0 ? { cuts } : {}),
            ...(this.#cuts.undecided > 0 ? { undecided: this.#cuts.undecided } : {}),
        };
    }
    #addGuardEvent(event) {
        this.#guardEventCount += event.count;
        if (this.#guardEvents.length < GUARD_EVENTS_KEPT)
            this.#guardEvents.push(event);
    }
    #correlate(event) {
        if (this.#correlations.length === 0)
            return;
        const waiting = [];
        for (const each of this.#correlations) {
            const { tally } = each;
            const { rulesetId } = tally.rule;
            // The counts that it looks at are those of its set: as long as they are the same, so is what it says.
            const isNew = !each.isAsked || this.#matchedSets.has(rulesetId);
            each.isAsked = true;
            const set = this.#byIdentity.get(rulesetId);
            if (isNew && tally.rule.isTrue((ruleId) => set?.get(ruleId)?.totalCount ?? 0))
                keep(tally, event, 1);
            else
                waiting.push(each);
        }
        this.#correlations = waiting;
    }
    #addEventRule(rule, eventRules) {
        const tally = { rule, totalCount: 0, matches: [] };
        entry(eventRules, rule.eventKind, () => []).push(tally);
        entry(this.#byIdentity, rule.rulesetId, () => new Map()).set(rule.ruleId, tally);
        return tally;
    }
    #addCorrelation(rule) {
        const tally = { rule, totalCount: 0, matches: [] };
        this.#correlations.push({ tally, isAsked: false });
        return tally;
    }
}
function keep(tally, event, count) {
    tally.totalCount += count;
    if (tally.matches.length < tally.rule.maxAlerts)
        tally.matches.push(event);
}
function entry(map, key, make) {
    const value = map.get(key) ?? make();
    map.set(key, value);
    return value;
}
function resultOf(rules) {
    const actions = new Set(rules.map(({ rule }) => rule.action));
    if (actions.has("terminate"))
        return "terminated";
    return actions.has("detect") ? "detected" : "passed";
}

;// CONCATENATED MODULE: ./build/evaluate/rule-test.js

/** A rule's name as rule tests write it. */
function ruleName({ rulesetId, ruleId }) {
    return `${rulesetId}/${ruleId}`;
}
/** The cases that come out otherwise than the test says. `rules` are all that are loaded, with the test's own. */
function failedCases(test, rules) {
    const subject = rules.find((rule) => ruleName(rule) === test.rule);
    const set = rules.filter(({ rulesetId }) => rulesetId === subject?.rulesetId);
    return test.cases.filter(({ expected, events }) => {
        const evaluation = new Evaluation(set);
        for (const event of events)
            evaluation.add(event);
        const isMatch = evaluation.outcome().rules.some(({ rule }) => rule === subject);
        return isMatch !== (expected === "match");
    });
}

;// CONCATENATED MODULE: ./build/kinds/blind-spot.js
/**
 * What the kernel part only counts, because no event can show what the job does next.
 * - sockets that it made: raw, packet and vsock ones, those for ping, and of other protocols than TCP and UDP
 * - requests that it made through io_uring, by the kind of event that they are to the fentry source; the tracepoint
 *   source does not see them
 * - files that it cut by their path (truncate), and descriptors that it took from other processes
 * - what may have gone to a resolver: requests for the memory in which nscd keeps what it knows of hosts; what was sent
 *   to a resolver's own socket by splice or sendfile, or, where the job has used one, by io_uring on registered files;
 *   messages on D-Bus that name systemd-resolved
 * - how often it opened a program or a map of the guard's by its number, or what /proc has inside of its processes:
 *   monitors do, but it could be for more than to look
 */
const BLIND_SPOTS = [
    "raw_socket",
    "packet_socket",
    "icmp_socket",
    "vsock_socket",
    "other_socket",
    "io_uring_file_open",
    "io_uring_file_remove",
    "io_uring_file_move",
    "io_uring_file_link",
    "io_uring_unix_socket_connect",
    "truncate",
    "pidfd_getfd",
    "nscd_memory",
    "resolver_request",
    "resolved_bus",
    "guard_look",
];

;// CONCATENATED MODULE: ./build/report/phrase.js

/** Of a JavaScript Date (ECMA-262). */
const MAX_DATE_MS = 8.64e15;
/** What happened, as a sentence without its subject: `opened /root/.npmrc for reading`. */
function describe(event) {
    const kind = EVENT_KINDS[event.kind];
    // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
    return kind.phrase(event.payload, event.process);
}
/** A number with its noun: `1 rule`, `1,234 events`, `2 matches`. */
function count(number, noun, plural = `${noun}s`) {
    return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}
/** The time of day in UTC to the millisecond, `22:56:12.123Z`; empty where the time is not known. */
function timeOfDay(timeNs) {
    if (timeNs === undefined)
        return "";
    const ms = Number(timeNs / 1000000n);
    return Math.abs(ms) > MAX_DATE_MS ? "" : new Date(ms).toISOString().slice(-13);
}

;// CONCATENATED MODULE: ./build/report/report.js

/** Puts a report together; any fault of the log makes the result `tampered`. */
function buildReport(parts) {
    const tampering = [
        ...(parts.tampering ?? []),
        ...parts.coverage.faults,
        ...guardFaults(parts.outcome.guardTampering, parts.coverage.dropped.guard_tamper),
    ];
    const missed = missedCount(parts.coverage, parts.judgedKinds);
    const isIncomplete = missed + (parts.outcome.undecided ?? 0) > 0 || parts.coverage.full !== undefined;
    return {
        result: report_resultOf(tampering, parts.outcome, isIncomplete),
        outcome: parts.outcome,
        coverage: parts.coverage,
        warnings: parts.warnings,
        rulesLoaded: parts.rulesLoaded,
        recorded: parts.recorded ?? {},
        tampering,
        missed,
    };
}
function report_resultOf(tampering, { result }, isIncomplete) {
    if (tampering.length > 0)
        return "tampered";
    return result === "passed" && isIncomplete ? "incomplete" : result;
}
/** What is lost of the lineage concerns every rule, and lost DNS answers those that can ask for a connection's name. */
function missedCount(coverage, judged) {
    const events = [...judged].reduce((sum, kind) => sum + coverage.dropped[kind], 0);
    const answers = judged.has("network_connect") ? coverage.droppedAnswers : 0;
    return judged.size === 0 ? 0 : events + answers + coverage.droppedLineage;
}
/** The same report with more that is wrong with the log. */
function withFaults(report, faults) {
    if (faults.length === 0)
        return report;
    return { ...report, result: "tampered", tampering: [...report.tampering, ...faults] };
}
/** What was done to the guard, as faults: from then on the log proves nothing. */
function guardFaults(tampering, dropped) {
    const { events, totalCount } = tampering ?? { events: [], totalCount: 0 };
    const faults = events.map(({ timeNs, process, payload }) => ({
        code: "guard-tampered",
        deed: { timeNs, process, what: EVENT_KINDS.guard_tamper.phrase(payload, process) },
    }));
    const more = dropped + totalCount - events.reduce((sum, { count }) => sum + count, 0);
    return more > 0 ? [...faults, { code: "guard-tampered-more", count: more }] : faults;
}
/** The sum over all kinds. */
function total(counts) {
    return EVENT_KIND_NAMES.reduce((sum, kind) => sum + counts[kind], 0);
}
/** How often rules matched, over all rules. */
function matchCount(report) {
    return report.outcome.rules.reduce((sum, { totalCount }) => sum + totalCount, 0);
}
/** Events, and records that events are filled in from, that were lost. */
function lossCount({ coverage }) {
    return total(coverage.dropped) + coverage.droppedLineage + coverage.droppedAnswers;
}
/** The kinds whose hooks are not all live; empty for a file, which has no hooks. */
function unwatchedKinds({ coverage }) {
    if (coverage.source === "file")
        return [];
    return WATCHED_KIND_NAMES.flatMap((kind) => {
        const state = coverage.hooks[kind] ?? "missing";
        return state === "live" ? [] : [{ kind, state }];
    });
}

;// CONCATENATED MODULE: ./build/report/gaps.js





/** Said where the action came too late to see all. */
const LATE_START = "What the job did before Runwarden's own step was not watched, because its pre step did not run: the runner runs none for an action in the workspace (uses: ./…). Let that step be the job's first.";
/** What was not watched in this job though it should have been, one sentence each; empty when all was. */
function gaps(report) {
    const { coverage, recorded } = report;
    const sentences = recorded.job?.startedBy === "main" ? [LATE_START] : [];
    if (coverage.reach?.scope === "job" && coverage.reach.adoption !== "live") {
        sentences.push("What the job made others start was not watched, or not all of it: the hooks of control groups could not be attached.");
    }
    if (coverage.unknownAfterNs !== undefined) {
        sentences.push(`Nothing is known of what happened after ${timeOfDay(coverage.unknownAfterNs)}: the log ends there, and nobody has ended it.`);
    }
    if (coverage.full !== undefined) {
        const size = count(Math.floor(coverage.full.limit / 2 ** 20), "MiB", "MiB");
        sentences.push(`The event log was full at ${timeOfDay(coverage.full.sinceNs)}: it had the ${size} that it may have. What happened after is not in it, only counted as lost.`);
    }
    for (const { kind, state } of unwatchedKinds(report)) {
        sentences.push(state === "missing"
            ? `${kind} was not watched: its hooks could not be attached.`
            : `${kind} was watched in part: some of its hooks could not be attached.`);
    }
    for (const kind of EVENT_KIND_NAMES) {
        const dropped = coverage.dropped[kind];
        if (dropped > 0)
            sentences.push(`${count(dropped, "event")} of ${kind} could not be recorded.`);
    }
    if (coverage.droppedLineage > 0) {
        const lost = count(coverage.droppedLineage, "fork, adopt or exit record");
        sentences.push(`${lost} could not be recorded: ancestors, or what such processes did, may be missing.`);
    }
    if (coverage.droppedAnswers > 0) {
        const lost = count(coverage.droppedAnswers, "DNS answer");
        sentences.push(`${lost} could not be recorded: names may be missing from network_connect.`);
    }
    return [...sentences, ...cutSentences(report), ...blindSpotsMet(coverage)];
}
/** Rules that a sentence names; the others are counted. */
const NAMED = 5;
const gaps_SENTENCES = {
    text: "A path or a name was cut",
    argv: "Arguments were cut in the middle",
    lineage: "The lineage was longer than 128 programs, and cut in the middle,",
};
/** What was cut, and which rules it decides: what is missing could have made them true. */
function cutSentences({ outcome }) {
    return (outcome.cuts ?? []).map(({ part, events, rules }) => {
        const named = rules.slice(0, NAMED).map(ruleName).join(", ");
        const more = rules.length > NAMED ? ` and ${rules.length - NAMED} more` : "";
        const asked = `What is missing decides ${count(rules.length, "rule")}: ${named}${more}`;
        return `${gaps_SENTENCES[part]} in ${count(events, "event")}. ${asked}.`;
    });
}
/** How often the job met a blind spot. Requests through io_uring are none to a kind whose source sees them. */
function blindSpotCounts(coverage) {
    const counts = {};
    for (const spot of BLIND_SPOTS) {
        const times = coverage.blindSpots[spot] ?? 0;
        const kind = requestedKind(spot);
        if (times > 0 && (kind === undefined || coverage.sources[kind] === "tracepoint"))
            counts[spot] = times;
    }
    return counts;
}
/** The same, one sentence each. */
function blindSpotsMet(coverage) {
    const counts = blindSpotCounts(coverage);
    return BLIND_SPOTS.flatMap((spot) => {
        const times = counts[spot];
        return times === undefined ? [] : [sentence(spot, times)];
    });
}
/** The kind of event that a request through io_uring is; undefined for sockets. */
function requestedKind(spot) {
    return EVENT_KIND_NAMES.find((kind) => spot === `io_uring_${kind}`);
}
function sentence(spot, times) {
    switch (spot) {
        case "raw_socket":
            return socketsMade(times, "raw socket");
        case "packet_socket":
            return socketsMade(times, "packet socket");
        case "icmp_socket":
            return socketsMade(times, "ICMP (ping) socket");
        case "vsock_socket":
            return socketsMade(times, "vsock socket");
        case "other_socket":
            return socketsMade(times, "socket of another protocol than TCP and UDP", "sockets of other protocols than TCP and UDP");
        case "guard_look":
            return `The job opened eBPF programs or maps of the guard's, or what /proc has inside of its processes, ${count(times, "time")}: as monitors do, to look; what else it may be for is seen only where it changes something.`;
        case "io_uring_file_open":
        case "io_uring_file_remove":
        case "io_uring_file_move":
        case "io_uring_file_link":
        case "io_uring_unix_socket_connect":
            return `The job made ${count(times, "request")} for ${requestedKind(spot)} through io_uring, which this source does not see.`;
        case "truncate":
            return `The job cut ${count(times, "file")} by path (truncate), which no event shows.`;
        case "pidfd_getfd":
            return `The job took ${count(times, "descriptor")} from other processes (pidfd_getfd): what they stand for was opened by those.`;
        case "nscd_memory":
            return `The job asked ${count(times, "time")} for the memory in which nscd keeps names: what it looked up there was not seen.`;
        case "resolver_request":
            return `The job sent ${count(times, "time")} to a resolver's own socket, or may have, what is not read (splice, sendfile, io_uring on registered files): what names it asked for was not seen.`;
        case "resolved_bus":
            return `The job sent ${count(times, "message")} to systemd-resolved over D-Bus: what names they asked for was not seen.`;
    }
}
function socketsMade(times, one, many = `${one}s`) {
    return `The job made ${count(times, one, many)}: what it does through ${times === 1 ? "it" : "them"} was not watched.`;
}
/** What the source cannot see on any machine, one sentence each. */
function blindSpots({ coverage }) {
    if (coverage.source === "file") {
        return ["The events came from a file; how completely they were recorded is not known."];
    }
    const byTracepoints = EVENT_KIND_NAMES.filter((kind) => coverage.sources[kind] === "tracepoint");
    const sentences = [];
    const files = byTracepoints.filter((kind) => kind.startsWith("file_") || kind === "unix_socket_connect");
    if (files.length > 0) {
        sentences.push(`The tracepoint source (${files.join(", ")}) does not see what is done through io_uring, nor system calls of 32-bit programs.`);
    }
    if (files.some((kind) => kind !== "file_open" && kind !== "unix_socket_connect")) {
        sentences.push("In paths that are removed, moved or linked the tracepoint source does not resolve symbolic links on the way; where `..` stands behind a name, or a file is linked through a link of /proc to what a process has open, the event is tagged unresolved.");
    }
    const outside = coverage.reach === undefined ? [] : [OUTSIDE[coverage.reach.scope]];
    return [...sentences, ...outside, ...ALWAYS_BLIND];
}
const OUTSIDE = {
    job: "Outside the job's own processes, these were adopted, with all that they started: processes in control groups that appeared after the job had connected to a service's socket (containers, systemd-run), what systemd and dbus-daemon started after that, and children of cron and at after it had written to their folders. On a machine shared with others, unrelated work that started so meanwhile is among them. What a service did for the job in its own processes, or in a control group from before, was not watched.",
    machine: "Every process of the machine was watched, but not the runner's own that starts the steps, nor the kernel's threads, nor what runs in a virtual machine.",
};
const ALWAYS_BLIND = [
    "Names are seen where they are asked for by DNS on port 53, by a plain query over UDP to another port, or on the socket of systemd-resolved or nscd; not over encrypted DNS, over TCP to other ports, or over D-Bus, and not where nscd's memory has them.",
    "Of 32-bit programs the sockets that they make, files that they cut and descriptors that they take are not counted, nor are their calls on the socket of systemd-resolved or nscd seen.",
    "Not seen by any hook: opens that failed, what exec itself opens besides the program, secrets printed to the log, what is sent inside TLS to an allowed host, environment variables that a process inherited, and what happened before the job, such as a poisoned cache.",
];

;// CONCATENATED MODULE: ./build/report/lineage-lines.js

/** Of a long lineage the oldest images and the newest are shown; they say where it began and what it did. */
const OLDEST_SHOWN = 2;
const NEWEST_SHOWN = 8;
/** The lineage as a tree of one branch, from the root down to the process; visible, not escaped for HTML. */
function lineageLines(process) {
    const images = [...process.ancestors].reverse();
    const omitted = Math.max(0, images.length - OLDEST_SHOWN - NEWEST_SHOWN);
    // What the ancestors have lost stands in their middle, too.
    const lost = Math.max(0, process.ancestors_left_out ?? 0);
    const lines = omitted === 0 ? images.map(commandLine) : shorten(images, omitted + lost);
    const pid = process.pid > 0 ? ` [pid ${process.pid}]` : "";
    return [...lines, `${commandLine(process)}${pid}`].map((line, depth) => depth === 0 ? line : `${"  ".repeat(depth - 1)}└ ${line}`);
}
function shorten(images, omitted) {
    return [
        ...images.slice(0, OLDEST_SHOWN).map(commandLine),
        `… ${omitted} more …`,
        ...images.slice(-NEWEST_SHOWN).map(commandLine),
    ];
}
const PATH_LIMIT = 240;
const ARGUMENT_LIMIT = 100;
/** Past this many characters the remaining arguments are only counted. */
const LINE_LIMIT = 320;
/**
 * One line for a program image: its path and its arguments, shortened and visible, not yet escaped for HTML.
 * A name in argv[0] that is not the path's own is shown: `/bin/busybox (as sh) -c …`.
 */
function commandLine(image) {
    const [name, ...rest] = image.argv.map(({ raw }) => raw);
    const path = image.exec_path.raw;
    let line = path === "" ? "(unknown program)" : visible_visible(path, PATH_LIMIT);
    if (name !== undefined && baseName(name) !== baseName(path))
        line += ` (as ${show(name)})`;
    for (const [index, argument] of rest.entries()) {
        if (line.length >= LINE_LIMIT)
            return `${line} … (+${rest.length - index} arguments)`;
        line += ` ${show(argument)}`;
    }
    return line;
}
function baseName(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}
function show(argument) {
    const text = visible_visible(argument, ARGUMENT_LIMIT);
    return argument === "" || /[\s'"]/.test(argument) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}

;// CONCATENATED MODULE: ./build/report/log-fault.js


/** Of a lineage, and of the bytes of each path in it. */
const ANCESTORS_SHOWN = 8;
/** A fault of the log as a sentence for people. It may hold data of the job, not yet made visible. */
function logFaultSentence(fault) {
    switch (fault.code) {
        case "truncated":
            return `The event log is not whole: it breaks off ${inside(fault.place)}.`;
        case "no-block":
            return `The event log is not whole: there are bytes that are no block ${at(fault.place)}.`;
        case "sequence":
            return `The event log is not whole: the block ${at(fault.place)} is not number ${fault.place.block}.`;
        case "checksum":
            return `The event log was altered: the checksum of the block ${at(fault.place)} is wrong.`;
        case "order":
            return `The event log was altered: a ${fault.block} block may not stand ${at(fault.place)}.`;
        case "unknown-block":
            return `The event log has a block of the unknown type ${fault.type} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
        case "unknown-flags":
            return `The event log has a block with the unknown flags ${fault.flags} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
        case "unknown-encoding":
            return `The event log has a block in the unknown encoding ${fault.encoding} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
        case "invalid-packing":
            return `The event log was altered: the block ${at(fault.place)} does not unpack to what it says.`;
        case "unknown-extension":
            return `The event log has a block with the unknown extension ${fault.type} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
        case "invalid-text":
            return `The ${fault.block} block of the event log cannot be read: ${fault.what}.`;
        case "invalid-record":
            return `The event log is not whole: the block ${at(fault.place)} holds ${fault.what}.`;
        case "unknown-kind":
            return `The event log has a record of the unknown kind ${fault.id} in the block ${at(fault.place)}: what it tells is not judged.`;
        case "no-job":
            return "The event log has lost the rules that it was started with.";
        case "no-trailer":
            return "The event log is not whole: it has no trailer: the collector did not end it.";
        case "ended-by-signal":
            return `The collector was told to end by signal ${fault.ending.signal} from process ${fault.ending.senderPid}.`;
        case "scope-ended":
            return "The process whose job was watched ended before the report was made.";
        case "log-failed":
            return "The collector could not write the event log any further. What came after is lost.";
        case "disk-full":
            return `The disk of ${fault.folder} was full: the collector could not write the event log any further. What came after is lost.`;
        case "post-ended":
            return "The post step ended without asking for the report: it was killed, or something else ran in its place.";
        case "was-stopped":
            return "The collector was stopped for a time: somebody sent it SIGSTOP and SIGCONT.";
        case "counters-unread":
            return "The collector could not read its counters: how many events were lost is not known.";
        case "counts": {
            const { kind, seen, written, dropped, read } = fault.counts;
            return `The counts of ${kind} do not agree: ${count(seen, "record")} seen, ${written} written, ${dropped} dropped, ${read} in the log.`;
        }
        case "ended-by-other":
            return "The event log was ended by another process than Runwarden's.";
        case "job-changed":
            return "The rules in the event log are not those that the job was started with.";
        case "collector-gone":
            return `The collector was ended before the job was judged: ${fault.reason}.`;
        case "judge-gone":
            return "The judge, which judges the log while it is written, was ended before it had judged the job. The log was judged once more for this report.";
        case "not-followed":
            return `The event log could not be judged to its end while it was written: ${fault.reason}.`;
        case "judged-otherwise": {
            const found = fault.live === fault.read ? "by other events" : `${count(fault.read, "time")}`;
            return `The event log was altered: while it was written, the rule ${fault.rule} matched ${count(fault.live, "time")}; in what it holds now, ${found}.`;
        }
        case "other-bytes":
            return "The event log was altered: its bytes are not those that were judged while it was written.";
        case "lost-late":
            return `While the report was made, ${count(fault.count, "event")} could not be recorded.`;
        case "guard-tampered":
            return deedSentence(fault.deed);
        case "guard-tampered-more":
            return `The guard was tampered with ${count(fault.count, "time")} more than is told here.`;
        case "unreadable":
            return `The event log cannot be read: ${fault.reason}.`;
    }
}
function deedSentence({ timeNs, process, what }) {
    const time = timeNs === undefined ? "" : timeOfDay(timeNs);
    const since = time === "" ? "Tampered" : `Tampered since ${time}`;
    const isSeen = process.pid > 0 || process.exec_path.raw !== "";
    const who = isSeen ? program(process).map(({ text }) => text) : ["somebody"];
    return `${since}: ${[...who, ...what.map(({ text }) => text)].join(" ")}.${startedBy(process)}`;
}
function startedBy({ ancestors }) {
    if (ancestors.length === 0)
        return "";
    const paths = ancestors.slice(0, ANCESTORS_SHOWN).map(({ exec_path }) => exec_path.raw);
    return ` It was started by ${paths.join(", by ")}${ancestors.length > ANCESTORS_SHOWN ? ", and others" : ""}.`;
}
function at({ offset }) {
    return `at byte ${offset}`;
}
function inside({ offset, block }) {
    return `inside block ${block}, which begins at byte ${offset}`;
}

;// CONCATENATED MODULE: ./build/report/annotations.js






/** GitHub keeps ten of each level for a step; the step's own failure needs one of them. */
const DETECTIONS_SHOWN = 7;
const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;
/** A few annotations: why the log is not to be trusted, the rules that fail the job, what was not watched. */
function annotations(report) {
    const failing = report.outcome.rules.filter(({ rule }) => rule.action !== "collect");
    const omitted = failing.length - DETECTIONS_SHOWN;
    return [
        ...notice("error", "Runwarden: the event log cannot be trusted", report.tampering.map(logFaultSentence)),
        ...failing.slice(0, DETECTIONS_SHOWN).map(detection),
        ...notice("error", "Runwarden", omitted > 0 ? [`${count(omitted, "more rule")} matched.`] : []),
        ...notice("warning", "Runwarden: not watched", gaps(report)),
        ...notice("warning", "Runwarden: rules", report.warnings.map(warningLine)),
    ];
}
/** What came after the report was made: rules that fail the job, and what is wrong with the log. */
function lateAnnotations(rules, faults) {
    return [
        ...notice("error", "Runwarden: the event log cannot be trusted", faults.map(logFaultSentence)),
        ...rules.slice(0, DETECTIONS_SHOWN).map(detection),
    ];
}
function notice(level, title, sentences) {
    return sentences.length === 0
        ? []
        : [{ level, title, message: visible_visible(sentences.join(" "), SENTENCE_LIMIT) }];
}
function detection({ rule, totalCount, matches }) {
    const name = visible_visible(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT);
    const first = matches[0];
    const what = first === undefined ? "" : `: ${annotations_sentence(first)}`;
    const more = totalCount > 1 ? ` (${count(totalCount, "match", "matches")})` : "";
    return { level: "error", title: `Runwarden: ${rule.action} ${name}`, message: `${name}${what}${more}` };
}
function annotations_sentence(event) {
    const happened = describe(event).map(({ text }) => visible_visible(text, DATA_LIMIT));
    return `${commandLine(event.process)} ${happened.join(" ")}`;
}
const TEXT_LIMIT = 2000;
/** PATH_MAX of Linux. */
const annotations_PATH_LIMIT = 4096;
/**
 * A line that GitHub makes an annotation of when a step prints it. Not by @actions/core: it would make three of the
 * command line's bundle.
 */
function workflowCommand(level, { file, line, column, text }) {
    const message = escapeData(visible(text, TEXT_LIMIT));
    const path = escapeProperty(visible(file, annotations_PATH_LIMIT));
    return `::${level} file=${path},line=${line},col=${column}::${message}`;
}
/** An annotation of a step, as a line for its log. */
function annotationCommand({ level, title, message }) {
    return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}
/** The line that says why a step failed; its exit code is what fails it. */
function failureCommand(message) {
    return `::error::${escapeData(message)}`;
}
/** As the runner takes it back (https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts). */
function escapeData(text) {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function escapeProperty(text) {
    return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

;// CONCATENATED MODULE: ./build/report/headline.js




const MARKS = {
    passed: "✅",
    detected: "🛑",
    terminated: "🛑",
    incomplete: "⚠️",
    tampered: "⚠️",
};
/** The report in one line; holds no data of the job. */
function headline(report) {
    return `${MARKS[report.result]} Runwarden: ${report.result}`;
}
/** What the result means, in a sentence or two; holds no data of the job. */
function resultSentence(report) {
    const rules = report.outcome.rules.length;
    const matched = `${count(rules, "rule")} matched, ${count(matchCount(report), "match", "matches")} in all`;
    switch (report.result) {
        case "tampered": {
            const also = rules === 0 ? "No rule matched in what is left of it." : `In what is left of it, ${matched}.`;
            return `The event log is incomplete or was altered, so it proves nothing about what is not in it. ${also}`;
        }
        case "terminated":
            return `${matched}. What a rule with the action terminate has found should have been stopped; it was not.`;
        case "detected":
            return `${matched}.`;
        case "incomplete":
            return `${missing(report).join(". ")}, so it is not known whether a rule would have matched. In what was recorded, ${rules === 0 ? "no rule matched" : matched}.`;
        case "passed": {
            if (rules > 0)
                return `No rule that fails a job matched; ${matched}, only to be reported.`;
            return gaps(report).length === 0 ? "No rule matched." : "No rule matched in what was watched.";
        }
    }
}
/** Why a report is incomplete. */
function missing({ missed, coverage: { full }, outcome: { undecided = 0 } }) {
    return [
        ...(full === undefined ? [] : ["The event log was full before the job had ended"]),
        ...(missed > 0
            ? [
                `${count(missed, "event or record", "events or records")} that the rules ask for could not be recorded`,
            ]
            : []),
        ...(undecided > 0 ? [`Ancestors that decide a rule were cut in ${count(undecided, "event")}`] : []),
    ];
}
function scopeOf({ coverage: { reach } }) {
    if (reach === undefined)
        return [];
    const adopted = reach.adopted === 0 ? "" : `, ${count(reach.adopted, "process", "processes")} adopted`;
    return [`scope ${reach.scope}${adopted}`];
}
/** What was lost, as far as anybody knows: of a collector that was killed nobody does. */
function loss(report) {
    const { isLossKnown, unknownAfterNs } = report.coverage;
    if (isLossKnown)
        return `${lossCount(report).toLocaleString("en")} dropped`;
    return unknownAfterNs === undefined
        ? "dropped not known"
        : `dropped not known, all unknown after ${timeOfDay(unknownAfterNs)}`;
}
/** Source, scope, hooks, events, drops and rules in one line; it heads every report, so that none claims too much. */
function coverageLine(report) {
    const { coverage } = report;
    const unwatched = unwatchedKinds(report).length;
    const kinds = WATCHED_KIND_NAMES.length;
    const hooks = coverage.source === "file" ? [] : [`${kinds - unwatched} of ${kinds} hooks live`];
    return [
        `source ${coverage.source}`,
        ...scopeOf(report),
        ...hooks,
        count(total(coverage.events), "event"),
        loss(report),
        `${count(report.rulesLoaded, "rule")} loaded`,
    ].join(" · ");
}

;// CONCATENATED MODULE: ./build/log/format.js
/**
 * The format of event logs, declared once: native/log_format.h is generated from here, the reader in this folder goes
 * by it, and docs/log-format.md tells it to strangers.
 */
/** The version of Runwarden, which stands in every log; that of package.json. */
const VERSION = "0.1.0";
/** What a log starts with; the number is that of the framing of blocks. */
const LOG_MAGIC = "runwarden log 3\n";
/** What stands at the start of every block: `RWBK` in the order of the bytes. */
const BLOCK_MAGIC = 0x4b425752;
/** The types of blocks, in the order in which they stand in a log. There is one of each, but for records. */
const BLOCK_TYPES = { start: 1, job: 2, records: 3, trailer: 4 };
/** Bits of a block's `flags`. A reader passes over a block of a type that it does not know only where it may be. */
const BLOCK_FLAGS = { skippable: 1 };
/** How a payload is packed: not at all, or by DEFLATE (RFC 1951) without anything around it. */
const BLOCK_ENCODINGS = { plain: 0, deflate: 1 };
/** The header of a block, in its order and without gaps. The checksum is CRC-32 (RFC 1952) over all else of the block. */
const BLOCK_HEADER = [
    { name: "magic", type: "u32" },
    { name: "type", type: "u16" },
    { name: "flags", type: "u16" },
    { name: "sequence", type: "u64" },
    { name: "size", type: "u32" },
    { name: "unpacked_size", type: "u32" },
    { name: "extensions_size", type: "u32" },
    { name: "encoding", type: "u32" },
    { name: "reserved", type: "u32" },
    { name: "checksum", type: "u32" },
];
/**
 * Bytes. A job block holds rules, of at most 4 MiB a file, and is the largest. What is more is no block. Nor is a block
 * that is packed and says that it unpacks to more than `unpacked`: a small log must not fill the memory of who reads it.
 * Extensions are small: signatures, the number of a dictionary.
 */
const LOG_LIMITS = {
    block: 64 * 1024 * 1024,
    job: 64 * 1024 * 1024,
    unpacked: 1024 * 1024,
    extensions: 64 * 1024,
};
/** The header of an extension, which its bytes follow, padded with zeros to a multiple of 8. */
const EXTENSION_HEADER = [
    { name: "type", type: "u32" },
    { name: "size", type: "u32" },
];
/** An extension whose type has this bit must be understood; a reader passes over any other that it does not know. */
const EXTENSION_MUST_BE_KNOWN = 0x8000_0000;
/** The exit codes of the collector. */
const COLLECTOR_EXITS = { clean: 0, usage: 100, system: 111, unsupported: 113 };
/** Why a collector ended its log. */
const REASONS = ["stop", "signal", "scope-ended", "log-failed", "disk-full", "post-ended"];
/** How much of a kind's programs are attached: all, some, or none. */
const HOOK_STATES = ["live", "partial", "missing"];
/** What kind of programs a kind's events came from. */
const HOOK_SOURCES = ["cgroup", "fentry", "tracepoint", "none"];
/** Where the events of a log came from: fentry where those of any kind did. */
const SOURCES = ["tracepoint", "fentry"];
/**
 * What is watched. `job`: what the job starts, and what it makes others start. `machine`: every process but those of
 * the runner that start the steps, kernel threads, and Runwarden.
 */
const format_SCOPES = ["job", "machine"];
/** What the collector says when its hooks are live; also what it tells to who started it. */
const START = {
    /** Of Runwarden. */
    version: { type: "text" },
    /** SHA-256 of the collector's sources. */
    build: { type: "text" },
    layouts: { type: "layouts" },
    source: { type: "word", of: SOURCES, enum: "log_source" },
    machine: { type: "text" },
    kernel: { type: "text" },
    /** Which run of the machine: pids and start times say nothing in another. Empty where the kernel does not tell. */
    boot_id: { type: "text" },
    /** Wall clock less time since boot. */
    realtime_offset_ns: { type: "nanoseconds" },
    /** The precision of the start times of processes that were read from /proc. */
    tick_ns: { type: "integer" },
    /** Of the collector. */
    pid: { type: "integer" },
    /** The process whose children are watched; 0 in a container job, where the next one is set. */
    scope_pid: { type: "integer" },
    /** The container's control group in the unified hierarchy, what comes into which is watched; else empty. */
    scope_group: { type: "text" },
    scope: { type: "word", of: format_SCOPES, enum: "log_scope" },
    /** Whether what the job makes others do can be seen. */
    adoption: { type: "word", of: HOOK_STATES, enum: "log_hooks" },
    /** The collector's folder. */
    directory: { type: "text" },
    /** The most bytes that the log may have. */
    log_limit: { type: "integer" },
    hooks: { type: "words", of: HOOK_STATES, enum: "log_hooks" },
    sources: { type: "words", of: HOOK_SOURCES, enum: "log_hook_source" },
    missing_programs: { type: "texts" },
};
/** How a log ended. */
const TRAILER = {
    reason: { type: "word", of: REASONS, enum: "log_reason" },
    signal: { type: "integer" },
    sender_pid: { type: "integer" },
    /** How often somebody stopped the collector and let it go on. */
    continued: { type: "integer" },
    /** The process, right below the scope's, that asked for the end; 0 where that was none of the scope's. */
    own_pid: { type: "integer" },
    own_start_ns: { type: "nanoseconds" },
    /** The wall clock at the end. */
    time_ns: { type: "nanoseconds" },
    /** The wall clock when the log had all that it may have: what came after was counted, and left out. 0 where it had not. */
    full_ns: { type: "nanoseconds" },
    cpu_ms: { type: "integer" },
    /** The most that the collector had in memory at one time. */
    memory_kib: { type: "integer" },
    /** False where the kernel's counters could not be read: what was seen and dropped is then not known. */
    has_counters: { type: "flag" },
    counts: { type: "counts" },
    blind_spots: { type: "numbers" },
};

;// CONCATENATED MODULE: ./build/log/coverage.js


/** True for the name of a scope. */
function isScope(name) {
    return SCOPES.includes(name);
}
/** Sums over event kinds, all present. */
function countsPerKind(count) {
    return Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, count(kind)]));
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
    blindSpots: {},
    cost: undefined,
    faults: [],
};

;// CONCATENATED MODULE: ./build/shape/nearest.js
/** Edits after which two names no longer look like one misspelt. */
const MAX_EDITS = 3;
/** The known name that a misspelt one most likely means; undefined where none is near. */
function nearest(name, known) {
    let best;
    let fewest = Math.min(MAX_EDITS, Math.floor(name.length / 2)) + 1;
    for (const candidate of known) {
        if (Math.abs(candidate.length - name.length) >= fewest)
            continue;
        const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
        if (edits < fewest)
            [best, fewest] = [candidate, edits];
    }
    return best;
}
/** What to tell someone who wrote an unknown name: the nearest one, else all of them. */
function suggestion(name, known) {
    const near = nearest(name, known);
    if (near !== undefined)
        return `did you mean "${near}"?`;
    return known.length === 0 ? "there is none" : `known: ${known.join(", ")}`;
}
/** The Levenshtein distance: insertions, deletions and replacements of one character. */
function editsBetween(from, to) {
    let row = Array.from({ length: to.length + 1 }, (_, column) => column);
    for (const [index, letter] of [...from].entries()) {
        let diagonal = index;
        let left = index + 1;
        row = row.map((above, column) => {
            if (column === 0)
                return left;
            left = Math.min(above + 1, left + 1, diagonal + (letter === to[column - 1] ? 0 : 1));
            diagonal = above;
            return left;
        });
    }
    return row.at(-1) ?? from.length;
}

;// CONCATENATED MODULE: ./build/shape/shape.js
/** True where a key may stand without a value, which is then as if it were not there. */
function mayBeNull(record, key) {
    return key.need === "optional" && record.has === undefined && key.shape.kind !== "object";
}

;// CONCATENATED MODULE: ./build/shape/shape-reader.js


const BIGINT = {
    regExp: /^-?\d{1,20}$/,
    says: "a whole number of at most 20 digits",
    code: "wrong-value",
};
/**
 * Reads values of a source as their shapes say. Whatever is wrong becomes a fault of the source, and what is right beside
 * it is read all the same. `what` names a value in messages.
 */
class ShapeReader {
    #source;
    constructor(source) {
        this.#source = source;
    }
    /** What is read is of the type that the shape says; undefined where nothing is. */
    read(node, shape, what) {
        switch (shape.kind) {
            case "any":
                return this.#source.any(node);
            case "text":
                return this.#text(node, shape.pattern, what);
            case "condition": {
                const text = this.#text(node, undefined, what);
                return text === undefined ? undefined : this.#source.condition(node, text);
            }
            case "choice":
                return this.#choice(node, shape.values, what);
            case "integer":
                return this.#integer(node, shape, what);
            case "bigint": {
                const text = this.#text(node, BIGINT, what);
                return text === undefined || !BIGINT.regExp.test(text) ? undefined : BigInt(text);
            }
            case "flag": {
                const value = this.#source.scalarOf(node);
                return typeof value === "boolean" ? value : this.#wrongType(node, what, "true or false");
            }
            case "nullable":
                return this.#source.scalarOf(node) === null ? undefined : this.read(node, shape.of, what);
            case "list":
                return this.#list(node, shape, what);
            case "map":
                return this.#map(node, shape, what);
            case "object":
                return this.#object(node, shape);
            case "variants":
                return this.#variants(node, shape);
        }
    }
    /** The keys of a mapping, each once; undefined where the node is none. */
    entries(node, what) {
        const keys = this.#source.keysOf(node);
        if (keys === undefined)
            return this.#wrongType(node, what, "a mapping");
        const entries = new Map();
        for (const { name, key, value } of keys) {
            if (entries.has(name))
                this.#source.fault(key, "duplicate-key", `"${name}" stands twice in ${what}`);
            else
                entries.set(name, { key, value: this.#isAbsent(value) ? undefined : value });
        }
        return entries;
    }
    #isAbsent(value) {
        return value === undefined || (this.#source.nullIs === "absent" && this.#source.scalarOf(value) === null);
    }
    #wrongType(node, what, expected) {
        const value = this.#source.scalarOf(node);
        const isQuotable = expected === "a string" && value !== undefined && value !== null;
        const quotes = isQuotable ? "; put it in quotes" : "";
        this.#source.fault(node, "wrong-type", `${what} must be ${expected}, not ${this.#noun(node)}${quotes}`);
    }
    /** What a value is, for messages that say what it should have been. */
    #noun(node) {
        const value = this.#source.scalarOf(node);
        switch (typeof value) {
            case "string":
                return "a string";
            case "boolean":
                return "a bool";
            case "undefined":
                if (this.#source.keysOf(node) !== undefined)
                    return "a mapping";
                return this.#source.itemsOf(node) === undefined ? "an alias" : "a list";
            default:
                return value === null ? "nothing" : "a number";
        }
    }
    /** A string, also one that is not as the pattern wants it: there is a fault then. */
    #text(node, pattern, what) {
        const text = this.#source.scalarOf(node);
        if (typeof text !== "string")
            return this.#wrongType(node, what, "a string");
        if (pattern !== undefined)
            this.#checkPattern(node, text, pattern, what);
        return text;
    }
    #checkPattern(at, text, { regExp, says, code }, what) {
        if (!regExp.test(text))
            this.#source.fault(at, code, `${what} must be ${says}, not "${text}"`);
    }
    #choice(node, values, what) {
        const text = this.#text(node, undefined, what);
        if (text === undefined || values.includes(text))
            return text;
        const message = `unknown ${what} "${text}": ${suggestion(text, values)}`;
        return this.#source.fault(node, "wrong-value", message);
    }
    #integer(node, { minimum, maximum }, what) {
        const value = this.#source.scalarOf(node);
        if (typeof value !== "number" || !Number.isInteger(value)) {
            return this.#wrongType(node, what, "a whole number");
        }
        if (value >= minimum && (maximum === undefined || value <= maximum))
            return value;
        const range = maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
        return this.#source.fault(node, "wrong-value", `${what} must be ${range}, not ${value}`);
    }
    #list(node, { items: shape, filled }, what) {
        const items = this.#source.itemsOf(node);
        if (items === undefined)
            return this.#wrongType(node, what, "a list");
        if (filled && items.length === 0) {
            this.#source.fault(node, "wrong-value", `${what} must not be empty`);
        }
        return items
            .map((item) => this.read(item, shape, `an item of ${what}`))
            .filter((item) => item !== undefined);
    }
    #map(node, { names, values }, what) {
        const entries = this.entries(node, what);
        if (entries === undefined)
            return undefined;
        const map = new Map();
        for (const [name, { key, value }] of entries) {
            if (names !== undefined)
                this.#checkPattern(key, name, names, `a name in ${what}`);
            const read = value === undefined ? undefined : this.read(value, values, `"${name}" of ${what}`);
            if (read !== undefined)
                map.set(name, read);
        }
        return map;
    }
    #variants(node, { tag, named, plain, tagged }) {
        const value = this.#source.keysOf(node)?.find(({ name }) => name === tag)?.value;
        if (value === undefined)
            return this.#object(node, plain);
        const isNamed = this.#choice(value, [named], tag) !== undefined;
        return this.#object(node, isNamed ? tagged : plain, tag);
    }
    /** `tag` is a key that has been read already. */
    #object(node, shape, tag) {
        const entries = this.entries(node, withArticle(shape.noun));
        if (entries === undefined)
            return undefined;
        if (shape.others === undefined)
            this.#checkNames(entries, shape, tag);
        const what = this.#nameOf(entries, shape);
        const values = {};
        for (const [name, key] of Object.entries(shape.keys)) {
            const entry = entries.get(name);
            if (entry?.value !== undefined) {
                values[name] = this.read(entry.value, key.shape, name);
            }
            else if (entry !== undefined && !mayBeNull(shape, key)) {
                this.#source.fault(entry.key, "missing-key", `"${name}" of ${what} is empty`);
            }
            else if (entry === undefined && key.need === "required") {
                this.#source.fault(node, "missing-key", `${what} needs "${name}"`);
            }
        }
        this.#checkCount(node, entries, shape);
        return this.#source.object(node, shape.noun, values, entries);
    }
    #checkNames(entries, { noun, keys, refused }, tag) {
        for (const [name, { key }] of entries) {
            if (name === tag || Object.hasOwn(keys, name))
                continue;
            const reason = Object.entries(refused ?? {}).find(([each]) => each === name)?.[1];
            const known = suggestion(name, Object.keys(keys));
            const message = reason ?? `unknown key "${name}" of ${withArticle(noun)}: ${known}`;
            this.#source.fault(key, "unknown-key", message);
        }
    }
    #checkCount(node, entries, { noun, keys, has }) {
        const names = Object.keys(keys);
        const [first, second] = names.flatMap((name) => entries.get(name) ?? []);
        if (has !== undefined && first === undefined) {
            const code = has === "exactly-one" ? "document-kind" : "missing-key";
            this.#source.fault(node, code, `${withArticle(noun)} needs ${names.join(" or ")}`);
        }
        if (has === "exactly-one" && second !== undefined) {
            const message = `${withArticle(noun)} has only one of ${names.join(" and ")}; divide it with ---`;
            this.#source.fault(second.key, "document-kind", message);
        }
    }
    /** `the rule "r"`, or `a rule` where its name is not known. */
    #nameOf(entries, { noun, id }) {
        const node = id === undefined ? undefined : entries.get(id)?.value;
        const name = node === undefined ? undefined : this.#source.scalarOf(node);
        return typeof name === "string" ? `the ${noun} "${name}"` : withArticle(noun);
    }
}
function withArticle(noun) {
    return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

;// CONCATENATED MODULE: ./build/shape/json.js

/**
 * Lists and objects inside each other. What Runwarden and systemd-resolved write has six at most; whoever goes through
 * a value with a function that calls itself, as JSON.stringify does, needs an end.
 */
const NESTING_LIMIT = 32;
/** The object that a text is; undefined for other text, and for one that is nested too deep. */
function parseObject(text) {
    if (isNestedTooDeep(text))
        return undefined;
    try {
        return asObject(JSON.parse(text));
    }
    catch {
        return undefined;
    }
}
function isNestedTooDeep(text) {
    let depth = 0;
    let isInString = false;
    for (let at = 0; at < text.length; at++) {
        const character = text[at];
        if (isInString) {
            if (character === "\\")
                at++;
            else if (character === '"')
                isInString = false;
        }
        else if (character === '"')
            isInString = true;
        else if (character === "[" || character === "{") {
            if (++depth > NESTING_LIMIT)
                return true;
        }
        else if (character === "]" || character === "}")
            depth--;
    }
    return false;
}
/** True for an object that is no list. */
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The value where it is an object, and no list. */
function asObject(value) {
    return isObject(value) ? value : undefined;
}
/** The value where it is a string, else an empty one. */
function asString(value) {
    return typeof value === "string" ? value : "";
}
/** Reads a JSON value as its shape says; undefined where anything is wrong with it. */
function json_readJson(shape, value) {
    const { read, faults } = checkJson(shape, value);
    // Where nothing is wrong, all of it is as JsonOf says, which the compiler cannot follow.
    return faults.length > 0 ? undefined : read;
}
/** The same of a text that is an object. */
function parseJson(shape, text) {
    const value = parseObject(text);
    return value === undefined ? undefined : json_readJson(shape, value);
}
/** What is read of a JSON value, and all that is wrong with it; for shapes that are made, of which no type is known. */
function checkJson(shape, value) {
    const source = new JsonSource();
    const read = new ShapeReader(source).read({ path: [], value }, shape, "it");
    return { read, faults: source.faults };
}
/** Who wrote a text in which more is wrong meant another one. */
const MAX_FAULTS = 100;
class JsonSource {
    nullIs = "a value";
    faults = [];
    scalarOf({ value }) {
        return typeof value === "object" && value !== null ? undefined : value;
    }
    itemsOf({ path, value }) {
        if (!Array.isArray(value))
            return undefined;
        return value.map((item, place) => ({ path: [...path, String(place)], value: item }));
    }
    keysOf({ path, value }) {
        if (!isObject(value))
            return undefined;
        return Object.entries(value).map(([name, each]) => {
            const node = { path: [...path, name], value: each };
            return { name, key: node, value: node };
        });
    }
    fault({ path }, _code, message) {
        if (this.faults.length < MAX_FAULTS)
            this.faults.push({ path, message });
    }
    any({ value }) {
        return value;
    }
    condition(_node, text) {
        return text;
    }
    object(_node, _noun, values) {
        return values;
    }
}

;// CONCATENATED MODULE: ./build/kinds/process.js
/** What a process and an ancestor have both: a program image. */
const IMAGE_FIELDS = [
    {
        name: "exec_path",
        type: "path",
        doc: "Path that was executed, made absolute; of a script its own",
        example: "/usr/bin/curl",
    },
    {
        name: "argv",
        type: "list of strings",
        doc: "Arguments, the first being the name that the program was called by",
        example: "[curl, -fsSL, https://example.com/install.sh]",
    },
    {
        name: "is_argv_cut",
        type: "bool",
        doc: "True where arguments are missing: of a long command line its head and its tail are kept, and what the cut went through has … there",
        example: "true / false",
        isSparse: true,
    },
    {
        name: "file_path",
        type: "path",
        doc: "The executed file itself, every symbolic link followed; of a script its own, and empty where the kernel did not tell it",
        example: "/usr/bin/python3.12",
        isSparse: true,
    },
    {
        name: "is_root_owned",
        type: "bool",
        doc: "True where that file and all folders above it belonged to root when it was executed, and nobody else could write to them; of a script its interpreter too",
        example: "true / false",
        isSparse: true,
    },
    {
        name: "is_runner",
        type: "bool",
        doc: "True of the process whose job is watched and of those above it, as they were when the watch began; never of what the job started",
        example: "true / false",
        isSparse: true,
    },
];
/** What can be asked of a process: of the one that produced an event, and of one that an event is about. */
const PROCESS_FIELDS = [
    ...IMAGE_FIELDS,
    {
        name: "ancestors",
        type: "list of ancestors",
        doc: "The program images above it, newest first: what it was before an exec, its parent, the parent's parent",
        example: "/bin/bash, /usr/bin/npm, /home/runner/bin/Runner.Worker",
    },
    {
        name: "ancestors_left_out",
        type: "int",
        doc: "How many are left out in the middle of ancestors: the 64 newest and the 64 oldest are kept",
        example: "0, 12",
        isSparse: true,
    },
];
/** What can be asked of every event, whatever its kind. In its JSON form it is the tag truncated. */
const EVENT_FIELDS = [
    {
        name: "is_truncated",
        type: "bool",
        doc: "True where something that the event tells is cut: a path or a name of its own, arguments of its program or of an ancestor, or the lineage",
        example: "true / false",
        isSparse: true,
    },
];
/** What can be asked of an ancestor. */
const ANCESTOR_FIELDS = [
    ...IMAGE_FIELDS,
    {
        name: "descendants",
        type: "list of ancestors",
        doc: "The images between it and the process, from it downwards",
        example: "/usr/bin/npm, /bin/bash",
    },
];

;// CONCATENATED MODULE: ./build/events/lineage-node.js
var _a;
/**
 * Ancestors that an event shows: the nearest, and those with which the lineage began. A program can execute itself, or
 * fork, as often as it likes, and does not get rid of either.
 */
const NEWEST = 64;
const OLDEST = 64;
/** Images whose lists of ancestors are kept, of all processes: a list has some 100 bytes for each ancestor, or more. */
const LISTS_LIMIT = 128;
/** Those that a list was made for last, and which place of them is the next. */
const listed = [];
let nextListed = 0;
/**
 * An image with its place in the lineage, which does not change: events share it, and all that came from it. The images
 * that no event can show any more are let go: each NEWEST images the chain is made anew, of the nearest, which
 * are copied, and of the oldest, which all have in common. So a chain takes a copy for each image at the most, and never
 * holds more than OLDEST + 2 * NEWEST.
 */
class LineageNode {
    pid;
    exec_path;
    argv;
    is_argv_cut;
    file_path;
    is_root_owned;
    is_runner;
    hasCutAncestor;
    /** The image that it came from; where those between are let go, the next that is kept. */
    origin;
    /** Forked and not yet executed: the same image as the parent's. */
    isFork;
    /** How many images there are before it, however many of them an event shows. */
    #depth;
    /** The nearest of the oldest images; undefined for those themselves. */
    #oldest;
    /** What takes its place above images that need none of what is let go. */
    #short;
    #ancestors;
    constructor(pid, image, from, isFork, depth) {
        this.#depth = depth ?? (from === undefined ? 0 : from.#depth + 1);
        const isDue = depth === undefined && this.#depth > OLDEST + NEWEST && this.#depth % NEWEST === 0;
        const origin = isDue && from !== undefined ? from.#shortened() : from;
        this.pid = pid;
        this.exec_path = image.exec_path;
        this.argv = image.argv;
        this.is_argv_cut = image.is_argv_cut === true;
        this.file_path = image.file_path ?? lineage_node_NO_TEXT;
        this.is_root_owned = image.is_root_owned === true;
        // What the runner forks is the job's, whatever image it has.
        this.is_runner = image.is_runner === true && !isFork;
        this.hasCutAncestor = origin !== undefined && (origin.is_argv_cut || origin.hasCutAncestor);
        this.origin = origin;
        this.isFork = isFork;
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
    get above() {
        return this.#depth <= OLDEST + NEWEST ? this.origin : undefined;
    }
    get ancestors_left_out() {
        return Math.max(0, this.#depth - OLDEST - NEWEST);
    }
    get ancestors() {
        if (this.#ancestors === undefined) {
            const list = [];
            let node = this.origin;
            for (; node !== undefined && list.length < NEWEST; node = node.origin) {
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
        for (let node = this; node !== undefined && nearest.length < NEWEST; node = node.origin) {
            nearest.push(node);
        }
        let copy = this.#oldest;
        for (const node of nearest.reverse())
            copy = new _a(node.pid, node, copy, node.isFork, node.#depth);
        this.#short = copy;
        return copy ?? this;
    }
}
_a = LineageNode;
const lineage_node_NO_TEXT = { raw: "", folded: "" };
/** An ancestor on the path to one process: what lies between the two are its descendants. */
class PlacedAncestor {
    exec_path;
    argv;
    is_argv_cut;
    file_path;
    is_root_owned;
    is_runner;
    #list;
    #place;
    #descendants;
    /** `list` has the ancestors newest first; `place` is this one's. */
    constructor(image, list, place) {
        this.exec_path = image.exec_path;
        this.argv = image.argv;
        this.is_argv_cut = image.is_argv_cut === true;
        this.file_path = image.file_path ?? lineage_node_NO_TEXT;
        this.is_root_owned = image.is_root_owned === true;
        this.is_runner = image.is_runner === true;
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
function fieldsToJson(fields, values) {
    const json = {};
    for (const { name, isSparse } of fields) {
        const value = values[name];
        if (value !== undefined && !(isSparse && isNothing(value)))
            json[name] = valueToJson(value);
    }
    return json;
}
function processToJson(process) {
    const json = fieldsToJson(PROCESS_FIELDS, process);
    if (process.pid > 0)
        json.pid = process.pid;
    return json;
}
function isNothing(value) {
    return typeof value === "object" ? "raw" in value && value.raw === "" : !value;
}
function valueToJson(value) {
    if (typeof value !== "object")
        return value;
    if ("raw" in value)
        return value.raw;
    if ("exec_path" in value)
        return processToJson(value);
    return isTexts(value) ? value.map(({ raw }) => raw) : value.map(imageToJson);
}
function isTexts(list) {
    return list.every((entry) => "raw" in entry);
}
function imageToJson(image) {
    return fieldsToJson(IMAGE_FIELDS, image);
}
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
        if (!isObject(object))
            throw new Refusal(`${where} must be an object`);
        const values = this.#fields(PROCESS_FIELDS, object, where);
        return { ...values, pid: naturalNumber(object.pid, `${where}.pid`, 0) };
    }
    #fields(fields, json, where) {
        const values = {};
        for (const { name, type, isSparse } of fields) {
            if (isSparse && json[name] === undefined)
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
            if (!isObject(entry))
                throw new Refusal(`${at} must be an object`);
            const image = this.#fields(IMAGE_FIELDS, entry, at);
            list.push(entry.descendants === undefined
                ? new PlacedAncestor(image, list, place)
                : { ...image, descendants: this.#descendants(entry.descendants, `${at}.descendants`, depth) });
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

;// CONCATENATED MODULE: ./build/events/text.js
/**
 * Folds a string for matching: lowercase by code point, one to one and without context, then NFC. Lone
 * surrogates, which stand for bytes that are no UTF-8, become U+FFFD.
 */
function fold(raw) {
    if (IS_FOLDED_ASCII.test(raw))
        return raw;
    let lower = "";
    for (const character of raw.toWellFormed())
        lower += lowerCodePoint(character);
    return lower.normalize("NFC");
}
const IS_FOLDED_ASCII = /^[\0-@[-\x7f]*$/;
function lowerCodePoint(character) {
    // U+0130 is the one code point whose lowercase is two; its simple mapping is i.
    return character === "\u0130" ? "i" : character.toLowerCase();
}

;// CONCATENATED MODULE: ./build/events/text-store.js




/** Bytes that all texts take which are remembered: a job can name as many files as it likes. */
const BUDGET = 16 * 1024 * 1024;
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
        const text = this.#old.strings.get(raw) ?? numbered(text_store_textOf(ownCopy(raw)));
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
        return this.intern(pathOfWalk(decodeLatin1(latin1), true));
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
        return text_store_textOf(pathOfWalk(decodeLatin1(walk), false));
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
    return text_store_textOf(decodeLatin1(latin1));
}
function text_store_textOf(raw) {
    const folded = fold(raw);
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
const json_LINE_LIMIT = 64 * 1024 * 1024;
/** Turns JSON events into events; equal strings become one Text. */
class JsonEventReader {
    #fields = new JsonFieldReader(new TextStore());
    #index = 0;
    /** Checks one parsed line. Throws `Refusal` where it is no event; unknown keys are passed over. */
    event(json) {
        if (!isObject(json))
            throw new Refusal("an event is an object");
        const kind = json.event_type;
        if (typeof kind !== "string" || !isEventKind(kind)) {
            throw new Refusal(`event_type must be one of ${EVENT_KIND_NAMES.join(", ")}`);
        }
        const payload = json.payload === undefined ? {} : json.payload;
        if (!isObject(payload))
            throw new Refusal("payload must be an object");
        const tags = stringList(json.tags, "tags");
        const event = {
            kind,
            index: this.#index++,
            timeNs: parseTime(json.time),
            process: this.#fields.process(json.process, "process"),
            payload: markedCut(this.#fields.payload(EVENT_KINDS[kind], payload), tags),
            tags,
            count: naturalNumber(json.count, "count", 1),
        };
        return event;
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
            throw new RunwardenError("event-invalid", `${name}:${line}: ${error.message}`, { cause: error });
        }
    };
    for await (const text of lines(name, chunks))
        take(text);
    // Of a file without an event nobody knows whether there was nothing, or nothing was kept.
    if (EVENT_KIND_NAMES.every((kind) => events[kind] === 0)) {
        throw new RunwardenError("event-invalid", `${name}: there is no event in it`);
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
        if (rest.length > json_LINE_LIMIT)
            throw new RunwardenError("event-invalid", `${name}: a line is too long`);
    }
    rest += decoder.decode();
    if (rest !== "")
        yield rest;
}

;// CONCATENATED MODULE: ./build/report/matches.js




/** In UTF-16 units, for all matches together: far above real jobs, and far below what a string can hold. */
const MATCHES_LIMIT = 64 * 1024 * 1024;
/** Processes that are told; all are counted. */
const LIVING_LIMIT = 100;
/** The text of matches.json. Of matches that would make it too large only the count stays, and a warning. */
function renderMatches(report) {
    const { coverage } = report;
    const { job, kernel, missingPrograms, living } = report.recorded;
    let left = MATCHES_LIMIT;
    let omitted = 0;
    const rules = report.outcome.rules.map((outcome) => {
        const matches = outcome.matches.flatMap((event) => {
            const text = JSON.stringify({ event_index: event.index, event: eventToJson(event) });
            left -= text.length;
            if (left >= 0)
                return [text];
            omitted++;
            return [];
        });
        return renderRule(outcome, matches);
    });
    const warnings = [...report.warnings];
    if (omitted > 0) {
        const message = `${omitted} matches are left out, for they would make this file too large`;
        warnings.push({ kind: "matches_left_out", message });
    }
    const head = JSON.stringify({
        schema: "runwarden/matches/v1",
        result: report.result,
        coverage: {
            source: coverage.source,
            scope: coverage.reach?.scope,
            adopted: coverage.reach?.adopted,
            hooks: coverage.hooks,
            sources: coverage.sources,
            events: coverage.events,
            dropped: coverage.isLossKnown ? coverage.dropped : null,
            dropped_lineage: coverage.isLossKnown ? coverage.droppedLineage : null,
            dropped_answers: coverage.isLossKnown ? coverage.droppedAnswers : null,
            cuts: (report.outcome.cuts ?? []).map(({ part, events, rules }) => ({
                part,
                events,
                rules: rules.map(ruleName),
            })),
            blind_spots: blindSpotCounts(coverage),
            cost: coverage.cost && { cpu_ms: coverage.cost.cpuMs, memory_kib: coverage.cost.memoryKib },
            unknown_after: coverage.unknownAfterNs?.toString(),
            full_since: coverage.full?.sinceNs.toString(),
            faults: report.tampering.map(renderFault),
        },
        job: job && { started_by: job.startedBy, context: job.context },
        kernel,
        missing_programs: missingPrograms,
        living: living && {
            count: living.length,
            processes: living.slice(0, LIVING_LIMIT).map(({ pid, exec_path, argv }) => ({
                pid,
                exec_path: exec_path.raw,
                argv: argv.map(({ raw }) => raw),
            })),
        },
        warnings,
    });
    return `${head.slice(0, -1)},\n"rules":[${rules.join(",")}]}\n`;
}
/** The place is where the block begins, in bytes, and its number; there is none for what concerns the whole log. */
function renderFault(fault) {
    const place = "place" in fault ? fault.place : undefined;
    return { code: fault.code, offset: place?.offset, block: place?.block, message: logFaultSentence(fault) };
}
function renderRule({ rule, totalCount }, matches) {
    const head = JSON.stringify({
        ruleset_id: rule.rulesetId,
        rule_id: rule.ruleId,
        rule_name: rule.name,
        description: rule.description,
        tags: Object.keys(rule.tags).length > 0 ? rule.tags : undefined,
        modifiers: rule.modifiers.length > 0 ? rule.modifiers : undefined,
        action: rule.action,
        total_count: totalCount,
    });
    return `\n${head.slice(0, -1)},"matches":[${matches.map((match) => `\n${match}`).join(",")}]}`;
}

;// CONCATENATED MODULE: ./build/report/recorded-lines.js

/** Longer than any real branch, commit or name of a repository, which git and GitHub bound at 255 bytes or fewer. */
const VALUE_LIMIT = 300;
/** The context of a log is its writer's: it can have any number of members. */
const OTHERS_SHOWN = 10;
const PROGRAMS_SHOWN = 20;
const LIVING_SHOWN = 20;
/** What the members of a job's context are called, in the order in which they are told. */
const LABELS = new Map([
    ["server_url", "Server"],
    ["repository", "Repository"],
    ["workflow", "Workflow"],
    ["workflow_ref", "Workflow file"],
    ["job", "Job"],
    ["run_id", "Run"],
    ["run_attempt", "Attempt"],
    ["event_name", "Event"],
    ["sha", "Commit"],
    ["ref", "Ref"],
    ["runner_name", "Runner"],
    ["runner_os", "Runner's system"],
    ["runner_arch", "Runner's processor"],
]);
const STARTED = {
    pre: "started before the job's first step (pre)",
    main: "started by the action's own step (main)",
    run: "started by the command line (run)",
};
/**
 * What the log says of the job, of its machine and of how the watch was started, one line each where it is known.
 * Holds names that others chose, such as branches, not yet made visible. Each line starts with words of our own.
 */
function recordedLines({ job, kernel, missingPrograms = [] }) {
    return [
        ...contextLines(job?.context ?? {}),
        ...(job === undefined ? [] : [`Watch: ${STARTED[job.startedBy]}`]),
        ...(kernel === undefined ? [] : [`Kernel: ${recorded_lines_cut(kernel.release)} (${recorded_lines_cut(kernel.machine)})`]),
        ...(missingPrograms.length === 0
            ? []
            : [`Programs that could not be attached: ${recorded_lines_listed(missingPrograms)}`]),
    ];
}
/** The job's processes that ran when it was judged, one line each; what they are called is already made visible. */
function livingLines({ living = [] }) {
    const more = living.length - LIVING_SHOWN;
    return [
        ...living.slice(0, LIVING_SHOWN).map((process) => `${commandLine(process)} [pid ${process.pid}]`),
        ...(more > 0 ? [`… and ${more} more`] : []),
    ];
}
function contextLines(context) {
    const known = [...LABELS].map(([name, label]) => [label, context[name] ?? ""]);
    const others = Object.entries(context)
        .filter(([name]) => !LABELS.has(name))
        .slice(0, OTHERS_SHOWN)
        .map(([name, value]) => [`Also ${recorded_lines_cut(name)}`, value]);
    return [...known, ...others]
        .filter(([, value]) => value !== "")
        .map(([label, value]) => `${label}: ${recorded_lines_cut(value)}`);
}
function recorded_lines_listed(names) {
    const more = names.length - PROGRAMS_SHOWN;
    return [...names.slice(0, PROGRAMS_SHOWN).map(recorded_lines_cut), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
function recorded_lines_cut(value) {
    return value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value;
}

;// CONCATENATED MODULE: ./build/report/rule-section.js



const ID_LIMIT = 160;
const DESCRIPTION_LIMIT = 1000;
/** Of a rule, which its author chose, and of an event. */
const TAG_LIMIT = 80;
const EVENT_TAG_LIMIT = 60;
const TAGS_SHOWN = 10;
const MODIFIERS_SHOWN = 10;
const rule_section_DATA_LIMIT = 400;
/** Longer than any line that lineageLines gives: it has shortened them itself. */
const rule_section_LINE_LIMIT = 8192;
const ACTION_MARKS = {
    terminate: "🛑",
    detect: "🛑",
    collect: "📋",
};
/** The head of a rule's section as an HTML block: its action, its names, its count and what it is about. */
function ruleHead({ rule, totalCount }) {
    const names = `${code(rule.rulesetId, ID_LIMIT)} ${code(rule.ruleId, ID_LIMIT)}`;
    const tags = Object.entries(rule.tags)
        .slice(0, TAGS_SHOWN)
        .map(([key, value]) => code(`${key}: ${value}`, TAG_LIMIT));
    const lines = [
        `<h3>${ACTION_MARKS[rule.action]} ${rule.action} · ${names} · ${count(totalCount, "match", "matches")}</h3>`,
        ...(rule.name === undefined ? [] : [`<p><b>${visible_escapeHtml(rule.name, ID_LIMIT)}</b></p>`]),
        ...(rule.description === undefined ? [] : [paragraph(rule.description)]),
        ...(tags.length === 0 ? [] : [`<p>${tags.join(" ")}</p>`]),
        ...(rule.modifiers.length === 0 ? [] : [modified(rule.modifiers)]),
    ];
    return `${lines.join("\n")}\n`;
}
function paragraph(description) {
    const lines = description.slice(0, DESCRIPTION_LIMIT).split("\n");
    const text = lines
        .map((line) => visible_escapeHtml(line.trimEnd(), DESCRIPTION_LIMIT))
        .filter((line) => line !== "")
        .join("<br>");
    return `<p>${text}${description.length > DESCRIPTION_LIMIT ? " …" : ""}</p>`;
}
/** Says that the rule is not as its file has it, so that a reader looks for the rest of it in the right place. */
function modified(modifiers) {
    const names = modifiers.slice(0, MODIFIERS_SHOWN).map((id) => code(id, ID_LIMIT));
    const more = modifiers.length - names.length;
    return `<p>Changed by ${names.join(", ")}${more > 0 ? ` and ${count(more, "more modifier")}` : ""}</p>`;
}
/** One match as an HTML block without blank lines: what happened, when, and the lineage of the process. */
function matchDetails(event, state) {
    const time = timeOfDay(event.timeNs);
    const sentence = describe(event)
        .map(({ kind, text }) => (kind === "words" ? text : code(text, rule_section_DATA_LIMIT)))
        .join(" ");
    // An exec names the program itself.
    const actor = event.kind === "process_exec" ? "" : code(event.process.exec_path.raw, rule_section_DATA_LIMIT);
    const head = [time === "" ? "" : `<code>${time}</code>`, actor, sentence].filter((part) => part !== "");
    const lines = lineageLines(event.process).map((line) => visible_escapeHtml(line, rule_section_LINE_LIMIT));
    return [
        `<details${state === "open" ? " open" : ""}><summary>${head.join(" ")}</summary>`,
        `<pre>${lines.join("\n")}</pre>`,
        `<p><sub>${notes(event).join(" · ")}</sub></p>`,
        "</details>",
        "",
    ].join("\n");
}
function notes(event) {
    const tags = event.tags.slice(0, TAGS_SHOWN).map((tag) => `tag ${code(tag, EVENT_TAG_LIMIT)}`);
    return [
        event.kind,
        `event ${event.index}`,
        ...(event.count > 1 ? [`happened ${count(event.count, "time")}`] : []),
        ...tags,
    ];
}
/** What follows the matches: how many are not shown, and why. Empty when all are. */
function ruleFoot({ matches, totalCount, rule }, shown) {
    const notes = [];
    if (shown < matches.length) {
        notes.push(`${count(matches.length - shown, "match", "matches")} left out here for the summary's size; matches.json has them.`);
    }
    if (rule.type === "event" && matches.length >= rule.maxAlerts && totalCount > matches.length) {
        notes.push(`Details are kept of the first ${matches.length}; max_alerts of the rule sets how many.`);
    }
    return notes.length === 0 ? "" : `<p><sub>${notes.join(" ")}</sub></p>\n`;
}

;// CONCATENATED MODULE: ./build/report/summary.js








/** The runner drops a summary of more than 1024 KiB as a whole; this leaves room for its other parts. */
const SUMMARY_LIMIT = 1000 * 1024;
/** What comes behind a summary that may be as large as that. */
const LATE_LIMIT = 16 * 1024;
/** Of the first, room for the foot of every rule and the note on rules that were left out. */
const FOOT_ROOM = 512;
const summary_SENTENCE_LIMIT = 2000;
const SENTENCES_SHOWN = 30;
/**
 * The report for GitHub's job summary: Markdown, with everything that came from the job or from rule files inside
 * HTML blocks, escaped. At most SUMMARY_LIMIT bytes: what does not fit is left out and counted.
 */
function renderSummary(report) {
    const head = headSection(report);
    const foot = footSection(report);
    const room = SUMMARY_LIMIT - Buffer.byteLength(head) - Buffer.byteLength(foot);
    return head + ruleSections(report.outcome.rules, room) + foot;
}
/** The summary of a job that was not watched at all: why, and what to do, never "no matches". */
function renderNotWatched(reason) {
    return `## ⚠️ Runwarden: not watched\n\nNothing is known of what this job did.\n\n${paragraphs(reason)}\n`;
}
/** What is added where something came after the report was made, in the form of renderSummary. */
function renderLate(rules, faults) {
    const head = [
        "## 🛑 Runwarden: after the report was made",
        "This happened while the job's last step reported, and fails the job.",
        ...list("Why the log cannot be trusted", faults.map(logFaultSentence)),
        "",
    ].join("\n\n");
    return head + ruleSections(rules, LATE_LIMIT - Buffer.byteLength(head));
}
function paragraphs(text) {
    return text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .slice(0, SENTENCES_SHOWN)
        .map((line) => `<p>${escapeHtml(line, summary_SENTENCE_LIMIT)}</p>`)
        .join("\n");
}
function headSection(report) {
    return [
        `## ${headline(report)}`,
        resultSentence(report),
        `**Coverage:** ${coverageLine(report)}`,
        ...list("Why the log cannot be trusted", report.tampering.map(logFaultSentence)),
        ...list("Not watched", gaps(report)),
        "",
    ].join("\n\n");
}
function footSection(report) {
    return [
        ...list("Warnings of the rules", report.warnings.map(warningLine)),
        ...list("Still running when the job was judged", livingLines(report.recorded)),
        `<details><summary>Counts of every kind, and what no hook sees</summary>`,
        kindTable(report),
        ...costLine(report),
        ...list("This job", recordedLines(report.recorded)),
        ...list("Blind spots", blindSpots(report)),
        "</details>",
        "",
    ].join("\n\n");
}
function list(title, sentences) {
    if (sentences.length === 0)
        return [];
    const items = sentences
        .slice(0, SENTENCES_SHOWN)
        .map((text) => `<li>${visible_escapeHtml(text, summary_SENTENCE_LIMIT)}</li>`);
    const more = sentences.length - SENTENCES_SHOWN;
    if (more > 0)
        items.push(`<li>… and ${more} more</li>`);
    return [`**${title}**`, `<ul>\n${items.join("\n")}\n</ul>`];
}
/** What watching took of the machine, in a sentence; none where it is not known. Holds no data of the job. */
function costLine({ coverage }) {
    if (coverage.cost === undefined)
        return [];
    const { cpuMs, memoryKib } = coverage.cost;
    const seconds = (cpuMs / 1000).toLocaleString("en", { maximumFractionDigits: 2 });
    return [
        `The collector took ${seconds} s of CPU time, and at most ${Math.round(memoryKib / 1024)} MiB of memory.`,
    ];
}
/** The counts of every kind as a Markdown table; holds no data of the job. */
function kindTable({ coverage }) {
    const rows = EVENT_KIND_NAMES.map((kind) => {
        const hooks = coverage.source === "file" ? "" : (coverage.hooks[kind] ?? "missing");
        const source = coverage.sources[kind] ?? "";
        return `| ${kind} | ${number(coverage.events[kind])} | ${coverage.isLossKnown ? number(coverage.dropped[kind]) : "?"} | ${hooks} | ${source} |`;
    });
    return ["| kind | events | dropped | hooks | source |", "|---|--:|--:|---|---|", ...rows].join("\n");
}
function number(value) {
    return value.toLocaleString("en");
}
/** All rules that matched, the failing ones first. */
function ruleSections(rules, room) {
    const failing = rules.filter(({ rule }) => rule.action !== "collect");
    const collecting = rules.filter(({ rule }) => rule.action === "collect");
    const outcomes = [...failing, ...collecting];
    let left = room - FOOT_ROOM;
    const sections = [];
    for (const outcome of outcomes) {
        const head = ruleHead(outcome);
        left -= Buffer.byteLength(head) + FOOT_ROOM;
        if (left < 0)
            break;
        sections.push({ outcome, head, matches: [] });
    }
    fill(sections, left);
    const text = sections.map(({ outcome, head, matches }) => [head, ...matches, ruleFoot(outcome, matches.length), "\n"].join(""));
    const omitted = outcomes.length - sections.length;
    if (omitted > 0)
        text.push(`${omitted} more rules matched and are left out here for the summary's size.\n\n`);
    return text.join("");
}
/** Shares the room out in rounds, one match of every rule in each, so that no rule crowds out another. */
function fill(sections, room) {
    let left = room;
    let open = sections;
    for (let round = 0; open.length > 0; round++) {
        open = open.filter(({ outcome, matches }) => {
            const event = outcome.matches[round];
            if (event === undefined)
                return false;
            const isOpen = round === 0 && outcome.rule.action !== "collect";
            const details = matchDetails(event, isOpen ? "open" : "folded");
            left -= Buffer.byteLength(details);
            if (left < 0)
                return false;
            matches.push(details);
            return true;
        });
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(51455);
;// CONCATENATED MODULE: ./build/watch/file-sink.js



/**
 * A new file, for its owner only. It has its name when it is complete, or as complete as it gets: nothing is written
 * through a file or link that somebody has put there.
 */
class FileSink {
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
        this.#part = `${path}.${(0,external_node_crypto_.randomBytes)(8).toString("hex")}.part`;
    }
    /** Where it stays that is whole and cannot have its name. */
    get keptAs() {
        return this.isWhole && !this.isThere ? this.#part.replace(this.path, this.#shown) : undefined;
    }
    begin() {
        return this.#noting(async () => {
            // Neither an existing file nor a link is opened (O_EXCL).
            this.#file = await (0,promises_.open)(this.#part, "wx", 0o600);
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
            await (0,promises_.rename)(this.#part, this.path);
            this.isThere = true;
        });
    }
    /** Removes what was written so far. */
    async discard() {
        await this.#file?.close().catch(() => { });
        await (0,promises_.rm)(this.#part, { force: true });
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
/** Writes a new file as FileSink does; one that cannot be written whole is not there. */
async function writeFileWhole(path, text) {
    const file = new FileSink(path);
    try {
        await file.begin();
        await file.write(Buffer.from(text));
        await file.end();
    }
    catch (error) {
        await file.discard().catch(() => { });
        throw error;
    }
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
const HEADER_SIZE = 32;
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
    const members = place(bySize, HEADER_SIZE);
    const last = members.at(-1);
    const end = last === undefined ? HEADER_SIZE : last.offset + MEMBER_SIZES[last.type];
    const strings = shape.strings.map(({ name, form }) => ({
        name,
        form,
        lengthOffset: memberOf(members, `${name}_length`).offset,
    }));
    return { kind, id, members, strings, padding: align8(end) - end, fixedSize: align8(end) };
}
function memberOf(members, name) {
    const member = members.find((candidate) => candidate.name === name);
    if (member === undefined)
        throw new Error(`the record has no member ${name}`);
    return member;
}
/** The next multiple of 8; records and their fixed parts end on one. */
function align8(size) {
    return (size + 7) & ~7;
}
/** The layout of every kind of record, in the order of the list of kinds. */
const LAYOUTS = Object.entries(RECORD_KINDS).map(([kind, { id, record }]) => layoutOf(kind, id, record));
/** The offset of a fixed member; throws for a name that is none of them. */
function memberOffset(layout, name) {
    return memberOf(layout.members, name).offset;
}
/** The layout of one kind. */
function layoutFor(kind) {
    const layout = LAYOUTS.find((candidate) => candidate.kind === kind);
    if (layout === undefined)
        throw new Error(`there is no kind ${kind}`);
    return layout;
}

;// CONCATENATED MODULE: ./build/kinds/record.js
/**
 * Bits of a record's `flags` member: a walk did not reach the root; a text or other bytes lost their end; arguments are
 * missing between `argv` and `argv_tail`.
 */
const RECORD_FLAGS = { walk_cut: 1, text_cut: 2, argv_cut: 4 };

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
 * older version may have fewer kinds.
 */
function canRead(layouts) {
    const own = plainLayouts();
    const kinds = asObject(layouts.kinds);
    if (kinds === undefined || !isSame(layouts.header, own.header) || !isSame(layouts.flags, own.flags))
        return false;
    return Object.entries(kinds).every(
    // A name such as __proto__ must not find what every object has.
    ([name, layout]) => Object.hasOwn(own.kinds, name) && isSame(layout, own.kinds[name]));
}
/** The layouts of those kinds that a log has; it must be one that this version reads. */
function layoutsOf({ kinds }) {
    return LAYOUTS.filter(({ kind }) => Object.hasOwn(asObject(kinds) ?? {}, kind));
}
function isSame(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
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

/** Where no process is: the kernel knows who ends the watch, and what that does counts as what any process does. */
const NOBODY = { scopePid: -1, directory: "", postScript: undefined };
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
    /** `own` says which processes are Runwarden's. */
    constructor(tickNs, own, empty) {
        this.#tickNs = tickNs;
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
            process: new LineageNode(pid, image, above?.process, origin === "fork"),
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
            process: new LineageNode(childPid, parent.process, parent.process, true),
            own: parent.own,
            unexecuted: this.#own.isScope(pid, startNs) ? "of the scope" : "of another",
        });
    }
    /** A process started a new image. The parent counts only where the fork was not seen. */
    exec(pid, startNs, image, parentPid, parentStartNs) {
        const known = this.#find(pid, startNs);
        const entry = known ?? this.#forked(pid, startNs, parentPid, parentStartNs);
        const above = entry.process.isFork ? entry.process.origin : entry.process;
        this.#put(pid, {
            startTick: entry.startTick,
            process: new LineageNode(pid, image, above, false),
            own: this.#ownAfterExec(entry, { pid, startNs }, image, { pid: parentPid, startNs: parentStartNs }),
            unexecuted: undefined,
        });
        entry.process.release();
    }
    #ownAfterExec({ own, unexecuted }, { pid, startNs }, image, parent) {
        if (own !== undefined)
            return this.#own.isKept(image) ? own : undefined;
        return this.#isOfScope(unexecuted, parent) ? this.#own.firstExec(pid, startNs, image) : undefined;
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
        return this.#find(pid, startNs)?.process ?? new LineageNode(pid, this.#unknown, undefined, false);
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
            process: new LineageNode(pid, this.#unknown, undefined, false),
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
            above = {
                startTick: this.#tick(older.startNs),
                process: new LineageNode(each, image, above?.process, false),
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
            process: new LineageNode(pid, parent?.process ?? this.#unknown, parent?.process, true),
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
    /** /proc gives start times in clock ticks only; within one tick a pid is not used twice. */
    #tick(startNs) {
        return Math.floor(startNs / this.#tickNs);
    }
}

;// CONCATENATED MODULE: ./build/events/bounded-map.js
/** A map that holds as much as its budget has room for. What came first is forgotten first. */
class BoundedMap {
    #budget;
    #sizeOf;
    #entries = new Map();
    #size = 0;
    /** `budget` is in bytes, and `sizeOf` says how many an entry takes. */
    constructor(budget, sizeOf) {
        this.#budget = budget;
        this.#sizeOf = sizeOf;
    }
    get(key) {
        return this.#entries.get(key)?.value;
    }
    has(key) {
        return this.#entries.has(key);
    }
    /** Puts a value in the place of the newest; true where others had to be forgotten for it. */
    set(key, value) {
        this.delete(key);
        const size = ENTRY_SIZE + this.#sizeOf(key, value);
        this.#entries.set(key, { value, size });
        this.#size += size;
        if (this.#size <= this.#budget)
            return false;
        this.#forget();
        return true;
    }
    delete(key) {
        const entry = this.#entries.get(key);
        if (entry === undefined)
            return;
        this.#size -= entry.size;
        this.#entries.delete(key);
    }
    /** Makes room for many more: to find the oldest of a Map takes the longer, the more before it were deleted. */
    #forget() {
        const wanted = this.#budget * (1 - FORGOTTEN_AT_ONCE);
        for (const key of this.#entries.keys()) {
            if (this.#size <= wanted || this.#entries.size === 1)
                return;
            this.delete(key);
        }
    }
}
/** What an entry takes besides what is in it: its place in the Map, and the object that has its size. */
const ENTRY_SIZE = 96;
/** The part of the budget that is freed when it is used up. */
const FORGOTTEN_AT_ONCE = 1 / 8;
/** The same bytes with memory of their own: what is a part of a larger buffer holds on to all of it. */
function ownBytes(bytes) {
    const own = Buffer.alloc(bytes.length);
    bytes.copy(own);
    return own;
}

;// CONCATENATED MODULE: ./build/events/dns.js


/** The header of a message, and the bit of its third byte that says that it answers (RFC 1035, 4.1.1). */
const dns_HEADER_SIZE = 12;
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
    if (message.length < dns_HEADER_SIZE)
        return { id: 0, names: [""], isWhole: false };
    const id = message.readUInt16BE(0);
    if (((message[2] ?? 0) & RESPONSE_BIT) !== 0)
        return { id, names: [], isWhole: true };
    const count = message.readUInt16BE(4);
    const names = [];
    let at = dns_HEADER_SIZE;
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
    return decodeLatin1(nameBytes.toString("latin1", 0, size));
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
    if (message.length < dns_HEADER_SIZE)
        return false;
    const [questions, answers, authorities, others] = [4, 6, 8, 10].map((at) => message.readUInt16BE(at));
    if (((message[2] ?? 0) & ~RECURSION_BIT) !== 0 || ((message[3] ?? 0) & ~SECURITY_BITS) !== 0)
        return false;
    if (questions === undefined || questions < 1 || questions > PLAIN_QUESTIONS_LIMIT)
        return false;
    if (answers !== 0 || authorities !== 0 || others === undefined || others > 1)
        return false;
    let at = dns_HEADER_SIZE;
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
const STREAMS_BUDGET = 1024 * 1024;
const NOTHING = Buffer.alloc(0);
/** What a stream takes besides its bytes. */
const STREAM_SIZE = 320;
const NO_GAP = { start: 0, end: 0 };
/** Puts the messages of DNS over TCP together: each comes behind its length, in any number of segments. */
class DnsStreams {
    #streams = new BoundedMap(STREAMS_BUDGET, (_, { bytes }) => STREAM_SIZE + bytes.length);
    /**
     * Adds a segment of a socket's stream; gives the messages that it completes. Of a long segment only the first
     * bytes may be there: `wholeLength` says how long it was. A message is given up to where bytes of it are missing;
     * those that begin there are given as one of no bytes, for nobody knows how many there were.
     */
    push(socket, sequence, segment, wholeLength = segment.length) {
        const last = this.#streams.get(socket) ?? { next: sequence, bytes: NOTHING, gap: NO_GAP };
        // Sequence numbers wrap: as a signed difference, ahead is positive and sent before is negative.
        const ahead = (sequence - last.next) | 0;
        // Ahead, a segment was not recorded. What comes behind it is most likely the start of a message.
        const stream = ahead > 0 ? { next: sequence, bytes: NOTHING, gap: NO_GAP } : last;
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
            bytes: ownBytes(bytes.subarray(end)),
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
            return { messages: [...messages, NOTHING], end: bytes.length };
        const start = at + 2;
        const end = start + bytes.readUInt16BE(at);
        if (end > bytes.length)
            break;
        messages.push(bytes.subarray(start, gap.end > start ? Math.min(end, gap.start) : end));
        at = end;
    }
    return { messages, end: at };
}

;// CONCATENATED MODULE: ./build/events/resolved.js




/** Bytes kept of all streams; nss-resolve has one short call in each. */
const resolved_STREAMS_BUDGET = 1024 * 1024;
/** Bytes kept of a call that has not ended; real ones have a few hundred. */
const CALL_LIMIT = 64 * 1024;
/** What a buffer takes besides its bytes. */
const REST_SIZE = 200;
const resolved_NOTHING = Buffer.alloc(0);
/** Puts what goes through systemd-resolved's socket together: JSON texts that NUL ends, in any number of sends. */
class CallStreams {
    #rests = new BoundedMap(resolved_STREAMS_BUDGET, (_, { length }) => REST_SIZE + length);
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
            this.#rests.set(socket, ownBytes(rest));
        return calls;
    }
}
const INTERFACE = "io.systemd.Resolve.";
/**
 * The name that a call looks up, in the form that DNS queries have; undefined where it looks up none. Of a call that
 * is not whole, or that cannot be read, nothing is known: an empty name.
 */
function nameOfCall({ bytes, isWhole }) {
    const call = isWhole ? parseObject(decodeBytes(bytes)) : undefined;
    if (call === undefined)
        return "";
    const method = asString(call.method);
    if (!method.startsWith(INTERFACE))
        return undefined;
    const parameters = asObject(call.parameters) ?? {};
    switch (method.slice(INTERFACE.length)) {
        case "ResolveHostname":
        case "ResolveRecord":
            return asDomain(asString(parameters.name));
        case "ResolveService": {
            // The instance, the type and the domain, of which the first two may be missing.
            const parts = [parameters.name, parameters.type, parameters.domain].map(asString);
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
    const parameters = isWhole ? asObject(parseObject(decodeBytes(bytes))?.parameters) : undefined;
    const list = Array.isArray(parameters?.addresses) ? parameters.addresses : [];
    return {
        name: asDomain(asString(parameters?.name)),
        addresses: list.flatMap((entry) => asAddress(asObject(entry)?.address) ?? []),
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
        return `${remoteAddress(bytes, 2).ip.split(".").reverse().join(".")}.in-addr.arpa`;
    return `${[...bytes.toString("hex")].reverse().join(".")}.ip6.arpa`;
}

;// CONCATENATED MODULE: ./build/events/nscd.js



/** nscd/nscd-client.h of glibc: a request's version, type and the length of its key, each of 32 bits, then the key. */
const nscd_HEADER_SIZE = 12;
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
const nscd_UNKNOWN = { name: "", isWhole: false };
/** Puts what is sent to nscd together: requests, in any number of sends. */
class NscdStreams {
    #rests = new BoundedMap(nscd_STREAMS_BUDGET, (_, { length }) => nscd_REST_SIZE + length);
    /** Adds what was sent on a socket; gives the look-ups that it completes. Of a long send the end may be missing. */
    push(socket, sent, wholeLength = sent.length) {
        const bytes = Buffer.concat([this.#rests.get(socket) ?? nscd_NOTHING, sent]);
        this.#rests.delete(socket);
        const lookups = [];
        let at = 0;
        while (at + nscd_HEADER_SIZE <= bytes.length) {
            const keyLength = bytes.readInt32LE(at + 8);
            // nscd closes such a stream.
            if (bytes.readInt32LE(at) !== nscd_VERSION || keyLength < 0 || keyLength > KEY_LIMIT)
                return lookups;
            const end = at + nscd_HEADER_SIZE + keyLength;
            if (end > bytes.length)
                break;
            lookups.push(...lookupsOf(bytes.readInt32LE(at + 4), bytes.subarray(at + nscd_HEADER_SIZE, end)));
            at = end;
        }
        const rest = bytes.subarray(at);
        if (wholeLength > sent.length)
            lookups.push(nscd_UNKNOWN);
        else if (rest.length > 0)
            this.#rests.set(socket, ownBytes(rest));
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
        return nscd_UNKNOWN;
    return { name: asDomain(decodeBytes(key.subarray(0, end))), isWhole: true };
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
    #sockets = new BoundedMap(CALLS_BUDGET, (_, { names }) => names.reduce((size, name) => size + NAME_SIZE + 2 * name.length, SOCKET_SIZE));
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
    if (message.length < dns_HEADER_SIZE)
        return undefined;
    const [flags = 0, code = 0] = message.subarray(2, 4);
    if ((flags & RESPONSE_BIT) === 0 || (flags & OPCODE_BITS) !== 0 || (code & ERROR_BITS) !== 0) {
        return undefined;
    }
    if (message.readUInt16BE(4) !== 1)
        return undefined;
    const { text: question, end } = readName(message, dns_HEADER_SIZE);
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
/** AddressNames of one address; what comes then is left out, and the list is said to be cut. */
const NAMES_LIMIT = 256;
/**
 * AddressNames that are compared with others for one answer. Its further addresses, where they have names already, keep those,
 * and their lists are said to be cut: real answers have some ten addresses.
 */
const COMPARED_LIMIT = 2048;
const NO_NAMES = { names: [], isCut: false };
const CUT_NAMES = { names: [], isCut: true };
/**
 * Which names the job was told addresses for. An answer counts only where the socket that got it had asked for that
 * name in that transaction. So a job cannot give an address a name by sending itself packets; but it can by asking
 * a resolver that does as it likes, and such a one needs no more than a server of its own. AddressNames tell what an honest
 * program connects to; they are no proof against one that lies.
 */
class RemoteNames {
    #texts;
    #questions = new BoundedMap(QUESTIONS_BUDGET, (question) => STRING_SIZE + 2 * question.length);
    /** By the bytes of the address, one character for each. */
    #names = new BoundedMap(NAMES_BUDGET, (_, { names }) => names.reduce((size, { raw }) => size + remote_names_NAME_SIZE + 2 * raw.length, ADDRESS_SIZE));
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
/** AddressNames that one answer adds to those of its addresses. */
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
            if (message.length < dns_HEADER_SIZE && n > 0 && (messages[n - 1]?.length ?? 0) < dns_HEADER_SIZE)
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

;// CONCATENATED MODULE: ./build/events/record-bytes.js


/** Strings in the tail of one record; no kind has more. */
const MAX_STRINGS = 8;
const HEAD = { members: HEADER };
const record_bytes_TIME = memberOffset(HEAD, "time_ns");
const record_bytes_START = memberOffset(HEAD, "start_ns");
const PID = memberOffset(HEAD, "pid");
const FLAGS = memberOffset(HEAD, "flags");
/** The bytes of one record after the other. One object for all: there are millions. */
class RecordBytes {
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
        return this.ns(record_bytes_START);
    }
    get timeLow() {
        return this.u32(record_bytes_TIME);
    }
    get timeHigh() {
        return this.u32(record_bytes_TIME + 4);
    }
    /** Any string of the record is cut, its arguments left aside. */
    get isCut() {
        return (this.u32(FLAGS) & ~RECORD_FLAGS.argv_cut) !== 0;
    }
    get isArgvCut() {
        return (this.u32(FLAGS) & RECORD_FLAGS.argv_cut) !== 0;
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
        record_view_define(view, name, { value: record_view_stringOf(form, bytes, place, texts) });
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
function record_view_stringOf(form, bytes, place, texts) {
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
        return decodeBytes(this.source.string(this.place));
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
        return this.source.latin1(this.place).split("\0").map(decodeLatin1);
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
    #timeHigh;
    #offsetNs;
    /** The time is nanoseconds since boot, in two halves of 32 bits; the offset makes it one since 1970. */
    constructor(told, index, timeLow, timeHigh, offsetNs) {
        this.kind = told.kind;
        this.index = index;
        this.process = told.process;
        this.payload = told.payload;
        this.tags = told.tags;
        this.#timeLow = timeLow;
        this.#timeHigh = timeHigh;
        this.#offsetNs = offsetNs;
    }
    get timeNs() {
        return this.#offsetNs + (BigInt(this.#timeHigh) << 32n) + BigInt(this.#timeLow);
    }
}

;// CONCATENATED MODULE: ./build/events/decode.js












const TIME_OFFSET = memberOffset({ members: HEADER }, "time_ns");
/** Turns records into events, and keeps the lineage meanwhile. */
class Decoder {
    /** Records decoded so far, per kind. */
    records = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, 0]));
    #options;
    #texts;
    #bytes = new RecordBytes();
    #context;
    #held = new HeldEvents();
    #readers = [];
    /** Of the block at hand. */
    #fault;
    #isBroken = false;
    #eventIndex = 0;
    #lastTimeNs;
    constructor(options) {
        this.#options = options;
        this.#texts = new TextStore(options.textBudget);
        const lineage = new Lineage(options.start.tick_ns, options.own, this.#texts.intern(""));
        this.#context = new Context(options.start.machine, this.#texts, lineage);
        for (const layout of layoutsOf(options.start.layouts)) {
            const view = recordView(layout, this.#bytes, this.#texts);
            this.#readers[layout.id] = { layout, take: this.#taker(layout.kind, view) };
        }
    }
    /** Processes outside the job's lineage that were watched because the job made somebody start them. */
    get adopted() {
        return this.#context.lineage.adopted;
    }
    /** The job's processes that have not ended by now; `asker` is who asks for the end. */
    living(scope, asker) {
        return this.#context.lineage.living(scope, asker);
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
            const size = at + HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
            if (size < HEADER_SIZE || size !== align8(size) || at + size > payload.length) {
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
            const definition = RECORD_KINDS[kind];
            return () => definition.learn(record, context);
        }
        const definition = EVENT_KINDS[kind];
        return () => {
            context.begin();
            const decoded = definition.decode(record, context);
            const producer = context.lineage.producer(this.#bytes.pid, this.#bytes.startNs);
            if (decode_isList(decoded)) {
                for (const { payload, isCut } of decoded) {
                    this.#emit(kind, producer, payload, cutTags(isCut, producer.process));
                }
            }
            else {
                this.#emit(kind, producer, decoded, context.tags(this.#bytes.isCut, producer.process));
            }
        };
    }
    #emit(kind, { process, own }, payload, tags) {
        const { timeLow, timeHigh } = this.#bytes;
        const told = { kind, process, payload: markedCut(payload, tags), tags };
        // What is done to the guard is told whoever does it.
        if (own === undefined || kind === "guard_tamper")
            this.#handOut(told, timeLow, timeHigh);
        else
            this.#held.add(own, sizeOfTexts(payload), () => this.#handOut(told, timeLow, timeHigh));
    }
    #handOut(told, timeLow, timeHigh) {
        const offsetNs = this.#options.start.realtime_offset_ns;
        const event = new RecordedEvent(told, this.#eventIndex++, timeLow, timeHigh, offsetNs);
        // The kind and its payload belong together by construction; TypeScript cannot see it through the table of kinds.
        this.#options.onEvent(event);
    }
}
/** Bytes of the texts that a payload has itself. */
function sizeOfTexts(payload) {
    return Object.values(payload).reduce((size, value) => size + (isText(value) ? 2 * value.raw.length : 0), 0);
}
function isText(value) {
    return typeof value === "object" && value !== null && "raw" in value;
}
function isEventOf(kind) {
    return Object.hasOwn(EVENT_KINDS, kind);
}
function decode_isList(value) {
    return Array.isArray(value);
}
/** What a kind's decode can ask, and what it says of the record at hand. */
class Context {
    machine;
    lineage;
    lookups;
    intern;
    #isCut = false;
    /** A path may lead elsewhere, through a symbolic link that nobody followed. */
    #isUnresolved = false;
    constructor(machine, texts, lineage) {
        this.machine = machine;
        this.lineage = lineage;
        this.lookups = new Lookups(texts);
        this.intern = (raw) => texts.intern(raw);
    }
    /** The next record is at hand. */
    begin() {
        this.#isCut = false;
        this.#isUnresolved = false;
    }
    tags(isRecordCut, process) {
        const tags = cutTags(isRecordCut || this.#isCut, process);
        return this.#isUnresolved ? [...tags, "unresolved"] : tags;
    }
    given(folder, text) {
        const given = text.raw();
        this.#isUnresolved ||= goesBack(given);
        return this.intern(absolutePath((folder.isEmpty ? folder.wholePath() : folder.path()).raw, given));
    }
    tagCut() {
        this.#isCut = true;
    }
    tagUnresolved() {
        this.#isUnresolved = true;
    }
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __nccwpck_require__(38522);
;// CONCATENATED MODULE: ./build/log/blocks.js



const MAGIC = Buffer.from(LOG_MAGIC, "latin1");
const EMPTY = Buffer.alloc(0);
function blocks_sizeOf(header) {
    return header.reduce((size, { type }) => size + MEMBER_SIZES[type], 0);
}
function offsetsOf(header) {
    return Object.fromEntries(place(header, 0).map(({ name, offset }) => [name, offset]));
}
const blocks_HEADER_SIZE = blocks_sizeOf(BLOCK_HEADER);
const AT = offsetsOf(BLOCK_HEADER);
/** The checksum comes last in the header, and is not of itself. */
const CHECKED_HEADER_SIZE = blocks_HEADER_SIZE - 4;
const EXTENSION_HEADER_SIZE = blocks_sizeOf(EXTENSION_HEADER);
const EXTENSION_AT = offsetsOf(EXTENSION_HEADER);
const NAMES = new Map(Object.entries(BLOCK_TYPES).map(([name, number]) => [number, name]));
const ENCODINGS = Object.values(BLOCK_ENCODINGS);
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
class BlockReader {
    /** Why reading stopped early; undefined while all is well. */
    fault;
    /** False where not even the first bytes are those of a log that this version reads. */
    isLog = true;
    /** True where they are those of a log with another framing. */
    isOtherLog = false;
    #pending = [];
    #pendingSize = 0;
    #offset = 0;
    #number = 0;
    #hasMagic = false;
    /** The next block may leave out a number. */
    #isNumberFree = false;
    /** Adds bytes; gives the blocks that they complete. Their payloads stay valid. */
    *push(chunk) {
        if (this.fault !== undefined || !this.isLog)
            return;
        this.#pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        this.#pendingSize += chunk.byteLength;
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
    /** Lets the next block leave out one number: that of a block which went elsewhere. */
    passOne() {
        this.#isNumberFree = true;
    }
    /** Says that no more bytes come. */
    end() {
        if (!this.#hasMagic)
            this.isLog = false;
        else if (this.fault === undefined && this.#pendingSize > 0)
            this.#stop({ code: "truncated", place: this.#place });
    }
    get #place() {
        return { offset: this.#offset, block: this.#number };
    }
    #takeMagic() {
        const magic = this.#peek(MAGIC.length);
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
        const header = this.#peek(blocks_HEADER_SIZE);
        if (header === undefined)
            return undefined;
        const size = header.readUInt32LE(AT.size);
        const extensionsSize = header.readUInt32LE(AT.extensions_size);
        const isBlock = header.readUInt32LE(AT.magic) === BLOCK_MAGIC &&
            size <= LOG_LIMITS.block &&
            extensionsSize <= LOG_LIMITS.extensions;
        const place = this.#place;
        if (!isBlock)
            return this.#stop({ code: "no-block", place });
        const whole = this.#peek(blocks_HEADER_SIZE + size + extensionsSize);
        if (whole === undefined)
            return undefined;
        const checksum = (0,external_node_zlib_.crc32)(whole.subarray(blocks_HEADER_SIZE), (0,external_node_zlib_.crc32)(whole.subarray(0, CHECKED_HEADER_SIZE)));
        if (checksum !== whole.readUInt32LE(AT.checksum))
            return this.#stop({ code: "checksum", place });
        if (!this.#isNext(whole.readBigUInt64LE(AT.sequence)))
            return this.#stop({ code: "sequence", place });
        const fault = this.#unknownPart(whole, size);
        if (fault !== undefined)
            return this.#stop(fault);
        const type = NAMES.get(whole.readUInt16LE(AT.type));
        const payload = type === undefined ? EMPTY : payloadOf(whole, size);
        if (payload === undefined)
            return this.#stop({ code: "invalid-packing", place });
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
    /** What of a whole block this version does not understand, and may not pass over. */
    #unknownPart(whole, size) {
        const place = this.#place;
        const type = whole.readUInt16LE(AT.type);
        const flags = whole.readUInt16LE(AT.flags);
        const isSkippable = (flags & BLOCK_FLAGS.skippable) !== 0;
        if (!NAMES.has(type) && !isSkippable)
            return { code: "unknown-block", place, type };
        const encoding = whole.readUInt32LE(AT.encoding);
        const unpackedSize = whole.readUInt32LE(AT.unpacked_size);
        if (NAMES.has(type) && !ENCODINGS.includes(encoding)) {
            return { code: "unknown-encoding", place, encoding };
        }
        if ((flags & ~BLOCK_FLAGS.skippable) !== 0)
            return { code: "unknown-flags", place, flags };
        if (whole.readUInt32LE(AT.reserved) !== 0)
            return { code: "no-block", place };
        const isPlain = encoding === BLOCK_ENCODINGS.plain;
        if (isPlain && unpackedSize !== size)
            return { code: "no-block", place };
        const isTooLarge = encoding === BLOCK_ENCODINGS.deflate && unpackedSize > LOG_LIMITS.unpacked;
        if (isTooLarge)
            return { code: "no-block", place };
        return this.#unknownExtension(whole.subarray(blocks_HEADER_SIZE + size));
    }
    /** Extensions fill their room exactly; none is known yet. */
    #unknownExtension(extensions) {
        const place = this.#place;
        for (let at = 0; at < extensions.length;) {
            if (at + EXTENSION_HEADER_SIZE > extensions.length)
                return { code: "no-block", place };
            const type = extensions.readUInt32LE(at + EXTENSION_AT.type);
            const size = extensions.readUInt32LE(at + EXTENSION_AT.size);
            at += EXTENSION_HEADER_SIZE + Math.ceil(size / 8) * 8;
            if (at > extensions.length)
                return { code: "no-block", place };
            if (type >= EXTENSION_MUST_BE_KNOWN)
                return { code: "unknown-extension", place, type };
        }
        return undefined;
    }
    #stop(fault) {
        this.fault = fault;
        this.#pending = [];
        this.#pendingSize = 0;
    }
    /** The next bytes as one buffer, or undefined while there are fewer. */
    #peek(size) {
        if (this.#pendingSize < size)
            return undefined;
        const first = this.#pending[0];
        if (first !== undefined && first.length >= size)
            return first.subarray(0, size);
        const joined = Buffer.concat(this.#pending, this.#pendingSize);
        this.#pending = [joined];
        return joined.subarray(0, size);
    }
    #consume(size) {
        const first = this.#pending[0];
        if (first === undefined)
            return;
        this.#pendingSize -= size;
        this.#offset += size;
        if (first.length === size)
            this.#pending.shift();
        else
            this.#pending[0] = first.subarray(size);
    }
}
/** The payload of a whole block, unpacked; undefined where it is not what the block says. */
function payloadOf(whole, size) {
    const payload = whole.subarray(blocks_HEADER_SIZE, blocks_HEADER_SIZE + size);
    if (whole.readUInt32LE(AT.encoding) === BLOCK_ENCODINGS.plain)
        return payload;
    const unpackedSize = whole.readUInt32LE(AT.unpacked_size);
    try {
        const { buffer, engine } = inflated(payload, unpackedSize);
        return buffer.length === unpackedSize && engine.bytesWritten === size ? buffer : undefined;
    }
    catch {
        // What is no DEFLATE, breaks off, or gives more.
        return undefined;
    }
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

;// CONCATENATED MODULE: ./build/log/document.js




/** Reads the text of a start block. Members that format.ts does not name are passed over. */
function parseStart(text) {
    return parseDocument(text, START, []);
}
/** Reads the text of a trailer, which has counts for each kind that the log has layouts of, and for no other. */
function parseTrailer(text, kinds) {
    return parseDocument(text, TRAILER, kinds);
}
function parseDocument(text, members, kinds) {
    const json = parseObject(text);
    if (json === undefined)
        return { wrong: "it is no JSON object, or one that is nested too deep" };
    const { read, faults } = checkJson(documentShape(members, kinds), json);
    if (faults.length === 0) {
        const values = Object.entries(read).map(([name, value]) => [
            name,
            value instanceof Map ? Object.fromEntries(value) : value,
        ]);
        // Each member was read as its shape says, which the compiler cannot follow.
        return { value: Object.fromEntries(values) };
    }
    const wrong = Object.keys(members).filter((name) => !Object.hasOwn(json, name) || faults.some(({ path }) => path[0] === name));
    return { wrong: `${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} not as told in the format` };
}
const TEXT = { kind: "text" };
const document_ANY = { kind: "any" };
const COUNT = { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const COUNTS = {
    kind: "object",
    noun: "count",
    others: "passed-over",
    keys: {
        seen: { need: "required", shape: COUNT },
        written: { need: "required", shape: COUNT },
        dropped: { need: "required", shape: COUNT },
    },
};
function documentShape(members, kinds) {
    const keys = Object.entries(members).map(([name, member]) => [
        name,
        { need: "required", shape: memberShape(member, kinds) },
    ]);
    return { kind: "object", noun: "document", others: "passed-over", keys: Object.fromEntries(keys) };
}
function memberShape(member, kinds) {
    switch (member.type) {
        case "text":
            return TEXT;
        case "integer":
            return COUNT;
        case "flag":
            return { kind: "flag" };
        case "nanoseconds":
            return { kind: "bigint" };
        case "texts":
            return { kind: "list", items: TEXT };
        case "layouts":
            return { kind: "map", values: document_ANY };
        case "word":
            return { kind: "choice", values: member.of };
        case "words":
            return someOf(WATCHED_KIND_NAMES, { kind: "choice", values: member.of });
        case "counts":
            return { kind: "object", noun: "member", keys: keysOf(kinds, "required", COUNTS) };
        case "numbers":
            return someOf(BLIND_SPOTS, COUNT);
    }
}
/** A value for some names. What is missing stays so, for an older version did not know it; what is there has to be right. */
function someOf(names, shape) {
    return { kind: "object", noun: "member", others: "passed-over", keys: keysOf(names, "optional", shape) };
}
function keysOf(names, need, shape) {
    return Object.fromEntries(names.map((name) => [name, { need, shape }]));
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
class LogReader {
    faults = [];
    #blocks = new BlockReader();
    #allowed = ["start"];
    #last;
    /** Those that the log has layouts of. */
    #kinds = [];
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
            throw new RunwardenError("log-invalid", `The event log was written by another version of Runwarden, in a form that ${VERSION} does not read. Read it with that version.`);
        }
        if (!this.#blocks.isLog) {
            throw new RunwardenError("log-invalid", "This is no event log: it does not start as one does.");
        }
        if (this.faults.length === 0 && this.#blocks.fault !== undefined)
            this.faults.push(this.#blocks.fault);
        if (this.#last === undefined) {
            throw new RunwardenError("log-invalid", "The event log has no start that can be read.");
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
                const read = parseStart(payload.toString("utf8"));
                if ("wrong" in read)
                    return this.#invalid(type, place, read.wrong);
                refuseOthers(read.value);
                this.#kinds = layoutsOf(read.value.layouts).map(({ kind }) => kind);
                return { type, start: read.value };
            }
            case "job":
                return { type, text: payload.toString("utf8") };
            case "records":
                return { type, payload, place };
            case "trailer": {
                const read = parseTrailer(payload.toString("utf8"), this.#kinds);
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
    if (canRead(start.layouts))
        return;
    throw new RunwardenError("log-invalid", `The event log was written by ${writerOf(start)}.`);
}
/** Who wrote a log that cannot be read, and what to do. */
function writerOf({ version, build }) {
    if (version === VERSION) {
        const which = /^[0-9a-f]{12}/.exec(build)?.[0] ?? "unknown";
        return `another build of Runwarden ${VERSION} (${which}), whose records this one does not read. Read it with that build`;
    }
    const writer = /^[\w.+-]{1,40}$/.test(version) ? version : "of an unknown version";
    return `Runwarden ${writer}, whose records ${VERSION} does not read. Read it with that version`;
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
    for (const kind of RECORD_KIND_NAMES) {
        const { seen, written, dropped } = trailer.counts[kind] ?? { seen: 0, written: 0, dropped: 0 };
        const agrees = written === read[kind] && (!trailer.has_counters || seen === written + dropped);
        if (!agrees)
            faults.push({ code: "counts", counts: { kind, seen, written, dropped, read: read[kind] } });
    }
    return faults;
}

;// CONCATENATED MODULE: ./build/cel/checker.js

/**
 * What the check of a part asks of the checks of the parts in it. Each reports the faults that it finds; undefined
 * stands for a part that has one.
 */
class Checker {
    context;
    constructor(context) {
        this.context = context;
    }
    /** A part that must be bool; `why` begins the message if it is not. */
    bool(node, why) {
        const value = this.value(node);
        if (value === undefined || value.type === "bool")
            return value;
        return this.fail(node.start, "condition-type", `${why} a bool, and this is ${typeName(value)}`);
    }
    /** A part that must be a string; `why` begins the message if it is not. */
    string(node, why) {
        const value = this.value(node);
        if (value === undefined || value.type === "string")
            return value;
        return this.fail(node.start, "condition-type", `${why} a string, and this is ${typeName(value)}`);
    }
    /** A part that must be a string, an int or a bool. */
    scalar(node, why) {
        const value = this.value(node);
        if (value === undefined || isScalar(value))
            return value;
        return this.fail(node.start, "condition-type", `${why} a string, an int or a bool, and this is ${typeName(value)}`);
    }
    /** Reports a fault; gives undefined, as the part's value. */
    fail(...fault) {
        this.context.report(...fault);
    }
    /** Reports a part of CEL that conditions do not have. */
    notAllowed(offset, what, instead) {
        const where = this.context.language === "event" ? "in a condition" : "in a correlation";
        this.fail(offset, "not-allowed", `${what} is not allowed ${where}${instead ? `; ${instead}` : ""}`);
    }
}
/** The type of a part, in messages. */
function typeName({ type }) {
    switch (type) {
        case "process":
        case "ancestor":
        case "names":
            return "an object";
        case "int":
        case "empty list":
            return `an ${type}`;
        default:
            return `a ${type}`;
    }
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/errors.js
class CelError extends Error {
  #node
  #code
  #range
  #summary

  constructor({name, code, message, node, cause, range}) {
    super(message, cause ? {cause} : undefined)

    this.name = name
    this.#code = code

    this.#summary = message
    this.#node = node
    this.#range = (range && normalizeRange(range)) || normalizeRange(node)

    if (!node?.input) return
    this.message = formatErrorWithHighlight(this.#summary, node, this.#range)
  }

  get node() {
    return this.#node
  }

  get code() {
    return this.#code
  }

  get range() {
    return this.#range
  }

  get summary() {
    return this.#summary
  }

  withAst(node) {
    if (this.#node || !node?.input) return this
    this.#node = node
    this.#range ??= normalizeRange(node)
    this.message = formatErrorWithHighlight(this.#summary, node, this.#range)
    return this
  }
}

function normalizeArgs(name, defaultCode, message, node, cause) {
  if (typeof message === 'string') return {name, code: defaultCode, message, node, cause}

  const opts = message
  if (typeof opts !== 'object') throw new Error('First param to error must be a string or object')

  return {
    name,
    code: opts.code || defaultCode,
    message: opts.message,
    node: opts.node,
    cause: opts.cause,
    range: opts.range
  }
}

class ParseError extends CelError {
  constructor(message, node, cause) {
    super(normalizeArgs('ParseError', 'parse_error', message, node, cause))
  }
}

class EvaluationError extends CelError {
  constructor(message, node, cause) {
    super(normalizeArgs('EvaluationError', 'evaluation_error', message, node, cause))
  }
}

class errors_TypeError extends CelError {
  constructor(message, node, cause) {
    super(normalizeArgs('TypeError', 'type_error', message, node, cause))
  }
}

function parseError(code, message, node) {
  if (typeof code === 'object') return new ParseError(code)
  return new ParseError({code, message, node})
}

function evaluationError(code, message, node) {
  if (typeof code === 'object') return new EvaluationError(code)
  return new EvaluationError({code, message, node})
}

function typeError(code, message, node) {
  if (typeof code === 'object') return new errors_TypeError(code)
  return new errors_TypeError({code, message, node})
}

function normalizeRange(node) {
  const start = node?.pos ?? node?.start
  if (typeof start !== 'number') return
  const end = typeof node.end === 'number' ? node.end : start
  return {start, end}
}

function formatErrorWithHighlight(message, node, range) {
  const pos = node.pos ?? range?.start
  if (typeof pos !== 'number') return message

  const input = node.input

  let lineNum = 1
  let currentPos = 0
  let columnNum = 0
  while (currentPos < pos) {
    if (input[currentPos] === '\n') {
      lineNum++
      columnNum = 0
    } else {
      columnNum++
    }
    currentPos++
  }

  let contextStart = pos
  let contextEnd = pos
  while (contextStart > 0 && input[contextStart - 1] !== '\n') contextStart--
  while (contextEnd < input.length && input[contextEnd] !== '\n') contextEnd++

  const line = input.slice(contextStart, contextEnd)
  const highlight = `> ${`${lineNum}`.padStart(4, ' ')} | ${line}\n${' '.repeat(9 + columnNum)}^`

  return `${message}\n\n${highlight}`
}

function attachErrorAst(error, node) {
  if (error instanceof CelError) return error.withAst(node)
  return error
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/optional.js


class Optional {
  #value

  constructor(value) {
    this.#value = value
  }

  static of(value) {
    if (value === undefined) return OPTIONAL_NONE
    return new Optional(value)
  }

  static none() {
    return OPTIONAL_NONE
  }

  hasValue() {
    return this.#value !== undefined
  }

  value() {
    if (this.#value === undefined) {
      throw evaluationError('optional_value_missing', 'Optional value is not present')
    }
    return this.#value
  }

  or(optional) {
    if (this.#value !== undefined) return this
    if (optional instanceof Optional) return optional
    throw evaluationError(
      'invalid_optional_argument',
      'Optional.or must be called with an Optional argument'
    )
  }

  orValue(defaultValue) {
    return this.#value === undefined ? defaultValue : this.#value
  }

  get [Symbol.toStringTag]() {
    return 'optional'
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return this.#value === undefined
      ? `Optional { none }`
      : `Optional { value: ${JSON.stringify(this.#value)} }`
  }
}

const OPTIONAL_NONE = Object.freeze(new Optional())

class OptionalNamespace {}
const optionalNamespace = new OptionalNamespace()

function toggleOptionalTypes(registry, enable) {
  const optionalConstant = enable ? optionalNamespace : undefined
  registry.deleteVariable('optional')
  registry.registerConstant('optional', 'OptionalNamespace', optionalConstant)
}

function register(registry) {
  const sync = {async: false}
  const functionOverload = (sig, handler) => registry.registerFunctionOverload(sig, handler, sync)

  const optionalConstant = registry.enableOptionalTypes ? optionalNamespace : undefined
  registry.registerType('OptionalNamespace', OptionalNamespace)
  registry.registerConstant('optional', 'OptionalNamespace', optionalConstant)
  functionOverload('optional.hasValue(): bool', (v) => v.hasValue())
  functionOverload('optional<A>.value(): A', (v) => v.value())
  registry.registerFunctionOverload('OptionalNamespace.none(): optional<T>', () => Optional.none())
  functionOverload('OptionalNamespace.of(A): optional<A>', (_, value) => Optional.of(value))
  function ensureOptional(value, ast, description) {
    if (value instanceof Optional) return value
    throw evaluationError('optional_expected', `${description} must be optional`, ast)
  }

  function evaluateOptional(ev, macro, ctx) {
    const v = ev.run(macro.receiver, ctx)
    if (v instanceof Promise) return v.then((_v) => handleOptionalResolved(_v, ev, macro, ctx))
    return handleOptionalResolved(v, ev, macro, ctx)
  }

  function handleOptionalResolved(value, ev, macro, ctx) {
    const optional = ensureOptional(value, macro.receiver, `${macro.functionDesc} receiver`)
    if (optional.hasValue()) return macro.onHasValue(optional)
    return macro.onEmpty(ev, macro, ctx)
  }

  function ensureOptionalType(checker, node, ctx, description) {
    const type = checker.check(node, ctx)
    if (type.kind === 'optional') return type
    if (type.kind === 'dyn') return checker.getType('optional')
    throw checker.createError('optional_expected', `${description} must be optional, got '${type}'`, node)
  }

  function createOptionalMacro({functionDesc, evaluate, typeCheck, onHasValue, onEmpty}) {
    return ({ast, args, receiver}) => ({
      ast,
      functionDesc,
      receiver,
      arg: args[0],
      evaluate,
      typeCheck,
      onHasValue,
      onEmpty
    })
  }

  const invalidOrValueReceiver = 'optional.orValue() receiver'
  const invalidOrReceiver = 'optional.or(optional) receiver'
  const invalidOrArg = 'optional.or(optional) argument'
  registry.registerFunctionOverload(
    'optional.or(ast): optional<dyn>',
    createOptionalMacro({
      functionDesc: 'optional.or(optional)',
      evaluate: evaluateOptional,
      typeCheck(check, macro, ctx) {
        const l = ensureOptionalType(check, macro.receiver, ctx, invalidOrReceiver)
        const r = ensureOptionalType(check, macro.arg, ctx, invalidOrArg)
        if (!(macro.receiver.maybeAsync || macro.arg.maybeAsync)) macro.ast.setMeta('async', false)

        const unified = l.unify(check.registry, r)
        if (unified) return unified
        throw check.createError(
          'incompatible_argument_type',
          `${macro.functionDesc} argument must be compatible type, got '${l}' and '${r}'`,
          macro.arg
        )
      },
      onHasValue: (optional) => optional,
      onEmpty(ev, macro, ctx) {
        const ast = macro.arg
        const v = ev.run(ast, ctx)
        if (v instanceof Promise) return v.then((_v) => ensureOptional(_v, ast, invalidOrArg))
        return ensureOptional(v, ast, invalidOrArg)
      }
    })
  )

  registry.registerFunctionOverload(
    'optional.orValue(ast): dyn',
    createOptionalMacro({
      functionDesc: 'optional.orValue(value)',
      onHasValue: (optionalValue) => optionalValue.value(),
      onEmpty(ev, macro, ctx) {
        return ev.run(macro.arg, ctx)
      },
      evaluate: evaluateOptional,
      typeCheck(check, macro, ctx) {
        const l = ensureOptionalType(check, macro.receiver, ctx, invalidOrValueReceiver).valueType
        const r = check.check(macro.arg, ctx)
        if (!(macro.receiver.maybeAsync || macro.arg.maybeAsync)) macro.ast.setMeta('async', false)

        const unified = l.unify(check.registry, r)
        if (unified) return unified
        throw check.createError(
          'incompatible_argument_type',
          `${macro.functionDesc} argument must be compatible type, got '${l}' and '${r}'`,
          macro.arg
        )
      }
    })
  )
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/globals.js
const hasOwn = Object.hasOwn
const objKeys = Object.keys
const objFreeze = Object.freeze
const objEntries = Object.entries
const isArray = Array.isArray
const arrayFrom = Array.from

const MIN_UINT = 0n
const MAX_UINT = 18446744073709551615n

const MAX_INT = 9223372036854775807n
const MIN_INT = -9223372036854775808n

function isAsync(fn, fallback) {
  if (fn?.[Symbol.toStringTag] === 'AsyncFunction') return true
  return typeof fallback === 'boolean' ? fallback : true
}

const RESERVED = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
  '__proto__',
  'prototype'
])

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/functions.js





class UnsignedInt {
  #value
  constructor(value) {
    this.verify(typeof value === 'bigint' ? value : BigInt(value))
  }

  get value() {
    return this.#value
  }

  valueOf() {
    return this.#value
  }

  toString() {
    return `${this.#value}`
  }

  verify(v) {
    if (v < MIN_UINT || v > MAX_UINT) {
      throw evaluationError('numeric_overflow', 'Unsigned integer overflow')
    }
    this.#value = v
  }

  get [Symbol.toStringTag]() {
    return `value = ${this.#value}`
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `UnsignedInteger { value: ${this.#value} }`
  }
}

const billion = 1_000_000_000
const billionBigInt = 1_000_000_000n

const UNIT_NANOSECONDS = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: billionBigInt,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n
}

class Duration {
  #seconds
  #nanos

  constructor(seconds, nanos = 0) {
    this.#seconds = BigInt(seconds)
    this.#nanos = nanos
  }

  get seconds() {
    return this.#seconds
  }

  get nanos() {
    return this.#nanos
  }

  valueOf() {
    return Number(this.#seconds) * 1000 + this.#nanos / 1_000_000
  }

  static fromMilliseconds(ms) {
    const totalNanos = BigInt(Math.trunc(ms * 1_000_000))
    const seconds = totalNanos / billionBigInt
    const nanos = Number(totalNanos % billionBigInt)
    return new Duration(seconds, nanos)
  }

  addDuration(other) {
    const nanos = this.#nanos + other.nanos
    return new Duration(
      this.#seconds + other.seconds + BigInt(Math.floor(nanos / billion)),
      nanos % billion
    )
  }

  subtractDuration(other) {
    const nanos = this.#nanos - other.nanos
    return new Duration(
      this.#seconds - other.seconds + BigInt(Math.floor(nanos / billion)),
      (nanos + billion) % billion
    )
  }

  extendTimestamp(ts) {
    return new Date(
      ts.getTime() + Number(this.#seconds) * 1000 + Math.floor(this.#nanos / 1_000_000)
    )
  }

  subtractTimestamp(ts) {
    return new Date(
      ts.getTime() - Number(this.#seconds) * 1000 - Math.floor(this.#nanos / 1_000_000)
    )
  }

  toString() {
    const nanos = this.#nanos
      ? (this.#nanos / billion)
          .toLocaleString('en-US', {useGrouping: false, maximumFractionDigits: 9})
          .slice(1)
      : ''
    return `${this.#seconds}${nanos}s`
  }

  getHours() {
    return this.#seconds / 3600n
  }

  getMinutes() {
    return this.#seconds / 60n
  }

  getSeconds() {
    return this.#seconds
  }

  getMilliseconds() {
    return this.#seconds * 1000n + BigInt(Math.floor(this.#nanos / 1000000))
  }

  get [Symbol.toStringTag]() {
    return 'google.protobuf.Duration'
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `google.protobuf.Duration { seconds: ${this.#seconds}, nanos: ${this.#nanos} }`
  }
}

function registerFunctions(registry) {
  const sync = {async: false}
  const functionOverload = (sig, handler) => registry.registerFunctionOverload(sig, handler, sync)
  const identity = (v) => v

  functionOverload('dyn(dyn): dyn', identity)

  for (const _t in TYPES) {
    const type = TYPES[_t]
    if (!(type instanceof Type)) continue
    functionOverload(`type(${type.name}): type`, () => type)
  }

  functionOverload('bool(bool): bool', identity)
  functionOverload('bool(string): bool', (v) => {
    switch (v) {
      case '1':
      case 't':
      case 'true':
      case 'TRUE':
      case 'True':
        return true
      case '0':
      case 'f':
      case 'false':
      case 'FALSE':
      case 'False':
        return false
      default:
        throw evaluationError(
          'bool_conversion_error',
          `bool() conversion error: invalid string value "${v}"`
        )
    }
  })

  functionOverload('size(string): int', (v) => BigInt(stringSize(v)))
  functionOverload('size(bytes): int', (v) => BigInt(v.length))
  functionOverload('size(list): int', (v) => BigInt(v.length ?? v.size))
  functionOverload('size(map): int', (v) => BigInt(v instanceof Map ? v.size : objKeys(v).length))
  functionOverload('string.size(): int', (v) => BigInt(stringSize(v)))
  functionOverload('bytes.size(): int', (v) => BigInt(v.length))
  functionOverload('list.size(): int', (v) => BigInt(v.length ?? v.size))
  functionOverload('map.size(): int', (v) => BigInt(v instanceof Map ? v.size : objKeys(v).length))

  functionOverload('bytes(string): bytes', (v) => ByteOpts.fromString(v))
  functionOverload('bytes(bytes): bytes', identity)

  functionOverload('double(double): double', identity)
  functionOverload('double(int): double', (v) => Number(v))
  functionOverload('double(uint): double', (v) => Number(v))
  functionOverload('double(string): double', (v) => {
    if (!v || v !== v.trim())
      throw evaluationError(
        'double_conversion_error',
        'double() type error: cannot convert to double'
      )

    const s = v.toLowerCase()
    switch (s) {
      case 'inf':
      case '+inf':
      case 'infinity':
      case '+infinity':
        return Number.POSITIVE_INFINITY
      case '-inf':
      case '-infinity':
        return Number.NEGATIVE_INFINITY
      case 'nan':
        return Number.NaN
      default: {
        const parsed = Number(v)
        if (!Number.isNaN(parsed)) return parsed
        throw evaluationError(
          'double_conversion_error',
          'double() type error: cannot convert to double'
        )
      }
    }
  })

  functionOverload('int(int): int', identity)
  functionOverload('int(double): int', (v) => {
    if (Number.isFinite(v)) return BigInt(Math.trunc(v))
    throw evaluationError('numeric_overflow', 'int() type error: integer overflow')
  })

  functionOverload('int(string): int', (v) => {
    if (v !== v.trim() || v.length > 20 || v.includes('0x')) {
      throw evaluationError('int_conversion_error', 'int() type error: cannot convert to int')
    }

    try {
      const num = BigInt(v)
      if (num <= MAX_INT && num >= MIN_INT) return num
    } catch (_e) {}

    throw evaluationError('int_conversion_error', 'int() type error: cannot convert to int')
  })

  functionOverload('uint(uint): uint', identity)
  functionOverload('uint(int): uint', (v) => {
    try {
      return new UnsignedInt(v)
    } catch (e) {
      throw evaluationError('uint_conversion_error', 'uint() type error: cannot convert to uint')
    }
  })
  functionOverload('uint(double): uint', (v) => {
    try {
      return new UnsignedInt(Math.trunc(v))
    } catch (e) {
      throw evaluationError('numeric_overflow', 'uint() type error: unsigned integer overflow')
    }
  })

  functionOverload('uint(string): uint', (v) => {
    if (v !== v.trim() || v.length > 20 || v.includes('0x')) {
      throw evaluationError('uint_conversion_error', 'uint() type error: cannot convert to uint')
    }

    try {
      return new UnsignedInt(v)
    } catch (e) {
      throw evaluationError('uint_conversion_error', 'uint() type error: cannot convert to uint')
    }
  })

  functionOverload('string(string): string', identity)
  functionOverload('string(bool): string', (v) => `${v}`)
  functionOverload('string(int): string', (v) => `${v}`)
  functionOverload('string(uint): string', (v) => `${v}`)
  functionOverload('string(bytes): string', (v) => ByteOpts.toUtf8(v))
  functionOverload('string(double): string', (v) => {
    if (v === Infinity) return '+Inf'
    if (v === -Infinity) return '-Inf'
    return `${v}`
  })

  functionOverload('string.startsWith(string): bool', (a, b) => a.startsWith(b))
  functionOverload('string.endsWith(string): bool', (a, b) => a.endsWith(b))
  functionOverload('string.contains(string): bool', (a, b) => a.includes(b))
  functionOverload('string.lowerAscii(): string', (a) => a.toLowerCase())
  functionOverload('string.upperAscii(): string', (a) => a.toUpperCase())
  functionOverload('string.trim(): string', (a) => a.trim())

  functionOverload('string.indexOf(string): int', (string, search) =>
    BigInt(string.indexOf(search))
  )
  functionOverload('string.indexOf(string, int): int', (string, search, fromIndex) => {
    if (search === '') return fromIndex

    fromIndex = Number(fromIndex)
    if (fromIndex < 0 || fromIndex >= string.length) {
      throw evaluationError(
        'index_out_of_range',
        'string.indexOf(search, fromIndex): fromIndex out of range'
      )
    }

    return BigInt(string.indexOf(search, fromIndex))
  })

  functionOverload('string.lastIndexOf(string): int', (string, search) =>
    BigInt(string.lastIndexOf(search))
  )

  functionOverload('string.lastIndexOf(string, int): int', (string, search, fromIndex) => {
    if (search === '') return fromIndex

    fromIndex = Number(fromIndex)
    if (fromIndex < 0 || fromIndex >= string.length) {
      throw evaluationError(
        'index_out_of_range',
        'string.lastIndexOf(search, fromIndex): fromIndex out of range'
      )
    }

    return BigInt(string.lastIndexOf(search, fromIndex))
  })

  functionOverload('string.substring(int): string', (string, start) => {
    start = Number(start)
    if (start < 0 || start > string.length) {
      throw evaluationError(
        'index_out_of_range',
        'string.substring(start, end): start index out of range'
      )
    }

    return string.substring(start)
  })

  functionOverload('string.substring(int, int): string', (string, start, end) => {
    start = Number(start)
    if (start < 0 || start > string.length) {
      throw evaluationError(
        'index_out_of_range',
        'string.substring(start, end): start index out of range'
      )
    }

    end = Number(end)
    if (end < start || end > string.length) {
      throw evaluationError(
        'index_out_of_range',
        'string.substring(start, end): end index out of range'
      )
    }

    return string.substring(start, end)
  })

  functionOverload('string.matches(string): bool', (a, b) => {
    try {
      return new RegExp(b).test(a)
    } catch (_err) {
      throw evaluationError('invalid_regular_expression', `Invalid regular expression: ${b}`)
    }
  })

  functionOverload('string.split(string): list<string>', (s, sep) => s.split(sep))
  functionOverload('string.split(string, int): list<string>', (s, sep, l) => {
    l = Number(l)
    if (l === 0) return []
    const parts = s.split(sep)
    if (l < 0 || parts.length <= l) return parts
    const limited = parts.slice(0, l - 1)
    limited.push(parts.slice(l - 1).join(sep))
    return limited
  })

  functionOverload('list<string>.join(): string', (v) => {
    for (let i = 0; i < v.length; i++) {
      if (typeof v[i] !== 'string') {
        throw evaluationError(
          'invalid_list_element_type',
          'string.join(): list must contain only strings'
        )
      }
    }
    return v.join('')
  })

  functionOverload('list<string>.join(string): string', (v, sep) => {
    for (let i = 0; i < v.length; i++) {
      if (typeof v[i] !== 'string') {
        throw evaluationError(
          'invalid_list_element_type',
          'string.join(separator): list must contain only strings'
        )
      }
    }
    return v.join(sep)
  })

  const textEncoder = new TextEncoder('utf8')
  const textDecoder = new TextDecoder('utf8')
  const ByteOpts =
    typeof Buffer !== 'undefined'
      ? {
          byteLength: (v) => Buffer.byteLength(v),
          fromString: (str) => Buffer.from(str, 'utf8'),
          toHex: (b) => Buffer.prototype.hexSlice.call(b, 0, b.length),
          toBase64: (b) => Buffer.prototype.base64Slice.call(b, 0, b.length),
          toUtf8: (b) => Buffer.prototype.utf8Slice.call(b, 0, b.length),
          jsonParse: (b) => JSON.parse(b)
        }
      : {
          textEncoder: new TextEncoder('utf8'),
          byteLength: (v) => textEncoder.encode(v).length,
          fromString: (str) => textEncoder.encode(str),
          toHex: Uint8Array.prototype.toHex
            ? (b) => b.toHex()
            : (b) => arrayFrom(b, (i) => i.toString(16).padStart(2, '0')).join(''),
          toBase64: Uint8Array.prototype.toBase64
            ? (b) => b.toBase64()
            : (b) => btoa(arrayFrom(b, (i) => String.fromCodePoint(i)).join('')),
          toUtf8: (b) => textDecoder.decode(b),
          jsonParse: (b) => JSON.parse(textEncoder.decode(b))
        }

  functionOverload('bytes.json(): map', ByteOpts.jsonParse)
  functionOverload('bytes.hex(): string', ByteOpts.toHex)
  functionOverload('bytes.string(): string', ByteOpts.toUtf8)
  functionOverload('bytes.base64(): string', ByteOpts.toBase64)
  functionOverload('bytes.at(int): int', (b, index) => {
    if (index < 0 || index >= b.length) {
      throw evaluationError('index_out_of_range', 'Bytes index out of range')
    }
    return BigInt(b[index])
  })

  const TS = 'google.protobuf.Timestamp'
  const GPD = 'google.protobuf.Duration'
  const TimestampType = registry.registerType(TS, Date).typeType
  const DurationType = registry.registerType(GPD, Duration).typeType
  registry.registerConstant('google', 'map<string, map<string, type>>', {
    protobuf: {Duration: DurationType, Timestamp: TimestampType}
  })

  function tzDate(d, timeZone) {
    return new Date(d.toLocaleString('en-US', {timeZone}))
  }

  function getDayOfYear(d, tz) {
    const workingDate = tz
      ? tzDate(d, tz)
      : new Date(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate())

    const start = new Date(workingDate.getFullYear(), 0, 0)
    return BigInt(Math.floor((workingDate - start) / 86_400_000) - 1)
  }

  functionOverload(`timestamp(string): ${TS}`, (v) => {
    if (v.length < 20 || v.length > 30) {
      throw evaluationError('invalid_timestamp', 'timestamp() requires a string in ISO 8601 format')
    }

    const d = new Date(v)
    if (d <= 253402300799999 && d >= -62135596800000) return d
    throw evaluationError('invalid_timestamp', 'timestamp() requires a string in ISO 8601 format')
  })

  functionOverload(`timestamp(int): ${TS}`, (i) => {
    i = Number(i) * 1000
    if (i <= 253402300799999 && i >= -62135596800000) return new Date(i)
    throw evaluationError(
      'invalid_timestamp',
      'timestamp() requires a valid integer unix timestamp'
    )
  })

  functionOverload(`${TS}.getDate(): int`, (d) => BigInt(d.getUTCDate()))
  functionOverload(`${TS}.getDate(string): int`, (d, tz) => BigInt(tzDate(d, tz).getDate()))
  functionOverload(`${TS}.getDayOfMonth(): int`, (d) => BigInt(d.getUTCDate() - 1))
  functionOverload(`${TS}.getDayOfMonth(string): int`, (d, tz) =>
    BigInt(tzDate(d, tz).getDate() - 1)
  )
  functionOverload(`${TS}.getDayOfWeek(): int`, (d) => BigInt(d.getUTCDay()))
  functionOverload(`${TS}.getDayOfWeek(string): int`, (d, tz) => BigInt(tzDate(d, tz).getDay()))
  functionOverload(`${TS}.getDayOfYear(): int`, getDayOfYear)
  functionOverload(`${TS}.getDayOfYear(string): int`, getDayOfYear)
  functionOverload(`${TS}.getFullYear(): int`, (d) => BigInt(d.getUTCFullYear()))
  functionOverload(`${TS}.getFullYear(string): int`, (d, tz) => BigInt(tzDate(d, tz).getFullYear()))
  functionOverload(`${TS}.getHours(): int`, (d) => BigInt(d.getUTCHours()))
  functionOverload(`${TS}.getHours(string): int`, (d, tz) => BigInt(tzDate(d, tz).getHours()))
  functionOverload(`${TS}.getMilliseconds(): int`, (d) => BigInt(d.getUTCMilliseconds()))
  functionOverload(`${TS}.getMilliseconds(string): int`, (d) => BigInt(d.getUTCMilliseconds()))
  functionOverload(`${TS}.getMinutes(): int`, (d) => BigInt(d.getUTCMinutes()))
  functionOverload(`${TS}.getMinutes(string): int`, (d, tz) => BigInt(tzDate(d, tz).getMinutes()))
  functionOverload(`${TS}.getMonth(): int`, (d) => BigInt(d.getUTCMonth()))
  functionOverload(`${TS}.getMonth(string): int`, (d, tz) => BigInt(tzDate(d, tz).getMonth()))
  functionOverload(`${TS}.getSeconds(): int`, (d) => BigInt(d.getUTCSeconds()))
  functionOverload(`${TS}.getSeconds(string): int`, (d, tz) => BigInt(tzDate(d, tz).getSeconds()))

  const parseDurationPattern = /(\d*\.?\d*)(ns|us|µs|ms|s|m|h)/

  // parseDuration parses a golang-style duration string.
  // A duration string is a possibly signed sequence of decimal numbers,
  // each with optional fraction and a unit suffix,
  // such as "300ms", "-1.5h" or "2h45m". Valid time units are "ns", "us" (or "µs"), "ms", "s", "m", "h".
  // https://pkg.go.dev/time#ParseDuration
  function parseDuration(/** @type {string} */ string) {
    if (!string) throw evaluationError('invalid_duration', `Invalid duration string: ''`)

    const isNegative = string[0] === '-'
    if (string[0] === '-' || string[0] === '+') string = string.slice(1)

    let nanoseconds = BigInt(0)
    while (true) {
      const match = parseDurationPattern.exec(string)
      if (!match) throw evaluationError('invalid_duration', `Invalid duration string: ${string}`)

      if (match.index !== 0)
        throw evaluationError('invalid_duration', `Invalid duration string: ${string}`)
      string = string.slice(match[0].length)

      const unitNanos = UNIT_NANOSECONDS[match[2]]
      const [intPart = '0', fracPart = ''] = match[1].split('.')
      const intVal = BigInt(intPart) * unitNanos
      const fracNanos = fracPart
        ? (BigInt(fracPart.slice(0, 13).padEnd(13, '0')) * unitNanos) / 10_000_000_000_000n
        : 0n

      nanoseconds += intVal + fracNanos
      if (string === '') break
    }

    const seconds = nanoseconds >= billionBigInt ? nanoseconds / billionBigInt : 0n
    const nanos = Number(nanoseconds % billionBigInt)

    if (isNegative) return new Duration(-seconds, -nanos)
    return new Duration(seconds, nanos)
  }

  functionOverload(`duration(string): google.protobuf.Duration`, (s) => parseDuration(s))
  functionOverload(`google.protobuf.Duration.getHours(): int`, (d) => d.getHours())
  functionOverload(`google.protobuf.Duration.getMinutes(): int`, (d) => d.getMinutes())
  functionOverload(`google.protobuf.Duration.getSeconds(): int`, (d) => d.getSeconds())
  functionOverload(`google.protobuf.Duration.getMilliseconds(): int`, (d) => d.getMilliseconds())
  register(registry)
}

function stringSize(str) {
  let count = 0
  for (const c of str) count++ // eslint-disable-line no-unused-vars
  return count
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/registry.js





class Type {
  #name
  constructor(name) {
    this.#name = name
    objFreeze(this)
  }

  get name() {
    return this.#name
  }

  get [Symbol.toStringTag]() {
    return `Type<${this.#name}>`
  }

  toString() {
    return `Type<${this.#name}>`
  }
}

const TYPES = {
  string: new Type('string'),
  bool: new Type('bool'),
  int: new Type('int'),
  uint: new Type('uint'),
  double: new Type('double'),
  map: new Type('map'),
  list: new Type('list'),
  bytes: new Type('bytes'),
  null_type: new Type('null'),
  type: new Type('type')
}

// not exposed to cel expression
const optionalType = new Type('optional')

// prettier-ignore
const valueTypeMatchers = {
  dyn (v, ev) {
    // prettier-ignore
    switch (typeof v) {
      case 'string': case 'bigint': case 'number': case 'boolean': return true
      case 'object':
        switch (v ? v.constructor : v) {
          case null: case undefined: case Object: case Map: case Array: case Set: return true
          default:
            if (ev.objectTypesByConstructor.get(v.constructor)) return true
        }
    }
    return !!ev.debugType(v)
  },
  string (v) { return typeof v === 'string' },
  int (v) { return typeof v === 'bigint' },
  double (v) { return typeof v === 'number' },
  bool (v) { return typeof v === 'boolean' },
  null (v) { return v === null },
  bytes (v) { return v instanceof Uint8Array },
  uint (v) { return v instanceof UnsignedInt },
  type (v) { return v instanceof Type },
  list (v) {
    switch (v?.constructor) {
      case Array: case Set: return true
      default: return false
    }
  },
  map (v) {
    switch (typeof v === 'object' && v ? v.constructor : null) {
      case undefined: case Object: case Map: return true
      default: return false
    }
  },
  optional (v) { return v instanceof Optional },
  message (v, ev) { return this === ev.debugType(v) }
}

valueTypeMatchers.param = valueTypeMatchers.dyn

class TypeDeclaration {
  #matchesCache = new WeakMap()
  constructor({kind, type, name, keyType, valueType}) {
    this.kind = kind
    this.type = type
    this.name = name
    this.keyType = keyType
    this.valueType = valueType

    this.unwrappedType = kind === 'dyn' && valueType ? valueType.unwrappedType : this
    this.wrappedType = kind === 'dyn' ? this : _createDynType(this.unwrappedType)

    this.hasDynType =
      this.kind === 'dyn' || this.valueType?.hasDynType || this.keyType?.hasDynType || false

    this.hasPlaceholderType =
      this.kind === 'param' ||
      this.keyType?.hasPlaceholderType ||
      this.valueType?.hasPlaceholderType ||
      false

    if (kind === 'list') this.fieldLazy = this.#getListField
    else if (kind === 'map') this.fieldLazy = this.#getMapField
    else if (kind === 'message') this.fieldLazy = this.#getMessageField
    else if (kind === 'optional') this.fieldLazy = this.#getOptionalField

    this.matchesValueType = valueTypeMatchers[name] || valueTypeMatchers[kind]
    objFreeze(this)
  }

  isDynOrBool() {
    return this.type === 'bool' || this.kind === 'dyn'
  }

  isEmpty() {
    return this.valueType && this.valueType.kind === 'param'
  }

  unify(r, t2) {
    const t1 = this
    if (t1 === t2 || t1.kind === 'dyn' || t2.kind === 'param') return t1
    if (t2.kind === 'dyn' || t1.kind === 'param') return t2
    if (t1.kind !== t2.kind) return null
    if (!(t1.hasPlaceholderType || t2.hasPlaceholderType || t1.hasDynType || t2.hasDynType))
      return null

    const valueType = t1.valueType.unify(r, t2.valueType)
    if (!valueType) return null
    switch (t1.kind) {
      case 'optional':
        return r.getOptionalType(valueType)
      case 'list':
        return r.getListType(valueType)
      case 'map':
        const keyType = t1.keyType.unify(r, t2.keyType)
        return keyType ? r.getMapType(keyType, valueType) : null
    }
  }

  templated(r, bind) {
    if (!this.hasPlaceholderType) return this

    switch (this.kind) {
      case 'dyn':
        return this.valueType.templated(r, bind)
      case 'param':
        return bind?.get(this.name) || this
      case 'map':
        return r.getMapType(this.keyType.templated(r, bind), this.valueType.templated(r, bind))
      case 'list':
        return r.getListType(this.valueType.templated(r, bind))
      case 'optional':
        return r.getOptionalType(this.valueType.templated(r, bind))
      default:
        return this
    }
  }

  toString() {
    return this.name
  }

  #getOptionalField(obj, key, ast, ev) {
    obj = obj instanceof Optional ? obj.orValue() : obj
    if (obj === undefined) return OPTIONAL_NONE

    const type = ev.debugType(obj)
    try {
      return Optional.of(type.fieldLazy(obj, key, ast, ev))
    } catch (e) {
      if (e instanceof EvaluationError) return OPTIONAL_NONE
      throw e
    }
  }

  #getMessageField(obj, key, ast, ev) {
    const message = obj ? ev.objectTypesByConstructor.get(obj.constructor) : undefined
    if (!message) return

    const type = message.fields ? message.fields[key] : dynType
    if (!type) return undefined

    const value = obj instanceof Map ? obj.get(key) : obj[key]
    if (value === undefined) return
    if (type.matchesValueType(value, ev)) return value
    throw evaluationError(
      'field_type_mismatch',
      `Field '${key}' is not of type '${type}', got '${ev.debugType(value)}'`,
      ast
    )
  }

  #getMapField(obj, key, ast, ev) {
    // eslint-disable-next-line no-nested-ternary
    const value = obj instanceof Map ? obj.get(key) : obj && hasOwn(obj, key) ? obj[key] : undefined
    if (value === undefined) return
    if (this.valueType.matchesValueType(value, ev)) return value

    throw evaluationError(
      'field_type_mismatch',
      `Field '${key}' is not of type '${this.valueType}', got '${ev.debugType(value)}'`,
      ast
    )
  }

  #getListElementAtIndex(list, pos) {
    switch (list?.constructor) {
      case Array:
        return list[pos]
      case Set: {
        let i = 0
        for (const item of list) {
          if (i++ !== pos) continue
          return item
        }
      }
    }
  }

  #getListField(obj, key, ast, ev) {
    if (typeof key === 'bigint') key = Number(key)
    else if (typeof key !== 'number') return

    const value = this.#getListElementAtIndex(obj, key)
    if (value === undefined) {
      if (!obj) return
      throw evaluationError(
        'index_out_of_bounds',
        `No such key: index out of bounds, index ${key} ${
          key < 0 ? '< 0' : `>= size ${obj.length || obj.size}`
        }`,
        ast
      )
    }

    if (this.valueType.matchesValueType(value, ev)) return value

    throw evaluationError(
      'list_item_type_mismatch',
      `List item with index '${key}' is not of type '${this.valueType}', got '${ev.debugType(value)}'`,
      ast
    )
  }

  fieldLazy() {}

  field(obj, key, ast, ev) {
    const v = this.fieldLazy(obj, key, ast, ev)
    if (v !== undefined) return v
    throw evaluationError('no_such_key', `No such key: ${key}`, ast)
  }

  matchesBoth(other) {
    return this.matches(other) && other.matches(this)
  }

  matches(o) {
    const s = this.unwrappedType
    o = o.unwrappedType
    if (s === o || s.kind === 'dyn' || o.kind === 'dyn' || o.kind === 'param') return true
    return this.#matchesCache.get(o) ?? this.#matchesCache.set(o, this.#matches(s, o)).get(o)
  }

  #matches(s, o) {
    switch (s.kind) {
      case 'dyn':
      case 'param':
        return true
      case 'list':
        return o.kind === 'list' && s.valueType.matches(o.valueType)
      case 'map':
        return o.kind === 'map' && s.keyType.matches(o.keyType) && s.valueType.matches(o.valueType)
      case 'optional':
        return o.kind === 'optional' && s.valueType.matches(o.valueType)
      default:
        return s.name === o.name
    }
  }
}

const macroEvaluateErr = `have a .callAst property or .evaluate(checker, macro, ctx) method.`
const macroTypeCheckErr = `have a .callAst property or .typeCheck(checker, macro, ctx) method.`
function wrapMacroExpander(name, handler) {
  const p = `Macro '${name}' must`
  return function macroExpander(opts) {
    const macro = handler(opts)
    if (!macro || typeof macro !== 'object') throw new Error(`${p} return an object.`)
    if (macro.callAst) return macro
    if (!macro.evaluate) throw new Error(`${p} ${macroEvaluateErr}`)
    if (!macro.typeCheck) throw new Error(`${p} ${macroTypeCheckErr}`)
    return macro
  }
}

class VariableDeclaration {
  constructor(name, type, description, value) {
    this.name = name
    this.type = type
    this.description = description ?? null
    this.constant = value !== undefined
    this.value = value
    objFreeze(this)
  }
}

class FunctionDeclaration {
  constructor({name, receiverType, returnType, handler, description, params, async}) {
    if (typeof name !== 'string') throw new Error('name must be a string')
    if (typeof handler !== 'function') throw new Error('handler must be a function')

    this.name = name
    this.async = isAsync(handler, async)
    this.receiverType = receiverType ?? null
    this.returnType = returnType
    this.description = description ?? null
    this.params = params
    this.argTypes = params.map((p) => p.type)
    this.macro = this.argTypes.includes(astType)

    const receiverString = receiverType ? `${receiverType}.` : ''
    this.signature = `${receiverString}${name}(${this.argTypes.join(', ')}): ${returnType}`
    this.handler = this.macro ? wrapMacroExpander(this.signature, handler) : handler
    this.partitionKey = `${receiverType ? 'rcall' : 'call'}:${name}:${params.length}`

    this.hasPlaceholderType =
      this.returnType.hasPlaceholderType ||
      this.receiverType?.hasPlaceholderType ||
      this.argTypes.some((t) => t.hasPlaceholderType) ||
      false

    objFreeze(this)
  }

  matchesArgs(argTypes) {
    return argTypes.length === this.argTypes.length &&
      this.argTypes.every((t, i) => t.matches(argTypes[i]))
      ? this
      : null
  }
}

class OperatorDeclaration {
  constructor({op, leftType, rightType, handler, returnType, async}) {
    this.operator = op
    this.leftType = leftType
    this.rightType = rightType || null
    this.handler = handler
    this.async = isAsync(handler, async)
    this.returnType = returnType

    if (rightType) this.signature = `${leftType} ${op} ${rightType}: ${returnType}`
    else this.signature = `${op}${leftType}: ${returnType}`

    this.hasPlaceholderType =
      this.leftType.hasPlaceholderType || this.rightType?.hasPlaceholderType || false

    objFreeze(this)
  }

  equals(other) {
    return (
      this.operator === other.operator &&
      this.leftType === other.leftType &&
      this.rightType === other.rightType
    )
  }
}

function _createListType(valueType) {
  return new TypeDeclaration({
    kind: 'list',
    name: `list<${valueType}>`,
    type: 'list',
    valueType
  })
}

function _createPrimitiveType(name) {
  return new TypeDeclaration({kind: 'primitive', name, type: name})
}

function _createMessageType(name) {
  return new TypeDeclaration({kind: 'message', name, type: name})
}

function _createDynType(valueType) {
  const name = valueType ? `dyn<${valueType}>` : 'dyn'
  return new TypeDeclaration({kind: 'dyn', name, type: name, valueType})
}

function _createOptionalType(valueType) {
  const name = `optional<${valueType}>`
  return new TypeDeclaration({kind: 'optional', name, type: 'optional', valueType})
}

function _createMapType(keyType, valueType) {
  return new TypeDeclaration({
    kind: 'map',
    name: `map<${keyType}, ${valueType}>`,
    type: 'map',
    keyType: keyType,
    valueType: valueType
  })
}

function _createPlaceholderType(name) {
  return new TypeDeclaration({kind: 'param', name, type: name})
}

// Global immutable cache for built-in primitive types (shared across all registries)
const dynType = _createDynType()
const astType = _createPrimitiveType('ast')
const listType = _createListType(dynType)
const mapType = _createMapType(dynType, dynType)
const celTypes = {
  string: _createPrimitiveType('string'),
  bool: _createPrimitiveType('bool'),
  int: _createPrimitiveType('int'),
  uint: _createPrimitiveType('uint'),
  double: _createPrimitiveType('double'),
  bytes: _createPrimitiveType('bytes'),
  dyn: dynType,
  null: _createPrimitiveType('null'),
  type: _createPrimitiveType('type'),
  optional: _createOptionalType(dynType),
  list: listType,
  'list<dyn>': listType,
  map: mapType,
  'map<dyn, dyn>': mapType
}

for (const t of [celTypes.string, celTypes.double, celTypes.int]) {
  const list = _createListType(t)
  const map = _createMapType(celTypes.string, t)
  celTypes[list.name] = list
  celTypes[map.name] = map
}

Object.freeze(celTypes)

class Candidates {
  returnType = null
  async = false
  macro = false
  #matchCache = null
  #checkCache = null
  /** @type {Array<FunctionDeclaration>|Array<OperatorDeclaration>} */
  declarations = []
  constructor(registry) {
    this.registry = registry
  }

  [Symbol.iterator]() {
    return this.declarations[Symbol.iterator]()
  }

  add(decl) {
    this.returnType =
      (this.returnType || decl.returnType).unify(this.registry, decl.returnType) || dynType

    if (decl.macro) this.macro = decl
    if (decl.async && !this.async) this.async = true
    this.declarations.push(decl)
    this.#matchCache?.clear()
    this.#checkCache?.clear()
  }

  findFunction(argTypes, receiverType = null) {
    for (let i = 0; i < this.declarations.length; i++) {
      const match = this.#matchesFunction(this.declarations[i], argTypes, receiverType)
      if (match) return match
    }
    return null
  }

  findUnaryOverload(left) {
    const cached = (this.#matchCache ??= new Map()).get(left)
    if (cached !== undefined) return cached

    let value = false
    for (const decl of this.declarations) {
      if (decl.leftType !== left) continue
      value = decl
      break
    }

    this.#matchCache.set(left, value)
    return value
  }

  findBinaryOverload(left, right) {
    if (left.kind === 'dyn' && left.valueType) right = right.wrappedType
    else if (right.kind === 'dyn' && right.valueType) left = left.wrappedType
    return (
      (this.#matchCache ??= new Map()).get(left)?.get(right) ??
      this.#cacheBinary(this.#matchCache, left, right, this.#findBinaryUncached(left, right))
    )
  }

  checkBinaryOverload(left, right) {
    return (
      (this.#checkCache ??= new Map()).get(left)?.get(right) ??
      this.#cacheBinary(this.#checkCache, left, right, this.#checkBinaryUncached(left, right))
    )
  }

  #cacheBinary(c, l, r, v) {
    return ((c.get(l) || c.set(l, new Map()).get(l)).set(r, v), v)
  }

  #findBinaryUncached(left, right) {
    const ops = this.#findBinaryOverloads(left, right)
    if (ops.length === 0) return false
    if (ops.length === 1) return ops[0]
    throw new Error(`Operator overload '${ops[0].signature}' overlaps with '${ops[1].signature}'.`)
  }

  #checkBinaryUncached(left, right) {
    const ops = this.#findBinaryOverloads(left, right)
    if (ops.length === 0) return false
    let rt = ops[0].returnType
    for (let i = 1; i < ops.length; i++) rt = rt.unify(this.registry, ops[i].returnType) || dynType
    return rt
  }

  #findBinaryOverloads(leftType, rightType) {
    const nonexactMatches = []
    for (const decl of this.declarations) {
      if (decl.leftType === leftType && decl.rightType === rightType) return [decl]
      const secondary = this.#matchBinaryOverload(decl, leftType, rightType)
      if (secondary) nonexactMatches.push(secondary)
    }

    if (nonexactMatches.length === 0) {
      const op = this.declarations[0]?.operator
      if ((op === '==' || op === '!=') && leftType.kind === 'dyn') {
        return fallbackDynEqualityMatchers[op]
      }
    }

    return nonexactMatches
  }

  #matchBinaryOverload(decl, actualLeft, actualRight) {
    const bindings = decl.hasPlaceholderType ? new Map() : null
    const leftType = this.#matchTypeWithPlaceholders(decl.leftType, actualLeft, bindings)
    if (!leftType) return
    const rightType = this.#matchTypeWithPlaceholders(decl.rightType, actualRight, bindings)
    if (!rightType) return

    if (
      (decl.operator === '==' || decl.operator === '!=') &&
      decl.leftType.kind === 'dyn' &&
      decl.leftType.valueType &&
      actualLeft.kind !== 'dyn' &&
      actualRight.kind !== 'dyn'
    )
      return false

    return decl.hasPlaceholderType
      ? {
          async: decl.async,
          signature: decl.signature,
          handler: decl.handler,
          leftType,
          rightType,
          returnType: decl.returnType.templated(this.registry, bindings)
        }
      : decl
  }

  #matchesFunction(fn, argTypes, receiverType) {
    if (fn.hasPlaceholderType) return this.#matchWithPlaceholders(fn, argTypes, receiverType)
    if (receiverType && fn.receiverType && !receiverType.matches(fn.receiverType)) return
    return fn.matchesArgs(argTypes)
  }

  #matchWithPlaceholders(fn, argTypes, receiverType) {
    const bindings = new Map()
    if (receiverType && fn.receiverType) {
      if (!this.#matchTypeWithPlaceholders(fn.receiverType, receiverType, bindings)) {
        return null
      }
    }

    for (let i = 0; i < argTypes.length; i++) {
      if (!this.#matchTypeWithPlaceholders(fn.argTypes[i], argTypes[i], bindings)) {
        return null
      }
    }

    return {
      async: fn.async,
      handler: fn.handler,
      signature: fn.signature,
      returnType: fn.returnType.templated(this.registry, bindings)
    }
  }

  #matchTypeWithPlaceholders(declared, actual, bindings) {
    if (!declared.hasPlaceholderType) return actual.matches(declared) ? actual : null

    const treatAsDyn = actual.kind === 'dyn'
    if (!this.#collectPlaceholderBindings(declared, actual, bindings, treatAsDyn)) return null
    if (treatAsDyn) return actual
    return actual.matches(declared.templated(this.registry, bindings)) ? actual : null
  }

  #collectPlaceholderBindings(dec, act, bind, fromDyn = false) {
    if (!dec.hasPlaceholderType) return true
    if (!act) return false

    const asDyn = fromDyn || act.kind === 'dyn'
    act = act.unwrappedType

    switch (dec.kind) {
      case 'param': {
        const type = asDyn ? dynType : act
        const existing = bind.get(dec.name)
        if (!existing) return bind.set(dec.name, type) && true
        return existing.kind === 'dyn' || type.kind === 'dyn' ? true : existing.matchesBoth(type)
      }
      case 'list': {
        if (act.name === 'dyn') act = dec
        if (act.kind !== 'list') return false
        return this.#collectPlaceholderBindings(dec.valueType, act.valueType, bind, asDyn)
      }
      case 'map': {
        if (act.name === 'dyn') act = dec
        if (act.kind !== 'map') return false
        return (
          this.#collectPlaceholderBindings(dec.keyType, act.keyType, bind, asDyn) &&
          this.#collectPlaceholderBindings(dec.valueType, act.valueType, bind, asDyn)
        )
      }
      case 'optional': {
        if (act.name === 'dyn') act = dec
        if (act.kind !== 'optional') return false
        return this.#collectPlaceholderBindings(dec.valueType, act.valueType, bind, asDyn)
      }
    }
    return true
  }
}

// Helper function for splitting map type parameters
function splitByComma(str) {
  const parts = []
  let current = ''
  let depth = 0

  for (const char of str) {
    if (char === '<') depth++
    else if (char === '>') depth--
    else if (char === ',' && depth === 0) {
      parts.push(current.trim())
      current = ''
      continue
    }
    current += char
  }

  if (current) parts.push(current.trim())
  return parts
}

const objTypesDecls = [
  [UnsignedInt, 'uint', TYPES.uint, celTypes.uint],
  [Type, 'type', TYPES.type, celTypes.type],
  [Optional, 'optional', optionalType, celTypes.optional],
  [Uint8Array, 'bytes', TYPES.bytes, celTypes.bytes],
  ...(typeof Buffer !== 'undefined' ? [[Buffer, 'bytes', TYPES.bytes, celTypes.bytes]] : [])
].map(([ctor, name, typeType, type]) => Object.freeze({name, typeType, type, ctor}))

const objTypes = objTypesDecls.map((t) => [t.name, t])
const objTypesCtor = objTypesDecls.map((t) => [t.ctor, t])

const invalidVar = (postfix) => new Error(`Invalid variable declaration: ${postfix}`)
const invalidType = (postfix) => new Error(`Invalid type declaration: ${postfix}`)

const fallbackDynEqualityMatchers = {
  '==': [{handler: (a, b) => a === b, returnType: celTypes.bool}],
  '!=': [{handler: (a, b) => a !== b, returnType: celTypes.bool}]
}

class Registry {
  #parent = null
  #typeDeclarations

  #ownsVariables = true
  #operators = null
  #functions = null
  #operatorsByOp = null
  #functionsByKey = null
  #listTypes = null
  #mapTypes = null
  #optionalTypes = null
  #others = null

  #locked = false

  constructor(opts = {}) {
    this.enableOptionalTypes = opts.enableOptionalTypes ?? false
    this.unlistedVariablesAreDyn = opts.unlistedVariablesAreDyn ?? false

    const parent = opts.parent instanceof Registry ? opts.parent : null
    if (parent) {
      this.#parent = parent

      let opParent = parent
      while (opParent && !opParent.#operators) opParent = opParent.#parent

      let fnParent = parent
      while (fnParent && !fnParent.#functions) fnParent = fnParent.#parent

      this.#operatorsByOp = parent.#operatorsByOp
      this.#functionsByKey = parent.#functionsByKey
      this.#others = {operators: opParent.#operators, functions: fnParent.#functions}

      this.objectTypes = new Map(parent.objectTypes)
      this.objectTypesByConstructor = new Map(parent.objectTypesByConstructor)
      this.variables = parent.variables
      this.#ownsVariables = false
      this.#typeDeclarations = parent.#typeDeclarations
      this.#listTypes = parent.#listTypes
      this.#mapTypes = parent.#mapTypes
      this.#optionalTypes = parent.#optionalTypes

      if (
        this.enableOptionalTypes !== parent.enableOptionalTypes ||
        this.unlistedVariablesAreDyn !== parent.unlistedVariablesAreDyn
      ) {
        toggleOptionalTypes(this, this.enableOptionalTypes)
      }
    } else {
      this.#operators = []
      this.#functions = []
      this.objectTypes = new Map(objTypes)
      this.objectTypesByConstructor = new Map(objTypesCtor)
      this.#typeDeclarations = new Map(objEntries(celTypes))
      this.#listTypes = new Map()
      this.#mapTypes = new Map()
      this.#optionalTypes = new Map()
      this.variables = new Map()
      this.variables.dyn = this.unlistedVariablesAreDyn
      for (const n in TYPES) this.registerConstant(n, 'type', TYPES[n])
    }
  }

  #ensureOwnVariables() {
    if (this.#ownsVariables) return
    this.variables = new Map(this.variables)
    this.variables.dyn = this.unlistedVariablesAreDyn
    this.#ownsVariables = true
  }

  // Used by toggleOptionalTypes in optional.js to clear a variable before re-registering it
  deleteVariable(name) {
    this.#ensureOwnVariables()
    this.variables.delete(name)
  }

  #pushOperator(decl) {
    if (!this.#operators) this.#operatorsByOp = null
    this.operatorCandidates(decl.operator).add(decl)
    this.#operators.push(decl)
  }

  #pushFunction(decl) {
    if (!this.#functions) this.#functionsByKey = null
    this.#functionCandidates(decl.partitionKey).add(decl)
    this.#functions.push(decl)
  }

  #ensureCandiate(c, key) {
    return c.get(key) || c.set(key, new Candidates(this)).get(key)
  }

  #getOperators() {
    if (this.#operators) return this.#operators
    return (this.#operators = [...this.#others.operators])
  }

  #getFunctions() {
    if (this.#functions) return this.#functions
    return (this.#functions = [...this.#others.functions])
  }

  operatorCandidates(op) {
    if (this.#operatorsByOp) return this.#ensureCandiate(this.#operatorsByOp, op)
    const c = (this.#operatorsByOp = new Map())
    for (const decl of this.#getOperators()) this.#ensureCandiate(c, decl.operator).add(decl)
    return this.#ensureCandiate(c, op)
  }

  functionCandidates(rec, name, argLen) {
    return this.#functionCandidates(`${rec ? 'rcall' : 'call'}:${name}:${argLen}`)
  }

  #functionCandidates(key) {
    if (this.#functionsByKey) return this.#ensureCandiate(this.#functionsByKey, key)
    const c = (this.#functionsByKey = new Map())
    for (const decl of this.#getFunctions()) this.#ensureCandiate(c, decl.partitionKey).add(decl)
    return this.#ensureCandiate(c, key)
  }

  registerVariable(name, type, opts) {
    if (this.#locked) throw new Error('Cannot modify frozen registry')
    let description = opts?.description
    let value
    if (
      typeof name === 'string' &&
      typeof type === 'object' &&
      !(type instanceof TypeDeclaration)
    ) {
      description = type.description
      value = type.value
      if (type.schema) type = this.registerType({name: `$${name}`, schema: type.schema}).type
      else type = type.type
    } else if (typeof name === 'object') {
      if (name.schema) type = this.registerType({name: `$${name.name}`, schema: name.schema}).type
      else type = name.type
      description = name.description
      value = name.value
      name = name.name
    }

    if (typeof name !== 'string' || !name) throw invalidVar(`name must be a string`)
    if (RESERVED.has(name)) throw invalidVar(`'${name}' is a reserved name`)
    if (this.variables.get(name) !== undefined) throw invalidVar(`'${name}' is already registered`)

    if (typeof type === 'string') type = this.getType(type)
    else if (!(type instanceof TypeDeclaration)) throw invalidVar(`type is required`)

    this.#ensureOwnVariables()
    this.variables.set(name, new VariableDeclaration(name, type, description, value))
    return this
  }

  #registerSchemaAsType(name, schema) {
    const fields = Object.create(null)
    for (const key of objKeys(schema)) {
      const def = schema[key]
      if (typeof def === 'object' && def) {
        fields[key] = this.registerType({name: `${name}.${key}`, schema: def}).type.name
      } else if (typeof def === 'string') {
        fields[key] = def
      } else {
        throw new Error(`Invalid field definition for '${name}.${key}'`)
      }
    }
    return fields
  }

  registerConstant(name, type, value) {
    if (typeof name === 'object') this.registerVariable(name)
    else this.registerVariable({name, type, value})
    return this
  }

  getType(typename) {
    return this.#parseTypeString(typename, true)
  }

  getListType(type) {
    return (
      this.#listTypes.get(type) ||
      this.#listTypes.set(type, this.#parseTypeString(`list<${type}>`, true)).get(type)
    )
  }

  getMapType(a, b) {
    return (
      this.#mapTypes.get(a)?.get(b) ||
      (this.#mapTypes.get(a) || this.#mapTypes.set(a, new Map()).get(a))
        .set(b, this.#parseTypeString(`map<${a}, ${b}>`, true))
        .get(b)
    )
  }

  getOptionalType(type) {
    return (
      this.#optionalTypes.get(type) ||
      this.#optionalTypes.set(type, this.#parseTypeString(`optional<${type}>`, true)).get(type)
    )
  }

  assertType(typename, type, signature) {
    try {
      return this.#parseTypeString(typename, true)
    } catch (e) {
      e.message = `Invalid ${type} '${e.unknownType || typename}' in '${signature}'`
      throw e
    }
  }

  getFunctionType(typename) {
    if (typename === 'ast') return astType
    const t = this.#parseTypeString(typename, true)
    if (t.kind === 'dyn' && t.valueType) throw new Error(`type '${t.name}' is not supported`)
    return t
  }

  registerType(name, _d) {
    if (this.#locked) throw new Error('Cannot modify frozen registry')
    if (typeof name === 'object') ((_d = name), (name = _d.fullName || _d.name || _d.ctor?.name))
    if (typeof name === 'string' && name[0] === '.') name = name.slice(1)
    if (typeof name !== 'string' || name.length < 2 || RESERVED.has(name)) {
      throw invalidType(`name '${name}' is not valid`)
    }

    if (this.objectTypes.has(name)) throw invalidType(`type '${name}' already registered`)

    const type = this.#parseTypeString(name, false)
    if (type.kind !== 'message') throw invalidType(`type '${name}' is not valid`)

    const decl = {
      name,
      typeType: new Type(name),
      type,
      ctor: typeof _d === 'function' ? _d : _d?.ctor,
      convert: typeof _d === 'function' ? undefined : _d?.convert,
      fields:
        typeof _d?.schema === 'object'
          ? this.#normalizeFields(name, this.#registerSchemaAsType(name, _d.schema))
          : this.#normalizeFields(name, typeof _d === 'function' ? undefined : _d?.fields)
    }

    if (typeof decl.ctor !== 'function') {
      if (!decl.fields) throw invalidType(`type '${name}' requires a constructor or fields`)
      Object.assign(decl, this.#createDefaultConvert(name, decl.fields))
    }

    this.objectTypes.set(name, Object.freeze(decl))
    this.objectTypesByConstructor.set(decl.ctor, decl)
    this.registerFunctionOverload(`type(${name}): type`, () => decl.typeType, {async: false})
    return decl
  }

  /** @returns {TypeDeclaration} */
  #parseTypeString(typeStr, requireKnownTypes = true) {
    let match = this.#typeDeclarations.get(typeStr)
    if (match) return match

    if (typeof typeStr !== 'string' || !typeStr.length) {
      throw new Error(`Invalid type: must be a string`)
    }

    match = typeStr.match(/^[A-Z]$/)
    if (match) return this.#createDeclaration(_createPlaceholderType, typeStr, typeStr)

    match = typeStr.match(/^(dyn|list|map|optional)<(.+)>$/)
    if (!match) {
      if (requireKnownTypes) {
        const err = new Error(`Unknown type: ${typeStr}`)
        err.unknownType = typeStr
        throw err
      }
      return this.#createDeclaration(_createMessageType, typeStr, typeStr)
    }

    const kind = match[1]
    const inner = match[2].trim()
    switch (kind) {
      case 'dyn': {
        const type = this.#parseTypeString(inner, requireKnownTypes).wrappedType
        this.#typeDeclarations.set(type.name, type)
        return type
      }
      case 'list': {
        const vType = this.#parseTypeString(inner, requireKnownTypes)
        return this.#createDeclaration(_createListType, `list<${vType}>`, vType)
      }
      case 'map': {
        const parts = splitByComma(inner)
        if (parts.length !== 2) throw new Error(`Invalid map type: ${typeStr}`)
        const kType = this.#parseTypeString(parts[0], requireKnownTypes)
        const vType = this.#parseTypeString(parts[1], requireKnownTypes)
        return this.#createDeclaration(_createMapType, `map<${kType}, ${vType}>`, kType, vType)
      }
      case 'optional': {
        const vType = this.#parseTypeString(inner, requireKnownTypes)
        return this.#createDeclaration(_createOptionalType, `optional<${vType}>`, vType)
      }
    }
  }

  #createDeclaration(creator, key, ...args) {
    return (
      this.#typeDeclarations.get(key) || this.#typeDeclarations.set(key, creator(...args)).get(key)
    )
  }

  findMacro(name, hasReceiver, argLen) {
    return this.functionCandidates(hasReceiver, name, argLen).macro
  }

  findUnaryOverload(op, left) {
    return this.operatorCandidates(op).findUnaryOverload(left)
  }

  findBinaryOverload(op, left, right) {
    return this.operatorCandidates(op).findBinaryOverload(left, right)
  }

  #toCelFieldType(field) {
    if (typeof field === 'string') return {type: field}
    if (field.id) return protobufjsFieldToCelType(field)
    return field
  }

  #toCelFieldDeclaration(typename, fields, k, requireKnownTypes = false) {
    try {
      const field = this.#toCelFieldType(fields[k])
      if (typeof field?.type !== 'string') throw new Error(`unsupported declaration`)
      return this.#parseTypeString(field.type, requireKnownTypes)
    } catch (e) {
      e.message =
        `Field '${k}' in type '${typename}' has unsupported declaration: ` +
        `${JSON.stringify(fields[k])}`
      throw e
    }
  }

  #normalizeFields(typename, fields) {
    if (!fields) return
    const all = Object.create(null)
    for (const k of objKeys(fields)) all[k] = this.#toCelFieldDeclaration(typename, fields, k)
    return all
  }

  #createDefaultConvert(name, fields) {
    const keys = objKeys(fields)

    const conversions = Object.create(null)
    for (const k of keys) {
      const type = fields[k]
      const decl = type.kind === 'message' && this.objectTypes.get(type.name)
      if (decl === false) conversions[k] = false
      else conversions[k] = decl.convert ? decl : false
    }

    const Ctor = {
      [name]: class extends Map {
        #raw
        constructor(v) {
          super()
          this.#raw = v
        }

        [Symbol.iterator]() {
          if (this.size !== keys.length) for (const k of keys) this.get(k)
          return super[Symbol.iterator]()
        }

        get(field) {
          let v = super.get(field)
          if (v !== undefined || this.has(field)) return v

          const dec = conversions[field]
          if (dec === undefined) return

          v = this.#raw instanceof Map ? this.#raw.get(field) : this.#raw?.[field]
          if (dec && v && typeof v === 'object') {
            switch (v.constructor) {
              case undefined:
              case Object:
              case Map:
                v = dec.convert(v)
            }
          }
          return (super.set(field, v), v)
        }
      }
    }[name]

    return {
      ctor: Ctor,
      convert(v) {
        if (!v) return
        if (v.constructor === Ctor) return v
        return new Ctor(v)
      }
    }
  }

  clone(opts) {
    this.#locked = true
    return new Registry({
      parent: this,
      unlistedVariablesAreDyn: opts.unlistedVariablesAreDyn,
      enableOptionalTypes: opts.enableOptionalTypes
    })
  }

  getDefinitions() {
    const variables = []
    const functions = []
    for (const [, varDecl] of this.variables) {
      if (!varDecl) continue
      variables.push({
        name: varDecl.name,
        description: varDecl.description || null,
        type: varDecl.type.name
      })
    }

    for (const decl of this.#getFunctions()) {
      functions.push({
        signature: decl.signature,
        name: decl.name,
        description: decl.description,
        receiverType: decl.receiverType ? decl.receiverType.name : null,
        returnType: decl.returnType.name,
        params: decl.params.map((p) => ({
          name: p.name,
          type: p.type.name,
          description: p.description
        }))
      })
    }

    return {variables, functions}
  }

  #parseSignature(signature) {
    if (typeof signature !== 'string') throw new Error('Invalid signature: must be a string')
    const match = signature.match(/^(?:([a-zA-Z0-9.<>]+)\.)?(\w+)\(([^)]*)\):(.*)$/)
    if (!match) throw new Error(`Invalid signature: ${signature}`)
    const returnType = match[4].trim()
    if (!returnType) throw new Error(`Invalid signature: ${signature}`)
    return {
      receiverType: match[1] || null,
      name: match[2],
      argTypes: splitByComma(match[3]),
      returnType
    }
  }

  /**
   * @param {FunctionDeclaration} a
   * @param {FunctionDeclaration} b
   */
  #functionSignatureOverlaps(a, b) {
    if (a.name !== b.name) return false
    if (a.argTypes.length !== b.argTypes.length) return false
    if ((a.receiverType || b.receiverType) && (!a.receiverType || !b.receiverType)) return false

    const isDifferentReceiver =
      a.receiverType !== b.receiverType && a.receiverType !== dynType && b.receiverType !== dynType

    return (
      !isDifferentReceiver &&
      (b.macro ||
        a.macro ||
        b.argTypes.every((t, i) => {
          const o = a.argTypes[i]
          return t === o || t === dynType || o === dynType
        }))
    )
  }

  /** @param {FunctionDeclaration} newDec */
  #checkOverlappingSignatures(newDec) {
    for (const decl of this.#functionCandidates(newDec.partitionKey)) {
      if (!this.#functionSignatureOverlaps(decl, newDec)) continue
      throw new Error(
        `Function signature '${newDec.signature}' overlaps with existing overload '${decl.signature}'.`
      )
    }
  }

  #normalizeParam(i, aType, param) {
    if (!param) return {type: this.getFunctionType(aType), name: `arg${i}`, description: null}

    const type = param.type || aType
    if (!type) throw new Error(`params[${i}].type is required`)
    if (aType && type !== aType) throw new Error(`params[${i}].type not equal to signature type`)
    return {
      name: param.name || `arg${i}`,
      type: this.getFunctionType(type),
      description: param.description ?? null
    }
  }

  registerFunctionOverload(s, handler, opts) {
    if (this.#locked) throw new Error('Cannot modify frozen registry')
    if (typeof s === 'object') opts = s
    else if (typeof handler === 'object') opts = handler
    else if (!opts) opts = {}

    const sig = typeof s === 'string' ? s : (opts.signature ?? undefined)
    const parsed = sig !== undefined ? this.#parseSignature(sig) : undefined
    const name = parsed?.name || opts.name
    const receiverType = parsed?.receiverType || opts.receiverType
    const argTypes = parsed?.argTypes
    const returnType = parsed?.returnType || opts.returnType
    const params = opts.params
    handler = typeof handler === 'function' ? handler : opts.handler

    let dec
    try {
      if (!name) throw new Error(`signature or name are required`)
      if (!returnType) throw new Error(`must have a returnType`)

      if (params) {
        if (argTypes && params.length !== argTypes.length) {
          throw new Error(`mismatched length in params and args in signature`)
        }
      } else if (!argTypes) throw new Error(`signature or params are required`)

      dec = new FunctionDeclaration({
        name,
        async: opts?.async,
        receiverType: receiverType ? this.getType(receiverType) : null,
        returnType: this.getType(returnType),
        handler,
        description: opts.description,
        params: (argTypes || params).map((_, i) =>
          this.#normalizeParam(i, argTypes?.[i], params?.[i])
        )
      })
    } catch (e) {
      if (typeof sig === 'string') e.message = `Invalid function declaration '${sig}': ${e.message}`
      else if (name) e.message = `Invalid function declaration '${name}': ${e.message}`
      else e.message = `Invalid function declaration: ${e.message}`
      throw e
    }

    this.#checkOverlappingSignatures(dec)
    this.#pushFunction(dec)
  }

  registerOperatorOverload(string, handler, opts) {
    // Parse with optional return type: "Vector + Vector: Vector" or "Vector + Vector"
    const unaryParts = string.match(/^([-!])([\w.<>]+)(?::\s*([\w.<>]+))?$/)
    if (unaryParts) {
      const [, op, operandType, returnType] = unaryParts
      return this.unaryOverload(op, operandType, handler, returnType, opts?.async)
    }

    const parts = string.match(
      /^([\w.<>]+) ([-+*%/]|==|!=|<|<=|>|>=|in) ([\w.<>]+)(?::\s*([\w.<>]+))?$/
    )
    if (!parts) throw new Error(`Operator overload invalid: ${string}`)
    const [, leftType, op, rightType, returnType] = parts
    return this.binaryOverload(leftType, op, rightType, handler, returnType)
  }

  unaryOverload(op, typeStr, handler, returnTypeStr, async) {
    if (this.#locked) throw new Error('Cannot modify frozen registry')
    const leftType = this.assertType(typeStr, 'type', `${op}${typeStr}`)
    const returnType = this.assertType(
      returnTypeStr || typeStr,
      'return type',
      `${op}${typeStr}: ${returnTypeStr || typeStr}`
    )

    const d = new OperatorDeclaration({op: `${op}_`, leftType, returnType, handler, async})
    this.#pushOperator(this.#assertOverload(d))
  }

  #hasOverload(d) {
    for (const o of this.operatorCandidates(d.operator)) if (d.equals(o)) return true
    return false
  }

  #assertOverload(decl) {
    if (!this.#hasOverload(decl)) return decl
    throw new Error(`Operator overload already registered: ${decl.signature}`)
  }

  binaryOverload(leftTypeStr, op, rightTypeStr, handler, returnTypeStr, async) {
    if (this.#locked) throw new Error('Cannot modify frozen registry')
    returnTypeStr ??= isRelational.has(op) ? 'bool' : leftTypeStr

    const sig = `${leftTypeStr} ${op} ${rightTypeStr}: ${returnTypeStr}`
    let leftType = this.assertType(leftTypeStr, 'left type', sig)
    let rightType = this.assertType(rightTypeStr, 'right type', sig)
    const returnType = this.assertType(returnTypeStr, 'return type', sig)

    // Register both types as wrapped with dyn<> if one of them is wrapped
    if (leftType.kind === 'dyn' && leftType.valueType) rightType = rightType.wrappedType
    else if (rightType.kind === 'dyn' && rightType.valueType) leftType = leftType.wrappedType

    if (isRelational.has(op) && returnType.type !== 'bool') {
      throw new Error(`Comparison operator '${op}' must return 'bool', got '${returnType.type}'`)
    }

    const dec = new OperatorDeclaration({op, leftType, rightType, returnType, handler, async})
    if (dec.hasPlaceholderType && !(rightType.hasPlaceholderType && leftType.hasPlaceholderType)) {
      throw new Error(
        `Operator overload with placeholders must use them in both left and right types: ${sig}`
      )
    }

    this.#assertOverload(dec)
    if (op === '==') {
      const declarations = [
        new OperatorDeclaration({
          op: '!=',
          leftType,
          rightType,
          handler(a, b, ast, ev) {
            return !handler(a, b, ast, ev)
          },
          returnType,
          async
        })
      ]

      if (leftType !== rightType) {
        declarations.push(
          new OperatorDeclaration({
            op: '==',
            leftType: rightType,
            rightType: leftType,
            handler(a, b, ast, ev) {
              return handler(b, a, ast, ev)
            },
            returnType,
            async
          }),
          new OperatorDeclaration({
            op: '!=',
            leftType: rightType,
            rightType: leftType,
            handler(a, b, ast, ev) {
              return !handler(b, a, ast, ev)
            },
            returnType,
            async
          })
        )
      }

      for (const decl of declarations) this.#assertOverload(decl)
      for (const decl of declarations) this.#pushOperator(decl)
    }

    this.#pushOperator(dec)
  }
}

const isRelational = new Set(['<', '<=', '>', '>=', '==', '!=', 'in'])

function createRegistry(opts) {
  return new Registry(opts)
}

class RootContext {
  #vars
  #contextObj
  #contextMap
  #convertCache
  constructor(registry, context) {
    this.#vars = registry.variables
    if (context === undefined || context === null) return
    if (typeof context !== 'object') {
      throw evaluationError('invalid_context', 'Context must be an object')
    }
    if (context instanceof Map) this.#contextMap = context
    else this.#contextObj = context
  }

  getValue(key) {
    return (
      this.#convertCache?.get(key) ||
      (this.#contextObj ? this.#contextObj[key] : this.#contextMap?.get(key))
    )
  }

  getVariable(name) {
    return (
      this.#vars.get(name) ??
      (this.#vars.dyn && !RESERVED.has(name) ? new VariableDeclaration(name, dynType) : undefined)
    )
  }

  getCheckedValue(ev, ast) {
    const v = this.getValue(ast.args)
    if (v === undefined) throw ev.createError('unknown_variable', `Unknown variable: ${ast.args}`, ast)
    if (ast.checkedType.matchesValueType(v, ev)) return v

    const type = ast.checkedType
    const valueType = ev.debugType(v)
    // Convert plain objects to typed instances when a convert function is registered
    if (type.kind === 'message' && valueType.kind === 'map') {
      const c = ev.objectTypes.get(type.name)?.convert?.(v)
      if (c) return ((this.#convertCache ??= new Map()).set(ast.args, c), c)
    }

    throw ev.createError(
      'variable_type_mismatch',
      `Variable '${ast.args}' is not of type '${type}', got '${valueType}'`,
      ast
    )
  }

  forkWithVariable(iterVar, iterType) {
    return new OverlayContext(this, iterVar, iterType)
  }
}

class OverlayContext {
  #parent
  accuType
  accuValue
  iterValue
  constructor(parent, iterVar, iterType) {
    this.#parent = parent
    this.iterVar = iterVar
    this.iterType = iterType
  }

  forkWithVariable(iterVar, iterType) {
    return new OverlayContext(this, iterVar, iterType)
  }

  reuse(parent) {
    if (!this.async) return ((this.#parent = parent), this)
    const ctx = new OverlayContext(parent, this.iterVar, this.iterType)
    ctx.accuType = this.accuType
    return ctx
  }

  setIterValue(v, ev) {
    if (this.iterType.matchesValueType(v, ev)) return ((this.iterValue = v), this)

    const type = this.iterType
    const valueType = ev.debugType(v)
    // Convert plain objects to typed instances when a convert function is registered
    if (type.kind === 'message' && valueType.kind === 'map') {
      const c = ev.objectTypes.get(type.name)?.convert?.(v)
      if (c) return ((this.iterValue = c), this)
    }

    throw ev.createError(
      'variable_type_mismatch',
      `Variable '${this.iterVar}' is not of type '${type}', got '${valueType}'`
    )
  }

  setAccuType(type) {
    return ((this.accuType = type), this)
  }

  setAccuValue(v) {
    return ((this.accuValue = v), this)
  }

  getValue(key) {
    return this.iterVar === key ? this.iterValue : this.#parent.getValue(key)
  }

  getCheckedValue(ev, ast) {
    if (this.iterVar === ast.args) return this.iterValue
    return this.#parent.getCheckedValue(ev, ast)
  }

  getVariable(name) {
    if (this.iterVar === name) return new VariableDeclaration(name, this.iterType)
    return this.#parent.getVariable(name)
  }
}

/**
 * Extract CEL field declarations from a protobufjs message type.
 * Maps protobuf types to CEL types.
 * @param {protobuf.Type} messageType - The protobufjs message type
 * @returns {Object} Field declarations in CEL format {fieldName: 'celType'}
 */
function protobufjsFieldToCelType(field) {
  let fieldType
  if (field.map) {
    const keyType = protobufjsTypeToCelType(field.keyType, field.resolvedKeyType)
    const valueType = protobufjsTypeToCelType(field.type, field.resolvedType)
    fieldType = `map<${keyType}, ${valueType}>`
  } else {
    fieldType = protobufjsTypeToCelType(field.type, field.resolvedType)
  }
  return {type: field.repeated ? `list<${fieldType}>` : fieldType}
}

/**
 * Map protobuf type names to CEL type names.
 * @param {string} protoType - The protobuf type name
 * @param {protobuf.Type|null} resolvedType - The resolved type for message/enum fields
 * @returns {string} The CEL type name
 */
function protobufjsTypeToCelType(protoType, resolvedType) {
  switch (protoType) {
    case 'string':
      return 'string'
    case 'bytes':
      return 'bytes'
    case 'bool':
      return 'bool'
    // protobufjs uses JavaScript numbers for all numeric types
    case 'double':
    case 'float':
    case 'int32':
    case 'int64':
    case 'sint32':
    case 'sint64':
    case 'sfixed32':
    case 'sfixed64':
    case 'uint32':
    case 'uint64':
    case 'fixed32':
    case 'fixed64':
      return 'double'
    default:
      switch (resolvedType?.constructor.name) {
        case 'Type':
          return resolvedType.fullName.slice(1)
        case 'Enum':
          return 'int'
      }

      if (protoType?.includes('.')) return protoType

      // Unknown type, treat as dyn
      return 'dyn'
  }
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/operators.js



const operators_dynType = celTypes.dyn

class Base {
  dynType = celTypes.dyn
  optionalType = celTypes.optional
  stringType = celTypes.string
  intType = celTypes.int
  doubleType = celTypes.double
  boolType = celTypes.bool
  nullType = celTypes.null
  listType = celTypes.list
  mapType = celTypes.map

  constructor(opts) {
    this.opts = opts.opts
    this.registry = opts.registry
    this.objectTypes = this.registry.objectTypes
    this.objectTypesByConstructor = this.registry.objectTypesByConstructor
  }

  /**
   * Get a TypeDeclaration instance for a type name
   * @param {string} typeName - The type name (e.g., 'string', 'int', 'dyn')
   * @returns {TypeDeclaration} The type declaration instance
   */
  getType(typeName) {
    return this.registry.getType(typeName)
  }

  debugType(v) {
    switch (typeof v) {
      case 'string':
        return this.stringType
      case 'bigint':
        return this.intType
      case 'number':
        return this.doubleType
      case 'boolean':
        return this.boolType
      case 'object':
        if (v === null) return this.nullType
        switch (v.constructor) {
          case undefined:
          case Object:
          case Map:
            return this.mapType
          case Array:
          case Set:
            return this.listType
          default:
            return (
              this.objectTypesByConstructor.get(v.constructor)?.type ||
              unsupportedType(this, v.constructor?.name || typeof v)
            )
        }
      default:
        unsupportedType(this, typeof v)
    }
  }
}

function unsupportedType(self, type) {
  throw self.createError('unsupported_type', `Unsupported type: ${type}`)
}

const maybeAsyncArray = (a) => (Array.isArray(a) ? a.some((n) => n.maybeAsync) : false)

function maybeAsync(l, r, h) {
  if (r === true || (r && (r?.maybeAsync || maybeAsyncArray(r)))) return maybeAsyncBoth(h)
  if (l === true || (l && (l?.maybeAsync || maybeAsyncArray(l)))) return maybeAsyncFirst(h)
  return h
}

function maybeAsyncBoth(handler) {
  return (handler.__asyncBoth ??= function handle(a, b, c, d) {
    if (!(a instanceof Promise || b instanceof Promise)) return handler(a, b, c, d)
    if (!(b instanceof Promise)) return a.then((_a) => handler(_a, b, c, d))
    if (!(a instanceof Promise)) return b.then((_b) => handler(a, _b, c, d))
    return Promise.all([a, b]).then((p) => handler(p[0], p[1], c, d))
  })
}

function maybeAsyncFirst(handler) {
  return (handler.__asyncFirst ??= function handle(a, b, c, d) {
    if (a instanceof Promise) return a.then((_a) => handler(_a, b, c, d))
    return handler(a, b, c, d)
  })
}

function checkAccessNode(chk, ast, ctx) {
  ast.right = ast.args[1]
  const leftType = chk.check((ast.left = ast.args[0]), ctx)
  if (ast.op === '[]') chk.check(ast.right, ctx)

  ast.handle = maybeAsync(
    ast.left,
    ast.op === '[]' ? ast.right : false,
    leftType !== operators_dynType ? fieldAccessStatic : fieldAccess
  )

  if (leftType.kind !== 'optional') return chk.checkAccessOnType(ast, ctx, leftType)
  return chk.registry.getOptionalType(chk.checkAccessOnType(ast, ctx, leftType.valueType, true))
}

function checkOptionalAccessNode(chk, ast, ctx) {
  ast.right = ast.args[1]
  const leftType = chk.check((ast.left = ast.args[0]), ctx)
  if (ast.op === '[?]') chk.check(ast.right, ctx)

  ast.handle = maybeAsync(ast.left, ast.op === '[?]' ? ast.right : false, oFieldAccess)

  const actualType = leftType.kind === 'optional' ? leftType.valueType : leftType
  return chk.registry.getOptionalType(chk.checkAccessOnType(ast, ctx, actualType, true))
}

const HOMOGENEOUS_PREFIX = {
  heterogeneous_list_element: 'List elements must have the same type,',
  heterogeneous_map_key: 'Map key uses wrong type,',
  heterogeneous_map_value: 'Map value uses wrong type,'
}

function checkElementHomogenous(chk, ctx, expected, el, code) {
  const type = chk.check(el, ctx)
  if (type === expected || expected.isEmpty()) return type
  if (type.isEmpty()) return expected
  throw chk.createError(
    code,
    `${HOMOGENEOUS_PREFIX[code]} expected type '${chk.formatType(expected)}' but found '${chk.formatType(type)}'`,
    el
  )
}

function checkElement(chk, ctx, expected, el) {
  return expected.unify(chk.registry, chk.check(el, ctx)) || operators_dynType
}

function ternaryConditionError(ev, value, node) {
  const type = ev.debugRuntimeType(value)
  return ev.createError(
    'invalid_condition_type',
    `${node.meta.label || 'Ternary condition must be bool'}, got '${type}'`,
    node
  )
}

function handleTernary(c, ev, ast, ctx) {
  if (c === true) return ev.run(ast.left, ctx)
  if (c === false) return ev.run(ast.right, ctx)
  throw ternaryConditionError(ev, c, ast.condition)
}

function logicalOperandError(ev, value, node) {
  const type = ev.debugRuntimeType(value)
  return ev.createError(
    'invalid_logical_operand',
    `Logical operator requires bool operands, got '${type}'`,
    node
  )
}

function logicalValueOrErr(ev, v, node) {
  if (v instanceof Error) return v
  return logicalOperandError(ev, v, node)
}

function _logicalOp(exp, ev, ast, left, right) {
  if (right === exp) return exp
  if (right === !exp) {
    if (left === right) return right
    throw logicalValueOrErr(ev, left, ast.left)
  }
  if (right instanceof Promise) return right.then((r) => _logicalOpAsync(exp, ev, ast, left, r))
  throw logicalOperandError(ev, right, ast.left)
}

function _logicalOpAsync(exp, ev, ast, left, right) {
  if (right === exp) return exp
  if (typeof right !== 'boolean') throw logicalOperandError(ev, right, ast.right)
  if (typeof left !== 'boolean') throw logicalValueOrErr(ev, left, ast.left)
  return !exp
}

function checkLogicalOp(chk, ast, ctx) {
  const leftType = chk.check((ast.left = ast.args[0]), ctx)
  const rightType = chk.check((ast.right = ast.args[1]), ctx)

  if (!leftType.isDynOrBool()) {
    throw chk.createError(
      'invalid_logical_operand',
      `Logical operator requires bool operands, got '${chk.formatType(leftType)}'`,
      ast
    )
  }
  if (!rightType.isDynOrBool()) {
    throw chk.createError(
      'invalid_logical_operand',
      `Logical operator requires bool operands, got '${chk.formatType(rightType)}'`,
      ast
    )
  }

  return chk.boolType
}

function checkUnary(chk, ast, ctx) {
  const op = ast.op
  const right = chk.check(ast.args, ctx)
  ast.candidates = chk.registry.operatorCandidates(op)

  if (right.kind === 'dyn') {
    ast.handle = maybeAsync(ast.args, false, handleUnary)
    return ast.candidates.returnType
  }

  const overload = ast.candidates.findUnaryOverload(right)
  if (!overload) {
    throw chk.createError(
      'no_such_overload',
      `no such overload: ${op[0]}${chk.formatType(right)}`,
      ast
    )
  }

  ast.handle = maybeAsync(ast.args, false, overload.handler)
  return overload.returnType
}

function handleUnary(left, ast, ev) {
  const leftType = ev.debugRuntimeType(left, ast.args.checkedType)
  const overload = ast.candidates.findUnaryOverload(leftType)
  if (overload) return overload.handler(left)
  throw ev.createError('no_such_overload', `no such overload: ${ast.op[0]}${leftType}`, ast)
}

function evaluateUnary(ev, ast, ctx) {
  return ast.handle(ev.run(ast.args, ctx), ast, ev)
}

function checkBinary(chk, ast, ctx) {
  const op = ast.op
  const left = chk.check((ast.left = ast.args[0]), ctx)
  const right = chk.check((ast.right = ast.args[1]), ctx)
  ast.candidates = chk.registry.operatorCandidates(op)

  const overload =
    left.hasDynType || right.hasDynType ? undefined : ast.candidates.findBinaryOverload(left, right)

  ast.handle = maybeAsync(ast.left, ast.right, overload?.handler || handleBinary)
  if (overload) return overload.returnType

  const type = ast.candidates.checkBinaryOverload(left, right)
  if (!left.hasDynType) ast.leftStaticType = left
  if (!right.hasDynType) ast.rightStaticType = right
  if (type) return type

  throw chk.createError(
    'no_such_overload',
    `no such overload: ${chk.formatType(left)} ${op} ${chk.formatType(right)}`,
    ast
  )
}

function evaluateBinary(ev, ast, ctx) {
  return ast.handle(ev.run(ast.left, ctx), ev.run(ast.right, ctx), ast, ev)
}

function evaluateBinaryFirst(ev, ast, ctx) {
  return ast.handle(ev.run(ast.left, ctx), ast.right, ast, ev)
}

function handleBinary(left, right, ast, ev) {
  const leftType = ast.leftStaticType || ev.debugTypeDeep(left).wrappedType
  const rightType = ast.rightStaticType || ev.debugTypeDeep(right).wrappedType
  const overload = ast.candidates.findBinaryOverload(leftType, rightType)
  if (overload) return overload.handler(left, right, ast, ev)
  throw ev.createError(
    'no_such_overload',
    `no such overload: ${leftType} ${ast.op} ${rightType}`,
    ast
  )
}

function callFunctionHandler(handler, ev, args, ast) {
  try {
    const result = handler.apply(ev, args)
    if (result instanceof Promise) {
      return result.catch((error) => {
        throw attachErrorAst(error, ast)
      })
    }
    return result
  } catch (error) {
    throw attachErrorAst(error, ast)
  }
}

function callFn(args, ast, ev) {
  const argAst = ast.args[1]
  const types = ast.argTypes
  let i = argAst.length
  while (i--) types[i] = ev.debugRuntimeType(args[i], argAst[i].checkedType)

  const decl = ast.candidates.findFunction(types)
  if (decl) return callFunctionHandler(decl.handler, ev, args, ast)
  throw ev.createError(
    'no_matching_overload',
    `found no matching overload for '${ast.args[0]}(${types
      .map((t) => t.unwrappedType)
      .join(', ')})'`,
    ast
  )
}

function callRecFn(args, ev, ast) {
  const [, receiverAst, argAst] = ast.args
  const types = ast.argTypes
  for (let i = 0; i < types.length; i++)
    types[i] = ev.debugRuntimeType(args[i + 1], argAst[i].checkedType)

  const receiverType = ev.debugRuntimeType(args[0], receiverAst.checkedType)
  const decl = ast.candidates.findFunction(types, receiverType)
  if (decl) return callFunctionHandler(decl.handler, ev, args, ast)

  throw ev.createError(
    'no_matching_overload',
    `found no matching overload for '${receiverType.type}.${ast.args[0]}(${types
      .map((t) => t.unwrappedType)
      .join(', ')})'`,
    ast
  )
}

function resolveAstArray(ev, astArray, ctx, i = astArray.length) {
  if (i === 0) return []

  let async
  const results = new Array(i)
  while (i--) if ((results[i] = ev.run(astArray[i], ctx)) instanceof Promise) async ??= true
  return async ? Promise.all(results) : results
}

function safeFromEntries(entries) {
  const obj = {}
  for (let i = 0; i < entries.length; i++) {
    const [k, v] = entries[i]
    if (k === '__proto__' || k === 'constructor' || k === 'prototype') continue
    obj[k] = v
  }
  return obj
}

function comprehensionElementType(chk, iterable, ctx) {
  const iterType = chk.check(iterable, ctx)
  if (iterType.kind === 'dyn') return iterType
  if (iterType.kind === 'list') return iterType.valueType
  if (iterType.kind === 'map') return iterType.keyType
  throw chk.createError(
    'invalid_comprehension_range',
    `Expression of type '${chk.formatType(
      iterType
    )}' cannot be range of a comprehension (must be list, map, or dynamic).`,
    iterable
  )
}

function toIterable(ev, args, coll) {
  if (coll instanceof Set) return [...coll]
  if (coll instanceof Map) return [...coll.keys()]
  if (coll && typeof coll === 'object') return objKeys(coll)
  throw ev.createError(
    'invalid_comprehension_range',
    `Expression of type '${ev.debugType(
      coll
    )}' cannot be range of a comprehension (must be list, map, or dynamic).`,
    args.iterable
  )
}

function runQualifier(items, args, ev, ctx) {
  if (!isArray(items)) items = toIterable(ev, args, items)
  const accu = ev.run(args.init, (ctx = args.iterCtx.reuse(ctx)))
  ctx.accuValue = accu
  if (ctx === args.iterCtx) return iterateQuantifier(ev, ctx, args, items, accu, 0)
  return continueQuantifier(ev, ctx, args, items, accu, 0)
}

function runComprehension(items, args, ev, ctx) {
  if (!isArray(items)) items = toIterable(ev, args, items)
  const accu = ev.run(args.init, (ctx = args.iterCtx.reuse(ctx)))
  ctx.accuValue = accu
  if (ctx === args.iterCtx) return iterateLoop(ev, ctx, args, items, accu, 0)
  return continueLoop(ev, ctx, args, items, accu, 0)
}

function iterateLoop(ev, ctx, args, items, accu, i) {
  const condition = args.condition
  const step = args.step
  const len = items.length
  while (i < len) {
    if (condition && !condition(accu)) break
    accu = ev.run(step, ctx.setIterValue(items[i++], ev))
    if (accu instanceof Promise) return continueLoop(ev, ctx, args, items, accu, i)
  }
  return args.result(accu)
}

async function continueLoop(ev, ctx, args, items, accu, i) {
  if (ctx === args.iterCtx) ctx.async = true
  const condition = args.condition
  const step = args.step
  const len = items.length
  accu = await accu
  while (i < len) {
    if (condition && !condition(accu)) return args.result(accu)
    accu = ev.run(step, ctx.setIterValue(items[i++], ev))
    if (accu instanceof Promise) accu = await accu
  }
  return args.result(accu)
}

function iterateQuantifier(ev, ctx, args, items, accu, i, error, stp) {
  const condition = args.condition
  const step = args.step
  const len = items.length
  while (i < len) {
    if (!condition(accu)) return args.result(accu)
    stp = ev.tryEval(step, ctx.setIterValue(items[i++], ev))
    if (stp instanceof Promise) return continueQuantifier(ev, ctx, args, items, accu, i, error, stp)
    if (stp instanceof Error && (error ??= stp)) continue
    accu = stp
  }

  if (error && condition(accu)) throw error
  return args.result(accu)
}

async function continueQuantifier(ev, ctx, args, items, accu, i, error, stp) {
  if (ctx === args.iterCtx) ctx.async = true
  const condition = args.condition
  const step = args.step
  const len = items.length

  stp = await stp
  if (stp instanceof Error) error ??= stp
  else accu = stp

  while (i < len) {
    if (!condition(accu)) return args.result(accu)
    stp = ev.tryEval(step, ctx.setIterValue(items[i++], ev))
    if (stp instanceof Promise) stp = await stp
    if (stp instanceof Error && (error ??= stp)) continue
    accu = stp
  }
  if (error && condition(accu)) throw error
  return args.result(accu)
}

function oFieldAccess(left, right, ast, ev) {
  return ev.optionalType.field(left, right, ast, ev)
}

function fieldAccessStatic(left, right, ast, ev) {
  return ast.left.checkedType.field(left, right, ast, ev)
}

const empty = Object.create(null)
function fieldAccess(left, right, ast, ev) {
  switch (left?.constructor) {
    case undefined:
    case Object: {
      const v = hasOwn(left || empty, right) ? left[right] : undefined
      if (v !== undefined) return (ev.debugType(v), v)
      break
    }
    case Map: {
      const v = left.get(right)
      if (v !== undefined) return (ev.debugType(v), v)
      break
    }
    case Array:
    case Set:
      return ev.listType.field(left, right, ast, ev)
    default:
      const t = ev.objectTypesByConstructor.get(left.constructor)
      if (t) return t.type.field(left, right, ast, ev)
      else if (typeof left === 'object') unsupportedType(ev, left.constructor.name)
  }
  throw ev.createError('no_such_key', `No such key: ${right}`, ast)
}

const emptyList = () => []
const emptyMap = () => ({})

const OPERATORS = {
  value: {
    check(chk, ast) {
      return chk.debugType(ast.args)
    },
    evaluate(_ev, ast) {
      return ast.args
    }
  },
  id: {
    check(chk, ast, ctx) {
      const variable = ctx.getVariable(ast.args)
      if (!variable) throw chk.createError('unknown_variable', `Unknown variable: ${ast.args}`, ast)
      if (variable.constant) {
        const alternate = ast.clone(OPERATORS.value, variable.value)
        ast.setMeta('alternate', alternate)
        return chk.check(alternate, ctx)
      }
      return variable.type
    },
    evaluate(ev, ast, ctx) {
      return ctx.getCheckedValue(ev, ast)
    }
  },
  '.': {
    alias: 'fieldAccess',
    check: checkAccessNode,
    evaluate: evaluateBinaryFirst
  },
  '.?': {
    alias: 'optionalFieldAccess',
    check: checkOptionalAccessNode,
    evaluate: evaluateBinaryFirst
  },
  '[]': {
    alias: 'bracketAccess',
    check: checkAccessNode,
    evaluate: evaluateBinary
  },
  '[?]': {
    alias: 'optionalBracketAccess',
    check: checkOptionalAccessNode,
    evaluate: evaluateBinary
  },
  call: {
    check(chk, ast, ctx) {
      const [functionName, args] = ast.args
      const candidates = (ast.candidates = chk.registry.functionCandidates(
        false,
        functionName,
        args.length
      ))

      const argTypes = (ast.argTypes = args.map((a) => chk.check(a, ctx)))
      const decl = candidates.findFunction(argTypes)

      if (!decl) {
        throw chk.createError(
          'no_matching_overload',
          `found no matching overload for '${functionName}(${chk.formatTypeList(argTypes)})'`,
          ast
        )
      }

      const handle = argTypes.some((t) => t.hasDynType)
        ? callFn
        : (decl.handler.__handle ??= (l, _ast, e) => callFunctionHandler(decl.handler, e, l, _ast))

      ast.handle = maybeAsync(args, false, handle)
      return decl.returnType
    },
    evaluate(ev, ast, ctx) {
      return ast.handle(resolveAstArray(ev, ast.args[1], ctx), ast, ev)
    }
  },
  rcall: {
    check(chk, ast, ctx) {
      const [methodName, receiver, args] = ast.args
      const receiverType = chk.check(receiver, ctx)
      const candidates = (ast.candidates = chk.registry.functionCandidates(
        true,
        methodName,
        args.length
      ))

      const argTypes = (ast.argTypes = args.map((a) => chk.check(a, ctx)))
      ast.receiverWithArgs = [receiver, ...args]
      ast.handle = maybeAsync(ast.receiverWithArgs, false, callRecFn)

      if (receiverType.kind === 'dyn' && candidates.returnType) return candidates.returnType
      const decl = candidates.findFunction(argTypes, receiverType)

      if (!decl) {
        throw chk.createError(
          'no_matching_overload',
          `found no matching overload for '${receiverType.type}.${methodName}(${chk.formatTypeList(
            argTypes
          )})'`,
          ast
        )
      }

      if (!receiverType.hasPlaceholderType && !argTypes.some((t) => t.hasDynType)) {
        const fn = decl.handler
        const handle = (fn.__handle ??= (a, ev, _ast) => callFunctionHandler(fn, ev, a, _ast))
        ast.handle = maybeAsync(ast.receiverWithArgs, false, handle)
      }

      return decl.returnType
    },
    evaluate(ev, ast, ctx) {
      return ast.handle(resolveAstArray(ev, ast.receiverWithArgs, ctx), ev, ast)
    }
  },
  list: {
    check(chk, ast, ctx) {
      const arr = ast.args
      const arrLen = arr.length
      if (arrLen === 0) return ast.setMeta('evaluate', emptyList) && chk.getType('list<T>')

      let valueType = chk.check(arr[0], ctx)
      const check = chk.opts.homogeneousAggregateLiterals ? checkElementHomogenous : checkElement

      for (let i = 1; i < arrLen; i++)
        valueType = check(chk, ctx, valueType, arr[i], 'heterogeneous_list_element')
      return chk.registry.getListType(valueType)
    },
    evaluate(ev, ast, ctx) {
      return resolveAstArray(ev, ast.args, ctx)
    }
  },
  map: {
    check(chk, ast, ctx) {
      const arr = ast.args
      const arrLen = arr.length
      if (arrLen === 0) return ast.setMeta('evaluate', emptyMap) && chk.getType('map<K, V>')

      const check = chk.opts.homogeneousAggregateLiterals ? checkElementHomogenous : checkElement
      let keyType = chk.check(arr[0][0], ctx)
      let valueType = chk.check(arr[0][1], ctx)
      for (let i = 1; i < arrLen; i++) {
        const e = arr[i]
        keyType = check(chk, ctx, keyType, e[0], 'heterogeneous_map_key')
        valueType = check(chk, ctx, valueType, e[1], 'heterogeneous_map_value')
      }
      return chk.registry.getMapType(keyType, valueType)
    },
    evaluate(ev, ast, ctx) {
      const astEntries = ast.args
      const len = astEntries.length
      const results = new Array(len)
      let async
      for (let i = 0; i < len; i++) {
        const e = astEntries[i]
        const k = ev.run(e[0], ctx)
        const v = ev.run(e[1], ctx)
        if (k instanceof Promise || v instanceof Promise) {
          results[i] = Promise.all([k, v])
          async ??= true
        } else {
          results[i] = [k, v]
        }
      }
      if (async) return Promise.all(results).then(safeFromEntries)
      return safeFromEntries(results)
    }
  },
  comprehension: {
    check(chk, ast, ctx) {
      const args = ast.args
      args.iterCtx = ctx
        .forkWithVariable(args.iterVarName, comprehensionElementType(chk, args.iterable, ctx))
        .setAccuType(chk.check(args.init, ctx))

      const stepType = chk.check(args.step, args.iterCtx)
      const handler = args.errorsAreFatal ? runComprehension : runQualifier
      ast.handle = maybeAsync(args.iterable, false, handler)
      if (args.kind === 'quantifier') return chk.boolType
      return stepType
    },
    evaluate(ev, ast, ctx) {
      return ast.handle(ev.run(ast.args.iterable, ctx), ast.args, ev, ctx)
    }
  },
  accuValue: {
    check(_chk, _ast, ctx) {
      return ctx.accuType
    },
    evaluate(_ev, _ast, ctx) {
      return ctx.accuValue
    }
  },
  accuInc: {
    check(_chk, _ast, ctx) {
      return ctx.accuType
    },
    evaluate(_ev, _ast, ctx) {
      return (ctx.accuValue += 1)
    }
  },
  accuPush: {
    check(chk, ast, ctx) {
      const listType = ctx.accuType
      const itemType = chk.check(ast.args, ctx)
      if (!ast.args.maybeAsync) ast.setMeta('evaluate', OPERATORS.accuPush.evaluateSync)
      if (listType.kind === 'list' && listType.valueType.kind !== 'param') return listType
      return chk.registry.getListType(itemType)
    },
    evaluateSync(ev, ast, ctx) {
      return (ctx.accuValue.push(ev.run(ast.args, ctx)), ctx.accuValue)
    },
    evaluate(ev, ast, ctx) {
      const arr = ctx.accuValue
      const el = ev.run(ast.args, ctx)
      if (el instanceof Promise) return el.then((_e) => arr.push(_e) && arr)
      arr.push(el)
      return arr
    }
  },
  '?:': {
    alias: 'ternary',
    check(chk, ast, ctx) {
      const condast = (ast.condition = ast.args[0])
      const leftast = (ast.left = ast.args[1])
      const rightast = (ast.right = ast.args[2])
      const condType = chk.check(condast, ctx)
      if (!condType.isDynOrBool()) {
        throw chk.createError(
          'invalid_condition_type',
          `${condast.meta.label || 'Ternary condition must be bool'}, got '${chk.formatType(condType)}'`,
          condast
        )
      }

      const leftType = chk.check(leftast, ctx)
      const rightType = chk.check(rightast, ctx)
      const unified = leftType.unify(chk.registry, rightType)

      ast.handle = maybeAsync(condast, false, handleTernary)
      if (unified) return unified

      throw chk.createError(
        'incompatible_ternary_branches',
        `Ternary branches must have the same type, got '${chk.formatType(
          leftType
        )}' and '${chk.formatType(rightType)}'`,
        ast
      )
    },
    evaluate(ev, ast, ctx) {
      return ast.handle(ev.run(ast.condition, ctx), ev, ast, ctx)
    }
  },
  '||': {
    check: checkLogicalOp,
    evaluate(ev, ast, ctx) {
      const l = ev.tryEval(ast.left, ctx)
      if (l === true) return true
      if (l === false) {
        const right = ev.run(ast.right, ctx)
        if (typeof right === 'boolean') return right
        return _logicalOp(true, ev, ast, l, right)
      }
      if (l instanceof Promise)
        return l.then((_l) =>
          _l === true ? _l : _logicalOp(true, ev, ast, _l, ev.run(ast.right, ctx))
        )
      return _logicalOp(true, ev, ast, l, ev.run(ast.right, ctx))
    }
  },
  '&&': {
    check: checkLogicalOp,
    evaluate(ev, ast, ctx) {
      const l = ev.tryEval(ast.left, ctx)
      if (l === false) return false
      if (l === true) {
        const right = ev.run(ast.right, ctx)
        if (typeof right === 'boolean') return right
        return _logicalOp(false, ev, ast, l, right)
      }
      if (l instanceof Promise)
        return l.then((_l) =>
          _l === false ? _l : _logicalOp(false, ev, ast, _l, ev.run(ast.right, ctx))
        )
      return _logicalOp(false, ev, ast, l, ev.run(ast.right, ctx))
    }
  },
  '!_': {alias: 'unaryNot', check: checkUnary, evaluate: evaluateUnary},
  '-_': {alias: 'unaryMinus', check: checkUnary, evaluate: evaluateUnary}
}

const binaryOperators = ['!=', '==', 'in', '+', '-', '*', '/', '%', '<', '<=', '>', '>=']
for (const op of binaryOperators) OPERATORS[op] = {check: checkBinary, evaluate: evaluateBinary}
for (const op of objKeys(OPERATORS)) {
  const obj = OPERATORS[op]
  obj.name = op
  if (obj.alias) OPERATORS[obj.alias] = obj
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/macros.js


const identity = (x) => x

function assertIdentifier(node, message) {
  if (node.op === 'id') return node.args
  throw parseError('invalid_macro_argument', message, node)
}

function createMapExpander(hasFilter) {
  const functionDesc = hasFilter ? 'map(var, filter, transform)' : 'map(var, transform)'
  const invalidMsg = `${functionDesc} invalid predicate iteration variable`
  const label = `${functionDesc} filter predicate must return bool`

  return ({args, receiver, ast: callAst}) => {
    const [iterVar, predicate, transform] = hasFilter ? args : [args[0], null, args[1]]

    let step = transform.clone(OPERATORS.accuPush, transform)
    if (predicate) {
      const accuValue = predicate.clone(OPERATORS.accuValue)
      step = predicate.clone(OPERATORS.ternary, [predicate.setMeta('label', label), step, accuValue])
    }

    return {
      callAst: callAst.clone(OPERATORS.comprehension, {
        errorsAreFatal: true,
        iterable: receiver,
        iterVarName: assertIdentifier(iterVar, invalidMsg),
        init: callAst.clone(OPERATORS.list, []),
        step,
        result: identity
      })
    }
  }
}

function createFilterExpander() {
  const functionDesc = 'filter(var, predicate)'
  const invalidMsg = `${functionDesc} invalid predicate iteration variable`
  const label = `${functionDesc} predicate must return bool`

  return ({args, receiver, ast: callAst}) => {
    const iterVarName = assertIdentifier(args[0], invalidMsg)
    const accuValue = callAst.clone(OPERATORS.accuValue)
    const predicate = args[1].setMeta('label', label)
    const appendItem = callAst.clone(OPERATORS.accuPush, callAst.clone(OPERATORS.id, iterVarName))
    const step = predicate.clone(OPERATORS.ternary, [predicate, appendItem, accuValue])

    return {
      callAst: callAst.clone(OPERATORS.comprehension, {
        errorsAreFatal: true,
        iterable: receiver,
        iterVarName,
        init: callAst.clone(OPERATORS.list, []),
        step,
        result: identity
      })
    }
  }
}

function createQuantifierExpander(opts) {
  const invalidMsg = `${opts.name}(var, predicate) invalid predicate iteration variable`
  const label = `${opts.name}(var, predicate) predicate must return bool`
  return ({args, receiver, ast: callAst}) => {
    const predicate = args[1].setMeta('label', label)
    const transform = opts.transform({args, ast: callAst, predicate, opts})

    return {
      callAst: callAst.clone(OPERATORS.comprehension, {
        kind: 'quantifier',
        errorsAreFatal: opts.errorsAreFatal || false,
        iterable: receiver,
        iterVarName: assertIdentifier(args[0], invalidMsg),
        init: transform.init,
        condition: transform.condition,
        step: transform.step,
        result: transform.result || identity
      })
    }
  }
}

function createHasExpander() {
  const invalidHasArgument = 'has() invalid argument'

  function evaluate(ev, macro, ctx) {
    const nodes = macro.macroHasProps
    let i = nodes.length
    let obj = ev.run(nodes[--i], ctx)
    let inOptionalContext
    while (i--) {
      const node = nodes[i]
      if (node.op === '.?') inOptionalContext ??= true
      obj = ev.debugType(obj).fieldLazy(obj, node.args[1], node, ev)
      if (obj !== undefined) continue
      if (!(!inOptionalContext && i && node.op === '.')) break
      throw evaluationError('no_such_key', `No such key: ${node.args[1]}`, node)
    }
    return obj !== undefined
  }

  function typeCheck(checker, macro, ctx) {
    let node = macro.args[0]
    if (node.op !== '.') throw checker.createError('invalid_macro_argument', invalidHasArgument, node)
    if (!macro.macroHasProps) {
      const props = []
      while (node.op === '.' || node.op === '.?') node = props.push(node) && node.args[0]
      if (node.op !== 'id') throw checker.createError('invalid_macro_argument', invalidHasArgument, node)
      checker.check(node, ctx)
      props.push(node)
      macro.macroHasProps = props
    }
    return checker.getType('bool')
  }

  return function ({args}) {
    return {args, evaluate, typeCheck, async: false}
  }
}

function registerMacros(registry) {
  const functionOverload = (sig, handler) => registry.registerFunctionOverload(sig, handler)

  functionOverload('has(ast): bool', createHasExpander())

  functionOverload(
    'list.all(ast, ast): bool',
    createQuantifierExpander({
      name: 'all',
      transform({ast: callAst, predicate, opts}) {
        return {
          init: callAst.clone(OPERATORS.value, true),
          condition: identity,
          step: predicate.clone(OPERATORS.ternary, [
            predicate,
            predicate.clone(OPERATORS.value, true),
            predicate.clone(OPERATORS.value, false)
          ])
        }
      }
    })
  )

  functionOverload(
    'list.exists(ast, ast): bool',
    createQuantifierExpander({
      name: 'exists',
      condition(accu) {
        return !accu
      },
      transform({ast: callAst, predicate, opts}) {
        return {
          init: callAst.clone(OPERATORS.value, false),
          condition: opts.condition,
          step: predicate.clone(OPERATORS.ternary, [
            predicate,
            predicate.clone(OPERATORS.value, true),
            predicate.clone(OPERATORS.value, false)
          ])
        }
      }
    })
  )

  functionOverload(
    'list.exists_one(ast, ast): bool',
    createQuantifierExpander({
      name: 'exists_one',
      errorsAreFatal: true,
      result(accu) {
        return accu === 1
      },
      transform({ast: callAst, predicate, opts}) {
        const accuValue = callAst.clone(OPERATORS.accuValue)
        return {
          init: callAst.clone(OPERATORS.value, 0),
          step: predicate.clone(OPERATORS.ternary, [predicate, callAst.clone(OPERATORS.accuInc), accuValue]),
          result: opts.result
        }
      }
    })
  )

  functionOverload('list.map(ast, ast): list<dyn>', createMapExpander(false))
  functionOverload('list.map(ast, ast, ast): list<dyn>', createMapExpander(true))
  functionOverload('list.filter(ast, ast): list<dyn>', createFilterExpander())

  class CelNamespace {}
  const celNamespace = new CelNamespace()
  registry.registerType('CelNamespace', CelNamespace)
  registry.registerConstant('cel', 'CelNamespace', celNamespace)

  function bindTypeCheck(checker, m, ctx) {
    m.bindCtx = ctx.forkWithVariable(m.var, checker.check(m.val, ctx))
    const type = checker.check(m.exp, m.bindCtx)
    if (m.val.maybeAsync || m.exp.maybeAsync) return type
    m.ast.setMeta('async', false)
    m.evaluate = bindEvaluateSync
    return type
  }

  function bindOptionalEvaluate(ev, exp, bindCtx, ctx, boundValue) {
    const res = ev.run(exp, (ctx = bindCtx.reuse(ctx).setIterValue(boundValue, ev)))
    if (res instanceof Promise && ctx === bindCtx) ctx.async = true
    return res
  }

  function bindEvaluate(ev, {val, exp, bindCtx}, ctx) {
    const v = ev.run(val, ctx)
    if (v instanceof Promise) return v.then((_v) => bindOptionalEvaluate(ev, exp, bindCtx, ctx, _v))
    return bindOptionalEvaluate(ev, exp, bindCtx, ctx, v)
  }

  function bindEvaluateSync(ev, {val, exp, bindCtx}, ctx) {
    return ev.run(exp, bindCtx.reuse(ctx).setIterValue(ev.run(val, ctx), ev))
  }

  functionOverload('CelNamespace.bind(ast, dyn, ast): dyn', ({ast, args}) => {
    return {
      ast,
      var: assertIdentifier(args[0], 'invalid variable argument'),
      val: args[1],
      exp: args[2],
      bindCtx: undefined,
      typeCheck: bindTypeCheck,
      evaluate: bindEvaluate
    }
  })
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/overloads.js




function registerOverloads(registry) {
  const unaryOverload = (op, t, h, ret) => registry.unaryOverload(op, t, h, ret, false)
  const binaryOverload = (l, op, r, h, ret) => registry.binaryOverload(l, op, r, h, ret, false)

  function verifyInteger(v, ast) {
    if (v <= MAX_INT && v >= MIN_INT) return v
    throw evaluationError('numeric_overflow', `integer overflow: ${v}`, ast)
  }

  function throwDivisionByZero(ast) {
    throw evaluationError('division_by_zero', 'division by zero', ast)
  }

  function throwModuloByZero(ast) {
    throw evaluationError('modulo_by_zero', 'modulo by zero', ast)
  }

  unaryOverload('!', 'bool', (a) => !a)
  unaryOverload('-', 'int', (a) => -a)
  binaryOverload('dyn<int>', `==`, `double`, (a, b) => a == b) // eslint-disable-line eqeqeq
  binaryOverload('dyn<int>', `==`, `uint`, (a, b) => a == b.valueOf()) // eslint-disable-line eqeqeq
  binaryOverload('int', '*', 'int', (a, b, ast) => verifyInteger(a * b, ast))
  binaryOverload('int', '+', 'int', (a, b, ast) => verifyInteger(a + b, ast))
  binaryOverload('int', '-', 'int', (a, b, ast) => verifyInteger(a - b, ast))
  binaryOverload('int', '/', 'int', (a, b, ast) => {
    if (b === MIN_UINT) return throwDivisionByZero(ast)
    return a / b
  })
  binaryOverload('int', '%', 'int', (a, b, ast) => {
    if (b === MIN_UINT) return throwModuloByZero(ast)
    return a % b
  })

  unaryOverload('-', 'double', (a) => -a)
  binaryOverload('double', '*', 'double', (a, b) => a * b)
  binaryOverload('double', '+', 'double', (a, b) => a + b)
  binaryOverload('double', '-', 'double', (a, b) => a - b)
  binaryOverload('double', '/', 'double', (a, b) => a / b)

  binaryOverload('string', '+', 'string', (a, b) => a + b)
  binaryOverload('list<V>', '+', 'list<V>', (a, b) => [...a, ...b])
  binaryOverload('bytes', '+', 'bytes', (a, b) => {
    if (!a.length) return b
    if (!b.length) return a

    const result = new Uint8Array(a.length + b.length)
    result.set(a, 0)
    result.set(b, a.length)
    return result
  })

  const GPD = 'google.protobuf.Duration'
  binaryOverload(GPD, '+', GPD, (a, b) => a.addDuration(b))
  binaryOverload(GPD, '-', GPD, (a, b) => a.subtractDuration(b))
  binaryOverload(GPD, '==', GPD, (a, b) => a.seconds === b.seconds && a.nanos === b.nanos)

  const GPT = 'google.protobuf.Timestamp'
  binaryOverload(GPT, '==', GPT, (a, b) => a.getTime() === b.getTime())
  binaryOverload(GPT, '-', GPT, (a, b) => Duration.fromMilliseconds(a.getTime() - b.getTime()), GPD)
  binaryOverload(GPT, '-', GPD, (a, b) => b.subtractTimestamp(a))
  binaryOverload(GPT, '+', GPD, (a, b) => b.extendTimestamp(a))
  binaryOverload(GPD, '+', GPT, (a, b) => a.extendTimestamp(b))

  function listIncludes(value, list, ast, ev) {
    if (list instanceof Set && list.has(value)) return true
    for (const v of list) if (isEqual(value, v, ast, ev)) return true
    return false
  }

  function mapIncludes(a, b) {
    if (b instanceof Map) return b.get(a) !== undefined
    return hasOwn(b, a) ? b[a] !== undefined : false
  }

  function listMembership(value, list, ast, ev) {
    return listIncludes(value, list, ast, ev)
  }

  binaryOverload('V', 'in', 'list<V>', listMembership)
  binaryOverload('K', 'in', 'map<K, V>', mapIncludes)

  for (const t of ['type', 'null', 'bool', 'string', 'int', 'double']) {
    binaryOverload(t, '==', t, (a, b) => a === b)
  }

  binaryOverload('bytes', `==`, 'bytes', (a, b) => {
    if (a === b) return true

    let i = a.length
    if (i !== b.length) return false
    while (i--) if (a[i] !== b[i]) return false
    return true
  })

  binaryOverload('list<V>', `==`, 'list<V>', (a, b, ast, ev) => {
    if (a === b) return true

    if (isArray(a) && isArray(b)) {
      const length = a.length
      if (length !== b.length) return false
      for (let i = 0; i < length; i++) {
        if (!isEqual(a[i], b[i], ast, ev)) return false
      }
      return true
    }

    if (a instanceof Set && b instanceof Set) {
      if (a.size !== b.size) return false
      for (const value of a) if (!b.has(value)) return false
      return true
    }

    const arr = a instanceof Set ? b : a
    const set = a instanceof Set ? a : b
    if (!isArray(arr)) return false
    if (arr.length !== set?.size) return false
    for (let i = 0; i < arr.length; i++) if (!set.has(arr[i])) return false
    return true
  })

  binaryOverload('map<K, V>', `==`, 'map<K, V>', (a, b, ast, ev) => {
    if (a === b) return true

    if (a instanceof Map && b instanceof Map) {
      if (a.size !== b.size) return false
      for (const [key, value] of a)
        if (!(b.has(key) && isEqual(value, b.get(key), ast, ev))) return false
      return true
    }

    if (a instanceof Map || b instanceof Map) {
      const obj = a instanceof Map ? b : a
      const map = a instanceof Map ? a : b
      const keysObj = objKeys(obj)
      if (map.size !== keysObj.length) return false
      for (const [key, value] of map) {
        if (!(key in obj && isEqual(value, obj[key], ast, ev))) return false
      }
      return true
    }

    const keysA = objKeys(a)
    const keysB = objKeys(b)
    if (keysA.length !== keysB.length) return false

    for (let i = 0; i < keysA.length; i++) {
      const key = keysA[i]
      if (!(key in b && isEqual(a[key], b[key], ast, ev))) return false
    }
    return true
  })

  binaryOverload('uint', '==', 'uint', (a, b) => a.valueOf() === b.valueOf())
  binaryOverload('dyn<uint>', `==`, `double`, (a, b) => a.valueOf() == b) // eslint-disable-line eqeqeq

  binaryOverload('uint', '+', 'uint', (a, b) => new UnsignedInt(a.valueOf() + b.valueOf()))
  binaryOverload('uint', '-', 'uint', (a, b) => new UnsignedInt(a.valueOf() - b.valueOf()))
  binaryOverload('uint', '*', 'uint', (a, b) => new UnsignedInt(a.valueOf() * b.valueOf()))
  binaryOverload('uint', '/', 'uint', (a, b, ast) => {
    if (b.valueOf() === MIN_UINT) return throwDivisionByZero(ast)
    return new UnsignedInt(a.valueOf() / b.valueOf())
  })
  binaryOverload('uint', '%', 'uint', (a, b, ast) => {
    if (b.valueOf() === MIN_UINT) return throwModuloByZero(ast)
    return new UnsignedInt(a.valueOf() % b.valueOf())
  })

  for (const [left, right] of [
    ['bool', 'bool'],
    ['int', 'int'],
    ['uint', 'uint'],
    ['double', 'double'],
    ['string', 'string'],
    ['google.protobuf.Timestamp', 'google.protobuf.Timestamp'],
    ['google.protobuf.Duration', 'google.protobuf.Duration'],
    ['int', 'uint'],
    ['int', 'double'],
    ['double', 'int'],
    ['double', 'uint'],
    ['uint', 'int'],
    ['uint', 'double']
  ]) {
    binaryOverload(left, '<', right, (a, b) => a < b)
    binaryOverload(left, '<=', right, (a, b) => a <= b)
    binaryOverload(left, '>', right, (a, b) => a > b)
    binaryOverload(left, '>=', right, (a, b) => a >= b)
  }
}

function isEqual(a, b, ast, ev) {
  if (a === b) return true
  switch (typeof a) {
    case 'undefined':
    case 'string':
    case 'boolean':
      return false
    case 'bigint':
      // eslint-disable-next-line eqeqeq
      if (typeof b === 'number') return a == b
      return false
    case 'number':
      // eslint-disable-next-line eqeqeq
      if (typeof b === 'bigint') return a == b
      return false
    case 'object':
      if (typeof b !== 'object') return false
      const leftType = ev.debugType(a)
      const rightType = ev.debugType(b)
      if (leftType !== rightType) return false

      const overload = ev.registry.findBinaryOverload('==', leftType, rightType)
      if (!overload) return false
      return overload.handler(a, b, ast, ev)
  }
  throw evaluationError('invalid_comparison_type', `Cannot compare values of type ${typeof a}`, ast)
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/type-checker.js


const toDynTypeBinding = new Map().set('A', 'dyn').set('T', 'dyn').set('K', 'dyn').set('V', 'dyn')

/**
 * TypeChecker performs static type analysis on CEL expressions
 * without executing them. It validates:
 * - Variable existence and types
 * - Function signatures and overloads
 * - Operator compatibility using the actual overload registry
 * - Property and index access validity
 */
class TypeChecker extends Base {
  constructor(opts, isEvaluating) {
    super(opts)
    this.createError = isEvaluating ? evaluationError : typeError
  }

  /**
   * Check an expression and return its inferred type
   * @param {Array|any} ast - The AST node to check
   * @returns {Object} The inferred type declaration
   * @throws {TypeError} If type checking fails
   */
  check(ast, ctx) {
    try {
      return (ast.checkedType ??= ast.check(this, ast, ctx))
    } catch (error) {
      throw attachErrorAst(error, ast)
    }
  }

  checkAccessOnType(ast, ctx, leftType, allowMissingField = false) {
    if (leftType === this.dynType) return leftType

    const indexTypeName = (
      ast.op === '[]' || ast.op === '[?]' ? this.check(ast.args[1], ctx) : this.stringType
    ).type

    if (leftType.kind === 'list') {
      if (indexTypeName === 'int' || indexTypeName === 'dyn') return leftType.valueType
      throw this.createError('invalid_index_type', `List index must be int, got '${indexTypeName}'`, ast)
    }

    if (leftType.kind === 'map') return leftType.valueType

    const customType = this.objectTypes.get(leftType.name)
    if (customType) {
      if (!(indexTypeName === 'string' || indexTypeName === 'dyn')) {
        throw this.createError(
          'invalid_index_type',
          `Cannot index type '${leftType.name}' with type '${indexTypeName}'`,
          ast
        )
      }

      if (customType.fields) {
        let keyName
        if (ast.op === '.' || ast.op === '.?') keyName = ast.args[1]
        else if (ast.args[1].op === 'value') keyName = ast.args[1].args

        if (typeof keyName === 'string') {
          const fieldType = customType.fields[keyName]
          if (fieldType) return fieldType
          // For optional access, missing field returns dyn; for regular access, throw
          if (allowMissingField) return this.dynType
          throw this.createError('no_such_key', `No such key: ${keyName}`, ast)
        }
      }
      return this.dynType
    }

    // No other types support indexing/property access
    throw this.createError('cannot_index_type', `Cannot index type '${this.formatType(leftType)}'`, ast)
  }

  formatType(type) {
    if (!type.hasPlaceholderType) return type.name
    return type.templated(this.registry, toDynTypeBinding).name
  }

  formatTypeList(types) {
    return types.map((t) => this.formatType(t)).join(', ')
  }
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/parser.js





const TOKEN = {
  EOF: 0,
  NUMBER: 1,
  STRING: 2,
  BOOLEAN: 3,
  NULL: 4,
  IDENTIFIER: 5,
  PLUS: 6,
  MINUS: 7,
  MULTIPLY: 8,
  DIVIDE: 9,
  MODULO: 10,
  EQ: 11,
  NE: 12,
  LT: 13,
  LE: 14,
  GT: 15,
  GE: 16,
  AND: 17,
  OR: 18,
  NOT: 19,
  IN: 20,
  LPAREN: 21,
  RPAREN: 22,
  LBRACKET: 23,
  RBRACKET: 24,
  LBRACE: 25,
  RBRACE: 26,
  DOT: 27,
  COMMA: 28,
  COLON: 29,
  QUESTION: 30,
  BYTES: 31
}

const OP_FOR_TOKEN = {
  [TOKEN.EQ]: OPERATORS['=='],
  [TOKEN.PLUS]: OPERATORS['+'],
  [TOKEN.MINUS]: OPERATORS['-'],
  [TOKEN.MULTIPLY]: OPERATORS['*'],
  [TOKEN.DIVIDE]: OPERATORS['/'],
  [TOKEN.MODULO]: OPERATORS['%'],
  [TOKEN.LE]: OPERATORS['<='],
  [TOKEN.LT]: OPERATORS['<'],
  [TOKEN.GE]: OPERATORS['>='],
  [TOKEN.GT]: OPERATORS['>'],
  [TOKEN.NE]: OPERATORS['!='],
  [TOKEN.IN]: OPERATORS['in']
}

const TOKEN_BY_NUMBER = {}
for (const key in TOKEN) TOKEN_BY_NUMBER[TOKEN[key]] = key

const HEX_CODES = new Uint8Array(128)
for (const ch of '0123456789abcdefABCDEF') HEX_CODES[ch.charCodeAt(0)] = 1

const ESCAPE_ERRORS = {
  bytes_unicode_escape: (e) => `\\${e} not allowed in bytes literals`,
  invalid_unicode_escape: (e) => `Invalid Unicode escape: \\${e}`,
  invalid_unicode_surrogate: (e) => `Invalid Unicode surrogate: \\${e}`,
  invalid_hex_escape: (e) => `Invalid hex escape: \\${e}`,
  invalid_octal_escape: () => 'Octal escape must be 3 digits',
  octal_escape_out_of_range: (e) => `Octal escape out of range: \\${e}`,
  invalid_escape_sequence: (e) => `Invalid escape sequence: \\${e}`
}

const STRING_ESCAPES = {
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v'
}

class ASTNode {
  #meta
  #input
  constructor(input, pos, start, end, op, args) {
    this.#meta = {check: op.check, evaluate: op.evaluate}
    this.#input = input
    this.op = op.name
    this.args = args
    this.pos = pos
    this.start = start
    this.end = end
  }

  clone(op, args) {
    return new ASTNode(this.#input, this.pos, this.start, this.end, op, args)
  }

  get meta() {
    return this.#meta
  }

  get input() {
    return this.#input
  }

  #computeIsAsync() {
    const ast = this.#meta.alternate ?? this

    // prettier-ignore
    switch (ast.op) {
      case 'value': case 'id': case 'accuValue': case 'accuInc':
        return false
      case 'accuPush':
        return ast.args.maybeAsync
      case '!_': case '-_':
        if (ast.candidates?.async !== false) return true
        return ast.args.maybeAsync
      case '!=': case '==': case 'in': case '+': case '-': case '*':
      case '/': case '%': case '<': case '<=': case '>': case '>=':
        if (ast.candidates?.async !== false) return true
        return ast.args.some((a) => a.maybeAsync)
      case 'call': case 'rcall':
        if (ast.candidates?.async !== false) return true
        return (ast.receiverWithArgs || ast.args[1]).some((a) => a.maybeAsync)
      case 'comprehension':
        return ast.args.iterable.maybeAsync || ast.args.step.maybeAsync
      case '.': case '.?':
        return ast.args[0].maybeAsync
      case '?:': case 'list':
      case '[]': case '[?]':
          return ast.args.some((a) => a.maybeAsync)
      case '||': case '&&':
        return ast.args.some((a) => a.maybeAsync)
      case 'map':
        return ast.args.some((a) => a[0].maybeAsync || a[1].maybeAsync)
      default:
        return true
    }
  }

  /**
   * Check whether we can optimize away async calling
   * If no ast members includes a function, we can optimize the call
   * for which we want to return true here.
   * @returns {boolean}
   */
  get maybeAsync() {
    return (this.#meta.async ??= this.#computeIsAsync())
  }

  check(chk, ast, ctx) {
    const meta = this.#meta
    if (meta.alternate) return chk.check(meta.alternate, ctx)
    else if (meta.macro) return meta.macro.typeCheck(chk, meta.macro, ctx)
    return meta.check(chk, ast, ctx)
  }

  evaluate(ev, ast, ctx) {
    const meta = this.#meta
    if (meta.alternate) this.evaluate = this.#evaluateAlternate
    else if (meta.macro) this.evaluate = this.#evaluateMacro
    else this.evaluate = meta.evaluate
    return this.evaluate(ev, ast, ctx)
  }

  #evaluateAlternate(ev, ast, ctx) {
    return (ast = this.#meta.alternate).evaluate(ev, ast, ctx)
  }

  #evaluateMacro(ev, ast, ctx) {
    return (ast = this.#meta.macro).evaluate(ev, ast, ctx)
  }

  setMeta(key, value) {
    return ((this.#meta[key] = value), this)
  }

  get range() {
    return {start: this.start, end: this.end}
  }

  toOldStructure() {
    const args = Array.isArray(this.args) ? this.args : [this.args]
    return [this.op, ...args.map((a) => (a instanceof ASTNode ? a.toOldStructure() : a))]
  }
}

class Lexer {
  input
  pos
  length

  tokenPos
  tokenType
  tokenValue

  reset(input) {
    this.pos = 0
    this.input = input
    this.length = input.length
    return input
  }

  token(pos, type, value) {
    this.tokenPos = pos
    this.tokenType = type
    this.tokenValue = value
    return this
  }

  // Read next token
  nextToken() {
    while (true) {
      const {pos, input, length} = this
      if (pos >= length) return this.token(pos, TOKEN.EOF)

      const ch = input[pos]
      switch (ch) {
        // Whitespaces
        case ' ':
        case '\t':
        case '\n':
        case '\r':
          this.pos++
          continue

        // Operators
        case '=':
          if (input[pos + 1] !== '=') break
          return this.token((this.pos += 2) - 2, TOKEN.EQ)
        case '&':
          if (input[pos + 1] !== '&') break
          return this.token((this.pos += 2) - 2, TOKEN.AND)
        case '|':
          if (input[pos + 1] !== '|') break
          return this.token((this.pos += 2) - 2, TOKEN.OR)
        case '+':
          return this.token(this.pos++, TOKEN.PLUS)
        case '-':
          return this.token(this.pos++, TOKEN.MINUS)
        case '*':
          return this.token(this.pos++, TOKEN.MULTIPLY)
        case '/':
          if (input[pos + 1] === '/') {
            while (this.pos < length && this.input[this.pos] !== '\n') this.pos++
            continue
          }
          return this.token(this.pos++, TOKEN.DIVIDE)
        case '%':
          return this.token(this.pos++, TOKEN.MODULO)
        case '<':
          if (input[pos + 1] === '=') return this.token((this.pos += 2) - 2, TOKEN.LE)
          return this.token(this.pos++, TOKEN.LT)
        case '>':
          if (input[pos + 1] === '=') return this.token((this.pos += 2) - 2, TOKEN.GE)
          return this.token(this.pos++, TOKEN.GT)
        case '!':
          if (input[pos + 1] === '=') return this.token((this.pos += 2) - 2, TOKEN.NE)
          return this.token(this.pos++, TOKEN.NOT)
        case '(':
          return this.token(this.pos++, TOKEN.LPAREN)
        case ')':
          return this.token(this.pos++, TOKEN.RPAREN)
        case '[':
          return this.token(this.pos++, TOKEN.LBRACKET)
        case ']':
          return this.token(this.pos++, TOKEN.RBRACKET)
        case '{':
          return this.token(this.pos++, TOKEN.LBRACE)
        case '}':
          return this.token(this.pos++, TOKEN.RBRACE)
        case '.':
          return this.token(this.pos++, TOKEN.DOT)
        case ',':
          return this.token(this.pos++, TOKEN.COMMA)
        case ':':
          return this.token(this.pos++, TOKEN.COLON)
        case '?':
          return this.token(this.pos++, TOKEN.QUESTION)
        case `"`:
        case `'`:
          return this.readString(ch)
        // Check for string prefixes (b, B, r, R followed by quote)
        case 'b':
        case 'B':
        case 'r':
        case 'R': {
          // This is a prefixed string, advance past the prefix and read string
          const next = input[pos + 1]
          if (next === '"' || next === "'") return ++this.pos && this.readString(next, ch)
          return this.readIdentifier()
        }
        default: {
          const code = ch.charCodeAt(0)
          if (code <= 57 && code >= 48) return this.readNumber()
          if (this._isIdentifierCharCode(code)) return this.readIdentifier()
        }
      }

      throw parseError('unexpected_character', `Unexpected character: ${ch}`, {
        pos,
        start: pos,
        end: pos + 1,
        input
      })
    }
  }

  // Characters: 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_
  _isIdentifierCharCode(c) {
    if (c < 48 || c > 122) return false
    return c >= 97 || (c >= 65 && c <= 90) || c <= 57 || c === 95
  }

  _parseAsDouble(start, end) {
    const value = Number(this.input.substring(start, end))
    if (Number.isFinite(value)) return this.token(start, TOKEN.NUMBER, value)
    throw parseError('invalid_number', `Invalid number: ${value}`, {
      pos: start,
      start,
      end,
      input: this.input
    })
  }

  _parseAsBigInt(start, end, isHex, unsigned) {
    const string = this.input.substring(start, end)
    if (unsigned === 'u' || unsigned === 'U') {
      this.pos++
      try {
        return this.token(start, TOKEN.NUMBER, new UnsignedInt(string))
      } catch (_err) {}
    } else {
      try {
        return this.token(start, TOKEN.NUMBER, BigInt(string))
      } catch (_err) {}
    }

    throw parseError(
      isHex ? 'invalid_hex_integer' : 'invalid_integer',
      isHex ? `Invalid hex integer: ${string}` : `Invalid integer: ${string}`,
      {pos: start, start, end: this.pos, input: this.input}
    )
  }

  _readDigits(input, length, pos, code) {
    while (pos < length && (code = input.charCodeAt(pos)) && !(code > 57 || code < 48)) pos++
    return pos
  }

  _readExponent(input, length, pos) {
    let ch = pos < length && input[pos]
    if (ch === 'e' || ch === 'E') {
      ch = ++pos < length && input[pos]
      if (ch === '-' || ch === '+') pos++
      const start = pos
      pos = this._readDigits(input, length, pos)
      if (start === pos)
        throw parseError('invalid_exponent', 'Invalid exponent', {
          pos,
          start: pos,
          end: Math.min(pos + 1, input.length),
          input
        })
    }
    return pos
  }

  readNumber() {
    const {input, length, pos: start} = this
    let pos = start
    if (input[pos] === '0' && (input[pos + 1] === 'x' || input[pos + 1] === 'X')) {
      pos += 2
      while (pos < length && HEX_CODES[input[pos].charCodeAt(0)]) pos++
      return this._parseAsBigInt(start, (this.pos = pos), true, input[pos])
    }

    pos = this._readDigits(input, length, pos)
    if (pos + 1 < length) {
      let isDouble = false
      let afterpos = input[pos] === '.' ? this._readDigits(input, length, pos + 1) : pos + 1
      if (afterpos !== pos + 1) (isDouble = true) && (pos = afterpos)

      afterpos = this._readExponent(input, length, pos)
      if (afterpos !== pos) (isDouble = true) && (pos = afterpos)
      if (isDouble) return this._parseAsDouble(start, (this.pos = pos))
    }
    return this._parseAsBigInt(start, (this.pos = pos), false, input[pos])
  }

  readString(del, prefix) {
    const {input: i, pos: s} = this
    if (i[s + 1] === del && i[s + 2] === del) return this.readTripleQuotedString(del, prefix)
    return this.readSingleQuotedString(del, prefix)
  }

  _closeQuotedString(rawStart, rawValue, prefix, pos) {
    switch (prefix) {
      case 'b':
      case 'B': {
        const processed = this.processEscapes(rawStart, rawValue, true)
        const bytes = new Uint8Array(processed.length)
        for (let i = 0; i < processed.length; i++) bytes[i] = processed.charCodeAt(i) & 0xff
        return this.token(pos - 1, TOKEN.BYTES, bytes)
      }
      case 'r':
      case 'R': {
        return this.token(pos - 1, TOKEN.STRING, rawValue)
      }
      default: {
        const value = this.processEscapes(rawStart, rawValue, false)
        return this.token(pos, TOKEN.STRING, value)
      }
    }
  }

  readSingleQuotedString(delimiter, prefix) {
    const {input, length, pos: start} = this

    let ch
    let pos = this.pos + 1
    while (pos < length && (ch = input[pos])) {
      switch (ch) {
        case delimiter:
          const rawStart = start + 1
          const rawValue = input.slice(rawStart, pos)
          this.pos = ++pos
          return this._closeQuotedString(rawStart, rawValue, prefix, start)
        case '\n':
        case '\r':
          throw parseError('newline_in_string', 'Newlines not allowed in single-quoted strings', {
            pos,
            start: pos,
            end: pos + 1,
            input
          })
        case '\\':
          pos++
      }
      pos++
    }
    throw parseError('unterminated_string', 'Unterminated string', {
      pos: start,
      start,
      end: input.length,
      input
    })
  }

  readTripleQuotedString(delimiter, prefix) {
    const {input, length, pos: start} = this

    let ch
    let pos = this.pos + 3
    while (pos < length && (ch = input[pos])) {
      switch (ch) {
        case delimiter:
          if (input[pos + 1] === delimiter && input[pos + 2] === delimiter) {
            const rawStart = start + 3
            const rawValue = input.slice(rawStart, pos)
            this.pos = pos + 3
            return this._closeQuotedString(rawStart, rawValue, prefix, start)
          }
          break
        case '\\':
          pos++
      }
      pos++
    }
    throw parseError('unterminated_triple_quoted_string', 'Unterminated triple-quoted string', {
      pos: start,
      start,
      end: input.length,
      input
    })
  }

  #escapeErr(code, offset, len, i, chars, extra) {
    const start = offset + i
    return parseError(code, ESCAPE_ERRORS[code](extra), {
      input: this.input,
      pos: start,
      start,
      end: Math.min(start + chars, offset + len)
    })
  }

  processEscapes(offset, str, isBytes) {
    if (!str.includes('\\')) return str

    const len = str.length
    let result = ''
    let i = 0
    while (i < len) {
      if (str[i] !== '\\' || i + 1 >= len) {
        result += str[i++]
        continue
      }

      const next = str[i + 1]
      if (STRING_ESCAPES[next]) {
        result += STRING_ESCAPES[next]
        i += 2
      } else if (next === 'u' || next === 'U') {
        if (isBytes) throw this.#escapeErr('bytes_unicode_escape', offset, len, i, 2, next)

        const hexLen = next === 'u' ? 4 : 8
        const hex = str.substring(i + 2, i + 2 + hexLen)
        const c = Number.parseInt(hex, 16)
        if (hex.length !== hexLen || !/^[0-9a-fA-F]+$/.test(hex) || c > 0x10ffff)
          throw this.#escapeErr('invalid_unicode_escape', offset, len, i, 2 + hexLen, next + hex)
        if (c >= 0xd800 && c <= 0xdfff)
          throw this.#escapeErr('invalid_unicode_surrogate', offset, len, i, 2 + hexLen, next + hex)
        result += String.fromCodePoint(c)
        i += 2 + hexLen
      } else if (next === 'x' || next === 'X') {
        const h = str.substring(i + 2, i + 4)
        if (!/^[0-9a-fA-F]{2}$/.test(h))
          throw this.#escapeErr('invalid_hex_escape', offset, len, i, 4, next + h)
        result += String.fromCharCode(Number.parseInt(h, 16))
        i += 4
      } else if (next >= '0' && next <= '7') {
        const o = str.substring(i + 1, i + 4)
        if (!/^[0-7]{3}$/.test(o)) throw this.#escapeErr('invalid_octal_escape', offset, len, i, 4)
        const value = Number.parseInt(o, 8)
        if (value > 0xff) throw this.#escapeErr('octal_escape_out_of_range', offset, len, i, 4, o)
        result += String.fromCharCode(value)
        i += 4
      } else {
        throw this.#escapeErr('invalid_escape_sequence', offset, len, i, 2, next)
      }
    }

    return result
  }

  readIdentifier() {
    const {pos, input, length} = this
    let p = pos
    while (p < length && this._isIdentifierCharCode(input[p].charCodeAt(0))) p++
    const value = input.substring(pos, (this.pos = p))
    switch (value) {
      case 'true':
        return this.token(pos, TOKEN.BOOLEAN, true)
      case 'false':
        return this.token(pos, TOKEN.BOOLEAN, false)
      case 'null':
        return this.token(pos, TOKEN.NULL, null)
      case 'in':
        return this.token(pos, TOKEN.IN)
      default:
        return this.token(pos, TOKEN.IDENTIFIER, value)
    }
  }
}

const globalLexer = new Lexer()
class Parser {
  lexer = globalLexer
  input = null
  maxDepthRemaining = null
  astNodesRemaining = null

  type = null
  pos = null

  constructor(limits, registry) {
    this.limits = limits
    this.registry = registry
  }

  #limitExceeded(limitKey, pos = this.pos) {
    throw parseError('limit_exceeded', `Exceeded ${limitKey} (${this.limits[limitKey]})`, {
      pos,
      start: pos,
      end: pos,
      input: this.input
    })
  }

  #node(start, end, op, args, pos = start) {
    const node = new ASTNode(this.input, pos, start, end, op, args)
    if (!this.astNodesRemaining--) this.#limitExceeded('maxAstNodes', pos)
    return node
  }

  #infixNode(op, left, right) {
    return this.#node(left.start, right.end, op, [left, right])
  }

  #ternaryNode(expression, consequent, alternate) {
    return this.#node(expression.start, alternate.end, OPERATORS.ternary, [
      expression,
      consequent,
      alternate
    ])
  }

  #unaryNode(pos, op, arg) {
    return this.#node(pos, arg.end, op, arg)
  }

  #accessNode(op, left, right, end, pos = left.start) {
    return this.#node(left.start, end, op, [left, right], pos)
  }

  #advanceToken(returnValue = this.pos) {
    const l = this.lexer.nextToken()
    this.pos = l.tokenPos
    this.type = l.tokenType
    return returnValue
  }

  // The value of the current token is accessed less regularly,
  // so we use a getter to reduce assignment overhead
  get value() {
    return this.lexer.tokenValue
  }

  consume(expectedType) {
    if (this.type === expectedType) return this.#advanceToken()
    throw parseError(
      'expected_token',
      `Expected ${TOKEN_BY_NUMBER[expectedType]}, got ${TOKEN_BY_NUMBER[this.type]}`,
      {pos: this.pos, start: this.pos, end: this.lexer.pos, input: this.input}
    )
  }

  match(type) {
    return this.type === type
  }

  // Parse entry point
  parse(input) {
    if (typeof input !== 'string') {
      throw parseError('expression_must_be_string', 'Expression must be a string')
    }
    this.input = this.lexer.reset(input)
    this.#advanceToken()
    this.maxDepthRemaining = this.limits.maxDepth
    this.astNodesRemaining = this.limits.maxAstNodes

    const result = this.parseExpression()
    if (this.match(TOKEN.EOF)) return result

    throw parseError(
      'unexpected_character',
      `Unexpected character: '${this.input[this.lexer.pos - 1]}'`,
      {
        pos: this.pos,
        start: this.pos,
        end: this.lexer.pos,
        input: this.input
      }
    )
  }

  #expandMacro(start, end, op, args) {
    const methodName = args[0]
    const receiver = op === OPERATORS.rcall ? args[1] : null
    const fnArgs = op === OPERATORS.rcall ? args[2] : args[1]
    const decl = this.registry.findMacro(methodName, !!receiver, fnArgs.length)
    const ast = this.#node(start, end, op, args)
    if (!decl) return ast
    const macro = decl.handler({ast, args: fnArgs, receiver, methodName, parser: this})
    if (macro.callAst) return ast.setMeta('alternate', macro.callAst)
    return ast.setMeta('macro', macro).setMeta('async', isAsync(macro.evaluate, macro.async))
  }

  // Expression ::= LogicalOr ('?' Expression ':' Expression)?
  parseExpression() {
    if (!this.maxDepthRemaining--) this.#limitExceeded('maxDepth')
    const expr = this.parseLogicalOr()
    if (!this.match(TOKEN.QUESTION)) return ++this.maxDepthRemaining && expr

    this.#advanceToken()
    const consequent = this.parseExpression()
    this.consume(TOKEN.COLON)
    const alternate = this.parseExpression()
    this.maxDepthRemaining++
    return this.#ternaryNode(expr, consequent, alternate)
  }

  // LogicalOr ::= LogicalAnd ('||' LogicalAnd)*
  parseLogicalOr() {
    let expr = this.parseLogicalAnd()
    while (this.match(TOKEN.OR)) {
      this.#advanceToken()
      expr = this.#infixNode(OPERATORS['||'], expr, this.parseLogicalAnd())
    }
    return expr
  }

  // LogicalAnd ::= Equality ('&&' Equality)*
  parseLogicalAnd() {
    let expr = this.parseEquality()
    while (this.match(TOKEN.AND)) {
      this.#advanceToken()
      expr = this.#infixNode(OPERATORS['&&'], expr, this.parseEquality())
    }
    return expr
  }

  // Equality ::= Relational (('==' | '!=') Relational)*
  parseEquality() {
    let expr = this.parseRelational()
    while (this.match(TOKEN.EQ) || this.match(TOKEN.NE)) {
      const op = OP_FOR_TOKEN[this.type]
      this.#advanceToken()
      expr = this.#infixNode(op, expr, this.parseRelational())
    }
    return expr
  }

  // Relational ::= Additive (('<' | '<=' | '>' | '>=' | 'in') Additive)*
  parseRelational() {
    let expr = this.parseAdditive()
    while (
      this.match(TOKEN.LT) ||
      this.match(TOKEN.LE) ||
      this.match(TOKEN.GT) ||
      this.match(TOKEN.GE) ||
      this.match(TOKEN.IN)
    ) {
      const op = OP_FOR_TOKEN[this.type]
      this.#advanceToken()
      expr = this.#infixNode(op, expr, this.parseAdditive())
    }
    return expr
  }

  // Additive ::= Multiplicative (('+' | '-') Multiplicative)*
  parseAdditive() {
    let expr = this.parseMultiplicative()
    while (this.match(TOKEN.PLUS) || this.match(TOKEN.MINUS)) {
      const op = OP_FOR_TOKEN[this.type]
      this.#advanceToken()
      expr = this.#infixNode(op, expr, this.parseMultiplicative())
    }
    return expr
  }

  // Multiplicative ::= Unary (('*' | '/' | '%') Unary)*
  parseMultiplicative() {
    let expr = this.parseUnary()
    while (this.match(TOKEN.MULTIPLY) || this.match(TOKEN.DIVIDE) || this.match(TOKEN.MODULO)) {
      const op = OP_FOR_TOKEN[this.type]
      this.#advanceToken()
      expr = this.#infixNode(op, expr, this.parseUnary())
    }
    return expr
  }

  // Unary ::= ('!' | '-')* Postfix
  parseUnary() {
    if (this.type === TOKEN.NOT) {
      return this.#unaryNode(this.#advanceToken(), OPERATORS.unaryNot, this.parseUnary())
    }
    if (this.type === TOKEN.MINUS) {
      return this.#unaryNode(this.#advanceToken(), OPERATORS.unaryMinus, this.parseUnary())
    }
    return this.parsePostfix()
  }

  // Postfix ::= Primary (('.' IDENTIFIER ('(' ArgumentList ')')? | '[' Expression ']'))*
  parsePostfix() {
    let expr = this.parsePrimary()
    const depth = this.maxDepthRemaining
    while (true) {
      if (this.match(TOKEN.DOT)) {
        const dot = this.#advanceToken()
        if (!this.maxDepthRemaining--) this.#limitExceeded('maxDepth', dot)

        const op =
          this.match(TOKEN.QUESTION) && this.registry.enableOptionalTypes && this.#advanceToken()
            ? OPERATORS.optionalFieldAccess
            : OPERATORS.fieldAccess

        const propertyValue = this.value
        const start = this.pos
        const end = this.lexer.pos
        this.consume(TOKEN.IDENTIFIER)
        if (op === OPERATORS.fieldAccess && this.match(TOKEN.LPAREN) && this.#advanceToken()) {
          const args = this.parseArgumentList()
          const closeEnd = this.lexer.pos
          this.consume(TOKEN.RPAREN)
          expr = this.#expandMacro(expr.start, closeEnd, OPERATORS.rcall, [propertyValue, expr, args])
        } else {
          expr = this.#accessNode(op, expr, propertyValue, end, start)
        }
        continue
      }

      if (this.match(TOKEN.LBRACKET)) {
        const bracket = this.#advanceToken()
        if (!this.maxDepthRemaining--) this.#limitExceeded('maxDepth', bracket)

        const op =
          this.match(TOKEN.QUESTION) && this.registry.enableOptionalTypes && this.#advanceToken()
            ? OPERATORS.optionalBracketAccess
            : OPERATORS.bracketAccess

        const index = this.parseExpression()
        const closeEnd = this.lexer.pos
        this.consume(TOKEN.RBRACKET)
        expr = this.#accessNode(op, expr, index, closeEnd)
        continue
      }
      break
    }
    this.maxDepthRemaining = depth
    return expr
  }

  // Primary ::= NUMBER | STRING | BOOLEAN | NULL | IDENTIFIER | '(' Expression ')' | Array | Object
  parsePrimary() {
    switch (this.type) {
      case TOKEN.NUMBER:
      case TOKEN.STRING:
      case TOKEN.BYTES:
      case TOKEN.BOOLEAN:
      case TOKEN.NULL:
        return this.#consumeLiteral()
      case TOKEN.IDENTIFIER:
        return this.#parseIdentifierPrimary()
      case TOKEN.LPAREN:
        return this.#parseParenthesizedExpression()
      case TOKEN.LBRACKET:
        return this.parseList()
      case TOKEN.LBRACE:
        return this.parseMap()
    }

    throw parseError('unexpected_token', `Unexpected token: ${TOKEN_BY_NUMBER[this.type]}`, {
      pos: this.pos,
      start: this.pos,
      end: this.lexer.pos,
      input: this.input
    })
  }

  #consumeLiteral() {
    return this.#advanceToken(this.#node(this.pos, this.lexer.pos, OPERATORS.value, this.value))
  }

  #parseIdentifierPrimary() {
    const value = this.value
    const end = this.lexer.pos
    const start = this.consume(TOKEN.IDENTIFIER)
    if (RESERVED.has(value)) {
      throw parseError('reserved_identifier', `Reserved identifier: ${value}`, {
        pos: start,
        start,
        end,
        input: this.input
      })
    }

    if (!this.match(TOKEN.LPAREN)) return this.#node(start, end, OPERATORS.id, value)
    this.#advanceToken()
    const args = this.parseArgumentList()
    const closeEnd = this.lexer.pos
    this.consume(TOKEN.RPAREN)
    return this.#expandMacro(start, closeEnd, OPERATORS.call, [value, args])
  }

  #parseParenthesizedExpression() {
    this.consume(TOKEN.LPAREN)
    const expr = this.parseExpression()
    this.consume(TOKEN.RPAREN)
    return expr
  }

  parseList() {
    const start = this.consume(TOKEN.LBRACKET)
    const elements = []
    let remainingElements = this.limits.maxListElements

    if (!this.match(TOKEN.RBRACKET)) {
      elements.push(this.parseExpression())
      if (!remainingElements--) this.#limitExceeded('maxListElements', elements.at(-1).pos)
      while (this.match(TOKEN.COMMA)) {
        this.#advanceToken()
        if (this.match(TOKEN.RBRACKET)) break
        elements.push(this.parseExpression())
        if (!remainingElements--) this.#limitExceeded('maxListElements', elements.at(-1).pos)
      }
    }

    const closeEnd = this.lexer.pos
    this.consume(TOKEN.RBRACKET)
    return this.#node(start, closeEnd, OPERATORS.list, elements)
  }

  parseMap() {
    const start = this.consume(TOKEN.LBRACE)
    const props = []
    let remainingEntries = this.limits.maxMapEntries

    if (!this.match(TOKEN.RBRACE)) {
      props.push(this.parseProperty())
      if (!remainingEntries--) this.#limitExceeded('maxMapEntries', props.at(-1)[0].pos)
      while (this.match(TOKEN.COMMA)) {
        this.#advanceToken()
        if (this.match(TOKEN.RBRACE)) break
        props.push(this.parseProperty())
        if (!remainingEntries--) this.#limitExceeded('maxMapEntries', props.at(-1)[0].pos)
      }
    }

    const closeEnd = this.lexer.pos
    this.consume(TOKEN.RBRACE)
    return this.#node(start, closeEnd, OPERATORS.map, props)
  }

  parseProperty() {
    return [this.parseExpression(), (this.consume(TOKEN.COLON), this.parseExpression())]
  }

  parseArgumentList() {
    const args = []
    let remainingArgs = this.limits.maxCallArguments

    if (!this.match(TOKEN.RPAREN)) {
      args.push(this.parseExpression())
      if (!remainingArgs--) this.#limitExceeded('maxCallArguments', args.at(-1).pos)
      while (this.match(TOKEN.COMMA)) {
        this.#advanceToken()
        if (this.match(TOKEN.RPAREN)) break
        args.push(this.parseExpression())
        if (!remainingArgs--) this.#limitExceeded('maxCallArguments', args.at(-1).pos)
      }
    }
    return args
  }
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/options.js


const DEFAULT_LIMITS = objFreeze({
  maxAstNodes: 100000,
  maxDepth: 250,
  maxListElements: 1000,
  maxMapEntries: 1000,
  maxCallArguments: 32
})

const LIMIT_KEYS = new Set(objKeys(DEFAULT_LIMITS))
function createLimits(overrides, base = DEFAULT_LIMITS) {
  const keys = overrides ? objKeys(overrides) : undefined
  if (!keys?.length) return base

  const merged = {...base}
  for (const key of keys) {
    if (!LIMIT_KEYS.has(key)) throw new TypeError(`Unknown limits option: ${key}`)
    const value = overrides[key]
    if (typeof value !== 'number') continue
    merged[key] = value
  }
  return objFreeze(merged)
}

const DEFAULT_OPTIONS = objFreeze({
  unlistedVariablesAreDyn: false,
  homogeneousAggregateLiterals: true,
  enableOptionalTypes: false,
  limits: DEFAULT_LIMITS
})

function bool(a, b, key) {
  const value = a?.[key] ?? b?.[key]
  if (typeof value !== 'boolean') throw new TypeError(`Invalid option: ${key}`)
  return value
}

function createOptions(opts, base = DEFAULT_OPTIONS) {
  if (!opts) return base
  return objFreeze({
    unlistedVariablesAreDyn: bool(opts, base, 'unlistedVariablesAreDyn'),
    homogeneousAggregateLiterals: bool(opts, base, 'homogeneousAggregateLiterals'),
    enableOptionalTypes: bool(opts, base, 'enableOptionalTypes'),
    limits: createLimits(opts.limits, base.limits)
  })
}

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/evaluator.js










const globalRegistry = createRegistry({enableOptionalTypes: false})
registerFunctions(globalRegistry)
registerOverloads(globalRegistry)
registerMacros(globalRegistry)

class Environment {
  #registry
  #evaluator
  #typeChecker
  #evalTypeChecker
  #parser

  constructor(opts, inherited) {
    this.opts = createOptions(opts, inherited?.opts)
    this.#registry = (
      inherited instanceof Environment ? inherited.#registry : globalRegistry
    ).clone(this.opts)

    const childOpts = {registry: this.#registry, opts: this.opts}
    this.#typeChecker = new TypeChecker(childOpts)
    this.#evalTypeChecker = new TypeChecker(childOpts, true)
    this.#evaluator = new Evaluator(childOpts)
    this.#parser = new Parser(this.opts.limits, this.#registry)
    Object.freeze(this)
  }

  clone(opts) {
    return new Environment(opts, this)
  }

  registerFunction(signature, handler, opts) {
    this.#registry.registerFunctionOverload(signature, handler, opts)
    return this
  }

  registerOperator(string, handler, opts) {
    this.#registry.registerOperatorOverload(string, handler, opts)
    return this
  }

  registerType(typename, constructor) {
    this.#registry.registerType(typename, constructor)
    return this
  }

  registerVariable(name, type, opts) {
    this.#registry.registerVariable(name, type, opts)
    return this
  }

  registerConstant(name, type, value) {
    this.#registry.registerConstant(name, type, value)
    return this
  }

  hasVariable(name) {
    return this.#registry.variables.has(name)
  }

  getDefinitions() {
    return this.#registry.getDefinitions()
  }

  check(expression) {
    try {
      return this.#checkAST(this.#parser.parse(expression))
    } catch (error) {
      return {valid: false, error}
    }
  }

  #checkAST(ast) {
    try {
      const typeDecl = this.#typeChecker.check(ast, new RootContext(this.#registry))
      return {valid: true, type: this.#formatTypeForCheck(typeDecl)}
    } catch (error) {
      return {valid: false, error}
    }
  }

  #formatTypeForCheck(typeDecl) {
    if (typeDecl.name === `list<dyn>`) return 'list'
    if (typeDecl.name === `map<dyn, dyn>`) return 'map'
    return typeDecl.name
  }

  parse(expression) {
    const ast = this.#parser.parse(expression)
    const evaluateParsed = this.#evaluateAST.bind(this, ast)
    evaluateParsed.check = this.#checkAST.bind(this, ast)
    evaluateParsed.ast = ast
    return evaluateParsed
  }

  evaluate(expression, context) {
    return this.#evaluateAST(this.#parser.parse(expression), context)
  }

  #evaluateAST(ast, ctx) {
    if (ast.checkedType) {
      return ast.evaluate(this.#evaluator, ast, new RootContext(this.#registry, ctx))
    } else {
      this.#evalTypeChecker.check(ast, (ctx = new RootContext(this.#registry, ctx)))
      return ast.evaluate(this.#evaluator, ast, ctx)
    }
  }
}

class Evaluator extends Base {
  constructor(opts) {
    super(opts)
    this.createError = evaluationError
  }

  #firstMapElement(coll) {
    if (coll instanceof Map) return coll.entries().next().value
    for (const key in coll) return [key, coll[key]]
  }

  debugRuntimeType(value, checkedType) {
    return checkedType?.hasDynType === false ? checkedType : this.debugTypeDeep(value)
  }

  debugTypeDeep(value) {
    const runtimeType = this.debugType(value)
    switch (runtimeType.kind) {
      case 'list': {
        const first = value instanceof Array ? value[0] : value.values().next().value
        if (first === undefined) return runtimeType
        return this.registry.getListType(this.debugTypeDeep(first))
      }
      case 'map': {
        const first = this.#firstMapElement(value)
        if (!first) return runtimeType
        return this.registry.getMapType(
          runtimeType.keyType.hasDynType ? this.debugTypeDeep(first[0]) : runtimeType.keyType,
          runtimeType.valueType.hasDynType ? this.debugTypeDeep(first[1]) : runtimeType.valueType
        )
      }
      default:
        return runtimeType
    }
  }

  tryEval(ast, ctx) {
    try {
      const res = this.run(ast, ctx)
      if (res instanceof Promise) return res.catch((err) => err)
      return res
    } catch (err) {
      return err
    }
  }

  run(ast, ctx) {
    return ast.evaluate(this, ast, ctx)
  }
}

const globalEnvironment = new Environment({
  unlistedVariablesAreDyn: true
})

function parse(expression) {
  return globalEnvironment.parse(expression)
}

function evaluate(expression, context) {
  return globalEnvironment.evaluate(expression, context)
}

function check(expression) {
  return globalEnvironment.check(expression)
}



/* harmony default export */ const evaluator = ({
  parse,
  evaluate,
  check,
  Environment,
  Duration: Duration,
  UnsignedInt: UnsignedInt
});

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/serialize.js



/**
 * Serialize a primitive value to CEL syntax
 * @param {*} value - The value to serialize
 * @returns {string} The CEL representation
 */
function serializeValue(value) {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return serializeString(value)
  if (value instanceof Uint8Array) return serializeBytes(value)
  if (value instanceof UnsignedInt) return `${value.value}u`
  if (value instanceof Optional) {
    if (value.hasValue()) return `optional.of(${serializeValue(value.value())})`
    return 'optional.none()'
  }

  if (typeof value === 'number') {
    return value % 1 === 0
      ? `${value}.0`
      : value.toLocaleString('en-US', {useGrouping: false, maximumFractionDigits: 9})
  }

  // Handle Uint8Array deserialized from JSON (becomes plain object with numeric keys)
  if (typeof value === 'object') {
    const keys = Object.keys(value)
    if (keys.every((k) => /^\d+$/.test(k))) {
      const bytes = new Uint8Array(keys.length)
      for (let i = 0; i < keys.length; i++) bytes[i] = value[i]
      return serializeBytes(bytes)
    }
  }

  return String(value)
}

/**
 * Convert an AST back to CEL expression string
 * @param {import(".").ASTNode} ast - The AST node to convert
 * @returns {string} The CEL expression string
 */
function serialize(ast) {
  const {op, args} = ast
  switch (op) {
    case 'value':
      return serializeValue(args)
    case 'id':
      return args

    case '||':
    case '&&':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return `${wrap(args[0], op)} ${op} ${wrap(args[1], op)}`

    case '!_':
      return `!${wrap(args, op)}`
    case '-_':
      // Add parentheses when operand is a binary operation
      return ['+', '-', '*', '/', '%'].includes(args.op)
        ? `-(${serialize(args)})`
        : `-${serialize(args)}`

    case '.':
      return `${wrap(args[0], op)}.${args[1]}`
    case '.?':
      return `${wrap(args[0], op)}.?${args[1]}`
    case '[]':
      return `${wrap(args[0], op)}[${serialize(args[1])}]`
    case '[?]':
      return `${wrap(args[0], op)}[?${serialize(args[1])}]`

    case 'call':
      return `${args[0]}(${args[1].map(serialize).join(', ')})`
    case 'rcall':
      return `${wrap(args[1], op)}.${args[0]}(${args[2].map(serialize).join(', ')})`

    case 'list':
      return `[${args.map(serialize).join(', ')}]`
    case 'map':
      return `{${args.map(([k, v]) => `${serialize(k)}: ${serialize(v)}`).join(', ')}}`

    case '?:':
      return `${wrap(args[0], op)} ? ${wrap(args[1], op)} : ${serialize(args[2])}`

    default:
      throw new Error(`Unknown AST operation: ${op}`)
  }
}

/**
 * Serialize a string value with proper escaping
 * @param {string} str - The string to serialize
 * @returns {string} The escaped string with quotes
 */
function serializeString(str) {
  const escaped = str
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\f/g, '\\f')
    .replace(/[\b]/g, '\\b')
    .replace(/\v/g, '\\v')

  let result = ''
  for (let i = 0; i < escaped.length; i++) {
    const code = escaped.charCodeAt(i)
    if (code < 32 || code > 126) {
      result +=
        code <= 0xffff
          ? `\\u${code.toString(16).padStart(4, '0')}`
          : `\\U${code.toString(16).padStart(8, '0')}`
    } else {
      result += escaped[i]
    }
  }

  return `"${result}"`
}

/**
 * Serialize a bytes value
 * @param {Uint8Array} bytes - The bytes to serialize
 * @returns {string} The bytes literal
 */
function serializeBytes(bytes) {
  let result = 'b"'
  for (const byte of bytes) {
    if (byte === 0x5c) result += '\\\\'
    else if (byte === 0x22) result += '\\"'
    else if (byte === 0x0a) result += '\\n'
    else if (byte === 0x0d) result += '\\r'
    else if (byte === 0x09) result += '\\t'
    else if (byte >= 32 && byte <= 126) result += String.fromCharCode(byte)
    else result += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return `${result}"`
}

/**
 * Operator precedence (higher = tighter binding)
 */
const PRECEDENCE = {
  '?:': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  in: 5,
  '+': 6,
  '-': 6,
  '-_': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '!_': 8,
  '.': 9,
  '.?': 9,
  '[]': 9,
  '[?]': 9,
  call: 9,
  rcall: 9
}

/**
 * Check if parentheses are needed based on operator precedence
 * @param {ASTNode} ast - The AST node to check
 * @param {string} parentOp - The parent operator
 * @returns {boolean} True if parentheses are needed
 */
function needsParentheses(ast, parentOp) {
  const childOp = ast.op
  const parentPrec = PRECEDENCE[parentOp] || 0
  const childPrec = PRECEDENCE[childOp] || 0

  // Atomic operations never need parentheses
  if (
    childOp === 'value' ||
    childOp === 'id' ||
    childOp === 'call' ||
    childOp === 'rcall' ||
    childOp === 'list' ||
    childOp === 'map'
  ) {
    return false
  }

  // Unary minus in multiplicative context: -x * y, -x * y * -z
  if ((parentOp === '*' || parentOp === '/' || parentOp === '%') && childOp === '-_') return false
  if (parentOp === '*' && childOp === '*' && ast.args[0].op === '-_') return false

  // Member/index access chaining: a.b.c, a[0][1], a.?b.c
  if (
    (childOp === '.' || childOp === '[]' || childOp === '.?' || childOp === '[?]') &&
    (parentOp === '.' ||
      parentOp === '[]' ||
      parentOp === '.?' ||
      parentOp === '[?]' ||
      parentOp === 'rcall')
  )
    return false

  // Ternary: only wrap if child is also ternary
  if (parentOp === '?:') return childOp === '?:'

  // Unary operators: wrap if child has lower precedence
  if (parentOp === '!_' || parentOp === '-_') return childPrec < parentPrec

  // Division needs special handling
  if (parentOp === '/' && (childOp === '*' || childOp === '+' || childOp === '-')) return true
  if (childOp === '/' && parentOp !== undefined) return true
  if ((parentOp === '*' || parentOp === '/') && ['+', '-', '*', '/'].includes(childOp)) {
    return true
  }

  // Lower precedence needs parentheses
  if (childPrec < parentPrec) return true

  // Same precedence: non-associative operators need parentheses
  if (
    childPrec === parentPrec &&
    (parentOp === '/' || parentOp === '%') &&
    (childOp === '/' || childOp === '%')
  )
    return true

  return false
}

/**
 * Wrap expression in parentheses if needed
 * @param {*} ast - The AST node
 * @param {string} parentOp - The parent operator
 * @returns {string} The serialized expression, possibly wrapped in parentheses
 */
function wrap(ast, parentOp) {
  return needsParentheses(ast, parentOp) ? `(${serialize(ast)})` : serialize(ast)
}

/* harmony default export */ const lib_serialize = ((/* unused pure expression or super */ null && (serialize)));

;// CONCATENATED MODULE: ./node_modules/@marcbachmann/cel-js/lib/index.js







/* harmony default export */ const lib = ({
  parse: parse,
  evaluate: evaluate,
  check: check,
  Environment: Environment,
  ParseError: ParseError,
  EvaluationError: EvaluationError,
  TypeError: errors_TypeError,
  serialize: serialize,
  Optional: Optional
});

;// CONCATENATED MODULE: ./build/cel/nesting.js
/** How deep a condition may nest. */
const MAX_NESTING = 250;
/**
 * The offset at which brackets and the operators `!` and `-` before an operand nest too deep; undefined where
 * they do not. The library's parser calls itself for each of these operators without a limit, so this looks
 * first.
 */
function tooDeepAt(source) {
    const nesting = new Nesting();
    for (let at = 0; at < source.length; at = tokenEnd(source, at)) {
        nesting.take(source.charAt(at), source.charAt(at + 1));
        if (nesting.depth > MAX_NESTING)
            return at;
    }
    return undefined;
}
/** How deep the text is that was taken so far. */
class Nesting {
    depth = 0;
    /** For each open bracket, the depth around it. */
    #open = [];
    #afterOperand = false;
    /** Takes a token by its first character; `next` is the one after that. */
    take(character, next) {
        switch (character) {
            case "!":
            case "-":
                if (next === "=")
                    break;
                if (!this.#afterOperand)
                    this.depth++;
                this.#afterOperand = false;
                break;
            case "(":
            case "[":
            case "{":
                this.#open.push(this.depth++);
                this.#afterOperand = false;
                break;
            case ")":
            case "]":
            case "}":
                this.#open.pop();
                this.#leaveOperators(true);
                break;
            case "/":
            case " ":
            case "\t":
            case "\n":
            case "\r":
                break;
            default:
                this.#leaveOperators(/["'\w]/.test(character));
        }
    }
    /** The operators before an operand are done with it; what is left are the brackets around it. */
    #leaveOperators(afterOperand) {
        const around = this.#open.at(-1);
        this.depth = around === undefined ? 0 : around + 1;
        this.#afterOperand = afterOperand;
    }
}
/** The offset after the string, the comment or the character that starts here. */
function tokenEnd(source, start) {
    switch (source[start]) {
        case '"':
        case "'":
            return stringEnd(source, start);
        case "/":
            return source[start + 1] === "/" ? lineEnd(source, start) : start + 1;
        default:
            return start + 1;
    }
}
/** The offset after a string literal that starts here; past the end of the source where it is not closed. */
function stringEnd(source, start) {
    const quote = source.charAt(start);
    const delimiter = source.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
    let at = start + delimiter.length;
    while (at < source.length && !source.startsWith(delimiter, at))
        at += source[at] === "\\" ? 2 : 1;
    return at + delimiter.length;
}
function lineEnd(source, start) {
    const end = source.indexOf("\n", start);
    return end === -1 ? source.length : end;
}

;// CONCATENATED MODULE: ./build/cel/parse.js


/** The parser counts the whole expression as one level. The other limits leave room for conditions of 100 kB. */
const environment = new Environment({
    limits: {
        maxDepth: MAX_NESTING + 1,
        maxAstNodes: 200_000,
        maxListElements: 100_000,
        maxCallArguments: 32,
    },
});
/** The syntax tree of a condition, or what is wrong with its text. */
function parseCondition(source) {
    const tooDeep = tooDeepAt(source);
    if (tooDeep !== undefined)
        return { fault: nesting(tooDeep) };
    try {
        return { ast: environment.parse(source).ast };
    }
    catch (error) {
        if (!(error instanceof ParseError))
            throw error;
        const offset = error.range?.start ?? 0;
        if (error.code === "limit_exceeded" && error.summary.includes("maxDepth"))
            return { fault: nesting(offset) };
        return { fault: { offset, code: "condition-syntax", message: parse_sentence(error, source) } };
    }
}
/** The fault of a condition that nests too deep. */
function nesting(offset) {
    return {
        offset,
        code: "condition-nesting",
        message: `nested more than ${MAX_NESTING} deep; use a list, or split the rule`,
    };
}
function parse_sentence(error, source) {
    if (source.trim() === "")
        return "the condition is empty";
    if (source[error.range?.start ?? 0] === "=")
        return 'unexpected "="; to compare, write "=="';
    if (error.code === "invalid_macro_argument")
        return "the first argument must be a name: exists(x, x == …)";
    return error.summary.replace("EOF", "the end of the condition");
}
/** The offset of the operator, the method's name or the bracket that follows an operand. */
function offsetAfter(source, operand) {
    AFTER_OPERAND.lastIndex = operand.end;
    return operand.end + (AFTER_OPERAND.exec(source)?.[0].length ?? 0);
}
/** Space, comments, closing parentheses around the operand, and the dot before a method's name. */
const AFTER_OPERAND = /(?:[\s).]|\/\/[^\n]*)*/y;

;// CONCATENATED MODULE: ./build/cel/check-call.js





const FUNCTIONS = ["inIpRange"];
const METHODS = [...TEXT_METHODS, "exists"];
/** CEL has these, and conditions do not: to say so is of more use than to name another. */
const REFUSED = ["matches", "size", "has", "all", "exists_one", "filter", "map"];
/** A call without a receiver: only `inIpRange`. */
function checkCall(checker, [name, args], span) {
    const { start } = span;
    if (checker.context.language === "correlation")
        return checker.notAllowed(start, `${name}()`);
    if (name === "inIpRange")
        return checkInIpRange(checker, args, span);
    if (METHODS.includes(name)) {
        return checker.fail(start, "condition-type", `${name} is written after a value: value.${name}(…)`);
    }
    return refuse(checker, name, FUNCTIONS, "function", start);
}
/** A call on a receiver: a string method, or `exists`. */
function checkMethod(checker, [name, receiver, args], span) {
    const offset = offsetAfter(checker.context.source, receiver);
    if (checker.context.language === "correlation")
        return checker.notAllowed(offset, `${name}()`);
    if (name === "exists")
        return checkExists(checker, receiver, args, offset, span);
    const method = TEXT_METHODS.find((known) => known === name);
    if (method !== undefined)
        return checkTextMethod(checker, method, receiver, args, offset, span);
    return refuse(checker, name, METHODS, "method", offset);
}
function checkTextMethod(checker, method, receiver, args, offset, span) {
    const text = checker.string(receiver, `${method} is asked of`);
    const [argument, ...more] = args;
    if (argument === undefined || more.length > 0) {
        return checker.fail(offset, "condition-type", `${method} takes one string`);
    }
    const part = checker.string(argument, `${method} takes`);
    return text && part && { op: "text", type: "bool", method, text, part, span };
}
function checkExists(checker, receiver, args, offset, span) {
    const list = checkedList(checker, receiver);
    const [name, predicateNode, ...more] = args;
    if (name?.op !== "id" || predicateNode === undefined || more.length > 0) {
        return checker.fail(offset, "condition-type", "exists takes a name and a condition: exists(x, x == …)");
    }
    if (list === undefined)
        return undefined;
    const variable = name.args;
    const inner = checker.withVariable(variable, variableOver(list, variable));
    const predicate = inner.bool(predicateNode, "exists takes");
    return predicate && { op: "exists", type: "bool", list, variable, predicate, span };
}
function checkedList(checker, node) {
    const value = checker.value(node);
    if (value === undefined || isList(value))
        return value;
    return checker.fail(node.start, "condition-type", `exists is asked of a list, and this is ${typeName(value)}`);
}
function variableOver({ type }, name) {
    switch (type) {
        case "list of strings":
        case "empty list":
            return (span) => ({ op: "variable", type: "string", name, span });
        case "list of ints":
            return (span) => ({ op: "variable", type: "int", name, span });
        case "list of bools":
            return (span) => ({ op: "variable", type: "bool", name, span });
        case "list of ancestors":
            return (span) => ({ op: "variable", type: "ancestor", name, span });
    }
}
function checkInIpRange(checker, args, span) {
    const [ipNode, rangeNode, ...more] = args;
    if (ipNode === undefined || rangeNode === undefined || more.length > 0) {
        return checker.fail(span.start, "condition-type", 'inIpRange takes an address and a range: (remote_ip, "10.0.0.0/8")');
    }
    const ip = checker.string(ipNode, "inIpRange takes");
    if (rangeNode.op !== "value" || typeof rangeNode.args !== "string") {
        return checker.fail(rangeNode.start, "invalid-cidr", "the range must be a string literal");
    }
    const range = parseIpRange(rangeNode.args);
    if (range === undefined) {
        const message = `"${rangeNode.args}" is no range such as "10.0.0.0/8" or "2001:db8::/32"`;
        return checker.fail(rangeNode.start, "invalid-cidr", message);
    }
    return ip && { op: "inIpRange", type: "bool", ip, range, span };
}
function refuse(checker, name, known, noun, offset) {
    if (REFUSED.includes(name))
        return checker.notAllowed(offset, name, `allowed: ${known.join(", ")}`);
    return checker.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${suggestion(name, known)}`);
}

;// CONCATENATED MODULE: ./build/cel/check-literal.js


const check_literal_MIN_INT = -(2n ** 63n);
const check_literal_MAX_INT = 2n ** 63n - 1n;
/** A string, folded as the strings of events are, an int, `true` or `false`. */
function checkLiteral(checker, value, span) {
    const { start } = span;
    if (typeof value === "bigint")
        return check_literal_intOf(checker, value, span);
    if (checker.context.language === "correlation") {
        return checker.notAllowed(start, "a literal other than an int");
    }
    if (typeof value === "string")
        return { op: "literal", type: "string", value: fold(value), span };
    if (typeof value === "boolean")
        return { op: "literal", type: "bool", value, span };
    if (typeof value === "number")
        return checker.notAllowed(start, "a number with a fraction");
    if (value === null)
        return checker.notAllowed(start, "null", "every field always has a value");
    return checker.notAllowed(start, value instanceof Uint8Array ? "a bytes literal" : "an unsigned int");
}
/** `-` belongs to the literal after it; of anything else there is no negative. */
function checkNegative(checker, operand, span) {
    if (operand.op === "value" && typeof operand.args === "bigint") {
        return check_literal_intOf(checker, -operand.args, span);
    }
    return checker.notAllowed(span.start, '"-" before anything but an int literal');
}
/** A list literal, of elements of one type. */
function checkList(checker, nodes, span) {
    if (checker.context.language === "correlation")
        return checker.notAllowed(span.start, "a list");
    const items = [];
    for (const node of nodes) {
        const item = checker.scalar(node, "an element of a list is");
        if (item === undefined)
            continue;
        const [first] = items;
        if (first === undefined || first.type === item.type) {
            items.push(item);
        }
        else {
            const message = `the list begins with ${typeName(first)}, and this is ${typeName(item)}`;
            checker.fail(node.start, "condition-type", message);
        }
    }
    return items.length === nodes.length ? listOf(items, span) : undefined;
}
function listOf(items, span) {
    switch (items[0]?.type) {
        case undefined:
            return { op: "list", type: "empty list", items: [], span };
        case "string":
            return { op: "list", type: "list of strings", items: items.filter(isStringTree), span };
        case "int":
            return { op: "list", type: "list of ints", items: items.filter(isIntTree), span };
        case "bool":
            return { op: "list", type: "list of bools", items: items.filter(isBoolTree), span };
    }
}
function isStringTree(tree) {
    return tree.type === "string";
}
function isIntTree(tree) {
    return tree.type === "int";
}
function isBoolTree(tree) {
    return tree.type === "bool";
}
/** The parser does not look at the 64 bits that CEL's ints have. */
function check_literal_intOf(checker, int, span) {
    if (int < check_literal_MIN_INT || int > check_literal_MAX_INT) {
        return checker.fail(span.start, "int-out-of-range", "the int does not fit into 64 bits, with sign");
    }
    const value = Number.isSafeInteger(Number(int)) ? Number(int) : int;
    return { op: "literal", type: "int", value, span };
}

;// CONCATENATED MODULE: ./build/cel/check-operators.js



/** `==` and `!=`, of two values or two lists of one type. */
function checkEquality(checker, operator, [leftNode, rightNode], span) {
    const left = comparable(checker, leftNode, operator);
    const right = comparable(checker, rightNode, operator);
    if (left === undefined || right === undefined)
        return undefined;
    if (isScalar(left) && isScalar(right) && left.type === right.type) {
        return { op: "compare", type: "bool", operator, left, right, span };
    }
    if (isList(left) && isList(right) && agree(left, right)) {
        return { op: "compare lists", type: "bool", operator, left, right, span };
    }
    return mismatch(checker, left, right, rightNode);
}
/** `<`, `<=`, `>` and `>=`, of two values of one type. */
function checkOrdering(checker, operator, [leftNode, rightNode], span) {
    const left = checker.scalar(leftNode, `"${operator}" compares`);
    const right = checker.scalar(rightNode, `"${operator}" compares`);
    if (left === undefined || right === undefined)
        return undefined;
    if (left.type !== right.type)
        return mismatch(checker, left, right, rightNode);
    return { op: "compare", type: "bool", operator, left, right, span };
}
/** `in`, of a value and a list of its type. */
function checkIn(checker, [valueNode, listNode], span) {
    const value = checker.scalar(valueNode, '"in" looks for');
    const list = checker.value(listNode);
    if (value === undefined || list === undefined)
        return undefined;
    if (!isList(list)) {
        const message = `"in" takes a list on its right, and this is ${typeName(list)}`;
        return checker.fail(listNode.start, "condition-type", message);
    }
    const isOfItsType = list.type === `list of ${value.type}s` || list.type === "empty list";
    if (list.type === "list of ancestors" || !isOfItsType) {
        const message = `"in" looks for ${typeName(value)} in ${typeName(list)}`;
        return checker.fail(listNode.start, "condition-type", message);
    }
    return { op: "in", type: "bool", value, list, span };
}
/** `+` and `-`, which only correlations have. */
function checkSum(checker, operator, [leftNode, rightNode], span) {
    if (checker.context.language === "event") {
        return checker.notAllowed(offsetAfter(checker.context.source, leftNode), `"${operator}"`);
    }
    const left = check_operators_int(checker, leftNode, operator);
    const right = check_operators_int(checker, rightNode, operator);
    return left && right && { op: "sum", type: "int", operator, left, right, span };
}
function check_operators_int(checker, node, operator) {
    const value = checker.value(node);
    if (value === undefined || value.type === "int")
        return value;
    const message = `"${operator}" takes an int, and this is ${typeName(value)}`;
    return checker.fail(node.start, "condition-type", message);
}
function comparable(checker, node, operator) {
    const value = checker.value(node);
    if (value === undefined || isScalar(value))
        return value;
    if (isList(value) && value.type !== "list of ancestors")
        return value;
    const message = `"${operator}" cannot compare ${typeName(value)}; ask for one of its fields`;
    return checker.fail(node.start, "condition-type", message);
}
function agree(left, right) {
    return left.type === right.type || left.type === "empty list" || right.type === "empty list";
}
function mismatch(checker, left, right, rightNode) {
    const message = `${typeName(left)} cannot be compared with ${typeName(right)}`;
    return checker.fail(rightNode.start, "condition-type", message);
}
/** `!`. */
function checkNegation(checker, node, span) {
    const operand = checker.bool(node, '"!" takes');
    return operand && { op: "not", type: "bool", operand, span };
}
/** A chain such as a || b || c is one level, however long: the parser nests it to the left. */
function checkChain(checker, node, operator) {
    const nodes = [];
    let rest = node;
    while (rest.op === operator) {
        nodes.push(rest.args[1]);
        rest = rest.args[0];
    }
    nodes.push(rest);
    const op = operator === "&&" ? "and" : "or";
    const span = { start: node.start, end: node.end };
    const operands = [];
    let isSound = true;
    for (const each of nodes.reverse()) {
        const operand = checker.bool(each, `"${operator}" takes`);
        if (operand === undefined)
            isSound = false;
        else if (operand.op === op)
            for (const inner of operand.operands)
                operands.push(inner);
        else
            operands.push(operand);
    }
    return isSound ? { op, type: "bool", operands, span } : undefined;
}
/** The ternary, whose branches have one type. */
function checkChoice(checker, [testNode, yesNode, noNode], span) {
    const test = checker.bool(testNode, '"?" takes');
    const yes = checker.scalar(yesNode, '"?:" gives');
    const no = checker.scalar(noNode, '"?:" gives');
    if (test === undefined || yes === undefined || no === undefined)
        return undefined;
    if (yes.type === "string" && no.type === "string") {
        return { op: "choose", type: "string", test, yes, no, span };
    }
    if (yes.type === "int" && no.type === "int") {
        return { op: "choose", type: "int", test, yes, no, span };
    }
    if (yes.type === "bool" && no.type === "bool") {
        return { op: "choose", type: "bool", test, yes, no, span };
    }
    const message = `the branches of "?:" are ${typeName(yes)} and ${typeName(no)}`;
    return checker.fail(noNode.start, "condition-type", message);
}

;// CONCATENATED MODULE: ./build/cel/names.js



/** What a condition over events of one kind can name: the fields of its payload, `process` and `list`. */
function eventNames(kind, lists) {
    return {
        ...namesOf([...EVENT_FIELDS, ...fieldsOf(kind)], lists),
        explain: (name) => explainForeign(name, kind),
    };
}
/** The same for the fields of some payload. */
function namesOf(fields, lists) {
    const members = new Map([
        ["process", (span) => ({ op: "process", type: "process", span })],
        ["list", listNames(lists)],
    ]);
    for (const field of fields) {
        members.set(field.name, (span) => fieldPart(field, span));
    }
    return { type: "names", noun: "field", members };
}
/** A field of a process or of an ancestor; undefined where it has none of this name. */
function names_memberOf(of, name, span) {
    const field = memberFields(of).find((known) => known.name === name);
    return field && read({ op: "member", of, name, span }, field.type);
}
/** The names of the fields of a process or of an ancestor. */
function memberNames(of) {
    return memberFields(of).map(({ name }) => name);
}
function memberFields(of) {
    return of.type === "process" ? PROCESS_FIELDS : ANCESTOR_FIELDS;
}
/** What a correlation can name: `rule.<id>.total_count` for the event rules of its set. */
function correlationNames(eventRuleIds, correlationIds) {
    const rules = {
        type: "names",
        noun: "rule",
        members: new Map(eventRuleIds.map((id) => [id, countNames(id)])),
        explain: (name) => correlationIds.includes(name) ? "a correlation, which another correlation cannot count" : undefined,
    };
    return {
        type: "names",
        noun: "field",
        members: new Map([["rule", rules]]),
        explain: (name) => nearest(name, ["rule"]) === undefined
            ? "a correlation can name nothing but rule.<rule_id>.total_count"
            : undefined,
    };
}
function countNames(rule) {
    const count = (span) => ({ op: "count", type: "int", rule, span });
    return { type: "names", noun: "field", members: new Map([["total_count", count]]) };
}
function listNames(lists) {
    const members = [...lists].map(([name, items]) => [
        name,
        (span) => ({ op: "named list", type: "list of strings", name, items, span }),
    ]);
    return { type: "names", noun: "list", members: new Map(members) };
}
function fieldPart({ name, type }, span) {
    const part = { op: "field", name, span };
    return type === "process" ? { ...part, type } : read(part, type);
}
/** Gives what is read the type that it has in conditions. */
function read(part, type) {
    switch (type) {
        case "string":
        case "path":
        case "address":
            return { ...part, type: "string" };
        case "int":
            return { ...part, type };
        case "bool":
            return { ...part, type };
        case "list of strings":
            return { ...part, type };
        case "list of ancestors":
            return { ...part, type };
    }
}
function explainForeign(name, kind) {
    if (name === "rule")
        return "only a rule with type: correlation can count other rules";
    const owners = EVENT_KIND_NAMES.filter((other) => fieldsOf(other).some((field) => field.name === name));
    return owners.length === 0 ? undefined : `a field of ${owners.join(" and ")}, not of ${kind}`;
}

;// CONCATENATED MODULE: ./build/cel/check.js








/** Parses and checks a condition. */
function checkCondition(source, context) {
    const parsed = parseCondition(source);
    if ("fault" in parsed)
        return { faults: [parsed.fault] };
    const faults = [];
    const report = (offset, code, message) => faults.push({ offset, code, message });
    const tree = new TreeChecker({ ...context, source, report }).bool(parsed.ast, "a condition must be");
    return tree === undefined ? { faults } : { tree };
}
/** Knows for each kind of part who checks it, and what a name means where it stands. */
class TreeChecker extends Checker {
    #variable;
    #depth;
    constructor(context, variable, depth = 0) {
        super(context);
        this.#variable = variable;
        this.#depth = depth;
    }
    value(node) {
        if (this.#depth > MAX_NESTING) {
            const fault = nesting(node.pos);
            return this.fail(fault.offset, fault.code, fault.message);
        }
        const below = new TreeChecker(this.context, this.#variable, this.#depth + 1);
        switch (node.op) {
            case "value":
                return checkLiteral(this, node.args, spanOf(node));
            case "id":
                return this.#name(node.args, spanOf(node));
            case ".":
                return below.#member(node.args[0], node.args[1], node);
            case "list":
                return checkList(below, node.args, spanOf(node));
            case "&&":
            case "||":
                return checkChain(below, node, node.op);
            case "!_":
                return checkNegation(below, node.args, spanOf(node));
            case "-_":
                return checkNegative(below, node.args, spanOf(node));
            case "?:":
                return checkChoice(below, node.args, spanOf(node));
            case "==":
            case "!=":
                return checkEquality(below, node.op, node.args, spanOf(node));
            case "<":
            case "<=":
            case ">":
            case ">=":
                return checkOrdering(below, node.op, node.args, spanOf(node));
            case "in":
                return checkIn(below, node.args, spanOf(node));
            case "+":
            case "-":
                return checkSum(below, node.op, node.args, spanOf(node));
            case "*":
            case "/":
            case "%":
                return this.notAllowed(offsetAfter(this.context.source, node.args[0]), `"${node.op}"`);
            case "call":
                return checkCall(below, node.args, spanOf(node));
            case "rcall":
                return checkMethod(below, node.args, spanOf(node));
            case "[]":
            case ".?":
            case "[?]": {
                const offset = offsetAfter(this.context.source, node.args[0]);
                return this.notAllowed(offset, "indexing", "to look through a list, use exists");
            }
            case "map":
                return this.notAllowed(node.start, "a map literal");
        }
    }
    withVariable(name, at) {
        return new TreeChecker(this.context, { name, at, outer: this.#variable }, this.#depth);
    }
    #name(name, span) {
        for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
            if (variable.name === name)
                return variable.at(span);
        }
        return this.#named(this.context.names, name, span, span.start);
    }
    #member(of, name, node) {
        const owner = this.value(of);
        if (owner === undefined)
            return undefined;
        switch (owner.type) {
            case "names":
                return this.#named(owner, name, spanOf(node), node.pos);
            case "process":
            case "ancestor": {
                const field = names_memberOf(owner, name, spanOf(node));
                return field ?? this.#unknown("field", name, suggestion(name, memberNames(owner)), node.pos);
            }
            default: {
                const message = `"${name}" is asked of ${typeName(owner)}, which has no fields`;
                return this.fail(node.pos, "unknown-name", message);
            }
        }
    }
    #named(names, name, span, offset) {
        const named = names.members.get(name);
        if (named !== undefined)
            return typeof named === "function" ? named(span) : named;
        const known = [...names.members.keys()];
        if (names === this.context.names) {
            for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
                known.push(variable.name);
            }
        }
        return this.#unknown(names.noun, name, names.explain?.(name) ?? suggestion(name, known), offset);
    }
    #unknown(noun, name, more, offset) {
        this.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${more}`);
    }
}
function spanOf({ start, end }) {
    return { start, end };
}

;// CONCATENATED MODULE: ./build/cel/cost.js

/** How many elements a list of an event is taken to have. */
const USUAL_ELEMENTS = 8;
/** What it costs to look for all prefixes or suffixes at once. */
const AFFIXES = 2;
/** What reading an address costs. */
const ADDRESS = 16;
/** What it costs to look up a remembered result. */
const REMEMBERED = 2;
const costs = new PlanMap();
/** About what a part costs: 1 is one comparison of strings. */
function costOf(part) {
    switch (part.op) {
        case "payload":
        case "process":
        case "payload process":
        case "image":
        case "constant":
        case "variable":
        case "field":
            return 0;
        case "constants":
            return part.items.length;
        case "texts":
        case "ancestors":
            return USUAL_ELEMENTS;
        default:
            return costs.get(part, costOfMade);
    }
}
function costOfMade(part) {
    switch (part.op) {
        case "exists":
            return Math.max(1, costOf(part.list)) * Math.max(1, costOf(part.predicate));
        case "inherited":
            return USUAL_ELEMENTS * Math.max(1, costOf(part.predicate));
        case "remembered":
            return REMEMBERED;
        default:
            return partsOfPlan(part).reduce((sum, inner) => sum + costOf(inner), ownCost(part));
    }
}
/** What a part costs besides the parts in it. */
function ownCost(part) {
    switch (part.op) {
        case "values":
            return part.items.length;
        case "compare":
        case "same list":
        case "in":
        case "text":
            return 1;
        case "any text":
            return anyTextCost(part);
        case "in ranges":
            return ADDRESS + part.ranges.length;
        default:
            return 0;
    }
}
function anyTextCost({ method, parts }) {
    if (method === "contains")
        return parts.length;
    return method === "equals" || parts.length === 1 ? 1 : AFFIXES;
}

;// CONCATENATED MODULE: ./build/cel/make-plan.js




/** The plan of what is always true, or always false. */
function constant(value) {
    return { op: "constant", type: "bool", value };
}
/** `==` of two values of one type. */
function equality(left, right) {
    if (left.op === "constant") {
        return right.op === "constant" ? constant(same(left.value, right.value)) : equalsConstant(right, left);
    }
    if (right.op === "constant")
        return equalsConstant(left, right);
    return { op: "compare", type: "bool", operator: "==", left, right };
}
function equalsConstant(left, right) {
    if (left.type === "string" && right.type === "string")
        return anyText("equals", left, [right.value]);
    if (left.type === "bool" && right.type === "bool")
        return right.value ? left : make_plan_negated(left);
    return { op: "compare", type: "bool", operator: "==", left, right };
}
/** `<` and its kin, of two values of one type. */
function ordered(operator, left, right) {
    if (left.op === "constant" && right.op === "constant") {
        return constant(inOrder(operator, left.value, right.value));
    }
    return { op: "compare", type: "bool", operator, left, right };
}
/** A call of a string method. */
function textTest(method, text, part) {
    if (part.op === "constant")
        return anyText(method, text, [part.value]);
    return { op: "text", type: "bool", method, text, part };
}
/** True where a text passes the test with one of the parts. */
function anyText(method, text, parts) {
    const distinct = [...new Set(parts)].sort();
    if (distinct.length === 0)
        return constant(false);
    if (method !== "equals" && distinct[0] === "")
        return constant(true);
    if (text.op !== "constant")
        return { op: "any text", type: "bool", method, text, parts: distinct };
    const test = method === "equals" ? same : TEXT_TESTS[method];
    return constant(distinct.some((part) => test(text.value, part)));
}
/** True where an address lies in one of the ranges. */
function rangesTest(ip, ranges) {
    if (ip.op !== "constant")
        return { op: "in ranges", type: "bool", ip, ranges };
    const address = parseIp(ip.value);
    return constant(ranges.some((range) => isInIpRange(address, range)));
}
/** `!`. */
function make_plan_negated(plan) {
    switch (plan.op) {
        case "constant":
            return constant(!plan.value);
        case "not":
            return plan.operand;
        case "or":
            return chain("and", plan.operands.map(make_plan_negated));
        case "compare":
            if (plan.operator !== "==")
                return { ...plan, operator: OPPOSITE[plan.operator] };
            return { op: "not", type: "bool", operand: plan };
        default:
            return { op: "not", type: "bool", operand: plan };
    }
}
const OPPOSITE = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };
/** `||` of parts; those that ask for the same become one. */
function anyOf(operands) {
    const groups = new Map();
    for (const operand of flat("or", operands)) {
        if (operand.op === "constant") {
            if (operand.value)
                return operand;
            continue;
        }
        const key = likeness(operand) ?? operand;
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [operand]);
        else
            group.push(operand);
    }
    return chain("or", [...groups.values()].map(merged));
}
/** `&&` of parts; those that must not be true become one where that is so of `||`. */
function allOf(operands) {
    const positive = [];
    const negative = [];
    for (const operand of flat("and", operands)) {
        if (operand.op === "not")
            negative.push(operand.operand);
        else if (operand.op !== "constant")
            positive.push(operand);
        else if (!operand.value)
            return operand;
    }
    return chain("and", negative.length === 0 ? positive : [...positive, make_plan_negated(anyOf(negative))]);
}
function flat(op, operands) {
    if (!operands.some((operand) => operand.op === op))
        return operands;
    return operands.flatMap((operand) => (operand.op === op ? operand.operands : [operand]));
}
/** A chain, the cheap parts first, and each of those once. */
function chain(op, operands) {
    const parts = distinct(flat(op, operands));
    const whole = parts.find((part) => part.op === "constant" && part.value === (op === "or"));
    if (whole !== undefined)
        return whole;
    const open = parts.filter((part) => part.op !== "constant");
    const [first, ...others] = open.sort((a, b) => costOf(a) - costOf(b));
    if (first === undefined)
        return constant(op === "and");
    return others.length === 0 ? first : { op, type: "bool", operands: [first, ...others] };
}
/** Leaves out what is there already; to look for that in long parts is not worth it. */
function distinct(parts) {
    if (parts.length < 2)
        return parts;
    const seen = new Set();
    return parts.filter((part) => {
        if (costOf(part) > 1)
            return true;
        const text = printPlan(part);
        if (seen.has(text))
            return false;
        seen.add(text);
        return true;
    });
}
/** What two parts of a `||` have in common if they can be one; undefined for a part that stays as it is. */
function likeness(plan) {
    switch (plan.op) {
        case "any text":
            return `${plan.method} ${printPlan(plan.text)}`;
        case "in ranges":
            return `ranges ${printPlan(plan.ip)}`;
        case "inherited":
            return `inherited ${printPlan(plan.process)} ${plan.level}`;
        case "exists":
            return `exists ${printPlan(plan.list)} ${plan.level}`;
        default:
            return undefined;
    }
}
/** One part for parts that are alike. */
function merged(group) {
    const [first, ...others] = group;
    if (others.length === 0)
        return first;
    switch (first.op) {
        case "any text": {
            const parts = group.flatMap((plan) => (plan.op === "any text" ? plan.parts : []));
            return anyText(first.method, first.text, parts);
        }
        case "in ranges":
            return { ...first, ranges: group.flatMap((plan) => (plan.op === "in ranges" ? plan.ranges : [])) };
        case "inherited":
        case "exists":
            return {
                ...first,
                predicate: anyOf(group.flatMap((plan) => (plan.op === first.op ? [plan.predicate] : []))),
            };
        default:
            // The same plan, more than once.
            return first;
    }
}

;// CONCATENATED MODULE: ./build/cel/plan-exists.js





/** A list of constants is written out, element by element, up to so many parts. */
const UNROLLED_PARTS = 1_000;
/** What can be asked alike of an ancestor and of the process that it was. */
const OF_IMAGES = new Set(IMAGE_FIELDS.map(({ name }) => name));
/** Plans an `exists`; `bool` plans its predicate. */
function planExists(tree, over, variables, bool) {
    const level = variables.depth;
    if (over.op === "constants" && over.items.length === 0)
        return constant(false);
    const inner = withVariable(variables, tree.variable, { level });
    const predicate = bool(tree.predicate, { ...inner, depth: level + 1 });
    // What of the predicate does not ask for the variable is asked once, before the list is looked through.
    const asks = (plan) => asksVariable(plan, level);
    const operands = predicate.op === "and" ? predicate.operands : [predicate];
    const outside = operands.filter((operand) => operand.op !== "constant" && !asks(operand));
    const inside = outside.length === 0 ? predicate : allOf(operands.filter(asks));
    if (inside.op === "constant" && !inside.value)
        return constant(false);
    if (over.op !== "constants")
        return allOf([...outside, loop(over, level, inside)]);
    const whole = ofAllConstants(over.items, inside, level, asks);
    if (whole !== undefined)
        return allOf([...outside, whole]);
    if ((over.items.length + 1) * plan_exists_sizeOf(tree.predicate) > UNROLLED_PARTS) {
        return allOf([...outside, loop(over, level, inside)]);
    }
    return anyOf(over.items.map((value) => bool(tree.predicate, withVariable(variables, tree.variable, { value }))));
}
/** A predicate that only compares a text with its variable, as one test against all constants. */
function ofAllConstants(items, predicate, level, asks) {
    const isVariable = (plan) => plan.op === "variable" && plan.level === level;
    if (predicate.op === "text" && isVariable(predicate.part) && !asks(predicate.text)) {
        return anyText(predicate.method, predicate.text, items.map(String));
    }
    if (predicate.op !== "compare" || predicate.operator !== "==")
        return undefined;
    for (const [variable, other] of [
        [predicate.left, predicate.right],
        [predicate.right, predicate.left],
    ]) {
        if (isVariable(variable) && other.type === "string" && !asks(other)) {
            return anyText("equals", other, items.map(String));
        }
    }
    return undefined;
}
/** What has to be looked through; what is found about ancestors is inherited where it can be. */
function loop(over, level, predicate) {
    const isOfProcess = over.op === "ancestors" && over.of.op !== "payload" && over.of.op !== "image";
    if (isOfProcess && asksVariableOnly(predicate, level) && asksImageOnly(predicate)) {
        return { op: "inherited", type: "bool", process: over.of, level, predicate };
    }
    return { op: "exists", type: "bool", list: over, level, predicate };
}
/** True where a predicate, which asks for its variable alone, asks it for nothing but its own image. */
function asksImageOnly(part) {
    switch (part.op) {
        case "field":
        case "texts":
            return part.of.op === "image" && OF_IMAGES.has(part.name);
        case "payload":
        case "process":
        case "payload process":
        case "image":
        case "ancestors":
            return false;
        default:
            return partsOfPlan(part).every(asksImageOnly);
    }
}
const sizes = new WeakMap();
/** How many parts a tree has at most, where every list that is written down is written out. */
function plan_exists_sizeOf(tree) {
    let size = sizes.get(tree);
    if (size === undefined) {
        size = partsOfTree(tree).reduce((sum, part) => sum + plan_exists_sizeOf(part), 1);
        if (tree.op === "exists" && "items" in tree.list) {
            size += (tree.list.items.length + 1) * plan_exists_sizeOf(tree.predicate);
        }
        sizes.set(tree, size);
    }
    return size;
}
/** What is seen outside of all `exists`. */
const NO_VARIABLES = { byName: new Map(), depth: 0 };
/** Gives a name a meaning, in place of the one that it may have further out. */
function withVariable({ byName, depth }, name, meaning) {
    return { byName: new Map([...byName, [name, meaning]]), depth };
}
/** Plans a variable; `isOfType` tells the values of its type. */
function planVariable({ name, type }, variables, isOfType) {
    const meaning = meaningOf(name, variables);
    if ("level" in meaning)
        return { op: "variable", type, level: meaning.level };
    const { value } = meaning;
    if (!isOfType(value))
        throw new Error(`the tree is wrong: ${name} is no ${type}`);
    return { op: "constant", type, value };
}
/** The level of a variable that is an ancestor, for which no value can stand. */
function levelOf({ name }, variables) {
    const meaning = meaningOf(name, variables);
    if ("value" in meaning)
        throw new Error(`the tree is wrong: ${name} is no ancestor`);
    return meaning.level;
}
function meaningOf(name, { byName }) {
    const meaning = byName.get(name);
    if (meaning === undefined)
        throw new Error(`the tree is wrong: ${name} is the variable of no exists around it`);
    return meaning;
}

;// CONCATENATED MODULE: ./build/cel/plan-condition.js



/**
 * Plans a condition over events, from its innermost parts outwards: what is constant is computed, what is alike is
 * put together, and what is cheap comes first. Throws for a correlation.
 */
function planCondition(tree) {
    return plan_condition_bool(tree, NO_VARIABLES);
}
function plan_condition_bool(tree, variables) {
    switch (tree.op) {
        case "literal":
            return constant(tree.value);
        case "field":
        case "member":
            return { op: "field", type: "bool", ...fieldOf(tree, variables) };
        case "variable":
            return planVariable(tree, variables, isBool);
        case "choose": {
            const test = plan_condition_bool(tree.test, variables);
            const [yes, no] = [plan_condition_bool(tree.yes, variables), plan_condition_bool(tree.no, variables)];
            if (test.op === "constant")
                return test.value ? yes : no;
            return { op: "choose", type: "bool", test, yes, no };
        }
        case "and":
            return allOf(tree.operands.map((operand) => plan_condition_bool(operand, variables)));
        case "or":
            return anyOf(tree.operands.map((operand) => plan_condition_bool(operand, variables)));
        case "not":
            return make_plan_negated(plan_condition_bool(tree.operand, variables));
        case "compare":
            return comparison(tree.operator, scalar(tree.left, variables), scalar(tree.right, variables));
        case "compare lists": {
            const [left, right] = [valueList(tree.left, variables), valueList(tree.right, variables)];
            const equal = { op: "same list", type: "bool", left, right };
            return tree.operator === "==" ? equal : make_plan_negated(equal);
        }
        case "in":
            return membership(scalar(tree.value, variables), valueList(tree.list, variables));
        case "text":
            return textTest(tree.method, string(tree.text, variables), string(tree.part, variables));
        case "exists":
            return planExists(tree, plan_condition_list(tree.list, variables), variables, plan_condition_bool);
        case "inIpRange":
            return rangesTest(string(tree.ip, variables), [tree.range]);
    }
}
function string(tree, variables) {
    switch (tree.op) {
        case "literal":
            return { op: "constant", type: "string", value: tree.value };
        case "field":
        case "member":
            return { op: "field", type: "string", ...fieldOf(tree, variables) };
        case "variable":
            return planVariable(tree, variables, isString);
        case "choose": {
            const test = plan_condition_bool(tree.test, variables);
            const [yes, no] = [string(tree.yes, variables), string(tree.no, variables)];
            if (test.op === "constant")
                return test.value ? yes : no;
            return { op: "choose", type: "string", test, yes, no };
        }
    }
}
function plan_condition_int(tree, variables) {
    switch (tree.op) {
        case "literal":
            return { op: "constant", type: "int", value: tree.value };
        case "field":
        case "member":
            return { op: "field", type: "int", ...fieldOf(tree, variables) };
        case "variable":
            return planVariable(tree, variables, isInt);
        case "choose": {
            const test = plan_condition_bool(tree.test, variables);
            const [yes, no] = [plan_condition_int(tree.yes, variables), plan_condition_int(tree.no, variables)];
            if (test.op === "constant")
                return test.value ? yes : no;
            return { op: "choose", type: "int", test, yes, no };
        }
        case "sum":
        case "count":
            throw new Error("a correlation, which is asked seldom, has no plan");
    }
}
function scalar(tree, variables) {
    switch (tree.type) {
        case "string":
            return string(tree, variables);
        case "int":
            return plan_condition_int(tree, variables);
        case "bool":
            return plan_condition_bool(tree, variables);
    }
}
function plan_condition_list(tree, variables) {
    if (tree.type === "list of ancestors")
        return { op: "ancestors", ...fieldOf(tree, variables) };
    return valueList(tree, variables);
}
function valueList(tree, variables) {
    switch (tree.op) {
        case "named list":
            return { op: "constants", items: tree.items };
        case "list": {
            const items = tree.items.map((item) => scalar(item, variables));
            return constantsOf(items) ?? { op: "values", items };
        }
        case "field":
        case "member":
            return { op: "texts", ...fieldOf(tree, variables) };
    }
}
function constantsOf(items) {
    const values = items.flatMap((item) => (item.op === "constant" ? [item.value] : []));
    return values.length === items.length ? { op: "constants", items: values } : undefined;
}
function fieldOf(tree, variables) {
    return { of: tree.op === "field" ? { op: "payload" } : plan_condition_owner(tree.of, variables), name: tree.name };
}
function plan_condition_owner(tree, variables) {
    switch (tree.op) {
        case "process":
            return { op: "process" };
        case "field":
            return { op: "payload process", name: tree.name };
        case "variable":
            return { op: "image", level: levelOf(tree, variables) };
    }
}
function comparison(operator, left, right) {
    if (operator === "==")
        return equality(left, right);
    return operator === "!=" ? make_plan_negated(equality(left, right)) : ordered(operator, left, right);
}
function membership(value, within) {
    if (within.op === "constants") {
        if (value.op === "constant")
            return constant(within.items.some((item) => same(item, value.value)));
        if (value.type === "string")
            return anyText("equals", value, within.items.map(String));
    }
    return { op: "in", type: "bool", value, list: within };
}

;// CONCATENATED MODULE: ./build/cel/plan-rule.js





/** From this cost on, looking a result up is cheaper than computing it again. */
const WORTH_REMEMBERING = 4;
/** Plans a rule, which is true where its condition is and no exception is. Throws for a correlation. */
function planRule(condition, exceptions) {
    const excepted = exceptions.map((exception) => make_plan_negated(planCondition(exception)));
    return { terms: termsOf(allOf([planCondition(condition), ...excepted])) };
}
function termsOf(whole) {
    if (whole.op === "constant" && whole.value)
        return [];
    return bySubject(whole.op === "and" ? whole.operands : [whole]).map(({ subject, parts }) => {
        const plan = chainOf("and", parts);
        return { subject, plan: subject === undefined ? remember(plan) : plan };
    });
}
/** Puts the operands of a chain together that depend on one subject, and those that depend on more. */
function bySubject(operands) {
    const groups = new Map();
    for (const operand of operands) {
        const subject = subjectOf(operand);
        const name = subject === undefined ? "" : printSubject(subject);
        const group = groups.get(name);
        if (group === undefined)
            groups.set(name, { subject, parts: [operand] });
        else
            group.parts.push(operand);
    }
    return [...groups.values()];
}
function chainOf(op, parts) {
    return parts.length === 1 ? parts[0] : { op, type: "bool", operands: parts };
}
/** Marks the parts of a plan that depend on one subject each and cost more than a look-up. */
function remember(plan) {
    const subject = subjectOf(plan);
    if (subject !== undefined) {
        if (costOf(plan) < WORTH_REMEMBERING)
            return plan;
        return { op: "remembered", type: "bool", subject, part: plan };
    }
    switch (plan.op) {
        case "and":
        case "or": {
            const parts = bySubject(plan.operands).flatMap((group) => group.subject === undefined ? group.parts : [chainOf(plan.op, group.parts)]);
            const operands = parts.map(remember).sort((a, b) => costOf(a) - costOf(b));
            return { ...plan, operands };
        }
        case "not":
            return { ...plan, operand: remember(plan.operand) };
        case "choose":
            return {
                ...plan,
                test: remember(plan.test),
                yes: remember(plan.yes),
                no: remember(plan.no),
            };
        case "exists":
            return { ...plan, predicate: remember(plan.predicate) };
        default:
            return plan;
    }
}

;// CONCATENATED MODULE: ./build/rules/draft.js
/** Takes the rules out of their sets. Warns where a later rule of the same identity says something else. */
function flatten(sets) {
    const first = new Map();
    const shadowed = [];
    for (const set of sets) {
        for (const definition of set.rules) {
            const draft = draftOf(set, definition);
            const identity = identityOf(set.rulesetId, definition.ruleId);
            const earlier = first.get(identity);
            if (earlier === undefined) {
                first.set(identity, draft);
                continue;
            }
            shadowed.push(draft);
            // Twice in one file, or without a name, it is a fault already.
            if (earlier.set.file === set.file || contentOf(earlier) === contentOf(draft))
                continue;
            const where = `${earlier.set.file.source.name}:${earlier.definition.place.line}`;
            const message = `${nameOf(draft)}: an earlier source has another rule of this name (${where}), which is used`;
            set.file.warn(definition.place, "duplicate_identity_diff_content", message);
        }
    }
    return { drafts: [...first.values()], shadowed };
}
/** The key of a rule among all sources. */
function identityOf(rulesetId, ruleId) {
    return JSON.stringify([rulesetId, ruleId]);
}
/** `set/rule`, for messages. */
function nameOf({ set, definition }) {
    return `${set.rulesetId}/${definition.ruleId}`;
}
function draftOf(set, definition) {
    const { action, maxAlerts, target } = definition;
    return {
        set,
        definition,
        action,
        maxAlerts,
        target,
        disabledBy: undefined,
        modifiers: [],
    };
}
/** All that a rule says, without where it stands. */
function contentOf({ set, definition }) {
    const { place: _place, condition, ...properties } = definition;
    const exceptions = definition.type === "event" ? definition.exceptions?.text : undefined;
    return JSON.stringify({
        ...properties,
        condition: condition?.text,
        exceptions,
        lists: [...set.listsAsGiven],
    });
}

;// CONCATENATED MODULE: ./build/rules/modify.js



/** The first modifier of each id. Warns where a later one of the same id says something else. */
function distinctModifiers(modifiers) {
    const first = new Map();
    for (const modifier of modifiers) {
        const { file, place, modifierId } = modifier;
        const earlier = first.get(modifierId);
        if (earlier === undefined)
            first.set(modifierId, modifier);
        else if (modify_contentOf(earlier) !== modify_contentOf(modifier)) {
            const message = `an earlier source has another modifier "${modifierId}", which is used`;
            file.warn(place, "duplicate_identity_diff_content", message);
        }
    }
    return [...first.values()];
}
/** Applies modifiers, one after the other, to the rules that they target. Warns of targets that do not exist. */
function modifyAll(drafts, modifiers) {
    warnOfMissing(drafts, modifiers);
    const bySet = new Map();
    for (const modifier of modifiers) {
        for (const rulesetId of new Set(modifier.targets.map((target) => target.rulesetId))) {
            const ofSet = bySet.get(rulesetId);
            if (ofSet === undefined)
                bySet.set(rulesetId, [modifier]);
            else
                ofSet.push(modifier);
        }
    }
    return drafts.map((draft) => modify(draft, bySet.get(draft.set.rulesetId) ?? []));
}
function modify(draft, candidates) {
    const modifiers = candidates.filter(({ targets }) => targets.some((target) => isTargeted(draft, target)));
    const { include, exclude } = draft.target;
    return {
        ...draft,
        action: modifiers.findLast(({ action }) => action !== undefined)?.action ?? draft.action,
        maxAlerts: modifiers.findLast(({ maxAlerts }) => maxAlerts !== undefined)?.maxAlerts ?? draft.maxAlerts,
        target: { include, exclude: [...exclude, ...modifiers.flatMap((modifier) => modifier.exclude)] },
        disabledBy: disabledBy(modifiers),
        modifiers,
    };
}
/** A rule stays disabled, whatever later modifiers change of it, until one says `disable: false`. */
function disabledBy(modifiers) {
    const last = modifiers.findLast(({ disable }) => disable !== undefined);
    return last?.disable ? last : undefined;
}
/** True where a target of a modifier is the rule, or its whole set. */
function isTargeted({ set, definition }, { rulesetId, ruleId }) {
    return rulesetId === set.rulesetId && (ruleId === undefined || ruleId === definition.ruleId);
}
function warnOfMissing(drafts, modifiers) {
    const rulesOf = new Map();
    for (const { set, definition } of drafts) {
        const rules = rulesOf.get(set.rulesetId) ?? new Set();
        rulesOf.set(set.rulesetId, rules.add(definition.ruleId));
    }
    for (const modifier of modifiers) {
        const missing = modifier.targets.filter(({ rulesetId, ruleId }) => {
            const rules = rulesOf.get(rulesetId);
            return rules === undefined || (ruleId !== undefined && !rules.has(ruleId));
        });
        for (const target of missing) {
            modifier.file.warn(target.place, "modifier_target_not_found", missingMessage(target, rulesOf));
        }
        if (missing.length === modifier.targets.length)
            checkSyntax(modifier);
    }
}
function missingMessage({ rulesetId, ruleId }, rulesOf) {
    const rules = rulesOf.get(rulesetId);
    if (rules === undefined)
        return `there is no rule set "${rulesetId}"${hint(rulesetId, rulesOf.keys())}`;
    return `the rule set "${rulesetId}" has no rule "${ruleId}"${hint(ruleId ?? "", rules)}`;
}
function hint(name, known) {
    const near = nearest(name, known);
    return near === undefined ? "" : `: did you mean "${near}"?`;
}
/** Without a rule that it is for, this is all that can be checked of an exception. */
function checkSyntax({ file, exceptions }) {
    const parsed = exceptions && parseCondition(exceptions.text);
    if (parsed === undefined || exceptions === undefined || !("fault" in parsed))
        return;
    file.faultAt(exceptions.place(parsed.fault.offset), parsed.fault.code, parsed.fault.message);
}
/** All that a modifier says, without where it stands. */
function modify_contentOf({ file: _file, place: _place, targets, exceptions, ...rest }) {
    const identities = targets.map(({ rulesetId, ruleId }) => identityOf(rulesetId, ruleId ?? ""));
    return JSON.stringify({ ...rest, targets: identities, exceptions: exceptions?.text });
}

;// CONCATENATED MODULE: ./build/rules/compile-rule.js







/**
 * Compiles the conditions of a rule. What is wrong with one becomes faults of its file, and the rule is then
 * undefined; it is the caller's to refuse the file.
 */
function compileRule(draft) {
    const { set, definition } = draft;
    if (definition.type === "event") {
        return definition.eventKind && compileEventRule(draft, definition.eventKind, definition.exceptions);
    }
    refuseExceptions(draft);
    const names = correlationNames(idsOf(set, "event"), idsOf(set, "correlation"));
    const condition = compile_rule_check(set.file, definition.condition, { language: "correlation", names });
    if (condition === undefined)
        return undefined;
    const isTrue = (totalCount) => boolValue(condition, countBindings(totalCount));
    return { type: "correlation", condition, isTrue };
}
function compileEventRule(draft, eventKind, exceptions) {
    const { set, definition, modifiers } = draft;
    const context = { language: "event", names: eventNames(eventKind, set.lists) };
    const about = ` (for the rule ${nameOf(draft)})`;
    const condition = compile_rule_check(set.file, definition.condition, context);
    const excepted = [
        compile_rule_check(set.file, exceptions, context),
        ...modifiers.map(({ file, exceptions: added }) => compile_rule_check(file, added, context, about)),
    ].filter((exception) => exception !== undefined);
    if (condition === undefined)
        return undefined;
    const plan = planRule(condition, excepted);
    return { type: "event", eventKind, condition, exceptions: excepted, plan, isTrue: runAlone(plan) };
}
/** A modifier of a whole set gives its exceptions to the event rules alone; a correlation that it names is a slip. */
function refuseExceptions(draft) {
    for (const { file, exceptions, targets } of draft.modifiers) {
        const isNamed = targets.some((target) => target.ruleId !== undefined && isTargeted(draft, target));
        if (exceptions === undefined || !isNamed)
            continue;
        const message = `${nameOf(draft)} is a correlation, which has no exceptions; give them to the rules that it counts`;
        file.faultAt(exceptions.place(0), "not-allowed", message);
    }
}
function compile_rule_check(file, source, context, about) {
    if (source === undefined)
        return undefined;
    const checked = checkCondition(source.text, context);
    if ("tree" in checked)
        return checked.tree;
    for (const { offset, code, message } of checked.faults) {
        file.faultAt(source.place(offset), code, message, about);
    }
    return undefined;
}
function idsOf(set, type) {
    return set.rules.filter((rule) => rule.type === type).map((rule) => rule.ruleId);
}

;// CONCATENATED MODULE: ./build/rules/target.js
/** Matchers as a file has them. Warns of a path that also begins longer names than the one it seems to mean. */
function toMatchers(file, matchers) {
    return (matchers ?? []).map(({ values, placeOf }) => {
        const { provider_host: providerHost, path } = values;
        if (path !== undefined && !path.endsWith("/")) {
            const message = `the path "${path}" is a prefix, and so it covers "${path}-legacy" too; for ${path} alone, write "${path}/"`;
            file.warn(placeOf("path"), "target_prefix_inside_name", message);
        }
        return { providerHost, path };
    });
}
/** True when a job is one of a target's. */
function isFor({ include, exclude }, job) {
    const matches = (matcher) => matchesJob(matcher, job);
    return !exclude.some(matches) && (include.length === 0 || include.some(matches));
}
/** The slash at the end lets a path such as `acme/prod/` mean that one repository. */
function matchesJob({ providerHost, path }, job) {
    const isHost = providerHost === undefined || providerHost.toLowerCase() === job.providerHost.toLowerCase();
    return isHost && (path === undefined || `${job.projectPath}/`.startsWith(path));
}

;// CONCATENATED MODULE: ./build/rules/in-use.js



/**
 * The rules that are not disabled and that are for a job; without a job, no target keeps one out. A correlation
 * goes with the rules that it counts: a count that cannot grow would make it say what nobody has watched. Warns of
 * each that is left out so.
 */
function inUse(drafts, compiled, job) {
    const byIdentity = new Map(drafts.map((draft) => [identityOf(draft.set.rulesetId, draft.definition.ruleId), draft]));
    return drafts.filter((draft) => {
        if (stateOf(draft, job) !== "used")
            return false;
        const rule = compiled.get(draft);
        if (rule?.type !== "correlation")
            return true;
        const counted = asksOf(rule.condition).rules.map((ruleId) => byIdentity.get(identityOf(draft.set.rulesetId, ruleId)));
        const unused = counted.find((rule) => rule !== undefined && stateOf(rule, job) !== "used");
        if (unused !== undefined)
            warn(draft, unused);
        return unused === undefined;
    });
}
function stateOf({ disabledBy, target }, job) {
    if (disabledBy !== undefined)
        return "disabled";
    return job === undefined || isFor(target, job) ? "used" : "elsewhere";
}
function warn(draft, unused) {
    const { file } = draft.set;
    const { place } = draft.definition;
    const head = `${nameOf(draft)} is left out: it counts "${unused.definition.ruleId}"`;
    if (unused.disabledBy !== undefined) {
        const by = `which the modifier "${unused.disabledBy.modifierId}" disables`;
        file.warn(place, "correlation_reference_disabled", `${head}, ${by}`);
        return;
    }
    const remedy = "which is not for this repository; give both the same target";
    file.warn(place, "correlation_reference_not_targeted", `${head}, ${remedy}`);
}

;// CONCATENATED MODULE: ./build/rules/rule-file.js

/**
 * What a rule file may hold. This is the one definition: the loader reads files by it, rules/rules.schema.json and
 * the tables of rules/README.md are generated from it.
 */
/** A name that a condition can write. */
const NAME = {
    regExp: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
    says: "letters, digits and _, and not begin with a digit",
    code: "invalid-id",
};
const NOT_EMPTY = { regExp: /\S/, says: "more than white space", code: "invalid-id" };
const rule_file_TEXT = { kind: "text" };
const CONDITION = { kind: "condition" };
const NAME_TEXT = { kind: "text", pattern: NAME };
const ID_TEXT = { kind: "text", pattern: NOT_EMPTY };
const ACTION = { kind: "choice", values: ["detect", "collect", "terminate"] };
/** Which jobs, by host and repository. */
const MATCHER = {
    kind: "object",
    noun: "matcher",
    has: "at-least-one",
    keys: {
        provider_host: { need: "optional", shape: ID_TEXT, doc: "The whole host name, such as `github.com`." },
        path: {
            need: "optional",
            shape: ID_TEXT,
            doc: "What `owner/repository` begins with: `acme/` is all of acme's, `acme/prod/` one repository.",
        },
    },
};
const TARGET = {
    kind: "object",
    noun: "target",
    has: "at-least-one",
    keys: {
        include: {
            need: "optional",
            shape: { kind: "list", items: MATCHER, filled: true },
            doc: "Only in these jobs. Without it, in all.",
        },
        exclude: {
            need: "optional",
            shape: { kind: "list", items: MATCHER },
            doc: "Not in these jobs, even if `include` has them.",
        },
    },
};
const RULE_KEYS = {
    rule_id: {
        need: "required",
        shape: NAME_TEXT,
        doc: "Its name: letters, digits and `_`. Unique in the set.",
    },
    condition: {
        need: "required",
        shape: CONDITION,
        doc: "When it is true; see [conditions](#conditions).",
    },
    action: {
        need: "required",
        shape: ACTION,
        doc: "What a match means: `collect` only reports, `detect` fails the job, `terminate` fails it too and says that it should have been stopped.",
    },
    rule_name: { need: "optional", shape: rule_file_TEXT, doc: "A title for the reader of a report." },
    description: {
        need: "optional",
        shape: rule_file_TEXT,
        doc: "What it finds and why that matters, for the reader of a report.",
    },
    max_alerts: {
        need: "optional",
        shape: { kind: "integer", minimum: 0 },
        doc: "How many matches are kept with their details: 1 to 100. Without it, or with 0, the default: 10. All are counted.",
    },
    tags: {
        need: "optional",
        shape: { kind: "map", values: rule_file_TEXT },
        doc: "Words of your own, such as `severity: high`.",
    },
    target: {
        need: "optional",
        shape: TARGET,
        doc: "The jobs that it is for; see [targets](#rules-for-some-repositories).",
    },
};
const { rule_id, condition, ...OTHER_RULE_KEYS } = RULE_KEYS;
/** A rule over single events. */
const EVENT_RULE = {
    kind: "object",
    noun: "rule",
    id: "rule_id",
    keys: {
        rule_id,
        event_type: {
            need: "required",
            shape: { kind: "choice", values: EVENT_KIND_NAMES },
            doc: "The kind of event it is about; see [the fields](#the-fields).",
        },
        condition,
        exceptions: {
            need: "optional",
            shape: CONDITION,
            doc: "A second condition. Where it is true, the rule is not.",
        },
        ...OTHER_RULE_KEYS,
    },
};
/** A rule over the counts of other rules. */
const CORRELATION = {
    kind: "object",
    noun: "correlation",
    id: "rule_id",
    keys: RULE_KEYS,
    refused: {
        event_type: "a correlation has no event_type: it is about rules, not about events",
        exceptions: "a correlation has no exceptions; give them to the rules that it counts",
    },
};
/** A set of rules. */
const RULE_SET = {
    kind: "object",
    noun: "rule set",
    id: "ruleset_id",
    keys: {
        ruleset_id: {
            need: "required",
            shape: ID_TEXT,
            doc: "Its name, such as `acme/supply-chain`. Unique among all rule files.",
        },
        lists: {
            need: "optional",
            shape: { kind: "map", names: NAME, values: { kind: "list", items: rule_file_TEXT } },
            doc: "Lists of strings by name; conditions write `list.<name>`.",
        },
        rules: {
            need: "required",
            shape: {
                kind: "list",
                items: {
                    kind: "variants",
                    tag: "type",
                    named: "correlation",
                    doc: "`correlation` for a rule that [counts other rules](#rules-that-count-other-rules).",
                    plain: EVENT_RULE,
                    tagged: CORRELATION,
                },
            },
            doc: "Its rules.",
        },
    },
};
const MODIFIER_TARGET = {
    kind: "object",
    noun: "modifier's target",
    keys: {
        ruleset_id: { need: "required", shape: ID_TEXT, doc: "The set whose rules are changed." },
        rule_id: { need: "optional", shape: NAME_TEXT, doc: "The rule of the set. Without it, all of them." },
    },
};
/** A change to rules that are written elsewhere. */
const MODIFIER = {
    kind: "object",
    noun: "modifier",
    id: "modifier_id",
    keys: {
        modifier_id: {
            need: "required",
            shape: ID_TEXT,
            doc: "Its name. A report shows it at the rules it changed.",
        },
        description: { need: "optional", shape: rule_file_TEXT, doc: "Why the change is made." },
        targets: {
            need: "required",
            shape: { kind: "list", items: MODIFIER_TARGET, filled: true },
            doc: "The rules that it changes: a `ruleset_id`, and a `rule_id` unless all rules of the set are meant.",
        },
        override_action: { need: "optional", shape: ACTION, doc: "Another `action`." },
        override_max_alerts: {
            need: "optional",
            shape: { kind: "integer", minimum: 1, maximum: 100 },
            doc: "Another `max_alerts`, 1 to 100.",
        },
        add_exceptions: {
            need: "optional",
            shape: CONDITION,
            doc: "One more condition under which the rules are not true. It may use the lists of the rule's own set.",
        },
        add_target_exclude: {
            need: "optional",
            shape: { kind: "list", items: MATCHER },
            doc: "More jobs that the rules are not for.",
        },
        disable: {
            need: "optional",
            shape: { kind: "flag" },
            doc: "`true` takes the rules out. A later modifier puts them back only with `false`.",
        },
    },
};
/** A document of a rule file. */
const DOCUMENT = {
    kind: "object",
    noun: "document",
    has: "exactly-one",
    keys: {
        rule_sets: { need: "optional", shape: { kind: "list", items: RULE_SET }, doc: "Sets of rules." },
        rule_modifiers: {
            need: "optional",
            shape: { kind: "list", items: MODIFIER },
            doc: "Changes to rules that are written elsewhere, such as those that come with Runwarden.",
        },
    },
};

;// CONCATENATED MODULE: ./build/rules/read-rule-file.js



/** Reads a rule file. What is wrong becomes faults of the file, and what is not is still read. */
function readRuleFile(file) {
    const documents = file.contents
        .map((content) => file.read(content, DOCUMENT, "a document")?.values)
        .filter((document) => document !== undefined);
    const sets = documents.flatMap(({ rule_sets = [] }) => rule_sets.map((set) => defineRuleSet(file, set)));
    const modifiers = documents.flatMap(({ rule_modifiers = [] }) => rule_modifiers.map((modifier) => defineModifier(file, modifier)));
    checkTwice(file, "set", sets.map(({ rulesetId: id, place }) => ({ id, place })));
    checkTwice(file, "modifier", modifiers.map(({ modifierId: id, place }) => ({ id, place })));
    return { file, sets, modifiers };
}
function checkTwice(file, noun, named) {
    const seen = new Set();
    for (const { id, place } of named) {
        if (id !== "" && seen.has(id)) {
            file.faultAt(place, "duplicate-id", `the file has the ${noun} "${id}" twice; make one of both`);
        }
        seen.add(id);
    }
}
/** Takes a rule set as it was read; a rule that stands in it twice is a fault of the file. */
function defineRuleSet(file, set) {
    const { ruleset_id: rulesetId = "", lists: listsAsGiven = new Map(), rules = [] } = set.values;
    const definitions = rules.map((rule) => defineRule(file, rule));
    const seen = new Set();
    for (const { ruleId, place } of definitions) {
        if (ruleId !== "" && seen.has(ruleId)) {
            file.faultAt(place, "duplicate-id", `the set has a rule "${ruleId}" already`);
        }
        seen.add(ruleId);
    }
    const lists = new Map([...listsAsGiven].map(([name, items]) => [name, items.map(fold)]));
    const place = set.placeOf("ruleset_id");
    return { file, rulesetId, place, lists, listsAsGiven, rules: definitions };
}
/** Takes a rule as it was read; where something needed is missing, the file has a fault and the rule some value. */
function defineRule(file, rule) {
    const { values } = rule;
    const properties = {
        ruleId: values.rule_id ?? "",
        place: rule.placeOf("rule_id"),
        name: values.rule_name,
        description: values.description,
        action: values.action ?? "detect",
        maxAlerts: values.max_alerts ?? 0,
        tags: Object.fromEntries(values.tags ?? []),
        target: {
            include: toMatchers(file, values.target?.values.include),
            exclude: toMatchers(file, values.target?.values.exclude),
        },
        condition: values.condition,
    };
    if (rule.noun === "correlation")
        return { ...properties, type: "correlation" };
    const { event_type: eventKind, exceptions } = rule.values;
    return { ...properties, type: "event", eventKind, exceptions };
}
/** Takes a modifier as it was read. A target without its set is left out; the file then has a fault. */
function defineModifier(file, modifier) {
    const { values } = modifier;
    const targets = (values.targets ?? []).flatMap(({ place, values: { ruleset_id: rulesetId, rule_id: ruleId } }) => rulesetId === undefined ? [] : [{ place, rulesetId, ruleId }]);
    return {
        file,
        modifierId: values.modifier_id ?? "",
        place: modifier.placeOf("modifier_id"),
        description: values.description,
        targets,
        action: values.override_action,
        maxAlerts: values.override_max_alerts,
        exceptions: values.add_exceptions,
        exclude: toMatchers(file, values.add_target_exclude),
        disable: values.disable,
    };
}

;// CONCATENATED MODULE: ./build/rules/settings.js

/** A text that cannot be empty; `says` is what it must be. */
function notEmpty(says) {
    return { kind: "text", pattern: { regExp: /./s, says, code: "wrong-value" } };
}
/**
 * How rules are applied. Declared here alone: the inputs of the action, the config file, the JSON in a log and its
 * digest have these names, checks and defaults.
 */
const SETTINGS = {
    provider_host: {
        shape: notEmpty("a host name"),
        default: "github.com",
        doc: "The host of the job's repository, as the targets of rules name it, with the port where it is not the usual one",
    },
    project_path: {
        shape: notEmpty("a path such as owner/repository"),
        doc: "The job's repository. Where it is not known, no rule is left out for being for others",
    },
    monitor_mode: {
        shape: { kind: "flag" },
        default: false,
        doc: "Treat rules with the action terminate as detect",
    },
    default_max_alerts: {
        shape: { kind: "integer", minimum: 1, maximum: 100 },
        default: 10,
        doc: "How many matches are kept with their details, for rules that do not say so themselves",
    },
};
const SETTING_NAMES = Object.keys(SETTINGS);
/** What a setting must be, as the end of a sentence. */
function expectationOf({ shape }) {
    switch (shape.kind) {
        case "flag":
            return "true or false";
        case "integer":
            return `a whole number from ${shape.minimum} to ${shape.maximum}`;
        case "choice":
            return `${shape.values.slice(0, -1).join(", ")} or ${shape.values.at(-1)}`;
        case "text":
            return shape.pattern?.says ?? "a text";
    }
}
/** True for a value that a setting can have. */
function isValueOf({ shape }, value) {
    return json_readJson(shape, value) !== undefined;
}
/** The value that a text stands for, where values can only be written as text; undefined where it is none. */
function parseSetting({ shape }, text) {
    return readJson(shape, plainValue(shape.kind, text.trim()));
}
function plainValue(kind, text) {
    switch (kind) {
        case "flag":
            return { true: true, false: false }[text.toLowerCase()];
        case "integer":
            return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
        case "choice":
        case "text":
            return text;
    }
}
/** Takes settings from values by name. Gives what is wrong with them, one sentence each, and those that are right. */
function checkSettings(values) {
    const faults = [];
    const right = [];
    for (const [name, value] of Object.entries(values)) {
        const setting = SETTING_NAMES.find((known) => known === name);
        if (setting === undefined)
            faults.push(`'${name}' is not known; known are ${SETTING_NAMES.join(", ")}`);
        else if (!isValueOf(SETTINGS[setting], value)) {
            faults.push(`${name} must be ${expectationOf(SETTINGS[setting])}`);
        }
        else
            right.push([name, value]);
    }
    if ("provider_host" in values && !("project_path" in values)) {
        faults.push("provider_host needs project_path beside it, or no rule's target could be told");
    }
    return { settings: Object.fromEntries(right), faults };
}
/** Settings as JSON, in one order of keys; null for what is not set. */
function settings_settingsToJson(settings) {
    return Object.fromEntries(SETTING_NAMES.map((name) => [name, settings[name] ?? null]));
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __nccwpck_require__(38815);
;// CONCATENATED MODULE: ./build/rules/scalar-place.js

/**
 * Where each character of a scalar's value stands in the YAML text, and at last where the value ends. Folding
 * and indentation only change white space, so each other character is the next such character of the text;
 * white space is put right after the character before it. Where there are escapes, all stand at the scalar's
 * start.
 */
function scalar_place_offsetsOf(text, scalar) {
    const [start, end] = scalar.range ?? [0, 0];
    const { value, type } = scalar;
    const isQuoted = type === dist/* Scalar */.X5.QUOTE_DOUBLE || type === dist/* Scalar */.X5.QUOTE_SINGLE;
    if (type === dist/* Scalar */.X5.QUOTE_DOUBLE && text.slice(start, end).includes("\\")) {
        return Array.from({ length: value.length + 1 }, () => start);
    }
    let at = start;
    if (isQuoted)
        at += 1;
    else if (type !== dist/* Scalar */.X5.PLAIN)
        at = text.indexOf("\n", start) + 1;
    const offsets = [];
    let after = start;
    for (const character of value.split("")) {
        if (isSpace(character)) {
            offsets.push(after);
            continue;
        }
        while (at < end && isSpace(text.charAt(at)))
            at++;
        offsets.push(at);
        at += type === dist/* Scalar */.X5.QUOTE_SINGLE && character === "'" ? 2 : 1;
        after = at;
    }
    offsets.push(after);
    return offsets;
}
function isSpace(character) {
    return /\s/.test(character);
}

;// CONCATENATED MODULE: ./build/rules/source.js



/** The longest rule file that is read. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const EXTENSIONS = (/* unused pure expression or super */ null && ([".yaml", ".yml"]));
/**
 * Reads rule files, and folders with all that is in them, in the order of their names. What cannot be read, is too
 * large or no UTF-8, and a folder without a rule file, is `unread`: loadRules tells it with all else that is wrong.
 */
function readRuleFiles(paths, origin) {
    return paths.flatMap((path) => readPath(path, origin));
}
function readPath(path, origin) {
    try {
        if (!statSync(path).isDirectory())
            return [readFile(path, origin)];
        const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter(isRuleFile).sort();
        if (names.length > 0)
            return names.map((name) => readFile(join(path, name), origin));
        return [unread(path, origin, "folder-empty", `the folder has no ${EXTENSIONS.join(" or ")} file`)];
    }
    catch (error) {
        return [unread(path, origin, "file-unreadable", `cannot be read: ${reason(error)}`)];
    }
}
function readFile(path, origin) {
    if (!isRuleFile(path)) {
        return unread(path, origin, "file-extension", `the name of a rule file ends in ${EXTENSIONS.join(" or ")}`);
    }
    try {
        const stats = statSync(path);
        // Reading a pipe would wait for ever.
        if (!stats.isFile())
            return unread(path, origin, "file-unreadable", "cannot be read: it is no file");
        const { size } = stats;
        if (size > MAX_FILE_BYTES) {
            return unread(path, origin, "file-too-large", `it has ${size} bytes, more than ${MAX_FILE_BYTES}; split it`);
        }
        const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
        return { name: path, text, origin };
    }
    catch (error) {
        if (error instanceof TypeError)
            return unread(path, origin, "file-not-utf8", "the file is not UTF-8");
        return unread(path, origin, "file-unreadable", `cannot be read: ${reason(error)}`);
    }
}
function unread(name, origin, code, message) {
    return { name, text: "", origin, unread: { code, message } };
}
function isRuleFile(path) {
    return EXTENSIONS.includes(extname(path));
}
function reason(error) {
    return error instanceof Error ? error.message : String(error);
}
/** The rules that come with Runwarden, from their folder beside dist/; `bundleUrl` is the entry's own. */
function readBaseline(bundleUrl) {
    const folder = fileURLToPath(new URL("../../rules", bundleUrl));
    return readRuleFiles([folder], "baseline").map((source) => ({
        ...source,
        name: `baseline/${relative(folder, source.name)}`,
    }));
}

;// CONCATENATED MODULE: ./build/rules/yaml-nesting.js

/** Deeper than any rule file has reason to be, and far from where the YAML library's calls exhaust the stack. */
const MAX_YAML_NESTING = 100;
/** A block collection inside another stands at least one column further to the right. */
const MAX_INDENT = 200;
/** The offset at which the collections of a YAML text nest too deep; undefined where they do not. */
function yamlNestingFault(text) {
    let offset = 0;
    let flow = 0;
    let inLine = 0;
    let lineStart = true;
    for (const token of new dist/* Lexer */.JG().lex(text)) {
        const type = dist/* CST */.DB.tokenType(token);
        switch (type) {
            case "newline":
                inLine = 0;
                break;
            case "space":
                if (lineStart && token.length > MAX_INDENT)
                    return offset;
                break;
            case "seq-item-ind":
            case "explicit-key-ind":
            case "map-value-ind":
                if (flow === 0)
                    inLine++;
                break;
            case "flow-seq-start":
            case "flow-map-start":
                flow++;
                break;
            case "flow-seq-end":
            case "flow-map-end":
                flow = Math.max(0, flow - 1);
                break;
            case "doc-start":
            case "doc-mode":
                flow = 0;
                break;
        }
        if (flow > MAX_YAML_NESTING || (flow === 0 && inLine > MAX_YAML_NESTING))
            return offset;
        lineStart = type === "newline";
        if (!isControl(token))
            offset += token.length;
    }
    return undefined;
}
/** The lexer marks documents and scalars with control characters that are not in the text. */
function isControl(token) {
    return token === dist/* CST */.DB.DOCUMENT || token === dist/* CST */.DB.FLOW_END || token === dist/* CST */.DB.SCALAR;
}

;// CONCATENATED MODULE: ./build/rules/yaml-file.js





/** A file that is all wrong, such as one that is no rule file, would fill the memory with what is said of it. */
const yaml_file_MAX_FAULTS = 100_000;
/** A YAML file of rules: its documents, the places of its nodes, and what was found to say about it so far. */
class YamlFile {
    nullIs = "absent";
    source;
    faults = [];
    warnings = [];
    /** The contents of the documents that are not empty. None where the YAML itself is wrong. */
    contents;
    #lines = new dist/* LineCounter */.HN();
    #told = new Set();
    #anchors = new Map();
    constructor(source) {
        this.source = source;
        const { text, unread } = source;
        this.contents = unread === undefined ? this.#read(text) : [];
        if (unread !== undefined)
            this.fault(0, unread.code, unread.message);
    }
    /** Adds a fault at a node, or at an offset of the text. Gives undefined, as what was to be read. */
    fault(at, code, message) {
        this.faultAt(typeof at === "number" ? this.place(at) : this.placeOf(at), code, message);
    }
    /**
     * Adds a fault at a place, once: an alias, or a modifier of many rules, may bring it up again. `about` is added to
     * the message, and says what brought it up first.
     */
    faultAt({ line, column }, code, message, about = "") {
        const key = JSON.stringify([line, column, code, message]);
        if (this.#told.has(key) || this.#told.size > yaml_file_MAX_FAULTS)
            return;
        this.#told.add(key);
        const isLast = this.#told.size > yaml_file_MAX_FAULTS;
        const told = isLast ? "there is more that is wrong; mend the rest first" : message + about;
        const lineText = this.#lineText(line);
        this.faults.push({ file: this.source.name, line, column, code, message: told, lineText });
    }
    /** Adds a warning about something at a place. */
    warn({ line, column }, kind, message) {
        this.warnings.push({ file: this.source.name, line, column, kind, message });
    }
    /** Where a node stands. */
    placeOf(node) {
        return this.place(node.range?.[0] ?? 0);
    }
    /** Line and column of an offset of the text. */
    place(offset) {
        const { line, col } = this.#lines.linePos(offset);
        return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col };
    }
    /** The node that an alias stands for; any other node is itself. */
    resolve(node) {
        return (0,dist/* isAlias */.Vj)(node) ? (this.#anchors.get(node) ?? node) : node;
    }
    /** Reads a node as its shape says; `what` names it in messages. What is wrong becomes faults of the file. */
    read(node, shape, what) {
        // What a node is read as by its shape is what ValueOf says, which the compiler cannot follow.
        return new ShapeReader(this).read(node, shape, what);
    }
    scalarOf(given) {
        const node = this.resolve(given);
        return (0,dist/* isScalar */.jn)(node) ? node.value : undefined;
    }
    itemsOf(given) {
        const node = this.resolve(given);
        return (0,dist/* isSeq */.oP)(node) ? node.items.filter(dist/* isNode */.Ll) : undefined;
    }
    keysOf(given) {
        const node = this.resolve(given);
        if (!(0,dist/* isMap */.jh)(node))
            return undefined;
        return node.items.flatMap(({ key, value }) => (0,dist/* isScalar */.jn)(key) ? [{ name: String(key.value), key, value: (0,dist/* isNode */.Ll)(value) ? value : undefined }] : []);
    }
    any(node) {
        return node;
    }
    condition(given, text) {
        const node = this.resolve(given);
        let offsets;
        const place = (offset) => {
            offsets ??= scalar_place_offsetsOf(this.source.text, node);
            return this.place(offsets[offset] ?? offsets.at(-1) ?? 0);
        };
        return { text, place };
    }
    object(node, noun, values, entries) {
        const place = this.placeOf(node);
        const placeOf = (name) => {
            const value = entries.get(name)?.value;
            return value === undefined ? place : this.placeOf(value);
        };
        return { noun, values, place, placeOf };
    }
    #read(text) {
        if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
            this.fault(0, "file-too-large", `a rule file has at most ${MAX_FILE_BYTES} bytes; split it`);
            return [];
        }
        const binary = text.indexOf("\0");
        if (binary !== -1) {
            this.#countLines(text);
            this.fault(binary, "file-binary", "there is a NUL character, which no text has: is this a rule file?");
            return [];
        }
        const tooDeep = yamlNestingFault(text);
        if (tooDeep !== undefined) {
            this.#countLines(text);
            this.fault(tooDeep, "yaml-nesting", "nested deeper than any rule is");
            return [];
        }
        const documents = (0,dist/* parseAllDocuments */.hR)(text, {
            lineCounter: this.#lines,
            prettyErrors: false,
            stringKeys: true,
            uniqueKeys: false,
            logLevel: "silent",
        });
        for (const { errors, warnings } of documents) {
            for (const error of [...errors, ...warnings])
                this.fault(error.pos[0], "yaml-syntax", error.message);
        }
        for (const document of documents)
            this.#linkAliases(document);
        if (this.faults.length > 0)
            return [];
        const contents = documents.map(({ contents }) => contents).filter((node) => node !== null);
        const full = contents.filter((node) => !((0,dist/* isScalar */.jn)(node) && node.value === null));
        if (full.length === 0)
            this.fault(0, "document-empty", "the file has neither rule_sets nor rule_modifiers");
        return full;
    }
    /** Finds what each alias stands for, and lets the library judge whether there are too many of them. */
    #linkAliases(document) {
        const anchored = new Map();
        let first;
        (0,dist/* visit */.YR)(document, {
            Node: (_key, node) => {
                if (!(0,dist/* isAlias */.Vj)(node)) {
                    if (node.anchor !== undefined)
                        anchored.set(node.anchor, node);
                    return;
                }
                const offset = node.range?.[0] ?? 0;
                first ??= offset;
                const target = anchored.get(node.source);
                if (target === undefined)
                    this.fault(offset, "yaml-alias", `no anchor &${node.source} before this alias`);
                else
                    this.#anchors.set(node, target);
            },
        });
        if (first === undefined || this.faults.length > 0)
            return;
        try {
            document.toJS();
        }
        catch (error) {
            if (!(error instanceof ReferenceError))
                throw error;
            this.fault(first, "yaml-alias", `the aliases of this document cannot be used: ${error.message}`);
        }
    }
    #lineText(line) {
        const { lineStarts } = this.#lines;
        const start = lineStarts[line - 1];
        return start === undefined ? undefined : this.source.text.slice(start, lineStarts[line]).trimEnd();
    }
    #countLines(text) {
        this.#lines.addNewLine(0);
        for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
            this.#lines.addNewLine(at + 1);
    }
}

;// CONCATENATED MODULE: ./build/rules/load.js








const MAX_ALERTS = SETTINGS.default_max_alerts;
/**
 * Reads, checks and compiles rules: the baseline's first, then the project's, each in the order given. Throws
 * RulesError with all faults of all sources; a rule is never left out because of one, and one that is disabled or
 * for other jobs has to be right too.
 */
function loadRules(sources, settings = {}) {
    const files = sources.map((source) => new YamlFile(source));
    const contents = baselineFirst(files).map(readRuleFile);
    const { drafts, shadowed } = flatten(contents.flatMap(({ sets }) => sets));
    const modifiers = distinctModifiers(contents.flatMap((content) => content.modifiers));
    const modified = modifyAll(drafts, modifiers);
    const compiled = new Map(modified.map((draft) => [draft, compileRule(draft)]));
    for (const draft of shadowed)
        compileRule(draft);
    const rules = inUse(modified, compiled, jobOf(settings)).flatMap((draft) => {
        const parts = compiled.get(draft);
        return parts === undefined ? [] : [finish(draft, parts, settings)];
    });
    const faults = files.flatMap((file) => file.faults.sort(byPlace));
    const warnings = files.flatMap((file) => file.warnings.sort(byPlace));
    if (faults.length > 0)
        throw new RulesError(faults, warnings);
    return { rules, warnings, project: countProject(contents) };
}
function baselineFirst(files) {
    return [
        ...files.filter((file) => file.source.origin === "baseline"),
        ...files.filter((file) => file.source.origin === "project"),
    ];
}
function countProject(contents) {
    const own = contents.filter(({ file }) => file.source.origin === "project");
    return {
        rules: own.flatMap(({ sets }) => sets).reduce((sum, { rules }) => sum + rules.length, 0),
        modifiers: own.reduce((sum, { modifiers }) => sum + modifiers.length, 0),
    };
}
function finish(draft, compiled, settings) {
    const { set, definition, action, modifiers } = draft;
    return {
        ...compiled,
        rulesetId: set.rulesetId,
        ruleId: definition.ruleId,
        name: definition.name,
        description: definition.description,
        action: settings.monitor_mode && action === "terminate" ? "detect" : action,
        maxAlerts: maxAlertsOf(draft, settings.default_max_alerts),
        tags: definition.tags,
        modifiers: modifiers.map(({ modifierId }) => modifierId),
    };
}
/** The job that the rules are for, where it is known. */
function jobOf({ provider_host: host, project_path: projectPath }) {
    return projectPath === undefined
        ? undefined
        : { providerHost: host ?? SETTINGS.provider_host.default, projectPath };
}
function maxAlertsOf(draft, byDefault = MAX_ALERTS.default) {
    const { maxAlerts, set, definition } = draft;
    if (maxAlerts > MAX_ALERTS.shape.maximum) {
        const given = `max_alerts is ${maxAlerts}, and at most ${MAX_ALERTS.shape.maximum} matches are kept`;
        const message = `${nameOf(draft)}: ${given}; it keeps the default, ${byDefault}`;
        set.file.warn(definition.place, "max_alerts_out_of_range", message);
        return byDefault;
    }
    return maxAlerts === 0 ? byDefault : maxAlerts;
}
function byPlace(a, b) {
    return a.line - b.line || a.column - b.column;
}

;// CONCATENATED MODULE: ./build/watch/frozen.js




const SCHEMA = "runwarden/job/v1";
/** SHA-256 (hex) over the names, origins and texts of the rules, in their order, and how they are applied. */
function digestRules(rules, settings) {
    const plain = rules.map(({ name, origin, text }) => [name, origin, text]);
    return digestText(JSON.stringify([plain, settings_settingsToJson(settings)]));
}
/** SHA-256 (hex) over the whole text of a frozen job: who keeps it can tell whether a log has that very job. */
function digestJob(text) {
    return digestText(text);
}
function digestText(text) {
    return (0,external_node_crypto_.createHash)("sha256").update(text).digest("hex");
}
/** The job as JSON text, for startCollector. */
function renderFrozenJob(job) {
    return JSON.stringify({
        schema: SCHEMA,
        started_by: job.startedBy,
        context: job.context,
        post_script: job.postScript ?? null,
        policy: job.handOver?.policy ?? null,
        artifact: job.handOver === undefined ? null : frozen_artifactToJson(job.handOver.artifact),
        rules: job.rules.map(({ name, origin, text }) => ({ name, origin, text })),
        settings: settingsToJson(job.settings),
        rules_digest: digestRules(job.rules, job.settings),
    });
}
const frozen_TEXT = { need: "required", shape: { kind: "text" } };
const FLAG = { need: "required", shape: { kind: "flag" } };
/** A policy has these and no more. */
const POLICY_SHAPE = {
    kind: "object",
    noun: "policy",
    keys: { fail_on_detect: FLAG, fail_on_tamper: FLAG, fail_on_loss: FLAG },
};
const ARTIFACT = {
    kind: "object",
    noun: "artifact",
    others: "passed-over",
    keys: { name: frozen_TEXT, retention_days: { need: "required", shape: { kind: "integer", minimum: 0 } } },
};
const RULE_SOURCE = {
    kind: "object",
    noun: "rule file",
    others: "passed-over",
    keys: {
        name: frozen_TEXT,
        origin: { need: "required", shape: { kind: "choice", values: ["baseline", "project"] } },
        text: frozen_TEXT,
    },
};
/** In an older log nothing says what becomes of the report; in one of `run` that is null. */
const JOB = {
    kind: "object",
    noun: "job",
    others: "passed-over",
    keys: {
        schema: { need: "required", shape: { kind: "choice", values: [SCHEMA] } },
        started_by: { need: "required", shape: { kind: "choice", values: ["pre", "main", "run"] } },
        context: { need: "required", shape: { kind: "map", values: frozen_TEXT.shape } },
        post_script: { need: "required", shape: { kind: "nullable", of: frozen_TEXT.shape } },
        policy: { need: "optional", shape: { kind: "nullable", of: POLICY_SHAPE } },
        artifact: { need: "optional", shape: { kind: "nullable", of: ARTIFACT } },
        rules: { need: "required", shape: { kind: "list", items: RULE_SOURCE } },
        settings: { need: "required", shape: { kind: "map", values: { kind: "any" } } },
        rules_digest: frozen_TEXT,
    },
};
/**
 * Reads the job back from an event log. Throws `log-invalid` where the text is no frozen job, `log-digest` where
 * its rules are not those that it was made for, or it is another job than the one with the expected digest.
 */
function parseFrozenJob(text, expectedJobDigest) {
    const job = parseJson(JOB, text);
    const settings = job && settingsFrom(job.settings);
    // A policy says nothing without an artifact, and the other way round.
    const isHalf = (job?.policy === undefined) !== (job?.artifact === undefined);
    if (job === undefined || settings === undefined || isHalf) {
        throw new RunwardenError("log-invalid", "The event log has lost the rules that it was started with.");
    }
    const { started_by: startedBy, rules, policy, artifact } = job;
    const rulesDigest = digestRules(rules, settings);
    const isOther = expectedJobDigest !== undefined && digestJob(text) !== expectedJobDigest;
    if (rulesDigest !== job.rules_digest || isOther) {
        throw new RunwardenError("log-digest", "The rules in the event log are not those that the job was started with.");
    }
    return {
        startedBy,
        context: Object.fromEntries(job.context),
        rules,
        settings,
        rulesDigest,
        postScript: job.post_script,
        handOver: policy && artifact && { policy, artifact: artifactFrom(artifact) },
    };
}
/**
 * What a frozen job says of Runwarden's own processes: of `run` the collector that it calls, in an older log of the
 * action the script that it names too; else undefined, as of what is no job. Nothing else of the job is looked at: whether
 * it can be believed is for parseFrozenJob to say.
 */
function ownOf(text) {
    const { schema, started_by: startedBy, post_script: script } = parseObject(text) ?? {};
    if (schema !== SCHEMA)
        return undefined;
    if (typeof script === "string")
        return { postScript: script };
    return startedBy === "run" ? { postScript: undefined } : undefined;
}
/** As it stands in JSON. */
function frozen_artifactToJson({ name, retentionDays }) {
    return { name, retention_days: retentionDays };
}
function artifactFrom({ name, retention_days }) {
    return { name, retentionDays: retention_days };
}
/** A setting that was not given is null there. */
function settingsFrom(json) {
    const given = [...json].filter(([, value]) => value !== null);
    const { settings, faults } = checkSettings(Object.fromEntries(given));
    return faults.length > 0 ? undefined : settings;
}

;// CONCATENATED MODULE: ./build/watch/follower.js







const BEGINNING = { offset: 0, block: 0 };
/**
 * Judges a log while it is written, by the rules in it: start, job, and records as they come; never a trailer. At the
 * first thing that is not as it must be it judges no further, and `fault` says what that was.
 */
class Follower {
    /** Bytes taken so far, those behind a fault as well. */
    offset = 0;
    #jobDigest;
    #log = new LogReader();
    #hash = (0,external_node_crypto_.createHash)("sha256");
    #start;
    #decoder;
    #evaluation;
    #fault;
    /** Follows the log of the job with this digest, and of no other. */
    constructor(jobDigest) {
        this.#jobDigest = jobDigest;
    }
    /** Why nothing is judged any more; undefined while all is well. */
    get fault() {
        return this.#fault ?? this.#log.faults[0] ?? this.#log.blockFault;
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
        const { rules, settings } = parseFrozenJob(text, this.#jobDigest);
        const evaluation = new evaluation_Evaluation(loadRules(rules, settings).rules);
        this.#evaluation = evaluation;
        // The log reader gives no job before the start.
        const start = this.#start;
        this.#decoder = new Decoder({ start, own: NOBODY, onEvent: (event) => evaluation.add(event) });
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
    #log = new LogReader();
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
        return new Decoder({
            start,
            own: own === undefined ? NOBODY : { scopePid: start.scope_pid, directory: start.directory, ...own },
            onEvent: (event) => {
                this.#events[event.kind] += event.count;
                this.#options.onEvent?.(event);
            },
        });
    }
    #coverage(start) {
        const trailer = this.#trailer;
        const dropped = (kind) => trailer?.counts[kind]?.dropped ?? 0;
        return {
            source: start.source,
            reach: { scope: start.scope, adoption: start.adoption, adopted: this.#decoder?.adopted ?? 0 },
            hooks: start.hooks,
            sources: start.sources,
            events: this.#events,
            isLossKnown: trailer?.has_counters ?? false,
            unknownAfterNs: trailer === undefined ? this.#decoder?.lastTimeNs : undefined,
            full: isFull(trailer) ? { limit: start.log_limit, sinceNs: trailer.full_ns } : undefined,
            dropped: countsPerKind(dropped),
            droppedLineage: LINEAGE_KIND_NAMES.reduce((sum, kind) => sum + dropped(kind), 0),
            droppedAnswers: dropped("dns_answer"),
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

;// CONCATENATED MODULE: ./build/watch/outputs.js
/**
 * Makes each output by itself, one after the other: whatever keeps one from being made, a defect of ours as well,
 * costs only that one. Never throws.
 */
async function makeOutputs(outputs) {
    const failures = [];
    for (const { name, failed, make } of outputs) {
        try {
            await make();
        }
        catch (error) {
            failures.push({ name, failed, reason: reasonOf(error) });
        }
    }
    return failures;
}
/** The failure as a sentence. */
function failureSentence({ failed, reason }) {
    return `${failed}: ${reason}.`;
}
/** What an error says, without its final dot. Anything can be thrown, even what says nothing. */
function reasonOf(error) {
    try {
        const text = error instanceof Error ? error.message : String(error);
        return text.replace(/\.$/, "");
    }
    catch {
        return "it cannot be said why";
    }
}

;// CONCATENATED MODULE: ./build/watch/sink.js

/**
 * Bytes that are copied behind the place where a log cannot be read any further. They are evidence too; but a file that
 * somebody has put in its place can be larger than any disk.
 */
const REST_LIMIT = 64 * 1024 * 1024;
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
            this.warnings.push({ kind: "log_not_copied", message: `${what}: ${reasonOf(error)}` });
            return false;
        }
    }
}

;// CONCATENATED MODULE: ./build/watch/judge.js










/**
 * Judges a recording in one pass over its bytes, and gives each sink a copy of them. A sink that fails is a warning
 * in the report. Of a recording that is not a log of ours, what cannot be read at all is thrown (`log-invalid`,
 * `event-invalid`, and what its chunks throw), and the sinks have nothing; of one that is, nothing but a defect is, and the
 * sinks have what there is.
 */
async function judge(recording, sinks) {
    const bench = new Bench(recording);
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
    const { coverage, start, living } = read;
    return buildReport({
        outcome: bench.outcome(),
        coverage,
        warnings: [...(bench.loaded?.warnings ?? []), ...tee.warnings],
        rulesLoaded: bench.loaded?.rules.length ?? 0,
        judgedKinds: kindsOf(bench.loaded?.rules ?? []),
        recorded: {
            job: bench.job,
            kernel: start && { release: start.kernel, machine: start.machine },
            missingPrograms: start?.missing_programs,
            living,
        },
        tampering: bench.faultsBeside(coverage),
    });
}
/** The kinds of event that rules ask for. */
function kindsOf(rules) {
    return new Set(rules.flatMap((rule) => (rule.type === "event" ? [rule.eventKind] : [])));
}
function readAnyLog(chunks, { onEvent, onJob }) {
    return readLog(chunks, { onEvent, onJob, ownOf: ownOf });
}
async function readOwnLog(chunks, { asker, faults }, bench) {
    try {
        const read = await readAnyLog(chunks, bench);
        // Where it gave no right answer, that is told already, and so is an end that nobody asked for.
        const isAskedFor = faults.length === 0 && asker !== "unknown" && read.trailer?.reason === "stop";
        if (isAskedFor && !judge_isSame(askerOf(read.trailer), asker))
            bench.faults.push({ code: "ended-by-other" });
        return read;
    }
    catch (error) {
        bench.faults.push(asFault(error));
        return { coverage: NO_COVERAGE };
    }
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
    faults;
    loaded;
    job;
    #jobDigest;
    #evaluation;
    constructor(recording) {
        this.faults = recording.form === "own-log" ? [...recording.faults] : [];
        if (recording.form === "own-log")
            this.#jobDigest = recording.jobDigest;
        else
            this.#open(recording.rules);
    }
    onEvent = (event) => this.#evaluation?.add(event);
    /** Takes the job that a log has frozen; its rules judge only where there are no others. */
    onJob = (text) => {
        try {
            const { startedBy, context, rules, settings } = parseFrozenJob(text, this.#jobDigest);
            this.job = { startedBy, context };
            if (this.loaded === undefined)
                this.#open(loadRules(rules, settings));
        }
        catch (error) {
            this.faults.push(asJobFault(error));
        }
    };
    /** What is wrong beside the faults that the reader has found; it too can say that there is no job, or who ended it. */
    faultsBeside({ faults }) {
        const told = new Set(faults.map(({ code }) => code));
        return this.faults.filter(({ code }) => !told.has(code));
    }
    outcome() {
        return this.#evaluation?.outcome() ?? { result: "passed", rules: [] };
    }
    #open(loaded) {
        this.loaded = loaded;
        this.#evaluation = new evaluation_Evaluation(loaded.rules);
    }
}
/** An error that the log is to blame for is a fault in the report; anything else is a defect, and goes on up. */
function asFault(error) {
    if (!(error instanceof RunwardenError))
        throw error;
    return { code: "unreadable", reason: reasonOf(error) };
}
/** The same for the job that a log has frozen. */
function asJobFault(error) {
    if (!(error instanceof RunwardenError))
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

;// CONCATENATED MODULE: ./build/watch/judge-config.js



/** The one line that the collector hands on to the judge. */
function renderJudgeConfig({ jobDigest, policy, artifact, environment }) {
    return JSON.stringify({ job_digest: jobDigest, policy, artifact: artifactToJson(artifact), environment });
}
const CONFIG = {
    kind: "object",
    noun: "configuration",
    others: "passed-over",
    keys: {
        job_digest: { need: "required", shape: { kind: "text" } },
        policy: { need: "required", shape: POLICY_SHAPE },
        artifact: { need: "required", shape: ARTIFACT },
        environment: {
            need: "required",
            shape: {
                kind: "map",
                names: { regExp: /./, says: "the name of a variable", code: "wrong-value" },
                values: { kind: "text" },
            },
        },
    },
};
/** Reads it back. Throws `log-invalid` where it is otherwise. */
function parseJudgeConfig(text) {
    const config = parseJson(CONFIG, text);
    if (config === undefined)
        throw new RunwardenError("log-invalid", "The judge was not told what to judge.");
    return {
        jobDigest: config.job_digest,
        policy: config.policy,
        artifact: artifactFrom(config.artifact),
        environment: Object.fromEntries(config.environment),
    };
}

;// CONCATENATED MODULE: ./build/watch/log-file.js



const CHUNK_SIZE = 64 * 1024;
/**
 * The bytes of an event log, as many as it has when it is opened. Nothing but a regular file is read, and no link
 * followed: whoever put a pipe or a device in its place must not make the reader wait. Throws `collector-read`.
 */
async function* readLogFile(path) {
    const file = await trying(() => openRegular(path));
    try {
        const { size } = await trying(() => file.stat());
        for (let at = 0; at < size;) {
            // A new one each time: whoever takes a log apart keeps parts of it.
            const chunk = Buffer.allocUnsafe(Math.min(CHUNK_SIZE, size - at));
            const { bytesRead } = await trying(() => file.read(chunk, 0, chunk.length, at));
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
        throw new RunwardenError("collector-read", `${reasonOf(cause)}.`, { cause });
    }
}

;// CONCATENATED MODULE: ./build/watch/second-reading.js

/** Where what was found while the log was written is not what is found in it now, rule by rule. */
function differencesOf(live, read) {
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
class PrefixDigest {
    #hash = (0,external_node_crypto_.createHash)("sha256");
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

;// CONCATENATED MODULE: ./build/watch/verdict.js

/** The exit codes of the commands; `run` hands on the guarded command's own where none of these is due. */
const EXIT = {
    passed: 0,
    /** A defect of Runwarden, or of the machine; of `test`, a case that comes out otherwise. */
    failed: 1,
    usage: 2,
    detected: 10,
    tampered: 11,
    incomplete: 12,
    unsupported: 13,
};
/** What makes a job fail. Declared here alone, as the settings of rules are in theirs. */
const POLICY = {
    fail_on_detect: {
        shape: { kind: "flag" },
        default: true,
        doc: "Fail the job when a rule with the action detect or terminate matched",
    },
    fail_on_tamper: {
        shape: { kind: "flag" },
        default: true,
        doc: "Fail the job when the event log is incomplete or altered, or the collector died",
    },
    fail_on_loss: {
        shape: { kind: "flag" },
        default: true,
        doc: "Fail the job when events of a kind that a rule asks for could not be recorded, or ancestors were cut that decide one; otherwise they are only counted",
    },
};
/** What holds where nothing else is said. */
const DEFAULT_POLICY = {
    fail_on_detect: POLICY.fail_on_detect.default,
    fail_on_tamper: POLICY.fail_on_tamper.default,
    fail_on_loss: POLICY.fail_on_loss.default,
};
/** Decides what a report means: a reason that the policy forgives gives way to the next one. */
function verdict(report, policy) {
    const reasons = [
        ...(policy.fail_on_tamper ? tampered(report) : []),
        ...(policy.fail_on_detect ? detected(report) : []),
        ...(policy.fail_on_loss ? incomplete(report) : []),
    ];
    const [gravest] = reasons;
    return {
        isFailure: gravest !== undefined,
        reasons,
        exitCode: gravest === undefined ? EXIT.passed : EXIT_OF[gravest.code],
    };
}
const EXIT_OF = {
    tampered: EXIT.tampered,
    terminated: EXIT.detected,
    detected: EXIT.detected,
    incomplete: EXIT.incomplete,
};
function tampered(report) {
    return report.result === "tampered"
        ? [{ code: "tampered", sentence: "The event log is incomplete or was altered (fail-on-tamper)." }]
        : [];
}
/** What the rules say, also where the log cannot be trusted. */
function detected({ outcome }) {
    if (outcome.result === "passed")
        return [];
    const failing = outcome.rules.filter(({ rule }) => rule.action !== "collect").length;
    return [{ code: outcome.result, sentence: `${count(failing, "rule")} matched (fail-on-detect).` }];
}
function incomplete({ missed, coverage: { full }, outcome: { undecided = 0 } }) {
    const sentences = [
        ...(full === undefined ? [] : ["The event log was full before the job had ended (fail-on-loss)."]),
        ...(missed > 0 ? [`${count(missed, "event")} could not be recorded (fail-on-loss).`] : []),
        ...(undecided > 0
            ? [`Ancestors that decide a rule were cut in ${count(undecided, "event")} (fail-on-loss).`]
            : []),
    ];
    return sentences.map((sentence) => ({ code: "incomplete", sentence }));
}

;// CONCATENATED MODULE: ./build/watch/live-judge.js










const REPORT_NAME = "post.json";
const LATE_NAME = "late.json";
const LOG_NAME = "events.log";
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
    #config;
    #follower;
    #isReady = false;
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
        this.#follower = new Follower(this.#config.jobDigest);
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
        try {
            follower.push(chunk);
        }
        catch (error) {
            this.#say(`failed ${oneLine(reasonOf(error))}`);
            throw error;
        }
        if (follower.isReady) {
            this.#isReady = true;
            this.#say("ready");
        }
        else if (follower.fault !== undefined) {
            this.#say(`failed what the collector sends is no event log: ${follower.fault.code}`);
            throw new Error("What the collector sends is no event log.");
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
        const report = await this.#judgeAgain(config, faults, before, { offset, digest });
        const post = await this.#delivery.report(report, config, this.#folder);
        await writeFileWhole((0,external_node_path_.join)(this.#folder, REPORT_NAME), `${JSON.stringify(post)}\n`);
        const isGreen = post.exit_code === 0 && !verdict(report, config.policy).isFailure;
        this.#reported = { isGreen, before };
        this.#sayReport(this.#reported);
        this.#takeBack();
    }
    async #judgeAgain(config, faults, before, sent) {
        const read = new PrefixDigest(sent.offset);
        const chunks = read.pass(readLogFile((0,external_node_path_.join)(this.#folder, LOG_NAME)));
        const { jobDigest } = config;
        const report = await judge({ form: "own-log", chunks, jobDigest, asker: "unknown", faults: [] }, []);
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
            const late = this.#delivery.late(this.#late(reported), [...faults, ...lost]);
            await writeFileWhole((0,external_node_path_.join)(this.#folder, LATE_NAME), `${JSON.stringify(late)}\n`);
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

;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./build/github/proxy.js
const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
/** Of two spellings that differ the one in small letters holds, as for curl. */
const proxy_NAMES = VARIABLES.flatMap((name) => [name, name.toLowerCase()]);
/** What no proxy can reach for us: it would ask itself. */
const OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const DEFAULT_PORTS = { "http:": "80", "https:": "443" };
/**
 * The variables of a proxy for one server, in a form that all who read them take alike: @actions/http-client takes a
 * proxy without http:// for none, and the Azure SDK, which uploads, sends https through HTTP_PROXY, and of NO_PROXY
 * knows neither `*`, ports, nor that a domain stands for those below it. Nothing where the server is to be reached
 * directly.
 */
function proxyVariables(environment, serverUrl) {
    const { protocol } = new URL(serverUrl);
    const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
    const proxy = proxy_variableOf(environment, name);
    const excepted = proxy_variableOf(environment, "NO_PROXY")
        .split(/[\s,]+/)
        .filter((item) => item !== "");
    if (proxy === "" || excepted.includes("*"))
        return {};
    const hosts = excepted.flatMap((item) => readAlike(item, DEFAULT_PORTS[protocol] ?? ""));
    return {
        [name]: /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`,
        NO_PROXY: [...new Set([...OWN_HOSTS, ...hosts])].join(","),
    };
}
/** Does something with them in place of this process's own, which both libraries read. */
async function throughProxy(serverUrl, act) {
    const before = proxy_NAMES.map((name) => [name, process.env[name]]);
    const variables = proxyVariables(process.env, serverUrl);
    set(proxy_NAMES.map((name) => [name, variables[name.toUpperCase()]]));
    try {
        return await act();
    }
    finally {
        set(before);
    }
}
function set(variables) {
    for (const [name, value] of variables) {
        if (value === undefined)
            delete process.env[name];
        else
            process.env[name] = value;
    }
}
function proxy_variableOf(environment, name) {
    return (environment[name.toLowerCase()] || environment[name] || "").trim();
}
/** A host or a domain of NO_PROXY, and what is below it. */
function readAlike(item, port) {
    const host = item.toLowerCase().replace(/^\*/, "");
    const alone = host.endsWith(`:${port}`) ? host.slice(0, -port.length - 1) : host;
    return alone.startsWith(".") ? [alone] : [alone, `.${alone}`];
}

;// CONCATENATED MODULE: ./build/github/upload.js







/** After a cancellation the runner ends a post step within five minutes. */
const LIMIT_MS = 4 * 60_000;
/** Bytes. A job that is root can put a file without an end in the place of the log. */
const FILE_LIMIT = 4 * 1024 ** 3;
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
    const status = (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false });
    if (status === undefined)
        return `${name} is not there`;
    if (path !== (0,external_node_path_.join)(folder, name) || !status.isFile())
        return `${name} is no file of the folder`;
    return status.size > FILE_LIMIT ? `${name} is larger than 4 GiB` : undefined;
}
/** The client throws this in a handler of an event, where nobody but the whole process could catch it. */
const ZIP_ERROR = "An error has occurred during zip creation for the artifact";
async function uploadAs(name, paths, folder, options) {
    // Loaded here, for it is most of the bundle and the report must not wait for it.
    const { DefaultArtifactClient } = await __nccwpck_require__.e(/* import() */ 737).then(__nccwpck_require__.bind(__nccwpck_require__, 45737));
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
    return [first, ...numbered, `${first}-${(0,external_node_crypto_.randomBytes)(4).toString("hex")}`];
}
async function within(limitMs, work) {
    const timer = new AbortController();
    const late = (0,external_node_timers_promises_namespaceObject.setTimeout)(limitMs, undefined, { signal: timer.signal }).then(() => Promise.reject(new Error(`it took longer than ${limitMs / 1000} s`)), () => new Promise(() => { }));
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

;// CONCATENATED MODULE: ./build/github/delivery.js













const REASON_LIMIT = 1000;
const MATCHES_NAME = "matches.json";
const NO_ARTIFACT = "\nThe artifact with matches.json and events.log could not be uploaded; the log of the job says why.\n";
/** How a judge hands a job's report over: the artifact by itself, through `upload`, all else by the post step. */
function deliveryBy(upload) {
    const report = async (report, config, folder) => {
        const post = await deliver(report, config, folder, (files) => upload(files, config.environment));
        const isHandedOver = config.artifact.name === "" || "artifact-id" in post.outputs;
        if (!isHandedOver)
            await writeFileWhole((0,external_node_path_.join)(folder, KEPT_NAME), "");
        return post;
    };
    return { report, late: renderLateReport };
}
/**
 * Writes matches.json beside the log of a folder, uploads both, and gives what is left to hand over. What fails of it is
 * a line of that, and fails nothing else.
 */
async function deliver(report, handOver, folder, upload = uploadArtifact) {
    const { artifact, policy } = handOver;
    const isWanted = artifact.name !== "";
    const files = logIn(folder);
    let uploaded;
    const failures = await makeOutputs(!isWanted
        ? []
        : [
            {
                name: MATCHES_NAME,
                failed: "matches.json was not written",
                make: async () => {
                    const path = (0,external_node_path_.join)(folder, MATCHES_NAME);
                    await writeFileWhole(path, renderMatches(report));
                    files.unshift({ name: MATCHES_NAME, path });
                },
            },
            {
                name: "artifact",
                failed: "The artifact with matches.json and events.log was not uploaded",
                make: async () => {
                    if (files.length === 0)
                        throw new Error("none of its files is there");
                    uploaded = await upload({ ...artifact, files, folder });
                },
            },
        ]);
    const { isFailure, reasons } = verdict(report, policy);
    const { id, name = "", leftOut = [] } = uploaded ?? {};
    return {
        exit_code: isFailure ? 1 : 0,
        lines: [
            headline(report),
            `Coverage: ${coverageLine(report)}`,
            ...annotations(report).map(annotationCommand),
            ...failures.map(failureLine),
            ...leftOut.map((sentence) => warningCommand("Runwarden: not all is in the artifact", sentence)),
            ...(id === undefined ? [] : [`The artifact is called ${visible_visible(name, REASON_LIMIT)}.`]),
            ...(isFailure
                ? [failureCommand(`Runwarden: ${reasons.map(({ sentence }) => sentence).join(" ")}`)]
                : []),
        ],
        summary: renderSummary(report) + (isWanted && id === undefined ? NO_ARTIFACT : ""),
        outputs: {
            result: report.result,
            "match-count": String(matchCount(report)),
            ...(id === undefined ? {} : { "artifact-id": String(id) }),
        },
    };
}
/** The log, where it is there and still a file: whoever opens a pipe in its place waits for ever. */
function logIn(folder) {
    const path = (0,external_node_path_.join)(folder, LOG_NAME);
    return (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false })?.isFile() ? [{ name: LOG_NAME, path }] : [];
}
/** What could not be handed over, as a line for the log of the step. */
function failureLine(failure) {
    return warningCommand(`Runwarden: no ${failure.name}`, failureSentence(failure));
}
function warningCommand(title, message) {
    return annotationCommand({ level: "warning", title, message: visible_visible(message, REASON_LIMIT) });
}
function renderLateReport(rules, faults) {
    return {
        lines: [
            ...lateAnnotations(rules, faults).map(annotationCommand),
            failureCommand("Runwarden: what the job did while its last step reported fails it."),
        ],
        summary: renderLate(rules, faults),
    };
}

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:stream/consumers"
const consumers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/consumers");
;// CONCATENATED MODULE: ./build/github/upload-process.js







/** The argument that makes of the judge's program the one that uploads. */
const UPLOAD_WORD = "upload";
/** Where it answers: the client prints what it does. */
const ANSWER_FD = 3;
/** Longer than the other process gives itself. */
const upload_process_LIMIT_MS = 4.5 * 60_000;
/**
 * Uploads in a process of its own, which has only that to say. What an upload needs is read from the disk when it is
 * needed, code as well (the client, the system's ways to find a host): by then that can be what a job that is root has put
 * there, and in the judge's process it could speak for the judge. Throws as uploadArtifact does.
 */
async function uploadApart(script, upload, environment, limitMs = upload_process_LIMIT_MS) {
    // Not by its path, where the job can have put another program. Nothing is inherited but what is named here.
    const child = (0,external_node_child_process_namespaceObject.spawn)("/proc/self/exe", [...process.execArgv, script, UPLOAD_WORD], {
        argv0: "runwarden-upload",
        cwd: "/",
        env: {},
        stdio: ["pipe", "inherit", "inherit", "pipe"],
    });
    const stdin = child.stdin;
    const answers = child.stdio[ANSWER_FD];
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    const ended = new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", () => resolve());
    });
    try {
        stdin.on("error", () => { });
        // It stays open: the other process ends with this one.
        stdin.write(`${JSON.stringify({ upload, environment })}\n`);
        const [answer] = await Promise.all([(0,consumers_namespaceObject.text)(answers), ended]);
        return upload_process_parseAnswer(answer);
    }
    catch (cause) {
        throw new RunwardenError("artifact-upload", `${reasonOf(cause)}.`, { cause });
    }
    finally {
        clearTimeout(timer);
        child.kill("SIGKILL");
    }
}
const UPLOADED = {
    kind: "object",
    noun: "uploaded artifact",
    others: "passed-over",
    keys: {
        id: { need: "required", shape: { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
        name: { need: "required", shape: { kind: "text" } },
        leftOut: { need: "required", shape: { kind: "list", items: { kind: "text" } } },
    },
};
const ANSWER = {
    kind: "object",
    noun: "answer",
    others: "passed-over",
    keys: {
        uploaded: { need: "optional", shape: UPLOADED },
        failed: { need: "optional", shape: { kind: "text" } },
    },
};
function upload_process_parseAnswer(answer) {
    const { uploaded, failed } = parseJson(ANSWER, answer) ?? {};
    if (failed !== undefined)
        throw new Error(failed);
    if (uploaded === undefined) {
        throw new Error("the process that uploads has ended, or said something else than what it did");
    }
    return uploaded;
}
/** Is that process: takes one line, says how the upload ended, and ends; or ends with who started it. */
function runUpload() {
    let line = "";
    process.stdin.on("data", (chunk) => {
        line += chunk;
        if (line.endsWith("\n"))
            void uploadAndSay(line);
    });
    process.stdin.on("end", () => process.exit(1));
}
async function uploadAndSay(line) {
    const { upload, environment } = JSON.parse(line);
    // The client holds 8 MiB for each part that it sends at the same time.
    Object.assign(process.env, environment, { ACTIONS_ARTIFACT_UPLOAD_CONCURRENCY: "1" });
    const answer = await uploadArtifact(upload).then((uploaded) => ({ uploaded }), (error) => ({ failed: reasonOf(error) }));
    (0,external_node_fs_.writeFileSync)(ANSWER_FD, JSON.stringify(answer));
    process.exit(0);
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(77030);
;// CONCATENATED MODULE: ./build/watch/line-reader.js
/** Makes lines of bytes as they come. What is behind the last end of a line waits for more. */
class LineReader {
    #limit;
    #pending = Buffer.alloc(0);
    /** A line that is longer than so many bytes is an error of whoever writes it. */
    constructor(limit) {
        this.#limit = limit;
    }
    /** Adds bytes; gives the lines that they complete, without their ends. Throws for one that is too long. */
    *push(chunk) {
        this.#pending = Buffer.concat([this.#pending, chunk]);
        for (;;) {
            const end = this.#pending.indexOf(0x0a);
            if ((end < 0 ? this.#pending.length : end) > this.#limit) {
                throw new Error(`A line is longer than ${this.#limit} bytes.`);
            }
            if (end < 0)
                return;
            const line = this.#pending.toString("utf8", 0, end);
            this.#pending = this.#pending.subarray(end + 1);
            yield line;
        }
    }
    /** What came behind the last line, and is none yet; it is taken. */
    rest() {
        const rest = this.#pending;
        this.#pending = Buffer.alloc(0);
        return rest;
    }
}

;// CONCATENATED MODULE: ./build/watch/judge-process.js



/** The descriptors that the collector gives the judge: the log, and the lines between the two. */
const LOG_FD = 0;
const LINES_FD = 3;
/** The longest line: a configuration, whose environment is the largest thing in it. */
const judge_process_LINE_LIMIT = 1024 * 1024;
/**
 * Is the judge's process, from its first line to the end of the conversation. Whatever goes wrong ends the process: its
 * exit code is not 0 then, and its keeper takes that for no verdict.
 */
function runJudge(folder, delivery) {
    const lines = new external_node_net_.Socket({ fd: LINES_FD, readable: true, writable: true });
    const log = new external_node_net_.Socket({ fd: LOG_FD, readable: true, writable: false });
    log.pause();
    const say = (line) => void lines.write(`${line}\n`);
    const judge = new LiveJudge(folder, delivery, say);
    const reader = new LineReader(judge_process_LINE_LIMIT);
    lines.on("data", (chunk) => {
        for (const line of reader.push(chunk)) {
            void judge.line(line);
            // The first line says what the log is of.
            log.resume();
        }
    });
    // Nobody is left who could be told anything.
    lines.on("close", () => process.exit(0));
    log.on("data", (chunk) => {
        // What is told in a line before these bytes were written is heard before they are looked at: it has come by the
        // time that the loop has been through all that there is to be read once more.
        log.pause();
        setImmediate(() => setImmediate(() => {
            judge.bytes(chunk);
            log.resume();
        }));
    });
    log.on("close", () => setImmediate(() => setImmediate(() => judge.end())));
}

;// CONCATENATED MODULE: ./build/judge.js





const script = (0,external_node_url_.fileURLToPath)(import.meta.url);
if (process.argv[2] === UPLOAD_WORD) {
    runUpload();
}
else {
    // It stands in a folder of its own in the collector's, where the log is.
    const delivery = deliveryBy((upload, environment) => uploadApart(script, upload, environment));
    runJudge((0,external_node_path_.dirname)((0,external_node_path_.dirname)(script)), delivery);
}

