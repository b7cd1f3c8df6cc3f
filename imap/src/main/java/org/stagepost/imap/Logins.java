package org.stagepost.imap;

import java.util.concurrent.ConcurrentHashMap;
import org.stagepost.sasl.Identity;

/** Counts the sessions of each account; holds only those that are open. */
final class Logins {
    private final int perAccount;
    private final ConcurrentHashMap<Identity, Integer> open = new ConcurrentHashMap<>();

    Logins(int perAccount) {
        this.perAccount = perAccount;
    }

    /** Takes a place; false when all are taken. */
    boolean enter(Identity identity) {
        int now = open.merge(identity, 1, Integer::sum);
        if (now <= perAccount) return true;
        leave(identity);
        return false;
    }

    void leave(Identity identity) {
        open.computeIfPresent(identity, (who, count) -> count == 1 ? null : count - 1);
    }
}
