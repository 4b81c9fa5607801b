package dev.gatehouse.registration.signup;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresRegistrationsIT extends RegistrationsContract implements OnPostgres {}
