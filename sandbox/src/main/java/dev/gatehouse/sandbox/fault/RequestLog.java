package dev.gatehouse.sandbox.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * The last requests, in a ring of fixed size, and counters that forget nothing until {@link #clear()}. Writing and taking a
 * snapshot never wait for each other.
 */
public final class RequestLog {

    private final AtomicReferenceArray<RecordedRequest> ring;
    private final AtomicLong next = new AtomicLong(1);
    private final Map<RequestKind, LongAdder> byKind = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byGrantType = new ConcurrentHashMap<>();
    private volatile boolean recording = true;
    private volatile long clearedAt;

    public RequestLog(int size) {
        this.ring = new AtomicReferenceArray<>(size);
    }

    public boolean recording() {
        return recording;
    }

    /** Switched off, requests are still counted; a load run needs no log. */
    public void recording(boolean on) {
        recording = on;
    }

    public void count(RequestKind kind) {
        byKind.computeIfAbsent(kind, none -> new LongAdder()).increment();
    }

    public void countTokenRequest(String grantType) {
        byGrantType.computeIfAbsent(grantType, none -> new LongAdder()).increment();
    }

    public long nextSequence() {
        return next.getAndIncrement();
    }

    public void add(RecordedRequest request) {
        ring.set((int) (request.sequence() % ring.length()), request);
    }

    /** How many requests of that kind came since the last reset. */
    public long requests(RequestKind kind) {
        LongAdder counter = byKind.get(kind);
        return counter == null ? 0 : counter.sum();
    }

    /** How many token requests with that grant type came since the last reset, refused ones included. */
    public long tokenRequests(String grantType) {
        LongAdder counter = byGrantType.get(grantType);
        return counter == null ? 0 : counter.sum();
    }

    /** What is in the ring and fits, oldest first. */
    public List<RecordedRequest> requests(Predicate<RecordedRequest> wanted) {
        long since = clearedAt;
        List<RecordedRequest> found = new ArrayList<>();
        for (int i = 0; i < ring.length(); i++) {
            RecordedRequest request = ring.get(i);
            if (Objects.nonNull(request) && request.sequence() >= since && wanted.test(request)) {
                found.add(request);
            }
        }
        found.sort(Comparator.comparingLong(RecordedRequest::sequence));
        return found;
    }

    public void clear() {
        clearedAt = next.get();
        byKind.clear();
        byGrantType.clear();
    }
}
