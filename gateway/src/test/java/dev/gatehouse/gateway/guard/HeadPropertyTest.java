package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Requests whole, damaged and cut at any byte, through the decoder that stands in every connection. */
class HeadPropertyTest {
    private static final String READ = "POST /fhir/x?a=b HTTP/1.1\r\nHost: gate.example\r\nX-A: b c\r\n";
    private static final String[] GOOD = {
        READ + "Content-Length: 5\r\n\r\nhello",
        READ + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost:gate.example\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: gate.example\r\n\r\n"
    };
    private static final String[] BAD = {
        READ + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        READ + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        READ + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        READ + "Host: elsewhere.example\r\n\r\n",
        READ + " folded: yes\r\n\r\n",
        READ + "X_A: b\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: gate.example\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: gate.example\r\n\r\n"
    };

    /** How one byte of a request is spoilt. */
    private record Damage(int at, char odd, int kind) {
        void to(StringBuilder text) {
            int place = at % text.length();
            switch (kind) {
                case 0 -> text.setCharAt(place, odd);
                case 1 -> text.insert(place, odd);
                default -> text.deleteCharAt(place);
            }
        }
    }

    @Property(tries = 6_000)
    @StatisticsReport(onFailureOnly = true)
    void whereTheBytesAreCutMakesNoDifference(@ForAll("sent") String sent, @ForAll("cuts") List<Integer> cuts) {
        String whole = read(sent, List.of(sent.length()));

        Statistics.collect(whole.contains("refused"));
        Statistics.coverage(seen -> {
            seen.check(true).percentage(share -> share > 10);
            seen.check(false).percentage(share -> share > 10);
        });
        assertThat(read(sent, cuts)).isEqualTo(whole);
    }

    @Property(tries = 6_000)
    void nothingIsReadAfterWhatWasRefused(@ForAll("sent") String sent, @ForAll("cuts") List<Integer> cuts) {
        String told = read(sent, cuts);

        int refused = told.indexOf("refused");
        assertThat(refused < 0 ? "" : told.substring(refused)).doesNotContain("POST", "GET", "body");
    }

    @Property(tries = 6_000)
    void noFoldedLineAndNoControlIsLetIn(@ForAll("sent") String sent) {
        HeadScan scan = new HeadScan();
        scan.take(sent.getBytes(ISO_8859_1), sent.length());

        int end = sent.indexOf("\r\n\r\n", 2);
        String head = end < 0 ? sent : sent.substring(0, end + 4);
        boolean folded = head.contains("\n ") || head.contains("\n\t");
        boolean controls = head.chars().anyMatch(c -> (c < ' ' && "\r\n\t".indexOf(c) < 0) || c == 127);
        boolean begun = head.startsWith("POST ") || head.startsWith("GET ");
        assertThat(begun && end >= 0 && (folded || controls) && scan.found() == null)
                .isFalse();
    }

    /** What comes out behind the decoder: requests, bodies' bytes, and where it stopped. */
    private static String read(String sent, List<Integer> cuts) {
        StringBuilder told = new StringBuilder();
        RequestGuard guard =
                new RequestGuard("127.0.0.1", Optional.of(URI.create("http://gate.example")), GuardSettings.DEFAULT);
        EmbeddedChannel channel =
                new EmbeddedChannel(new GuardedDecoder(new HttpServerOptions(), guard, new LoopWatch()));
        byte[] bytes = sent.getBytes(ISO_8859_1);
        for (int at = 0, i = 0; at < bytes.length; i++) {
            int to = Math.min(bytes.length, at + cuts.get(i % cuts.size()));
            channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, at, to)));
            at = to;
        }
        for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
            tell(each, told);
            ReferenceCountUtil.release(each);
        }
        channel.finishAndReleaseAll();
        return told.toString();
    }

    private static void tell(Object part, StringBuilder told) {
        if (part instanceof HttpRequest request && request.decoderResult().cause() instanceof Refused refused) {
            told.append("refused ").append(refused.refusal().status()).append('\n');
        } else if (part instanceof HttpRequest request) {
            told.append(request.method()).append(' ').append(request.uri()).append('\n');
            request.headers()
                    .forEach(each -> told.append(each.getKey())
                            .append(": ")
                            .append(each.getValue())
                            .append('\n'));
        } else if (part instanceof HttpContent content) {
            if (content.content().isReadable()) {
                boolean goesOn = told.toString().endsWith("]");
                told.setLength(told.length() - (goesOn ? 1 : 0));
                told.append(goesOn ? "" : "body[")
                        .append(content.content().toString(ISO_8859_1))
                        .append(']');
            }
            if (content instanceof LastHttpContent last) {
                told.append(last.decoderResult().isSuccess() ? "\nend\n" : "\nbroken\n");
            }
        }
    }

    /** One to three requests behind each other, some of them damaged. */
    @Provide
    Arbitrary<String> sent() {
        Arbitrary<Damage> damage = Combinators.combine(
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.of(
                                '\0', '\t', '\r', '\n', ' ', ':', '_', ',', ';', '\u007f', '\u00e9', 'x', '0', '%'),
                        Arbitraries.integers().between(0, 2))
                .as(Damage::new);
        Arbitrary<String> requests = Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of(GOOD)), Tuple.of(1, Arbitraries.of(BAD)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(each -> String.join("", each));
        return Combinators.combine(requests, damage.list().ofMaxSize(2)).as((text, damages) -> {
            StringBuilder sent = new StringBuilder(text);
            damages.forEach(each -> each.to(sent));
            return sent.toString();
        });
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 60))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
