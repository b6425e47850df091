import * as mockttp from 'mockttp';

// It looks into tunnels for HTTP and TLS; everything else is relayed.
const https = await mockttp.generateCACertificate();
const server = mockttp.getLocal({ https, passthrough: ['unknown-protocol'] });
await server.start(Number(process.env.PORT));
await server.forUnmatchedRequest().thenPassThrough();
