package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.operations.RefreshMeters;
import dev.gatehouse.gateway.smart.IdTokens;
import dev.gatehouse.gateway.smart.IssuerKeys;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.ApplicationBreaker;
import dev.gatehouse.gateway.token.ClientGrants;
import dev.gatehouse.gateway.token.DoubtfulAnswers;
import dev.gatehouse.gateway.token.DueTimes;
import dev.gatehouse.gateway.token.GrantAside;
import dev.gatehouse.gateway.token.GrantRefresh;
import dev.gatehouse.gateway.token.GrantStore;
import dev.gatehouse.gateway.token.GrantUsage;
import dev.gatehouse.gateway.token.LiveTokens;
import dev.gatehouse.gateway.token.NewGrants;
import dev.gatehouse.gateway.token.RefreshRecord;
import dev.gatehouse.gateway.token.RefreshSchedule;
import dev.gatehouse.gateway.token.Renewals;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.TokenClients;
import dev.gatehouse.gateway.token.TokenEndpoint;
import dev.gatehouse.gateway.token.TokenTraffic;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * The part of the gateway that has tokens, keeps them alive and lets go of them.
 *
 * @param clientGrants tokens that applications ask for in their own name
 * @param renewals what refreshes bring, on its way into the database
 * @param newGrants what authorizations bring
 * @param refreshes those nobody asks for
 */
record TokenKeeping(
        ClientGrants clientGrants,
        Renewals renewals,
        DoubtfulAnswers doubtful,
        Revocations revocations,
        LiveTokens tokens,
        NewGrants newGrants,
        RefreshSchedule refreshes,
        TokenTraffic traffic) {

    static TokenKeeping of(
            Surroundings around,
            GatewaySettings settings,
            Storage storage,
            EhrProfiles profiles,
            AuditTrail audit,
            Egress egress,
            Connections connections,
            GrantStore grants,
            SmartDiscovery discovery,
            TokenEndpoint tokenEndpoint,
            GrantAside aside,
            TokenClients tokenClients,
            Consumer<RefreshRecord> watch,
            SecureRandom random,
            Ids ids) {
        Vertx vertx = around.vertx();
        Clock clock = around.clock();
        Database database = storage.database();
        Sealer sealer = storage.keys().sealer();
        TokenTraffic traffic = new TokenTraffic(vertx, clock, settings.tokenRate());
        ApplicationBreaker breaker = new ApplicationBreaker(tokenClients, clock);
        RefreshMeters refreshMeters = new RefreshMeters(around.meters());
        ClientGrants clientGrants = new ClientGrants(tokenClients, tokenEndpoint, traffic, discovery, profiles);
        DueTimes due = new DueTimes(random);
        GrantUsage usage = new GrantUsage(database, due);
        Renewals renewals = new Renewals(
                vertx,
                database,
                grants,
                connections,
                storage.journal(),
                sealer,
                profiles,
                due,
                around.steps(),
                storage.node(),
                clock);
        DoubtfulAnswers doubtful = new DoubtfulAnswers(database, connections, audit, sealer, clock);
        GrantRefresh refresh = new GrantRefresh(
                vertx,
                database,
                grants,
                connections,
                tokenClients,
                tokenEndpoint,
                clientGrants,
                discovery,
                profiles,
                renewals,
                doubtful,
                due,
                traffic,
                breaker,
                around.pace(),
                around.steps(),
                ids,
                clock);
        Revocations revocations = new Revocations(
                vertx, database, connections, tokenClients, aside, discovery, profiles, sealer, ids, clock);
        LiveTokens tokens = new LiveTokens(
                vertx,
                database,
                audit,
                grants,
                connections,
                refresh,
                renewals,
                usage,
                refreshMeters.andThen(watch),
                revocations,
                clock);
        NewGrants newGrants = new NewGrants(
                tokenClients,
                tokenEndpoint,
                traffic,
                discovery,
                new IdTokens(new IssuerKeys(vertx, egress, clock), clock),
                grants,
                tokens,
                due);
        RefreshSchedule refreshes = new RefreshSchedule(
                vertx, database, settings.sharedDatabase(), tokens, usage, traffic, breaker, around.pace(), clock);
        refreshMeters.watch(profiles.all().stream().map(EhrProfile::key).toList(), traffic, breaker, refreshes);
        return new TokenKeeping(clientGrants, renewals, doubtful, revocations, tokens, newGrants, refreshes, traffic);
    }
}
