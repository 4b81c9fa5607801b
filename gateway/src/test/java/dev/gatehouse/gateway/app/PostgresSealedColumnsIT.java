package dev.gatehouse.gateway.app;

import dev.gatehouse.common.testing.OnPostgres;

final class PostgresSealedColumnsIT extends SealedColumnsContract implements OnPostgres {}
