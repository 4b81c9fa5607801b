import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { More } from '../../components/More';
import { Panel } from '../../components/Panel';
import { Empty, Loaded } from '../../components/States';
import { milliseconds } from '../../lib/numbers';
import { usePaged } from '../../lib/paged';

type Call = Schema<'Call'>;

const COLUMNS: readonly Column<Call>[] = [
  { key: 'at', header: 'When', width: '150px', cell: (call) => <Ago at={call.at} /> },
  { key: 'route', header: 'Request', cell: (call) => `${call.method} ${call.route}` },
  { key: 'status', header: 'Status', width: '90px', cell: (call) => call.code ?? call.status },
  { key: 'took', header: 'Took', width: '90px', align: 'right', cell: (call) => milliseconds(call.tookMs) },
];

/** The calls that went through this connection. */
export function RequestsTab({ id }: { readonly id: string }) {
  const { query, rows } = usePaged<Call>(['calls', 'of', id], (cursor, signal) =>
    ask(() =>
      gateway.GET('/api/v1/calls', {
        params: { query: { connectionId: id, limit: 50, ...(cursor && { cursor }) } },
        signal,
      }),
    ),
  );
  return (
    <Panel flush title="Requests" lead="Ids and values in addresses are never recorded.">
      <Loaded query={query}>
        {() =>
          rows && rows.length > 0 ? (
            <DataTable
              label="Requests"
              columns={COLUMNS}
              rows={rows}
              keyOf={(call) => call.requestId}
              foot={<More query={query} shown={rows.length} thing="request" />}
            />
          ) : (
            <Empty title="No call yet">
              What your app asks this practice's EHR through the gateway is listed here.
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
