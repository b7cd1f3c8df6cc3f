package org.stagepost.mda;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Header;
import org.stagepost.message.HeaderField;
import org.stagepost.message.Received;

/**
 * What the queue of an LMTP client calls a message, read off the Received field that its server put on top: it stays the
 * same however often the queue tries. Our own queue's id stands there as it is; of another server's the whole field counts,
 * since ids of some come round again. Where no id is found each attempt is a message of its own.
 */
final class QueueIds {
    private QueueIds() {}

    static String of(Header header, TraceId transaction) {
        Optional<HeaderField> top = header.fields().stream()
                .filter(field -> !field.is("Return-Path"))
                .findFirst()
                .filter(field -> field.is("Received"));
        Optional<String> id = top.flatMap(Received::id);
        if (top.isEmpty() || id.isEmpty()) return transaction.toString();
        try {
            return TraceId.parse(id.get()).toString();
        } catch (SyntaxException another) {
            return digest(top.get().octets());
        }
    }

    private static String digest(byte[] octets) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(octets);
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
