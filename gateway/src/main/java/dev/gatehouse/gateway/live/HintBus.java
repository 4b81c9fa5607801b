package dev.gatehouse.gateway.live;

import dev.gatehouse.common.database.Announcements;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers hints for a moment and hands them on together, to this node's streams and to other nodes: of a thousand changes a
 * second there are as many hints as of sixteen.
 */
final class HintBus implements Hints {
    private static final String ANNOUNCED = "live";
    /** Of one topic; of more it is told without ids. */
    private static final int MOST_IDS = 16;
    /** The same for other nodes, who need a message for each. */
    private static final int MOST_IDS_ELSEWHERE = 4;

    private record Group(TenantId tenant, Topic topic, Reach reach) {}

    private final Vertx vertx;
    private final Announcements announcements;
    private final Duration pause;
    private final Consumer<List<Hint>> hear;
    private Map<Group, Set<String>> gathered = new LinkedHashMap<>();
    private boolean waiting;

    /**
     * @param hear this node's streams; on any thread, and it returns at once
     * @param doubt called when hints of other nodes may have been missed
     */
    HintBus(Vertx vertx, Announcements announcements, Duration pause, Consumer<List<Hint>> hear, Runnable doubt) {
        this.vertx = vertx;
        this.announcements = announcements;
        this.pause = pause;
        this.hear = hear;
        announcements.on(ANNOUNCED, key -> Hint.ofKey(key).ifPresent(hint -> hear.accept(List.of(hint))), doubt);
    }

    @Override
    public void tell(TenantId tenant, Topic topic, @Nullable String id, Reach reach) {
        if (gather(new Group(tenant, topic, reach), id)) {
            vertx.setTimer(pause.toMillis(), due -> handOn());
        }
    }

    /** True if nothing was gathered before. No id in a group means all of it. */
    private synchronized boolean gather(Group group, @Nullable String id) {
        Set<String> ids = gathered.get(group);
        if (ids == null) {
            gathered.put(group, id == null ? Set.of() : new LinkedHashSet<>(Set.of(id)));
        } else if (!ids.isEmpty() && (id == null || (ids.size() == MOST_IDS && !ids.contains(id)))) {
            gathered.put(group, Set.of());
        } else if (!ids.isEmpty()) {
            ids.add(id);
        }
        boolean first = !waiting;
        waiting = true;
        return first;
    }

    private synchronized Map<Group, Set<String>> take() {
        Map<Group, Set<String>> taken = gathered;
        gathered = new LinkedHashMap<>();
        waiting = false;
        return taken;
    }

    private void handOn() {
        List<Hint> here = new ArrayList<>();
        take().forEach((group, ids) -> {
            if (group.reach() != Reach.ELSEWHERE) {
                here.addAll(hints(group, ids));
            }
            if (group.reach() != Reach.HERE) {
                Set<String> told = ids.size() > MOST_IDS_ELSEWHERE ? Set.of() : ids;
                hints(group, told).forEach(hint -> announcements.mention(ANNOUNCED, hint.key()));
            }
        });
        hear.accept(here);
    }

    private static List<Hint> hints(Group group, Set<String> ids) {
        return ids.isEmpty()
                ? List.of(new Hint(group.tenant(), group.topic(), null))
                : ids.stream()
                        .map(id -> new Hint(group.tenant(), group.topic(), id))
                        .toList();
    }
}
