package dev.gatehouse.gateway.webhook;

import java.util.Arrays;
import java.util.Optional;

/** In whose words a webhook endpoint is told. The texts are public contract. */
public enum WebhookFormat {
    /** Ours: every notice, signed with {@code Gatehouse-Signature}. */
    GATEHOUSE("gatehouse"),
    /** Nango's auth webhooks and nothing else, signed as its client packages check it. */
    NANGO("nango");

    /** How the types of notices begin that only endpoints of this format {@link #NANGO} are told. */
    public static final String NANGO_TYPES = "nango.";

    private final String text;

    WebhookFormat(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    static Optional<WebhookFormat> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /** True if notices of this type are told in these words. */
    boolean tells(String type) {
        return type.startsWith(NANGO_TYPES) == (this == NANGO);
    }
}
