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

// "RFC 9110 <section sign>9.3.6; RFC 9112" with links to the sections.
function sourceLinks(source) {
  const out = [];
  let rfc = null;
  let rest = 0;
  for (const match of source.matchAll(/RFC (\d{1,5})|\u00a7([\d.]*\d)|;/g)) {
    out.push(source.slice(rest, match.index));
    rest = match.index + match[0].length;
    if (match[0] === ';')
      rfc = null;
    else if (match[1])
      rfc = `https://www.rfc-editor.org/rfc/rfc${match[1]}.html`;
    const to = rfc && (match[2] ? `${rfc}#section-${match[2]}` : rfc);
    out.push(to ? el('a', {href: to, rel: 'noopener noreferrer', target: '_blank'}, match[0]) : match[0]);
  }
  return [...out, source.slice(rest)];
}
