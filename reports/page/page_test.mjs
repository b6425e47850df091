// The page in a real browser: node reports/page/page_test.mjs, with CONNECTSPEC (the program) and CONNECTSPEC_HOME set.
// Where chromium or playwright-core is missing it says so and is left out.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const home = new URL('../..', import.meta.url).pathname;
// Of one role and one transport, as many as a page is for: all of them are what --site is for.
const shown = /^(anyproxy|apache2|haproxy|mitmproxy|mockttp|ncat|nghttpx|node|privoxy|proxy|proxy-chain|squid|tinyproxy|trafficserver|varnish)([+](basic|parent|forward))*[.]json$/;
const published = readdirSync(join(home, 'reports/published')).filter((name) => shown.test(name)).map((name) => join(home, 'reports/published', name));
const connectspec = process.env.CONNECTSPEC ?? join(home, 'connectspec');
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

async function launch() {
  const leave = (why) => {
    console.log(`browser test skipped: ${why}`);
    process.exit(0);
  };
  if (!browserPath)
    leave('no chromium (apt-get install chromium)');
  const {chromium} = await import('playwright-core').catch(() => leave('no playwright-core (npm ci)'));
  return chromium.launch({executablePath: browserPath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-software-rasterizer', '--disable-features=Vulkan,OnDeviceModel', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
}

const browser = await launch();
const room = mkdtempSync(join(tmpdir(), 'page-'));
const file = (name) => join(room, name);

// Runs the embedded proxy; what it says of itself is no concern of this test.
function run(...args) {
  const done = spawnSync(connectspec, ['run', '--quiet', '--isolate', 'never', ...args], {encoding: 'utf8'});
  assert.ok(done.status === 0 || done.status === 1, done.stderr);
}

function report(results, page) {
  execFileSync(connectspec, ['report', ...results, '--html', file(page)]);
  return file(page);
}

// Opens a page; what it must not do is gathered in |trouble|.
async function open(page, hash = '', options = {}) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  tab.trouble = [];
  tab.on('console', (message) => tab.trouble.push(`console: ${message.text()}`));
  tab.on('pageerror', (error) => tab.trouble.push(`error: ${error.message}`));
  tab.on('dialog', (dialog) => {
    tab.trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  tab.on('request', (request) => request.url().split('#')[0] === `file://${page}` || tab.trouble.push(`request: ${request.url()}`));
  await tab.goto(`file://${page}${hash}`);
  return tab;
}

async function leave(tab) {
  assert.deepEqual(tab.trouble, []);
  await tab.context().close();
}

// Opens everything and waits until it is drawn.
async function openAll(tab) {
  await tab.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  await tab.waitForFunction(() => [...document.querySelectorAll('details.entry')].every((entry) => entry.childElementCount > 1),
    null, {timeout: 120000}); // there may be hundreds
}

// As reports/escape.h has it.
function escaped(bytes) {
  const short = {13: '\\r', 10: '\\n', 9: '\\t', 0: '\\0', 92: '\\\\'};
  return [...bytes].map((byte) => short[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('');
}

const visibleRows = (tab) => tab.locator('tr[data-id]:not([hidden])').count();

// A result with deviations of every kind, as `run --json` writes it.
function wholeResult() {
  if (!existsSync(file('whole.json')))
    run('--fault', 'port-modulo', '--json', file('whole.json'));
  return JSON.parse(readFileSync(file('whole.json'), 'utf8'));
}

// Every field that a target, a case or a user can put words into, as hostile as it may be.
function hostileResult() {
  const result = wholeResult();
  const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)> ]]> <!-- \u202e\u2028 \x1b[31m ${7*7} %s \'"`';
  const bytes = '<script>alert(1)</script>]]>\\x1b[31m\\0\\xff\\xfe\\r\\n</script>';
  result.target.name = evil;
  result.target.version = evil;
  result.command = `--proxy ${evil}`;
  for (const item of result.cases) {
    for (const key of ['title', 'reason', 'expected', 'observed', 'danger', 'source', 'statement'])
      item[key] += evil;
    for (const channel of item.transcript?.channels ?? []) {
      channel.received.kept = bytes + 'A'.repeat(65536 - 47);
      channel.received.total = 1 << 20;
      for (const event of item.transcript.events)
        if (event.event === 'received')
          event.value = 1 << 19;
    }
  }
  writeFileSync(file('hostile.json'), JSON.stringify(result));
  return report([file('hostile.json')], 'hostile.html');
}

const tests = {
  async 'one target: failures first, each opens to its bytes'() {
    run('--fault', 'port-modulo', '--html', file('one.html'), '--json', file('fault.json'));
    const tab = await open(file('one.html'));
    assert.match(await tab.title(), /embedded/);
    assert.match(await tab.locator('.headline').textContent(), /\d+ fail \(\d+ mistakes?, \d+ (critical|high)/);
    assert.ok(await tab.locator('.entry.fail:not(.same)').count() < await tab.locator('.entry.fail').count(), 'one mistake is told once');
    assert.equal(await tab.locator('.entry.fail + .entry.same .title').first().isVisible(), false);
    assert.equal(await tab.locator('details.kind').first().getAttribute('data-kind'), 'fail');
    const first = tab.locator('details.entry.fail').first();
    await first.locator('summary').click();
    assert.match(await first.locator('.facts').textContent(), /Requirement.*Accepted.*Observed.*Wrong/s);
    assert.match(await first.locator('.source a').first().getAttribute('href'), /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+\.html/);
    assert.match(await first.locator('.source a').nth(1).getAttribute('href'), /\.html#section-[\d.]+\d$/);
    assert.match(await first.locator('.event.client .bytes:not(.hex)').first().textContent(), /^CONNECT .*\\r\\n/);
    assert.ok(await first.locator('.event.origin').count() > 0, 'the origin side');
    assert.match(await first.locator('mark').first().getAttribute('title'), /^port-out-of-range: /);
    assert.match(await first.locator('.note').first().textContent(), /^byte \d+: port-out-of-range/);
    await first.getByLabel('hex', {exact: true}).check();
    assert.match(await first.locator('.bytes.hex').first().innerText(), /^0000 {2}43 4f 4e 4e 45 43 54/);
    assert.match(await first.locator('.copy code').first().textContent(), /connectspec run --fault port-modulo --isolate never target\//);
    assert.match(await first.locator('.copy code').nth(1).textContent(), /^printf 'CONNECT .*\\r\\n\\r\\n.*' \| ncat/);
    await leave(tab);
  },

  async 'the line by hand sends the same bytes'() {
    const sent = new Map();
    const many = published.find((name) => name.endsWith('/tinyproxy.json')); // deviations
    for (const item of JSON.parse(readFileSync(many, 'utf8')).deviations) {
      const client = item.evidence?.channels.find((channel) => channel.actor === 'client');
      sent.set(item.cases[0], client?.sent?.bytes);
    }
    const tab = await open(report([many], 'hand.html'));
    await openAll(tab);
    const lines = await tab.locator('details.entry').evaluateAll((entries) => entries.flatMap((entry) =>
      [...entry.querySelectorAll('.copy code')].map((code) => code.textContent).filter((line) => line.includes('ncat --no')).map((line) => [entry.dataset.id, line])));
    assert.ok(lines.length > 20);
    for (const [id, line] of lines)
      assert.equal(escaped(execFileSync('sh', ['-c', `sleep() { :; }; ncat() { cat; }; ${line}`])), sent.get(id), id);
    await leave(tab);
  },

  async 'filtering the list opens what was asked for'() {
    const tab = await open(file('one.html'));
    assert.equal(await tab.locator('details.kind[data-kind=pass]').getAttribute('open'), null);
    await tab.locator('#kind-pass').click();
    assert.equal(await tab.locator('details.kind:not([hidden])').count(), 1);
    assert.ok(await tab.locator('details.entry.pass').first().isVisible());
    await tab.locator('#search').fill('no such words');
    assert.match(await tab.locator('.shown').textContent(), /^0 of /);
    await leave(tab);
  },

  async 'a requirement in the chart leads to its cases'() {
    const tab = await open(file('one.html'));
    await tab.locator('[aria-label^="CN-TARGET-"]:has(.fail)').first().click();
    await tab.locator('.shown', {hasNotText: /^(\d+) of \1 /}).waitFor();
    const asked = await tab.locator('#search').inputValue();
    assert.match(asked, /^cn-target-\d+$/);
    const source = tab.locator('details.entry.fail:not([hidden])').first();
    await source.locator('summary').click();
    assert.ok((await source.locator('.source').textContent()).toLowerCase().includes(asked));
    await leave(tab);
  },

  async 'known failures are told apart'() {
    const result = JSON.parse(readFileSync(file('fault.json'), 'utf8'));
    for (const item of result.cases)
      if (item.verdict === 'fail')
        item.known = 'reported upstream';
    result.gone = ['target/other: fails no longer'];
    result.complete = false;
    writeFileSync(file('known.json'), JSON.stringify(result));
    const tab = await open(report([file('known.json')], 'known.html'));
    assert.equal(await tab.locator('details.kind[data-kind="known"]').count(), 1);
    assert.equal(await tab.locator('details.kind[data-kind="fail"]').count(), 0);
    assert.match(await tab.locator('#head').textContent(), /\d+ known.*broken off.*holds no longer: target\/other/s);
    await tab.locator('details.entry.known summary').first().click();
    assert.match(await tab.locator('.facts').first().textContent(), /reported upstream/);
    await leave(tab);
  },

  async 'an entry has a permalink'() {
    const tab = await open(file('one.html'));
    await tab.locator('details.entry.fail').nth(1).locator('summary').click();
    const hash = new URL(tab.url()).hash;
    const id = await tab.locator('details.entry[open]').getAttribute('data-id');
    await leave(tab);
    const again = await open(file('one.html'), hash);
    assert.equal(await again.locator('details.entry[open]').getAttribute('data-id'), id);
    assert.ok(await again.locator('details.entry[open] .wire').isVisible());
    await leave(again);
  },

  async 'copying'() {
    const tab = await open(file('one.html'), '', {permissions: ['clipboard-read', 'clipboard-write']});
    await tab.locator('details.entry.fail summary').first().click();
    await tab.locator('.copy button').first().click();
    await tab.getByText('copied', {exact: true}).waitFor();
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), await tab.locator('.copy code').first().textContent());
    await leave(tab);
  },

  async 'many targets: matrix, filters and counts'() {
    const page = report(published, 'matrix.html');
    assert.ok(statSync(page).size < 5 << 20, 'the page is too large');
    const tab = await open(page);
    const all = await visibleRows(tab);
    const products = new Set(published.map((name) => name.replace(/.*\/|\.json$/g, '').replace(/\+.*/, ''))).size;
    assert.ok(await tab.locator('tr[data-id]').first().locator('td.fail').count() > 0, 'what is dangerous comes first');
    assert.match(await tab.locator('tbody[data-group=danger] tr[data-id] .severity').first().textContent(), /critical|high/);
    assert.equal(await tab.locator('td.skip a').first().evaluate((link) => getComputedStyle(link).color), 'rgba(0, 0, 0, 0)');
    assert.equal(await tab.locator('.matrix thead th').count(), 1 + products);
    assert.equal(await tab.locator('.score tbody tr').count(), products);
    assert.match(await tab.locator('.score tbody').textContent(), /tinyproxy 1\.11.*tinyproxy\+basic|tinyproxy-basic/s);
    assert.match(await tab.locator('.shown').textContent(), /^(\d+) of \1 cases$/);
    assert.equal(await tab.locator('tbody[data-group=kept] tr[data-id]:not([hidden])').count(), 0, 'what all keep is folded');
    await tab.locator('tbody[data-group=kept] button.group').click();
    assert.ok(await visibleRows(tab) > all);
    await tab.locator('tbody[data-group=kept] button.group').click();
    await tab.locator('#pick-topic').selectOption('host');
    const host = await visibleRows(tab);
    assert.ok(host > 0 && host < all);
    await tab.locator('#kind-fail').click();
    assert.equal(await tab.locator('#kind-fail').getAttribute('aria-pressed'), 'true');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'kind-fail');
    assert.equal(await visibleRows(tab), await tab.locator('tr[data-id]:not([hidden]):has(td.fail)').count());
    await tab.locator('#clear').click();
    await tab.getByText(/^(\d+) of \1 cases$/).waitFor();
    assert.equal(await visibleRows(tab), all);
    await tab.locator('#diff').check();
    const different = await visibleRows(tab);
    assert.ok(different > 0 && different <= all);
    await tab.keyboard.press('/');
    await tab.keyboard.type('port');
    assert.equal(await tab.locator('#search').inputValue(), 'port');
    assert.ok(await visibleRows(tab) < different);
    const hash = new URL(tab.url()).hash;
    const filtered = await visibleRows(tab);
    await tab.locator('.matrix tr[data-id]:not([hidden]) td a').first().click();
    await tab.locator('#detail').waitFor();
    await tab.keyboard.press('Escape');
    await tab.locator('#detail').waitFor({state: 'hidden'});
    assert.equal(await visibleRows(tab), filtered);
    await leave(tab);
    const again = await open(page, hash);
    assert.equal(await visibleRows(again), filtered);
    assert.equal(await again.locator('#search').inputValue(), 'port');
    await leave(again);
  },

  async 'a family unfolds into its values, and a cell says of which set-up it is'() {
    const tab = await open(file('matrix.html'));
    const row = tab.locator('tr[data-id="target/port-not-digits"]');
    const title = await row.locator('td.fail a').first().getAttribute('title');
    assert.match(title, /^[a-z0-9-]+: \d+ of \d+ fail \([a-z0-9+-]+\) /);
    await row.locator('button.unfold').click();
    assert.ok(await tab.locator('tr.member[data-member^="target/port-not-digits@"]').count() > 3);
    await tab.locator('tr.member td.fail a').first().click();
    await tab.locator('#detail').waitFor();
    assert.match(await tab.locator('#detail .id').textContent(), /^target\/port-not-digits@/);
    await tab.keyboard.press('Escape');
    await row.locator('button.unfold').click();
    assert.equal(await tab.locator('tr.member').count(), 0);
    await leave(tab);
  },

  async 'over HTTP/2 a frame is a line, and its bytes on demand'() {
    run('--target', 'embedded+h2', '--fault', 'h2-success-length', '--json', file('frames.json'), 'h2/success-fields');
    const result = JSON.parse(readFileSync(file('frames.json'), 'utf8'));
    for (const frame of result.cases[0].transcript.carriers.flatMap((carrier) => carrier.frames))
      frame.says = frame.says.replace('content-length', '<img src=x onerror=alert(1)>');
    writeFileSync(file('frames.json'), JSON.stringify(result));
    const tab = await open(report([file('frames.json')], 'frames.html'));
    await tab.locator('details.entry.fail summary').first().click();
    const rows = tab.locator('.frames details.frame');
    assert.match(await rows.first().innerText(), /preface, 24 bytes/);
    assert.match(await rows.filter({hasText: ':method'}).innerText(), /HEADERS END_HEADERS stream 1, \d+ bytes :method: CONNECT, :authority: 127/);
    const answer = rows.filter({hasText: ':status'});
    assert.match(await answer.innerText(), /:status: 200, <img src=x onerror=alert\(1\)>: 0/);
    await answer.locator('summary').click();
    assert.match(await answer.locator('.bytes.hex').innerText(), /^[0-9a-f]{4} {2}00 00 /);
    assert.equal(await tab.locator('.frames img').count(), 0);
    assert.equal(await tab.locator('.copy code', {hasText: 'ncat --no-shutdown'}).count(), 0, 'ncat speaks no frames');
    await leave(tab);
  },

  async 'over HTTP/3, too, decrypted, of every stream'() {
    if (!execFileSync(connectspec, ['list', 'tunnel/opens']).includes('h3'))
      return;
    run('--target', 'embedded+h3', '--fault', 'h3-cut-as-fin', '--json', file('quic.json'), 'h3/cut-frame');
    const tab = await open(report([file('quic.json')], 'quic.html'));
    await tab.locator('details.entry.fail summary').first().click();
    const rows = tab.locator('.frames details.frame');
    assert.match(await rows.filter({hasText: ':method'}).innerText(), /HEADERS stream 0, \d+ bytes :method: CONNECT, :authority: 127/);
    assert.match(await rows.filter({hasText: 'cut short'}).innerText(), /DATA stream 0, \d+ bytes cut short/);
    assert.ok(await rows.filter({hasText: 'SETTINGS'}).count() >= 2);
    const answer = rows.filter({hasText: ':status'});
    await answer.locator('summary').click();
    assert.match(await answer.locator('.bytes.hex').innerText(), /^[0-9a-f]{4} {2}01 /);
    await leave(tab);
  },

  async 'a cell opens, by link and by keyboard'() {
    const tab = await open(file('matrix.html'));
    await tab.locator('td.fail a').first().click();
    await tab.locator('#detail').waitFor();
    if (await tab.locator('#detail .twin a').count() > 0) {
      await tab.locator('#detail .twin a').click();
      await tab.locator('#detail .wire').waitFor();
    }
    const id = await tab.locator('#detail .id').textContent();
    const hash = new URL(tab.url()).hash;
    assert.ok(await tab.locator('#detail .wire').isVisible());
    assert.ok(await tab.locator('#detail .others li').count() > 0);
    await tab.locator('#detail .step').last().click();
    await tab.locator('#detail .id', {hasNotText: id}).waitFor();
    await tab.keyboard.press('Escape');
    await tab.locator('#detail').waitFor({state: 'hidden'});
    assert.doesNotMatch(tab.url(), /case=/);
    await tab.locator('tr[data-id] td a').first().focus();
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowRight');
    assert.equal(await tab.evaluate(() => document.activeElement.closest('td').cellIndex), 2);
    await tab.keyboard.press('Enter');
    await tab.locator('#detail').waitFor();
    await leave(tab);
    const again = await open(file('matrix.html'), hash);
    assert.equal(await again.locator('#detail .id').textContent(), id);
    await leave(again);
  },

  async 'headers stay in sight, a phone does not scroll sideways'() {
    const tab = await open(file('matrix.html'));
    await tab.locator('.scroll').evaluate((box) => box.scrollTo(0, 3000));
    const [box, head] = await tab.evaluate(() => ['.scroll', '.matrix thead th'].map((name) => document.querySelector(name).getBoundingClientRect().top));
    assert.ok(Math.abs(head - box) < 4, `the header is ${head - box} px off`);
    await leave(tab);
    for (const page of ['matrix.html', 'one.html']) {
      const phone = await open(file(page), '', {viewport: {width: 375, height: 700}, isMobile: true});
      assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page);
      await leave(phone);
    }
  },

  async 'two results of one target: what changed'() {
    run('--json', file('clean.json'));
    const behaviour = JSON.parse(readFileSync(file('fault.json'), 'utf8'));
    behaviour.cases.find((item) => item.id === 'tunnel/opens').observed = 'another status';
    writeFileSync(file('fault.json'), JSON.stringify(behaviour));
    const tab = await open(report([file('clean.json'), file('fault.json')], 'changes.html'));
    const sections = await tab.locator('section.changes h2').allTextContents();
    assert.match(sections.join('; '), /Fails now \d+;.*Same verdict, other behaviour \d+$/);
    assert.match(await tab.locator('section.changes').last().textContent(), /tunnel\/opens.*another status/s);
    await tab.locator('section.changes td a').first().click();
    await tab.locator('#detail').waitFor();
    await tab.keyboard.press('Escape');
    await tab.locator('#pick-b').selectOption('0');
    await tab.getByText('Nothing changed.').waitFor();
    await leave(tab);
  },

  async 'nothing that a target says is more than text'() {
    const page = hostileResult();
    assert.ok(statSync(page).size < 5 << 20, 'the page is too large');
    for (const hash of ['', '#view=changes&a=1&q=%3Cscript%3E', '#case=%22%5D%3Cimg%3E&on=99&verdict=%3Cb%3E']) {
      const tab = await open(page, hash);
      assert.equal(await tab.locator('script').count(), 2);
      assert.equal(await tab.locator('img').count(), 0);
      await openAll(tab);
      await tab.locator('details.entry.fail .wire').first().waitFor();
      assert.match(await tab.locator('.event.client .bytes:not(.hex)').nth(1).textContent(), /<script>alert\(1\)<\/script>\]\]>\\x1b\[31m\\0\\xff\\xfe\\r\\n/);
      assert.match(await tab.locator('.more').first().textContent(), /\d+ more bytes/);
      await leave(tab);
    }
  },

  async 'nor anything that it sends'() {
    if (!process.env.HOSTILE)
      return;
    const done = spawnSync(process.env.HOSTILE, ['markup', '80', connectspec, 'run', '--quiet', '--proxy', '127.0.0.1:@PORT@', '--deadline', '0.5',
      '--level', 'must', '--html', file('sent.html'), 'target', 'response'], {encoding: 'utf8'});
    assert.ok([0, 1, 3].includes(done.status), done.stdout);
    assert.ok(statSync(file('sent.html')).size < 5 << 20, 'the page is too large');
    const tab = await open(file('sent.html'));
    await openAll(tab);
    const pieces = (await tab.locator('.bytes:not(.hex)').allTextContents()).join('\n');
    assert.match(pieces, /<\/script><script>alert\(1\)<\/script>\]\]>-->\\x1b\[31m\\xff\\xfe\\0/);
    assert.equal(await tab.locator('script').count(), 2);
    await leave(tab);
  },

  async 'it prints, in light and dark'() {
    for (const colorScheme of ['light', 'dark']) {
      const tab = await open(file('one.html'), '', {colorScheme});
      assert.ok((await tab.pdf()).length > 20000);
      assert.ok(await tab.locator('details.entry.fail[open] .wire').count() > 0, 'failures are printed with their bytes');
      await leave(tab);
    }
  },

  async 'the site: scorecard, matrix, a page a product and a requirement, without scripts'() {
    execFileSync(connectspec, ['report', ...published, '--site', file('site')]);
    execFileSync(connectspec, ['report', ...published, '--site', file('again')]);
    execFileSync('diff', ['-r', file('site'), file('again')]);
    const products = readdirSync(file('site/product'));
    assert.ok(products.length > 5 && products.includes('tinyproxy.html'));
    for (const folder of ['.', 'product', 'requirement'])
      for (const name of readdirSync(file(`site/${folder}`)))
        assert.ok(statSync(file(`site/${folder}/${name}`)).size < 1 << 20, name);
    for (const [width, colorScheme] of [[400, 'light'], [400, 'dark'], [1400, 'light'], [1400, 'dark']]) {
      const context = await browser.newContext({viewport: {width, height: 900}, colorScheme, javaScriptEnabled: false});
      const tab = await context.newPage();
      await tab.goto(`file://${file('site/index.html')}`);
      assert.equal(await tab.locator('table').first().locator('tbody tr').count(), products.length);
      assert.ok(await tab.locator('td.c.fail').count() > 10);
      await tab.locator('td.c.fail a').first().click();
      await tab.locator('article:target').first().waitFor();
      assert.match(tab.url(), /product\/[a-z0-9-]+\.html#[a-z0-9_-]+$/);
      assert.equal(await tab.locator('article:target').count(), 1);
      await tab.locator('article:target a[href*="requirement/"]').first().click();
      assert.match(await tab.locator('h1').textContent(), /^CN-/);
      assert.ok(await tab.locator('td .fail').count() > 0);
      await tab.getByText('all products').click();
      assert.match(tab.url(), /index\.html$/);
      await context.close();
    }
  },

  async 'how it behaves is told, and compared'() {
    run('--json', file('ways.json'), 'tunnel', 'host/mismatch', 'errors/closed-port');
    const one = await open(report([file('ways.json')], 'ways.html'));
    const rows = await one.$$eval('#behaviour tr', (all) => all.map((row) => row.innerText));
    assert.ok(rows.some((row) => row.includes('half of a tunnel') && row.includes('the reply still comes back')), rows.join('\n'));
    await leave(one);
    const other = JSON.parse(readFileSync(file('ways.json'), 'utf8'));
    other.target.name = '<b>other';
    for (const item of other.cases.filter(({behaviour}) => behaviour?.what.startsWith('Host that')))
      item.behaviour.is = '<i>looks away';
    writeFileSync(file('ways2.json'), JSON.stringify(other));
    const two = await open(report([file('ways.json'), file('ways2.json')], 'ways-two.html'), '', {viewport: {width: 400, height: 800}});
    await two.click('#behaviour summary');
    assert.equal(await two.$$eval('#behaviour tr.differs', (all) => all.length), 1);
    assert.ok((await two.innerText('#behaviour')).includes('<i>looks away'));
    assert.ok(await two.evaluate(() => document.documentElement.scrollWidth <= 400), 'scrolls sideways');
    await leave(two);
  },

  async 'on a phone the numbers beside the bars are seen'() {
    const tab = await open(report([published.find((name) => name.includes('squid'))], 'phone.html'), '', {viewport: {width: 400, height: 800}});
    const cut = await tab.$$eval('.chart svg text', (texts) => texts.filter((text) => text.getBoundingClientRect().right > 400).length);
    assert.equal(cut, 0);
    assert.ok((await tab.$$('.chart .number')).length > 5);
    await leave(tab);
  },

  async 'a large matrix stays quick'() {
    const result = wholeResult();
    const few = result.cases;
    result.cases = Array.from({length: 700}, (_, i) => ({...few[i % few.length], id: `${few[i % few.length].id}-${i}`}));
    const results = Array.from({length: 15}, (_, i) => {
      writeFileSync(file(`t${i}.json`), JSON.stringify({...result, target: {name: `target-${i}`, version: '1'}}));
      return file(`t${i}.json`);
    });
    const page = report(results, 'large.html');
    assert.ok(statSync(page).size < 5 << 20, `${statSync(page).size} bytes`);
    const tab = await open(page);
    const took = await tab.evaluate(() => {
      const begun = performance.now();
      const search = document.getElementById('search');
      search.value = 'host';
      search.dispatchEvent(new Event('input'));
      document.body.getBoundingClientRect();
      return performance.now() - begun;
    });
    console.log(`  700 cases x 15 targets: ${(statSync(page).size / 1048576).toFixed(1)} MiB, filtered in ${took.toFixed(0)} ms`);
    assert.ok(took < 2000);
    await leave(tab);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok: ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED: ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(room, {recursive: true});
process.exit(failed ? 1 : 0);
