package org.stagepost.imap.handle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedleTest {
    @ParameterizedTest
    @CsvSource({
        "abc, xabcx, true",
        "ABC, xaBcx, true",
        "aab, aaab, true",
        "abab, abaabab, true",
        "abc, ab, false",
        "gr\u00fc\u00df, GR\u00dc\u00dfe, true",
        "\u03c3, \u03a3, true",
        "\u03c2, \u03a3, true",
        "k, \u212a, true",
        "\u0436, \u0416, true",
    })
    void caseIsDisregarded(String text, String hay, boolean found) {
        assertThat(new Needle(text).in(hay)).isEqualTo(found);
    }

    @Test
    void nothingIsInEverything() {
        assertThat(new Needle("").in("")).isTrue();
        assertThat(new Needle("").in("x")).isTrue();
    }

    @Test
    void oneNeedleServesManyTexts() {
        Needle needle = new Needle("ab");
        assertThat(needle.in("a")).isFalse();
        assertThat(needle.in("b")).isFalse();
        assertThat(needle.in("ab")).isTrue();
        assertThat(needle.in("b")).isFalse();
    }

    @Test
    void repetitionIsNotSlow() {
        Needle needle = new Needle("a".repeat(10_000) + "b");
        assertThat(needle.in("a".repeat(2_000_000))).isFalse();
    }
}
