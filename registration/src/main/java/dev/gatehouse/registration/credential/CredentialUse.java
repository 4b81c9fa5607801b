package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What connections need of credentials; the gateway, which has the grants, answers. */
@FunctionalInterface
public interface CredentialUse {
    /**
     * Whose tokens came by which version.
     *
     * @param number of the version
     * @param connections living ones whose last token came by it
     * @param lastUsedAt when the last of these tokens came; null if there is none
     */
    record Usage(int number, long connections, @Nullable Instant lastUsedAt) {}

    /** What the connections of one application use, by version; versions nobody uses are missing. */
    default Future<List<Usage>> usage(Transaction tx, TenantId tenant, String applicationId) {
        return Future.succeededFuture(List.of());
    }

    /** How many living connections there are, by application; those without any may be missing. */
    default Future<Map<String, Long>> connections(Transaction tx, TenantId tenant, List<String> applicationIds) {
        return Future.succeededFuture(Map.of());
    }

    /** The living connections whose next token needs what is described. */
    Future<Dependents> of(Transaction tx, TenantId tenant, String applicationId, Need need);

    /**
     * @param connectionIds the first ten, by id
     */
    record Dependents(long count, List<String> connectionIds) {
        public static final Dependents NONE = new Dependents(0, List.of());

        public Dependents {
            connectionIds = List.copyOf(connectionIds);
        }
    }

    /**
     * Which grants are meant: a refresh token belongs to the client id it was issued to.
     *
     * @param numbers versions of the credential with that client id, by one of which the grant was obtained
     * @param unknownToo grants of which it is not known, too
     * @param practiceId only connections of this practice; null for all but {@code butPractices}
     * @param butPractices practices that have a credential of their own
     * @param refreshableOnly only grants with a refresh token
     */
    record Need(
            Set<Integer> numbers,
            boolean unknownToo,
            @Nullable String practiceId,
            Set<String> butPractices,
            boolean refreshableOnly) {

        public Need {
            numbers = Set.copyOf(numbers);
            butPractices = Set.copyOf(butPractices);
        }

        /** What would lack this version if it were not there; nobody's need if the set of numbers is empty. */
        static Need of(CredentialRow row, List<CredentialRow> all) {
            Set<Integer> numbers = new TreeSet<>();
            Set<String> others = new TreeSet<>();
            for (CredentialRow each : all) {
                if (each.clientId.equals(row.clientId)) {
                    numbers.add(each.number);
                }
                if (row.practiceId == null && each.practiceId != null && each.state == CredentialState.ACTIVE) {
                    others.add(each.practiceId);
                }
            }
            boolean needless = !row.isInUse() || (row.state == CredentialState.RETIRING && isReplaced(row, all));
            return new Need(
                    needless ? Set.of() : numbers,
                    row.state == CredentialState.ACTIVE,
                    row.practiceId,
                    others,
                    row.state == CredentialState.RETIRING);
        }

        private static boolean isReplaced(CredentialRow row, List<CredentialRow> all) {
            return all.stream()
                    .anyMatch(each -> each.number != row.number
                            && each.isInUse()
                            && each.clientId.equals(row.clientId)
                            && (each.practiceId == null || each.isFor(row.practiceId)));
        }
    }
}
