package dev.gatehouse.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** JSON documents with the practice's own links in them, and much that only looks like them. */
final class LinkDocuments {
    static final String BASE = "https://ehr.example/fhir/r4";
    static final String GATEWAY = "https://gate.example/g/fhir/con_0123456789abcdefghjkmnpqrs";

    private static final int DEEPEST = 4;
    private static final String[] NAMES = {"entry", "resource", "a", "links", "ur", "\\\"link", "\\\\", "k"};
    private static final String[] TEXTS = {
        "",
        "link",
        "url",
        "\\\"link",
        "\\\\\\\"link\\\\",
        "\u00fc\u2028\ud83d\ude00",
        "\\u006cink",
        ":[{",
        "https://other.example/fhir/r4/x",
        BASE + "x",
        BASE.substring(0, 20),
        "\\\\"
    };
    private static final String[] NUMBERS = {
        "1.00", "-3e+7", "0", "-0.0", "12345678901234567890.000", "1E-400", "null", "true"
    };

    /** Where a value stands. */
    private enum Place {
        ELSEWHERE,
        /** Of a member named {@code link}. */
        LINKS,
        /** Of {@code url} in a link. */
        URL
    }

    /** Arbitraries of values at one depth, by place. */
    private record Values(
            Arbitrary<SentAndWanted> elsewhere, Arbitrary<SentAndWanted> links, Arbitrary<SentAndWanted> url) {}

    private LinkDocuments() {}

    static Arbitrary<SentAndWanted> documents() {
        Values values = new Values(leaf(Place.ELSEWHERE), leaf(Place.LINKS), leaf(Place.URL));
        for (int i = 0; i < DEEPEST; i++) {
            values = around(values);
        }
        return Arbitraries.oneOf(object(values, false), values.elsewhere);
    }

    private static Values around(Values inner) {
        Arbitrary<SentAndWanted> array = array(inner.elsewhere);
        Arbitrary<SentAndWanted> object = object(inner, false);
        Arbitrary<SentAndWanted> links = array(Arbitraries.frequencyOf(
                Tuple.of(3, object(inner, true)),
                Tuple.of(1, array(inner.elsewhere)),
                Tuple.of(1, leaf(Place.ELSEWHERE))));
        return new Values(
                value(Place.ELSEWHERE, array, object),
                value(Place.LINKS, links, object),
                value(Place.URL, array, object));
    }

    private static Arbitrary<SentAndWanted> value(
            Place place, Arbitrary<SentAndWanted> array, Arbitrary<SentAndWanted> object) {
        int leaves = place == Place.URL ? 8 : 2;
        int arrays = place == Place.LINKS ? 6 : 2;
        return Arbitraries.frequencyOf(Tuple.of(leaves, leaf(place)), Tuple.of(arrays, array), Tuple.of(3, object));
    }

    private static Arbitrary<SentAndWanted> array(Arbitrary<SentAndWanted> element) {
        return Combinators.combine(element.list().ofMaxSize(3), space(), space())
                .as((all, before, after) -> SentAndWanted.joined("[" + before, all, before + "," + after, after + "]"));
    }

    private static Arbitrary<SentAndWanted> object(Values values, boolean isLink) {
        Arbitrary<SentAndWanted> url = member("url", isLink ? values.url : values.elsewhere);
        Arbitrary<SentAndWanted> others = Arbitraries.of(NAMES).flatMap(name -> member(name, values.elsewhere));
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                        Tuple.of(3, member("link", values.links)),
                                        Tuple.of(isLink ? 6 : 1, url),
                                        Tuple.of(2, others))
                                .list()
                                .ofMaxSize(4),
                        space(),
                        space())
                .as((all, before, after) -> SentAndWanted.joined("{" + before, all, before + "," + after, after + "}"));
    }

    private static Arbitrary<SentAndWanted> member(String name, Arbitrary<SentAndWanted> value) {
        return Combinators.combine(value, space(), space())
                .as((each, before, after) -> each.within("\"" + name + "\"" + before + ":" + after, before));
    }

    private static Arbitrary<SentAndWanted> leaf(Place place) {
        return Arbitraries.oneOf(
                Arbitraries.of(NUMBERS).map(SentAndWanted::both),
                Arbitraries.of(TEXTS).map(each -> SentAndWanted.both('"' + each + '"')),
                address(place),
                address(place));
    }

    /** The base, spelled with escapes or without, and what may follow it. */
    private static Arbitrary<SentAndWanted> address(Place place) {
        Arbitrary<String> end = Arbitraries.of("", "/Patient/1?x=\\\"\u00fc\\\\", "?page=2\\/", "2/x", "#f");
        Arbitrary<List<Integer>> spelling = Arbitraries.oneOf(
                Arbitraries.just(List.of(0)),
                Arbitraries.integers().between(0, 3).list().ofMinSize(1).ofMaxSize(9));
        return Combinators.combine(spelling, end).as((how, rest) -> {
            boolean own = place == Place.URL && (rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?"));
            String sent = spelled(BASE, how);
            return new SentAndWanted('"' + sent + rest + '"', '"' + (own ? GATEWAY : sent) + rest + '"');
        });
    }

    private static String spelled(String text, List<Integer> how) {
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters.add(
                    switch (how.get(i % how.size())) {
                        case 1 -> String.format("\\u%04x", (int) c);
                        case 2 -> String.format("\\u%04X", (int) c);
                        case 3 -> c == '/' ? "\\/" : Character.toString(c);
                        default -> Character.toString(c);
                    });
        }
        return String.join("", letters);
    }

    private static Arbitrary<String> space() {
        return Arbitraries.of("", "", "", " ", "\n\t", "\r\n    ");
    }
}
