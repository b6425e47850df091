// What both proxies of this folder let through: over HTTP/1.1 and over HTTP/2 the rules are the same.
'use strict';
const { ALLOWED_PORTS, ACCOUNT } = process.env;

// [IPv6] or a name or an IPv4 address, and a port; nothing else.
const TARGET = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})$/i;

// Host and port; null where the text is no target.
exports.parseTarget = (text) => {
    const parts = TARGET.exec(text || '');
    const port = parts && Number(parts[3]);
    return port >= 1 && port <= 65535 ? { host: parts[1] || parts[2], port } : null;
};

exports.mayPass = (headers) => {
    const parts = /^Basic +([a-z0-9+/]+=*)$/i.exec(headers['proxy-authorization'] || '');
    return !ACCOUNT || (parts !== null && Buffer.from(parts[1], 'base64').toString() === ACCOUNT);
};

exports.isAllowed = (port) => ALLOWED_PORTS.split(' ').includes(String(port));
exports.CHALLENGE = 'Basic realm="connectspec", charset="UTF-8"';
