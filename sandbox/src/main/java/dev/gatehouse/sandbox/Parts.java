package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.authorization.AuthorizationServer;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import dev.gatehouse.sandbox.fault.Faults;
import dev.gatehouse.sandbox.fault.RequestLog;
import dev.gatehouse.sandbox.fault.Violations;
import dev.gatehouse.sandbox.fhir.FhirServer;
import dev.gatehouse.sandbox.portal.Portal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** What the listeners share. The addresses are known only when both listen, so they come later than the rest. */
record Parts(
        PracticeGenerator practices,
        AuthorizationServer authorization,
        FhirServer fhir,
        Portal portal,
        Handler<HttpServerRequest> control,
        Faults faults,
        RequestLog log,
        Violations violations,
        Clock clock,
        AtomicReference<Addresses> addresses) {

    /** Everything that depends on the ports. */
    record Addresses(Origins origins, Hosts hosts, DirectoryFile directory) {
        static Addresses of(Origins origins, PracticeGenerator practices) {
            Hosts hosts = Hosts.sandbox(origins.ehr(), origins.authorization());
            return new Addresses(origins, hosts, new DirectoryFile(practices, hosts));
        }
    }

    static Addresses known(AtomicReference<Addresses> addresses) {
        return Objects.requireNonNull(addresses.get(), "The sandbox does not listen yet");
    }

    private Addresses known() {
        return known(addresses);
    }

    Origins origins() {
        return known().origins();
    }

    Hosts hosts() {
        return known().hosts();
    }

    DirectoryFile directory() {
        return known().directory();
    }
}
