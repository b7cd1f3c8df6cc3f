package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.SaslClient;
import org.stagepost.sasl.SaslServer;
import org.stagepost.sasl.Scram;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

class PasswordAuthenticatorTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Step INVALID = new Refused(Refusal.INVALID_CREDENTIALS);
    private static final Step ANN = new Proved(new Identity("ann@example.org"));

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private SnapshotDirectory served;
    private JdbcDirectory directory;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void open() throws Exception {
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        directory.addDomain(domain("example.org"));
        directory.addAccount(address("ann@example.org"), "pencil");
        directory.addAccount(address("bob@example.org"), "pencil");
        authenticator = new PasswordAuthenticator(
                served, Houses.config(folder), Houses.uses(folder), Houses.vault(folder), pauses::add);
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    @Test
    void aRightPasswordIsProvedHoweverTheNameIsWritten() {
        for (String name : List.of("ann@example.org", "ANN@Example.Org", "ann"))
            assertThat(password(name, "pencil")).isEqualTo(ANN);
    }

    @Test
    void aCertificateProvesAnAccountThatMayLogIn() throws Exception {
        assertThat(authenticator.certified("Ann@example.org", HERE)).isEqualTo(ANN);
        assertThat(authenticator.certified("nobody@example.org", HERE)).isEqualTo(INVALID);
        directory.disable(address("bob@example.org"));
        assertThat(authenticator.certified("bob@example.org", HERE)).isEqualTo(INVALID);
        assertThat(authenticator.hashes()).isZero();
    }

    @Test
    void theSecondLoginCostsNoHash() {
        password("ann@example.org", "pencil");
        long after = authenticator.hashes();
        assertThat(password("Ann", "pencil")).isEqualTo(ANN);
        assertThat(authenticator.hashes()).isEqualTo(after);
    }

    @Test
    void a1_unknownNamesCostTheSameWorkAsWrongPasswords() throws Exception {
        directory.disable(address("bob@example.org"));
        for (String name :
                List.of("ann@example.org", "nobody@example.org", "", "bob@example.org", "x'; --", "\u202e")) {
            long before = authenticator.hashes();
            assertThat(password(name, "wrong")).isEqualTo(INVALID);
            assertThat(authenticator.hashes() - before).as(name).isEqualTo(1);
        }
    }

    @Test
    void a1_theMadeUpSaltOfANameIsStable() throws Exception {
        byte[] salt = salt(authenticator, "nobody@example.org");
        PasswordAuthenticator restarted =
                new PasswordAuthenticator(served, Houses.config(folder), Houses.uses(folder), Houses.vault(folder));
        assertThat(salt(restarted, "Nobody@example.org")).isEqualTo(salt);
        assertThat(salt(authenticator, "other@example.org")).isNotEqualTo(salt);
        assertThat(salt(authenticator, "ann@example.org")).hasSameSizeAs(salt);
        assertThat(authenticator
                        .scram(Scram.SHA_256, "ann", HERE)
                        .orElseThrow()
                        .getFirst()
                        .iterations())
                .isGreaterThanOrEqualTo(15_000);
    }

    @Test
    void scramProvesTheSamePassword() throws Exception {
        assertThat(scram("ann@example.org", "pencil")).isEqualTo(ANN);
        assertThat(scram("ann@example.org", "wrong")).isEqualTo(INVALID);
        assertThat(scram("nobody@example.org", "pencil")).isEqualTo(INVALID);
    }

    @Test
    void aDisabledAccountHasNoLoginLeft() throws Exception {
        password("ann@example.org", "pencil");
        directory.disable(address("ann@example.org"));
        assertThat(password("ann@example.org", "pencil")).isEqualTo(INVALID);
        assertThat(scram("ann@example.org", "pencil")).isEqualTo(INVALID);
        directory.enable(address("ann@example.org"));
        assertThat(password("ann@example.org", "pencil")).isEqualTo(ANN);
    }

    @Test
    void a10_aLoginStandsUntilItsPasswordOrItsAccountChanges() throws Exception {
        Identity ann = new Identity("ann@example.org");
        BooleanSupplier first = authenticator.standing(ann);
        directory.changePassword(address("bob@example.org"), "crayon");
        assertThat(first.getAsBoolean()).isTrue();
        directory.changePassword(address("ann@example.org"), "pencil");
        assertThat(first.getAsBoolean()).isFalse();
        BooleanSupplier second = authenticator.standing(ann);
        assertThat(second.getAsBoolean()).isTrue();
        directory.disable(address("ann@example.org"));
        assertThat(second.getAsBoolean()).isFalse();
        directory.enable(address("ann@example.org"));
        BooleanSupplier third = authenticator.standing(ann);
        directory.rename(address("ann@example.org"), address("anna@example.org"));
        assertThat(third.getAsBoolean()).isFalse();
        assertThat(authenticator.standing(ann).getAsBoolean()).isFalse();
    }

    /** Whatever is asked in whatever order, the cache changes the cost and never the answer. */
    @Test
    void a12_aRememberedLoginNeverAnswersForAnother() throws Exception {
        Random random = new Random(12);
        List<String> names =
                List.of("ann@example.org", "bob@example.org", "ann", "nobody@example.org", "ann@example.orgp");
        List<String> passwords = List.of("pencil", "encil", "pencil2", "ppencil");
        for (int i = 0; i < 400; i++) {
            if (i % 40 == 39) directory.changePassword(address("ann@example.org"), passwords.get(random.nextInt(4)));
            String name = names.get(random.nextInt(names.size()));
            String password = passwords.get(random.nextInt(passwords.size()));
            PasswordAuthenticator forgetful = new PasswordAuthenticator(
                    served, Houses.config(folder), Houses.uses(folder), Houses.vault(folder), pauses::add);
            assertThat(password(name, password))
                    .as(name + " " + password)
                    .isEqualTo(forgetful.password(name, utf8(password), HERE));
        }
    }

    @Test
    void a12_aChangedPasswordIsForgottenAtOnce() throws Exception {
        password("ann@example.org", "pencil");
        directory.changePassword(address("ann@example.org"), "crayon");
        assertThat(password("ann@example.org", "pencil")).isEqualTo(INVALID);
        directory.changePassword(address("ann@example.org"), "pencil");
        long before = authenticator.hashes();
        assertThat(password("ann@example.org", "pencil")).isEqualTo(ANN);
        assertThat(authenticator.hashes()).isEqualTo(before + 1);
    }

    @Test
    void a2_wrongPasswordsWaitLongerAndLonger() {
        PasswordAuthenticator slow = slow(100);
        for (int i = 0; i < 5; i++) slow.password("ann@example.org", utf8("wrong"), HERE);
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L, 15L, 15L);
        pauses.clear();
        assertThat(slow.password("ann", utf8("pencil"), HERE)).isEqualTo(ANN);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a2_anAddressThatGuessesAllDayIsNotHeardUnlessItIsKnown() throws Exception {
        InetAddress guesser = InetAddress.getByName("192.0.2.7");
        InetAddress neighbour = InetAddress.getByName("2001:db8::1");
        PasswordAuthenticator slow = slow(3);
        slow.password("bob@example.org", utf8("pencil"), guesser);
        for (int i = 0; i < 3; i++) slow.password("ann@example.org", utf8("wrong" + i), guesser);
        long before = slow.hashes();
        assertThat(slow.password("ann@example.org", utf8("pencil"), guesser)).isEqualTo(new Refused(Refusal.TEMPORARY));
        assertThat(slow.scram(Scram.SHA_256, "ann@example.org", guesser)).isEmpty();
        assertThat(slow.hashes()).isEqualTo(before);
        assertThat(slow.password("bob", utf8("pencil"), guesser)).isInstanceOf(Proved.class);
        assertThat(slow.password("ann@example.org", utf8("pencil"), neighbour)).isEqualTo(ANN);
    }

    @Test
    void a2_guessesSpreadOverOneNetworkOfIpv6OrOneRangeOfIpv4AreCountedTogether() throws Exception {
        PasswordAuthenticator slow = slow(3);
        for (int i = 1; i <= 3; i++)
            slow.password("ann@example.org", utf8("wrong" + i), InetAddress.getByName("2001:db8::" + i));
        InetAddress same = InetAddress.getByName("2001:db8::9:9");
        InetAddress other = InetAddress.getByName("2001:db8:0:1::1");
        assertThat(slow.password("ann@example.org", utf8("pencil"), same)).isEqualTo(new Refused(Refusal.TEMPORARY));
        assertThat(slow.password("ann@example.org", utf8("pencil"), other)).isEqualTo(ANN);
        for (int i = 1; i < 30; i++)
            slow.password("x" + i + "@example.org", utf8("wrong"), InetAddress.getByName("192.0.2." + i));
        InetAddress late = InetAddress.getByName("192.0.2.200");
        assertThat(slow.password("ann@example.org", utf8("pencil"), late)).isEqualTo(ANN);
        slow.password("x@example.org", utf8("wrong"), InetAddress.getByName("192.0.2.30"));
        assertThat(slow.password("bob@example.org", utf8("pencil"), late)).isEqualTo(new Refused(Refusal.TEMPORARY));
        assertThat(slow.password("ann@example.org", utf8("pencil"), late))
                .as("who has been here before is heard")
                .isEqualTo(ANN);
        assertThat(slow.password("bob@example.org", utf8("pencil"), InetAddress.getByName("192.0.3.1")))
                .isInstanceOf(Proved.class);
    }

    @Test
    void aFloodOfNamesFillsNoTable() throws Exception {
        GuessLimit limit = new GuessLimit(config(100), () -> 0);
        for (int i = 0; i < 50_000; i++) limit.failed("name" + i, HERE);
        assertThat(limit.size()).isEqualTo(20_000);
        VerifiedLogins verified = new VerifiedLogins(Duration.ofMinutes(5), new SecureRandom(), () -> 0);
        for (int i = 0; i < 20_000; i++) verified.add(verified.fingerprint("ann", "hash", utf8("p" + i)));
        assertThat(verified.size()).isEqualTo(10_000);
    }

    @Test
    void aRememberedLoginIsForgottenInTime() {
        long[] now = {0};
        VerifiedLogins verified = new VerifiedLogins(Duration.ofSeconds(1), new SecureRandom(), () -> now[0]);
        var ann = verified.fingerprint("ann", "hash", utf8("p"));
        verified.add(ann);
        assertThat(verified.contains(ann)).isTrue();
        now[0] = 1_000_000_000L;
        assertThat(verified.contains(ann)).isFalse();
        verified.add(verified.fingerprint("bob", "hash", utf8("p")));
        assertThat(verified.size()).isEqualTo(1);
    }

    @Test
    void a5_tooManyAtOnceAreAskedToComeAgain() {
        HashingPool impatient = new HashingPool(Duration.ZERO);
        assertThat(impatient.run(() -> {
                    Thread.sleep(Duration.ofSeconds(1));
                    return true;
                }))
                .isEmpty();
    }

    @Test
    void a5_theHashAsItShipsIsArgon2idOfItsText() throws Exception {
        PasswordHash hash = PasswordHash.of(utf8("pencil"), HashCost.STANDARD, new SecureRandom());
        assertThat(hash.toString()).startsWith("$argon2id$v=19$m=19456,t=4,p=1$");
        PasswordHash read = PasswordHash.parse(hash.toString());
        assertThat(read.matches(utf8("pencil"))).isTrue();
        assertThat(read.matches(utf8("pencil "))).isFalse();
    }

    private PasswordAuthenticator slow(int perDay) {
        return new PasswordAuthenticator(
                served, config(perDay), Houses.uses(folder), Houses.vault(folder), pauses::add);
    }

    private DirectoryConfig config(int perDay) {
        return new DirectoryConfig(
                folder,
                Houses.CHEAP,
                Duration.ofSeconds(2),
                perDay,
                InClear.NOWHERE,
                Plus.AUTO,
                Set.of(),
                Optional.empty());
    }

    private Step password(String name, String password) {
        return authenticator.password(name, utf8(password), HERE);
    }

    private Step scram(String name, String password) throws Exception {
        SaslClient client = SaslClient.scram(Scram.SHA_256, name, password, Optional.empty(), new SecureRandom());
        SaslServer server = new Mechanisms(authenticator, InClear.NOWHERE, Plus.AUTO)
                .server("SCRAM-SHA-256", new Channel(HERE, Optional.of("TLSv1.3"), List.of()))
                .orElseThrow();
        Step step = server.next(client.initialResponse());
        while (step instanceof Challenge(byte[] octets)) step = server.next(client.next(octets));
        return step;
    }

    private static byte[] salt(PasswordAuthenticator authenticator, String name) {
        return authenticator
                .scram(Scram.SHA_256, name, HERE)
                .orElseThrow()
                .getFirst()
                .salt();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
