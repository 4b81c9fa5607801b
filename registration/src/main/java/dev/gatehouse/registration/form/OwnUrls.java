package dev.gatehouse.registration.form;

import dev.gatehouse.common.ehr.Playbook;

/** The addresses of this installation that a vendor must know, letter by letter, for one application. */
public record OwnUrls(String redirectUri, String launchUrl, String jwksUrl) {

    /** @param publicUrl what EHRs and browsers see, without a slash at its end */
    public static OwnUrls of(String publicUrl, String ehr, String applicationId) {
        return new OwnUrls(
                publicUrl + "/oauth/callback/" + ehr,
                publicUrl + "/launch/" + applicationId,
                publicUrl + "/jwks/" + applicationId);
    }

    public String get(Playbook.Offer offer) {
        return switch (offer) {
            case REDIRECT_URI -> redirectUri;
            case LAUNCH_URL -> launchUrl;
            case JWKS_URL -> jwksUrl;
        };
    }
}
