package dev.gatehouse.registration.credential;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.testing.SomeTenants;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class SigningKeysContract extends CredentialFixture {
    private final SigningKeyStore keyStore = new SigningKeyStore();

    private static SecretText text(ECKey key) {
        return new SecretText(key.toJSONString());
    }

    @CanIgnoreReturnValue
    private SigningKey ensured(String applicationId) {
        return await(database().inTransaction(tx -> keys.ensure(tx, by, applicationId)));
    }

    @Test
    @Smart(60)
    void aKeyIsPublishedBeforeItsApplicationExists() {
        String reserved = applications.reserve();
        assertThat(await(keys.published(reserved))).isEmpty();

        SigningKey key = ensured(reserved);

        assertThat(key.state()).isEqualTo(CredentialState.PENDING);
        assertThat(await(keys.published(reserved)).orElseThrow()).containsExactly(key.publicJwk());
        assertThat(ensured(reserved)).isEqualTo(key);
    }

    @Test
    void aCredentialTakesTheKeyThatIsPublishedAlready() {
        SigningKey key = ensured(application);

        Credential credential = await(credentials.keep(
                by, application, NewCredential.ofPublishedKey("issued-later", Optional.empty(), false)));

        assertThat(credential.kind()).isEqualTo(Credential.Kind.KEY);
        assertThat(credential.keyId()).isEqualTo(key.keyId());
        OpenedCredential opened = await(inUse.active(acme, application, null));
        assertThat(opened.key().keyId()).isEqualTo(key.keyId());
        assertThat(opened.secret()).isNull();
    }

    @Test
    @Smart(3)
    void thePrivatePartIsSealed() throws Exception {
        ECKey made = new ECKeyGenerator(Curve.P_384).generate();
        await(keys.importKey(by, application, text(made)));

        List<SigningKeyRow> rows = await(database().read(tx -> keyStore.of(tx, acme, application)));

        assertThat(rows).hasSize(1).allSatisfy(row -> {
            assertThat(new String(row.privateJwk, StandardCharsets.ISO_8859_1))
                    .doesNotContain(made.getD().toString());
            assertThat(row.publicJwk).doesNotContain(made.getD().toString());
        });
        assertThat(audited(acme).toString()).doesNotContain(made.getD().toString());
    }

    @Test
    void neitherAKeyNorItsKidIsTakenTwice() throws Exception {
        ECKey first = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        await(keys.importKey(by, application, text(first)));
        ECKey sameKid = new ECKeyGenerator(Curve.P_384).keyID("one").generate();
        ECKey sameKey = new ECKey.Builder(first).keyID("two").build();

        assertThat(codeOf(keys.importKey(by, application, text(sameKid)))).isEqualTo("signing-key-exists");
        assertThat(codeOf(keys.importKey(by, application, text(sameKey)))).isEqualTo("signing-key-exists");
        await(keys.remove(by, application, "one"));
        assertThat(codeOf(keys.importKey(by, application, text(first)))).isEqualTo("signing-key-exists");
    }

    @Test
    void aKeyThatSignsIsNotRemoved() {
        Credential credential = keepKey("system", true);

        assertThat(codeOf(keys.remove(by, application, credential.keyId()))).isEqualTo("signing-key-in-use");
        assertThat(codeOf(keys.remove(by, application, "nobodys"))).isEqualTo("signing-key-unknown");
    }

    @Test
    void aRemovedKeyLeavesAnEmptySetAndNoPrivatePart() {
        SigningKey key = ensured(application);

        assertThat(await(keys.remove(by, application, key.keyId())).state()).isEqualTo(CredentialState.REVOKED);

        assertThat(await(keys.published(application)).orElseThrow()).isEmpty();
        List<SigningKeyRow> rows = await(database().read(tx -> keyStore.of(tx, acme, application)));
        assertThat(rows).allSatisfy(row -> assertThat(row.privateJwk).isNull());
        assertThat(ensured(application).keyId()).isNotEqualTo(key.keyId());
    }

    @Test
    void twentyKeysAreEnough() {
        for (int i = 0; i < 20; i++) {
            await(keys.generate(by, application, SigningAlgorithm.ES384));
        }

        assertThat(codeOf(keys.generate(by, application, SigningAlgorithm.ES384)))
                .isEqualTo("signing-keys-too-many");
    }

    @Test
    void anotherTenantFindsNothing() {
        SigningKey key = ensured(application);
        Author theirs = Author.system(SomeTenants.add(database()), "test");

        assertThat(await(keys.list(theirs.tenant(), application))).isEmpty();
        assertThat(codeOf(keys.remove(theirs, application, key.keyId()))).isEqualTo("signing-key-unknown");
    }

    @Test
    void keysGoWithTheirApplication() {
        keepKey("system", true);
        ensured(application);

        await(applications.remove(by, application));

        assertThat(await(keys.published(application))).isEmpty();
    }
}
