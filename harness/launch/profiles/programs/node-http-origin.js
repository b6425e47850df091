// As Node.js's own guide begins: a server with one handler, and nothing said of CONNECT.
'use strict';
const fs = require('fs');
const {PROTOCOL: protocol = 'http', CERTIFICATE: certificate, KEY: key} = process.env;
const library = require(protocol);
const create = protocol === 'http2' && certificate ? library.createSecureServer : library.createServer;

create(certificate ? {cert: fs.readFileSync(certificate), key: fs.readFileSync(key)} : {}, (request, response) => {
    response.end('an ordinary answer\n');
}).listen(Number(process.argv[2]), '127.0.0.1', 1024);
