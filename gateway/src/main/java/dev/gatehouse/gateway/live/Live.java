package dev.gatehouse.gateway.live;

import dev.gatehouse.common.audit.AuditEar;
import dev.gatehouse.common.database.Announcements;
import dev.gatehouse.gateway.access.AccessHandler;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** The parts of this package, put together. Features need its {@link #hints} before there is a way in to read them. */
public final class Live {
    private final Vertx vertx;
    private final Announcements announcements;
    private final LiveStreams streams;
    private final HintBus hints;

    public Live(Vertx vertx, Announcements announcements, LiveSettings settings, Clock clock) {
        this.vertx = vertx;
        this.announcements = announcements;
        this.streams = new LiveStreams(vertx, settings, clock);
        this.hints = new HintBus(vertx, announcements, settings.gather(), streams::hear, streams::doubt);
    }

    public Hints hints() {
        return hints;
    }

    /** Tells of what is written into the audit. */
    public AuditEar audited() {
        return new AuditedHints(hints);
    }

    /** Streams that are read now, for whoever counts them. */
    public int streams() {
        return streams.size();
    }

    /**
     * The way in.
     *
     * @param access who may read; built after whatever forgets rights when it hears of {@code rightsTopics}
     * @param rightsTopics announcements after which somebody may have lost the right to read
     */
    public LiveRoutes routes(AccessHandler access, List<String> rightsTopics) {
        rightsTopics.forEach(topic -> announcements.on(topic, key -> streams.check(), streams::check));
        return new LiveRoutes(vertx, streams, access);
    }

    public void start() {
        streams.start();
    }

    /** Ends every stream, so that readers go to another node; may be called twice. */
    public void stop() {
        streams.stop();
    }
}
