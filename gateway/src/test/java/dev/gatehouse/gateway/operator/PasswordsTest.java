package dev.gatehouse.gateway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import dev.gatehouse.common.testing.Guards;
import org.junit.jupiter.api.Test;

final class PasswordsTest {
    @Guards("PPL-1")
    @Test
    void aNameThatNobodyHasIsCheckedWithTheSameFiguresAsAnyOther() {
        assertThat(Argon2Function.getInstanceFromHash(Passwords.NOBODYS)).isEqualTo(Passwords.argon());
    }
}
