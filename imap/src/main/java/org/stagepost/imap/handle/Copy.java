package org.stagepost.imap.handle;

import java.io.IOException;
import java.util.Map;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/** COPY and MOVE, with the UIDs that the messages got (RFC 3501 6.4.7, RFC 6851, RFC 4315 section 3). */
public final class Copy {
    private final MailboxView view;
    private final Mailboxes mailboxes;
    private final Names names;

    public Copy(MailboxView view, Mailboxes mailboxes, Names names) {
        this.view = view;
        this.mailboxes = mailboxes;
        this.names = names;
    }

    public Completion copy(Selected.Copy command) throws StoreException, SyntaxException {
        UidSet uids = view.uids(view.numbers(command.numbering(), command.set()));
        try (Mailbox target = mailboxes.open(names.decode(command.mailbox()))) {
            Map<Long, Long> copied = uids.isEmpty() ? Map.of() : view.mailbox().copy(uids, target);
            return Completion.ok(copyUid(target, copied), "COPY completed");
        } catch (StoreException e) {
            return Refusal.ofTarget(e);
        }
    }

    /** The UIDs are told before the messages vanish from the client's sight (RFC 6851 3.3). */
    public Completion move(Selected.Move command, ResponseWriter out)
            throws IOException, StoreException, SyntaxException {
        UidSet uids = view.uids(view.numbers(command.numbering(), command.set()));
        if (view.readOnly()) return Completion.no("NOPERM", "the mailbox is opened for reading only");
        try (Mailbox target = mailboxes.open(names.decode(command.mailbox()))) {
            Map<Long, Long> moved = uids.isEmpty() ? Map.of() : view.mailbox().move(uids, target);
            String code = copyUid(target, moved);
            if (!code.isEmpty()) Completion.ok(code, "moved").write("*", out);
            return Completion.ok("MOVE completed");
        } catch (StoreException e) {
            return Refusal.ofTarget(e);
        }
    }

    private static String copyUid(Mailbox target, Map<Long, Long> uids) {
        if (uids.isEmpty()) return "";
        return "COPYUID " + target.uidValidity() + " " + set(uids.keySet()) + " " + set(uids.values());
    }

    private static UidSet set(java.util.Collection<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }
}
