package dev.gatehouse.sandbox.directory;

import org.jspecify.annotations.Nullable;

/**
 * A synthetic practice.
 *
 * @param index its number in the generator, from 0
 * @param guid version 4, lower case; the last segment of each of its bases
 * @param name as dirty as real ones are: not a key
 * @param npi ten digits with a valid check digit, from a range that is never issued (29…), or null
 * @param ein {@code 00-NNNNNNN}, a prefix that is never issued, or null
 * @param street of the postal address
 * @param city of the postal address
 * @param state two letters
 * @param postalCode five or nine digits
 * @param patientSurface where its patients sign in: PATIENT or FMH
 */
public record Practice(
        int index,
        String guid,
        String name,
        @Nullable String npi,
        @Nullable String ein,
        String street,
        String city,
        String state,
        String postalCode,
        Surface patientSurface) {

    public boolean fmh() {
        return patientSurface == Surface.FMH;
    }
}
