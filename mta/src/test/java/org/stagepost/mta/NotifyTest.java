package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.mta.World.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Recipient.Notify;
import org.stagepost.mail.Reply;
import org.stagepost.smtp.Extension;

/** What senders ask to be told (RFC 3461), and whether they are told that and nothing else. */
class NotifyTest {
    private static final String RECORDS = """
        venus.test MX 10 mx.venus.test
        mx.venus.test A 127.0.0.3
        """;

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(folder, keys);
        world.dns.serve(RECORDS);
    }

    @AfterEach
    void end() throws Exception {
        world.close();
    }

    @Test
    void successInAMailboxIsReportedOnce() throws Exception {
        world.startForRelaying();

        assertThat(relay("RET=FULL ENVID=QQ+2B314", "<joe@mars.test> NOTIFY=SUCCESS ORCPT=rfc822;Joe+2Bx@mars.test"))
                .startsWith("250 2.0.0 queued as ");

        assertThat(reportTo("ann@mars.test"))
                .contains("Subject: Your message has been delivered\r\n")
                .contains("\r\nOriginal-Envelope-Id: QQ+314\r\n")
                .contains("\r\nOriginal-Recipient: rfc822; Joe+x@mars.test\r\n"
                        + "Final-Recipient: rfc822; joe@mars.test\r\nAction: delivered\r\nStatus: 2.1.5\r\n")
                .contains("Content-Type: text/rfc822-headers\r\n")
                .doesNotContain("\r\ntext\r\n");
        settled();
        assertThat(world.mailboxes.delivered()).hasSize(2);
    }

    @Test
    void successAtAHostThatReportsNothingIsReportedAsRelayed() throws Exception {
        OtherHost venus = world.host(3);
        world.startForRelaying();

        relay("", "<bob@venus.test> NOTIFY=SUCCESS,FAILURE");

        assertThat(reportTo("ann@mars.test"))
                .contains("Subject: Your message has been passed on\r\n")
                .contains("\r\nFinal-Recipient: rfc822; bob@venus.test\r\nAction: relayed\r\nStatus: 2.0.0\r\n")
                .contains("\r\nRemote-MTA: dns; mx.example.org\r\n");
        settled();
        assertThat(venus.letters()).hasSize(1);
    }

    @Test
    void aHostThatReportsItselfIsToldWhatTheSenderWants() throws Exception {
        OtherHost venus = world.host(3, terms -> terms.offering(Extension.DSN));
        world.startForRelaying();

        relay("RET=HDRS ENVID=one", "<bob@venus.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@venus.test");

        until("it is there", () -> venus.letters().size() == 1);
        settled();
        var envelope = venus.letters().getFirst().envelope();
        assertThat(envelope.options().envelopeId()).contains("one");
        assertThat(envelope.recipients().getFirst().notices()).containsExactlyInAnyOrder(Notify.SUCCESS, Notify.DELAY);
        assertThat(envelope.recipients().getFirst().originalRecipient()).contains("rfc822;b@venus.test");
        assertThat(world.mailboxes.delivered()).isEmpty();
    }

    @Test
    void neverIsNeverAndNobodyIsToldOfSuccessUnasked() throws Exception {
        OtherHost venus = world.host(3);
        venus.reply("bob@venus.test", Reply.of(550, "5.1.1", "who?"));
        world.startForRelaying();

        relay("", "<bob@venus.test> NOTIFY=NEVER", "<eve@venus.test>", "<joe@mars.test> NOTIFY=FAILURE");

        until("joe has it", () -> world.mailboxes.delivered().size() == 1);
        settled();
        assertThat(world.mailboxes.delivered().getFirst()).startsWith("joe@mars.test: ");
    }

    /** Who was named himself takes no report away from the alias (RFC 3461 5.2.7.3). */
    @ParameterizedTest
    @ValueSource(strings = {"ann", "ann joe", ""})
    void whoeverElseIsNamedTheAliasIsReportedOnce(String named) throws Exception {
        world.startForRelaying();

        List<String> recipients = new ArrayList<>();
        for (String name : named.split(" ")) if (!name.isEmpty()) recipients.add("<" + name + "@mars.test>");
        recipients.add("<all@mars.test> NOTIFY=SUCCESS ORCPT=rfc822;all@mars.test");
        if (named.isEmpty()) recipients.add("<ann@mars.test>");
        relay("", recipients.toArray(String[]::new));

        until("all three are there", () -> world.mailboxes.delivered().size() == 3);
        settled();
        assertThat(world.mailboxes.delivered())
                .filteredOn(copy -> copy.contains("Action: delivered"))
                .singleElement()
                .asString()
                .contains("Original-Recipient: rfc822; all@mars.test\r\n");
    }

    @Test
    void whoIsNamedBehindHisAliasIsReportedAsHeWasNamed() throws Exception {
        world.startForRelaying();

        relay("", "<all@mars.test>", "<joe@mars.test> NOTIFY=SUCCESS");

        until("all three are there", () -> world.mailboxes.delivered().size() == 3);
        settled();
        assertThat(world.mailboxes.delivered())
                .filteredOn(copy -> copy.contains("Action: delivered"))
                .singleElement()
                .asString()
                .contains("Final-Recipient: rfc822; joe@mars.test\r\n");
    }

    @Test
    void ofThoseBehindAnAliasTheFirstIsReported() throws Exception {
        world.startForRelaying();

        relay("", "<all@mars.test> NOTIFY=SUCCESS ORCPT=rfc822;all@mars.test");

        until("all three are there", () -> world.mailboxes.delivered().size() == 3);
        settled();
        assertThat(world.mailboxes.delivered())
                .filteredOn(copy -> copy.contains("Action: delivered"))
                .singleElement()
                .satisfies(report -> assertThat(report)
                        .contains("Original-Recipient: rfc822; all@mars.test\r\n"
                                + "Final-Recipient: rfc822; ann@mars.test\r\n")
                        .doesNotContain("Final-Recipient: rfc822; joe@mars.test"));
    }

    @Test
    void x_aReportThatTheDiskRefusesComesLaterAndNothingIsDeliveredTwice() throws Exception {
        world.startForRelaying();
        CountDownLatch gate = world.mailboxes.hold();
        relay("", "<joe@mars.test> NOTIFY=SUCCESS");
        world.disk.fail(call -> call.equals("force:queue.message"), "Input/output error");
        gate.countDown();
        assertThat(world.waiting()).hasSize(1);

        world.stop();
        world.disk.heal();
        world.start();

        assertThat(reportTo("ann@mars.test")).contains("Action: delivered\r\n");
        settled();
        assertThat(world.mailboxes.delivered())
                .filteredOn(copy -> copy.startsWith("joe@mars.test: "))
                .hasSize(1);
    }

    /** A message of ann's over the listener of our own stage, whose parameters must survive this hop. */
    private String relay(String options, String... recipients) throws Exception {
        try (Wire wire = world.greeted(world.submissionAddress())) {
            wire.ask("AUTH PLAIN AG1zYQBzZWNyZXQ=");
            assertThat(wire.ask("MAIL FROM:<ann@mars.test> " + options)).startsWith("250 ");
            for (String recipient : recipients)
                assertThat(wire.ask("RCPT TO:" + recipient)).startsWith("250 ");
            wire.ask("DATA");
            return wire.ask("Subject: hello\r\n\r\ntext\r\n.");
        }
    }

    private String reportTo(String address) {
        until(
                "the report is there",
                () -> world.mailboxes.delivered().stream().anyMatch(copy -> isReport(copy, address)));
        return world.mailboxes.delivered().stream()
                .filter(copy -> isReport(copy, address))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isReport(String copy, String address) {
        return copy.startsWith(address + ": ") && copy.contains("report-type=delivery-status");
    }

    private void settled() throws Exception {
        assertThat(world.waiting()).isEmpty();
        assertThat(world.queueFiles()).isEmpty();
        assertThat(Set.copyOf(world.mailboxes.delivered())).hasSameSizeAs(world.mailboxes.delivered());
    }
}
