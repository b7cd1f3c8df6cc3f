package org.stagepost.mda;

import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;
import org.stagepost.message.Received;

/**
 * What our own queue calls a message that came over a wire, read off the Received field that its server put on top: it stays
 * the same however often the queue tries. Every other message is one of its own: who hands in the same octets again, a
 * backup say, wants them here again, and other servers' ids come round.
 */
final class QueueIds {
    private QueueIds() {}

    static String of(Header header, TraceId transaction) {
        Optional<HeaderField> top = header.fields().stream()
                .filter(field -> !field.is("Return-Path"))
                .findFirst()
                .filter(field -> field.is("Received"));
        Optional<String> id = top.flatMap(Received::id);
        try {
            return id.isEmpty()
                    ? transaction.toString()
                    : TraceId.parse(id.get()).toString();
        } catch (SyntaxException anothers) {
            return transaction.toString();
        }
    }
}
