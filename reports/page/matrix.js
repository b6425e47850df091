// Many results: a scorecard of the products, and a table family x product, what is dangerous and what differs first.

// What weighs most among verdicts: a deviation before a pass, a pass before what was left out.
const weightOf = (kind) => (kind === 'skip' ? KINDS.length : rankOf(kind));

// Where the worst that came of |items| on a product shows: {kind, item, on, count, judged}; null when none was run.
function worstOn(items, product) {
  let worst = null;
  const kinds = new Map();
  for (const item of items)
    for (const on of product.targets) {
      const kind = item.verdicts[on]?.kind;
      if (!kind)
        continue;
      if (!kinds.has(item) || weightOf(kind) < weightOf(kinds.get(item)))
        kinds.set(item, kind);
      if (!worst || weightOf(kind) < weightOf(worst.kind))
        worst = {kind, item, on};
    }
  const each = [...kinds.values()];
  return worst && {...worst, count: each.filter((kind) => kind === worst.kind).length, judged: each.filter((kind) => kind !== 'skip').length};
}

function cellOf(items, product) {
  const worst = worstOn(items, product);
  if (!worst)
    return el('td', {class: 'none'}, el('span', {class: 'hidden'}, 'not run'));
  const {kind, item, on, count, judged} = worst;
  const share = judged > 1 && kind !== 'skip' && kind !== 'pass' ? `${count} of ${judged}` : '';
  const title = `${product.name}: ${[share, kind].filter(Boolean).join(' ')} (${targetNames[on]}) ${item.verdicts[on].reason || item.verdicts[on].observed}`;
  return el('td', {class: kind}, leadsTo(el('a', {tabindex: '-1', title, 'aria-label': title}, SIGNS[kind], share ? el('small', {}, ` ${count}`) : ''), {case: item.id, on}));
}

// How much a row matters: failures, the dangerous ones most, then that products disagree at all.
function weigh(family) {
  const kinds = products.map((product) => worstOn(family.items, product)?.kind).filter((kind) => kind && kind !== 'skip');
  const failing = family.items.filter((item) => item.verdicts.some((verdict) => verdict?.kind === 'fail'));
  const danger = Math.min(SEVERITIES.length, ...failing.map(dangerOf));
  const fails = kinds.filter((kind) => kind === 'fail').length;
  return {danger, fails, deviates: kinds.some((kind) => kind !== 'pass'), weight: fails * 8 ** (SEVERITIES.length - danger) + (new Set(kinds).size > 1 ? 1 : 0)};
}

function memberRows(family) {
  return family.items.map((item) => el('tr', {class: 'member', 'data-member': item.id},
    el('th', {scope: 'row'}, el('code', {}, item.id.slice(family.id.length))), products.map((product) => cellOf([item], product))));
}

// A family of one case has nothing to unfold.
function unfold(family, row, button) {
  const open = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(open));
  if (open)
    row.after(...memberRows(family));
  else
    row.closest('tbody').querySelectorAll('tr.member').forEach((member) => familyOf(member.dataset.member) === family.id && member.remove());
}

function familyRow(family) {
  const name = el('code', {}, family.id);
  const button = family.items.length > 1 ? el('button', {type: 'button', class: 'unfold', 'aria-expanded': 'false', 'aria-label': `${family.items.length} values of ${family.id}`}, '') : null;
  const severity = SEVERITIES[family.rank.danger];
  const row = el('tr', {'data-id': family.id}, el('th', {scope: 'row', title: family.items[0].title}, button, ' ', name, ' ',
    severity ? el('span', {class: `severity ${severity}`}, severity) : null, ' ', el('span', {class: 'title'}, family.items[0].title)),
  products.map((product) => cellOf(family.items, product)));
  button?.addEventListener('click', () => unfold(family, row, button));
  return row;
}

// Where a family stands, by what came of it.
const GROUPS = [
  ['danger', 'Dangerous where it fails', ({danger, fails}) => fails > 0 && danger < 2],
  ['other', 'Other deviations', ({deviates}) => deviates],
  ['kept', 'Kept by all on which it was tried', () => true],
];

function groupBody([key, name], some) {
  const title = el('th', {scope: 'rowgroup', colspan: products.length + 1}, el('button', {type: 'button', class: 'unfold group', 'aria-expanded': String(key !== 'kept')}, ''), ` ${name} `, el('span', {class: 'count'}));
  const body = el('tbody', {'data-group': key}, el('tr', {class: 'topic'}, title), some.map(familyRow));
  title.firstChild.addEventListener('click', (event) => {
    event.target.setAttribute('aria-expanded', String(event.target.getAttribute('aria-expanded') !== 'true'));
    render();
  });
  return body;
}

function head() {
  return el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'family'), products.map((product) =>
    el('th', {scope: 'col', class: products.length > 8 ? 'upright' : null}, leadsTo(el('a', {}, product.name), {view: 'target', target: product.targets[0], case: ''}), ' ', el('span', {class: 'version'}, product.version)))));
}

// What is one mistake, as the terminal counts them: a family in one way, or one reading of a requirement.
function mistakeOf(item, verdict) {
  return [verdict.finding, verdict.reading, verdict.reading ? item.requirements[0] : familyOf(item.id)].join('|');
}

// The mistakes of a product.
function mistakesOf(product, kind) {
  const found = new Map();
  for (const item of cases)
    for (const on of product.targets) {
      const verdict = item.verdicts[on];
      if (verdict?.kind !== kind)
        continue;
      const key = mistakeOf(item, verdict);
      found.set(key, Math.min(found.get(key) ?? SEVERITIES.length, dangerOf(item)));
    }
  return [...found.values()];
}

// The topics in which whatever was tried went well.
function wellDone(product) {
  return topics.filter((topic) => {
    const kind = worstOn(cases.filter((item) => item.topic === topic), product)?.kind;
    return kind === 'pass';
  });
}

function scoreRow(product) {
  const dangers = mistakesOf(product, 'fail');
  const count = (number, kind) => el('td', {class: number > 0 ? `n ${kind}` : 'n'}, number > 0 ? String(number) : '');
  return el('tr', {}, el('th', {scope: 'row'}, leadsTo(el('a', {}, product.name), {view: 'target', target: product.targets[0], case: ''}), ' ', el('span', {class: 'version'}, product.version)),
    SEVERITIES.map((severity, rank) => count(dangers.filter((danger) => danger === rank).length, rank < 2 ? 'fail' : '')),
    count(mistakesOf(product, 'warn').length, ''), el('td', {class: 'wide'}, wellDone(product).join(', ')),
    el('td', {class: 'wide'}, product.targets.map((on, i) => [i > 0 ? ', ' : '', leadsTo(el('a', {}, targetNames[on]), {view: 'target', target: on, case: ''})])));
}

function scorecard() {
  return el('section', {class: 'score'}, el('h2', {}, 'Scorecard'), el('p', {class: 'words'}, 'Mistakes by danger; one counts once, for however many values and set-ups.'),
    el('div', {class: 'wide'}, el('table', {}, el('thead', {}, el('tr', {}, ['product', ...SEVERITIES, 'warnings', 'all well', 'set-ups'].map((text, i) => el('th', {scope: 'col', class: i > 5 ? 'wide' : null}, text)))),
      el('tbody', {}, products.map(scoreRow)))));
}

// The cell that Tab reaches; the arrow keys move it.
function focusCell(table, link) {
  for (const other of table.querySelectorAll('td a[tabindex="0"]'))
    other.tabIndex = -1;
  link.tabIndex = 0;
}

function neighbour(link, key) {
  const place = link.closest('td');
  const side = {ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling'}[key];
  if (side) {
    let next = place[side];
    while (next && !next.querySelector('td > a'))
      next = next[side];
    return next?.querySelector('td > a');
  }
  const rows = [...place.closest('table').querySelectorAll('tbody tr:not([hidden], .topic)')];
  const step = key === 'ArrowDown' ? 1 : -1;
  for (let at = rows.indexOf(place.parentElement) + step; at >= 0 && at < rows.length; at += step) {
    const found = rows[at].children[place.cellIndex].querySelector('td > a');
    if (found)
      return found;
  }
  return null;
}

function moveInTable(table, event) {
  const link = event.target.closest('td a');
  const next = link && event.key.startsWith('Arrow') ? neighbour(link, event.key) : null;
  if (!next)
    return;
  event.preventDefault();
  focusCell(table, next);
  next.focus();
}

function matrixView() {
  for (const family of families)
    family.rank ??= weigh(family);
  const sorted = [...families].sort((a, b) => b.rank.weight - a.rank.weight || byText(a.id, b.id));
  const groups = GROUPS.map(() => []);
  for (const family of sorted)
    groups[GROUPS.findIndex(([, , holds]) => holds(family.rank))].push(family);
  const table = el('table', {class: products.length > 6 ? 'matrix dense' : 'matrix'}, head(), GROUPS.map((group, i) => (groups[i].length > 0 ? groupBody(group, groups[i]) : null)));
  const first = table.querySelector('tr[data-id] td a');
  table.addEventListener('keydown', (event) => moveInTable(table, event));
  table.addEventListener('focusin', (event) => event.target.closest('td a') && focusCell(table, event.target));
  if (first)
    first.tabIndex = 0;
  return {
    element: el('div', {}, scorecard(), el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Families by product'}, table)),
    apply: applyMatrix,
  };
}

// What is kept by all stays folded until somebody asks for it.
function applyMatrix(root, shown, state) {
  const asked = Boolean(state.q || state.verdict || state.topic || state.level || state.diff);
  const seen = new Set([...shown].map(familyOf));
  for (const body of root.querySelectorAll('.matrix tbody')) {
    const rows = [...body.querySelectorAll('tr[data-id]')];
    const open = asked || body.querySelector('button.group').getAttribute('aria-expanded') === 'true';
    for (const row of rows)
      row.hidden = !open || !seen.has(row.dataset.id);
    for (const row of body.querySelectorAll('tr.member'))
      row.hidden = !open || !shown.has(row.dataset.member);
    const count = rows.filter((row) => seen.has(row.dataset.id)).length;
    body.hidden = count === 0;
    body.querySelector('.count').textContent = String(count);
  }
}
