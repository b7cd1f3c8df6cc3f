package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "+5", "-1", "٣", " 7", "7 ", "0x1", "2147483648", "99999999999999999999999"})
    void c18_onlyPlainDigitsWithinTheBoundAreANumber(String text) {
        assertThatThrownBy(() -> Ascii.number(text, Integer.MAX_VALUE)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void c18_theBoundItselfIsANumber() throws SyntaxException {
        assertThat(Ascii.number("2147483647", Integer.MAX_VALUE)).isEqualTo(2147483647L);
        assertThat(Ascii.number("0009", 9)).isEqualTo(9);
        assertThat(Ascii.number("9223372036854775807", Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Ascii.number("9223372036854775808", Long.MAX_VALUE))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void c19_foldingKnowsNoLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Ascii.lower("INBOX")).isEqualTo("inbox");
            assertThat(Ascii.upper("inbox")).isEqualTo("INBOX");
            assertThat(Ascii.equalsIgnoreCase("quit", "QUIT")).isTrue();
            assertThat(Ascii.equalsIgnoreCase("\u212A", "k")).isFalse();
        } finally {
            Locale.setDefault(before);
        }
    }
}
