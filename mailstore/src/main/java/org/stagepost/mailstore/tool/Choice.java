package org.stagepost.mailstore.tool;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;

/** Which mailboxes of an account somebody means. */
public final class Choice {
    private Choice() {}

    /** Those named, levels separated by a slash; all where no name says anything. */
    public static List<MailboxName> of(Mailboxes account, List<String> named) throws StoreException {
        List<MailboxName> chosen = new ArrayList<>();
        for (String each : named) if (!each.isEmpty()) chosen.add(MailboxName.of(each, '/'));
        if (!chosen.isEmpty()) return chosen;
        for (MailboxEntry entry : account.list()) if (entry.selectable()) chosen.add(entry.name());
        return chosen;
    }
}
