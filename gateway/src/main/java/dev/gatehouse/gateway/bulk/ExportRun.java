package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.egress.RetryAfter;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.live.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of exports: kick-off, poll, file after file. Each step is written down before the next begins, and only if the
 * export is still this node's to work on, so a node may die anywhere and another, or the same again, goes on from there.
 */
final class ExportRun {
    private static final Logger log = LoggerFactory.getLogger(ExportRun.class);
    private static final CharSequence ASYNC = HttpHeaders.createOptimized("respond-async");
    private static final String FILES = "application/fhir+ndjson, application/ndjson;q=0.9, */*;q=0.1";

    private final Database database;
    private final ExportStore store;
    private final ExportHosts hosts;
    private final ExportCalls calls;
    private final ExportRecords records;
    private final Function<String, EhrFacts> facts;
    private final Downloads downloads;
    private final AuditTrail audit;
    private final Notices notices;
    private final Hints hints;
    private final Sealer sealer;
    private final ListedFiles listed;
    private final Clock clock;
    private final Duration lease;

    /** Brings a file that has begun to come to the disk. */
    @FunctionalInterface
    interface Downloads {
        Future<ExportFile.Received> fetch(ExportRow export, ExportFile file, ExportCalls.Coming coming);
    }

    /** @param facts what is known of an EHR, by the key of its profile */
    ExportRun(
            Database database,
            ExportStore store,
            ExportHosts hosts,
            ExportCalls calls,
            ExportRecords records,
            Function<String, EhrFacts> facts,
            Downloads downloads,
            AuditTrail audit,
            Notices notices,
            Hints hints,
            Sealer sealer,
            Ids ids,
            Clock clock,
            Duration lease) {
        this.database = database;
        this.store = store;
        this.hosts = hosts;
        this.calls = calls;
        this.records = records;
        this.facts = facts;
        this.downloads = downloads;
        this.audit = audit;
        this.notices = notices;
        this.hints = hints;
        this.sealer = sealer;
        this.listed = new ListedFiles(store, sealer, ids);
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * Does what is next for an export that was taken.
     *
     * @param row as it was taken, no longer bound to a transaction
     */
    Future<Void> step(ExportRow row, PracticeConnection connection) {
        return switch (row.state()) {
            case QUEUED, REQUESTING -> kickOff(row, connection);
            case PREPARING -> poll(row, connection);
            case DOWNLOADING -> nextFile(row, connection);
            default -> Future.succeededFuture();
        };
    }

    /** Writes down why a step failed, and never fails itself. */
    Future<Void> guarded(ExportRow row, Future<Void> step) {
        return step.recover(failure -> failed(row, failure)).recover(lost -> {
            if (!(lost instanceof Superseded)) {
                log.warn("export {}: a step could not be written down, {}", row.id, lost.toString());
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> kickOff(ExportRow row, PracticeConnection connection) {
        String base = withoutSlash(connection.baseUrl().toString());
        ExportHosts.Place place;
        try {
            place = hosts.trusted(
                    connection, connection.baseUrl(), base + row.wish(sealer).target());
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
        String accept = facts.apply(connection.ehr()).requests().accept();
        Map<String, String> headers = new HashMap<>();
        headers.put("accept", accept == null ? "application/fhir+json" : accept);
        headers.put("prefer", ASYNC.toString());
        return records.asked(
                        row,
                        connection,
                        HttpMethod.GET,
                        ExportRecords.kickOff(connection, row.wish(sealer)),
                        calls.ask(connection, HttpMethod.GET, place, headers))
                .compose(answer -> begun(row, connection, base, answer));
    }

    private Future<Void> begun(ExportRow row, PracticeConnection connection, String base, SmallAnswer answer) {
        if (answer.status() == 429 || answer.status() == 503) {
            return Future.failedFuture(StatusAnswer.busy(pauseAsked(answer)));
        }
        if (answer.status() >= 500 && EhrWords.issueType(answer).isEmpty()) {
            return Future.failedFuture(new Failure.Unavailable(
                    "ehr-unreachable", "The EHR could not begin the export.", pauseAsked(answer), null));
        }
        Optional<String> status = answer.header("Content-Location");
        if (answer.status() != 202 || status.isEmpty()) {
            return Future.failedFuture(new Failure.Upstream(
                    "bulk-kick-off-refused", "The EHR did not begin the export (" + EhrWords.status(answer) + ")."));
        }
        ExportHosts.Place place;
        try {
            place = hosts.trusted(connection, URI.create(base + "/"), status.get());
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
        return write(row, (tx, now) -> now.status(place.url().toString(), sealer), ExportState.PREPARING, this::time)
                .recover(lost -> lost instanceof Superseded
                        ? calls.ask(connection, HttpMethod.DELETE, place, Map.of("accept", "application/fhir+json"))
                                .transform(told -> Future.failedFuture(lost))
                        : Future.failedFuture(lost));
    }

    private static Duration pauseAsked(SmallAnswer answer) {
        return answer.header("Retry-After")
                .map(text -> RetryAfter.of(text, answer.receivedAt()))
                .orElse(Duration.ofSeconds(60));
    }

    private Future<Void> poll(ExportRow row, PracticeConnection connection) {
        ExportHosts.Place place;
        try {
            place = statusOf(row, connection);
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
        return records.asked(
                        row,
                        connection,
                        HttpMethod.GET,
                        ExportRecords.STATUS,
                        calls.ask(connection, HttpMethod.GET, place, Map.of("accept", "application/json")))
                .compose(answer -> {
                    StatusAnswer said = StatusAnswer.of(answer, row.polls);
                    return said.ready() ? ready(row, connection, place, answer) : waits(row, said);
                });
    }

    private ExportHosts.Place statusOf(ExportRow row, PracticeConnection connection) {
        String status = row.status(sealer);
        if (status == null) {
            throw new Failure.Upstream("bulk-export-gone", "The EHR's address of this export is not known any more.");
        }
        return hosts.trusted(connection, connection.baseUrl(), status);
    }

    private Future<Void> waits(ExportRow row, StatusAnswer said) {
        return write(
                row,
                (tx, now) -> {
                    now.polls++;
                    now.progress = said.progress().orElse(now.progress);
                    said.progress().ifPresent(text -> EhrWords.percent(text).ifPresent(each -> now.percent = each));
                },
                ExportState.PREPARING,
                () -> time().plus(said.pause()));
    }

    private Future<Void> ready(
            ExportRow row, PracticeConnection connection, ExportHosts.Place from, SmallAnswer answer) {
        Manifest manifest = new ManifestReader(answer.body()).manifest();
        boolean token =
                manifest.filesNeedToken(facts.apply(connection.ehr()).bulk().filesNeedToken());
        if (!manifest.links().isEmpty()) {
            return Future.failedFuture(new Failure.Upstream(
                    "bulk-manifest-refused", "The EHR's list of export files comes in parts, which we don't take."));
        }
        List<ExportFile> files = listed.of(manifest, token);
        List<String> urls = manifest.files().stream()
                .map(each -> hosts.of(connection, from.url(), each.url()).url().toString())
                .toList();
        return database.inTransaction(tx -> held(tx, row)
                .compose(now -> listed.keep(tx, now, files, urls))
                .compose(now -> {
                    boolean again = now.filesTotal > 0;
                    now.progress = null;
                    now.percent = 100;
                    now.filesTotal = files.size();
                    now.next(ExportState.DOWNLOADING, time());
                    // Read again, because a file was refused: that is no step forward yet.
                    now.setbacks = again ? row.setbacks : 0;
                    return tx.flush();
                }));
    }

    /** The next file that is not here, and so on until none is left. */
    private Future<Void> nextFile(ExportRow row, PracticeConnection connection) {
        Promise<Void> all = Promise.promise();
        nextFile(row, connection, all);
        return all.future();
    }

    /** A loop and no chain: thousands of futures that wait for each other would end in a stack that is too deep. */
    private void nextFile(ExportRow row, PracticeConnection connection, Promise<Void> all) {
        database.read(tx -> store.nextMissing(tx, row.id))
                .compose(next -> next.isEmpty()
                        ? complete(row).map(false)
                        : fetch(row, connection, next.get()).map(true))
                .onComplete(more -> {
                    if (more.failed()) {
                        all.tryFail(more.cause());
                    } else if (more.result()) {
                        nextFile(row, connection, all);
                    } else {
                        all.tryComplete();
                    }
                });
    }

    private Future<Void> fetch(ExportRow row, PracticeConnection connection, ExportFileRow file) {
        ExportHosts.Place place;
        try {
            place = hosts.of(connection, connection.baseUrl(), file.address(sealer));
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
        Future<ExportCalls.Coming> head = calls.open(
                connection,
                HttpMethod.GET,
                place,
                file.needsToken,
                Map.of("accept", FILES, HttpHeaders.ACCEPT_ENCODING.toString(), "identity"));
        Future<ExportFile.Received> whole = head.compose(coming -> usable(file, coming))
                .compose(coming -> downloads.fetch(row, file.toFile(), coming));
        return records.fetched(row, connection, head, whole).compose(received -> arrived(row, file, received));
    }

    private static Future<ExportCalls.Coming> usable(ExportFileRow file, ExportCalls.Coming coming) {
        int status = coming.response().statusCode();
        String encoding = coming.response().getHeader("Content-Encoding");
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        if (status == 200 && plain) {
            return Future.succeededFuture(coming);
        }
        coming.request().reset();
        if (status == 429 || status == 503) {
            return Future.failedFuture(StatusAnswer.busy(Duration.ofSeconds(60)));
        }
        if (status >= 500) {
            return Future.failedFuture(new Failure.Unavailable(
                    "ehr-unreachable", "The host of the files answers " + status + ".", Duration.ZERO, null));
        }
        return Future.failedFuture(new Failure.Upstream(
                "bulk-file-refused",
                status == 200
                        ? "The file " + file.name + " came compressed unasked."
                        : "The file " + file.name + " was refused with status " + status + "."));
    }

    private Future<Void> arrived(ExportRow row, ExportFileRow file, ExportFile.Received received) {
        return database.inTransaction(tx -> held(tx, row)
                .compose(now -> store.file(tx, now.tenant(), row.id, file.name).compose(found -> {
                    ExportFileRow there = found.orElseThrow(Superseded::new);
                    there.received(received);
                    now.filesDone++;
                    now.bytesDone += received.bytes();
                    now.next(ExportState.DOWNLOADING, time().plus(lease));
                    return tx.flush();
                })));
    }

    private Future<Void> complete(ExportRow row) {
        return database.inTransaction(tx -> held(tx, row).compose(now -> {
            now.end(ExportState.COMPLETE, null, time());
            now.percent = 100;
            now.releaseAt = time();
            return ended(tx, now, "export.completed");
        }));
    }

    private Future<Void> failed(ExportRow row, Throwable cause) {
        if (cause instanceof Superseded) {
            return Future.succeededFuture();
        }
        Failure failure = known(row, cause);
        return database.inTransaction(tx -> held(tx, row).compose(now -> {
            Optional<Duration> pause = Setback.pause(failure, now.setbacks);
            if (pause.isEmpty()) {
                now.end(ExportState.FAILED, failure, time());
                return ended(tx, now, "export.failed");
            }
            now.heldUp(failure, time().plus(pause.get()));
            if (now.state() == ExportState.DOWNLOADING && Setback.isOfTheFile(failure)) {
                now.state = ExportState.PREPARING.text();
            }
            return tx.flush();
        }));
    }

    private static Failure known(ExportRow row, Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        log.error("export {} stopped for a reason we did not foresee", row.id, cause);
        return new Failure.Unavailable(
                "export-step-failed", "A step of the export failed on our side.", Duration.ZERO, cause);
    }

    private Future<Void> ended(Transaction tx, ExportRow row, String what) {
        Map<String, String> details = new HashMap<>();
        details.put("connectionId", row.connectionId);
        details.put("files", Integer.toString(row.filesDone));
        JsonObject data = new JsonObject()
                .put("exportId", row.id)
                .put("connectionId", row.connectionId)
                .put("state", row.state)
                .put("files", row.filesDone)
                .put("bytes", row.bytesDone);
        if (row.causeCode != null) {
            details.put("cause", row.causeCode);
            data.put("cause", new JsonObject().put("code", row.causeCode).put("text", row.causeText));
        }
        audit.record(tx, Author.system(row.tenant(), "exports"), what, row.id, details);
        return tx.flush().compose(done -> notices.send(tx, new Notice(row.tenant(), what, row.id, data, List.of())));
    }

    /** What a step changes beside the state. */
    @FunctionalInterface
    private interface Change {
        void make(Transaction tx, ExportRow row);
    }

    private Future<Void> write(ExportRow row, Change change, ExportState next, Supplier<Instant> at) {
        return database.inTransaction(tx -> held(tx, row).compose(now -> {
            change.make(tx, now);
            now.next(next, at.get());
            hints.changed(tx, new TenantId(now.tenantId), Topic.EXPORTS, now.id);
            return tx.flush();
        }));
    }

    private Future<ExportRow> held(Transaction tx, ExportRow row) {
        return store.held(tx, row.id, row.lease).map(found -> found.orElseThrow(Superseded::new));
    }

    /** Tells the EHR that it may forget the export; true if there is nothing more to tell. */
    Future<Boolean> release(ExportRow row, PracticeConnection connection) {
        ExportHosts.Place place;
        try {
            place = statusOf(row, connection);
        } catch (Failure nothing) {
            return Future.succeededFuture(true);
        }
        return records.asked(
                        row,
                        connection,
                        HttpMethod.DELETE,
                        ExportRecords.STATUS,
                        calls.ask(connection, HttpMethod.DELETE, place, Map.of("accept", "application/fhir+json")))
                .map(answer -> answer.status() < 500 && answer.status() != 429);
    }

    private Instant time() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String withoutSlash(String base) {
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }
}
