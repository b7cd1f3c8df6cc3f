package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.index.Known;
import org.stagepost.message.MimePart;

/** A message of a mailbox, whose file may have been renamed, or be gone, by the time that somebody asks for it. */
record StoredFile(Owner owner, LiveMailbox mailbox, View.Row row, String uidl) implements StoredMessage {
    private interface Attempt<T> {
        T go() throws IOException, StoreException;
    }

    @Override
    public long uid() {
        return row.uid();
    }

    @Override
    public long octets() {
        return row.octets();
    }

    @Override
    public Instant internalDate() {
        Known known = mailbox.remembered(row.uid());
        if (known != null) return Instant.ofEpochMilli(known.date());
        try {
            return Files.getLastModifiedTime(path()).toInstant();
        } catch (IOException e) {
            return Instant.ofEpochSecond(FileName.seconds(row.base()));
        }
    }

    /** Whoever gives a file its name writes the time into it; a message that another program moved here keeps its own. */
    @Override
    public Instant savedDate() {
        long seconds = FileName.seconds(row.base());
        return seconds > 0 ? Instant.ofEpochSecond(seconds) : internalDate();
    }

    @Override
    public MimePart structure() throws IOException {
        return MimePart.decode(known().structure()).orElseGet(() -> MimePart.of(new byte[0]));
    }

    @Override
    public String emailId() throws IOException {
        return known().id();
    }

    @Override
    public String preview() throws IOException {
        return known().preview();
    }

    private Known known() throws IOException {
        return twice(() -> mailbox.known(row.uid()));
    }

    @Override
    public Message content() throws IOException {
        return new Renamed(this, found());
    }

    private Message found() throws IOException {
        return twice(() -> new MessageFile(owner, path()).content(row.octets()));
    }

    /** The octets, also when the file got another name since it was found: names follow flags. */
    private record Renamed(StoredFile stored, Message content) implements Message {
        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            try {
                return content.open();
            } catch (NoSuchFileException e) {
                return stored.found().open();
            }
        }
    }

    /** Another program may have renamed the file: then the folder tells its new name. */
    private <T> T twice(Attempt<T> attempt) throws IOException {
        try {
            try {
                return attempt.go();
            } catch (NoSuchFileException e) {
                mailbox.look();
                return attempt.go();
            }
        } catch (StoreException e) {
            throw new IOException("message " + row.uid() + " is gone", e);
        }
    }

    private Path path() throws NoSuchFileException {
        View view = mailbox.view();
        int position = view.position(row.uid());
        if (position < 0) throw new NoSuchFileException("message " + row.uid());
        return view.place(position).of(mailbox.folder(), view.base(position));
    }
}
