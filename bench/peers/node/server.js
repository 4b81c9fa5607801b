// What proxies on Node usually are: Express in front, axios behind. A body with a length is collected and sent whole, any
// other is piped.
import { readFileSync } from 'node:fs';
import axios from 'axios';
import express from 'express';

const { PEER_KEY, PEER_PORT, PEER_TOKENS, UPSTREAM_PORT } = process.env;
const ehr = axios.create({
  baseURL: `http://127.0.0.1:${UPSTREAM_PORT}/fhir`,
  responseType: 'stream',
  decompress: false,
  maxRedirects: 0,
  validateStatus: () => true,
});
const tokens = new Map(
  readFileSync(PEER_TOKENS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')),
);
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

async function forward(request, response) {
  const token = tokens.get(request.get('Connection-Id'));
  if (request.get('X-Api-Key') !== PEER_KEY || !token) {
    return response.sendStatus(401);
  }
  const answer = await ehr.request({
    method: request.method,
    url: request.url,
    headers: { accept: request.get('Accept') ?? '*/*', authorization: `Bearer ${token}` },
  });
  response.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!HOP_BY_HOP.has(name)) response.setHeader(name, value);
  }
  if (!answer.headers['content-length']) {
    return answer.data.pipe(response);
  }
  const chunks = [];
  for await (const chunk of answer.data) chunks.push(chunk);
  response.end(Buffer.concat(chunks));
}

const app = express();
app.disable('x-powered-by');
app.use('/proxy', (request, response) =>
  forward(request, response).catch(() => (response.headersSent ? response.destroy() : response.sendStatus(502))),
);
app.listen(Number(PEER_PORT), '127.0.0.1').keepAliveTimeout = 120_000;
