package org.stagepost.directory;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * An Argon2id hash (RFC 9106) as people exchange them: {@code $argon2id$v=19$m=19456,t=4,p=1$salt$hash}. Each has a salt of
 * its own, so the text also names one setting of one password.
 */
record PasswordHash(HashCost cost, byte[] salt, byte[] hash) {
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final int MAX_OCTETS = 64;
    private static final int MAX_MEMORY_KIB = 1024 * 1024;
    private static final int MAX_PASSES = 100;

    /** @param password prepared by {@link org.stagepost.sasl.Precis#password} */
    static PasswordHash of(byte[] password, HashCost cost, RandomGenerator random) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return new PasswordHash(cost, salt, compute(password, cost, salt, HASH_OCTETS));
    }

    /** Does the whole work whatever the outcome. */
    boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, compute(password, cost, salt, hash.length));
    }

    static PasswordHash parse(String text) throws SyntaxException {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 6 || !parts[0].isEmpty() || !parts[1].equals("argon2id") || !parts[2].equals("v=19"))
            throw new SyntaxException("not an Argon2id hash");
        return new PasswordHash(cost(parts[3].split(",", -1)), octets(parts[4]), octets(parts[5]));
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=1$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    private static HashCost cost(String[] parameters) throws SyntaxException {
        boolean good = parameters.length == 3
                && parameters[0].startsWith("m=")
                && parameters[1].startsWith("t=")
                && parameters[2].equals("p=1");
        if (!good) throw new SyntaxException("not the parameters of an Argon2id hash");
        long memory = Ascii.number(parameters[0].substring(2), MAX_MEMORY_KIB);
        long passes = Ascii.number(parameters[1].substring(2), MAX_PASSES);
        if (memory < 8 || passes < 1) throw new SyntaxException("not the parameters of an Argon2id hash");
        return new HashCost((int) memory, (int) passes);
    }

    private static byte[] octets(String text) throws SyntaxException {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            if (octets.length >= 8 && octets.length <= MAX_OCTETS) return octets;
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("not base64");
        }
        throw new SyntaxException("too short or too long");
    }

    private static byte[] compute(byte[] password, HashCost cost, byte[] salt, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        argon2.generateBytes(password, hash);
        return hash;
    }
}
