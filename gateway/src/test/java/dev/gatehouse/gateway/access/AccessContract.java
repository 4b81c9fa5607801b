package dev.gatehouse.gateway.access;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.vault.Fingerprints;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class AccessContract extends DatabaseContract {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final Set<Permission> SOME = Set.of(Permission.CONNECT, Permission.PROXY_READ);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final Fingerprints fingerprints = KeyRing.generate().fingerprints();
    private Tenants tenants;
    private ApiKeys keys;

    AccessContract() {
        super(AccessStore.ROWS.toArray(Class<?>[]::new));
    }

    @BeforeEach
    void twoTenantsAndNoKey() {
        await(database()
                .inTransaction(tx -> tx.run(session ->
                        session.createMutationQuery("delete from ApiKeyRow").executeUpdate())));
        tenants = new Tenants(database(), audit(), clock);
        for (TenantId each : List.of(ACME, OTHER)) {
            await(tenants.create(by(each), each, "Tenant " + each).mapEmpty().otherwiseEmpty());
        }
        keys = anotherNode();
    }

    private ApiKeys anotherNode() {
        return new ApiKeys(database(), audit(), fingerprints, new SecureRandom(), clock);
    }

    private static Author by(TenantId tenant) {
        return new Author(tenant, Author.Kind.KEY, "key_admin", "req-1", "127.0.0.1");
    }

    private ApiKeys.Made made(TenantId tenant) {
        return await(
                keys.create(by(tenant == null ? TenantId.DEFAULT : tenant), tenant == null, "backend", SOME, null));
    }

    private static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }

    @Test
    void aKeyIsRecognisedByItsTextAlone() {
        ApiKeys.Made made = made(ACME);

        assertThat(await(keys.recognise(made.text()))).contains(made.key());
        assertThat(await(anotherNode().recognise(made.text()))).contains(made.key());
        assertThat(made.key().permissions()).isEqualTo(SOME);
    }

    @Test
    void nothingElseIsRecognised() {
        ApiKeys.Made made = made(ACME);
        String text = made.text().reveal();
        String mistyped = text.substring(0, text.length() - 1) + (text.endsWith("a") ? "b" : "a");

        for (String other :
                List.of("", "x", mistyped, made.key().id(), made.key().hint(), "y".repeat(10_000))) {
            assertThat(await(keys.recognise(new SecretText(other)))).isEmpty();
        }
        assertThat(await(keys.recognise(KeyText.generate(new SecureRandom())))).isEmpty();
    }

    @Test
    void whoKnowsWhereAKeyIsLookedUpDoesNotHaveIt() {
        SecretText text = made(ACME).text();
        SecretText forged = sameLookup(text);

        assertThat(KeyText.lookup(forged)).isEqualTo(KeyText.lookup(text));
        assertThat(await(keys.recognise(forged))).isEmpty();
        assertThat(await(keys.recognise(text))).isPresent();
        assertThat(await(keys.recognise(text))).isPresent();
        assertThat(await(keys.recognise(forged))).isEmpty();
    }

    /** A well-formed key with the readable part of another. */
    private static SecretText sameLookup(SecretText text) {
        String body = text.reveal().substring(0, "gk_live_12345678_".length()) + "0".repeat(43);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
            check.insert(0, digits.charAt((int) (rest % 62)));
        }
        return new SecretText(body + "_" + check);
    }

    @Test
    void aKeyEndsAtOnceThoughItWasSeenAMomentAgo() {
        ApiKeys.Made made = made(ACME);
        assertThat(await(keys.recognise(made.text()))).isPresent();

        await(keys.revoke(by(ACME), false, made.key().id()));

        assertThat(await(keys.recognise(made.text()))).isEmpty();
        assertThat(await(anotherNode().recognise(made.text()))).isEmpty();
        await(keys.revoke(by(ACME), false, made.key().id()));
    }

    @Test
    void aKeyEndsWhenItsTimeIsOver() {
        ApiKeys.Made made = await(
                keys.create(by(ACME), false, "short", SOME, clock.instant().plus(Duration.ofHours(1))));
        clock.move(Duration.ofMinutes(59));
        assertThat(await(keys.recognise(made.text()))).isPresent();

        clock.move(Duration.ofMinutes(1));

        assertThat(await(keys.recognise(made.text()))).isEmpty();
    }

    @Test
    void onlyTheOwnerListsAndEndsAKey() {
        ApiKeys.Made mine = made(ACME);
        ApiKeys.Made platforms = made(null);

        assertThat(await(keys.list(ACME, "", 10))).containsExactly(mine.key());
        assertThat(await(keys.list(null, "", 10))).containsExactly(platforms.key());
        assertThat(await(keys.list(OTHER, "", 10))).isEmpty();
        assertThat(codeOf(keys.revoke(by(OTHER), false, mine.key().id()))).isEqualTo("api-key-unknown");
        assertThat(codeOf(keys.revoke(by(TenantId.DEFAULT), true, mine.key().id())))
                .isEqualTo("api-key-unknown");
        assertThat(codeOf(keys.revoke(by(ACME), false, platforms.key().id()))).isEqualTo("api-key-unknown");
        assertThat(await(keys.recognise(mine.text()))).isPresent();
    }

    @Test
    void theFirstKeyIsMadeOnceOnly() {
        SecretText first = new SecretText("first-bootstrap-key");
        SecretText second = new SecretText("second-bootstrap-key");

        await(keys.bootstrap(first));
        await(anotherNode().bootstrap(second));

        ApiKey key = await(keys.recognise(first)).orElseThrow();
        assertThat(key.tenant()).isNull();
        assertThat(key.permissions()).containsExactlyInAnyOrder(Permission.values());
        assertThat(await(keys.recognise(second))).isEmpty();
    }

    @Test
    void aRevokedFirstKeyDoesNotComeBackWithARestart() {
        SecretText first = new SecretText("first-bootstrap-key");
        await(keys.bootstrap(first));
        await(keys.revoke(
                by(TenantId.DEFAULT),
                true,
                await(keys.recognise(first)).orElseThrow().id()));

        await(anotherNode().bootstrap(first));

        assertThat(await(anotherNode().recognise(first))).isEmpty();
    }

    @Test
    void aFirstKeyThatIsEasyToGuessIsRefused() {
        assertThatThrownBy(() -> keys.bootstrap(new SecretText("x".repeat(15))).result())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("xxx");
    }

    @Test
    void theDatabaseHoldsNoText() {
        String text = made(ACME).text().reveal();
        List<ApiKeyRow> rows = await(database()
                .read(tx -> tx.run(session -> session.createSelectionQuery("from ApiKeyRow", ApiKeyRow.class)
                        .getResultList())));

        assertThat(rows).hasSize(1).allSatisfy(row -> {
            assertThat(new String(row.mac, StandardCharsets.ISO_8859_1)).doesNotContain(text.substring(17, 60));
            assertThat(row.hint).isEqualTo(text.substring(0, 16));
        });
    }

    @Test
    void aTenantIsMadeOnce() {
        assertThat(codeOf(tenants.create(by(ACME), ACME, "Again"))).isEqualTo("tenant-exists");
        assertThat(await(tenants.of(ACME)).name()).isEqualTo("Tenant acme");
        assertThat(codeOf(tenants.of(new TenantId("nobody")))).isEqualTo("tenant-unknown");
    }

    @Test
    void theDefaultTenantIsThereAfterEachStart() {
        Tenant first = await(tenants.ensureDefault());
        Tenant again = await(new Tenants(database(), audit(), clock).ensureDefault());

        assertThat(again).isEqualTo(first);
        assertThat(await(tenants.list("", 10))).extracting(Tenant::id).contains(TenantId.DEFAULT, ACME, OTHER);
    }

    @Test
    void aRolledKeyAndItsSuccessorAreBothGoodUntilTheOverlapEnds() {
        Instant end = clock.instant().plus(Duration.ofDays(90));
        ApiKeys.Made old = await(keys.create(by(ACME), false, "backend", SOME, end));
        clock.move(Duration.ofDays(10));

        ApiKeys.Made next = await(keys.roll(caller(SOME), false, old.key().id(), Duration.ofHours(24), null));

        assertThat(next.key().name()).isEqualTo("backend");
        assertThat(next.key().permissions()).isEqualTo(SOME);
        assertThat(next.key().expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(90)));
        assertThat(await(keys.recognise(old.text()))).isPresent();
        assertThat(await(keys.recognise(next.text()))).isPresent();
        clock.move(Duration.ofHours(24));
        assertThat(await(keys.recognise(old.text()))).isEmpty();
        assertThat(await(keys.recognise(next.text()))).isPresent();
        assertThat(listed(old).rolledTo()).isEqualTo(next.key().id());
    }

    @Test
    void aKeyIsRolledOnceAndWithoutOverlapEndsAtOnce() {
        ApiKeys.Made old = made(ACME);

        ApiKeys.Made next = await(keys.roll(caller(SOME), false, old.key().id(), Duration.ZERO, null));

        assertThat(await(keys.recognise(old.text()))).isEmpty();
        assertThat(next.key().expiresAt()).isNull();
        assertThat(codeOf(keys.roll(caller(SOME), false, old.key().id(), Duration.ZERO, null)))
                .isEqualTo("api-key-ended");
    }

    @Test
    void whoMayDoLessThanAKeyOrIsOfAnotherTenantCannotRollIt() {
        ApiKeys.Made old = made(ACME);
        Caller stranger = new Caller(by(OTHER), false, SOME);

        assertThat(codeOf(keys.roll(
                        caller(Set.of(Permission.CONNECT)), false, old.key().id(), Duration.ZERO, null)))
                .isEqualTo("permission-missing");
        assertThat(codeOf(keys.roll(stranger, false, old.key().id(), Duration.ZERO, null)))
                .isEqualTo("api-key-unknown");
        assertThat(await(keys.recognise(old.text()))).isPresent();
    }

    private static Caller caller(Set<Permission> permissions) {
        return new Caller(by(ACME), false, permissions);
    }

    private ApiKey listed(ApiKeys.Made made) {
        return await(keys.list(ACME, "", 100)).stream()
                .filter(each -> each.id().equals(made.key().id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whenAndFromWhereAKeyWasUsedIsWrittenDown() {
        ApiKeys.Made used = made(ACME);
        ApiKeys.Made idle = made(ACME);
        String from = "203.0.113.9";
        clock.move(Duration.ofDays(61));

        assertThat(await(keys.recognise(used.text(), from))).isPresent();
        assertThat(await(keys.recognise(used.text(), from))).isPresent();

        assertThat(listed(used).lastUse()).isEqualTo(new ApiKey.LastUse(clock.instant(), "203.0.113.9"));
        assertThat(listed(idle).lastUse()).isNull();
        assertThat(listed(used).isUnused(clock.instant())).isFalse();
        assertThat(listed(idle).isUnused(clock.instant())).isTrue();
        assertThat(listed(idle).madeBy()).isEqualTo(new ApiKey.Maker(Author.Kind.KEY, "key_admin"));
    }
}
