package org.stagepost.mta.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Domain;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.route.Routes.Table;

class RoutesTest {
    private static final TestDirectory DIRECTORY = new TestDirectory().account("ann@mars.test");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mars.test            | bob@mars.test  | delivery",
                "venus.test           | bob@mars.test  | smtp:venus:25",
                "deep.venus.test      | bob@mars.test  | smtp:below:25",
                "deep.deep.venus.test | bob@mars.test  | smtp:below:25",
                "a.deep.test          | bob@mars.test  | lmtp:deep:24",
                "avenus.test          | bob@pluto.test | hold",
                "backup.test          | bob@mars.test  | backup.test",
                "else.test            | bob@mars.test  | smtp:sender:25",
                "else.test            | bob@x.mars.test | hold",
                "[192.0.2.1]          | ''             | hold",
                "fetched.test         | x@mars.test    | fetched:fetched.test",
            })
    void theNextHopIsThatOfTheFirstLineThatFits(String domain, String from, String hop) throws Exception {
        Table table = new Table(
                table(
                        "venus.test=smtp:venus:25",
                        ".venus.test=smtp:below:25",
                        "*=hold",
                        ".deep.test=lmtp:deep:24",
                        "avenus.test=hold"),
                Set.of(new Domain("backup.test")),
                Set.of(new Domain("fetched.test")),
                table("mars.test=smtp:sender:25"),
                Optional.of(Routes.parse("smtp:everything:25")));
        assertThat(new Routes(DIRECTORY, table).to(Domain.of(domain), path(from)))
                .hasToString(hop);
    }

    private static ReversePath path(String text) {
        return text.isEmpty() ? ReversePath.NULL : ReversePath.of(TestDirectory.parsed(text));
    }

    private static ByDomain<NextHop> table(String... lines) throws SyntaxException {
        Map<String, NextHop> patterns = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            patterns.put(line.substring(0, equals), Routes.parse(line.substring(equals + 1)));
        }
        return ByDomain.of(patterns);
    }

    @Test
    void whoseHostsComeForTheirMailStaysAsItWasAtTheStart() throws Exception {
        Domain fetched = new Domain("fetched.test");
        Table before = new Table(ByDomain.none(), Set.of(), Set.of(fetched), ByDomain.none(), Optional.empty());
        Table after = new Table(
                ByDomain.none(),
                Set.of(),
                Set.of(new Domain("later.test")),
                ByDomain.none(),
                Optional.of(Routes.parse("smtp:everything:25")));
        Routes routes = new Routes(DIRECTORY, before);
        routes.become(after);
        assertThat(routes.to(fetched, ReversePath.NULL)).isEqualTo(new NextHop.Fetched(fetched));
        assertThat(routes.to(new Domain("later.test"), ReversePath.NULL)).hasToString("smtp:everything:25");
    }

    @Test
    void whatIsReleasedFromAHoldGoesWhereItWouldGoWithoutIt() throws Exception {
        Table table = new Table(
                table("*=hold"), Set.of(), Set.of(), ByDomain.none(), Optional.of(Routes.parse("smtp:everything:25")));
        Routes routes = new Routes(DIRECTORY, table);
        assertThat(routes.to(new Domain("else.test"), ReversePath.NULL)).isEqualTo(new NextHop.Hold());
        assertThat(routes.released(new Domain("else.test"), ReversePath.NULL)).hasToString("smtp:everything:25");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refuse:550 5.1.2 we have moved | 550 5.1.2 we have moved",
                "refuse:550 we have moved       | 550 5.7.1 we have moved",
                "refuse:554                     | 554 5.7.1 no mail for this domain is taken here",
            })
    void aRefusalIsAReply(String text, String reply) throws Exception {
        assertThat(((NextHop.Refuse) Routes.parse(text)).reply()).hasToString(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refuse:450 later",
                "refuse:no",
                "refuse:550 5.1 two numbers",
                "refuse:600 x",
                "refuse:550 a\r\nb",
                "bounce",
                "smtp:host",
                "discard:x"
            })
    void whatIsNoNextHopIsRefused(String text) {
        assertThatThrownBy(() -> Routes.parse(text)).isInstanceOf(SyntaxException.class);
    }
}
