package dev.gatehouse.gateway.bulk;

/** Somebody canceled the export, another node works on it, or this one stops: nothing of ours is written any more. */
final class Superseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Superseded() {
        super("superseded", null, false, false);
    }
}
