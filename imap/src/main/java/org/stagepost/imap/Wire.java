package org.stagepost.imap;

import java.io.IOException;
import java.io.InputStream;
import org.stagepost.imap.parse.Source;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Connection;

/** A connection as commands are read from it. */
record Wire(Connection connection, ResponseWriter out) implements Source {
    @Override
    public String line(int max) throws IOException, SyntaxException {
        return connection.line(max);
    }

    @Override
    public InputStream octets(long count) {
        return connection.octets(count);
    }

    @Override
    public void goAhead() throws IOException {
        out.text("+ go ahead").end();
        out.flush();
        connection.flushNow();
    }
}
