package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Legacy;

/**
 * Seals the stored forms of {@link Legacy} mechanisms under a key of this site (AES-256-GCM): whoever gets hold of the
 * database or of a snapshot, but not of {@code legacy.key} beside them, has nothing of them.
 */
public final class Vault {
    private static final ForceSite KEY = new ForceSite("directory.legacy.key");
    private static final ForceSite NAME = new ForceSite("directory.legacy.key.name");
    private static final int KEY_OCTETS = 32;
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final Disk disk;
    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable SecretKeySpec key;

    @Inject
    public Vault(Disk disk, DirectoryConfig config) {
        this.disk = disk;
        this.folder = config.folder();
    }

    /** In base 64; makes the key when it is needed for the first time. */
    String sealed(Legacy mechanism, byte[] form) throws IOException {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        byte[] content = run(Cipher.ENCRYPT_MODE, made(), nonce, mechanism, form);
        byte[] both = Arrays.copyOf(nonce, NONCE_OCTETS + content.length);
        System.arraycopy(content, 0, both, NONCE_OCTETS, content.length);
        return Base64Text.encode(both);
    }

    /** @throws IOException when the key is gone or another one, or the text damaged */
    byte[] opened(Legacy mechanism, String sealed) throws IOException {
        try {
            byte[] both = Base64Text.decode(sealed);
            byte[] nonce = Arrays.copyOf(both, NONCE_OCTETS);
            byte[] content = Arrays.copyOfRange(both, NONCE_OCTETS, Math.max(NONCE_OCTETS, both.length));
            return run(Cipher.DECRYPT_MODE, known(), nonce, mechanism, content);
        } catch (SyntaxException e) {
            throw new IOException(e);
        }
    }

    private static byte[] run(int mode, SecretKeySpec key, byte[] nonce, Legacy mechanism, byte[] octets)
            throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Ascii.octets(mechanism.mechanism()));
            return cipher.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IOException("what is stored for " + mechanism + " does not fit the key in legacy.key", e);
        }
    }

    private SecretKeySpec known() throws IOException {
        SecretKeySpec kept = key;
        if (kept != null) return kept;
        byte[] octets = disk.perform(() -> Files.readAllBytes(file()));
        if (octets.length != KEY_OCTETS) throw new IOException(file() + " is no key of ours");
        SecretKeySpec read = new SecretKeySpec(octets, "AES");
        key = read;
        return read;
    }

    private SecretKeySpec made() throws IOException {
        if (Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) return known();
        byte[] octets = new byte[KEY_OCTETS];
        random.nextBytes(octets);
        disk.replace(file(), folder.resolve("legacy.key.new"), ByteBuffer.wrap(octets), KEY, NAME);
        return known();
    }

    private Path file() {
        return folder.resolve("legacy.key");
    }
}
