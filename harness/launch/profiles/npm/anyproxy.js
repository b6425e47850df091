'use strict';
const { ProxyServer } = require('anyproxy');

// forceProxyHttps off: it relays what is in the tunnels and does not look into it.
const server = new ProxyServer({
    port: Number(process.env.PORT),
    forceProxyHttps: false,
    silent: true,
    webInterface: { enable: false },
});
server.on('error', (error) => { throw error; });
server.start();
