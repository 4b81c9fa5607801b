package dev.gatehouse.gateway.app;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;

/** Who acts at the command line. */
final class CommandLine {
    private CommandLine() {}

    /** Nobody signs in there; the name of the system's account is the best there is. */
    static Author author(TenantId tenant) {
        return new Author(tenant, Author.Kind.OPERATOR, "command line of " + account(), null, null);
    }

    static String account() {
        return System.getProperty("user.name", "unknown");
    }
}
