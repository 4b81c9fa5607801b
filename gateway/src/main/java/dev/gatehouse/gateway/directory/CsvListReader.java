package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.ListField;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table (RFC 4180), one row a practice, by the profile's map of its columns. A byte order mark wins over the
 * profile's encoding; bytes that are none of that encoding end the import, since half the names would be wrong.
 */
final class CsvListReader implements ListReader {
    private static final int MOST_COLUMNS = 1000;
    /** A longer cell is one whose closing quote is missing. */
    private static final int LONGEST_CELL = 64 * 1024;

    private static final CsvFactory CSV = CsvFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_CELL)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final DirectorySection section;
    private final ListEntries entries;
    private final List<String> cells = new ArrayList<>();
    private final ListedRow row = new ListedRow();
    /** By the column's number from 0. */
    private Map<ListField, Integer> columns = Map.of();

    private int number;

    CsvListReader(DirectorySection section, ListEntries entries) {
        this.section = section;
        this.entries = entries;
    }

    @Override
    public void read(InputStream file) throws IOException {
        PushbackInputStream start = FileStart.table(file);
        Charset encoding = encoding(start);
        try (CsvParser csv = CSV.createParser(reader(start, encoding))) {
            csv.setSchema(
                    CsvSchema.emptySchema().withColumnSeparator(section.csv().delimiter()));
            readTable(csv);
        } catch (CharacterCodingException e) {
            throw unreadable("The file has bytes that are not " + encoding.name()
                    + ". Save it as UTF-8, or name its encoding in the EHR's profile.");
        } catch (StreamConstraintsException e) {
            throw unreadable("A cell is longer than 64 KB, so a closing quote is probably missing.");
        } catch (JsonProcessingException e) {
            throw unreadable("A quoted cell is not closed, or text follows behind its closing quote.");
        }
    }

    /** Takes a byte order mark away. */
    private Charset encoding(PushbackInputStream file) throws IOException {
        byte[] mark = file.readNBytes(3);
        if (mark.length == 3 && mark[0] == (byte) 0xef && mark[1] == (byte) 0xbb && mark[2] == (byte) 0xbf) {
            return StandardCharsets.UTF_8;
        }
        file.unread(mark);
        boolean big = mark.length > 1 && mark[0] == (byte) 0xfe && mark[1] == (byte) 0xff;
        boolean little = mark.length > 1 && mark[0] == (byte) 0xff && mark[1] == (byte) 0xfe;
        return big || little ? StandardCharsets.UTF_16 : section.csv().encoding();
    }

    private static Reader reader(InputStream file, Charset encoding) {
        return new InputStreamReader(
                file,
                encoding.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private void readTable(CsvParser csv) throws IOException {
        boolean header = section.csv().header();
        if (!header) {
            columns = numbered();
        }
        while (csv.nextToken() == JsonToken.START_ARRAY) {
            number++;
            readCells(csv);
            if (blank()) {
                continue;
            }
            if (header) {
                columns = named();
                header = false;
            } else {
                takeRow();
            }
        }
        if (header) {
            throw unreadable("The table has no header.");
        }
    }

    private void readCells(CsvParser csv) throws IOException {
        cells.clear();
        for (JsonToken at = csv.nextToken(); at != JsonToken.END_ARRAY && at != null; at = csv.nextToken()) {
            if (cells.size() == MOST_COLUMNS) {
                throw unreadable("A row has more than " + MOST_COLUMNS + " columns.");
            }
            cells.add(csv.getText());
        }
    }

    private boolean blank() {
        return cells.stream().allMatch(String::isBlank);
    }

    private void takeRow() throws IOException {
        row.clear();
        columns.forEach((field, column) -> {
            boolean first = row.put(field, column < cells.size() ? cells.get(column) : null);
            if (!first) {
                throw new IllegalStateException("one column for each field");
            }
        });
        if (row.isEmpty()) {
            entries.ignore(number);
        } else {
            entries.take(number, row.toResource());
        }
    }

    private Map<ListField, Integer> numbered() {
        Map<ListField, Integer> numbered = new EnumMap<>(ListField.class);
        section.fields().forEach((field, source) -> numbered.put(field, source.column() - 1));
        return numbered;
    }

    /** Where the header has the columns of the map; our own names for fields if there is no map. */
    private Map<ListField, Integer> named() {
        Map<ListField, Integer> found = new EnumMap<>(ListField.class);
        List<String> missing = new ArrayList<>();
        for (ListField field : ListField.values()) {
            DirectorySection.Source source = source(field);
            if (source == null) {
                continue;
            }
            int column = source.column() > 0 ? source.column() - 1 : column(source.name());
            if (column >= 0) {
                found.put(field, column);
            } else if (!section.fields().isEmpty()) {
                missing.add(source.name());
            }
        }
        boolean address = found.containsKey(ListField.URL)
                || found.containsKey(ListField.PATIENT_URL)
                || found.containsKey(ListField.PROVIDER_URL);
        if (!found.containsKey(ListField.NAME) || !address) {
            throw unreadable("The header has no column "
                    + (missing.isEmpty() ? "name, or none of url, patientUrl and providerUrl" : missing.get(0))
                    + ". Its form or its delimiter has changed.");
        }
        missing.forEach(each -> entries.warn("The table has no column \"" + each + "\" any more."));
        return found;
    }

    private DirectorySection.@Nullable Source source(ListField field) {
        return section.fields().isEmpty()
                ? DirectorySection.Source.named(field.text())
                : section.fields().get(field);
    }

    private int column(String name) {
        int found = -1;
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).strip().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                if (found >= 0) {
                    throw unreadable("The header names the column \"" + name + "\" twice.");
                }
                found = i;
            }
        }
        return found;
    }

    private DirectoryUnreadable unreadable(String what) {
        return DirectoryUnreadable.inRow(what, number);
    }
}
