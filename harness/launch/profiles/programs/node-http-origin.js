// As Node.js's own guide begins: a server with one handler, and nothing said of CONNECT.
'use strict';
const http = require('http');

http.createServer((request, response) => {
    response.end('an ordinary answer\n');
}).listen(Number(process.argv[2]), '127.0.0.1', 1024);
