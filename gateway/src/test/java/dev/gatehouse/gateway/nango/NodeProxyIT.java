package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The proxy of the published package {@code @nangohq/node}, against the running gateway and EHR. */
final class NodeProxyIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final List<String> WRITING =
            List.of("openid", "fhirUser", "offline_access", "user/Patient.read", "user/Patient.write");
    private static final JsonObject PATIENT = new JsonObject()
            .put("resourceType", "Patient")
            .put("name", new JsonArray().add(new JsonObject().put("family", "Proxied")));

    private static NodeClient node;

    private final Partner partner = gateway.aPartner();
    private final SandboxPractice practice = gateway.aPractice();
    private String integration;
    private ConnectedPractice connected;
    private NodeClient.As client;

    @BeforeAll
    static void startNode() throws Exception {
        node = NodeClient.at(gateway.url());
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void connect() {
        gateway.ehr().control().heal();
        connected = partner.connects(practice, partner.invitation(practice).put("scopes", new JsonArray(WRITING)));
        integration = NangoFixture.integration(partner);
        client = node.as(NangoFixture.key(partner.api(), NangoFixture.ALL));
    }

    private JsonObject to(String endpoint) {
        return new JsonObject()
                .put("providerConfigKey", integration)
                .put("connectionId", connected.id())
                .put("endpoint", endpoint);
    }

    private List<RecordedRequest> received() {
        return gateway.ehr().control().requests(RequestKind.FHIR).stream()
                .filter(request -> practice.guid().equals(request.practice()))
                .toList();
    }

    private RecordedRequest last() {
        List<RecordedRequest> all = received();
        return all.get(all.size() - 1);
    }

    @Test
    void aSearchComesAsTheEhrGaveIt() {
        JsonObject answer = client.object("get", to("/Patient").put("params", new JsonObject().put("_count", 1)));

        assertThat(answer.getInteger("status")).isEqualTo(200);
        assertThat(answer.getJsonObject("headers").getString("content-type")).contains("json");
        JsonObject bundle = answer.getJsonObject("data");
        assertThat(bundle.getString("resourceType")).isEqualTo("Bundle");
        assertThat(bundle.getJsonArray("link").getJsonObject(0).getString("url"))
                .startsWith(practice.providerBase().toString());
        assertThat(last().target()).endsWith("/Patient?_count=1");
        assertThat(last().authorization()).isEqualTo("bearer");
    }

    @Test
    void theQueryOfTheEndpointArrivesLetterByLetter() {
        client.call("get", to("Patient?_count=1&name=a%7Cb&name=c|d"));
        assertThat(last().target()).endsWith("/Patient?_count=1&name=a%7Cb&name=c|d");

        client.call("proxy", to("/Patient").put("params", "_count=1"));
        assertThat(last().method()).isEqualTo("GET");
        assertThat(last().target()).endsWith("/Patient?_count=1");

        client.call(
                "get",
                to("/Patient").put("baseUrlOverride", practice.providerBase().toString()));
        assertThat(last().target()).endsWith("/Patient");
    }

    @Test
    void aResourceIsCreatedWithItsOwnContentType() {
        JsonObject answer = client.object(
                "post",
                to("/Patient")
                        .put("data", PATIENT)
                        .put(
                                "headers",
                                new JsonObject()
                                        .put("Content-Type", "application/fhir+json")
                                        .put("Prefer", "return=minimal")
                                        .put("Cookie", "a=b")));

        assertThat(answer.getInteger("status")).isEqualTo(201);
        assertThat(last().headerNames()).noneMatch("cookie"::equalsIgnoreCase);
        assertThat(last().headers().toString())
                .contains("application/fhir+json")
                .contains("return=minimal");
    }

    @Test
    void aPostWithoutDataHasNeitherBodyNorType() {
        JsonObject answer = client.object("post", to("/Patient/_search?_count=1"));

        assertThat(answer.getInteger("status")).isIn(200, 400, 405);
        assertThat(last().method()).isEqualTo("POST");
        assertThat(last().headerNames()).noneMatch("content-type"::equalsIgnoreCase);
    }

    @Test
    void whatTheEhrRefusesIsToldInItsOwnWords() {
        NodeClient.Refused missing = client.refused("get", to("/Patient/nobody"));

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.error().getJsonObject("data").getString("resourceType"))
                .isEqualTo("OperationOutcome");
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.status(401).times(1).at(practice.guid()));
        NodeClient.Refused refused = client.refused("post", to("/Patient").put("data", PATIENT));
        assertThat(refused.status()).isEqualTo(401);
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.status(401).times(1).at(practice.guid()));
        assertThat(client.object("get", to("/Patient?_count=1")).getInteger("status"))
                .isEqualTo(200);
    }

    @Test
    void ourOwnRefusalsHaveTheirCodes() {
        NodeClient.Refused integrationUnknown =
                client.refused("get", to("/Patient").put("providerConfigKey", "none"));
        NodeClient.Refused connectionUnknown =
                client.refused("get", to("/Patient").put("connectionId", "none"));
        NodeClient.Refused elsewhere =
                client.refused("get", to("/Patient").put("baseUrlOverride", "https://evil.example/fhir"));
        NodeClient.Refused malformed = client.refused("get", to("/Patient").put("baseUrlOverride", "nowhere"));
        NodeClient.Refused retryOn = client.refused("get", to("/Patient").put("retryOn", new JsonArray().add("soon")));
        NodeClient.Refused climbing = client.refused("get", to("/%2e%2e/other"));
        NodeClient.Refused unwritable = node.as(NangoFixture.key(partner.api(), "proxy:read"))
                .refused("post", to("/Patient").put("data", PATIENT));

        assertThat(integrationUnknown.status()).isEqualTo(404);
        assertThat(integrationUnknown.code()).isEqualTo("unknown_provider_config");
        assertThat(connectionUnknown.status()).isEqualTo(400);
        assertThat(connectionUnknown.code()).isEqualTo("server_error");
        assertThat(connectionUnknown.body().getString("message")).isEqualTo("Failed to get connection");
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(elsewhere.code()).isEqualTo("base_url_override_not_allowed");
        assertThat(malformed.code()).isEqualTo("invalid_headers");
        assertThat(retryOn.code()).isEqualTo("invalid_headers");
        assertThat(climbing.status()).isIn(400, 404);
        assertThat(unwritable.status()).isEqualTo(403);
        assertThat(unwritable.code()).isEqualTo("forbidden");
        assertThat(received().stream().filter(request -> request.method().equals("POST")))
                .isEmpty();
    }

    @Test
    void aReadIsRepeatedWhenItIsWished() {
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.tooMany("1").times(1).at(practice.guid()));

        JsonObject repeated = client.object("get", to("/Patient?_count=1").put("retries", 2));

        assertThat(repeated.getInteger("status")).isEqualTo(200);
        assertThat(received()).hasSize(2);
    }

    @Test
    void nothingIsRepeatedThatNobodyWishedTo() {
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.tooMany("1").times(1).at(practice.guid()));

        NodeClient.Refused once = client.refused("get", to("/Patient?_count=1"));

        assertThat(once.status()).isEqualTo(429);
        assertThat(received()).hasSize(1);
    }

    @Test
    void aWriteIsNeverRepeated() {
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.tooMany("1").times(1).at(practice.guid()));

        NodeClient.Refused write =
                client.refused("post", to("/Patient").put("data", PATIENT).put("retries", 2));

        assertThat(write.status()).isEqualTo(429);
        assertThat(received()).hasSize(1);
    }

    @Test
    void anEhrThatCanNotBeReachedHasItsOwnForm() {
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.dropBefore().always().at(practice.guid()));

        NodeClient.Refused refused = client.refused("get", to("/Patient"));

        assertThat(refused.status()).isEqualTo(500);
        JsonObject data = refused.error().getJsonObject("data");
        assertThat(data.fieldNames()).containsExactlyInAnyOrder("message", "code", "status", "method");
        assertThat(data.getString("code")).isEqualTo("ECONNRESET");
        assertThat(data.getString("method")).isEqualTo("get");
    }

    @Test
    void aGrantThatEndedIsTold() {
        gateway.ehr().control().tokens().revokeGrants(practice.guid());
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, Fault.status(401).always().at(practice.guid()));

        NodeClient.Refused refused = client.refused("get", to("/Patient"));

        assertThat(refused.status()).isIn(400, 424);
        assertThat(refused.code()).isIn("server_error", "connection_refresh_backoff");
    }

    @Test
    void bytesComeAsTheyAre() {
        JsonObject answer = client.object("get", to("/Patient?_count=1").put("responseType", "arraybuffer"));

        String bytes = new String(
                Base64.getDecoder().decode(answer.getJsonObject("data").getString("base64")), StandardCharsets.UTF_8);
        assertThat(new JsonObject(bytes).getString("resourceType")).isEqualTo("Bundle");
    }

    @Test
    void aConnectionOfAnotherTenantIsNotThere() {
        Partner other = gateway.aPartner();
        NodeClient.As stranger = node.as(NangoFixture.key(other.api(), NangoFixture.ALL));
        String own = NangoFixture.integration(other);

        assertThat(stranger.refused("get", to("/Patient")).code()).isEqualTo("unknown_provider_config");
        assertThat(stranger.refused("get", to("/Patient").put("providerConfigKey", own))
                        .code())
                .isEqualTo("server_error");
        client.call("deleteConnection", integration, connected.id());
        NodeClient.Refused ended = client.refused("get", to("/Patient"));
        assertThat(ended.status()).isEqualTo(400);
        assertThat(ended.code()).isEqualTo("server_error");
    }
}
