package dev.gatehouse.gateway.directory;

import java.util.ArrayList;
import java.util.List;

/** What an import leaves out, and why. Counts all, keeps the first. */
final class Rejections {
    static final int MOST = 1000;

    private final List<ImportReport.Rejected> first = new ArrayList<>();
    private int total;

    void add(String label, String reason) {
        total++;
        if (first.size() < MOST) {
            first.add(new ImportReport.Rejected(label, reason));
        }
    }

    List<ImportReport.Rejected> first() {
        return first;
    }

    int total() {
        return total;
    }
}
