package dev.gatehouse.sandbox.fault;

import java.util.List;

/**
 * Everything a test may do to the sandbox and ask of it. The same is offered over HTTP below {@code /control}. All methods
 * are safe on any thread and take effect for the next request.
 */
public final class SandboxControl {

    private final Faults faults;
    private final Behaviour behaviour;
    private final RequestLog log;
    private final Violations violations;
    private final TokenLevers tokens;
    private final List<Runnable> memories;

    /** @param memories what else a reset must empty */
    public SandboxControl(
            Faults faults,
            Behaviour behaviour,
            RequestLog log,
            Violations violations,
            TokenLevers tokens,
            List<Runnable> memories) {
        this.faults = faults;
        this.behaviour = behaviour;
        this.log = log;
        this.violations = violations;
        this.tokens = tokens;
        this.memories = List.copyOf(memories);
    }

    /** The next requests of the kind meet the fault; several wait in line. */
    public void inject(RequestKind kind, Fault fault) {
        faults.inject(kind, fault);
    }

    /** No more faults. */
    public void heal() {
        faults.clear();
    }

    /** The switches: auto-approval, lifetimes, rotation, patched answers. */
    public Behaviour behaviour() {
        return behaviour;
    }

    /** What to do to tokens and grants. */
    public TokenLevers tokens() {
        return tokens;
    }

    /** What arrived, and how often. */
    public RequestLog log() {
        return log;
    }

    /** What was wrong with what arrived. */
    public List<Violation> violations() {
        return violations.all();
    }

    /** Token requests with that grant type since the last reset. */
    public long tokenRequests(String grantType) {
        return log.tokenRequests(grantType);
    }

    /** Requests of that kind that are still in the log, oldest first. */
    public List<RecordedRequest> requests(RequestKind kind) {
        return log.requests(request -> request.kind() == kind);
    }

    /** Back to the state of the start; registered clients stay. */
    public void reset() {
        faults.clear();
        behaviour.reset();
        tokens.forgetAll();
        memories.forEach(Runnable::run);
        violations.clear();
        log.recording(true);
        log.clear();
    }
}
