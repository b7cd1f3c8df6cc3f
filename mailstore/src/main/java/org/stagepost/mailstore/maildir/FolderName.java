package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.ModifiedUtf7;
import org.stagepost.mailstore.StoreException;

/**
 * Mailbox names as folders of a Maildir++: {@code .Work.2026} for Work/2026, in modified UTF-7. A dot, slash or backslash
 * inside a level becomes a backslash and two hex digits (as Dovecot's listescape writes them), so that two names never
 * share a folder and no name leads out of the account.
 */
final class FolderName {
    /** What a file system takes, less what a renaming or deletion puts in front. */
    private static final int MAX_LENGTH = 230;

    private FolderName() {}

    /** The folder below the account's own; empty text for INBOX, which is that folder itself. */
    static String of(MailboxName name) throws StoreException {
        if (name.isInbox()) return "";
        StringBuilder folder = new StringBuilder();
        for (String level : name.levels()) {
            if (level.isEmpty()) throw new StoreException(StoreException.Reason.CANNOT, "a level of the name is empty");
            folder.append('.').append(level(level));
        }
        if (folder.length() > MAX_LENGTH)
            throw new StoreException(StoreException.Reason.CANNOT, "the mailbox name is too long for a folder");
        return folder.toString();
    }

    /** The mailbox a folder holds; empty for one that no name leads to. */
    static Optional<MailboxName> name(String folder) {
        if (!folder.startsWith(".")) return Optional.empty();
        try {
            List<String> levels = new ArrayList<>();
            for (String level : folder.substring(1).split("\\.", -1)) levels.add(plain(level));
            MailboxName name = new MailboxName(levels);
            return name.isSafe() && of(name).equals(folder) ? Optional.of(name) : Optional.empty();
        } catch (SyntaxException | StoreException e) {
            return Optional.empty();
        }
    }

    /** One level as it stands in a folder's name. */
    static String level(String level) {
        String seven = ModifiedUtf7.encode(level);
        StringBuilder escaped = new StringBuilder(seven.length());
        for (int i = 0; i < seven.length(); i++) {
            char c = seven.charAt(i);
            if (c == '.' || c == '/' || c == '\\') escaped.append('\\').append(Integer.toHexString(c));
            else escaped.append(c);
        }
        return escaped.toString();
    }

    /** The level that {@link #level} wrote. */
    static String plain(String level) throws SyntaxException {
        String seven = level.replace("\\2e", ".").replace("\\2f", "/").replace("\\5c", "\\");
        String plain = ModifiedUtf7.decode(seven);
        if (!level(plain).equals(level)) throw new SyntaxException("not a level of a folder name");
        return plain;
    }
}
