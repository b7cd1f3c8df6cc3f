package org.stagepost.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.stagepost.mail.Message;
import org.stagepost.message.Addresses;
import org.stagepost.message.Header;

/**
 * Whether 8-bit octets in a header are there because an address has them: then the message is whole, and what it lacks is
 * SMTPUTF8 (RFC 6532 3.2, hardening row R16). Anything else that is not ASCII could have been an encoded word, or is no text.
 */
final class InternationalHeader {
    private static final List<String> WITH_ADDRESSES = List.of(
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Bcc",
            "Resent-From",
            "Resent-Sender",
            "Resent-To",
            "Resent-Cc",
            "Resent-Bcc");

    private InternationalHeader() {}

    /** False also where the message cannot be read back. */
    static boolean isOf(Message message) {
        try (InputStream octets = message.open()) {
            Header header = Header.read(octets);
            return WITH_ADDRESSES.stream()
                    .flatMap(name -> Addresses.of(header.all(name)).mailboxes().stream())
                    .anyMatch(mailbox -> isInternational(mailbox.addrSpec()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInternational(String octets) {
        if (octets.chars().allMatch(c -> c < 0x80)) return false;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
