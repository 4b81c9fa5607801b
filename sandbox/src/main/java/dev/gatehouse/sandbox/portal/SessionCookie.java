package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.web.Call;

/** The cookie of somebody who is signed in to the portal; it is sent to the portal's pages only. */
final class SessionCookie {

    private static final String NAME = "portal_session";

    private SessionCookie() {}

    /** Without Max-Age, with which some clients quote the value when they send it back. */
    static String opened(String session) {
        return NAME + "=" + session + "; Path=/portal; HttpOnly; SameSite=Lax";
    }

    static String closed() {
        return NAME + "=; Path=/portal; HttpOnly; SameSite=Lax; Max-Age=0";
    }

    /** The session of a call, or the empty text. */
    static String of(Call call) {
        String header = call.header("cookie");
        for (String cookie : (header == null ? "" : header).split(";", -1)) {
            String pair = cookie.strip();
            if (pair.startsWith(NAME + "=")) {
                return pair.substring(NAME.length() + 1);
            }
        }
        return "";
    }
}
