package dev.gatehouse.gateway.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The newest so many of the calls that were shown to it. */
final class Newest implements Found {
    private final TreeMap<String, StoredCall> calls = new TreeMap<>();
    private final int most;

    /** @param most above 0 */
    Newest(int most) {
        this.most = most;
    }

    @Override
    public void add(String id, CallReader reader) {
        if (isFullOfNewerThan(id)) {
            return;
        }
        calls.put(id, reader.call());
        if (calls.size() > most) {
            calls.pollFirstEntry();
        }
    }

    @Override
    public boolean isFullOfNewerThan(String id) {
        return calls.size() == most && id.compareTo(calls.firstKey()) <= 0;
    }

    List<StoredCall> inOrder() {
        return new ArrayList<>(calls.descendingMap().values());
    }
}
