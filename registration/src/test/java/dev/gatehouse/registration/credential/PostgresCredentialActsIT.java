package dev.gatehouse.registration.credential;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresCredentialActsIT extends CredentialActsContract implements OnPostgres {}
