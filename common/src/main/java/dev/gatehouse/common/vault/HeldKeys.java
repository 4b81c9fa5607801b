package dev.gatehouse.common.vault;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The newest {@link KeyRing} this node knows of. Sealers and fingerprints made here use whatever it holds at each call, so a
 * changed ring needs no restart.
 */
public final class HeldKeys {
    private final AtomicReference<KeyRing> ring;

    public HeldKeys(KeyRing ring) {
        this.ring = new AtomicReference<>(ring);
    }

    public KeyRing ring() {
        return ring.get();
    }

    public void take(KeyRing newer) {
        ring.set(newer);
    }

    public Sealer sealer() {
        return new Sealer(ring::get);
    }

    public Fingerprints fingerprints() {
        return new Fingerprints(ring::get);
    }
}
