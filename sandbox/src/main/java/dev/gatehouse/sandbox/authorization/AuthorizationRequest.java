package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that passed every check.
 *
 * @param base what is asked for
 * @param client who asks
 * @param redirectUri where the answer goes
 * @param state given back as it came
 * @param challenge PKCE, S256
 * @param scopes in the order asked
 * @param nonce for the id token, or null
 * @param launch the context of the EHR launch, or null
 * @param strayLaunch a launch scope or parameter came without an EHR launch; Practice Fusion notices only at the token
 *     endpoint
 */
record AuthorizationRequest(
        Base base,
        Client client,
        String redirectUri,
        String state,
        String challenge,
        Set<String> scopes,
        @Nullable String nonce,
        @Nullable EhrLaunch launch,
        boolean strayLaunch) {

    /** A patient must be picked by the person who signs in. */
    boolean asksForPatient() {
        return launch == null && scopes.contains("launch/patient");
    }
}
