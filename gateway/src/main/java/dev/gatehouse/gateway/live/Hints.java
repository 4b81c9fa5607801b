package dev.gatehouse.gateway.live;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Told that something may have changed; from any thread, and it never blocks and never throws. It costs next to nothing, so
 * it may be told too often, and of changes that were not kept after all.
 */
@FunctionalInterface
public interface Hints {
    /** For what is built without anybody looking. */
    Hints UNHEARD = (tenant, topic, id, reach) -> {};

    /** Who can see a change when it is told. */
    enum Reach {
        EVERYWHERE,
        /** Only whoever asks this node; others are told later. */
        HERE,
        /** This node's readers were told before. */
        ELSEWHERE
    }

    /** @param id of the thing; null if it is several, or none in particular */
    void tell(TenantId tenant, Topic topic, @Nullable String id, Reach reach);

    default void changed(TenantId tenant, Topic topic, @Nullable String id) {
        tell(tenant, topic, id, Reach.EVERYWHERE);
    }

    /** The same as soon as that transaction has ended: whoever hears of it finds the change. */
    default void changed(Transaction tx, TenantId tenant, Topic topic, @Nullable String id) {
        tx.afterwards(() -> changed(tenant, topic, id));
    }
}
