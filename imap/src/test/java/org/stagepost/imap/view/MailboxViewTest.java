package org.stagepost.imap.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.imap.MemoryMailbox;
import org.stagepost.imap.MemoryStore;
import org.stagepost.imap.TestServer;
import org.stagepost.imap.command.LoggedIn.Access;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView.Expunges;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox.Arrival;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;

/** Two clients that believe what they are told, and random changes: their belief is checked against the mailbox. */
class MailboxViewTest {
    private static final Pattern DATA =
            Pattern.compile("\\* (\\d+) (EXISTS|RECENT|EXPUNGE|FETCH \\(FLAGS \\((.*)\\)\\))");
    private static final Arrival MESSAGE =
            new Arrival(Message.of("x".getBytes(StandardCharsets.US_ASCII)), Flags.NONE, Instant.EPOCH);

    /** A client: for each number the UID that it stands for, and the flags, as far as it has been told. */
    private static final class Client {
        final MailboxView view;
        final List<Long> uids = new ArrayList<>();
        final List<Set<String>> flags = new ArrayList<>();

        Client(MemoryMailbox mailbox) {
            view = new MailboxView(mailbox, Access.READ_WRITE);
            learn();
        }

        /** Fetches UIDs and flags of what it does not know yet. */
        void learn() {
            for (int position = uids.size(); position < view.messages().size(); position++) {
                uids.add(view.messages().uid(position));
                flags.add(words(view.flags(position)));
            }
        }

        void hear(Expunges expunges) throws Exception {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            ResponseWriter out = new ResponseWriter(octets);
            view.tell(expunges, out);
            out.flush();
            believe(octets.toString(StandardCharsets.US_ASCII), expunges);
        }

        void store(long number, Flag flag) throws Exception {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            ResponseWriter out = new ResponseWriter(octets);
            long uid = uids.get((int) number - 1);
            view.store(UidSet.of(uid), new FlagChange(FlagChange.Kind.ADD, Flags.of(flag)), out);
            flags.get((int) number - 1).add(flag.wire());
            out.flush();
            believe(octets.toString(StandardCharsets.US_ASCII), Expunges.HELD);
        }

        private void believe(String lines, Expunges expunges) {
            for (String line : lines.lines().toList()) {
                Matcher data = DATA.matcher(line);
                if (!data.matches()) continue;
                int number = Integer.parseInt(data.group(1));
                switch (data.group(2)) {
                    case "EXISTS" -> assertThat(number).isGreaterThan(uids.size());
                    case "RECENT" -> assertThat(number).isEqualTo(view.recentCount());
                    case "EXPUNGE" -> {
                        assertThat(expunges).isEqualTo(Expunges.TOLD);
                        uids.remove(number - 1);
                        flags.remove(number - 1);
                    }
                    default -> {
                        flags.set(
                                number - 1,
                                new java.util.HashSet<>(List.of(data.group(3).split(" "))));
                        flags.get(number - 1).remove("\\Recent");
                        flags.get(number - 1).remove("");
                    }
                }
            }
            learn();
        }

        private static Set<String> words(Flags flags) {
            Set<String> words = new java.util.HashSet<>(flags.keywords());
            flags.system().forEach(flag -> words.add(flag.wire()));
            return words;
        }

        void expectTrue(MemoryMailbox mailbox) {
            Messages messages = mailbox.messages();
            assertThat(uids).hasSize(messages.size());
            for (int position = 0; position < messages.size(); position++) {
                assertThat(uids.get(position)).isEqualTo(messages.uid(position));
                assertThat(flags.get(position)).isEqualTo(words(messages.flags(position)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void i15_whatIsToldIsTrue(long seed) throws Exception {
        Random random = new Random(seed);
        MemoryMailbox mailbox = new MemoryStore().of(TestServer.ANN).open(MailboxName.INBOX);
        mailbox.append(List.of(MESSAGE, MESSAGE, MESSAGE));
        List<Client> clients = List.of(new Client(mailbox), new Client(mailbox));
        for (int step = 0; step < 500; step++) {
            Client client = clients.get(random.nextInt(2));
            switch (random.nextInt(6)) {
                case 0 -> mailbox.append(List.of(MESSAGE));
                case 1 -> client.hear(Expunges.HELD);
                case 2 -> {
                    client.hear(Expunges.TOLD);
                    client.expectTrue(mailbox);
                }
                case 3 -> {
                    if (!client.uids.isEmpty()) client.store(1 + random.nextInt(client.uids.size()), anyFlag(random));
                }
                case 4 -> mailbox.expunge(UidSet.ALL);
                default -> mailbox.store(anyUids(random, mailbox), anyChange(random));
            }
            assertThat(client.uids)
                    .as("numbers stay as they were told")
                    .hasSize(client.view.messages().size());
        }
        for (Client client : clients) {
            client.hear(Expunges.TOLD);
            client.expectTrue(mailbox);
        }
    }

    /** What the client was told last counts, also while an expunge is held back. */
    @Test
    void i15_aChangeOfOthersIsToldThoughItLooksLikeTheClientsOwn() throws Exception {
        MemoryMailbox mailbox = new MemoryStore().of(TestServer.ANN).open(MailboxName.INBOX);
        mailbox.append(List.of(MESSAGE, MESSAGE));
        Client client = new Client(mailbox);
        mailbox.store(UidSet.of(2), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.DELETED)));
        mailbox.expunge(UidSet.ALL);
        mailbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.FLAGGED)));
        client.hear(Expunges.HELD);
        mailbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.REMOVE, Flags.of(Flag.FLAGGED)));
        client.store(1, Flag.SEEN);
        client.hear(Expunges.TOLD);
        client.expectTrue(mailbox);
    }

    private static <T> T any(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Flag anyFlag(Random random) {
        return any(random, List.of(Flag.values()));
    }

    private static FlagChange anyChange(Random random) {
        return new FlagChange(any(random, List.of(FlagChange.Kind.values())), Flags.of(anyFlag(random)));
    }

    private static UidSet anyUids(Random random, MemoryMailbox mailbox) {
        Messages messages = mailbox.messages();
        return messages.size() == 0 ? UidSet.NONE : UidSet.of(messages.uid(random.nextInt(messages.size())));
    }

    @Test
    void aGlanceIsALookOnceASecond() throws Exception {
        MemoryMailbox mailbox = new MemoryStore().of(TestServer.ANN).open(MailboxName.INBOX);
        AtomicLong now = new AtomicLong();
        MailboxView view = new MailboxView(mailbox, Access.READ_WRITE, now::get);
        mailbox.deliver(MESSAGE);
        now.addAndGet(999_999_999);
        view.glance();
        assertThat(mailbox.messages().size()).isZero();
        now.addAndGet(1);
        view.glance();
        assertThat(mailbox.messages().size()).isOne();
        mailbox.deliver(MESSAGE);
        view.glance();
        assertThat(mailbox.messages().size()).isOne();
        view.look();
        assertThat(mailbox.messages().size()).isEqualTo(2);
    }
}
