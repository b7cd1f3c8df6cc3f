package org.stagepost.imap.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private static String written(Completion completion) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseWriter out = new ResponseWriter(octets);
        completion.write("a1", out);
        out.flush();
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aCodeStandsInBrackets() throws IOException {
        assertThat(written(Completion.ok("READ-ONLY", "done"))).isEqualTo("a1 OK [READ-ONLY] done\r\n");
        assertThat(written(Completion.bad("what?"))).isEqualTo("a1 BAD what?\r\n");
    }

    @Test
    void noNameInAReasonCanEndTheLine() throws IOException {
        assertThat(written(Completion.no("CANNOT", "no \u010a\u010d\r\n* BYE x")))
                .isEqualTo("a1 NO [CANNOT] no ????* BYE x\r\n");
    }
}
