// What is shown.  All of it stands in the address, so that a link says everything.

// Two results of one target are there to be compared.
const pair = targets.flatMap((a, i) => targets.flatMap((b, j) => (i < j && a.name === b.name ? [[i, j]] : [])))[0];
const DEFAULTS = {
  view: targets.length === 1 ? 'target' : targets.length === 2 && pair ? 'changes' : 'matrix',
  target: 0, a: pair?.[0] ?? 0, b: pair?.[1] ?? Math.min(1, targets.length - 1), topic: '', level: '', verdict: '', q: '', diff: 0, case: '', on: 0,
};
const NUMBERS = {target: targets.length, a: targets.length, b: targets.length, on: targets.length, diff: 2};
const VIEWS = {target: listView, matrix: matrixView, changes: changesView};

// The address is anybody's: what is not known counts as not there.
function readState() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const state = {...DEFAULTS};
  for (const key of Object.keys(DEFAULTS)) {
    const value = asked.get(key);
    if (value === null)
      continue;
    if (!(key in NUMBERS))
      state[key] = value;
    else if (/^\d+$/.test(value) && Number(value) < NUMBERS[key])
      state[key] = Number(value);
  }
  if (!(state.view in VIEWS) || targets.length === 1)
    state.view = DEFAULTS.view;
  return state;
}

function hashOf(state) {
  const entries = Object.entries(state).filter(([key, value]) => value !== DEFAULTS[key] && !(key === 'on' && !state.case));
  return `#${new URLSearchParams(entries)}`;
}

// |link| changes the state when it is followed, and keeps what it does not name; its address alone names only that.
function leadsTo(link, changes) {
  goals.set(link, changes);
  link.setAttribute('href', hashOf(changes));
  return link;
}

const goals = new WeakMap();
document.addEventListener('click', (event) => {
  const changes = goals.get(event.target.closest('a'));
  if (!changes || event.ctrlKey || event.metaKey || event.shiftKey)
    return;
  event.preventDefault();
  location.hash = hashOf({...readState(), ...changes});
});

// |draw|: what is seen changes, too; else only the address.
function writeState(changes, draw) {
  history.replaceState(null, '', hashOf({...readState(), ...changes}));
  if (draw)
    render();
}

function passesFilter(item, state, kinds) {
  return (!state.topic || item.topic === state.topic) && (!state.level || item.level === state.level) &&
    (!state.q || state.q.toLowerCase().split(/\s+/).every((word) => item.text.includes(word))) &&
    (!state.diff || state.view !== 'matrix' || differs(item)) && (kinds.size === 0 || judgedOn(item, state).some((verdict) => kinds.has(verdict.kind)));
}

// The cases that are shown now.
function shownCases() {
  const state = readState();
  const kinds = kindsOf(state);
  return cases.filter((item) => inView(item, state) && passesFilter(item, state, kinds));
}

// Whether a view has a place for a case, whatever the filter says.
function inView(item, state) {
  return judgedOn(item, state).length > 0 && (state.view !== 'changes' || changeOf(item, state.a, state.b) >= 0);
}

// The verdicts that a view shows of a case.
function judgedOn(item, state) {
  const indexes = {target: [state.target], changes: [state.a, state.b]}[state.view];
  return (indexes ? indexes.map((index) => item.verdicts[index]) : item.verdicts).filter(Boolean);
}

const kindsOf = (state) => new Set(state.verdict.split(',').filter((kind) => KINDS.includes(kind)));

function toggleKind(kind) {
  const kinds = kindsOf(readState());
  if (!kinds.delete(kind))
    kinds.add(kind);
  writeState({verdict: KINDS.filter((each) => kinds.has(each)).join(',')}, true);
}

// Counts follow every filter but the one that they belong to.
function chips(state, kinds) {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  for (const item of cases)
    if (inView(item, state) && passesFilter(item, state, new Set()))
      for (const verdict of judgedOn(item, state))
        counts[verdict.kind]++;
  return KINDS.filter((kind) => counts[kind] > 0 || kinds.has(kind)).map((kind) =>
    el('button', {type: 'button', class: `chip ${kind}`, id: `kind-${kind}`, 'aria-pressed': String(kinds.has(kind)), title: WORDS[kind], click: () => toggleKind(kind)},
      el('span', {'aria-hidden': 'true'}, SIGNS[kind]), ` ${counts[kind]} ${kind}`));
}

function choice(label, key, options, state) {
  const box = el('select', {id: `pick-${key}`, change: () => writeState({[key]: box.value}, true)},
    [['', `all ${label}`], ...options].map(([value, text]) => el('option', {value, selected: state[key] === value}, text)));
  return el('label', {}, el('span', {class: 'hidden'}, label), box);
}

function viewLinks(state) {
  if (targets.length === 1)
    return null;
  const link = (view, text) => leadsTo(el('a', {id: `view-${view}`, 'aria-current': state.view === view ? 'page' : null}, text), {view, case: ''});
  const one = el('select', {id: 'pick-target', 'aria-label': 'One target', change: () => writeState({view: 'target', target: Number(one.value), case: ''}, true)},
    state.view === 'target' ? null : el('option', {value: ''}, 'one target\u2026'),
    targetNames.map((name, index) => el('option', {value: index, selected: state.view === 'target' && index === state.target}, name)));
  return el('span', {class: 'views'}, link('matrix', 'Matrix'), link('changes', 'Changes'), one);
}

function drawFilter(state, kinds, count) {
  const bar = document.getElementById('filter');
  const focused = bar.contains(document.activeElement) ? document.activeElement.id : '';
  const typing = focused === 'search' ? document.activeElement : null;
  const levels = [...new Set(cases.map((item) => item.level))].map((level) => [level, levelName(level)]);
  const search = typing ?? el('input', {id: 'search', type: 'search', placeholder: 'search ( / )', 'aria-label': 'Search', input: () => writeState({q: search.value}, true)});
  const diff = el('input', {type: 'checkbox', id: 'diff', change: () => writeState({diff: diff.checked ? 1 : 0}, true)});
  if (!typing)
    search.value = state.q;
  diff.checked = state.diff === 1;
  const rest = [choice('topics', 'topic', topics.map((topic) => [topic, topic]), state), choice('levels', 'level', levels, state),
    state.view === 'matrix' ? el('label', {}, diff, 'only differences') : '', ...chips(state, kinds),
    el('output', {class: 'shown'}, `${count} of ${cases.length} cases`),
    leadsTo(el('a', {id: 'clear'}, 'clear'), {topic: '', level: '', verdict: '', q: '', diff: 0, case: ''})];
  bar.replaceChildren(viewLinks(state) ?? '', search, ...rest);
  if (focused)
    document.getElementById(focused)?.focus();
}
