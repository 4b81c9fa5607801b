package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.operator.OwnerNotices;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.DynamicRegistration;
import dev.gatehouse.gateway.token.DynamicRegistrationRoutes;
import dev.gatehouse.gateway.token.TokenEndpoint;
import dev.gatehouse.gateway.token.TokenProbe;
import dev.gatehouse.registration.application.ApplicationRoutes;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.PracticeSmartRoutes;
import dev.gatehouse.registration.application.PracticeSmartSettings;
import dev.gatehouse.registration.credential.CredentialActRoutes;
import dev.gatehouse.registration.credential.CredentialReveal;
import dev.gatehouse.registration.credential.CredentialRoutes;
import dev.gatehouse.registration.credential.CredentialTests;
import dev.gatehouse.registration.credential.CredentialUpkeep;
import dev.gatehouse.registration.credential.CredentialUse;
import dev.gatehouse.registration.credential.CredentialsInUse;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.credential.SigningKeyRoutes;
import dev.gatehouse.registration.credential.SigningKeys;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Clock;

/** The part of the gateway that keeps applications, with their keys and what EHRs issued to them. */
final class Clients {
    private final Vertx vertx;
    private final Database database;
    private final AuditTrail audit;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;
    private final CredentialUse grants;
    private final SigningKeys signingKeys;
    private final Applications applications;
    private final CredentialsInUse inUse;
    private final PracticeSmartSettings smart;
    private final IssuedCredentials credentials;

    /**
     * @param use knows what depends on an application
     * @param grants knows which grants need a credential
     * @param practices knows the practices of an EHR
     */
    Clients(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            Sealer sealer,
            SecureRandom random,
            Ids ids,
            Clock clock,
            Applications.Use use,
            CredentialUse grants,
            IssuedCredentials.Practices practices) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.random = random;
        this.ids = ids;
        this.clock = clock;
        this.grants = grants;
        this.signingKeys = new SigningKeys(vertx, database, audit, sealer, random, ids, clock);
        this.inUse = new CredentialsInUse(database, sealer, clock);
        this.applications = new Applications(database, audit, ids, clock, use, signingKeys::erase);
        this.smart = new PracticeSmartSettings(database, applications, practices::check, audit, ids, clock);
        this.credentials = new IssuedCredentials(
                database, applications, signingKeys, grants, practices, audit, sealer, ids, clock);
    }

    SigningKeys signingKeys() {
        return signingKeys;
    }

    Applications applications() {
        return applications;
    }

    CredentialsInUse inUse() {
        return inUse;
    }

    IssuedCredentials credentials() {
        return credentials;
    }

    /** What also talks to EHRs and to people. */
    record Parts(
            CredentialUpkeep upkeep,
            ApplicationRoutes applications,
            PracticeSmartRoutes smart,
            CredentialRoutes credentials,
            CredentialActRoutes acts,
            DynamicRegistrationRoutes registrations,
            SigningKeyRoutes keys) {

        void mount(Router api) {
            applications.mount(api);
            smart.mount(api);
            credentials.mount(api);
            acts.mount(api);
            registrations.mount(api);
            keys.mount(api);
        }
    }

    /** @param bases knows the addresses of practices */
    Parts join(
            Egress egress,
            SmartDiscovery discovery,
            TokenEndpoint endpoint,
            EhrProfiles profiles,
            TokenProbe.Bases bases,
            Notices notices,
            String publicUrl) {
        TokenProbe probe = new TokenProbe(egress, discovery, endpoint, profiles, bases, random, clock, publicUrl);
        CredentialTests tests = new CredentialTests(database, applications, inUse, probe, audit, clock);
        CredentialReveal reveal =
                new CredentialReveal(database, applications, inUse, audit, new OwnerNotices(notices), clock);
        DynamicRegistration registration = new DynamicRegistration(
                database,
                applications,
                credentials,
                signingKeys,
                profiles,
                bases,
                discovery,
                egress,
                audit,
                ids,
                clock,
                publicUrl);
        return new Parts(
                new CredentialUpkeep(vertx, database, applications, credentials, signingKeys, grants, notices, clock),
                new ApplicationRoutes(applications, profiles, publicUrl),
                new PracticeSmartRoutes(smart, applications, profiles),
                new CredentialRoutes(credentials),
                new CredentialActRoutes(tests, reveal),
                new DynamicRegistrationRoutes(registration),
                new SigningKeyRoutes(signingKeys, applications));
    }
}
