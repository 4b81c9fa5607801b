package dev.gatehouse.registration.packet;

import java.util.List;

/** A page of text, before it is known how it is written down. All texts may be a stranger's. */
record Document(String title, List<Block> blocks) {
    Document {
        blocks = List.copyOf(blocks);
    }

    sealed interface Block {}

    record Heading(String text) implements Block {}

    record Paragraph(String text) implements Block {}

    /**
     * Something to copy.
     *
     * @param values each to be copied by itself; empty if nothing is to be filled in
     */
    record Value(String label, List<String> values, String note) implements Block {
        Value {
            values = List.copyOf(values);
        }
    }

    /** Things to do, in order. */
    record Numbered(List<Item> items) implements Block {
        Numbered {
            items = List.copyOf(items);
        }
    }

    record Item(String title, String text) {}
}
