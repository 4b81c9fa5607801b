package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionListener;
import dev.gatehouse.gateway.connection.PracticeStanding;
import dev.gatehouse.registration.evidence.EvidenceFiles;
import dev.gatehouse.registration.evidence.EvidenceRoutes;
import dev.gatehouse.registration.packet.PacketRoutes;
import dev.gatehouse.registration.practice.PracticeConnections;
import dev.gatehouse.registration.practice.PracticeGateRoutes;
import dev.gatehouse.registration.practice.PracticeGateStore;
import dev.gatehouse.registration.practice.PracticeGates;
import dev.gatehouse.registration.reminder.Reminders;
import dev.gatehouse.registration.signup.History;
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
            PacketRoutes packets) {

        void mount(Router api) {
            registrations.mount(api);
            steps.mount(api);
            practices.mount(api);
            packets.mount(api);
            evidence.mount(api);
        }
    }

    /** @param names knows the practices of an EHR */
    Parts join(EhrProfiles profiles, Outcomes outcomes, PracticeGates.Names names, Notices notices, String publicUrl) {
        Registrations registrations =
                new Registrations(database, profiles, store, history, outcomes, practiceStore::anyYes, ids, publicUrl);
        PracticeGates gates = new PracticeGates(database, registrations, practiceStore, history, names);
        return new Parts(
                new Reminders(vertx, database, registrations, gates, practiceStore, notices),
                new EvidenceRoutes(new EvidenceFiles(database, registrations, store, history, sealer, ids)),
                new RegistrationRoutes(registrations, profiles),
                new StepRoutes(registrations, clock),
                new PracticeGateRoutes(gates, clock),
                new PacketRoutes(registrations, gates));
    }
}
