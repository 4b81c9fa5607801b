package dev.gatehouse.gateway.connection;

import dev.gatehouse.gateway.smart.Scopes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is not as it was asked for, although a connection works.
 *
 * @param code stable, kebab-case
 * @param text one or two plain sentences
 */
record ConnectionWarning(String code, String text) {
    private static final int MOST_NAMED = 20;

    /** @param refreshable true if there is a refresh token */
    static List<ConnectionWarning> of(Connection connection, boolean refreshable) {
        if (connection.state() == ConnectionState.REVOKED || connection.state() == ConnectionState.PENDING) {
            return List.of();
        }
        return of(
                connection.grantType(),
                Scopes.of(connection.requestedScopes()),
                Scopes.of(connection.grantedScopes()),
                refreshable);
    }

    static List<ConnectionWarning> of(GrantType grantType, Scopes requested, Scopes granted, boolean refreshable) {
        List<ConnectionWarning> warnings = new ArrayList<>();
        Scopes.Comparison compared = requested.compare(granted);
        if (compared.isLimited()) {
            warnings.add(new ConnectionWarning(
                    "scopes-limited", "The EHR granted less than was asked for. Missing: " + few(compared.missing())));
        }
        Set<String> beyond = compared.extra().stream()
                .filter(ConnectionWarning::opensMore)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!beyond.isEmpty() && !requested.texts().isEmpty()) {
            warnings.add(new ConnectionWarning(
                    "scopes-wider",
                    "The EHR granted more than was asked for; find out why before you use it. Beyond the request: "
                            + few(beyond)));
        }
        boolean lasting = requested.texts().contains("offline_access")
                || requested.texts().contains("online_access");
        if (grantType == GrantType.AUTHORIZATION_CODE && lasting && !refreshable) {
            warnings.add(new ConnectionWarning(
                    "refresh-token-missing",
                    "The EHR gave no refresh token although one was asked for, so this connection ends with its access"
                            + " token."));
        }
        return warnings;
    }

    /** Data, or access without anybody there; that an EHR adds a word of its own to these is no alarm. */
    private static boolean opensMore(String scope) {
        return (scope.indexOf('/') >= 0 && !scope.startsWith("launch/")) || scope.equals("offline_access");
    }

    private static String few(Set<String> scopes) {
        return scopes.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (scopes.size() > MOST_NAMED ? " and more." : ".");
    }
}
