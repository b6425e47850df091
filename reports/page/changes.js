// Two results: what is another verdict now, and what behaves otherwise under the same one.

const CHANGES = [
  ['Fails now', (a, b) => a && b && rankOf(b.kind) < rankOf('known') && rankOf(b.kind) < rankOf(a.kind)],
  ['Better now', (a, b) => a && b && rankOf(a.kind) < rankOf('known') && rankOf(b.kind) > rankOf(a.kind)],
  ['Another verdict', (a, b) => a && b && a.kind !== b.kind],
  ['Same verdict, other behaviour', (a, b) => a && b && (a.observed !== b.observed || (a.finding ?? '') !== (b.finding ?? ''))],
  ['Only in the first', (a, b) => a && !b],
  ['Only in the second', (a, b) => !a && b],
];

// The first kind of change that holds, or -1.
const changeOf = (item, a, b) => CHANGES.findIndex(([, holds]) => holds(item.verdicts[a], item.verdicts[b]));

const behaviour = (verdict) => verdict?.observed || verdict?.reason || '';

// |text| with the parts marked that |other| does not have.
function marked(text, other) {
  const known = new Set(other.split(/[,;] /));
  return text.split(/([,;] )/).map((part, i) => (i % 2 === 1 || known.has(part) ? part : el('mark', {class: 'other'}, part)));
}

function sideCell(item, index, other) {
  const verdict = item.verdicts[index];
  if (!verdict)
    return el('td', {}, 'not run');
  const text = behaviour(verdict);
  const same = item.verdicts[other]?.kind === verdict.kind;
  return el('td', {}, leadsTo(el('a', {}, badge(verdict.kind)), {case: item.id, on: index}), ' ', same ? marked(text, behaviour(item.verdicts[other])) : text);
}

function changeRow(item, a, b) {
  return el('tr', {'data-id': item.id}, el('th', {scope: 'row'}, el('code', {}, item.id), ' ', el('span', {class: 'title'}, item.title)), sideCell(item, a, b), sideCell(item, b, a));
}

function changeSection(name, items, a, b) {
  return el('section', {class: 'changes'}, el('h2', {}, name, ' ', el('span', {class: 'count'}, String(items.length))),
    el('table', {}, el('thead', {}, el('tr', {}, ['case', targetNames[a], targetNames[b]].map((text) => el('th', {scope: 'col'}, text)))),
      el('tbody', {}, items.map((item) => changeRow(item, a, b)))));
}

function pick(label, key, chosen) {
  const box = el('select', {id: `pick-${key}`, change: () => writeState({[key]: Number(box.value), case: ''}, true)},
    targetNames.map((name, index) => el('option', {value: index, selected: index === chosen}, name)));
  return el('label', {}, `${label} `, box);
}

function changesView(state) {
  const groups = CHANGES.map(() => []);
  for (const item of cases) {
    const change = changeOf(item, state.a, state.b);
    if (change >= 0)
      groups[change].push(item);
  }
  const found = groups.some((items) => items.length > 0);
  return {
    element: el('div', {}, el('p', {class: 'pick'}, pick('from', 'a', state.a), ' ', pick('to', 'b', state.b)),
      found ? groups.map((items, i) => (items.length > 0 ? changeSection(CHANGES[i][0], items, state.a, state.b) : null)) : el('p', {}, 'Nothing changed.')),
    apply: applyChanges,
  };
}

function applyChanges(root, shown) {
  for (const part of root.querySelectorAll('section.changes')) {
    const rows = [...part.querySelectorAll('tbody tr')];
    for (const row of rows)
      row.hidden = !shown.has(row.dataset.id);
    const count = rows.filter((row) => !row.hidden).length;
    part.hidden = count === 0;
    part.querySelector('.count').textContent = String(count);
  }
}
