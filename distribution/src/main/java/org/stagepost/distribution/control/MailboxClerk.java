package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.maildir.MaildirTree;
import org.stagepost.mailstore.tool.Choice;
import org.stagepost.mailstore.tool.Import;

/** Changes mailboxes as a whole: orders about a {@code mailbox}, for whoever owns the store. */
public final class MailboxClerk implements Clerk {
    private final Directory directory;
    private final MailStore store;
    private final Clock clock;

    @Inject
    public MailboxClerk(Directory directory, MailStore store, Clock clock) {
        this.directory = directory;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("mailbox");
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        if (order.size() < 3) throw new RefusedException("what about which mailbox?");
        List<String> objects = order.subList(2, order.size());
        try {
            Mailboxes account = account(objects.get(0));
            return switch (order.get(1)) {
                case "import" ->
                    takeIn(account, OrderWords.second(objects, "a path"), OrderWords.third(objects, "a mailbox"));
                case "restore" -> restore(account, OrderWords.second(objects, "a path"), objects);
                case "stat" -> {
                    MailboxPage page = new MailboxPage(account);
                    yield OrderWords.second(objects, "a form").equals("json") ? List.of(page.json()) : page.lines();
                }
                case "undelete" -> {
                    String name = OrderWords.second(objects, "a mailbox");
                    yield List.of(account.undelete(MailboxName.of(name, '/')) + " messages are back in " + name);
                }
                case "check" -> each(account, objects, Mailboxes::check);
                case "repair" -> each(account, objects, Mailboxes::repair);
                default -> throw OrderWords.unknown(order.get(1));
            };
        } catch (SyntaxException | StoreException | IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Mailboxes account(String text) throws SyntaxException, StoreException, RefusedException {
        Address address = OrderWords.address(text);
        Account account =
                directory.account(address).orElseThrow(() -> new RefusedException("there is no account " + address));
        return store.of(account.address());
    }

    private interface Care {
        List<String> of(Mailboxes account, MailboxName name) throws StoreException;
    }

    /** Each of the mailboxes named behind the account, or all. */
    private static List<String> each(Mailboxes account, List<String> objects, Care care) throws StoreException {
        List<String> lines = new ArrayList<>();
        for (MailboxName name : Choice.of(account, objects.subList(1, objects.size()))) {
            List<String> findings = care.of(account, name);
            if (findings.isEmpty()) lines.add(name + "  fine");
            for (String finding : findings) lines.add(name + "  " + finding);
        }
        return lines;
    }

    /** From a copy of this account's own folder: all of it, or one mailbox. */
    private static List<String> restore(Mailboxes account, String path, List<String> objects)
            throws IOException, StoreException, SyntaxException {
        Path folder = Path.of(path);
        if (!MaildirTree.isAt(folder)) throw new IOException("there is no mail in " + folder);
        String only = OrderWords.third(objects, "a mailbox");
        MessageSource all = new MaildirTree(folder);
        MailboxName one = only.isEmpty() ? MailboxName.INBOX : MailboxName.of(only, '/');
        try (Import into = new Import(account)) {
            return told(into.take(
                    only.isEmpty()
                            ? all
                            : taker -> all.each((name, message, flags, date) -> {
                                if (name.equals(one)) taker.take(name, message, flags, date);
                            })));
        }
    }

    private static List<String> told(Import.Summary summary) {
        String known = summary.known() == 0 ? "" : "; " + summary.known() + " were there already";
        return List.of(summary.added() + " messages were taken in" + known);
    }

    private List<String> takeIn(Mailboxes account, String path, String name) throws IOException, StoreException {
        try (Import into = new Import(account)) {
            return told(into.take(Import.source(Path.of(path), MailboxName.of(name, '/'), clock)));
        }
    }
}
