package org.stagepost.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.mailstore.text.MessageText;
import org.stagepost.message.Bounds;
import org.stagepost.message.MimePart;

/** The grams of one message after the other, those of its header apart from those of its body. */
final class MessageGrams implements MessageText.Listener {
    /** Different grams of one message: hostile text has no end of them, what people write has a tenth of this. */
    private static final int MOST = 250_000;

    private final long mostText;
    private final GramSet header = new GramSet();
    private final GramSet body = new GramSet();
    private final char[] chunk = new char[8192];
    private GramSet current = header;
    private Grams grams = new Grams(header);
    private long text;
    private boolean cut;

    /** @param mostText characters of a message that are looked at */
    MessageGrams(long mostText) {
        this.mostText = mostText;
    }

    void read(StoredMessage message) throws IOException {
        begin();
        MimePart structure = message.structure();
        // One that searches may look at further than we do.
        cut = structure.extent().headerOctets() > Bounds.HEADER_BLOCK;
        try (InputStream in = message.content().open()) {
            MessageText all = new MessageText(structure, in, this);
            if (cut || all.header()) return;
            into(body);
            all.body();
        }
    }

    private void begin() {
        header.clear();
        body.clear();
        into(header);
        text = 0;
    }

    private void into(GramSet set) {
        current = set;
        grams = new Grams(set);
    }

    /** Whether there is more than these grams tell: then the message must be read. */
    boolean isCut() {
        return cut;
    }

    GramSet header() {
        return header;
    }

    GramSet body() {
        return body;
    }

    @Override
    public boolean field(String field) {
        grams.add(field);
        return spent(field.length());
    }

    @Override
    public boolean part(Reader reader) throws IOException {
        grams.restart();
        for (int length = reader.read(chunk); length >= 0; length = reader.read(chunk)) {
            for (int i = 0; i < length; i++) grams.add(chunk[i]);
            if (spent(length)) return true;
        }
        return false;
    }

    private boolean spent(int characters) {
        text += characters;
        cut = text > mostText || current.size() > MOST;
        return cut;
    }
}
