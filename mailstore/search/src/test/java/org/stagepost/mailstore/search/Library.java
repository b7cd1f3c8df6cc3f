package org.stagepost.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.mailstore.text.Fold;
import org.stagepost.mailstore.text.MessageText;

/** A store with an index, and a reader who looks into every message. */
final class Library implements AutoCloseable {
    static final Address ANN = new Address("ann", new Domain("example.org"));
    private static final RealDisk DISK = new RealDisk();

    private final Path folder;
    private final MaildirStore store;
    final LuceneTextIndex index;

    Library(Path folder) throws Exception {
        this(folder, SearchConfig.below(folder.resolve("search")));
    }

    Library(Path folder, SearchConfig config) throws Exception {
        this(folder, config, 0);
    }

    Library(Path folder, SearchConfig config, long reserve) throws Exception {
        this.folder = folder;
        store = new MaildirStore(MailstoreConfig.below(folder.resolve("mail")), DISK, Clock.systemUTC(), Index.NONE);
        index = new LuceneTextIndex(config, DISK, reserve);
        store.start();
        index.start();
    }

    Mailboxes ann() throws StoreException {
        return store.of(ANN);
    }

    Mailbox inbox() throws StoreException {
        return ann().open(MailboxName.INBOX);
    }

    static MailboxName name(String name) {
        return new MailboxName(List.of(name));
    }

    static List<Long> add(Mailbox mailbox, String... messages) throws StoreException {
        List<Mailbox.Arrival> arrivals = new ArrayList<>();
        for (String message : messages)
            arrivals.add(new Mailbox.Arrival(
                    Message.of(message.getBytes(StandardCharsets.UTF_8)), Flags.NONE, Instant.EPOCH));
        return mailbox.append(arrivals);
    }

    /** Messages that come as files from elsewhere, in one go; each with a word of its own, w0w, w1w and so on. */
    void fill(Mailbox mailbox, int count) throws Exception {
        String below = mailbox.name().isInbox() ? "new" : "." + mailbox.name() + "/new";
        Path maildir = folder.resolve("mail/example.org/ann/Maildir").resolve(below);
        int first = mailbox.messages().size();
        for (int i = 0; i < count; i++) {
            String name = (1_700_000_000 + first + i) + ".x.elsewhere";
            Files.writeString(maildir.resolve(name), mail("number " + i, "the word of this is w" + i + "w"));
        }
        mailbox.refresh();
    }

    static String mail(String subject, String text) {
        return "Subject: " + subject + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
    }

    UidSet ruledOut(Mailbox mailbox, Sought.Where where, String... texts) throws StoreException {
        return index.ruledOut(ann(), mailbox, Sought.in(where, texts));
    }

    UidSet ruledOut(Mailbox mailbox, String text) throws StoreException {
        return ruledOut(mailbox, Sought.Where.MESSAGE, text);
    }

    /** Searches once, which has the mailbox indexed, and waits for that. */
    void learn(Mailbox mailbox) throws StoreException, InterruptedException {
        ruledOut(mailbox, "anything");
        index.settle();
    }

    /** How many messages of the mailbox the index knows: all are without this. */
    long known(Mailbox mailbox) throws StoreException {
        return ruledOut(mailbox, "\u0001\u0002\u0003\u0004").count();
    }

    /** What reading finds. */
    static Set<Long> holding(Mailbox mailbox, Sought.Where where, String text) throws Exception {
        Set<Long> found = new TreeSet<>();
        Messages messages = mailbox.messages();
        for (int i = 0; i < messages.size(); i++) {
            long uid = messages.uid(i);
            if (pieces(mailbox, uid, where).stream().anyMatch(piece -> piece.contains(folded(text)))) found.add(uid);
        }
        return found;
    }

    static List<String> pieces(Mailbox mailbox, long uid, Sought.Where where) throws Exception {
        List<String> pieces = new ArrayList<>();
        MessageText.Listener all = new MessageText.Listener() {
            @Override
            public boolean field(String field) {
                return !pieces.add(folded(field));
            }

            @Override
            public boolean part(Reader text) throws IOException {
                Writer whole = new StringWriter();
                text.transferTo(whole);
                return !pieces.add(folded(whole.toString()));
            }
        };
        try (InputStream in = mailbox.message(uid).content().open()) {
            MessageText text = new MessageText(mailbox.message(uid).structure(), in, all);
            text.header();
            if (where == Sought.Where.BODY) pieces.clear();
            if (where != Sought.Where.HEADER) text.body();
        }
        return pieces;
    }

    static String folded(String text) {
        StringBuilder folded = new StringBuilder(text);
        for (int i = 0; i < folded.length(); i++) folded.setCharAt(i, Fold.of(folded.charAt(i)));
        return folded.toString();
    }

    @Override
    public void close() throws Exception {
        index.stop();
        store.stop();
    }
}
