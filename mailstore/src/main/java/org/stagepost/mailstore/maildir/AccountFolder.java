package org.stagepost.mailstore.maildir;

import java.nio.file.Path;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;

/**
 * Where an account's mail lies below the mail root: a pattern with {@code {domain}} and {@code {user}}, the local part.
 * Octets that a folder name might trip over become a percent sign and two hex digits, so no two accounts share a folder
 * and none leaves the root.
 */
public record AccountFolder(Path root, String pattern) {
    static final String DEFAULT_PATTERN = "{domain}/{user}/Maildir";
    private static final String DOMAIN = "{domain}";
    private static final String USER = "{user}";

    public AccountFolder {
        if (!pattern.contains(DOMAIN) || !pattern.contains(USER))
            throw new IllegalArgumentException("the folder pattern needs {domain} and {user}");
        int from = Math.min(pattern.indexOf(DOMAIN), pattern.indexOf(USER));
        String between = pattern.substring(from, Math.max(pattern.indexOf(DOMAIN), pattern.indexOf(USER)));
        if (between.substring(between.indexOf('}') + 1).chars().noneMatch(c -> c == '/' || c == '@'))
            throw new IllegalArgumentException("the folder pattern needs a / or @ between {domain} and {user}");
    }

    /** @param account local part folded */
    public Path of(Address account) {
        String path = pattern.replace(DOMAIN, safe(account.domain().name())).replace(USER, safe(account.localPart()));
        return root.resolve(path);
    }

    private static String safe(String part) {
        StringBuilder safe = new StringBuilder(part.length());
        for (byte octet : Ascii.octets(part)) {
            char c = (char) (octet & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_-+=".indexOf(c) >= 0;
            if (plain || c == '.' && !safe.isEmpty()) safe.append(c);
            else safe.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
        return safe.toString();
    }
}
