package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Peers;

/**
 * testssl.sh on our listeners: protocols, ciphers, preferences, forward secrecy and every attack that it knows. What it says
 * of the certificate is left out: here that is a self-signed one.
 *
 * <p>{@code -Dstagepost.testssl.all=true} has it look at all eight listeners that have TLS.
 */
final class TestsslTest {
    private static final Organisation MARS = new Organisation(
            "mars.test", Ports.loopback("127.0.0.1"), List.of(new Person("bob", "mars.test", "sandbox")));
    private static final Pattern ABOVE_LOW = Pattern.compile("\"severity\"\\s*:\\s*\"(MEDIUM|HIGH|CRITICAL|FATAL)\"");
    private static final boolean ALL = Boolean.getBoolean("stagepost.testssl.all");
    private static final int MINUTES = ALL ? 20 : 5;

    @TempDir
    Path folder;

    @Test
    void c9_nothingAboveLowIsFound() throws Exception {
        Path testssl = Peers.need("testssl.sh", "/usr/bin/testssl");
        Ports ports = Ports.any(List.of(MARS.address()));
        int odmr = Ports.any(List.of(MARS.address())).smtp();
        String mta = "[mta]\nodmr-listen = \"127.0.0.1:" + odmr + "\"\n";
        String usual = MARS.settings(ports, MARS.at(9)).replace("[mta]\n", mta);
        Path settings = Files.writeString(folder.resolve("stagepost.toml"), usual + "connections-per-address = 1000\n");
        try (Served served = Served.start(settings, folder.resolve("log"))) {
            served.awaitText(" serves as ");
            Map<String, Process> tests = new TreeMap<>();
            tests.put("submissions", start(testssl, "submissions", ports.submissions()));
            tests.put("smtp", start(testssl, "smtp", ports.smtp(), "--starttls", "smtp"));
            tests.put("imap", start(testssl, "imap", ports.imap(), "--starttls", "imap"));
            if (ALL) rest(testssl, ports, odmr, tests);
            for (Map.Entry<String, Process> test : tests.entrySet()) {
                assertThat(test.getValue().waitFor(MINUTES, TimeUnit.MINUTES))
                        .as(test.getKey())
                        .isTrue();
                String findings = Files.readString(folder.resolve(test.getKey() + ".json"));
                assertThat(findings).contains("\"TLS1_3\"", "\"LUCKY13\"").containsPattern("\"P?FS\"");
                assertThat(ABOVE_LOW.matcher(findings).find()).as(findings).isFalse();
            }
        }
    }

    /** They have the keys and the rules of those that are always looked at: one for logins, one for strangers. */
    private void rest(Path testssl, Ports ports, int odmr, Map<String, Process> tests) throws IOException {
        tests.put("submission", start(testssl, "submission", ports.submission(), "--starttls", "smtp"));
        tests.put("odmr", start(testssl, "odmr", odmr, "--starttls", "smtp"));
        tests.put("imaps", start(testssl, "imaps", ports.imaps()));
        tests.put("pop3", start(testssl, "pop3", ports.pop3(), "--starttls", "pop3"));
        tests.put("pop3s", start(testssl, "pop3s", ports.pop3s()));
    }

    private Process start(Path testssl, String name, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(testssl.toString(), "--quiet", "--color", "0"));
        command.addAll(List.of("--warnings", "off", "--nodns", "none", "--ip", "127.0.0.1"));
        command.addAll(List.of("--jsonfile", folder.resolve(name + ".json").toString()));
        command.addAll(List.of("-p", "-s", "-P", "-f", "-U"));
        command.addAll(List.of(options));
        command.add("127.0.0.1:" + port);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".said").toFile())
                .start();
    }
}
