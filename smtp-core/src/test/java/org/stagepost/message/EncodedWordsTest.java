package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded words (RFC 2047), right ones and wrong ones. */
class EncodedWordsTest {
    static Stream<Arguments> words() {
        return Stream.of(
                arguments("plain", "plain"),
                arguments("=?ISO-8859-1?Q?a?=", "a"),
                arguments("=?ISO-8859-1?Q?a?= b", "a b"),
                arguments("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
                arguments("=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?=", "ab"),
                arguments("=?ISO-8859-1?Q?a_b?=", "a b"),
                arguments("=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
                arguments("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=", "If you can read this yo"),
                arguments("=?utf-8?b?4oKs?=", "€"),
                arguments("=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=", "€"),
                arguments("=?utf-8?B?4oI=?= =?utf-8?B?rCE=?=", "€!"),
                arguments("x=?utf-8?Q?=C3=B6?=y", "xöy"),
                arguments("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
                arguments("=?gb2312?B?1tDOxA==?=", "中文"),
                arguments("=?utf-8?Q?a=0D=0Ab=00c?=", "a  b c"),
                arguments("a\tb", "a b"),
                arguments("=?unknown-8bit?Q?a?=", "=?unknown-8bit?Q?a?="),
                arguments("=?utf-7?Q?+AGE-?=", "=?utf-7?Q?+AGE-?="),
                arguments("=??Q?a?=", "=??Q?a?="),
                arguments("=?utf-8?X?a?=", "=?utf-8?X?a?="),
                arguments("=?utf-8?Q?a", "=?utf-8?Q?a"),
                arguments("=?utf-8?Q?a? =", "=?utf-8?Q?a? ="),
                arguments("=?utf-8?Q?=ZZ=4?=", "=ZZ=4"),
                arguments("=?", "=?"),
                arguments("=?=?utf-8?Q?a?=", "=?a"),
                arguments("\u00c3\u00b6 =?utf-8?Q?a?= \u00c3\u00b6", "ö a ö"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void decodes(String octets, String text) {
        assertThat(EncodedWords.decode(octets)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Grüße aus Köln",
                "日本語のとても長い件名、日本語のとても長い件名、日本語のとても長い件名、日本語のとても長い件名",
                "=?fake?=",
                "a\nb",
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
                ""
            })
    void encodesWhatDecodesAgain(String text) {
        String encoded = EncodedWords.encode(text);
        assertThat(encoded.chars()).allMatch(c -> c >= ' ' && c <= '~');
        assertThat(encoded.split(" ")).allMatch(word -> word.length() <= 75);
        assertThat(EncodedWords.decode(encoded)).isEqualTo(text.replace('\n', ' '));
    }

    @Test
    void m4_nothingDecodedHoldsAControlCharacter() {
        Random random = new Random(4);
        String alphabet = "=?utf-8QqBb_ \r\n\0\u0085AZ09=+/iso2022jp'*%";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder octets = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                octets.append(
                        random.nextInt(4) == 0 ? "=?utf-8?Q?" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(EncodedWords.decode(octets.toString()).chars()).noneMatch(Character::isISOControl);
        }
    }
}
