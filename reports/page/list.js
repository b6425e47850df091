// One target: its cases, the most dangerous failures first, each to be opened.

// |same|: the one above shows the same mistake, and has its words; this one is a line with its name.
function entry(item, index, same) {
  const verdict = item.verdicts[index];
  const details = el('details', {class: `entry ${verdict.kind}${same ? ' same' : ''}`, 'data-id': item.id},
    el('summary', {}, badge(verdict.kind), ' ', el('span', {class: 'title'}, item.title), ' ',
      verdict.kind === 'fail' || verdict.kind === 'warn' ? el('span', {class: `severity ${item.severity}`}, item.severity) : null,
      el('code', {class: 'id'}, item.id), verdict.reason ? el('span', {class: 'reason'}, verdict.reason) : null));
  details.firstChild.addEventListener('click', () => writeState(details.open ? {case: ''} : {case: item.id, on: index}));
  details.addEventListener('toggle', () => drawEntry(details, item, index));
  return details;
}

// What an entry holds is drawn when it is first opened.
function drawEntry(details, item, index) {
  if (details.open && details.childElementCount === 1)
    details.append(caseDetail(item, index));
}

// One mistake behind the other, the most dangerous first.
function byMistake(items, index) {
  const groups = new Map();
  for (const item of items.sort((a, b) => dangerOf(a) - dangerOf(b) || byText(a.id, b.id))) {
    const key = mistakeOf(item, item.verdicts[index]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

function section(kind, items, index) {
  const groups = kind === 'fail' || kind === 'warn' ? byMistake(items, index) : items.sort((a, b) => byText(a.id, b.id)).map((item) => [item]);
  const list = el('details', {class: 'kind', 'data-kind': kind, open: kind !== 'skip' && kind !== 'pass'},
    el('summary', {}, el('h2', {}, badge(kind), ' ', el('span', {class: 'count'}, String(items.length)), el('span', {class: 'words'}, WORDS[kind]))));
  list.append(...groups.flatMap((group) => group.map((item, at) => entry(item, index, at > 0))));
  return list;
}

function listView(state) {
  const items = cases.filter((item) => item.verdicts[state.target]);
  const sections = KINDS.map((kind) => [kind, items.filter((item) => item.verdicts[state.target].kind === kind)]).filter(([, some]) => some.length > 0);
  return {
    element: el('div', {class: 'list'},
      targets.length > 1 ? el('p', {class: 'headline'}, `${targetNames[state.target]} ${targets[state.target].version}: ${headline(state.target)}`) : null,
      el('div', {class: 'charts'}, overview([state.target]), coverage(state.target)), sections.map(([kind, some]) => section(kind, some, state.target))),
    apply: applyList,
  };
}

// Skips and passes stay folded until somebody asks for them.
function applyList(root, shown, state) {
  const kinds = kindsOf(state);
  for (const list of root.querySelectorAll('details.kind')) {
    let count = 0;
    for (const row of list.querySelectorAll('details.entry')) {
      row.hidden = !shown.has(row.dataset.id);
      count += row.hidden ? 0 : 1;
    }
    list.hidden = count === 0;
    list.open ||= state.q !== '' || kinds.has(list.dataset.kind);
    list.querySelector('.count').textContent = String(count);
  }
  if (state.case && state.on === state.target)
    revealEntry(root, state.case);
}

// On paper nothing can be opened: the failures that are shown come with their bytes.
window.addEventListener('beforeprint', () => {
  for (const row of document.querySelectorAll('details.entry.fail:not([hidden])')) {
    row.open = true;
    drawEntry(row, caseById.get(row.dataset.id), readState().target);
  }
});

// A permalink opens what it names.
function revealEntry(root, id) {
  const row = root.querySelector(`details.entry[data-id="${CSS.escape(id)}"]`);
  if (!row || row.open)
    return;
  row.hidden = false;
  row.parentElement.hidden = false;
  row.parentElement.open = true;
  row.open = true;
  drawEntry(row, caseById.get(id), readState().target);
  row.scrollIntoView({block: 'start'});
}
