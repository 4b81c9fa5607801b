package dev.gatehouse.gateway.app;

import java.util.List;

/** What the gateway does without being asked: all of it begins when it opens and ends before it closes. */
final class BackgroundWork {
    private final List<Task> tasks;

    /** @param tasks in the order in which they begin */
    BackgroundWork(List<Task> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    /**
     * @param start begins it
     * @param stop begins nothing more of it; may be called twice
     */
    record Task(Runnable start, Runnable stop) {}

    void start() {
        tasks.forEach(each -> each.start().run());
    }

    void stop() {
        tasks.forEach(each -> each.stop().run());
    }
}
