// The same over HTTP/2, as a careful developer writes it with Node.js's own http2 module.
'use strict';
const fs = require('fs');
const http2 = require('http2');
const net = require('net');
const { parseTarget, mayPass, isAllowed, CHALLENGE } = require('./rules.js');
const { PORT, CERTIFICATE, KEY } = process.env;
const { NGHTTP2_CONNECT_ERROR, NGHTTP2_NO_ERROR } = http2.constants;

function refuse(client, status, fields = {}) {
    if (client.destroyed)
        return;
    client.respond({ ':status': status, 'content-type': 'text/plain', ...fields });
    client.end('refused\n');
}

// A reset of one side resets the other one.
function breakTogether(client, origin) {
    client.on('close', () => client.rstCode === NGHTTP2_NO_ERROR ? origin.destroy() : origin.resetAndDestroy());
    origin.on('error', () => client.close(NGHTTP2_CONNECT_ERROR));
}

function relay(client, origin) {
    client.respond({ ':status': 200 });
    client.pipe(origin);
    origin.pipe(client);
}

function onStream(client, headers) {
    client.on('error', () => {});
    if (headers[':method'] !== 'CONNECT')
        return refuse(client, 405, { allow: 'CONNECT' });
    if (!mayPass(headers))
        return refuse(client, 407, { 'proxy-authenticate': CHALLENGE });
    const target = parseTarget(headers[':authority']);
    if (target === null)
        return refuse(client, 400);
    if (!isAllowed(target.port))
        return refuse(client, 403);
    const origin = net.connect({ ...target, allowHalfOpen: true, noDelay: true });
    const refused = (error) => refuse(client, error.code === 'ETIMEDOUT' ? 504 : 502);
    const gone = () => origin.destroy();
    origin.once('error', refused);
    client.once('close', gone);
    origin.once('connect', () => {
        origin.off('error', refused);
        client.off('close', gone);
        breakTogether(client, origin);
        relay(client, origin);
    });
}

const server = CERTIFICATE
    ? http2.createSecureServer({ cert: fs.readFileSync(CERTIFICATE), key: fs.readFileSync(KEY) })
    : http2.createServer();
server.on('stream', onStream).listen(PORT, '127.0.0.1');
