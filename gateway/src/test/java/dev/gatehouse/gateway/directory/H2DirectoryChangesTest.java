package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.testing.OnH2;

final class H2DirectoryChangesTest extends DirectoryChangesContract implements OnH2 {}
