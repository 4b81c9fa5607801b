package dev.gatehouse.common.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.Guards;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MasterKeyTest {
    @TempDir
    Path folder;

    private Path file;
    private Path data;

    @BeforeEach
    void name() {
        file = folder.resolve("keys/gatehouse.key");
        data = folder.resolve("data");
    }

    private MasterKey made() {
        return MasterKey.load(file, data, true);
    }

    @Test
    void aNewKeyIsItsOwnersAlone() throws IOException {
        MasterKey key = made();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain(key.databasePassword().reveal());
    }

    @Test
    void theSameKeyGivesTheSameDatabasePasswordAndAnotherAnother() {
        SecretText password = made().databasePassword();

        assertThat(MasterKey.load(file, data, false).databasePassword()).isEqualTo(password);
        assertThat(MasterKey.load(folder.resolve("other.key"), data, true).databasePassword())
                .isNotEqualTo(password);
    }

    @Guards("SEC-4")
    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void aKeyOthersCanReachIsRefused(String mode) throws IOException {
        MasterKey unused = made();
        assertThat(unused).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> MasterKey.load(file, data, false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aReadOnlyKeyIsFine() throws IOException {
        SecretText password = made().databasePassword();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(MasterKey.load(file, data, false).databasePassword()).isEqualTo(password);
    }

    @Guards("SEC-4")
    @Test
    void aKeyInsideTheDataDirectoryIsRefusedAndNotMade() {
        Path inside = data.resolve("../data/sub/gatehouse.key");

        assertThatThrownBy(() -> MasterKey.load(inside, data, true))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("inside the data directory");
        assertThat(inside).doesNotExist();
    }

    @Test
    void aMissingKeyIsNotReplacedWhereADatabaseNeedsIt() {
        assertThatThrownBy(() -> MasterKey.load(file, data, false))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is missing");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64 at all!", "bm90IGEga2V5c2V0", "{}"})
    void aFileWithoutAKeyIsRefused(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);

        assertThatThrownBy(() -> MasterKey.load(file, data, true))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("holds no master key");
    }

    @Test
    void aRingOpensWithItsMasterKeyOnly() {
        MasterKey master = made();
        KeyRing ring = KeyRing.generate();
        byte[] wrapped = ring.wrap(master);
        SealedField place = new SealedField(TenantId.DEFAULT, "t", "c", "r", 0);
        byte[] sealed = ring.sealer().seal(new SecretText("kept"), place);

        KeyRing again = KeyRing.unwrap(wrapped, MasterKey.load(file, data, false));

        assertThat(again.sealer().open(sealed, place).reveal()).isEqualTo("kept");
        MasterKey stranger = MasterKey.load(folder.resolve("other.key"), data, true);
        assertThatThrownBy(() -> KeyRing.unwrap(wrapped, stranger))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void aRingOfAnOlderVersionIsCompletedOnce() {
        MasterKey master = made();
        JsonObject older = new JsonObject(Buffer.buffer(KeyRing.generate().wrap(master)));
        older.remove("audit");
        KeyRing ring = KeyRing.unwrap(older.toBuffer().getBytes(), master);

        KeyRing complete = ring.completed().orElseThrow();

        byte[] mac = complete.audit().of(new byte[] {1});
        KeyRing again = KeyRing.unwrap(complete.wrap(master), master);
        assertThat(again.completed()).isEmpty();
        assertThat(again.audit().fits(mac, new byte[] {1})).isTrue();
        assertThat(again.audit().fits(mac, new byte[] {2})).isFalse();
    }

    @Test
    void theKeysetOfTheFingerprintsIsNoneForTheAudit() {
        MasterKey master = made();
        JsonObject swapped = new JsonObject(Buffer.buffer(KeyRing.generate().wrap(master)));
        swapped.put("audit", swapped.getString("fingerprints"));

        assertThatThrownBy(() -> KeyRing.unwrap(swapped.toBuffer().getBytes(), master))
                .isInstanceOf(StartRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"sealing\":5}", "{\"sealing\":\"!\",\"fingerprints\":\"!\"}"})
    void aDamagedRingIsRefused(String wrapped) {
        MasterKey master = made();

        assertThatThrownBy(() -> KeyRing.unwrap(wrapped.getBytes(StandardCharsets.UTF_8), master))
                .isInstanceOf(StartRefused.class);
    }
}
