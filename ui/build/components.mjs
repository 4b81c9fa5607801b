// What of npm's packages is packed with the pages, as a CycloneDX 1.5 list of components. Made from the lock file alone, so
// that the same sources give the same bytes.
import { readFileSync } from 'node:fs';

const PLACE = 'node_modules/';

function component(place, { version, license, integrity }) {
  const name = place.slice(place.lastIndexOf(PLACE) + PLACE.length);
  const [algorithm, digest] = [integrity.slice(0, integrity.indexOf('-')), integrity.slice(integrity.indexOf('-') + 1)];
  return {
    type: 'library',
    'bom-ref': `pkg:npm/${name.replace('@', '%40')}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    hashes: [
      { alg: algorithm.replace('sha', 'SHA-').toUpperCase(), content: Buffer.from(digest, 'base64').toString('hex') },
    ],
    licenses: [license.includes(' ') ? { expression: license } : { license: { id: license } }],
  };
}

/** The text of the list. Packages that only build or test the pages are not in it. */
export function components(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const packed = Object.entries(packages).filter(([place, entry]) => place !== '' && !entry.dev);
  const list = packed.map(([place, entry]) => component(place, entry));
  const unique = [...new Map(list.map((each) => [each.purl, each])).values()];
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components: unique }, null, 1)}\n`;
}
