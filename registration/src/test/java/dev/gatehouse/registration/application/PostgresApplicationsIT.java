package dev.gatehouse.registration.application;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresApplicationsIT extends ApplicationsContract implements OnPostgres {}
