package org.stagepost.mta.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.ReversePath;
import org.stagepost.mta.TestDirectory;
import org.stagepost.mta.TickingClock;

class SrsTest {
    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();
    private final TickingClock clock = new TickingClock();
    private final TestDirectory directory = new TestDirectory().account("ann@mars.test");

    @AfterEach
    void close() {
        disk.close();
    }

    private Srs srs(Path in) {
        return new Srs(directory, new SrsSecret(new SrsSecret.Settings(true, in), disk), clock);
    }

    private Srs srs() {
        return srs(folder);
    }

    private static Address address(String text) {
        return TestDirectory.parsed(text);
    }

    private Address rewritten(String from) {
        return srs().rewritten(ReversePath.of(address(from)))
                .orElseThrow()
                .address()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joe@pluto.test",
                "Joe.Doe+x@pluto.test",
                "a=b@pluto.test",
                "\"j doe\"@pluto.test",
                "SRS0x@pluto.test",
                "j\u00fcrg@pluto.test"
            })
    void aReportFindsItsWayBack(String sender) {
        Address ours = rewritten(sender);

        assertThat(ours.toString()).matches("\"?SRS0=[a-z2-7]{6}=[a-z2-7]{2}=pluto\\.test=.*@mars\\.test");
        assertThat(srs().original(ours)).hasValue(address(sender));
    }

    @Test
    void whatWasRewrittenElsewhereGoesBackToThere() {
        Address theirs = address("SRS0=AbCd=2T=pluto.test=joe@venus.test");
        Address ours = rewritten(theirs.toString());
        assertThat(ours.toString()).matches("SRS1=[a-z2-7]{6}=venus\\.test==AbCd=2T=pluto\\.test=joe@mars\\.test");
        assertThat(srs().original(ours)).hasValue(theirs);

        Address third = rewritten("SRS1=xyz=venus.test==AbCd=2T=pluto.test=joe@far.test");
        assertThat(third.toString()).endsWith("=venus.test==AbCd=2T=pluto.test=joe@mars.test");
        assertThat(srs().original(third)).hasValue(theirs);
    }

    @Test
    void whatOthersHaveFoldedIsStillOurs() {
        Address ours = rewritten("joe@pluto.test");
        assertThat(srs().original(address(Ascii.lower(ours.toString())))).hasValue(address("joe@pluto.test"));
        assertThat(srs().original(address(Ascii.upper(ours.toString())))).hasValue(address("JOE@pluto.test"));
    }

    @Test
    void nobodyElseCanMakeOne(@TempDir Path other) {
        Address ours = rewritten("joe@pluto.test");
        for (int i = 5; i < ours.localPart().length(); i++) {
            char c = ours.localPart().charAt(i);
            if (c == '=') continue;
            String forged = ours.localPart().substring(0, i)
                    + (c == 'a' ? 'b' : 'a')
                    + ours.localPart().substring(i + 1);
            assertThat(srs().original(new Address(forged, ours.domain())))
                    .as(forged)
                    .isEmpty();
        }
        assertThat(srs(other).original(ours)).isEmpty();
        assertThat(srs().original(new Address(
                        ours.localPart(), address("a@pluto.test").domain())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS0=",
                "SRS0==",
                "SRS0=a",
                "SRS1=a",
                "SRS0=aaaaaa=",
                "SRS0=aaaaaa=aa",
                "SRS1=aaaaaa=b",
                "ann",
                "SRS0"
            })
    void whatIsNoneIsNone(String localPart) {
        assertThat(srs().original(address(localPart + "@mars.test"))).isEmpty();
    }

    @Test
    void afterThreeWeeksItIsNotGoodAnyMore() {
        Address ours = rewritten("joe@pluto.test");
        clock.advance(Duration.ofDays(21));
        assertThat(srs().original(ours)).isPresent();
        clock.advance(Duration.ofDays(1));
        assertThat(srs().original(ours)).isEmpty();
    }

    @Test
    void whatIsOursOrNobodysOrTooLongStaysAsItIs() {
        assertThat(srs().rewritten(ReversePath.NULL)).isEmpty();
        assertThat(srs().rewritten(ReversePath.of(address("bob@mars.test")))).isEmpty();
        assertThat(srs().rewritten(ReversePath.of(address("bob@[192.0.2.1]")))).isEmpty();
        assertThat(srs().rewritten(ReversePath.of(address("x".repeat(60) + "@pluto.test"))))
                .isEmpty();
    }

    @Test
    void theSecretIsMadeOnceAndIsOurs() throws Exception {
        Address ours = rewritten("joe@pluto.test");
        Path file = folder.resolve("srs.secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        assertThat(rewritten("joe@pluto.test")).isEqualTo(ours);
    }
}
