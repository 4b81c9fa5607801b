package dev.gatehouse.sandbox.directory;

/** The three kinds of FHIR base that Practice Fusion has; a practice has PROVIDER and one of the other two. */
public enum Surface {
    /** For clinicians' apps and for systems; its authorization server is below the base. */
    PROVIDER,
    /** For patients' apps; its authorization server is below the base. */
    PATIENT,
    /** For patients' apps of practices on FollowMyHealth; the authorization server is on another host. */
    FMH;

    public boolean forPatients() {
        return this != PROVIDER;
    }
}
