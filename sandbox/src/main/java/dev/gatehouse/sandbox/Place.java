package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import dev.gatehouse.sandbox.directory.Surface;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to: a base of a practice and what comes after it.
 *
 * @param base the base
 * @param rest the path after the base and its slash
 */
record Place(Base base, String rest) {

    private static final int GUID_LENGTH = 36;

    /** The place, or null when the path names no base of a practice that exists. */
    static @Nullable Place find(String path, boolean secondOrigin, PracticeGenerator practices, Hosts hosts) {
        if (secondOrigin) {
            return find(path, Hosts.FMH_AUTHORIZATION_PATH, Surface.FMH, practices, hosts);
        }
        Place provider = find(path, Hosts.PROVIDER_PATH, Surface.PROVIDER, practices, hosts);
        if (provider != null) {
            return provider;
        }
        Place patient = find(path, Hosts.PATIENT_PATH, Surface.PATIENT, practices, hosts);
        return patient != null ? patient : find(path, Hosts.FMH_PATH, Surface.FMH, practices, hosts);
    }

    private static @Nullable Place find(
            String path, String prefix, Surface surface, PracticeGenerator practices, Hosts hosts) {
        int end = prefix.length() + GUID_LENGTH;
        if (!path.startsWith(prefix) || path.length() < end || (path.length() > end && path.charAt(end) != '/')) {
            return null;
        }
        String guid = path.substring(prefix.length(), end);
        Integer index = practices.indexOf(guid).orElse(null);
        if (index == null || (surface.forPatients() && practices.surface(index) != surface)) {
            return null;
        }
        String rest = path.length() > end ? path.substring(end + 1) : "";
        return new Place(Base.of(hosts, surface, index, guid), rest);
    }

    /** On a FollowMyHealth practice authorization happens on the other origin only, FHIR only on the first. */
    boolean authorizesHere(boolean secondOrigin) {
        return (base.surface() == Surface.FMH) == secondOrigin;
    }
}
