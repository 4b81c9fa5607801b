package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Optional;

/** How an application proves itself at the token endpoint, by OAuth's registered names (RFC 7591, section 2). */
public enum ClientAuthentication {
    CLIENT_SECRET_BASIC("client_secret_basic"),
    CLIENT_SECRET_POST("client_secret_post"),
    PRIVATE_KEY_JWT("private_key_jwt"),
    NONE("none");

    private final String text;

    ClientAuthentication(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<ClientAuthentication> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
