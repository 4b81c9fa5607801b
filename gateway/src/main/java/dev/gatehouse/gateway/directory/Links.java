package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.failure.Failure;
import java.util.Arrays;

/** Which endpoints belong to which organisation, by number; 8 bytes each. */
final class Links {
    static final int NONE = -1;

    private final int[] firstOf;
    private final int most;
    private int[] endpoints = new int[1024];
    private int[] next = new int[1024];
    private int size;

    /** @param most links; more end with 413 {@code directory-too-large} */
    Links(int organizations, int most) {
        this.firstOf = new int[organizations];
        this.most = most;
        Arrays.fill(firstOf, NONE);
    }

    void add(int organization, int endpoint) {
        for (int at = firstOf[organization]; at != NONE; at = next[at]) {
            if (endpoints[at] == endpoint) {
                return;
            }
        }
        if (size == most) {
            throw new Failure.TooLarge(
                    "directory-too-large",
                    "The list joins organisations and endpoints more than " + most + " times. Nothing was changed.");
        }
        if (size == endpoints.length) {
            endpoints = Arrays.copyOf(endpoints, size * 2);
            next = Arrays.copyOf(next, size * 2);
        }
        endpoints[size] = endpoint;
        next[size] = firstOf[organization];
        firstOf[organization] = size++;
    }

    boolean any(int organization) {
        return firstOf[organization] != NONE;
    }

    /** In the order of the file. */
    int[] of(int organization) {
        int[] found = new int[2];
        int count = 0;
        for (int at = firstOf[organization]; at != NONE; at = next[at]) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = endpoints[at];
        }
        int[] all = Arrays.copyOf(found, count);
        Arrays.sort(all);
        return all;
    }
}
