package dev.gatehouse.sandbox.fhir;

import java.util.Optional;

/** The resource types that every practice has, with how many of each and the letter in their ids. */
enum SyntheticType {
    PATIENT("Patient", 'p', 25),
    OBSERVATION("Observation", 'o', 100),
    ENCOUNTER("Encounter", 'e', 25),
    PRACTITIONER("Practitioner", 'd', 3),
    ORGANIZATION("Organization", 'g', 1);

    private final String fhirName;
    private final char letter;
    private final int count;

    SyntheticType(String fhirName, char letter, int count) {
        this.fhirName = fhirName;
        this.letter = letter;
        this.count = count;
    }

    String fhirName() {
        return fhirName;
    }

    int count() {
        return count;
    }

    static Optional<SyntheticType> named(String fhirName) {
        for (SyntheticType type : values()) {
            if (type.fhirName.equals(fhirName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Unique over all practices: the beginning of the GUID, the letter, the number. */
    String id(String practice, int number) {
        return practice.substring(0, 8) + "-" + letter + number;
    }

    String reference(String practice, int number) {
        return fhirName + "/" + id(practice, number);
    }
}
