package org.stagepost.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * base64 (RFC 2045 6.8): octets outside the alphabet are passed over, padding ends a group wherever it stands (programs glue
 * several encodings together), and a last group that is short gives what it holds.
 */
final class Base64Decoder extends DecodingStream {
    private static final byte[] VALUES = values();

    private int bits;
    private int bitCount;

    Base64Decoder(InputStream in) {
        super(in);
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) values[alphabet.charAt(i)] = (byte) i;
        return values;
    }

    static byte[] decode(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream decoded = new Base64Decoder(new ByteArrayInputStream(octets))) {
            return decoded.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    int nextDecoded() throws IOException {
        while (bitCount < 8) {
            int octet = nextEncoded();
            if (octet < 0) return -1;
            int value = VALUES[octet];
            if (value >= 0) {
                bits = (bits << 6 | value) & 0xffff;
                bitCount += 6;
            } else if (octet == '=') {
                bitCount = 0;
            }
        }
        bitCount -= 8;
        return bits >> bitCount & 0xff;
    }
}
