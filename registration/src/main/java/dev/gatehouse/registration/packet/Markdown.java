package dev.gatehouse.registration.packet;

import java.util.regex.Pattern;

/** Documents as CommonMark. What is to be copied stands in fences, letter by letter; all other texts are escaped. */
final class Markdown {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|&!~]");

    private Markdown() {}

    static String of(Document document) {
        StringBuilder text =
                new StringBuilder("# ").append(line(document.title())).append("\n");
        for (Document.Block block : document.blocks()) {
            text.append('\n');
            if (block instanceof Document.Heading heading) {
                text.append("## ").append(line(heading.text())).append('\n');
            } else if (block instanceof Document.Paragraph paragraph) {
                text.append(line(paragraph.text())).append('\n');
            } else if (block instanceof Document.Value value) {
                value(text, value);
            } else if (block instanceof Document.Numbered numbered) {
                int number = 1;
                for (Document.Item item : numbered.items()) {
                    text.append(number++)
                            .append(". **")
                            .append(line(item.title()))
                            .append("** ")
                            .append(line(item.text()))
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    private static void value(StringBuilder text, Document.Value value) {
        text.append("**").append(line(value.label())).append("**");
        if (!value.note().isEmpty()) {
            text.append("  \n").append(line(value.note()));
        }
        text.append('\n');
        if (value.values().isEmpty()) {
            text.append("\n*left empty*\n");
        }
        for (String each : value.values()) {
            String fence = fence(each);
            text.append('\n')
                    .append(fence)
                    .append("text\n")
                    .append(each)
                    .append('\n')
                    .append(fence)
                    .append('\n');
        }
    }

    /** Longer than any run of backticks within. */
    private static String fence(String text) {
        int longest = 2;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return "`".repeat(longest + 1);
    }

    private static String line(String text) {
        return SPECIAL.matcher(text.replaceAll("\\s+", " ").strip()).replaceAll("\\\\$0");
    }
}
