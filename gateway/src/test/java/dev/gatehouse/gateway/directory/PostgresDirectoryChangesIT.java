package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresDirectoryChangesIT extends DirectoryChangesContract implements OnPostgres {}
