package dev.gatehouse.common.tenant;

import java.util.regex.Pattern;

/**
 * The owner of data here: an organisation or product line. Comes only from the caller's key or session, never from a
 * path, a header of an ordinary key, or a body.
 *
 * @param value a slug of 1 to 64 characters: lower-case letters, digits, hyphens
 */
public record TenantId(String value) {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

    /** Always exists; what a platform key means when it names no tenant. */
    public static final TenantId DEFAULT = new TenantId("default");

    public TenantId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a tenant id is a slug of 1 to 64 characters, not " + value);
        }
    }

    public static boolean isValid(String value) {
        return SLUG.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
