// One case on one target: what is required, what happened, the bytes, and how to see it again.

const fact = (label, ...content) => el('div', {class: 'part'}, el('dt', {}, label), el('dd', {}, ...content));

// "A -- or -- B" as a list.
function outcomes(expected) {
  const each = expected.split(' -- or -- ');
  return each.length === 1 ? [expected] : [el('ul', {}, each.map((text) => el('li', {}, text)))];
}

function facts(item, verdict) {
  return el('dl', {class: 'facts'},
    item.statement ? fact('Requirement', item.statement, ' ', el('span', {class: 'source'}, `${levelName(item.level)}, `, sourceLinks(item.source), `, ${item.requirements.join(', ')}`)) : null,
    item.danger ? fact('Danger', `${item.danger} `, el('span', {class: `severity ${item.severity}`}, `severity: ${item.severity}`)) : null,
    verdict.expected ? fact('Accepted', outcomes(verdict.expected)) : null,
    verdict.observed ? fact('Observed', verdict.observed) : null,
    verdict.reason ? fact(verdict.kind === 'fail' || verdict.kind === 'warn' ? 'Wrong' : 'Reason', verdict.reason, verdict.finding ? el('code', {class: 'finding-code'}, verdict.finding) : null) : null,
    verdict.reading ? fact('Reading', `The target ${verdict.reading}.`) : null,
    verdict.excuse ? fact('Known', verdict.excuse) : null);
}

function again(verdict, target) {
  const line = verdict.wire ? ncatLine(verdict.wire, target) : null;
  return el('div', {class: 'again'},
    verdict.repeat ? copyLine('repeat', verdict.repeat) : null,
    line ? copyLine('by hand', line) : null,
    line && verdict.wire.origin ? copyLine('an origin', `ncat -l ${verdict.wire.origin}`) : null);
}

// The case that has the bytes of the same mistake: a published result keeps those of the first.
function twinOf(item, index) {
  const finding = item.verdicts[index].finding;
  return finding && cases.find((other) => other !== item && familyOf(other.id) === familyOf(item.id) && other.verdicts[index]?.wire && other.verdicts[index].finding === finding);
}

function twinLine(item, index) {
  const twin = item.verdicts[index].wire ? null : twinOf(item, index);
  return twin ? el('p', {class: 'twin'}, 'The bytes are kept of the same mistake at ', leadsTo(el('a', {}, el('code', {}, twin.id)), {case: twin.id, on: index})) : null;
}

function caseDetail(item, index) {
  const verdict = item.verdicts[index];
  return el('div', {class: 'case'}, facts(item, verdict), twinLine(item, index),
    verdict.wire ? wireView(verdict.wire, verdict.finding) : null, again(verdict, targets[index]));
}

// What the other targets did with the same case.
function others(item, index) {
  const rows = targets.map((target, other) => {
    const verdict = item.verdicts[other];
    if (!verdict || other === index)
      return null;
    return el('li', {}, leadsTo(el('a', {}, badge(verdict.kind), ` ${targetNames[other]}`), {case: item.id, on: other}), verdict.observed ? ` ${verdict.observed}` : '');
  });
  return rows.some(Boolean) ? el('section', {class: 'others'}, el('h3', {}, 'Other targets'), el('ul', {}, rows)) : null;
}

// The case before or after |item| among those that the filter leaves and that |index| ran.
function stepTo(item, index, step) {
  const shown = shownCases().filter((other) => other.verdicts[index]);
  const next = shown[shown.indexOf(item) + step];
  return next && shown.includes(item) ? next : null;
}

function stepLink(item, index, step, text) {
  const next = stepTo(item, index, step);
  return next ? leadsTo(el('a', {class: 'step', title: next.id}, text), {case: next.id, on: index}) : null;
}

// The dialog for one cell of a table.
function openDetail(item, index) {
  const dialog = document.getElementById('detail');
  const verdict = item.verdicts[index];
  dialog.replaceChildren(
    el('header', {},
      el('button', {type: 'button', class: 'close', 'aria-label': 'Close', click: () => dialog.close()}, '\u00d7'),
      el('p', {class: 'where'}, badge(verdict.kind), ` ${targetNames[index]} `, stepLink(item, index, -1, 'previous'), ' ', stepLink(item, index, 1, 'next')),
      el('h2', {}, item.title), el('p', {class: 'id'}, el('code', {}, item.id))),
    caseDetail(item, index), others(item, index) ?? '');
  if (!dialog.open)
    dialog.showModal();
  dialog.scrollTop = 0;
}
