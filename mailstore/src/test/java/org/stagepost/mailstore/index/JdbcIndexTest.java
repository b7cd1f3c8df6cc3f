package org.stagepost.mailstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

class JdbcIndexTest {
    private static final MailboxKey INBOX = new MailboxKey(1, 10);
    private static final MailboxKey WORK = new MailboxKey(1, 11);
    private static final MailboxKey OTHERS = new MailboxKey(2, 10);

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private JdbcIndex index;

    @BeforeEach
    void start() throws Exception {
        index = new JdbcIndex(disk, folder);
        index.start();
        assertThat(index.awaitOpen()).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        index.stop();
        disk.close();
    }

    @Test
    void whatWasLearnedIsKnownAfterARestartToo() throws Exception {
        index.put(INBOX, "1700000000.a,S=5,W=5", known(5));
        index.put(OTHERS, "1700000000.a,S=5,W=5", known(6));
        restart();

        Map<String, Known> found = index.read(INBOX, "1", "2");
        assertThat(found).containsOnlyKeys("1700000000.a,S=5,W=5");
        Known known = found.get("1700000000.a,S=5,W=5");
        assertThat(known.octets()).isEqualTo(5);
        assertThat(known.date()).isEqualTo(50);
        assertThat(known.structure()).isEqualTo(known(5).structure());
    }

    @Test
    void onlyNamesInTheRangeAreReadAndNeverMoreThanABound() {
        for (int i = 0; i < 3_000; i++) index.put(INBOX, "n" + (10_000 + i), known(i));
        settle();

        assertThat(index.read(INBOX, "n10010", "n10012")).containsOnlyKeys("n10010", "n10011", "n10012");
        assertThat(index.read(INBOX, "n", "o")).hasSizeBetween(256, 2_000);
    }

    @Test
    void whatIsGoneIsForgotten() {
        for (String name : List.of("a", "b", "c")) index.put(INBOX, name, known(1));
        index.put(WORK, "a", known(1));
        index.drop(INBOX, List.of("a", "b"));
        settle();
        assertThat(index.read(INBOX, "a", "z")).containsOnlyKeys("c");

        index.remove(INBOX);
        settle();
        assertThat(index.read(INBOX, "a", "z")).isEmpty();
        assertThat(index.read(WORK, "a", "z")).containsOnlyKeys("a");

        index.put(OTHERS, "a", known(1));
        index.forget(1);
        assertThat(index.read(WORK, "a", "z")).isEmpty();
        assertThat(index.read(OTHERS, "a", "z")).containsOnlyKeys("a");
    }

    @Test
    void aRenamedMailboxTakesWhatIsKnownAlong() {
        index.put(INBOX, "a", known(1));
        index.put(WORK, "of an older mailbox", known(2));
        index.move(INBOX, WORK);
        settle();

        assertThat(index.read(INBOX, "", "z")).isEmpty();
        assertThat(index.read(WORK, "", "z")).containsOnlyKeys("a");
    }

    @Test
    void aPictureIsFoundByItsFilesAlone() throws Exception {
        Picture whole = picture("files 1", 3, 1, 511, 512);
        index.keep(INBOX, whole);
        index.keep(OTHERS, picture("files 1", 0));
        restart();

        assertThat(index.picture(INBOX, "files 1")).contains(whole);
        assertThat(index.picture(INBOX, "files 2")).isEmpty();
        index.move(INBOX, WORK);
        settle();
        assertThat(index.picture(INBOX, "files 1")).isEmpty();
        assertThat(index.picture(WORK, "files 1")).contains(whole);
        index.forget(1);
        assertThat(index.picture(WORK, "files 1")).isEmpty();
        assertThat(index.picture(OTHERS, "files 1")).isPresent();
    }

    @Test
    void aLaterPictureReplacesAnEarlierOne() {
        index.keep(INBOX, picture("files 1", 3, 1, 512, 5000));
        index.keep(INBOX, picture("files 2", 2, 1, 513));
        settle();

        assertThat(index.picture(INBOX, "files 1")).isEmpty();
        assertThat(index.picture(INBOX, "files 2")).contains(picture("files 2", 2, 1, 513));
    }

    @Test
    void aPictureThatIsNotWholeIsNone() {
        index.keep(WORK, picture("files 2", 3, 513));
        settle();

        assertThat(index.picture(WORK, "files 2")).isEmpty();
    }

    private static Picture picture(String files, int messages, long... uids) {
        List<String> keywords = List.of("$Forwarded", "work");
        return new Picture(
                new Picture.Header(files, "1 2", 3, 6000, 17, 4, keywords, new Picture.Lines(5, 6), messages),
                java.util.Arrays.stream(uids).mapToObj(JdbcIndexTest::row).toList());
    }

    private static Picture.Row row(long uid) {
        Flags flags = uid % 2 == 0 ? Flags.NONE : new Flags(Set.of(Flag.SEEN, Flag.DRAFT), Set.of("work"));
        return new Picture.Row(uid, uid + ".host,W=7", 7, flags, uid + 1, uid % 3 == 0, ":2,DSx");
    }

    @Test
    void j6_namesAreOnlyEverText() {
        String name = "x'; DROP TABLE message; --\u0001\\\"%_";
        index.put(INBOX, name, known(1));
        index.put(INBOX, "y", known(1));
        settle();
        assertThat(index.read(INBOX, name, name)).containsOnlyKeys(name);

        index.drop(INBOX, List.of(name));
        settle();
        assertThat(index.read(INBOX, "", "z")).containsOnlyKeys("y");
    }

    @Test
    void aFileThatIsNoneOrDamagedIsMadeAnew() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 500; i++) index.put(INBOX, "r" + round + "-" + i, known(i));
            index.stop();
            damage(folder.resolve("index.mv.db"), round, random);
            List<Path> told = new CopyOnWriteArrayList<>();
            index = new JdbcIndex(disk, folder, (file, how) -> told.add(file));
            index.start();

            assertThat(index.awaitOpen()).as("round %d", round).isTrue();
            if (round % 4 == 0) assertThat(told).as("a file that is not there").isEmpty();
            if (round % 4 == 1) assertThat(told).as("no database").containsExactly(folder.resolve("index"));
            assertThat(index.isGivenUp()).isFalse();
            index.put(INBOX, "after", known(1));
            settle();
            index.put(INBOX, "after", known(1));
            settle();
            assertThat(index.read(INBOX, "after", "after"))
                    .as("round %d", round)
                    .containsOnlyKeys("after");
        }
    }

    @Test
    void aFileOfAnotherEditionIsMadeAnew() throws Exception {
        index.put(INBOX, "a", known(1));
        index.stop();
        try (Connection other = DriverManager.getConnection(
                        "jdbc:h2:file:" + folder.resolve("index") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE edition SET number = 99");
            statement.execute("ALTER TABLE message DROP COLUMN octets");
        }
        index = new JdbcIndex(disk, folder);
        index.start();
        assertThat(index.awaitOpen()).isTrue();
        assertThat(index.read(INBOX, "a", "z")).isEmpty();
        index.put(INBOX, "b", known(1));
        settle();
        assertThat(index.read(INBOX, "a", "z")).containsOnlyKeys("b");
    }

    @Test
    void oneThatIsNotOpenKnowsNothingAndHoldsUpNobody() {
        JdbcIndex never = new JdbcIndex(disk, folder.resolve("never"));
        for (int i = 0; i < 50_000; i++) never.put(INBOX, "a" + i, known(1));
        assertThat(never.read(INBOX, "", "z")).isEmpty();
    }

    private static void damage(Path file, int round, Random random) throws Exception {
        byte[] octets = Files.readAllBytes(file);
        switch (round % 4) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, "not a database".getBytes(StandardCharsets.UTF_8));
            case 2 -> Files.write(file, java.util.Arrays.copyOf(octets, octets.length / 2));
            default -> {
                for (int i = 0; i < octets.length; i += 64) octets[i] ^= (byte) (1 + random.nextInt(255));
                Files.write(file, octets);
            }
        }
    }

    /** What was told before this is written when it returns. */
    private void settle() {
        index.forget(-2);
    }

    private void restart() throws Exception {
        index.stop();
        index = new JdbcIndex(disk, folder);
        index.start();
        assertThat(index.awaitOpen()).isTrue();
    }

    private static Known known(int octets) {
        return new Known(octets, octets * 10L, "M" + octets, "words", new byte[] {(byte) octets, 0, -1});
    }
}
