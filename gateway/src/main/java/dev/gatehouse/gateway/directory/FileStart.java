package dev.gatehouse.gateway.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** What the first bytes of a file give away: servers answer 200 with a login page, people send archives. */
final class FileStart {
    private static final int LENGTH = 16;

    private FileStart() {}

    /** The same file, from its beginning; fails if it can't be JSON. */
    static PushbackInputStream json(InputStream file) throws IOException {
        PushbackInputStream start = open(file);
        int first = peek(start, "JSON");
        if (first > 0 && first != '{' && first != '[') {
            throw new DirectoryUnreadable("The file is not JSON, or JSON of another kind than a list.");
        }
        return start;
    }

    /** The same file, from its beginning; fails if it can't be a table. */
    static PushbackInputStream table(InputStream file) throws IOException {
        PushbackInputStream start = open(file);
        int first = peek(start, "CSV");
        if (first == '{' || first == '[') {
            throw new DirectoryUnreadable("The file is JSON, not a table. Name its form with ?format=.");
        }
        return start;
    }

    private static PushbackInputStream open(InputStream file) {
        return new PushbackInputStream(file, LENGTH);
    }

    /** The first character that says something; 0 if it comes later. */
    private static int peek(PushbackInputStream file, String wanted) throws IOException {
        byte[] bytes = file.readNBytes(LENGTH);
        file.unread(bytes);
        if (bytes.length == 0) {
            throw new DirectoryUnreadable("The file is empty.");
        }
        if (begins(bytes, 0x1f, 0x8b) || begins(bytes, 'P', 'K', 3, 4) || begins(bytes, 'P', 'K', 5, 6)) {
            throw new DirectoryUnreadable("The file is compressed. Send the plain " + wanted + " file.");
        }
        int first = 0;
        for (int i = begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0; first == 0 && i < bytes.length; i++) {
            first = Character.isWhitespace(bytes[i]) ? 0 : bytes[i];
        }
        if (first == '<') {
            throw new DirectoryUnreadable("The file is a web page or XML, not " + wanted
                    + ". Servers answer like that when they want a login or have moved the file.");
        }
        return first;
    }

    private static boolean begins(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 255) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
