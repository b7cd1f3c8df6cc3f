package org.stagepost.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.Domain;

final class SettingsTest {
    @Test
    void whatTwoFilesSayOtherwiseIsNamedByItsKey() {
        Settings one = Settings.of("""
            same = 1
            gone = "x"
            list = ["a"]
            text = "1"
            [[tables]]
            name = "a"
            [table]
            "a.b" = "x"
            """);
        Settings other = Settings.of("""
            same = 1
            list = ["a", "b"]
            text = 1
            fresh.key = true
            [[tables]]
            name = "b"
            [table]
            "a.b" = "y"
            """);
        assertThat(one.differing(other))
                .containsExactlyInAnyOrder("gone", "list", "text", "fresh.key", "tables", "table.\"a.b\"");
        assertThat(one.differing(one)).isEmpty();
        assertThatThrownBy(one::again).hasMessage("settings: came from no file");
    }

    @Test
    void whatTheFileSaysIsRead() {
        Settings settings = Settings.of("""
            [mta]
            hostname = "mx.mars.test"
            greylist = true
            max-hops = 30
            retry = "1h30m"
            max-message = "50M"
            networks = ["10.0.0.0/8", "::1"]
            [mta.routes]
            "relay.test" = "127.0.0.1:2526"
            """);
        assertThat(settings.string("mta.hostname", "localhost")).isEqualTo("mx.mars.test");
        assertThat(settings.bool("mta.greylist", false)).isTrue();
        assertThat(settings.integer("mta.max-hops", 50, 1, 100)).isEqualTo(30);
        assertThat(settings.duration("mta.retry", Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.bytes("mta.max-message", 1)).isEqualTo(50L << 20);
        assertThat(settings.strings("mta.networks", List.of())).containsExactly("10.0.0.0/8", "::1");
        assertThat(settings.entries("mta.routes", text -> text)).isEqualTo(Map.of("relay.test", "127.0.0.1:2526"));
        settings.refuseUnknown();
    }

    @Test
    void whereTheFileIsSilentTheDefaultsHold() {
        Settings settings = Settings.of("");
        assertThat(settings.string("a", "b")).isEqualTo("b");
        assertThat(settings.string("c")).isEmpty();
        assertThat(settings.integer("d", 7, 1, 9)).isEqualTo(7);
        assertThat(settings.duration("e", Duration.ofDays(14))).isEqualTo(Duration.ofDays(14));
        assertThat(settings.values("f", List.of(1, 2), Integer::valueOf)).containsExactly(1, 2);
        assertThat(settings.asked())
                .contains(new Settings.Asked("e", "duration", "\"14d\""))
                .contains(new Settings.Asked("f", "list", "[\"1\", \"2\"]"));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndTheNearestKnownOne(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), "[mta]\n\n  hostnmae = \"mx.mars.test\"\n");
        Settings settings = Settings.read(file);
        settings.string("mta.hostname", "localhost");
        assertThatThrownBy(settings::refuseUnknown)
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ":3:3: unknown key mta.hostnmae; did you mean mta.hostname?");
    }

    @Test
    void anUnknownTableIsNamedOnceAndAnUnknownKeyElsewhereBesideIt() {
        Settings settings = Settings.of("zzz = 1\n[mtaa]\na = 1\nb = 2\n[mta]\nhostname = 'a'\n");
        settings.string("mta.hostname", "b");
        assertThatThrownBy(settings::refuseUnknown)
                .hasMessage("settings:1:1: unknown key zzz\nsettings:2:1: unknown key mtaa; did you mean mta?");
    }

    @Test
    void aKeyUnderTheWrongTableFindsItsOwn() {
        Settings settings = Settings.of("[delivery]\nhostname = 'x'\n");
        settings.string("mta.hostname", "a");
        settings.string("delivery.folder", "b");
        assertThatThrownBy(settings::refuseUnknown).hasMessageEndingWith("did you mean mta.hostname?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x = 1                | must be text in quotes",
                "n = 'a'              | must be a whole number",
                "n = 11               | must be from 1 to 10",
                "n = 9999999999999    | must be from 1 to 10",
                "b = 'yes'            | must be true or false",
                "d = '5'              | a duration is written like 30s, 5m, 2h or 14d",
                "d = '1h5'            | a duration is written like 30s, 5m, 2h or 14d",
                "d = '٣m'             | a duration is written like 30s, 5m, 2h or 14d",
                "d = '2h'             | must be from 1s to 1h",
                "s = '5 parsecs'      | a size is written like 4096, 64K, 50M or 2G",
                "s = '1T'             | a size is written like 4096, 64K, 50M or 2G",
                "l = [1]              | must be text in quotes",
                "l = ['-bad']         | -bad: not a domain name",
                "t = 'x'              | must be a table"
            })
    void aMalformedValueIsRefusedWithItsPlace(String toml, String problem) {
        Settings settings = Settings.of(toml);
        assertThatThrownBy(() -> {
                    settings.string("x");
                    settings.integer("n", 1, 1, 10);
                    settings.bool("b", false);
                    settings.duration("d", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1));
                    settings.bytes("s", 1);
                    settings.values("l", List.of(), Domain::of);
                    settings.entries("t", text -> text);
                })
                .isInstanceOf(SettingsException.class)
                .hasMessage("settings:1:1: " + toml.charAt(0) + ": " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = ", "a = 1\na = 2", "[a", "a = 'x"})
    void whatIsNoTomlIsRefusedWithItsPlace(String toml) {
        assertThatThrownBy(() -> Settings.of(toml)).hasMessageStartingWith("settings:");
    }

    @Test
    void relativePathsStartAtTheFilesFolder(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), "data = 'mail/../data'\n");
        Settings settings = Settings.read(file);
        assertThat(settings.path("data", Path.of("x"))).isEqualTo(folder.resolve("data"));
        assertThat(settings.path("other", Path.of("x"))).isEqualTo(folder.resolve("x"));
        assertThat(settings.path("absolute", Path.of("/x"))).isEqualTo(Path.of("/x"));
    }

    @Test
    void aSecretIsReadFromAFileThatOthersMayNotRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), "password = 'secret'\n");
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(Settings.read(file).secret("password")).contains("s3cret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Settings.read(file).secret("password"))
                .hasMessageContaining("chmod 600 " + secret)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void eachOfSeveralTablesHasKeysOfItsOwn() {
        Settings settings = Settings.of("[[key]]\nselector = 'a'\n[[key]]\nselectr = 'b'\n");
        List<Settings> keys = settings.tables("key");
        assertThat(keys.get(0).string("selector", "")).isEqualTo("a");
        keys.get(1).string("selector", "");
        assertThatThrownBy(settings::refuseUnknown)
                .hasMessage("settings:4:1: unknown key selectr; did you mean selector?");
    }

    @Test
    void aRefusalOfItsReaderNamesThePlaceOfTheKey() {
        Settings settings = Settings.of("\na = '1'\n");
        assertThat(settings.refusal("a", "no")).hasMessage("settings:2:1: a: no");
    }
}
