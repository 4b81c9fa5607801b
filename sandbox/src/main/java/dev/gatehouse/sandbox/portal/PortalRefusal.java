package dev.gatehouse.sandbox.portal;

import java.util.List;

/** What the portal will not do, and why. Expected, so it has no stack trace. */
public final class PortalRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Mistake> mistakes;

    PortalRefusal(int status, String message) {
        this(status, message, List.of());
    }

    private PortalRefusal(int status, String message, List<Mistake> mistakes) {
        super(message, null, false, false);
        this.status = status;
        this.mistakes = List.copyOf(mistakes);
    }

    static void refuse(List<Mistake> mistakes) throws PortalRefusal {
        if (!mistakes.isEmpty()) {
            throw new PortalRefusal(422, "The form is not complete", mistakes);
        }
    }

    static PortalRefusal missing(String what) {
        return new PortalRefusal(404, "There is no such " + what);
    }

    /** As an HTTP status. */
    public int status() {
        return status;
    }

    /** Empty unless a form was filled in wrongly. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
