package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be told of the source tree without compiling it. */
class SourceTreeTest {
    private static final int LONG = 400;
    private static final Set<String> READ_BY_PEOPLE =
            Set.of("java", "md", "xml", "toml", "sql", "sh", "txt", "properties", "html", "css", "js");
    /** Mail that tests use may say anything. */
    private static final Set<String> QUOTED = Set.of("dialogues", "fixtures", "resources", "corpus");

    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|HA" + "CK|X" + "XX)\\b|@Dis" + "abled|not yet impl" + "emented");
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.~*)}-])/(work|root)/\\w");
    private static final Pattern MONITOR = Pattern.compile("^\\s*synchronized\\s*\\(|[;{]\\s*synchronized\\s*\\(");

    @Test
    void theTopLevelIsTheMailPathAndNothingElse() throws IOException {
        List<String> top = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(House.ROOT)) {
            for (Path entry : entries) top.add(entry.getFileName().toString());
        }
        top.removeIf(name -> name.startsWith(".") || name.equals("target"));
        assertThat(top)
                .containsExactlyInAnyOrder(
                        "pom.xml",
                        "smtp-core",
                        "msa",
                        "mta",
                        "mda",
                        "pop3",
                        "imap",
                        "mailstore",
                        "distribution",
                        "README.md",
                        "LICENSE");
    }

    @Test
    void aFileOfMoreThan400LinesSaysWhyInItsHeader() throws IOException {
        List<String> unexplained = new ArrayList<>();
        for (Path file : textFiles()) {
            if (!file.toString().endsWith(".java")) continue;
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > LONG && !header(lines).contains("long because")) {
                unexplained.add(name(file) + " (" + lines.size() + " lines)");
            }
        }
        assertThat(unexplained)
                .as("files of more than %d lines whose header comment has no \"long because ...\"", LONG)
                .isEmpty();
    }

    /** All above the first top-level brace: package, imports and the comment of the type. */
    private static String header(List<String> lines) {
        int end = 0;
        while (end < lines.size() && !lines.get(end).endsWith("{")) end++;
        return String.join(" ", lines.subList(0, end))
                .replaceAll("\\s*\\*?\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    @Test
    void everyPackageSaysWhereItStandsAndThatItKnowsNoNull() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path file : textFiles()) {
            boolean main = file.toString().contains("/src/main/java/")
                    && file.toString().endsWith(".java");
            Path packageInfo = file.resolveSibling("package-info.java");
            if (main && !(Files.exists(packageInfo) && isSaidIn(packageInfo))) silent.add(name(packageInfo));
        }
        assertThat(silent.stream().distinct())
                .as("missing, or without a comment or @NullMarked")
                .isEmpty();
    }

    private static boolean isSaidIn(Path packageInfo) throws IOException {
        String text = Files.readString(packageInfo);
        return text.contains("/**") && text.contains("@NullMarked");
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        assertThat(linesWith(UNFINISHED)).isEmpty();
    }

    @Test
    void noFileNamesAFolderOfSomebodysMachine() throws IOException {
        assertThat(linesWith(MACHINE_PATH)).isEmpty();
    }

    @Test
    void noSessionWaitsOnAMonitor() throws IOException {
        assertThat(linesWith(MONITOR).stream().filter(line -> line.contains("/src/main/")))
                .as("no synchronized in session paths (it pins a virtual thread's carrier up to Java 23):"
                        + " ReentrantLock")
                .isEmpty();
    }

    private static List<String> linesWith(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : textFiles()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find())
                    found.add(name(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
            }
        }
        return found;
    }

    private static List<Path> textFiles() throws IOException {
        return House.files().stream()
                .filter(file -> READ_BY_PEOPLE.contains(extension(file)) || isScript(file))
                .filter(file -> !isQuoted(file))
                .toList();
    }

    private static boolean isScript(Path file) {
        return extension(file).isEmpty() && Files.isExecutable(file);
    }

    private static boolean isQuoted(Path file) {
        for (Path part : House.ROOT.relativize(file)) {
            if (QUOTED.contains(part.toString())) return true;
        }
        return false;
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static String name(Path file) {
        return House.ROOT.relativize(file).toString();
    }
}
