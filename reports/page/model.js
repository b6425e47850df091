// The results, as the page thinks of them.

const data = JSON.parse(document.getElementById('data').textContent);

// In the order in which they matter.  A sign and a word go with each colour, so that none is needed.
const KINDS = ['fail', 'unsteady', 'error', 'warn', 'inconclusive', 'known', 'skip', 'pass'];
const SIGNS = {fail: '\u2717', unsteady: '\u223f', error: '\u2298', warn: '!', inconclusive: '?', known: '\u2248', skip: '\u2013', pass: '\u2713'};
const WORDS = {
  fail: 'breaks a MUST', unsteady: 'now so, now so, in several runs', error: 'a fault of ours', warn: 'breaks a SHOULD', inconclusive: 'could not be judged',
  known: 'fails as expected', skip: 'left out', pass: 'conforms',
};
const SEVERITIES = ['critical', 'high', 'medium', 'low'];
const LEVELS = {must: 'MUST', should: 'SHOULD', may: 'MAY', advice: 'security advice', interop: 'interoperability'};

const levelName = (level) => LEVELS[level] ?? level;
const topicOf = (id) => id.split(/[/@]/, 1)[0];
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// What a verdict counts as here: a failure that the gate excuses is a kind of its own.
const kindOf = (verdict) => (verdict.excuse ? 'known' : verdict.verdict);
const rankOf = (kind) => KINDS.indexOf(kind);
const dangerOf = (item) => SEVERITIES.indexOf(item.severity);

// Sentences are written once and named by number.
function resolveTexts(verdict) {
  for (const key of ['reason', 'expected', 'observed', 'reading'])
    verdict[key] = data.texts[verdict[key]] ?? '';
}

// Most verdicts are written short: a pass is the number of its case, a skip that number and its reason's.
function spellOut(brief) {
  if (typeof brief === 'number')
    return {case: brief, verdict: 'pass'};
  return Array.isArray(brief) ? {case: brief[0], verdict: 'skip', reason: brief[1]} : brief;
}

// Each case gets one verdict a target, or none: |verdicts| runs parallel to |targets|.
function build() {
  const cases = data.cases.map((item) => ({...item, severity: SEVERITIES.includes(item.severity) ? item.severity : 'low', topic: topicOf(item.id), verdicts: Array(data.targets.length).fill(null)}));
  data.targets.forEach((target, index) => {
    target.verdicts = target.verdicts.map(spellOut);
    for (const verdict of target.verdicts) {
      resolveTexts(verdict);
      verdict.kind = kindOf(verdict);
      cases[verdict.case].verdicts[index] = verdict;
    }
  });
  return cases.sort((a, b) => byText(a.id, b.id));
}

const cases = build();
const targets = data.targets;
const topics = [...new Set(cases.map((item) => item.topic))];
const caseById = new Map(cases.map((item) => [item.id, item]));

// What several results are about, whatever the set-up: one of a version each, with the indexes of its targets.
const products = Object.values(Object.groupBy(targets.map((target, index) => ({index, target})), ({target}) => `${target.product} ${target.version}`))
  .map((some) => ({name: some[0].target.product, version: some[0].target.version, targets: some.map(({index}) => index)}))
  .sort((a, b) => byText(a.name, b.name) || byText(a.version, b.version));

const familyOf = (id) => id.split('@', 1)[0];

// The cases of each family, which are values of one.
const families = Object.entries(Object.groupBy(cases, (item) => familyOf(item.id))).map(([id, items]) => ({id, items}));

// Targets of one name are told apart by their version or else by when they ran.
const targetNames = targets.map((target, index) => {
  const same = targets.filter((other) => other.name === target.name);
  if (same.length === 1)
    return target.name;
  if (new Set(same.map((other) => other.version)).size === same.length)
    return `${target.name} ${target.version}`;
  return `${target.name} #${index + 1}`;
});

// What a person may search for in a case.
for (const item of cases)
  item.text = [item.id, item.title, item.source, item.statement, item.danger, ...item.requirements,
    ...item.verdicts.flatMap((verdict) => (verdict ? [verdict.finding ?? '', verdict.reason] : []))].join('\n').toLowerCase();

// How often each kind occurs among the verdicts of |items| on |target| (an index).
function countKinds(items, target) {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  for (const item of items)
    if (item.verdicts[target])
      counts[item.verdicts[target].kind]++;
  return counts;
}

// Whether targets that could be judged disagree on a case.
function differs(item) {
  const kinds = item.verdicts.filter((verdict) => verdict && verdict.kind !== 'skip').map((verdict) => verdict.kind);
  return new Set(kinds).size > 1;
}
