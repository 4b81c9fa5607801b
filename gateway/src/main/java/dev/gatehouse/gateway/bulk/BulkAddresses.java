package dev.gatehouse.gateway.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SealBroken;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.PracticeConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * What stands for an EHR's addresses towards a client: {@code /fhir/{connection}/$bulk-file/{opaque}}. The opaque part is
 * the address itself, sealed for one connection of one tenant, so nothing needs to be stored and nobody can make one up.
 */
final class BulkAddresses {
    /** An export may take days; whoever polls again has the same address. */
    static final Duration STATUS_LIFE = Duration.ofDays(30);
    /** A manifest that is read again gives new ones. */
    static final Duration FILE_LIFE = Duration.ofDays(1);
    /** An address that is longer could not come back in a request line. */
    private static final int LONGEST = 5 * 1024;

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 1 + 1 + Long.BYTES;

    private final Sealer sealer;
    private final String publicUrl;
    private final Clock clock;

    /** @param publicUrl the gateway as clients see it, without a slash at its end */
    BulkAddresses(Sealer sealer, String publicUrl, Clock clock) {
        this.sealer = sealer;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    String forStatus(PracticeConnection connection, URI url) {
        return made(
                connection,
                new BulkAddress(
                        BulkAddress.Kind.STATUS, url, true, clock.instant().plus(STATUS_LIFE)));
    }

    String forFile(PracticeConnection connection, URI url, boolean token) {
        return made(
                connection,
                new BulkAddress(
                        BulkAddress.Kind.FILE, url, token, clock.instant().plus(FILE_LIFE)));
    }

    private String made(PracticeConnection connection, BulkAddress address) {
        byte[] url = address.url().toString().getBytes(UTF_8);
        if (url.length > LONGEST) {
            throw new Failure.Upstream(
                    "bulk-manifest-refused", "The EHR names an address that is longer than " + LONGEST + " bytes.");
        }
        byte[] plain = ByteBuffer.allocate(HEAD + url.length)
                .put(VERSION)
                .put(address.kind().number())
                .put((byte) (address.token() ? 1 : 0))
                .putLong(address.until().getEpochSecond())
                .put(url)
                .array();
        return publicUrl + "/fhir/" + connection.id().value() + "/"
                + address.kind().segment() + "/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.sealBytes(plain, place(connection)));
    }

    /**
     * What an opaque part stands for. Fails with 404 {@code bulk-address-unknown} if we did not make it for this connection,
     * and with 410 {@code bulk-address-expired}.
     */
    BulkAddress open(PracticeConnection connection, BulkAddress.Kind kind, String opaque) {
        BulkAddress address = opened(connection, opaque);
        if (address.kind() != kind) {
            throw unknown();
        }
        if (!clock.instant().isBefore(address.until())) {
            throw new Failure.Gone(
                    "bulk-address-expired",
                    "This address of an export has expired. Read the export's status again for new ones.");
        }
        return address;
    }

    private BulkAddress opened(PracticeConnection connection, String opaque) {
        try {
            byte[] plain = sealer.openBytes(Base64.getUrlDecoder().decode(opaque), place(connection));
            ByteBuffer read = ByteBuffer.wrap(plain);
            if (plain.length <= HEAD || read.get() != VERSION) {
                throw unknown();
            }
            BulkAddress.Kind kind = BulkAddress.Kind.of(read.get());
            boolean token = read.get() == 1;
            Instant until = Instant.ofEpochSecond(read.getLong());
            return new BulkAddress(kind, URI.create(new String(plain, HEAD, plain.length - HEAD, UTF_8)), token, until);
        } catch (IllegalArgumentException | SealBroken forged) {
            throw unknown();
        }
    }

    private static SealedField place(PracticeConnection connection) {
        return new SealedField(
                connection.tenant(), "bulk_address", "url", connection.id().value(), 0);
    }

    private static Failure unknown() {
        return new Failure.Missing("bulk-address-unknown", "There is no export status or file at this address.");
    }
}
