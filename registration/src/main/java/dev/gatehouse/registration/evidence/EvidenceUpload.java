package dev.gatehouse.registration.evidence;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A file on its way in: cut into parts, each sealed as soon as it is full, so that nothing of it lies open anywhere. */
final class EvidenceUpload {
    static final long MOST_BYTES = 10L * 1024 * 1024;
    static final int PART_BYTES = 256 * 1024;

    private final TenantId tenant;
    private final String evidenceId;
    private final EvidenceType type;
    private final Sealer sealer;
    private final MessageDigest digest = sha256();
    private final List<byte[]> sealed = new ArrayList<>();
    private final Promise<EvidenceUpload> done = Promise.promise();
    private Buffer part = Buffer.buffer();
    private long size;

    EvidenceUpload(TenantId tenant, String evidenceId, EvidenceType type, Sealer sealer) {
        this.tenant = tenant;
        this.evidenceId = evidenceId;
        this.type = type;
        this.sealer = sealer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads all of it; fails with 413 {@code evidence-too-large} or 400 {@code evidence-refused}. */
    Future<EvidenceUpload> take(ReadStream<Buffer> body) {
        body.exceptionHandler(done::tryFail);
        body.handler(bytes -> {
            if (done.future().isComplete()) {
                return;
            }
            size += bytes.length();
            if (size > MOST_BYTES) {
                done.tryFail(tooLarge());
                return;
            }
            digest.update(bytes.getBytes());
            part.appendBuffer(bytes);
            while (part.length() >= PART_BYTES) {
                Buffer rest = part.getBuffer(PART_BYTES, part.length());
                seal(part.getBytes(0, PART_BYTES));
                part = rest;
            }
        });
        body.endHandler(end -> {
            if (part.length() > 0) {
                seal(part.getBytes());
            }
            if (size == 0) {
                done.tryFail(new Failure.Invalid("evidence-refused", "The file is empty."));
            }
            done.tryComplete(this);
        });
        body.resume();
        return done.future();
    }

    private void seal(byte[] bytes) {
        if (sealed.isEmpty() && !type.fits(bytes)) {
            done.tryFail(new Failure.Invalid(
                    "evidence-refused",
                    "The file does not look like " + type.mediaType() + ", which it claims to be."));
        }
        sealed.add(sealer.sealBytes(bytes, EvidencePartRow.place(tenant, evidenceId, sealed.size())));
    }

    static Failure.TooLarge tooLarge() {
        return new Failure.TooLarge("evidence-too-large", "A file has at most 10 MiB.");
    }

    long size() {
        return size;
    }

    List<byte[]> sealed() {
        return sealed;
    }

    /** Ask once. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
