package dev.gatehouse.gateway.calls;

import java.util.Locale;

/** What calls are summed up for; a question is answered from the coarsest that can answer it. */
enum Scope {
    TENANT,
    APPLICATION,
    CONNECTION;

    /** As it stands in the database. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
