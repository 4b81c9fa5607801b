package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.gateway.directory.Practice;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.credential.OpenedCredential;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One destination, all its parts found, and what it is asked for.
 *
 * @param application with the practice's settings over its own
 */
record Route(
        ConnectSession session,
        EhrProfile profile,
        Application application,
        Practice practice,
        PracticeEndpoint endpoint,
        SmartEndpoints smart,
        OpenedCredential client) {

    /** What an administrator says the EHR can do, or else what it says itself; silence counts as yes. */
    boolean capable(String capability) {
        return application.smart().capable(capability, smart.mayBeCapableOf(capability));
    }

    /** The same, where silence counts as no. */
    boolean offers(String capability) {
        return application.smart().capable(capability, smart.capabilities().contains(capability));
    }

    /**
     * The session's or the application's. {@code launch} is for launches from inside an EHR and breaks this one; an EHR
     * that gives no refresh tokens is not asked for one.
     */
    List<String> standaloneScopes() {
        List<String> wanted = session.scopes().isEmpty() ? application.scopes() : session.scopes();
        return askable(wanted.stream().filter(scope -> !scope.equals("launch")));
    }

    /** {@code launch} brings the context that the user has on the screen; asking the user to choose one would break that. */
    List<String> launchScopes() {
        Stream<String> others =
                application.scopes().stream().filter(scope -> !scope.equals("launch") && !scope.startsWith("launch/"));
        return askable(Stream.concat(Stream.of("launch"), others));
    }

    private List<String> askable(Stream<String> wanted) {
        return wanted.filter(scope -> !scope.equals("offline_access") || capable("permission-offline"))
                .toList();
    }

    /**
     * In the spelling that an administrator chose, or else in the one that suits the EHR.
     *
     * @param worked for this connection, the last time; null if that is not known
     */
    ScopeRequest spelled(List<String> wanted, @Nullable Dialect worked) {
        Dialect chosen = application.smart().scopeDialect();
        return chosen == null
                ? ScopeRequest.to(profile, application.type(), smart, Scopes.of(wanted), worked)
                : new ScopeRequest(Scopes.of(wanted), Optional.of(chosen));
    }
}
