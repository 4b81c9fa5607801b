package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.authorization.Chart;
import dev.gatehouse.sandbox.directory.Dice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The medical records of every practice, made from its GUID. Nobody in them lives. The lists of the practices asked last
 * are kept, some 10 MB at most; the resources in them must not be changed.
 */
final class SyntheticChart implements Chart {

    private static final int LISTS_KEPT = 256;
    private static final String UPDATED = "2026-08-15T09:30:00Z";
    private static final List<String> FAMILY = List.of(
            "Abernethy",
            "Birchwood",
            "Castellan",
            "Dunmore",
            "Ellery",
            "Fairweather",
            "Garnet",
            "Hollis",
            "Ivers",
            "Jarrow",
            "Kestrel",
            "Lindqvist",
            "Marlowe",
            "Núñez",
            "Oakes",
            "Pemberley",
            "Quill",
            "Rowan",
            "Sorrel",
            "Thistlewood",
            "Underhill",
            "Vance",
            "Wren",
            "Yarrow",
            "Zeller");
    private static final List<String> GIVEN = List.of(
            "Ada", "Bruno", "Cora", "Dario", "Edith", "Finn", "Greta", "Hugo", "Ines", "Jonah", "Kira", "Lionel",
            "Mabel", "Niko", "Opal", "Piet", "Rhea", "Soren", "Tess", "Ulric");

    /** LOINC code, words, unit, lowest value; the text of the value has the digits the device gave. */
    private record Measure(String code, String words, String unit, String lowest) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("29463-7", "Body weight", "kg", "61.00"),
            new Measure("8302-2", "Body height", "cm", "158.0"),
            new Measure("8310-5", "Body temperature", "Cel", "36.50"),
            new Measure("8867-4", "Heart rate", "/min", "62"));

    private final Map<String, List<ObjectNode>> lists = new LinkedHashMap<>(512, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<ObjectNode>> eldest) {
            return size() > LISTS_KEPT;
        }
    };

    /** All resources of that type at the practice, in order of their numbers. */
    List<ObjectNode> all(String practice, SyntheticType type) {
        String key = practice + type;
        synchronized (lists) {
            List<ObjectNode> kept = lists.get(key);
            if (kept != null) {
                return kept;
            }
        }
        List<ObjectNode> made = new ArrayList<>(type.count());
        for (int number = 0; number < type.count(); number++) {
            made.add(make(practice, type, number));
        }
        List<ObjectNode> list = List.copyOf(made);
        synchronized (lists) {
            lists.put(key, list);
        }
        return list;
    }

    @Override
    public List<Person> patients(String practice) {
        List<Person> people = new ArrayList<>();
        for (ObjectNode patient : all(practice, SyntheticType.PATIENT)) {
            people.add(person(patient, patient.path("birthDate").asText()));
        }
        return people;
    }

    @Override
    public List<Person> clinicians(String practice) {
        List<Person> people = new ArrayList<>();
        for (ObjectNode clinician : all(practice, SyntheticType.PRACTITIONER)) {
            people.add(person(clinician, ""));
        }
        return people;
    }

    private static Person person(ObjectNode resource, String birthDate) {
        String reference = resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
        return new Person(reference, resource.path("name").path(0).path("text").asText(), birthDate);
    }

    private static ObjectNode make(String practice, SyntheticType type, int number) {
        Dice dice = Dice.about(practice.hashCode(), number, type.fhirName());
        ObjectNode resource = FhirJson.resource(type.fhirName()).put("id", type.id(practice, number));
        resource.putObject("meta").put("versionId", "1").put("lastUpdated", UPDATED);
        switch (type) {
            case PATIENT -> patient(resource, practice, number, dice);
            case OBSERVATION -> observation(resource, practice, number, dice);
            case ENCOUNTER -> encounter(resource, practice, number);
            case PRACTITIONER -> practitioner(resource, number, dice);
            case ORGANIZATION -> organization(resource, practice);
        }
        return resource;
    }

    private static void patient(ObjectNode resource, String practice, int number, Dice dice) {
        identifier(resource, "https://sandbox.example.org/mrn", String.format(Locale.ROOT, "MRN%06d", number + 1));
        resource.put("active", true);
        name(resource, FAMILY.get((number * 7 + dice.below(3)) % FAMILY.size()), dice.pick(GIVEN), "");
        resource.putArray("telecom")
                .addObject()
                .put("system", "phone")
                .put("value", String.format(Locale.ROOT, "(555) 010-%04d", number))
                .put("use", "home");
        resource.put("gender", dice.chance(0.5) ? "female" : "male");
        resource.put(
                "birthDate",
                String.format(
                        Locale.ROOT, "%d-%02d-%02d", 1935 + dice.below(85), 1 + dice.below(12), 1 + dice.below(28)));
        resource.putArray("generalPractitioner")
                .addObject()
                .put("reference", SyntheticType.PRACTITIONER.reference(practice, number % 3));
        resource.putObject("managingOrganization").put("reference", SyntheticType.ORGANIZATION.reference(practice, 0));
    }

    private static void observation(ObjectNode resource, String practice, int number, Dice dice) {
        Measure measure = MEASURES.get(number % MEASURES.size());
        int patient = number / MEASURES.size();
        resource.put("status", "final");
        coding(
                resource.putArray("category").addObject(),
                "http://terminology.hl7.org/CodeSystem/observation-category",
                "vital-signs",
                "Vital Signs");
        coding(resource.putObject("code"), "http://loinc.org", measure.code(), measure.words());
        resource.putObject("subject").put("reference", SyntheticType.PATIENT.reference(practice, patient));
        resource.putObject("encounter").put("reference", SyntheticType.ENCOUNTER.reference(practice, patient));
        resource.put("effectiveDateTime", "2026-08-" + (10 + patient % 20) + "T10:15:00Z");
        BigDecimal value = new BigDecimal(measure.lowest()).add(new BigDecimal(dice.below(30)));
        resource.putObject("valueQuantity")
                .put("value", value)
                .put("unit", measure.unit())
                .put("system", "http://unitsofmeasure.org")
                .put("code", measure.unit());
    }

    private static void encounter(ObjectNode resource, String practice, int number) {
        resource.put("status", "finished");
        resource.putObject("class")
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .put("code", "AMB")
                .put("display", "ambulatory");
        resource.putObject("subject").put("reference", SyntheticType.PATIENT.reference(practice, number));
        resource.putArray("participant")
                .addObject()
                .putObject("individual")
                .put("reference", SyntheticType.PRACTITIONER.reference(practice, number % 3));
        resource.putObject("period")
                .put("start", "2026-08-" + (10 + number % 20) + "T10:00:00Z")
                .put("end", "2026-08-" + (10 + number % 20) + "T10:30:00Z");
        resource.putObject("serviceProvider").put("reference", SyntheticType.ORGANIZATION.reference(practice, 0));
    }

    private static void practitioner(ObjectNode resource, int number, Dice dice) {
        identifier(resource, "https://sandbox.example.org/clinician", "C" + (number + 1));
        resource.put("active", true);
        name(resource, dice.pick(FAMILY), dice.pick(GIVEN), "Dr. ");
    }

    private static void organization(ObjectNode resource, String practice) {
        identifier(resource, "https://www.practicefusion.com/organization-guid", practice);
        resource.put("active", true);
        resource.put("name", "Practice " + practice.substring(0, 8));
    }

    private static void identifier(ObjectNode resource, String system, String value) {
        resource.putArray("identifier").addObject().put("system", system).put("value", value);
    }

    private static void name(ObjectNode resource, String family, String given, String title) {
        ObjectNode name = resource.putArray("name").addObject();
        name.put("use", "official").put("text", title + given + " " + family).put("family", family);
        ArrayNode givens = name.putArray("given");
        givens.add(given);
    }

    private static void coding(ObjectNode concept, String system, String code, String display) {
        concept.putArray("coding")
                .addObject()
                .put("system", system)
                .put("code", code)
                .put("display", display);
        concept.put("text", display);
    }
}
