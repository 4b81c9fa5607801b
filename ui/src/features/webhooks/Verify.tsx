import { CodeBlock } from '../../components/Code';
import { Panel } from '../../components/Panel';

const SNIPPET = `import { createHmac, timingSafeEqual } from 'node:crypto';

// body: the bytes as they came, before any JSON parser
export function isFromGatehouse(headers, body, secret) {
  const signature = headers['gatehouse-signature'] ?? '';
  const time = /^t=(\\d+),/.exec(signature)?.[1];
  if (!time || Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const mac = createHmac('sha256', secret)
    .update(\`\${headers['gatehouse-id']}.\${time}.\`)
    .update(body)
    .digest();
  return [...signature.matchAll(/v1=([0-9a-f]{64})/g)]
    .some(([, hex]) => timingSafeEqual(mac, Buffer.from(hex, 'hex')));
}`;

/** How a receiver knows who sent it something. */
export function Verify() {
  return (
    <Panel
      title="Check that it comes from here"
      lead="Anybody can post to your address. Refuse what does not carry a signature made with the endpoint’s secret."
    >
      <CodeBlock text={SNIPPET} what="Node code that checks a signature" />
    </Panel>
  );
}
