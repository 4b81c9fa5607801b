package dev.gatehouse.common.vault;

/**
 * The newest {@link KeyRing} this node knows of. Sealers and fingerprints made here use whatever it holds at each call, so a
 * changed ring needs no restart.
 */
public final class HeldKeys {
    private volatile KeyRing ring;

    public HeldKeys(KeyRing ring) {
        this.ring = ring;
    }

    public KeyRing ring() {
        return ring;
    }

    public void take(KeyRing newer) {
        ring = newer;
    }

    public Sealer sealer() {
        return new Sealer(this::ring);
    }

    public Fingerprints fingerprints() {
        return new Fingerprints(this::ring);
    }

    public AuditMac audit() {
        return new AuditMac(this::ring);
    }
}
