package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;

/** The message ids of a field (RFC 5322 3.6.4), without their angle brackets, leniently: what is no id is passed over. */
public final class MessageIds {
    /** The first, and so many of the last, are kept of a longer list. */
    private static final int MOST = 100;

    private MessageIds() {}

    /** At most a hundred: of more, the first and the last. */
    public static List<String> of(String value) {
        List<String> ids = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            int open = value.indexOf('<', at);
            int close = open < 0 ? -1 : value.indexOf('>', open);
            if (close < 0) break;
            int last = value.lastIndexOf('<', close);
            String id = Chars.strip(value.substring(last + 1, close));
            if (!id.isEmpty()) {
                if (ids.size() == MOST) ids.remove(1);
                ids.add(id);
            }
            at = close + 1;
        }
        return List.copyOf(ids);
    }
}
