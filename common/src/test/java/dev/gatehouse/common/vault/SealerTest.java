package dev.gatehouse.common.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.Guards;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SealerTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final SealedField HERE = new SealedField(ACME, "grants", "refresh_token", "g1", 3);
    private static final SecretText SECRET = new SecretText("refresh-öß-1");

    private final KeyRing ring = KeyRing.generate();
    private final Sealer sealer = ring.sealer();

    @Test
    void whatWasSealedIsReadBackInItsPlace() {
        byte[] sealed = sealer.seal(SECRET, HERE);

        assertThat(sealer.open(sealed, HERE)).isEqualTo(SECRET);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("refresh-");
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() {
        assertThat(sealer.seal(SECRET, HERE)).isNotEqualTo(sealer.seal(SECRET, HERE));
    }

    static Stream<SealedField> otherPlaces() {
        return Stream.of(
                new SealedField(new TenantId("other"), "grants", "refresh_token", "g1", 3),
                new SealedField(ACME, "credential", "refresh_token", "g1", 3),
                new SealedField(ACME, "grants", "access_token", "g1", 3),
                new SealedField(ACME, "grants", "refresh_token", "g2", 3),
                new SealedField(ACME, "grants", "refresh_token", "g1", 2),
                // the same letters, cut elsewhere
                new SealedField(ACME, "grantsr", "efresh_token", "g1", 3),
                new SealedField(ACME, "grants", "refresh_token", "g", 13));
    }

    @Guards("SEC-1")
    @ParameterizedTest
    @MethodSource("otherPlaces")
    void aSealMovedElsewhereDoesNotOpen(SealedField elsewhere) {
        byte[] sealed = sealer.seal(SECRET, HERE);

        assertThatThrownBy(() -> sealer.open(sealed, elsewhere))
                .isInstanceOfSatisfying(
                        SealBroken.class, broken -> assertThat(broken.code()).isEqualTo("integrity-failure"))
                .hasMessageNotContaining("refresh-öß-1");
    }

    @Guards("SEC-1")
    @Test
    void eachFlippedBitIsNoticed() {
        byte[] sealed = sealer.seal(SECRET, HERE);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> sealer.open(damaged, HERE)).isInstanceOf(SealBroken.class);
        }
    }

    @Test
    void anotherRingOpensNothing() {
        byte[] sealed = sealer.seal(SECRET, HERE);

        assertThatThrownBy(() -> KeyRing.generate().sealer().open(sealed, HERE)).isInstanceOf(SealBroken.class);
    }

    @Test
    void anythingElseThanASealIsRefused() {
        assertThatThrownBy(() -> sealer.open(new byte[0], HERE)).isInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> sealer.open(new byte[3], HERE)).isInstanceOf(SealBroken.class);
    }

    @Test
    void aFingerprintFitsItsSecretOnly() {
        Fingerprints fingerprints = ring.fingerprints();
        byte[] fingerprint = fingerprints.of(SECRET);

        assertThat(fingerprints.matches(fingerprint, new SecretText("refresh-öß-1")))
                .isTrue();
        assertThat(fingerprints.matches(fingerprint, new SecretText("r-öß-2"))).isFalse();
        assertThat(KeyRing.generate().fingerprints().matches(fingerprint, SECRET))
                .isFalse();
    }
}
