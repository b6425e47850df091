// Two charts.  The overview: a bar for each topic and target, as long as it has verdicts there.

const BAR = {height: 18, gap: 6};

// What a chart may be wide, so that a phone need not scroll for the numbers behind the bars.
const roomForChart = () => document.documentElement.clientWidth - 40;

// What of a topic is worth a number beside its bar: all but passes, or that everything passed.
function barText(counts) {
  const text = KINDS.filter((kind) => counts[kind] > 0 && kind !== 'pass' && kind !== 'skip').map((kind) => `${SIGNS[kind]}${counts[kind]}`).join(' ');
  return text || (counts.pass > 0 ? `${SIGNS.pass}${counts.pass}` : SIGNS.skip);
}

function barTitle(topic, target, counts) {
  return `${topic}, ${targetNames[target]}: ${KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`).join(', ') || 'nothing run'}`;
}

function segments(x, y, width, counts) {
  const total = KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  let at = x;
  return KINDS.filter((kind) => counts[kind] > 0).map((kind) => {
    const size = width * counts[kind] / total;
    const rect = svg('rect', {class: `fill ${kind}`, x: at.toFixed(2), y, width: size.toFixed(2), height: BAR.height});
    at += size;
    return rect;
  });
}

function barCell(topic, target, x, y, width) {
  const counts = countKinds(cases.filter((item) => item.topic === topic), target);
  const link = svg('a', {class: 'bar', 'aria-label': barTitle(topic, target, counts)},
    svg('title', {}, barTitle(topic, target, counts)), segments(x, y, width, counts),
    svg('rect', {class: 'edge', x, y, width, height: BAR.height}),
    svg('text', {x: x + width + 6, y: y + 14, class: 'number', 'aria-hidden': 'true'}, barText(counts)));
  return leadsTo(link, {topic, case: '', ...(targets.length > 1 ? {view: 'target', target} : {})});
}

// Topics down, the targets of |shown| (indexes) across.
function overview(shown) {
  const left = 130;
  const top = shown.length > 1 ? 26 : 4;
  const bars = shown.length > 6 ? 56 : shown.length > 1 ? 120 : Math.max(60, Math.min(340, roomForChart() - left - 84));
  const column = bars + 84;
  const line = BAR.height + BAR.gap;
  const width = left + column * shown.length;
  const height = top + line * topics.length;
  return el('div', {class: 'chart'}, svg('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Verdicts by topic'},
    shown.length > 1 ? shown.map((target, i) => svg('text', {x: left + column * i, y: 16, class: 'name'}, targetNames[target].slice(0, Math.floor(column / 8)))) : [],
    topics.map((topic, row) => [
      svg('text', {x: left - 8, y: top + line * row + 14, class: 'topic'}, topic.slice(0, 18)),
      ...shown.map((target, i) => barCell(topic, target, left + column * i, top + line * row, bars))])));
}

// The worst that came of a requirement's cases; left out only where all of them were.
function worstOf(items, target) {
  const order = KINDS.filter((kind) => kind !== 'skip').concat('skip');
  return order.find((kind) => items.some((item) => item.verdicts[target]?.kind === kind));
}

function square(id, items, target, x, y) {
  const kind = worstOf(items, target);
  const title = `${id}: ${kind}, ${items.length} cases. ${items[0].requirements[0] === id ? items[0].statement : ''}`;
  return leadsTo(svg('a', {class: 'bar', 'aria-label': title}, svg('title', {}, title),
    svg('rect', {class: `fill ${kind}`, x, y, width: 15, height: 15}), svg('rect', {class: 'edge', x, y, width: 15, height: 15}),
    svg('text', {'aria-hidden': 'true', class: `sign ${kind}`, x: x + 7.5, y: y + 12}, SIGNS[kind])), {q: id.toLowerCase(), case: ''});
}

// A square for each requirement, by family ("CN-HOST"), with the worst that came of it.
function coverage(target) {
  const byId = new Map();
  for (const item of cases)
    if (item.verdicts[target])
      for (const id of item.requirements)
        byId.set(id, [...(byId.get(id) ?? []), item]);
  const ids = [...byId.keys()].sort(byText);
  const familyOf = (id) => id.replace(/-\d+$/, '');
  const families = [...new Set(ids.map(familyOf))].map((name) => [name, ids.filter((id) => familyOf(id) === name)]);
  const across = Math.max(4, Math.floor((roomForChart() - 130) / 18)); // more than that go on below
  const width = 130 + 18 * Math.min(across, Math.max(1, ...families.map(([, members]) => members.length)));
  let line = 0;
  const first = families.map(([, members]) => (line += Math.ceil(members.length / across)) - Math.ceil(members.length / across));
  const height = 4 + 19 * line;
  return el('div', {class: 'chart'}, svg('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Requirements, by the worst verdict'},
    families.map(([name, members], row) => [svg('text', {x: 122, y: 15 + 19 * first[row], class: 'topic'}, name.slice(0, 16)),
      members.map((id, i) => square(id, byId.get(id), target, 130 + 18 * (i % across), 3 + 19 * (first[row] + Math.floor(i / across))))])));
}
