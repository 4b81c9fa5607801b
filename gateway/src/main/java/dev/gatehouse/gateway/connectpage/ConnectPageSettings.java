package dev.gatehouse.gateway.connectpage;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's connect page.
 *
 * @param displayName who asks, in the page's words; null for the tenant's name
 * @param logo an https address of a picture; null for none
 * @param accent six hexadecimal digits behind a {@code #}, lower case; null for the page's own colour
 * @param supportEmail whom end users write to; null for nobody
 * @param origins that may show the page in a frame and hear from it, beside the one of a session's return address; each as a
 *     browser writes it
 * @param updatedAt null if nobody has set anything
 */
public record ConnectPageSettings(
        @Nullable String displayName,
        @Nullable URI logo,
        @Nullable String accent,
        @Nullable String supportEmail,
        List<String> origins,
        @Nullable Instant updatedAt) {

    /** Nobody has set anything. */
    public static final ConnectPageSettings NONE = new ConnectPageSettings(null, null, null, null, List.of(), null);

    public ConnectPageSettings {
        origins = List.copyOf(origins);
    }

    /** Where the picture is from, for the page's policy; null without one. */
    public @Nullable String logoOrigin() {
        return logo == null ? null : Origins.of(logo);
    }
}
