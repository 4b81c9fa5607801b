package dev.gatehouse.common.notice;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class OutboxContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");

    private final Outbox outbox = new Outbox(new Ids(new SecureRandom()), Clock.fixed(NOON, ZoneOffset.UTC));

    OutboxContract() {
        super(NoticeRow.class);
    }

    @BeforeEach
    void anEmptyOutbox() {
        await(database()
                .inTransaction(tx -> tx.run(session ->
                        session.createMutationQuery("delete from NoticeRow").executeUpdate())));
    }

    private static Notice notice(String subject) {
        return new Notice(
                ACME,
                "connection.active",
                subject,
                new JsonObject().put("state", "active"),
                List.of("a@example.org", "b@example.org"));
    }

    private void sent(String... subjects) {
        await(database().inTransaction(tx -> {
            Future<Void> all = Future.succeededFuture();
            for (String each : subjects) {
                all = all.compose(done -> outbox.send(tx, notice(each)));
            }
            return all;
        }));
    }

    private List<SentNotice> waiting() {
        return await(database().read(tx -> outbox.waiting(tx, 100)));
    }

    private boolean anyWaiting() {
        return await(database().read(outbox::anyWaiting));
    }

    private Optional<SentNotice> found(TenantId tenant, String id) {
        return await(database().read(tx -> outbox.find(tx, tenant, id)));
    }

    private int pruned(Instant before) {
        return await(database().inTransaction(tx -> outbox.prune(tx, before)));
    }

    @Test
    void aNoticeComesOutAsItWentIn() {
        sent("con_1");

        assertThat(waiting()).singleElement().satisfies(found -> {
            assertThat(found.id()).startsWith("msg_");
            assertThat(found.occurredAt()).isEqualTo(NOON);
            assertThat(found.notice()).isEqualTo(notice("con_1"));
        });
        assertThat(anyWaiting()).isTrue();
    }

    @Test
    void aChangeThatDoesNotHappenTellsNobody() {
        Failure ours = new Failure.Conflict("not-now", "Not now.");

        Throwable failure = failureOf(database()
                .inTransaction(
                        tx -> outbox.send(tx, notice("con_1")).compose(done -> Future.<Void>failedFuture(ours))));

        assertThat(failure).isSameAs(ours);
        assertThat(waiting()).isEmpty();
        assertThat(anyWaiting()).isFalse();
    }

    @Test
    void eachNoticeIsTakenByOneNode() {
        sent(IntStream.range(0, 40).mapToObj(i -> "con_" + i).toArray(String[]::new));

        List<Future<List<String>>> nodes =
                IntStream.range(0, 4).mapToObj(i -> takeAll(new ArrayList<>())).toList();
        List<String> taken = new ArrayList<>();
        nodes.forEach(each -> taken.addAll(await(each)));

        assertThat(taken).hasSize(40).doesNotHaveDuplicates();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whoTakesSomeLeavesTheOthersToOthers() {
        sent("con_1", "con_2", "con_3");

        List<SentNotice> others = await(database()
                .inTransaction(tx -> outbox.waiting(tx, 1)
                        .compose(mine -> database().inTransaction(other -> outbox.waiting(other, 3)))));

        assertThat(others).hasSize(2);
    }

    private Future<List<String>> takeAll(List<String> mine) {
        return database()
                .inTransaction(tx -> outbox.waiting(tx, 3).compose(found -> {
                    List<String> ids = found.stream().map(SentNotice::id).toList();
                    return outbox.spread(tx, ids, NOON).map(ids);
                }))
                .compose(ids -> {
                    mine.addAll(ids);
                    return ids.isEmpty() ? Future.succeededFuture(mine) : takeAll(mine);
                });
    }

    @Test
    void aNoticeKeptForItsSenderWaitsForNobody() {
        SentNotice kept = await(database().inTransaction(tx -> outbox.keep(tx, notice("hook_1"))));

        assertThat(waiting()).isEmpty();
        assertThat(found(ACME, kept.id())).contains(kept);
        assertThat(found(OTHER, kept.id())).isEmpty();
    }

    @Test
    void whatWasSpreadLongAgoIsForgottenAndWhatWaitsIsNot() {
        sent("old", "waits");
        String old = waiting().stream()
                .filter(each -> each.notice().subject().equals("old"))
                .findFirst()
                .orElseThrow()
                .id();
        await(database().inTransaction(tx -> outbox.spread(tx, List.of(old), NOON)));

        assertThat(pruned(NOON)).isZero();
        assertThat(pruned(NOON.plusSeconds(1))).isEqualTo(1);

        assertThat(waiting()).extracting(each -> each.notice().subject()).containsExactly("waits");
        assertThat(found(ACME, old)).isEmpty();
    }
}
