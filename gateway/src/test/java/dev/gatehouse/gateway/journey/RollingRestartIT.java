package dev.gatehouse.gateway.journey;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that are stopped and started one after the other, while calls go on. */
final class RollingRestartIT {
    private static final Duration GRACE = Duration.ofMillis(400);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final int CALLERS = 8;

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    private final Queue<Api.Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    private static Balancer.Node node(Gateway of) {
        return new Balancer.Node(URI.create(of.publicUrl()).getPort(), of.managementPort());
    }

    /** One call after the other until it is enough. */
    private CompletableFuture<Void> calls(Api api, String path) {
        return api.later("GET", path, null).thenCompose(answer -> {
            answers.add(answer);
            return enough ? CompletableFuture.completedFuture(null) : calls(api, path);
        });
    }

    @Test
    void noCallFailsWhileEachNodeIsRestarted() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        try (Balancer balancer = new Balancer(gateway.vertx())) {
            List<Gateway> nodes = new ArrayList<>(List.of(gateway.startAnother(), gateway.startAnother()));
            nodes.forEach(each -> await(balancer.add(node(each))));
            Api api = connected.partner().api().at(balancer.url());
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(calls(api, connected.fhir()));
            }

            for (int i = 0; i < 2; i++) {
                Gateway old = nodes.remove(0);
                await(old.leave(GRACE, DRAIN).compose(left -> old.close()));
                Gateway fresh = gateway.startAnother();
                await(balancer.add(node(fresh)));
                nodes.add(fresh);
            }
            enough = true;
            callers.forEach(CompletableFuture::join);

            assertThat(answers)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(
                            each -> assertThat(each.status()).as(each.body()).isEqualTo(200));
            nodes.forEach(each -> await(each.close()));
        }
    }

    @Test
    void aCallAndARefreshThatRunAreFinished() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Gateway leaves = gateway.startAnother();
        Api there = connected.partner().api().at(leaves.publicUrl());
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.late(Duration.ofSeconds(2))
                                .at(connected.practice().guid()));
        CompletableFuture<Api.Answer> call = there.later("GET", connected.fhir(), null);
        while (gateway.ehr().control().tokenRequests("refresh_token") == 0) {
            Thread.onSpinWait();
        }

        await(leaves.leave(Duration.ofMillis(1), DRAIN).compose(left -> leaves.close()));

        call.join().need(200);
        connected.read().need(200);
        assertThat(gateway.ehr().control().tokenRequests("refresh_token")).isEqualTo(1);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }
}
