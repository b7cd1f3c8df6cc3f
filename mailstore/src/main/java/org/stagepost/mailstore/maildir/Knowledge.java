package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;

/**
 * What is known about one mailbox's messages: from memory, else from the index, else from the files. A block of 256
 * messages is asked for at once, since whoever asks for one mostly asks for its neighbours next.
 */
final class Knowledge {
    private static final Logger log = LoggerFactory.getLogger(Knowledge.class);

    private final Means means;
    private final MailboxKey key;
    private final long uidValidity;
    private final AtomicLong last = new AtomicLong(-1);
    private final AtomicReference<@Nullable FutureTask<Known>> ahead = new AtomicReference<>();

    Knowledge(Means means, MailboxKey key, long uidValidity) {
        this.means = means;
        this.key = key;
        this.uidValidity = uidValidity;
    }

    /** About the message at a position of a view; throws when its file is gone. */
    Known of(View view, int position, Path folder) throws IOException {
        long uid = view.uid(position);
        long first = Blocks.first(uid);
        boolean onward = last.get() != first && last.getAndSet(first) + Blocks.SIZE == first;
        Known known = remembered(uid);
        if (known == null) {
            settle(ahead.get());
            known = remembered(uid);
        }
        if (known == null) known = means.disk().perform(() -> load(view, position, folder));
        if (onward) lookAhead(view, view.from(first + Blocks.SIZE), folder);
        return known;
    }

    /** Who reads a mailbox block by block finds the next one read when the answer about this one is out. */
    private void lookAhead(View view, int position, Path folder) {
        if (position >= view.size() || remembered(view.uid(position)) != null) return;
        FutureTask<Known> task = new FutureTask<>(() -> means.disk().perform(() -> load(view, position, folder)));
        FutureTask<Known> before = ahead.get();
        if ((before == null || before.isDone()) && ahead.compareAndSet(before, task)) Thread.startVirtualThread(task);
    }

    private static void settle(@Nullable FutureTask<Known> task) {
        if (task == null) return;
        try {
            task.get();
        } catch (ExecutionException e) {
            log.debug("the messages ahead could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in what was found out when the message came. */
    void learn(long uid, String base, Known known) {
        means.blocks().keep(key, uidValidity, Map.of(uid, known));
        means.index().put(key, base, known);
    }

    void drop(List<String> bases) {
        means.index().drop(key, bases);
    }

    /** What the index knows about a message that has no UID yet. */
    @Nullable
    Known indexed(String base) {
        return means.index().read(key, base, base).get(base);
    }

    /** About a message, without asking index or file. */
    @Nullable
    Known remembered(long uid) {
        Blocks.Block block = means.blocks().find(key, uidValidity, uid);
        return block == null ? null : block.of(uid);
    }

    private Known load(View view, int position, Path folder) throws IOException {
        int from = view.from(Blocks.first(view.uid(position)));
        int to = view.from(Blocks.first(view.uid(position)) + Blocks.SIZE);
        Map<String, Known> indexed = indexed(view, from, to);
        Map<Long, Known> found = new HashMap<>();
        for (int i = from; i < to; i++) {
            Known known = indexed.get(view.base(i));
            if (known == null) known = remembered(view.uid(i));
            if (known == null) known = read(view, i, folder);
            if (known != null) found.put(view.uid(i), known);
        }
        means.blocks().keep(key, uidValidity, found);
        Known wanted = found.get(view.uid(position));
        if (wanted == null) throw new NoSuchFileException(view.base(position));
        return wanted;
    }

    private Map<String, Known> indexed(View view, int from, int to) {
        String first = view.base(from);
        String last = first;
        for (int i = from; i < to; i++) {
            String base = view.base(i);
            if (base.compareTo(first) < 0) first = base;
            if (base.compareTo(last) > 0) last = base;
        }
        return means.index().read(key, first, last);
    }

    private @Nullable Known read(View view, int position, Path folder) {
        String base = view.base(position);
        try {
            Known known = new MessageFile(means.owner(), view.place(position).of(folder, base)).known();
            means.index().put(key, base, known);
            return known;
        } catch (IOException e) {
            log.debug("{} in {} cannot be read", base, folder, e);
            return null;
        }
    }
}
