package org.stagepost.mailstore.maildir;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.Address;

/**
 * The accounts in memory: each at most once, whoever holds it; the last used ones also while nobody does. Two objects for
 * one account would not know of each other's changes.
 */
final class Accounts {
    private final int kept;
    private final Function<Address, MaildirAccount> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, WeakReference<MaildirAccount>> all = new HashMap<>();
    private final LinkedHashMap<Address, MaildirAccount> recent = new LinkedHashMap<>(16, 0.75f, true);

    Accounts(int kept, Function<Address, MaildirAccount> maker) {
        this.kept = kept;
        this.maker = maker;
    }

    /** The account, and the one that is no longer kept in its favour, if any. */
    record Found(MaildirAccount account, @Nullable MaildirAccount dropped) {}

    Found of(Address address) {
        lock.lock();
        try {
            MaildirAccount account = recent.get(address);
            if (account != null) return new Found(account, null);
            WeakReference<MaildirAccount> held = all.get(address);
            account = held == null ? null : held.get();
            if (account == null) {
                account = maker.apply(address);
                all.put(address, new WeakReference<>(account));
            }
            recent.put(address, account);
            return new Found(account, recent.size() > kept ? drop() : null);
        } finally {
            lock.unlock();
        }
    }

    /** Another object is made for the address from now on; whoever holds this one keeps it. */
    void leave(Address address, MaildirAccount account) {
        lock.lock();
        try {
            recent.remove(address, account);
            WeakReference<MaildirAccount> held = all.get(address);
            if (held != null && held.refersTo(account)) all.remove(address);
        } finally {
            lock.unlock();
        }
    }

    List<MaildirAccount> kept() {
        lock.lock();
        try {
            return new ArrayList<>(recent.values());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable MaildirAccount drop() {
        all.values().removeIf(held -> held.refersTo(null));
        Iterator<MaildirAccount> oldest = recent.values().iterator();
        MaildirAccount dropped = oldest.next();
        oldest.remove();
        return dropped;
    }
}
