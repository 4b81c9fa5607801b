package dev.gatehouse.common.rotation;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresRotationIT extends RotationContract implements OnPostgres {}
