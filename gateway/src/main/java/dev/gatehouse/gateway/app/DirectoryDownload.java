package dev.gatehouse.gateway.app;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Fetches a directory's list into a temporary file, from any public https address; no secret goes along. */
final class DirectoryDownload {
    private static final long MOST = 512L * 1024 * 1024;
    private static final HostRules ANY_PUBLIC = new HostRules(Set.of(), true);

    private final Vertx vertx;
    private final Egress egress;

    DirectoryDownload(Vertx vertx, Egress egress) {
        this.vertx = vertx;
        this.egress = egress;
    }

    Future<Path> fetch(URI from) {
        try {
            Destination to = egress.destination(from, ANY_PUBLIC);
            return vertx.executeBlocking(() -> Files.createTempFile("gatehouse-directory-", ".json"))
                    .compose(file -> egress.download(to, to.target(), file, MOST));
        } catch (Failure refused) {
            return Future.failedFuture(refused);
        }
    }
}
