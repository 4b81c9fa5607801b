package dev.gatehouse.gateway.journey;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.app.Gateway;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On PostgreSQL, which two gateways may share. */
final class MainJobIT extends MainJobContract {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onPostgres();

    @Override
    GatewayExtension gateway() {
        return gateway;
    }

    @Test
    @Smart(82)
    void twoGatewaysShareOneRefresh() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Gateway second = gateway.startAnother();
        Api here = connected.partner().api();
        Api there = here.at(second.publicUrl());
        there.get(connected.fhir()).need(200);
        gateway.ehr().control().tokens().expireAccessTokens(connected.practice().guid());

        List<CompletableFuture<Api.Answer>> calls = Stream.of(here, there)
                .flatMap(api -> Stream.generate(() -> api.later("GET", connected.fhir(), null))
                        .limit(20))
                .toList();

        assertThat(calls.stream().map(CompletableFuture::join).map(Api.Answer::status))
                .containsOnly(200);
        assertThat(gateway.ehr().control().tokenRequests("refresh_token")).isEqualTo(1);
        assertThat(gateway.ehr().control().violations()).isEmpty();
        await(second.close());
    }
}
