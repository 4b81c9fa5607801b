package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Practices as bytes, one behind the other, and objects only for those that are asked for. */
final class PracticeRecords {
    private static final int CHUNK_BITS = 18;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final RecordWriter writer = new RecordWriter();
    private final List<byte[]> chunks = new ArrayList<>();
    private int used = CHUNK;

    /** Where it can be read again. */
    int add(PracticeRow row, List<PracticeEndpointRow> endpoints) {
        writer.clear()
                .text(row.name)
                .text(row.id)
                .number(row.tenant == null ? 0 : 1)
                .text(row.npi)
                .text(row.ein)
                .text(row.guid)
                .text(row.street)
                .text(row.city)
                .text(row.state)
                .text(row.postalCode)
                .text(row.extras)
                .number(row.test() ? 1 : 0)
                .number(endpoints.size());
        for (PracticeEndpointRow each : endpoints) {
            writer.text(each.id).text(each.kind).text(each.baseUrl).number(each.disputed ? 1 : 0);
        }
        return keep();
    }

    private int keep() {
        int length = writer.length();
        if (CHUNK - used < length) {
            chunks.add(new byte[Math.max(CHUNK, length)]);
            used = 0;
        }
        int at = ((chunks.size() - 1) << CHUNK_BITS) | used;
        System.arraycopy(writer.bytes(), 0, chunks.get(chunks.size() - 1), used, length);
        used = Math.min(CHUNK, used + length);
        return at;
    }

    private RecordReader read(int at) {
        return new RecordReader(chunks.get(at >>> CHUNK_BITS), at & (CHUNK - 1));
    }

    String name(int at) {
        return read(at).needed();
    }

    Practice practice(int at, String ehr) {
        RecordReader record = read(at);
        String name = record.needed();
        String id = record.needed();
        boolean addedByHand = record.number() == 1;
        String npi = record.text();
        String ein = record.text();
        String guid = record.text();
        var place = new Practice.Place(record.text(), record.text(), record.text(), record.text());
        PracticeExtras extras = PracticeExtras.decode(record.text());
        boolean test = record.number() == 1;
        List<PracticeEndpoint> endpoints = new ArrayList<>(2);
        for (int left = record.number(); left > 0; left--) {
            String endpoint = record.needed();
            EndpointKind kind = EndpointKind.of(record.needed()).orElseThrow();
            endpoints.add(new PracticeEndpoint(
                    endpoint, id, ehr, kind, URI.create(record.needed()), record.number() == 1, null));
        }
        return new Practice(id, ehr, addedByHand, name, npi, ein, guid, place, endpoints, extras, test, null);
    }
}
