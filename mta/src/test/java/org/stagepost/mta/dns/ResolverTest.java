package org.stagepost.mta.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Domain;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.TickingClock;
import org.stagepost.mta.dns.DnsSettings.PrivateAddresses;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;

class ResolverTest {
    private static final TraceId ID = TraceId.next(Clock.systemUTC(), new Random(1));

    private final TickingClock clock = new TickingClock();
    private final List<TraceEvent> events = new ArrayList<>();
    private ZoneServer server;
    private Set<InetAddress> ourAddresses = Set.of();

    @BeforeEach
    void start() throws Exception {
        server = new ZoneServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "");
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void hostsAreTriedInOrderOfPreference() throws Exception {
        server.serve("""
            venus.test MX 20 b.venus.test
            venus.test MX 10 a.venus.test
            a.venus.test A 127.0.0.3
            b.venus.test A 127.0.0.4
            b.venus.test AAAA ::1
            """);

        assertThat(mailHosts("venus.test"))
                .hasToString("10 a.venus.test -> 127.0.0.3, 20 b.venus.test -> 127.0.0.4 0:0:0:0:0:0:0:1");
    }

    @Test
    void equalPreferencesTakeTurns() throws Exception {
        server.serve("""
            venus.test MX 10 a.venus.test
            venus.test MX 10 b.venus.test
            a.venus.test A 127.0.0.3
            b.venus.test A 127.0.0.4
            """);
        Resolver resolver = resolver(PrivateAddresses.ALLOWED);

        List<String> firsts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MailHosts.Found found = (MailHosts.Found) resolver.mailHosts(new Domain("venus.test"), ID);
            firsts.add(found.hosts().getFirst().name());
        }

        assertThat(firsts).contains("a.venus.test", "b.venus.test");
    }

    @Test
    void aDomainWithoutMxIsItsOwnHost() throws Exception {
        server.serve("venus.test A 127.0.0.3");

        assertThat(mailHosts("venus.test")).hasToString("0 venus.test -> 127.0.0.3");
    }

    @Test
    void anIpv6AddressAloneWillDo() throws Exception {
        server.serve("venus.test AAAA ::1");

        assertThat(mailHosts("venus.test")).hasToString("0 venus.test -> 0:0:0:0:0:0:0:1");
    }

    @Test
    void aliasesAreFollowed() throws Exception {
        server.serve("""
            www.venus.test CNAME venus.test
            venus.test MX 10 mx.venus.test
            mx.venus.test CNAME host.venus.test
            host.venus.test A 127.0.0.3
            """);

        assertThat(mailHosts("www.venus.test")).hasToString("10 mx.venus.test -> 127.0.0.3");
    }

    @Test
    void q6_aChainOfTwentyAliasesIsGivenUp() throws Exception {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 20; i++) records.append("a%d.test CNAME a%d.test\n".formatted(i, i + 1));
        server.serve(records.append("a20.test A 127.0.0.3\n").toString());

        assertThat(mailHosts("a0.test")).isInstanceOf(MailHosts.Unknown.class);
    }

    @Test
    void q6_aLoopOfAliasesIsGivenUp() throws Exception {
        server.serve("a.test CNAME b.test\nb.test CNAME a.test\n");

        assertThat(mailHosts("a.test")).isInstanceOf(MailHosts.Unknown.class);
    }

    @Test
    void aNullMxIsTold() throws Exception {
        server.serve("venus.test MX 0 .\nvenus.test A 127.0.0.3\n");

        assertThat(mailHosts("venus.test")).isEqualTo(new MailHosts.NullMx());
    }

    @Test
    void noSuchDomainIsNoTroubleOfTheServer() {
        assertThat(mailHosts("venus.test")).isEqualTo(new MailHosts.NoSuchDomain());
    }

    @Test
    void aDomainWithoutAnyAddressHasNoHosts() throws Exception {
        server.serve("venus.test TXT nothing\n");

        assertThat(mailHosts("venus.test")).isEqualTo(new MailHosts.NoHosts("no mail host of it has an address"));
    }

    @Test
    void d9_serverFailureIsNotAnAnswer() {
        server.fail("venus.test", new Fault.ServerFailure());

        assertThat(mailHosts("venus.test")).isInstanceOf(MailHosts.Unknown.class);
    }

    @Test
    void d9_aLostQuestionIsNotAnAnswer() {
        server.fail("venus.test", new Fault.Dropped());

        assertThat(mailHosts("venus.test")).isInstanceOf(MailHosts.Unknown.class);
    }

    @Test
    void aHostWhoseAddressIsUnknownForNowIsNotMissing() throws Exception {
        server.serve("venus.test MX 10 mx.venus.test\nmx.venus.test A 127.0.0.3\n");
        server.fail("mx.venus.test", new Fault.ServerFailure());

        assertThat(mailHosts("venus.test")).isInstanceOf(MailHosts.Unknown.class);
    }

    @Test
    void failureIsRememberedForAShortWhile() throws Exception {
        server.serve("venus.test A 127.0.0.3");
        server.fail("venus.test", new Fault.ServerFailure());
        Resolver resolver = resolver(PrivateAddresses.ALLOWED);
        resolver.mailHosts(new Domain("venus.test"), ID);
        server.heal();
        int asked = server.queries();

        assertThat(resolver.mailHosts(new Domain("venus.test"), ID)).isInstanceOf(MailHosts.Unknown.class);
        assertThat(server.queries()).isEqualTo(asked);

        clock.advance(Duration.ofSeconds(31));
        assertThat(resolver.mailHosts(new Domain("venus.test"), ID)).isInstanceOf(MailHosts.Found.class);
    }

    @Test
    void answersAreKept() throws Exception {
        server.serve("venus.test MX 10 mx.venus.test\nmx.venus.test A 127.0.0.3\n");
        Resolver resolver = resolver(PrivateAddresses.ALLOWED);
        resolver.mailHosts(new Domain("venus.test"), ID);
        int asked = server.queries();

        resolver.mailHosts(new Domain("venus.test"), ID);

        assertThat(server.queries()).isEqualTo(asked);
    }

    @Test
    void q6_hostsNoBetterThanOurselvesAreDropped() throws Exception {
        server.serve("""
            venus.test MX 5 a.venus.test
            venus.test MX 10 MX.mars.test
            venus.test MX 10 b.venus.test
            venus.test MX 20 c.venus.test
            a.venus.test A 127.0.0.3
            b.venus.test A 127.0.0.4
            c.venus.test A 127.0.0.5
            """);

        assertThat(mailHosts("venus.test")).hasToString("5 a.venus.test -> 127.0.0.3");
    }

    @Test
    void q6_ourselvesAsTheBestHostIsALoop() throws Exception {
        server.serve("venus.test MX 10 mx.mars.test\nvenus.test MX 20 b.venus.test\nb.venus.test A 127.0.0.4\n");

        assertThat(mailHosts("venus.test")).isEqualTo(new MailHosts.OurselvesFirst());
    }

    @Test
    void q6_ourselvesByAddressRecordAloneIsALoopToo() throws Exception {
        server.serve("mx.mars.test A 127.0.0.2\n");

        assertThat(mailHosts("mx.mars.test")).isEqualTo(new MailHosts.OurselvesFirst());
    }

    @Test
    void q6_ourselvesByAnotherNameAreKnownByTheAddress() throws Exception {
        server.serve("""
            venus.test MX 5 a.venus.test
            venus.test MX 10 other-name.test
            venus.test MX 10 b.venus.test
            venus.test MX 20 c.venus.test
            pluto.test MX 10 other-name.test
            pluto.test MX 20 c.venus.test
            a.venus.test A 127.0.0.3
            other-name.test A 127.0.0.9
            b.venus.test A 127.0.0.4
            c.venus.test A 127.0.0.5
            """);
        ourAddresses = Set.of(InetAddress.getByName("127.0.0.9"));

        assertThat(mailHosts("venus.test")).hasToString("5 a.venus.test -> 127.0.0.3");
        assertThat(mailHosts("pluto.test")).isEqualTo(new MailHosts.OurselvesFirst());
        assertThat(mailHosts("[127.0.0.9]")).isEqualTo(new MailHosts.OurselvesFirst());
    }

    @Test
    void q6_ofAThousandHostsTheBestFiveAreAsked() throws Exception {
        StringBuilder records = new StringBuilder();
        for (int i = 1; i <= 1000; i++)
            records.append("venus.test MX %d h%d.test\nh%d.test A 127.0.0.3\n".formatted(i, i, i));
        server.serve(records.toString());

        assertThat(((MailHosts.Found) mailHosts("venus.test")).hosts())
                .extracting(MailHost::name)
                .containsExactly("h1.test", "h2.test", "h3.test", "h4.test", "h5.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "0.0.0.0", "169.254.1.1", "100.64.0.1"})
    void q6_privateAddressesOfStrangersAreRefused(String address) throws Exception {
        server.serve("venus.test MX 10 mx.venus.test\nmx.venus.test A " + address + "\n");
        Resolver resolver = resolver(PrivateAddresses.REFUSED);

        assertThat(resolver.mailHosts(new Domain("venus.test"), ID))
                .isEqualTo(new MailHosts.NoHosts("its mail hosts have private addresses only"));
        assertThat(resolver.mailHosts(new Domain("[" + address + "]"), ID)).isInstanceOf(MailHosts.NoHosts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "fc00::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::192.0.2.1",
                "2002:7f00:1::1",
                "2002:a00:1::",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::192.0.2.1"
            })
    void q6_privateIpv6AddressesOfStrangersAreRefused(String address) throws Exception {
        server.serve("venus.test AAAA " + address + "\n");

        assertThat(resolver(PrivateAddresses.REFUSED).mailHosts(new Domain("venus.test"), ID))
                .isInstanceOf(MailHosts.NoHosts.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "2002:c000:201::1", "64:ff9b::192.0.2.1", "64::1"})
    void q6_publicIpv6AddressesAreUsed(String address) throws Exception {
        server.serve("venus.test AAAA " + address + "\n");

        assertThat(resolver(PrivateAddresses.REFUSED).mailHosts(new Domain("venus.test"), ID))
                .isInstanceOf(MailHosts.Found.class);
    }

    @Test
    void q6_anAddressWrittenAsTheHostIsNoHost() throws Exception {
        server.serve("venus.test MX 10 127.0.0.3\n");

        assertThat(mailHosts("venus.test")).isInstanceOf(MailHosts.NoHosts.class);
    }

    @Test
    void aPublicAddressIsUsed() throws Exception {
        server.serve("venus.test MX 10 mx.venus.test\nmx.venus.test A 192.0.2.1\n");

        assertThat(resolver(PrivateAddresses.REFUSED).mailHosts(new Domain("venus.test"), ID))
                .hasToString("10 mx.venus.test -> 192.0.2.1");
    }

    @Test
    void anAddressLiteralIsItsOwnHost() {
        assertThat(mailHosts("[127.0.0.3]")).hasToString("0 127.0.0.3 -> 127.0.0.3");
        assertThat(mailHosts("[ipv6:::1]")).hasToString("0 ::1 -> 0:0:0:0:0:0:0:1");
    }

    @Test
    void aHostOfOurSettingsMayBePrivate() throws Exception {
        server.serve("relay.mars.test A 10.0.0.7\n");
        Resolver resolver = resolver(PrivateAddresses.REFUSED);

        assertThat(resolver.host("relay.mars.test", ID)).hasToString("0 relay.mars.test -> 10.0.0.7");
        assertThat(resolver.host("127.0.0.1", ID)).hasToString("0 127.0.0.1 -> 127.0.0.1");
        assertThat(resolver.host("nowhere.mars.test", ID)).isEqualTo(new MailHosts.NoSuchDomain());
    }

    @Test
    void anAnswerTooLongForUdpComesByTcp() throws Exception {
        StringBuilder records = new StringBuilder("venus.test MX 1 mx.venus.test\nmx.venus.test A 127.0.0.3\n");
        for (int i = 2; i < 200; i++)
            records.append("venus.test MX %d a-rather-long-name-%d.venus.test\n".formatted(i, i));
        server.serve(records.toString());

        assertThat(mailHosts("venus.test")).hasToString("1 mx.venus.test -> 127.0.0.3");
    }

    @Test
    void questionAndAnswerAreReported() throws Exception {
        server.serve("venus.test MX 10 mx.venus.test\nmx.venus.test A 127.0.0.3\n");

        mailHosts("venus.test");

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.stage()).isEqualTo(Stage.DNS);
            assertThat(event.from()).isEqualTo("MX venus.test?");
            assertThat(event.what()).isEqualTo("10 mx.venus.test -> 127.0.0.3");
        });
    }

    private MailHosts mailHosts(String domain) {
        return resolver(PrivateAddresses.ALLOWED).mailHosts(new Domain(domain), ID);
    }

    private Resolver resolver(PrivateAddresses rule) {
        DnsSettings settings = new DnsSettings(
                List.of(server.address()), Duration.ofMillis(900), new Domain("mx.mars.test"), rule, ourAddresses);
        return new Resolver(
                settings, clock, new Random(7), new Reporter(events::add, clock, Stage.MTA, "mx.mars.test"));
    }
}
