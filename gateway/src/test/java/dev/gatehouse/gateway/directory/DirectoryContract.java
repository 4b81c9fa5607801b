package dev.gatehouse.gateway.directory;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static dev.gatehouse.gateway.directory.Bundles.FMH;
import static dev.gatehouse.gateway.directory.Bundles.PATIENTS;
import static dev.gatehouse.gateway.directory.Bundles.bundle;
import static dev.gatehouse.gateway.directory.Bundles.endpoint;
import static dev.gatehouse.gateway.directory.Bundles.generated;
import static dev.gatehouse.gateway.directory.Bundles.guid;
import static dev.gatehouse.gateway.directory.Bundles.organization;
import static dev.gatehouse.gateway.directory.Bundles.practice;
import static dev.gatehouse.gateway.directory.Bundles.providerEndpoint;
import static dev.gatehouse.gateway.directory.Bundles.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.EndpointKinds;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.TestAudit;
import dev.gatehouse.sandbox.directory.DirectoryShape;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class DirectoryContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final TenantId ACME = TenantId.DEFAULT;
    private static final Author BY = new Author(ACME, Author.Kind.KEY, "key_importer", null, null);
    private static final TenantId OTHER = new TenantId("other");
    private static final PracticeQuery ALL = new PracticeQuery("", null, null);
    private static final AtomicInteger EHRS = new AtomicInteger();

    private final Ids ids = new Ids(new SecureRandom());
    private final Deque<Path> downloads = new ArrayDeque<>();
    private final TestAudit audit = new TestAudit();
    private Map<String, Integer> inUse = Map.of();
    private Instant now = NOON;
    private Directory directory;
    private EhrProfile profile;
    private String ehr;

    DirectoryContract() {
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
        ehr = "ehr" + EHRS.incrementAndGet();
        EhrProfile plain = Bundles.profile(ehr);
        profile = Bundles.profile(
                ehr,
                plain.hosts(),
                DirectorySection.bundle(
                        URI.create("https://lists.example/" + ehr),
                        plain.directory().kinds().names(),
                        Duration.ofDays(1)));
        now = NOON;
        inUse = Map.of();
        if (directory != null) {
            await(directory.close());
        }
        directory = open();
    }

    private Directory open() {
        Directory opened = new Directory(
                vertx(),
                database(),
                Map.of(ehr, profile),
                address -> downloads.isEmpty()
                        ? Future.failedFuture(new Failure.Upstream("list-down", "The vendor's server gave an error."))
                        : Future.succeededFuture(downloads.pop()),
                Set.of(),
                (tenant, endpoints) -> Future.succeededFuture(inUse),
                audit.trail(),
                ids,
                clock());
        await(opened.start());
        return opened;
    }

    @AfterAll
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
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    @CanIgnoreReturnValue
    private ImportReport read(String... practices) {
        return await(directory.importFrom(BY, ehr, source(bundle(practices))));
    }

    private Practice find(String text) {
        PracticePage page = await(directory.search(ACME, ehr, new PracticeQuery(text, null, null), 10, null));
        assertThat(page.items()).as("practices found by %s", text).hasSize(1);
        return page.items().get(0);
    }

    private List<String> names() {
        return await(directory.search(ACME, ehr, ALL, 100, null)).items().stream()
                .map(Practice::name)
                .toList();
    }

    private static List<Integer> counts(ImportReport report) {
        return List.of(
                report.practices(),
                report.endpoints(),
                report.added(),
                report.changed(),
                report.moved(),
                report.removed());
    }

    @Test
    void anImportedPracticeIsFoundAndReadBack() {
        assertThat(counts(read(practice(1, "Elm  Street Clinic"), practice(2, "Oak"))))
                .containsExactly(2, 4, 2, 0, 0, 0);

        Practice found = find("elm street tulsa");

        assertThat(await(directory.practice(ACME, found.id()))).isEqualTo(found);
        assertThat(found.name()).isEqualTo("Elm  Street Clinic");
        assertThat(found.endpoint(EndpointKind.PATIENT).orElseThrow().baseUrl())
                .isEqualTo(URI.create(PATIENTS + guid(1)));
        PracticeEndpoint endpoint = found.endpoints().get(0);
        assertThat(await(directory.endpoint(OTHER, endpoint.id()))).isEqualTo(endpoint);
        assertThat(await(directory.endpointsAt(
                                ACME, URI.create("HTTPS://api.patientfusion.com:443/fhir/r4/v1/" + guid(1) + "/")))
                        .stream()
                        .filter(each -> each.ehr().equals(ehr)))
                .containsExactly(endpoint);
    }

    @Test
    void theSameListAgainChangesNothing() {
        ImportReport first = await(directory.importFrom(
                BY, ehr, generated(DirectoryShape.defaults().withPractices(200))));
        Set<String> before = everyId();

        ImportReport again = await(directory.importFrom(
                BY,
                ehr,
                generated(DirectoryShape.defaults()
                        .withPractices(200)
                        .withLayout(DirectoryShape.Order.TYPES_GROUPED, DirectoryShape.FullUrl.TYPE_ID, true))));

        assertThat(counts(first)).containsExactly(200, 400, 200, 0, 0, 0);
        assertThat(first.rejectedTotal()).isZero();
        assertThat(counts(again)).containsExactly(200, 400, 0, 0, 0, 0);
        assertThat(again.disputed()).isZero();
        assertThat(everyId()).isEqualTo(before);
    }

    private Set<String> everyId() {
        PracticePage one = await(directory.search(ACME, ehr, ALL, 100, null));
        PracticePage two = await(directory.search(ACME, ehr, ALL, 100, one.nextCursor()));
        assertThat(two.nextCursor()).isNull();
        return List.of(one, two).stream()
                .flatMap(page -> page.items().stream())
                .flatMap(each -> each.endpoints().stream())
                .map(PracticeEndpoint::id)
                .collect(Collectors.toSet());
    }

    @Test
    void renamedMovedVanishedAndAddedPracticesAreCounted() {
        read(practice(1, "Elm"), practice(2, "Oak"), practice(3, "Ash"));
        Practice elm = find("elm");
        Practice oak = find("oak");
        Practice ash = find("ash");
        String moved = organization(2, "Oak") + ","
                + endpoint("PatientAccess-" + guid(2), "Patient Access", FMH + guid(2), guid(2)) + ","
                + providerEndpoint(2);

        ImportReport report = read(practice(1, "Elm Renamed"), moved, practice(4, "Fir"));

        assertThat(counts(report)).containsExactly(3, 6, 1, 2, 1, 1);
        assertThat(names()).containsExactly("Elm Renamed", "Fir", "Oak");
        assertThat(find("renamed").id()).isEqualTo(elm.id());
        PracticeEndpoint patients = oak.endpoint(EndpointKind.PATIENT).orElseThrow();
        PracticeEndpoint now = await(directory.endpoint(ACME, patients.id()));
        assertThat(now.baseUrl()).isEqualTo(URI.create(FMH + guid(2)));
        assertThat(now.practiceId()).isEqualTo(oak.id());
        Practice gone = await(directory.practice(ACME, ash.id()));
        assertThat(gone.removedAt()).isEqualTo(NOON);
        assertThat(gone.endpoints()).hasSize(2).allMatch(PracticeEndpoint::removed);
        assertThat(await(directory.endpoint(ACME, ash.endpoints().get(0).id())).removed())
                .isTrue();
    }

    @Test
    void aVanishedPracticeThatComesBackKeepsItsIds() {
        read(practice(1, "Elm"), practice(2, "Oak"));
        Practice oak = find("oak");
        read(practice(1, "Elm"));

        ImportReport report = read(practice(1, "Elm"), practice(2, "Oak"));

        assertThat(counts(report)).containsExactly(2, 4, 1, 0, 0, 0);
        assertThat(find("oak")).isEqualTo(oak);
    }

    @Test
    void aPracticeWithANewKeyIsKnownByItsAddress() {
        read(practice(1, "Elm"));
        Practice elm = find("elm");

        ImportReport report = read(practice(1, "Elm")
                .replace("Organization\",\"id\":\"" + guid(1), "Organization\",\"id\":\"" + guid(9))
                .replace("Organization/" + guid(1), "Organization/" + guid(9)));

        assertThat(counts(report)).containsExactly(1, 2, 0, 1, 0, 0);
        assertThat(find("elm").id()).isEqualTo(elm.id());
        assertThat(find("elm").guid()).isEqualTo(guid(9));
        assertThat(find("elm").endpoints()).isEqualTo(elm.endpoints());
    }

    @Test
    void aLaterEditionOfAGeneratedListIsFollowed() {
        DirectoryShape shape = DirectoryShape.defaults().withPractices(400);
        await(directory.importFrom(BY, ehr, generated(shape)));

        ImportReport report = await(directory.importFrom(
                BY, ehr, generated(shape.withPractices(420).withChange(new DirectoryShape.Change(0.05, 0.05, 0.05)))));

        assertThat(report.added()).isBetween(15, 20);
        assertThat(report.removed()).isPositive();
        assertThat(report.changed()).isPositive();
        assertThat(report.moved()).isPositive();
        assertThat(report.practices()).isEqualTo(400 + report.added() - report.removed());
        assertThat(await(directory.search(ACME, ehr, ALL, 1, null)).total()).isEqualTo(report.practices());
    }

    @Test
    void damagedEntriesAreLeftOutAndTheRestComesIn() {
        ImportReport report = await(directory.importFrom(
                BY,
                ehr,
                generated(DirectoryShape.defaults()
                        .withPractices(1000)
                        .withInjected(Set.of(DirectoryShape.Damage.values()))
                        .withLayout(DirectoryShape.Order.SHUFFLED, DirectoryShape.FullUrl.URN, false))));

        assertThat(report.practices()).isBetween(980, 1000);
        assertThat(report.rejectedTotal()).isPositive();
        assertThat(report.rejected())
                .allSatisfy(each -> assertThat(each.entry()).startsWith("entry["));
    }

    @Test
    void aBadFileChangesNothing() {
        read(practice(1, "Elm"));

        for (String bad : List.of(
                "<html>",
                "",
                "{\"resourceType\":\"Bundle\"}",
                bundle(),
                bundle(practice(2, "Oak")).substring(0, 900))) {
            assertThat(failureOf(directory.importFrom(BY, ehr, source(bad)))).isInstanceOf(DirectoryUnreadable.class);
        }

        assertThat(names()).containsExactly("Elm");
        assertThat(await(directory.status(ACME, ehr)).practices()).isEqualTo(1);
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldList() {
        read(practice(1, "Elm"), practice(2, "Oak"));
        Practice elm = find("elm");
        WorkerExecutor workers = vertx().createSharedWorkerExecutor("failing");
        AtomicInteger calls = new AtomicInteger();
        Clock breaking = new BreakingClock(NOON, calls, 5);
        DirectoryImport broken = new DirectoryImport(
                database(),
                workers,
                ids,
                breaking,
                Set.of(),
                (tenant, endpoints) -> Future.succeededFuture(Map.of()),
                audit.trail(),
                1);

        Throwable failure = failureOf(broken.run(
                profile,
                List.of(source(
                        bundle(practice(1, "Elm New"), practice(3, "Ash"), practice(4, "Fir"), practice(5, "Yew")))),
                ImportOptions.usual(BY)));

        assertThat(failure).hasMessage("the clock broke");
        await(workers.close());
        Directory restarted = open();
        assertThat(await(restarted.practice(ACME, elm.id()))).isEqualTo(elm);
        assertThat(await(restarted.search(ACME, ehr, ALL, 10, null)).items())
                .extracting(Practice::name)
                .containsExactly("Elm", "Oak");
        await(restarted.close());
        assertThat(counts(read(practice(1, "Elm"), practice(2, "Oak"), practice(3, "Ash"))))
                .containsExactly(3, 6, 1, 0, 0, 0);
    }

    @Test
    void aSecondImportAtTheSameTimeIsRefusedUntilTheFirstOneIsLost() {
        SnapshotStore store = new SnapshotStore();
        long first = await(database().inTransaction(tx -> store.begin(tx, ehr, BY, null, now)));

        Throwable refused = failureOf(directory.importFrom(BY, ehr, source(bundle(practice(1, "Elm")))));
        now = NOON.plus(SnapshotStore.CLAIM).plusSeconds(1);
        read(practice(1, "Elm"));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Failure.Conflict.class, each -> assertThat(each.code()).isEqualTo("directory-import-running"));
        assertThat(failureOf(database().inBackground(tx -> store.write(tx, ehr, first, SnapshotDraft.Rows.NONE, now))))
                .isInstanceOf(Failure.Conflict.class);
        assertThat(names()).containsExactly("Elm");
    }

    @Test
    void anotherNodeFindsThePracticesToo() {
        Directory second = open();

        read(practice(1, "Elm"));
        await(second.importFrom(BY, ehr, source(bundle(practice(1, "Elm"), practice(2, "Oak")))));
        await(directory.importFrom(BY, ehr, source(bundle(practice(1, "Elm"), practice(2, "Oak")))));

        assertThat(names()).containsExactly("Elm", "Oak");
        await(second.close());
    }

    @Test
    void whatATenantAddsByHandOnlyThatTenantSees() {
        read(practice(1, "Elm"));

        Practice own = await(directory.addByHand(
                BY, ehr, " Elm Annex ", List.of(new Directory.NewEndpoint(EndpointKind.PATIENT, PATIENTS + "annex/"))));

        assertThat(own.addedByHand()).isTrue();
        assertThat(own.name()).isEqualTo("Elm Annex");
        assertThat(own.endpoints().get(0).baseUrl()).isEqualTo(URI.create(PATIENTS + "annex/"));
        assertThat(names()).containsExactly("Elm Annex", "Elm");
        assertThat(await(directory.search(OTHER, ehr, ALL, 10, null)).items())
                .extracting(Practice::name)
                .containsExactly("Elm");
        assertThat(await(directory.practice(ACME, own.id()))).isEqualTo(own);
        assertThat(failureOf(directory.practice(OTHER, own.id()))).isInstanceOf(Failure.Missing.class);
        assertThat(failureOf(directory.endpoint(OTHER, own.endpoints().get(0).id())))
                .isInstanceOf(Failure.Missing.class);
        assertThat(await(directory.endpointsAt(OTHER, URI.create(PATIENTS + "annex"))))
                .isEmpty();

        read(practice(2, "Oak"));

        assertThat(names()).containsExactly("Elm Annex", "Oak");
    }

    @Test
    void everyMistakeOfAPracticeAddedByHandIsNamed() {
        Throwable failure = failureOf(directory.addByHand(
                BY,
                ehr,
                " ",
                List.of(
                        new Directory.NewEndpoint(EndpointKind.PATIENT, "http://127.0.0.1/"),
                        new Directory.NewEndpoint(EndpointKind.PATIENT, PATIENTS + "1"),
                        new Directory.NewEndpoint(EndpointKind.PATIENT, PATIENTS + "1/"))));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        each -> assertThat(each.mistakes())
                                .extracting(mistake -> mistake.path())
                                .containsExactly("name", "endpoints[0].baseUrl", "endpoints[2].baseUrl"));
    }

    @Test
    void pagesCoverEverythingOnce() {
        read(IntStream.rangeClosed(1, 25)
                .mapToObj(i -> practice(i, "Clinic " + (100 + i)))
                .toArray(String[]::new));

        PracticePage one = await(directory.search(ACME, ehr, ALL, 10, null));
        PracticePage two = await(directory.search(ACME, ehr, ALL, 10, one.nextCursor()));
        PracticePage three = await(directory.search(ACME, ehr, ALL, 10, two.nextCursor()));

        assertThat(one.total()).isEqualTo(25);
        assertThat(three.nextCursor()).isNull();
        assertThat(List.of(one, two, three).stream()
                        .map(PracticePage::items)
                        .flatMap(Collection::stream)
                        .map(Practice::name))
                .hasSize(25)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(failureOf(directory.search(ACME, ehr, ALL, 10, "x"))).isInstanceOf(Failure.Invalid.class);
        assertThat(failureOf(directory.search(ACME, ehr, ALL, 101, null))).isInstanceOf(Failure.Invalid.class);
        assertThat(failureOf(directory.search(ACME, "nobody", ALL, 10, null))).isInstanceOf(Failure.Missing.class);
    }

    @Test
    void aPreviewTellsTheDifferenceAndChangesNothing() {
        ImportReport first = await(directory.importFrom(
                ehr, List.of(source(bundle(practice(1, "Elm"), practice(2, "Oak")))), preview(null)));
        assertThat(counts(first)).containsExactly(2, 4, 2, 0, 0, 0);
        assertThat(names()).isEmpty();
        read(practice(1, "Elm"), practice(2, "Oak"), practice(3, "Ash"));
        Practice oak = find("oak");

        ImportReport preview = await(directory.importFrom(
                ehr, List.of(source(bundle(practice(1, "Elm Test"), oakAt(FMH), practice(4, "Fir")))), preview(null)));

        assertThat(counts(preview)).containsExactly(3, 6, 1, 2, 1, 1);
        assertThat(preview.flaggedTests()).isEqualTo(1);
        assertThat(Objects.requireNonNull(preview.changes()))
                .extracting(each -> each.what() + " " + each.practice() + ": " + each.from() + " > " + each.to())
                .containsExactlyInAnyOrder(
                        "changed Elm Test: Elm > Elm Test",
                        "moved Oak: " + PATIENTS + guid(2) + " > " + FMH + guid(2),
                        "changed Oak: Oak > Oak",
                        "added Fir: null > null",
                        "removed Ash: Ash > null");
        assertThat(preview.warnings()).containsExactly("The list has lost 1 of its 3 practices.");
        assertThat(names()).containsExactly("Ash", "Elm", "Oak");
        assertThat(find("oak")).isEqualTo(oak);
    }

    private static ImportOptions preview(TenantId asking) {
        return new ImportOptions(BY, null, ImportOptions.Mode.COMPARE, asking, null);
    }

    private static String oakAt(String patients) {
        return organization(2, "Oak") + ","
                + endpoint("PatientAccess-" + guid(2), "Patient Access", patients + guid(2), guid(2)) + ","
                + providerEndpoint(2);
    }

    @Test
    void importsAndPracticesAddedByHandAreWrittenDownAndPreviewsAreNot() {
        read(practice(1, "Elm"));
        await(directory.importFrom(ehr, List.of(source(bundle(practice(2, "Oak")))), preview(null)));
        Practice own = await(directory.addByHand(
                BY, ehr, "Annex", List.of(new Directory.NewEndpoint(EndpointKind.PATIENT, PATIENTS + "annex"))));

        List<AuditEvent> written = audit.of(database(), ACME).stream()
                .filter(each -> each.target().equals(ehr) || each.target().equals(own.id()))
                .toList();

        assertThat(written).extracting(AuditEvent::action).containsExactly("directory.imported", "practice.added");
        assertThat(written).extracting(each -> each.by().id()).containsOnly("key_importer");
        assertThat(written.get(0).details()).containsEntry("practices", "1").containsEntry("added", "1");
    }

    @Test
    void movedHostsWithConnectionsAreNamed() {
        read(practice(1, "Elm"), practice(2, "Oak"));
        Practice oak = find("oak");
        String endpoint = oak.endpoint(EndpointKind.PATIENT).orElseThrow().id();
        inUse = Map.of(endpoint, 3);

        ImportReport report = read(practice(1, "Elm").replace(PATIENTS, FMH), oakAt(FMH));

        assertThat(report.moved()).isEqualTo(2);
        assertThat(report.movedHosts())
                .containsExactly(new ImportReport.MovedHost(
                        oak.id(),
                        "Oak",
                        endpoint,
                        EndpointKind.PATIENT,
                        "api.patientfusion.com",
                        "api.practicefusion.com",
                        3));
        assertThat(report.warnings()).anyMatch(each -> each.contains("keep the address they were made with"));
        assertThat(report.changes()).isNull();
    }

    @Test
    void otherNamesAndIdentifiersAreKeptAndFound() {
        String elm = practice(1, "Elm")
                .replace("\"name\":\"Elm\"", "\"name\":\"Elm\",\"alias\":[\"Riverside Walk-In\"]")
                .replace(
                        "\"identifier\":[",
                        "\"identifier\":[{\"system\":\"urn:oid:2.16.840.1.113883.4.7\",\"value\":\"00D0000011\"},");
        read(elm, practice(2, "Oak"));

        assertThat(find("riverside").name()).isEqualTo("Elm");
        assertThat(find("00d0000011").extras().identifiers())
                .containsExactly(new PracticeExtras.Identifier("clia", "00D0000011"));
        assertThat(await(directory.practice(ACME, find("riverside").id()))).isEqualTo(find("riverside"));
        assertThat(counts(read(elm, practice(2, "Oak")))).containsExactly(2, 4, 0, 0, 0, 0);
        assertThat(counts(read(practice(1, "Elm"), practice(2, "Oak")))).containsExactly(2, 4, 0, 1, 0, 0);
    }

    @Test
    void wherePracticesShareAnAddressItNamesNobody() {
        profile = Bundles.profile(
                ehr,
                profile.hosts(),
                new DirectorySection(
                        DirectoryForm.CSV,
                        null,
                        null,
                        new EndpointKinds(Map.of(), Map.of(), List.of(), EndpointKind.PATIENT, Map.of()),
                        true,
                        DirectorySection.TEST_NAMES,
                        null,
                        Map.of(),
                        DirectorySection.Csv.USUAL));
        Directory shared = open();
        String header = "id,name,url\n";
        await(shared.importFrom(BY, ehr, source(header + "1,Elm," + PATIENTS + "x\n2,Oak," + PATIENTS + "x\n")));
        Practice elm = await(shared.search(ACME, ehr, new PracticeQuery("elm", null, null), 10, null))
                .items()
                .get(0);

        ImportReport report = await(
                shared.importFrom(BY, ehr, source(header + "2,Oak," + PATIENTS + "x\n3,Ash," + PATIENTS + "x\n")));

        assertThat(counts(report)).containsExactly(2, 2, 1, 0, 0, 1);
        assertThat(await(shared.practice(ACME, elm.id())).removedAt()).isEqualTo(NOON);
        assertThat(await(shared.endpointsAt(ACME, URI.create(PATIENTS + "x"))))
                .filteredOn(each -> each.ehr().equals(ehr))
                .hasSize(2);
        await(shared.close());
    }

    @Test
    void theScheduleKeepsTheLastGoodListAndNotesTheReason() throws Exception {
        DirectorySchedule schedule =
                new DirectorySchedule(vertx(), directory, List.of(profile), new Random(1), clock());
        downloads.add(file(bundle(practice(1, "Elm"))));
        await(schedule.importDue());
        assertThat(names()).as("the first time").containsExactly("Elm");
        downloads.add(file("<html>moved</html>"));

        await(schedule.importDue());
        assertThat(downloads).as("not due yet").hasSize(1);
        now = NOON.plus(Duration.ofDays(1));
        await(schedule.importDue());

        assertThat(names()).containsExactly("Elm");
        DirectoryStatus failed = await(directory.status(ACME, ehr));
        assertThat(failed.importedAt()).isEqualTo(NOON);
        assertThat(failed.failedAt()).isEqualTo(now);
        assertThat(Objects.requireNonNull(failed.failure())).contains("web page");

        downloads.add(file(bundle(practice(1, "Elm"), practice(2, "Oak"))));
        await(schedule.importDue());
        assertThat(downloads).as("pausing after the failure").hasSize(1);
        now = now.plus(DirectorySchedule.PAUSE);
        await(schedule.importDue());

        assertThat(names()).containsExactly("Elm", "Oak");
        assertThat(await(directory.status(ACME, ehr)).failure()).isNull();
    }

    private static Path file(String text) throws java.io.IOException {
        return Files.writeString(Files.createTempFile("list", ".json"), text);
    }

    /** Breaks at a certain reading, in the middle of an import. */
    private static final class BreakingClock extends Clock {
        private final Instant instant;
        private final AtomicInteger calls;
        private final int last;

        BreakingClock(Instant instant, AtomicInteger calls, int last) {
            this.instant = instant;
            this.calls = calls;
            this.last = last;
        }

        @Override
        public Instant instant() {
            if (calls.incrementAndGet() > last) {
                throw new IllegalStateException("the clock broke");
            }
            return instant;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
