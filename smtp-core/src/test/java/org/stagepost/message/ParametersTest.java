package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters as they stand (RFC 2045 5.1) and as they are meant (RFC 2231). */
class ParametersTest {
    static Stream<Arguments> raw() {
        return Stream.of(
                arguments("text/plain; charset=us-ascii (Plain text)", "charset=us-ascii"),
                arguments("text/plain; charset=\"us-ascii\"; format=flowed", "charset=us-ascii,format=flowed"),
                arguments("text/plain ; ; a = b ;; c=d ;", "a=b,c=d"),
                arguments("text/plain; name=a b.pdf; x=y", "name=a b.pdf,x=y"),
                arguments("text/plain; name=\"a\\\"b;c\"", "name=a\"b;c"),
                arguments("text/plain; name=\"unclosed; x=y", "name=unclosed; x=y"),
                arguments("text/plain; name*=utf-8''a%20b", "name*=utf-8''a%20b"),
                arguments("text/plain; alone; =x; a=b", "a=b"),
                arguments("text/plain; a=\"b\" junk; c=d", "a=b,c=d"),
                arguments("text/plain name=x", "name=x"));
    }

    @ParameterizedTest
    @MethodSource("raw")
    void parametersAsTheyStand(String value, String expected) {
        String drawn = MediaType.parse(value).orElseThrow().parameters().all().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining(","));
        assertThat(drawn).isEqualTo(expected);
    }

    static Stream<Arguments> meant() {
        return Stream.of(
                arguments("x/y; name=plain", "plain"),
                arguments("x/y; name*=utf-8'de'J%C3%B6rg%20%e2%82%ac", "Jörg €"),
                arguments("x/y; name*=iso-8859-1''J%F6rg", "Jörg"),
                arguments("x/y; name*0=\"one \"; name*1=two", "one two"),
                arguments("x/y; name*1=two; name*0=\"one \"", "one two"),
                arguments("x/y; name*0*=utf-8''J%C3; name*1*=%B6rg; name*2=\" %41\"", "Jörg %41"),
                arguments("x/y; name*0=a; name*2=c", "a"),
                arguments("x/y; name=old; name*=utf-8''new", "new"),
                arguments("x/y; name*=bad%ZZ%4", "bad%ZZ%4"),
                arguments("x/y; name*=utf-8''a%0d%0ab%00", "a  b "),
                arguments("x/y; name*=nonsense''a%C3%B6", "aö"),
                arguments("x/y; name=\"=?utf-8?B?SsO2cmc=?=\"", "Jörg"),
                arguments("x/y; name=\"J\u00c3\u00b6rg\"", "Jörg"));
    }

    @ParameterizedTest
    @MethodSource("meant")
    void parameterAsItIsMeant(String value, String expected) {
        assertThat(MediaType.parse(value).orElseThrow().parameters().text("NAME"))
                .contains(expected);
    }

    static Stream<Arguments> continued() {
        return Stream.of(
                arguments("x/y; a=b; name*1=two; c=d; NAME*0=\"one \"; e=f", "a=b,c=d,NAME=one two,e=f"),
                arguments("x/y; name*0*=utf-8''J%C3; name*1*=%B6rg; name*2=\" %41\"", "name*=utf-8''J%C3%B6rg%20%2541"),
                arguments("x/y; name*0=\"a b\"; name*1*=%C3%B6", "name*=''a%20b%C3%B6"),
                arguments("x/y; name*0=a; name*2=c", "name=a,name*2=c"),
                arguments("x/y; name*1=b; name*2=c", "name*1=b,name*2=c"),
                arguments("x/y; name*0=a; name*0=b", "name=a,name*0=b"),
                arguments("x/y; name*0=a; n*0=b; name=c", "name=a,n=b,name=c"),
                arguments("x/y; name*=utf-8''x; *0=a; n*=b; n**=c; n*00=d", "name*=utf-8''x,*0=a,n*=b,n**=c,n*00=d"));
    }

    @ParameterizedTest
    @MethodSource("continued")
    void continuationsAreJoined(String value, String expected) {
        String drawn = MediaType.parse(value).orElseThrow().parameters().joined().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining(","));
        assertThat(drawn).isEqualTo(expected);
    }

    @Test
    void m3_indexesAreNoSizes() {
        Parameters parameters = MediaType.parse("x/y; name*999999999=a; name*+1=b; name*-1=c; name*\u0661=d")
                .orElseThrow()
                .parameters();
        assertThat(parameters.text("name")).isEmpty();
    }

    @Test
    void m3_continuationsAreCapped() {
        StringBuilder value = new StringBuilder("x/y");
        for (int i = 0; i < 10_000; i++) value.append(";n*").append(i).append("=x");
        Parameters parameters = MediaType.parse(value.toString()).orElseThrow().parameters();
        assertThat(parameters.all()).hasSize(Bounds.PARAMETERS);
        assertThat(parameters.text("n")).contains("x".repeat(Bounds.PARAMETERS));
    }
}
