package org.stagepost.mailstore.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.ObjectId;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.maildir.MaildirTree;
import org.stagepost.mailstore.mbox.MboxSource;
import org.stagepost.mailstore.mbox.MboxTree;

/**
 * Takes messages into an account, with their flags and dates, and makes the mailboxes that are missing. What is there
 * already, octet for octet, is left out, so that an import that broke off is simply begun again.
 */
public final class Import implements AutoCloseable {
    private final Mailboxes account;
    private final Map<MailboxName, Target> targets = new TreeMap<>();
    private long added;
    private long known;

    public Import(Mailboxes account) {
        this.account = account;
    }

    /** What an import did. */
    public record Summary(long added, long known) {}

    private record Target(Mailbox mailbox, Set<String> ids) {}

    /**
     * The messages in a file or folder, whatever form they have: an mbox file, a Maildir with those below it, a zip file of
     * messages, a folder of mbox files.
     *
     * @param one where a file or folder holds one mailbox: which
     */
    public static MessageSource source(Path path, MailboxName one, Clock clock) throws IOException {
        if (!Files.exists(path)) throw new IOException("there is no " + path);
        if (MaildirTree.isAt(path)) return one.isInbox() ? new MaildirTree(path) : MaildirTree.alone(path, one);
        if (Files.isDirectory(path)) return new MboxTree(path, clock);
        if (MessageZip.isAt(path)) return MessageZip.reading(path, clock);
        return new MboxSource(path, one, clock);
    }

    public Summary take(MessageSource source) throws IOException, StoreException {
        source.each(this::take);
        return new Summary(added, known);
    }

    private void take(MailboxName name, Message message, Flags flags, Instant date) throws IOException, StoreException {
        Target target = target(name);
        if (!target.ids().add(id(message))) {
            known++;
            return;
        }
        target.mailbox().append(List.of(new Mailbox.Arrival(message, flags, date)));
        added++;
    }

    private Target target(MailboxName name) throws IOException, StoreException {
        Target target = targets.get(name);
        if (target != null) return target;
        boolean there = account.list().stream()
                .filter(MailboxEntry::selectable)
                .map(MailboxEntry::name)
                .anyMatch(name::equals);
        if (!there) {
            account.create(name);
            account.subscribe(name);
        }
        Mailbox mailbox = account.open(name);
        target = new Target(mailbox, ids(mailbox));
        targets.put(name, target);
        return target;
    }

    private static Set<String> ids(Mailbox mailbox) throws IOException, StoreException {
        Set<String> ids = new HashSet<>();
        Messages messages = mailbox.messages();
        for (int i = 0; i < messages.size(); i++)
            ids.add(mailbox.message(messages.uid(i)).emailId());
        return ids;
    }

    private static String id(Message message) throws IOException {
        MessageDigest digest = ObjectId.digest();
        message.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return ObjectId.ofEmail(digest);
    }

    @Override
    public void close() {
        for (Target target : new ArrayList<>(targets.values())) target.mailbox().close();
    }
}
