package org.stagepost.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    private final Map<String, String> known = new HashMap<>();

    @ParameterizedTest
    @CsvSource({
        "250 ok, 250 ok, true",
        "250 ok, 250 okay, false",
        "250 okay, 250 ok, false",
        "250 *, 250 ok, true",
        "250*, 250, true",
        "* 3 EXISTS, * 3 EXISTS, true",
        "* 3 EXISTS, 4 3 EXISTS, false",
        "* FLAGS *, * FLAGS (a), true",
        "a $Junk, a $Junk, true",
    })
    void theOnlyWildcardIsAStarAtTheEnd(String text, String line, boolean matches) {
        assertThat(new Expectation(text, known).matches(line)).isEqualTo(matches);
    }

    @Test
    void aNameCapturesUpToTheTextBehindItAndMustComeAgain() {
        assertThat(new Expectation("a OK [APPENDUID $v $uid] *", known).matches("a OK [APPENDUID 17 3] done"))
                .isTrue();
        assertThat(known).containsOnly(Map.entry("v", "17"), Map.entry("uid", "3"));
        assertThat(new Expectation("* $uid", known).matches("* 4")).isFalse();
        assertThat(new Expectation("+$uid", known).matches("+3")).isTrue();
        assertThat(Expectation.filledIn("UID FETCH $uid:$uid $Junk $", known)).isEqualTo("UID FETCH 3:3 $Junk $");
    }

    @Test
    void nothingIsCapturedByALineThatDoesNotMatch() {
        assertThat(new Expectation("+ $name!", known).matches("+ abc")).isFalse();
        assertThat(new Expectation("+ $name.", known).matches("+ .")).isFalse();
        assertThat(known).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "250 *, 250-SIZE, true",
        "250 *, 251-SIZE, false",
        "250-PIPELINING, 250-SIZE, true",
        "a OK *, * 3 EXISTS, true",
        "* 3 EXISTS, * 2 RECENT, true",
        "* 3 EXISTS, a OK, false",
        ". , +OK, true",
        "+OK *, -ERR no, false",
    })
    void linesOfALongerReplyArePassedOver(String text, String line, boolean over) {
        assertThat(new Expectation(text, known).passesOver(line)).isEqualTo(over);
    }
}
