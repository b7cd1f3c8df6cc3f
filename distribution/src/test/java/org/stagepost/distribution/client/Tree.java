package org.stagepost.distribution.client;

import java.util.List;
import java.util.stream.Collectors;

/** What stands in a response of IMAP (RFC 3501 section 4): an atom or number, a string however it was sent, or a list. */
sealed interface Tree {
    record Atom(String text) implements Tree {
        @Override
        public String toString() {
            return text;
        }
    }

    record Text(String octets) implements Tree {
        @Override
        public String toString() {
            return '"' + octets.replace("\r\n", "\u21b5").replace("\n", "\\n").replace("\r", "\\r") + '"';
        }
    }

    record Branch(List<Tree> leaves) implements Tree {
        @Override
        public String toString() {
            return leaves.stream().map(Tree::toString).collect(Collectors.joining(" ", "(", ")"));
        }
    }
}
