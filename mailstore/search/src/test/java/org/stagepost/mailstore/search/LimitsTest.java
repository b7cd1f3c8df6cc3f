package org.stagepost.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.Mailbox;

/** What an index may cost: beyond that messages are read, or indexes make room. */
class LimitsTest {
    private static final RealDisk DISK = new RealDisk();

    @TempDir
    Path folder;

    private Path place() {
        return folder.resolve("search/example.org/ann");
    }

    @Test
    void longMessagesAreReadAndTakeNoRoom() throws Exception {
        Path search = folder.resolve("search");
        SearchConfig little = new SearchConfig(true, search, false, 1 << 30, 1 << 30, 2_000);
        try (Library library = new Library(folder, little);
                Mailbox inbox = library.inbox()) {
            Library.add(inbox, Library.mail("short", "text"), Library.mail("long", "much text ".repeat(1_000)));
            library.learn(inbox);
            assertThat(library.ruledOut(inbox, "nowhere")).hasToString("1");
        }
    }

    @Test
    void m9_textOfEndlessVarietyIsCutShort() throws Exception {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400_000; i++) text.append((char) (0x4E00 + random.nextInt(20_000)));
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            Library.add(inbox, Library.mail("variety", text.toString()), Library.mail("plain", "text"));
            library.learn(inbox);
            assertThat(library.ruledOut(inbox, "nowhere")).hasToString("2");
            assertThat(Folder.size(place())).isLessThan(100_000);
        }
    }

    @Test
    void anAccountThatHasHadItsShareIsReadForTheRest() throws Exception {
        Path search = folder.resolve("search");
        SearchConfig small = new SearchConfig(true, search, false, 1 << 30, 20_000, 1 << 20);
        try (Library library = new Library(folder, small);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 2_000);
            library.learn(inbox);
            long known = library.known(inbox);
            assertThat(known).isBetween(1L, 1_999L);
            assertThat(library.ruledOut(inbox, "w1w").contains(2)).isFalse();
        }
    }

    @Test
    void theLastFreeSpaceIsForMail() throws Exception {
        SearchConfig config = SearchConfig.below(folder.resolve("search"));
        try (Library library = new Library(folder, config, Long.MAX_VALUE);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 10);
            library.learn(inbox);
            assertThat(library.known(inbox)).isZero();
        }
    }

    @Test
    void allIndexesTogetherStayBelowABound() throws Exception {
        Path search = folder.resolve("search");
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            library.fill(inbox, 100);
            library.learn(inbox);
        }
        Path old = Files.createDirectories(search.resolve("example.org/bob"));
        Files.write(old.resolve("data"), new byte[100_000]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Shelf shelf = new Shelf(DISK, search);
        shelf.shrink(100_000);
        assertThat(old).doesNotExist();
        assertThat(place()).exists();
        shelf.shrink(10);
        assertThat(place()).doesNotExist();
    }

    @Test
    void manyAccountsShareFewOpenIndexes() throws Exception {
        Shelf shelf = new Shelf(DISK, folder.resolve("search"));
        Address first = new Address("first", new Domain("example.org"));
        AccountIndex held = shelf.hold(first);
        for (int i = 0; i < 500; i++) shelf.of(new Address("u" + i, new Domain("example.org")));
        assertThat(held.isInVain()).isFalse();
        assertThat(shelf.of(first)).isSameAs(held);
        shelf.close();
        assertThat(held.isInVain()).isTrue();
    }
}
