package dev.gatehouse.gateway.proxy;

import java.util.List;

/** A piece of a document, as an EHR sends it and as it must leave the gateway. */
record SentAndWanted(String sent, String wanted) {
    /** One that leaves as it came. */
    static SentAndWanted both(String text) {
        return new SentAndWanted(text, text);
    }

    /** All of these, with something between and around. */
    static SentAndWanted joined(String before, List<SentAndWanted> parts, String between, String after) {
        return new SentAndWanted(
                before
                        + String.join(
                                between, parts.stream().map(SentAndWanted::sent).toList())
                        + after,
                before
                        + String.join(
                                between,
                                parts.stream().map(SentAndWanted::wanted).toList())
                        + after);
    }

    SentAndWanted within(String before, String after) {
        return new SentAndWanted(before + sent + after, before + wanted + after);
    }
}
