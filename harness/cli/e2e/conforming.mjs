// A second CONNECT proxy that keeps to the RFCs, event by event on bare sockets; conforming.py says what the options mean.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { BlockList, connect, createServer, isIPv4, isIPv6 } from 'node:net';
import { lookup } from 'node:dns';
import { STATUS_CODES } from 'node:http';
import { parseArgs } from 'node:util';

const text = (value, more) => ({ type: 'string', default: value, ...more });
const { values: options } = parseArgs({ options: {
    port: text('0'), allow: text(undefined, { multiple: true, default: [] }), deny: text(undefined, { multiple: true, default: [] }),
    manner: text('strict'), end: text('both'), persistent: text('no'), auth: text('none'), user: text('user:password'),
} });
const lenient = options.manner === 'lenient';
const allowed = new Set(options.allow.map(Number));
const denied = new BlockList();
for (const network of options.deny)
    denied.addSubnet(network.split('/')[0], Number(network.split('/')[1]), 'ipv4');

const HEAD_BYTES = 65536, LINE_BYTES = 12000, HEAD_MS = 12000, DIAL_MS = 3000, LINGER_MS = 2000;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NAME = /^(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

class Refusal extends Error {
    constructor(status, detail, fields = [], keep = false) {
        super(detail);
        Object.assign(this, { status, fields, keep });
    }
}

// The head: bytes are read as latin1, so that each stays one character.

function findEnd(buffer) {
    const found = (lenient ? /\r?\n\r?\n/ : /\r\n\r\n/).exec(buffer);
    return found && { head: buffer.slice(0, found.index), rest: buffer.slice(found.index + found[0].length) };
}

function checkUnfinished(buffer) {
    const line = buffer.split('\n', 1)[0];
    if (line.length > LINE_BYTES)
        throw line.indexOf(' ') >= 0 && line.indexOf(' ') < 64 ? new Refusal(414, 'long target') : new Refusal(501, 'long method');
    if (buffer.length > HEAD_BYTES)
        throw new Refusal(431, 'long head');
    if (/^[\x00-\x09\x0b\x0c\x0e-\x1f\x80-\xff]/.test(buffer))
        throw new Refusal(400, 'no HTTP');
    if (!lenient && /(?<!\r)\n/.test(buffer))
        throw new Refusal(400, 'lone LF');
}

function parseRequestLine(line) {
    const words = lenient ? line.trim().split(/[ \t]+/) : line.split(' ');
    const version = /^HTTP\/(\d)\.(\d)$/.exec(words[2]);
    if (words.length !== 3 || !TOKEN.test(words[0]) || !version || /[\x00-\x20\x7f-\xff]/.test(words[1]))
        throw new Refusal(400, 'malformed request line');
    if (version[1] !== '1')
        throw new Refusal(505, 'HTTP/1 alone');
    return { method: words[0], target: words[1], minor: Number(version[2]), fields: [] };
}

function parseField(request, line) {
    const colon = line.indexOf(':');
    if (lenient && /^[ \t]/.test(line) && request.fields.length > 0) {
        request.fields.at(-1)[1] += ' ' + line.trim();
        return;
    }
    if (colon < 0 || !TOKEN.test(line.slice(0, colon)) || /[\x00-\x08\x0a-\x1f\x7f]/.test(line))
        throw new Refusal(400, 'malformed field');
    request.fields.push([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]);
}

function parse(head) {
    const [first, ...lines] = head.split(lenient ? /\r?\n/ : '\r\n');
    checkUnfinished(first);
    const request = parseRequestLine(first);
    lines.forEach((line) => parseField(request, line));
    return request;
}

const all = (request, name) => request.fields.filter(([field]) => field === name).map(([, value]) => value);
const list = (request, name) => all(request, name).flatMap((value) => value.split(',')).map((part) => part.trim().toLowerCase());

// What it asks for

const isHost = (host) => host.startsWith('[') ? isIPv6(host.slice(1, -1)) && !host.includes('%') : NAME.test(host);

function checkHost(request) {
    const hosts = all(request, 'host');
    const parts = /^(\[[^[\]]*\]|[^[\]:]*)(?::\d*)?$/.exec(hosts[0] ?? '');
    if (hosts.length > 1 || (hosts.length === 0 && request.minor > 0))
        throw new Refusal(400, 'one Host');
    if (hosts[0] && (!parts || !isHost(parts[1])))
        throw new Refusal(400, 'malformed Host');
}

function checkFraming(request) {
    const codings = list(request, 'transfer-encoding'), lengths = list(request, 'content-length');
    if (codings.length > 0 && (request.minor === 0 || lengths.length > 0))
        throw new Refusal(400, 'ambiguous framing');
    if (codings.some((coding) => coding !== 'chunked') && codings.length > 0)
        throw new Refusal(codings.at(-1) === 'chunked' ? 501 : 400, 'unknown coding');
    if (lengths.some((length) => !/^\d{1,15}$/.test(length)) || new Set(lengths).size > 1)
        throw new Refusal(400, 'malformed length');
    if (codings.length > 1 || (!lenient && (codings.length > 0 || Number(lengths[0] ?? 0) > 0)))
        throw new Refusal(400, 'no content');
}

function parseTarget(target) {
    const parts = /^(\[[^[\]]*\]|[^[\]:]*):0*([1-9]\d{0,4})$/.exec(target);
    if (!parts || !isHost(parts[1]) || parts[1].includes('%') || Number(parts[2]) > 65535)
        throw new Refusal(400, 'malformed target');
    return { host: parts[1].replace(/^\[|\]$/g, ''), port: Number(parts[2]) };
}

function checkMethod(request) {
    const bare = request.minor > 0 && !list(request, 'connection').includes('close') &&
        all(request, 'transfer-encoding').length === 0 && all(request, 'content-length').every((length) => length === '0');
    if (request.method === 'CONNECT')
        return;
    if (/^[^/]*:\d+$/.test(request.target))
        throw new Refusal(400, 'this form is for CONNECT');
    throw Object.assign(new Refusal(501, 'only CONNECT', [], options.persistent === 'yes' && bare), { head: request.method === 'HEAD' });
}

// Who asks

const hash = (...parts) => createHash('sha256').update(Buffer.from(parts.join(':'), 'latin1')).digest('hex');
const same = (one, other) => timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
const account = Buffer.from(options.user).toString('latin1');
const nonces = new Map(); // nonce: the counts that were used
const MAX_NONCES = 100000;

function newNonce() {
    const nonce = randomBytes(16).toString('hex');
    if (nonces.size >= MAX_NONCES)
        nonces.delete(nonces.keys().next().value);
    nonces.set(nonce, new Set());
    return nonce;
}

function challenge(stale) {
    const digest = () => `Digest realm="conforming", qop="auth", algorithm=SHA-256, nonce="${newNonce()}", charset=UTF-8` + (stale ? ', stale=true' : '');
    return new Refusal(407, 'who is it?', [['Proxy-Authenticate', options.auth === 'basic' ? 'Basic realm="conforming", charset="UTF-8"' : digest()]]);
}

function parseParameters(rest) {
    const found = new Map();
    let at = 0;
    const part = /[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))[ \t]*)?(?:,|$)/y;
    while (at < rest.length) {
        part.lastIndex = at;
        const match = part.exec(rest);
        if (!match || (match[1] && found.has(match[1].toLowerCase())))
            throw new Refusal(400, 'malformed credentials');
        if (match[1])
            found.set(match[1].toLowerCase(), match[3] ?? match[2].replace(/\\(.)/g, '$1'));
        at = part.lastIndex;
    }
    return found;
}

function checkDigest(request, rest) {
    const given = parseParameters(rest), get = (name) => given.get(name);
    const [user, ...password] = account.split(':');
    if (given.has('username*') || ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'].some((name) => !given.has(name)))
        throw new Refusal(400, 'missing parameter');
    if (!/^[0-9a-f]{8}$/i.test(get('nc')) || get('qop') !== 'auth' || (get('algorithm') ?? 'SHA-256').toUpperCase() !== 'SHA-256' ||
        get('uri') !== request.target)
        throw new Refusal(400, 'credentials for something else');
    const response = hash(hash(user, 'conforming', password.join(':')), get('nonce'), get('nc'), get('cnonce'), 'auth', hash('CONNECT', get('uri')));
    if (!same(response, get('response').toLowerCase()) || get('username') !== user || get('realm') !== 'conforming' || given.has('opaque'))
        throw challenge(false);
    const used = nonces.get(get('nonce'));
    if (!used || used.has(parseInt(get('nc'), 16)))
        throw challenge(true);
    used.add(parseInt(get('nc'), 16));
}

function checkBasic(token) {
    const decoded = Buffer.from(token, 'base64');
    if (decoded.toString('base64') !== token || !same(decoded, Buffer.from(options.user)))
        throw challenge(false);
}

function authenticate(request) {
    const given = all(request, 'proxy-authorization');
    if (options.auth === 'none')
        return;
    if (given.length > 1)
        throw new Refusal(400, 'credentials come once');
    const [, scheme, rest] = /^(\S*) *(.*)$/s.exec(given[0] ?? '');
    if (scheme.toLowerCase() !== options.auth)
        throw challenge(false);
    if (options.auth === 'basic')
        checkBasic(rest);
    else
        checkDigest(request, rest);
}

// Where to: each address in turn.

// A network of IPv4 holds the addresses mapped into IPv6, too.
const isDenied = (address) => denied.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

function dialEach(addresses, port, done, status = 502) {
    if (addresses.length === 0)
        return done(new Refusal(status, 'not reached'));
    const [{ address }, ...others] = addresses;
    if (isDenied(address))
        return done(new Refusal(403, 'not allowed'));
    const origin = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const timer = setTimeout(() => origin.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })), DIAL_MS);
    origin.once('error', (error) => {
        clearTimeout(timer);
        dialEach(others, port, done, error.code === 'ETIMEDOUT' ? 504 : status);
    });
    origin.once('connect', () => {
        clearTimeout(timer);
        origin.removeAllListeners('error');
        done(null, origin);
    });
}

function dial({ host, port }, done) {
    let timer = setTimeout(() => finish(Object.assign(new Error(), { code: 'ETIMEOUT' })), DIAL_MS);
    const finish = (error, addresses) => {
        if (timer === null)
            return;
        clearTimeout(timer);
        timer = null;
        if (error)
            done(new Refusal(error.code === 'ETIMEOUT' ? 504 : 502, 'no such name'));
        else
            dialEach(addresses, port, done);
    };
    lookup(host, { all: true, verbatim: true }, finish);
}

// The tunnel: pipe() keeps back what the other side does not take, and hands on the end.

function relay(client, origin, early) {
    const broken = () => {
        client.resetAndDestroy();
        origin.resetAndDestroy();
    };
    client.on('error', broken);
    origin.on('error', broken);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (early.length > 0)
        origin.write(Buffer.from(early, 'latin1'));
    client.pipe(origin);
    origin.pipe(client);
    if (options.end === 'both') {
        origin.on('end', () => client.end(() => origin.end()));
        client.on('end', () => origin.end(() => client.end()));
    }
    client.on('close', () => origin.destroy());
    origin.on('close', () => client.writableEnded || client.destroy());
}

function answer(client, refusal) {
    const body = `${STATUS_CODES[refusal.status]}: ${refusal.message}\n`;
    const fields = [['Date', new Date().toUTCString()], ['Content-Type', 'text/plain'], ['Content-Length', body.length], ...refusal.fields];
    if (!refusal.keep)
        fields.push(['Connection', 'close']);
    client.write(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n` +
                 fields.map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n' + (refusal.head ? '' : body));
}

// Closes so that the answer stays readable while the client still sends.
function linger(client) {
    client.removeAllListeners('data');
    client.on('data', () => {}).on('end', () => client.destroy()).resume();
    client.end();
    setTimeout(() => client.destroy(), LINGER_MS).unref();
}

function serve(client) {
    let buffer = '', timer = null;
    const refuse = (refusal) => {
        if (!(refusal instanceof Refusal))
            throw refusal;
        clearTimeout(timer);
        answer(client, refusal);
        if (!refusal.keep)
            linger(client);
        return refusal.keep;
    };
    const open = (request) => {
        checkHost(request);
        checkFraming(request);
        checkMethod(request);
        const target = parseTarget(request.target);
        authenticate(request);
        if (!allowed.has(target.port))
            throw new Refusal(403, 'not allowed');
        client.pause();
        client.removeAllListeners('data').removeAllListeners('end');
        dial(target, (refusal, origin) => {
            if (client.destroyed)
                origin?.destroy();
            else if (refusal)
                refuse(refusal);
            else
                relay(client, origin, buffer);
        });
    };
    const step = () => {
        buffer = buffer.replace(/^(?:\r\n){1,8}/, '').replace(lenient ? /^\n{1,8}/ : /^$/, '');
        const found = findEnd(buffer);
        if (!found) {
            checkUnfinished(buffer);
            return false;
        }
        checkUnfinished(found.head);
        buffer = found.rest;
        clearTimeout(timer);
        timer = null;
        open(parse(found.head));
        return false;
    };
    const steps = () => {
        for (let again = true; again;) {
            try {
                again = step();
            } catch (refusal) {
                again = refuse(refusal) && buffer.length > 0;
            }
        }
    };
    client.on('error', () => client.destroy());
    client.on('data', (piece) => {
        buffer += piece.toString('latin1');
        timer ??= setTimeout(() => refuse(new Refusal(408, 'too slow')), HEAD_MS);
        steps();
    });
    client.on('end', () => {
        clearTimeout(timer);
        if (/[^\r\n]/.test(buffer))
            refuse(new Refusal(400, 'ended early'));
        else
            client.end();
    });
    client.on('close', () => clearTimeout(timer));
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, serve);
server.listen(Number(options.port), '127.0.0.1', 1024, () => console.log('listening', server.address().port));
