package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;
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

/** Passwords of single devices: each works until it is taken back, however it is proved. */
class AppPasswordTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Step INVALID = new Refused(Refusal.INVALID_CREDENTIALS);
    private static final Address ANN = address("ann@example.org");
    private static final Address BOB = address("bob@example.org");

    @TempDir
    private Path folder;

    private SnapshotDirectory served;
    private JdbcDirectory directory;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void open() throws Exception {
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        directory.addDomain(domain("example.org"));
        directory.addAccounts(List.of(ANN, BOB), "pencil");
        authenticator = authenticator();
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    private PasswordAuthenticator authenticator() {
        return new PasswordAuthenticator(served, Houses.config(folder), Houses.uses(folder), Houses.vault(folder));
    }

    @Test
    void eachDeviceLogsInByItsOwnAndTheAccountByAll() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        String laptop = directory.addAppPassword(ANN, "laptop at work");
        assertThat(phone).matches("([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}").isNotEqualTo(laptop);
        for (String password : List.of("pencil", phone, laptop)) {
            assertThat(login(plain("ann@example.org", password))).as(password).isEqualTo("ann@example.org");
            assertThat(login(scram("ann@example.org", password))).as(password).isEqualTo("ann@example.org");
            assertThat(plain("bob", password)).as(password).isEqualTo(password.equals("pencil") ? bob() : INVALID);
        }
        assertThat(plain("ann", phone)).isNotEqualTo(plain("ann", laptop));
    }

    private static Step bob() {
        return new Proved(new Identity("bob@example.org"));
    }

    @Test
    void aDeviceCostsNoSlowHash() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        plain("ann", phone);
        assertThat(authenticator.hashes()).isZero();
    }

    @Test
    void oneThatIsTakenBackIsWorthNothingAndItsSessionsEnd() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        String laptop = directory.addAppPassword(ANN, "laptop");
        BooleanSupplier phones = standing(plain("ann", phone));
        BooleanSupplier laptops = standing(scram("ann", laptop));
        BooleanSupplier own = standing(plain("ann", "pencil"));
        directory.removeAppPassword(ANN, "phone");
        assertThat(plain("ann", phone)).isEqualTo(INVALID);
        assertThat(scram("ann", phone)).isEqualTo(INVALID);
        assertThat(phones.getAsBoolean()).isFalse();
        assertThat(laptops.getAsBoolean()).isTrue();
        assertThat(own.getAsBoolean()).isTrue();
    }

    @Test
    void theyOutliveTheAccountsOwnPasswordAndGoWithTheAccount() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        directory.changePassword(ANN, "crayon");
        directory.rename(ANN, address("anna@example.org"));
        assertThat(login(plain("anna", phone))).isEqualTo("anna@example.org");
        assertThat(login(scram("anna", phone))).isEqualTo("anna@example.org");
        assertThat(login(scram("anna", "crayon"))).isEqualTo("anna@example.org");
        directory.disable(address("anna@example.org"));
        assertThat(plain("anna", phone)).isEqualTo(INVALID);
        directory.removeAccount(address("anna@example.org"));
        directory.addAccount(ANN, "pencil");
        assertThat(directory.devices(ANN)).isEmpty();
    }

    @Test
    void theSnapshotAloneKeepsThem() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        directory.close();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".db")).toList()) Files.delete(file);
        }
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        authenticator = authenticator();
        assertThat(login(plain("ann", phone))).isEqualTo("ann@example.org");
        assertThat(directory.devices(ANN)).extracting(Device::name).containsExactly("phone");
    }

    @Test
    void theLastUseIsToldToTheHour() throws Exception {
        String phone = directory.addAppPassword(ANN, "phone");
        directory.addAppPassword(ANN, "tablet");
        Instant before = Instant.now().minusSeconds(1);
        plain("ann", phone);
        assertThat(directory.devices(ANN).get(0).used())
                .hasValueSatisfying(at -> assertThat(at).isAfter(before));
        assertThat(directory.devices(ANN).get(1).used()).isEmpty();
        Path file = onlyFile(folder.resolve("used"));
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(before.minus(Duration.ofDays(1))));
        plain("ann", phone);
        assertThat(directory.devices(ANN).get(0).used())
                .as("once an hour")
                .hasValueSatisfying(at -> assertThat(at).isBefore(before));
        authenticator = authenticator();
        scram("ann", phone);
        assertThat(directory.devices(ANN).get(0).used())
                .hasValueSatisfying(at -> assertThat(at).isAfter(before));
        directory.removeAppPassword(ANN, "phone");
        assertThat(file).doesNotExist();
    }

    private static Path onlyFile(Path of) throws Exception {
        try (var files = Files.list(of)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void namesAreOneOfAnAccountAndFitToBeShown() throws Exception {
        directory.addAppPassword(ANN, "phone");
        directory.addAppPassword(BOB, "phone");
        assertThatThrownBy(() -> directory.addAppPassword(ANN, "phone")).hasMessageContaining("already");
        for (String bad : List.of("", " ", "a\tb", "a\nb", " phone", "x".repeat(65)))
            assertThatThrownBy(() -> directory.addAppPassword(ANN, bad)).isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> directory.removeAppPassword(ANN, "tablet")).hasMessageContaining("tablet");
    }

    @Test
    void thereAreNoMoreThanFifty() throws Exception {
        for (int i = 0; i < 50; i++) directory.addAppPassword(ANN, "device " + i);
        assertThatThrownBy(() -> directory.addAppPassword(ANN, "one more")).hasMessageContaining("50");
    }

    private Step plain(String name, String password) {
        return authenticator.password(name, password.getBytes(StandardCharsets.UTF_8), HERE);
    }

    private Step scram(String name, String password) throws SyntaxException {
        SaslClient client = SaslClient.scram(Scram.SHA_256, name, password, Optional.empty(), new SecureRandom());
        SaslServer server = new Mechanisms(authenticator, InClear.NOWHERE, Plus.AUTO)
                .server("SCRAM-SHA-256", new Channel(HERE, Optional.of("TLSv1.3"), List.of()))
                .orElseThrow();
        Step step = server.next(client.initialResponse());
        while (step instanceof Challenge(byte[] octets)) step = server.next(client.next(octets));
        return step;
    }

    private static String login(Step step) {
        return ((Proved) step).identity().login();
    }

    private BooleanSupplier standing(Step step) {
        return authenticator.standing(((Proved) step).identity());
    }
}
