// The wire: both connections side by side on one time line.

const EVENT_WORDS = {
  'connect': 'tries to connect', 'connected': 'connected', 'connect-failed': 'cannot connect',
  'accepted': 'connected by the target', 'fin-sent': 'we end our side (FIN)', 'fin-received': 'the target ends its side (FIN)',
  'reset-sent': 'we reset (RST)', 'reset-received': 'the target resets (RST)', 'send-failed': 'cannot send on',
  'answered': 'the answer is complete', 'fence-begun': 'a control CONNECT, to see that nothing else comes',
  'fence-passed': 'the control CONNECT came through: nothing else had come', 'fence-failed': 'the control CONNECT was refused',
  'moot': 'what follows can no longer happen', 'expired': 'the deadline passes',
  'head-sent': 'we send a head', 'head-received': 'a head comes', 'settings': 'the SETTINGS of the target come',
  'goaway': 'a GOAWAY comes', 'stream-reset': 'the stream is reset', 'handshake': 'the TLS handshake is complete',
};

// Back from escaped text (reports/escape.h) to bytes, a character each.
function bytesOf(escaped) {
  const short = {r: '\r', n: '\n', t: '\t', 0: '\0', '\\': '\\'};
  return escaped.replace(/\\(?:x([0-9a-f]{2})|([rnt0\\]))/g, (all, hex, letter) => (hex ? String.fromCharCode(parseInt(hex, 16)) : short[letter]));
}

function visible(byte) {
  const names = {'\r': '\\r', '\n': '\\n', '\t': '\\t', '\0': '\\0'};
  return names[byte] ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

const printable = (byte) => byte >= ' ' && byte <= '~';

// The marks that show in [from, to), by offset.  One at the end of the stream shows behind the last byte.
function marksWithin(stream, from, to) {
  const found = new Map();
  for (const [offset, code, text] of stream.marks)
    if (offset >= from && (offset < to || (offset === to && to >= stream.total)))
      found.set(offset, [...(found.get(offset) ?? []), `${code}: ${data.texts[text]}`]);
  return found;
}

// Runs of bytes that look the same become one node, so that a long line stays cheap.
function textView(bytes, from, marks) {
  const out = el('pre', {class: 'bytes', tabindex: '0'});
  let run = '';
  const flush = () => {
    if (run)
      out.append(run);
    run = '';
  };
  for (let i = 0; i <= bytes.length; i++) {
    const byte = bytes[i];
    const why = marks.get(from + i);
    const shown = byte === undefined ? '' : printable(byte) ? byte : visible(byte);
    if (why) {
      flush();
      out.append(el('mark', {title: why.join('\n')}, shown || '\u25c2'));
    } else if (byte !== undefined && !printable(byte)) {
      flush();
      out.append(el('span', {class: 'control'}, shown));
    } else {
      run += shown;
    }
    if (byte === '\n')
      run += '\n';
  }
  flush();
  return out;
}

// Offset, hexadecimal, text: sixteen bytes a line.
function hexView(bytes, from, marks) {
  const out = el('pre', {class: 'bytes hex', tabindex: '0'});
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.slice(at, at + 16)];
    out.append((from + at).toString(16).padStart(4, '0'), '  ');
    row.forEach((byte, i) => {
      const hex = byte.charCodeAt(0).toString(16).padStart(2, '0');
      const why = marks.get(from + at + i);
      out.append(why ? el('mark', {title: why.join('\n')}, hex) : hex, ' ');
    });
    out.append(' '.repeat(3 * (16 - row.length) + 1), row.map((byte) => (printable(byte) ? byte : '.')).join(''), '\n');
  }
  return out;
}

// One piece of a stream, as it was sent or as it came.
function piece(stream, from, length, finding) {
  const bytes = stream.all.slice(from, from + length);
  const marks = marksWithin(stream, from, from + length);
  const out = el('div', {class: 'piece'});
  if (bytes)
    out.append(textView(bytes, from, marks), hexView(bytes, from, marks));
  if (bytes.length < length)
    out.append(el('p', {class: 'more'}, `\u2026 ${length - bytes.length} more bytes`));
  for (const [offset, why] of marks)
    for (const text of why)
      out.append(el('p', {class: text.startsWith(`${finding}:`) ? 'note finding' : 'note'}, `byte ${offset}: ${text}`));
  return out;
}

// What is worth a line: of a connect that succeeded only the success.
function worthShowing(wire) {
  const connected = new Set(wire.events.filter(([, name]) => name === 'connected').map(([, , channel]) => channel));
  return wire.events.filter(([, name, channel]) => name !== 'connect' || !connected.has(channel));
}

// How much of each stream the events have used up so far.
function prepare(wire) {
  for (const channel of wire.channels)
    for (const way of ['sent', 'received']) {
      const stream = {bytes: '', total: 0, end: 'open', marks: [], ...channel[way]};
      channel[way] = {...stream, all: bytesOf(stream.bytes), used: 0};
    }
}

function actorOf(channel) {
  if (channel.seat === 'control')
    return channel.listener ? `control at ${channel.listener}` : 'control';
  return channel.actor + (channel.listener && channel.listener !== channel.actor ? ` (${channel.listener})` : '');
}

// What happened, in words, with the bytes where there are some.
function eventContent(name, channel, value, finding) {
  if (channel && (name === 'sent' || name === 'received')) {
    const stream = channel[name];
    const from = stream.used;
    const ways = channel.seat === 'arrives' || channel.listener ? {sent: 'origin \u2192 target', received: 'target \u2192 origin'}
      : {sent: 'client \u2192 target', received: 'target \u2192 client'};
    stream.used += value;
    return [el('span', {class: 'way'}, ways[name]), ` ${actorOf(channel)}, ${value} bytes${from ? ` from byte ${from}` : ''}`,
      piece(stream, from, value, finding)];
  }
  const failure = name.endsWith('-failed') && value ? ` (error ${value})` : '';
  return [`${channel && !name.startsWith('fence') ? `${actorOf(channel)}: ` : ''}${EVENT_WORDS[name] ?? name}${failure}`];
}

const isOrigin = (channel) => channel && (channel.seat === 'arrives' || channel.listener);

function eventRow(wire, [at, name, index, value], timed, finding) {
  const channel = wire.channels[index] ?? null;
  const side = isOrigin(channel) ? 'origin' : 'client';
  const control = channel && channel.seat === 'control' ? ' control' : '';
  return el('li', {class: `event ${channel ? side : 'both'}${control} ${name}`},
    timed ? el('span', {class: 'time'}, `${(at / 1000).toFixed(2)} ms`) : null,
    el('div', {class: 'what'}, eventContent(name, channel, value, finding)));
}

function endRow(channel) {
  const end = {open: 'left open', fin: 'closed', reset: 'reset'}[channel.received.end];
  return `${actorOf(channel)}: ${channel.sent.total} bytes sent, ${channel.received.total} received, ${channel.error ? `error ${channel.error}` : `${end} by the target`}`;
}

function wireView(wire, finding) {
  const timed = wire.events.some(([at]) => at > 0);
  const hex = el('input', {type: 'checkbox', change: () => view.classList.toggle('as-hex', hex.checked)});
  prepare(wire);
  const view = el('section', {class: `wire${timed ? ' timed' : ''}`, 'aria-label': 'The wire'},
    el('h3', {}, 'The wire ', el('label', {}, hex, 'hex')),
    el('div', {class: 'sides', 'aria-hidden': 'true'}, timed ? el('span', {class: 'time'}, '') : null, el('span', {}, 'Client side'), el('span', {}, 'Origin side')),
    el('ol', {class: 'events'}, worthShowing(wire).map((event) => eventRow(wire, event, timed, finding))),
    wire.left_out ? el('p', {class: 'more'}, `\u2026 ${wire.left_out} more events`) : null,
    (wire.carriers ?? []).map((carrier) => framesView(carrier, timed)),
    el('ul', {class: 'ends'}, wire.channels.filter((channel) => channel.seat !== 'control').map((channel) => el('li', {}, endRow(channel)))));
  return view;
}

// A frame: a line, and its bytes when it is opened.
function frameRow(bytes, protocol, [at, way, stream, begins, length, name, says], timed) {
  const whole = begins + length <= bytes[way].length;
  const row = el('details', {class: `frame ${way}`, toggle: () => {
    if (row.open && row.childElementCount === 1)
      row.append(hexView(bytes[way].slice(begins, begins + length), begins, new Map()), ...(whole ? [] : [el('p', {class: 'more'}, 'the page does not have all of it')]));
  }}, el('summary', {},
    timed ? el('span', {class: 'time'}, `${(at / 1000).toFixed(2)} ms`) : null,
    el('span', {class: 'way'}, way === 'sent' ? '\u2192' : '\u2190'), ' ',
    el('span', {class: 'type'}, name), stream > 0 || (stream === 0 && protocol === 'h3') ? ` stream ${stream}` : '', `, ${length} bytes`, says ? el('span', {class: 'says'}, ` ${says}`) : null));
  return el('li', {}, row);
}

// The frames of one connection to the target, or null where none were kept.
function framesView(carrier, timed) {
  const bytes = {sent: bytesOf(carrier.sent), received: bytesOf(carrier.received)};
  return el('section', {class: 'frames', 'aria-label': `Frames of ${carrier.actor}`},
    el('h3', {}, `Frames of ${carrier.actor} (${[carrier.protocol, carrier.tls].filter(Boolean).join(', ')})`),
    el('ol', {}, carrier.frames.map((frame) => frameRow(bytes, carrier.protocol, frame, timed))),
    carrier.more ? el('p', {class: 'more'}, '\u2026 more frames') : null);
}

// printf and ncat do again what the first client sent; null when the page does not have all of it, or ncat speaks no frames.
function ncatLine(wire, target) {
  const index = wire.channels.findIndex((channel) => channel.seat === 'dials');
  const stream = wire.channels[index]?.sent;
  if (wire.carriers?.length || !stream || stream.total === 0 || bytesOf(stream.bytes).length < stream.total)
    return null;
  const bytes = bytesOf(stream.bytes);
  const pieces = [];
  let used = 0;
  for (const [, name, channel, value] of wire.events)
    if (name === 'sent' && channel === index) {
      pieces.push(`printf '${printfEscape(bytes.slice(used, used + value))}'`);
      used += value;
    }
  if (used < bytes.length)
    return null;
  const place = /--proxy (\[[0-9a-fA-F:]+\]|[\w.-]+):(\d+)/.exec(target.command);
  const to = place ? `${place[1].replace(/[[\]]/g, '')} ${place[2]}` : '"${PROXY_HOST:-127.0.0.1}" "${PROXY_PORT:-3128}"';
  const sent = pieces.length > 1 ? `{ ${pieces.join('; sleep 0.2; ')}; }` : pieces[0];
  return `${sent} | ncat --no-shutdown -i 3s ${to}`;
}

// For the format of POSIX printf within single quotes.
function printfEscape(bytes) {
  const short = {'\r': '\\r', '\n': '\\n', '\\': '\\\\', '%': '%%'};
  const all = [...bytes].map((byte) => short[byte] ?? (printable(byte) && byte !== "'" ? byte : `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)).join('');
  return all.replace(/^-/, '\\055');
}
