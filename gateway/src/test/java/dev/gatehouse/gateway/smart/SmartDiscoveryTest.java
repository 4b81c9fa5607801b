package dev.gatehouse.gateway.smart;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.gateway.testing.Profiles;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmartDiscoveryTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String WELL_KNOWN = "/fhir/.well-known/smart-configuration";
    private static final String METADATA = "/fhir/metadata";

    private final MovableClock clock = new MovableClock(NOON);
    private final EhrProfile profile = Profiles.closed();

    private Vertx vertx;
    private ScriptedServer ehr;
    private Egress egress;
    private SmartDiscovery discovery;
    private URI base;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        ehr = new ScriptedServer(vertx);
        egress = new Egress(vertx, EgressSettings.allowing(Set.of(ehr.authority())), HostResolver.ofPlatform(), clock);
        discovery = new SmartDiscovery(vertx, egress, (ehr, endpoints) -> Future.succeededFuture(endpoints), clock);
        base = URI.create(ehr.url("/fhir"));
    }

    @AfterEach
    void stop() {
        await(egress.close());
        await(vertx.close());
    }

    @ParameterizedTest
    @Smart({9, 10, 11})
    @ValueSource(strings = {"/fhir", "/fhir/", "/fhir//"})
    void theDocumentIsUnderTheBaseAfterOneSlash(String path) {
        ehr.on(WELL_KNOWN, 200, document().encode(), "Content-Type", "text/plain");

        SmartEndpoints endpoints = await(discovery.endpoints(profile, URI.create(ehr.url(path))));

        assertThat(endpoints.source()).isEqualTo(SmartEndpoints.Source.WELL_KNOWN);
        assertThat(ehr.received()).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo(WELL_KNOWN);
            assertThat(request.headers().get("Accept")).isEqualTo("application/json");
            assertThat(request.headers().contains("Authorization")).isFalse();
            assertThat(request.headers().contains("Cookie")).isFalse();
        });
    }

    @Test
    @Smart({12, 14})
    void endpointsComeFromTheDocumentAndRelativeOnesAreBelowTheBase() {
        ehr.on(
                WELL_KNOWN,
                200,
                document()
                        .put("issuer", "https://issuer.example/")
                        .put("authorization_endpoint", ehr.url("/elsewhere/authorize?tenant=1"))
                        .put("token_endpoint", "auth/token")
                        .put("jwks_uri", "/keys")
                        .put("revocation_endpoint", ehr.url("/revoke"))
                        .put("scopes_supported", new JsonArray().add("openid").add(7))
                        .put("authorization_response_iss_parameter_supported", true)
                        .encode());

        SmartEndpoints endpoints = await(discovery.endpoints(profile, base));

        assertThat(endpoints.token()).isEqualTo(URI.create(ehr.url("/fhir/auth/token")));
        assertThat(endpoints.jwks()).isEqualTo(URI.create(ehr.url("/keys")));
        assertThat(endpoints.forLaunch()).isEqualTo(URI.create(ehr.url("/elsewhere/authorize?tenant=1")));
        assertThat(endpoints.revocation()).isEqualTo(URI.create(ehr.url("/revoke")));
        assertThat(endpoints.issuer()).isEqualTo("https://issuer.example/");
        assertThat(endpoints.scopesSupported()).containsExactly("openid");
        assertThat(endpoints.authorizationResponseIss()).isTrue();
        assertThat(endpoints.warnings()).isEmpty();
    }

    @Test
    @Smart(13)
    void aMissingTokenEndpointIsNamed() {
        for (Object bad : new Object[] {null, "", 7, new JsonArray()}) {
            ehr.on(WELL_KNOWN, 200, document().put("token_endpoint", bad).encode());

            Failure failure = (Failure) failureOf(discovery.endpoints(profile, base));

            assertThat(failure.code()).isEqualTo("discovery-incomplete");
            assertThat(failure.detail()).contains("token_endpoint");
        }
    }

    @Test
    @Smart(13)
    void aMissingAuthorizationEndpointMattersToLaunchesOnly() {
        JsonObject document = document();
        document.remove("authorization_endpoint");
        ehr.on(WELL_KNOWN, 200, document.encode());

        SmartEndpoints endpoints = await(discovery.endpoints(profile, base));

        assertThat(endpoints.token()).isNotNull();
        assertThatThrownBy(endpoints::forLaunch)
                .isInstanceOf(Failure.Upstream.class)
                .hasMessageContaining("authorization_endpoint");
    }

    @Test
    @Smart(13)
    void otherMissingMembersAreWarningsThatNameThem() {
        for (String member : List.of("capabilities", "grant_types_supported", "code_challenge_methods_supported")) {
            JsonObject document = document();
            document.remove(member);
            ehr.on(WELL_KNOWN, 200, document.encode());

            SmartEndpoints endpoints = await(discovery.refetch(profile, base));
            clock.move(Duration.ofMinutes(1));

            assertThat(endpoints.warnings()).singleElement().asString().contains(member);
        }
    }

    /** SMART-18. */
    @Test
    void capabilitiesSteerUnlessTheEhrIsSilent() {
        JsonArray some = new JsonArray().add("launch-standalone").add("context-of-tomorrow");
        ehr.on(WELL_KNOWN, 200, document().put("capabilities", some).encode());
        SmartEndpoints said = await(discovery.endpoints(profile, base));
        assertThat(said.mayBeCapableOf("launch-standalone")).isTrue();
        assertThat(said.mayBeCapableOf("launch-ehr")).isFalse();

        ehr.on(WELL_KNOWN, 200, document().put("capabilities", new JsonArray()).encode());
        SmartEndpoints silent = await(discovery.refetch(profile, base));
        assertThat(silent.mayBeCapableOf("launch-ehr")).isTrue();
    }

    @Test
    @Smart(15)
    void withoutADocumentTheCapabilityStatementIsRead() {
        ehr.on(METADATA, 200, capabilityStatement().encode(), "Content-Type", "application/fhir+json");
        ehr.on(WELL_KNOWN, 200, "<html>Welcome</html>", "Content-Type", "text/html");

        SmartEndpoints endpoints = await(discovery.endpoints(profile, base));

        assertThat(endpoints.source()).isEqualTo(SmartEndpoints.Source.CAPABILITY_STATEMENT);
        assertThat(endpoints.token()).isEqualTo(URI.create(ehr.url("/old/token")));
        assertThat(endpoints.forLaunch()).isEqualTo(URI.create(ehr.url("/fhir/authorize")));
        assertThat(endpoints.capabilities()).containsExactly("launch-ehr");
        assertThat(ehr.received().get(1).headers().contains("Authorization")).isFalse();
    }

    @Test
    void aMissingDocumentWithoutAFallbackSaysSo() {
        Failure nothing = (Failure) failureOf(discovery.endpoints(profile, base));
        assertThat(nothing.code()).isEqualTo("discovery-not-found");

        ehr.on(
                METADATA,
                200,
                new JsonObject().put("resourceType", "CapabilityStatement").encode());
        ehr.on(WELL_KNOWN, 200, "[]");
        Failure unreadable = (Failure) failureOf(discovery.endpoints(profile, base));
        assertThat(unreadable.code()).isEqualTo("discovery-unreadable");
    }

    @ParameterizedTest
    @Smart(16)
    @ValueSource(ints = {500, 502, 503, 504, 429, 408})
    void aServerInTroubleIsNoReasonToTakeTheOlderDocument(int status) {
        ehr.on(METADATA, 200, capabilityStatement().encode());
        ehr.on(WELL_KNOWN, status, "");

        Failure failure = (Failure) failureOf(discovery.endpoints(profile, base));

        assertThat(failure.code()).isEqualTo("discovery-unavailable");
        assertThat(ehr.received()).extracting(ScriptedServer.Received::uri).doesNotContain(METADATA);

        ehr.on(WELL_KNOWN, 200, document().encode());
        assertThat(await(discovery.endpoints(profile, base)).source()).isEqualTo(SmartEndpoints.Source.WELL_KNOWN);
    }

    /** SMART-17, and the next five. */
    @Test
    @Smart(17)
    void fiftyAtOnceMakeOneFetch() {
        ehr.on(WELL_KNOWN, 200, document().encode());
        List<Future<SmartEndpoints>> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            callers.add(discovery.endpoints(profile, i % 2 == 0 ? base : URI.create(base + "/")));
        }
        callers.forEach(each -> assertThat(await(each).token()).isNotNull());
        assertThat(await(discovery.endpoints(profile, base)).token()).isNotNull();

        assertThat(ehr.received()).hasSize(1);
    }

    @Test
    @Smart(17)
    void theServersCacheTimeCountsBetweenFiveMinutesAndADay() {
        for (String[] each : new String[][] {
            {"max-age=0", "PT5M"},
            {"no-store", "PT5M"},
            {"public, max-age=7200", "PT2H"},
            {"max-age=99999999", "PT24H"},
            {"max-age=99999999999999999999999", "PT1H"},
            {"private", "PT1H"}
        }) {
            ehr.on(WELL_KNOWN, 200, document().encode(), "Cache-Control", each[0]);
            await(discovery.refetch(profile, base));
            Duration life = Duration.parse(each[1]);

            ehr.forget();
            clock.move(life.minusSeconds(1));
            await(discovery.endpoints(profile, base));
            assertThat(ehr.received()).as(each[0]).isEmpty();

            clock.move(Duration.ofSeconds(1));
            await(discovery.endpoints(profile, base));
            assertThat(ehr.received()).as(each[0]).hasSize(1);
            clock.move(Duration.ofMinutes(1));
        }
    }

    @Test
    @Smart(17)
    void anUnchangedDocumentIsConfirmedByItsETag() {
        ehr.on(WELL_KNOWN, request -> {
            boolean known = "\"v1\"".equals(request.getHeader("If-None-Match"));
            request.response()
                    .setStatusCode(known ? 304 : 200)
                    .putHeader("ETag", "\"v1\"")
                    .end(known ? "" : document().encode());
        });
        SmartEndpoints first = await(discovery.endpoints(profile, base));
        for (int round = 0; round < 2; round++) {
            clock.move(Duration.ofHours(2));
            SmartEndpoints again = await(discovery.endpoints(profile, base));
            assertThat(again.token()).isEqualTo(first.token());
            assertThat(again.fetchedAt()).isEqualTo(clock.instant());
        }

        assertThat(ehr.received()).hasSize(3);
        assertThat(ehr.received().get(2).headers().get("If-None-Match")).isEqualTo("\"v1\"");
    }

    @Test
    @Smart(17)
    void aKnownDocumentStaysInUseWhenItCantBeReadAgain() {
        ehr.on(WELL_KNOWN, 200, document().encode());
        SmartEndpoints known = await(discovery.endpoints(profile, base));
        for (String trouble : List.of("{\"token_endpoint\":\"http://169.254.169.254/\"}", "{}", "<html>")) {
            ehr.on(WELL_KNOWN, 200, trouble);
            clock.move(Duration.ofHours(25));

            assertThat(await(discovery.endpoints(profile, base))).isEqualTo(known);
        }
        ehr.forget();
        assertThat(await(discovery.endpoints(profile, base))).isEqualTo(known);
        assertThat(ehr.received()).as("asked again only after a while").isEmpty();
    }

    @Test
    @Smart(17)
    void aMovedTokenEndpointIsFoundByReadingAgain() {
        ehr.on(WELL_KNOWN, 200, document().encode(), "Cache-Control", "max-age=86400");
        await(discovery.endpoints(profile, base));
        ehr.on(
                WELL_KNOWN,
                200,
                document().put("token_endpoint", ehr.url("/new/token")).encode());

        SmartEndpoints again = await(discovery.refetch(profile, base));

        assertThat(again.token()).isEqualTo(URI.create(ehr.url("/new/token")));
        assertThat(await(discovery.endpoints(profile, base)).token()).isEqualTo(again.token());
        await(discovery.refetch(profile, base));
        assertThat(ehr.received())
                .as("a second time within seconds is not asked")
                .hasSize(2);
    }

    /** SMART-19, and the next two. */
    @ParameterizedTest
    @Smart(19)
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "https://169.254.169.254/token",
                "http://localhost/token",
                "https://evil.example/t",
                "//evil.example/token",
                "https://u:p@evil.example/token",
                "file:///etc/passwd",
                "not an address",
                "https://127.0.0.1:1/token"
            })
    void aDocumentCantSendSecretsElsewhere(String address) {
        for (String member : List.of("token_endpoint", "authorization_endpoint", "jwks_uri")) {
            ehr.on(WELL_KNOWN, 200, document().put(member, address).encode());

            Failure failure = (Failure) failureOf(discovery.endpoints(profile, base));

            assertThat(failure.code()).isEqualTo("discovery-address-refused");
            assertThat(failure.detail()).contains(member);
        }
        for (String member : List.of("introspection_endpoint", "revocation_endpoint", "management_endpoint")) {
            ehr.on(WELL_KNOWN, 200, document().put(member, address).encode());

            SmartEndpoints endpoints = await(discovery.refetch(profile, base));

            clock.move(Duration.ofMinutes(1));
            assertThat(endpoints.introspection()).isNull();
            assertThat(endpoints.revocation()).isNull();
            assertThat(endpoints.management()).isNull();
            assertThat(endpoints.warnings()).singleElement().asString().contains(member);
        }
    }

    @Test
    @Smart(19)
    void anEndlessDocumentAndARedirectLoopEnd() {
        ehr.on(WELL_KNOWN, 200, " ".repeat(1024 * 1024 + 1));
        assertThat(((Failure) failureOf(discovery.endpoints(profile, base))).code())
                .isEqualTo("ehr-answer-too-large");

        ehr.forget();
        ehr.on(WELL_KNOWN, 302, "", "Location", WELL_KNOWN);
        assertThat(((Failure) failureOf(discovery.endpoints(profile, base))).code())
                .isEqualTo("discovery-unreadable");
        assertThat(ehr.received()).hasSize(1);
    }

    @Test
    @Smart(19)
    void aBaseThatIsNotOnTheListIsNotAsked() {
        for (String other : List.of("https://evil.example/fhir", ehr.url("/fhir?x=1"), "http://localhost/fhir")) {
            Failure failure = (Failure) failureOf(discovery.endpoints(profile, URI.create(other)));
            assertThat(failure.code()).isEqualTo("address-refused");
        }
        assertThat(ehr.received()).isEmpty();
    }

    private JsonObject document() {
        return new JsonObject()
                .put("authorization_endpoint", ehr.url("/authorize"))
                .put("token_endpoint", ehr.url("/token"))
                .put("capabilities", new JsonArray().add("launch-ehr"))
                .put("grant_types_supported", new JsonArray().add("authorization_code"))
                .put("code_challenge_methods_supported", new JsonArray().add("S256"));
    }

    private JsonObject capabilityStatement() {
        JsonObject foreign = rest("client", ehr.url("/client/token"));
        JsonObject bare = new JsonObject().put("mode", "server");
        return new JsonObject()
                .put("resourceType", "CapabilityStatement")
                .put("rest", new JsonArray().add(foreign).add(bare).add(rest("server", ehr.url("/old/token"))));
    }

    private static JsonObject rest(String mode, String token) {
        String definitions = "http://fhir-registry.smarthealthit.org/StructureDefinition/";
        JsonArray uris = new JsonArray()
                .add(new JsonObject().put("url", "authorize").put("valueUri", "authorize"))
                .add(new JsonObject().put("url", "token").put("valueUri", token));
        JsonArray extensions = new JsonArray()
                .add(new JsonObject().put("url", definitions + "oauth-uris").put("extension", uris))
                .add(new JsonObject().put("url", definitions + "capabilities").put("valueCode", "launch-ehr"));
        return new JsonObject().put("mode", mode).put("security", new JsonObject().put("extension", extensions));
    }
}
