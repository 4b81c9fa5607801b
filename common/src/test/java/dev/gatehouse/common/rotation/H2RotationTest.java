package dev.gatehouse.common.rotation;

import dev.gatehouse.common.testing.OnH2;

final class H2RotationTest extends RotationContract implements OnH2 {}
