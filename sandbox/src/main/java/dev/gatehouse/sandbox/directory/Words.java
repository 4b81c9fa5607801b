package dev.gatehouse.sandbox.directory;

import java.util.List;

/** The vocabulary of made-up names. Surnames and places are put together from syllables, so that they are nobody's. */
final class Words {

    private static final List<String> HEADS = List.of(
            "Al", "Ash", "Bar", "Birch", "Black", "Bram", "Bren", "Brook", "Cal", "Cedar", "Clay", "Cor", "Crest",
            "Dal", "Dun", "East", "Elm", "Fair", "Fern", "Fox", "Glen", "Gold", "Gran", "Hal", "Haw", "Hazel", "Heath",
            "High", "Hol", "Kel", "Kings", "Lang", "Lark", "Lin", "Mar", "May", "Mill", "Mor", "Nor", "Oak", "Pem",
            "Pine", "Quin", "Ra", "Red", "Rock", "Rose", "Sal", "Sher", "Stan", "Sun", "Thorn", "Tor", "Up", "Val",
            "Wal", "West", "Whit", "Wil", "Win");
    private static final List<String> TAILS = List.of(
            "beck", "berry", "bourne", "brand", "bridge", "burn", "bury", "by", "combe", "cott", "croft", "dale", "den",
            "don", "field", "ford", "gate", "grove", "ham", "hart", "hill", "holm", "hurst", "land", "ley", "low",
            "man", "mere", "mont", "more", "ridge", "ridell", "sey", "shaw", "stead", "stone", "ton", "vale", "wall",
            "ward", "water", "well", "wick", "win", "wood", "worth");
    static final List<String> SPECIALITIES = List.of(
            "Family Medicine",
            "Primary Care",
            "Internal Medicine",
            "Pediatrics",
            "Psychiatry",
            "Behavioral Health",
            "Pain Management",
            "Foot & Ankle",
            "Podiatry",
            "Dermatology",
            "Cardiology",
            "Integrative Medicine",
            "Women's Health",
            "Urgent Care",
            "Family Practice",
            "Neurology",
            "Rheumatology",
            "Endocrinology",
            "Allergy",
            "Gastroenterology",
            "Orthopedics",
            "Urology",
            "Sleep Medicine",
            "Wellness",
            "Medical",
            "Family Health",
            "Pulmonary Care",
            "Oncology",
            "Nephrology",
            "Healthcare",
            "Mental Health",
            "Spine Care",
            "Sports Medicine",
            "Geriatrics",
            "Vein Care",
            "Concierge Medicine",
            "Physical Medicine",
            "Eye Care",
            "Counseling",
            "Obesity Medicine");
    static final List<String> SHORT_SPECIALITIES = List.of(
            "Medical",
            "Wellness",
            "Health",
            "Pediatrics",
            "Psychiatry",
            "Podiatry",
            "Healthcare",
            "Dermatology",
            "Cardiology",
            "Neurology",
            "Urology",
            "Orthopedics",
            "Clinic",
            "Care");
    static final List<String> HOUSES = List.of(
            "Clinic",
            "Center",
            "Group",
            "Associates",
            "Practice",
            "Care",
            "Specialists",
            "Institute",
            "Services",
            "Partners",
            "Physicians",
            "Office");
    static final List<String> ADJECTIVES = List.of(
            "Advanced",
            "Bright",
            "Caring",
            "Coastal",
            "Complete",
            "Comprehensive",
            "Family First",
            "Gentle",
            "Golden",
            "Harmony",
            "Healing",
            "Holistic",
            "Hopeful",
            "Lakeside",
            "Modern",
            "Mountain",
            "New Day",
            "Northern",
            "Optimal",
            "Premier",
            "Riverside",
            "Serene",
            "Southern",
            "Total",
            "United",
            "Valley",
            "Vital",
            "Whole");
    static final List<String> GIVEN = List.of(
            "Ada", "Amos", "Ben", "Clara", "Dora", "Eli", "Ella", "Felix", "Grace", "Hugo", "Ida", "Iris", "Jonas",
            "Lena", "Leo", "Lucas", "Maya", "Mina", "Nils", "Nora", "Oscar", "Otis", "Paula", "Rosa", "Ruth", "Silas",
            "Theo", "Vera", "Wendell", "Zoe");
    static final List<String> ACCENTED = List.of(
            "Salud Ñandú", "Clínica Peñasco", "Médica Río Alto", "Centro Ágil", "Vital® Care", "Ko’olina Heights");
    static final List<String> STREETS =
            List.of("Main St", "Oak Ave", "Second St", "Mill Rd", "Lake Dr", "Park Blvd", "Church St", "Hill Ct");
    static final List<String> TOWNS =
            List.of("Falls", "Springs", "Heights", "City", "Park", "Junction", "Harbor", "Grove", "", "", "", "");
    static final List<String> STATES = List.of(
            "AL", "AZ", "CA", "CO", "CT", "FL", "GA", "IA", "IL", "IN", "KY", "LA", "MA", "MD", "MI", "MN", "MO", "NC",
            "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "SC", "TN", "TX", "UT", "VA", "WA", "WI");

    private Words() {}

    static String surname(Dice dice) {
        return dice.pick(HEADS) + dice.pick(TAILS);
    }

    static String town(Dice dice) {
        return (surname(dice) + " " + dice.pick(TOWNS)).strip();
    }
}
