package org.stagepost.imap.parse;

import java.io.IOException;
import java.io.InputStream;
import org.stagepost.mail.SyntaxException;

/** Where commands come from: a connection, in tests a string. */
public interface Source {
    /** The next line without its CR LF, one character an octet. */
    String line(int max) throws IOException, SyntaxException;

    /** Exactly that many octets; closing it drops the rest of them. */
    InputStream octets(long count);

    /** Tells the client to send the octets of a synchronizing literal (RFC 3501 7.5). */
    void goAhead() throws IOException;
}
