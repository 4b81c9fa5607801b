package dev.gatehouse.registration.application;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.registration.testing.SomeTenants;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class ApplicationsContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");

    private final Set<String> used = new HashSet<>();
    private final Set<String> erased = new HashSet<>();
    private Applications applications;
    private TenantId acme;
    private TenantId other;

    ApplicationsContract() {
        super(ApplicationStore.ROWS.toArray(Class<?>[]::new));
    }

    @BeforeEach
    void twoTenants() {
        acme = SomeTenants.add(database());
        other = SomeTenants.add(database());
        applications = at(NOON);
    }

    private Applications at(Instant time) {
        return new Applications(
                database(),
                audit(),
                new Ids(new SecureRandom()),
                Clock.fixed(time, ZoneOffset.UTC),
                (tx, tenant, id) -> Future.succeededFuture(used.contains(id)),
                (tx, tenant, id) -> {
                    erased.add(id);
                    return Future.succeededFuture();
                });
    }

    private static Applications.Wish wish(Optional<String> key, String name) {
        return new Applications.Wish(
                Optional.empty(),
                key,
                "sandbox",
                Environment.SANDBOX,
                ApplicationType.PROVIDER,
                name,
                List.of("openid", "user/Patient.rs?x=1"),
                ClientAuthentication.CLIENT_SECRET_BASIC,
                Optional.empty());
    }

    @CanIgnoreReturnValue
    private Application made(TenantId tenant, String key) {
        return await(applications.create(by(tenant), wish(Optional.of(key), "Northwind")));
    }

    private static Author by(TenantId tenant) {
        return Author.system(tenant, "test");
    }

    private static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }

    @Test
    void whatWasMadeIsFoundAsItWas() {
        Application made = made(acme, "northwind");

        assertThat(await(applications.of(acme, made.id()))).isEqualTo(made);
        assertThat(made.createdAt()).isEqualTo(Instant.parse("2026-11-23T12:00:00.123456Z"));
        assertThat(made.scopes()).containsExactly("openid", "user/Patient.rs?x=1");
    }

    @Test
    void aKeyIsUniqueWithinItsTenantOnly() {
        Application first = made(acme, "same");

        assertThat(codeOf(applications.create(by(acme), wish(Optional.of("same"), "Second"))))
                .isEqualTo("application-key-taken");
        assertThat(made(other, "same").id()).isNotEqualTo(first.id());
    }

    @Test
    void ofManyAtOnceOneGetsTheKey() {
        List<Future<Application>> tries = IntStream.range(0, 8)
                .mapToObj(i -> applications.create(by(acme), wish(Optional.of("race"), "Racer")))
                .toList();

        List<Boolean> won = tries.stream()
                .map(each -> await(each.map(true).otherwise(false)))
                .toList();
        assertThat(won).containsOnlyOnce(true);
        assertThat(tries.stream().filter(Future::failed).map(ApplicationsContract::codeOf))
                .containsOnly("application-key-taken");
    }

    @Test
    void aKeyIsMadeOfTheNameWhereNoneIsGiven() {
        assertThat(await(applications.create(by(acme), wish(Optional.empty(), "Zoë's Café & Co.")))
                        .key())
                .matches("zoe-s-cafe-co-[0-9a-z]{6}");
        assertThat(await(applications.create(by(acme), wish(Optional.empty(), "北京")))
                        .key())
                .matches("app-[0-9a-z]{6}");
        assertThat(await(applications.create(by(acme), wish(Optional.empty(), "x".repeat(200))))
                        .key())
                .hasSize(64);
    }

    @Test
    void pagesGoThroughAllOfOneTenant() {
        List<String> mine = IntStream.range(0, 5)
                .mapToObj(i -> made(acme, "key-" + i).id())
                .sorted()
                .toList();
        made(other, "key-0");

        List<Application> first = await(applications.list(acme, "", 3));
        List<Application> rest = await(applications.list(acme, first.get(2).id(), 3));

        assertThat(first).extracting(Application::id).isEqualTo(mine.subList(0, 3));
        assertThat(rest).extracting(Application::id).isEqualTo(mine.subList(3, 5));
    }

    @Test
    void anotherTenantsIsNeitherReadNorChangedNorRemoved() {
        Application made = made(acme, "mine");

        assertThat(codeOf(applications.of(other, made.id()))).isEqualTo("application-unknown");
        assertThat(codeOf(applications.change(by(other), made.id(), renamed("Stolen"))))
                .isEqualTo("application-unknown");
        assertThat(codeOf(applications.remove(by(other), made.id()))).isEqualTo("application-unknown");
        assertThat(await(applications.of(acme, made.id()))).isEqualTo(made);
    }

    private static Applications.Change renamed(String name) {
        return new Applications.Change(Optional.of(name), Optional.empty(), Optional.empty(), false, null);
    }

    @Test
    void onlyWhatIsNamedChanges() {
        Application made = made(acme, "change");
        Instant later = Instant.parse("2026-11-24T12:00:00Z");

        Application changed = await(at(later).change(by(acme), made.id(), renamed("Southwind")));

        assertThat(changed.name()).isEqualTo("Southwind");
        assertThat(changed.updatedAt()).isEqualTo(later);
        assertThat(changed.createdAt()).isEqualTo(made.createdAt());
        assertThat(changed.scopes()).isEqualTo(made.scopes());
        assertThat(await(applications.of(acme, made.id()))).isEqualTo(changed);
    }

    @Test
    void oneInUseStaysUntilItIsFree() {
        Application made = made(acme, "used");
        used.add(made.id());
        assertThat(codeOf(applications.remove(by(acme), made.id()))).isEqualTo("application-in-use");
        assertThat(await(applications.of(acme, made.id()))).isEqualTo(made);

        used.clear();
        await(applications.remove(by(acme), made.id()));

        assertThat(codeOf(applications.of(acme, made.id()))).isEqualTo("application-unknown");
        assertThat(codeOf(applications.remove(by(acme), made.id()))).isEqualTo("application-unknown");
    }

    @Test
    void aReservedIdIsUsedOnce() {
        Applications.Wish plain = wish(Optional.empty(), "Northwind");
        Applications.Wish reserved = new Applications.Wish(
                Optional.of(applications.reserve()),
                plain.key(),
                plain.ehr(),
                plain.environment(),
                plain.type(),
                plain.name(),
                plain.scopes(),
                plain.clientAuthentication(),
                plain.launchReturnUrl());

        assertThat(await(applications.create(by(acme), reserved)).id())
                .isEqualTo(reserved.id().orElseThrow());
        assertThat(codeOf(applications.create(by(acme), reserved))).isEqualTo("application-exists");
        assertThat(codeOf(applications.create(by(other), reserved))).isEqualTo("application-exists");
    }

    @Test
    void whatHangsOnItsIdGoesWithIt() {
        Application made = made(acme, "gone");

        await(applications.remove(by(acme), made.id()));

        assertThat(erased).containsExactly(made.id());
    }

    @Test
    void everyChangeIsWrittenDown() {
        Application made = made(acme, "audited");
        await(applications.change(by(acme), made.id(), renamed("Southwind")));
        await(applications.remove(by(acme), made.id()));

        assertThat(audited(acme))
                .extracting(AuditEvent::action)
                .containsExactly("application.created", "application.changed", "application.removed");
        assertThat(audited(acme).get(1).details()).containsExactly(Map.entry("name", "Southwind"));
    }
}
