package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.FileKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One file on its way from the EHR to the disk, never faster than the disk takes it. Used once, on one event loop. */
final class FileFetch {
    private static final int PIECE = 256 * 1024;

    private final WorkerExecutor workers;
    private final ExportDisk disk;
    private final String export;
    private final ExportFile file;
    private final FileKey key;
    private final ExportCalls.Coming coming;
    private final Promise<Void> arrived = Promise.promise();
    private Buffer pending = Buffer.buffer();
    private boolean writing;
    private boolean ended;
    private @Nullable SealedWriter writer;

    FileFetch(
            WorkerExecutor workers,
            ExportDisk disk,
            String export,
            ExportFile file,
            FileKey key,
            ExportCalls.Coming coming) {
        this.workers = workers;
        this.disk = disk;
        this.export = export;
        this.file = file;
        this.key = key;
        this.coming = coming;
    }

    /** What a file is sealed for. */
    static String place(String export, int number) {
        return export + "/" + number;
    }

    /** Gives it up; {@link #run} fails. */
    void stop() {
        if (arrived.tryFail(new Superseded())) {
            coming.request().reset();
        }
    }

    Future<ExportFile.Received> run() {
        HttpClientResponse from = coming.response();
        boolean ndjson = isNdjson(from.getHeader(HttpHeaders.CONTENT_TYPE));
        long length = length(from);
        // At once: what breaks while the file is being made would be told to nobody.
        listen(from);
        return workers.executeBlocking(() -> {
                    disk.prepare(export);
                    disk.needRoom(length);
                    return SealedWriter.open(disk, export, file.place(), key, place(export, file.place()));
                })
                .compose(opened -> {
                    writer = opened;
                    from.resume();
                    return arrived.future()
                            .compose(done -> workers.executeBlocking(() -> checked(finish(opened, ndjson))))
                            .eventually(() -> workers.executeBlocking(() -> {
                                opened.close();
                                return null;
                            }));
                })
                .onFailure(failed -> coming.request().reset());
    }

    private ExportFile.Received finish(SealedWriter opened, boolean ndjson) throws java.io.IOException {
        Path whole = disk.file(export, file.place());
        return opened.finish(whole, ndjson);
    }

    private ExportFile.Received checked(ExportFile.Received received) {
        Long lines = received.lines();
        Long told = file.told();
        if (lines != null && told != null && !lines.equals(told)) {
            throw new Failure.Upstream(
                    "bulk-file-damaged",
                    "The file " + file.name() + " has " + lines + " resources, and the EHR promised " + told + ".");
        }
        return received;
    }

    private void listen(HttpClientResponse from) {
        from.exceptionHandler(broken -> arrived.tryFail(
                new Failure.Upstream("ehr-answer-cut", "The EHR broke off in the middle of a file.", broken)));
        from.endHandler(end -> {
            ended = true;
            write(from);
        });
        from.handler(piece -> {
            pending.appendBuffer(piece);
            if (pending.length() >= PIECE) {
                from.pause();
                write(from);
            }
        });
    }

    /** Hands over what has come; the next piece only when that is written. */
    private void write(HttpClientResponse from) {
        SealedWriter to = writer;
        if (writing || to == null || arrived.future().isComplete()) {
            return;
        }
        if (pending.length() == 0) {
            if (ended) {
                arrived.tryComplete();
            }
            return;
        }
        writing = true;
        byte[] piece = pending.getBytes();
        pending = Buffer.buffer();
        workers.executeBlocking(() -> {
                    to.write(piece);
                    return null;
                })
                .onComplete(done -> {
                    writing = false;
                    if (done.failed()) {
                        arrived.tryFail(done.cause());
                    } else {
                        from.resume();
                        if (ended || pending.length() >= PIECE) {
                            write(from);
                        }
                    }
                });
    }

    private static boolean isNdjson(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).contains("ndjson");
    }

    /** 0 if it is not told. */
    private static long length(HttpClientResponse from) {
        try {
            String text = from.getHeader(HttpHeaders.CONTENT_LENGTH);
            return text == null ? 0 : Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
