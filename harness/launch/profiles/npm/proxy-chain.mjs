import { RequestError, Server } from 'proxy-chain';

const { PORT, ALLOWED_PORTS, ACCOUNT, PARENT } = process.env;

function prepareRequestFunction({ username, password, port }) {
    if (ACCOUNT && username + ':' + password !== ACCOUNT)
        return { requestAuthentication: true };
    if (!ALLOWED_PORTS.split(' ').includes(String(port)))
        throw new RequestError('This port is not allowed.', 403);
    return { upstreamProxyUrl: PARENT };
}

const server = new Server({ host: '127.0.0.1', port: Number(PORT), authRealm: 'connectspec', prepareRequestFunction });
await server.listen();
