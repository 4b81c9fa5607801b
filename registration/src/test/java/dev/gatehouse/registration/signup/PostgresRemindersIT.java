package dev.gatehouse.registration.signup;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresRemindersIT extends RemindersContract implements OnPostgres {}
