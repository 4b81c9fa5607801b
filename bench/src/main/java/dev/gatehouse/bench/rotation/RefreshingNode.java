package dev.gatehouse.bench.rotation;

import dev.gatehouse.common.rotation.KeyRotation;
import dev.gatehouse.common.rotation.KeyRotations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/**
 * The process that {@link ReSeal} kills: refreshes a hundred grants a second, prints each once it is acknowledged, and
 * carries out whatever change of keys there is; it never ends by itself.
 */
final class RefreshingNode {
    private final SealedGrants grants;
    private final int count;
    private final Random random = new Random();
    private final PrintStream out;

    private RefreshingNode(SealedGrants grants, int count, PrintStream out) {
        this.grants = grants;
        this.count = count;
        this.out = out;
    }

    public static void main(String[] args) {
        SealedGrants grants = new SealedGrants(Path.of(args[0]));
        int perSecond = Integer.parseInt(args[2]);
        RefreshingNode node = new RefreshingNode(grants, Integer.parseInt(args[1]), System.out);
        grants.watch().start();
        long refreshes = grants.vertx.setPeriodic(1000 / perSecond, tick -> node.refresh());
        long tells = grants.vertx.setPeriodic(500, tick -> node.tell());
        node.say("ready " + refreshes + " " + tells);
    }

    private void refresh() {
        String id = SealedGrants.id(random.nextInt(count));
        long begun = System.nanoTime();
        grants.refresh(id)
                .onSuccess(generation -> say("ok " + id + " " + generation + " " + (System.nanoTime() - begun) / 1000))
                .onFailure(failure -> say("failed " + failure));
    }

    private void tell() {
        KeyRotations rotations = grants.rotations();
        rotations.list().onSuccess(all -> all.forEach(this::tell)).onFailure(failure -> say("failed " + failure));
    }

    private void tell(KeyRotation rotation) {
        say("rotation " + rotation.state().text() + " " + rotation.resealed() + " " + rotation.passes());
    }

    /** A line cut short by the kill has no end of line and counts for nothing. */
    private synchronized void say(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
