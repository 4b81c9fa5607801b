package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.rotation.KeyRotation;
import dev.gatehouse.common.rotation.MasterKeyChange;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One master key takes over from another: at each moment one of the two files opens everything. */
abstract class MasterKeyChangeContract {
    private static final SealedField HERE = new SealedField(TenantId.DEFAULT, "credential", "secret", "c1", 0);
    private static final SecretText SECRET = new SecretText("kept under both");
    private static final Author OPERATOR = Author.system(TenantId.DEFAULT, "test");
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    private Vertx vertx;
    private byte[] sealed = new byte[0];

    /** What a node of this database is started with. */
    abstract Map<String, String> database();

    @BeforeEach
    void sealSomething() {
        vertx = Vertx.vertx();
        sealed = with(oldFile(), storage -> storage.keys().sealer().seal(SECRET, HERE));
    }

    @AfterEach
    void closeVertx() {
        await(vertx.close());
    }

    private Path oldFile() {
        return folder.resolve("gatehouse.key");
    }

    private Path newFile() {
        return MasterKey.nextTo(oldFile());
    }

    private GatewaySettings settings(Path key) {
        Map<String, String> environment = new HashMap<>(database());
        environment.put("GATEHOUSE_DATA_DIR", folder.resolve("data").toString());
        environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
        return GatewaySettings.read(new SettingsSource(environment, null));
    }

    @CanIgnoreReturnValue
    private <T> T with(Path key, Function<Storage, T> work) {
        try (Storage storage = Storage.open(vertx, settings(key), CLOCK)) {
            return work.apply(storage);
        }
    }

    private MasterKeyChange change(Storage storage, Path key) {
        return storage.masterKeyChange(vertx, settings(key), audit(storage), new Ids(new SecureRandom()), CLOCK);
    }

    private static AuditTrail audit(Storage storage) {
        return new AuditTrail(storage.keys().audit(), CLOCK);
    }

    @CanIgnoreReturnValue
    private KeyRotation begin() {
        return with(oldFile(), storage -> await(change(storage, oldFile()).begin(OPERATOR, newFile())));
    }

    private boolean opens(Path key) {
        return with(key, storage -> storage.keys().sealer().open(sealed, HERE).equals(SECRET));
    }

    private String refusal(Path key) {
        StartRefused refused = catchThrowableOfType(StartRefused.class, () -> with(key, storage -> ""));
        return refused == null ? "it started" : refused.getMessage();
    }

    private String refused(Path key, Function<Storage, Future<?>> work) {
        return with(key, storage -> failureOf(work.apply(storage)) instanceof Failure failure ? failure.code() : "");
    }

    @Guards("SEC-5")
    @Test
    void bothFilesOpenEverythingUntilTheChangeIsFinished() {
        KeyRotation begun = begin();

        assertThat(opens(oldFile())).isTrue();
        assertThat(opens(newFile())).isTrue();
        with(newFile(), storage -> await(change(storage, newFile()).finish(OPERATOR, begun.id())));

        assertThat(opens(newFile())).isTrue();
        assertThat(refusal(oldFile())).contains("The master key does not fit", "took over");
    }

    @Test
    void theOldKeyIsNotShutOutByAProcessThatNeverTriedTheNewOne() {
        KeyRotation begun = begin();

        assertThat(refused(oldFile(), storage -> change(storage, oldFile()).finish(OPERATOR, begun.id())))
                .isEqualTo("master-key-old-in-use");
        assertThat(refused(newFile(), storage -> change(storage, newFile()).giveUp(OPERATOR, begun.id())))
                .isEqualTo("master-key-new-in-use");
        assertThat(opens(oldFile())).isTrue();
        assertThat(opens(newFile())).isTrue();
    }

    @Test
    void aChangeThatIsGivenUpLeavesTheOldKeyAlone() {
        KeyRotation begun = begin();

        with(oldFile(), storage -> await(change(storage, oldFile()).giveUp(OPERATOR, begun.id())));

        assertThat(opens(oldFile())).isTrue();
        assertThat(refusal(newFile())).contains("The master key does not fit");
    }

    @Test
    void beginningTwiceIsBeginningOnceAndAThirdKeyIsRefused() {
        KeyRotation begun = begin();

        assertThat(begin().id()).isEqualTo(begun.id());
        Path third = folder.resolve("third.key");
        assertThat(refused(oldFile(), storage -> change(storage, oldFile()).begin(OPERATOR, third)))
                .isEqualTo("master-key-change-unfinished");
        assertThat(refused(oldFile(), storage -> change(storage, oldFile()).begin(OPERATOR, oldFile())))
                .isEqualTo("master-key-unusable");
        assertThat(refusal(third)).contains("The master key does not fit");
    }

    @Test
    void theKeysThemselvesStayTheSameAndMayChangeAfterwards() {
        int before = with(oldFile(), storage -> storage.keys().ring().primary(Keyset.SEALING));
        KeyRotation begun = begin();
        assertThat(refused(
                        newFile(),
                        storage -> storage.rotations(audit(storage), new SecureRandom(), CLOCK)
                                .begin(OPERATOR, Keyset.SEALING, Duration.ZERO)))
                .isEqualTo("master-key-change-unfinished");
        with(newFile(), storage -> await(change(storage, newFile()).finish(OPERATOR, begun.id())));

        int after = with(newFile(), storage -> storage.keys().ring().primary(Keyset.SEALING));
        KeyRotation next = with(
                newFile(),
                storage -> await(storage.rotations(audit(storage), new SecureRandom(), CLOCK)
                        .begin(OPERATOR, Keyset.SEALING, Duration.ZERO)));

        assertThat(after).isEqualTo(before);
        assertThat(next.keyset()).isEqualTo("sealing");
    }

    @Test
    void aChangeBackAndForthWorks() throws Exception {
        for (String name : new String[] {"second.key", "third.key"}) {
            KeyRotation begun = begin();
            with(newFile(), storage -> await(change(storage, newFile()).finish(OPERATOR, begun.id())));
            Files.move(oldFile(), folder.resolve(name));
            Files.move(newFile(), oldFile());
            assertThat(opens(oldFile())).isTrue();
        }
    }

    @Test
    void theSentenceAboutAMissingFileNamesTheOneMadeToTakeOver() throws Exception {
        begin();
        Files.move(oldFile(), folder.resolve("moved.key"));

        assertThat(refusal(oldFile())).contains("is missing", "There is " + newFile());
    }
}
