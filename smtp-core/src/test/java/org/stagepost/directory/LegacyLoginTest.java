package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.Address;
import org.stagepost.sasl.Authenticator.LegacyForm;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Scram;

/** What mechanisms of an older age need is stored only for whom it is asked, when a password is set, and sealed. */
class LegacyLoginTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Address ANN = address("ann@example.org");
    private static final Identity PROVED = new Identity("ann@example.org");

    @TempDir
    private Path folder;

    private SnapshotDirectory served;
    private JdbcDirectory directory;

    @BeforeEach
    void open() throws Exception {
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        directory.addDomain(domain("example.org"));
        directory.addAccount(ANN, "pencil");
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    /** As a process that has just been started. */
    private LegacyForm form(Legacy mechanism, String name) {
        return new PasswordAuthenticator(served, Houses.config(folder), Houses.uses(folder), Houses.vault(folder))
                .legacy(mechanism, name, HERE)
                .orElseThrow();
    }

    @Test
    void nothingIsStoredBeforeItIsAllowedAndThePasswordSetAgain() throws Exception {
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(Identity.NOBODY);
        directory.allow(ANN, Set.of(Legacy.NTLM));
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(Identity.NOBODY);
        assertThat(directory.allowed(ANN)).isEqualTo(Map.of(Legacy.NTLM, false));
        directory.changePassword(ANN, "crayon");
        assertThat(directory.allowed(ANN)).isEqualTo(Map.of(Legacy.NTLM, true));
        LegacyForm stored = form(Legacy.NTLM, "Ann@Example.org");
        assertThat(stored.identity()).isEqualTo(PROVED);
        assertThat(stored.octets()).isEqualTo(ntHash("crayon"));
        assertThat(form(Legacy.CRAM_MD5, "ann").identity()).isEqualTo(Identity.NOBODY);
        directory.disable(ANN);
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(Identity.NOBODY);
    }

    private static byte[] ntHash(String password) {
        return Legacy.NTLM.form(password.getBytes(StandardCharsets.US_ASCII), new byte[16]);
    }

    @Test
    void whatIsNoLongerAllowedIsGoneAtOnceAndTheRestStays() throws Exception {
        directory.allow(ANN, Set.of(Legacy.NTLM, Legacy.CRAM_MD5));
        directory.changePassword(ANN, "crayon");
        directory.allow(ANN, Set.of(Legacy.NTLM));
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(PROVED);
        assertThat(form(Legacy.CRAM_MD5, "ann").identity()).isEqualTo(Identity.NOBODY);
        directory.allow(ANN, Set.of(Legacy.NTLM, Legacy.CRAM_MD5));
        assertThat(form(Legacy.CRAM_MD5, "ann").identity()).isEqualTo(Identity.NOBODY);
        directory.allow(ANN, Set.of());
        assertThat(directory.allowed(ANN)).isEmpty();
    }

    @Test
    void databaseAndSnapshotAreWorthNothingWithoutTheKey() throws Exception {
        directory.allow(ANN, Set.of(Legacy.NTLM));
        directory.changePassword(ANN, "crayon");
        Path key = folder.resolve("legacy.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        for (Path file : new Path[] {folder.resolve("directory.snapshot"), folder.resolve("directory.mv.db")})
            assertThat(contains(Files.readAllBytes(file), ntHash("crayon"))).isFalse();
        Files.write(key, new byte[32]);
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(Identity.NOBODY);
        Files.delete(key);
        assertThat(form(Legacy.NTLM, "ann").identity()).isEqualTo(Identity.NOBODY);
    }

    @Test
    void theSnapshotAloneKeepsThem() throws Exception {
        directory.allow(ANN, Set.of(Legacy.NTLM));
        directory.changePassword(ANN, "crayon");
        directory.close();
        Files.delete(folder.resolve("directory.mv.db"));
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        directory.addAccount(address("bob@example.org"), "pencil");
        assertThat(form(Legacy.NTLM, "ann").octets()).isEqualTo(ntHash("crayon"));
        assertThat(directory.allowed(ANN)).isEqualTo(Map.of(Legacy.NTLM, true));
    }

    private static boolean contains(byte[] octets, byte[] part) {
        for (int i = 0; i + part.length <= octets.length; i++)
            if (Arrays.equals(octets, i, i + part.length, part, 0, part.length)) return true;
        return false;
    }

    @Test
    void a1_theMadeUpFormOfANameIsStableAndLooksLikeARealOne() throws Exception {
        directory.allow(ANN, Set.of(Legacy.SCRAM_SHA_1));
        directory.changePassword(ANN, "crayon");
        byte[] real = form(Legacy.SCRAM_SHA_1, "ann").octets();
        byte[] madeUp = form(Legacy.SCRAM_SHA_1, "nobody").octets();
        assertThat(madeUp)
                .hasSameSizeAs(real)
                .isEqualTo(form(Legacy.SCRAM_SHA_1, "Nobody").octets());
        assertThat(Legacy.scramKeys(madeUp, Identity.NOBODY).iterations()).isEqualTo(Scram.ITERATIONS);
        assertThat(madeUp).isNotEqualTo(form(Legacy.SCRAM_SHA_1, "other").octets());
    }

    @Test
    void theyMoveWithTheAccountAndGoWithIt() throws Exception {
        directory.allow(ANN, Set.of(Legacy.NTLM));
        directory.changePassword(ANN, "crayon");
        directory.rename(ANN, address("anna@example.org"));
        assertThat(form(Legacy.NTLM, "anna").identity()).isEqualTo(new Identity("anna@example.org"));
        directory.removeAccount(address("anna@example.org"));
        directory.addAccount(ANN, "pencil");
        assertThat(directory.allowed(ANN)).isEmpty();
    }
}
