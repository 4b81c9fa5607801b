package dev.gatehouse.sandbox.authorization;

import java.util.Locale;

/** Says in plain words what a scope allows. */
final class ScopeWords {

    private ScopeWords() {}

    static String of(String scope) {
        return switch (scope) {
            case "openid" -> "Know who you are";
            case "fhirUser", "profile" -> "See your own record as a user";
            case "offline_access" -> "Keep access when you are not here";
            case "online_access" -> "Keep access while you are signed in";
            case "launch" -> "Know what is open in the EHR";
            case "launch/patient" -> "Ask you which patient it is about";
            case "launch/encounter" -> "Ask you which visit it is about";
            default -> resource(scope);
        };
    }

    private static String resource(String scope) {
        int slash = scope.indexOf('/');
        int dot = scope.indexOf('.', slash);
        if (slash < 0 || dot < 0) {
            return "Something this server has no words for";
        }
        String whose = switch (scope.substring(0, slash)) {
            case "patient" -> "of this patient";
            case "user" -> "you can see";
            default -> "of the whole practice";
        };
        String type = scope.substring(slash + 1, dot);
        String what = type.equals("*")
                ? "all data"
                : type.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT) + " data";
        String rights = scope.substring(dot + 1).replaceFirst("\\?.*", "");
        boolean reads =
                rights.equals("*") || rights.equals("read") || (rights.contains("r") && !rights.equals("write"));
        boolean writes = rights.equals("*") || rights.equals("write") || rights.matches("[rs]*[cud][cruds]*");
        String verb = reads && writes ? "Read and change " : writes ? "Change " : "Read ";
        return verb + what + " " + whose;
    }
}
