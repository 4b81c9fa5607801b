package dev.gatehouse.registration.credential;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresIssuedCredentialsIT extends IssuedCredentialsContract implements OnPostgres {}
