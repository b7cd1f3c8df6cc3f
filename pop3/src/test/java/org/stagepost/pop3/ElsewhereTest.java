package org.stagepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The build runs all tests of this module, of imap and of mailstore as if on a machine far away (see the root POM). */
class ElsewhereTest {
    @Test
    void c19_thisSuiteRunsWhereAnIHasItsDotInUpperCaseToo() {
        assertThat("quit".toUpperCase(Locale.getDefault())).isEqualTo("QU\u0130T");
        assertThat(Charset.defaultCharset()).hasToString("ISO-8859-9");
        assertThat(ZoneId.systemDefault()).hasToString("Asia/Kathmandu");
    }
}
