// Walks through a FHIR server with fhirclient and prints what it saw as one line of JSON.
// node walk.mjs <server url> <API key> <read|write>
import smart from 'fhirclient';

const [serverUrl, key, walk] = process.argv.slice(2);
const nobody = { headers: {}, url: '/', connection: {}, socket: {} };
const client = smart(nobody, {}).client({ serverUrl, tokenResponse: { access_token: key } });

async function refusal(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return { status: error.status ?? error.statusCode, text: String(error.message) };
  }
}

async function read() {
  const first = await client.request('Patient?_count=3');
  const pages = [];
  await client.request('Patient?_count=3', { pageLimit: 0, onPage: bundle => pages.push(bundle) });
  const flat = await client.request('Patient?_count=3', { pageLimit: 0, flat: true });
  const id = flat[0].id;
  const one = await client.request(`Patient/${id}`);
  const version = await client.request(`Patient/${id}/_history/1`);
  return {
    total: first.total,
    pages: pages.length,
    next: first.link.find(link => link.relation === 'next').url,
    ids: flat.map(patient => patient.id),
    same: JSON.stringify(one) === JSON.stringify(version),
    missing: await refusal(() => client.request('Patient/nobody')),
    write: await refusal(() => client.create({ resourceType: 'Patient' })),
  };
}

async function write() {
  const made = await client.create({ resourceType: 'Patient', name: [{ family: 'Newcomer' }] });
  const later = { ...made, name: [{ family: 'Resident' }] };
  const updated = await client.update(later, { headers: { 'If-Match': 'W/"1"' } });
  const history = await client.request(`Patient/${made.id}/_history`);
  return {
    made: made.meta.versionId,
    updated: updated.meta.versionId,
    history: history.entry.length,
    stale: await refusal(() => client.update(later, { headers: { 'If-Match': 'W/"1"' } })),
  };
}

console.log(JSON.stringify(walk === 'write' ? await write() : await read()));
