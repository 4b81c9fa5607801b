package dev.gatehouse.gateway.directory;

import java.io.IOException;

/** Takes what a {@link ListReader} finds, in the order of the file. */
interface ListEntries {
    /** @param index of the entry or row, for people to find it again; entries of a list's next page go on counting */
    void take(int index, BundleResource resource) throws IOException;

    /** An entry that can't be one of ours. */
    void ignore(int index) throws IOException;

    /** An entry that is one of ours and can't be used. */
    void reject(int index, String reason);

    /** Something about the whole file that somebody should know. */
    void warn(String sentence);
}
