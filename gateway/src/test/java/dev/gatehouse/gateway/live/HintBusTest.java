package dev.gatehouse.gateway.live;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.OnH2;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of many changes in a moment. */
final class HintBusTest extends DatabaseContract implements OnH2 {
    private static final TenantId TENANT = new TenantId("northwind");
    private static final TenantId OTHER = new TenantId("other");

    private Promise<List<Hint>> first = Promise.promise();
    private HintBus bus;

    @BeforeEach
    void anotherBus() {
        Promise<List<Hint>> fresh = Promise.promise();
        first = fresh;
        bus = new HintBus(vertx(), database().announcements(), Duration.ofMillis(20), fresh::tryComplete, () -> {});
    }

    @Test
    void aFewChangesAreToldOneByOneEachOnce() {
        for (int i = 0; i < 100; i++) {
            bus.changed(TENANT, Topic.CONNECTIONS, "con_" + i % 3);
            bus.changed(OTHER, Topic.CONNECTIONS, "con_9");
        }

        assertThat(await(first.future()))
                .containsExactlyInAnyOrder(
                        new Hint(TENANT, Topic.CONNECTIONS, "con_0"),
                        new Hint(TENANT, Topic.CONNECTIONS, "con_1"),
                        new Hint(TENANT, Topic.CONNECTIONS, "con_2"),
                        new Hint(OTHER, Topic.CONNECTIONS, "con_9"));
    }

    @Test
    void aStormOfChangesIsOneHint() {
        for (int i = 0; i < 1_000; i++) {
            bus.changed(TENANT, Topic.CONNECTIONS, "con_" + i);
        }

        assertThat(await(first.future())).containsExactly(new Hint(TENANT, Topic.CONNECTIONS, null));
    }

    @Test
    void anIdThatIsNoneOfOursIsLeftOut() {
        bus.changed(TENANT, Topic.CONNECTIONS, "anything/else with words");

        assertThat(await(first.future())).containsExactly(new Hint(TENANT, Topic.CONNECTIONS, null));
    }

    @Test
    void whatElsewhereOnlyIsNewIsNotToldHere() {
        bus.tell(TENANT, Topic.CALLS, null, Hints.Reach.ELSEWHERE);
        bus.changed(TENANT, Topic.AUDIT, null);

        assertThat(await(first.future())).containsExactly(new Hint(TENANT, Topic.AUDIT, null));
    }

    @Test
    void aHintSurvivesTheWayToAnotherNode() {
        Hint hint = new Hint(TENANT, Topic.API_KEYS, "key_1");

        assertThat(Hint.ofKey(hint.key())).hasValue(hint);
        assertThat(Hint.ofKey(new Hint(TENANT, Topic.TENANTS, "x").key()))
                .hasValue(new Hint(TENANT, Topic.TENANTS, null));
        assertThat(Hint.ofKey("northwind/no-topic/-")).isEmpty();
        assertThat(Hint.ofKey("northwind")).isEmpty();
    }
}
