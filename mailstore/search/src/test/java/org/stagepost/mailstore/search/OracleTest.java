package org.stagepost.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.UidSet;

/** Random messages in many scripts, and random pieces of them: no message that holds a piece is ever ruled out. */
class OracleTest {
    private static final List<String> WORDS = List.of(
            "Letter",
            "invoice",
            "MEETING",
            "Stra\u00dfe",
            "STRASSE",
            "gr\u00fc\u00dfe",
            "\u0130stanbul",
            "\u0131rmak",
            "ILIK",
            "\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2",
            "\u039f\u0394\u039f\u03a3",
            "\u041f\u0438\u0441\u044c\u043c\u043e",
            "\u043f\u0418\u0421\u042c\u041c\u041e",
            "\u4f1a\u8bae",
            "\u53d1\u7968",
            "\u4f1a",
            "\u624b\u7d19",
            "\u3066\u304c\u307f",
            "\u30e1\u30fc\u30eb",
            "\ud83d\ude80",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud55c\uad6d\uc5b4",
            "\u0e08\u0e14\u0e2b",
            "\u05de\u05db\u05ea\u05d1",
            "caf\u00e9",
            "cafe\u0301",
            "\ufb01n",
            "\u212aelvin",
            "a",
            "ab",
            "...",
            "%");

    private static final List<Sought.Where> PLACES =
            List.of(Sought.Where.HEADER, Sought.Where.BODY, Sought.Where.MESSAGE);

    @TempDir
    Path folder;

    private final Random random = new Random(7);

    @Test
    void whatReadingFindsIsNeverRuledOut() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            for (int i = 0; i < 200; i++) Library.add(inbox, message());
            library.learn(inbox);
            assertThat(library.known(inbox)).isEqualTo(200);
            List<Map<Sought.Where, List<String>>> pieces = new ArrayList<>();
            for (int i = 0; i < 200; i++)
                pieces.add(pieces(inbox, inbox.messages().uid(i)));
            long without = 0;
            long ruledOut = 0;
            for (int i = 0; i < 1_500; i++) {
                Sought.Where where = PLACES.get(random.nextInt(PLACES.size()));
                String text = piece(pieces.get(random.nextInt(200)).get(Sought.Where.MESSAGE));
                UidSet out = library.ruledOut(inbox, where, text);
                for (int k = 0; k < 200; k++) {
                    boolean holds =
                            pieces.get(k).get(where).stream().anyMatch(piece -> piece.contains(Library.folded(text)));
                    boolean isOut = out.contains(inbox.messages().uid(k));
                    assertThat(holds && isOut).as("%s %s in %d", where, text, k).isFalse();
                    if (text.length() < 3) continue;
                    if (!holds) without++;
                    if (isOut) ruledOut++;
                }
            }
            assertThat(ruledOut).as("of %d that need not be read", without).isGreaterThan(without * 98 / 100);
        }
    }

    /** One or two characters are a word in some scripts, and a long way from one in others. */
    @Test
    void shortWordsOfDenseScriptsAreInTheIndex() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            Library.add(inbox, Library.mail("one", "\u4f1a\u8bae"), Library.mail("two", "\u4f1a \u8bae \ud83d\ude80"));
            library.learn(inbox);
            assertThat(library.ruledOut(inbox, "\u4f1a\u8bae")).hasToString("2");
            assertThat(library.ruledOut(inbox, "\u7968")).hasToString("1:2");
            assertThat(library.ruledOut(inbox, "\ud83d\ude80")).hasToString("1");
            assertThat(library.ruledOut(inbox, "zq").isEmpty()).isTrue();
            assertThat(library.ruledOut(inbox, "").isEmpty()).isTrue();
        }
    }

    @Test
    void aFieldIsSoughtByItsNameToo() throws Exception {
        try (Library library = new Library(folder);
                Mailbox inbox = library.inbox()) {
            Library.add(inbox, "X-Colour: red\r\n" + Library.mail("blue", "x"), Library.mail("red", "x"));
            library.learn(inbox);
            assertThat(library.ruledOut(inbox, Sought.Where.HEADER, "x-COLOUR: ", "RED"))
                    .hasToString("2");
            assertThat(library.ruledOut(inbox, Sought.Where.HEADER, "x-colour: ", ""))
                    .hasToString("2");
            assertThat(library.ruledOut(inbox, Sought.Where.BODY, "red")).hasToString("1:2");
        }
    }

    private static Map<Sought.Where, List<String>> pieces(Mailbox mailbox, long uid) throws Exception {
        Map<Sought.Where, List<String>> pieces = new EnumMap<>(Sought.Where.class);
        for (Sought.Where where : Sought.Where.values()) pieces.put(where, Library.pieces(mailbox, uid, where));
        return pieces;
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
            text.append(random.nextInt(4) == 0 ? "" : random.nextInt(10) == 0 ? "\r\n" : " ");
        }
        return text.toString();
    }

    private String message() {
        String subject = text(3).replace("\r\n", " ").strip() + random.nextInt(1_000_000);
        return switch (random.nextInt(4)) {
            case 0 -> Library.mail(subject, text(30));
            case 1 ->
                "Subject: =?utf-8?b?" + base64(subject) + "?=\r\nContent-Type: text/html; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n" + base64("<p>" + text(40)) + "\r\n";
            case 2 ->
                "Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text(10)
                        + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + Library.mail(subject, text(10))
                        + "\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + base64(text(20)) + "\r\n--b\r\nContent-Type: text/csv; charset=utf-8\r\n"
                        + "Content-Disposition: attachment\r\n\r\n" + text(10) + "\r\n--b--\r\n";
            default ->
                "Subject: three\r\nContent-Type: text/plain; charset=nonsense\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\n" + text(10) + "\r\n";
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a message, at any boundary, in any case; or of none. */
    private String piece(List<String> pieces) {
        if (random.nextInt(10) == 0) return text(2).strip() + random.nextInt(10_000);
        String whole = pieces.get(random.nextInt(pieces.size()));
        int from = random.nextInt(whole.length());
        int to = Math.min(whole.length(), from + 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 12));
        String piece = whole.substring(from, to);
        StringBuilder turned = new StringBuilder(piece);
        for (int i = 0; i < turned.length(); i++)
            if (random.nextBoolean()) turned.setCharAt(i, Character.toUpperCase(turned.charAt(i)));
        return turned.toString();
    }
}
