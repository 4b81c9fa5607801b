package dev.gatehouse.sandbox;

/**
 * Scheme, host and port of the two listeners.
 *
 * @param ehr directory, FHIR, portal and most authorization servers
 * @param authorization the authorization servers of FollowMyHealth practices
 */
record Origins(String ehr, String authorization) {}
