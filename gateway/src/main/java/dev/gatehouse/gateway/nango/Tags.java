package dev.gatehouse.gateway.nango;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Tags as customers send them: names in lower case, a text each. */
public final class Tags {
    /** Of one connection. */
    public static final int MOST = 10;

    private static final int LONGEST_VALUE = 255;
    private static final Predicate<String> NAME =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9_\\-./]{0,63}").asMatchPredicate();

    private Tags() {}

    /** Reads the object of this name; empty if it is not there. Mistakes are named in the input. */
    public static Map<String, String> read(StrictInput input, String name, int most) {
        Map<String, String> tags = new LinkedHashMap<>();
        input.object(name).ifPresent(object -> {
            if (object.names().size() > most) {
                input.slip("too_big", "should have at most " + most + " entries", name);
            }
            for (String key : object.names()) {
                if (!NAME.test(key)) {
                    object.slip("invalid_key", "should begin with a letter, then letters, digits and _ - . /", key);
                }
                object.optionalText(key, 1, LONGEST_VALUE)
                        .ifPresent(value -> tags.put(key.toLowerCase(Locale.ROOT), value));
            }
        });
        return tags;
    }
}
