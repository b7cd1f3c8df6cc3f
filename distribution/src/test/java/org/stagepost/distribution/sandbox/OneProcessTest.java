package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.sandbox.JakartaMail.Tls;
import org.stagepost.trace.Tracer;

/** All stages in one process, joined by calls: what a small site runs. Written and read with jakarta.mail over TLS. */
final class OneProcessTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.4"),
            List.of(
                    new Person("bob", "mars.test", "sandbox"),
                    new Person("carol", "mars.test", "sandbox"),
                    new Person("dave", "mars.test", "sandbox")));

    @TempDir
    static Path folder;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() throws Exception {
        Ports ports = Ports.any(List.of(MARS.address()));
        InetAddress here = Ports.loopback("127.0.0.1");
        sandbox = Sandbox.open(folder, ports, new java.net.InetSocketAddress(here, 0), List.of(MARS));
        sandbox.start(MARS, Arrows.IN_PROCESS, Tracer.NONE);
    }

    @AfterAll
    static void stop() throws Exception {
        sandbox.close();
    }

    @Test
    void whatIsSubmittedIsReadByImapAndPop3() throws Exception {
        program("bob").submit(Tls.STARTTLS, "Grüße", "Einen schönen Gruß.\n.\n..\n", "carol@mars.test");
        program("bob").submit(Tls.FROM_THE_FIRST_OCTET, "second", "two", "carol@mars.test");
        List<String> read = program("carol").await(2);
        assertThat(read)
                .hasSize(2)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("Return-Path: <bob@mars.test>\r\nDelivered-To: carol@mars.test\r\nReceived: from ")
                        .contains("\r\n.\r\n..\r\n"));
        assertThat(program("carol").imap(Tls.STARTTLS)).isEqualTo(read);
        assertThat(program("carol").pop3(Tls.STARTTLS)).isEqualTo(read);
        assertThat(program("carol").pop3(Tls.FROM_THE_FIRST_OCTET)).isEqualTo(read);
    }

    @Test
    void severalRecipientsEachGetTheirOwn() throws Exception {
        program("bob").submit(Tls.STARTTLS, "to both", "both", "bob@mars.test", "dave@mars.test");
        assertThat(program("bob").await(1)).singleElement().asString().contains("Delivered-To: bob@mars.test");
        assertThat(program("dave").await(1)).singleElement().asString().contains("Delivered-To: dave@mars.test");
    }

    @Test
    void nobodyWritesUnderAnothersNameOrToNobody() {
        assertThatThrownBy(() -> program("bob").submit(Tls.STARTTLS, "x", "x", "nobody@mars.test"))
                .isInstanceOf(MessagingException.class)
                .hasStackTraceContaining("550 5.1.1");
        Person liar = new Person("bob", "mars.test", "wrong");
        Organisation lying = new Organisation(MARS.domain(), MARS.address(), List.of(liar));
        assertThatThrownBy(() -> new JakartaMail(lying, sandbox.ports(), "bob").imap(Tls.STARTTLS))
                .isInstanceOf(MessagingException.class);
    }

    private static JakartaMail program(String name) {
        return new JakartaMail(MARS, sandbox.ports(), name);
    }
}
