package org.stagepost.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;

/**
 * The formulas of SCRAM over one hash, and the message grammar that both sides share (RFC 5802 sections 3 and 7, RFC 7677).
 */
public enum Scram {
    /** RFC 5802. */
    SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", "PBKDF2WithHmacSHA1", 20),
    /** RFC 7677. */
    SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", "PBKDF2WithHmacSHA256", 32);

    /** RFC 7677 section 4 asks for 4,096 at least and 15,000 or more as computers grow. */
    public static final int ITERATIONS = 15_000;

    static final int MIN_ITERATIONS = 4_096;
    static final int MAX_ITERATIONS = 1_000_000;
    private static final int MAX_MESSAGE = 4_096;

    private final String mechanism;
    private final String digest;
    private final String mac;
    private final String derivation;
    private final int octets;

    Scram(String mechanism, String digest, String mac, String derivation, int octets) {
        this.mechanism = mechanism;
        this.digest = digest;
        this.mac = mac;
        this.derivation = derivation;
        this.octets = octets;
    }

    /** As servers list it, where it is not bound to the channel. */
    public String mechanism() {
        return mechanism;
    }

    /** Its form that is bound to the channel. */
    public String plus() {
        return mechanism + "-PLUS";
    }

    /** Length of its keys, in octets. */
    public int octets() {
        return octets;
    }

    /**
     * What is stored for a password (RFC 5802 section 3).
     *
     * @param password prepared by {@link Precis#password}
     */
    public ScramKeys keys(Identity identity, byte[] password, byte[] salt, int iterations) {
        byte[] salted = saltedPassword(password, salt, iterations);
        return new ScramKeys(identity, salt, iterations, hash(clientKey(salted)), serverKey(salted));
    }

    byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
        char[] characters = new String(password, StandardCharsets.UTF_8).toCharArray();
        PBEKeySpec work = new PBEKeySpec(characters, salt, iterations, 8 * octets);
        try {
            return SecretKeyFactory.getInstance(derivation).generateSecret(work).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            work.clearPassword();
        }
    }

    byte[] clientKey(byte[] saltedPassword) {
        return hmac(saltedPassword, "Client Key");
    }

    byte[] serverKey(byte[] saltedPassword) {
        return hmac(saltedPassword, "Server Key");
    }

    byte[] hmac(byte[] key, String text) {
        try {
            Mac keyed = Mac.getInstance(mac);
            keyed.init(new SecretKeySpec(key, mac));
            return keyed.doFinal(Ascii.octets(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] hash(byte[] octetString) {
        try {
            return MessageDigest.getInstance(digest).digest(octetString);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a client's proof shows the password behind these keys. */
    boolean proves(byte[] proof, ScramKeys keys, String authMessage) {
        byte[] signature = hmac(keys.storedKey(), authMessage);
        return proof.length == signature.length && MessageDigest.isEqual(hash(xor(proof, signature)), keys.storedKey());
    }

    static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) result[i] ^= other[i];
        return result;
    }

    static String text(byte[] message) throws SyntaxException {
        if (message.length > MAX_MESSAGE) throw new SyntaxException("the message is too long");
        return Precis.utf8(message);
    }

    /**
     * The attributes of a message by their letters. The first must be the given ones, in order; unknown ones behind them
     * are ignored, and {@code m} always ends the exchange (RFC 5802 section 5.1).
     */
    static Map<Character, String> attributes(String message, String letters) throws SyntaxException {
        String[] parts = message.split(",", -1);
        if (parts.length < letters.length()) throw new SyntaxException("an attribute is missing");
        Map<Character, String> attributes = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            char letter = letter(parts[i]);
            boolean expected = i >= letters.length() || letter == letters.charAt(i);
            if (!expected || letter == 'm' || attributes.put(letter, parts[i].substring(2)) != null)
                throw new SyntaxException("an attribute is not where it belongs");
        }
        return attributes;
    }

    private static char letter(String attribute) throws SyntaxException {
        boolean good = attribute.length() > 2
                && attribute.charAt(1) == '='
                && attribute.indexOf('\0') < 0
                && Character.isLetter(attribute.charAt(0))
                && attribute.charAt(0) < 128;
        if (!good) throw new SyntaxException("not an attribute");
        return attribute.charAt(0);
    }

    /** The value of an attribute that the grammar demands. */
    static String value(Map<Character, String> attributes, char letter) throws SyntaxException {
        String value = attributes.get(letter);
        if (value == null) throw new SyntaxException("an attribute is missing");
        return value;
    }

    /** {@code printable} of the grammar: visible ASCII without a comma. */
    static boolean isNonce(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != ',');
    }

    /** A saslname without its escapes. */
    static String name(String escaped) throws SyntaxException {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) != '=') plain.append(escaped.charAt(i));
            else {
                if (escaped.startsWith("=2C", i)) plain.append(',');
                else if (escaped.startsWith("=3D", i)) plain.append('=');
                else throw new SyntaxException("not a name");
                i += 2;
            }
        }
        return plain.toString();
    }

    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }
}
