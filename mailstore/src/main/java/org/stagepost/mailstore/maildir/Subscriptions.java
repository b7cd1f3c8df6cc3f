package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailboxName;

/**
 * The {@code subscriptions} file of an account: a line {@code V<tab>2}, an empty line, then a mailbox a line, its levels
 * separated by tabs. The older form, a folder name a line, is read too. Not for use by several threads at once.
 */
final class Subscriptions {
    private static final String NAME = "subscriptions";
    private static final String VERSION = "V\t2";

    private final LineFile file;

    Subscriptions(Means means, Path account) {
        this.file = means.lines(account.resolve(NAME), Means.SUBSCRIPTIONS, Duty.OWN);
    }

    /** Whether the file was ever written: the last step of making an account. */
    boolean exist() throws IOException {
        return !file.read().isEmpty();
    }

    Set<MailboxName> read() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        String text = file.read();
        boolean tabs = text.startsWith(VERSION);
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.equals(VERSION)) continue;
            try {
                names.add(name(line, tabs ? "\t" : "\\."));
            } catch (SyntaxException e) {
                // Another program's name that no mailbox of ours can have.
            }
        }
        return names;
    }

    private static MailboxName name(String line, String separator) throws SyntaxException {
        List<String> levels = new ArrayList<>();
        for (String level : line.split(separator, -1)) levels.add(FolderName.plain(level));
        if (levels.contains("")) throw new SyntaxException("a level is empty");
        return new MailboxName(levels);
    }

    void write(Set<MailboxName> names) throws IOException {
        StringBuilder text = new StringBuilder(VERSION).append("\n\n");
        for (MailboxName name : names) {
            String[] levels = name.levels().stream().map(FolderName::level).toArray(String[]::new);
            text.append(String.join("\t", Arrays.asList(levels))).append('\n');
        }
        file.replace(text.toString());
    }
}
