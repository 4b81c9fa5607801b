// oidc-provider in the shape of one SMART practice: its metadata and a read beside it, under /fhir.
// `node server.mjs <port> <port its token endpoint is said to be at>`; the clients come as JSON on standard input. Prints "ready" when it listens.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const tokens = `http://127.0.0.1:${process.argv[3]}`;
const base = `${issuer}/fhir`;
const clients = JSON.parse(readFileSync(0, 'utf8'));
const day = 24 * 60 * 60;

const provider = new Provider(issuer, {
  clients,
  scopes: ['openid', 'email', 'profile', 'offline_access', 'fhirUser', 'user/Patient.read', 'system/Patient.read'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], fhirUser: ['fhirUser'] },
  conformIdTokenClaims: false,
  clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES384', 'RS384', 'ES256', 'RS256'] },
  features: {
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
    clientCredentials: { enabled: true },
  },
  // Its guard against private addresses would keep it from our key set.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  // SMART asks for offline_access without prompt=consent, which OpenID Connect would ignore.
  issueRefreshToken: async (context, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, ClientCredentials: 300, RefreshToken: day, IdToken: 300, Grant: day, Session: day, Interaction: 600 },
  findAccount: async (context, id) => ({
    accountId: id,
    claims: async () => ({
      sub: id,
      fhirUser: `${base}/Practitioner/${id}`,
      email: id.includes('@') ? id : `${id}@example.org`,
      email_verified: !id.startsWith('unverified'),
    }),
  }),
});
provider.on('server_error', (context, error) => console.error('server_error', error));
for (const event of ['grant.error', 'authorization.error', 'revocation.error', 'introspection.error']) {
  provider.on(event, (context, error) => console.error(event, error.error, error.error_detail ?? error.error_description));
}
for (const event of ['grant.success', 'grant.revoked', 'refresh_token.consumed', 'access_token.destroyed', 'refresh_token.destroyed']) {
  provider.on(event, () => console.log(`event ${event}`));
}

const json = (response, status, body) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
};

const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${tokens}/token`,
  jwks_uri: `${issuer}/jwks`,
  introspection_endpoint: `${issuer}/token/introspection`,
  revocation_endpoint: `${issuer}/token/revocation`,
  capabilities: ['launch-standalone', 'client-confidential-symmetric', 'client-confidential-asymmetric', 'sso-openid-connect', 'permission-offline', 'permission-user', 'permission-v1'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384'],
  authorization_response_iss_parameter_supported: true,
};

async function fhir(request, response) {
  if (request.url.endsWith('/.well-known/smart-configuration')) return json(response, 200, metadata);
  const value = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
  if (!token) return json(response, 401, { resourceType: 'OperationOutcome', issue: [] });
  return json(response, 200, { resourceType: 'Bundle', type: 'searchset', total: 0 });
}

const authorize = provider.callback();
createServer((request, response) => (request.url.startsWith('/fhir') ? fhir(request, response) : authorize(request, response))).listen(
  port,
  '127.0.0.1',
  () => console.log('ready'),
);
