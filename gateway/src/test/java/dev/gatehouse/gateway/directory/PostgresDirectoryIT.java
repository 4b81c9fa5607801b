package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresDirectoryIT extends DirectoryContract implements OnPostgres {}
