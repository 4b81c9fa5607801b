// The types of the gateway's API, from its contract. Written only when the contract changed, so that builds stay quick.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

export const CONTRACT = fileURLToPath(new URL('../../gateway/src/main/resources/openapi.yaml', import.meta.url));
const FOLDER = fileURLToPath(new URL('../src/api/generated/', import.meta.url));

/** Writes src/api/generated/schema.ts. */
export async function writeApiTypes() {
  const text = `// Made from openapi.yaml when the pages are built.\n${astToString(await openapiTS(pathToFileURL(CONTRACT)))}`;
  const file = `${FOLDER}schema.ts`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeApiTypes();
