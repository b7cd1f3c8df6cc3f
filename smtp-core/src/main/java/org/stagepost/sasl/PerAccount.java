package org.stagepost.sasl;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the sessions of each account; holds only those that are open. */
public final class PerAccount {
    private final int most;
    private final ConcurrentHashMap<Identity, Integer> open = new ConcurrentHashMap<>();

    /** @param most sessions of one account at once */
    public PerAccount(int most) {
        this.most = most;
    }

    /** What one session holds; its thread's own. */
    public Place place() {
        return new Place();
    }

    private boolean enter(Identity identity) {
        int now = open.merge(identity, 1, Integer::sum);
        if (now <= most) return true;
        leave(identity);
        return false;
    }

    private void leave(Identity identity) {
        open.computeIfPresent(identity, (who, count) -> count == 1 ? null : count - 1);
    }

    /** A session's place among those of its account, once somebody has logged in. */
    public final class Place implements AutoCloseable {
        private Optional<Identity> holder = Optional.empty();

        private Place() {}

        /** Takes a place, and gives up another that it had; false when all are taken. */
        public boolean take(Identity identity) {
            close();
            if (!enter(identity)) return false;
            holder = Optional.of(identity);
            return true;
        }

        @Override
        public void close() {
            holder.ifPresent(PerAccount.this::leave);
            holder = Optional.empty();
        }
    }
}
