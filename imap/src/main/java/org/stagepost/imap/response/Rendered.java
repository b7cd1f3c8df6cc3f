package org.stagepost.imap.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.stagepost.message.EnvelopeFields;
import org.stagepost.message.MimePart;

/**
 * ENVELOPE and BODYSTRUCTURE of a message as they are sent. They never change, and clients ask for them again and again.
 *
 * @param octets the envelope, and behind it the structure
 * @param envelope how many of them are the envelope
 */
public record Rendered(byte[] octets, int envelope) {
    public static Rendered of(MimePart message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1024);
        ResponseWriter out = new ResponseWriter(octets);
        try {
            envelope(message, out);
            out.flush();
            int envelope = octets.size();
            new StructureWriter(out, StructureWriter.Form.BODYSTRUCTURE).write(message);
            out.flush();
            return new Rendered(octets.toByteArray(), envelope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void envelope(MimePart message, ResponseWriter out) throws IOException {
        EnvelopeFields fields = message.envelope()
                .orElseThrow(() -> new IllegalArgumentException("a part of a message has no envelope of its own"));
        new EnvelopeWriter(out).write(fields);
    }

    public void writeEnvelope(ResponseWriter out) throws IOException {
        out.octets(octets, 0, envelope);
    }

    public void writeStructure(ResponseWriter out) throws IOException {
        out.octets(octets, envelope, octets.length - envelope);
    }

    /** The structure without extension data, which few ask for (RFC 3501 7.4.2, BODY). */
    public static void writeBody(MimePart message, ResponseWriter out) throws IOException {
        new StructureWriter(out, StructureWriter.Form.BODY).write(message);
    }
}
