package dev.gatehouse.common.database;

import dev.gatehouse.common.testing.OnH2;

final class H2AnnouncementsTest extends AnnouncementsContract implements OnH2 {}
