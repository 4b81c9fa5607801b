package dev.gatehouse.bench.proxy;

import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.guard.BodyLimits;
import dev.gatehouse.gateway.proxy.FhirProxy;
import dev.gatehouse.gateway.proxy.OwnAddresses;
import dev.gatehouse.gateway.proxy.ProxyRoutes;
import dev.gatehouse.gateway.proxy.ProxySettings;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A gateway with the proxy alone: one connection, one token, every caller allowed. */
final class BenchGateway {
    static final String PATH = "/fhir/con_00000000000000000000000000";
    static final String BASE_PATH = "/practice/r4";

    /** What is measured is the proxy, not its limits. */
    private static final AdmissionSettings WIDE = new AdmissionSettings(100_000, 100_000, 100_000, 100_000, 100_000);

    private BenchGateway() {}

    static Future<HttpServer> start(Vertx vertx, int ehrPort) {
        Egress egress = new Egress(
                vertx, EgressSettings.allowing(Set.of("localhost")), HostResolver.ofPlatform(), Clock.systemUTC());
        FhirProxy proxy = new FhirProxy(
                vertx,
                egress,
                ehr -> new HostRules(Set.of("localhost"), false),
                new OneToken(),
                new Admission(vertx, WIDE, ehr -> EhrFacts.UNKNOWN.limits(), Clock.systemUTC()),
                URI.create("https://gate.example"),
                ProxySettings.DEFAULT.with(new BodyLimits(Long.MAX_VALUE, Long.MAX_VALUE)),
                call -> {},
                Clock.systemUTC());
        PracticeConnection connection = new PracticeConnection(
                TenantId.DEFAULT,
                new ConnectionId(PATH.substring("/fhir/".length())),
                "app_1",
                "prac_1",
                "sandbox",
                URI.create("http://localhost:" + ehrPort + BASE_PATH),
                GrantType.AUTHORIZATION_CODE,
                ConnectionState.ACTIVE,
                List.of(),
                Set.of(),
                null,
                false,
                false);
        Caller caller = new Caller(Author.system(TenantId.DEFAULT, "bench"), false, EnumSet.allOf(Permission.class));
        Router router = Router.router(vertx);
        new ProxyRoutes(
                        proxy,
                        OwnAddresses.NONE,
                        (who, id) -> Future.succeededFuture(connection),
                        people -> Future.succeededFuture(),
                        ctx -> caller,
                        ctx -> "req_1")
                .mount(router);
        HttpServerOptions options = new HttpServerOptions().setMaxChunkSize(64 * 1024);
        return vertx.createHttpServer(options).requestHandler(router).listen(0, "127.0.0.1");
    }

    private static final class OneToken implements AccessTokens {
        private final AccessToken token = new AccessToken("Bearer synthetic", Instant.MAX, 1);

        @Override
        public Future<AccessToken> current(PracticeConnection connection) {
            return Future.succeededFuture(token);
        }

        @Override
        public Future<AccessToken> renew(PracticeConnection connection, AccessToken rejected) {
            return Future.succeededFuture(token);
        }
    }
}
