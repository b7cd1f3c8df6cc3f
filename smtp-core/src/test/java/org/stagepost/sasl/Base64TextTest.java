package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.SyntaxException;

class Base64TextTest {
    @Test
    void everyOctetReturns() throws Exception {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        assertThat(Base64Text.decode(Base64Text.encode(octets))).isEqualTo(octets);
        assertThat(Base64Text.decode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "*",
                "Q",
                "QQ",
                "QQ=",
                "QR==",
                "QQ==QQ==",
                " QQ==",
                "QQ== ",
                "Q Q=",
                "QQ\r\n==",
                "_-8=",
                "QQ=\u0000",
                "\u00e4\u00e4=="
            })
    void a3_whatIsNotCanonicalIsRefused(String text) {
        assertThatThrownBy(() -> Base64Text.decode(text)).isInstanceOf(SyntaxException.class);
    }
}
