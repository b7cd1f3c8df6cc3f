package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8AddressTest {
    @ParameterizedTest
    @CsvSource({
        "ann@example.org, ann@example.org, ann@example.org",
        "j\u00f6rg@example.org, j\\x{F6}rg@example.org, j\u00f6rg@example.org",
        "a+b=c\\d@example.org, a\\x{2B}b\\x{3D}c\\x{5C}d@example.org, a\\x{2B}b\\x{3D}c\\x{5C}d@example.org",
        "\ud83d\udcee@example.org, \\x{1F4EE}@example.org, \ud83d\udcee@example.org",
        "a b@example.org, a\\x{20}b@example.org, a\\x{20}b@example.org",
    })
    void bothFormsAreReadBack(String text, String xtext, String unitext) throws Exception {
        assertThat(Utf8Address.xtext(text)).isEqualTo(xtext);
        assertThat(Utf8Address.unitext(text)).isEqualTo(unitext);
        assertThat(Utf8Address.decoded(xtext)).isEqualTo(text);
        assertThat(Utf8Address.decoded(unitext)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\",
                "\\x",
                "\\x{",
                "\\x{}",
                "\\x{41",
                "\\y{41}",
                "\\x{0A}",
                "\\x{0}",
                "\\x{7F}",
                "\\x{85}",
                "\\x{D800}",
                "\\x{110000}",
                "\\x{-1}",
                "\\x{\u0663\u0663}",
                "\\x{0000041}",
                "a\\x{41}\\"
            })
    void r20_whatIsNoEscapeOrNoCharacterIsRefused(String text) {
        assertThatThrownBy(() -> Utf8Address.decoded(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void theTypeHasNoCase() {
        assertThat(Utf8Address.isTyped("UTF-8;x")).isTrue();
        assertThat(Utf8Address.isTyped("rfc822;utf-8;")).isFalse();
        assertThat(Utf8Address.isTyped("utf-8")).isFalse();
    }
}
