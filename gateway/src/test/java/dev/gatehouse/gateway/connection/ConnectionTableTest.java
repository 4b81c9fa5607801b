package dev.gatehouse.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionTableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "Alpine;Alpine",
                "a,b;\"a,b\"",
                "say \"hi\";\"say \"\"hi\"\"\"",
                "=1+1;'=1+1",
                "@x;'@x",
                "-2,3;\"'-2,3\""
            })
    void noCellIsAFormulaOrBreaksItsRow(String text, String cell) {
        assertThat(ConnectionTable.cell(text)).isEqualTo(cell);
    }
}
