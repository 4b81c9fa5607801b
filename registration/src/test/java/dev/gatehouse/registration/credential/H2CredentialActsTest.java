package dev.gatehouse.registration.credential;

import dev.gatehouse.common.testing.OnH2;

final class H2CredentialActsTest extends CredentialActsContract implements OnH2 {}
