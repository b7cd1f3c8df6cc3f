package org.stagepost.mta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stagepost.dialogue.Wire;

/** R13: the ways in which people have made others' servers relay. All from loopback, which is trusted with nothing. */
@TestInstance(Lifecycle.PER_CLASS)
class RelayMatrixTest {
    private World world;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        world = new World(folder, folder);
        world.start();
    }

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <spam@venus.test>           | <eve@pluto.test>                           | 550 5.7.1
        <ann@mars.test>             | <eve@pluto.test>                           | 550 5.7.1
        <>                          | <eve@pluto.test>                           | 550 5.7.1
        <postmaster@mars.test>      | <eve@pluto.test>                           | 550 5.7.1
        <mx.mars.test@mars.test>    | <eve@pluto.test>                           | 550 5.7.1
        <ann@[127.0.0.1]>           | <eve@pluto.test>                           | 550 5.7.1
        <ann@mx.mars.test>          | <eve@pluto.test>                           | 550 5.7.1
        <ann@localhost>             | <eve@pluto.test>                           | 550 5.7.1
        <eve@pluto.test>            | <eve@pluto.test>                           | 550 5.7.1
        <spam@venus.test>           | <eve@[127.0.0.1]>                          | 550 5.7.1
        <spam@venus.test>           | <eve@[192.0.2.1]>                          | 550 5.7.1
        <spam@venus.test>           | <eve@[IPv6:::1]>                           | 550 5.7.1
        <spam@venus.test>           | <eve@mx.mars.test>                         | 550 5.7.1
        <spam@venus.test>           | <eve@sub.mars.test>                        | 550 5.7.1
        <spam@venus.test>           | <eve@mars.test.pluto.test>                 | 550 5.7.1
        <spam@venus.test>           | <eve@notmars.test>                         | 550 5.7.1
        <spam@venus.test>           | <eve%pluto.test@mars.test>                 | 550 5.7.1
        <spam@venus.test>           | <eve%pluto.test%venus.test@mars.test>      | 550 5.7.1
        <spam@venus.test>           | <eve%pluto.test@mx.mars.test>              | 550 5.7.1
        <spam@venus.test>           | <eve%pluto.test@[127.0.0.1]>               | 550 5.7.1
        <spam@venus.test>           | <"eve%pluto.test"@mars.test>               | 550 5.7.1
        <spam@venus.test>           | <pluto.test!eve@mars.test>                 | 550 5.7.1
        <spam@venus.test>           | <mars.test!pluto.test!eve@mars.test>       | 550 5.7.1
        <spam@venus.test>           | <pluto.test!eve@mx.mars.test>              | 550 5.7.1
        <spam@venus.test>           | <"eve@pluto.test"@mars.test>               | 550 5.7.1
        <spam@venus.test>           | <"eve@pluto.test"@[127.0.0.1]>             | 550 5.7.1
        <spam@venus.test>           | <@mars.test:eve@pluto.test>                | 550 5.7.1
        <spam@venus.test>           | <@mars.test,@venus.test:eve@pluto.test>    | 550 5.7.1
        <spam@venus.test>           | <@mars.test:eve%pluto.test@mars.test>      | 550 5.7.1
        <spam@venus.test>           | <@pluto.test:ann@mars.test>                | 250 2.1.5
        <spam@venus.test>           | <pluto.test!eve>                           | 501 5.1.3
        <spam@venus.test>           | <eve@pluto.test@mars.test>                 | 501 5.1.3
        <spam@venus.test>           | <"eve@pluto.test">                         | 501 5.1.3
        <spam@venus.test>           | <eve@mars.test@pluto.test>                 | 501 5.1.3
        """)
    void r13_mailForOthersIsNotRelayed(String from, String to, String reply) throws Exception {
        try (Wire wire = world.client()) {
            assertThat(wire.ask("MAIL FROM:" + from)).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:" + to)).startsWith(reply + " ");
        }
    }
}
