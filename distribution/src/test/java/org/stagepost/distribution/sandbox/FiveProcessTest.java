package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Assembly;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Server;
import org.stagepost.distribution.sandbox.JakartaMail.Tls;
import org.stagepost.launch.Settings;
import org.stagepost.trace.Tracer;

/** Each stage in a process of its own, over the same folders and joined by SMTP and LMTP only; what each of them owns. */
final class FiveProcessTest {
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.5"),
            List.of(
                    new Person("bob", "mars.test", "sandbox"),
                    new Person("carol", "mars.test", "sandbox"),
                    new Person("dave", "mars.test", "sandbox"),
                    new Person("erin", "mars.test", "sandbox"),
                    new Person("frank", "mars.test", "sandbox"),
                    new Person("gina", "mars.test", "sandbox"),
                    new Person("henry", "mars.test", "sandbox")));
    private static final Pattern UIDVALIDITY = Pattern.compile("^3 V(\\d+) ");

    @TempDir
    static Path folder;

    private static Ports ports;
    private static Stages stages;

    @BeforeAll
    static void start() throws Exception {
        ports = Ports.any(List.of(MARS.address()));
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        stages = new Stages(folder, MARS, ports, nobody);
        stages.start(Role.values());
    }

    @AfterAll
    static void stop() {
        stages.close();
    }

    @Test
    void aMessageGoesFromProcessToProcessAndIsReadByImapAndPop3() throws Exception {
        program("bob").submit(Tls.STARTTLS, "alone", "for you", "carol@mars.test");
        program("bob").submit(Tls.FROM_THE_FIRST_OCTET, "both", "for two", "carol@mars.test", "gina@mars.test");
        List<String> read = program("carol").await(2);
        assertThat(read)
                .hasSize(2)
                .allSatisfy(message -> assertThat(received(message))
                        .as("a Received field for each of the three wires")
                        .containsExactly("LMTP", "ESMTP", "ESMTPSA"));
        assertThat(program("carol").pop3(Tls.STARTTLS)).containsExactlyInAnyOrderElementsOf(read);
        assertThat(program("carol").pop3(Tls.FROM_THE_FIRST_OCTET)).containsExactlyInAnyOrderElementsOf(read);
        assertThat(program("gina").await(1)).singleElement().asString().contains("Subject: both");
    }

    @Test
    void theTraceJoinsWhatFiveProcessesSawIntoOneJourney() throws Exception {
        program("bob").submit(Tls.STARTTLS, "followed", "step by step", "frank@mars.test");
        program("frank").await(1);
        String journey = new Shell(stages.settings()).run("", "trace", "--to", "frank@mars.test");
        assertThat(journey)
                .startsWith("Message ")
                .containsPattern("(?m)^ *\\d+\\.\\d+ s  MSA ")
                .containsPattern("(?m)^ *\\d+\\.\\d+ s  MTA ")
                .containsPattern("(?m)^ *\\d+\\.\\d+ s  MDA ")
                .contains("C: LHLO mx.mars.test", "C: MAIL FROM:<bob@mars.test>", " octets, \"followed\"")
                .doesNotContain("sandbox");
        Matcher id = Pattern.compile("^Message (\\w+)").matcher(journey);
        assertThat(id.find()).isTrue();
        assertThat(new Shell(stages.settings()).run("", "trace", id.group(1))).isEqualTo(journey);
    }

    @Test
    void whileTheOwnerIsStoppedLoginDeliveryAndPop3GoOnAndItTakesInWhatTheyDid() throws Exception {
        JakartaMail erin = program("erin");
        program("bob").submit(Tls.STARTTLS, "first", "1", "erin@mars.test");
        program("bob").submit(Tls.STARTTLS, "second", "2", "erin@mars.test");
        erin.await(2);
        String before = uidList("erin");
        stages.stop(Role.IMAP);
        program("bob").submit(Tls.STARTTLS, "third", "3", "erin@mars.test");
        assertThat(erin.pop3(Tls.STARTTLS)).hasSize(3).last().asString().contains("Subject: third");
        List<String> names = erin.uidls();
        assertThat(names).hasSize(3).doesNotHaveDuplicates();
        erin.deleteByPop3(names.get(0));
        assertThat(erin.uidls()).containsExactlyElementsOf(names.subList(1, 3));
        assertThat(uidList("erin")).as("only the owner writes the UID list").startsWith(before);
        stages.start(Role.IMAP);
        assertThat(erin.await(2)).hasSize(2).last().asString().contains("Subject: third");
        assertThat(erin.uids()).containsExactly(2L, 3L);
        assertThat(erin.uidls()).containsExactlyElementsOf(names.subList(1, 3));
        assertThat(uidValidity(uidList("erin"))).isEqualTo(uidValidity(before));
    }

    @Test
    void anOpenMailboxShowsWhatAnotherProcessDeliversAndRemoves() throws Exception {
        JakartaMail bob = program("bob");
        try (JakartaMail.Inbox inbox = bob.inbox()) {
            Folder folder = inbox.folder();
            int before = folder.getMessageCount();
            program("carol").submit(Tls.STARTTLS, "now", "look", "bob@mars.test");
            JakartaMail.until(() -> folder.getMessageCount() == before + 1);
            Message come = folder.getMessage(before + 1);
            bob.deleteByPop3(bob.uidls().getLast());
            JakartaMail.until(() -> folder.getMessageCount() > 0 && come.isExpunged());
        }
    }

    @Test
    void whatCannotBeDeliveredWaitsInTheQueue() throws Exception {
        stages.stop(Role.MDA);
        program("bob").submit(Tls.STARTTLS, "later", "wait", "dave@mars.test");
        assertThat(new Shell(stages.settings()).run("", "queue", "list")).contains("dave@mars.test");
        stages.start(Role.MDA);
        JakartaMail dave = program("dave");
        JakartaMail.until(() -> dave.imap(Tls.STARTTLS).stream().anyMatch(each -> each.contains("Subject: later")));
        JakartaMail.until(
                () -> !new Shell(stages.settings()).run("", "queue", "list").contains("dave@mars.test"));
    }

    @Test
    void nobodyTakesOverWhatAProcessOwns() throws Exception {
        for (Role role : List.of(Role.IMAP, Role.MDA, Role.MTA)) {
            Assembly second = new Assembly(
                    Configuration.from(Settings.read(stages.settings())), Set.of(role), Arrows.IN_PROCESS, Tracer.NONE);
            assertThatThrownBy(() -> Server.start(second)).as("%s", role).hasMessageContaining("another process");
        }
        program("bob").submit(Tls.STARTTLS, "unharmed", "still here", "henry@mars.test");
        JakartaMail henry = program("henry");
        JakartaMail.until(() -> henry.imap(Tls.STARTTLS).stream().anyMatch(each -> each.contains("Subject: unharmed")));
    }

    /** By which protocols a message came, the newest first. */
    private static List<String> received(String message) {
        String header = message.substring(0, message.indexOf("\r\n\r\n")).replaceAll("\r\n[ \t]+", " ");
        return Pattern.compile("(?m)^Received: .*? with (\\w+)")
                .matcher(header)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String uidList(String name) throws Exception {
        return Files.readString(stages.data().resolve("mail/mars.test/" + name + "/Maildir/dovecot-uidlist"));
    }

    private static String uidValidity(String list) {
        Matcher first = UIDVALIDITY.matcher(list);
        assertThat(first.find()).isTrue();
        return first.group(1);
    }

    private static JakartaMail program(String name) {
        return new JakartaMail(MARS, ports, name);
    }
}
