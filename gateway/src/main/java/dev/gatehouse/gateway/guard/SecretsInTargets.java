package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.vault.SecretText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What in a refused target may be a key: whatever looks like one of ours, and what stands in parameters named for one. */
final class SecretsInTargets {
    /** Of one target; nobody has more keys in an address by mistake. */
    private static final int MOST = 4;

    private SecretsInTargets() {}

    static List<SecretText> of(String target) {
        Set<String> found = new LinkedHashSet<>();
        int mark = target.indexOf(RequestGuard.KEY_MARK);
        while (mark >= 0) {
            int end = mark;
            while (end < target.length() && isKeyLetter(target.charAt(end))) {
                end++;
            }
            found.add(target.substring(mark, end));
            mark = target.indexOf(RequestGuard.KEY_MARK, end);
        }
        int query = target.indexOf('?');
        for (int start = query + 1; query >= 0 && start <= target.length(); ) {
            int stop = TargetRules.nextSeparator(target, start);
            int equals = target.indexOf('=', start);
            if (equals >= 0 && equals < stop && TargetRules.isSecret(target, start, stop, true)) {
                found.add(target.substring(equals + 1, stop));
            }
            start = stop + 1;
        }
        return found.stream()
                .filter(each -> !each.isEmpty())
                .limit(MOST)
                .map(SecretText::new)
                .toList();
    }

    private static boolean isKeyLetter(char c) {
        return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }
}
