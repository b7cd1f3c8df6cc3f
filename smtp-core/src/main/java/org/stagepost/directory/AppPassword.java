package org.stagepost.directory;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Scram;

/**
 * A password of its own for one device or program of an account. It is made here and has 100 random bits, so that a plain
 * digest of it can be stored: nobody guesses it, and checking it costs next to nothing.
 *
 * @param id 16 hexadecimal digits, never used again
 * @param name what the owner calls the device
 * @param digest {@code salt:SHA-256(salt, password)}, both in base 64
 * @param scram its SCRAM-SHA-256 keys, of the same salt as those of the account's own password
 */
record AppPassword(String id, String name, Instant created, String digest, String scram) {
    /** Without the letters and digits that people mistake for one another: 5 bits each. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 4;
    private static final int GROUP = 5;
    private static final int MAX_NAME = 64;
    private static final int SALT_OCTETS = 16;

    /** A fresh one with what its owner is told, once. */
    record Made(AppPassword stored, String password) {}

    /**
     * @param salt of the account's SCRAM keys
     * @param random of cryptographic strength
     */
    static Made make(String name, byte[] salt, Instant now, RandomGenerator random) {
        String password = password(random);
        byte[] octets = password.getBytes(StandardCharsets.US_ASCII);
        byte[] digestSalt = Credentials.octets(SALT_OCTETS, random);
        String digest = Base64Text.encode(digestSalt) + ":" + Base64Text.encode(digest(digestSalt, octets));
        ScramKeys keys = Scram.SHA_256.keys(Identity.NOBODY, octets, salt, Scram.ITERATIONS);
        String id = HexFormat.of().formatHex(Credentials.octets(8, random));
        Instant created = now.truncatedTo(ChronoUnit.MILLIS);
        return new Made(new AppPassword(id, name, created, digest, Credentials.text(keys)), password);
    }

    private static String password(RandomGenerator random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) password.append('-');
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    private static byte[] digest(byte[] salt, byte[] password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return digest.digest(password);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws SyntaxException when any of it is damaged */
    static AppPassword parse(String id, String name, String created, String digest, String scram)
            throws SyntaxException {
        try {
            AppPassword parsed = new AppPassword(id, checkedName(name), Instant.parse(created), digest, scram);
            if (id.length() != 16 || HexFormat.of().parseHex(id).length != 8) throw new SyntaxException("not an id");
            parsed.matches(new byte[0]);
            Credentials.keys(scram, Identity.NOBODY);
            return parsed;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new SyntaxException("not an app password: " + e.getMessage());
        }
    }

    /** @throws SyntaxException when a device cannot be called so */
    static String checkedName(String name) throws SyntaxException {
        boolean good =
                !name.isBlank() && name.length() <= MAX_NAME && name.strip().equals(name);
        if (!good || name.chars().anyMatch(Character::isISOControl))
            throw new SyntaxException("a device is called by 1 to " + MAX_NAME + " visible characters");
        return name;
    }

    boolean matches(byte[] password) throws SyntaxException {
        int colon = digest.indexOf(':');
        if (colon < 0) throw new SyntaxException("not the digest of an app password");
        byte[] salt = Base64Text.decode(digest.substring(0, colon));
        return MessageDigest.isEqual(Base64Text.decode(digest.substring(colon + 1)), digest(salt, password));
    }

    ScramKeys scramKeys(String login) throws SyntaxException {
        return Credentials.keys(scram, new Identity(login, id));
    }

    /** Secrets never reach a log by accident. */
    @Override
    public String toString() {
        return "AppPassword[" + name + "]";
    }
}
