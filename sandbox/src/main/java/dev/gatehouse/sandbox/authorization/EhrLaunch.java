package dev.gatehouse.sandbox.authorization;

import org.jspecify.annotations.Nullable;

/**
 * An app opened from within the EHR.
 *
 * @param practice GUID
 * @param patient id of the patient on the screen, or null
 */
record EhrLaunch(String practice, @Nullable String patient) {}
