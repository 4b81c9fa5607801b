package dev.gatehouse.gateway.audit;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line of a table in a file, as RFC 4180 has it; spreadsheets take no cell of it for a formula. */
final class CsvLine {
    private static final String FORMULA = "=+-@\t\r";

    private CsvLine() {}

    static String of(@Nullable Object... cells) {
        return Arrays.stream(cells)
                        .map(each -> each == null ? "" : quoted(each.toString()))
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
