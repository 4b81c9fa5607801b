package dev.gatehouse.registration.credential;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresSigningKeysIT extends SigningKeysContract implements OnPostgres {}
