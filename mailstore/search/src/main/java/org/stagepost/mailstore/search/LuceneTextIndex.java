package org.stagepost.mailstore.search;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Service;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.Sought;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.mailstore.UidSet;

/**
 * The text index of a process that owns the store. Sessions ask on threads of the disk; one thread of its own reads messages
 * and writes, at once where somebody has searched, else later and with pauses.
 */
public final class LuceneTextIndex implements TextIndex, Service {
    private static final Logger log = LoggerFactory.getLogger(LuceneTextIndex.class);
    /** Of the time of a processor that work takes for which nobody waits: one part in so many. */
    private static final int PART = 4;

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How seldom all indexes are measured. */
    private static final long MEASURED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SearchConfig config;
    private final Disk disk;
    private final Shelf shelf;
    private final Notes notes = new Notes();
    private final CatchUp catchUp;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread worker =
            Thread.ofPlatform().name("search-index").daemon().unstarted(this::work);
    /** Of the work under way; used by the worker only. */
    private Notes.Haste haste = Notes.Haste.WANTED;

    private long since;
    private long shrunk;

    /** @param reserve octets that stay free on the disk */
    public LuceneTextIndex(SearchConfig config, Disk disk, long reserve) {
        this.config = config;
        this.disk = disk;
        this.shelf = new Shelf(disk, config.folder());
        this.catchUp = new CatchUp(config, reserve, this::mayGoOn);
    }

    @Override
    public void start() throws IOException {
        if (!config.enabled()) return;
        disk.createDirectories(config.folder());
        worker.start();
    }

    /** What is being written is broken off; the next start goes on with it. */
    @Override
    public void stop() throws InterruptedException {
        notes.close();
        stop.countDown();
        worker.join();
        shelf.close();
    }

    @Override
    public UidSet ruledOut(Mailboxes account, Mailbox mailbox, Sought sought) {
        if (!config.enabled()) return UidSet.NONE;
        try {
            Place place = Place.of(mailbox);
            AccountIndex.Answer answer =
                    disk.perform(() -> shelf.of(account.account()).ask(place, sought));
            Messages messages = mailbox.messages();
            boolean older = answer.all().lastUid() >= messages.uidNext();
            if (older || answer.all().size() != messages.size()) notes.add(account, mailbox.name(), Notes.Haste.WANTED);
            return older ? UidSet.NONE : answer.without().uidsAmong(Keys.of(messages));
        } catch (IOException | StoreException e) {
            log.debug("{} is searched without an index", mailbox.name(), e);
            return UidSet.NONE;
        }
    }

    @Override
    public void note(Mailboxes account, MailboxName mailbox) {
        if (config.enabled()) notes.add(account, mailbox, Notes.Haste.SOME_TIME);
    }

    @Override
    public void forget(Address account) {
        notes.forget(account);
        shelf.drop(account);
    }

    /** Returns when all that was noted is indexed: for those who want to see what an index does. */
    public void settle() throws InterruptedException {
        notes.settle();
    }

    private void work() {
        try {
            shrink();
            for (Notes.Note note = notes.next(); note != null; note = notes.next()) catchUp(note);
        } catch (InterruptedException e) {
            log.warn("the text indexes are no longer kept up", e);
        }
    }

    private void catchUp(Notes.Note note) throws InterruptedException {
        AccountIndex index = shelf.hold(note.account().account());
        haste = note.haste();
        if (haste == Notes.Haste.SOME_TIME && !config.allAccounts() && !index.exists()) return;
        since = System.nanoTime();
        try (Mailbox mailbox = note.account().open(note.mailbox())) {
            catchUp.run(index, note.account(), mailbox);
            if (System.nanoTime() - shrunk > MEASURED_NANOS) shrink();
        } catch (StoreException e) {
            log.debug("{} cannot be indexed", note.mailbox(), e);
        } catch (IOException e) {
            log.warn(
                    "{} of {} cannot be indexed now",
                    note.mailbox(),
                    note.account().account(),
                    e);
        } catch (RuntimeException e) {
            log.error(
                    "{} of {} cannot be indexed", note.mailbox(), note.account().account(), e);
        }
    }

    private void shrink() {
        shelf.shrink(config.maxSize());
        shrunk = System.nanoTime();
    }

    /** Work that nobody waits for pauses for longer than it works, unless somebody waits for other work meanwhile. */
    private boolean mayGoOn() throws InterruptedException {
        if (stop.getCount() == 0) return false;
        if (haste == Notes.Haste.WANTED) return true;
        if (notes.areWanted()) haste = Notes.Haste.WANTED;
        long pause = Math.min((PART - 1) * (System.nanoTime() - since), LONGEST_PAUSE_NANOS);
        if (haste == Notes.Haste.SOME_TIME && stop.await(pause, TimeUnit.NANOSECONDS)) return false;
        since = System.nanoTime();
        return true;
    }
}
