package org.stagepost.imap.handle;

import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.ModifiedUtf7;
import org.stagepost.mailstore.StoreException;

/** Mailbox names on the wire: modified UTF-7, levels joined by the separator of the operator's choice (RFC 3501 5.1). */
public record Names(char separator) {
    /** @throws StoreException CANNOT for what is no name, or not the one spelling of it */
    public MailboxName decode(String wire) throws StoreException {
        try {
            return MailboxName.of(ModifiedUtf7.decode(wire), separator);
        } catch (SyntaxException e) {
            throw new StoreException(StoreException.Reason.CANNOT, "the mailbox name is not modified UTF-7", e);
        }
    }

    /** The same for CREATE, where a separator at the end announces names below and is no part of the name (RFC 3501 6.3.3). */
    public MailboxName decodeNew(String wire) throws StoreException {
        boolean announces = wire.length() > 1 && wire.charAt(wire.length() - 1) == separator;
        return decode(announces ? wire.substring(0, wire.length() - 1) : wire);
    }

    public String encode(MailboxName name) {
        return ModifiedUtf7.encode(name.text(separator));
    }

    /** The separator as LIST and NAMESPACE show it. */
    public String quotedSeparator() {
        return separator == '\\' ? "\"\\\\\"" : "\"" + separator + "\"";
    }
}
