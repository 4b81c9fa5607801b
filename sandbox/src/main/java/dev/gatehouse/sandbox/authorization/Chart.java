package dev.gatehouse.sandbox.authorization;

import java.util.List;

/** What the pages must know of a practice's people; the FHIR side has them. */
public interface Chart {

    /**
     * A patient or a clinician.
     *
     * @param reference such as {@code Patient/118b460b-p1}
     * @param name for display
     * @param birthDate {@code YYYY-MM-DD}, empty for clinicians
     */
    record Person(String reference, String name, String birthDate) {
        /** What stands after the slash. */
        public String id() {
            return reference.substring(reference.indexOf('/') + 1);
        }
    }

    List<Person> patients(String practice);

    List<Person> clinicians(String practice);
}
