package dev.gatehouse.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipReaderTest {
    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] read(GzipReader reader, byte[] packed, int pieces) throws GzipReader.Unreadable {
        Buffer all = Buffer.buffer();
        for (int at = 0; at < packed.length; at += pieces) {
            reader.feed(Arrays.copyOfRange(packed, at, Math.min(at + pieces, packed.length)));
            for (Buffer piece = reader.next(); piece.length() > 0; piece = reader.next()) {
                all.appendBuffer(piece);
            }
        }
        return all.getBytes();
    }

    private static byte[] joined(byte[]... parts) {
        Buffer all = Buffer.buffer();
        Arrays.stream(parts).forEach(all::appendBytes);
        return all.getBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 4096, 1_000_000})
    void whatWasPackedComesOutWhateverThePieces(int pieces) throws Exception {
        byte[] random = new byte[150_000];
        new Random(4).nextBytes(random);
        byte[] text = "{\"a\":1.00}".repeat(20_000).getBytes(UTF_8);
        try (GzipReader reader = new GzipReader()) {
            byte[] members = joined(gzip(random), gzip(text), gzip(new byte[0]));

            assertThat(read(reader, members, pieces)).isEqualTo(joined(random, text));
            assertThat(reader.isComplete()).isTrue();
        }
    }

    @Test
    void aHeaderMayHaveEverythingTheStandardKnows() throws Exception {
        byte[] plain = gzip("hello".getBytes(UTF_8));
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = 2 | 4 | 8 | 16;
        byte[] more = {3, 0, 9, 9, 9, 'n', 0, 'c', 'c', 0, 7, 7};
        try (GzipReader reader = new GzipReader()) {
            byte[] packed = joined(head, more, Arrays.copyOfRange(plain, 10, plain.length));

            assertThat(new String(read(reader, packed, 1), UTF_8)).isEqualTo("hello");
            assertThat(reader.isComplete()).isTrue();
        }
    }

    @Test
    void aFlippedBitAnywhereButInNamesIsNoticed() throws Exception {
        byte[] plain = "{\"total\":1.00,\"x\":\"y\"}".getBytes(UTF_8);
        byte[] packed = gzip(plain);
        for (int i = 0; i < packed.length; i++) {
            if (i > 3 && i < 10) {
                continue; // time and system: nobody's business
            }
            byte[] damaged = packed.clone();
            damaged[i] ^= 0x40;
            try (GzipReader reader = new GzipReader()) {
                boolean noticed;
                try {
                    byte[] out = read(reader, damaged, 5);
                    // the last byte of the data may have bits that nobody reads
                    noticed = !reader.isComplete() || Arrays.equals(out, plain);
                } catch (GzipReader.Unreadable refused) {
                    noticed = true;
                }
                assertThat(noticed).as("byte %d", i).isTrue();
            }
        }
    }

    @Test
    void anEndInTheMiddleIsNoEnd() throws Exception {
        byte[] packed = gzip("hello".repeat(100).getBytes(UTF_8));
        for (int length = 0; length < packed.length; length++) {
            try (GzipReader reader = new GzipReader()) {
                byte[] unused = read(reader, Arrays.copyOf(packed, length), 7);
                assertThat(reader.isComplete()).isFalse();
            }
        }
    }

    @Test
    void aBombIsPutDown() throws Exception {
        byte[] bomb = gzip(new byte[64 * 1024 * 1024]);
        try (GzipReader reader = new GzipReader()) {
            assertThatThrownBy(() -> {
                        reader.feed(bomb);
                        CRC32 sum = new CRC32();
                        for (Buffer piece = reader.next(); piece.length() > 0; piece = reader.next()) {
                            sum.update(piece.getBytes());
                        }
                    })
                    .isInstanceOf(GzipReader.Unreadable.class);
        }
    }
}
