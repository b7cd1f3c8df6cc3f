package org.stagepost.distribution.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.sandbox.Organisation;
import org.stagepost.distribution.sandbox.Person;
import org.stagepost.distribution.sandbox.Ports;
import org.stagepost.distribution.sandbox.Sandbox;
import org.stagepost.trace.Tracer;

/** Realistic and awkward messages in one Maildir each of Dovecot and us: both tell the same of them by FETCH. */
final class DovecotFetchTest {
    private static final Person ANN = new Person("ann", "mars.test", "sandbox");
    private static final Organisation MARS = new Organisation("mars.test", Ports.loopback("127.0.0.5"), List.of(ANN));
    private static final List<String> ITEMS = List.of(
            "UID INTERNALDATE RFC822.SIZE",
            "ENVELOPE",
            "BODY",
            "BODYSTRUCTURE",
            "RFC822",
            "RFC822.HEADER",
            "RFC822.TEXT",
            "BODY.PEEK[]<10.20>",
            "BODY.PEEK[TEXT]<3.100000>",
            "BODY.PEEK[HEADER.FIELDS (Subject)]<4.7>");
    private static final List<String> SECTIONS = List.of(
            "",
            "HEADER",
            "TEXT",
            "HEADER.FIELDS (From Subject X-None)",
            "HEADER.FIELDS.NOT (From Subject)",
            "1",
            "1.MIME",
            "1.HEADER",
            "1.TEXT",
            "1.1",
            "1.1.MIME",
            "1.2",
            "1.1.1",
            "2",
            "2.MIME",
            "2.HEADER",
            "2.TEXT",
            "2.HEADER.FIELDS (Subject)",
            "2.HEADER.FIELDS.NOT (Subject)",
            "2.1",
            "2.1.MIME",
            "2.1.HEADER",
            "2.2",
            "2.2.MIME",
            "2.2.HEADER",
            "2.2.TEXT",
            "2.2.1",
            "2.2.1.MIME",
            "3",
            "3.MIME",
            "4");

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static ImapDialogue ours;
    private static Dovecot dovecot;

    @BeforeAll
    static void start() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("dovecot"));
        AwkwardMail.writeAll(theirs.resolve("Maildir"));
        dovecot = Dovecot.over(theirs);
        Ports ports = Ports.any(List.of(MARS.address()));
        InetAddress here = Ports.loopback("127.0.0.1");
        Path stagepost = Files.createDirectory(folder.resolve("stagepost"));
        sandbox = Sandbox.open(stagepost, ports, new InetSocketAddress(here, 0), List.of(MARS));
        AwkwardMail.writeAll(MARS.folder(stagepost).resolve("data/mail/mars.test/ann/Maildir"));
        sandbox.start(MARS, Arrows.IN_PROCESS, Tracer.NONE);
        ours = Tls.dial(MARS.at(ports.imaps()));
        ours.command("LOGIN " + ANN.address() + " " + ANN.password());
        ours.command("EXAMINE INBOX");
        dovecot.dialogue().command("EXAMINE INBOX");
    }

    @AfterAll
    static void stop() throws Exception {
        if (ours != null) ours.close();
        if (sandbox != null) sandbox.close();
        if (dovecot != null) dovecot.close();
    }

    @TestFactory
    Stream<DynamicTest> everyMessageIsToldAlike() throws IOException {
        List<AwkwardMail> all = AwkwardMail.all();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int number = i + 1;
            String name = all.get(i).name();
            tests.add(DynamicTest.dynamicTest(name, () -> compare(number, name)));
        }
        return tests.stream();
    }

    /** Whatever differs must be listed, and whatever is listed must differ. */
    private static void compare(int number, String name) throws IOException {
        Map<String, Tree> we = answers(ours, number);
        Map<String, Tree> they = answers(dovecot.dialogue(), number);
        List<String> listed = new ArrayList<>(Deliberate.ANSWERS.keySet().stream()
                .filter(answer -> answer.startsWith(name + " "))
                .toList());
        List<String> differences = new ArrayList<>();
        Set<String> met = new HashSet<>();
        assertThat(we.keySet()).containsExactlyInAnyOrderElementsOf(they.keySet());
        for (String item : we.keySet()) {
            if (Deliberate.same(we.get(item), they.get(item)) || Deliberate.isMissing(item, we, they)) continue;
            Optional<String> reason = listed.stream()
                    .filter(answer -> isOf(answer, name + " " + item))
                    .findFirst();
            if (reason.isPresent()) met.add(reason.get());
            else differences.add("%s%n  ours   %s%n  theirs %s".formatted(item, we.get(item), they.get(item)));
        }
        assertThat(differences).as("differences that nobody has meant").isEmpty();
        assertThat(met).as("differences that are listed").containsExactlyInAnyOrderElementsOf(listed);
    }

    private static boolean isOf(String answer, String item) {
        return answer.endsWith("*") ? item.startsWith(answer.substring(0, answer.length() - 1)) : item.equals(answer);
    }

    private static Map<String, Tree> answers(ImapDialogue dialogue, int number) throws IOException {
        Map<String, Tree> answers = new LinkedHashMap<>();
        for (String item : ITEMS) answers.putAll(dialogue.fetch(number, item));
        for (String section : SECTIONS) answers.putAll(dialogue.fetch(number, "BODY.PEEK[" + section + "]"));
        return answers;
    }
}
