package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.backup.WorkFolder;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.HeldOpen;
import dev.gatehouse.common.database.InstanceStore;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.journal.JournalLimits;
import dev.gatehouse.common.notice.NoticeStore;
import dev.gatehouse.common.rotation.KeyRotationStore;
import dev.gatehouse.common.rotation.KeyRotations;
import dev.gatehouse.common.rotation.KeyWatch;
import dev.gatehouse.common.rotation.MasterKeyChange;
import dev.gatehouse.common.rotation.RotationPace;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.HeldKeys;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.access.AccessStore;
import dev.gatehouse.gateway.authorization.AuthorizationStore;
import dev.gatehouse.gateway.bulk.ExportStore;
import dev.gatehouse.gateway.connection.ConnectionStore;
import dev.gatehouse.gateway.connectpage.ConnectPageStore;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.nango.NangoStore;
import dev.gatehouse.gateway.nango.connect.NangoConnectStore;
import dev.gatehouse.gateway.operator.OperatorStore;
import dev.gatehouse.gateway.smart.AuthorizationServerStore;
import dev.gatehouse.gateway.token.DoubtfulAnswerStore;
import dev.gatehouse.gateway.token.DynamicRegistrationStore;
import dev.gatehouse.gateway.token.GrantStore;
import dev.gatehouse.gateway.token.RevocationStore;
import dev.gatehouse.gateway.webhook.WebhookStore;
import dev.gatehouse.registration.application.ApplicationStore;
import dev.gatehouse.registration.credential.CredentialStore;
import dev.gatehouse.registration.evidence.EvidenceStore;
import dev.gatehouse.registration.practice.PracticeGateStore;
import dev.gatehouse.registration.signup.RegistrationStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database, the keys to what is sealed in it, and this node's journal, opened together. */
final class Storage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    private final DatabaseSettings settings;
    private final OpenedDatabase opened;
    private final HeldKeys keys;
    private final MasterKey master;
    private final Journal journal;
    private final String node;

    private Storage(
            DatabaseSettings settings,
            OpenedDatabase opened,
            HeldKeys keys,
            MasterKey master,
            Journal journal,
            String node) {
        this.settings = settings;
        this.opened = opened;
        this.keys = keys;
        this.master = master;
        this.journal = journal;
        this.node = node;
    }

    /**
     * Blocks for seconds.
     *
     * @throws dev.gatehouse.common.failure.StartRefused if it could not be honest
     */
    static Storage open(Vertx vertx, GatewaySettings settings, Clock clock) {
        // The key is made only for a new installation: a database without its own is no use to anyone.
        boolean mayCreate = !OpenedDatabase.isRemembered(settings.dataDirectory());
        MasterKey master = MasterKey.load(settings.masterKeyFile(), settings.dataDirectory(), mayCreate);
        SecretText url = settings.databaseUrl();
        DatabaseSettings wanted = url == null
                ? DatabaseSettings.h2(
                        settings.dataDirectory(), master.databasePassword().reveal())
                : DatabaseSettings.postgres(URI.create(url.reveal()));
        try (HeldOpen held = HeldOpen.of(wanted, master.databaseUser())) {
            return open(vertx, settings, clock, held.settings(), master);
        }
    }

    private static Storage open(
            Vertx vertx, GatewaySettings settings, Clock clock, DatabaseSettings database, MasterKey master) {
        OpenedDatabase opened = OpenedDatabase.open(vertx, settings.dataDirectory(), database, rows(), clock);
        try {
            HeldKeys keys = new HeldKeys(keys(opened.instances(), master));
            settleMasters(opened, master);
            String node = NodeName.of(settings.dataDirectory());
            Journal journal =
                    Journal.open(vertx, settings.dataDirectory().resolve("rescue"), JournalLimits.DEFAULT, clock);
            sweep(settings);
            return new Storage(database, opened, keys, master, journal, node);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The journal's lock is ours, so whoever left copies is gone. */
    private static void sweep(GatewaySettings settings) {
        try {
            WorkFolder.sweep(settings.dataDirectory());
        } catch (IOException e) {
            log.warn("Copies that a backup left in the data directory could not be removed ({})", e.toString());
        }
    }

    /** Clears away what a change of the master key that was cut off has left, or says that one is unfinished. */
    private static void settleMasters(OpenedDatabase opened, MasterKey master) {
        List<String> masters = List.copyOf(
                KeyRing.mastersOf(opened.instances().read().wrappedKeyset().orElseThrow()));
        if (masters.size() == 1) {
            opened.logins().keepOnlyOwn();
        } else {
            log.warn(
                    "Two master keys open this installation, {} and its successor {}. This process was started with {}."
                            + " Keep both files until the change is finished",
                    masters.get(0),
                    masters.get(1),
                    master.id());
        }
    }

    private static List<Class<?>> rows() {
        List<Class<?>> rows = new ArrayList<>();
        rows.addAll(KeyRotationStore.ROWS);
        rows.addAll(AuditStore.ROWS);
        rows.addAll(NoticeStore.ROWS);
        rows.addAll(AccessStore.ROWS);
        rows.addAll(OperatorStore.ROWS);
        rows.addAll(ApplicationStore.ROWS);
        rows.addAll(CredentialStore.ROWS);
        rows.addAll(RegistrationStore.ROWS);
        rows.addAll(PracticeGateStore.ROWS);
        rows.addAll(EvidenceStore.ROWS);
        rows.addAll(Directory.rows());
        rows.addAll(AuthorizationServerStore.ROWS);
        rows.addAll(ConnectionStore.ROWS);
        rows.addAll(GrantStore.ROWS);
        rows.addAll(RevocationStore.ROWS);
        rows.addAll(DoubtfulAnswerStore.ROWS);
        rows.addAll(DynamicRegistrationStore.ROWS);
        rows.addAll(AuthorizationStore.ROWS);
        rows.addAll(ConnectPageStore.ROWS);
        rows.addAll(WebhookStore.ROWS);
        rows.addAll(NangoStore.ROWS);
        rows.addAll(ExportStore.ROWS);
        rows.addAll(NangoConnectStore.ROWS);
        return rows;
    }

    /** Every column with sealed values; a test compares it with the schema. */
    static List<SealedColumn> sealedColumns() {
        List<SealedColumn> columns = new ArrayList<>();
        columns.addAll(AccessStore.SEALED);
        columns.addAll(OperatorStore.SEALED);
        columns.addAll(CredentialStore.SEALED);
        columns.addAll(RegistrationStore.SEALED);
        columns.addAll(EvidenceStore.SEALED);
        columns.addAll(ConnectionStore.SEALED);
        columns.addAll(GrantStore.SEALED);
        columns.addAll(RevocationStore.SEALED);
        columns.addAll(DoubtfulAnswerStore.SEALED);
        columns.addAll(AuthorizationStore.SEALED);
        columns.addAll(WebhookStore.SEALED);
        columns.addAll(NangoStore.SEALED);
        columns.addAll(ExportStore.SEALED);
        return columns;
    }

    private static KeyRing keys(InstanceStore instances, MasterKey master) {
        byte[] wrapped = instances
                .read()
                .wrappedKeyset()
                .or(() -> instances
                        .keepKeys(master.check(), KeyRing.generate().wrap(master))
                        .wrappedKeyset())
                .orElseThrow();
        KeyRing ring = KeyRing.unwrap(wrapped, master);
        return ring.completed()
                .map(complete -> replaced(instances, master, wrapped, complete))
                .orElse(ring);
    }

    /** Keeps the completed ring of a database that an older version made; a node that was faster keeps its own. */
    private static KeyRing replaced(InstanceStore instances, MasterKey master, byte[] old, KeyRing complete) {
        return instances.replaceKeys(old, master.check(), complete.wrap(master)) ? complete : keys(instances, master);
    }

    /** For work past the sessions, on connections of its own. */
    DatabaseSettings settings() {
        return settings;
    }

    Database database() {
        return opened.database();
    }

    Journal journal() {
        return journal;
    }

    /** What this node calls itself, over restarts. */
    String node() {
        return node;
    }

    HeldKeys keys() {
        return keys;
    }

    KeyRotations rotations(AuditTrail audit, SecureRandom random, Clock clock) {
        return new KeyRotations(database(), audit, sealedColumns(), random, clock);
    }

    MasterKeyChange masterKeyChange(Vertx vertx, GatewaySettings settings, AuditTrail audit, Ids ids, Clock clock) {
        return new MasterKeyChange(
                vertx, database(), audit, opened.logins(), master, settings.dataDirectory(), ids, clock);
    }

    /** @param others true if other nodes may run on the same database */
    KeyWatch watch(Vertx vertx, AuditTrail audit, boolean others, Clock clock) {
        RotationPace pace = others ? RotationPace.DEFAULT : RotationPace.DEFAULT.alone();
        return new KeyWatch(vertx, database(), audit, keys, sealedColumns(), master, pace, clock);
    }

    /** What makes backups; null on PostgreSQL, which has tools of its own. */
    @Nullable
    Backups backups(GatewaySettings of, SecureRandom random, Clock clock) {
        return of.sharedDatabase()
                ? null
                : new Backups(of.dataDirectory(), settings, master, SystemRoutes.version(), random, clock);
    }

    MasterKey master() {
        return master;
    }

    /** Blocking. */
    @Override
    public void close() {
        journal.close();
        opened.close();
    }
}
