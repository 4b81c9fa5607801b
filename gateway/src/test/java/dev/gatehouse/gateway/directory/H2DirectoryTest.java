package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.testing.OnH2;

final class H2DirectoryTest extends DirectoryContract implements OnH2 {}
