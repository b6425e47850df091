// A tunnel through a proxy that speaks HTTP/2, and TLS in it: http2.connect, a CONNECT on a stream, tls.connect on that.
const http2 = require('http2'), tls = require('tls'), net = require('net'), fs = require('fs'), url = require('url');
const [, , proxy, caFile, name, port, path, user, password] = process.argv;
const host = net.isIP(name) ? name : url.domainToASCII(name) || name;
const ca = fs.readFileSync(caFile);
const fail = (what) => { console.error(what); process.exit(1); };
const session = http2.connect(proxy, { ca, settings: { enablePush: false } });
session.on('error', (e) => fail(`session: ${e.message}`));
session.on('goaway', (code) => { if (code !== 0) fail(`GOAWAY ${code}`); });

const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
let asked = 0;
function ask(credentials) {
  asked++;
  const stream = session.request({ ':method': 'CONNECT', ':authority': authority, 'user-agent': `node/${process.version}`,
    ...(credentials && { 'proxy-authorization': credentials }) });
  stream.on('error', (e) => fail(`stream: ${e.message}`));
  let answered = false;
  stream.on('close', () => { if (!answered || stream.rstCode !== 0) fail(`closed, code ${stream.rstCode}`); });
  stream.on('response', (headers) => {
    const status = headers[':status'];
    answered = true;
    if (status >= 200 && status <= 299) return open(stream);
    const challenge = String(headers['proxy-authenticate'] || '');
    stream.resume();
    stream.on('end', () => {
      if (status === 407 && user && asked === 1 && /(^|,)\s*basic(\s|$)/i.test(challenge))
        return ask('Basic ' + Buffer.from(`${user}:${password}`).toString('base64'));
      fail(`refused ${status}`);
    });
  });
}

function open(stream) {
  const inner = tls.connect({ socket: stream, ca, servername: net.isIP(host) ? undefined : host, host }, () =>
    inner.write(`GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`));
  const parts = [];
  inner.on('data', (data) => parts.push(data));
  inner.on('error', (e) => fail(`tls: ${e.message}`));
  inner.on('end', () => {
    const page = Buffer.concat(parts).toString('latin1');
    process.stdout.write(page.slice(page.indexOf('\r\n\r\n') + 4), () => process.exit(page.startsWith('HTTP/1.1 200') ? 0 : 1));
  });
  inner.on('close', () => { if (parts.length === 0) fail('closed'); });
}
ask();
