import { createServer } from 'node:http';
import { createProxy } from 'proxy';

const { PORT, ACCOUNT } = process.env;
const server = createProxy(createServer());

function mayPass(request) {
    const parts = /^Basic +(\S+)$/i.exec(request.headers['proxy-authorization'] ?? '');
    return parts !== null && Buffer.from(parts[1], 'base64').toString() === ACCOUNT;
}

// Without this, one CONNECT with a byte behind its head, or with a port above 65535, ends the whole process.
process.on('uncaughtException', (error) => console.error(error.message));

if (ACCOUNT)
    server.authenticate = mayPass;
server.listen(Number(PORT), '127.0.0.1');
