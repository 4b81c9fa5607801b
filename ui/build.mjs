// Maven's door to npm. `node build.mjs build <out>` makes the pages, `node build.mjs unit` checks and tests them.
// Steps whose inputs did not change are skipped, so an unchanged `mvn verify` costs a few seconds.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { lockProblems } from './build/check-lock.mjs';
import { pageProblems, pageSizes } from './build/check-pages.mjs';
import { components } from './build/components.mjs';

const SOURCES = [
  '../gateway/src/main/resources/openapi.yaml',
  'package-lock.json',
  'src',
  'public',
  'build',
  'connect.html',
  'connect-ui.html',
  'console.html',
  'vite.config.ts',
  'tsconfig.json',
];
const windows = process.platform === 'win32';

const say = (line) => console.log(`[ui] ${line}`);

function stop(...lines) {
  for (const line of lines) say(line);
  process.exit(2);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!supported) stop(`Node ${process.versions.node} cannot build the web pages: Node 20.19+ or 22.12+ is needed.`);
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function fingerprint(paths) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of paths.flatMap(filesBelow)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const unchanged = (stamp, print) => existsSync(stamp) && readFileSync(stamp, 'utf8') === print;

// Everything runs through this very node: no shell, and no npm.cmd to look for on Windows.
function run(script, ...args) {
  const environment = { ...process.env, CI: '1', NO_COLOR: '1' };
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', env: environment });
  if (status !== 0) process.exit(status ?? 1);
}

function npm() {
  const beside = (path) => join(process.execPath, path);
  const places = [
    process.env.npm_execpath,
    beside('../../lib/node_modules/npm/bin/npm-cli.js'),
    beside('../node_modules/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
    '/usr/share/npm/bin/npm-cli.js',
  ];
  const found = places.find((place) => place && existsSync(place));
  return found ?? stop('npm was not found beside node. Install npm, or set npm_execpath to the path of npm-cli.js.');
}

function install() {
  const problems = lockProblems('package-lock.json');
  if (problems.length) stop('package-lock.json cannot be trusted to install everywhere:', ...problems);
  const print = fingerprint(['package-lock.json', '.npmrc']);
  const stamp = 'node_modules/.gatehouse-stamp';
  if (unchanged(stamp, print)) return say('packages unchanged');
  say('installing packages');
  run(npm(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(stamp, print);
}

// The browser tests of the gateway run Playwright for Java with npm's playwright-core (same version) as its driver,
// instead of a 200 MB jar that carries Node for five platforms.
function linkBrowserDriver() {
  const folder = 'target/pw-driver';
  mkdirSync(folder, { recursive: true });
  const library = join(folder, 'package');
  if (!existsSync(library)) {
    rmSync(library, { force: true });
    symlinkSync(join(process.cwd(), 'node_modules/playwright-core'), library, windows ? 'junction' : 'dir');
  }
  const node = join(folder, windows ? 'node.exe' : 'node');
  if (existsSync(node)) return;
  rmSync(node, { force: true });
  if (windows) copyFileSync(process.execPath, node);
  else symlinkSync(process.execPath, node);
}

function build(out) {
  const print = fingerprint(SOURCES);
  const stamp = `${out}.stamp`;
  if (unchanged(stamp, print) && existsSync(join(out, 'connect.html'))) return say('pages unchanged');
  run('build/api-types.mjs');
  run('node_modules/typescript/bin/tsc', '-p', '.');
  run('node_modules/vite/bin/vite.js', 'build', '--outDir', out, '--emptyOutDir', '--logLevel', 'warn');
  const problems = pageProblems(out);
  if (problems.length) stop('the built pages would not run under the gateway:', ...problems);
  mkdirSync(`${out}-sbom`, { recursive: true });
  writeFileSync(join(`${out}-sbom`, 'gatehouse-ui.cdx.json'), components('package-lock.json'));
  writeFileSync(stamp, print);
  for (const { name, kilobytes, most } of pageSizes(out)) say(`${name}: ${kilobytes} KB of ${most}`);
  say(`built ${filesBelow(out).length} files`);
}

function unit() {
  const print = fingerprint([...SOURCES, 'dev', 'biome.json', 'vitest.config.ts', 'build.mjs', 'package.json']);
  const stamp = 'target/unit.stamp';
  if (unchanged(stamp, print)) return say('pages passed their tests before, and nothing changed since');
  run('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.');
  run('node_modules/vitest/vitest.mjs', 'run');
  writeFileSync(stamp, print);
}

requireNode();
install();
linkBrowserDriver();
const [mode, out] = process.argv.slice(2);
if (mode === 'build' && out) build(out);
else if (mode === 'unit') unit();
else stop('say "build <folder>" or "unit"');
