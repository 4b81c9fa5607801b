package dev.gatehouse.sandbox.directory;

import java.util.Set;

/**
 * What a generated directory looks like. The shares are from 0 to 1.
 *
 * @param practices how many
 * @param seed equal seeds make equal directories; practice i is the same in a directory of any size
 * @param fmhShare how many practices have their patients on FollowMyHealth
 * @param missingNpi how many have no NPI
 * @param missingEin how many have no EIN
 * @param dirty 1 for names as dirty as in the real file, 0 for clean ones
 * @param injected damage to the file
 * @param order of the entries
 * @param fullUrl what an Endpoint's fullUrl holds
 * @param indent whether the file is written for people
 * @param change what happened since the same directory was published before
 */
public record DirectoryShape(
        int practices,
        long seed,
        double fmhShare,
        double missingNpi,
        double missingEin,
        double dirty,
        Set<Damage> injected,
        Order order,
        FullUrl fullUrl,
        boolean indent,
        Change change) {

    /** Practice Fusion's own number of practices on 2026-09-01. */
    public static final int PRACTICES = 3_422;

    /** Order of the entries in the file. */
    public enum Order {
        PATIENT_FIRST,
        PROVIDER_FIRST,
        SHUFFLED,
        TYPES_GROUPED
    }

    /** What an Endpoint's fullUrl holds. */
    public enum FullUrl {
        ADDRESS,
        URN,
        TYPE_ID
    }

    /** Damage that an importer must survive. */
    public enum Damage {
        /** Every 100th practice stands in the file twice. */
        DUPLICATES,
        /** Every 100th Organization refers to Endpoints that are not there. */
        ORPHANS,
        /** Every 100th address is one that must not be called, or is none. */
        BAD_URL,
        /** Every 500th name has 100,000 characters. */
        HUGE_NAME
    }

    /**
     * A later edition of a directory; each share picks other practices.
     *
     * @param removed share of practices that vanished
     * @param renamed share with another name
     * @param moved share whose patients moved to FollowMyHealth
     */
    public record Change(double removed, double renamed, double moved) {
        public static final Change NONE = new Change(0, 0, 0);
    }

    public DirectoryShape {
        if (practices < 1) {
            throw new IllegalArgumentException("A directory needs at least one practice, not " + practices);
        }
        injected = Set.copyOf(injected);
    }

    public static DirectoryShape defaults() {
        return new DirectoryShape(
                PRACTICES, 1, 0.3, 0.05, 0.1, 1.0, Set.of(), Order.PATIENT_FIRST, FullUrl.ADDRESS, false, Change.NONE);
    }

    public DirectoryShape withPractices(int number) {
        return new DirectoryShape(
                number, seed, fmhShare, missingNpi, missingEin, dirty, injected, order, fullUrl, indent, change);
    }

    public DirectoryShape withSeed(long other) {
        return new DirectoryShape(
                practices, other, fmhShare, missingNpi, missingEin, dirty, injected, order, fullUrl, indent, change);
    }

    public DirectoryShape withFmhShare(double share) {
        return new DirectoryShape(
                practices, seed, share, missingNpi, missingEin, dirty, injected, order, fullUrl, indent, change);
    }

    public DirectoryShape withMissing(double npi, double ein) {
        return new DirectoryShape(practices, seed, fmhShare, npi, ein, dirty, injected, order, fullUrl, indent, change);
    }

    public DirectoryShape withDirty(double factor) {
        return new DirectoryShape(
                practices, seed, fmhShare, missingNpi, missingEin, factor, injected, order, fullUrl, indent, change);
    }

    public DirectoryShape withInjected(Set<Damage> damage) {
        return new DirectoryShape(
                practices, seed, fmhShare, missingNpi, missingEin, dirty, damage, order, fullUrl, indent, change);
    }

    public DirectoryShape withLayout(Order entries, FullUrl endpoints, boolean indented) {
        return new DirectoryShape(
                practices,
                seed,
                fmhShare,
                missingNpi,
                missingEin,
                dirty,
                injected,
                entries,
                endpoints,
                indented,
                change);
    }

    public DirectoryShape withChange(Change since) {
        return new DirectoryShape(
                practices, seed, fmhShare, missingNpi, missingEin, dirty, injected, order, fullUrl, indent, since);
    }
}
