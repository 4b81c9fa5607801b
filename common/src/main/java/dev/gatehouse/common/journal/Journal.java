package dev.gatehouse.common.journal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on this node's disk, in files of a directory of their own. What {@link #append} has acknowledged survives a crash of
 * process and machine; who waits at once shares one write and one sync. Records stay until they are settled, and a while
 * longer. Their content is sealed by whoever writes them.
 */
public final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final String LOCK = "lock";
    private static final String SUFFIX = ".journal";

    /** A record on its way out of memory. */
    private static final class Waiting {
        private final byte[] content;
        private final Context context;
        private final Promise<Ticket> written = Promise.promise();

        Waiting(byte[] content, Context context) {
            this.content = content;
            this.context = context;
        }

        void succeeded(Ticket ticket) {
            context.runOnContext(go -> written.complete(ticket));
        }

        void failed(Throwable failure) {
            context.runOnContext(go -> written.fail(failure));
        }
    }

    /** Stands for one record that was written. */
    public static final class Ticket {
        private final Segment segment;
        private boolean settled;

        private Ticket(Segment segment) {
            this.segment = segment;
        }

        /** The database has it, or will never want it. Again is as good as once. */
        public synchronized void settle() {
            if (!settled) {
                settled = true;
                segment.unsettled(-1);
            }
        }
    }

    /** Where a record of an earlier run stands. */
    public static final class Place {
        private final Segment segment;
        private final int at;

        private Place(Segment segment, int at) {
            this.segment = segment;
            this.at = at;
        }

        /** Blocking; good until {@link Journal#visited}, and longer while it is held. */
        public byte[] read() throws IOException {
            return segment.read(at);
        }

        /** Keeps the record until the ticket is settled. */
        public Ticket hold() {
            segment.unsettled(1);
            return new Ticket(segment);
        }
    }

    /** Told of each record of earlier runs, oldest first. */
    public interface Reader {
        void record(Place place, byte[] content);
    }

    private final Vertx vertx;
    private final Path directory;
    private final JournalLimits limits;
    private final Clock clock;
    private final FileChannel lockFile;
    private final ExecutorService writer;
    private final Deque<Segment> older = new ArrayDeque<>();
    private final List<Segment> earlier;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean running;
    private boolean closed;
    /** These three belong to the writer's thread. */
    private @Nullable FileChannel channel;

    private Segment current;
    private int position;

    private Journal(Vertx vertx, Path directory, JournalLimits limits, Clock clock, FileChannel lockFile)
            throws IOException {
        this.vertx = vertx;
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.lockFile = lockFile;
        this.writer = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "gatehouse-journal");
            thread.setDaemon(true);
            return thread;
        });
        for (Path file : files()) {
            Segment before = new Segment(file);
            before.unsettled(1); // until it was visited
            older.add(before);
        }
        this.earlier = List.copyOf(older);
        this.current = begin();
    }

    /**
     * Opens the directory, or makes it, and keeps other processes out. Blocking.
     *
     * @throws StartRefused if another process has it open, or it can't be written
     */
    public static Journal open(Vertx vertx, Path directory, JournalLimits limits, Clock clock) {
        try {
            if (Files.notExists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel lockFile =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isOurs(lockFile)) {
                lockFile.close();
                throw new StartRefused("Another process uses "
                        + directory.toAbsolutePath().getParent() + ". Each node needs a data directory of its own.");
            }
            try {
                return new Journal(vertx, directory, limits, clock, lockFile);
            } catch (IOException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartRefused("The journal in " + directory.toAbsolutePath() + " can't be written ("
                    + e.getClass().getSimpleName() + "). Nothing was changed.");
        }
    }

    /**
     * Hands out every record below a directory that no process has open, and changes nothing. Blocking.
     *
     * @return how many records were cut off or damaged, and skipped
     * @throws IOException if a file can't be read
     */
    @CanIgnoreReturnValue
    public static int look(Path directory, Consumer<byte[]> records) throws IOException {
        int damaged = 0;
        for (Path file : files(directory)) {
            damaged += new Segment(file).look((at, content) -> records.accept(content));
        }
        return damaged;
    }

    /** The files of a journal, oldest first; none if there is no directory. Blocking. */
    public static List<Path> files(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** How many bytes from its beginning a copy of a file needs to have every record. Blocking. */
    public static long worthCopying(Path file) throws IOException {
        return Segment.worthCopying(file);
    }

    /** True if a process has the journal of this directory open. Blocking. */
    public static boolean isOpen(Path directory) throws IOException {
        Path lock = directory.resolve(LOCK);
        if (Files.notExists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return !isOurs(channel);
        }
    }

    private static boolean isOurs(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        return files(directory);
    }

    private Segment begin() throws IOException {
        long last = files().stream()
                .reduce((one, next) -> next)
                .map(file -> Long.parseLong(file.getFileName().toString().replace(SUFFIX, "")))
                .orElse(0L);
        Path file = directory.resolve(String.format("%012d", last + 1) + SUFFIX);
        channel = Segment.create(file, limits.segmentBytes());
        position = 0;
        return new Segment(file);
    }

    /**
     * What earlier runs left, oldest first; before the first {@link #append}. All of it stays until {@link #visited}, however
     * old it is. Blocking.
     *
     * @throws IOException if a file can't be read
     */
    public void visit(Reader reader) throws IOException {
        for (Segment each : older) {
            int damaged = each.visit((at, content) -> reader.record(new Place(each, at), content));
            if (damaged > 0) {
                log.warn("{} records of the journal in {} were cut off or damaged and are skipped", damaged, directory);
            }
        }
    }

    /** Nothing of what earlier runs left is needed any more, but for what is held. Once. */
    public void visited() {
        earlier.forEach(each -> each.unsettled(-1));
    }

    /** Ends when the record is on disk. Fails with the {@link IOException} that kept it from that. */
    public Future<Ticket> append(byte[] content) {
        Waiting one = new Waiting(content, vertx.getOrCreateContext());
        synchronized (this) {
            if (closed || Segment.framed(content) > limits.segmentBytes()) {
                return Future.failedFuture(new IOException(closed ? "the journal is closed" : "too large a record"));
            }
            waiting.add(one);
            if (!running) {
                running = true;
                writer.execute(this::writeUntilNobodyWaits);
            }
        }
        return one.written.future();
    }

    private void writeUntilNobodyWaits() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            int done = 0;
            try {
                while (done < batch.size()) {
                    done += write(batch.subList(done, batch.size()));
                }
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                log.error("the journal in {} can't be written: {}", directory, e.toString());
                batch.subList(done, batch.size()).forEach(each -> each.failed(e));
                abandon();
            }
        }
        tidy();
    }

    private synchronized List<Waiting> next() {
        List<Waiting> batch = waiting;
        waiting = new ArrayList<>();
        running = !batch.isEmpty();
        return batch;
    }

    /** As many of the first as fit into the present file; answers how many. */
    private int write(List<Waiting> batch) throws IOException {
        int upTo = 0;
        int bytes = 0;
        while (upTo < batch.size()
                && position + bytes + Segment.framed(batch.get(upTo).content) <= limits.segmentBytes()) {
            bytes += Segment.framed(batch.get(upTo++).content);
        }
        if (upTo == 0 || channel == null) {
            rotate();
            return 0;
        }
        List<Waiting> part = batch.subList(0, upTo);
        Segment into = current;
        into.unsettled(part.size());
        try {
            Segment.write(channel, part.stream().map(each -> each.content).toList());
        } catch (IOException | RuntimeException e) {
            // Nobody gets a ticket for these, so nobody would ever settle them and let the file go.
            into.unsettled(-part.size());
            throw e;
        }
        position += bytes;
        part.forEach(each -> each.succeeded(new Ticket(into)));
        return upTo;
    }

    private void rotate() throws IOException {
        Segment full = current;
        closeChannel();
        current = begin();
        older.add(full);
    }

    /** After an error nobody knows what is in the file, so the next record goes into a new one. */
    private void abandon() {
        closeChannel();
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("a file of the journal did not close: {}", e.toString());
            }
        }
    }

    /** Removes the oldest files that nobody needs any more. */
    private void tidy() {
        try {
            long bytes = limits.segmentBytes();
            for (Segment each : older) {
                bytes += each.bytes();
            }
            while (!older.isEmpty() && older.getFirst().isSettled()) {
                Segment oldest = older.getFirst();
                boolean old = oldest.writtenAt().plus(limits.keepFor()).isBefore(clock.instant());
                if (!old && bytes <= limits.mostBytes()) {
                    return;
                }
                bytes -= oldest.bytes();
                oldest.delete();
                older.removeFirst();
            }
        } catch (IOException e) {
            log.warn("old files of the journal could not be removed: {}", e.toString());
        }
    }

    /** Writes what waits, then lets other processes in. Blocking. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        writer.execute(() -> {
            closeChannel();
            tidy();
        });
        writer.shutdown();
        try {
            if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("the journal in {} was still being written", directory);
            }
            lockFile.close();
        } catch (IOException e) {
            log.warn("the journal's lock was not given back: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
