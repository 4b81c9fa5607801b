package dev.gatehouse.gateway.directory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one entry of a Bundle says, as far as we read it. Nothing is checked yet; every field may be missing. */
final class BundleResource {
    @Nullable
    String type;

    @Nullable
    String id;

    @Nullable
    String fullUrl;

    @Nullable
    String name;

    @Nullable
    String status;

    boolean inactive;
    /** Endpoint.address. */
    @Nullable
    String url;
    /** Organization.address, the first. */
    @Nullable
    String street;

    @Nullable
    String city;

    @Nullable
    String state;

    @Nullable
    String postalCode;

    final List<Identifier> identifiers = new ArrayList<>(3);
    final List<String> endpoints = new ArrayList<>(2);

    @Nullable
    String managingOrganization;

    final List<BundleResource> contained = new ArrayList<>(0);

    record Identifier(String system, String value) {}

    /** How people find it again: its place in the file and its name in the file. */
    String label(int entry) {
        String kind = type == null ? "resource" : type;
        String own = id != null ? id : fullUrl != null ? fullUrl : name != null ? name : "without id";
        return label(entry, kind, own);
    }

    static String label(int entry, String type, String own) {
        String shown = own.length() <= 120 ? own : own.substring(0, 120) + "…";
        return "entry[" + entry + "] " + type + "/" + shown;
    }
}
