package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The practices: each EHR's published list, which all tenants share, and what a tenant added by hand, which only that
 * tenant sees. Opened by {@link #start()}, closed by {@link #close()}.
 */
public final class Directory {
    private final Database database;
    private final Map<String, EhrProfile> profiles;
    private final Function<URI, Future<Path>> download;
    private final Set<String> allowedPrivate;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;
    private final WorkerExecutor workers;
    private final DirectoryStore store = new DirectoryStore();
    private final SnapshotStore snapshots = new SnapshotStore();
    private final DirectoryImport imports;
    private final DirectoryPlans plans;
    private final StagedStore staged = new StagedStore();
    private final ConnectionCount connections;
    private final PracticeSearch search;

    /**
     * @param profiles by key
     * @param download fetches a list into a temporary file, with all rules for going out; this class deletes the file
     * @param allowedPrivate hosts, with or without {@code :port}, for which private addresses and http are fine
     * @param connections what depends on endpoints that a list moves
     */
    public Directory(
            Vertx vertx,
            Database database,
            Map<String, EhrProfile> profiles,
            Function<URI, Future<Path>> download,
            Set<String> allowedPrivate,
            ConnectionCount connections,
            AuditTrail audit,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.profiles = Map.copyOf(profiles);
        this.download = download;
        this.allowedPrivate = Set.copyOf(allowedPrivate);
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("gatehouse-directory", 2, 10, TimeUnit.MINUTES);
        this.imports = new DirectoryImport(database, workers, ids, clock, this.allowedPrivate, connections, audit);
        this.plans = new DirectoryPlans(database, audit, clock, this.allowedPrivate);
        this.connections = connections;
        this.search = new PracticeSearch(vertx, database, workers);
    }

    /** The entity classes of this feature, for opening the database. */
    public static List<Class<?>> rows() {
        return List.of(DirectoryRow.class, SnapshotRow.class, PracticeRow.class, PracticeEndpointRow.class);
    }

    /** Reads the practices into memory; searching works when it ends, everything else works at once. */
    public Future<Void> start() {
        return search.start();
    }

    public Future<Void> close() {
        search.close();
        return workers.close();
    }

    /**
     * Reads a list in. Fails with {@link DirectoryUnreadable}, 413 {@code directory-too-large}, 409 {@code
     * directory-import-running} or 404 {@code ehr-unknown}, and then nothing has changed. When it ends, this node finds the
     * new practices.
     */
    public Future<ImportReport> importFrom(Author by, String ehr, DirectorySource source) {
        return importFrom(ehr, List.of(source), ImportOptions.usual(by));
    }

    /**
     * The same as asked.
     *
     * @param pages of one list, in their order
     */
    Future<ImportReport> importFrom(String ehr, List<DirectorySource> pages, ImportOptions options) {
        EhrProfile profile = profiles.get(ehr);
        if (profile == null) {
            return Future.failedFuture(unknown());
        }
        return imports.run(profile, pages, options)
                .compose(report -> options.mode() == ImportOptions.Mode.NOW
                        ? search.refresh().map(report)
                        : Future.succeededFuture(report));
    }

    /**
     * Fetches a list, all pages of it if it is a search, and reads it in.
     *
     * @param address null for the one the profile names
     */
    public Future<ImportReport> importFromUrl(String ehr, @Nullable URI address, ImportOptions options) {
        EhrProfile profile = profiles.get(ehr);
        if (profile == null) {
            return Future.failedFuture(unknown());
        }
        return address != null ? importFrom(profile, address, options) : importFromOwn(profile, options);
    }

    private Future<ImportReport> importFromOwn(EhrProfile profile, ImportOptions options) {
        return plans.address(profile)
                .compose(own -> own != null
                        ? importFrom(profile, own, options)
                        : Future.failedFuture(new Failure.Invalid(
                                "directory-url-missing",
                                "This EHR publishes no list that we know. Name a url or send the file.")));
    }

    private Future<ImportReport> importFrom(EhrProfile profile, URI from, ImportOptions options) {
        DirectoryForm form =
                options.form() != null ? options.form() : profile.directory().form();
        Future<List<Path>> files = form == DirectoryForm.FHIR_SEARCH
                ? new SearchPages(download, workers).fetch(from)
                : download.apply(from).map(List::of);
        ImportOptions named = options.from(from.toString());
        return files.compose(pages -> importFrom(profile.key(), sources(pages), named)
                .eventually(() -> workers.executeBlocking(() -> SearchPages.delete(pages), false)));
    }

    private static List<DirectorySource> sources(List<Path> pages) {
        return pages.stream()
                .map(page -> (DirectorySource) () -> Files.newInputStream(page))
                .toList();
    }

    /** The form of the lists that this EHR publishes; a Bundle if it publishes none. */
    Optional<DirectoryForm> form(String ehr) {
        return Optional.ofNullable(profiles.get(ehr))
                .map(each -> each.directory().form());
    }

    /** Notes that an automatic import failed, for the page that shows how fresh the directory is. */
    Future<Void> importFailed(String ehr, Throwable reason) {
        String text = reason instanceof Failure known ? known.detail() : "Something went wrong on our side.";
        return database.inTransaction(tx -> snapshots.recordFailure(tx, ehr, text, clock.instant()));
    }

    /**
     * How fresh the EHR's directory is. 404 {@code ehr-unknown}.
     *
     * @param asking whose waiting previews are told
     */
    public Future<DirectoryStatus> status(TenantId asking, String ehr) {
        EhrProfile profile = profiles.get(ehr);
        return profile == null ? Future.failedFuture(unknown()) : plans.status(asking, profile);
    }

    /** 404 {@code ehr-unknown}, 404 {@code directory-preview-unknown}. */
    Future<DirectoryPreview> preview(TenantId tenant, String ehr, long snapshot) {
        return database.read(tx -> staged.of(tx, tenant, ehr, snapshot, clock.instant()));
    }

    /** 404 {@code directory-preview-unknown}, 409 {@code directory-import-running} or {@code directory-changed-meanwhile}. */
    Future<DirectoryStatus> apply(Author by, String ehr, long snapshot) {
        return database.inTransaction(tx -> staged.apply(tx, by.tenant(), ehr, snapshot, clock.instant())
                        .map(made -> {
                            database.announcements().tell(tx, PracticeSearch.TOPIC, ehr);
                            audit.record(tx, by, "directory.imported", ehr, made.details());
                            return null;
                        }))
                .compose(applied -> search.refresh())
                .compose(found -> status(by.tenant(), ehr));
    }

    Future<Void> discard(Author by, String ehr, long snapshot) {
        return database.inTransaction(tx -> staged.discard(tx, by.tenant(), ehr, snapshot, clock.instant()));
    }

    /** 409 {@code directory-nothing-to-undo} or {@code directory-import-running}. */
    Future<DirectoryStatus> undo(Author by, String ehr) {
        if (!profiles.containsKey(ehr)) {
            return Future.failedFuture(unknown());
        }
        return new ImportUndo(database, audit, clock, ehr, by)
                .run()
                .compose(undone -> search.refresh())
                .compose(found -> status(by.tenant(), ehr));
    }

    Future<DirectoryStatus> plan(Author by, String ehr, DirectoryPlans.Plan plan) {
        return profiles.containsKey(ehr)
                ? plans.set(by, ehr, plan).compose(set -> status(by.tenant(), ehr))
                : Future.failedFuture(unknown());
    }

    /** What of practices can be searched by here, beside the name: {@code name}, {@code city}, {@code npi}. */
    public List<String> searchable(TenantId tenant, String ehr) {
        return search.searchable(tenant, ehr);
    }

    /** How many connections the tenant has to each of these practices; who has none is missing. */
    Future<Map<String, Integer>> connections(TenantId tenant, List<Practice> practices) {
        return new PracticeUse(connections).of(tenant, practices);
    }

    /**
     * Finds practices, in memory.
     *
     * @param ehr key of the EHR profile; null for all
     * @param limit 1 to 100
     * @param cursor of the page before; null for the first
     */
    public Future<PracticePage> search(
            TenantId tenant, @Nullable String ehr, PracticeQuery query, int limit, @Nullable String cursor) {
        return search(tenant, ehr, query, PracticeOrder.BEST_FIRST, limit, cursor);
    }

    /** The same in another order. */
    Future<PracticePage> search(
            TenantId tenant,
            @Nullable String ehr,
            PracticeQuery query,
            PracticeOrder order,
            int limit,
            @Nullable String cursor) {
        if (limit < 1 || limit > 100) {
            return Future.failedFuture(invalid("limit", "should be a number from 1 to 100"));
        }
        int skip = cursor == null ? order.skip() : SearchCursor.read(cursor);
        if (skip < 0) {
            return Future.failedFuture(invalid("cursor", "should be the nextCursor of the page before"));
        }
        if (ehr != null && !profiles.containsKey(ehr)) {
            return Future.failedFuture(unknown());
        }
        Future<PracticeSearch.Found> found = order.by() == PracticeOrder.By.RELEVANCE
                ? Future.future(promise -> promise.complete(search.search(tenant, ehr, query, order, skip, limit)))
                // names of several lists are compared one by one: not on an event loop
                : workers.executeBlocking(() -> search.search(tenant, ehr, query, order, skip, limit), false);
        return found.map(page -> page(page, skip));
    }

    private static PracticePage page(PracticeSearch.Found found, int skip) {
        int next = skip + found.page().size();
        boolean more = next < found.total() && !found.page().isEmpty();
        return new PracticePage(found.page(), found.total(), more ? SearchCursor.write(next) : null);
    }

    /** Also one that vanished from its list, since connections may still need it. 404 {@code practice-unknown}. */
    public Future<Practice> practice(TenantId tenant, String id) {
        return database.read(tx -> store.practice(tx, tenant, id))
                .map(found -> found.orElseThrow(
                        () -> new Failure.Missing("practice-unknown", "There is no practice with this id.")))
                .map(found -> found.practice()
                        .toPractice(found.endpoints().stream()
                                .map(PracticeEndpointRow::toEndpoint)
                                .toList()));
    }

    /** Fails with 404 {@code practice-unknown} unless the tenant can see this practice and it is of this EHR. */
    public Future<Void> check(TenantId tenant, String ehr, String practiceId) {
        return practice(tenant, practiceId).map(found -> {
            if (!found.ehr().equals(ehr)) {
                throw new Failure.Missing("practice-unknown", "There is no practice with this id at this EHR.");
            }
            return null;
        });
    }

    /**
     * What the directory says of an endpoint now; a connection keeps the address it was made with and can compare. Also one
     * that vanished. 404 {@code endpoint-unknown}.
     */
    public Future<PracticeEndpoint> endpoint(TenantId tenant, String id) {
        return database.read(tx -> store.endpoint(tx, tenant, id))
                .map(found -> found.orElseThrow(
                                () -> new Failure.Missing("endpoint-unknown", "There is no endpoint with this id."))
                        .toEndpoint());
    }

    /** The endpoints at this address, compared as {@link BaseUrl} does; for a launch's {@code iss}. No I/O but the database's. */
    public Future<List<PracticeEndpoint>> endpointsAt(TenantId tenant, URI baseUrl) {
        if (baseUrl.getScheme() == null || baseUrl.getHost() == null) {
            return Future.succeededFuture(List.of());
        }
        return database.read(
                        tx -> store.endpointsAt(tx, tenant, BaseUrl.of(baseUrl).canonical()))
                .map(rows -> rows.stream().map(PracticeEndpointRow::toEndpoint).toList());
    }

    /** One endpoint as somebody typed it. */
    public record NewEndpoint(EndpointKind kind, String baseUrl) {}

    /** Adds a practice for this tenant only. 400 {@code practice-invalid} with every mistake. */
    public Future<Practice> addByHand(Author by, String ehr, String name, List<NewEndpoint> endpoints) {
        EhrProfile profile = profiles.get(ehr);
        if (profile == null) {
            return Future.failedFuture(unknown());
        }
        List<Mistake> mistakes = new PracticeForm(profile, allowedPrivate).mistakes(name, endpoints);
        if (!mistakes.isEmpty()) {
            return Future.failedFuture(
                    new Failure.Invalid("practice-invalid", "The practice can't be added like this.", mistakes));
        }
        PracticeRow practice = new PracticeRow(ids.next("prc"), SnapshotRow.BY_HAND, ehr);
        practice.tenant = by.tenant().value();
        practice.externalKey = practice.id;
        practice.name = Objects.requireNonNull(ListedText.clean(name));
        practice.testName = new TestNames(profile.directory().testNames()).fit(practice.name);
        List<PracticeEndpointRow> rows = endpoints.stream()
                .map(each -> {
                    String raw = each.baseUrl().strip();
                    String canonical = BaseUrl.of(URI.create(raw)).canonical();
                    return new PracticeEndpointRow(
                            ids.next("end"), SnapshotRow.BY_HAND, practice, each.kind(), raw, canonical);
                })
                .toList();
        return database.inTransaction(tx -> {
                    database.announcements().tell(tx, PracticeSearch.TOPIC, ehr);
                    audit.record(tx, by, "practice.added", practice.id, Map.of("ehr", ehr, "name", practice.name));
                    return snapshots.add(tx, practice, rows);
                })
                .compose(added -> search.refresh())
                .map(found -> practice.toPractice(
                        rows.stream().map(PracticeEndpointRow::toEndpoint).toList()));
    }

    private static Failure invalid(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }

    static Failure unknown() {
        return new Failure.Missing("ehr-unknown", "There is no EHR profile with this key.");
    }
}
