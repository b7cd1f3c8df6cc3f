package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stagepost.message.Addresses.Group;
import org.stagepost.message.Addresses.Mailbox;

/** Address lists as RFC 5322 3.4 and 4.4 have them, and as people write them. */
class AddressesTest {
    static Stream<Arguments> lists() {
        return Stream.of(
                arguments("ann@example.org", "ann@example.org"),
                arguments("<ann@example.org>", "ann@example.org"),
                arguments("Ann Lee <ann@example.org>", "[Ann Lee] ann@example.org"),
                arguments("\"Lee, Ann\" <ann@example.org>", "[Lee, Ann] ann@example.org"),
                arguments("\"A \\\"B\\\" C\" <ann@example.org>", "[A \"B\" C] ann@example.org"),
                arguments("John Q. Public <jq@example.org>", "[John Q. Public] jq@example.org"),
                arguments("ann@example.org (Ann Lee)", "[Ann Lee] ann@example.org"),
                arguments("ann@example.org (Ann (the) Lee\\))", "[Ann (the) Lee)] ann@example.org"),
                arguments("(the) ann (x) @ (y) example (z) . org", "[z] ann@example.org"),
                arguments("a@x.org, b@y.org", "a@x.org + b@y.org"),
                arguments("a@x.org (A), b@y.org", "[A] a@x.org + b@y.org"),
                arguments(", ,a@x.org,,b@y.org,", "a@x.org + b@y.org"),
                arguments("=?utf-8?Q?J=C3=B6rg?= <j@x.org>", "[=?utf-8?Q?J=C3=B6rg?=] j@x.org"),
                arguments("J\u00c3\u00b6rg <j@x.org>", "[J\u00c3\u00b6rg] j@x.org"),
                arguments("<@a.org,@b.org:c@d.org>", "{@a.org,@b.org} c@d.org"),
                arguments("\"john doe\"@x.org", "\"john doe\"@x.org"),
                arguments("\"a@b\"@x.org", "\"a@b\"@x.org"),
                arguments("john . doe @ x . org", "john.doe@x.org"),
                arguments("a@[192.0.2.1]", "a@[192.0.2.1]"),
                arguments("a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]"),
                arguments("root", "root"),
                arguments("undisclosed-recipients:;", "undisclosed-recipients:()"),
                arguments("Friends: a@x.org, B <b@y.org>;, c@z.org", "Friends:(a@x.org,[B] b@y.org) + c@z.org"),
                arguments("Open: a@x.org", "Open:(a@x.org)"),
                arguments("", ""),
                arguments("<>", "\"\""),
                arguments("<a@x.org> <b@y.org>", "a@x.org + b@y.org"),
                arguments("a@x.org b@y.org", "a@x.org + b@y.org"),
                arguments("<a@x.org b@y.org>", "a@x.org + b@y.org"),
                arguments("Ann a@x.org", "[Ann] a@x.org"),
                arguments("Ann <a@x.org", "[Ann] a@x.org"),
                arguments("Ann <a@x.org, b@y.org", "[Ann] a@x.org + b@y.org"),
                arguments("a@b@x.org", "\"a@b\"@x.org"),
                arguments("<mailto:a@x.org>", "\"mailto:a\"@x.org"),
                arguments("\"unclosed <a@x.org>", "\"unclosed <a@x.org>\""),
                arguments("a@x.org (unclosed", "[unclosed] a@x.org"),
                arguments("\\", ""),
                arguments("(\\", ""));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listReadsAs(String value, String expected) {
        assertThat(drawn(Addresses.parse(value).entries())).isEqualTo(expected);
    }

    private static String drawn(List<? extends Addresses.Entry> entries) {
        return String.join(" + ", entries.stream().map(AddressesTest::drawn).toList());
    }

    private static String drawn(Addresses.Entry entry) {
        return switch (entry) {
            case Mailbox mailbox ->
                mailbox.displayName().map(name -> "[" + name + "] ").orElse("")
                        + mailbox.route().map(route -> "{" + route + "} ").orElse("")
                        + mailbox.addrSpec();
            case Group group ->
                group.name() + ":("
                        + String.join(
                                ",",
                                group.members().stream()
                                        .map(AddressesTest::drawn)
                                        .toList())
                        + ")";
        };
    }

    @Test
    void mailboxesAreThoseOfGroupsToo() {
        assertThat(Addresses.parse("a@x, G: b@x, c@x;, d@x").mailboxes())
                .extracting(Mailbox::localPart)
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void localPartIsUnquoted() {
        assertThat(Addresses.parse("\"john \\\"x\\\" doe\"@x.org").mailboxes())
                .containsExactly(new Mailbox(Optional.empty(), Optional.empty(), "john \"x\" doe", "x.org"));
    }

    @Test
    void m2_listsBeyondTheCapAreCutAndMarked() {
        Addresses addresses = Addresses.parse("a@b,".repeat(Bounds.ADDRESSES + 1));
        assertThat(addresses.entries()).hasSize(Bounds.ADDRESSES);
        assertThat(addresses.truncated()).isTrue();
        assertThat(Addresses.parse("a@b,".repeat(Bounds.ADDRESSES)).truncated()).isFalse();
    }

    @Test
    void m2_fieldsBeyondTheCapAreCutAndMarked() {
        byte[] header = ("To: " + "a@b,".repeat(9_000) + "\r\n").repeat(3).getBytes(StandardCharsets.US_ASCII);
        EnvelopeFields envelope = EnvelopeFields.of(Header.parse(header));
        assertThat(envelope.to().entries()).hasSize(Bounds.ADDRESSES);
        assertThat(envelope.truncated()).isTrue();
    }

    @Test
    void repeatedFieldsAreOneList() {
        EnvelopeFields envelope = EnvelopeFields.of(Header.parse(Shape.lines("From: a@x", "from: b@y", "")));
        assertThat(envelope.from().mailboxes()).extracting(Mailbox::domain).containsExactly("x", "y");
        assertThat(envelope.senderOrFrom()).isEqualTo(envelope.from());
        assertThat(envelope.replyToOrFrom()).isEqualTo(envelope.from());
    }
}
