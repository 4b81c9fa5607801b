package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import java.util.List;

/** A file that is no practice directory: 422 {@code directory-unreadable}. What we had before stays as it was. */
public final class DirectoryUnreadable extends Failure.Unprocessable {
    private static final String UNCHANGED = " Nothing was changed.";

    DirectoryUnreadable(String what) {
        this(what, List.of());
    }

    DirectoryUnreadable(String what, List<Mistake> mistakes) {
        super("directory-unreadable", what + UNCHANGED, mistakes);
    }

    /** @param row of a table, from 1; 0 if nothing was read */
    static DirectoryUnreadable inRow(String what, int row) {
        String where = row == 0 ? "before the first row" : "in or behind row " + row;
        return new DirectoryUnreadable(
                what + " It was found " + where + ".", List.of(new Mistake("row[" + row + "]", what)));
    }

    /** @param entry index in the Bundle, from 0; negative outside the entries */
    DirectoryUnreadable(String what, int entry, int line, int column) {
        this(
                what + " It was found " + (entry < 0 ? "outside the entries" : "in entry " + entry) + ", line " + line
                        + ", column " + column + ".",
                List.of(new Mistake(
                        entry < 0 ? "line " + line : "entry[" + entry + "]",
                        what + " (line " + line + ", column " + column + ")")));
    }
}
