package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.proxy.CallRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The records of calls on their way into the database: one block of each tenant that still grows, and those that are full. Not
 * for use by several threads.
 */
final class CallBlocks {
    private final String run;
    private final String rows;
    private final int most;
    private final Map<TenantId, CallBlock> growing = new HashMap<>();
    private final Set<CallBlock> full = new LinkedHashSet<>();
    private int waiting;
    private int blocks;
    private int calls;

    /**
     * @param run of this process, eight digits of base sixteen that no other process has
     * @param rows what the names of its rows begin with: the run, and as much again, since nobody may write another's row
     * @param most records that may wait
     */
    CallBlocks(String run, String rows, int most) {
        this.run = run;
        this.rows = rows;
        this.most = most;
    }

    /** False if there is no room. */
    boolean add(CallRecord call) {
        if (waiting >= most) {
            return false;
        }
        CallBlock block = growing.get(call.tenant());
        if (block == null || !block.takes(call)) {
            if (block != null && block.unwritten() > 0) {
                full.add(block);
            }
            block = new CallBlock(rows + "-" + Integer.toHexString(++blocks), call.tenant(), run);
            growing.put(call.tenant(), block);
        }
        calls = (calls + 1) & CallId.MOST_NUMBER;
        block.add(call, calls);
        waiting++;
        return true;
    }

    /** Calls that the database does not know yet. */
    int waiting() {
        return waiting;
    }

    /** The blocks with such calls, the oldest first. */
    List<CallBlock> unwritten() {
        List<CallBlock> unwritten = new ArrayList<>(full);
        growing.values().stream().filter(each -> each.unwritten() > 0).forEach(unwritten::add);
        return unwritten;
    }

    /** @param upTo how many of its calls its row tells of now, or are given up */
    void written(CallBlock block, int upTo) {
        waiting -= block.unwritten();
        block.written(upTo);
        waiting += block.unwritten();
        if (block.unwritten() == 0) {
            full.remove(block);
        }
    }

    /** Lets go of blocks that are written and won't grow any more. */
    void tidy(Instant now) {
        growing.values().removeIf(each -> each.unwritten() == 0 && each.isOld(now));
    }
}
