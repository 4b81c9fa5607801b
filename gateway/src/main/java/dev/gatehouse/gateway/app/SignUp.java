package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionListener;
import dev.gatehouse.gateway.connection.PracticeStanding;
import dev.gatehouse.registration.ehrapp.EhrAppRoutes;
import dev.gatehouse.registration.ehrapp.EhrApps;
import dev.gatehouse.registration.evidence.EvidenceFiles;
import dev.gatehouse.registration.evidence.EvidenceRoutes;
import dev.gatehouse.registration.packet.PacketRoutes;
import dev.gatehouse.registration.practice.PracticeConnections;
import dev.gatehouse.registration.practice.PracticeGateRoutes;
import dev.gatehouse.registration.practice.PracticeGateStore;
import dev.gatehouse.registration.practice.PracticeGates;
import dev.gatehouse.registration.reach.AddressCheck;
import dev.gatehouse.registration.reach.AddressCheckRoutes;
import dev.gatehouse.registration.reminder.Reminders;
import dev.gatehouse.registration.signup.History;
import dev.gatehouse.registration.signup.Named;
import dev.gatehouse.registration.signup.Outcomes;
import dev.gatehouse.registration.signup.RegistrationRoutes;
import dev.gatehouse.registration.signup.RegistrationStore;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.StepRoutes;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;

/** The part of the gateway that tracks sign-ups with vendors. Hears of connections before anything can make one. */
final class SignUp {
    private final Vertx vertx;
    private final Database database;
    private final Sealer sealer;
    private final Ids ids;
    private final Clock clock;
    private final RegistrationStore store;
    private final PracticeGateStore practiceStore;
    private final History history;

    SignUp(Vertx vertx, Database database, AuditTrail audit, Sealer sealer, Ids ids, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.sealer = sealer;
        this.ids = ids;
        this.clock = clock;
        this.store = new RegistrationStore(sealer);
        this.practiceStore = new PracticeGateStore(ids);
        this.history = new History(store, audit, ids, clock);
    }

    ConnectionListener listener() {
        return new PracticeStanding(new PracticeConnections(store, practiceStore, history));
    }

    /** Everything, joined. */
    record Parts(
            Reminders reminders,
            EvidenceRoutes evidence,
            RegistrationRoutes registrations,
            StepRoutes steps,
            PracticeGateRoutes practices,
            PacketRoutes packets,
            AddressCheckRoutes addresses,
            EhrAppRoutes apps) {

        void mount(Router api) {
            registrations.mount(api);
            steps.mount(api);
            practices.mount(api);
            packets.mount(api);
            evidence.mount(api);
            addresses.mount(api);
            apps.mount(api);
        }
    }

    /**
     * @param names knows the practices of an EHR
     * @param people knows how those are called who work here
     */
    Parts join(
            EhrProfiles profiles,
            Clients clients,
            Egress egress,
            PracticeGates.Names names,
            Named.Names people,
            Notices notices,
            String publicUrl) {
        Outcomes outcomes = new Outcomes(clients.applications(), clients.credentials(), clients.signingKeys());
        Named named = new Named(people);
        Registrations registrations =
                new Registrations(database, profiles, store, history, outcomes, practiceStore::anyYes, ids, publicUrl);
        PracticeGates gates = new PracticeGates(database, registrations, practiceStore, history, names);
        return new Parts(
                new Reminders(vertx, database, registrations, gates, practiceStore, notices),
                new EvidenceRoutes(new EvidenceFiles(database, registrations, store, history, sealer, ids), named),
                new RegistrationRoutes(registrations, profiles, named),
                new StepRoutes(registrations, named, clock),
                new PracticeGateRoutes(gates, clock),
                new PacketRoutes(registrations, gates),
                new AddressCheckRoutes(new AddressCheck(registrations, clients.signingKeys(), egress)),
                new EhrAppRoutes(
                        new EhrApps(database, registrations, clients.applications(), clients.credentials()), profiles));
    }
}
