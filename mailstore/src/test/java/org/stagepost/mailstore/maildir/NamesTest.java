package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;

/** Names of mailboxes and accounts as folders: I13, and the names of J6. */
class NamesTest {
    private static final Path ROOT = Path.of("/mail/mars.test/alice/Maildir");
    private static final String[] PIECES = {
        ".", "..", "/", "\\", "&", "&-", "&AAA-", "-", ",", "\\2e", "\\2f", "\\5c", "a", "A", "INBOX", "inbox", "\0",
        "\n", "'", ";", "\"", "%", "*", " ", "~", "ü", "ｕ", "\u202e", "\ud83d\ude00", "\ud83d", "cur", "new", "tmp",
                "%2e"
    };

    @Test
    void thePathOfAnyNameStaysBelowTheAccountAndNoTwoNamesShareOne() {
        Random random = new Random(20261125);
        Map<Path, MailboxName> owners = new HashMap<>();
        int kept = 0;
        for (int i = 0; i < 20_000; i++) {
            MailboxName name = name(random);
            Optional<Path> path = path(name);
            if (path.isEmpty() || name.isInbox()) continue;
            kept++;
            assertThat(path.get().normalize()).as("%s", name).isEqualTo(path.get());
            assertThat(path.get().getParent()).as("%s", name).isEqualTo(ROOT);
            assertThat(path.get().getFileName().toString())
                    .startsWith(".")
                    .doesNotStartWith("..")
                    .matches("[ -~]+");
            MailboxName other = owners.put(path.get(), name);
            assertThat(other == null || other.equals(name))
                    .as("%s and %s", other, name)
                    .isTrue();
            if (name.isSafe())
                assertThat(FolderName.name(path.get().getFileName().toString())).contains(name);
        }
        assertThat(kept).isGreaterThan(5000);
    }

    private static MailboxName name(Random random) {
        List<String> levels = new ArrayList<>();
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            StringBuilder level = new StringBuilder();
            for (int i = 1 + random.nextInt(3); i > 0; i--) level.append(PIECES[random.nextInt(PIECES.length)]);
            levels.add(level.toString());
        }
        return new MailboxName(levels);
    }

    private static Optional<Path> path(MailboxName name) {
        try {
            return Optional.of(ROOT.resolve(FolderName.of(name)));
        } catch (StoreException refused) {
            return Optional.empty();
        }
    }

    /** A listing sorts names: those that compare equal are one. */
    @Test
    void namesCompareEqualOnlyWhenTheyAre() {
        Random random = new Random(7);
        Set<MailboxName> hashed = new HashSet<>();
        Set<MailboxName> sorted = new TreeSet<>();
        for (int i = 0; i < 5000; i++) {
            MailboxName name = name(random);
            hashed.add(name);
            sorted.add(name);
        }
        assertThat(sorted).hasSameSizeAs(hashed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "..", "a/../b", "./a", "/a", "a/", "a//b", "a\0b", "a\u202eb", "a\nb", "a\u007fb", "a\u0085b"
            })
    void namesThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> MailboxName.of(text, '/')).isInstanceOf(StoreException.class);
    }

    @Test
    void longAndDeepNamesAreRefused() {
        assertThatThrownBy(() -> MailboxName.of("x".repeat(5000), '/')).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> MailboxName.of("a/".repeat(1000) + "a", '/')).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> FolderName.of(new MailboxName(List.of("ü".repeat(190)))))
                .isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Work",
                "..",
                ".",
                "..a",
                ".a.",
                ".a..b",
                ".&AAA-",
                ".a&AAA-b",
                ".&-&",
                ".&AOk",
                ".\\41",
                ".INBOX",
                ".inbox.a",
                "..stagepost-away.1",
                ".\u00fc"
            })
    void foldersThatNoNameLeadsToAreNoMailboxes(String folder) {
        assertThat(FolderName.name(folder)).isEmpty();
    }

    @Test
    void noTwoAccountsShareAFolderAndNoneLeavesTheRoot() throws Exception {
        AccountFolder folders = new AccountFolder(Path.of("/mail"), AccountFolder.DEFAULT_PATTERN);
        Random random = new Random(3);
        Map<Path, Address> owners = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            StringBuilder local = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) local.append(PIECES[random.nextInt(PIECES.length)]);
            Address address = new Address(local.toString(), new Domain("mars.test"));
            Path path = folders.of(address);
            assertThat(path.normalize()).isEqualTo(path);
            assertThat(path.getParent().getParent()).isEqualTo(Path.of("/mail/mars.test"));
            Address other = owners.put(path, address);
            // A lone surrogate is no character: it has no octets of its own.
            boolean same = other == null
                    || other.equals(address)
                    || other.localPart()
                            .replaceAll("\\p{Cs}", "?")
                            .equals(local.toString().replaceAll("\\p{Cs}", "?"));
            assertThat(same).as("%s and %s", other, address).isTrue();
        }
        assertThatThrownBy(() -> new AccountFolder(Path.of("/mail"), "{domain}-{user}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @TempDir
    Path folder;

    /** J6: whatever the text, it comes back as it went in. */
    @Test
    void mailboxesOfEveryPossibleNameAreMadeListedAndRead() throws Exception {
        List<String> levels =
                List.of("o'brien", "a;b", "x') --", "\"quoted\"", "a.b/c\\d", "&", "ü & 😀", "%41", "~", "-");
        try (Alice alice = Alice.at(folder)) {
            for (String level : levels) {
                if (level.contains("%")) continue;
                alice.mailboxes().create(Alice.name("top", level));
                try (var mailbox = alice.open("top", level)) {
                    Alice.append(mailbox, org.stagepost.mailstore.Flags.NONE, "in " + level.length());
                }
                alice.mailboxes().subscribe(Alice.name("top", level));
            }
        }
        try (Alice alice = Alice.at(folder)) {
            for (String level : levels) {
                if (level.contains("%")) continue;
                assertThat(alice.mailboxes().list())
                        .anyMatch(entry -> entry.name().equals(Alice.name("top", level)));
                assertThat(alice.mailboxes().subscriptions()).contains(Alice.name("top", level));
                try (var mailbox = alice.open("top", level)) {
                    assertThat(Alice.subjects(mailbox)).containsValue("in " + level.length());
                }
            }
        }
        try (var below = Files.list(folder)) {
            assertThat(below.filter(Files::isDirectory)).containsExactly(folder.resolve("mars.test"));
        }
    }
}
