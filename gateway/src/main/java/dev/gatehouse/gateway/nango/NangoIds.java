package dev.gatehouse.gateway.nango;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What may be a connection's id in the eyes of Nango's clients. */
public final class NangoIds {
    private static final Predicate<String> CONNECTION =
            Pattern.compile("[a-zA-Z0-9,.;:=+~\\[\\]|@${}\"'\\\\/_ -]{1,255}").asMatchPredicate();

    private NangoIds() {}

    public static boolean isConnection(String text) {
        return CONNECTION.test(text);
    }

    /** From a path; 400 {@code invalid_uri_params} for what can be none. */
    static String connection(String text) {
        if (!isConnection(text)) {
            throw NangoRefusal.invalid(
                    "invalid_uri_params",
                    List.of(new NangoRefusal.Slip(
                            "invalid_string", "has characters that no id has", List.of("connectionId"))));
        }
        return text;
    }
}
