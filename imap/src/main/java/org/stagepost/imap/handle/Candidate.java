package org.stagepost.imap.handle;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.message.EnvelopeFields;
import org.stagepost.message.Header;
import org.stagepost.message.MimePart;

/** A message that a search looks at, and of it no more than the search asks. */
final class Candidate {
    private final MailboxView view;
    private final int position;
    private @Nullable StoredMessage stored;
    private @Nullable MimePart structure;
    private @Nullable Header header;

    Candidate(MailboxView view, int position) {
        this.view = view;
        this.position = position;
    }

    long number() {
        return position + 1L;
    }

    long uid() {
        return view.messages().uid(position);
    }

    Flags flags() {
        return view.flags(position);
    }

    long octets() {
        return view.messages().octets(position);
    }

    Instant internalDate() throws StoreException {
        return stored().internalDate();
    }

    EnvelopeFields envelope() throws IOException, StoreException {
        return structure().envelope().orElseThrow();
    }

    MimePart structure() throws IOException, StoreException {
        MimePart found = structure;
        if (found == null) structure = found = stored().structure();
        return found;
    }

    Header header() throws IOException, StoreException {
        Header found = header;
        if (found == null) {
            long length = structure().extent().headerOctets();
            try (InputStream in = open()) {
                header = found = Header.parse(in.readNBytes((int) Math.min(length, Integer.MAX_VALUE)));
            }
        }
        return found;
    }

    InputStream open() throws IOException, StoreException {
        return stored().content().open();
    }

    private StoredMessage stored() throws StoreException {
        StoredMessage found = stored;
        if (found == null) stored = found = view.mailbox().message(uid());
        return found;
    }
}
