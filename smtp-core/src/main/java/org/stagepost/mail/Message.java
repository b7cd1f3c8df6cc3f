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

    /** Whether an LF in it may be an octet like any other (RFC 3030 section 3), and no line end that has lost its CR. */
    default boolean isBinary() {
        return false;
    }

    /** The same octets, of which none is to be taken for a line end that has lost its CR. */
    default Message binary() {
        Message original = this;
        return new Message() {
            @Override
            public long size() {
                return original.size();
            }

            @Override
            public InputStream open() throws IOException {
                return original.open();
            }

            @Override
            public Optional<Path> file() {
                return original.file();
            }

            @Override
            public boolean isBinary() {
                return true;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                original.writeTo(out);
            }
        };
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
