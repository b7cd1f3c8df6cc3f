package org.stagepost.imap.handle;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.text.MessageText;

/** One search through the text of one message. */
final class TextSearch implements MessageText.Listener {
    private final Candidate message;
    private final Needle needle;

    TextSearch(Candidate message, Needle needle) {
        this.message = message;
        this.needle = needle;
    }

    /** In the text parts, and in messages inside. */
    boolean inBody() throws IOException, StoreException {
        if (needle.in("")) return true;
        try (InputStream in = message.open()) {
            return new MessageText(message.structure(), in, this).body();
        }
    }

    /** In the header too. */
    boolean inMessage() throws IOException, StoreException {
        if (needle.in("")) return true;
        try (InputStream in = message.open()) {
            MessageText text = new MessageText(message.structure(), in, this);
            return text.header() || text.body();
        }
    }

    @Override
    public boolean field(String field) {
        return needle.in(field);
    }

    /** Reads to the end unless it is found. */
    @Override
    public boolean part(Reader text) throws IOException {
        char[] chunk = new char[8192];
        needle.restart();
        for (int length = text.read(chunk); length >= 0; length = text.read(chunk)) {
            for (int i = 0; i < length; i++) {
                if (needle.found(chunk[i])) return true;
            }
        }
        return false;
    }
}
