package org.stagepost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates as RFC 5322 3.3 and 4.3 have them, and as programs send them. */
class DatesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Fri, 21 Nov 1997 09:55:06 -0600            | 1997-11-21T09:55:06-06:00
        21 Nov 97 09:55:06 GMT                     | 1997-11-21T09:55:06Z
        21 Nov 26 09:55 GMT                        | 2026-11-21T09:55:00Z
        Fri, 21 Nov 097 09:55:06 -0600             | 1997-11-21T09:55:06-06:00
        Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00
        Thu,\t13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-13T23:32:00-03:30
        Tue, 1 Jul 2003 10:52:37 +0200 (CEST)      | 2003-07-01T10:52:37+02:00
        Tue,1 Jul 2003 10:52:37 EDT                | 2003-07-01T10:52:37-04:00
        Tue, 1 Jul 2003 10:52:37 XYZ               | 2003-07-01T10:52:37Z
        Tue, 1 Jul 2003 10:52:37 Z                 | 2003-07-01T10:52:37Z
        Tue, 1 Jul 2003 10:52:37                   | 2003-07-01T10:52:37Z
        Tue, 1 July 2003 10:52:37 +02:00           | 2003-07-01T10:52:37+02:00
        Tue, 1 Jul 2003 10:52:60 +0000             | 2003-07-01T10:52:59Z
        Tue, 1 Jul 2003 10:52:37.123 +0000         | 2003-07-01T10:52:37Z
        Tue, 1 Jul 2003 10:52:37 +9900             | 2003-07-01T10:52:37Z
        1-Jul-2003 10:52:37 +0000                  | 2003-07-01T10:52:37Z
        Tuesday, 1-Jul-03 10:52:37 GMT             | 2003-07-01T10:52:37Z
        Tue Jul  1 10:52:37 2003                   | 2003-07-01T10:52:37Z
        Tue Jul  1 10:52:37 PDT 2003               | 2003-07-01T10:52:37-07:00
        Tue Jul  1 10:52:37 +0200 2003             | 2003-07-01T10:52:37+02:00
        1 Jul 2003                                 | 2003-07-01T00:00:00Z
        """)
    void dateReadsAs(String value, String expected) {
        assertThat(Dates.parse(value)).contains(OffsetDateTime.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Fri",
                "30 Feb 2003 10:00 +0000",
                "0 Feb 2003 10:00 +0000",
                "1 Foo 2003 10:00 +0000",
                "1 Jul 20035 10:00 +0000",
                "1 Jul 2003 25:00 +0000",
                "1 Jul 2003 10:61 +0000",
                "1 Jul 2003 10:00:61 +0000",
                "1 Jul 2003 x",
                "+1 Jul 2003 10:00 +0000",
                "\u0661 Jul 2003 10:00 +0000"
            })
    void noDate(String value) {
        assertThat(Dates.parse(value)).isEmpty();
    }

    @Test
    void formatReadsBack() {
        OffsetDateTime moment = OffsetDateTime.parse("2003-07-01T09:02:07-03:30");
        assertThat(Dates.format(moment)).isEqualTo("Tue, 1 Jul 2003 09:02:07 -0330");
        assertThat(Dates.parse(Dates.format(moment))).contains(moment);
    }
}
