package org.stagepost.mda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.StoreException.Reason;
import org.stagepost.mda.Turns.Turn;
import org.stagepost.message.HeaderEdit;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

/** What ends in which mailbox, with which fields on top and which reply. */
class LocalDeliveryTest {
    private static final TraceId ID = new TraceId("01KAB3000000000A");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final Message MESSAGE = message("Subject: hello\r\n\r\ntext\r\n");

    private final Village village = new Village()
            .account("ann@example.org")
            .account("bob@example.org")
            .alias("sales@example.org", "bob@example.org")
            .alias("team@example.org", "ann@example.org", "bob@example.org")
            .alias("away@example.org", "ann@example.net");
    private final List<TraceEvent> events = new ArrayList<>();

    private static MdaConfig config(OverQuota overQuota) {
        return new MdaConfig(new Domain("mx.example.org"), List.of(), Set.of(), overQuota, 1 << 20, Path.of("unused"));
    }

    private LocalDelivery delivery(OverQuota overQuota) {
        return new LocalDelivery(
                village, village, config(overQuota), new Reporter(events::add, CLOCK, Stage.MTA, "mx.example.org"));
    }

    private static Message message(String text) {
        return Message.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static Envelope to(String... recipients) {
        Envelope envelope = Envelope.from(ID, ReversePath.of(Village.address("sender@example.net")));
        for (String recipient : recipients) envelope = envelope.and(Recipient.of(Village.address(recipient)));
        return envelope;
    }

    private Outcome send(Message message, String... recipients) {
        return delivery(OverQuota.DEFER).send(to(recipients), message);
    }

    private static List<String> replies(Outcome outcome) {
        return outcome.replies().values().stream().map(Reply::toString).toList();
    }

    private String only(String account) {
        assertThat(village.box(account).in("INBOX")).hasSize(1);
        return village.box(account).in("INBOX").get(0);
    }

    @Test
    void eachRecipientGetsACopyWithItsOwnTraceFields() {
        Outcome outcome = send(MESSAGE, "ann@example.org", "bob@example.org");
        assertThat(replies(outcome)).containsOnly("250 2.1.5 delivered " + ID);
        assertThat(only("ann@example.org"))
                .isEqualTo(lines(
                        "Return-Path: <sender@example.net>",
                        "Delivered-To: ann@example.org",
                        "Subject: hello",
                        "",
                        "text"));
        assertThat(only("bob@example.org")).contains("Delivered-To: bob@example.org\r\n");
    }

    @Test
    void oneMailboxHasSoManyDeliveriesAtOnceAndNobodyElseWaitsForIt() {
        Turns turns = new Turns(2, Duration.ZERO);
        MdaConfig config = config(OverQuota.DEFER);
        Reporter reporter = new Reporter(events::add, CLOCK, Stage.MTA, "mx.example.org");
        LocalDelivery delivery = new LocalDelivery(village, village, config, reporter, turns);
        try (Turn one = turns.of(Village.address("ann@example.org")).orElseThrow();
                Turn other = turns.of(Village.address("Ann@example.org")).orElseThrow()) {
            assertThat(one).isNotSameAs(other);
            assertThat(replies(delivery.send(to("ann@example.org", "bob@example.org"), MESSAGE)))
                    .containsExactly(
                            "451 4.2.0 too many deliveries to this mailbox at once, try again later",
                            "250 2.1.5 delivered " + ID);
        }
        assertThat(replies(delivery.send(to("ann@example.org"), MESSAGE))).containsExactly("250 2.1.5 delivered " + ID);
        assertThat(turns.accounts()).as("nothing is kept of who has gone").isZero();
    }

    @Test
    void whoWaitsForATurnGetsItWhenItIsFree() throws Exception {
        Turns turns = new Turns(1, Duration.ofSeconds(20));
        Address ann = Village.address("ann@example.org");
        CompletableFuture<Boolean> second;
        try (Turn first = turns.of(ann).orElseThrow()) {
            second = CompletableFuture.supplyAsync(() -> turns.of(ann).isPresent());
            assertThat(first).isNotNull();
        }
        assertThat(second.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nullReversePathIsKept() {
        delivery(OverQuota.DEFER)
                .send(
                        Envelope.from(ID, ReversePath.NULL)
                                .to(to("ann@example.org").recipients()),
                        MESSAGE);
        assertThat(only("ann@example.org")).startsWith("Return-Path: <>\r\n");
    }

    @Test
    void returnPathThatCameAlongGoes() {
        send(message("return-path: <forged@x>\r\nSubject: x\r\nReturn-Path: <y@z>\r\n\r\ntext\r\n"), "ann@example.org");
        assertThat(only("ann@example.org"))
                .isEqualTo(lines(
                        "Return-Path: <sender@example.net>",
                        "Delivered-To: ann@example.org",
                        "Subject: x",
                        "",
                        "text"));
    }

    @Test
    void m6_messageWithoutHeaderKeepsItsBody() {
        send(message("Hello world\r\n"), "ann@example.org");
        assertThat(only("ann@example.org")).endsWith("Delivered-To: ann@example.org\r\n\r\nHello world\r\n");
    }

    @Test
    void r14_unknownUserIsRefusedAtRcptAndAtDelivery() {
        Recipient nobody = Recipient.of(Village.address("nobody@example.org"));
        assertThat(delivery(OverQuota.DEFER).accepts(to(), nobody)).hasToString("550 5.1.1 no such user here");
        assertThat(replies(send(MESSAGE, "nobody@example.org", "ann@example.org")))
                .containsExactly("550 5.1.1 no such user here", "250 2.1.5 delivered " + ID);
        assertThat(replies(send(MESSAGE, "ann@example.net"))).first().asString().startsWith("550 5.1.2 ");
    }

    @ParameterizedTest
    @CsvSource({
        "ANN@Example.org, ann@example.org",
        "sales@example.org, bob@example.org",
        "Sales@example.org, bob@example.org",
        "postmaster@example.org, ann@example.org",
        "PostMaster@example.org, ann@example.org",
        "abuse@example.org, ann@example.org"
    })
    void addressLeadsToAccount(String recipient, String account) {
        assertThat(delivery(OverQuota.DEFER)
                        .accepts(to(), Recipient.of(Village.address(recipient)))
                        .positive())
                .isTrue();
        assertThat(send(MESSAGE, recipient).allPositive()).isTrue();
        assertThat(only(account)).contains("Delivered-To: " + account);
    }

    @ParameterizedTest
    @CsvSource({"team@example.org", "away@example.org"})
    void aliasThatTheMtaHasToFollowWaitsForIt(String recipient) {
        assertThat(replies(send(MESSAGE, recipient))).first().asString().startsWith("451 4.3.5 ");
        assertThat(delivery(OverQuota.DEFER)
                        .accepts(to(), Recipient.of(Village.address(recipient)))
                        .code())
                .isEqualTo(451);
    }

    @Test
    void detailNamesAMailboxThatExists() {
        village.box("ann@example.org").with("Lists").with("Work", "2026");
        assertThat(send(MESSAGE, "ann+lists@example.org", "Ann+Work.2026@example.org", "ann+work/2026@example.org")
                        .allPositive())
                .isTrue();
        assertThat(village.box("ann@example.org").in("Lists"))
                .singleElement()
                .asString()
                .contains("Delivered-To: ann+lists@");
        assertThat(village.box("ann@example.org").in("Work", "2026")).hasSize(2);
        assertThat(village.box("ann@example.org").in("INBOX")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ann+none@example.org",
        "'\"ann+../../bob\"@example.org'",
        "'\"ann+a b\"@example.org'",
        "ann+@example.org"
    })
    void v3_detailThatNamesNoMailboxEndsInInbox(String recipient) {
        assertThat(send(MESSAGE, recipient).allPositive()).isTrue();
        assertThat(village.box("ann@example.org").in("INBOX")).hasSize(1);
    }

    @Test
    void mailboxDeletedMeanwhileLosesNoMail() {
        village.box("ann@example.org").withVanishing("Lists");
        assertThat(send(MESSAGE, "ann+lists@example.org").allPositive()).isTrue();
        assertThat(village.box("ann@example.org").in("INBOX")).hasSize(1);
    }

    @Test
    void repeatLandsOnItself() {
        send(MESSAGE, "ann@example.org");
        assertThat(replies(send(MESSAGE, "ann@example.org"))).containsExactly("250 2.1.5 delivered " + ID);
        assertThat(village.box("ann@example.org").in("INBOX")).hasSize(1);
        assertThat(village.box("ann@example.org").keys()).containsExactly(new DeliveryKey(ID + "/ann@example.org"));
    }

    @Test
    void oneMessageToTwoAddressesOfOneAccountIsTwo() {
        send(MESSAGE, "bob@example.org", "sales@example.org");
        assertThat(village.box("bob@example.org").in("INBOX")).hasSize(2);
    }

    @Test
    void r21_messageThatWasHereBeforeIsALoop() throws IOException {
        send(MESSAGE, "ann@example.org");
        Message back = message("Received: from elsewhere\r\n" + only("ann@example.org"));
        assertThat(replies(send(back, "ANN@example.org", "bob@example.org")))
                .satisfiesExactly(
                        loop -> assertThat(loop).startsWith("554 5.4.6 "),
                        taken -> assertThat(taken).startsWith("250 "));
        assertThat(village.box("ann@example.org").in("INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "OVER_QUOTA, 452 4.2.2",
        "LIMIT, 452 4.2.2",
        "TOO_BIG, 552 5.2.3",
        "READ_ONLY, 451 4.2.1",
        "UNAVAILABLE, 451 4.3.0",
        "CORRUPTION, 451 4.3.0"
    })
    void v7_whatTheStoreRefusesIsTheReply(Reason reason, String reply) {
        village.box("ann@example.org").refuse(reason);
        assertThat(replies(send(MESSAGE, "ann@example.org", "bob@example.org")))
                .satisfiesExactly(
                        refused -> assertThat(refused).startsWith(reply + " "),
                        taken -> assertThat(taken).startsWith("250 "));
        Recipient ann = Recipient.of(Village.address("ann@example.org"));
        assertThat(delivery(OverQuota.DEFER).accepts(to(), ann).toString()).startsWith(reply);
    }

    @Test
    void aRefusalAtRcptIsReportedLikeOneAtDelivery() {
        Recipient ann = Recipient.of(Village.address("ann@example.org"));
        assertThat(delivery(OverQuota.DEFER).accepts(to(), ann).positive()).isTrue();
        assertThat(events).isEmpty();
        village.box("ann@example.org").refuse(Reason.UNAVAILABLE);
        delivery(OverQuota.DEFER).accepts(to(), ann);
        send(MESSAGE, "ann@example.org");
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo(events.get(1));
        assertThat(events.get(0).why()).startsWith("UNAVAILABLE: ");
        delivery(OverQuota.DEFER).accepts(to(), Recipient.of(Village.address("nobody@example.org")));
        assertThat(events.get(2).to()).isEqualTo("nobody");
        assertThat(events.get(2).what()).startsWith("550 5.1.1");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasANegativeReply(Reason reason) {
        village.box("ann@example.org").refuse(reason);
        assertThat(send(MESSAGE, "ann@example.org").allPositive()).isFalse();
    }

    @Test
    void v7_fullMailboxRejectsWherePolicySaysSo() {
        village.box("ann@example.org").refuse(Reason.OVER_QUOTA);
        Outcome outcome = delivery(OverQuota.REJECT).send(to("ann@example.org"), MESSAGE);
        assertThat(replies(outcome)).containsExactly("552 5.2.2 the mailbox is full");
    }

    @Test
    void unreadableMessageIsAReply() {
        Message broken = new Message() {
            @Override
            public long size() {
                return 1;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("gone");
            }
        };
        assertThat(replies(send(broken, "ann@example.org"))).containsExactly(DeliveryReplies.NOT_READ.toString());
    }

    @Test
    void eachDeliveryIsReported() {
        village.box("bob@example.org").with("Lists");
        send(MESSAGE, "ann+none@example.org", "bob+lists@example.org", "nobody@example.org");
        assertThat(events)
                .extracting(TraceEvent::to)
                .containsExactly("ann@example.org INBOX", "bob@example.org Lists", "nobody");
        assertThat(events).extracting(TraceEvent::stage).containsOnly(Stage.MDA);
        assertThat(events).extracting(TraceEvent::why).containsExactly("no mailbox none", "", "");
        assertThat(events.get(0).parties()).containsExactly("sender@example.net", "ann+none@example.org");
    }

    @Test
    void queueIdIsTheOneThatOurQueuePutOnTop() throws IOException {
        assertThat(queueId("Received: by a with ESMTP id 01KAB3000000000B; date\r\nReceived: by z id 1; d\r\n\r\n"))
                .isEqualTo("01KAB3000000000B");
        assertThat(queueId("Return-Path: <>\r\nReceived: by a id 01KAB3000000000B; d\r\n\r\n"))
                .isEqualTo("01KAB3000000000B");
        assertThat(queueId("Received: from mx.a by mx.a id 01KAB3000000000B; d\r\nDate: d\r\n\r\n"))
                .isEqualTo("01KAB3000000000B");
        for (String none : List.of(
                "",
                "Subject: x\r\nReceived: by a id 1; d\r\n\r\n",
                "Received: by a; d\r\n\r\n",
                "Received: from a by b (Postfix) with ESMTP id 4XyZ; Mon\r\n\r\n")) {
            assertThat(queueId(none)).isEqualTo(ID.toString());
        }
    }

    private static String queueId(String header) throws IOException {
        return QueueIds.of(HeaderEdit.of(message(header)).header(), ID);
    }
}
