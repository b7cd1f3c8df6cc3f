package org.stagepost.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@link PartWriter} wrote; damaged octets are noticed and cost no more than their length. */
final class PartReader {
    private final byte[] in;
    private int at;

    private PartReader(byte[] in) {
        this.in = in;
    }

    static Optional<MimePart> read(byte[] octets) {
        if (octets.length == 0 || octets[0] != PartWriter.VERSION) return Optional.empty();
        PartReader reader = new PartReader(octets);
        reader.at = 1;
        try {
            MimePart part = reader.part(1);
            return reader.at == octets.length ? Optional.of(part) : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private MimePart part(int depth) throws IOException {
        if (depth > Bounds.DEPTH + 1) throw new StreamCorruptedException("depth");
        ContentFields content = content();
        Extent extent = extent();
        Optional<EnvelopeFields> envelope = optional(this::envelope);
        List<MimePart> children = list(() -> part(depth + 1));
        MediaType type = content.type();
        int least = type.isMultipart() || type.isMessage() ? 1 : 0;
        boolean many = type.isMultipart() && children.size() > 1;
        if (children.size() != least && !many) throw new StreamCorruptedException("children");
        return new MimePart(content, extent, envelope, children);
    }

    private ContentFields content() throws IOException {
        MediaType type = new MediaType(string(), string(), parameters());
        return new ContentFields(
                type,
                string(),
                optionalString(),
                optionalString(),
                optional(() -> new Disposition(string(), parameters())),
                list(this::string),
                optionalString(),
                optionalString());
    }

    private Parameters parameters() throws IOException {
        return new Parameters(list(() -> new Parameters.Parameter(string(), string())));
    }

    private Extent extent() throws IOException {
        long start = number();
        long body = start + number();
        return new Extent(start, body, body + number(), number(), number());
    }

    private EnvelopeFields envelope() throws IOException {
        return new EnvelopeFields(
                optionalString(),
                optionalString(),
                addresses(),
                addresses(),
                addresses(),
                addresses(),
                addresses(),
                addresses(),
                optionalString(),
                optionalString(),
                list(this::string));
    }

    private Addresses addresses() throws IOException {
        boolean truncated = number() == 1;
        return new Addresses(list(this::entry), truncated);
    }

    private Addresses.Entry entry() throws IOException {
        return number() == PartWriter.MAILBOX ? mailbox() : new Addresses.Group(string(), list(this::mailbox));
    }

    private Addresses.Mailbox mailbox() throws IOException {
        return new Addresses.Mailbox(optionalString(), optionalString(), string(), string());
    }

    private <T> List<T> list(Reading<T> reading) throws IOException {
        long size = number();
        List<T> values = new ArrayList<>();
        for (long i = 0; i < size; i++) values.add(reading.read());
        return values;
    }

    private <T> Optional<T> optional(Reading<T> reading) throws IOException {
        return number() == 0 ? Optional.empty() : Optional.of(reading.read());
    }

    private Optional<String> optionalString() throws IOException {
        long length = number();
        return length == 0 ? Optional.empty() : Optional.of(octets(length - 1));
    }

    private String string() throws IOException {
        return octets(number());
    }

    private String octets(long length) throws IOException {
        if (length > in.length - at) throw new EOFException();
        String text = new String(in, at, (int) length, StandardCharsets.ISO_8859_1);
        at += (int) length;
        return text;
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at >= in.length) throw new EOFException();
            byte octet = in[at++];
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) return value;
        }
        throw new StreamCorruptedException("number");
    }
}
