// Puts the page together and follows the address.

let view = null; // what is drawn now, and for which part of the state

// "20 fail (6 mistakes, 1 critical, 3 high), 19 warn": what one run comes to; a mistake counts once.
function headline(index) {
  const counts = countKinds(cases, index);
  const mistakes = mistakesOf({targets: [index]}, 'fail');
  const grave = SEVERITIES.slice(0, 2).map((severity, danger) => [severity, mistakes.filter((one) => one === danger).length]).filter(([, count]) => count > 0);
  const dangers = [`${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}`, ...grave.map(([severity, count]) => `${count} ${severity}`)].join(', ');
  const said = KINDS.filter((kind) => counts[kind] > 0 && kind !== 'pass' && kind !== 'skip').map((kind) => `${counts[kind]} ${kind}${kind === 'fail' && dangers ? ` (${dangers})` : ''}`);
  return said.join(', ') || 'no deviations';
}

// What a reader has to know before anything else.
function notices(target) {
  return [...(target.complete ? [] : ['the run was broken off, cases are missing']), ...target.gone.map((line) => `known failure that holds no longer: ${line}`)]
    .map((text) => el('p', {class: 'notice'}, `! ${target.name}: ${text}`));
}

function drawHead() {
  const suites = [...new Set(targets.map((target) => target.suite))].join(', ');
  const one = targets.length === 1 ? targets[0] : null;
  const about = one ? [`${one.name} ${one.version}`, one.started, one.wall_ms ? `${cases.length} cases in ${(one.wall_ms / 1000).toFixed(1)} s` : '']
    : [`${targets.length} results`, `${cases.length} cases`];
  document.title = `${one ? one.name : `${targets.length} results`} \u2013 HTTP CONNECT conformance`;
  document.getElementById('head').replaceChildren(el('h1', {}, 'HTTP CONNECT conformance'),
    el('p', {class: 'about'}, [...about, `connectspec ${suites}`].filter(Boolean).join(' \u00b7 ')),
    one ? el('p', {class: 'headline'}, headline(0)) : '', ...targets.flatMap(notices));
}

function drawView(state) {
  const key = [state.view, state.target, state.a, state.b].join();
  if (view?.key === key)
    return;
  view = {...VIEWS[state.view](state), key};
  document.getElementById('main').replaceChildren(view.element);
}

// In the list an entry opens in its place; everywhere else a case opens in the dialog.
function drawDetail(state) {
  const item = caseById.get(state.case);
  const dialog = document.getElementById('detail');
  if (item?.verdicts[state.on] && !(state.view === 'target' && state.on === state.target))
    openDetail(item, state.on);
  else if (dialog.open)
    dialog.close();
}

function render() {
  const state = readState();
  const shown = new Set(shownCases().map((item) => item.id));
  drawView(state);
  view.apply(view.element, shown, state);
  drawFilter(state, kindsOf(state), shown.size);
  drawDetail(state);
}

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('[type=search], select') || event.ctrlKey || event.metaKey)
    return;
  event.preventDefault();
  document.getElementById('search').focus();
});
document.getElementById('detail').addEventListener('close', () => writeState({case: ''}));
window.addEventListener('hashchange', render);
drawHead();
drawBehaviour();
render();
