package dev.gatehouse.gateway.conformance;

/** What the product promises, line by line, and which tests keep it. */
enum Book {
    SMART("Smart", "docs/smart-conformance.md"),
    SECURITY("Guards", "docs/security.md");

    private final String mark;
    private final String document;

    Book(String mark, String document) {
        this.mark = mark;
        this.document = document;
    }

    /** The name of the annotation on tests. */
    String mark() {
        return mark;
    }

    /** The page made from it, from the root. */
    String document() {
        return document;
    }

    /** Where its lists are on the class path. */
    String folder() {
        return this == SMART ? "/smart/" : "/security/";
    }
}
