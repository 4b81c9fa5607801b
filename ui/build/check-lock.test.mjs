import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockProblems } from './check-lock.mjs';

function problems(packages) {
  const path = join(mkdtempSync(join(tmpdir(), 'lock-')), 'package-lock.json');
  writeFileSync(path, JSON.stringify({ packages }));
  return lockProblems(path);
}

const sound = { version: '1.0.0', integrity: 'sha512-x' };

test('a sound lock has no problems', () => {
  expect(problems({ '': { name: 'ui' }, 'node_modules/a': sound })).toEqual([]);
});

test('addresses, missing hashes and lost platforms are named', () => {
  const found = problems({
    'node_modules/a': { ...sound, resolved: 'https://registry.example/a.tgz' },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/c': { ...sound, optionalDependencies: { 'c-linux': '1.0.0' } },
  });

  expect(found).toHaveLength(3);
});
