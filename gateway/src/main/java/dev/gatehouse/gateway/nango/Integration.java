package dev.gatehouse.gateway.nango;

import dev.gatehouse.registration.application.Application;

/**
 * An application under the key that Nango's clients use for it.
 *
 * @param key the one it was made with here, or else the application's own
 * @param forwardWebhooks kept and answered; no EHR sends us webhooks to forward
 */
public record Integration(Application application, String key, boolean forwardWebhooks) {}
