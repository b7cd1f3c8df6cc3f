package org.stagepost.imap.handle;

import org.stagepost.imap.response.Completion;
import org.stagepost.mailstore.StoreException;

/** How the reasons of the store are told (RFC 5530 section 3). */
public final class Refusal {
    private static final String DAMAGE = "the server cannot use this mailbox; its log says why";

    private Refusal() {}

    /** What the store says of damage names the server's folders: that is for its log, and was written there. */
    public static Completion of(StoreException refused) {
        boolean damage = refused.reason() == StoreException.Reason.CORRUPTION;
        String text = damage ? DAMAGE : String.valueOf(refused.getMessage());
        return Completion.no(code(refused.reason()), text);
    }

    /** The same where the missing mailbox is a target that could be made first (RFC 3501 6.3.11, 6.4.7). */
    public static Completion ofTarget(StoreException refused) {
        boolean missing = refused.reason() == StoreException.Reason.NONEXISTENT;
        return missing ? Completion.no("TRYCREATE", "there is no such mailbox") : of(refused);
    }

    private static String code(StoreException.Reason reason) {
        return switch (reason) {
            case NONEXISTENT -> "NONEXISTENT";
            case ALREADY_EXISTS -> "ALREADYEXISTS";
            case CANNOT -> "CANNOT";
            case HAS_CHILDREN -> "HASCHILDREN";
            case OVER_QUOTA -> "OVERQUOTA";
            case TOO_BIG -> "TOOBIG";
            case LIMIT -> "LIMIT";
            case READ_ONLY -> "NOPERM";
            case CORRUPTION -> "CORRUPTION";
            case UNAVAILABLE -> "UNAVAILABLE";
        };
    }
}
