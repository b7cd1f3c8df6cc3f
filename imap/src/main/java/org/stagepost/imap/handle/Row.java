package org.stagepost.imap.handle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stagepost.imap.command.FetchItem;
import org.stagepost.imap.command.FetchItem.Attribute;
import org.stagepost.imap.command.FetchItem.Section;
import org.stagepost.imap.command.FetchItem.Text;
import org.stagepost.imap.response.Rendered;
import org.stagepost.imap.response.RenderedCache;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;
import org.stagepost.message.MimePart;

/**
 * One message of a FETCH. All that its items need is found before the first octet of the response is written: afterwards
 * there is no way back.
 */
final class Row implements Closeable {
    private final MailboxView view;
    private final RenderedCache.Shelf shelf;
    private final int position;
    private final long uid;
    private @Nullable StoredMessage stored;
    private @Nullable MimePart structure;
    private @Nullable Rendered rendered;
    private @Nullable Message content;
    private @Nullable InputStream opened;

    Row(MailboxView view, RenderedCache.Shelf shelf, int position) {
        this.view = view;
        this.shelf = shelf;
        this.position = position;
        this.uid = view.messages().uid(position);
    }

    void prepare(List<FetchItem> items) throws StoreException {
        try {
            for (FetchItem item : items) prepare(item);
        } catch (IOException e) {
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "the message cannot be read", e);
        }
    }

    private void prepare(FetchItem item) throws StoreException, IOException {
        switch (item) {
            case Attribute.UID, Attribute.FLAGS, Attribute.RFC822_SIZE -> {}
            case Attribute.INTERNALDATE -> find();
            case Attribute.ENVELOPE, Attribute.BODYSTRUCTURE -> render();
            case Attribute.BODY -> parse();
            case Section section -> {
                if (!section.part().isEmpty() || section.text() != Text.ALL) parse();
                open();
            }
        }
    }

    private StoredMessage find() throws StoreException {
        StoredMessage found = stored;
        if (found == null) stored = found = view.mailbox().message(uid);
        return found;
    }

    private MimePart parse() throws StoreException, IOException {
        MimePart found = structure;
        if (found == null) structure = found = find().structure();
        return found;
    }

    private void render() throws StoreException, IOException {
        if (rendered != null) return;
        rendered = shelf.find(uid).orElse(null);
        if (rendered != null) return;
        rendered = Rendered.of(parse());
        shelf.keep(uid, rendered);
    }

    private void open() throws StoreException, IOException {
        if (content != null) return;
        content = find().content();
        opened = content.open();
    }

    int position() {
        return position;
    }

    long uid() {
        return uid;
    }

    StoredMessage stored() {
        return prepared(stored);
    }

    MimePart structure() {
        return prepared(structure);
    }

    Rendered rendered() {
        return prepared(rendered);
    }

    long octets() {
        return prepared(content).size();
    }

    /** The message from its start; the caller closes it. */
    InputStream stream() throws IOException {
        InputStream first = opened;
        opened = null;
        return first == null ? prepared(content).open() : first;
    }

    private static <T> T prepared(@Nullable T part) {
        if (part == null) throw new IllegalStateException("not prepared");
        return part;
    }

    @Override
    public void close() throws IOException {
        InputStream left = opened;
        if (left != null) left.close();
    }
}
