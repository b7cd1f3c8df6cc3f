package org.stagepost.net;

import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of BDAT (RFC 3030 section 2): counted runs with commands between them. Together they have to keep to the slowest
 * speed that is borne, however small each of them is.
 */
public final class Chunks {
    private final Connection connection;
    private final long start = System.nanoTime();
    private long received;

    Chunks(Connection connection) {
        this.connection = connection;
    }

    /**
     * The next run, of exactly that many octets; what is left of it when it is closed is read and dropped.
     *
     * @throws EndedException when the runs so far have taken too long
     */
    public InputStream next(long count) throws IOException {
        connection.keepPace(start, received);
        InputStream run = new OctetStream(connection, count, start, received);
        received += count;
        return run;
    }
}
