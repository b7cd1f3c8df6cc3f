package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Settings.Asked;

/** The page of settings names every key that the program asks for and no other, with the default that it has. */
class SettingsDocTest {
    @Test
    void everyKeyIsOnThePageWithItsDefault() throws IOException {
        Settings settings = Settings.of("hostname = 'mail.example.org'\ndata = '/data'");
        Configuration.from(settings);
        Map<String, String> documented = documented();
        assertThat(settings.asked()).extracting(Asked::key).containsExactlyInAnyOrderElementsOf(documented.keySet());
        for (Asked asked : settings.asked()) {
            String fallback = asked.fallback().replace("unix:/data/", "unix:");
            boolean told = fallback.isEmpty()
                    || fallback.contains("/data")
                    || asked.key().equals("mta.dns-server");
            if (!told) assertThat(documented.get(asked.key())).as(asked.key()).isEqualTo(fallback);
        }
    }

    /** Rows of tables; several keys of one row have one default for all, or as many as there are keys. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(House.ROOT.resolve("distribution/docs/settings.md"))) {
            if (!line.startsWith("| `")) continue;
            String[] cells = line.split(" \\| ", -1);
            List<String> keys = quoted(cells[0]);
            List<String> defaults = quoted(cells[1]);
            for (int i = 0; i < keys.size(); i++)
                documented.put(keys.get(i), defaults.isEmpty() ? "" : defaults.get(Math.min(i, defaults.size() - 1)));
        }
        return documented;
    }

    private static List<String> quoted(String cell) {
        List<String> quoted = new ArrayList<>();
        String[] parts = cell.split("`", -1);
        for (int i = 1; i < parts.length; i += 2) quoted.add(parts[i]);
        return quoted;
    }
}
