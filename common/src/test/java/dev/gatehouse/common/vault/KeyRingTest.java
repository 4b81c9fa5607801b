package dev.gatehouse.common.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.tenant.TenantId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyRingTest {
    private static final SealedField HERE = new SealedField(TenantId.DEFAULT, "credential", "secret", "c1", 0);
    private static final SecretText SECRET = new SecretText("s-1");
    private static final int NEW = 0x7fad_0001;

    @TempDir
    Path folder;

    private final KeyRing old = KeyRing.generate();

    private MasterKey master(String name) {
        return MasterKey.load(folder.resolve(name), folder.resolve("data"), true);
    }

    @Test
    void aNewKeyOpensBeforeItSeals() {
        KeyRing distributed = old.withKey(Keyset.SEALING, NEW);
        KeyRing promoted = distributed.withPrimary(Keyset.SEALING, NEW);
        byte[] before = distributed.sealer().seal(SECRET, HERE);
        byte[] after = promoted.sealer().seal(SECRET, HERE);

        assertThat(Sealer.keyOf(before)).hasValue(old.primary(Keyset.SEALING));
        assertThat(Sealer.keyOf(after)).hasValue(NEW);
        assertThat(distributed.sealer().open(after, HERE)).isEqualTo(SECRET);
        assertThat(promoted.sealer().open(before, HERE)).isEqualTo(SECRET);
        assertThat(old.sealer().open(before, HERE)).isEqualTo(SECRET);
    }

    @Test
    void addingAKeyTwiceAddsItOnce() {
        KeyRing once = old.withKey(Keyset.SEALING, NEW);

        assertThat(once.withKey(Keyset.SEALING, NEW)).isSameAs(once);
        assertThat(once.keys(Keyset.SEALING)).containsExactlyInAnyOrder(NEW, old.primary(Keyset.SEALING));
    }

    @Test
    void aDroppedKeyOpensNothing() {
        byte[] sealed = old.sealer().seal(SECRET, HERE);
        KeyRing dropped = old.withKey(Keyset.SEALING, NEW)
                .withPrimary(Keyset.SEALING, NEW)
                .withPrimaryOnly(Keyset.SEALING);

        assertThat(dropped.keys(Keyset.SEALING)).containsExactly(NEW);
        assertThatThrownBy(() -> dropped.sealer().open(sealed, HERE)).isInstanceOf(SealBroken.class);
        assertThat(dropped.keys(Keyset.FINGERPRINTS)).isEqualTo(old.keys(Keyset.FINGERPRINTS));
    }

    @Test
    void fingerprintsOfAnOldKeyStillMatch() {
        byte[] before = old.fingerprints().of(SECRET);
        KeyRing promoted = old.withKey(Keyset.FINGERPRINTS, NEW).withPrimary(Keyset.FINGERPRINTS, NEW);

        assertThat(promoted.fingerprints().matches(before, SECRET)).isTrue();
        assertThat(promoted.fingerprints().of(SECRET)).isNotEqualTo(before);
    }

    @Test
    void whoeverGotASealerBeforeUsesTheNewRing() {
        HeldKeys held = new HeldKeys(old);
        Sealer sealer = held.sealer();
        held.take(old.withKey(Keyset.SEALING, NEW).withPrimary(Keyset.SEALING, NEW));

        assertThat(Sealer.keyOf(sealer.seal(SECRET, HERE))).hasValue(NEW);
    }

    @Test
    void whatOneKeySealedBeginsWithItsPrefix() {
        byte[] sealed = old.sealer().seal(SECRET, HERE);

        assertThat(sealed).startsWith(Sealer.prefixOf(old.primary(Keyset.SEALING)));
        assertThat(Sealer.keyOf(new byte[] {1, 2})).isEmpty();
        assertThat(Sealer.keyOf(new byte[] {0, 1, 2, 3, 4, 5})).isEmpty();
    }

    @Test
    void aRingWrappedForTwoMasterKeysOpensWithEachAndNoOther() {
        MasterKey before = master("before.key");
        MasterKey after = master("after.key");
        MasterKey stranger = master("stranger.key");
        byte[] sealed = old.sealer().seal(SECRET, HERE);
        byte[] wrapped = old.wrap(before, after);

        for (MasterKey each : new MasterKey[] {before, after}) {
            assertThat(KeyRing.unwrap(wrapped, each).sealer().open(sealed, HERE))
                    .isEqualTo(SECRET);
        }
        assertThat(KeyRing.mastersOf(wrapped)).containsExactly(before.id(), after.id());
        assertThatThrownBy(() -> KeyRing.unwrap(wrapped, stranger)).isInstanceOf(StartRefused.class);
        assertThatThrownBy(() -> KeyRing.unwrap(old.wrap(after), before)).isInstanceOf(StartRefused.class);
    }
}
