// Draws every screen of the connect page in both themes and on a phone, asks axe about each, and reports what the
// content security policy refused. Needs Chromium, built pages and the mock:
//
//   npm run mock &          then: npm run look [only]
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const base = process.env.BASE ?? 'http://127.0.0.1:8099';
const only = process.argv[2] ?? '';
const out = new URL('../target/look/', import.meta.url).pathname;
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const box = (page) => page.getByRole('combobox', { name: 'Practice' });
const typed = (text) => async (page) => {
  await box(page).fill(text);
  await page.waitForTimeout(500);
};
const pressed = (name) => async (page) => {
  await page.getByRole('button', { name }).click();
  await page.waitForTimeout(400);
};

/** In a frame the EHR opens in a window of its own, and the page waits. */
const waiting = (close) => async (frame, page) => {
  const opened = page.context().waitForEvent('page');
  await frame.getByRole('button', { name: 'Continue to Practice Fusion' }).click();
  const window = await opened;
  await frame.getByRole('heading', { name: 'Waiting for Practice Fusion' }).waitFor();
  if (!close) return;
  await window.close();
  await frame.getByRole('heading', { name: 'Window closed' }).waitFor();
};

const screens = {
  find: ['/connect/find', async () => {}],
  'find-open': ['/connect/find', typed('oak hill pedi tx')],
  'find-many': ['/connect/find', typed('tx')],
  'find-none': ['/connect/find', typed('zebra')],
  'find-by-name': ['/connect/find-by-name', typed('rio')],
  who: [
    '/connect/kinds',
    async (page) => {
      await typed('oak hill ortho dayton')(page);
      await box(page).press('Enter');
      await page.waitForTimeout(300);
    },
  ],
  review: ['/connect/chosen', async () => {}],
  'review-fixed': ['/connect/reconnect', async () => {}],
  'review-writes': ['/connect/writes', async () => {}],
  renew: ['/connect/already-connected', pressed('Continue to Practice Fusion')],
  'ehr-down': ['/connect/ehr-down', pressed('Continue to Practice Fusion')],
  waiting: ['/host?token=chosen', waiting(false)],
  'waiting-closed': ['/host?token=chosen', waiting(true)],
  connected: ['/connect/connected', (page) => page.getByText('212 ms').waitFor()],
  denied: ['/connect/denied', async () => {}],
  'wrong-practice': ['/connect/wrong-practice', async () => {}],
  'not-authorized': ['/connect/not-authorized', async () => {}],
  misconfigured: ['/connect/misconfigured', async () => {}],
  expired: ['/connect/expired', async () => {}],
  'state-mismatch': ['/callback?failure=state-mismatch&code=secret', async () => {}],
};

const looks = [
  ['light', { colorScheme: 'light', viewport: { width: 640, height: 860 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 640, height: 860 } }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 720 }, isMobile: true, hasTouch: true }],
];

mkdirSync(out, { recursive: true });
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [...flags, '--disable-component-update', '--disable-sync'],
});
const findings = [];

for (const [look, options] of looks) {
  for (const [name, [path, act]] of Object.entries(screens)) {
    if (!name.includes(only)) continue;
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const found = (text) => findings.push(`${name} ${look}: ${text}`);
    page.on(
      'console',
      (message) => message.type() === 'error' && !/40\d|50\d|410/.test(message.text()) && found(message.text()),
    );
    page.on('pageerror', (error) => found(String(error)));
    const fresh = path.replace(/(\/connect\/[^?]+|token=\w+)/, `$1.${look}-${name}-${process.pid}`);
    await page.goto(base + fresh);
    const shown = path.startsWith('/host') ? page.frames()[1] : page;
    await shown.getByRole('heading', { level: 1 }).waitFor();
    await act(shown, page);
    await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found(`${wide}px too wide`);
    if (page.url().includes('code=')) found('the query is still in the address');
    // playwright's evaluate is not bound by the page's policy
    await shown.evaluate(axe);
    const { violations } = await shown.evaluate((tags) => globalThis.axe.run({ runOnly: tags }), TAGS);
    for (const { id, nodes } of violations)
      found(`${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`);
    await context.close();
  }
}
await browser.close();
console.log(findings.length ? findings.join('\n') : `nothing found; pictures in ${out}`);
process.exitCode = findings.length ? 1 : 0;
