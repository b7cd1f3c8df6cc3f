package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Domain;
import org.stagepost.msa.Device.Protection;
import org.stagepost.msa.Device.Reach;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;

/** Scanners and old programs: no login, one sender, and never a relay for everybody. */
class DeviceTest {
    private static final String FROM = "From: scanner@example.org\r\n";
    private static final Endpoint PLACE = new Endpoint.Tcp("127.0.0.1", 0);

    @TempDir
    Path folder;

    private final NextStage next = new NextStage();
    private Post post;

    private void start(Device... devices) throws Exception {
        post = new Post(folder, next, new Allotment(100, 100, 100, 100, 100), devices);
    }

    @AfterEach
    void stop() throws Exception {
        if (post != null) post.close();
    }

    private static Device device(String name, Protection protection, Reach reach, String network) throws Exception {
        return new Device(
                name,
                List.of(AddressRange.parse(network)),
                List.of(PLACE),
                protection,
                Household.address(name + "@example.org"),
                reach,
                2,
                new Allotment(3, 6, 30, 60, 60));
    }

    private static Device scanner() throws Exception {
        return device("scanner", Protection.NONE, new Reach.Ours(), "127.0.0.0/8");
    }

    private Wire wire() throws Exception {
        Wire wire = new Wire(post.devices());
        wire.reply();
        wire.ask("EHLO scanner");
        return wire;
    }

    private static String send(Wire wire, String header) throws Exception {
        wire.ask("DATA");
        return wire.send(header + "\r\nx\r\n.\r\n").reply();
    }

    @Test
    void aListedDeviceSendsWithoutALoginAndItsMailConforms() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            assertThat(wire.ask("MAIL FROM:<Scanner@example.org>", "RCPT TO:<ann@example.org>"))
                    .startsWith("250 2.1.5");
            assertThat(send(wire, "Subject: scan\r\n")).startsWith("250 2.0.0 queued as ");
        }
        assertThat(next.mails().getFirst().lines()).contains("From: scanner@example.org", "Subject: scan");
        assertThat(next.mails().getFirst().text()).contains("Message-ID: <", "Date: ", " with ESMTP id");
        assertThat(post.event().why()).endsWith("device scanner may use Scanner@example.org");
    }

    @Test
    void whoHasNotLoggedInLetsNoMailWait() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            assertThat(wire.ask("MAIL FROM:<scanner@example.org> HOLDFOR=60")).startsWith("555 5.5.4 ");
        }
    }

    @Test
    void r13_itIsNoRelayForOtherDomains() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            wire.ask("MAIL FROM:<scanner@example.org>");
            assertThat(wire.ask("RCPT TO:<bob@example.net>")).isEqualTo("550 5.7.1 this device may not send there");
            assertThat(wire.ask("RCPT TO:<nobody@example.org>")).startsWith("550 5.1.1");
        }
        assertThat(next.mails()).isEmpty();
    }

    @Test
    void listedDomainsAndAnywhereAreForThoseWhoSaySo() throws Exception {
        Reach listed = new Reach.Listed(List.of(new Domain("example.net")));
        start(
                device("one", Protection.NONE, listed, "127.0.0.1"),
                device("two", Protection.NONE, new Reach.Anywhere(), "127.0.0.1"));
        try (Wire wire = wire()) {
            assertThat(wire.ask("MAIL FROM:<one@example.org>", "RCPT TO:<bob@example.net>"))
                    .startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<ann@example.org>")).startsWith("550 5.7.1");
            assertThat(wire.ask("RSET", "MAIL FROM:<two@example.org>", "RCPT TO:<bob@example.com>"))
                    .startsWith("250 ");
        }
    }

    @Test
    void whoIsNotListedHearsNoGreeting() throws Exception {
        start(device("scanner", Protection.NONE, new Reach.Anywhere(), "192.0.2.7"));
        try (Wire wire = new Wire(post.devices())) {
            assertThat(wire.reply()).isEqualTo("554 5.7.1 this port is for devices that are listed, and you are not");
        }
    }

    @Test
    void r22_itSendsAsNobodyElse() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            for (String other : List.of("ann@example.org", "", "scanner@example.net"))
                assertThat(wire.ask("MAIL FROM:<" + other + ">"))
                        .isEqualTo("550 5.7.1 this device sends as scanner@example.org only");
            wire.ask("MAIL FROM:<scanner@example.org>", "RCPT TO:<ann@example.org>");
            assertThat(send(wire, "From: ann@example.org\r\n")).startsWith("550 5.7.1 From is not");
            assertThat(wire.ask("AUTH PLAIN " + Post.PLAIN)).startsWith("502 5.5.1");
        }
        assertThat(next.mails()).isEmpty();
    }

    @Test
    void tlsIsDemandedWhereTheSettingsDemandIt() throws Exception {
        start(device("scanner", Protection.REQUIRED, new Reach.Ours(), "127.0.0.1"));
        try (Wire wire = wire()) {
            assertThat(wire.ask("MAIL FROM:<scanner@example.org>")).startsWith("530 5.7.0");
            wire.ask("STARTTLS");
            wire.startTls();
            wire.ask("EHLO scanner");
            assertThat(wire.ask("MAIL FROM:<scanner@example.org>")).startsWith("250 ");
        }
    }

    @Test
    void r24_recipientsAndMessagesAreBounded() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            for (int i = 0; i < 3; i++) {
                wire.ask("MAIL FROM:<scanner@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>");
                assertThat(wire.ask("RCPT TO:<c@example.org>")).startsWith("452 4.5.3");
                assertThat(send(wire, FROM)).startsWith("250 ");
            }
            assertThat(wire.ask("MAIL FROM:<scanner@example.org>")).startsWith("450 4.7.1");
        }
        assertThat(post.events()).anyMatch(event -> event.what().equals("alarm: all messages of an hour are used up"));
        post.close();
        start(scanner());
        try (Wire wire = wire()) {
            assertThat(wire.ask("MAIL FROM:<scanner@example.org>"))
                    .as("a restart fills nothing up")
                    .startsWith("450 4.7.1");
        }
    }

    @Test
    void placesFollowTheListAndTheOthersKeepTheirSessions() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            Endpoint second = new Endpoint.Tcp("127.0.0.2", 0);
            Device other = new Device(
                    "fax",
                    scanner().networks(),
                    List.of(second),
                    Protection.REQUIRED,
                    Household.address("fax@example.org"),
                    new Reach.Ours(),
                    2,
                    scanner().allotment());
            post.instance(Devices.class).become(List.of(scanner(), other));
            post.instance(DeviceServer.class).follow();
            assertThat(post.instance(DeviceServer.class).endpoints()).hasSize(2);
            assertThat(wire.ask("NOOP")).startsWith("250 ");
            post.instance(Devices.class).become(List.of(other));
            Thread leaving = Thread.ofVirtual()
                    .start(() -> assertThatCode(post.instance(DeviceServer.class)::follow)
                            .doesNotThrowAnyException());
            assertThat(wire.line()).startsWith("421 4.3.2");
            leaving.join();
            assertThat(post.instance(DeviceServer.class).endpoints()).hasSize(1);
        }
    }

    @Test
    void aListThatChangesHoldsFromTheNextCommandOn() throws Exception {
        start(scanner());
        try (Wire wire = wire()) {
            wire.ask("MAIL FROM:<scanner@example.org>");
            post.instance(Devices.class).become(List.of());
            assertThat(wire.ask("RCPT TO:<ann@example.org>")).startsWith("554 5.7.1");
        }
    }
}
