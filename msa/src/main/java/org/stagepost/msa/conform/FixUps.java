package org.stagepost.msa.conform;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.message.Dates;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderEdit;
import org.stagepost.message.HeaderField;

/**
 * What submission adds to a header and takes out of it (RFC 6409 section 8). Nothing that stays is changed by an octet, so a
 * signature of the author stays whole.
 */
public final class FixUps {
    /** Blind copies are blind; a path back, and the verdicts of a receiving host, are not the author's to write. */
    private static final List<String> REMOVED =
            List.of("Bcc", "Resent-Bcc", "Return-Path", "Authentication-Results", "Received-SPF");

    private final Header header;
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private HeaderEdit edit;

    /**
     * What a header gets where it has nothing of its own.
     *
     * @param author From, and Sender where there are several authors
     */
    public record Defaults(Address author, String messageId, OffsetDateTime date) {}

    private FixUps(HeaderEdit edit) {
        this.header = edit.header();
        this.edit = edit;
    }

    /** Makes the header conform; the field that came last ends up on top. */
    public static FixUps of(HeaderEdit edit, Defaults defaults) {
        FixUps fixUps = new FixUps(edit);
        for (String name : REMOVED) fixUps.remove(name);
        if (Authors.areSeveral(edit.header()))
            fixUps.provide("Sender", defaults.author().toString());
        fixUps.provide("From", defaults.author().toString());
        fixUps.provide("Message-ID", defaults.messageId());
        fixUps.provide("Date", Dates.format(defaults.date()));
        return fixUps;
    }

    private void provide(String name, String value) {
        if (header.first(name).isPresent()) return;
        String octets = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        edit = edit.onTop(HeaderField.of(name, octets));
        added.add(name);
    }

    private void remove(String name) {
        if (header.first(name).isEmpty()) return;
        edit = edit.without(name);
        removed.add(name);
    }

    /** The message's header as it goes on. */
    public HeaderEdit edit() {
        return edit;
    }

    /** What was done, for the trace: {@code Date and Message-ID added}; empty when the header was in order. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        if (!added.isEmpty()) parts.add(joined(added) + " added");
        if (!removed.isEmpty()) parts.add(joined(removed) + " removed");
        return String.join(", ", parts);
    }

    private static String joined(List<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        int last = sorted.size() - 1;
        return last == 0 ? sorted.get(0) : String.join(", ", sorted.subList(0, last)) + " and " + sorted.get(last);
    }
}
