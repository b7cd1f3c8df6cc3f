package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.index.MailboxKey;
import org.stagepost.mailstore.index.Picture;

/** An index that knows nothing but how mailboxes were left, at once, and notes which of its pictures were found. */
final class PictureBook implements Index {
    private final Map<MailboxKey, Picture> pictures = new HashMap<>();
    private final List<Picture> found = new ArrayList<>();

    /** How many mailboxes were opened from their pictures since this was asked last. */
    int found() {
        int count = found.size();
        found.clear();
        return count;
    }

    @Override
    public synchronized void keep(MailboxKey mailbox, Picture picture) {
        pictures.put(mailbox, picture);
    }

    @Override
    public synchronized Optional<Picture> picture(MailboxKey mailbox, String files) {
        Picture picture = pictures.get(mailbox);
        if (picture == null || !picture.header().files().equals(files)) return Optional.empty();
        found.add(picture);
        return Optional.of(picture);
    }

    @Override
    public synchronized void move(MailboxKey from, MailboxKey to) {
        Picture moved = pictures.remove(from);
        if (moved == null) pictures.remove(to);
        else pictures.put(to, moved);
    }

    @Override
    public synchronized void remove(MailboxKey mailbox) {
        pictures.remove(mailbox);
    }

    @Override
    public synchronized void forget(long account) {
        pictures.keySet().removeIf(key -> key.account() == account);
    }

    @Override
    public void put(MailboxKey mailbox, String name, Known known) {}

    @Override
    public Map<String, Known> read(MailboxKey mailbox, String first, String last) {
        return Map.of();
    }

    @Override
    public void drop(MailboxKey mailbox, Collection<String> names) {}
}
