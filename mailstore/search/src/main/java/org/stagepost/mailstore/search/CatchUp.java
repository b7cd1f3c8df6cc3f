package org.stagepost.mailstore.search;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;

/** Brings what an index knows of a mailbox up to what is in it: adds what came, removes what went, a slice at a time. */
final class CatchUp {
    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
    /** Messages between two looks at who waits. */
    private static final int SLICE = 32;
    /** Messages after which what is written can be searched. */
    private static final int COMMIT = 1_024;

    private final SearchConfig config;
    private final long reserve;
    private final Pace pace;
    private final MessageGrams grams;

    /** Asked after each slice; says no when the rest is left for another time. */
    interface Pace {
        boolean mayGoOn() throws InterruptedException;
    }

    /** @param reserve octets that stay free on the disk */
    CatchUp(SearchConfig config, long reserve, Pace pace) {
        this.config = config;
        this.reserve = reserve;
        this.pace = pace;
        this.grams = new MessageGrams(config.text());
    }

    /** What is to be done in one mailbox. */
    private record Work(Mailbox mailbox, Place place, long[] missing, long[] gone, Set<Place> stale) {
        boolean isDone() {
            return missing.length == 0 && gone.length == 0 && stale.isEmpty();
        }
    }

    void run(AccountIndex index, Mailboxes account, Mailbox mailbox)
            throws IOException, StoreException, InterruptedException {
        Work work = work(index, account, mailbox);
        if (work.isDone()) return;
        try {
            index.change(writing -> write(index, work, writing));
        } catch (Interruption e) {
            throw e.cause;
        }
    }

    private static Work work(AccountIndex index, Mailboxes account, Mailbox mailbox) throws StoreException {
        Place place = Place.of(mailbox);
        Messages messages = mailbox.messages();
        Keys here = Keys.of(messages);
        Keys known = index.known(place);
        Set<String> names = Place.names(account.list());
        Set<Place> stale = index.places().stream()
                .filter(each -> !each.isNamed(names) || each.isFormerly(place))
                .collect(Collectors.toSet());
        if (known.lastUid() < messages.uidNext())
            return new Work(mailbox, place, here.without(known), known.without(here), stale);
        // Somebody put an older mailbox back, whose UIDs are given to other messages now.
        stale.add(place);
        return new Work(mailbox, place, here.without(new Keys()), new long[0], stale);
    }

    /** Newest first: they are what people look for. */
    private void write(AccountIndex index, Work work, AccountIndex.Writing writing) throws IOException {
        Rows.Pen pen = writing.pen();
        for (Place each : work.stale()) pen.remove(each);
        pen.remove(work.place(), work.gone());
        boolean room = hasRoom(index);
        for (int i = work.missing().length - 1, done = 1; room && i >= 0; i--, done++) {
            add(work, work.missing()[i], pen);
            if (done % SLICE == 0 && !mayGoOn(index)) break;
            if (done % COMMIT != 0) continue;
            writing.commit();
            room = hasRoom(index);
        }
        if (!index.isInVain()) writing.commit();
    }

    private void add(Work work, long key, Rows.Pen pen) throws IOException {
        long uid = Keys.uid(key);
        try {
            grams.read(work.mailbox().message(uid));
        } catch (StoreException | IOException e) {
            // It has gone meanwhile, or cannot be read: then it is looked at by whoever searches.
            log.debug("message {} in {} is not indexed", uid, work.mailbox().name(), e);
            return;
        }
        pen.add(work.place(), key, grams);
    }

    private boolean mayGoOn(AccountIndex index) throws IOException {
        try {
            return !index.isInVain() && pace.mayGoOn();
        } catch (InterruptedException e) {
            throw new Interruption(e);
        }
    }

    private boolean hasRoom(AccountIndex index) throws IOException {
        boolean room = Folder.size(index.folder()) < config.accountSize()
                && Files.getFileStore(index.folder()).getUsableSpace() > reserve;
        if (!room) log.debug("the text index in {} grows no further: what is not in it is read", index.folder());
        return room;
    }

    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1;

        private final InterruptedException cause;

        Interruption(InterruptedException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
