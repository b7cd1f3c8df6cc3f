package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.launch.Settings;
import org.stagepost.trace.Tracer;

/** What is probably not meant, and what a process counts on others for. */
class WarningsTest {
    @TempDir
    Path folder;

    @Test
    void aListedNetworkThatHoldsTheDefaultGatewayIsNamed() throws IOException {
        InetAddress gateway = InetAddress.getByName("172.17.0.1");
        InetAddress gateway6 = InetAddress.getByName("fe80::1");
        assertThat(Warnings.about(
                        configuration("mta.networks = ['172.17.0.0/16', '10.0.0.0/8', 'fe80::/10']"),
                        List.of(gateway, gateway6)))
                .filteredOn(warning -> warning.startsWith("mta.networks"))
                .satisfiesExactly(
                        one -> assertThat(one).contains("172.17.0.0/16", "172.17.0.1"),
                        two -> assertThat(two).contains("fe80:0:0:0:0:0:0:1"));
    }

    @Test
    void aDeviceThatMayBeAnybodyBehindTheDefaultGatewayIsNamed() throws IOException {
        String device = "msa.devices = [{name = 'scanner', networks = ['172.17.0.0/16', '192.0.2.7'], listen = ':2525',"
                + " sender = 'scanner@mars.test'}]";
        assertThat(Warnings.about(configuration(device), List.of(InetAddress.getByName("172.17.0.1"))))
                .filteredOn(warning -> warning.startsWith("msa.devices"))
                .singleElement()
                .asString()
                .contains("scanner: 172.17.0.0/16", "172.17.0.1", "may send as scanner@mars.test");
    }

    @Test
    void whoseMailWaitsForALoginThatIsNoAccountIsNamed() throws IOException {
        String odmr = "mta.odmr-listen = '127.0.0.1:0'\n"
                + "mta.etrn-logins = 'eve@mars.test'\n"
                + "mta.odmr = [{login = 'joe@mars.test', domains = 'x.test'}]";
        assertThat(Warnings.about(configuration(odmr), List.of()))
                .contains(
                        "mta.odmr: joe@mars.test is no account, so nobody can come for that mail",
                        "mta.etrn-logins: eve@mars.test is no account, so nobody can send for mail by it");
    }

    @Test
    void deliveryOnAnotherMachineWithoutALoginIsNamed() throws IOException {
        assertThat(Warnings.about(configuration("mta.delivery = '10.0.0.2:2424'"), List.of()))
                .anyMatch(warning -> warning.startsWith("mta.delivery: 10.0.0.2:2424 is another machine"));
        Path secret = Files.writeString(folder.resolve("secret"), "pencil\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String login = "mta.delivery-login = 'mta@mars.test'\nmta.delivery-secret = '" + secret + "'";
        assertThat(Warnings.about(configuration("mta.delivery = '10.0.0.2:2424'\n" + login), List.of()))
                .noneMatch(warning -> warning.startsWith("mta.delivery"));
    }

    @Test
    void gatewaysAreReadFromTheTablesOfLinux() throws IOException {
        assertThat(Gateways.inTable4(List.of(
                        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask",
                        "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000",
                        "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF")))
                .containsExactly(InetAddress.getByName("172.17.0.1"));
        String zero = "0".repeat(32);
        assertThat(Gateways.inTable6(List.of(
                        zero + " 00 " + zero + " 00 fe800000000000000000000000000001 00000400 1 0 0 eth0",
                        zero + " 00 " + zero + " 00 " + zero + " ffffffff 1 0 00200200 lo")))
                .containsExactly(InetAddress.getByName("fe80::1"));
    }

    @Test
    void aPortThatIsTakenIsNamedBehindItsKey() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String at = "127.0.0.1:" + taken.getLocalPort();
            Configuration configuration = configuration("imap.listen = '" + at + "'");
            assertThat(Warnings.about(configuration, false))
                    .anyMatch(warning -> warning.startsWith("imap.listen: " + at));
            assertThat(Warnings.about(configuration, true)).noneMatch(warning -> warning.startsWith("imap.listen"));
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsNamed() throws IOException {
        Path certificate = folder.resolve("chain.pem");
        Configuration configuration =
                configuration("tls.certificate = '" + certificate + "'\ntls.key = '" + certificate + "'");
        assertThatThrownBy(configuration::check)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chain.pem is not there");
        Files.writeString(certificate, "nonsense");
        assertThatThrownBy(configuration::check).isInstanceOf(IOException.class).hasMessageContaining("chain.pem");
    }

    @Test
    void aProcessSaysWhatItCountsOnOthersFor() throws IOException {
        assertThat(lacking(Role.MSA))
                .satisfiesExactly(
                        next -> assertThat(next).contains("mta", "where nothing listens yet"),
                        directory -> assertThat(directory).contains("imap role", "not there yet"));
        assertThat(lacking(Role.MTA, Role.IMAP)).singleElement().asString().contains("mda", "it waits in the queue");
        assertThat(lacking(Role.ALL.toArray(Role[]::new))).isEmpty();
    }

    private List<String> lacking(Role... roles) throws IOException {
        return Lacking.in(new Assembly(configuration(""), Set.of(roles), Arrows.IN_PROCESS, Tracer.NONE));
    }

    private Configuration configuration(String lines) throws IOException {
        Path file = folder.resolve("stagepost.toml");
        Files.writeString(file, """
            hostname = "mx.mars.test"
            msa.listen = "127.0.0.1:0"
            msa.listen-tls = "127.0.0.1:0"
            mta.listen = "127.0.0.1:0"
            pop3.listen = "127.0.0.1:0"
            pop3.listen-tls = "127.0.0.1:0"
            imap.listen-tls = "127.0.0.1:0"
            """ + lines);
        return Configuration.from(Settings.read(file));
    }
}
