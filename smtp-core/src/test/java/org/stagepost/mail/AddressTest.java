package org.stagepost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "ann@example.org, ann, example.org",
                "Ann.B+c@EXAMPLE.org, Ann.B+c, example.org",
                "'\"a b\"@example.org', a b, example.org",
                "'\"a@b\"@example.org', a@b, example.org",
                "'\"a\\\"b\"@example.org', 'a\"b', example.org",
                "postmaster@[127.0.0.1], postmaster, [127.0.0.1]",
                "a@[IPv6:::1], a, [ipv6:::1]",
                "a@[IPv6:2001:db8::1.2.3.4], a, [ipv6:2001:db8::1.2.3.4]",
                "grüße@example.org, grüße, example.org",
                "a@bücher.example, a, xn--bcher-kva.example",
            })
    void anAddressHasALocalPartAndADomain(String text, String localPart, String domain) throws SyntaxException {
        Address address = Address.parse(text);
        assertThat(address.localPart()).isEqualTo(localPart);
        assertThat(address.domain().name()).isEqualTo(domain);
        assertThat(Address.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "\"\"@d",
                "a@[IPv6:zz]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6:1:2:3:4:5:6:7:8:9]",
                "a@[1.2.3]",
                "a@[1.2.3.256]",
                "a@[1.2.3.4",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a b@c",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a@b.",
                "a@b c",
                "\"a@b",
                "\"a\"b\"@c",
                "\"a\\\"@c",
                "a\r\nb@c",
                "\"a\r\"@c",
                "a@b,c",
                "<a@b>"
            })
    void r15_whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void r15_lengthsOfTheStandardHold() throws SyntaxException {
        assertThat(Address.parse("a".repeat(64) + "@b.c").localPart()).hasSize(64);
        assertThatThrownBy(() -> Address.parse("a".repeat(65) + "@b.c")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Address.parse("a@" + "b.".repeat(127) + "c")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Domain.of("a".repeat(64) + ".b")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void onlyAsciiLettersFold() throws SyntaxException {
        assertThat(Address.parse("ANN@x.y").folded()).isEqualTo(Address.parse("ann@x.y"));
        assertThat(Address.parse("\u212Aelvin@x.y").folded().localPart()).isEqualTo("\u212Aelvin");
    }

    @Test
    void aDomainInUnicodeIsReadBack() throws SyntaxException {
        assertThat(Domain.of("bücher.example").unicode()).isEqualTo("bücher.example");
    }
}
