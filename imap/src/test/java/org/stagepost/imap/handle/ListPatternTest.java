package org.stagepost.imap.handle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, a, true",
        "*, a/b/c, true",
        "%, a, true",
        "%, a/b, false",
        "a/%, a/b, true",
        "a/%, a/b/c, false",
        "a%, abc, true",
        "a%c, abbc, true",
        "a%c, ab/c, false",
        "a*c, ab/c, true",
        "a*b*c, axbxc, true",
        "a*b*c, axcxb, false",
        "a, a, true",
        "a, A, false",
        "inbox, INBOX, true",
        "InB*, INBOX, true",
        "inbox/%, INBOX/x, true",
        "inbox/X, INBOX/x, false",
        "inbox, INBOXES, false",
        "inboxes, INBOXES, false",
        "%/%, a/b, true",
        "*%, a/b, true",
        "%*, a/b, true",
        "a/*, a, false",
    })
    void wildcardsMatch(String pattern, String name, boolean matches) {
        assertThat(new ListPattern(pattern, '/').matches(name)).isEqualTo(matches);
    }

    @Test
    void theSeparatorDecidesWhereLevelsEnd() {
        assertThat(new ListPattern("a%", '.').matches("a/b")).isTrue();
        assertThat(new ListPattern("a%", '.').matches("a.b")).isFalse();
    }

    @Test
    void i7_noPatternIsSlow() {
        ListPattern hostile = new ListPattern("%*a".repeat(20_000), '/');
        ListPattern nearMiss = new ListPattern("*a%".repeat(90) + "b", '/');
        String name = "a".repeat(180);
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(hostile.matches(name)).isFalse();
            assertThat(nearMiss.matches(name)).isFalse();
        }
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
}
