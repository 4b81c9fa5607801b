package dev.gatehouse.gateway.operator;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People, their roles, sessions and identities in the database. */
abstract class OperatorStoreContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    private static final String ISSUER = "https://id.example.org";

    private final OperatorStore store = new OperatorStore();
    private final IdentityStore identities = new IdentityStore();
    private int names;
    private TenantId tenant = TenantId.DEFAULT;

    OperatorStoreContract() {
        super(OperatorStore.ROWS.toArray(Class<?>[]::new));
    }

    @BeforeEach
    void haveTenant() {
        names++;
        tenant = new TenantId("people-" + names);
        in(tx -> tx.run(session -> session.createNativeMutationQuery(
                        "insert into tenant (id, name, created_at, version) values (:id, :id, :at, 0)")
                .setParameter("id", tenant.value())
                .setParameter("at", NOON.atOffset(ZoneOffset.UTC))
                .executeUpdate()));
    }

    @CanIgnoreReturnValue
    private <T> T in(Function<Transaction, Future<T>> work) {
        return await(database().inTransaction(work));
    }

    private <T> Optional<T> one(Function<Transaction, Future<Optional<T>>> question) {
        return await(database().inTransaction(question));
    }

    private <T> List<T> several(Function<Transaction, Future<List<T>>> question) {
        return await(database().inTransaction(question));
    }

    private <V> Map<String, V> named(Function<Transaction, Future<Map<String, V>>> question) {
        return await(database().inTransaction(question));
    }

    private boolean is(Function<Transaction, Future<Boolean>> question) {
        return await(database().inTransaction(question));
    }

    private int count(Function<Transaction, Future<Integer>> work) {
        return await(database().inTransaction(work));
    }

    private OperatorRow person(String name, Operator.State state, @Nullable Role everywhere) {
        names++;
        OperatorRow row = new OperatorRow();
        row.id = "op_" + names;
        row.email = name + names + "@example.org";
        row.displayName = name;
        row.state = state.name();
        row.everywhere = everywhere == null ? null : everywhere.name();
        row.createdAt = NOON;
        in(tx -> store.add(tx, row));
        return row;
    }

    private OperatorRow active(String name) {
        return person(name, Operator.State.ACTIVE, null);
    }

    private OperatorSessionRow session(OperatorRow of, Instant seen, Instant ends) {
        names++;
        OperatorSessionRow row = new OperatorSessionRow();
        row.id = "ses_" + names;
        row.operatorId = of.id;
        row.lookup = "lookup-" + names;
        row.createdAt = NOON.plusSeconds(names);
        row.seenAt = seen;
        row.provenAt = NOON;
        row.endsAt = ends;
        row.address = "192.0.2.7";
        in(tx -> store.add(tx, row));
        return row;
    }

    @Test
    void aPersonIsReadBackAsWrittenByIdAddressAndInvitation() {
        OperatorRow row = person("Dana", Operator.State.INVITED, Role.OWNER);
        in(tx -> store.byId(tx, row.id).map(found -> {
            found.orElseThrow().invitation = "digest-" + row.id;
            found.orElseThrow().invitationEndsAt = NOON.plusSeconds(60);
            return found;
        }));

        OperatorRow found = one(tx -> store.byEmail(tx, row.email)).orElseThrow();
        assertThat(found.id).isEqualTo(row.id);
        assertThat(found.createdAt).isEqualTo(NOON);
        assertThat(found.invitationEndsAt).isEqualTo(NOON.plusSeconds(60));
        assertThat(one(tx -> store.byInvitation(tx, "digest-" + row.id)).orElseThrow().email)
                .isEqualTo(row.email);
        assertThat(one(tx -> store.byEmail(tx, "nobody@example.org"))).isEmpty();
        assertThat(one(tx -> store.byInvitation(tx, "none"))).isEmpty();
        assertThat(is(tx -> store.isEmpty(tx))).isFalse();
    }

    @Test
    void oneAddressIsOnePerson() {
        OperatorRow row = active("Dana");
        OperatorRow second = new OperatorRow();
        second.id = row.id + "-again";
        second.email = row.email;
        second.displayName = "Somebody else";
        second.state = Operator.State.ACTIVE.name();
        second.createdAt = NOON;

        assertThatThrownBy(() -> in(tx -> store.add(tx, second))).isInstanceOf(UniqueViolation.class);
    }

    @Test
    void aRoleIsSetChangedAndTakenInOneTenantOnly() {
        OperatorRow row = active("Sam");
        in(tx -> store.setRole(tx, row.id, tenant, Role.VIEWER));
        in(tx -> store.setRole(tx, row.id, tenant, Role.ADMIN));
        TenantId one = tenant;
        haveTenant();
        in(tx -> store.setRole(tx, row.id, tenant, Role.AUDITOR));

        assertThat(one(tx -> store.role(tx, row.id, one)).orElseThrow().role).isEqualTo("ADMIN");
        assertThat(several(tx -> store.roles(tx, row.id)))
                .extracting(each -> each.role)
                .containsExactlyInAnyOrder("ADMIN", "AUDITOR");
        in(tx -> store.role(tx, row.id, one).compose(role -> store.remove(tx, role.orElseThrow())));
        assertThat(named(tx -> store.roles(tx, List.of(row.id))).get(row.id))
                .extracting(each -> each.tenantId)
                .containsExactly(tenant.value());
        assertThat(named(tx -> store.roles(tx, List.of()))).isEmpty();
    }

    @Test
    void ownersAreThoseWhoOwnTheTenantOrEverythingAndAreHere() {
        OperatorRow ours = active("Aki");
        OperatorRow locked = active("Bo");
        OperatorRow admin = active("Cleo");
        OperatorRow gone = person("Eli", Operator.State.LOCKED, Role.OWNER);
        OperatorRow platform = person("Dana", Operator.State.ACTIVE, Role.OWNER);
        in(tx -> store.setRole(tx, ours.id, tenant, Role.OWNER));
        in(tx -> store.setRole(tx, admin.id, tenant, Role.ADMIN));
        in(tx -> store.setRole(tx, locked.id, tenant, Role.OWNER));
        in(tx -> store.role(tx, locked.id, tenant).map(role -> role.orElseThrow().locked = true));

        assertThat(several(tx -> store.ownerEmails(tx, tenant, 20)))
                .contains(ours.email, platform.email)
                .doesNotContain(locked.email, admin.email, gone.email)
                .isSorted();
        assertThat(several(tx -> store.ownerNames(tx, tenant, 1))).containsExactly("Aki");
        assertThat(several(tx -> store.ownerEmails(tx, TenantId.DEFAULT, 20))).doesNotContain(ours.email);
    }

    @Test
    void peopleArePagedById() {
        List<String> ids = List.of(active("One").id, active("Two").id, active("Three").id);

        List<String> first =
                in(tx -> store.all(tx, "", 2)).stream().map(each -> each.id).toList();
        assertThat(first).hasSize(2).isSorted();
        assertThat(several(tx -> store.all(tx, first.get(1), 1000)))
                .extracting(each -> each.id)
                .doesNotContainAnyElementsOf(first);
        assertThat(several(tx -> store.all(tx, "", 1000)))
                .extracting(each -> each.id)
                .containsAll(ids);
    }

    @Test
    void sessionsAreFoundEndedByTheirOwnerOnlyAndSweptByTime() {
        OperatorRow dana = active("Dana");
        OperatorRow sam = active("Sam");
        OperatorSessionRow current = session(dana, NOON, NOON.plusSeconds(3600));
        OperatorSessionRow idle = session(dana, NOON.minusSeconds(1000), NOON.plusSeconds(3600));
        OperatorSessionRow over = session(dana, NOON, NOON.minusSeconds(1));

        assertThat(one(tx -> store.session(tx, current.lookup)).orElseThrow().address)
                .isEqualTo("192.0.2.7");
        assertThat(several(tx -> store.sessions(tx, dana.id)))
                .extracting(each -> each.id)
                .containsExactly(over.id, idle.id, current.id);
        assertThat(count(tx -> store.endSession(tx, sam.id, current.id))).isZero();
        in(tx -> store.removeEnded(tx, NOON, NOON.minusSeconds(900)));
        assertThat(several(tx -> store.sessions(tx, dana.id)))
                .extracting(each -> each.id)
                .containsExactly(current.id);
        assertThat(count(tx -> store.endSessions(tx, dana.id))).isEqualTo(1);
        assertThat(one(tx -> store.sessionById(tx, current.id))).isEmpty();
    }

    @Test
    void thereIsOneInvitationOfAFirstOwnerAtMost() {
        in(tx -> store.add(tx, new FirstOwnerRow("digest-of-a-text", NOON)));

        assertThat(one(tx -> store.firstOwner(tx)).orElseThrow().endsAt).isEqualTo(NOON);
        assertThatThrownBy(() -> in(tx -> store.add(tx, new FirstOwnerRow("digest-of-another", NOON))))
                .isInstanceOf(UniqueViolation.class);
        assertThat(count(tx -> store.noFirstOwner(tx))).isEqualTo(1);
        assertThat(one(tx -> store.firstOwner(tx))).isEmpty();
    }

    @Test
    void anIdentityBelongsToOnePersonAndAPersonHasOneAtAnIssuer() {
        OperatorRow dana = active("Dana");
        String subject = "subject-" + dana.id;
        in(tx -> identities.add(tx, new OperatorIdentityRow(dana.id, ISSUER, subject, NOON)));

        assertThat(one(tx -> identities.operator(tx, ISSUER, subject))).contains(dana.id);
        assertThat(one(tx -> identities.operator(tx, "https://other.example.org", subject)))
                .isEmpty();
        assertThat(is(tx -> identities.has(tx, dana.id, ISSUER))).isTrue();
        assertThat(is(tx -> identities.has(tx, dana.id, "https://other.example.org")))
                .isFalse();
        assertThatThrownBy(() -> in(
                        tx -> identities.add(tx, new OperatorIdentityRow(dana.id, ISSUER, subject + "-second", NOON))))
                .isInstanceOf(UniqueViolation.class);
    }

    @Test
    void aDepartureComesBackOnce() {
        OidcDepartureRow row = departure("dep-once", NOON);
        assertThat(one(tx -> identities.take(tx, row.id)).orElseThrow().back).isEqualTo("/console");
        assertThat(one(tx -> identities.take(tx, row.id))).isEmpty();

        OidcDepartureRow old = departure("dep-old", NOON.minusSeconds(1));
        in(tx -> identities.removeEnded(tx, NOON));
        assertThat(one(tx -> identities.take(tx, old.id))).isEmpty();
    }

    private OidcDepartureRow departure(String id, Instant endsAt) {
        OidcDepartureRow row = new OidcDepartureRow();
        row.id = id;
        row.browser = "digest";
        row.purpose = "SIGN_IN";
        row.back = "/console";
        row.endsAt = endsAt;
        in(tx -> identities.add(tx, row));
        return row;
    }

    @Test
    void namesOfAuthorsAreThoseThatAreKnown() {
        OperatorRow dana = active("Dana");
        AuthorNameStore authors = new AuthorNameStore();

        assertThat(named(tx -> authors.people(tx, List.of(dana.id, "op_unknown"))))
                .containsExactlyEntriesOf(Map.of(dana.id, "Dana"));
        assertThat(named(tx -> authors.people(tx, List.of()))).isEmpty();
    }
}
