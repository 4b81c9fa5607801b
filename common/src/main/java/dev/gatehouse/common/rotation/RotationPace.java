package dev.gatehouse.common.rotation;

import java.time.Duration;

/**
 * How fast a change of keys goes.
 *
 * @param poll how often each node looks whether the ring has changed
 * @param settle how long every node is given to notice a changed ring; two polls at least, unless there is one node
 * @param batch how many values are sealed anew in one transaction, whose rows are locked until it ends
 * @param pause between two batches; never shorter than the batch before took, so at most half the time is used
 */
public record RotationPace(Duration poll, Duration settle, int batch, Duration pause) {
    /** For a gateway: other nodes are given ten seconds, and a hundred thousand values take a minute or two. */
    public static final RotationPace DEFAULT =
            new RotationPace(Duration.ofSeconds(2), Duration.ofSeconds(10), 100, Duration.ofMillis(40));

    /** Where no other node can run on the same database. */
    public RotationPace alone() {
        return new RotationPace(poll, Duration.ZERO, batch, pause);
    }
}
