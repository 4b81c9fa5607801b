package dev.gatehouse.gateway.overview;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the tables of all features, a few rows of each: only reading, only by their indexes, and never more rows than a
 * screen shows. What a column means is told where it is written.
 */
final class OverviewStore {
    private static final int FEW = 6;
    /** {@code urgency} of connections that somebody should look at is at most this. */
    private static final int TROUBLE = 2;

    /** A connection that needs somebody. */
    record Trouble(String id, String practice, String state, String code, String text, Instant since) {}

    Future<List<Trouble>> connections(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = values(tenant);
        String within = environments.conditionOnApplication("application_id", tenant.value(), values);
        return tx.selectRows(
                        "select id, practice_name, state, cause_code, cause_text, state_since from practice_connection"
                                + " where tenant_id = ? and urgency <= " + TROUBLE + " and paused_at is null" + within
                                + " order by urgency, sort_name, id limit " + FEW,
                        values.toArray())
                .map(rows -> rows.stream()
                        .map(row -> new Trouble(
                                text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]), (Instant) row[5]))
                        .toList());
    }

    /** How many there are by state, those that are paused apart under {@code PAUSED}. */
    Future<Map<String, Integer>> counts(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = values(tenant);
        String within = environments.conditionOnApplication("application_id", tenant.value(), values);
        return tx.selectRows(
                        "select state, count(*), sum(case when paused_at is null then 0 else 1 end)"
                                + " from practice_connection where tenant_id = ?" + within + " group by state",
                        values.toArray())
                .map(rows -> {
                    Map<String, Integer> counts = new LinkedHashMap<>();
                    for (Object[] row : rows) {
                        int paused = number(row[2]);
                        counts.merge(text(row[0]), number(row[1]) - paused, Integer::sum);
                        counts.merge("PAUSED", paused, Integer::sum);
                    }
                    return counts;
                });
    }

    /** A credential in use that ends soon, or has ended. */
    record Ending(String applicationId, String application, int number, Instant endsAt) {}

    Future<List<Ending>> credentials(Transaction tx, TenantId tenant, EnvironmentChoice environments, Instant before) {
        List<Object> values = new ArrayList<>(List.of(tenant.value(), tenant.value(), before));
        String within = environments.condition("a.environment", values);
        return tx.selectRows(
                        "select c.application_id, a.name, c.number, c.expires_at from credential c"
                                + " join application a on a.id = c.application_id where c.tenant_id = ?"
                                + " and a.tenant_id = ? and c.state = 'ACTIVE' and c.expires_at < ?" + within
                                + " order by c.expires_at limit " + FEW,
                        values.toArray())
                .map(rows -> rows.stream()
                        .map(row -> new Ending(text(row[0]), text(row[1]), number(row[2]), (Instant) row[3]))
                        .toList());
    }

    /**
     * A webhook endpoint that does not take what is sent.
     *
     * @param off why it was switched off by us; null if it was not
     * @param failed deliveries of late that were given up, or tried often
     */
    record Deaf(String id, String url, @Nullable String off, int failed) {}

    Future<List<Deaf>> webhooks(Transaction tx, TenantId tenant, Instant since) {
        return tx.selectRows(
                        "select e.id, e.url, e.disabled_code, (select count(*) from notice_delivery d"
                                + " where d.endpoint_id = e.id and d.created_at >= ?"
                                + " and (d.state = 'FAILED' or (d.state = 'PENDING' and d.attempts >= 3)))"
                                + " from webhook_endpoint e where e.tenant_id = ? order by e.id limit 20",
                        since,
                        tenant.value())
                .map(rows -> rows.stream()
                        .map(row -> new Deaf(text(row[0]), text(row[1]), (String) row[2], number(row[3])))
                        .filter(each -> each.off() != null || each.failed() > 0)
                        .toList());
    }

    /**
     * A directory of an EHR that the tenant has an application at.
     *
     * @param importedAt null if it never worked
     * @param failure of the last import; null if it worked
     */
    record Listing(
            String ehr,
            @Nullable Instant importedAt,
            @Nullable Instant failedAt,
            @Nullable String failure) {}

    Future<List<Listing>> directories(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = values(tenant);
        String within = environments.condition("environment", values);
        return tx.selectRows(
                        "select ehr, imported_at, failed_at, failure from directory where ehr in"
                                + " (select distinct ehr from application where tenant_id = ?" + within
                                + ") order by ehr limit 20",
                        values.toArray())
                .map(rows -> rows.stream()
                        .map(row -> new Listing(text(row[0]), (Instant) row[1], (Instant) row[2], (String) row[3]))
                        .toList());
    }

    /**
     * One step of a sign-up.
     *
     * @param since waiting for somebody else; null if not
     */
    record StepAt(
            String registration,
            String name,
            String ehr,
            String environment,
            String key,
            String state,
            @Nullable Instant since,
            @Nullable String blocker) {}

    /** Of the sign-ups that were last worked on, each step in its order. */
    Future<List<StepAt>> steps(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = new ArrayList<>(List.of(tenant.value(), tenant.value()));
        String within = environments.condition("environment", values);
        return tx.selectRows(
                        "select r.id, r.name, r.ehr, r.environment, s.step_key, s.state, s.waiting_since, s.blocker"
                                + " from registration r join registration_step s on s.registration_id = r.id"
                                + " where r.tenant_id = ? and r.id in (select id from registration where tenant_id = ?"
                                + within + " order by updated_at desc, id limit " + FEW + ")"
                                + " order by r.updated_at desc, r.id, s.position",
                        values.toArray())
                .map(rows -> rows.stream()
                        .map(row -> new StepAt(
                                text(row[0]),
                                text(row[1]),
                                text(row[2]),
                                text(row[3]),
                                text(row[4]),
                                text(row[5]),
                                (Instant) row[6],
                                (String) row[7]))
                        .toList());
    }

    /** Something that happened to a connection. */
    record Happened(
            String id, Instant at, String kind, String code, String text, String connectionId, String practice) {}

    /** The newest first. */
    Future<List<Happened>> activity(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = values(tenant);
        String within = environments.conditionOnApplication("c.application_id", tenant.value(), values);
        return tx.selectRows(
                        "select e.id, e.at, e.kind, e.code, e.text, e.connection_id, c.practice_name"
                                + " from connection_event e join practice_connection c on c.id = e.connection_id"
                                + " where e.tenant_id = ?" + within + " order by e.at desc, e.id desc limit 10",
                        values.toArray())
                .map(rows -> rows.stream()
                        .map(row -> new Happened(
                                text(row[0]),
                                (Instant) row[1],
                                text(row[2]),
                                text(row[3]),
                                text(row[4]),
                                text(row[5]),
                                text(row[6])))
                        .toList());
    }

    /** What of the way from nothing to the first call was done, by the name of each step. */
    Future<Map<String, Boolean>> firstRun(Transaction tx, TenantId tenant) {
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("application", "select 1 from application where tenant_id = ? limit 1");
        questions.put("credential", "select 1 from credential where tenant_id = ? and state = 'ACTIVE' limit 1");
        questions.put(
                "practices",
                "select 1 from directory where imported_at is not null and ehr in"
                        + " (select ehr from application where tenant_id = ?) union all"
                        + " select 1 from practice where tenant_id = ? limit 1");
        questions.put(
                "connection", "select 1 from practice_connection where tenant_id = ? and state <> 'PENDING' limit 1");
        questions.put(
                "call", "select 1 from call_summary where tenant_id = ? and scope = 'tenant' and calls > 0 limit 1");
        questions.put("apiKey", "select 1 from api_key where tenant_id = ? and revoked_at is null limit 1");
        Map<String, Boolean> answers = new LinkedHashMap<>();
        Future<Void> asked = Future.succeededFuture();
        for (Map.Entry<String, String> each : questions.entrySet()) {
            Object[] tenants = each.getValue()
                                    .chars()
                                    .filter(character -> character == '?')
                                    .count()
                            == 2
                    ? new Object[] {tenant.value(), tenant.value()}
                    : new Object[] {tenant.value()};
            asked = asked.compose(done -> tx.selectRows(each.getValue(), tenants)
                    .<Void>map(rows -> {
                        answers.put(each.getKey(), !rows.isEmpty());
                        return null;
                    }));
        }
        return asked.map(answers);
    }

    private static List<Object> values(TenantId tenant) {
        return new ArrayList<>(List.of(tenant.value()));
    }

    private static String text(Object value) {
        return (String) value;
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
