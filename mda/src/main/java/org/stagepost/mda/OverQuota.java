package org.stagepost.mda;

import org.stagepost.mail.Ascii;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;

/** What a sender hears when a mailbox is full. */
public enum OverQuota {
    /** The queue keeps the message for its lifetime: most people tidy up. */
    DEFER,
    /** The sender hears at once. */
    REJECT;

    static OverQuota parse(String text) throws SyntaxException {
        for (OverQuota each : values()) {
            if (each.toString().equals(text)) return each;
        }
        throw new SyntaxException("must be defer or reject");
    }

    Reply reply() {
        return switch (this) {
            case DEFER -> DeliveryReplies.FULL_FOR_NOW;
            case REJECT -> DeliveryReplies.FULL;
        };
    }

    /** As in the settings. */
    @Override
    public String toString() {
        return Ascii.lower(name());
    }
}
