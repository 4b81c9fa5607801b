package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway that leaves waits for calls that go past the router, too. */
final class StraightDrainTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    @Test
    void aCallPastTheRouterIsAnsweredBeforeTheGatewayHasLeft() throws Exception {
        ConnectedPractice practice = gateway.aConnectedPractice();
        JsonObject key = practice.partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "straight").put("permissions", new JsonArray().add("proxy:read")))
                .need(201)
                .json();
        Api api = new Api(gateway.url(), key.getString("key"));
        String patients = practice.fhir() + "/Patient?_count=1";
        api.get(patients).need(200); // from now on the key is one that was good a moment ago
        int before = asked();
        gateway.ehr().control().inject(RequestKind.FHIR, Fault.late(Duration.ofSeconds(3)));

        CompletableFuture<Api.Answer> call = CompletableFuture.supplyAsync(() -> api.get(patients));
        untilTheEhrIsAsked(before);
        CompletableFuture<Void> left = gateway.gateway()
                .leave(Duration.ZERO, Duration.ofSeconds(60))
                .toCompletionStage()
                .toCompletableFuture();
        assertThat(call).as("still under way when the leaving begins").isNotDone();

        left.get(60, TimeUnit.SECONDS);
        gateway.stop();

        assertThat(call.get(60, TimeUnit.SECONDS).need(200).json().getString("resourceType"))
                .isEqualTo("Bundle");
        gateway.startAgain();
    }

    private static int asked() {
        return gateway.ehr().control().requests(RequestKind.FHIR).size();
    }

    private static void untilTheEhrIsAsked(int before) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (asked() == before) {
            assertThat(System.nanoTime()).as("the EHR was never asked").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
