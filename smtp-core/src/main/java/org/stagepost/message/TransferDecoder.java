package org.stagepost.message;

import java.io.InputStream;
import java.util.Optional;
import org.stagepost.mail.Ascii;

/** Content-Transfer-Encoding undone (RFC 2045 6), leniently and streaming. */
public final class TransferDecoder {
    private TransferDecoder() {}

    /**
     * The octets that a body in this encoding stands for; empty for an encoding that is not known, which IMAP calls
     * UNKNOWN-CTE. The given stream is the CRLF form of the body.
     */
    public static Optional<InputStream> decode(String encoding, InputStream body) {
        return switch (Ascii.lower(encoding)) {
            case "7bit", "8bit", "binary" -> Optional.of(body);
            case "base64" -> Optional.of(new Base64Decoder(body));
            case "quoted-printable" -> Optional.of(new QuotedPrintableDecoder(body));
            default -> Optional.empty();
        };
    }
}
