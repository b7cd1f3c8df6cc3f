package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.UidSet;

/** The uid-list row of the fault catalogue: whatever becomes of the files beside the mail, the mailbox opens and is whole. */
class DamageTest {
    private static final int ROUNDS = 200;
    private static final List<String> FILES = List.of(UidList.NAME, ChangeLog.NAME, Keywords.NAME);

    @TempDir
    Path folder;

    private final Random random = new Random(20261125);
    /** What each UID of each UIDVALIDITY has ever shown. */
    private final Map<Long, Map<Long, String>> shown = new HashMap<>();

    private final Set<String> expected = new HashSet<>();
    private final Map<String, byte[]> older = new HashMap<>();

    @Test
    void twoHundredDamagesLoseNoMessageAndGiveNoUidToAnother() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String damage = round == 0 ? "none" : damage(FILES.get(random.nextInt(FILES.size())));
            try (Alice alice = at(root());
                    Mailbox inbox = alice.inbox()) {
                check(inbox, "round " + round + ": " + damage);
                use(alice, inbox, round);
                check(inbox, "after round " + round);
            }
        }
        assertThat(shown.size())
                .as("UIDVALIDITY changes now and then, but rarely")
                .isBetween(1, ROUNDS / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {UidList.NAME, ChangeLog.NAME})
    void whatIsWrittenAnewIsToldOnce(String name) throws Exception {
        Path file;
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            for (int i = 0; i < 3; i++) Alice.append(inbox, Flags.NONE, "m" + i);
            file = alice.path(name);
        }
        Files.write(file, "torn".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        List<String> told = new ArrayList<>();
        for (int opened = 0; opened < 2; opened++) {
            try (Alice alice = Alice.at(root(), (found, how) -> told.add(found.getFileName() + " " + how));
                    Mailbox inbox = alice.inbox()) {
                assertThat(Alice.subjects(inbox)).hasSize(3);
            }
        }
        assertThat(told).containsExactly(name + " lines at its end were torn, or doubled; it is written anew");
    }

    private Path root() {
        return folder.resolve("mail");
    }

    private static Alice at(Path root) throws Exception {
        return Alice.at(root, new LazyDisk(Alice.DISK));
    }

    private void check(Mailbox inbox, String when) throws Exception {
        Map<Long, String> now = Alice.subjects(inbox);
        assertThat(now.values()).as(when).containsExactlyInAnyOrderElementsOf(expected);
        Map<Long, String> before = shown.computeIfAbsent(inbox.uidValidity(), any -> new HashMap<>());
        now.forEach((uid, subject) -> assertThat(before.getOrDefault(uid, subject))
                .as("UID " + uid + " " + when)
                .isEqualTo(subject));
        before.putAll(now);
    }

    private void use(Alice alice, Mailbox inbox, int round) throws Exception {
        String subject = "m" + round;
        if (random.nextBoolean()) Alice.append(inbox, new Flags(Set.of(), Set.of("k" + round % 40)), subject);
        else alice.mailboxes().deliver(MailboxName.INBOX, Alice.mail(subject), new DeliveryKey(subject));
        expected.add(subject);
        inbox.refresh();
        List<Long> uids = new ArrayList<>(Alice.subjects(inbox).keySet());
        long any = uids.get(random.nextInt(uids.size()));
        inbox.store(UidSet.of(any), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.FLAGGED)));
        check(inbox, "in round " + round);
        for (int i = uids.size(); i > 12; i--) {
            long gone = uids.remove(random.nextInt(uids.size()));
            expected.remove(Alice.subjects(inbox).get(gone));
            inbox.remove(UidSet.of(gone));
        }
    }

    /** Does something to a file; says what. */
    private String damage(String name) throws IOException {
        Path file = root().resolve("mars.test/alice/Maildir").resolve(name);
        if (!Files.exists(file)) return name + " is not there";
        byte[] octets = Files.readAllBytes(file);
        byte[] before = older.getOrDefault(name, octets);
        if (random.nextInt(4) == 0) older.put(name, octets);
        int at = octets.length == 0 ? 0 : random.nextInt(octets.length);
        int length = Math.min(1 + random.nextInt(40), octets.length - at);
        int kind = random.nextInt(8);
        Files.write(
                file,
                switch (kind) {
                    case 0 -> flipped(octets, at);
                    case 1 -> digit(octets, at);
                    case 2 -> Arrays.copyOf(octets, at);
                    case 3 -> joined(Arrays.copyOf(octets, at), tail(octets, at + length));
                    case 4 -> joined(Arrays.copyOf(octets, at + length), tail(octets, at));
                    case 5 -> joined(octets, "no line of any such file\n\0\0\0".getBytes(StandardCharsets.US_ASCII));
                    case 6 -> zeros(octets, at, length);
                    default -> before;
                });
        return name + " kind " + kind + " at " + at + " length " + length;
    }

    private byte[] flipped(byte[] octets, int at) {
        byte[] flipped = octets.clone();
        if (octets.length > 0) flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /** The next digit becomes another. */
    private byte[] digit(byte[] octets, int at) {
        byte[] other = octets.clone();
        for (int i = at; i < other.length; i++) {
            if (other[i] < '0' || other[i] > '9') continue;
            other[i] = (byte) ('0' + random.nextInt(10));
            break;
        }
        return other;
    }

    private static byte[] zeros(byte[] octets, int at, int length) {
        byte[] zeros = octets.clone();
        Arrays.fill(zeros, at, at + length, (byte) 0);
        return zeros;
    }

    private static byte[] tail(byte[] octets, int from) {
        return Arrays.copyOfRange(octets, from, octets.length);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    /** Under a UIDVALIDITY that nobody gave out, an older list would later bring the true one back with UIDs used twice. */
    @Test
    void anotherDigitInTheUidValidityOfTheListIsNotBelieved() throws Exception {
        long before = begun("one", "two");
        Path list = root().resolve("mars.test/alice/Maildir").resolve(UidList.NAME);
        String text = Files.readString(list);
        for (long other : List.of(before + 1, before - 1, before + 1_000_000_000)) {
            Files.writeString(list, text.replace("V" + before, "V" + other));
            try (Alice alice = at(root());
                    Mailbox inbox = alice.inbox()) {
                assertThat(inbox.uidValidity()).as("V" + other).isEqualTo(before);
                assertThat(Alice.subjects(inbox)).isEqualTo(Map.of(1L, "one", 2L, "two"));
            }
        }
    }

    @Test
    void aListFromBeforeTheLastChangeOfUidValidityGivesANewOne() throws Exception {
        long before = begun("one");
        Path maildir = root().resolve("mars.test/alice/Maildir");
        byte[] old = Files.readAllBytes(maildir.resolve(UidList.NAME));
        assertThat(begun("two", "three")).as("the same, so far").isEqualTo(before);
        Files.delete(maildir.resolve(UidList.NAME));
        long after = begun("four");
        assertThat(after).isGreaterThan(before);
        Files.write(maildir.resolve(UidList.NAME), old);
        assertThat(begun("five")).isGreaterThan(after);
    }

    /** Opens the mailbox, adds messages and closes it; returns its UIDVALIDITY. */
    private long begun(String... subjects) throws Exception {
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.NONE, subjects);
            return inbox.uidValidity();
        }
    }

    @Test
    void damageInTheMidstOfListAndLogTogetherGivesANewUidValidity() throws Exception {
        long before;
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            for (String subject : List.of("one", "two", "three")) {
                Alice.append(inbox, Flags.NONE, subject);
                inbox.store(UidSet.ALL, new FlagChange(FlagChange.Kind.ADD, new Flags(Set.of(), Set.of(subject))));
            }
            before = inbox.uidValidity();
        }
        for (String name : List.of(UidList.NAME, ChangeLog.NAME)) {
            Path file = root().resolve("mars.test/alice/Maildir").resolve(name);
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.set(2, "?" + lines.get(2));
            Files.write(file, lines);
        }
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            assertThat(Alice.subjects(inbox))
                    .containsValues("one", "two", "three")
                    .hasSize(3);
            assertThat(inbox.uidValidity()).isGreaterThan(before);
        }
    }

    @Test
    void withoutALogFlagsComeFromTheNames() throws Exception {
        Map<Long, String> before;
        long uidValidity;
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.NONE, "one", "two");
            inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Flags.of(Flag.FLAGGED)));
            inbox.store(UidSet.of(2), new FlagChange(FlagChange.Kind.ADD, new Flags(Set.of(), Set.of("Later"))));
            before = Alice.subjects(inbox);
            uidValidity = inbox.uidValidity();
        }
        Files.delete(root().resolve("mars.test/alice/Maildir").resolve(ChangeLog.NAME));
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            assertThat(Alice.subjects(inbox)).isEqualTo(before);
            assertThat(inbox.uidValidity()).isEqualTo(uidValidity);
            assertThat(Alice.flags(inbox, 1)).isEqualTo(Flags.of(Flag.FLAGGED));
            assertThat(Alice.flags(inbox, 2)).isEqualTo(new Flags(Set.of(), Set.of("Later")));
        }
    }

    @Test
    void withoutAListMessagesGetUidsUnderAnotherUidValidity() throws Exception {
        long uidValidity;
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            Alice.append(inbox, Flags.of(Flag.SEEN), "one", "two");
            uidValidity = inbox.uidValidity();
        }
        Files.delete(root().resolve("mars.test/alice/Maildir").resolve(UidList.NAME));
        try (Alice alice = at(root());
                Mailbox inbox = alice.inbox()) {
            assertThat(inbox.uidValidity()).isGreaterThan(uidValidity);
            assertThat(Alice.subjects(inbox).values()).containsExactlyInAnyOrder("one", "two");
            assertThat(Alice.flags(
                            inbox, Alice.subjects(inbox).keySet().iterator().next()))
                    .isEqualTo(Flags.of(Flag.SEEN));
        }
    }

    /** G3: the log is not forced, and the list is written anew without what was expunged. */
    @Test
    void aRepeatIsKnownEvenWhenTheDeliveryLogIsLostAndTheListWrittenAnew() throws Exception {
        try (Alice alice = at(root())) {
            alice.deliver("one");
            try (Mailbox inbox = alice.inbox()) {
                inbox.remove(UidSet.ALL);
            }
            Path killed = alice.killed(folder.resolve("killed"));
            Path account = killed.resolve("mars.test/alice/Maildir");
            Files.writeString(account.resolve("stagepost-deliveries"), "");
            Path log = account.resolve(ChangeLog.NAME);
            Files.writeString(log, Files.readString(log) + "half a li");
            try (Alice next = at(killed);
                    Mailbox inbox = next.inbox()) {
                assertThat(inbox.messages().size()).isZero();
                assertThat(Files.readString(account.resolve(UidList.NAME)).lines())
                        .hasSize(1);
            }
            try (Alice next = at(killed)) {
                next.deliver("one");
                next.deliver("two");
                try (Mailbox inbox = next.inbox()) {
                    assertThat(Alice.subjects(inbox).values()).containsExactly("two");
                }
            }
        }
    }
}
