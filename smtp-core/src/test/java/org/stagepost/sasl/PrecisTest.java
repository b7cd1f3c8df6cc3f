package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.SyntaxException;

class PrecisTest {
    @ParameterizedTest
    @CsvSource({
        "Ann@Example.ORG, ann@example.org",
        "user+x, user+x",
        "x';DROP TABLE account;--, x';drop table account;--",
        "*)(uid=*, *)(uid=*",
        "jose\u0301, jos\u00e9",
        "'\"Ann b\"@example.org', '\"ann b\"@example.org'",
    })
    void a7_oneStoredForm(String written, String stored) throws Exception {
        assertThat(Precis.name(written)).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\uff41nn",
                "o\ufb03ce",
                "ann\u200b",
                "\u202eann",
                "a\u0000b",
                "a\nb",
                "a\tb",
                "\ud800",
                "a\u00a0b",
                "\u212aelvin",
            })
    void a7_whatLooksLikeAnotherNameIsNone(String name) {
        assertThatThrownBy(() -> Precis.name(name)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void a7_aNameOf10KiBIsNone() {
        assertThatThrownBy(() -> Precis.name("x".repeat(10_240))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void a8_passwordsThatAreTypedAlikeAreAlike() throws Exception {
        assertThat(password("pa\u0308ss\u00a0w\ud83d\ude00rd")).isEqualTo(utf8("p\u00e4ss w\ud83d\ude00rd"));
        assertThat(password("  leading ")).isEqualTo(utf8("  leading "));
        assertThat(password("x".repeat(1024))).hasSize(1024);
    }

    @Test
    void a8_passwordsThatCannotBe() {
        for (String password : new String[] {"", "a\0b", "a\u0007b", "x".repeat(1025), "x".repeat(1 << 20)})
            assertThatThrownBy(() -> password(password)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Precis.password(new byte[] {'a', (byte) 0xe4})).isInstanceOf(SyntaxException.class);
    }

    private static byte[] password(String text) throws SyntaxException {
        return Precis.password(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
