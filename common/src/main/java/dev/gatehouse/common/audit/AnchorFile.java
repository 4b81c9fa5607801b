package dev.gatehouse.common.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code audit-anchors.ndjson} in the data directory: the chain's ends as this node saw them, one a line, oldest first. What
 * was added is on disk when {@link #add} returns. Bounded: older ones go first, since a newer one vouches for all before it.
 * Blocking.
 */
public final class AnchorFile {
    public static final String NAME = "audit-anchors.ndjson";
    private static final int MOST = 10_000;
    private static final int KEPT = 5_000;

    private final Path file;

    public AnchorFile(Path file) {
        this.file = file;
    }

    /**
     * All anchors; none if there is no file.
     *
     * @throws IOException if it can't be read, or a line other than the last is no anchor; the last may be torn by a crash
     */
    public List<AuditAnchor> read() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<AuditAnchor> anchors = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            var anchor = AuditAnchor.ofLine(lines.get(i));
            if (anchor.isPresent()) {
                anchors.add(anchor.get());
            } else if (i < lines.size() - 1) {
                throw new IOException("line " + (i + 1) + " of " + file + " is no anchor");
            }
        }
        return anchors;
    }

    void add(AuditAnchor anchor) throws IOException {
        List<AuditAnchor> before = read();
        boolean whole = before.isEmpty()
                ? Files.notExists(file)
                : Files.readAllLines(file).size() == before.size();
        if (whole && before.size() < MOST) {
            append(file, anchor.line() + "\n");
            return;
        }
        // Too many, or a torn line at the end: written anew beside the file, then put in its place.
        List<AuditAnchor> kept = new ArrayList<>(before.subList(Math.max(0, before.size() - KEPT), before.size()));
        kept.add(anchor);
        StringBuilder text = new StringBuilder();
        kept.forEach(each -> text.append(each.line()).append('\n'));
        Path next = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(next);
        append(next, text.toString());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void append(Path to, String text) throws IOException {
        try (FileChannel out =
                FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }
}
