package dev.gatehouse.common.ehr;

import java.net.URI;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the facts of a profile are from.
 *
 * @param sources by the key the profile gives them
 * @param knownFrom keys of sources by path: the facts at this path and below it are from there, unless a longer path says
 *     otherwise. {@code *} stands for any one key
 */
public record Provenance(Map<String, Source> sources, Map<String, List<String>> knownFrom) {

    /** Nobody says where from. */
    public static final Provenance NONE = new Provenance(Map.of(), Map.of());

    public Provenance {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        knownFrom = Collections.unmodifiableMap(new LinkedHashMap<>(knownFrom));
    }

    /**
     * One thing that was read.
     *
     * @param url of the page; null if only its title is known
     * @param title of the page, and what was done if it is a measurement; null if the address says enough
     * @param read the day; only the month or the year if no more is known
     */
    public record Source(@Nullable URI url, @Nullable String title, String read, Confidence confidence) {}

    /** How far a source is to be believed. */
    public enum Confidence {
        /** The vendor's own document, or two sources that do not know of each other. */
        HIGH,
        /** One report of somebody who tried it. */
        MEDIUM,
        /** Second hand, or concluded. */
        LOW
    }

    /** The path of {@code knownFrom} that decides over this fact: the longest, then the one with fewer {@code *}. */
    Optional<String> coverOf(List<String> fact) {
        return knownFrom.keySet().stream()
                .filter(path -> covers(path, fact))
                .max(Comparator.comparing((String path) -> segments(path).size())
                        .thenComparing(
                                path -> segments(path).stream()
                                        .filter(each -> each.equals("*"))
                                        .count(),
                                Comparator.reverseOrder()));
    }

    private static boolean covers(String path, List<String> fact) {
        List<String> segments = segments(path);
        if (segments.size() > fact.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).equals("*") && !segments.get(i).equals(fact.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> segments(String path) {
        return List.of(path.split("\\.", -1));
    }
}
