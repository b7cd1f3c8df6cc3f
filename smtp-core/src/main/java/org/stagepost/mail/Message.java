package org.stagepost.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The octets of a message, lines ending CR LF: streamed, and readable again as often as a stage likes. */
public interface Message {
    /** How many octets {@link #open} yields. */
    long size();

    InputStream open() throws IOException;

    /** A forced file that holds exactly these octets, to be linked rather than copied; empty when there is none. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    default void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    static Message of(byte[] octets) {
        byte[] own = octets.clone();
        return new Message() {
            @Override
            public long size() {
                return own.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(own);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(own);
            }
        };
    }
}
