// Elements.  Text becomes text nodes and nothing else: whatever a target sent stays text.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function')
      element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// A sign and a word, coloured, for people and for screen readers.
const badge = (kind) => el('span', {class: `badge ${kind}`, title: WORDS[kind]}, el('span', {'aria-hidden': 'true'}, SIGNS[kind]), ` ${kind}`);

// Says something to those who cannot see it happen.
function say(text) {
  document.getElementById('said').textContent = text;
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// A line to copy; where the clipboard is closed to us, it is left selected.
function copyLine(label, text) {
  const code = el('code', {}, text);
  const button = el('button', {type: 'button', 'aria-label': `Copy: ${label}`, click: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'copied';
      say(`${label}: copied`);
    } catch {
      select(code);
      button.textContent = 'selected';
    }
  }}, 'copy');
  return el('div', {class: 'copy'}, el('span', {class: 'label'}, label), code, button);
}

// Where a document named in a source can be read; '' when it is none that we know.
function addressOf(name) {
  const [, kind, number] = /^(RFC |VU#)(\d{1,9})$/.exec(name) ?? [];
  if (kind)
    return kind === 'RFC ' ? `https://www.rfc-editor.org/rfc/rfc${number}.html` : `https://www.kb.cert.org/vuls/id/${number}`;
  return name.startsWith('draft-') ? `https://datatracker.ietf.org/doc/html/${name}` : name === 'WHATWG Fetch' ? 'https://fetch.spec.whatwg.org/' : '';
}

// "RFC 9110 <section sign>9.3.6; VU#150227" with links to documents and sections.
function sourceLinks(source) {
  const out = [];
  let rfc = '';
  let rest = 0;
  for (const match of source.matchAll(/RFC \d{1,9}|VU#\d{1,9}|draft-[a-z\d-]{1,99}|WHATWG Fetch|\u00a7([\d.]*\d)|;/g)) {
    const address = match[1] ? rfc && `${rfc}#section-${match[1]}` : addressOf(match[0]);
    if (!match[1])
      rfc = match[0].startsWith('RFC ') ? address : '';
    out.push(source.slice(rest, match.index), address ? el('a', {href: address, rel: 'noopener noreferrer', target: '_blank'}, match[0]) : match[0]);
    rest = match.index + match[0].length;
  }
  return [...out, source.slice(rest)];
}
