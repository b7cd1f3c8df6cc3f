package org.stagepost.mda;

import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.message.Charsets;
import org.stagepost.message.HeaderEdit;
import org.stagepost.message.HeaderField;

/**
 * One recipient's copy of a message, with what final delivery writes on top: where the message came from (RFC 5321 4.4) and
 * to whom it has been delivered, so that it is not delivered there again when it comes back.
 */
record FinalCopy(Envelope envelope, Address recipient, HeaderEdit edit, String queueId) {
    private static final String RETURN_PATH = "Return-Path";
    private static final String DELIVERED_TO = "Delivered-To";

    TraceId trace() {
        return envelope.trace();
    }

    ReversePath sender() {
        return envelope.from();
    }

    /** The same for every attempt of a queue to deliver this copy, and for no other copy. */
    DeliveryKey key() {
        return new DeliveryKey(queueId + "/" + recipient.folded());
    }

    boolean hasBeenDeliveredTo(Home home) {
        String address = text(home.address());
        return edit.header().all(DELIVERED_TO).stream()
                .anyMatch(field -> Ascii.equalsIgnoreCase(field.value(), address));
    }

    Message message(Home home) {
        Message message = edit.without(RETURN_PATH)
                .onTop(HeaderField.of(DELIVERED_TO, text(home.address())))
                .onTop(HeaderField.of(RETURN_PATH, "<" + Charsets.octetString(sender().toString()) + ">"))
                .message();
        return envelope.options().body() == Body.BINARY_MIME ? message.binary() : message;
    }

    private static String text(Address address) {
        return Charsets.octetString(address.toString());
    }
}
