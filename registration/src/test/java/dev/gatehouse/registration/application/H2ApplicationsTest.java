package dev.gatehouse.registration.application;

import dev.gatehouse.common.testing.OnH2;

final class H2ApplicationsTest extends ApplicationsContract implements OnH2 {}
