// A CONNECT proxy as a careful developer writes it with what Node.js brings along: its own http module parses the
// requests; we check the target, the port and the credentials (rules.js).
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const net = require('net');
const { parseTarget, mayPass, isAllowed, CHALLENGE } = require('./rules.js');
const { PORT, CERTIFICATE, KEY } = process.env;

function refuse(client, status, field = '') {
    const text = http.STATUS_CODES[status];
    client.end('HTTP/1.1 ' + status + ' ' + text + '\r\nConnection: close\r\nContent-Type: text/plain\r\n' +
               'Content-Length: ' + text.length + '\r\n' + field + '\r\n' + text);
}

function relay(client, origin, early) {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    origin.write(early);
    client.pipe(origin);
    origin.pipe(client);
}

// A reset of one side resets the other one; a TLS socket can only be destroyed.
function breakTogether(client, origin) {
    client.on('error', () => origin.resetAndDestroy());
    origin.on('error', () => client.encrypted ? client.destroy() : client.resetAndDestroy());
}

function onConnect(request, client, early) {
    const target = parseTarget(request.url);
    client.on('error', () => client.destroy());
    if (!mayPass(request.headers))
        return refuse(client, 407, 'Proxy-Authenticate: ' + CHALLENGE + '\r\n');
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
        relay(client, origin, early);
    });
}

function onRequest(request, response) {
    response.writeHead(405, { Allow: 'CONNECT', 'Content-Type': 'text/plain' });
    response.end('This proxy knows CONNECT only.\n');
}

const limits = { headersTimeout: 5000, connectionsCheckingInterval: 1000, keepAliveTimeout: 60000 };
const server = CERTIFICATE
    ? https.createServer({ ...limits, cert: fs.readFileSync(CERTIFICATE), key: fs.readFileSync(KEY) }, onRequest)
    : http.createServer(limits, onRequest);
server.on('connect', onConnect).listen(PORT, '127.0.0.1');
