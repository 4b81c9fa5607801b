package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.gateway.connection.ConnectionId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be exported.
 *
 * @param groupId of level GROUP, else null
 * @param types resource types; empty for all the EHR gives
 * @param since only what changed since then; null for everything
 * @param typeFilters searches such as {@code Observation?status=final}; each may hold what is known of patients
 * @param outputFormat media type; empty for the EHR's usual one, NDJSON
 */
record ExportWish(
        ConnectionId connection,
        EhrFacts.Level level,
        @Nullable String groupId,
        List<String> types,
        @Nullable Instant since,
        List<String> typeFilters,
        String outputFormat) {

    ExportWish {
        types = List.copyOf(types);
        typeFilters = List.copyOf(typeFilters);
    }

    /** Path below the base and query of the kick-off (Bulk Data Access IG 2.0, "Kick-off Request"). */
    String target() {
        String path = switch (level) {
            case SYSTEM -> "/$export";
            case PATIENT -> "/Patient/$export";
            case GROUP -> "/Group/" + groupId + "/$export";
        };
        List<String> query = new ArrayList<>();
        if (!outputFormat.isEmpty()) {
            query.add("_outputFormat=" + encoded(outputFormat));
        }
        if (!types.isEmpty()) {
            query.add("_type=" + String.join(",", types));
        }
        if (since != null) {
            query.add("_since=" + encoded(since.toString()));
        }
        typeFilters.forEach(each -> query.add("_typeFilter=" + encoded(each)));
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "ExportWish[" + level + " through " + connection + "]";
    }
}
