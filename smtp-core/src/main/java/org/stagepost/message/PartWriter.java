package org.stagepost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a {@link MimePart} for a cache: numbers as groups of seven bits with the lowest first, strings as their length and
 * octets, optional values with a length one higher and 0 for none.
 */
final class PartWriter {
    static final int VERSION = 2;
    static final int MAILBOX = 0;
    static final int GROUP = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    byte[] write(MimePart message) {
        out.write(VERSION);
        part(message);
        return out.toByteArray();
    }

    /** Depth is bounded by {@link Bounds#DEPTH}. */
    private void part(MimePart part) {
        content(part.content());
        extent(part.extent());
        optional(part.envelope(), this::envelope);
        list(part.children(), this::part);
    }

    private void content(ContentFields content) {
        string(content.type().type());
        string(content.type().subtype());
        parameters(content.type().parameters());
        string(content.encoding());
        optionalString(content.id());
        optionalString(content.description());
        optional(content.disposition(), disposition -> {
            string(disposition.kind());
            parameters(disposition.parameters());
        });
        list(content.language(), this::string);
        optionalString(content.location());
        optionalString(content.md5());
    }

    private void parameters(Parameters parameters) {
        list(parameters.all(), parameter -> {
            string(parameter.name());
            string(parameter.value());
        });
    }

    private void extent(Extent extent) {
        number(extent.start());
        number(extent.headerOctets());
        number(extent.bodyOctets());
        number(extent.headerLines());
        number(extent.bodyLines());
    }

    private void envelope(EnvelopeFields envelope) {
        optionalString(envelope.date());
        optionalString(envelope.subject());
        addresses(envelope.from());
        addresses(envelope.sender());
        addresses(envelope.replyTo());
        addresses(envelope.to());
        addresses(envelope.cc());
        addresses(envelope.bcc());
        optionalString(envelope.inReplyTo());
        optionalString(envelope.messageId());
        list(envelope.references(), this::string);
    }

    private void addresses(Addresses addresses) {
        number(addresses.truncated() ? 1 : 0);
        list(addresses.entries(), entry -> {
            switch (entry) {
                case Addresses.Mailbox mailbox -> {
                    number(MAILBOX);
                    mailbox(mailbox);
                }
                case Addresses.Group group -> {
                    number(GROUP);
                    string(group.name());
                    list(group.members(), this::mailbox);
                }
            }
        });
    }

    private void mailbox(Addresses.Mailbox mailbox) {
        optionalString(mailbox.displayName());
        optionalString(mailbox.route());
        string(mailbox.localPart());
        string(mailbox.domain());
    }

    private <T> void list(List<T> values, Consumer<T> write) {
        number(values.size());
        values.forEach(write);
    }

    private <T> void optional(Optional<T> value, Consumer<T> write) {
        number(value.isPresent() ? 1 : 0);
        value.ifPresent(write);
    }

    private void optionalString(Optional<String> value) {
        number(value.map(text -> text.length() + 1).orElse(0));
        value.ifPresent(this::octets);
    }

    private void string(String text) {
        number(text.length());
        octets(text);
    }

    private void octets(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void number(long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
