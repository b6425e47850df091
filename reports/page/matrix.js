// Many targets: a table case x target, what is dangerous first.

function cell(item, index) {
  const verdict = item.verdicts[index];
  if (!verdict)
    return el('td', {class: 'none'}, el('span', {class: 'hidden'}, 'not run'));
  return el('td', {class: verdict.kind}, leadsTo(el('a', {tabindex: '-1', title: verdict.reason || verdict.observed || WORDS[verdict.kind]},
    el('span', {'aria-hidden': 'true'}, SIGNS[verdict.kind]), ` ${verdict.kind}`), {case: item.id, on: index}));
}

function caseRow(item) {
  return el('tr', {'data-id': item.id},
    el('th', {scope: 'row', title: item.title}, el('code', {}, item.id.slice(item.topic.length + 1) || item.id), ' ', el('span', {class: 'title'}, item.title)),
    targets.map((target, index) => cell(item, index)));
}

// How much a row matters: failures, the dangerous ones most, then that targets disagree at all.
const gravity = (item) => item.verdicts.reduce((sum, verdict) => sum + (verdict?.kind === 'fail' ? 8 ** (SEVERITIES.length - dangerOf(item)) : 0), differs(item) ? 1 : 0);
const byGravity = (a, b) => gravity(b) - gravity(a) || byText(a.id, b.id);

function topicBody(topic) {
  const items = cases.filter((item) => item.topic === topic).sort(byGravity);
  return el('tbody', {'data-topic': topic},
    el('tr', {class: 'topic'}, el('th', {scope: 'rowgroup'}, topic), targets.map(() => el('td', {}))), items.map(caseRow));
}

function head() {
  return el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'case'), targets.map((target, index) =>
    el('th', {scope: 'col'}, leadsTo(el('a', {}, targetNames[index]), {view: 'target', target: index, case: ''}), el('span', {class: 'version'}, target.version)))));
}

// The cell that Tab reaches; the arrow keys move it.
function focusCell(table, link) {
  for (const other of table.querySelectorAll('td a[tabindex="0"]'))
    other.tabIndex = -1;
  link.tabIndex = 0;
}

function neighbour(link, key) {
  const place = link.parentElement;
  const side = {ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling'}[key];
  if (side) {
    let next = place[side];
    while (next && !next.querySelector('a'))
      next = next[side];
    return next?.querySelector('a');
  }
  const rows = [...place.closest('table').querySelectorAll('tr[data-id]:not([hidden])')];
  const step = key === 'ArrowDown' ? 1 : -1;
  for (let at = rows.indexOf(place.parentElement) + step; at >= 0 && at < rows.length; at += step) {
    const found = rows[at].children[place.cellIndex].querySelector('a');
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
  const table = el('table', {class: targets.length > 6 ? 'matrix dense' : 'matrix'}, head(), [...new Set([...cases].sort(byGravity).map((item) => item.topic))].map(topicBody));
  const first = table.querySelector('tr[data-id] td a');
  table.addEventListener('keydown', (event) => moveInTable(table, event));
  table.addEventListener('focusin', (event) => event.target.closest('td a') && focusCell(table, event.target));
  if (first)
    first.tabIndex = 0;
  return {
    element: el('div', {}, overview(targets.map((target, index) => index)), el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Cases by target'}, table)),
    apply: applyMatrix,
  };
}

function applyMatrix(root, shown) {
  for (const body of root.querySelectorAll('tbody')) {
    const [title, ...rows] = body.rows;
    for (const row of rows)
      row.hidden = !shown.has(row.dataset.id);
    const items = rows.filter((row) => !row.hidden).map((row) => caseById.get(row.dataset.id));
    body.hidden = items.length === 0;
    targets.forEach((target, index) => {
      title.cells[index + 1].textContent = barText(countKinds(items, index));
    });
  }
}
