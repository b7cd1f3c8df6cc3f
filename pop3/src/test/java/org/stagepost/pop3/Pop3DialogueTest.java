package org.stagepost.pop3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.DialogueTests;

/** The dialogue files of every command; each file meets a server of its own. */
class Pop3DialogueTest {
    private static final Map<String, String> GIVEN = Map.of(
            "plain", base64("\0ann@example.org\0pencil"),
            "wrong", base64("\0ann@example.org\0crayon"),
            "unknown", base64("\0nobody@example.org\0pencil"),
            "asbob", base64("bob@example.org\0ann@example.org\0pencil"),
            "nuls", base64("\0ann@example.org\0pencil\0"),
            "name", base64("ann@example.org"),
            "password", base64("pencil"));

    @TempDir
    private static Path temporary;

    private static TestServer.Site site;

    private final List<TestServer> servers = new ArrayList<>();

    @BeforeAll
    static void site() throws Exception {
        site = TestServer.Site.in(temporary);
    }

    @AfterAll
    static void leave() {
        site.close();
    }

    @TestFactory
    Stream<DynamicTest> inClear() {
        return dialogues("dialogues", TestServer::address);
    }

    @TestFactory
    Stream<DynamicTest> withTlsDemanded() {
        return dialogues("dialogues-tls-demanded", TestServer::strictAddress);
    }

    @TestFactory
    Stream<DynamicTest> withTlsFromTheFirstOctet() {
        return dialogues("dialogues-tls-at-once", TestServer::tlsAddress);
    }

    private Stream<DynamicTest> dialogues(String folder, Function<TestServer, InetSocketAddress> address) {
        return DialogueTests.under(Path.of("src/test", folder), () -> address.apply(server()), GIVEN);
    }

    private TestServer server() {
        try {
            TestServer server = new TestServer(site, Duration.ofMinutes(10));
            servers.add(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (TestServer server : servers) server.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
