package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the catalogue of bad input has a test that bears its id. */
class HardeningTest {
    private static final Path CATALOGUE = Path.of("src/test/hardening.txt");
    private static final Pattern ROW = Pattern.compile("([A-Z][0-9]+)  \\S.*");
    private static final Pattern METHOD = Pattern.compile(" ((?:[a-z][0-9]{1,2}_)+)[a-z]\\w*\\(");
    private static final Pattern FILE = Pattern.compile("((?:[a-z][0-9]{1,2}-)+).*\\.txt");
    private static final Pattern SAID = Pattern.compile("\\b[A-Z][0-9]{1,2}\\b");

    @Test
    void everyRowHasATest() throws IOException {
        Set<String> without = new TreeSet<>(catalogue());
        without.removeAll(tested());
        assertThat(without).as("rows that no test bears the id of").isEmpty();
    }

    private static List<String> catalogue() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : Files.readAllLines(CATALOGUE)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            ids.add(row.group(1));
        }
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(70);
        return ids;
    }

    private static Set<String> tested() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (Path file : House.files()) {
            String name = file.getFileName().toString();
            if (name.endsWith(".java"))
                METHOD.matcher(Files.readString(file))
                        .results()
                        .forEach(method -> ids.addAll(split(method.group(1), "_")));
            else if (file.toString().contains("/src/test/dialogues")) {
                Matcher named = FILE.matcher(name);
                if (named.matches()) ids.addAll(split(named.group(1), "-"));
                said(file).forEach(ids::add);
            }
        }
        return ids;
    }

    private static List<String> split(String ids, String between) {
        return List.of(ids.toUpperCase(Locale.ROOT).split(between));
    }

    private static Stream<String> said(Path dialogue) throws IOException {
        String first = Files.readAllLines(dialogue).getFirst();
        return first.toLowerCase(Locale.ROOT).contains("hardening")
                ? SAID.matcher(first).results().map(id -> id.group())
                : Stream.empty();
    }
}
