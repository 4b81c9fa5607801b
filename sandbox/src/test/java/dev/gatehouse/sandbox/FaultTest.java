package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest extends SandboxTest {

    private String discovery() {
        return base.url() + "/.well-known/smart-configuration";
    }

    @Test
    void anAnswerIsReplacedAsOftenAsAskedAndOnlyAtThatPractice() throws Exception {
        ehr.control().inject(RequestKind.DISCOVERY, Fault.tooMany("7").times(2).at(base.guid()));

        HttpResponse<Buffer> first = app.get(discovery());

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.getHeader("retry-after")).isEqualTo("7");
        assertThat(app.get(ehr.practice(2).providerBase() + "/.well-known/smart-configuration")
                        .statusCode())
                .isEqualTo(200);
        assertThat(app.get(discovery()).statusCode()).isEqualTo(429);
        assertThat(app.get(discovery()).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefreshDroppedAfterwardsHasRotatedAndOneDroppedBeforeHasNot() throws Exception {
        String first = app.connect(base).getString("refresh_token");

        ehr.control().inject(RequestKind.REFRESH, Fault.dropBefore());
        assertThatThrownBy(() -> app.refresh(base, first)).hasMessageContaining("closed");
        ehr.control().inject(RequestKind.REFRESH, Fault.dropAfter());
        assertThatThrownBy(() -> app.refresh(base, first)).hasMessageContaining("closed");
        HttpResponse<Buffer> again = app.refresh(base, first);

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(violations()).containsExactly("refresh-reuse");
        assertThat(ehr.control().tokenRequests("refresh_token")).isEqualTo(3);
    }

    @Test
    void aCutBodyIsNotTakenForAWholeOne() {
        ehr.control().inject(RequestKind.DISCOVERY, Fault.cutAfter(20));

        assertThatThrownBy(() -> app.get(discovery())).hasMessageContaining("closed");
    }

    @Test
    void aStreamIsCutToo() throws Exception {
        String token = app.connect(base).getString("access_token");
        ehr.control().inject(RequestKind.FHIR, Fault.cutAfter(1_000_000));

        assertThatThrownBy(() -> app.get(base.url() + "/Binary/large?bytes=5000000", token))
                .hasMessageContaining("closed");
    }

    @Test
    void aDribbledBodyArrivesWhole() throws Exception {
        JsonObject plain = app.get(discovery()).bodyAsJsonObject();
        ehr.control().inject(RequestKind.DISCOVERY, Fault.dribble(20_000).after(Duration.ofMillis(5)));

        assertThat(app.get(discovery()).bodyAsJsonObject()).isEqualTo(plain);
    }

    @Test
    void anEndlessBodyGoesOnUntilTheReaderLeaves() throws Exception {
        ehr.control().inject(RequestKind.DISCOVERY, Fault.endless());
        Promise<Integer> enough = Promise.promise();
        int[] read = new int[1];

        vertx.createHttpClient()
                .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(discovery()))
                .compose(request -> request.send())
                .onSuccess((HttpClientResponse response) -> response.handler(piece -> {
                    read[0] += piece.length();
                    if (read[0] > 5_000_000) {
                        response.request().reset();
                        enough.tryComplete(read[0]);
                    }
                }))
                .onFailure(enough::tryFail);

        assertThat(App.await(enough.future())).isGreaterThan(5_000_000);
    }

    @Test
    void discoveryCanBePatchedAndVanish() throws Exception {
        ehr.control()
                .behaviour()
                .patchDiscovery(
                        null,
                        new JsonObject().put("token_endpoint", "auth/token").putNull("capabilities"));
        JsonObject patched = app.get(discovery()).bodyAsJsonObject();
        ehr.control().inject(RequestKind.DISCOVERY, Fault.status(404).always());

        assertThat(patched.getString("token_endpoint")).isEqualTo("auth/token");
        assertThat(patched.containsKey("capabilities")).isFalse();
        assertThat(app.get(discovery()).statusCode()).isEqualTo(404);
        assertThat(app.get(discovery()).statusCode()).isEqualTo(404);
    }

    @Test
    void theLogTellsEverythingButSecrets() throws Exception {
        JsonObject token = app.connect(base);
        HttpResponse<Buffer> read = app.get(base.url() + "/Patient?name=a%7Cb,c", token.getString("access_token"));

        List<RecordedRequest> all = ehr.control().log().requests(request -> true);
        RecordedRequest exchange = ehr.control().requests(RequestKind.TOKEN).get(0);
        RecordedRequest fhir = ehr.control().requests(RequestKind.FHIR).get(0);

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(all.toString()).doesNotContain(app.client.secret(), app.verifier, token.getString("access_token"));
        assertThat(exchange.authorization()).isEqualTo("basic");
        assertThat(exchange.form("code")).startsWith("sha256:");
        assertThat(fhir.target()).endsWith("/Patient?name=a%7Cb,c");
        assertThat(fhir.authorization()).isEqualTo("bearer");
        assertThat(fhir.practice()).isEqualTo(base.guid());
    }

    @Test
    void doubledSlashesAndNeedlessTokensAreNoted() throws Exception {
        assertThat(app.get(base.url() + "//.well-known/smart-configuration").statusCode())
                .isEqualTo(401);
        assertThat(app.get(discovery(), "needless").statusCode()).isEqualTo(200);
        assertThat(app.get(base.url() + "/Patient?access_token=x").statusCode()).isEqualTo(401);

        assertThat(violations()).containsExactly("double-slash", "token-on-discovery", "token-in-query");
    }

    @Test
    void everythingCanBeSteeredOverHttp() throws Exception {
        String control = ehr.origin() + "/control/";
        HttpResponse<Buffer> injected = App.await(app.request(HttpMethod.POST, control + "faults")
                .sendJsonObject(new JsonObject()
                        .put("kind", "discovery")
                        .put("status", 503)
                        .put("headers", new JsonObject().put("Retry-After", "2"))));
        HttpResponse<Buffer> turned = App.await(app.request(HttpMethod.POST, control + "behaviour")
                .sendJsonObject(new JsonObject().put("accessTokenLifetimeSeconds", 5)));
        HttpResponse<Buffer> unknown = App.await(app.request(HttpMethod.POST, control + "behaviour")
                .sendJsonObject(new JsonObject().put("nonsense", 5)));

        assertThat(injected.statusCode()).isEqualTo(200);
        assertThat(turned.statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(app.get(discovery()).statusCode()).isEqualTo(503);
        assertThat(app.connect(base).getInteger("expires_in")).isEqualTo(5);
        assertThat(app.get(control + "counters")
                        .bodyAsJsonObject()
                        .getJsonObject("tokenRequests")
                        .getInteger("authorization_code"))
                .isEqualTo(1);
        assertThat(app.get(control + "requests?kind=discovery")
                        .bodyAsJsonObject()
                        .getJsonArray("items"))
                .hasSize(1);
        assertThat(app.get(control + "violations").bodyAsJsonObject().getJsonArray("items"))
                .isEmpty();
    }
}
