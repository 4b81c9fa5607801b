package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.ehr.EhrFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR says when an export is ready (Bulk Data Access IG 2.0, "Response - Complete Status"), as far as we use it.
 *
 * @param requiresToken {@code requiresAccessToken}; null if it says nothing
 * @param files in the manifest's order
 * @param links to further parts of the manifest, in its order
 */
record Manifest(@Nullable Boolean requiresToken, List<File> files, List<Link> links) {

    /** Which of the manifest's lists a file stands in. */
    enum Kind {
        OUTPUT("output"),
        ERROR("error"),
        DELETED("deleted");

        private final String member;

        Kind(String member) {
            this.member = member;
        }

        String member() {
            return member;
        }
    }

    /**
     * One file.
     *
     * @param type resource type as told; "" if it is not
     * @param url as told
     * @param count of resources; null if it is not told
     */
    record File(
            Kind kind, String type, String url, @Nullable Long count) {
        @Override
        public String toString() {
            return "File[" + kind + " " + type + "]";
        }
    }

    record Link(String relation, String url) {
        @Override
        public String toString() {
            return "Link[" + relation + "]";
        }
    }

    Manifest {
        files = List.copyOf(files);
        links = List.copyOf(links);
    }

    /** Whether files take the access token: what we know of the EHR, else what the manifest says, else no. */
    boolean filesNeedToken(EhrFacts.@Nullable FileToken known) {
        return known == EhrFacts.FileToken.ALWAYS
                || (known != EhrFacts.FileToken.NEVER && Boolean.TRUE.equals(requiresToken));
    }
}
