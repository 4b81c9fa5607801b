package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;

/** A part of a sealed file on its way to a client, no faster than the client takes it. Used once. */
final class SealedRead {
    private static final int PIECE = 256 * 1024;

    private final WorkerExecutor workers;
    private final BackgroundExports.ReadableFile file;
    private final ByteRange range;
    private long left;
    private boolean gone;

    SealedRead(WorkerExecutor workers, BackgroundExports.ReadableFile file, ByteRange range) {
        this.workers = workers;
        this.file = file;
        this.range = range;
        this.left = range.length();
    }

    /**
     * Writes the body and ends the answer. The first piece is read before the head leaves, so what is wrong at once can still
     * be told: 409 {@code integrity-failure}.
     */
    Future<Void> to(HttpServerResponse response) {
        response.closeHandler(closed -> gone = true);
        return workers.executeBlocking(this::open)
                .compose(channel -> pieces(channel, response)
                        .eventually(() -> workers.executeBlocking(() -> {
                            channel.close();
                            return null;
                        })));
    }

    private SeekableByteChannel open() throws IOException {
        SeekableByteChannel channel = file.key().opening(Files.newByteChannel(file.path()), file.place());
        if (range.from() > 0) {
            return channel.position(range.from());
        }
        return channel;
    }

    private Future<Void> pieces(SeekableByteChannel channel, HttpServerResponse response) {
        Promise<Void> all = Promise.promise();
        pieces(channel, response, all);
        return all.future();
    }

    /** A loop and no chain, so that a large file ends in no deep stack. */
    private void pieces(SeekableByteChannel channel, HttpServerResponse response, Promise<Void> all) {
        if (gone) {
            all.complete();
            return;
        }
        if (left == 0) {
            response.end().onComplete(all);
            return;
        }
        workers.executeBlocking(() -> piece(channel)).onComplete(read -> {
            if (read.failed()) {
                all.fail(read.cause());
                return;
            }
            response.write(read.result()).onComplete(written -> {
                if (written.failed()) {
                    gone = true;
                }
                pieces(channel, response, all);
            });
        });
    }

    private Buffer piece(SeekableByteChannel channel) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
        try {
            while (piece.hasRemaining()) {
                if (channel.read(piece) < 0) {
                    throw damaged();
                }
            }
        } catch (IOException notGenuine) {
            throw damaged();
        }
        left -= piece.capacity();
        return Buffer.buffer(piece.array());
    }

    private static Failure damaged() {
        return new Failure.Conflict(
                "integrity-failure",
                "The file was damaged or exchanged on the disk and is not given out. Remove the export and run it again.");
    }
}
