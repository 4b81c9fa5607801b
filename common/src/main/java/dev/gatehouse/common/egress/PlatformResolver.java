package dev.gatehouse.common.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's blocking look-up, on threads that do nothing else: a slow name server must not use up the workers that the
 * database needs. Vert.x's own resolver is left aside because it ignores {@code nsswitch.conf}.
 */
final class PlatformResolver implements HostResolver {
    private static final int THREADS = 8;
    private static final int WAITING = 512;

    private final ThreadPoolExecutor threads;

    PlatformResolver() {
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "egress-names");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
        Promise<List<InetAddress>> answer = Promise.promise();
        try {
            threads.execute(() -> lookUp(host, answer));
        } catch (RejectedExecutionException full) {
            answer.fail(full);
        }
        return answer.future();
    }

    private static void lookUp(String host, Promise<List<InetAddress>> answer) {
        try {
            answer.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException | SecurityException unknown) {
            answer.fail(unknown);
        }
    }
}
