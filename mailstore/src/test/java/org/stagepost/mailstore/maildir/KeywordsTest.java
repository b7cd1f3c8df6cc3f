package org.stagepost.mailstore.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.stagepost.mailstore.Flags;

class KeywordsTest {
    @Test
    void keywordsWithoutALetterGoWhenNoMessageHasThem() throws Exception {
        Set<String> names = new TreeSet<>();
        for (int i = 10; i < 40; i++) names.add("k" + i);
        Keywords keywords = new Keywords();
        keywords.adopt(new Flags(Set.of(), names));

        keywords.keepOnly(Set.of("k38"));

        assertThat(keywords.names()).hasSize(27).contains("k10", "k35", "k38").doesNotContain("k36", "k37", "k39");
        assertThat(keywords.known(new Flags(Set.of(), Set.of("k39"))).keywords())
                .isEmpty();
        assertThat(keywords.adopt(new Flags(Set.of(), Set.of("K39"))).keywords())
                .containsExactly("K39");
    }
}
