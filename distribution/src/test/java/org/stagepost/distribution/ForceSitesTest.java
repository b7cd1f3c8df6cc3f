package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every force costs its callers a wait, so each has been seen to matter: a replay of power cuts without it breaks a promise.
 * The few of which no replay can show that are listed with the reason why they stay.
 */
final class ForceSitesTest {
    private static final Pattern SITE = Pattern.compile("new ForceSite\\(\"([^\"]+)\"\\)");
    private static final Pattern QUOTED = Pattern.compile("\"([a-z]+\\.[a-z.]+)\"");

    /** Tests that go over sites, switch one off after the other, and demand that a promise is broken. */
    private static final Set<String> REPLAYS = Set.of(
            "SnapshotReplayTest.java", "FoundationReplayTest.java", "QueueReplayTest.java", "MailReplayTest.java");

    private static final Map<String, String> REASONS = Map.of(
            "backup.file",
            "a backup counts as one when its mark is forced behind everything; the site it is of keeps every promise"
                    + " alone",
            "maildir.keywords",
            "a keyword stands in the forced change log too, until thousands of changes later that is written anew",
            "maildir.removed.directory",
            "of a POP3 process that may not write the change log; the replayed site is one process",
            "srs.secret",
            "keeps no mail: without it a report about what was forwarded before the cut finds no way back",
            "srs.directory",
            "the same for the secret's name",
            "directory.legacy.key",
            "keeps no mail: without it old login mechanisms are refused until the password is set again",
            "directory.legacy.key.name",
            "the same for the key's name");

    @Test
    void everyForceHasBeenSeenToMatterOrSaysWhyItStays() throws IOException {
        Set<String> sites = new TreeSet<>();
        Set<String> replayed = new TreeSet<>();
        for (Path file : House.files()) {
            String name = file.getFileName().toString();
            if (file.toString().contains("/src/main/java/")) sites.addAll(found(SITE, file));
            else if (REPLAYS.contains(name)) replayed.addAll(found(QUOTED, file));
        }
        replayed.retainAll(sites);
        Set<String> explained = new TreeSet<>(REASONS.keySet());
        assertThat(sites).as("sites with a reason").containsAll(explained);
        assertThat(replayed).as("sites of replays, without reasons").doesNotContainAnyElementsOf(explained);
        sites.removeAll(replayed);
        assertThat(sites).as("sites that no replay switches off").isEqualTo(explained);
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }
}
