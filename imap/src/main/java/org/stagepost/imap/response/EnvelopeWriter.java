package org.stagepost.imap.response;

import java.io.IOException;
import org.stagepost.message.Addresses;
import org.stagepost.message.EnvelopeFields;

/** The envelope of a message (RFC 3501 7.4.2 and section 9, {@code envelope}). */
final class EnvelopeWriter {
    private final ResponseWriter out;

    EnvelopeWriter(ResponseWriter out) {
        this.out = out;
    }

    void write(EnvelopeFields envelope) throws IOException {
        out.octet('(').nstring(envelope.date());
        out.octet(' ').nstring(envelope.subject());
        addresses(envelope.from());
        addresses(envelope.senderOrFrom());
        addresses(envelope.replyToOrFrom());
        addresses(envelope.to());
        addresses(envelope.cc());
        addresses(envelope.bcc());
        out.octet(' ').nstring(envelope.inReplyTo());
        out.octet(' ').nstring(envelope.messageId()).octet(')');
    }

    private void addresses(Addresses addresses) throws IOException {
        out.octet(' ');
        if (addresses.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (Addresses.Entry entry : addresses.entries()) {
            switch (entry) {
                case Addresses.Mailbox mailbox -> mailbox(mailbox);
                case Addresses.Group group -> group(group);
            }
        }
        out.octet(')');
    }

    private void mailbox(Addresses.Mailbox mailbox) throws IOException {
        out.octet('(').nstring(mailbox.displayName());
        out.octet(' ').nstring(mailbox.route());
        out.octet(' ').string(mailbox.localPart());
        out.octet(' ').string(mailbox.domain()).octet(')');
    }

    /** A group begins with its name where a mailbox has its local part, and ends with nothing at all. */
    private void group(Addresses.Group group) throws IOException {
        out.text("(NIL NIL ").string(group.name()).text(" NIL)");
        for (Addresses.Mailbox member : group.members()) mailbox(member);
        out.text("(NIL NIL NIL NIL)");
    }
}
