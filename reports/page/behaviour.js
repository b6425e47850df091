// How targets behave where requirements leave them a choice: none of it is wrong.

// By what was looked at: for each product the ways that were seen.
function behaviours() {
  const rows = new Map();
  products.forEach((product, index) => {
    for (const {behaviour: [what, is] = []} of product.targets.flatMap((on) => targets[on].verdicts)) {
      if (!what)
        continue;
      if (!rows.has(what))
        rows.set(what, products.map(() => new Set()));
      rows.get(what)[index].add(is);
    }
  });
  return [...rows].sort(([a], [b]) => byText(a, b)).map(([what, ways]) => [what, ways.map((set) => [...set].join('; '))]);
}

function behaviourRow([what, ways]) {
  const known = ways.filter(Boolean);
  return el('tr', {class: new Set(known).size > 1 ? 'differs' : null}, el('th', {scope: 'row'}, what), ways.map((way) => el('td', {}, way)));
}

function drawBehaviour() {
  const rows = behaviours();
  if (rows.length === 0)
    return;
  const head = products.length > 1 ? el('thead', {}, el('tr', {}, el('th', {}), products.map(({name}) => el('th', {scope: 'col'}, name)))) : null;
  document.getElementById('behaviour').replaceChildren(el('details', {open: targets.length === 1}, el('summary', {}, el('h2', {}, 'How it behaves where it may choose')),
    el('div', {class: 'wide'}, el('table', {}, head, el('tbody', {}, rows.map(behaviourRow))))));
}
