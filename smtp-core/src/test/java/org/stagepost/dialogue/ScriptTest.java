package org.stagepost.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.stagepost.mail.SyntaxException;

class ScriptTest {
    @Test
    void linesKeepTheirNumbersAndConnections() throws Exception {
        Script script = Script.parse("x.txt", "# why\n\nS: 220 *\nA> C: NOOP\nB> TLS\nC:\nC:  two\nEND\n");
        assertThat(script.lines())
                .containsExactly(
                        new Script.Hear(3, "", "220 *"),
                        new Script.Say(4, "A", "NOOP"),
                        new Script.StartTls(5, "B"),
                        new Script.Say(6, "", ""),
                        new Script.Say(7, "", " two"),
                        new Script.End(8, ""));
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Script.parse("x.txt", "S: 220 *\nNOOP\n"))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining("x.txt:2");
    }
}
