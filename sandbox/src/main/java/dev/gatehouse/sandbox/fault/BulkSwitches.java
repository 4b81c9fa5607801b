package dev.gatehouse.sandbox.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The switches of bulk export (FHIR Bulk Data Access). They count for exports that begin later. */
public final class BulkSwitches {

    /** What the manifest says of tokens, and what is true: the files are given without one only if none is needed. */
    public enum FileToken {
        NEEDED,
        /** The address alone opens the file, and a token sent to it is noted as a violation. */
        NOT_NEEDED
    }

    /** Where the files lie. */
    public enum FilePlace {
        /** Below the FHIR base, at {@code Binary/export/…}. */
        BASE,
        /** On the EHR's host but outside of the base, at {@code /storage/…}. */
        BESIDE,
        /** On the second origin, at {@code /storage/…}. */
        ELSEWHERE,
        /** Below the base, whence a redirect leads to the second origin. */
        REDIRECTED
    }

    private volatile Duration takes = Duration.ofSeconds(2);
    private volatile int retryAfterSeconds = 1;
    private volatile boolean quiet;
    private volatile FileToken fileToken = FileToken.NEEDED;
    private volatile FilePlace filePlace = FilePlace.BASE;
    private volatile int linesPerFile;
    private volatile boolean prettyFiles;
    private volatile boolean errorFile;
    private volatile boolean counts = true;

    @Nullable
    private volatile String failure;

    BulkSwitches() {}

    void reset() {
        takes = Duration.ofSeconds(2);
        retryAfterSeconds = 1;
        quiet = false;
        fileToken = FileToken.NEEDED;
        filePlace = FilePlace.BASE;
        linesPerFile = 0;
        prettyFiles = false;
        errorFile = false;
        counts = true;
        failure = null;
    }

    /** From the kick-off to the manifest. */
    public Duration takes() {
        return takes;
    }

    public void takes(Duration time) {
        takes = time;
    }

    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public void retryAfterSeconds(int seconds) {
        retryAfterSeconds = seconds;
    }

    /** A poll is answered without {@code Retry-After} and {@code X-Progress}, as Practice Fusion documents it. */
    public boolean quiet() {
        return quiet;
    }

    public void quiet(boolean on) {
        quiet = on;
    }

    public FileToken fileToken() {
        return fileToken;
    }

    public void fileToken(FileToken other) {
        fileToken = other;
    }

    public FilePlace filePlace() {
        return filePlace;
    }

    public void filePlace(FilePlace other) {
        filePlace = other;
    }

    /** Most resources in one file; 0 for all of a type in one. */
    public int linesPerFile() {
        return linesPerFile;
    }

    public void linesPerFile(int lines) {
        linesPerFile = lines;
    }

    /** Files come as {@code application/json}, indented, as in Practice Fusion's own example. */
    public boolean prettyFiles() {
        return prettyFiles;
    }

    public void prettyFiles(boolean on) {
        prettyFiles = on;
    }

    /** The manifest names a file of OperationOutcomes too. */
    public boolean errorFile() {
        return errorFile;
    }

    public void errorFile(boolean on) {
        errorFile = on;
    }

    /** The manifest tells how many resources each file has. */
    public boolean counts() {
        return counts;
    }

    public void counts(boolean on) {
        counts = on;
    }

    /** The issue code with which an export fails when its time has come; null if it goes well. */
    public @Nullable String failure() {
        return failure;
    }

    public void failure(@Nullable String issueCode) {
        failure = issueCode;
    }
}
