package org.stagepost.mailstore.maildir;

/**
 * What one process at a time does in a store that several use; its lock says who. A process without any duty reads, and
 * removes messages as POP3 does, like every other program that knows Maildir.
 */
public enum Duty {
    /** Gives UIDs, writes down flags and expunges, names files after them, makes and removes mailboxes. */
    OWN(".stagepost-lock", "owns"),
    /** Delivers, and writes down what was delivered. */
    DELIVER(".stagepost-delivery-lock", "delivers into");

    private final String lock;
    private final String verb;

    Duty(String lock, String verb) {
        this.lock = lock;
        this.verb = verb;
    }

    /** The name of the lock file in the mail root. */
    String lock() {
        return lock;
    }

    /** As in: another process does this to a mail root. */
    String verb() {
        return verb;
    }
}
