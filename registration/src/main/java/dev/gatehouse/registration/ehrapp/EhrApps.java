package dev.gatehouse.registration.ehrapp;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.EnvironmentChoice;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.IssuedCredentials;
import dev.gatehouse.registration.signup.Registrations;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The EHR apps of a tenant. */
public final class EhrApps {
    private final Database database;
    private final Registrations registrations;
    private final Applications applications;
    private final IssuedCredentials credentials;

    public EhrApps(
            Database database, Registrations registrations, Applications applications, IssuedCredentials credentials) {
        this.database = database;
        this.registrations = registrations;
        this.applications = applications;
        this.credentials = credentials;
    }

    /** By id ascending, those after {@code after}. */
    Future<List<EhrApp>> list(TenantId tenant, EnvironmentChoice environments, String after, int limit) {
        return database.read(tx -> registrations
                .byApplication(tx, tenant, environments, after, limit)
                .compose(signUps -> applications
                        .list(tx, tenant, environments, after, limit)
                        .compose(made -> joined(tx, tenant, signUps, made, limit))));
    }

    private Future<List<EhrApp>> joined(
            Transaction tx, TenantId tenant, List<Registrations.Known> signUps, List<Application> made, int limit) {
        Map<String, Registrations.Known> known = signUps.stream()
                .collect(Collectors.toMap(each -> each.registration().applicationId(), Function.identity()));
        Map<String, Application> byId = made.stream().collect(Collectors.toMap(Application::id, Function.identity()));
        SortedSet<String> all = new TreeSet<>(known.keySet());
        all.addAll(byId.keySet());
        List<String> ids = all.stream().limit(limit).toList();
        return credentials
                .living(tx, tenant, ids)
                .compose(versions -> credentials.connections(tx, tenant, ids).map(counts -> {
                    Map<String, List<Credential>> byApplication =
                            versions.stream().collect(Collectors.groupingBy(Credential::applicationId));
                    return ids.stream()
                            .map(id -> new EhrApp(
                                    id,
                                    known.get(id),
                                    byId.get(id),
                                    byApplication.getOrDefault(id, List.of()),
                                    counts.getOrDefault(id, 0L)))
                            .toList();
                }));
    }
}
