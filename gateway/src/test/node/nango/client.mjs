// Nango's own Node client, driven line by line: {"id", "key", "call", "args"} in, {"id", "value"} or {"id", "error"} out.
import { createInterface } from 'node:readline';
import { Nango } from '@nangohq/node';

const host = process.argv[2];
const clients = new Map();

function clientOf(key, defaults) {
  const name = JSON.stringify([key, defaults]);
  if (!clients.has(name)) {
    clients.set(name, new Nango({ host, apiKey: key, ...defaults }));
  }
  return clients.get(name);
}

function told(value) {
  if (value === undefined) {
    return null;
  }
  if (value !== null && typeof value === 'object' && 'status' in value && 'config' in value && 'headers' in value) {
    const data = Buffer.isBuffer(value.data) ? { base64: value.data.toString('base64') } : value.data;
    return { status: value.status, headers: { ...value.headers }, data: data === undefined ? null : data };
  }
  return value;
}

function refused(error) {
  return {
    message: String(error?.message ?? error),
    status: error?.response?.status ?? null,
    headers: error?.response ? { ...error.response.headers } : null,
    data: error?.response?.data ?? null,
  };
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, key, defaults, call, args } = JSON.parse(line);
  let answer;
  try {
    const value = await clientOf(key, defaults ?? {})[call](...args.map((each) => each ?? undefined));
    answer = { id, value: told(value) };
  } catch (error) {
    answer = { id, error: refused(error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
process.stdout.write('ready\n');
