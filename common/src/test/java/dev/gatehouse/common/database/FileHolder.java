package dev.gatehouse.common.database;

import java.sql.DriverManager;

/** Another process that has the file open until its input ends. */
final class FileHolder {
    private FileHolder() {}

    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0], "gatehouse", "test-only")) {
            System.out.println(connection.isValid(1) ? "open" : "not open");
            while (System.in.read() >= 0) {
                // until the parent closes it
            }
        }
    }
}
