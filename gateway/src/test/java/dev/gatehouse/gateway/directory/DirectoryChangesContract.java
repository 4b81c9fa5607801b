package dev.gatehouse.gateway.directory;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static dev.gatehouse.gateway.directory.Bundles.FMH;
import static dev.gatehouse.gateway.directory.Bundles.bundle;
import static dev.gatehouse.gateway.directory.Bundles.endpoint;
import static dev.gatehouse.gateway.directory.Bundles.guid;
import static dev.gatehouse.gateway.directory.Bundles.organization;
import static dev.gatehouse.gateway.directory.Bundles.practice;
import static dev.gatehouse.gateway.directory.Bundles.providerEndpoint;
import static dev.gatehouse.gateway.directory.Bundles.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.TestAudit;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports in two steps, undoing, and the schedule somebody sets. */
abstract class DirectoryChangesContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final TenantId ACME = TenantId.DEFAULT;
    private static final TenantId OTHER = new TenantId("other");
    private static final Author BY = new Author(ACME, Author.Kind.OPERATOR, "op_dana", null, null);
    private static final PracticeQuery ALL = new PracticeQuery("", null, null);
    private static final AtomicInteger EHRS = new AtomicInteger();

    private final List<URI> asked = new ArrayList<>();
    private final TestAudit audit = new TestAudit();
    private Map<String, Integer> inUse = Map.of();
    private Instant now = NOON;
    private Directory directory;
    private DirectorySchedule schedule;
    private String ehr;

    DirectoryChangesContract() {
        super(Stream.concat(Directory.rows().stream(), AuditStore.ROWS.stream()).toArray(Class<?>[]::new));
    }

    @BeforeAll
    void haveTenants() {
        for (TenantId tenant : List.of(ACME, OTHER)) {
            await(database()
                    .inTransaction(tx -> tx.run(session -> session.createNativeMutationQuery(
                                    "insert into tenant (id, name, created_at, version) select :id, :id, :at, 0 where"
                                            + " not exists (select 1 from tenant where id = :id)")
                            .setParameter("id", tenant.value())
                            .setParameter("at", NOON.atOffset(ZoneOffset.UTC))
                            .executeUpdate())));
        }
    }

    @BeforeEach
    void openDirectory() {
        ehr = "changing" + EHRS.incrementAndGet();
        EhrProfile plain = Bundles.profile(ehr);
        EhrProfile profile = Bundles.profile(
                ehr,
                plain.hosts(),
                DirectorySection.bundle(
                        URI.create("https://lists.example/" + ehr),
                        plain.directory().kinds().names(),
                        Duration.ofDays(1)));
        now = NOON;
        inUse = Map.of();
        directory = new Directory(
                vertx(),
                database(),
                Map.of(ehr, profile),
                this::download,
                Set.of("lists.local"),
                (tenant, endpoints) -> Future.succeededFuture(inUse),
                audit.trail(),
                new Ids(new SecureRandom()),
                clock());
        await(directory.start());
        schedule = new DirectorySchedule(vertx(), directory, List.of(profile), new Random(1), clock());
    }

    private Future<Path> download(URI address) {
        asked.add(address);
        return vertx().executeBlocking(() -> Files.writeString(
                Files.createTempFile("list", ".json"), bundle(practice(1, "Elm"), practice(9, "Sky"))));
    }

    @AfterEach
    void closeDirectory() {
        await(directory.close());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @CanIgnoreReturnValue
    private ImportReport read(String... practices) {
        return await(directory.importFrom(BY, ehr, source(bundle(practices))));
    }

    private ImportReport stage(String... practices) {
        ImportOptions options = new ImportOptions(BY, null, ImportOptions.Mode.STAGE, ACME, null);
        return await(directory.importFrom(ehr, List.of(source(bundle(practices))), options));
    }

    private long staged(String... practices) {
        return Objects.requireNonNull(stage(practices).stagedAs());
    }

    private List<String> names() {
        return await(directory.search(ACME, ehr, ALL, 100, null)).items().stream()
                .map(Practice::name)
                .toList();
    }

    private DirectoryStatus status() {
        return await(directory.status(ACME, ehr));
    }

    private Practice find(String text) {
        return await(directory.search(ACME, ehr, new PracticeQuery(text, null, null), 10, null))
                .items()
                .get(0);
    }

    @Test
    void aStagedImportIsSeenByNobodyUntilItIsApplied() {
        read(practice(1, "Elm"), practice(2, "Oak"), practice(3, "Ash"));
        Practice ash = find("ash");
        inUse = Map.of(ash.endpoints().get(0).id(), 2, ash.endpoints().get(1).id(), 1);

        ImportReport report = stage(practice(1, "Elm Renamed"), practice(2, "Oak"), practice(4, "Fir"));
        long id = Objects.requireNonNull(report.stagedAs());

        assertThat(List.of(report.added(), report.changed(), report.removed())).containsExactly(1, 1, 1);
        assertThat(report.removedInUse()).containsExactly(new ImportReport.InUse(ash.id(), "Ash", 3));
        assertThat(report.warnings()).contains("1 removed practice has live connections.");
        assertThat(names()).containsExactly("Ash", "Elm", "Oak");
        assertThat(status().waiting()).containsExactly(id);
        DirectoryPreview preview = await(directory.preview(ACME, ehr, id));
        assertThat(preview.stale()).isFalse();
        assertThat(preview.report().getInteger("added")).isEqualTo(1);

        DirectoryStatus applied = await(directory.apply(BY, ehr, id));

        assertThat(names()).containsExactly("Elm Renamed", "Fir", "Oak");
        assertThat(applied.version()).isEqualTo(id);
        assertThat(applied.practices()).isEqualTo(3);
        assertThat(applied.waiting()).isEmpty();
        assertThat(Objects.requireNonNull(applied.last()).byId()).isEqualTo("op_dana");
        assertThat(codeOf(directory.apply(BY, ehr, id))).isEqualTo("directory-preview-unknown");
    }

    @Test
    void aStagedImportOutlivesTheClearingAwayOfAnother() {
        read(practice(1, "Elm"));
        long id = staged(practice(1, "Elm"), practice(2, "Oak"));
        read(practice(1, "Elm")); // changes nothing, clears old rows away

        await(directory.apply(BY, ehr, id));

        assertThat(names()).containsExactly("Elm", "Oak");
    }

    @Test
    void aStagedImportIsRefusedAfterAnotherOneWasApplied() {
        read(practice(1, "Elm"));
        long id = staged(practice(1, "Elm"), practice(2, "Oak"));
        read(practice(1, "Elm"), practice(3, "Ash"));

        assertThat(await(directory.preview(ACME, ehr, id)).stale()).isTrue();
        assertThat(codeOf(directory.apply(BY, ehr, id))).isEqualTo("directory-changed-meanwhile");
        assertThat(names()).containsExactly("Ash", "Elm");
    }

    @Test
    void aPreviewIsItsOwnTenantsAndEndsAfterADay() {
        read(practice(1, "Elm"));
        long id = staged(practice(2, "Oak"));

        assertThat(codeOf(directory.preview(OTHER, ehr, id))).isEqualTo("directory-preview-unknown");
        now = NOON.plus(StagedStore.KEPT);
        assertThat(codeOf(directory.apply(BY, ehr, id))).isEqualTo("directory-preview-unknown");
        now = NOON;
        await(directory.discard(BY, ehr, id));
        assertThat(codeOf(directory.preview(ACME, ehr, id))).isEqualTo("directory-preview-unknown");
        assertThat(status().waiting()).isEmpty();
    }

    @Test
    void theLastImportIsUndoneAndPracticesKeepTheirIds() {
        read(practice(1, "Elm"), practice(2, "Oak"), practice(3, "Ash"));
        Practice elm = find("elm");
        Practice oak = find("oak");
        Practice ash = find("ash");
        String oakMoved = organization(2, "Oak") + ","
                + endpoint("PatientAccess-" + guid(2), "Patient Access", FMH + guid(2), guid(2)) + ","
                + providerEndpoint(2);
        read(practice(1, "Elm Renamed"), oakMoved, practice(4, "Fir"));
        String fir = find("fir").id();
        assertThat(status().undoable()).isTrue();

        DirectoryStatus undone = await(directory.undo(BY, ehr));

        assertThat(names()).containsExactly("Ash", "Elm", "Oak");
        assertThat(find("elm")).isEqualTo(elm);
        assertThat(find("oak")).isEqualTo(oak);
        assertThat(find("ash")).isEqualTo(ash);
        assertThat(await(directory.practice(ACME, fir)).removedAt()).isEqualTo(NOON);
        assertThat(await(directory.practice(ACME, fir)).endpoints()).allMatch(PracticeEndpoint::removed);
        assertThat(undone.practices()).isEqualTo(3);
        assertThat(undone.endpoints()).isEqualTo(6);
        assertThat(undone.undoable()).isFalse();
        assertThat(undone.paused()).as("or the schedule brings the same again").isTrue();
        assertThat(Objects.requireNonNull(undone.last()).undo()).isTrue();
        assertThat(codeOf(directory.undo(BY, ehr))).isEqualTo("directory-nothing-to-undo");
    }

    @Test
    void anImportAfterAnUndoIsComparedWithWhatIsThere() {
        read(practice(1, "Elm"), practice(2, "Oak"));
        read(practice(1, "Elm"));
        await(directory.undo(BY, ehr));

        ImportReport again = read(practice(1, "Elm"));

        assertThat(List.of(again.added(), again.changed(), again.removed())).containsExactly(0, 0, 1);
        assertThat(names()).containsExactly("Elm");
    }

    @Test
    void theFirstImportCanBeUndoneToo() {
        assertThat(codeOf(directory.undo(BY, ehr))).isEqualTo("directory-nothing-to-undo");
        read(practice(1, "Elm"));

        await(directory.undo(BY, ehr));

        assertThat(names()).isEmpty();
        assertThat(status().practices()).isZero();
    }

    @Test
    void aScheduleThatSomebodySetWins() {
        await(directory.plan(BY, ehr, new DirectoryPlans.Plan(URI.create("https://other.example/list"), 6, false)));
        await(schedule.importDue());

        assertThat(asked).containsExactly(URI.create("https://other.example/list"));
        assertThat(names()).containsExactly("Elm", "Sky");
        DirectoryStatus status = status();
        assertThat(status.every()).isEqualTo(Duration.ofHours(6));
        assertThat(schedule.nextAt(status)).isEqualTo(NOON.plus(Duration.ofHours(6)));
        assertThat(Objects.requireNonNull(status.last()).source()).isEqualTo("https://other.example/list");

        await(directory.plan(BY, ehr, new DirectoryPlans.Plan(null, 0, false)));
        assertThat(schedule.nextAt(status())).isNull();
        await(directory.plan(BY, ehr, new DirectoryPlans.Plan(null, null, true)));
        now = NOON.plus(Duration.ofDays(3));
        await(schedule.importDue());
        assertThat(asked).as("paused").hasSize(1);
        await(directory.plan(BY, ehr, new DirectoryPlans.Plan(null, null, false)));
        await(schedule.importDue());
        assertThat(asked).last().isEqualTo(URI.create("https://lists.example/" + ehr));
    }

    @Test
    void aScheduleReadsOverHttpsOnly() {
        var plain = new DirectoryPlans.Plan(URI.create("http://other.example/list"), null, false);
        var allowed = new DirectoryPlans.Plan(URI.create("http://lists.local/list"), null, false);

        assertThat(codeOf(directory.plan(BY, ehr, plain))).isEqualTo("input-invalid");
        assertThat(await(directory.plan(BY, ehr, allowed)).ownAddress()).isTrue();
    }

    @Test
    void practicesAreListedByNameAcrossListsAndHand() {
        read(practice(1, "Birch"), practice(2, "Oak"), practice(3, "Ash"), practice(4, "Fir"));
        List<String> up = List.of("Ash", "Birch", "Fir", "Oak");

        assertThat(page(PracticeOrder.By.NAME, 0, 10)).isEqualTo(up);
        assertThat(page(PracticeOrder.By.NAME, 1, 2)).containsExactly("Birch", "Fir");
        assertThat(page(PracticeOrder.By.NAME_DOWN, 0, 3)).containsExactly("Oak", "Fir", "Birch");
        assertThat(page(PracticeOrder.By.NAME_DOWN, 3, 3)).containsExactly("Ash");
        assertThat(page(PracticeOrder.By.NAME_DOWN, 4, 3)).isEmpty();
    }

    private static String codeOf(Future<?> future) {
        return ((Failure) failureOf(future)).code();
    }

    private List<String> page(PracticeOrder.By by, int skip, int most) {
        PracticePage page = await(directory.search(ACME, ehr, ALL, new PracticeOrder(by, null, skip), most, null));
        assertThat(page.total()).isEqualTo(4);
        return page.items().stream().map(Practice::name).toList();
    }

    @Test
    void connectionsAreCountedByPractice() {
        read(practice(1, "Elm"), practice(2, "Oak"));
        Practice elm = find("elm");
        inUse = Map.of(
                elm.endpoint(EndpointKind.PATIENT).orElseThrow().id(), 2,
                elm.endpoint(EndpointKind.PROVIDER_SYSTEM).orElseThrow().id(), 5);

        assertThat(await(directory.connections(ACME, List.of(elm, find("oak")))))
                .isEqualTo(Map.of(elm.id(), 7));
    }
}
