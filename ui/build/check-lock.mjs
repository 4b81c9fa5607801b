// What makes a lock file fail on another machine: registry addresses, missing hashes, binaries of other platforms.
import { readFileSync } from 'node:fs';

/** One line for each entry that would keep `npm ci` from working the same everywhere. Empty when all is well. */
export function lockProblems(path) {
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .flatMap(([place, entry]) => [
      ...(entry.resolved ? [`${place}: names an address, ${entry.resolved}`] : []),
      ...(entry.integrity ? [] : [`${place}: has no integrity hash`]),
      ...Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`])
        .map((name) => `${place}: lost the entry of its optional package ${name}`),
    ]);
}
