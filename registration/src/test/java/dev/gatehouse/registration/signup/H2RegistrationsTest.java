package dev.gatehouse.registration.signup;

import dev.gatehouse.common.testing.OnH2;

final class H2RegistrationsTest extends RegistrationsContract implements OnH2 {}
